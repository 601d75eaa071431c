//! What a rule sees.

use std::{cell::OnceCell, collections::BTreeSet, rc::Rc};

use unchaff_document::{Block, BlockKind, Document, InlineKind, Kind, Span, Tag};
use unchaff_front_matter::FrontMatter;

use crate::{
    buttons::{ButtonRow, button_row},
    link_runs::{LinkRun, link_runs},
    links::{Link, LinkLine, html_links, joined, link_lines},
    phrases::{Head, Phrases},
    rules::byline,
    suppress::Complaint,
    vocabulary::vocabulary,
    words::{has_end_mark, may_be_piece, n_terms, n_words, pieces_of_words, plain_words},
};

/// What a rule sees of a document.
pub struct Context<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its header.
    pub front_matter: &'a FrontMatter<'a>,
    /// The visible blocks that no earlier phase takes out.
    pub blocks: Vec<&'a Block>,
    /// What is wrong with the author's words to this program, as far as earlier phases tell.
    pub(crate) complaints: Vec<Complaint>,
    /// Whether rules on headers have seen this one: they would find nothing that they have not found.
    pub(crate) has_known_header: bool,
    known: Rc<Known>,
    link_runs: OnceCell<Vec<LinkRun>>,
}

/// A document as rules read it. What they have asked about its blocks is remembered, and of use to whoever reads most of
/// it again: after edits.
pub struct Reading<'a> {
    /// The document.
    pub(crate) document: &'a Document<'a>,
    /// Its header.
    pub(crate) front_matter: &'a FrontMatter<'a>,
    /// Nothing where it would take too much room: then a context remembers what it is asked, as long as it lives.
    known: Option<Rc<Known>>,
    /// Whether its header was looked at before, word for word.
    pub(crate) has_known_header: bool,
}

/// What is known of a larger document, which is some times its size, is not kept while what comes out of it is parsed.
const MOST_REMEMBERED: usize = 4 << 20;

impl<'a> Reading<'a> {
    /// A document that nobody has read.
    pub fn new(document: &'a Document<'a>, front_matter: &'a FrontMatter<'a>) -> Self {
        let known = (document.source.len() <= MOST_REMEMBERED).then(|| Known::nothing_of(document));
        Self { document, front_matter, known, has_known_header: false }
    }

    /// The document.
    pub fn document(&self) -> &'a Document<'a> {
        self.document
    }

    /// Its header.
    pub fn front_matter(&self) -> &'a FrontMatter<'a> {
        self.front_matter
    }

    /// A document that came out of this one. Of blocks that are the same, what is known is known still, and in a header
    /// that is the same nothing is found a second time.
    #[must_use]
    pub fn of_next<'b>(&self, document: &'b Document<'b>, front_matter: &'b FrontMatter<'b>) -> Reading<'b> {
        let has_known_header = front_matter.header() == self.front_matter.header();
        let Some(above) = &self.known else {
            return Reading { has_known_header, ..Reading::new(document, front_matter) };
        };
        // Where little is the same, the search for it ends.
        let mut patience = 4 * (self.document.blocks.len() + document.blocks.len());
        let mut next = 0;
        let mut known = |block: &Block| {
            let is_same = |it: &Block| reads_the_same((self.document, it), (document, block));
            let mut candidates = self.document.blocks[next..].iter().take(patience.max(1));
            let found = candidates.position(is_same);
            patience = patience.saturating_sub(found.unwrap_or(self.document.blocks.len() - next));
            next += found? + 1;
            above.blocks[next - 1].get().cloned()
        };
        let blocks = document.blocks.iter().map(|it| known(it).map_or_else(OnceCell::new, OnceCell::from)).collect();
        Reading { document, front_matter, known: Some(Known::of(blocks)), has_known_header }
    }

    /// The tags and comments of the raw HTML in the body, in order.
    pub(crate) fn tags(&self) -> &[(Span, Tag<'a>)] {
        self.document.tags()
    }

    /// The context in which all blocks are there.
    pub(crate) fn context(&self) -> Context<'a> {
        let Self { document, front_matter, ref known, has_known_header } = *self;
        let blocks = document.visible().collect();
        let known = known.clone().unwrap_or_else(|| Known::nothing_of(document));
        Context {
            document,
            front_matter,
            blocks,
            complaints: Vec::new(),
            known,
            has_known_header,
            link_runs: OnceCell::new(),
        }
    }
}

/// Whether rules would get the same answers about two blocks: what [`KnownBlock`] remembers comes of nothing else.
fn reads_the_same(
    (document, block): (&Document<'_>, &Block),
    (other_document, other): (&Document<'_>, &Block),
) -> bool {
    use unchaff_document::InlineKind::{Code, Html, Math};
    let (inlines, others) = (document.inlines(block), other_document.inlines(other));
    let is_text = (block.kind.is_paragraph() || block.kind.is_heading()) && document.kind != Kind::Text;
    let is_verbatim = |it: &InlineKind<'_>| matches!(it, Code | Math | Html);
    block.kind == other.kind
        && document.kind == other_document.kind
        && inlines.len() == others.len()
        && (is_text || document.text(block.span) == other_document.text(other.span))
        && inlines.iter().zip(others).all(|(one, other)| {
            let has_text = || document.text(one.span) == other_document.text(other.span);
            one.kind == other.kind && (!is_verbatim(&one.kind) || has_text())
        })
}

/// What rules have asked for: they ask again, in each phase.
struct Known {
    /// By the index of the block in the document. About most nobody asks: they are blank, or opaque.
    blocks: Vec<OnceCell<Rc<KnownBlock>>>,
    advertised_hosts: OnceCell<BTreeSet<String>>,
}

impl Known {
    fn of(blocks: Vec<OnceCell<Rc<KnownBlock>>>) -> Rc<Self> {
        Rc::new(Self { blocks, advertised_hosts: OnceCell::new() })
    }

    fn nothing_of(document: &Document<'_>) -> Rc<Self> {
        Self::of(document.blocks.iter().map(|_| OnceCell::new()).collect())
    }
}

/// What comes of a block alone, wherever it stands. There is one for each block, so its parts are small.
#[derive(Default)]
struct KnownBlock {
    text: OnceCell<Box<str>>,
    plain_words: OnceCell<Box<str>>,
    head: OnceCell<Head>,
    n_words: OnceCell<u32>,
    n_terms: OnceCell<u32>,
    n_disclaimers: OnceCell<u32>,
    is_prose: OnceCell<bool>,
    serves_as_heading: OnceCell<bool>,
    link_lines: OnceCell<Option<Box<[LinkLine]>>>,
    /// Where there are several lines.
    link_line: OnceCell<Box<LinkLine>>,
    html_links: OnceCell<Option<Box<[Link]>>>,
    button_row: OnceCell<Option<Box<ButtonRow>>>,
    byline_part: OnceCell<Option<byline::Part>>,
}

impl<'a> Context<'a> {
    /// The context in which all blocks are there.
    pub(crate) fn new(document: &'a Document<'a>, front_matter: &'a FrontMatter<'a>) -> Self {
        Reading::new(document, front_matter).context()
    }

    /// The context in which the spans of `taken` (sorted, disjoint), and nothing else, are gone already.
    pub(crate) fn without(&self, taken: &[Span]) -> Self {
        let is_taken = |block: &Block| {
            // Most blocks lie apart from all that is gone.
            let near = &taken[taken.partition_point(|it| it.end <= block.span.start)..];
            if near.first().is_none_or(|it| it.start > block.span.end) {
                return false;
            }
            let content = content_span(self.document, block);
            near.iter().find(|it| it.end > content.start).is_some_and(|it| it.contains(content))
        };
        let mut blocks = Vec::with_capacity(self.document.blocks.len());
        blocks.extend(self.document.visible().filter(|it| !is_taken(it)));
        Self {
            document: self.document,
            front_matter: self.front_matter,
            blocks,
            complaints: Vec::new(),
            has_known_header: self.has_known_header,
            known: Rc::clone(&self.known),
            link_runs: OnceCell::new(),
        }
    }

    fn known(&self, block: &Block) -> &KnownBlock {
        // Rules hand in what they got: its place tells its number.
        let place = (std::ptr::from_ref(block) as usize).wrapping_sub(self.document.blocks.as_ptr() as usize);
        let index = place / size_of::<Block>();
        let is_own = self.document.blocks.get(index).is_some_and(|it| std::ptr::eq(it, block));
        let found = if is_own { Some(index) } else { self.document.block_at(block.span.start) };
        self.known.blocks[found.expect("a block of this document")].get_or_init(Rc::default)
    }

    /// The tags and comments of the raw HTML in the body, in order.
    pub fn tags(&self) -> &[(Span, Tag<'a>)] {
        self.document.tags()
    }

    /// The hosts that the site advertises, as `find` tells when they are asked for the first time.
    pub(crate) fn advertised_hosts(&self, find: impl FnOnce() -> BTreeSet<String>) -> &BTreeSet<String> {
        self.known.advertised_hosts.get_or_init(find)
    }

    /// Whether the document is plain text.
    pub fn is_plain(&self) -> bool {
        self.document.kind == Kind::Text
    }

    /// The text of a block as a reader sees it: no marks, line breaks as blanks, links by their text.
    pub fn reader_text(&self, block: &Block) -> &str {
        if self.is_plain() {
            return self.document.text(block.span).trim();
        }
        self.known(block).text.get_or_init(|| self.read_text(block).into())
    }

    fn read_text(&self, block: &Block) -> String {
        use unchaff_document::InlineKind::{Code, HardBreak, Math, SoftBreak, Text};
        let mut text = String::new();
        for inline in self.document.inlines(block) {
            match &inline.kind {
                Text(it) => text.push_str(it),
                Code | Math => text.push_str(self.document.text(inline.span)),
                SoftBreak | HardBreak => text.push(' '),
                _ => {}
            }
        }
        text.trim().to_string()
    }

    /// The same in lower case, letters and digits only, single blanks between words.
    pub(crate) fn plain_words(&self, block: &Block) -> &str {
        self.known(block).plain_words.get_or_init(|| plain_words(self.reader_text(block)).into())
    }

    /// How many words a reader sees in a block.
    pub(crate) fn n_words(&self, block: &Block) -> usize {
        *self.known(block).n_words.get_or_init(|| n_words(self.reader_text(block)) as u32) as usize
    }

    /// The same where a limit has to hold for all scripts.
    pub(crate) fn n_terms(&self, block: &Block) -> usize {
        *self.known(block).n_terms.get_or_init(|| n_terms(self.reader_text(block)) as u32) as usize
    }

    /// How many phrases of the notices of a house stand in a block.
    pub(crate) fn n_disclaimers(&self, block: &Block) -> usize {
        let n_found = || vocabulary().disclaimer_phrases.n_found_in(self.plain_words(block)) as u32;
        *self.known(block).n_disclaimers.get_or_init(n_found) as usize
    }

    /// Whether what a reader sees of a block is a phrase of a list, but for case and marks.
    pub(crate) fn is_one_of(&self, block: &Block, phrases: &Phrases) -> bool {
        phrases.may_be(self.head(block), self.reader_text(block)) && phrases.contains_words(self.plain_words(block))
    }

    /// The longest phrase of a list without a gap with which what a reader sees of a block begins, but for case and marks.
    pub(crate) fn start_of(&self, block: &Block, phrases: &Phrases) -> Option<&'static str> {
        if phrases.may_begin(self.head(block)) { phrases.start_of_words(self.plain_words(block)) } else { None }
    }

    /// The pieces that the text of a block consists of, as [`pieces`](crate::words::pieces) finds them.
    pub(crate) fn pieces(&self, block: &Block, lists: &[&Phrases]) -> Option<Vec<String>> {
        if self.may_have_pieces(block, lists) { pieces_of_words(self.plain_words(block), lists) } else { None }
    }

    /// Whether the text of a block begins as one that consists of such pieces.
    pub(crate) fn may_have_pieces(&self, block: &Block, lists: &[&Phrases]) -> bool {
        let head = self.head(block);
        lists.iter().any(|it| it.may_start(head)) || may_be_piece(head)
    }

    fn head(&self, block: &Block) -> Head {
        *self.known(block).head.get_or_init(|| Head::of(self.reader_text(block)))
    }

    /// The block as one line of links and words. `None` if it holds anything else: code, math, raw HTML.
    pub(crate) fn link_line(&self, block: &Block) -> Option<&LinkLine> {
        match self.link_lines(block)? {
            [line] => Some(line),
            lines => Some(self.known(block).link_line.get_or_init(|| Box::new(joined(lines)))),
        }
    }

    /// The block line by line. Never empty; `None` as for [`link_line`](Self::link_line).
    pub(crate) fn link_lines(&self, block: &Block) -> Option<&[LinkLine]> {
        let lines = || link_lines(self.document, block).map(Into::into);
        self.known(block).link_lines.get_or_init(lines).as_deref()
    }

    /// The links of a block that holds links and not a word beside them: a paragraph, a list item, or raw
    /// HTML in which every word stands inside an `<a>`.
    pub(crate) fn only_links(&self, block: &Block) -> Option<&[Link]> {
        if block.kind == BlockKind::Html {
            let links = || html_links(self.document.text(block.span)).map(Into::into);
            return self.known(block).html_links.get_or_init(links).as_deref();
        }
        self.link_line(block).filter(|it| it.is_only_links()).map(|it| it.links.as_slice())
    }

    /// All blocks of nothing but links that follow each other.
    pub(crate) fn link_runs(&self) -> &[LinkRun] {
        self.link_runs.get_or_init(|| link_runs(self))
    }

    /// The block as a row of buttons: a paragraph, a heading or raw HTML with nothing else in it.
    pub(crate) fn button_row(&self, block: &Block) -> Option<&ButtonRow> {
        self.known(block).button_row.get_or_init(|| button_row(self, block).map(Box::new)).as_deref()
    }

    /// The block as a part of the head of a document, where its author and date stand.
    pub(crate) fn byline_part(&self, block: &Block) -> Option<&byline::Part> {
        self.known(block).byline_part.get_or_init(|| byline::part(self, block)).as_ref()
    }

    /// The span extended to the ends of its lines where nothing but blanks stands beside it.
    pub fn whole_lines(&self, span: Span) -> Span {
        let body = self.document.body.range();
        let before = &self.document.source[body.start..span.start as usize];
        let after = &self.document.source[span.end as usize..body.end];
        let is_blank = |it: char| it.is_whitespace() && it != '\n' && it != '\r';
        let (head, tail) = (before.trim_end_matches(is_blank), after.trim_start_matches(is_blank));
        let line_end = match tail.as_bytes() {
            [] => 0,
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return span,
        };
        if !head.is_empty() && !head.ends_with(['\n', '\r']) {
            return span;
        }
        Span::of(body.start + head.len()..body.end - tail.len() + line_end)
    }

    /// Whether the block is running text: a paragraph of at least twelve words that ends as a sentence does.
    pub fn is_prose(&self, block: &Block) -> bool {
        let is_prose = || self.n_words(block) >= 12 && has_end_mark(self.reader_text(block));
        block.kind.is_paragraph() && *self.known(block).is_prose.get_or_init(is_prose)
    }

    /// Whether the block shows pictures, linked or not, and not a word beside them.
    pub fn is_only_pictures(&self, block: &Block) -> bool {
        use unchaff_document::InlineKind::{Code, Html, ImageEnd, ImageStart, Math, Text};
        let mut depth = 0_usize;
        block.kind.is_paragraph()
            && self.pictures(block).next().is_some()
            && self.document.inlines(block).iter().all(|it| match &it.kind {
                ImageStart { .. } => {
                    depth += 1;
                    true
                }
                ImageEnd => {
                    depth = depth.saturating_sub(1);
                    true
                }
                Text(text) => depth > 0 || text.trim().is_empty(),
                Code | Math | Html => false,
                _ => true,
            })
    }

    /// The pictures of a block: their addresses and descriptions.
    pub fn pictures(&self, block: &Block) -> impl Iterator<Item = (&str, String)> {
        use unchaff_document::InlineKind::{ImageEnd, ImageStart, Text};
        let inlines = self.document.inlines(block);
        inlines.iter().enumerate().filter_map(|(index, inline)| {
            let ImageStart { target } = &inline.kind else { return None };
            let rest = inlines[index + 1..].iter().take_while(|it| it.kind != ImageEnd);
            let words = rest.filter_map(|it| if let Text(text) = &it.kind { Some(text.as_ref()) } else { None });
            Some((target.as_ref(), words.collect()))
        })
    }

    /// Whether the block stands on its own: at the top or in nothing but quotes.
    pub fn stands_alone(&self, block: &Block) -> bool {
        block.containers.iter().all(|it| matches!(it, unchaff_document::Container::Quote { .. }))
    }

    /// The text of a block that is a heading, or a short bold line that serves as one.
    pub fn heading_text(&self, block: &Block) -> Option<&str> {
        let is_heading = match block.kind {
            BlockKind::Heading(_) => true,
            BlockKind::Paragraph { tight: false } if !self.is_plain() && self.stands_alone(block) => {
                *self.known(block).serves_as_heading.get_or_init(|| self.serves_as_heading(block))
            }
            _ => false,
        };
        is_heading.then(|| self.reader_text(block))
    }

    fn serves_as_heading(&self, block: &Block) -> bool {
        let text = self.reader_text(block);
        let is_label = text.ends_with([':', '：']) || self.is_all_bold(block);
        let is_short = || text.split_whitespace().count() <= 6 && self.n_terms(block) <= 12;
        is_label && is_short() && self.link_line(block).is_some_and(|it| it.links.is_empty())
    }

    fn is_all_bold(&self, block: &Block) -> bool {
        use unchaff_document::InlineKind::{EmphasisEnd, EmphasisStart, Text};
        let mut depth = 0_usize;
        self.document.inlines(block).iter().all(|it| match &it.kind {
            EmphasisStart(_) => {
                depth += 1;
                true
            }
            EmphasisEnd => {
                depth = depth.saturating_sub(1);
                true
            }
            Text(text) => depth > 0 || text.trim().is_empty(),
            _ => false,
        })
    }
}

/// The block without blanks around it: an advert that leaves only the blanks of a block takes the block.
fn content_span(document: &Document<'_>, block: &Block) -> Span {
    let text = document.text(block.span);
    let content = text.trim_start();
    let start = block.span.start as usize + (text.len() - content.len());
    Span::of(start..start + content.trim_end().len())
}
