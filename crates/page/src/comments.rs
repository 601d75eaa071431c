//! Comments of an HTML page, and what lies around them.

use std::{cell::LazyCell, collections::BTreeSet, ops::Range};

use scraper::Node;
use unchaff_document::Span;

use crate::html::HtmlPage;

/// A comment of an HTML page, and what lies around it. All places are those of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `<!--` to `-->`.
    pub span: Span,
    /// What it says, without blanks around it.
    pub text: String,
    /// The lines on which it stands.
    pub lines: Span,
    /// The element that follows it, or the line if text follows. Other comments are left out of account; elements that
    /// never hold text, such as pictures and scripts, are a part of it with what follows them.
    pub next: Span,
}

/// The comments that begin with a word, in order, with places in the text. What looks like one in a script is none.
pub(crate) fn comments(text: &str, page: &HtmlPage, word: &str) -> Vec<Comment> {
    let found = found(text, page, word);
    if found.is_empty() {
        return Vec::new();
    }
    let around = Around::new(text, page);
    // From the last to the first: what follows comments side by side follows all of them.
    let mut comments: Vec<Comment> = Vec::with_capacity(found.len());
    for bytes in found.into_iter().rev() {
        let lines = around.start_of_line(bytes.start)..around.end_of_line(bytes.end);
        let next = around.next(bytes.end, &comments);
        let text = said(text, &bytes).to_owned();
        comments.push(Comment { span: Span::of(bytes), text, lines: Span::of(lines), next: Span::of(next) });
    }
    comments.reverse();
    comments
}

const OPEN: &[u8] = b"<!--";

/// How many bytes a comment that begins with a word may say. What looks like a comment is read to its end before
/// anybody knows that it is none.
const MOST_BYTES: usize = 4096;

fn begins_with(text: &str, word: &str) -> bool {
    text.trim_start().starts_with(word)
}

/// The bytes of the comments that begin with a word, in order.
fn found(text: &str, page: &HtmlPage, word: &str) -> Vec<Range<usize>> {
    // Most pages have none, and then nobody looks into the tree.
    let in_tree = LazyCell::new(|| {
        let said = |node: &Node| node.as_comment().filter(|it| begins_with(it, word)).map(|it| single_blanks(it));
        page.parsed.html.tree.nodes().filter_map(|it| said(it.value())).collect::<BTreeSet<String>>()
    });
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&text.as_bytes()[at..], OPEN) {
        let start = at + length;
        // One that is none may hold the beginning of one that is.
        at = start + OPEN.len();
        if !begins_with(&text[at..], word) {
            continue;
        }
        let most = text.len().min(at + MOST_BYTES);
        let Some(end) = end_of_comment(&text.as_bytes()[..most], start) else { continue };
        if in_tree.contains(&single_blanks(said(text, &(start..end)))) {
            found.push(start..end);
            at = end;
        }
    }
    found
}

/// Behind the comment that begins at a place: a browser ends it at `-->` and at `--!>`, an empty one also at `>`.
fn end_of_comment(text: &[u8], start: usize) -> Option<usize> {
    let inside = &text[start + OPEN.len()..];
    let is_end = |at: &usize| {
        let before = &inside[..*at];
        before.is_empty() || before == b"-" || before.ends_with(b"--") || before.ends_with(b"--!")
    };
    let end = memchr::memchr_iter(b'>', inside).find(is_end)?;
    Some(start + OPEN.len() + end + 1)
}

/// What a comment says, without blanks around it.
fn said<'t>(text: &'t str, comment: &Range<usize>) -> &'t str {
    let inside = text[comment.start + OPEN.len()..comment.end].trim_end_matches('>');
    inside.strip_suffix("--!").or(inside.strip_suffix("--")).unwrap_or(inside).trim()
}

fn single_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What lies around the comments of a page.
struct Around<'t> {
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// Where each element begins and ends, and whether it may hold text. In order.
    elements: Vec<(usize, usize, bool)>,
}

impl<'t> Around<'t> {
    fn new(text: &'t str, page: &HtmlPage) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let lines = std::iter::once(0).chain(ends.map(|it| it + 1)).collect();
        let outlined = page.outline.elements.iter().filter_map(|it| it.bytes);
        // Of a picture there is nothing but its tag.
        let with_text = outlined.filter(|it| it.inner_start < it.end).map(|it| (it.start, it.end, true));
        let nodes = page.parsed.html.tree.nodes().filter(|it| it.value().is_element());
        let mut hint = 0;
        let all = nodes.filter_map(|it| page.parsed.bytes.get(it.id(), &mut hint)).map(|it| (it.start, it.end, false));
        let mut elements: Vec<(usize, usize, bool)> = all.chain(with_text).collect();
        elements.sort_unstable_by_key(|it| (it.0, !it.2));
        elements.dedup_by_key(|it| it.0);
        Self { text, lines, elements }
    }

    fn start_of_line(&self, at: usize) -> usize {
        self.lines[self.lines.partition_point(|it| *it <= at) - 1]
    }

    fn end_of_line(&self, at: usize) -> usize {
        self.lines.get(self.lines.partition_point(|it| *it <= at)).copied().unwrap_or(self.text.len())
    }

    /// What follows a comment that ends at a place. `below` are those behind it, the last one first.
    fn next(&self, end: usize, below: &[Comment]) -> Range<usize> {
        let mut without_text = None;
        let mut at = end;
        loop {
            at = self.text.len() - self.text[at..].trim_start().len();
            let start = without_text.unwrap_or(at);
            if let Ok(found) = below.binary_search_by(|it| at.cmp(&(it.span.start as usize))) {
                let next = below[found].next.range();
                return without_text.unwrap_or(next.start)..next.end;
            }
            let rest = &self.text.as_bytes()[at..];
            if rest.starts_with(OPEN) {
                let Some(end) = end_of_comment(self.text.as_bytes(), at) else { return start..self.text.len() };
                at = end;
                continue;
            }
            match self.elements.binary_search_by_key(&at, |it| it.0).map(|it| self.elements[it]) {
                Ok((_, end, true)) => return start..end,
                Ok((_, end, false)) if end > at => {
                    without_text = Some(start);
                    at = end;
                }
                // Nothing follows in the element around.
                _ if rest.starts_with(b"</") => return start..at,
                _ => return start..self.end_of_line(at),
            }
        }
    }
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
            found.iter().map(|it| (&*it.text, &text[it.lines.range()], &text[it.next.range()])).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn an_element_or_a_line_follows() {
        check("<!-- note -->\n<ul><li>a</ul>\n<p>b", &[("note", "<!-- note -->\n", "<ul><li>a</ul>")]);
        check("<p>a <!--note x--> b\nc</p>", &[("note x", "<p>a <!--note x--> b\n", "b\n")]);
        check("<p>a<!-- note -->", &[("note", "<p>a<!-- note -->", "")]);
        check("<p>a<!-- note --></p>b", &[("note", "<p>a<!-- note --></p>b", "")]);
        check(
            "<!-- note 1 --> <!-- note\n 2 -->\n<p>a</p>",
            &[
                ("note 1", "<!-- note 1 --> <!-- note\n", "<p>a</p>"),
                ("note\n 2", "<!-- note 1 --> <!-- note\n 2 -->\n", "<p>a</p>"),
            ],
        );
    }

    #[test]
    fn what_says_nothing_does_not_stand_between() {
        check("<!-- note -->\n<!-- a --!><!--><!---><p>b</p>c", &[("note", "<!-- note -->\n", "<p>b</p>")]);
        check(
            "<!-- note -->\n<img><script>\n'<p>'</script><p>b</p>c",
            &[("note", "<!-- note -->\n", "<img><script>\n'<p>'</script><p>b</p>")],
        );
        check("<div><!-- note -->\n<img></div><p>b</p>", &[("note", "<div><!-- note -->\n", "<img>")]);
    }

    #[test]
    fn what_is_no_comment_is_left_alone() {
        check("<script>'<!-- note -->'</script><p title='<!-- note 2 -->'>&lt;!-- note -->", &[]);
        check("<!-- a note --><!-- not <!-- note --><!--", &[]);
        check("<!-- a --", &[]);
    }

    #[test]
    fn what_is_no_comment_hides_none() {
        for decoy in ["<p title='<!-- note'></p>", "<script>'<!-- note'</script>", "<p></p title='<!-- note'>"] {
            check(&format!("{decoy}\n<!-- note 1 -->\n<b>a</b>"), &[("note 1", "<!-- note 1 -->\n", "<b>a</b>")]);
        }
        check(
            "<!-- note 1 --!>\n<!-- note 2 -->\n<b>a</b>",
            &[("note 1", "<!-- note 1 --!>\n", "<b>a</b>"), ("note 2", "<!-- note 2 -->\n", "<b>a</b>")],
        );
    }

    #[test]
    fn takes_linear_time_for_many_comments() {
        let many = "<!-- note --> <!-- a --><img>".repeat(30_000);
        let decoys = format!("<p title='{}'>a</p><!-- note -->", "<!-- note > ".repeat(30_000));
        for (text, n_comments) in [(many, 30_000), (decoys, 1)] {
            let page = HtmlPage::read(&text).expect("it can be read");
            assert_eq!(comments(&text, &page, "note").len(), n_comments);
        }
    }
}
