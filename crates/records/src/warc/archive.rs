//! The records of an archive, one in memory at a time.

use std::{
    io::{self, BufRead, ErrorKind, Read},
    path::{Path, PathBuf},
};

use unchaff_driver::{FileError, decompressed};

use super::{
    head::{Head, begins_record, is_blank},
    http::{LONGEST_HEAD, Response},
    wrong,
};

/// A head of more bytes is none.
const MOST_HEAD: usize = 1 << 20;

/// What is kept of a line where a record should begin.
const MOST_LINE: usize = 1 << 10;

/// The records of an archive, plain or compressed.
///
/// A record that is none is an error, and the next begins with the next line that looks like it. Where reading or
/// decompressing fails, or the data end within a record, there is no next one.
pub(crate) struct Archive {
    path: PathBuf,
    source: Box<dyn BufRead + Send>,
    largest: usize,
    /// How many records were read.
    n_records: u64,
    ahead: Ahead,
    is_broken: bool,
}

/// What stands behind the record that was read last.
enum Ahead {
    /// Nobody has looked.
    Unknown,
    /// The first line of the next one.
    Line(Vec<u8>),
    Nothing,
    Failed(io::Error),
}

/// Why there is no record.
enum Fault {
    /// It is none. What follows has to be looked for.
    Broken(String),
    /// Not wanted as it is, but the next one follows.
    Refused(String),
    /// Nothing follows.
    Unreadable(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl Archive {
    /// Opens an archive. A page of more than `largest` bytes is an error.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    pub(crate) fn open(path: &Path, largest: usize) -> Result<Self, FileError> {
        let source = decompressed(path)?;
        Ok(Self { path: path.to_path_buf(), source, largest, n_records: 0, ahead: Ahead::Unknown, is_broken: false })
    }

    /// The number of the record that was read last, from 1, of whatever type it is.
    pub(crate) fn number(&self) -> u64 {
        self.n_records
    }

    /// Whether the end is none of the file, but where it could not be read any more.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Reads the next record behind what `buffer` holds, its head too; of what is no page nothing. Says how many bytes it has.
    ///
    /// # Errors
    /// If it is no record, or too large. The buffer may have what was read of its head.
    pub(crate) fn read(&mut self, buffer: &mut Vec<u8>) -> Result<Option<usize>, FileError> {
        let start = buffer.len();
        let fault = match self.read_record(buffer) {
            Ok(it) => return Ok(it),
            Err(it) => it,
        };
        let number = self.n_records;
        Err(match fault {
            Fault::Refused(reason) => wrong(&self.path, number, &reason),
            Fault::Broken(reason) => {
                self.look_for_next();
                wrong(&self.path, number, &reason)
            }
            Fault::Unreadable(error) => {
                buffer.truncate(start);
                (self.ahead, self.is_broken) = (Ahead::Nothing, true);
                let message = match error.kind() {
                    ErrorKind::UnexpectedEof => format!("cut off in record {number}"),
                    _ => format!("cannot read behind record {number}: {error}"),
                };
                FileError::new(&self.path, message)
            }
        })
    }

    fn read_record(&mut self, buffer: &mut Vec<u8>) -> Result<Option<usize>, Fault> {
        if matches!(self.ahead, Ahead::Unknown) {
            self.look_ahead();
        }
        let version = match std::mem::replace(&mut self.ahead, Ahead::Nothing) {
            Ahead::Line(it) => it,
            Ahead::Failed(error) => return Err(error.into()),
            Ahead::Unknown | Ahead::Nothing => return Ok(None),
        };
        self.n_records += 1;
        let start = buffer.len();
        buffer.extend_from_slice(&version);
        if begins_record(&version) {
            self.read_head(start, buffer)?;
        }
        let (head, _) = Head::parse(&buffer[start..]).map_err(Fault::Broken)?;
        let n_head = buffer.len() - start;
        let n_bytes = n_head.saturating_add(usize::try_from(head.length).unwrap_or(usize::MAX));
        let is_too_large = head.length > self.largest as u64;
        let mut is_page = head.is_response();
        let mut n_left = head.length;
        if is_page {
            n_left -= self.take(n_left.min(LONGEST_HEAD as u64), buffer)?;
            // Whoever reads the page will tell what is wrong with it.
            is_page = Response::parse(&buffer[start + n_head..]).map_or(true, |it| it.may_be_page());
        }
        if is_page && !is_too_large {
            self.take(n_left, buffer)?;
        } else {
            buffer.truncate(start + n_head);
            self.skip(n_left)?;
        }
        self.look_ahead();
        if let Ahead::Line(next) = &self.ahead
            && !begins_record(next)
        {
            buffer.truncate(start + n_head);
            return Err(Fault::Broken("no record follows where it should end".to_string()));
        }
        if is_page && is_too_large {
            return Err(Fault::Refused(format!("has {} bytes: more than {}", head.length, self.largest)));
        }
        if !is_page {
            buffer.truncate(start);
        }
        Ok(Some(n_bytes))
    }

    /// Reads the fields behind the first line, which stands at `start`, and the empty line that ends them.
    fn read_head(&mut self, start: usize, buffer: &mut Vec<u8>) -> Result<(), Fault> {
        loop {
            let line = buffer.len();
            let most = MOST_HEAD.saturating_sub(line - start);
            (&mut self.source).take(most as u64).read_until(b'\n', buffer)?;
            match &buffer[line..] {
                [] if most > 0 => return Err(io::Error::from(ErrorKind::UnexpectedEof).into()),
                [] => return Err(Fault::Broken(format!("its head has more than {MOST_HEAD} bytes"))),
                it if is_blank(it) => return Ok(()),
                _ => {}
            }
        }
    }

    /// Reads so many bytes.
    fn take(&mut self, n_bytes: u64, buffer: &mut Vec<u8>) -> io::Result<u64> {
        let n_read = (&mut self.source).take(n_bytes).read_to_end(buffer)? as u64;
        if n_read == n_bytes { Ok(n_read) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }

    /// Passes over so many bytes.
    fn skip(&mut self, mut n_bytes: u64) -> io::Result<()> {
        while n_bytes > 0 {
            let n_ready = self.source.fill_buf()?.len();
            if n_ready == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            let n = n_bytes.min(n_ready as u64);
            self.source.consume(n as usize);
            n_bytes -= n;
        }
        Ok(())
    }

    /// Looks for the next line that is not empty.
    fn look_ahead(&mut self) {
        self.ahead = match self.line(|it| !it.trim_ascii().is_empty()) {
            Ok(Some(line)) => Ahead::Line(line),
            Ok(None) => Ahead::Nothing,
            Err(error) => Ahead::Failed(error),
        };
    }

    /// Looks for the next line with which a record may begin, behind one that is none.
    fn look_for_next(&mut self) {
        let is_there = match &self.ahead {
            Ahead::Line(line) => begins_record(line),
            Ahead::Failed(_) => true,
            Ahead::Unknown | Ahead::Nothing => false,
        };
        if !is_there {
            self.ahead = match self.line(begins_record) {
                Ok(Some(line)) => Ahead::Line(line),
                Ok(None) => Ahead::Nothing,
                Err(error) => Ahead::Failed(error),
            };
        }
    }

    /// The start of the next line of some kind; nothing at the end.
    fn line(&mut self, is_wanted: impl Fn(&[u8]) -> bool) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            line.clear();
            (&mut self.source).take(MOST_LINE as u64).read_until(b'\n', &mut line)?;
            if line.is_empty() {
                return Ok(None);
            }
            if line.last() != Some(&b'\n') {
                self.source.skip_until(b'\n')?;
            }
            if is_wanted(&line) {
                return Ok(Some(line));
            }
        }
    }
}
