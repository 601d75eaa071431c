//! Taking a key or an item out.

use std::ops::Range;

use crate::entries::{Collection, Entry, Layout};
use crate::error::SpliceError;
use crate::flow;
use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::insert::entry_start;
use crate::path::Path;
use crate::set::{known, parent, past_indicator};
use crate::splice::Splice;
use crate::verify::{Change, proved_one};
use crate::yaml::scan;

/// Removes a key with its value, or an item of a list: its lines, or its part of the brackets.
///
/// The comment behind a value goes with it, and so do comments inside; those on lines above or below stay.
/// The last entry of a nested collection leaves `{}` or `[]`.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, apply, remove};
///
/// let source = b"---\ntitle: Snow\ntags:\n  - ice\n  - road\ndraft: true\n---\n";
/// let splice = remove(&FrontMatter::new(source), "tags")?;
/// assert_eq!(apply(source, &[splice]), b"---\ntitle: Snow\ndraft: true\n---\n");
/// # Ok::<(), unchaff_front_matter::SpliceError>(())
/// ```
///
/// # Errors
///
/// If there is no header or it cannot be read, the path leads nowhere or to a TOML `[table]`, or the
/// result does not verify.
pub fn remove(front: &FrontMatter<'_>, path: impl Into<Path>) -> Result<Splice, SpliceError> {
    let path = path.into();
    let (collection, _) = parent(front, &path)?;
    let entry = known(front, &collection, &path)?;
    let is_top = path.steps().len() == 1;
    let splice = match &collection.layout {
        Layout::Flow { .. } => Splice { range: bracket_part(front, &collection, entry), bytes: Vec::new() },
        Layout::Block { .. } if !is_top && collection.entries.len() == 1 => emptied(front, &path, entry)?,
        Layout::Block { .. } | Layout::Table { .. } => {
            Splice { range: lines(front, &collection, entry), bytes: Vec::new() }
        }
    };
    proved_one(front, splice, &path, Change::Remove)
}

/// An entry in brackets with the comma it needs no more and the comment behind it.
fn bracket_part(front: &FrontMatter<'_>, collection: &Collection, entry: &Entry) -> Range<usize> {
    let source = front.source();
    let index = collection.entries.iter().position(|it| it == entry).expect("the entry is of this collection");
    let before = index.checked_sub(1).and_then(|it| collection.entries.get(it));
    let next = collection.entries.get(index + 1);
    let (start, end) = (entry_start(entry), entry.value_span.end);
    let lead = scan::lead(source, start);
    let tail = flow::tail(source, end);
    match (before, next, tail.line_end) {
        // JSON takes no comma before the closing bracket.
        (Some(before), None, _) if front.format() == Format::Json => before.value_span.end..end,
        (_, Some(next), None) => start..entry_start(next),
        // It has its lines to itself.
        (_, _, Some(line_end)) if lead.is_some() => scan::line_start(source, start)..scan::next_line(source, line_end),
        (_, Some(_), Some(line_end)) => start..line_end,
        (Some(before), None, _) if scan::line_end(source, before.value_span.end) > start => before.value_span.end..end,
        // A comma alone is nothing to stand between brackets.
        (None, None, _) => start..tail.comma.unwrap_or(end),
        _ => start..end,
    }
}

/// The lines of an entry, or what stands between a `-` and the next key.
fn lines(front: &FrontMatter<'_>, collection: &Collection, entry: &Entry) -> Range<usize> {
    let source = front.source();
    let start = entry.key_span.start;
    let next_line = scan::next_line(source, entry.end());
    if let Some(lead) = scan::lead(source, start) {
        return start - lead.len()..next_line;
    }
    match collection.entries.iter().find(|it| it.key_span.start > start) {
        // The next key moves up behind the dash, unless a comment stands between.
        Some(next) if scan::line_start(source, next.key_span.start) == next_line => start..next.key_span.start,
        _ => start..entry.end(),
    }
}

/// A nested collection without its only entry; comments above that stay.
fn emptied(front: &FrontMatter<'_>, path: &Path, only: &Entry) -> Result<Splice, SpliceError> {
    let (holder_path, _) = path.split_last().expect("a nested entry has a parent");
    let (outer, last) = parent(front, &holder_path)?;
    let holder = outer.entry(last).ok_or_else(|| SpliceError::NoSuchKey(holder_path.clone()))?;
    let brackets: &[u8] = if only.key().is_some() { b" {}" } else { b" []" };
    let start = past_indicator(front, holder);
    let line_start = scan::line_start(front.source(), only.key_span.start);
    // Without the line end before the entry.
    let kept = front.source()[start..line_start.max(start)].trim_ascii_end();
    Ok(Splice { range: start..only.end(), bytes: [brackets, kept].concat() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    fn try_remove(source: &str, path: &str) -> Result<String, SpliceError> {
        let path: Path = path.parse().expect("the test has a path");
        let splice = remove(&FrontMatter::new(source.as_bytes()), path)?;
        let edited = apply(source.as_bytes(), &[splice]);
        Ok(String::from_utf8(edited).expect("UTF-8 stays UTF-8"))
    }

    fn check(source: &str, path: &str, expected: &str) {
        assert_eq!(try_remove(source, path).as_deref(), Ok(expected), "{path} of {source}");
    }

    #[test]
    fn takes_the_lines_of_an_entry() {
        check("---\nk: old\n---\nX", "k", "---\n---\nX");
        check("---\na: 1\nk: >-\n  x\n\n  y\n# c\nz: 1\n---\n", "k", "---\na: 1\n# c\nz: 1\n---\n");
        check("---\r\nk: 'x\r\n  y' # c\r\nz: 1\r\n---\r\n", "k", "---\r\nz: 1\r\n---\r\n");
        check("---\nl:\n- a\n- b # c\n- d\n---\n", "l[1]", "---\nl:\n- a\n- d\n---\n");
        check("---\nl:\n  - a: 1\n    b: 2\n---\n", "l[0].b", "---\nl:\n  - a: 1\n---\n");
        check("---\nl:\n  - a: 1\n    b: 2\n---\n", "l[0].a", "---\nl:\n  - b: 2\n---\n");
        check("---\nl:\n- b: 1\n  # about c\n  c: 2\n---\n", "l[0].b", "---\nl:\n- \n  # about c\n  c: 2\n---\n");
        check("+++\na = 1\nk = [\n  1,\n] # c\n[t]\nk = 2\n+++\n", "k", "+++\na = 1\n[t]\nk = 2\n+++\n");
        check("+++\n[t]\nk = 2\n+++\n", "t.k", "+++\n[t]\n+++\n");
    }

    #[test]
    fn takes_a_comma_along() {
        check("---\nl: [a, b, c]\n---\n", "l[0]", "---\nl: [b, c]\n---\n");
        check("---\nl: [a, b, c]\n---\n", "l[2]", "---\nl: [a, b]\n---\n");
        check("---\nl: [ a ]\n---\n", "l[0]", "---\nl: [  ]\n---\n");
        check("---\nl: [a,]\n---\n", "l[0]", "---\nl: []\n---\n");
        check("---\nl: {a: 1, b: 2}\n---\n", "l.b", "---\nl: {a: 1}\n---\n");
        check("---\nl: [b,\n  # about c\n  c]\n---\n", "l[0]", "---\nl: [\n  # about c\n  c]\n---\n");
        check("+++\nl = [\n 1, # one\n 2, # two\n]\n+++\n", "l[1]", "+++\nl = [\n 1, # one\n]\n+++\n");
        check("---\nl: [x, # one\n y # two\n ]\n---\n", "l[1]", "---\nl: [x, # one\n ]\n---\n");
        check("---\nl: [x, # one\n y]\n---\n", "l[1]", "---\nl: [x, # one\n ]\n---\n");
        check("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "a", "{\n  \"b\": 2\n}\n");
        check("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "b", "{\n  \"a\": 1\n}\n");
    }

    #[test]
    fn leaves_an_empty_collection_behind_the_last_entry() {
        check("---\ns: # c\n  t: x\nz: 1\n---\n", "s.t", "---\ns: {} # c\nz: 1\n---\n");
        check("---\nl:\n- t\nz: 1\n---\n", "l[0]", "---\nl: []\nz: 1\n---\n");
        check("---\nl:\n  # about t\n  - t\n  # end\n---\n", "l[0]", "---\nl: []\n  # about t\n  # end\n---\n");
    }

    #[test]
    fn refuses_what_it_cannot_prove() {
        let refusal = |source, path| try_remove(source, path).expect_err("this must be refused");
        assert_eq!(refusal("X", "k"), SpliceError::NoHeader);
        assert_eq!(refusal("---\na: 1\n---\n", "k"), SpliceError::NoSuchKey("k".into()));
        assert_eq!(refusal("+++\n[k]\n+++\n", "k"), SpliceError::UnsupportedEntry("k".into()));
        let anchor = refusal("---\nk: &x a\nz: *x\n---\n", "k");
        assert!(matches!(anchor, SpliceError::BreaksHeader(_)));
    }
}
