//! Putting a key where none was.

use serde_json::Value;

use crate::entries::{Collection, Entry, Layout};
use crate::error::SpliceError;
use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::lines::Lines;
use crate::path::{Path, Step};
use crate::set::parent;
use crate::splice::Splice;
use crate::verify::{Change, proved};
use crate::write::{self, Place};
use crate::yaml::scan;

/// Inserts a key and its value behind another key of the same mapping.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, apply, insert_after};
///
/// let source = b"---\ntitle: Snow # ours\ndraft: true\n---\n";
/// let splice = insert_after(&FrontMatter::new(source), "title", "date", "2024-01-02")?;
/// assert_eq!(apply(source, &[splice]), b"---\ntitle: Snow # ours\ndate: '2024-01-02'\ndraft: true\n---\n");
/// # Ok::<(), unchaff_front_matter::SpliceError>(())
/// ```
///
/// # Errors
///
/// As for [`set`](crate::set()); also if the mapping has the key already, or the path leads to an item
/// of a list.
pub fn insert_after(
    front: &FrontMatter<'_>,
    path: impl Into<Path>,
    key: &str,
    value: impl Into<Value>,
) -> Result<Splice, SpliceError> {
    let (path, value) = (path.into(), value.into());
    let (collection, last) = parent(front, &path)?;
    let entry = collection.entry(last).ok_or_else(|| SpliceError::NoSuchKey(path.clone()))?;
    let step = Step::from(key);
    if last.key().is_none() || collection.entries.iter().any(|it| it.step == step) {
        return Err(SpliceError::KeyExists(key.to_owned()));
    }
    let splice = inserted(front, &collection, &path, Some(entry), &step, &value);
    let splice = splice.ok_or_else(|| SpliceError::UnsupportedValue(path.clone()))?;
    proved(front, splice, &path, Change::InsertAfter(key, &value))
}

/// A new entry behind another one, or last; nothing if the format has no word for the value.
pub(crate) fn inserted(
    front: &FrontMatter<'_>,
    collection: &Collection,
    path: &Path,
    after: Option<&Entry>,
    step: &Step,
    value: &Value,
) -> Option<Splice> {
    let sibling = after.or(collection.entries.last());
    let in_brackets = matches!(collection.layout, Layout::Flow { .. });
    let text = write::value(front.format(), Place { in_brackets, ..Place::NEW }, value)?;
    let key = step.key().map(|name| write::key(front.format(), b"", in_brackets, name));
    let source = front.source();
    match &collection.layout {
        Layout::Flow { inside } => {
            let Some(sibling) = sibling else {
                let bytes = key.map_or(text.clone(), |key| format!("{key}: {text}"));
                return Some(Splice { range: inside.start..inside.start, bytes: bytes.into_bytes() });
            };
            let (start, end) = (entry_start(sibling), sibling.value_span.end);
            let before = &source[inside.start..start];
            let blank = before.iter().rposition(|it| !it.is_ascii_whitespace()).map_or(before, |at| &before[at + 1..]);
            // The first entry of a list on one line has no blank before it.
            let is_tight = blank.is_empty() && front.format() != Format::Json;
            let blank = if is_tight { b" " } else { blank };
            let key = key.map_or(Vec::new(), |key| {
                let between = front.bytes(sibling.key_span.end..sibling.value_span.start);
                [key.as_bytes(), between].concat()
            });
            Some(Splice { range: end..end, bytes: [b",", blank, &key, text.as_bytes()].concat() })
        }
        Layout::Block { column } => {
            let indent = " ".repeat(*column);
            let line = key.map_or(format!("{indent}- {text}"), |key| format!("{indent}{key}: {text}"));
            let is_top = path.steps().len() == 1;
            let at = match (after, sibling) {
                (None, _) if is_top => front.split().raw.end,
                (_, Some(sibling)) => Lines::new(source, sibling.end()).next().map_or(source.len(), |line| line.next),
                (_, None) => front.split().raw.end,
            };
            Some(line_at(front, at, &line))
        }
        Layout::Table { end } => {
            let at = after
                .map_or(*end, |entry| Lines::new(source, entry.end()).next().map_or(source.len(), |line| line.next));
            Some(line_at(front, at, &format!("{} = {text}", key?)))
        }
    }
}

/// A line of its own at a line start, or behind a last line without an end.
fn line_at(front: &FrontMatter<'_>, at: usize, line: &str) -> Splice {
    let line_end = front.line_end();
    let is_start = scan::line_start(front.source(), at) == at;
    let text = if is_start { format!("{line}{line_end}") } else { format!("{line_end}{line}") };
    Splice { range: at..at, bytes: text.into_bytes() }
}

/// Where an entry starts, its key or dash included.
pub(crate) fn entry_start(entry: &Entry) -> usize {
    entry.key_span.start.min(entry.value_span.start)
}
