//! What can go wrong, as values a caller can match.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use crate::format::Format;
use crate::path::Path;
use crate::place::Place;

/// Why a header cannot be read, and where in the file.
///
/// Broken headers are ordinary: the split stands whatever this says, so a caller reports the error
/// and goes on with the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong, to match on.
    pub kind: ErrorKind,
    /// What is wrong, in words: lower-case, without a position and without a full stop.
    pub message: String,
    /// The line in the file, from 1.
    pub line: usize,
    /// The column in characters, from 1; a byte that is not UTF-8 counts as one character.
    pub column: usize,
    /// The bytes of the file at fault. Empty where only a point is known.
    pub span: Range<usize>,
}

/// The kinds of [`ReadError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text breaks the grammar of its format.
    Syntax,
    /// The header is not UTF-8. (A body that is not is no error here.)
    InvalidUtf8,
    /// A character YAML forbids, a byte order mark in the middle included.
    ControlCharacter,
    /// A mapping names a key twice.
    DuplicateKey,
    /// A key is a list or a mapping, as in an unquoted `{{ title }}`.
    NonScalarKey,
    /// The header is larger than [`MAX_BYTES`](crate::MAX_BYTES).
    TooLarge,
    /// The header is nested deeper than [`MAX_DEPTH`](crate::MAX_DEPTH) or than its parser takes.
    TooDeep,
    /// The data does not fit the type asked for.
    Type,
    /// Aliases would expand into much more text than the file holds, or without end.
    AliasExpansion,
}

impl ReadError {
    pub(crate) fn new(source: &[u8], span: Range<usize>, kind: ErrorKind, message: impl Into<String>) -> ReadError {
        let Place { line, column } = Place::of(source, span.start);
        ReadError { kind, message: message.into(), line, column, span }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl Error for ReadError {}

/// Why a header is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpliceError {
    /// The file has no header.
    NoHeader,
    /// The header cannot be read, so nobody can tell what an edit would do to it.
    Unreadable(ReadError),
    /// Nothing stands at the end of the path.
    NoSuchKey(Path),
    /// The mapping has the new key already.
    KeyExists(String),
    /// What stands there holds nothing by that step: it is no list, or no mapping.
    NotACollection(Path),
    /// A whole TOML `[table]`, or a key written in a way that is not edited (`? key`).
    UnsupportedEntry(Path),
    /// The format has no word for the new value: `null` in TOML, infinity in JSON.
    NoWord(Format),
    /// The edit was tried and the header could no longer be read.
    BreaksHeader(ReadError),
    /// The edit was tried and the value did not read as wished.
    ReadsOtherwise(Path),
    /// The edit was tried and it changed another key.
    ChangesOther(String),
}

impl fmt::Display for SpliceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpliceError::NoHeader => f.write_str("the file has no front matter"),
            SpliceError::Unreadable(error) => write!(f, "the front matter cannot be read: {error}"),
            SpliceError::NoSuchKey(path) => write!(f, "no key `{path}`"),
            SpliceError::KeyExists(key) => write!(f, "there is a key `{key}` already"),
            SpliceError::NotACollection(path) if path.steps().is_empty() => {
                f.write_str("the front matter is no mapping")
            }
            SpliceError::NotACollection(path) => write!(f, "`{path}` is no list or mapping in which this could stand"),
            SpliceError::UnsupportedEntry(path) => {
                write!(f, "`{path}` is a whole table, or written in another way that is not edited")
            }
            SpliceError::NoWord(format) => write!(f, "{} has no word for such a value", format.name().to_uppercase()),
            SpliceError::BreaksHeader(error) => write!(f, "the edit would break the front matter: {error}"),
            SpliceError::ReadsOtherwise(path) => write!(f, "`{path}` would not read as wished after the edit"),
            SpliceError::ChangesOther(key) => write!(f, "the edit would change `{key}` as well"),
        }
    }
}

impl Error for SpliceError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            SpliceError::Unreadable(error) | SpliceError::BreaksHeader(error) => Some(error),
            _ => None,
        }
    }
}
