//! Documents in JSON Lines: an object a line, plain or compressed.

mod lines;

use std::path::{Path, PathBuf};

pub use self::lines::{JsonValue, RecordLine, RecordLines, decompressed};
use crate::{FileError, Format};

/// The ends of names, in small letters.
const SUFFIXES: &[&str] = &[".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst"];

/// A line of more bytes is an error: gzip makes a gigabyte of blanks from a megabyte.
const LONGEST_LINE: usize = 1 << 30;

/// Bytes of the buffer that stay for the next line, so that one giant does not hold its memory to the end.
const KEPT_BUFFER: usize = 1 << 20;

/// Whether a file is JSON Lines by its name: `.jsonl` or `.ndjson`, and perhaps `.gz` or `.zst`, in any case.
pub fn is_records(path: &Path) -> bool {
    let Some(name) = path.file_name() else { return false };
    let name = name.to_string_lossy().to_ascii_lowercase();
    SUFFIXES.iter().any(|it| name.ends_with(it))
}

/// The keys under which a record keeps what. One key may serve for two: an id that is an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFields {
    /// Where its name stands; required.
    pub id: String,
    /// Where its text stands; required.
    pub text: String,
    /// Where its address stands.
    pub url: String,
    /// Where its date stands.
    pub date: String,
    /// Where something else stands that the caller wants.
    pub field: Option<String>,
}

impl Default for RecordFields {
    fn default() -> Self {
        let [id, text, url, date] = ["id", "text", "url", "date"].map(str::to_string);
        Self { id, text, url, date, field: None }
    }
}

/// A document out of a file with many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its name: a JSON string, or an integer as it is written.
    pub id: String,
    /// Its text.
    pub text: String,
    /// What its text is. That of a page is never compared as it is.
    pub format: Format,
    /// The line where it stands, from 1; blank lines count. Of other formats what [`RecordFormats::unit`] says.
    pub line: u64,
    /// Its address. Like the two below: a string, or a number or `true` or `false` as it is written; else nothing.
    pub url: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// What stands under [`RecordFields::field`].
    pub field: Option<String>,
}

/// The records of a file, in its order, with what is wrong with others; of whatever format it is.
pub type BoxedRecords = Box<dyn Iterator<Item = Result<Record, FileError>> + Send>;

/// How files of records are opened: as JSON Lines, if nobody knows of more formats.
#[derive(Clone, Copy, Debug)]
pub struct RecordFormats {
    /// Opens a file.
    pub open: fn(&Path, &RecordFields) -> Result<BoxedRecords, FileError>,
    /// What the numbers of its records count, for people: `line`.
    pub unit: fn(&Path) -> &'static str,
}

impl Default for RecordFormats {
    fn default() -> Self {
        Self { open: |path, fields| Ok(Box::new(Records::open(path, fields)?)), unit: |_| "line" }
    }
}

/// The records of JSON Lines, in the order of the file, one line in memory at a time.
///
/// A line that is no record is an error that names line and column, and the next line follows. An error in reading
/// or decompressing is the last item; whole lines before it were handed out, a line that it cuts was not.
pub struct Records {
    path: PathBuf,
    fields: RecordFields,
    lines: RecordLines,
    /// The line that is looked at.
    buffer: Vec<u8>,
}

impl Records {
    /// Opens a file, compressed or not; see [`RecordLines::open`].
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub fn open(path: &Path, fields: &RecordFields) -> Result<Self, FileError> {
        Self::with_lines_up_to(path, fields, LONGEST_LINE)
    }

    fn with_lines_up_to(path: &Path, fields: &RecordFields, longest: usize) -> Result<Self, FileError> {
        let lines = RecordLines::open(path, longest)?;
        Ok(Self { path: path.to_path_buf(), fields: fields.clone(), lines, buffer: Vec::new() })
    }

    /// The record in the buffer; nothing if the line is blank.
    fn record(&self) -> Result<Option<Record>, FileError> {
        let line = RecordLine::new(&self.path, self.lines.number(), &self.buffer)?;
        let RecordFields { id, text, url, date, field } = &self.fields;
        let names = [Some(id), Some(text), Some(url), Some(date), field.as_ref()].map(|it| it.map(String::as_str));
        let example = self.fields.example();
        let Some([id, text, url, date, field]) = line.values(names, &example)? else { return Ok(None) };

        let missing = |name: &str| line.wrong(0, &format!("no `{name}`: expected {example}"));
        let id = id.ok_or_else(|| missing(&self.fields.id))?.id(&self.fields.id)?;
        let text = text.ok_or_else(|| missing(&self.fields.text))?;
        let text = text.string()?.ok_or_else(|| text.wrong(&self.fields.text, "a string"))?;
        let plain = |it: Option<JsonValue<'_>>| it.map_or(Ok(None), |it| it.plain());
        let (url, date, field) = (plain(url)?, plain(date)?, plain(field)?);
        Ok(Some(Record { id, text, format: Format::Unknown, line: line.number(), url, date, field }))
    }
}

impl Iterator for Records {
    type Item = Result<Record, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.buffer.clear();
            self.buffer.shrink_to(KEPT_BUFFER);
            match self.lines.read(&mut self.buffer) {
                Ok(true) => {
                    if let Some(record) = self.record().transpose() {
                        return Some(record);
                    }
                }
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl RecordFields {
    fn example(&self) -> String {
        format!("{{\"{}\": ..., \"{}\": ...}}", self.id, self.text)
    }
}

#[cfg(test)]
mod tests;
