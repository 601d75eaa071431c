//! Giving one key or item another value.

use serde_json::Value;

use crate::entries::{Collection, Entry, Layout, Style, collection};
use crate::error::SpliceError;
use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::insert::inserted;
use crate::path::{Path, Step};
use crate::splice::Splice;
use crate::verify::{Change, proved_one, value_at};
use crate::write::{self, Place};
use crate::yaml::scan;

/// Gives a key or an item of a list another value; what is not there yet comes last.
///
/// Only the bytes of the value change. The quotes stay where they can hold the new value; a plain one
/// that needs quotes gets single ones, or double ones for line breaks. Lists and mappings are written
/// in brackets, a list of words on lines of its own again so.
///
/// The header with the change is read again: it has to say what it said, with this one change, else
/// there is no splice but an error.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, Step, apply, set};
///
/// let source = b"---\ncover: 'old.png'   # ours\ntags:\n  - snow\n---\nBody";
/// let splice = set(&FrontMatter::new(source), "cover", "new.png")?;
/// assert_eq!(apply(source, &[splice]), b"---\ncover: 'new.png'   # ours\ntags:\n  - snow\n---\nBody");
///
/// let splice = set(&FrontMatter::new(source), ["tags".into(), Step::Index(0)], "ice")?;
/// assert_eq!(apply(source, &[splice]), b"---\ncover: 'old.png'   # ours\ntags:\n  - ice\n---\nBody");
/// # Ok::<(), unchaff_front_matter::SpliceError>(())
/// ```
///
/// # Errors
///
/// If there is no header or it cannot be read, the path leads nowhere, the value is written in a way
/// that is not edited (a TOML `[table]`), or the result does not verify.
pub fn set(front: &FrontMatter<'_>, path: impl Into<Path>, value: impl Into<Value>) -> Result<Splice, SpliceError> {
    let (path, value) = (path.into(), value.into());
    let (collection, last) = parent(front, &path)?;
    let old = value_at(front.data().expect("a header with a parent was read"), path.steps());
    let entry = collection.entry(last);
    if let (Some(entry), Some(old)) = (entry, old)
        && *old == value
    {
        // Writing what stands there would only change its spelling.
        return Ok(Splice { range: entry.value_span.clone(), bytes: front.bytes(entry.value_span.clone()).to_vec() });
    }
    let splice = match (entry, old) {
        (Some(entry), Some(_)) => replaced(front, &path, &collection, entry, &value),
        (None, None) => inserted(front, &collection, &path, None, last, &value),
        // Scanner and reader do not see the same: `? key`, or a line of a quoted text.
        _ => return Err(SpliceError::UnsupportedEntry(path)),
    };
    proved_one(front, splice.ok_or(SpliceError::NoWord(front.format()))?, &path, Change::Set(&value))
}

/// Gives a key that holds a single value another one in the file's own spelling: `1.50`, `2024-01-02`, `yes`.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, apply, set_written};
///
/// let source = b"---\nversion: 1.9 # ours\n---\n";
/// let splice = set_written(&FrontMatter::new(source), "version", "1.10")?;
/// assert_eq!(apply(source, &[splice]), b"---\nversion: 1.10 # ours\n---\n");
/// # Ok::<(), unchaff_front_matter::SpliceError>(())
/// ```
///
/// # Errors
///
/// As for [`set`]; also if the key is not there, or the text alone is no value of the format.
pub fn set_written(front: &FrontMatter<'_>, path: impl Into<Path>, written: &str) -> Result<Splice, SpliceError> {
    let path = path.into();
    let (collection, _) = parent(front, &path)?;
    let entry = known(front, &collection, &path)?;
    let alone = match front.format() {
        Format::Toml => format!("+++\nk = {written}\n+++\n"),
        Format::Json => format!("{{\"k\": {written}}}\n"),
        Format::Yaml | Format::None => format!("---\nk: {written}\n---\n"),
    };
    let alone = FrontMatter::new(alone.as_bytes());
    let data = alone.data().map_err(|error| SpliceError::BreaksHeader(error.clone()))?;
    // Nothing beside the value: no comment, no blanks, no second line of another entry.
    let is_whole = alone.entry("k").is_some_and(|it| alone.bytes(it.value_span) == written.as_bytes());
    let is_single = is_whole
        && !written.is_empty()
        && matches!(entry.style, Style::Plain | Style::Single | Style::Double | Style::Flow);
    let value = data.get("k").filter(|_| data.len() == 1 && is_single);
    let value = value.ok_or_else(|| SpliceError::UnsupportedEntry(path.clone()))?;
    let splice = Splice { range: entry.value_span.clone(), bytes: written.as_bytes().to_vec() };
    proved_one(front, splice, &path, Change::Set(value))
}

/// The entry at the end of a path, if the reader sees it too.
pub(crate) fn known<'c>(
    front: &FrontMatter<'_>,
    collection: &'c Collection,
    path: &Path,
) -> Result<&'c Entry, SpliceError> {
    let entry = path.steps().last().and_then(|it| collection.entry(it));
    match (entry, front.value(path)) {
        (Some(entry), Some(_)) => Ok(entry),
        (None, None) => Err(SpliceError::NoSuchKey(path.clone())),
        _ => Err(SpliceError::UnsupportedEntry(path.clone())),
    }
}

/// The collection a path leads into, and its last step.
pub(crate) fn parent<'p>(front: &FrontMatter<'_>, path: &'p Path) -> Result<(Collection, &'p Step), SpliceError> {
    if front.format() == Format::None {
        return Err(SpliceError::NoHeader);
    }
    let data = front.data().map_err(|error| SpliceError::Unreadable(error.clone()))?;
    let (last, parents) = path.steps().split_last().ok_or_else(|| SpliceError::NoSuchKey(path.clone()))?;
    let found = collection(front, parents).ok_or_else(|| {
        let parent = Path::from(parents.to_vec());
        match parents.is_empty() || value_at(data, parents).is_some() {
            true => SpliceError::NotACollection(parent),
            false => SpliceError::NoSuchKey(parent),
        }
    })?;
    Ok((found, last))
}

fn replaced(
    front: &FrontMatter<'_>,
    path: &Path,
    collection: &Collection,
    entry: &Entry,
    value: &Value,
) -> Option<Splice> {
    let old = front.bytes(entry.value_span.clone());
    if let Some(lines) = list_lines(front, path, entry, value) {
        return Some(lines);
    }
    let in_brackets = matches!(collection.layout, Layout::Flow { .. });
    let place = Place { style: entry.style, old, in_brackets };
    let text = write::value(front.format(), place, value)?;
    let is_below = scan::line_end(front.source(), entry.key_span.end) < entry.value_span.start;
    match entry.style {
        // An empty value has no blank of its own behind the colon.
        Style::Empty => Some(Splice { range: entry.value_span.clone(), bytes: format!(" {text}").into_bytes() }),
        // What stood on lines of its own moves up to its key, before the comments there.
        Style::Nested if is_below => {
            let start = past_indicator(front, entry);
            let first_line = scan::line_start(front.source(), entry.value_span.start);
            let kept = front.bytes(start..first_line).trim_ascii_end();
            Some(Splice { range: start..entry.value_span.end, bytes: [b" ", text.as_bytes(), kept].concat() })
        }
        _ => {
            let properties = properties(front.format(), old);
            let comment = head_comment(entry.style, old);
            let bytes = match text.split_once(['\r', '\n']) {
                Some((head, _)) if !comment.is_empty() => {
                    let (head, lines) = text.split_at(head.len());
                    [properties, head.as_bytes(), comment, lines.as_bytes()].concat()
                }
                _ => [properties, text.as_bytes(), comment].concat(),
            };
            Some(Splice { range: entry.value_span.clone(), bytes })
        }
    }
}

/// The anchor and tag of an old value, which stay: aliases go on meaning something. A tag of YAML's own
/// belongs to the value.
fn properties(format: Format, old: &[u8]) -> &[u8] {
    let mut at = 0;
    while format == Format::Yaml
        && matches!(old[at..], [b'&', ..] | [b'!', b'\x22'..=b'~', ..])
        && !old[at..].starts_with(b"!!")
    {
        let line_end = scan::line_end(old, at);
        let Some(blank) = old[at..line_end].iter().position(|it| *it == b' ') else { break };
        at += blank + 1;
    }
    &old[..at]
}

/// The comment behind the `|` or `>` of a block scalar, with its blanks.
fn head_comment(style: Style, old: &[u8]) -> &[u8] {
    let head = &old[..scan::line_end(old, 0)];
    match head.windows(2).position(|it| it == b" #") {
        Some(at) if matches!(style, Style::Literal | Style::Folded) => &head[at..],
        _ => &[],
    }
}

/// A list of words in the place of one on lines of its own: the items that both begin and end with stay
/// as they are, comments included.
fn list_lines(front: &FrontMatter<'_>, path: &Path, entry: &Entry, value: &Value) -> Option<Splice> {
    let is_scalar = |it: &Value| !it.is_array() && !it.is_object();
    let new = value.as_array().filter(|items| !items.is_empty() && items.iter().all(is_scalar))?;
    let old = front.value(path)?.as_array()?;
    let entries = front.entries_of(path);
    if entry.style != Style::Nested || entries.len() != old.len() {
        return None;
    }
    let shorter = old.len().min(new.len());
    let n_head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let n_tail =
        old.iter().rev().zip(new.iter().rev()).take(shorter - n_head).take_while(|(old, new)| old == new).count();
    let source = front.source();
    let first = entries.first()?.key_span.start;
    let lead = match scan::lead(source, first) {
        Some(blanks) => String::from_utf8_lossy(blanks).into_owned(),
        None => " ".repeat(first - scan::line_start(source, first)),
    };
    let between = format!("{}{lead}", front.line_end());
    let n_end = old.len() - n_tail;
    let items = new[n_head..new.len() - n_tail].iter();
    let items: Option<Vec<String>> =
        items.map(|it| Some(format!("- {}", write::value(front.format(), Place::NEW, it)?))).collect();
    let mut text = items?.join(&between);
    let (range, is_apart) = match (n_head.checked_sub(1), n_end.checked_sub(1)) {
        // Before the first one.
        (None, None) => (first..first, true),
        // Whole lines, with nothing in their place.
        (None, Some(last)) if text.is_empty() && n_tail > 0 => {
            (scan::line_start(source, first)..scan::next_line(source, entries[last].end()), false)
        }
        (None, Some(last)) => (first..entries[last].end(), false),
        // Comments above an item that stays stay with it.
        (Some(head), Some(last)) => (entries[head].end()..entries[last.max(head)].end(), false),
        (Some(_), None) => return None,
    };
    if is_apart {
        text.push_str(&between);
    } else if n_head > 0 && !text.is_empty() {
        text.insert_str(0, &between);
    }
    Some(Splice { range, bytes: text.into_bytes() })
}

/// Past the colon, equals sign or dash of an entry.
pub(crate) fn past_indicator(front: &FrontMatter<'_>, entry: &Entry) -> usize {
    match entry.step {
        Step::Index(_) => entry.key_span.end,
        Step::Key(_) => {
            let between = front.bytes(entry.key_span.end..entry.value_span.start);
            let indicator = between.iter().position(|it| matches!(it, b':' | b'='));
            entry.key_span.end + indicator.map_or(0, |at| at + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::splice::apply;

    fn try_set(source: &str, path: &str, value: impl Into<Value>) -> Result<String, SpliceError> {
        let path: Path = path.parse().expect("the test has a path");
        let splice = set(&FrontMatter::new(source.as_bytes()), path, value)?;
        let edited = apply(source.as_bytes(), &[splice]);
        Ok(String::from_utf8(edited).expect("UTF-8 stays UTF-8"))
    }

    fn check(source: &str, path: &str, value: impl Into<Value>, expected: &str) {
        assert_eq!(try_set(source, path, value).as_deref(), Ok(expected), "{path} of {source}");
    }

    #[test]
    fn changes_the_bytes_of_the_value_alone() {
        check(
            "\u{feff}---\r\n# c\r\nk:  old  # d\r\nz: 012\r\n---\r\nX",
            "k",
            "new",
            "\u{feff}---\r\n# c\r\nk:  new  # d\r\nz: 012\r\n---\r\nX",
        );
        check("---\nk: |\n  a\n\n  b\nz: 1\n---\n", "k", "new", "---\nk: new\nz: 1\n---\n");
        check("---\nk: |\n  a\n\n  b\nz: 1\n---\n", "k", "c\nd\n", "---\nk: |\n  c\n  d\nz: 1\n---\n");
        check("+++\nk = 'old' # c\n[t]\nk = 1\n+++\n", "k", "it's", "+++\nk = \"it's\" # c\n[t]\nk = 1\n+++\n");
        check(";;;\n\"k\" : \"old\", \"z\": 1\n;;;\n", "k", "a\"b", ";;;\n\"k\" : \"a\\\"b\", \"z\": 1\n;;;\n");
    }

    #[test]
    fn reaches_what_is_nested() {
        let source = "---\nseo:\n  og:\n    - url: a # c\n      alt: 'b'\n    - {url: d, alt: [e, f]}\n---\n";
        check(source, "seo.og[0].url", "new", &source.replace(" a #", " new #"));
        check(source, "seo.og[0].alt", "it's", &source.replace("'b'", "'it''s'"));
        check(source, "seo.og[1].url", "x, y", &source.replace("url: d", "url: 'x, y'"));
        check(source, "seo.og[1].alt[1]", "new", &source.replace("e, f", "e, new"));
        check(
            "+++\na.b = 1\n[t]\nc = { d = [1, 2] }\n[[l]]\n[[l]]\ne = 'f'\n+++\n",
            "l[1].e",
            "new",
            "+++\na.b = 1\n[t]\nc = { d = [1, 2] }\n[[l]]\n[[l]]\ne = 'new'\n+++\n",
        );
        check(
            "+++\na.b = 1\n[t]\nc = { d = [1, 2] }\n+++\n",
            "t.c.d[0]",
            3,
            "+++\na.b = 1\n[t]\nc = { d = [3, 2] }\n+++\n",
        );
        check("+++\na.b = 1\n+++\n", "a.b", true, "+++\na.b = true\n+++\n");
        check("{\"a\": {\"b\": [1, null]}}\n", "a.b[1]", "x", "{\"a\": {\"b\": [1, \"x\"]}}\n");
    }

    #[test]
    fn writes_values_of_every_kind() {
        check("---\nk: old\n---\n", "k", false, "---\nk: false\n---\n");
        check("---\nk: 'old'\n---\n", "k", 1.5, "---\nk: 1.5\n---\n");
        check("---\nk: old\n---\n", "k", json!(["a", "b: c", null]), "---\nk: [a, 'b: c', null]\n---\n");
        check("---\nk: # c\n  - a\n  - b\nz: 1\n---\n", "k", "new", "---\nk: new # c\nz: 1\n---\n");
        check("---\nk:\n  - a\n  - b\nz: 1\n---\n", "k", json!(["c", "- d"]), "---\nk:\n  - c\n  - '- d'\nz: 1\n---\n");
        check("---\nk: &x a\nz: 1\n---\n", "k", "new", "---\nk: &x new\nz: 1\n---\n");
        check("---\nk: !own a\nz: 1\n---\n", "k", "new", "---\nk: !own new\nz: 1\n---\n");
        check("---\nk: !!str 1\nz: 1\n---\n", "k", "new", "---\nk: new\nz: 1\n---\n");
        check("---\nk: | # head\n  a\nz: 1\n---\n", "k", "new", "---\nk: new # head\nz: 1\n---\n");
        check("---\nk: | # head\n  a\nz: 1\n---\n", "k", "b\nc\n", "---\nk: | # head\n  b\n  c\nz: 1\n---\n");
    }

    #[test]
    fn keeps_the_lines_of_items_that_stay() {
        let source = "---\nk:\n  - a # one\n  # two\n  - b\n  - c # three\nz: 1\n---\n";
        check(source, "k", json!(["a", "b", "c", "d"]), &source.replace("three\n", "three\n  - d\n"));
        check(source, "k", json!(["a", "x", "b", "c"]), &source.replace("one\n", "one\n  - x\n"));
        check(source, "k", json!(["x", "b", "c"]), &source.replace("a # one", "x"));
        check(source, "k", json!(["a", "c"]), &source.replace("  # two\n  - b\n", ""));
        check(source, "k", json!(["a", "b"]), &source.replace("\n  - c # three", ""));
        check(source, "k", json!(["x", "a", "b", "c"]), &source.replace("- a", "- x\n  - a"));
        check(source, "k", json!(["b", "c"]), &source.replace("  - a # one\n", ""));
        check("---\nk: # c\n  # d\n  - a\n---\n", "k", "x", "---\nk: x # c\n  # d\n---\n");
    }

    #[test]
    fn puts_new_keys_and_items_last() {
        check("---\n---\nX", "k", "v", "---\nk: v\n---\nX");
        check("---\r\na: 1\r\n# c\r\n---\r\nX", "k", "v", "---\r\na: 1\r\n# c\r\nk: v\r\n---\r\nX");
        check("---\ns:\n  a: 1\n\nz: 1\n---\n", "s.k", "v", "---\ns:\n  a: 1\n  k: v\n\nz: 1\n---\n");
        check("---\nl:\n- a # c\nz: 1\n---\n", "l[1]", "v", "---\nl:\n- a # c\n- v\nz: 1\n---\n");
        check("---\nl: [a, b]\n---\n", "l[2]", "v", "---\nl: [a, b, v]\n---\n");
        check("---\nl: []\nm: {}\n---\n", "m.k", "v", "---\nl: []\nm: {k: v}\n---\n");
        check("{\n  \"a\": 1\n}\nX", "k", "v", "{\n  \"a\": 1,\n  \"k\": \"v\"\n}\nX");
        check("{\"a\":1}\nX", "k", "v", "{\"a\":1,\"k\":\"v\"}\nX");
        check("+++\na = 1\n[t]\nb = 2\n+++\n", "k", "v", "+++\na = 1\nk = \"v\"\n[t]\nb = 2\n+++\n");
        check("+++\n[t]\nb = 2\n\n[u]\n+++\n", "t.k", "v", "+++\n[t]\nb = 2\nk = \"v\"\n\n[u]\n+++\n");
        check("+++\n[t]\nb = 2\n+++\n", "k", "v", "+++\nk = \"v\"\n[t]\nb = 2\n+++\n");
    }

    #[test]
    fn takes_the_spelling_of_one_value_and_no_more() {
        let source = b"---\nk: v # c\nz: 1\n---\n";
        let front = FrontMatter::new(source);
        let edited = set_written(&front, "k", "0x1F").map(|splice| apply(source, &[splice]));
        assert_eq!(edited.as_deref(), Ok(&b"---\nk: 0x1F # c\nz: 1\n---\n"[..]));
        for written in ["x # y", "v\n# y", " x", "x ", "x\n\n", "", "1\ny: 2", "[a"] {
            assert!(set_written(&front, "k", written).is_err(), "{written:?}");
        }
    }

    #[test]
    fn leaves_the_spelling_of_an_equal_value() {
        let source = "---\nk: \"caf\\u00e9\"\n---\n";
        check(source, "k", "caf\u{e9}", source);
    }

    #[test]
    fn refuses_what_it_cannot_prove() {
        let refusal = |source, path| try_set(source, path, "new").expect_err("this must be refused");
        assert_eq!(refusal("X", "k"), SpliceError::NoHeader);
        assert_eq!(refusal("---\na: 1\n---\n", "k.l"), SpliceError::NoSuchKey("k".into()));
        assert_eq!(refusal("---\nk: 1\n---\n", "k.l"), SpliceError::NotACollection("k".into()));
        assert_eq!(refusal("+++\n[k]\n+++\n", "k"), SpliceError::UnsupportedEntry("k".into()));
        let far = refusal("---\nl: [a]\n---\n", "l[2]");
        assert_eq!(far, SpliceError::NoSuchKey(["l".into(), Step::Index(2)].into()));
        let broken = refusal("---\nk: a\nz: x: y\n---\n", "k");
        assert!(matches!(broken, SpliceError::Unreadable(_)));
        // The other value would change with it.
        assert_eq!(refusal("---\nk: &x a\nz: *x\n---\n", "k"), SpliceError::ChangesOther("z".into()));
    }
}
