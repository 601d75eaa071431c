//! Collections in brackets: YAML flow style, of which JSON is a part.

use std::ops::Range;

use crate::entries::{Collection, Entry, Layout, Style};
use crate::path::Step;
use crate::yaml::{decoded_key, scan};

/// The object that opens a JSON header, or the members between `;;;`, which have no braces.
pub(crate) fn json_root(raw: &[u8]) -> Collection {
    let whole = 0..raw.len();
    inside(raw, 0).unwrap_or_else(|| Collection {
        entries: entries(raw, whole.clone(), false),
        layout: Layout::Flow { inside: whole },
    })
}

/// The collection whose bracket opens here.
pub(crate) fn inside(raw: &[u8], start: usize) -> Option<Collection> {
    let is_list = match raw.get(start)? {
        b'[' => true,
        b'{' => false,
        _ => return None,
    };
    let end = scan::flow_end(raw, start, usize::MAX).ok()?;
    let inside = start + 1..end - 1;
    Some(Collection { entries: entries(raw, inside.clone(), is_list), layout: Layout::Flow { inside } })
}

/// The entries between brackets, as far as they can be told apart.
fn entries(raw: &[u8], inside: Range<usize>, is_list: bool) -> Vec<Entry> {
    // Nothing outside of the brackets can be taken for an entry.
    let raw = &raw[..inside.end];
    let mut entries = Vec::new();
    let mut at = skip_space(raw, inside.start);
    while at < raw.len() {
        let entry = if is_list { item(raw, at, entries.len()) } else { member(raw, at) };
        let Some(entry) = entry else { break };
        let comma = skip_space(raw, entry.value_span.end);
        let is_apart = matches!(raw.get(comma), None | Some(b','));
        if !is_apart {
            break; // A pair without braces, say.
        }
        entries.push(entry);
        at = skip_space(raw, (comma + 1).min(raw.len()));
    }
    entries
}

/// What stands behind an entry in brackets, up to the end of its line.
pub(crate) struct Tail {
    /// Past the comma, if one follows.
    pub(crate) comma: Option<usize>,
    /// The comment at the end of the line.
    pub(crate) comment: Option<Range<usize>>,
    /// Where the line end starts, if nothing else stands on the line.
    pub(crate) line_end: Option<usize>,
}

/// Looks behind the value that ends at `end`; `text` ends with the brackets or later.
pub(crate) fn tail(text: &[u8], end: usize) -> Tail {
    let mut at = end + scan::blanks(&text[end..]);
    let comma = (text.get(at) == Some(&b',')).then_some(at + 1);
    if let Some(comma) = comma {
        at = comma + scan::blanks(&text[comma..]);
    }
    let line_end = scan::line_end(text, at);
    let comment = (text.get(at) == Some(&b'#')).then_some(at..line_end);
    let is_last = comment.is_some() || at == line_end && at < text.len();
    Tail { comma, comment, line_end: is_last.then_some(line_end) }
}

fn item(raw: &[u8], start: usize, index: usize) -> Option<Entry> {
    let (value_span, style) = value(raw, start)?;
    let key_span = start..start;
    (!value_span.is_empty()).then_some(Entry {
        step: Step::Index(index),
        key_span,
        value_span,
        style,
        comment_span: None,
    })
}

fn member(raw: &[u8], start: usize) -> Option<Entry> {
    let key_span = match raw.get(start)? {
        b'"' | b'\'' => start..scan::quoted_end(raw, start)?,
        b'[' | b'{' | b'?' => return None,
        _ => start..start + scan::trimmed_length(&raw[start..scan::flow_plain_end(raw, start)]),
    };
    let colon = skip_space(raw, key_span.end);
    if raw.get(colon) != Some(&b':') {
        return None;
    }
    let value_start = skip_space(raw, colon + 1);
    let (value_span, style) = match raw.get(value_start) {
        None | Some(b',') => (colon + 1..colon + 1, Style::Empty),
        _ => value(raw, value_start)?,
    };
    let step = Step::Key(decoded_key(&raw[key_span.clone()]));
    Some(Entry { step, key_span, value_span, style, comment_span: None })
}

fn value(raw: &[u8], start: usize) -> Option<(Range<usize>, Style)> {
    let (end, style) = match raw.get(start)? {
        b'"' => (scan::quoted_end(raw, start)?, Style::Double),
        b'\'' => (scan::quoted_end(raw, start)?, Style::Single),
        b'[' | b'{' => (scan::flow_end(raw, start, usize::MAX).ok()?, Style::Flow),
        b'*' => (plain_end(raw, start), Style::Alias),
        _ => (plain_end(raw, start), Style::Plain),
    };
    Some((start..end, style))
}

/// Where a plain value ends, on a later line perhaps.
fn plain_end(raw: &[u8], start: usize) -> usize {
    let mut end = start;
    loop {
        let line_end = scan::flow_plain_end(raw, end);
        end += scan::trimmed_length(&raw[end..line_end]);
        let next = skip_space(raw, line_end);
        let goes_on = matches!(raw.get(line_end), Some(b'\n' | b'\r'))
            && !matches!(raw.get(next), None | Some(b',' | b'[' | b']' | b'{' | b'}' | b':'));
        if !goes_on {
            return end;
        }
        end = next;
    }
}

/// Past blanks, line ends and comments.
fn skip_space(raw: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = raw.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'#' if at > 0 && scan::ends_token(raw, at - 1) => at = scan::line_end(raw, at),
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &[&str]) {
        let collection = inside(raw.as_bytes(), 0).expect("the text opens with a bracket");
        let found: Vec<String> = collection
            .entries
            .into_iter()
            .map(|it| match &it.step {
                Step::Key(key) => format!("{key}|{}|{:?}", &raw[it.value_span], it.style),
                Step::Index(index) => format!("{index}|{}|{:?}", &raw[it.value_span], it.style),
            })
            .collect();
        assert_eq!(found, expected, "{raw}");
    }

    #[test]
    fn finds_items_and_members() {
        check("[]", &[]);
        check(
            "[a b, 'c, d' , \"]\",[x],{y: z},*e]",
            &["0|a b|Plain", "1|'c, d'|Single", "2|\"]\"|Double", "3|[x]|Flow", "4|{y: z}|Flow", "5|*e|Alias"],
        );
        check(
            "{a: b c, 'd':e, \"f\" : 1,g: , h: [i]}",
            &["a|b c|Plain", "d|e|Plain", "f|1|Plain", "g||Empty", "h|[i]|Flow"],
        );
        check("{ \"a\": {\"b\": [1, 2]},\n  \"c\" : null }", &["a|{\"b\": [1, 2]}|Flow", "c|null|Plain"]);
    }

    #[test]
    fn finds_values_on_further_lines() {
        check("[a # one\n , b\n  c,\n]", &["0|a|Plain", "1|b\n  c|Plain"]);
    }

    #[test]
    fn stops_where_entries_cannot_be_told_apart() {
        check("[a, b: c, d]", &["0|a|Plain"]);
        check("{a: 1, b}", &["a|1|Plain"]);
    }
}
