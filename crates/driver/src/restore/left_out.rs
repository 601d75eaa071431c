//! What ledgers have of a file, for people to read.

use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

use unchaff_document::{DocumentRecord, RecordedEdit, RuleId};
use unchaff_page::PageEncoding;

use super::{
    Given,
    chain::{chain, input_of},
    histories,
};
use crate::{FileError, hash, ledger::read_segment};

/// What one run left out of a file.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The file as it is now.
    pub path: PathBuf,
    /// The document of which it is a conversion, by its path below its own folder.
    pub converted_from: Option<String>,
    /// Whether the file is what came of that run and those after it. If not, it was edited since, and what was left out
    /// may be in it again.
    pub is_known: bool,
    /// What happened, in order. Offsets count bytes of what the run read.
    pub edits: Vec<RecordedEdit>,
    /// What that was written in.
    encoding: PageEncoding,
}

impl LeftOut {
    /// Bytes of an edit as text, in the encoding of what the run read.
    pub fn text<'b>(&self, bytes: &'b [u8]) -> Cow<'b, str> {
        self.encoding.decode(bytes)
    }
}

/// Tells what was left out of the files at or below `paths`, run by run, the last run first; with a rule only what that
/// rule removed. Nothing is written.
///
/// Of a file that was restored, that is nothing. Of one that was edited since, it is what the last run of each ledger left
/// out.
pub fn left_out(paths: &[PathBuf], only: Option<&RuleId>) -> (Vec<LeftOut>, Vec<FileError>) {
    let (histories, mut errors) = histories(paths);
    let mut all = Vec::new();
    for (path, history) in histories.iter().filter(|it| !it.1.is_left_out) {
        let records = &history.records;
        let found = fs::read(path).map_err(|it| FileError::io(path, "read", &it));
        match found.and_then(|it| of_file(path, &it, records)) {
            Ok(Some(found)) => all.extend(found),
            Ok(None) => {
                let of_ledgers = records.chunk_by(|(one, _), (other, _)| one == other);
                let last = of_ledgers.rev().filter_map(|it| it.last());
                all.extend(last.map(|(_, it)| of_record(path, it, encoding_of_removed(it), false)));
            }
            Err(error) => errors.push(error),
        }
    }
    if let Some(only) = only {
        all.iter_mut().for_each(|it| it.edits.retain(|it| it.rule == *only));
    }
    all.retain(|it| !it.edits.is_empty());
    let given = Given::new(paths);
    all.iter_mut().map(|it| &mut it.path).chain(errors.iter_mut().map(|it| &mut it.path)).for_each(|it| given.name(it));
    (all, errors)
}

/// Tells what was left out of bytes on their way through a pipe, from a ledger that is a file.
///
/// # Errors
/// If the ledger cannot be read, or knows nothing of these bytes.
pub fn left_out_of_bytes(bytes: &[u8], ledger: &Path) -> Result<Vec<LeftOut>, FileError> {
    let (records, errors) = read_segment(ledger)?;
    let records: Vec<_> = records.into_iter().map(|it| (PathBuf::new(), it)).collect();
    if let Some(found) = of_file(Path::new("-"), bytes, &records)? {
        return Ok(found);
    }
    let unknown = || FileError::new(ledger, "knows nothing of these bytes: were they changed after they were cleaned?");
    Err(errors.into_iter().next().unwrap_or_else(unknown))
}

/// What was left out on the way to these bytes. `None` if no record knows them.
fn of_file(
    path: &Path,
    current: &[u8],
    records: &[(PathBuf, DocumentRecord)],
) -> Result<Option<Vec<LeftOut>>, FileError> {
    let Some(chain) = chain(path, &hash(current), records)? else { return Ok(None) };
    let mut bytes = Cow::Borrowed(current);
    let mut found = Vec::new();
    for record in chain {
        let encoding = if record.converted_from.is_some() {
            encoding_of_removed(record)
        } else {
            bytes = Cow::Owned(input_of(path, &bytes, record)?);
            PageEncoding::of(&bytes)
        };
        found.push(of_record(path, record, encoding, true));
    }
    Ok(Some(found))
}

fn of_record(path: &Path, record: &DocumentRecord, encoding: PageEncoding, is_known: bool) -> LeftOut {
    let converted_from = record.converted_from.as_ref().map(|it| String::from_utf8_lossy(&it.0).into_owned());
    LeftOut { path: path.to_path_buf(), converted_from, is_known, edits: record.edits.clone(), encoding }
}

/// The encoding of a document of which there is no more than what was removed. The start of a page always is, with the
/// byte order mark and what it says of itself.
fn encoding_of_removed(record: &DocumentRecord) -> PageEncoding {
    let removed: Vec<&[u8]> = record.edits.iter().map(|it| it.removed.0.as_slice()).collect();
    PageEncoding::of(&removed.concat())
}
