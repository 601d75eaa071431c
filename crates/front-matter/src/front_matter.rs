//! One file seen through its header.

use std::ops::Range;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use crate::dialect::Dialect;
use crate::entries::{self, Entry};
use crate::error::{ErrorKind, ReadError};
use crate::format::Format;
use crate::lines::Lines;
use crate::path::{Path, Step};
use crate::split::Split;
use crate::verify::value_at;
use crate::{json, toml, yaml};

/// The largest header that is read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// What a header says: its keys in order.
///
/// Dates are strings in the file's own spelling, numbers beyond 64 bits are floats, and infinities
/// and not-a-number, which JSON lacks, are `{"$float": "inf" | "-inf" | "nan"}`.
pub type Data = Map<String, Value>;

/// A file and its header; borrows the bytes.
///
/// ```
/// use unchaff_front_matter::FrontMatter;
///
/// let front = FrontMatter::new(b"---\ntitle: \"Snow\" # working title\ndate: 2024-01-02\n---\nBody");
/// assert_eq!(front.get_str("title"), Some("Snow"));
/// assert_eq!(front.data().expect("the header is valid")["date"], "2024-01-02");
/// assert_eq!(front.body(), b"Body");
/// ```
#[derive(Debug, Clone)]
pub struct FrontMatter<'a> {
    source: &'a [u8],
    dialect: Dialect,
    split: Split,
    /// Read on first use: callers that only want the body pay for no parser.
    data: OnceLock<Result<Data, ReadError>>,
    entries: OnceLock<Vec<Entry>>,
}

impl<'a> FrontMatter<'a> {
    /// Splits a file, in the strict dialect.
    pub fn new(source: &'a [u8]) -> FrontMatter<'a> {
        FrontMatter::in_dialect(source, Dialect::Strict)
    }

    /// Splits a file by the rules of a dialect; edits are proved by the same rules.
    pub fn in_dialect(source: &'a [u8], dialect: Dialect) -> FrontMatter<'a> {
        FrontMatter { source, dialect, split: dialect.split(source), data: OnceLock::new(), entries: OnceLock::new() }
    }

    /// The same file, with what another one says if it has the same header: that is read already.
    #[must_use]
    pub fn read_as(self, other: &FrontMatter<'_>) -> FrontMatter<'a> {
        if self.dialect != other.dialect
            || self.split.format != other.split.format
            || self.split.raw != other.split.raw
            || self.header() != other.header()
        {
            return self;
        }
        FrontMatter { data: other.data.clone(), ..self }
    }

    /// The dialect the file was split in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The whole file.
    pub fn source(&self) -> &'a [u8] {
        self.source
    }

    /// The parts of the file.
    pub fn split(&self) -> &Split {
        &self.split
    }

    /// The language of the header.
    pub fn format(&self) -> Format {
        self.split.format
    }

    /// The header with its fences.
    pub fn header(&self) -> &'a [u8] {
        &self.source[self.split.header.clone()]
    }

    /// The text between the fences.
    pub fn raw(&self) -> &'a [u8] {
        &self.source[self.split.raw.clone()]
    }

    /// Where the body starts.
    pub fn body_offset(&self) -> usize {
        self.split.body
    }

    /// The text after the header.
    pub fn body(&self) -> &'a [u8] {
        &self.source[self.split.body..]
    }

    /// What the header says; parsed once. Empty without a header.
    ///
    /// # Errors
    ///
    /// If the header is not UTF-8, breaks its format's grammar, or is beyond the limits. The split
    /// stands all the same.
    pub fn data(&self) -> Result<&Data, &ReadError> {
        self.data.get_or_init(|| self.read()).as_ref()
    }

    /// The decoded value of a top-level key, where it is a string.
    pub fn get_str(&self, key: &str) -> Option<&str> {
        self.data().ok()?.get(key)?.as_str()
    }

    /// The value at the end of a path; nothing if the header cannot be read or says nothing there.
    pub fn value(&self, path: impl Into<Path>) -> Option<&Value> {
        value_at(self.data().ok()?, path.into().steps())
    }

    /// The header as a type of the caller's own.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use unchaff_front_matter::FrontMatter;
    ///
    /// #[derive(Deserialize)]
    /// struct Post {
    ///     title: String,
    ///     #[serde(default)]
    ///     tags: Vec<String>,
    /// }
    ///
    /// let front = FrontMatter::new(b"+++\ntitle = \"Snow\"\ntags = [\"ice\"]\n+++\n");
    /// let post: Post = front.deserialize()?;
    /// assert_eq!((&*post.title, &*post.tags[0]), ("Snow", "ice"));
    ///
    /// let error = FrontMatter::new(b"---\ntitle: Snow\ntags: ice\n---\n").deserialize::<Post>().err();
    /// let words = "3:7: invalid type: string \"ice\", expected a sequence";
    /// assert_eq!(error.map(|it| it.to_string()).as_deref(), Some(words));
    /// # Ok::<(), unchaff_front_matter::ReadError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`data`](Self::data), and if the data does not fit the type: then at the value that does not.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, ReadError> {
        let data = self.data().map_err(ReadError::clone)?;
        serde_path_to_error::deserialize(Value::Object(data.clone())).map_err(|error| {
            let steps = error.path().iter().filter_map(|segment| match segment {
                Segment::Map { key } => Some(Step::from(&**key)),
                Segment::Seq { index } => Some(Step::Index(*index)),
                Segment::Enum { .. } | Segment::Unknown => None,
            });
            let entry = self.entry(Path::from(steps.collect::<Vec<Step>>()));
            let span = entry.map_or(self.split.raw.clone(), |it| it.value_span);
            ReadError::new(self.source, span, ErrorKind::Type, error.inner().to_string())
        })
    }

    /// The top-level entries as they stand in the file, in order.
    ///
    /// YAML and JSON are scanned, not parsed, so that broken headers have entries too; TOML that
    /// does not parse has none, and neither have its `[table]`s.
    pub fn entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| self.entries_of(Vec::new()))
    }

    /// The entries of the collection at the end of a path; none if it leads to no collection.
    pub fn entries_of(&self, path: impl Into<Path>) -> Vec<Entry> {
        entries::collection(self, path.into().steps()).map_or(Vec::new(), |it| it.entries)
    }

    /// The one entry at the end of a path; nothing if there are two.
    pub fn entry(&self, path: impl Into<Path>) -> Option<Entry> {
        let path = path.into();
        let (last, parents) = path.steps().split_last()?;
        entries::collection(self, parents)?.entry(last).cloned()
    }

    /// Whether this is a broken header only to those who know posts of Hexo: it may be text after all.
    pub(crate) fn is_broken_for_hexo_only(&self) -> bool {
        let is_broken = self.dialect == Dialect::HexoPosts && self.data().is_err();
        is_broken && Dialect::Strict.split(self.source) != self.split
    }

    /// The bytes of a range of the file.
    pub(crate) fn bytes(&self, range: Range<usize>) -> &'a [u8] {
        &self.source[range]
    }

    /// The line end of the header: that of its first line.
    pub(crate) fn line_end(&self) -> &'a str {
        match Lines::new(self.header(), 0).next().map(|line| &self.header()[line.end..line.next]) {
            Some(b"\r\n") => "\r\n",
            Some(b"\r") => "\r",
            _ => "\n",
        }
    }

    fn read(&self) -> Result<Data, ReadError> {
        let Split { format, raw, .. } = &self.split;
        if raw.len() > MAX_BYTES {
            let message = format!("the header has {} bytes, the limit is {MAX_BYTES}", raw.len());
            return Err(self.error(0..0, ErrorKind::TooLarge, message));
        }
        let text = match str::from_utf8(self.raw()) {
            Ok(text) => text,
            Err(error) => {
                let start = error.valid_up_to();
                let end = error.error_len().map_or(self.raw().len(), |length| start + length);
                let message = "the header is not UTF-8";
                return Err(self.error(start..end, ErrorKind::InvalidUtf8, message));
            }
        };
        let data = match format {
            Format::None => Ok(Data::new()),
            Format::Yaml if self.dialect.spaces_tabs() => yaml::read_spaced(text),
            Format::Yaml => yaml::read(text),
            Format::Toml => toml::read(text),
            Format::Json => json::read(text),
        };
        data.map_err(|fault| self.error(fault.span, fault.kind, fault.message))
    }

    /// An error at a range of the raw text.
    fn error(&self, span: Range<usize>, kind: ErrorKind, message: impl Into<String>) -> ReadError {
        let start = self.split.raw.start;
        ReadError::new(self.source, start + span.start..start + span.end, kind, message)
    }
}

/// A [`ReadError`] before its place in the file is known: the span counts inside the raw text.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(source: &str, expected: &Value) {
        let front = FrontMatter::new(source.as_bytes());
        let data = front.data().unwrap_or_else(|error| panic!("{source:?}: {error}"));
        assert_eq!(&Value::Object(data.clone()), expected);
    }

    fn check_error(source: &[u8], kind: ErrorKind, line: usize, column: usize, fault: &[u8]) {
        let front = FrontMatter::new(source);
        let error = front.data().expect_err("the header is broken");
        assert_eq!((error.kind, error.line, error.column), (kind, line, column), "{error}");
        assert_eq!(&source[error.span.clone()], fault);
    }

    #[test]
    fn reads_the_three_formats_alike() {
        let expected = json!({"a": "x", "n": 1, "d": "2024-01-02", "l": ["y", true], "m": {"f": 1.5}});
        check("---\na: x\nn: 1\nd: 2024-01-02\nl: [y, true]\nm:\n  f: 1.5\n---\n", &expected);
        check("+++\na = 'x'\nn = 1\nd = 2024-01-02\nl = ['y', true]\n[m]\nf = 1.5\n+++\n", &expected);
        check("{\"a\":\"x\",\"n\":1,\"d\":\"2024-01-02\",\"l\":[\"y\",true],\"m\":{\"f\":1.5}}\n", &expected);
        check("Body alone", &json!({}));
    }

    #[test]
    fn reads_the_core_schema_of_yaml() {
        check(
            "---\na: yes\nb: 1:30\nc: ~\nd: !!str 1\ne: !tag {x: 0x1F}\nf: .inf\n1: k\n---\n",
            &json!({"a": "yes", "b": "1:30", "c": null, "d": "1", "e": {"x": 31}, "f": {"$float": "inf"}, "1": "k"}),
        );
    }

    // `012` is 12 to YAML 1.2 and Hexo, 10 to Hugo and Jekyll: text promises neither. `0b11` is 3 to all of these.
    #[test]
    fn reads_leading_zeros_and_binary_as_the_library_does() {
        check("---\na: 012\nb: 0b11\n---\n", &json!({"a": "012", "b": 3}));
    }

    // To YAML 1.2 and Hexo these are characters like any other, to Hugo and Jekyll they end lines: neither is promised.
    #[test]
    fn refuses_unicode_line_ends_in_plain_values() {
        check_error("---\na: x\u{2028}y\n---\n".as_bytes(), ErrorKind::Syntax, 3, 1, b"");
    }

    #[test]
    fn says_where_in_the_file_a_header_is_broken() {
        check_error(b"---\na: 1\nb: c: d\n---\nX", ErrorKind::Syntax, 3, 5, b"");
        check_error("\u{feff}---\r\n\u{e9}: @\r\n---\r\n".as_bytes(), ErrorKind::Syntax, 2, 4, b"");
        check_error(b"---\na: 1\n'a': 2\n---\n", ErrorKind::DuplicateKey, 3, 1, b"'a'");
        check_error(b"---\na: {b: 1, b: 2}\n---\n", ErrorKind::DuplicateKey, 2, 11, b"b");
        check_error(b"{a: 1}\n", ErrorKind::Syntax, 1, 2, b"");
        check_error(b"{\"a\": 1,\n \"a\": 2}\n", ErrorKind::DuplicateKey, 2, 4, b"");
        check_error(b"---\na: {{ t }}\n---\n", ErrorKind::NonScalarKey, 2, 5, b"{ t }");
        check_error(b"---\na: \x1b\n---\n", ErrorKind::ControlCharacter, 2, 4, b"\x1b");
        check_error(b"---\na: 1\n--- b\n---\n", ErrorKind::Syntax, 3, 1, b"---");
        check_error(b"---\na: caf\xe9\n---\nX", ErrorKind::InvalidUtf8, 2, 7, b"\xe9");
        check_error(b"+++\na = 1\na = 2\n+++\n", ErrorKind::DuplicateKey, 3, 1, b"a");
        check_error(b"+++\na = b\n+++\n", ErrorKind::Syntax, 2, 5, b"b");
        check_error(b"{\n  \"a\": x\n}\n", ErrorKind::Syntax, 2, 8, b"");
        check_error(b";;;\n\"a\" 1\n;;;\n", ErrorKind::Syntax, 2, 5, b"");
    }

    #[test]
    fn reads_a_header_above_a_body_that_is_not_utf8() {
        let front = FrontMatter::new(b"---\na: b\n---\n\xff\xfe");
        assert_eq!(front.get_str("a"), Some("b"));
        assert_eq!(front.body(), b"\xff\xfe");
    }

    #[test]
    fn has_no_single_entry_for_a_key_that_stands_twice() {
        let front = FrontMatter::new(b"---\na: 1\na: 2\nb: 3\n---\n");
        assert_eq!(front.entries().len(), 3);
        assert!(front.entry("a").is_none() && front.entry("b").is_some());
    }
}
