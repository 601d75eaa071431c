//! Headings over blocks that are nothing but links.

use unchaff_document::{Block, BlockKind, Span};

use crate::{
    Context,
    links::Link,
    vocabulary::vocabulary,
    words::{has_end_mark, n_words},
};

/// So far below its links a section is searched for more of them.
const REACH: usize = 40;

/// A heading with the blocks of links that follow it.
pub(crate) struct Section {
    /// From the heading to the last link.
    pub(crate) span: Span,
    /// The text of the heading.
    pub(crate) heading: String,
    /// The links, in order.
    pub(crate) links: Vec<Link>,
    /// Whether the links are all there is under the heading: another one that is not below it, a rule or
    /// the end of the document follows.
    pub(crate) is_whole: bool,
    /// Whether it is a heading and not a short line that serves as one.
    pub(crate) has_real_heading: bool,
    /// Whether links come again after that text, under the same heading: then somebody comments on them.
    pub(crate) has_more_links: bool,
    /// Whether pictures stand beside the words of its links.
    pub(crate) has_pictures: bool,
}

impl Section {
    /// Whether the heading says that the site advertises its other articles, for sure or perhaps.
    pub(crate) fn has_promotional_heading(&self) -> bool {
        let words = vocabulary();
        [&words.promotional_headings, &words.likely_promotional_headings].iter().any(|it| it.contains(&self.heading))
    }

    /// Whether the section is a card: one link, whose words end with a call to read what it leads to.
    pub(crate) fn is_card(&self) -> bool {
        let [link] = self.links.as_slice() else { return false };
        vocabulary().read_buttons.end_of(&link.text).is_some()
    }
}

/// Every heading over blocks of links that lead out of the page, behind the first sentence of the article.
/// Sections of sources are the author's and left out, but for cards. Where such sections, but for promotional
/// ones, have more words than the sentences of the document, the links are the article, and none is found.
pub(crate) fn sections(ctx: &Context<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    let Some(first_sentence) = first_sentence(ctx) else { return sections };
    let mut index = 0;
    while index < ctx.blocks.len() {
        let heading_block = ctx.blocks[index];
        index += 1;
        let Some(heading) = heading(ctx, heading_block).filter(|_| ctx.stands_alone(heading_block)) else {
            continue;
        };
        // Most headings have text below.
        let below = ctx.blocks.get(index).filter(|it| !it.kind.is_heading());
        if below.is_none_or(|it| titles(ctx, it).is_none()) {
            continue;
        }
        let mut section = Section {
            span: heading_block.span,
            heading: heading.to_string(),
            links: Vec::new(),
            is_whole: false,
            has_real_heading: heading_block.kind.is_heading(),
            has_more_links: false,
            has_pictures: false,
        };
        while let Some(block) = ctx.blocks.get(index).filter(|it| !it.kind.is_heading()) {
            let Some(found) = titles(ctx, block) else { break };
            section.has_pictures |= found.has_pictures;
            section.links.extend_from_slice(found.links);
            section.span.end = block.span.end;
            index += 1;
        }
        let is_contents = section.links.iter().any(Link::is_within_page);
        let is_of_sources = vocabulary().source_headings.contains(&section.heading) && !section.is_card();
        if section.links.is_empty() || is_contents || is_of_sources {
            continue;
        }
        // What leads to Markdown was written by hand.
        if section.links.iter().any(Link::leads_to_source) {
            continue;
        }
        // A card is the site's wherever it stands.
        if heading_block.span.start < first_sentence && !section.is_card() {
            continue;
        }
        section.is_whole = ctx.blocks.get(index).is_none_or(|it| match (it.kind, heading_block.kind) {
            (BlockKind::Heading(next), BlockKind::Heading(this)) => next <= this,
            (kind, _) => matches!(kind, BlockKind::Heading(_) | BlockKind::ThematicBreak),
        });
        let mut rest = ctx.blocks[index..].iter().take(REACH).take_while(|it| !it.kind.is_heading());
        section.has_more_links = rest.any(|it| ctx.only_links(it).is_some());
        sections.push(section);
    }
    let is_other = |it: &&Section| !it.has_promotional_heading();
    let n_words_in_links = sections.iter().filter(is_other).flat_map(|it| &it.links).map(|it| n_words(&it.text)).sum();
    if has_fewer_words(ctx, n_words_in_links) { Vec::new() } else { sections }
}

/// Whether the sentences of a document together have fewer words than so many.
fn has_fewer_words(ctx: &Context<'_>, n_most: usize) -> bool {
    let mut n_words = 0;
    let mut sentences = ctx.blocks.iter().filter(|it| is_sentence(ctx, it));
    // Often the first are enough.
    n_most > 0
        && !sentences.any(|it| {
            n_words += ctx.n_words(it);
            n_words >= n_most
        })
}

/// The heading over links. A plain line is one if it says what only such headings say.
fn heading<'c>(ctx: &'c Context<'_>, block: &Block) -> Option<&'c str> {
    let is_plain_line = || {
        let is_paragraph = block.kind == (BlockKind::Paragraph { tight: false });
        is_paragraph && ctx.is_one_of(block, &vocabulary().promotional_headings)
    };
    ctx.heading_text(block).or_else(|| is_plain_line().then(|| ctx.reader_text(block)))
}

struct Titles<'c> {
    links: &'c [Link],
    has_pictures: bool,
}

/// The links of a block that holds links, pictures beside them and not a word else.
fn titles<'c>(ctx: &'c Context<'_>, block: &Block) -> Option<Titles<'c>> {
    if let Some(links) = ctx.only_links(block) {
        return Some(Titles { links, has_pictures: false });
    }
    let line = ctx.link_line(block).filter(|it| it.is_links_and_pictures())?;
    Some(Titles { links: &line.links, has_pictures: true })
}

/// Where the first sentence of the article starts. Where nobody has said anything yet, links are the article, or
/// its contents.
pub(crate) fn first_sentence(ctx: &Context<'_>) -> Option<u32> {
    ctx.blocks.iter().find(|it| is_sentence(ctx, it)).map(|it| it.span.start)
}

/// Whether a block says something in a sentence, however short, and is not made of links alone. What
/// [`Context::is_prose`] asks for is longer.
pub(crate) fn is_sentence(ctx: &Context<'_>, block: &Block) -> bool {
    if !block.kind.is_paragraph() || ctx.heading_text(block).is_some() {
        return false;
    }
    let text = ctx.reader_text(block);
    // Some scripts have no end marks: there, length tells.
    (has_end_mark(text) || text.len() > 200) && ctx.only_links(block).is_none()
}
