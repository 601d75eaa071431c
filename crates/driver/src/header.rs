//! Front matter of single files: read, edited, checked.

use std::{borrow::Cow, fs, path::Path};

use serde_json::{Value, json};
use unchaff_front_matter::{
    Dialect, Format, FrontMatter, Note, Path as KeyPath, PathError, ReadError, Repair, Repairs, Splice, SpliceError,
    Style, Tolerance, apply, lost_text, remove, repair, repair_values, set, set_written,
};

use crate::{
    FileError,
    claim::Claim,
    files::{self, Sync},
    largest::check_size,
};

/// How a header is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeaderOptions {
    /// Which fences count.
    pub dialect: Dialect,
    /// Whether a header is repaired before it is read or edited.
    pub tolerant: bool,
}

/// Why a header was not read or edited.
#[derive(Debug)]
pub enum HeaderError {
    /// The key is no path.
    Key(PathError),
    /// The header cannot be read.
    Unreadable(ReadError),
    /// The header says nothing there, or cannot be edited there.
    Splice(SpliceError),
}

impl From<SpliceError> for HeaderError {
    fn from(error: SpliceError) -> Self {
        match error {
            SpliceError::Unreadable(error) => Self::Unreadable(error),
            error => Self::Splice(error),
        }
    }
}

impl std::fmt::Display for HeaderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(error) => write!(f, "{error}"),
            Self::Unreadable(error) => write!(f, "the front matter cannot be read: {error}"),
            Self::Splice(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for HeaderError {}

/// What a value is given as.
#[derive(Clone, Debug)]
pub enum HeaderValue {
    /// Text; `true`, `false` or a number where such a value stands now.
    Text(String),
    /// A value of any kind.
    Json(Value),
}

/// What is wrong with a header, or may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderFinding {
    /// The byte of the file it starts at.
    pub offset: usize,
    /// What was seen.
    pub message: String,
}

/// What became of an edit.
#[derive(Clone, Debug)]
pub struct HeaderEdit {
    /// The whole file.
    pub output: Vec<u8>,
    /// What a person should know: repairs that were made, a value of another kind than before.
    pub notes: Vec<String>,
}

/// A header that was repaired, if that was asked for and can be done.
struct Mended<'a> {
    source: Cow<'a, [u8]>,
    repairs: Vec<Repair>,
}

impl<'a> Mended<'a> {
    /// With every repair, guesses too: to look at.
    fn to_read(source: &'a [u8], options: HeaderOptions) -> Self {
        Self::if_tolerant(source, options, |front| repair(front, Tolerance::Always))
    }

    /// With the repairs that are certain: what is written must be right.
    fn to_edit(source: &'a [u8], options: HeaderOptions) -> Self {
        Self::if_tolerant(source, options, |front| {
            let mut found = [Tolerance::Always, Tolerance::AfterError].into_iter().map(|it| repair(front, it));
            found.find(|it| !it.needs_guess()).unwrap_or_default()
        })
    }

    fn if_tolerant(source: &'a [u8], options: HeaderOptions, find: impl FnOnce(&FrontMatter<'_>) -> Repairs) -> Self {
        let found = match options.tolerant {
            true => find(&FrontMatter::in_dialect(source, options.dialect)),
            false => Repairs::default(),
        };
        let source =
            if found.repairs.is_empty() { Cow::Borrowed(source) } else { apply(source, &found.splices()).into() };
        Self { source, repairs: found.repairs }
    }

    fn edit(&self, splice: Splice, note: Option<String>) -> HeaderEdit {
        let repairs = self.repairs.iter().map(|it| format!("repaired first: {} ({})", it.reason, it.kind.name()));
        HeaderEdit { output: apply(&self.source, &[splice]), notes: repairs.chain(note).collect() }
    }
}

/// `{"format", "data", "body_offset", "error"}`: what the header of a file says, and where the body starts.
///
/// The format is `yaml`, `toml`, `json`, `none` or `error`; data or error are null. With repairs there is a list
/// `repairs` of what was wrong.
pub fn header_json(source: &[u8], options: HeaderOptions) -> Value {
    let mended = Mended::to_read(source, options);
    let front = FrontMatter::in_dialect(&mended.source, options.dialect);
    // Repairs never touch the body.
    let body_offset = source.len() - front.body().len();
    let (format, data, error) = match front.data() {
        Ok(data) => (front.format().name(), json!(data), Value::Null),
        Err(error) => {
            let place = json!({"line": error.line, "column": error.column, "message": error.message});
            ("error", Value::Null, place)
        }
    };
    let mut answer = json!({"format": format, "data": data, "body_offset": body_offset, "error": error});
    if options.tolerant {
        answer["repairs"] = mended.repairs.iter().map(|it| it.kind.name()).collect();
    }
    answer
}

/// The value at the end of a path like `extra.images[0]`.
///
/// # Errors
/// If the key is no path, the header cannot be read or says nothing there.
pub fn header_value(source: &[u8], key: &str, options: HeaderOptions) -> Result<Value, HeaderError> {
    let mended = Mended::to_read(source, options);
    let front = FrontMatter::in_dialect(&mended.source, options.dialect);
    front.data().map_err(|it| HeaderError::Unreadable(it.clone()))?;
    let path = key_path(&front, key)?;
    let found = front.value(&path).cloned();
    Ok(found.ok_or(SpliceError::NoSuchKey(path))?)
}

/// The file with another value at the end of a path.
///
/// # Errors
/// As [`set`](unchaff_front_matter::set()), and if the key is no path.
pub fn with_header_value(
    source: &[u8],
    key: &str,
    value: &HeaderValue,
    options: HeaderOptions,
) -> Result<HeaderEdit, HeaderError> {
    let mended = Mended::to_edit(source, options);
    let front = FrontMatter::in_dialect(&mended.source, options.dialect);
    let path = key_path(&front, key)?;
    let (splice, note) = match value {
        HeaderValue::Json(value) => (set(&front, path, value.clone())?, None),
        HeaderValue::Text(text) => match of_same_kind(&front, &path, text) {
            Some(splice) => (splice, None),
            None => {
                let note = match kind(&front, &path) {
                    Some(it) => Some(format!("`{path}` was {it} and is text now; --json keeps the kind")),
                    // What was text is text.
                    None if front.value(&path).is_some_and(|it| !it.is_null()) => None,
                    None => other_reading(text).map(|it| format!("`{path}` is written as text: {it}")),
                };
                (set(&front, path, text.as_str())?, note)
            }
        },
    };
    Ok(mended.edit(splice, note))
}

/// The file without a key.
///
/// # Errors
/// As [`remove`](unchaff_front_matter::remove()), and if the key is no path.
pub fn without_header_key(source: &[u8], key: &str, options: HeaderOptions) -> Result<HeaderEdit, HeaderError> {
    let mended = Mended::to_edit(source, options);
    let front = FrontMatter::in_dialect(&mended.source, options.dialect);
    let splice = remove(&front, key_path(&front, key)?)?;
    Ok(mended.edit(splice, None))
}

/// What is wrong with a header, or may be. Sorted by place.
pub fn header_findings(source: &[u8], options: HeaderOptions) -> Vec<HeaderFinding> {
    let front = FrontMatter::in_dialect(source, options.dialect);
    let tolerance = if options.tolerant { Tolerance::Always } else { Tolerance::AfterError };
    let mut findings = Vec::new();
    if let Err(error) = front.data() {
        findings.push(HeaderFinding { offset: error.span.start, message: format!("error: {}", error.message) });
    }
    if front.split().note == Some(Note::Unclosed) {
        let message = "unclosed (report only): what opens like front matter is never closed, so all of it is body";
        findings.push(HeaderFinding { offset: front.body_offset(), message: message.to_owned() });
    }
    for repair in repair(&front, tolerance).repairs.iter().chain(&repair_values(&front)) {
        let how = if repair.is_guess { "unsafe" } else { "safe" };
        let offset = repair.splices.first().map_or(0, |it| it.range.start);
        findings.push(HeaderFinding { offset, message: format!("{} ({how}): {}", repair.kind.name(), repair.reason) });
    }
    for lint in lost_text(&front) {
        let message = format!("{} (report only): {}", lint.kind.name(), lint.message);
        findings.push(HeaderFinding { offset: lint.span.start, message });
    }
    findings.sort();
    findings.dedup();
    findings
}

/// Whether a file starts with a header that Hexo reads, and that a dialect takes for text.
pub fn has_hexo_header(source: &[u8], dialect: Dialect) -> bool {
    if dialect.split(source).format != Format::None {
        return false;
    }
    let front = FrontMatter::in_dialect(source, Dialect::HexoPosts);
    // One that nobody can read is of use to nobody else.
    front.split().format != Format::None && front.data().map_or(true, |it| it.len() >= 2)
}

/// Reads a file to edit it.
///
/// # Errors
/// If it cannot be read, has more than `most` bytes, or is a pipe or device: those cannot be written back, and may never
/// end.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    match fs::metadata(path) {
        Ok(it) if it.is_file() => check_size(path, it.len(), most)?,
        Ok(it) if !it.is_dir() => return Err(FileError::new(path, "no regular file (`-` reads standard input)")),
        _ => {}
    }
    fs::read(path).map_err(|it| FileError::io(path, "read", &it))
}

/// Writes an edited file in the place of the one that was read, whole or not at all. If another process of ours writes
/// there, `waits` hears of the folder.
///
/// # Errors
/// If it cannot be written, or does not hold `old` any more; if it is read-only, or has several names.
pub fn rewrite(path: &Path, old: &[u8], new: &[u8], waits: impl FnMut(&Path)) -> Result<(), FileError> {
    if old == new {
        return Ok(());
    }
    // A link is written through, not replaced.
    let target = fs::canonicalize(path).map_err(|it| FileError::io(path, "find", &it))?;
    let _claim = Claim::of(target.parent().map(Path::to_path_buf), waits);
    files::check_replaceable(&target, path)?;
    if read(path, u64::MAX)? != old {
        return Err(FileError::new(path, "left alone: it changed while it was edited"));
    }
    files::write(&target, new, Some(&target), Sync::Now)
}

/// One key of this name, dots and all, where the header has it; else a path.
fn key_path(front: &FrontMatter<'_>, key: &str) -> Result<KeyPath, HeaderError> {
    let whole = KeyPath::from(key);
    if front.value(&whole).is_some() {
        return Ok(whole);
    }
    key.parse().map_err(HeaderError::Key)
}

/// The text as it is typed, where it reads as what stands there now: a number, a date of TOML, `true`.
fn of_same_kind(front: &FrontMatter<'_>, path: &KeyPath, text: &str) -> Option<Splice> {
    let old = kind(front, path)?;
    let splice = set_written(front, path, text).ok()?;
    let edited = apply(front.source(), std::slice::from_ref(&splice));
    let new = kind(&FrontMatter::in_dialect(&edited, front.dialect()), path);
    (new == Some(old)).then_some(splice)
}

/// What text could be meant for where nothing stands yet, and how that is written.
fn other_reading(text: &str) -> Option<String> {
    let kind = match text.parse() {
        Ok(Value::Bool(_)) => "a boolean",
        Ok(Value::Number(_)) => "a number",
        Ok(Value::Array(_)) => "a list",
        Ok(Value::Object(_)) => "a mapping",
        _ if text.starts_with('[') && text.ends_with(']') => {
            return Some("--json writes a list, such as [\"ice\", \"roads\"]".to_owned());
        }
        _ => return None,
    };
    Some(format!("--json writes {text} as {kind}"))
}

/// What a value is, where it is something else than text.
fn kind(front: &FrontMatter<'_>, path: &KeyPath) -> Option<&'static str> {
    let is_toml_date =
        || front.format() == Format::Toml && front.entry(path).is_some_and(|it| it.style == Style::Plain);
    match front.value(path)? {
        Value::Bool(_) => Some("true or false"),
        Value::Number(_) => Some("a number"),
        Value::Array(_) => Some("a list"),
        Value::Object(_) => Some("a mapping"),
        Value::String(_) if is_toml_date() => Some("a date"),
        Value::String(_) | Value::Null => None,
    }
}
