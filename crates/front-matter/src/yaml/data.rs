//! YAML text as data, through `serde_yaml`.

use std::ops::Range;

use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::error::ErrorKind;
use crate::front_matter::{Data, Fault};
use crate::lines::Lines;
use crate::node::{Budget, Node};
use crate::yaml::{guard, scan};

/// What a whole text is.
pub(crate) enum Root {
    Mapping(Data),
    /// No content, or `null`.
    Null,
    /// A scalar or a list.
    Other,
}

pub(crate) fn read(text: &str) -> Result<Data, Fault> {
    match root(text)? {
        Root::Mapping(data) => Ok(data),
        Root::Null => Ok(Data::new()),
        Root::Other => {
            let message = "expected a mapping".to_owned();
            Err(Fault { kind: ErrorKind::Syntax, span: 0..0, message })
        }
    }
}

pub(crate) fn root(text: &str) -> Result<Root, Fault> {
    let admitted = guard::admit(text)?;
    let budget = Budget::new(text.len());
    let node = Node { budget: &budget };
    match node.deserialize(serde_yaml::Deserializer::from_str(&admitted)) {
        Ok(Value::Object(data)) => Ok(Root::Mapping(data)),
        Ok(Value::Null) => Ok(Root::Null),
        Ok(_) => Ok(Root::Other),
        Err(error) => Err(fault(text, &error, budget.refusal())),
    }
}

fn fault(text: &str, error: &serde_yaml::Error, refusal: Option<ErrorKind>) -> Fault {
    let message = without_places(&error.to_string());
    let Some(location) = error.location() else {
        return placeless_fault(text, message);
    };
    let start = location.index().min(text.len());
    // A walk found the text itself shallow enough: the rest of the depth came through aliases.
    let is_too_deep = message.contains("recursion limit exceeded");
    let kind = if is_too_deep {
        let has_aliases = text.contains('*');
        if has_aliases { ErrorKind::AliasExpansion } else { ErrorKind::TooDeep }
    } else {
        refusal.unwrap_or(ErrorKind::Syntax)
    };
    let span = match kind {
        ErrorKind::DuplicateKey | ErrorKind::NonScalarKey => key_span(text, start),
        _ => start..start,
    };
    Fault { kind, span, message }
}

/// The errors the library gives no place for: a second document, or too many aliases.
fn placeless_fault(text: &str, message: String) -> Fault {
    let raw = text.as_bytes();
    if message.contains("repetition limit") {
        let start = text.find('*').unwrap_or(0);
        return Fault { kind: ErrorKind::AliasExpansion, span: start..start, message };
    }
    let marker = Lines::new(raw, 0).skip(1).find(|line| scan::is_document_marker(raw, line.start));
    let span = marker.map_or(0..0, |line| line.start..line.start + 3);
    Fault { kind: ErrorKind::Syntax, span, message }
}

fn key_span(text: &str, start: usize) -> Range<usize> {
    let raw = text.as_bytes();
    match scan::key(raw, start) {
        Some(key) => key.span,
        None if matches!(raw.get(start), Some(b'[' | b'{')) => {
            start..scan::flow_end(raw, start, guard::MAX_DEPTH).unwrap_or(start)
        }
        None => start..start,
    }
}

/// The library counts inside the header; what we say counts in the file, and says so once.
fn without_places(message: &str) -> String {
    let mut words = message.split(" at line ");
    let mut kept = words.next().unwrap_or_default().to_owned();
    for part in words {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = rest.strip_prefix(" column ").unwrap_or(rest);
        kept.push_str(rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    match kept.rsplit_once(" at position ") {
        Some((before, digits)) if digits.bytes().all(|it| it.is_ascii_digit()) => before.to_owned(),
        _ => kept,
    }
}
