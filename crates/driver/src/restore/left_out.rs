//! What ledgers have of a file, for people to read.

use std::{
    fs,
    path::{Path, PathBuf},
};

use unchaff_document::{DocumentRecord, RecordedEdit, RuleId};

use super::histories;
use crate::{FileError, hash, ledger::read_segment};

/// What one run left out of a file.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The file as it is now.
    pub path: PathBuf,
    /// The document of which it is a conversion, by its path below its own folder.
    pub converted_from: Option<String>,
    /// What happened, in order. Offsets count bytes of what the run read.
    pub edits: Vec<RecordedEdit>,
}

/// Tells what was left out of the files at or below `paths`, run by run, the last run first; with a rule only what that
/// rule removed. Nothing is written.
///
/// Of a file that was edited since, it is what the last run left out.
pub fn left_out(paths: &[PathBuf], only: Option<&RuleId>) -> (Vec<LeftOut>, Vec<FileError>) {
    let (histories, mut errors) = histories(paths);
    let mut all = Vec::new();
    for (path, history) in histories.iter().filter(|it| !it.1.is_left_out) {
        let records: Vec<&DocumentRecord> = history.records.iter().map(|it| &it.1).collect();
        match fs::read(path) {
            Ok(bytes) => match chain(&records, &hash(&bytes)) {
                chain if chain.is_empty() => all.extend(records.last().map(|it| of_record(path, it, only))),
                chain => all.extend(chain.into_iter().map(|it| of_record(path, it, only))),
            },
            Err(error) => errors.push(FileError::io(path, "read", &error)),
        }
    }
    all.retain(|it| !it.edits.is_empty());
    (all, errors)
}

/// Tells what was left out of bytes on their way through a pipe, from a ledger that is a file.
///
/// # Errors
/// If the ledger cannot be read, or knows nothing of these bytes.
pub fn left_out_of_bytes(bytes: &[u8], ledger: &Path) -> Result<Vec<LeftOut>, FileError> {
    let (records, errors) = read_segment(ledger)?;
    let records: Vec<&DocumentRecord> = records.iter().collect();
    let chain = chain(&records, &hash(bytes));
    if chain.is_empty() {
        let unknown =
            || FileError::new(ledger, "knows nothing of these bytes: were they changed after they were cleaned?");
        return Err(errors.into_iter().next().unwrap_or_else(unknown));
    }
    Ok(chain.into_iter().map(|it| of_record(Path::new("-"), it, None)).collect())
}

fn of_record(path: &Path, record: &DocumentRecord, only: Option<&RuleId>) -> LeftOut {
    let converted_from = record.converted_from.as_ref().map(|it| String::from_utf8_lossy(&it.0).into_owned());
    let is_wanted = |it: &&RecordedEdit| only.is_none_or(|only| it.rule == *only);
    let edits = record.edits.iter().filter(is_wanted).cloned().collect();
    LeftOut { path: path.to_path_buf(), converted_from, edits }
}

/// The records that lead from the oldest known bytes to those of that hash, the last first.
fn chain<'r>(records: &[&'r DocumentRecord], output: &str) -> Vec<&'r DocumentRecord> {
    let mut chain = Vec::new();
    let mut state = output;
    // Each record is used once, so that going back ends.
    let mut unused = records.to_vec();
    while let Some(index) = unused.iter().rposition(|it| it.output == state && it.input != it.output) {
        let record = unused.remove(index);
        chain.push(record);
        if record.converted_from.is_some() {
            break;
        }
        state = &record.input;
    }
    chain
}
