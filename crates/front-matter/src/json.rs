//! JSON headers: an object that opens the file, or its members between `;;;`.

use std::ops::Range;

use memchr::memchr2;
use serde_json::error::Category;

use crate::entries::{Entry, Style};
use crate::error::ErrorKind;
use crate::front_matter::{Data, Fault};

/// Past the `}` that balances the `{` at `start`; nothing if none does.
pub(crate) fn object_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Past the quote that closes the one at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2; // The escaped byte may be a quote.
    }
}

pub(crate) fn read(raw: &str) -> Result<Data, Fault> {
    // The raw text of `;;;` headers has no braces of its own.
    if raw.starts_with('{') {
        return serde_json::from_str(raw).map_err(|error| fault(raw, &error, 0));
    }
    let object = format!("{{{raw}}}");
    serde_json::from_str(&object).map_err(|error| fault(&object, &error, 1))
}

/// `lead` bytes stand in `text` before the raw text.
fn fault(text: &str, error: &serde_json::Error, lead: usize) -> Fault {
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text.as_bytes()).nth(line - 2).map_or(0, |at| at + 1),
    };
    let raw_length = text.len() - 2 * lead;
    let at = line_start + error.column().saturating_sub(1);
    let start = at.saturating_sub(lead).min(raw_length);
    let words = error.to_string();
    let message = words.split(" at line ").next().unwrap_or_default().to_owned();
    let is_depth = error.classify() == Category::Syntax && message.starts_with("recursion limit");
    let kind = if is_depth { ErrorKind::TooDeep } else { ErrorKind::Syntax };
    Fault { kind, span: start..start, message }
}

/// The members of the object, as far as they can be told apart.
pub(crate) fn entries(raw: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = usize::from(raw.starts_with(b"{"));
    while let Some((entry, next)) = member(raw, at) {
        entries.push(entry);
        at = next;
    }
    entries
}

/// The member at an offset, and where the next one may start.
fn member(raw: &[u8], at: usize) -> Option<(Entry, usize)> {
    let key_start = skip_blanks(raw, at);
    if raw.get(key_start) != Some(&b'"') {
        return None;
    }
    let key_span = key_start..string_end(raw, key_start)?;
    let key = serde_json::from_slice(&raw[key_span.clone()]).ok()?;
    let colon = skip_blanks(raw, key_span.end);
    if raw.get(colon) != Some(&b':') {
        return None;
    }
    let value_start = skip_blanks(raw, colon + 1);
    let (value_span, style) = value(raw, value_start)?;
    let comma = skip_blanks(raw, value_span.end);
    let next = if raw.get(comma) == Some(&b',') { comma + 1 } else { raw.len() };
    Some((Entry { key, key_span, value_span, style, comment_span: None }, next))
}

fn value(raw: &[u8], start: usize) -> Option<(Range<usize>, Style)> {
    match raw.get(start)? {
        b'"' => Some((start..string_end(raw, start)?, Style::Double)),
        b'{' | b'[' => Some((start..collection_end(raw, start)?, Style::Flow)),
        _ => {
            let length = raw[start..]
                .iter()
                .position(|byte| matches!(byte, b',' | b'}' | b' ' | b'\t' | b'\n' | b'\r'))
                .unwrap_or(raw.len() - start);
            (length > 0).then_some((start..start + length, Style::Plain))
        }
    }
}

/// Past the bracket that balances the one at `start`, lists and objects alike.
fn collection_end(raw: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match raw.get(at)? {
            b'"' => {
                at = string_end(raw, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

fn skip_blanks(raw: &[u8], at: usize) -> usize {
    let length = raw[at..].iter().position(|byte| !byte.is_ascii_whitespace());
    length.map_or(raw.len(), |length| at + length)
}

pub(crate) fn write_string(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}
