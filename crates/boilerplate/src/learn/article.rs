//! A document as learning sees it: what its blocks are, without their text.

use unchaff_document::{
    Block, BlockKind, Container, Document, InlineKind, Kind, Span, Tag, html_tags, text_outside_tags,
};
use unchaff_front_matter::FrontMatter;

use crate::{
    Context,
    vocabulary::vocabulary,
    words::{has_end_mark, has_word, n_words, plain_words},
};

/// A document as learning sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// Documents with the same number are copies of one article, or filled-in forms of one template.
    pub cluster: usize,
    /// Its blocks that have words or show a picture, in order.
    pub blocks: Vec<ArticleBlock>,
}

/// A block of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleBlock {
    /// Its bytes.
    pub span: Span,
    /// Its words as a pack compares them.
    pub words: String,
    /// What it is.
    pub role: Role,
    /// How many words it has; a CJK character counts as one.
    pub n_words: usize,
    /// How many of them are links that lead out of the page.
    pub n_linked: usize,
    /// Where its first link leads, if every word of it is a link.
    pub target: Option<String>,
    /// Whether a sentence ends where it ends.
    pub ends_sentence: bool,
    /// Whether it ends in a colon, as labels do.
    pub ends_label: bool,
    /// Whether it is the first heading.
    pub is_title: bool,
    /// Whether the heading above it announces sources: then its links are the author's.
    pub is_under_sources: bool,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A heading.
    Heading,
    /// An item of a numbered list: one step of many.
    Step,
    /// Any other paragraph or item.
    Text,
    /// What no pack removes by its words: code, tables, raw HTML, pictures.
    Fixed,
}

/// Longer blocks are not proposed: so much text is somebody's.
pub(super) const MOST_WORDS: usize = 60;

/// So many words make a paragraph: labels and buttons have fewer.
const PROSE_WORDS: usize = 25;

impl Article {
    /// Reads a document.
    pub fn read(document: &Document<'_>, front_matter: &FrontMatter<'_>) -> Self {
        let context = Context::new(document, front_matter);
        let mut is_under_sources = false;
        let mut has_title = false;
        let mut blocks = Vec::new();
        for block in &context.blocks {
            let Some(mut read) = read(&context, block) else { continue };
            if read.role == Role::Heading || context.heading_text(block).is_some() {
                is_under_sources = vocabulary().source_headings.contains(&read.words);
            }
            read.is_under_sources = is_under_sources;
            read.is_title = read.role == Role::Heading && !has_title;
            has_title |= read.is_title;
            blocks.push(read);
        }
        Self { cluster: 0, blocks }
    }

    /// Drops the words of blocks that are too long to be proposed. Call it when copies are told from originals.
    pub fn forget_long_blocks(&mut self) {
        for block in self.blocks.iter_mut().filter(|it| it.n_words > MOST_WORDS) {
            block.words = String::new();
        }
    }
}

impl ArticleBlock {
    /// Whether every word of it is a link that leads out of the page.
    pub fn is_link(&self) -> bool {
        self.target.is_some()
    }

    /// Whether somebody wrote it: a sentence, or a long run of words that are no links.
    pub fn is_prose(&self) -> bool {
        let is_linked = 2 * self.n_linked > self.n_words;
        self.role != Role::Heading && !is_linked && (self.ends_sentence || self.n_words >= PROSE_WORDS)
    }

    /// Whether it is a paragraph that two articles have in common only if one of them was copied, or both were
    /// given it by the site.
    pub fn is_long_prose(&self) -> bool {
        self.is_prose() && self.n_words >= PROSE_WORDS
    }
}

/// Reads a block; `None` if it shows nothing. What stands above it is not known yet.
fn read(context: &Context<'_>, block: &Block) -> Option<ArticleBlock> {
    let document = context.document;
    let text = context.reader_text(block);
    let words = plain_words(text);
    let is_numbered = block.containers.iter().rev().find_map(|it| match it {
        Container::List { ordered, .. } => Some(*ordered),
        _ => None,
    });
    let role = match block.kind {
        _ if document.touches_opaque(block.span) || shows_picture(document, block) => Role::Fixed,
        BlockKind::Heading(_) => Role::Heading,
        BlockKind::Paragraph { .. } if is_numbered == Some(true) => Role::Step,
        BlockKind::Paragraph { .. } => Role::Text,
        BlockKind::Html if has_word(&text_outside_tags(document.text(block.span))) => Role::Fixed,
        BlockKind::Html | BlockKind::ThematicBreak | BlockKind::Other | BlockKind::Blank => return None,
        BlockKind::Code | BlockKind::Table => Role::Fixed,
    };
    if words.is_empty() && role != Role::Fixed {
        return None;
    }
    let n_words = n_words(&words);
    let links = links(context, block);
    let leads_out = links.targets.iter().all(|it| !it.starts_with('#'));
    let n_linked = if leads_out { links.n_words.min(n_words) } else { 0 };
    let is_link = leads_out && !links.has_other_words && !links.targets.is_empty();
    Some(ArticleBlock {
        span: block.span,
        role,
        n_words,
        n_linked,
        target: links.targets.into_iter().next().filter(|_| is_link).map(|it| address(&it)),
        ends_sentence: has_end_mark(text),
        ends_label: text.trim_end_matches(['*', '_']).trim_end().ends_with([':', '：']),
        is_title: false,
        is_under_sources: false,
        words,
    })
}

fn shows_picture(document: &Document<'_>, block: &Block) -> bool {
    let shows = |it: &Tag<'_>| match it {
        Tag::Open { name, .. } => ["img", "picture", "video", "iframe"].iter().any(|it| name.eq_ignore_ascii_case(it)),
        _ => false,
    };
    match block.kind {
        BlockKind::Html => html_tags(document.text(block.span)).iter().any(shows),
        _ => document.inlines(block).iter().any(|it| matches!(it.kind, InlineKind::ImageStart { .. })),
    }
}

#[derive(Default)]
struct Links {
    targets: Vec<String>,
    n_words: usize,
    has_other_words: bool,
}

fn links(ctx: &Context<'_>, block: &Block) -> Links {
    let document = ctx.document;
    if document.kind == Kind::Text {
        return Links { has_other_words: true, ..Links::default() };
    }
    if block.kind == BlockKind::Html {
        let found = ctx.only_links(block).unwrap_or_default();
        let targets = found.iter().map(|it| it.target.clone()).collect();
        return Links { targets, ..Links::default() };
    }
    let mut links = Links::default();
    let mut is_inside = false;
    for inline in document.inlines(block) {
        match &inline.kind {
            InlineKind::LinkStart { target } => {
                is_inside = true;
                links.targets.push(target.to_string());
            }
            InlineKind::LinkEnd => is_inside = false,
            InlineKind::Text(text) if is_inside => links.n_words += n_words(&plain_words(text)),
            InlineKind::Text(text) => links.has_other_words |= has_word(text),
            InlineKind::Code | InlineKind::Math => links.has_other_words = true,
            _ => {}
        }
    }
    links
}

/// An address without what only counts visitors.
fn address(target: &str) -> String {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').to_string()
}
