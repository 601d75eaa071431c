//! TOML headers, through `toml_edit` and its spans.

use std::ops::Range;

use serde_json::Value as Json;
use toml_edit::{Array, ArrayOfTables, Document, InlineTable, Item, Key, Table, Value};

use crate::entries::{Collection, Entry, Layout, Style};
use crate::error::ErrorKind;
use crate::front_matter::{Data, Fault};
use crate::lines::Lines;
use crate::number::float;
use crate::path::Step;
use crate::yaml::scan;

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

/// The collection at the end of a path, `[table]`s on the way included.
///
/// Its entries are what is written as `key = value`, or stands in brackets; `[table]`s are none.
pub(crate) fn collection(raw: &[u8], path: &[Step]) -> Option<Collection> {
    let text = str::from_utf8(raw).ok()?;
    let document = Document::parse(text).ok()?;
    let root = Node::Table(document.as_table());
    let node = path.iter().try_fold(root, Node::child)?;
    let brackets = |span: Range<usize>| Layout::Flow { inside: span.start + 1..span.end - 1 };
    match node {
        Node::Table(table) => {
            let entries = pairs(raw, table.iter().map(|(name, item)| (name, table.key(name), item.as_value())));
            Some(Collection { entries, layout: Layout::Table { end: lines_end(raw, table) } })
        }
        Node::Inline(table) => {
            let span = table.span()?; // A dotted one has none.
            let found = table.iter().map(|(name, value)| (name, table.key(name), Some(value)));
            Some(Collection { entries: pairs(raw, found), layout: brackets(span) })
        }
        Node::Array(array) => {
            let items = array.iter().enumerate().filter_map(|(index, value)| {
                let value_span = value.span()?;
                let (step, key_span) = (Step::Index(index), value_span.start..value_span.start);
                let style = style(value, &raw[value_span.clone()]);
                Some(Entry { step, key_span, value_span, style, comment_span: None })
            });
            Some(Collection { entries: items.collect(), layout: brackets(array.span()?) })
        }
        Node::Tables(_) => None,
    }
}

#[derive(Clone, Copy)]
enum Node<'a> {
    Table(&'a Table),
    Inline(&'a InlineTable),
    Array(&'a Array),
    Tables(&'a ArrayOfTables),
}

impl<'a> Node<'a> {
    fn child(self, step: &Step) -> Option<Node<'a>> {
        match (self, step) {
            (Node::Table(table), Step::Key(key)) => match table.get(key)? {
                Item::Table(it) => Some(Node::Table(it)),
                Item::ArrayOfTables(it) => Some(Node::Tables(it)),
                Item::Value(it) => Node::of(it),
                Item::None => None,
            },
            (Node::Inline(table), Step::Key(key)) => Node::of(table.get(key)?),
            (Node::Array(array), Step::Index(index)) => Node::of(array.get(*index)?),
            (Node::Tables(tables), Step::Index(index)) => Some(Node::Table(tables.get(*index)?)),
            _ => None,
        }
    }

    fn of(value: &'a Value) -> Option<Node<'a>> {
        match value {
            Value::InlineTable(it) => Some(Node::Inline(it)),
            Value::Array(it) => Some(Node::Array(it)),
            _ => None,
        }
    }
}

fn pairs<'a>(raw: &[u8], found: impl Iterator<Item = (&'a str, Option<&'a Key>, Option<&'a Value>)>) -> Vec<Entry> {
    let entries = found.filter_map(|(name, key, value)| {
        let key_span = key?.span()?;
        let value = value?;
        let value_span = value.span()?;
        let style = style(value, &raw[value_span.clone()]);
        let comment_span = comment(raw, value_span.end);
        Some(Entry { step: Step::from(name), key_span, value_span, style, comment_span })
    });
    entries.collect()
}

/// Where a further line of the table goes: behind its last value, or its header.
fn lines_end(raw: &[u8], table: &Table) -> usize {
    let below = table.iter().filter_map(|(_, item)| match item {
        Item::Value(it) => Some(it.span()?.end),
        Item::Table(it) if it.is_dotted() => Some(lines_end(raw, it)),
        _ => None,
    });
    let header = table.span().map_or(0, |it| it.end);
    match below.max().unwrap_or(0).max(header) {
        0 => 0,
        end => scan::next_line(raw, end),
    }
}

fn style(value: &Value, written: &[u8]) -> Style {
    match value {
        Value::String(_) if written.starts_with(b"\"\"\"") => Style::Literal,
        Value::String(_) if written.starts_with(b"'''") => Style::Literal,
        Value::String(_) if written.starts_with(b"'") => Style::Single,
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
        let found: Vec<String> = collection(raw.as_bytes(), &[])
            .expect("the text is TOML")
            .entries
            .into_iter()
            .map(|it| {
                let comment = it.comment_span.map_or("", |span| &raw[span]);
                let (key, value) = (&raw[it.key_span], &raw[it.value_span]);
                format!("{key}|{value}|{:?}|{comment}", it.style)
            })
            .collect();
        assert_eq!(
            found,
            ["a|\"x\"|Double|# c", "'b'|'y'|Single|", "c|1|Plain|", "d|[\n  1 ]|Flow|", "e|\"\"\"z\"\"\"|Literal|",],
        );
    }
}
