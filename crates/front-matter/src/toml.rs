//! TOML headers, through `toml_edit` and its spans.

use std::ops::Range;

use serde_json::Value as Json;
use toml_edit::{Document, Item, Table, Value};

use crate::entries::{Entry, Style};
use crate::error::ErrorKind;
use crate::front_matter::{Data, Fault};
use crate::lines::Lines;
use crate::number::float;

pub(crate) fn read(raw: &str) -> Result<Data, Fault> {
    match Document::parse(raw) {
        Ok(document) => Ok(table(document.as_table())),
        Err(error) => {
            let message = error.message().trim_end();
            let kind = match message {
                it if it.starts_with("duplicate key") => ErrorKind::DuplicateKey,
                it if it.contains("recursion limit") => ErrorKind::TooDeep,
                _ => ErrorKind::Syntax,
            };
            let message = message.lines().collect::<Vec<_>>().join(", ");
            Err(Fault { kind, span: error.span().unwrap_or(0..0), message })
        }
    }
}

fn table(table: &Table) -> Data {
    table.iter().map(|(key, it)| (key.to_owned(), item(it))).collect()
}

fn item(item: &Item) -> Json {
    match item {
        Item::None => Json::Null,
        Item::Value(it) => value(it),
        Item::Table(it) => Json::Object(table(it)),
        Item::ArrayOfTables(it) => it.iter().map(|it| Json::Object(table(it))).collect(),
    }
}

fn value(value: &Value) -> Json {
    match value {
        Value::String(it) => Json::from(it.value().as_str()),
        Value::Integer(it) => Json::from(*it.value()),
        Value::Float(it) => float(*it.value()),
        Value::Boolean(it) => Json::from(*it.value()),
        Value::Datetime(it) => Json::from(it.value().to_string()),
        Value::Array(it) => it.iter().map(self::value).collect(),
        Value::InlineTable(it) => it.iter().map(|(key, it)| (key.to_owned(), self::value(it))).collect(),
    }
}

/// The entries of the root table that are written as `key = value`; `[table]`s are none.
pub(crate) fn entries(raw: &[u8]) -> Vec<Entry> {
    let Ok(text) = str::from_utf8(raw) else { return Vec::new() };
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let table = document.as_table();
    let keys = table.iter().filter_map(|(key, item)| {
        let key_span = table.key(key)?.span()?;
        let value = item.as_value()?;
        let value_span = value.span()?;
        let style = style(value, &text[value_span.clone()]);
        let comment_span = comment(raw, value_span.end);
        Some(Entry { key: key.to_owned(), key_span, value_span, style, comment_span })
    });
    keys.collect()
}

fn style(value: &Value, written: &str) -> Style {
    match value {
        Value::String(_) if written.starts_with("\"\"\"") => Style::Literal,
        Value::String(_) if written.starts_with("'''") => Style::Literal,
        Value::String(_) if written.starts_with('\'') => Style::Single,
        Value::String(_) => Style::Double,
        Value::Array(_) | Value::InlineTable(_) => Style::Flow,
        _ => Style::Plain,
    }
}

fn comment(raw: &[u8], value_end: usize) -> Option<Range<usize>> {
    let line = Lines::new(raw, value_end).next()?;
    let blanks = raw[line.start..line.end].iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
    let start = value_end + blanks;
    (raw[start] == b'#').then_some(start..line.end)
}

pub(crate) fn write_string(style: Style, value: &str) -> String {
    let fits_single = !value.contains(|c: char| c == '\'' || (c.is_control() && c != '\t'));
    if style == Style::Single && fits_single {
        return format!("'{value}'");
    }
    let mut written = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c if c.is_control() => written.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_simple_entries_with_style_and_comment() {
        let raw = "a = \"x\" # c\n'b' = 'y'\nc = 1\nd = [\n  1 ]\ne = \"\"\"z\"\"\"\nf.g = 1\n[t]\nh = 2\n";
        let found: Vec<String> = entries(raw.as_bytes())
            .into_iter()
            .map(|it| {
                let comment = it.comment_span.map_or("", |span| &raw[span]);
                let (key, value) = (&raw[it.key_span], &raw[it.value_span]);
                format!("{}|{key}|{value}|{:?}|{comment}", it.key, it.style)
            })
            .collect();
        assert_eq!(
            found,
            [
                "a|a|\"x\"|Double|# c",
                "b|'b'|'y'|Single|",
                "c|c|1|Plain|",
                "d|d|[\n  1 ]|Flow|",
                "e|e|\"\"\"z\"\"\"|Literal|",
            ],
        );
    }
}
