//! The runs that made a file what it is, by the hashes of what they read and wrote.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use unchaff_document::DocumentRecord;

use crate::{FileError, hash};

/// The records that lead from the oldest known bytes to those of the hash `current`, the last first: up to the one that
/// made another form of a document, if there is one. It is empty if the file is what it was before all of them. `None` if
/// no record knows those bytes.
///
/// Each record comes with the folder of its ledger.
pub(super) fn chain<'r>(
    path: &Path,
    current: &str,
    records: &'r [(PathBuf, DocumentRecord)],
) -> Result<Option<Vec<&'r DocumentRecord>>, FileError> {
    let mut chain = Vec::new();
    let mut state = current;
    // Each record is used once, so that going back ends.
    let mut unused: Vec<&(PathBuf, DocumentRecord)> = records.iter().collect();
    while let Some(index) = unused.iter().rposition(|(_, it)| it.output == state && it.input != it.output) {
        let (root, record) = unused.remove(index);
        let is_rival = |(other, it): &&&(PathBuf, DocumentRecord)| {
            other != root && it.output == record.output && !is_one_history(records, &it.input, &record.input)
        };
        if let Some((other, _)) = unused.iter().find(is_rival) {
            // Ledgers of different folders do not tell which run came last.
            let (a, b) = (root.display(), other.display());
            let message = format!("the ledgers of {a} and {b} know different inputs of it: left as it is");
            return Err(FileError::new(path, message));
        }
        chain.push(record);
        state = &record.input;
        if record.converted_from.is_some() {
            break;
        }
    }
    if state == current {
        // What runs removed on the way, others put back.
        let is_known = !chain.is_empty() || records.iter().any(|(_, it)| it.input == state);
        return Ok(is_known.then(Vec::new));
    }
    Ok(Some(chain))
}

/// What a run read, of what it wrote.
pub(super) fn input_of(path: &Path, output: &[u8], record: &DocumentRecord) -> Result<Vec<u8>, FileError> {
    let input = unchaff_document::restore(output, &record.edits).map_err(|_| broken(path))?;
    if hash(&input) == record.input { Ok(input) } else { Err(broken(path)) }
}

pub(super) fn broken(path: &Path) -> FileError {
    FileError::new(path, "the ledger does not fit the file: left as it is")
}

/// Whether one state of a file came out of the other, so that going back from both ends at the same bytes.
fn is_one_history(records: &[(PathBuf, DocumentRecord)], a: &str, b: &str) -> bool {
    let leads = |from: &str, to: &str| {
        let mut reached: HashSet<&str> = HashSet::from([from]);
        loop {
            let next = records.iter().filter(|(_, it)| reached.contains(it.input.as_str()));
            let new: Vec<&str> = next.map(|(_, it)| it.output.as_str()).filter(|it| !reached.contains(it)).collect();
            if new.is_empty() {
                return reached.contains(to);
            }
            reached.extend(new);
        }
    };
    leads(a, b) || leads(b, a)
}
