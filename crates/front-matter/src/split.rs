//! Where the header ends and the body begins.

use std::ops::Range;

use crate::format::Format;
use crate::json;
use crate::lines::{Line, Lines};
use crate::place::BOM;
use crate::yaml::{self, Content};

/// The parts of a file, as byte ranges.
///
/// Before `header` stands at most a byte order mark, `raw` lies inside `header`, and `body` starts
/// where `header` ends: so the parts add up to the file, in every [`Dialect`](crate::Dialect).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The language of the header.
    pub format: Format,
    /// The whole header with its fences, up to the end of the closing fence's line. Empty without
    /// a header. A leading byte order mark lies before it. (Hexo's dialect: up to the end of the
    /// closing fence and a line end right behind it; the header may have no opening fence.)
    pub header: Range<usize>,
    /// The text between the fences, its last line end included. For a JSON object the object,
    /// braces included.
    pub raw: Range<usize>,
    /// Where the body starts; it runs to the end of the file.
    pub body: usize,
    /// Why something that opens like a header is none.
    pub note: Option<Note>,
}

/// Why something that opens like a header is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// No line closes what the first line opens.
    Unclosed,
    /// Between the fences stands YAML, but no mapping: a sentence between two rules, a list. (Hexo's
    /// dialect: or nothing, or what is no JSON.)
    NotAMapping,
}

/// Finds the header of a file, in the strict dialect: never fails, whatever the bytes.
///
/// A header that is closed but broken is still a header, so the body is right even where
/// [`FrontMatter::data`](crate::FrontMatter::data) has only an error to offer.
///
/// ```
/// use unchaff_front_matter::{Format, split};
///
/// let source = b"---\ntitle: Snow on the pass\n---\nThe road is closed.\n";
/// let parts = split(source);
/// assert_eq!(parts.format, Format::Yaml);
/// assert_eq!(&source[parts.raw], b"title: Snow on the pass\n");
/// assert_eq!(&source[parts.body..], b"The road is closed.\n");
/// ```
pub fn split(source: &[u8]) -> Split {
    let start = if source.starts_with(BOM) { BOM.len() } else { 0 };
    if source[start..].starts_with(b"{") {
        return split_object(source, start);
    }
    let Some(opening) = Lines::new(source, start).next() else {
        return all_body(start, None);
    };
    let (format, closings): (_, &[&[u8]]) = match fence(source, opening) {
        b"---" => (Format::Yaml, &[b"---", b"..."]),
        b"+++" => (Format::Toml, &[b"+++"]),
        b";;;" => (Format::Json, &[b";;;"]),
        _ => return all_body(start, None),
    };
    let closing = Lines::new(source, opening.next).find(|line| closings.contains(&fence(source, *line)));
    let Some(closing) = closing else {
        return all_body(start, Some(Note::Unclosed));
    };
    let raw = opening.next..closing.start;
    if format == Format::Yaml && yaml::content(&source[raw.clone()]) == Content::Other {
        return all_body(start, Some(Note::NotAMapping));
    }
    Split { format, header: start..closing.next, raw, body: closing.next, note: None }
}

/// A file that opens with `{`: its header is the object up to the balanced `}`.
fn split_object(source: &[u8], start: usize) -> Split {
    // `{{` and `{%` open template tags.
    if matches!(source.get(start + 1), Some(b'{' | b'%')) {
        return all_body(start, None);
    }
    let Some(end) = json::object_end(source, start) else {
        return all_body(start, Some(Note::Unclosed));
    };
    let line = Lines::new(source, end).next().unwrap_or(Line { start: end, end, next: end });
    if !is_blank(&source[end..line.end]) {
        return all_body(start, None);
    }
    Split { format: Format::Json, header: start..line.next, raw: start..end, body: line.next, note: None }
}

/// A file without a header.
pub(crate) fn all_body(start: usize, note: Option<Note>) -> Split {
    Split { format: Format::None, header: start..start, raw: start..start, body: start, note }
}

/// The first three bytes of a line of three bytes and blanks; nothing for any other line.
fn fence(source: &[u8], line: Line) -> &[u8] {
    match source[line.start..line.end].split_at_checked(3) {
        Some((mark, rest)) if is_blank(rest) => mark,
        _ => &[],
    }
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, format: Format, raw: &str, body: &str, note: Option<Note>) {
        let parts = split(source.as_bytes());
        let found = (parts.format, &source[parts.raw], &source[parts.body..], parts.note);
        assert_eq!(found, (format, raw, body, note), "{source:?}");
    }

    #[test]
    fn finds_the_three_fences() {
        check("---\na: b\n---\nX", Format::Yaml, "a: b\n", "X", None);
        check("---\na: b\n...\nX\n---\n", Format::Yaml, "a: b\n", "X\n---\n", None);
        check("+++\na = 1\n+++\n", Format::Toml, "a = 1\n", "", None);
        check(";;;\n\"a\": 1\n;;;\nX", Format::Json, "\"a\": 1\n", "X", None);
        check("{\"a\": \"}\"} \r\nX", Format::Json, "{\"a\": \"}\"}", "X", None);
    }

    #[test]
    fn takes_every_line_end_and_a_byte_order_mark() {
        check("\u{feff}---\r\na: b\r\n--- \t\r\n\r\nX", Format::Yaml, "a: b\r\n", "\r\nX", None);
        check("---\ra: b\r---\rX", Format::Yaml, "a: b\r", "X", None);
        check("\u{feff}X", Format::None, "", "X", None);
    }

    #[test]
    fn takes_headers_that_say_nothing() {
        check("---\n---", Format::Yaml, "", "", None);
        check("---\n\n# c\n---\nX", Format::Yaml, "\n# c\n", "X", None);
        check("---\n~\n---\nX", Format::Yaml, "~\n", "X", None);
        check("+++\n+++\nX", Format::Toml, "", "X", None);
    }

    #[test]
    fn leaves_what_is_never_closed_to_the_body() {
        for source in ["---\na: b\n ---\nX", "---\na: b\n----\n", "+++\na = 1\n---\n", "{\"a\": 1"] {
            check(source, Format::None, "", source, Some(Note::Unclosed));
        }
    }

    #[test]
    fn leaves_prose_between_two_rules_to_the_body() {
        for inside in ["A sentence.\n", "\nTwo\n\nparagraphs: none\n", "- a\n- b\n", "[a, b]\n", "caf\u{e9}\n"] {
            let source = format!("---\n{inside}---\nX");
            let is_broken = inside.contains(": ");
            let (format, raw, body, note) = if is_broken {
                (Format::Yaml, inside, "X", None)
            } else {
                (Format::None, "", &*source, Some(Note::NotAMapping))
            };
            check(&source, format, raw, body, note);
        }
    }

    #[test]
    fn keeps_the_body_of_broken_headers() {
        check("---\na: b: c\n---\nX", Format::Yaml, "a: b: c\n", "X", None);
        check("---\na:b\nc: d\n---\nX", Format::Yaml, "a:b\nc: d\n", "X", None);
        check("{\"a\": 1,}\nX", Format::Json, "{\"a\": 1,}", "X", None);
    }

    #[test]
    fn takes_nothing_else_for_a_fence() {
        for source in [
            "\n---\na: b\n---\n",
            " ---\na: b\n---\n",
            "----\na: b\n----\n",
            "---yaml\na: b\n---\n",
            "...\na: b\n...\n",
            "{{ t }}\n",
            "{% t %}\n",
            "{a} b\n",
            "# Title\n",
            "",
        ] {
            check(source, Format::None, "", source, None);
        }
    }
}
