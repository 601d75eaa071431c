//! Headers as hexo-front-matter 5 finds them.

use memchr::memchr_iter;
use serde::de::IgnoredAny;

use crate::format::Format;
use crate::front_matter::MAX_BYTES;
use crate::place::BOM;
use crate::split::{Note, Split, all_body};
use crate::yaml::{self, Content, Spaced};

pub(crate) fn split(source: &[u8]) -> Split {
    let start = if source.starts_with(BOM) { BOM.len() } else { 0 };
    match fence_length(&source[start..]) {
        Some(length) => split_opened(source, start, length),
        None => split_closing_only(source, start).unwrap_or_else(|| all_body(start, None)),
    }
}

/// A file that opens with a run of `-` or `;`.
fn split_opened(source: &[u8], start: usize, length: usize) -> Split {
    let fence = &source[start..start + length];
    let Some(line_end) = line_end_length(&source[start + length..]) else {
        return all_body(start, None);
    };
    let raw_start = start + length + line_end;
    let Some(raw_end) = find_line(source, raw_start, |rest| rest.starts_with(fence)) else {
        return all_body(start, Some(Note::Unclosed));
    };
    let raw = raw_start..raw_end;
    let format = format_of(fence);
    if !is_header(format, &source[raw.clone()]) {
        return all_body(start, Some(Note::NotAMapping));
    }
    let body = after_fence(source, raw_end + length);
    Split { format, header: start..body, raw, body, note: None }
}

/// A file that closes a header it never opened.
fn split_closing_only(source: &[u8], start: usize) -> Option<Split> {
    // Prose with a rule somewhere below is no header, and not worth a parser's time.
    let blanks = source[start..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    if !yaml::is_entry_or_document_marker(source, start + blanks) {
        return None;
    }
    let raw_end = find_line(source, start, |rest| fence_length(rest).is_some())?;
    let length = fence_length(&source[raw_end..])?;
    let raw = start..raw_end;
    let format = format_of(&source[raw_end..]);
    // A book may open with an entry too; one of our limits is no reason to take it for a header.
    if raw.len() > MAX_BYTES || !is_header(format, &source[raw.clone()]) {
        return None;
    }
    let body = after_fence(source, raw_end + length);
    Some(Split { format, header: start..body, raw, body, note: None })
}

/// The first line below `start` that `is_closing` takes. At least one byte has to stand between
/// `start` and the line end in front of it.
fn find_line(source: &[u8], start: usize, is_closing: impl Fn(&[u8]) -> bool) -> Option<usize> {
    memchr_iter(b'\n', &source[start..])
        .filter(|length| *length > 0)
        .map(|length| start + length + 1)
        .find(|line_start| is_closing(&source[*line_start..]))
}

/// The length of the run of three or more `-` or `;` that the bytes start with.
fn fence_length(bytes: &[u8]) -> Option<usize> {
    let mark = *bytes.first().filter(|byte| matches!(byte, b'-' | b';'))?;
    let length = bytes.iter().position(|byte| *byte != mark).unwrap_or(bytes.len());
    (length >= 3).then_some(length)
}

fn format_of(fence: &[u8]) -> Format {
    if fence.starts_with(b";") { Format::Json } else { Format::Yaml }
}

fn line_end_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// Past the line end right behind the closing fence; a lone CR counts here, though nowhere else.
fn after_fence(source: &[u8], fence_end: usize) -> usize {
    let rest = &source[fence_end..];
    let lone = usize::from(rest.starts_with(b"\r"));
    fence_end + line_end_length(rest).unwrap_or(lone)
}

fn is_header(format: Format, raw: &[u8]) -> bool {
    if format == Format::Yaml {
        return yaml::content(&Spaced::new(raw).text) == Content::MappingOrBroken;
    }
    // What is too deep for us is valid here, and refused when it is read.
    let object = format!("{{{}}}", String::from_utf8_lossy(raw));
    serde_json::from_str::<IgnoredAny>(&object).is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::json;

    use super::*;
    use crate::dialect::Dialect;
    use crate::entries::Style;
    use crate::front_matter::FrontMatter;
    use crate::set::set;
    use crate::splice::apply;

    fn check(source: &str, format: Format, raw: &str, body: &str, note: Option<Note>) {
        let parts = split(source.as_bytes());
        let found = (parts.format, &source[parts.raw], &source[parts.body..], parts.note);
        assert_eq!(found, (format, raw, body, note), "{source:?}");
        assert_eq!(parts.header.end, parts.body);
    }

    #[test]
    fn finds_headers_between_runs_of_one_length() {
        check("---\na: b\n---\nX", Format::Yaml, "a: b\n", "X", None);
        check("-----\na: b\n-----\nX", Format::Yaml, "a: b\n", "X", None);
        check(";;;\n\"a\": 1\n;;;\nX", Format::Json, "\"a\": 1\n", "X", None);
        check("\u{feff}---\r\na: b\r\n---\r\n\r\nX", Format::Yaml, "a: b\r\n", "\r\nX", None);
    }

    #[test]
    fn closes_at_a_line_that_starts_with_the_fence() {
        check("---\na: b\n----\nX", Format::Yaml, "a: b\n", "-\nX", None);
        check("---\na: b\n--- X\n---\n", Format::Yaml, "a: b\n", " X\n---\n", None);
        check("---\na: b\n---\rX", Format::Yaml, "a: b\n", "X", None);
        check("---\n\n---\na: b\n---\nX", Format::Yaml, "\n---\na: b\n", "X", None);
        check("----\na: b\n---\nX", Format::None, "", "----\na: b\n---\nX", Some(Note::Unclosed));
    }

    #[test]
    fn finds_headers_that_were_never_opened() {
        check("a: b\n---\nX", Format::Yaml, "a: b\n", "X", None);
        check("\n\na: b\nc: d: e\n-----X", Format::Yaml, "\n\na: b\nc: d: e\n", "X", None);
        check("\n---\na: b\n---\nX", Format::Yaml, "\n---\na: b\n", "X", None);
        check("\"a\": 1\n;;;\nX", Format::Json, "\"a\": 1\n", "X", None);
        check("\u{feff}a: b\n---", Format::Yaml, "a: b\n", "", None);
    }

    #[test]
    fn leaves_prose_above_a_rule_to_the_body() {
        for source in [
            "A sentence\n---\nX",
            "Two sentences: one\nand two\n\nX",
            "# Heading\na: b\n---\n",
            "a: b\n;;;\nX",
            "- a: b\n---\nX",
            "\n\n---\na: b\n---\nX",
            "\n---\nA sentence\n---\nX",
            "",
        ] {
            check(source, Format::None, "", source, None);
        }
    }

    #[test]
    fn leaves_headers_that_say_nothing_to_the_body() {
        for inside in ["\n\n", " \n", "# c\n", "~\n", "A sentence\n", "- a\n", "# c\n\t- a\n\t- b\n"] {
            let source = format!("---\n{inside}---\nX");
            check(&source, Format::None, "", &source, Some(Note::NotAMapping));
        }
        check("---\n---\nX", Format::None, "", "---\n---\nX", Some(Note::Unclosed));
        for inside in ["a\n", "{\"a\": 1}\n", "\"a\": 1} {\n"] {
            let source = format!(";;;\n{inside};;;\nX");
            check(&source, Format::None, "", &source, Some(Note::NotAMapping));
        }
        check(";;;\n \n;;;\nX", Format::Json, " \n", "X", None);
    }

    #[test]
    fn reads_leading_tabs_as_two_spaces() {
        let source = b"---\na:\n\tb: 1\n\tc:\n\t\t- d\nk: old\n---\nX";
        let front = FrontMatter::in_dialect(source, Dialect::Hexo);
        let data = front.data().expect("the header is valid");
        assert_eq!(data["a"], json!({"b": 1, "c": ["d"]}));
        let entries = front.entries();
        assert_eq!(entries[0].style, Style::Nested);
        assert_eq!(&source[entries[0].value_span.clone()], b"b: 1\n\tc:\n\t\t- d");
        let splice = set(&front, "k", "new").expect("the edit can be proved");
        assert_eq!(apply(source, &[splice]), b"---\na:\n\tb: 1\n\tc:\n\t\t- d\nk: new\n---\nX");
    }

    #[test]
    fn says_where_in_the_file_a_header_with_tabs_is_broken() {
        let source = b"a:\n\tb: 1\n\t\tb: 2: 3\n---\n";
        let front = FrontMatter::in_dialect(source, Dialect::Hexo);
        let error = front.data().expect_err("the header is broken");
        assert_eq!((error.line, error.column), (3, 4), "{error}");
        let source = b"a:\n\tb: 1\n\tb: 2\n---\n";
        let front = FrontMatter::in_dialect(source, Dialect::Hexo);
        let error = front.data().expect_err("the header is broken");
        assert_eq!((error.line, error.column, error.span.clone()), (3, 2, 10..11), "{error}");
    }

    #[test]
    fn proves_edits_by_its_own_rules() {
        let edited = |source: &[u8]| {
            let front = FrontMatter::in_dialect(source, Dialect::Hexo);
            let splice = set(&front, "a", "new").expect("the edit can be proved");
            apply(source, &[splice])
        };
        assert_eq!(edited(b"a: old # c\n---X"), b"a: new # c\n---X");
        assert_eq!(edited(b"-----\na: 'old'\n------\n"), b"-----\na: 'new'\n------\n");
        assert_eq!(edited(b"\"a\": \"old\"\n;;;\nX"), b"\"a\": \"new\"\n;;;\nX");
    }

    #[test]
    fn needs_time_in_proportion_to_the_file() {
        let start = Instant::now();
        let rules = "----\n".repeat(100_000);
        let prose = "a: b and more words\n".repeat(100_000);
        for source in [
            rules.clone(),
            format!("---\n{rules}"),
            format!("-----\n{rules}"),
            format!(";;;\n{rules}"),
            format!("a: b\n{rules}"),
            prose.clone(),
            format!("{prose}---\nX"),
            format!("\"{prose}---\nX"),
            format!("{}\n{}", "-".repeat(100_000), "-----\n".repeat(20_000)),
            format!("---\n{}", "\r\n\t".repeat(100_000)),
        ] {
            split(source.as_bytes());
        }
        // Generous, for debug builds on busy machines.
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }

    #[test]
    fn takes_nothing_else_for_a_fence() {
        for source in [
            "+++\na = 1\n+++\n",
            "{\"a\": 1}\nX",
            "--- \na: b\n---\n",
            "---yaml\na: b\n---\n",
            " ---\na: b\n---\n",
            "---\ra: b\r---\rX",
            "---",
        ] {
            check(source, Format::None, "", source, None);
        }
        check("---\na: b\n...\n", Format::None, "", "---\na: b\n...\n", Some(Note::Unclosed));
    }
}
