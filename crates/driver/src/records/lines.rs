//! The lines of a file, and what stands in one.

use std::{
    fmt,
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind, Read},
    ops::Range,
    path::{Path, PathBuf},
};

use flate2::bufread::MultiGzDecoder;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::FileError;

/// Bytes that are read, or decompressed, at once.
const CHUNK: usize = 256 << 10;

/// The lines of a file, plain or compressed, one in memory at a time.
///
/// A line that is too long is passed over, and the next one can be read. Where reading or decompressing fails, there is
/// no next line; whole lines before it were handed out, a line that it cuts was not.
pub struct RecordLines {
    path: PathBuf,
    source: Box<dyn BufRead + Send>,
    /// How many lines were read.
    n_lines: u64,
    longest: usize,
    is_at_end: bool,
    is_broken: bool,
}

impl RecordLines {
    /// Opens a file. A line of more than `longest` bytes is an error. Whether the file is compressed is told by its first
    /// bytes, not by its name: some programs that fetch files unpack them and leave the name.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub fn open(path: &Path, longest: usize) -> Result<Self, FileError> {
        let source = decompressed(path)?;
        Ok(Self { path: path.to_path_buf(), source, n_lines: 0, longest, is_at_end: false, is_broken: false })
    }

    /// The number of the line that was read last, from 1; blank lines count.
    pub fn number(&self) -> u64 {
        self.n_lines
    }

    /// Whether the end is none of the file, but where it could not be read any more.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Reads the next line behind what `buffer` holds, with its end if it has one; `false` at the end of the file.
    ///
    /// # Errors
    /// If the line is too long, which leaves the buffer as it was, or cannot be read.
    pub fn read(&mut self, buffer: &mut Vec<u8>) -> Result<bool, FileError> {
        if self.is_at_end {
            return Ok(false);
        }
        let start = buffer.len();
        let read = (&mut self.source).take(self.longest as u64 + 1).read_until(b'\n', buffer);
        let n_read = read.map_err(|it| self.unreadable(&it))?;
        self.n_lines += u64::from(n_read > 0);
        self.is_at_end = n_read == 0;
        if n_read > self.longest && buffer.last() != Some(&b'\n') {
            buffer.truncate(start);
            self.source.skip_until(b'\n').map_err(|it| self.unreadable(&it))?;
            let message = format!("longer than {} bytes: expected a document a line", self.longest);
            return Err(wrong(&self.path, self.n_lines, 1, &message));
        }
        Ok(n_read > 0)
    }

    fn unreadable(&mut self, error: &io::Error) -> FileError {
        (self.is_at_end, self.is_broken) = (true, true);
        let line = self.n_lines + 1;
        let message = match error.kind() {
            ErrorKind::UnexpectedEof => format!("cut off in line {line}: the compressed data have no end"),
            _ => format!("cannot read line {line}: {error}"),
        };
        FileError::new(&self.path, message)
    }
}

/// What stands in a file, decompressed if it begins as gzip or Zstandard do; no text begins so. Several members or frames
/// are one file.
///
/// # Errors
/// If it cannot be opened or read.
pub fn decompressed(path: &Path) -> Result<Box<dyn BufRead + Send>, FileError> {
    let opened = File::open(path).and_then(|file| unpacked(BufReader::with_capacity(CHUNK, file)));
    opened.map_err(|it| FileError::io(path, "read", &it))
}

fn unpacked(mut file: BufReader<File>) -> io::Result<Box<dyn BufRead + Send>> {
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

fn wrong(path: &Path, number: u64, column: usize, message: &str) -> FileError {
    FileError::new(path, format!("line {number}, column {column}: {message}"))
}

/// A line of JSON Lines.
#[derive(Clone, Copy, Debug)]
pub struct RecordLine<'a> {
    path: &'a Path,
    number: u64,
    text: &'a str,
}

impl<'a> RecordLine<'a> {
    /// Reads a line as text. Errors will name `path` and `number`.
    ///
    /// # Errors
    /// If it is not UTF-8.
    pub fn new(path: &'a Path, number: u64, bytes: &'a [u8]) -> Result<Self, FileError> {
        let bytes = match number {
            1 => bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes),
            _ => bytes,
        };
        let text = std::str::from_utf8(bytes).map_err(|it| {
            let column = String::from_utf8_lossy(&bytes[..it.valid_up_to()]).chars().count() + 1;
            wrong(path, number, column, "not UTF-8: JSON Lines are UTF-8")
        })?;
        Ok(Self { path, number, text: text.trim_end_matches(['\n', '\r']) })
    }

    /// Which one, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The line without its end, and without the mark that may begin a file.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// What stands under some keys, in the order of `names`; nothing if the line is blank. Of two values under the same key
    /// the last counts, as elsewhere. `example` tells what a record looks like.
    ///
    /// # Errors
    /// If the line is no object.
    pub fn values<const N: usize>(
        &self,
        names: [Option<&str>; N],
        example: &str,
    ) -> Result<Option<[Option<JsonValue<'a>>; N]>, FileError> {
        let object = self.text.trim_start_matches([' ', '\t', '\r']);
        if object.is_empty() {
            return Ok(None);
        }
        if !object.starts_with('{') {
            let message = format!("{} is no object: expected {example}", quoted(object));
            return Err(self.wrong(self.text.len() - object.len(), &message));
        }
        let mut json = serde_json::Deserializer::from_str(self.text);
        let values = json.deserialize_map(Pick { names, example }).and_then(|it| json.end().map(|()| it));
        let values = values.map_err(|it| self.wrong_json(&it, 0))?;
        Ok(Some(values.map(|it| it.map(|json| JsonValue { json: json.get(), line: *self }))))
    }

    /// An error about the byte at `byte` of the [text](Self::text).
    pub fn wrong(&self, byte: usize, message: &str) -> FileError {
        // From 1, in characters.
        let column = self.text.char_indices().take_while(|(at, _)| *at <= byte).count().max(1);
        wrong(self.path, self.number, column, message)
    }

    /// An error about JSON that starts at `start`.
    fn wrong_json(&self, error: &serde_json::Error, start: usize) -> FileError {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        let message = message.strip_suffix(&place).unwrap_or(&message);
        self.wrong(start + error.column().saturating_sub(1), &format!("not JSON: {message}"))
    }
}

/// The start of a text, between marks.
fn quoted(text: &str) -> String {
    const SHOWN: usize = 24;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}...`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// A value as it is written in a line.
#[derive(Clone, Copy, Debug)]
pub struct JsonValue<'a> {
    json: &'a str,
    line: RecordLine<'a>,
}

impl<'a> JsonValue<'a> {
    /// The value as it is written.
    pub fn json(&self) -> &'a str {
        self.json
    }

    /// Where it stands in the [line](RecordLine::text).
    pub fn range(&self) -> Range<usize> {
        let start = self.json.as_ptr() as usize - self.line.text.as_ptr() as usize;
        start..start + self.json.len()
    }

    /// The string it says; nothing if it is none.
    ///
    /// # Errors
    /// If it says what is no text: half a surrogate pair.
    pub fn string(&self) -> Result<Option<String>, FileError> {
        if !self.json.starts_with('"') {
            return Ok(None);
        }
        serde_json::from_str(self.json).map(Some).map_err(|it| self.line.wrong_json(&it, self.range().start))
    }

    /// The string it says, or what stands there; nothing for `null`, lists and objects.
    ///
    /// # Errors
    /// As for [`string`](Self::string).
    pub fn plain(&self) -> Result<Option<String>, FileError> {
        match self.json.as_bytes() {
            [b'n' | b'[' | b'{', ..] => Ok(None),
            [b'"', ..] => self.string(),
            _ => Ok(Some(self.json.to_string())),
        }
    }

    /// What names a record: a string, or an integer as it is written. `name` is the key where it stands.
    ///
    /// # Errors
    /// If it is neither.
    pub fn id(&self, name: &str) -> Result<String, FileError> {
        let digits = self.json.strip_prefix('-').unwrap_or(self.json);
        match digits.bytes().all(|it| it.is_ascii_digit()) {
            true => Ok(self.json.to_string()),
            false => self.string()?.ok_or_else(|| self.wrong(name, "a string or an integer")),
        }
    }

    /// An error about this value, which stands under `name`.
    pub fn wrong(&self, name: &str, expected: &str) -> FileError {
        let message = format!("`{name}` is {}: expected {expected}", quoted(self.json));
        self.line.wrong(self.range().start, &message)
    }
}

/// Reads an object and picks values; others are passed over.
struct Pick<'a, const N: usize> {
    names: [Option<&'a str>; N],
    example: &'a str,
}

impl<'de, const N: usize> Visitor<'de> for Pick<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.example)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut values = [None; N];
        while let Some(places) = map.next_key_seed(Places(self.names))? {
            if !places.contains(&true) {
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

/// Reads a key, without a copy of it: which of the values that are wanted stand there.
struct Places<'a, const N: usize>([Option<&'a str>; N]);

impl<'de, const N: usize> DeserializeSeed<'de> for Places<'_, N> {
    type Value = [bool; N];

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<[bool; N], D::Error> {
        json.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for Places<'_, N> {
    type Value = [bool; N];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<[bool; N], E> {
        Ok(self.0.map(|it| it == Some(key)))
    }
}
