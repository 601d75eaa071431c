//! What was removed, on disk: append-only segments, one for each run that changes something.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use unchaff_document::{DocumentRecord, FORMAT_VERSION, LedgerHeader};

use crate::FileError;

/// The folder in which unchaff keeps what it must remember.
pub(crate) const STATE_DIR: &str = ".unchaff";

/// The folder of the ledger, below [`STATE_DIR`].
pub(crate) const LEDGER_DIR: &str = "ledger";

/// The hash by which the ledger knows files: BLAKE3, in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The segment that one run writes. It comes into being with its first record.
#[derive(Debug)]
pub struct Ledger {
    place: Place,
    header: LedgerHeader,
    file: Option<(File, PathBuf)>,
    /// What went wrong, once something has: behind half of a record no other one could be read.
    broken: Option<FileError>,
}

#[derive(Debug)]
enum Place {
    /// A new numbered segment in this folder.
    Folder(PathBuf),
    /// This file, which must not exist yet.
    File(PathBuf),
}

impl Ledger {
    /// The ledger of the folder `root`.
    pub fn of_folder(root: &Path, settings: BTreeMap<String, String>) -> Self {
        Self {
            place: Place::Folder(root.join(STATE_DIR).join(LEDGER_DIR)),
            header: header(settings),
            file: None,
            broken: None,
        }
    }

    /// A ledger that is a single file.
    pub fn in_file(path: &Path, settings: BTreeMap<String, String>) -> Self {
        Self { place: Place::File(path.to_path_buf()), header: header(settings), file: None, broken: None }
    }

    /// Adds a record.
    ///
    /// # Errors
    /// If the segment cannot be created or written; and from then on, since a full disk may have taken half of a record.
    pub fn append(&mut self, record: &DocumentRecord) -> Result<(), FileError> {
        self.unless_broken(|it| {
            if it.file.is_none() {
                let (mut file, path) = it.create()?;
                write_line(&mut file, &path, &it.header)?;
                it.file = Some((file, path));
            }
            let (file, path) = it.file.as_mut().expect("created above");
            write_line(file, path, record)
        })
    }

    /// Waits until the records are on disk. Only then may the files they speak of be replaced.
    ///
    /// # Errors
    /// If the disk says so; and from then on, since it says so only once.
    pub fn sync(&mut self) -> Result<(), FileError> {
        self.unless_broken(|it| {
            let Some((file, path)) = &it.file else { return Ok(()) };
            file.sync_data().map_err(|it| FileError::io(path, "write", &it))
        })
    }

    fn unless_broken(&mut self, work: impl FnOnce(&mut Self) -> Result<(), FileError>) -> Result<(), FileError> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        let done = work(self);
        self.broken = done.as_ref().err().cloned();
        done
    }

    fn create(&self) -> Result<(File, PathBuf), FileError> {
        match &self.place {
            Place::File(path) => {
                let file =
                    OpenOptions::new().create_new(true).write(true).open(path).map_err(|it| match it.kind() {
                        std::io::ErrorKind::AlreadyExists => FileError::new(
                            path,
                            "exists already, and a ledger is never overwritten: choose another file",
                        ),
                        _ => FileError::io(path, "create the ledger", &it),
                    })?;
                Ok((file, path.clone()))
            }
            Place::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|it| FileError::io(folder, "create the folder", &it))?;
                let mut number = segments(folder)?.last().map_or(1, |(number, _)| number + 1);
                loop {
                    let path = folder.join(format!("{number:06}.jsonl"));
                    match OpenOptions::new().create_new(true).write(true).open(&path) {
                        Ok(file) => {
                            sync_folders(folder);
                            return Ok((file, path));
                        }
                        // Another run was faster.
                        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                        Err(error) => return Err(FileError::io(path, "create the ledger", &error)),
                    }
                }
            }
        }
    }
}

/// Makes the names of a new segment and of the folders around it last. What cannot be synced is left to the
/// system, as on Windows.
fn sync_folders(folder: &Path) {
    for folder in folder.ancestors().take(3) {
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
    }
}

fn header(settings: BTreeMap<String, String>) -> LedgerHeader {
    LedgerHeader { unchaff_ledger: FORMAT_VERSION, version: env!("CARGO_PKG_VERSION").into(), settings }
}

fn write_line(file: &mut File, path: &Path, value: &impl serde::Serialize) -> Result<(), FileError> {
    let mut line = serde_json::to_vec(value).expect("records are plain data");
    line.push(b'\n');
    file.write_all(&line).map_err(|it| FileError::io(path, "write", &it))
}

/// The numbered segments of a ledger, oldest first.
pub(crate) fn segments(folder: &Path) -> Result<Vec<(u64, PathBuf)>, FileError> {
    let entries = match fs::read_dir(folder) {
        Ok(it) => it,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(FileError::io(folder, "read", &error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|it| FileError::io(folder, "read", &it))?.path();
        let is_segment = path.extension().is_some_and(|it| it == "jsonl");
        let number = path.file_stem().and_then(|it| it.to_str()).and_then(|it| it.parse().ok());
        if let (true, Some(number)) = (is_segment, number) {
            found.push((number, path));
        }
    }
    found.sort();
    Ok(found)
}

/// All records of the ledger in a folder, oldest first, and what could not be read of it.
///
/// A last line without an end was cut off while it was written: its document was not replaced yet.
pub(crate) fn read_records(folder: &Path) -> Result<(Vec<DocumentRecord>, Vec<FileError>), FileError> {
    let mut all = (Vec::new(), Vec::new());
    for (_, path) in segments(folder)? {
        let (records, errors) = read_segment(&path)?;
        all.0.extend(records);
        all.1.extend(errors);
    }
    Ok(all)
}

/// The records of one segment, and what could not be read of it.
pub(crate) fn read_segment(path: &Path) -> Result<(Vec<DocumentRecord>, Vec<FileError>), FileError> {
    let bytes = fs::read(path).map_err(|it| FileError::io(path, "read", &it))?;
    let complete = bytes.iter().rposition(|it| *it == b'\n').map_or(0, |it| it + 1);
    let mut lines = bytes[..complete].split(|it| *it == b'\n').enumerate().filter(|(_, it)| !it.is_empty());
    let Some((_, first)) = lines.next() else { return Ok((Vec::new(), Vec::new())) };
    match parse::<LedgerHeader>(path, 0, first) {
        Ok(it) if it.unchaff_ledger == FORMAT_VERSION => {}
        Ok(it) => {
            let message = format!("ledger format {} is not known: expected {FORMAT_VERSION}", it.unchaff_ledger);
            return Ok((Vec::new(), vec![FileError::new(path, message)]));
        }
        Err(error) => return Ok((Vec::new(), vec![error])),
    }
    let mut all = (Vec::new(), Vec::new());
    for (number, line) in lines {
        match parse(path, number, line) {
            Ok(it) => all.0.push(it),
            Err(error) => all.1.push(error),
        }
    }
    Ok(all)
}

fn parse<T: DeserializeOwned>(path: &Path, number: usize, line: &[u8]) -> Result<T, FileError> {
    serde_json::from_slice(line)
        .map_err(|it| FileError::new(path, format!("line {}: not a ledger record: {it}", number + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")] // which has a disk that is always full
    #[test]
    fn nothing_is_written_behind_half_a_record() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let mut ledger = Ledger::of_folder(folder.path(), BTreeMap::new());
        let full = OpenOptions::new().write(true).open("/dev/full").expect("a device");
        ledger.file = Some((full, PathBuf::from("/dev/full")));
        let record: DocumentRecord =
            serde_json::from_str(r#"{"path":"a.md","input":"1","output":"2","edits":[]}"#).expect("a record");
        let error = ledger.append(&record).expect_err("no room");
        ledger.file = None; // there is room again
        assert_eq!(ledger.append(&record), Err(error.clone()));
        assert_eq!(ledger.sync(), Err(error));
        assert!(!folder.path().join(STATE_DIR).exists());
    }
}
