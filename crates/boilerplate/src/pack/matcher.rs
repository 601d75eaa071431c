//! What a rule of a pack looks for, and where that stands.

use std::{cell::OnceCell, fmt};

use scraper::selector::ToCss;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use unchaff_document::{Block, BlockKind, Document, Evidence, InlineKind, Span, text_outside_tags};

use crate::{
    Context,
    elements::Elements,
    links::{host, is_or_is_below},
    pack::text::{CssSelector, Host, NonEmpty, Pattern, PlainWords},
    words::{has_word, plain_words, stands_in},
};

/// What is looked for. Of lists, one is enough. What holds code, tables or template tags is never removed.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub(crate) enum Matcher {
    /// A block that says this and nothing else, but for case, marks and the targets of links. A block with a
    /// picture says more.
    Text(NonEmpty<PlainWords>),
    /// A block in which these words stand, but for case and marks.
    Phrase(NonEmpty<PlainWords>),
    /// A block in whose text, as a reader sees it, this regular expression matches.
    Regex(Pattern),
    /// A block of nothing but links and linked pictures, all of which lead to these hosts or their subdomains.
    LinkHost(NonEmpty<Host>),
    /// An element of raw HTML, by a CSS selector.
    Selector(CssSelector),
    /// A heading, and all below it up to the next one of the same or a higher level.
    Section(SectionHeading),
}

/// The section below a heading.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "`heading` with a list below it")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub(crate) struct SectionHeading {
    /// What the heading says, but for case and marks.
    heading: NonEmpty<PlainWords>,
}

/// The names of matchers.
const NAMES: &[&str] = &["text", "phrase", "regex", "link-host", "selector", "section"];

/// By hand, since YAML would have a tag (`!text`) for the variant of an enum, and errors that speak of variants.
impl<'de> Deserialize<'de> for Matcher {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MatcherVisitor)
    }
}

struct MatcherVisitor;

impl<'de> Visitor<'de> for MatcherVisitor {
    type Value = Matcher;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of `{}`", NAMES.join("`, `"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Matcher, A::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Err(A::Error::custom(format!("nothing to look for: expected one of `{}`", NAMES.join("`, `"))));
        };
        let matcher = match name.as_str() {
            "text" => Matcher::Text(map.next_value()?),
            "phrase" => Matcher::Phrase(map.next_value()?),
            "regex" => Matcher::Regex(map.next_value()?),
            "link-host" => Matcher::LinkHost(map.next_value()?),
            "selector" => Matcher::Selector(map.next_value()?),
            "section" => Matcher::Section(map.next_value()?),
            _ => return Err(A::Error::unknown_field(&name, NAMES)),
        };
        match map.next_key::<String>()? {
            None => Ok(matcher),
            Some(second) => {
                let message = format!("`{name}` and `{second}` are two matchers: expected one, write a rule for each");
                Err(A::Error::custom(message))
            }
        }
    }
}

/// The blocks of a document with their words, read once for all rules.
pub(crate) struct Blocks<'a> {
    texts: Vec<BlockText<'a>>,
    elements: OnceCell<Elements>,
}

struct BlockText<'a> {
    block: &'a Block,
    reader_text: String,
    words: String,
    /// Where its links lead, if it holds nothing else. Seldom asked for, then by many rules.
    link_hosts: OnceCell<Option<Vec<String>>>,
}

impl<'a> Blocks<'a> {
    /// What rules look through. A block of raw HTML may be a whole page: only selectors and hosts of links find
    /// something in it.
    pub(crate) fn to_remove(ctx: &Context<'a>) -> Self {
        Self::new(ctx, |block| ctx.reader_text(block).to_string())
    }

    /// What keep-lists look through: words in raw HTML count too.
    pub(crate) fn to_keep(ctx: &Context<'a>) -> Self {
        Self::new(ctx, |block| match block.kind {
            BlockKind::Html => text_outside_tags(ctx.document.text(block.span)),
            _ => ctx.reader_text(block).to_string(),
        })
    }

    fn new(ctx: &Context<'a>, text: impl Fn(&Block) -> String) -> Self {
        let text = |block: &&'a Block| {
            let reader_text = text(block);
            BlockText { block, words: plain_words(&reader_text), reader_text, link_hosts: OnceCell::new() }
        };
        Self { texts: ctx.blocks.iter().map(text).collect(), elements: OnceCell::new() }
    }
}

/// A regular expression may match a long text.
const MOST_EVIDENCE: usize = 80;

impl Matcher {
    /// Where it stands, and what was seen there.
    pub(crate) fn find(&self, ctx: &Context<'_>, blocks: &Blocks<'_>) -> Vec<(Span, Evidence)> {
        let each_block = |see: &dyn Fn(&BlockText<'_>) -> Option<Evidence>| -> Vec<(Span, Evidence)> {
            blocks.texts.iter().filter_map(|it| Some((it.block.span, see(it)?))).collect()
        };
        match self {
            Self::Text(texts) => each_block(&|it| {
                let text = texts.0.iter().find(|text| text.0 == it.words)?;
                (!shows_picture(ctx.document, it.block)).then(|| Evidence::Phrase(text.0.clone()))
            }),
            Self::Phrase(phrases) => each_block(&|it| {
                let phrase = phrases.0.iter().find(|phrase| stands_in(&it.words, &phrase.0))?;
                Some(Evidence::Phrase(phrase.0.clone()))
            }),
            Self::Regex(pattern) => each_block(&|it| {
                let found = pattern.0.find(&it.reader_text).filter(|it| !it.is_empty())?;
                Some(Evidence::Phrase(found.as_str().chars().take(MOST_EVIDENCE).collect()))
            }),
            Self::LinkHost(hosts) => each_block(&|it| {
                let found = it.link_hosts.get_or_init(|| link_hosts(ctx, it.block)).as_ref()?;
                let is_named = |it: &String| hosts.0.iter().any(|host| is_or_is_below(it, &host.0));
                found.iter().all(is_named).then(|| Evidence::Label(found[0].clone()))
            }),
            Self::Selector(selector) => {
                let elements = blocks.elements.get_or_init(|| Elements::new(ctx.document));
                let found = elements.select(&selector.0).into_iter();
                found.map(|it| (ctx.whole_lines(it), Evidence::Markup(selector.0.to_css_string()))).collect()
            }
            Self::Section(section) => sections(ctx, &section.heading.0),
        }
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |items: &[PlainWords]| items.iter().map(|it| format!("`{}`", it.0)).collect::<Vec<_>>().join(", ");
        match self {
            Self::Text(texts) => write!(f, "a block that says {}", list(&texts.0)),
            Self::Phrase(phrases) => write!(f, "a block in which {} stands", list(&phrases.0)),
            Self::Regex(pattern) => write!(f, "a block in which `{}` matches", pattern.0),
            Self::LinkHost(hosts) => {
                let hosts: Vec<String> = hosts.0.iter().map(|it| format!("`{}`", it.0)).collect();
                write!(f, "a block of nothing but links to {}", hosts.join(", "))
            }
            Self::Selector(selector) => write!(f, "the element `{}`", selector.0.to_css_string()),
            Self::Section(section) => write!(f, "the section under the heading {}", list(&section.heading.0)),
        }
    }
}

fn shows_picture(document: &Document<'_>, block: &Block) -> bool {
    document.inlines(block).iter().any(|it| matches!(it.kind, InlineKind::ImageStart { .. }))
}

/// The hosts of the links of a block that holds nothing else. `None` if there is a word or picture beside them,
/// or a link that leads to no host. Never empty.
fn link_hosts(ctx: &Context<'_>, block: &Block) -> Option<Vec<String>> {
    if block.kind == BlockKind::Html {
        return ctx.only_links(block)?.iter().map(|it| host(&it.target)).collect();
    }
    let mut hosts = Vec::new();
    let mut is_in_link = false;
    for inline in ctx.document.inlines(block) {
        match &inline.kind {
            InlineKind::LinkStart { target } => {
                hosts.push(host(target)?);
                is_in_link = true;
            }
            InlineKind::LinkEnd => is_in_link = false,
            InlineKind::Text(text) if is_in_link || !has_word(text) => {}
            InlineKind::ImageStart { .. } | InlineKind::ImageEnd if is_in_link => {}
            InlineKind::EmphasisStart(_) | InlineKind::EmphasisEnd => {}
            InlineKind::SoftBreak | InlineKind::HardBreak => {}
            _ => return None,
        }
    }
    Some(hosts).filter(|it| !it.is_empty())
}

/// The sections with such a heading. Headings in quotes and lists have none, and end none.
fn sections(ctx: &Context<'_>, headings: &[PlainWords]) -> Vec<(Span, Evidence)> {
    let mut found: Vec<(Span, Evidence)> = Vec::new();
    let mut open: Option<u8> = None;
    for block in ctx.document.visible() {
        match block.kind {
            BlockKind::Heading(level) if block.containers.is_empty() => {
                if open.is_some_and(|it| it < level) {
                    // It stands below the heading of the open section.
                } else if headings.iter().any(|it| it.0 == ctx.plain_words(block)) {
                    open = Some(level);
                    found.push((block.span, Evidence::Heading(ctx.reader_text(block).to_string())));
                } else {
                    open = None;
                }
            }
            _ => {}
        }
        if let (Some(_), Some((span, _))) = (open, found.last_mut()) {
            *span = span.to(block.span);
        }
    }
    found
}
