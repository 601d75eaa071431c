//! A whole page, and the article in it.

use std::{fmt, ops::Range, str::Utf8Error, sync::LazyLock};

use ego_tree::{NodeId, iter::Edge};
use scraper::Node;
use unchaff_document::{Applicability, Edit, EditSet, Evidence, RuleId, Span, settle};
use url::Url;

use crate::{
    choose::{Chosen, Taste, choose},
    comments::{self, Comment},
    elements::{Role, role_in_page},
    forest::Forest,
    hash::FoldSet,
    html::{self, HtmlPage, Refusal},
    metadata::{Labels, Metadata},
    removal::{Removal, without},
    render,
    source::Source,
    tagless,
    walk::Walk,
};

/// The rule under which everything is reported that surrounds the article of a page.
pub const PAGE_CHROME: RuleId = RuleId::new("page-chrome");

/// The page of [`PAGE_CHROME`].
pub const PAGE_CHROME_PAGE: &str = include_str!("page_chrome.md");

/// A choice that promises less than this is none, in percent: the page stays as it is.
const LEAST_QUALITY: u8 = 40;

/// What a page is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// HTML, in any encoding.
    Html,
    /// Markdown made of a whole page.
    Markdown,
    /// Plain text made of a whole page.
    Text,
}

/// A whole page, read.
pub struct Page<'a> {
    source: Source<'a>,
    /// How many bytes of the file come before the page: those of its front matter.
    offset: usize,
    content: Content,
}

enum Content {
    Html(Box<HtmlPage>),
    Tagless(Box<tagless::Page>, Form),
}

/// Why a page cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Its elements lie in each other deeper than browsers allow.
    TooDeep,
    /// A parser would have to put in far more elements than it holds, or a tag has a thousand attributes.
    TooTangled,
    /// Markdown or plain text that is not UTF-8.
    NotUtf8 {
        /// The first byte that is not.
        offset: usize,
    },
    /// More lines than an article has.
    TooManyLines,
    /// 4 GiB or more.
    TooLarge,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooDeep => "more than 512 elements lie in each other",
            Self::TooTangled => "its tags are tangled beyond what a browser would show",
            Self::NotUtf8 { .. } => "not UTF-8",
            Self::TooManyLines => "more than 500,000 lines",
            Self::TooLarge => "4 GiB or more",
        })
    }
}

impl std::error::Error for Unreadable {}

/// The blocks of a page, and which of them are the article.
#[derive(Clone, Debug)]
pub struct Article {
    /// All blocks, in the order of the page.
    pub blocks: Vec<PageBlock>,
    /// How near the choice is expected to come to what was sought: the F-measure that its odds promise, in percent.
    pub quality: u8,
    /// Whether most of what was chosen are teasers: titles that lead elsewhere, each with a few words.
    pub is_index: bool,
}

/// A block of a page: a paragraph, an item, a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageBlock {
    /// Its bytes in the file. `None` where tags are nested so badly that it has no place of its own.
    pub span: Option<Span>,
    /// Whether it belongs to the article.
    pub is_kept: bool,
    /// The probability that it does, in percent.
    pub score: u8,
    /// The number of its words.
    pub n_words: u32,
}

impl Article {
    /// Takes the whole page for the article.
    pub fn keep_all(&mut self) {
        self.blocks.iter_mut().for_each(|it| it.is_kept = true);
        (self.quality, self.is_index) = (100, false);
    }

    /// Whether the choice is worth following. Where it is not (a list of teasers, a page that scripts fill), nothing
    /// is to be removed, and there is no article to be taken out.
    pub fn is_found(&self) -> bool {
        self.quality >= LEAST_QUALITY && !self.is_index && self.blocks.iter().any(|it| it.is_kept)
    }
}

impl<'a> Page<'a> {
    /// Reads a page that begins at `offset` of a file. The same bytes always give the same page.
    ///
    /// # Errors
    /// If no browser would show it, or it is larger than spans can count.
    pub fn read(file: &'a [u8], offset: usize, form: Form) -> Result<Self, Unreadable> {
        if u32::try_from(file.len()).is_err() {
            return Err(Unreadable::TooLarge);
        }
        match form {
            Form::Html => {
                let source = Source::read(&file[offset..]);
                let page = HtmlPage::read(&source.text).map_err(|it| match it {
                    Refusal::TooDeep => Unreadable::TooDeep,
                    Refusal::TooTangled => Unreadable::TooTangled,
                })?;
                Ok(Self { source, offset, content: Content::Html(Box::new(page)) })
            }
            Form::Markdown | Form::Text => {
                let not_utf8 = |it: Utf8Error| Unreadable::NotUtf8 { offset: offset + it.valid_up_to() };
                let source = Source::utf8(std::str::from_utf8(&file[offset..]).map_err(not_utf8)?);
                let page = tagless::Page::read(&source.text, form).ok_or(Unreadable::TooManyLines)?;
                Ok(Self { source, offset, content: Content::Tagless(Box::new(page), form) })
            }
        }
    }

    /// Reads what begins at `offset` of a text, and finds the article in it, if it looks like a whole page. When in doubt
    /// it does not. Of most articles the links alone tell it; plain text, in which none can be told, does only if a
    /// scraper says above it which page it was.
    pub fn read_if_whole(text: &'a str, offset: usize, form: Form) -> Option<(Self, Article)> {
        u32::try_from(text.len()).ok()?;
        let source = Source::utf8(&text[offset..]);
        let has_labels = Labels::read(&source.text).is_some();
        let page = if has_labels {
            tagless::Page::read(&source.text, form)
        } else {
            tagless::Page::read_if_likely(&source.text, form)
        }?;
        let chosen = tagless_choice(&page, &source.text, form, false);
        if !has_labels && !tagless::looks_whole(&page, &chosen.is_kept) {
            return None;
        }
        let is_index = tagless::is_index(&page, &chosen.is_kept);
        let page = Self { source, offset, content: Content::Tagless(Box::new(page), form) };
        let article = page.article_of(&chosen, is_index);
        Some((page, article))
    }

    /// The name of the encoding the page is written in.
    pub fn encoding(&self) -> &'static str {
        self.source.encoding.name()
    }

    /// Finds the article.
    pub fn article(&self) -> Article {
        let (chosen, is_index) = self.chosen();
        self.article_of(&chosen, is_index)
    }

    fn article_of(&self, chosen: &Chosen, is_index: bool) -> Article {
        let Chosen { is_kept, probabilities, quality } = chosen;
        let percent = |share: f64| (share * 100.0).round().clamp(0.0, 100.0) as u8;
        let block = |number: usize| {
            let (bytes, n_words) = match &self.content {
                Content::Html(page) => {
                    let block = &page.outline.blocks[number];
                    let element = &page.outline.elements[block.element];
                    let bytes = element.bytes.filter(|_| element.blocks.len() == 1).map(|it| it.start..it.end);
                    (bytes.or(block.bytes.clone()), block.words.n_tokens)
                }
                Content::Tagless(page, _) => {
                    let line = &page.lines[number];
                    (Some(line.range.clone()), line.counts.words)
                }
            };
            PageBlock {
                span: bytes.and_then(|it| self.span(it)),
                is_kept: is_kept[number],
                score: percent(probabilities[number]),
                n_words,
            }
        };
        Article { blocks: (0..is_kept.len()).map(block).collect(), quality: percent(*quality), is_index }
    }

    /// The edits that leave nothing but the article, and what holds the page together: its head, the elements around.
    ///
    /// Nothing inside a kept block is touched. What is left is read again, and where an edit would move or change
    /// anything that stays, it is not made.
    pub fn edits(&self, article: &Article) -> EditSet {
        self.edits_beside(article, |_| false)
    }

    /// The same where some bytes of the file may not be touched. An element in which some are stays, and what else it
    /// holds goes.
    pub fn edits_beside(&self, article: &Article, is_forbidden: impl Fn(Span) -> bool) -> EditSet {
        let may_go = |it: &Range<usize>| self.span(it.clone()).is_some_and(|it| !is_forbidden(it));
        let edit = |it: &Removal| {
            let score = article.blocks[it.blocks.clone()].iter().map(|it| it.score).max().unwrap_or(0);
            Some(Edit {
                span: self.span(it.bytes.clone())?,
                insert: Vec::new(),
                rule: PAGE_CHROME,
                applicability: Applicability::Safe,
                evidence: Evidence::Score(score),
                repair: None,
            })
        };
        settle(self.removals(article, may_go).iter().filter_map(edit).collect())
    }

    /// The text of a block, as a reader sees it; of Markdown as it is written.
    pub fn block_text(&self, number: usize) -> String {
        match &self.content {
            Content::Html(page) => page.text(&page.outline.blocks[number]),
            Content::Tagless(page, _) => self.source.text[page.lines[number].range.clone()].to_owned(),
        }
    }

    /// The comments of an HTML page that begin with a word, in order. Markdown and text have a parser of their own.
    pub fn comments(&self, word: &str) -> Vec<Comment> {
        let Content::Html(page) = &self.content else { return Vec::new() };
        let in_file = |it: Span| {
            let it = self.source.around_in_file(it.range());
            Span::of(self.offset + it.start..self.offset + it.end)
        };
        let comment = |it: Comment| Comment {
            span: in_file(it.span),
            text: it.text,
            lines: in_file(it.lines),
            next: in_file(it.next),
        };
        comments::comments(&self.source.text, page, word).into_iter().map(comment).collect()
    }

    /// What a reader does not get if the article is written anew, as deletions: all bytes that are in no block that is
    /// kept, and in those that are what is not shown as text (scripts, formulas, fields, the inside of films). They are
    /// in order, and disjoint.
    pub fn left_out(&self, article: &Article) -> Vec<Edit> {
        let end = Span::of(self.offset + self.source.length_of_file..self.offset + self.source.length_of_file);
        let mut kept: Vec<Span> = article.blocks.iter().filter(|it| it.is_kept).filter_map(|it| it.span).collect();
        kept.push(end);
        kept.sort();
        let unshown = self.unshown();
        let mut edits = Vec::new();
        let mut leave_out = |bytes: Range<usize>, why: &str| {
            if bytes.start < bytes.end {
                edits.push(Edit {
                    span: Span::of(bytes),
                    insert: Vec::new(),
                    rule: PAGE_CHROME,
                    applicability: Applicability::Safe,
                    evidence: Evidence::Position(why.to_owned()),
                    repair: None,
                });
            }
        };
        let mut at = self.offset;
        for block in kept.into_iter().map(Span::range) {
            leave_out(at..block.start, "outside of the article");
            at = at.max(block.start);
            let first = unshown.partition_point(|it| it.end <= at);
            for it in unshown[first..].iter().take_while(|it| it.start < block.end) {
                leave_out(at.max(it.start)..block.end.min(it.end), "not shown as text");
            }
            at = at.max(block.end);
        }
        edits
    }

    /// The bytes in the file of elements that are not shown, and of what films and frames hold, in order and disjoint.
    /// Those of elements that the parser moved are not known.
    fn unshown(&self) -> Vec<Range<usize>> {
        let Content::Html(page) = &self.content else { return Vec::new() };
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut hint = 0;
        let mut walk = Walk::new(page.parsed.html.tree.root());
        while let Some(edge) = walk.next() {
            let Edge::Open(node) = edge else { continue };
            let Node::Element(element) = node.value() else { continue };
            let role = role_in_page(element, page.parsed.is_without_scripts);
            if !matches!(role, Role::Hidden | Role::Embedded) {
                continue;
            }
            walk.skip_below(node);
            // The text of scripts is not in the tree.
            let Some(it) = page.parsed.bytes.get(node.id(), &mut hint) else { continue };
            let inner = it.inner_start..it.inner_end;
            if self.source.text[inner.clone()].trim_ascii().is_empty() {
                continue;
            }
            found.extend(self.span(if role == Role::Hidden { it.start..it.end } else { inner }).map(Span::range));
        }
        found.sort_by_key(|it| it.start);
        found.dedup_by(|next, before| {
            let overlaps = next.start < before.end;
            before.end = if overlaps { before.end.max(next.end) } else { before.end };
            overlaps
        });
        found
    }

    /// The article as plain text. Markdown stays as it is written: what it says is for a parser of Markdown to tell.
    pub fn to_text(&self, article: &Article) -> String {
        match &self.content {
            Content::Html(page) => {
                let kept = kept_texts(page, article);
                render::text(&page.parsed.html, page.parsed.is_without_scripts, |it| kept.contains(&it))
            }
            Content::Tagless(..) => self.lines_of(article),
        }
    }

    /// The article as Markdown; links lead to where they led from `base`.
    pub fn to_markdown(&self, article: &Article, base: Option<&Url>) -> String {
        match &self.content {
            Content::Html(page) => {
                let kept = kept_texts(page, article);
                render::markdown(&page.parsed.html, page.parsed.is_without_scripts, &|it| kept.contains(&it), base)
            }
            Content::Tagless(..) => self.lines_of(article),
        }
    }

    /// What the page says of itself: title, authors, dates. Addresses lead to where they led from `base`. Of Markdown and
    /// text this is what a scraper says above it, and the heading of the article.
    pub fn metadata(&self, article: &Article, base: Option<&Url>) -> Metadata {
        match &self.content {
            Content::Html(page) => Metadata::read(&page.parsed.html, base),
            Content::Tagless(_, form) => Metadata::of_text(&self.source.text, *form, self.offset, article),
        }
    }

    /// The page's own text without what is not kept.
    fn lines_of(&self, article: &Article) -> String {
        without(&self.source.text, &self.removals(article, |_| true))
    }

    /// What can go so that nothing but the article stays, and what may not go.
    fn removals(&self, article: &Article, may_go: impl Fn(&Range<usize>) -> bool) -> Vec<Removal> {
        let is_kept: Vec<bool> = article.blocks.iter().map(|it| it.is_kept).collect();
        match &self.content {
            Content::Html(page) => html::removals(&self.source.text, page, &is_kept, may_go),
            Content::Tagless(page, _) => {
                let mut removals = tagless::removals(&self.source.text, page, &is_kept);
                removals.retain(|it| may_go(&it.bytes));
                removals
            }
        }
    }

    /// What is chosen, and whether it is but an index.
    fn chosen(&self) -> (Chosen, bool) {
        match &self.content {
            Content::Html(page) => {
                let features = html::Features::of(&page.outline);
                let n_tokens: Vec<u32> = page.outline.blocks.iter().map(|it| it.words.n_tokens).collect();
                let log_odds = HTML_MODEL.log_odds(n_tokens.len(), |it| features.matrix(it));
                let mut chosen = choose(&log_odds, &n_tokens, taste(Form::Html));
                html::keep_tables(&page.outline, &mut chosen.is_kept);
                let is_index = features.is_index(&chosen.is_kept);
                (chosen, is_index)
            }
            Content::Tagless(page, form) => {
                let chosen = tagless_choice(page, &self.source.text, *form, self.offset > 0);
                let is_index = tagless::is_index(page, &chosen.is_kept);
                (chosen, is_index)
            }
        }
    }

    /// Bytes of the page's text as bytes of the file.
    fn span(&self, bytes: Range<usize>) -> Option<Span> {
        let (start, end) = (self.source.offset_in_file(bytes.start)?, self.source.offset_in_file(bytes.end)?);
        (start < end).then(|| Span::of(self.offset + start..self.offset + end))
    }
}

/// The text nodes of the blocks that are kept.
fn kept_texts(page: &HtmlPage, article: &Article) -> FoldSet<NodeId> {
    let kept = page.outline.blocks.iter().zip(&article.blocks).filter(|it| it.1.is_kept);
    kept.flat_map(|it| page.outline.texts_of(it.0)).copied().collect()
}

/// The lines of a page that are its article.
///
/// A header shows that somebody took an article out of its page already. Unless the text looks like a whole page all the
/// same, only what is hardly a part of any article goes: so a wrong guess does little harm.
fn tagless_choice(page: &tagless::Page, text: &str, form: Form, has_header: bool) -> Chosen {
    let model = if form == Form::Text { &TEXT_MODEL } else { &MARKDOWN_MODEL };
    let n_tokens: Vec<u32> = page.lines.iter().map(|it| it.counts.words).collect();
    let mut log_odds = model.log_odds(n_tokens.len(), |it| page.matrix(it));
    // What a scraper says of the page is none of it.
    let end_of_labels = Labels::read(text).map_or(0, |it| it.end);
    let n_labels = page.lines.partition_point(|it| it.range.end <= end_of_labels);
    log_odds[..n_labels].fill(NEVER);
    let choice = |taste| {
        let mut chosen = choose(&log_odds, &n_tokens, taste);
        tagless::settle_wordless(text, page, &mut chosen.is_kept);
        chosen.is_kept[..n_labels].fill(false);
        chosen
    };
    let chosen = choice(taste(form));
    if has_header && !tagless::looks_whole(page, &chosen.is_kept) {
        return choice(Taste { caution: DOUBT, ..taste(form) });
    }
    chosen
}

/// The log odds of what is certainly no part of an article.
const NEVER: i32 = -1_000_000;

/// The caution with which a text is taken for a page that is none by its looks.
const DOUBT: f64 = -4.0;

/// How the article is chosen, by what `cargo xtask train` found best for each form.
pub(crate) fn taste(form: Form) -> Taste {
    match form {
        Form::Html => Taste { neighbours: 0.4, caution: 1.0, fills_holes: true },
        Form::Markdown | Form::Text => Taste { neighbours: 0.5, caution: 0.8, fills_holes: false },
    }
}

static HTML_MODEL: LazyLock<Forest> =
    LazyLock::new(|| model(include_str!("../models/html.forest"), &html::column_names()));
static MARKDOWN_MODEL: LazyLock<Forest> =
    LazyLock::new(|| model(include_str!("../models/markdown.forest"), &tagless::NAMES.map(str::to_owned)));
static TEXT_MODEL: LazyLock<Forest> =
    LazyLock::new(|| model(include_str!("../models/text.forest"), &tagless::NAMES.map(str::to_owned)));

fn model(text: &str, columns: &[String]) -> Forest {
    Forest::parse(text, columns).expect("a test reads every model")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, form: Form, after: &str) {
        let page = Page::read(before.as_bytes(), 0, form).expect("the page can be read");
        let article = page.article();
        assert!(article.is_found(), "{}", article.quality);
        let left = page.edits(&article).apply(before.as_bytes());
        assert_eq!(String::from_utf8_lossy(&left), after);
    }

    /// What stands in a fence of the rule's page.
    fn example(info: &str) -> &'static str {
        let (_, rest) = PAGE_CHROME_PAGE.split_once(&format!("```{info}\n")).expect("the page has the example");
        rest.split_once("```").expect("a fence has an end").0
    }

    /// Of such short cells some always look like a menu.
    #[test]
    fn a_table_stays_whole() {
        let table = "<table><tr><th>Day</th><th>First</th><th>Last</th></tr><tr><td>Monday</td><td>6:00</td><td>21:00</td></tr>\
                     <tr><td>Tuesday</td><td>6:10</td><td>21:05</td></tr><tr><td>Sunday</td><td>8</td><td>19</td></tr></table>";
        let source = format!(
            "<html><body><nav><a href=\"/\">Home</a> <a href=\"/b\">Boats</a></nav><main><h1>Hours of ferry 1</h1>\n\
             <p>Ferry 1 sails on every day of the week, on holidays as well, and takes bicycles if nobody sits on them.</p>\n\
             {table}\n<p>Nobody promises anything.</p></main><footer>Harbour Office</footer></body></html>"
        );
        let page = Page::read(source.as_bytes(), 0, Form::Html).expect("the page can be read");
        let left = page.edits(&page.article()).apply(source.as_bytes());
        assert!(String::from_utf8_lossy(&left).contains(table), "{}", String::from_utf8_lossy(&left));
    }

    #[test]
    fn does_what_its_page_says() {
        check(example("html before"), Form::Html, example("html after"));
    }

    #[test]
    fn finds_the_article_in_every_form() {
        let story =
            "The ferry sailed for the last time on Sunday evening, and forty people came to see it off. ".repeat(3);
        let check = |form, title: &str, menu: &str| {
            let menu = menu.repeat(20);
            let page = format!("{menu}\n{title}\n\n{story}\n\n{story}\n\n{story}\n\n{menu}");
            let page = Page::read(page.as_bytes(), 0, form).expect("the page can be read");
            let text = page.to_text(&page.article());
            assert!(text.matches("forty people").count() == 9 && !text.contains("Piers"), "{text}");
        };
        check(Form::Markdown, "# The last ferry", "* [Boats](https://example.com/boats)\n* [Piers](/piers)\n");
        check(Form::Text, "The last ferry", "  * Boats\n  * Piers\n");
    }

    #[test]
    fn a_text_looks_like_a_page_if_links_surround_its_article() {
        let story = "The ferry sailed for the last time on Sunday evening, and forty people saw it off.\n\n".repeat(4);
        let menu: String = (0..30).map(|it| format!("* [Pier {it}](/piers/{it})\n")).collect();
        let check = |text: String, form, is_whole| {
            let found = Page::read_if_whole(&text, 0, form);
            assert_eq!(found.is_some(), is_whole, "{text}");
            let Some((_, article)) = found else { return };
            let read = Page::read(text.as_bytes(), 0, form).map(|it| it.article());
            assert_eq!(read.map(|it| (it.quality, it.blocks)), Ok((article.quality, article.blocks)));
        };
        check(format!("{menu}\n# The last ferry\n\n{story}{menu}"), Form::Markdown, true);
        check(format!("{menu}\n# The last ferry\n\n{story}{menu}"), Form::Text, false);
        check(format!("# The last ferry\n\n{story}{menu}{menu}"), Form::Markdown, false);
        check(format!("{menu}\n# The last ferry\n\n{}{menu}", story.repeat(40)), Form::Markdown, false);
        check(format!("# The last ferry\n\n{story}"), Form::Markdown, false);
    }

    #[test]
    fn what_is_left_out_and_what_is_kept_are_the_whole_page() {
        let before = example("html before");
        let page = Page::read(before.as_bytes(), 0, Form::Html).expect("the page can be read");
        let article = page.article();
        // In no block of it is anything that is not shown.
        let left_out: usize = page.left_out(&article).iter().map(|it| it.span.len()).sum();
        let kept: usize = article.blocks.iter().filter(|it| it.is_kept).filter_map(|it| it.span).map(Span::len).sum();
        assert_eq!(left_out + kept, before.len());
    }

    #[test]
    fn what_is_not_shown_of_a_kept_block_is_left_out() {
        let story = "The press stood in the barn, and everybody who had apples brought them there in October. ";
        let check = |inside: &str, unshown: &[&str]| {
            let block = format!("<p>{}Whoever came {inside} had to turn the crank.</p>", story.repeat(3));
            let text = format!("<html><body><nav><a href=/>Home</a></nav>\n<main>{}</main>", block.repeat(3));
            let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
            let in_utf16 = [&[0xff, 0xfe][..], &wide(&text)].concat();
            for (file, unshown) in [
                (text.clone().into_bytes(), unshown.iter().map(|it| it.as_bytes().to_vec()).collect::<Vec<_>>()),
                (in_utf16, unshown.iter().map(|it| wide(it)).collect()),
            ] {
                let page = Page::read(&file, 0, Form::Html).expect("the page can be read");
                let mut article = page.article();
                article.keep_all();
                let edits = page.left_out(&article);
                assert_eq!(settle(edits.clone()).edits(), edits, "{inside}");
                let is_inside = |it: &&Edit| it.evidence.to_string().contains("not shown");
                let found: Vec<&[u8]> = edits.iter().filter(is_inside).map(|it| &file[it.span.range()]).collect();
                let expected: Vec<&[u8]> = unshown.iter().map(Vec::as_slice).collect();
                assert_eq!(found, expected.repeat(3), "{inside}");
                for part in unshown {
                    let part = part.iter().filter(|it| **it != 0).copied().collect::<Vec<u8>>();
                    let part = String::from_utf8(part).expect("ASCII");
                    assert!(!page.to_text(&article).contains(&part));
                }
            }
        };
        check("", &[]);
        check("<em>late</em><br><img src=a.png alt=Late><svg></svg>", &[]);
        let math = "<math><mi>E</mi><mo>=</mo><mi>m</mi></math>";
        let select = "<select><option>Apples</option><option>Pears</option></select>";
        let area = "<textarea>Quinces here</textarea>";
        check(&format!("{math} with {select} or {area}"), &[math, select, area]);
        let script = "<script>if (a < b) press('<p>')</script>";
        let template = "<template><p>Medlars</p></template>";
        check(&format!("{script}<b>{template}</b>"), &[script, template]);
        check("<video src=a.mp4>No film here</video>", &["No film here"]);
        check("<iframe src=/a></iframe> <noscript>Turn it on</noscript>", &["<noscript>Turn it on</noscript>"]);
        // A drawing in a field of a form: what lies in each other is left out once.
        check("<svg><text>A<title>B</title></text></svg>", &["<svg><text>A<title>B</title></text></svg>"]);
    }

    #[test]
    fn a_list_of_teasers_has_no_article() {
        let news = ["Rye prices fall again", "Ovens from a small town", "Who bakes at night?", "Yeast or leaven"];
        let check = |form, text: String, is_index: bool| {
            let article = Page::read(text.as_bytes(), 0, form).expect("the page can be read").article();
            assert!(article.blocks.iter().any(|it| it.is_kept), "{text}");
            assert_eq!((article.is_index, article.is_found()), (is_index, !is_index), "{text}");
        };
        let cards = |text: &str| -> String {
            let card = |title: &&str| format!("<div class=card><h2><a href=/n>{title}</a></h2><p>{text}</p></div>");
            news.iter().map(card).collect()
        };
        let lines = |text: &str| -> String { news.iter().map(|it| format!("## [{it}](/n)\n\n{text}\n\n")).collect() };
        let (short, long) = ("The mills pay less than they did a year ago.", "The mills pay less. ".repeat(30));
        check(Form::Html, cards(short), true);
        check(Form::Html, cards(&long), false);
        check(Form::Markdown, lines(short), true);
        check(Form::Markdown, lines(&long), false);
    }

    #[test]
    fn a_page_without_text_has_no_article() {
        let page = Page::read(b"<html><script>render()</script>", 0, Form::Html).expect("the page can be read");
        assert!(!page.article().is_found());
    }
}
