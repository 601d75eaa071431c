//! Documents in JSON Lines: an object a line, plain or compressed.

use std::{
    fmt,
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind, Read},
    path::{Path, PathBuf},
};

use flate2::bufread::MultiGzDecoder;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::FileError;

/// The ends of names, in small letters.
const SUFFIXES: &[&str] = &[".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst"];

/// Bytes that are read, or decompressed, at once.
const CHUNK: usize = 256 << 10;

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
    /// The line where it stands, from 1; blank lines count.
    pub line: u64,
    /// Its address. Like the two below: a string, or a number or `true` or `false` as it is written; else nothing.
    pub url: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// What stands under [`RecordFields::field`].
    pub field: Option<String>,
}

/// The records of a file, in its order, one line in memory at a time.
///
/// A line that is no record is an error that names line and column, and the next line follows. An error in reading
/// or decompressing is the last item; whole lines before it were handed out, a line that it cuts was not.
pub struct Records {
    path: PathBuf,
    fields: RecordFields,
    source: Box<dyn BufRead + Send>,
    /// The line that is looked at.
    buffer: Vec<u8>,
    /// How many lines were read.
    n_lines: u64,
    longest_line: usize,
    is_at_end: bool,
}

impl Records {
    /// Opens a file. Whether it is compressed is told by its first bytes, not by its name: some programs that fetch
    /// files unpack them and leave the name.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub fn open(path: &Path, fields: &RecordFields) -> Result<Self, FileError> {
        let opened = File::open(path).and_then(|file| decompressed(BufReader::with_capacity(CHUNK, file)));
        let source = opened.map_err(|it| FileError::io(path, "read", &it))?;
        Ok(Self {
            path: path.to_path_buf(),
            fields: fields.clone(),
            source,
            buffer: Vec::new(),
            n_lines: 0,
            longest_line: LONGEST_LINE,
            is_at_end: false,
        })
    }

    /// Reads the next line into the buffer, with its end if it has one; `false` at the end of the file.
    fn next_line(&mut self) -> Result<bool, FileError> {
        self.buffer.clear();
        self.buffer.shrink_to(KEPT_BUFFER);
        let longest = self.longest_line as u64 + 1;
        let read = (&mut self.source).take(longest).read_until(b'\n', &mut self.buffer);
        let n_read = read.map_err(|it| self.unreadable(&it))?;
        self.n_lines += u64::from(n_read > 0);
        if n_read > self.longest_line && self.buffer.last() != Some(&b'\n') {
            self.source.skip_until(b'\n').map_err(|it| self.unreadable(&it))?;
            let message = format!("longer than {} bytes: expected a document a line", self.longest_line);
            return Err(self.wrong(1, &message));
        }
        Ok(n_read > 0)
    }

    /// The record in the buffer; nothing if the line is blank.
    fn record(&self) -> Result<Option<Record>, FileError> {
        let bytes = match self.n_lines {
            1 => self.buffer.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&self.buffer),
            _ => &self.buffer,
        };
        let line = std::str::from_utf8(bytes).map_err(|it| {
            let column = String::from_utf8_lossy(&bytes[..it.valid_up_to()]).chars().count() + 1;
            self.wrong(column, "not UTF-8: JSON Lines are UTF-8")
        })?;
        let line = line.trim_end_matches(['\n', '\r']);
        let object = line.trim_start_matches([' ', '\t', '\r']);
        if object.is_empty() {
            return Ok(None);
        }
        let failed = |it: Wrong| self.wrong(column_of(line, it.byte), &it.message);
        if !object.starts_with('{') {
            let message = format!("{} is no object: expected {}", quoted(object), self.fields.example());
            return Err(failed(Wrong { byte: line.len() - object.len(), message }));
        }
        read_record(line, self.n_lines, &self.fields).map(Some).map_err(failed)
    }

    fn wrong(&self, column: usize, message: &str) -> FileError {
        FileError::new(&self.path, format!("line {}, column {column}: {message}", self.n_lines))
    }

    fn unreadable(&mut self, error: &io::Error) -> FileError {
        self.is_at_end = true;
        let line = self.n_lines + 1;
        let message = match error.kind() {
            ErrorKind::UnexpectedEof => format!("cut off in line {line}: the compressed data have no end"),
            _ => format!("cannot read line {line}: {error}"),
        };
        FileError::new(&self.path, message)
    }
}

impl Iterator for Records {
    type Item = Result<Record, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_at_end {
            match self.next_line() {
                Ok(true) => {
                    if let Some(record) = self.record().transpose() {
                        return Some(record);
                    }
                }
                Ok(false) => self.is_at_end = true,
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }
}

/// What stands in a file, decompressed if it begins as gzip or Zstandard do; no JSON begins so.
fn decompressed(mut file: BufReader<File>) -> io::Result<Box<dyn BufRead + Send>> {
    let start = file.fill_buf()?;
    let is_gzip = start.starts_with(&[0x1f, 0x8b]);
    // A frame, or one to skip, with which parallel writers begin.
    let is_zstd = start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || matches!(start, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]);
    Ok(match (is_gzip, is_zstd) {
        (true, _) => Box::new(BufReader::with_capacity(CHUNK, MultiGzDecoder::new(file))),
        (_, true) => Box::new(BufReader::with_capacity(CHUNK, zstd::Decoder::with_buffer(file)?)),
        _ => Box::new(file),
    })
}

/// What is wrong in a line, and where.
struct Wrong {
    /// From 0.
    byte: usize,
    message: String,
}

impl Wrong {
    /// An error about text that starts at `start` in the line.
    fn json(error: &serde_json::Error, start: usize) -> Self {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        let message = message.strip_suffix(&place).unwrap_or(&message);
        Self { byte: start + error.column().saturating_sub(1), message: format!("not JSON: {message}") }
    }
}

/// The column of a byte, from 1, in characters.
fn column_of(line: &str, byte: usize) -> usize {
    line.char_indices().take_while(|(at, _)| *at <= byte).count().max(1)
}

/// The start of a text, between marks.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 24;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}...`", &text[..end]),
        None => format!("`{text}`"),
    }
}

fn read_record(line: &str, number: u64, fields: &RecordFields) -> Result<Record, Wrong> {
    let mut json = serde_json::Deserializer::from_str(line);
    let values = json.deserialize_map(Pick(fields)).and_then(|it| json.end().map(|()| it));
    let values = values.map_err(|it| Wrong::json(&it, 0))?;
    let [id, text, url, date, field] = values.map(|it| it.map(|json| Value { json: json.get(), line }));

    let id = id.ok_or_else(|| fields.missing(&fields.id))?;
    let id = match id.is_integer() {
        true => id.json.to_string(),
        false => id.string()?.ok_or_else(|| id.wrong(&fields.id, "a string or an integer"))?,
    };
    let text = text.ok_or_else(|| fields.missing(&fields.text))?;
    let text = text.string()?.ok_or_else(|| text.wrong(&fields.text, "a string"))?;
    let plain = |it: Option<Value<'_>>| it.map_or(Ok(None), |it| it.plain());
    Ok(Record { id, text, line: number, url: plain(url)?, date: plain(date)?, field: plain(field)? })
}

impl RecordFields {
    /// The names, in the order of [`Values`].
    fn names(&self) -> [Option<&str>; 5] {
        [Some(&self.id), Some(&self.text), Some(&self.url), Some(&self.date), self.field.as_deref()]
    }

    fn example(&self) -> String {
        format!("{{\"{}\": ..., \"{}\": ...}}", self.id, self.text)
    }

    fn missing(&self, name: &str) -> Wrong {
        Wrong { byte: 0, message: format!("no `{name}`: expected {}", self.example()) }
    }
}

/// A value as it is written.
struct Value<'a> {
    json: &'a str,
    /// The line it is a part of.
    line: &'a str,
}

impl Value<'_> {
    fn is_integer(&self) -> bool {
        let digits = self.json.strip_prefix('-').unwrap_or(self.json);
        digits.bytes().all(|it| it.is_ascii_digit())
    }

    /// The string it says; nothing if it is none.
    fn string(&self) -> Result<Option<String>, Wrong> {
        if !self.json.starts_with('"') {
            return Ok(None);
        }
        serde_json::from_str(self.json).map(Some).map_err(|it| Wrong::json(&it, self.start()))
    }

    /// The string it says, or what stands there; nothing for `null`, lists and objects.
    fn plain(&self) -> Result<Option<String>, Wrong> {
        match self.json.as_bytes() {
            [b'n' | b'[' | b'{', ..] => Ok(None),
            [b'"', ..] => self.string(),
            _ => Ok(Some(self.json.to_string())),
        }
    }

    /// Its first byte in the line.
    fn start(&self) -> usize {
        self.json.as_ptr() as usize - self.line.as_ptr() as usize
    }

    fn wrong(&self, name: &str, expected: &str) -> Wrong {
        Wrong { byte: self.start(), message: format!("`{name}` is {}: expected {expected}", quoted(self.json)) }
    }
}

/// Values of one object: id, text, url, date, field.
type Values<'a> = [Option<&'a RawValue>; 5];

/// Reads an object and picks [`Values`]; others are passed over. Of two with the same key the last counts, as
/// elsewhere.
struct Pick<'a>(&'a RecordFields);

impl<'de> Visitor<'de> for Pick<'_> {
    type Value = Values<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.example())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Values<'de>, M::Error> {
        let mut values = Values::default();
        while let Some(places) = map.next_key_seed(Places(self.0))? {
            if places == [false; 5] {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &RawValue = map.next_value()?;
            for (place, _) in values.iter_mut().zip(places).filter(|(_, is_wanted)| *is_wanted) {
                *place = Some(value);
            }
        }
        Ok(values)
    }
}

/// Reads a key, without a copy of it: which of [`Values`] stand there.
struct Places<'a>(&'a RecordFields);

impl<'de> DeserializeSeed<'de> for Places<'_> {
    type Value = [bool; 5];

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<[bool; 5], D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Places<'_> {
    type Value = [bool; 5];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<[bool; 5], E> {
        Ok(self.0.names().map(|it| it == Some(key)))
    }
}

#[cfg(test)]
mod tests;
