//! JSON headers: an object that opens the file, or its members between `;;;`.

use memchr::memchr2;
use serde_json::error::Category;

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
