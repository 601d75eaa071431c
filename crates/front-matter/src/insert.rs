//! Putting a key where none was.

use serde_json::Value;

use crate::entries::{Collection, Entry, Layout};
use crate::error::SpliceError;
use crate::flow;
use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::path::{Path, Step};
use crate::set::{known, parent};
use crate::splice::Splice;
use crate::verify::{Change, proved_one};
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
    let entry = known(front, &collection, &path)?;
    let step = Step::from(key);
    if last.key().is_none() {
        return Err(SpliceError::NotACollection(path));
    }
    if front.value(path.beside(key)).is_some() {
        return Err(SpliceError::KeyExists(key.to_owned()));
    }
    let splice = inserted(front, &collection, &path, Some(entry), &step, &value);
    let splice = splice.ok_or(SpliceError::NoWord(front.format()))?;
    proved_one(front, splice, &path, Change::InsertAfter(key, &value))
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
                let bytes = key.map_or(text.clone(), |key| format!("{key}{}{text}", colon(front.format())));
                return Some(Splice { range: inside.start..inside.start, bytes: bytes.into_bytes() });
            };
            let start = entry_start(sibling);
            let before = &source[inside.start..start];
            let blank = scan::trailing_space(before);
            // The first entry of a list on one line has no blank before it.
            let is_tight = blank.is_empty() && front.format() != Format::Json;
            let blank = if is_tight { b" " } else { blank };
            let key = key.map_or(Vec::new(), |key| {
                let between = front.bytes(sibling.key_span.end..sibling.value_span.start);
                [key.as_bytes(), between].concat()
            });
            let entry = [&key, text.as_bytes()].concat();
            let index = collection.entries.iter().position(|it| it == sibling);
            if let Some(next) = index.and_then(|it| collection.entries.get(it + 1)) {
                // Behind the comma and the comment of the sibling.
                let at = entry_start(next);
                let gap = &source[sibling.value_span.end..at];
                let bytes = [&entry, &b","[..], scan::trailing_space(gap)].concat();
                return Some(Splice { range: at..at, bytes });
            }
            let end = sibling.value_span.end;
            let tail = flow::tail(&source[..inside.end], end);
            let comment_end = tail.comment.map(|it| it.end);
            let (range, bytes) = match (tail.comma, comment_end) {
                (None, None) => (end..end, [b",", blank, &entry].concat()),
                // The comma stands before the comment.
                (None, Some(to)) => (end..to, [b",", front.bytes(end..to), blank, &entry].concat()),
                (Some(comma), to) => {
                    let at = to.unwrap_or(comma);
                    (at..at, [blank, &entry, b","].concat())
                }
            };
            Some(Splice { range, bytes })
        }
        Layout::Block { column } => {
            // Tabs, perhaps.
            let lead = sibling.and_then(|it| scan::lead(source, it.key_span.start));
            let indent = lead.map_or_else(|| " ".repeat(*column), |it| String::from_utf8_lossy(it).into_owned());
            let line = key.map_or(format!("{indent}- {text}"), |key| format!("{indent}{key}: {text}"));
            let is_top = path.steps().len() == 1;
            let at = match (after, sibling) {
                (None, _) if is_top => front.split().raw.end,
                (_, Some(sibling)) => scan::next_line(source, sibling.end()),
                (_, None) => front.split().raw.end,
            };
            Some(line_at(front, at, &line))
        }
        Layout::Table { end } => {
            let at = after.map_or(*end, |entry| scan::next_line(source, entry.end()));
            Some(line_at(front, at, &format!("{}{}{text}", key?, colon(Format::Toml))))
        }
    }
}

fn colon(format: Format) -> &'static str {
    if format == Format::Toml { " = " } else { ": " }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    fn check(source: &str, path: &str, expected: &str) {
        let path: Path = path.parse().expect("the test has a path");
        let splice = insert_after(&FrontMatter::new(source.as_bytes()), path, "k", "v");
        let edited = splice.map(|splice| apply(source.as_bytes(), &[splice]));
        let edited = edited.map(|it| String::from_utf8(it).expect("UTF-8 stays UTF-8"));
        assert_eq!(edited.as_deref(), Ok(expected), "{source}");
    }

    #[test]
    fn puts_a_key_behind_another() {
        check("---\na: |\n  x\n# c\nz: 1\n---\n", "a", "---\na: |\n  x\nk: v\n# c\nz: 1\n---\n");
        check("---\ns: {a: 1, b: 2}\n---\n", "s.a", "---\ns: {a: 1, k: v, b: 2}\n---\n");
        check("+++\na = 1 # c\n[t]\nb = 2\n+++\n", "a", "+++\na = 1 # c\nk = \"v\"\n[t]\nb = 2\n+++\n");
        check("+++\nt = {a = 1}\n+++\n", "t.a", "+++\nt = {a = 1, k = \"v\"}\n+++\n");
        check("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "a", "{\n  \"a\": 1,\n  \"k\": \"v\",\n  \"b\": 2\n}\n");
    }

    #[test]
    fn leaves_comments_with_their_keys() {
        check("---\ns: {\n a: 1, # one\n b: 2}\n---\n", "s.a", "---\ns: {\n a: 1, # one\n k: v,\n b: 2}\n---\n");
        check("---\ns: {\n a: 1 # one\n }\n---\n", "s.a", "---\ns: {\n a: 1, # one\n k: v\n }\n---\n");
        check("---\ns: {\n a: 1, # one\n }\n---\n", "s.a", "---\ns: {\n a: 1, # one\n k: v,\n }\n---\n");
    }

    #[test]
    fn refuses_keys_that_are_there_in_any_spelling() {
        for source in ["---\n? k\n: 1\na: 2\n---\n", "---\na: 2\n&x k: 1\n---\n", "---\na: 1\nk: 2\n---\n"] {
            let refusal = insert_after(&FrontMatter::new(source.as_bytes()), "a", "k", "v");
            assert_eq!(refusal, Err(SpliceError::KeyExists("k".into())), "{source}");
        }
    }
}
