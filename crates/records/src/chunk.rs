//! What is read at once, and worked on by one thread.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use unchaff_driver::FileError;

use crate::{RecordOptions, RecordSummary};

/// The most records of a chunk, however small they are.
const MOST_RECORDS: usize = 1 << 14;

/// A file of many records, one after another.
pub(crate) trait Source: Sized + Send {
    /// What the numbers of its records count.
    const UNIT: &'static str;

    /// Opens a file. A record of more than `largest` bytes is an error.
    ///
    /// # Errors
    /// If it cannot be opened or read.
    fn open(path: &Path, largest: usize) -> Result<Self, FileError>;

    /// The number of the record that was read last, from 1.
    fn number(&self) -> u64;

    /// Whether the end is none of the file, but where it could not be read any more.
    fn is_broken(&self) -> bool;

    /// Reads the next record behind what `buffer` holds: as much of it as [`clean`](Self::clean) needs. Says how many bytes it
    /// has; nothing at the end of the file.
    ///
    /// # Errors
    /// If it is no record. What is known of it may stand in the buffer.
    fn read_next(&mut self, buffer: &mut Vec<u8>) -> Result<Option<usize>, FileError>;

    /// Cleans what was read of a record, and writes and counts it.
    ///
    /// # Errors
    /// If it is no record, or fails: it is put aside.
    fn clean(path: &Path, number: u64, bytes: &[u8], options: &RecordOptions, done: &mut Done)
    -> Result<(), FileError>;

    /// What is written of a record that was put aside: an object, without the end of the line.
    fn rejected(number: u64, reason: &str, bytes: &[u8]) -> serde_json::Result<String>;
}

/// Records that follow each other.
#[derive(Default)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    records: Vec<ReadRecord>,
    /// How many bytes they have in the file.
    pub(crate) n_bytes: usize,
    /// Why nothing follows, if that is not the end.
    unreadable: Option<FileError>,
}

/// A record of a chunk.
struct ReadRecord {
    number: u64,
    /// Where it ends in the bytes of the chunk.
    end: usize,
    /// Why it cannot be read.
    error: Option<FileError>,
}

impl Chunk {
    /// The next records of a file, about so many bytes of it; none at its end.
    pub(crate) fn read(source: &mut impl Source, n_bytes: usize) -> Self {
        let mut chunk = Self::default();
        while chunk.n_bytes < n_bytes && chunk.records.len() < MOST_RECORDS {
            let n_before = chunk.bytes.len();
            let error = match source.read_next(&mut chunk.bytes) {
                Ok(None) => break,
                Ok(Some(n)) => {
                    chunk.n_bytes = chunk.n_bytes.saturating_add(n);
                    None
                }
                Err(error) if source.is_broken() => {
                    chunk.unreadable = Some(error);
                    break;
                }
                Err(error) => {
                    chunk.n_bytes += chunk.bytes.len() - n_before;
                    Some(error)
                }
            };
            chunk.records.push(ReadRecord { number: source.number(), end: chunk.bytes.len(), error });
        }
        chunk
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.unreadable.is_none()
    }
}

/// What became of some records.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) output: Vec<u8>,
    /// Those that were put aside, as JSON Lines.
    pub(crate) rejected: Vec<u8>,
    pub(crate) summary: RecordSummary,
}

/// Cleans the records of a chunk.
pub(crate) fn clean_chunk<S: Source>(path: &Path, chunk: Chunk, options: &RecordOptions) -> Done {
    let mut done = Done { output: Vec::with_capacity(chunk.bytes.len()), ..Done::default() };
    done.summary.unreadable = chunk.unreadable;
    let mut start = 0;
    for ReadRecord { number, end, error } in chunk.records {
        let bytes = &chunk.bytes[std::mem::replace(&mut start, end)..end];
        let (n_output, n_records) = (done.output.len(), done.summary.n_records);
        let cleaned = error.map_or(Ok(()), Err).and_then(|()| {
            let clean = || S::clean(path, number, bytes, options, &mut done);
            catch_unwind(AssertUnwindSafe(clean)).unwrap_or_else(|_| {
                Err(FileError::new(path, format!("{} {number}: internal error (please report it)", S::UNIT)))
            })
        });
        if let Err(error) = cleaned {
            done.output.truncate(n_output);
            done.summary.n_records = n_records + 1;
            done.summary.n_rejected += 1;
            let rejected = S::rejected(number, &error.message, bytes).expect("numbers and texts are JSON");
            done.rejected.extend([rejected.as_bytes(), b"\n"].concat());
            done.summary.reject(error);
        }
    }
    done
}
