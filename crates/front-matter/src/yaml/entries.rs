//! The top-level entries of YAML text, as byte spans.

use std::ops::Range;

use crate::entries::{Entry, Style};
use crate::lines::{Line, Lines};
use crate::yaml::scan;

/// Scans the entries of a block mapping. Text that is no entry (broken lines, comments between
/// entries) is passed over; a mapping in braces has no entries here.
pub(crate) fn entries(raw: &[u8]) -> Vec<Entry> {
    let Some(first) = scan::first_content(raw) else { return Vec::new() };
    let column = first - raw[..first].iter().rposition(|it| is_line_end(*it)).map_or(0, |at| at + 1);
    let mut scanner = Scanner { raw, column, has_unclosed: false };
    let mut entries = Vec::new();
    let mut line_start = 0;
    while let Some(line) = Lines::new(raw, line_start).next() {
        let start = line.start + scan::indent(&raw[line.start..line.end]);
        line_start = line.next;
        if start - line.start != column {
            continue;
        }
        let Some(key) = scan::key(raw, start) else { continue };
        let value = scanner.value(key.colon);
        // The lines of a value are no entries, whatever they look like.
        let value_line = Lines::new(raw, scan::line_start(raw, value.end)).next();
        line_start = value_line.map_or(raw.len(), |line| line.next).max(line_start);
        entries.push(Entry {
            key: decoded_key(&raw[key.span.clone()]),
            key_span: key.span,
            value_span: value.span,
            style: value.style,
            comment_span: value.comment,
        });
    }
    entries
}

struct Value {
    span: Range<usize>,
    style: Style,
    comment: Option<Range<usize>>,
    /// The last byte that belongs to the entry, comment included.
    end: usize,
}

struct Scanner<'a> {
    raw: &'a [u8],
    /// Where the keys stand.
    column: usize,
    /// Whether a bracket was never closed. Further ones have to close on their line, so that many
    /// of them do not send the scanner to the end of the text many times.
    has_unclosed: bool,
}

impl Scanner<'_> {
    fn value(&mut self, colon: usize) -> Value {
        let Scanner { raw, column, .. } = *self;
        let line_end = scan::line_end(raw, colon);
        let start = colon + 1 + scan::blanks(&raw[colon + 1..line_end]);
        let comment = comment(raw, start, line_end);
        let is_on_key_line = start < line_end && comment.is_none();
        if is_on_key_line {
            return self.scalar_or_flow(start);
        }
        let empty = Value {
            span: colon + 1..colon + 1,
            style: Style::Empty,
            end: comment.as_ref().map_or(colon, |it| it.end),
            comment: comment.clone(),
        };
        let Some((start, lines_end)) = value_below(raw, line_end, column) else { return empty };
        let is_nested =
            scan::key(raw, start).is_some() || (matches!(raw[start], b'-' | b'?') && scan::ends_token(raw, start + 1));
        if is_nested {
            return Value { span: start..lines_end, style: Style::Nested, comment, end: lines_end };
        }
        self.scalar_or_flow(start)
    }

    fn scalar_or_flow(&mut self, start: usize) -> Value {
        let Scanner { raw, column, .. } = *self;
        let line_end = scan::line_end(raw, start);
        let content = after_properties(raw, start, line_end);
        match raw.get(content) {
            Some(b'|') => block_scalar(raw, start..line_end, column, Style::Literal),
            Some(b'>') => block_scalar(raw, start..line_end, column, Style::Folded),
            Some(b'[' | b'{') => {
                let area = if self.has_unclosed { &raw[..line_end] } else { raw };
                let end = scan::flow_end(area, content, usize::MAX).ok();
                self.has_unclosed |= end.is_none();
                enclosed(raw, start, end, Style::Flow)
            }
            Some(b'\'') if content == start => enclosed(raw, start, scan::quoted_end(raw, start), Style::Single),
            Some(b'"') if content == start => enclosed(raw, start, scan::quoted_end(raw, start), Style::Double),
            Some(b'*') => rest_of_line(raw, start, Style::Alias),
            _ => plain(raw, start, column),
        }
    }
}

/// The value on the lines below its key: from its first byte to the last that is not blank.
fn value_below(raw: &[u8], key_line_end: usize, column: usize) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    let mut is_list = false;
    for line in Lines::new(raw, key_line_end).skip(1) {
        let start = line.start + scan::indent(&raw[line.start..line.end]);
        let text = start..start + scan::trimmed_length(&raw[start..line.end]);
        if text.is_empty() {
            continue;
        }
        // Items may stand in the column of their key.
        let is_item = raw[start] == b'-' && scan::ends_token(raw, start + 1);
        let indent = start - line.start;
        let is_comment = raw[start] == b'#';
        let belongs = indent > column || (indent == column && is_item && (is_list || found.is_none()));
        if is_comment && (found.is_none() || !belongs) {
            continue;
        }
        if !belongs {
            break;
        }
        is_list |= found.is_none() && is_item;
        let first = found.map_or(start, |(first, _)| first);
        found = Some((first, text.end));
    }
    found
}

/// Past anchor and tag.
fn after_properties(raw: &[u8], start: usize, line_end: usize) -> usize {
    let mut at = start;
    while matches!(raw.get(at), Some(b'&' | b'!')) {
        let word = &raw[at..line_end];
        at += word.iter().position(|it| matches!(it, b' ' | b'\t')).unwrap_or(word.len());
        at += scan::blanks(&raw[at..line_end]);
    }
    at
}

/// A value in quotes or brackets; one with a tail is broken, and all of its line is the value.
fn enclosed(raw: &[u8], start: usize, end: Option<usize>, style: Style) -> Value {
    let Some(end) = end else { return rest_of_line(raw, start, Style::Plain) };
    let line_end = scan::line_end(raw, end);
    let tail = end + scan::blanks(&raw[end..line_end]);
    // The library takes a `#` that sticks to the quote for a comment too.
    let comment = (tail < line_end && raw[tail] == b'#').then_some(tail..line_end);
    if tail < line_end && comment.is_none() {
        return rest_of_line(raw, start, Style::Plain);
    }
    Value { span: start..end, style, end: comment.as_ref().map_or(end, |it| it.end), comment }
}

/// A value up to the line's end or its comment.
fn rest_of_line(raw: &[u8], start: usize, style: Style) -> Value {
    let line_end = scan::line_end(raw, start);
    let mut hashes = start..line_end;
    let hash = hashes.find(|at| *at > start && comment(raw, *at, line_end).is_some());
    let text_end = hash.unwrap_or(line_end);
    let end = start + scan::trimmed_length(&raw[start..text_end]);
    let comment = hash.map(|hash| hash..line_end);
    Value { span: start..end, style, end: comment.as_ref().map_or(end, |it| it.end), comment }
}

fn block_scalar(raw: &[u8], head: Range<usize>, column: usize, style: Style) -> Value {
    let belongs = |line: &Line| {
        let indent = scan::indent(&raw[line.start..line.end]);
        line.start + indent == line.end || indent > column
    };
    let mut end = head.start + scan::trimmed_length(&raw[head.clone()]);
    for line in Lines::new(raw, head.end).skip(1).take_while(belongs) {
        if scan::blanks(&raw[line.start..line.end]) < line.end - line.start {
            end = line.end;
        }
    }
    Value { span: head.start..end, style, comment: None, end }
}

/// A plain value, with the lines that continue it.
fn plain(raw: &[u8], start: usize, column: usize) -> Value {
    let mut value = rest_of_line(raw, start, Style::Plain);
    if value.comment.is_some() {
        return value; // A comment ends a plain scalar.
    }
    for line in Lines::new(raw, scan::line_end(raw, start)).skip(1) {
        let text = line.start + scan::indent(&raw[line.start..line.end]);
        if scan::trimmed_length(&raw[text..line.end]) == 0 {
            continue;
        }
        if text - line.start <= column || raw[text] == b'#' {
            break;
        }
        let last = rest_of_line(raw, text, Style::Plain);
        value = Value { span: start..last.span.end, ..last };
        if value.comment.is_some() {
            break;
        }
    }
    value
}

/// A comment that starts exactly here.
fn comment(raw: &[u8], start: usize, line_end: usize) -> Option<Range<usize>> {
    let is_free = start == 0 || matches!(raw[start - 1], b' ' | b'\t' | b'\n' | b'\r');
    (start < line_end && raw[start] == b'#' && is_free).then_some(start..line_end)
}

fn decoded_key(written: &[u8]) -> String {
    let text = String::from_utf8_lossy(written);
    match written.first() {
        Some(b'\'') => text[1..text.len() - 1].replace("''", "'"),
        // Escapes in keys are rare enough to ask the library.
        Some(b'"') => serde_yaml::from_str(&text).unwrap_or_else(|_| text.into_owned()),
        _ => text.into_owned(),
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each entry as `key|value|style|comment`.
    fn check(raw: &str, expected: &[&str]) {
        let text = |span: Range<usize>| &raw[span];
        let found: Vec<String> = entries(raw.as_bytes())
            .into_iter()
            .map(|it| {
                let comment = it.comment_span.map_or("", text);
                format!("{}|{}|{:?}|{comment}", it.key, text(it.value_span), it.style)
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_values_in_every_style() {
        check(
            "# head\na: plain text # c\nb: 'it''s'\n\"c\": \"x # \\\" y\"# d\nd:\ne: # empty\nf: *x\n",
            &[
                "a|plain text|Plain|# c",
                "b|'it''s'|Single|",
                "c|\"x # \\\" y\"|Double|# d",
                "d||Empty|",
                "e||Empty|# empty",
                "f|*x|Alias|",
            ],
        );
        check(
            "a: [x, ']']  # c\nb: {\n  c: d\n}\ne: |\n  text # no comment\n\n  more: x\n\nf: >-\n  x\n",
            &[
                "a|[x, ']']|Flow|# c",
                "b|{\n  c: d\n}|Flow|",
                "e||\n  text # no comment\n\n  more: x|Literal|",
                "f|>-\n  x|Folded|",
            ],
        );
    }

    #[test]
    fn finds_values_that_span_lines() {
        check(
            "a: one\n  two: three\n\n  four # c\nb:\n- x\n# between\n- y\nc:\n  d: e\n  f: g\nh:\n  text\n  more\n",
            &[
                "a|one\n  two: three\n\n  four|Plain|# c",
                "b|- x\n# between\n- y|Nested|",
                "c|d: e\n  f: g|Nested|",
                "h|text\n  more|Plain|",
            ],
        );
        check("a: \"x\n\n  y\"\nb: 1\n", &["a|\"x\n\n  y\"|Double|", "b|1|Plain|"]);
    }

    #[test]
    fn finds_entries_of_broken_headers() {
        check(
            "title: Tea: a guide\nnot an entry\ntags: [a, b\ncover: ![](u.png)\nlink: [x](y) # c\n",
            &["title|Tea: a guide|Plain|", "tags|[a, b|Plain|", "cover|![](u.png)|Plain|", "link|[x](y)|Plain|# c"],
        );
    }

    #[test]
    fn keeps_line_ends_and_indentation_out() {
        check("  a: b \t\r\n  c: d\r  'e f' : g\r\n", &["a|b|Plain|", "c|d|Plain|", "e f|g|Plain|"]);
    }

    #[test]
    fn has_no_entries_where_there_is_no_block_mapping() {
        for raw in ["", "\n# c\n", "{a: b}\n", "- a: b\n", "a sentence\n", "\ta: b\n"] {
            check(raw, &[]);
        }
    }
}
