//! The elements of raw HTML in a document, chosen by CSS selectors.
//!
//! html5ever knows what a selector means, but not where a tag stands; our own tags know where they stand,
//! but not what they mean. So the tags are written down once more, each start tag with a number in it, and
//! what the parser makes of that is led back to the document by the numbers.

use std::{collections::HashMap, ops::Range};

use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Selector, node::Node};
use unchaff_document::{Document, Kind, Span, Tag, element_pairs};

use crate::words::has_word;

/// The elements of the raw HTML in a document.
pub(crate) struct Elements {
    html: Html,
    /// Where the element of each number stands; `None` where that cannot be said.
    spans: Vec<Option<Span>>,
}

impl Elements {
    /// Parses the raw HTML of a document. Markdown between the tags counts as text.
    ///
    /// Of a document that would keep the parser busy for long there are no elements.
    pub(crate) fn new(document: &Document<'_>) -> Self {
        let tags = tags_outside_of_raw_text(document);
        let ends = ends(&tags);
        if !tags.iter().any(|(_, it)| matches!(it, Tag::Open { .. })) || is_laborious(&tags, &ends) {
            return Self { html: Html::new_document(), spans: Vec::new() };
        }
        let html = Html::parse_document(&with_numbers(document, &tags, &ends));
        let is_in_place = in_place(&html, &ends);
        let span = |index: usize| Some(tags[index].0.to(tags[ends[index]?].0)).filter(|_| is_in_place[index]);
        let spans = (0..tags.len()).map(span).collect();
        Self { html, spans }
    }

    /// The spans of the elements that match, from start tag to end tag, in order; an element without
    /// content (`<img>`) is its tag.
    ///
    /// Left out are elements that only the parser sees (`<tbody>`), elements without an end tag, and those
    /// that end elsewhere for a browser: an unfinished `<p>` does before the next one. The tags in `<script>`,
    /// `<iframe>`, `<noscript>` and the like are text.
    pub(crate) fn select(&self, selector: &Selector) -> Vec<Span> {
        let mut spans: Vec<Span> = self.html.select(selector).filter_map(|it| self.span(it)).collect();
        spans.sort_unstable();
        spans
    }

    /// All elements that [`select`](Self::select) can find, with their spans, in order.
    #[cfg(feature = "adblock")]
    pub(crate) fn all(&self) -> Vec<(Span, &scraper::node::Element)> {
        let span = |it| Some(((*self.spans.get(number(it)?)?)?, it));
        let mut elements: Vec<_> = self.html.tree.values().filter_map(Node::as_element).filter_map(span).collect();
        elements.sort_by_key(|(span, _)| *span);
        elements
    }

    fn span(&self, element: ElementRef<'_>) -> Option<Span> {
        *self.spans.get(number(element.value())?)?
    }
}

/// The attribute that holds the number of a start tag. The first of a name counts, and ours comes first.
const NUMBER: &str = "data-unchaff-number";

fn number(element: &scraper::node::Element) -> Option<usize> {
    element.attr(NUMBER)?.parse().ok()
}

/// Elements without content and end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements in which a browser that runs scripts looks for nothing but their end tag.
const RAW_TEXT: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"];

/// Elements that the parser opens again in each paragraph until they are closed.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that end by themselves where the next of their kind starts.
const ENDS_BY_ITSELF: &[&str] =
    &["colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// The parser and the selectors take their time over anything else.
const MOST_TAGS: usize = 1 << 14;
const MOST_OPEN: usize = 200;
const MOST_REOPENED: usize = 1 << 18;

fn is_in(names: &[&str], name: &str) -> bool {
    names.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// The tags of a document, in order, without those that are text in a `<script>` or the like.
fn tags_outside_of_raw_text<'a>(document: &Document<'a>) -> Vec<(Span, Tag<'a>)> {
    let mut raw: Option<&str> = None;
    let stays = |(_, tag): &&(Span, Tag<'a>)| match (raw, tag) {
        (_, Tag::Comment { .. }) => false,
        (Some(open), Tag::Close { name, .. }) if name.eq_ignore_ascii_case(open) => {
            raw = None;
            true
        }
        (Some(_), _) => false,
        (None, Tag::Open { name, attributes, .. }) => {
            let is_closed = document.kind == Kind::Mdx && attributes.ends_with('/');
            raw = Some(*name).filter(|it| is_in(RAW_TEXT, it) && !is_closed);
            true
        }
        (None, Tag::Close { .. }) => true,
    };
    document.tags().iter().filter(stays).cloned().collect()
}

/// For each tag that starts an element, the index of the one that ends it.
fn ends(tags: &[(Span, Tag<'_>)]) -> Vec<Option<usize>> {
    let by_place: HashMap<Span, usize> = tags.iter().enumerate().map(|(index, (span, _))| (*span, index)).collect();
    let mut ends: Vec<Option<usize>> = tags
        .iter()
        .enumerate()
        .map(|(index, (_, tag))| matches!(tag, Tag::Open { name, .. } if is_in(VOID, name)).then_some(index))
        .collect();
    for (start, end) in element_pairs(tags) {
        // `<img></img>` is an image and nothing else.
        let start = by_place[&start];
        ends[start] = ends[start].or(Some(by_place[&end]));
    }
    ends
}

/// Whether the parser might make much more of the tags than they are.
fn is_laborious(tags: &[(Span, Tag<'_>)], ends: &[Option<usize>]) -> bool {
    if tags.len() > MOST_TAGS {
        return true;
    }
    let (mut n_open, mut n_reopened) = (0_usize, 0_usize);
    let mut formatting_ends: Vec<usize> = Vec::new();
    for (index, (_, tag)) in tags.iter().enumerate() {
        match tag {
            Tag::Open { name, .. } if is_in(FORMATTING, name) => formatting_ends.extend(ends[index]),
            Tag::Open { name, .. } if !is_in(VOID, name) && !is_in(ENDS_BY_ITSELF, name) => n_open += 1,
            Tag::Close { name, .. } if !is_in(FORMATTING, name) && !is_in(ENDS_BY_ITSELF, name) => {
                n_open = n_open.saturating_sub(1);
            }
            _ => {}
        }
        // Pairs do not cross, so the last that was opened ends first.
        while formatting_ends.last().is_some_and(|it| *it <= index) {
            formatting_ends.pop();
        }
        n_reopened += formatting_ends.len();
        if n_open + formatting_ends.len() > MOST_OPEN || n_reopened > MOST_REOPENED {
            return true;
        }
    }
    false
}

/// The tags as a page, with a number in each start tag. Of the text between them only is told that it is there.
fn with_numbers(document: &Document<'_>, tags: &[(Span, Tag<'_>)], ends: &[Option<usize>]) -> String {
    let mut html = "<!doctype html><body>".to_string();
    let mut at = document.body.start;
    for (index, (span, tag)) in tags.iter().enumerate() {
        if has_word(document.text(Span::new(at, span.start))) {
            html.push('x');
        }
        at = span.end;
        match tag {
            Tag::Open { name, attributes, .. } => {
                // To the tokenizer, `<div"a">` has another name.
                let is_named = attributes.is_empty() || attributes.starts_with(|it: char| " \t\r\n\x0c/".contains(it));
                let is_lost = is_in(FORMATTING, name) && ends[index].is_none();
                if !is_named || is_lost {
                    continue;
                }
                html.push_str(&format!("<{name} {NUMBER}=\"{index}\"{attributes}>"));
                if document.kind == Kind::Mdx && attributes.ends_with('/') && !is_in(VOID, name) {
                    html.push_str(&format!("</{name}>"));
                }
            }
            Tag::Close { name, .. } => html.push_str(&format!("</{name}>")),
            Tag::Comment { .. } => {}
        }
    }
    html
}

/// For each number, whether the parser has put one element of it into the tree, and exactly those inside of
/// it whose tags stand between its own.
fn in_place(html: &Html, ends: &[Option<usize>]) -> Vec<bool> {
    let mut n_elements = vec![0_usize; ends.len()];
    for element in html.tree.values().filter_map(Node::as_element) {
        if let Some(count) = number(element).and_then(|it| n_elements.get_mut(it)) {
            *count += 1;
        }
    }
    // How many elements have a smaller number.
    let mut n_before = vec![0_usize];
    for count in &n_elements {
        n_before.push(n_before[n_before.len() - 1] + count);
    }
    let mut is_in_place = vec![false; ends.len()];
    let mut around: Vec<Inside> = Vec::new();
    for edge in html.tree.root().traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        let Node::Element(element) = node.value() else { continue };
        if matches!(edge, Edge::Open(_)) {
            around.push(Inside::default());
            continue;
        }
        let mut inside = around.pop().expect("what closes was open");
        if let Some(index) = number(element).filter(|it| *it < ends.len()) {
            is_in_place[index] = n_elements[index] == 1
                && ends[index].is_some_and(|end| {
                    let between = index + 1..end.max(index + 1);
                    let n_between = n_before[between.end] - n_before[between.start];
                    inside.n_elements == n_between && inside.is_within(&between)
                });
            inside.add(&Inside { n_elements: 1, numbers: index..index + 1 });
        }
        if let Some(outer) = around.last_mut() {
            outer.add(&inside);
        }
    }
    is_in_place
}

/// The elements inside of another.
#[derive(Default)]
struct Inside {
    n_elements: usize,
    /// From the smallest to the largest of their numbers.
    numbers: Range<usize>,
}

impl Inside {
    fn add(&mut self, other: &Self) {
        if self.n_elements == 0 {
            self.numbers = other.numbers.clone();
        } else if other.n_elements > 0 {
            self.numbers = self.numbers.start.min(other.numbers.start)..self.numbers.end.max(other.numbers.end);
        }
        self.n_elements += other.n_elements;
    }

    fn is_within(&self, numbers: &Range<usize>) -> bool {
        self.n_elements == 0 || numbers.start <= self.numbers.start && self.numbers.end <= numbers.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_in(kind: Kind, source: &str, selector: &str, expected: &[&str]) {
        let document = Document::parse(source, 0, kind).expect("small");
        let selector = Selector::parse(selector).expect("a selector");
        let found = Elements::new(&document).select(&selector);
        let found: Vec<_> = found.into_iter().map(|it| document.text(it)).collect();
        assert_eq!(found, expected, "{source:?}");
    }

    fn check(source: &str, selector: &str, expected: &[&str]) {
        check_in(Kind::Markdown, source, selector, expected);
    }

    #[test]
    fn elements_are_found_from_tag_to_tag() {
        check("<div class=\"ad big\">\n<img src=a>\n</div>\n", ".ad", &["<div class=\"ad big\">\n<img src=a>\n</div>"]);
        check("Words <span id='x'>more</span> words.\n", "#x", &["<span id='x'>more</span>"]);
    }

    #[test]
    fn elements_inside_of_others_are_found_too() {
        let (outer, next) = ("<div class=ad>\n<p>\n<b class=ad>a</b>\n</p>\n</div>", "<div class=ad>b</div>");
        let source = format!("{outer}\n{next}\n");
        check(&source, ".ad", &[outer, "<b class=ad>a</b>", next]);
        check(&source, ".ad .ad", &["<b class=ad>a</b>"]);
        check(&source, "body > .ad + .ad", &[next]);
    }

    #[test]
    fn attributes_may_hold_quotes_and_angles() {
        let source = "<div data-a='\"x > y\"' title=\"it's > that\" class = 'ad'>a</div>\n";
        check(source, "div.ad[data-a='\"x > y\"'][title=\"it's > that\"]", &[source.trim_end()]);
    }

    #[test]
    fn names_may_be_in_capitals() {
        check("<DIV CLASS=\"ad\">a</Div>\n", "div.ad", &["<DIV CLASS=\"ad\">a</Div>"]);
    }

    #[test]
    fn elements_without_content_are_their_tag() {
        check(
            "A <img class=ad src=a> b <img class=ad src=b /> c\n",
            ".ad",
            &["<img class=ad src=a>", "<img class=ad src=b />"],
        );
        check("<img class=ad></img>\n", ".ad", &["<img class=ad>"]);
        check("<br/>\n", "br", &["<br/>"]);
    }

    #[test]
    fn elements_may_hold_blocks_of_markdown() {
        let source = "<aside class=\"ad\">\n\n# A heading\n\n* one <b>word</b>\n\n> quoted\n\n</aside>\n\nWords.\n";
        check(source, "aside.ad", &[source.strip_suffix("\n\nWords.\n").expect("the end")]);
        check(source, "aside b", &["<b>word</b>"]);
        check("<p>\n\na\n\n</p>\n\n<p></p>\n", "p:empty", &["<p></p>"]);
    }

    #[test]
    fn elements_in_quotes_and_lists_are_found() {
        check("> <div class=ad>\n> a\n> </div>\n", ".ad", &["<div class=ad>\n> a\n> </div>"]);
        check("* <div class=ad>a</div>\n", ".ad", &["<div class=ad>a</div>"]);
    }

    #[test]
    fn elements_without_an_end_are_left_out() {
        check("<div class=ad>\n\na\n", ".ad", &[]);
        check("<div class=ad>\n<p class=ad>a\n</div>\n", "p.ad", &[]);
        check("<div class=ad />\n\n<b class=ad>b</b>\n", ".ad", &["<b class=ad>b</b>"]);
        check("</div>\n\n<b class=ad>b</b>\n", ".ad", &["<b class=ad>b</b>"]);
    }

    #[test]
    fn elements_that_end_elsewhere_for_a_browser_are_left_out() {
        check("<p class=ad>a\n<div>b</div>\n</p>\n", ".ad", &[]);
        check("<b class=ad><p>a</b>b</p>\n", ".ad", &[]);
        check("<table><tr><td><div class=ad>a</div></table>\n", ".ad", &["<div class=ad>a</div>"]);
        check("<table class=ad><div>a</div></table>\n", ".ad", &[]);
    }

    #[test]
    fn elements_that_only_the_parser_sees_are_left_out() {
        check("<table><tr><td>a</td></tr></table>\n", "tbody, html, head, body", &[]);
    }

    #[test]
    fn tags_in_code_and_comments_and_scripts_are_text() {
        check("```html\n<div class=ad>a</div>\n```\n\n`<b class=ad>b</b>`\n", ".ad", &[]);
        check("    <div class=ad>a</div>\n", ".ad", &[]);
        check("<!-- <div class=ad>a</div> -->\n", ".ad", &[]);
        let script = "<script>document.write('<div class=ad>a</div></div>')</script>";
        check(
            &format!("<div>\n{script}\n<b class=ad>b</b>\n</div>\n"),
            "script, div > .ad",
            &[script, "<b class=ad>b</b>"],
        );
    }

    #[test]
    fn a_number_in_the_source_means_nothing() {
        check(
            "<div class=ad data-unchaff-number=1>a</div>\n<p data-unchaff-number=0>b</p>\n",
            ".ad",
            &["<div class=ad data-unchaff-number=1>a</div>"],
        );
        check(
            "<div\"a\" data-unchaff-number=2>\n</div>\n<b class=ad>b</b>\n",
            ".ad, [data-unchaff-number]",
            &["<b class=ad>b</b>"],
        );
    }

    #[test]
    fn tags_that_close_themselves_end_in_mdx() {
        let source = "<div class=\"ad\" />\n\n<p class=\"b\">a</p>\n";
        check_in(Kind::Mdx, source, "body > .b", &["<p class=\"b\">a</p>"]);
        check_in(Kind::Markdown, source, "body > .b", &[]);
    }

    #[test]
    fn other_kinds_have_no_elements() {
        check_in(Kind::Text, "<div class=ad>a</div>\n", ".ad", &[]);
        check_in(Kind::Html, "<div class=ad>a</div>\n", ".ad", &[]);
        check("Nothing but words.\n", "*", &[]);
    }

    #[test]
    fn many_elements_are_fine_and_too_many_are_none() {
        let item = "<li class=a>b\n<br>\n";
        check(&item.repeat(1000), "br + li + li", &[]);
        let span = "<b class=a>b</b>\n";
        check(&span.repeat(1000), ".a", &vec![span.trim_end(); 1000]);
        check(&span.repeat(20_000), ".a", &[]);
        check(&format!("{}<b class=a>b</b>\n", "<div>\n".repeat(1000)), ".a", &[]);
        // Each paragraph would open all of them again.
        let open: String = (0..150).map(|it| format!("<i id=i{it}>")).collect();
        check(&format!("<p>\n{open}\n{}{}</p>\n", "<p>a</p>\n".repeat(8000), "</i>".repeat(150)), "p", &[]);
    }
}
