//! Signed documents in files that never change.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use unchaff_dedup::{Candidate, Keep, Shingles};

use super::{
    pending::Pending,
    sorter::{Entry, Run, RunWriter, merge},
    table::{Presence, Table},
};
use crate::{
    FileError,
    files::{read_at, read_exact_at},
};

/// What the files of a segment are called.
pub(super) const DOCUMENTS: &str = "documents.jsonl";
const SHINGLES: &str = "shingles";
const BANDS: &str = "bands";
pub(super) const FILES: [&str; 3] = [DOCUMENTS, SHINGLES, BANDS];

/// Bytes that are written at once.
const WRITTEN: usize = 256 << 10;

/// A document, without its shingles and keys: a line of `documents.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredDocument {
    /// Its name, unlike all others of its space.
    pub(super) id: String,
    /// The folder it is in; nothing for records, whose names are the same in all files.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub(super) space: String,
    /// Where it comes from, as an index into the list of sources.
    pub(super) source: u32,
    /// Hash of the bytes from which it was read; 0 without an index.
    pub(super) content: u128,
    /// Hash of its tokens.
    pub(super) sequence: u128,
    pub(super) n_tokens: usize,
    /// Where its shingles begin, and how many there are.
    pub(super) shingles: (u64, usize),
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) date: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) field: Option<String>,
}

impl StoredDocument {
    pub(super) fn key(&self) -> (&str, &str) {
        (&self.id, &self.space)
    }

    /// About how much memory it takes.
    pub(super) fn n_bytes(&self) -> usize {
        let fields = [&self.url, &self.field].into_iter().flatten();
        300 + [&self.id, &self.space].into_iter().chain(fields).map(String::len).sum::<usize>()
    }

    /// What preferences look at; `position` is its place in the input of this run.
    pub(super) fn candidate(&self, position: Option<u64>) -> Candidate<'_> {
        Candidate {
            n_tokens: self.n_tokens,
            date: self.date,
            url: self.url.as_deref(),
            field: self.field.as_deref(),
            position: position.unwrap_or(u64::MAX),
        }
    }
}

/// Writes documents, in the order of their names, their shingles and their keys.
pub(super) struct SegmentWriter {
    folder: PathBuf,
    documents: BufWriter<File>,
    shingles: BufWriter<File>,
    bands: RunWriter,
    n_shingles: u64,
}

impl SegmentWriter {
    pub(super) fn new(folder: &Path) -> Result<SegmentWriter, FileError> {
        // It must be new: what another run wrote is never written over.
        fs::create_dir(folder).map_err(|it| FileError::io(folder, "create the folder", &it))?;
        let create = |name: &str| {
            let path = folder.join(name);
            File::create(&path)
                .map(|it| BufWriter::with_capacity(WRITTEN, it))
                .map_err(|it| FileError::io(path, "write", &it))
        };
        let (documents, shingles) = (create(DOCUMENTS)?, create(SHINGLES)?);
        let bands = RunWriter::create(&folder.join(BANDS))?;
        Ok(SegmentWriter { folder: folder.to_path_buf(), documents, shingles, bands, n_shingles: 0 })
    }

    pub(super) fn add(&mut self, mut document: StoredDocument, shingles: &Shingles) -> Result<(), FileError> {
        document.shingles = (self.n_shingles, shingles.n_distinct());
        self.n_shingles += shingles.n_distinct() as u64;
        let mut line = serde_json::to_vec(&document).expect("text and numbers can be written as JSON");
        line.push(b'\n');
        let written = self.documents.write_all(&line);
        let written = written.and_then(|()| self.shingles.write_all(&to_bytes(shingles.packed())));
        written.map_err(|it| FileError::io(&self.folder, "write", &it))
    }

    /// Adds a key and the number of a document that has it; they come sorted.
    pub(super) fn add_key(&mut self, entry: &Entry<2>) -> Result<(), FileError> {
        self.bands.push(entry)
    }

    pub(super) fn finish(mut self) -> Result<Segment, FileError> {
        let flushed = self.documents.flush().and_then(|()| self.shingles.flush());
        flushed.map_err(|it| FileError::io(&self.folder, "write", &it))?;
        self.bands.finish()?;
        Segment::open(&self.folder)
    }
}

/// Writes the documents of several segments into one, without those that do not count any more.
pub(super) fn merge_segments(segments: &[(Segment, Vec<u32>)], folder: &Path) -> Result<Segment, FileError> {
    let none = Pending::default();
    let table = Table::read(segments, &none, Keep::Longest, 0, |_| Presence::Elsewhere)?;
    let mut merged = SegmentWriter::new(folder)?;
    for number in 0..table.len() as u32 {
        merged.add(table.document(number)?.into_owned(), table.shingles(number)?.as_ref())?;
    }
    let mut bucket: Vec<Entry<2>> = Vec::new();
    let mut write = |bucket: &mut Vec<Entry<2>>| {
        bucket.sort_unstable();
        bucket.drain(..).try_for_each(|it| merged.add_key(&it))
    };
    for entry in merge(table.bands()?) {
        let ([key, document], segment) = entry?;
        let Some(number) = table.number(segment, document) else { continue };
        if bucket.first().is_some_and(|it| it[0] != key) {
            write(&mut bucket)?;
        }
        bucket.push([key, u64::from(number)]);
    }
    write(&mut bucket)?;
    merged.finish()
}

/// Little-endian; a loop over bytes would take ten times as long.
pub(super) fn to_bytes(numbers: &[u64]) -> Vec<u8> {
    let mut bytes = vec![0; size_of_val(numbers)];
    for (place, number) in bytes.chunks_exact_mut(8).zip(numbers) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    bytes
}

/// Removes the files of a segment, and its folder if nothing else is in it.
pub(super) fn remove_segment(folder: &Path) -> Result<(), FileError> {
    for path in FILES.map(|it| folder.join(it)) {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(FileError::io(path, "remove", &error)),
            _ => {}
        }
    }
    let _ = fs::remove_dir(folder); // what else is in it is not ours
    Ok(())
}

/// A segment that lies on the disk.
pub(super) struct Segment {
    folder: PathBuf,
    documents: File,
    shingles: File,
    /// How many shingles there are.
    n_shingles: u64,
}

impl Segment {
    pub(super) fn open(folder: &Path) -> Result<Segment, FileError> {
        let open = |name: &str| {
            let path = folder.join(name);
            File::open(&path).map_err(|it| FileError::io(path, "read", &it))
        };
        let (documents, shingles) = (open(DOCUMENTS)?, open(SHINGLES)?);
        let length = shingles.metadata().map_err(|it| FileError::io(folder.join(SHINGLES), "read", &it))?.len();
        Ok(Segment { folder: folder.to_path_buf(), documents, shingles, n_shingles: length / 8 })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How large it is.
    pub(super) fn n_bytes(&self) -> Result<u64, FileError> {
        let length = |name: &str| {
            let path = self.folder.join(name);
            fs::metadata(&path).map(|it| it.len()).map_err(|it| FileError::io(path, "read", &it))
        };
        FILES.iter().map(|it| length(it)).sum()
    }

    /// All documents in the order of their names, each with the offset of its line.
    pub(super) fn documents(
        &self,
    ) -> Result<impl Iterator<Item = Result<(StoredDocument, u64), FileError>>, FileError> {
        let path = self.folder.join(DOCUMENTS);
        let file = File::open(&path).map_err(|it| FileError::io(&path, "read", &it))?;
        let mut file = BufReader::with_capacity(64 << 10, file);
        let mut offset = 0;
        let mut line = String::new();
        Ok(std::iter::from_fn(move || {
            line.clear();
            match file.read_line(&mut line) {
                Ok(0) => None,
                Ok(length) => {
                    let at = offset;
                    offset += length as u64;
                    Some(parse(&path, &line).map(|it| (it, at)))
                }
                Err(error) => Some(Err(FileError::io(&path, "read", &error))),
            }
        }))
    }

    /// The document whose line begins at `offset`.
    pub(super) fn document(&self, offset: u64) -> Result<StoredDocument, FileError> {
        let path = self.folder.join(DOCUMENTS);
        let failed = |it| FileError::io(&path, "read", &it);
        let mut line = Vec::new();
        loop {
            let mut chunk = [0; 512];
            let n = read_at(&self.documents, &mut chunk, offset + line.len() as u64).map_err(failed)?;
            let end = chunk[..n].iter().position(|&it| it == b'\n');
            line.extend_from_slice(&chunk[..end.unwrap_or(n)]);
            if n == 0 || end.is_some() {
                return parse(&path, &String::from_utf8_lossy(&line));
            }
        }
    }

    /// The shingles of a document.
    pub(super) fn shingles(&self, (start, length): (u64, usize)) -> Result<Shingles, FileError> {
        let path = || self.folder.join(SHINGLES);
        if start.checked_add(length as u64).is_none_or(|end| end > self.n_shingles) {
            return Err(FileError::new(path(), "ends too early: the index is damaged"));
        }
        let mut bytes = vec![0; 8 * length];
        read_exact_at(&self.shingles, &mut bytes, 8 * start).map_err(|it| match it.kind() {
            ErrorKind::UnexpectedEof => FileError::new(path(), "ends too early: the index is damaged"),
            _ => FileError::io(path(), "read", &it),
        })?;
        let (numbers, _) = bytes.as_chunks::<8>();
        let packed = numbers.iter().map(|it| u64::from_le_bytes(*it)).collect();
        Shingles::from_packed(packed).map_err(|it| FileError::new(path(), format!("{it}: the index is damaged")))
    }

    /// Keys and numbers of documents, sorted, to be read beside others, `n_runs` together.
    pub(super) fn bands(&self, n_runs: usize) -> Result<Run<'static, 2>, FileError> {
        Run::open(&self.folder.join(BANDS), n_runs)
    }
}

fn parse(path: &Path, line: &str) -> Result<StoredDocument, FileError> {
    serde_json::from_str(line).map_err(|it| FileError::new(path, format!("the index is damaged: {it}")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{BANDS, DOCUMENTS, SHINGLES, Segment, StoredDocument};
    use crate::{
        FileError,
        dedup::{
            pending::Pending,
            sorter::merge,
            tests::{article, segment, sign, stored},
        },
    };

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder for temporary files")
    }

    fn documents(segment: &Segment) -> Vec<(StoredDocument, u64)> {
        segment.documents().expect("a file").map(|it| it.expect("a document")).collect()
    }

    fn bands(segment: &Segment) -> impl Iterator<Item = Result<[u64; 2], FileError>> {
        merge([segment.bands(1).expect("a run")]).map(|it| it.map(|it| it.0))
    }

    /// Names as nobody would give them, documents without words among them.
    #[test]
    fn what_was_written_is_read() {
        let (folder, long) = (folder(), "é\n".repeat(5000));
        let ids =
            ["b\tc", "", "a\nb\r", "\"'\\", "灯塔 🗼", "\u{0}\u{1b}[0m", "\u{2028}", "a", &long, "{}", "\u{feff}"];
        let texts: Vec<String> = (0..ids.len()).map(|it| article(it, [0, 3, 40][it % 3])).collect();
        let given: Vec<(&str, &str)> = ids.iter().copied().zip(texts.iter().map(String::as_str)).collect();
        let segment = segment(&folder.path().join("new"), &given);
        let read = documents(&segment);
        let mut sorted = ids.to_vec();
        sorted.sort_unstable();
        assert_eq!(read.iter().map(|it| it.0.id.as_str()).collect::<Vec<_>>(), sorted);
        for (document, line) in &read {
            let text = given.iter().find(|it| it.0 == document.id).expect("it was given").1;
            assert_eq!(segment.document(*line).expect("a line"), *document);
            assert_eq!(segment.shingles(document.shingles).expect("shingles"), sign(text).shingles);
            assert_eq!(StoredDocument { shingles: (0, 0), ..document.clone() }, stored(&document.id, text));
        }
        let entries: Vec<[u64; 2]> = bands(&segment).map(|it| it.expect("a whole entry")).collect();
        assert!(entries.is_sorted());
        let mut expected: Vec<[u64; 2]> = Vec::new();
        for (number, (document, _)) in read.iter().enumerate() {
            let text = given.iter().find(|it| it.0 == document.id).expect("it was given").1;
            expected.extend(sign(text).keys.iter().map(|&key| [key, number as u64]));
        }
        expected.sort_unstable();
        assert_eq!(entries, expected);
    }

    #[test]
    fn a_segment_may_be_empty() {
        let folder = folder();
        let segment = segment(&folder.path().join("new"), &[]);
        assert!(documents(&segment).is_empty());
        assert_eq!(bands(&segment).count(), 0);
        assert!(segment.document(0).is_err());
    }

    #[test]
    fn what_is_cut_off_is_an_error() {
        for (file, rest) in [(DOCUMENTS, 20), (SHINGLES, 20), (BANDS, 28)] {
            let place = folder();
            let folder = place.path().join("new");
            drop(segment(&folder, &[("a", &article(1, 40))]));
            let path = folder.join(file);
            let bytes = fs::read(&path).expect("a file");
            fs::write(&path, &bytes[..rest]).expect("writable");
            let segment = Segment::open(&folder).expect("files");
            let error = match file {
                DOCUMENTS => segment.document(0).map(drop).expect_err("half a line"),
                SHINGLES => segment.shingles((0, 39)).map(drop).expect_err("some shingles"),
                _ => bands(&segment).nth(1).expect("half an entry").expect_err("half an entry"),
            };
            assert_eq!(error.path, path, "{error}");
            fs::remove_file(&path).expect("it was there");
            let again = Segment::open(&folder).and_then(|it| it.bands(1).map(drop));
            assert_eq!(again.expect_err("a file is missing").path, path);
        }
    }

    #[test]
    fn shingles_out_of_order_are_an_error() {
        let place = folder();
        let folder = place.path().join("new");
        drop(segment(&folder, &[("a", &article(1, 40))]));
        let path = folder.join(SHINGLES);
        let mut bytes = fs::read(&path).expect("shingles");
        bytes[7] = 0xff;
        fs::write(&path, bytes).expect("writable");
        let segment = Segment::open(&folder).expect("files");
        assert!(segment.shingles((0, 39)).is_err());
    }

    /// Whatever a damaged index asks for.
    #[test]
    fn shingles_that_are_not_there_are_an_error() {
        let folder = folder();
        let segment = segment(&folder.path().join("new"), &[("a", &article(1, 40))]);
        assert!(segment.shingles((0, 39)).is_ok());
        for place in [(0, 40), (1, 39), (39, 1), (0, usize::MAX), (u64::MAX, 1), (1 << 61, 0)] {
            assert!(segment.shingles(place).is_err_and(|it| it.message.contains("damaged")), "{place:?}");
        }
    }

    #[test]
    fn a_segment_is_never_written_over() {
        let folder = folder();
        let segment = segment(&folder.path().join("new"), &[("a", "Some words")]);
        let before = fs::read(segment.folder().join(DOCUMENTS)).expect("a file");
        assert!(Pending::default().write(segment.folder()).is_err());
        assert_eq!(fs::read(segment.folder().join(DOCUMENTS)).expect("a file"), before);
    }
}
