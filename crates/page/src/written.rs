//! Words and addresses as Markdown, for texts that are none.

use scraper::Html;

use crate::render::{escape_line, escaped_destination, is_blank};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Plain text as Markdown that says the same: what would be markup gets a backslash.
///
/// Lines that would begin a list, a heading or a quotation stay lines of their own; blanks that would make code of a
/// paragraph go. All other line ends are what they are in Markdown: a blank. A comment that `is_kept` wants, by its text,
/// stays one where it stands alone on its line.
pub fn text_as_markdown(text: &str, is_kept: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    // Readers take a byte order mark away, and then a mark behind it begins the line.
    let behind_mark = text.trim_start_matches(BYTE_ORDER_MARK);
    out.push_str(&text[..text.len() - behind_mark.len()]);
    // Whether the line before says something, so that this one goes on with it.
    let mut goes_on = false;
    let mut rest = behind_mark;
    while !rest.is_empty() {
        let (words, line_end);
        (words, line_end, rest) = first_line(rest);
        let inner = words.trim_start();
        let comment = inner.trim_end().strip_prefix("<!--").and_then(|it| it.strip_suffix("-->"));
        if comment.is_some_and(|it| !it.contains("-->") && is_kept(it.trim())) {
            out.extend([inner, line_end]);
            goes_on = false;
            continue;
        }
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

/// What the value of an attribute says, which is written like this: its entities as browsers read them.
pub fn attribute_value(written: &str) -> String {
    if !written.contains('&') {
        return written.to_owned();
    }
    let tag = format!("<a title=\"{}\">", written.replace('"', "&quot;"));
    let read = Html::parse_fragment(&tag);
    let value = read.tree.values().find_map(|it| it.as_element()?.attr("title"));
    value.expect("the tag has this attribute").to_owned()
}

/// The words of the first line, its end (LF, CRLF or CR), and the other lines.
fn first_line(text: &str) -> (&str, &str, &str) {
    let (words, rest) = text.split_at(text.find(['\n', '\r']).unwrap_or(text.len()));
    let length = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
    let (line_end, rest) = rest.split_at(length);
    (words, line_end, rest)
}

/// Whether a line begins with what a writer of plain text begins an item, a quotation or a heading with.
fn begins_with_mark(line: &str) -> bool {
    let word = line.split(is_blank).next().unwrap_or_default();
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
        let markdown = text_as_markdown(text, |_| false);
        assert_eq!(markdown, expected);
        let mut words = String::new();
        for event in Parser::new(markdown.trim_start_matches(BYTE_ORDER_MARK)) {
            match event {
                Event::Text(it) => words.push_str(&it),
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => words.push('\n'),
                Event::Start(Tag::Paragraph) => {}
                other => panic!("{other:?} in {markdown}"),
            }
        }
        let lines = |it: &str| {
            let it = it.trim_start_matches(BYTE_ORDER_MARK);
            let lines = it.split(['\n', '\r']).map(str::trim).filter(|it| !it.is_empty());
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(lines(&words), lines(text));
    }

    #[test]
    fn nothing_becomes_markup() {
        check("# 7 boats\n\n> he said\n\n1. one\n", "\\# 7 boats\n\n\\> he said\n\n1\\. one\n");
        check("a _b_ *c* [d](e) `f` <g> &amp; \\*\n", "a \\_b\\_ \\*c\\* \\[d\\](e) \\`f\\` \\<g> \\&amp; \\\\\\*\n");
        check("a snake_case, 3 * 4 < 5 & 6\n", "a snake_case, 3 \\* 4 < 5 & 6\n");
        check("Boats\n=====\n\nPiers\n-----\n\n---\n", "Boats\n\\=====\n\nPiers\n\\-----\n\n\\---\n");
        check("<div>\n```\n~~~\n", "\\<div>\n\\`\\`\\`\n\\~\\~\\~\n");
        check("-\tfirst\n\n+\tplus\n\n#\tHead\n", "\\-\tfirst\n\n\\+\tplus\n\n\\#\tHead\n");
        check("1.\tone\n\n2)\ttwo\n", "1\\.\tone\n\n2\\)\ttwo\n");
        check("Boats\n===\t", "Boats\n\\===\t");
        check("old\r- one\r1. x\r> q\r", "old\\\r\\- one\\\r1\\. x\\\r\\> q\r");
        check("Boats\r===\r\r#\u{c}Head\r\n", "Boats\r\\===\r\r\\#\u{c}Head\r\n");
        check("\u{feff}> quoted\n", "\u{feff}\\> quoted\n");
        check("\u{feff}    oars\n", "\u{feff}oars\n");
    }

    #[test]
    fn comments_that_somebody_wants_stay_comments() {
        let check = |text: &str, expected: &str| assert_eq!(text_as_markdown(text, |it| it == "ours"), expected);
        check("* a\n    <!-- ours --> \n* b\n", "\\* a\n<!-- ours --> \n\\* b\n");
        check("<!-- theirs -->\n", "\\<!-- theirs -->\n");
        check("<!-- ours --> *b*\n", "\\<!-- ours --> \\*b\\*\n");
    }

    #[test]
    fn entities_of_attributes_are_read_as_browsers_do() {
        let check = |written: &str, value: &str| assert_eq!(attribute_value(written), value);
        check("/x.php?a=1&#038;b=2", "/x.php?a=1&b=2");
        check("/q?a=1&quot;x", "/q?a=1\"x");
        check("a&copy;b&copy=c&copyd&#x2F;&amp", "a©b&copy=c&copyd/&");
        check("a\"&amp\"'>", "a\"&\"'>");
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
