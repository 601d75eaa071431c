//! What holds for any bytes: the property tests and the fuzz target ask it here.

use std::ops::Range;

use serde_json::Value;
use unchaff_front_matter::{
    Dialect, Entry, Format, FrontMatter, Path, Split, Step, Tolerance, apply, insert_after, lost_text, remove, rename,
    repair, repair_values, set,
};

/// Each edit reads the header again.
const MOST_ENTRIES: usize = 20;

/// Whatever the bytes: the parts add up, ranges lie inside, and edits do what they say and nothing else.
pub(crate) fn check(source: &[u8]) {
    for dialect in [Dialect::Strict, Dialect::Hexo, Dialect::HexoPosts] {
        let front = FrontMatter::in_dialect(source, dialect);
        check_split(&front);
        if let Err(error) = front.data() {
            let raw = &front.split().raw;
            assert!(error.line >= 1 && error.column >= 1);
            assert!(raw.start <= error.span.start && error.span.start <= error.span.end, "{error:?}");
            assert!(error.span.end <= raw.end, "{error:?}");
        }
        check_entries(&front, &Path::from(Vec::new()));
        for lint in lost_text(&front) {
            assert!(lint.span.start < lint.span.end && lint.span.end <= front.split().raw.end);
        }
        check_repairs(&front);
        check_unrelated_defect(&front);
        check_value_repairs(&front);
    }
}

fn check_split(front: &FrontMatter<'_>) {
    let Split { header, raw, body, .. } = front.split().clone();
    let source = front.source();
    assert!(header.start <= raw.start && raw.start <= raw.end && raw.end <= header.end);
    assert_eq!(header.end, body);
    let mark = &source[..header.start];
    assert!(mark.is_empty() || mark == b"\xEF\xBB\xBF");
    assert_eq!([mark, front.header(), front.body()].concat(), source);
}

fn check_entries(front: &FrontMatter<'_>, parent: &Path) {
    let raw = front.split().raw.clone();
    let entries = front.entries_of(parent);
    // TOML lists its tables by name, wherever they stand; all other entries follow each other.
    let mut at = raw.start;
    for entry in &entries {
        check_ranges(entry, at, raw.end);
        at = if front.format().name() == "toml" { raw.start } else { entry.value_span.end };
    }
    for entry in entries.into_iter().take(MOST_ENTRIES) {
        let path = parent.join(entry.step.clone());
        // An edit may take away what makes a header certain.
        if front.dialect() != Dialect::HexoPosts {
            check_edits(front, parent, &path, entry.key().is_none());
        }
        if path.steps().len() < 4 {
            check_entries(front, &path);
        }
    }
}

fn check_ranges(entry: &Entry, start: usize, end: usize) {
    let Entry { key_span, value_span, comment_span, .. } = entry;
    assert!(start <= key_span.start && key_span.start <= key_span.end, "{entry:?}");
    assert!(key_span.end <= value_span.start && value_span.start <= value_span.end, "{entry:?}");
    assert!(value_span.end <= end, "{entry:?}");
    let content = entry.content_span();
    assert!(value_span.start <= content.start && content.start <= content.end && content.end <= value_span.end);
    if let Some(comment) = comment_span {
        assert!(key_span.end <= comment.start && comment.start < comment.end && comment.end <= end, "{entry:?}");
    }
}

fn check_edits(front: &FrontMatter<'_>, parent: &Path, path: &Path, is_item: bool) {
    let edited = |splice| apply(front.source(), &[splice]);
    for value in ["", "new", "it's: \"so\" # \u{e9}\n---\n"] {
        let Ok(splice) = set(front, path, value) else { continue };
        let edited = edited(splice);
        let after = FrontMatter::in_dialect(&edited, front.dialect());
        assert_eq!(after.value(path), Some(&Value::from(value)));
        check_others(front, &after, path);
        // Once it stands there, nothing is left to change.
        let again = set(&after, path, value).expect("what was set can be set");
        assert_eq!(apply(&edited, &[again]), edited);
    }
    if let Ok(splice) = remove(front, path) {
        let edited = edited(splice);
        let after = FrontMatter::in_dialect(&edited, front.dialect());
        assert!(is_item || after.value(path).is_none());
        check_others(front, &after, path);
    }
    let new_path = parent.join("new key");
    if let Ok(splice) = rename(front, path, "new key") {
        let edited = edited(splice);
        let after = FrontMatter::in_dialect(&edited, front.dialect());
        assert_eq!(after.value(&new_path), front.value(path));
    }
    if let Ok(splice) = insert_after(front, path, "new key", "new") {
        let edited = edited(splice);
        let after = FrontMatter::in_dialect(&edited, front.dialect());
        assert_eq!(after.value(&new_path), Some(&Value::from("new")));
        check_others(front, &after, &new_path);
    }
}

/// Everything but what hangs on the first step of a path is as it was.
fn check_others(before: &FrontMatter<'_>, after: &FrontMatter<'_>, path: &Path) {
    assert_eq!(after.body(), before.body());
    let key = path.steps().first().and_then(Step::key);
    let others = |front: &FrontMatter<'_>| {
        let data = front.data().expect("the header is read before and after").clone();
        data.into_iter().filter(|(name, _)| Some(&**name) != key).collect::<Vec<(String, Value)>>()
    };
    assert_eq!(others(after), others(before));
}

/// The law of repairs, for whatever is returned.
fn check_repairs(front: &FrontMatter<'_>) {
    let (source, dialect) = (front.source(), front.dialect());
    for tolerance in [Tolerance::AfterError, Tolerance::Always] {
        let repairs = repair(front, tolerance);
        if front.format() != Format::None {
            assert_eq!(repairs.error.as_ref(), front.data().err());
        }
        if repairs.repairs.is_empty() {
            continue;
        }
        let splices = repairs.splices();
        assert!(splices.windows(2).all(|it| it[0].range.end <= it[1].range.start));
        assert!(repairs.repairs.windows(2).all(|it| it[0].splices[0].range.start <= it[1].splices[0].range.start));
        let mended = apply(source, &splices);
        let after = FrontMatter::in_dialect(&mended, dialect);
        let text = String::from_utf8_lossy(source);
        let data = after.data().unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_ne!(after.format(), Format::None);
        if front.format() != Format::None {
            assert_eq!(after.body(), front.body(), "{text:?}");
        }
        assert!(source.ends_with(after.body()), "{text:?}");
        let again = repair(&after, tolerance);
        assert_eq!(again.repairs, [], "{text:?} to {:?}", String::from_utf8_lossy(&mended));
        if repairs.needs_guess() || front.format() != Format::Yaml || after.format() != Format::Yaml {
            continue;
        }
        // What was not touched, and reads alone, reads as it does alone.
        for entry in front.entries() {
            let key = entry.key().expect("a header is a mapping");
            let Some(span) = whole_of(front, key) else { continue };
            let is_touched = splices.iter().any(|it| it.range.start <= span.end && span.start <= it.range.end);
            let alone = [b"---\n", &source[span], b"\n---\n"].concat();
            let alone = FrontMatter::in_dialect(&alone, dialect);
            let Some(expected) = alone.data().ok().filter(|it| it.len() == 1).and_then(|it| it.get(key)) else {
                continue;
            };
            assert!(is_touched || data.get(key) == Some(expected), "{text:?}: {key}");
        }
    }
}

/// A broken entry below a valid header leaves all others as they are.
fn check_unrelated_defect(front: &FrontMatter<'_>) {
    if front.format() != Format::Yaml || front.data().is_err() {
        return;
    }
    let source = |value: &str| {
        let raw = String::from_utf8_lossy(front.raw());
        format!("---\n{raw}\nunrelated: {value}\n---\n").into_bytes()
    };
    let (fine, broken) = (source("'@x'"), source("@x"));
    let fine = FrontMatter::in_dialect(&fine, front.dialect());
    let Ok(expected) = fine.data() else { return };
    if expected.get("unrelated").and_then(Value::as_str) != Some("@x") {
        return;
    }
    // Of a header that only Hexo reads, some broken ones are text.
    if !FrontMatter::in_dialect(&broken, front.dialect()).raw().ends_with(b"unrelated: @x\n") {
        return;
    }
    for tolerance in [Tolerance::AfterError, Tolerance::Always] {
        let repairs = repair(&FrontMatter::in_dialect(&broken, front.dialect()), tolerance);
        let certain: Vec<_> =
            repairs.repairs.iter().filter(|it| !it.is_guess).flat_map(|it| it.splices.clone()).collect();
        let mended = apply(&broken, &certain);
        let mended = FrontMatter::in_dialect(&mended, front.dialect());
        if let Ok(data) = mended.data() {
            assert_eq!(data, expected, "{:?}", String::from_utf8_lossy(&broken));
        }
    }
}

/// From the start of a key that stands at the start of its line to the end of its value, if no line
/// below might belong to it.
fn whole_of(front: &FrontMatter<'_>, key: &str) -> Option<Range<usize>> {
    let entry = front.entry(key)?;
    let (before, after) = (&front.source()[..entry.key_span.start], &front.source()[entry.value_span.end..]);
    let next_line = after.iter().position(|it| matches!(it, b'\n' | b'\r')).map_or(&after[..0], |at| &after[at + 1..]);
    let stands_alone = next_line.starts_with(b"---") || next_line.first().is_some_and(u8::is_ascii_alphanumeric);
    (before.ends_with(b"\n") && stands_alone).then_some(entry.key_span.start..entry.value_span.end)
}

/// Each repair alone, and all that are no guesses together, leave the rest as it was.
fn check_value_repairs(front: &FrontMatter<'_>) {
    let repairs = repair_values(front);
    let certain = repairs.iter().filter(|it| !it.is_guess).flat_map(|it| it.splices.clone());
    let mut together: Vec<_> = certain.collect();
    together.sort_by_key(|it| (it.range.start, it.range.end));
    together.dedup();
    let alone = repairs.iter().map(|it| it.splices.clone());
    for splices in alone.chain([together]).filter(|it| !it.is_empty()) {
        let edited = apply(front.source(), &splices);
        let after = FrontMatter::in_dialect(&edited, front.dialect());
        assert!(after.data().is_ok());
        assert_eq!(after.body(), front.body());
    }
}
