//! The entries of block collections, as byte spans.

use std::ops::Range;

use crate::entries::{Collection, Entry, Layout, Style};
use crate::flow;
use crate::lines::{Line, Lines};
use crate::path::Step;
use crate::yaml::scan;

/// The mapping a header is; nothing where it is a list or says nothing at all.
///
/// Text that is no entry (broken lines, comments between entries) is passed over.
pub(crate) fn root(raw: &[u8]) -> Option<Collection> {
    let Some(start) = scan::first_content(raw) else {
        return Some(Collection { entries: Vec::new(), layout: Layout::Block { column: 0 } });
    };
    match raw[start] {
        b'{' => flow::inside(raw, start),
        _ if is_item(raw, start) => None,
        _ => Some(block(raw, start..raw.len())),
    }
}

/// The collection a value is.
pub(crate) fn inside(raw: &[u8], entry: &Entry) -> Option<Collection> {
    let Range { start, end } = entry.value_span;
    match entry.style {
        Style::Nested => Some(block(raw, start..end)),
        Style::Flow => flow::inside(raw, scan::after_properties(raw, start, scan::line_end(raw, start))),
        _ => None,
    }
}

/// The block collection that fills a span; its first entry stands at the start.
fn block(raw: &[u8], span: Range<usize>) -> Collection {
    // Nothing behind the span can be taken for a part of it.
    let raw = &raw[..span.end];
    let column = span.start - scan::line_start(raw, span.start);
    let is_list = is_item(raw, span.start);
    let mut scanner = Scanner { raw, column, is_list, has_unclosed: false };
    let mut entries = Vec::new();
    let mut next_line = scan::line_start(raw, span.start);
    while let Some(line) = Lines::new(raw, next_line).next() {
        // The first entry may stand behind the `-` of the item it belongs to.
        let is_first = line.start <= span.start && span.start <= line.end;
        let start = if is_first { span.start } else { line.start + scan::indent(&raw[line.start..line.end]) };
        next_line = line.next;
        if start - line.start != column {
            continue;
        }
        let found = if is_list { scanner.item(start, entries.len()) } else { scanner.member(start) };
        let Some((entry, end)) = found else { continue };
        // The lines of a value are no entries, whatever they look like.
        next_line = scan::next_line(raw, end).max(next_line);
        entries.push(entry);
    }
    Collection { entries, layout: Layout::Block { column } }
}

fn is_item(raw: &[u8], start: usize) -> bool {
    raw.get(start) == Some(&b'-') && scan::ends_token(raw, start + 1) && !scan::is_document_marker(raw, start)
}

struct Value {
    span: Range<usize>,
    style: Style,
    comment: Option<Range<usize>>,
    /// The last byte that belongs to the entry, comment included.
    end: usize,
}

impl Value {
    fn entry(self, step: Step, key_span: Range<usize>) -> (Entry, usize) {
        (Entry { step, key_span, value_span: self.span, style: self.style, comment_span: self.comment }, self.end)
    }
}

struct Scanner<'a> {
    raw: &'a [u8],
    /// Where the keys or dashes stand.
    column: usize,
    is_list: bool,
    /// Whether a bracket was never closed. Further ones have to close on their line, so that many
    /// of them do not send the scanner to the end of the text many times.
    has_unclosed: bool,
}

impl Scanner<'_> {
    /// The member whose key starts here, and where its last line can be found.
    fn member(&mut self, start: usize) -> Option<(Entry, usize)> {
        let key = scan::key(self.raw, start)?;
        let step = Step::Key(decoded_key(&self.raw[key.span.clone()]));
        Some(self.value(key.colon).entry(step, key.span))
    }

    /// The item whose dash stands here.
    fn item(&mut self, dash: usize, index: usize) -> Option<(Entry, usize)> {
        is_item(self.raw, dash).then(|| self.value(dash).entry(Step::Index(index), dash..dash + 1))
    }

    /// The value behind a colon or a dash.
    fn value(&mut self, indicator: usize) -> Value {
        let Scanner { raw, column, is_list, .. } = *self;
        let line_end = scan::line_end(raw, indicator);
        let start = indicator + 1 + scan::blanks(&raw[indicator + 1..line_end]);
        let comment = comment(raw, start, line_end);
        if start < line_end && comment.is_none() {
            // Only behind a dash can a collection start on the same line.
            if is_list && starts_collection(raw, start) {
                let first_line = start + scan::trimmed_length(&raw[start..line_end]);
                let end = value_below(raw, line_end, column, is_list).map_or(first_line, |(_, end)| end);
                return Value { span: start..end, style: Style::Nested, comment: None, end };
            }
            return self.scalar_or_flow(start);
        }
        let empty = Value {
            span: indicator + 1..indicator + 1,
            style: Style::Empty,
            end: comment.as_ref().map_or(indicator, |it| it.end),
            comment: comment.clone(),
        };
        let Some((start, lines_end)) = value_below(raw, line_end, column, is_list) else { return empty };
        if starts_collection(raw, start) {
            return Value { span: start..lines_end, style: Style::Nested, comment, end: lines_end };
        }
        self.scalar_or_flow(start)
    }

    fn scalar_or_flow(&mut self, start: usize) -> Value {
        let Scanner { raw, column, .. } = *self;
        let line_end = scan::line_end(raw, start);
        let content = scan::after_properties(raw, start, line_end);
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
            // Behind an anchor or tag; without it the quotes are not the first and last byte of the value.
            Some(b'\'' | b'"') => enclosed(raw, start, scan::quoted_end(raw, content), Style::Plain),
            Some(b'*') => rest_of_line(raw, start, Style::Alias),
            _ => plain(raw, start, column),
        }
    }
}

fn starts_collection(raw: &[u8], start: usize) -> bool {
    scan::key(raw, start).is_some() || (matches!(raw[start], b'-' | b'?') && scan::ends_token(raw, start + 1))
}

/// The value on the lines below its key or dash: from its first byte to the last that is not blank.
fn value_below(raw: &[u8], line_end: usize, column: usize, is_list: bool) -> Option<(usize, usize)> {
    let mut found: Option<(usize, usize)> = None;
    let mut holds_items = false;
    for line in Lines::new(raw, line_end).skip(1) {
        let start = line.start + scan::indent(&raw[line.start..line.end]);
        let text = start..start + scan::trimmed_length(&raw[start..line.end]);
        if text.is_empty() {
            continue;
        }
        // Items may stand in the column of their key.
        let is_item = !is_list && is_item(raw, start);
        let indent = start - line.start;
        let is_comment = raw[start] == b'#';
        let belongs = indent > column || (indent == column && is_item && (holds_items || found.is_none()));
        if is_comment && (found.is_none() || !belongs) {
            continue;
        }
        if !belongs {
            break;
        }
        holds_items |= found.is_none() && is_item;
        let first = found.map_or(start, |(first, _)| first);
        found = Some((first, text.end));
    }
    found
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

pub(crate) fn decoded_key(written: &[u8]) -> String {
    let text = String::from_utf8_lossy(written);
    match written.first() {
        Some(b'\'') => text[1..text.len() - 1].replace("''", "'"),
        // Escapes in keys are rare enough to ask the library.
        Some(b'"') => serde_yaml::from_str(&text).unwrap_or_else(|_| text.into_owned()),
        _ => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each entry as `key|value|style|comment`.
    fn check(raw: &str, expected: &[&str]) {
        let text = |span: Range<usize>| &raw[span];
        let root = root(raw.as_bytes());
        let found: Vec<String> = root
            .map_or(Vec::new(), |it| it.entries)
            .into_iter()
            .map(|it| {
                let comment = it.comment_span.clone().map_or("", text);
                format!("{}|{}|{:?}|{comment}", it.key().unwrap_or_default(), text(it.value_span.clone()), it.style)
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
        check("a: &n \"x\ny: z\" # c\nb: 1\n", &["a|&n \"x\ny: z\"|Plain|# c", "b|1|Plain|"]);
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
    fn has_no_entries_where_there_is_no_mapping() {
        for raw in ["", "\n# c\n", "- a: b\n", "a sentence\n"] {
            check(raw, &[]);
        }
    }
}
