//! JSON headers: an object that opens the file, or its members between `;;;`.

use memchr::memchr2;
use serde::de::DeserializeSeed;
use serde_json::Value;
use serde_json::error::Category;

use crate::error::ErrorKind;
use crate::front_matter::{Data, Fault};
use crate::node::{Budget, Node};

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
        return read_object(raw, 0);
    }
    read_object(&format!("{{{raw}}}"), 1)
}

/// `lead` bytes stand in `text` before the raw text, and as many behind it.
fn read_object(text: &str, lead: usize) -> Result<Data, Fault> {
    let budget = Budget::new(text.len());
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Node { budget: &budget }.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    match value {
        Ok(Value::Object(data)) => Ok(data),
        Ok(_) => Err(Fault { kind: ErrorKind::Syntax, span: 0..0, message: "expected an object".to_owned() }),
        Err(error) => {
            let fault = fault(text, &error, lead);
            // Keys that are no text are bad syntax here.
            let refusal = budget.refusal().filter(|it| *it != ErrorKind::NonScalarKey);
            Err(Fault { kind: refusal.unwrap_or(fault.kind), ..fault })
        }
    }
}

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
