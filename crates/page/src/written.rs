//! Words and addresses as Markdown, for texts that are none.

use crate::render::{escape_line, escaped_destination};

/// Plain text as Markdown that says the same: what would be markup gets a backslash.
///
/// Lines that would begin a list, a heading or a quotation stay lines of their own; blanks that would make code of a
/// paragraph go. All other line ends are what they are in Markdown: a blank.
pub fn text_as_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // Whether the line before says something, so that this one goes on with it.
    let mut goes_on = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        let line_end = &line[words.len()..];
        let inner = words.trim_start();
        let indent = &words[..words.len() - inner.len()];
        let mut escaped = String::with_capacity(inner.len() + 8);
        escape_line(inner, false, &mut escaped);
        if goes_on && begins_with_mark(inner) {
            break_line(&mut out);
        }
        if goes_on || !is_code(indent) {
            out.push_str(indent);
        }
        out.push_str(&escaped);
        out.push_str(line_end);
        goes_on = !inner.is_empty();
    }
    out
}

/// An address as the destination of a link in Markdown.
pub fn address_as_markdown(address: &str) -> String {
    escaped_destination(address)
}

/// Whether a line begins with what a writer of plain text begins an item, a quotation or a heading with.
fn begins_with_mark(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let number = word.trim_end_matches(['.', ')']);
    let is_number = number.len() < word.len() && (1..=9).contains(&number.len());
    line.starts_with('>')
        || !word.is_empty()
            && word.len() <= 6
            && word.bytes().all(|it| b"*-+#".contains(&it))
            && line.len() > word.len()
        || is_number && number.bytes().all(|it| it.is_ascii_digit())
}

/// Whether blanks at the start of a paragraph make code of it.
fn is_code(indent: &str) -> bool {
    indent.contains('\t') || indent.chars().count() >= 4
}

/// Ends the last line in a way that a reader sees.
fn break_line(out: &mut String) {
    let line_end = out.len() - out.trim_end_matches(['\n', '\r']).len();
    out.insert(out.len() - line_end, '\\');
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    use super::*;

    /// The Markdown, and that it says the same words in paragraphs and nothing else.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let markdown = text_as_markdown(text);
        assert_eq!(markdown, expected);
        let mut words = String::new();
        for event in Parser::new(&markdown) {
            match event {
                Event::Text(it) => words.push_str(&it),
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => words.push('\n'),
                Event::Start(Tag::Paragraph) => {}
                other => panic!("{other:?} in {markdown}"),
            }
        }
        let lines =
            |it: &str| it.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&words), lines(text));
    }

    #[test]
    fn nothing_becomes_markup() {
        check("# 7 boats\n\n> he said\n\n1. one\n", "\\# 7 boats\n\n\\> he said\n\n1\\. one\n");
        check("a _b_ *c* [d](e) `f` <g> &amp; \\*\n", "a \\_b\\_ \\*c\\* \\[d\\](e) \\`f\\` \\<g> \\&amp; \\\\\\*\n");
        check("a snake_case, 3 * 4 < 5 & 6\n", "a snake_case, 3 \\* 4 < 5 & 6\n");
        check("Boats\n=====\n\nPiers\n-----\n\n---\n", "Boats\n\\=====\n\nPiers\n\\-----\n\n\\---\n");
        check("<div>\n```\n~~~\n", "\\<div>\n\\`\\`\\`\n\\~\\~\\~\n");
    }

    #[test]
    fn items_stay_on_lines_of_their_own() {
        check("To do:\n  * a\n  - b\n  2) c\nand d", "To do:\\\n  \\* a\\\n  \\- b\\\n  2\\) c\nand d");
        check("a\r\n> b\r\n", "a\\\r\n\\> b\r\n");
        check("five\n*word* six\n", "five\n\\*word\\* six\n");
    }

    #[test]
    fn indented_lines_are_no_code() {
        check("      a\n      b\n\n\tc\n   d\n", "a\n      b\n\nc\n   d\n");
        check("", "");
    }
}
