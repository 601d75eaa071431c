//! Comments of an HTML page, and what lies around them.

use std::{collections::BTreeSet, ops::Range};

use scraper::Node;

use crate::html::HtmlPage;

/// A comment of a page, and what lies around it. All places count bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    /// From `<!--` to `-->`.
    pub(crate) range: Range<usize>,
    /// What it says, without blanks around it.
    pub(crate) text: String,
    /// The lines on which it stands.
    pub(crate) lines: Range<usize>,
    /// The element that follows it, other comments left out of account, or the line if text follows.
    pub(crate) next: Range<usize>,
}

/// The comments that begin with a word, in order. What looks like one in a script is none.
pub(crate) fn comments(text: &str, page: &HtmlPage, word: &str) -> Vec<Comment> {
    let mut found: Vec<(Range<usize>, &str)> = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&text.as_bytes()[at..], OPEN.as_bytes()) {
        let start = at + length;
        at = start + OPEN.len();
        if !text[at..].trim_start().starts_with(word) {
            continue; // one that is none may hold the beginning of one that is
        }
        let Some(length) = memchr::memmem::find(&text.as_bytes()[at..], CLOSE.as_bytes()) else { break };
        let said = text[at..at + length].trim();
        at += length + CLOSE.len();
        found.push((start..at, said));
    }
    if found.is_empty() {
        return Vec::new();
    }
    let nodes = page.parsed.html.tree.nodes();
    let in_tree = |node: &Node| node.as_comment().map(|it| single_blanks(it)).filter(|it| it.starts_with(word));
    let in_tree: BTreeSet<String> = nodes.filter_map(|it| in_tree(it.value())).collect();
    found.retain(|it| in_tree.contains(&single_blanks(it.1)));
    let elements = page.outline.elements.iter().filter_map(|it| it.bytes);
    let mut elements: Vec<(usize, usize)> = elements.map(|it| (it.start, it.end)).collect();
    elements.sort_unstable();
    let mut comments: Vec<Comment> = Vec::with_capacity(found.len());
    // What follows the last of comments side by side follows all of them.
    for (range, said) in found.into_iter().rev() {
        let next = match comments.last() {
            Some(it) if text[range.end..it.range.start].trim().is_empty() => it.next.clone(),
            _ => behind(text, &elements, range.end),
        };
        let lines = start_of_line(text, range.start)..end_of_line(text, range.end);
        comments.push(Comment { text: said.to_owned(), lines, next, range });
    }
    comments.reverse();
    comments
}

const OPEN: &str = "<!--";
const CLOSE: &str = "-->";

fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The element that begins behind the blanks at a place, or the rest of the line.
fn behind(text: &str, elements: &[(usize, usize)], at: usize) -> Range<usize> {
    let start = text.len() - text[at..].trim_start().len();
    let found = elements.partition_point(|it| it.0 < start);
    match elements.get(found) {
        Some((first, end)) if *first == start => start..*end,
        _ => start..end_of_line(text, start),
    }
}

fn start_of_line(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |it| it + 1)
}

fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |it| at + it + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands on the lines of each comment, and what follows it.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let page = HtmlPage::read(text).expect("it can be read");
        let found = comments(text, &page, "note");
        let found: Vec<_> =
            found.iter().map(|it| (&*it.text, &text[it.lines.clone()], &text[it.next.clone()])).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn an_element_or_a_line_follows() {
        check("<!-- note -->\n<ul><li>a</ul>\n<p>b", &[("note", "<!-- note -->\n", "<ul><li>a</ul>")]);
        check("<p>a <!--note x--> b\nc</p>", &[("note x", "<p>a <!--note x--> b\n", "b\n")]);
        check("<p>a<!-- note -->", &[("note", "<p>a<!-- note -->", "")]);
        check(
            "<!-- note 1 --> <!-- note\n 2 -->\n<p>a</p>",
            &[
                ("note 1", "<!-- note 1 --> <!-- note\n", "<p>a</p>"),
                ("note\n 2", "<!-- note 1 --> <!-- note\n 2 -->\n", "<p>a</p>"),
            ],
        );
    }

    #[test]
    fn what_is_no_comment_is_left_alone() {
        check("<script>'<!-- note -->'</script><p title='<!-- note 2 -->'>&lt;!-- note -->", &[]);
        check("<!-- a note --><!-- not <!-- note --><!--", &[]);
        check("<!-- a --", &[]);
    }
}
