//! Gives back what was removed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;
use unchaff_document::{DocumentRecord, EditSet, RecordedBytes, RecordedEdit, RuleId};

use crate::{
    FileError, LEDGER_DIR, Ledger, STATE_DIR,
    files::{Prepared, path_bytes, path_from_bytes},
    hash,
    ledger::{read_records, read_segment},
};

/// What a restore did.
#[derive(Debug, Default)]
pub struct RestoreSummary {
    /// Files that got bytes back.
    pub restored: Vec<PathBuf>,
    /// Files that are what they were already.
    pub n_unchanged: usize,
    /// Files that could not be restored, and why.
    pub errors: Vec<FileError>,
}

/// What the ledgers know of one file.
struct History {
    /// The folder whose ledger is to remember more.
    root: PathBuf,
    relative: PathBuf,
    /// Oldest first.
    records: Vec<DocumentRecord>,
    /// Whether the last run left the file out because another one says the same.
    is_left_out: bool,
}

/// Gives back, in place, the input of every cleaned file at or below `paths`; with a rule only what that
/// rule removed.
///
/// The ledgers are those of the folders at, above and below each path. A file whose bytes no record knows
/// was edited since: it is left alone and named.
pub fn restore(paths: &[PathBuf], only: Option<&RuleId>, settings: &BTreeMap<String, String>) -> RestoreSummary {
    let mut summary = RestoreSummary::default();
    let mut histories: BTreeMap<PathBuf, History> = BTreeMap::new();
    for path in paths {
        let real = match path.canonicalize() {
            Ok(it) => it,
            Err(error) => {
                summary.errors.push(FileError::io(path, "read", &error));
                continue;
            }
        };
        let roots = ledger_roots(&real);
        if roots.is_empty() {
            let message = "no ledger here: nothing was cleaned, or the folder .unchaff is gone";
            summary.errors.push(FileError::new(path, message));
        }
        for root in roots {
            read_histories(&root, &real, &mut histories, &mut summary.errors);
        }
        if real.is_file() && !histories.contains_key(&real) {
            summary
                .errors
                .push(FileError::new(path, "no record of it here: unchaff has not changed it, or it was renamed"));
        }
    }
    let mut ledgers: BTreeMap<PathBuf, Ledger> = BTreeMap::new();
    for (path, history) in &histories {
        match restore_file(path, history, only, &mut ledgers, settings) {
            Ok(Some(true)) => summary.restored.push(path.clone()),
            Ok(Some(false)) => summary.n_unchanged += 1,
            Ok(None) => {}
            Err(error) => summary.errors.push(error),
        }
    }
    summary
}

/// Gives back the input of bytes that were cleaned on their way through a pipe, from a ledger that is a file.
///
/// # Errors
/// If the ledger cannot be read, or knows nothing of these bytes.
pub fn restore_bytes(cleaned: &[u8], ledger: &Path) -> Result<Vec<u8>, FileError> {
    let (records, errors) = read_segment(ledger)?;
    let state = hash(cleaned);
    if errors.is_empty() && !records.iter().any(|it| it.input == state || it.output == state) {
        return Err(FileError::new(ledger, "knows nothing of these bytes: were they changed after they were cleaned?"));
    }
    match walk_back(ledger, cleaned, &records) {
        Ok((original, _)) => Ok(original),
        Err(error) => Err(errors.into_iter().next().unwrap_or(error)),
    }
}

/// The folders at, above and below a path that have a ledger.
fn ledger_roots(path: &Path) -> BTreeSet<PathBuf> {
    let has_ledger = |it: &Path| it.join(STATE_DIR).join(LEDGER_DIR).is_dir();
    let mut roots: BTreeSet<PathBuf> = path.ancestors().filter(|it| has_ledger(it)).map(Path::to_path_buf).collect();
    if path.is_dir() {
        let below = WalkBuilder::new(path).standard_filters(false).follow_links(false).build();
        let folders = below.filter_map(Result::ok).filter(|it| it.file_type().is_some_and(|it| it.is_dir()));
        roots.extend(folders.map(ignore::DirEntry::into_path).filter(|it| has_ledger(it)));
    }
    roots
}

fn read_histories(root: &Path, wanted: &Path, histories: &mut BTreeMap<PathBuf, History>, errors: &mut Vec<FileError>) {
    let folder = root.join(STATE_DIR).join(LEDGER_DIR);
    let records = match read_records(&folder) {
        Ok((records, unread)) => {
            errors.extend(unread);
            records
        }
        Err(error) => {
            errors.push(error);
            return;
        }
    };
    for record in records {
        let Some(relative) = path_from_bytes(&record.path.0) else {
            let name = String::from_utf8_lossy(&record.path.0).into_owned();
            errors.push(FileError::new(&folder, format!("a record for {name:?} leads out of the folder: ignored")));
            continue;
        };
        let path = root.join(&relative);
        if !path.starts_with(wanted) {
            continue;
        }
        let history = histories.entry(path).or_insert_with(|| History {
            root: root.to_path_buf(),
            relative,
            records: Vec::new(),
            is_left_out: false,
        });
        history.is_left_out = record.duplicate_of.is_some();
        if !history.is_left_out {
            history.records.push(record);
        }
    }
}

/// Whether the file got bytes back. `None` if it was left out as a duplicate: there is nothing to restore.
fn restore_file(
    path: &Path,
    history: &History,
    only: Option<&RuleId>,
    ledgers: &mut BTreeMap<PathBuf, Ledger>,
    settings: &BTreeMap<String, String>,
) -> Result<Option<bool>, FileError> {
    // The original of a document that was left out was never touched.
    if history.is_left_out && !path.exists() || history.records.is_empty() {
        return Ok(None);
    }
    let folder = path.parent().and_then(|it| it.canonicalize().ok());
    let leads_out = folder.is_some_and(|it| !it.starts_with(&history.root));
    if leads_out || path.symlink_metadata().is_ok_and(|it| it.is_symlink()) {
        return Err(FileError::new(path, "leads out of the folder by a link: left as it is"));
    }
    let current = fs::read(path).map_err(|it| match it.kind() {
        std::io::ErrorKind::NotFound => FileError::new(path, "was cleaned and is gone: renamed, moved or deleted?"),
        _ => FileError::io(path, "read", &it),
    })?;
    let (original, edits) = walk_back(path, &current, &history.records)?;
    if edits.is_empty() {
        return Ok(Some(false));
    }
    let Some(only) = only else {
        Prepared::new(path, &original, Some(path))?.finish()?;
        return Ok(Some(true));
    };
    let kept = edits.filter(|it| it.rule != *only);
    if kept == edits {
        return Ok(Some(false));
    }
    let output = kept.apply(&original);
    let root = &history.root;
    let ledger = ledgers.entry(root.clone()).or_insert_with(|| Ledger::of_folder(root, settings.clone()));
    ledger.append(&DocumentRecord {
        path: RecordedBytes(path_bytes(&history.relative)),
        input: hash(&original),
        output: hash(&output),
        edits: RecordedEdit::of(&kept, &original),
        duplicate_of: None,
    })?;
    ledger.sync()?;
    Prepared::new(path, &output, Some(path))?.finish()?;
    Ok(Some(true))
}

/// The oldest known bytes of a file, and the edits that lead from them to `current`.
fn walk_back(path: &Path, current: &[u8], records: &[DocumentRecord]) -> Result<(Vec<u8>, EditSet), FileError> {
    let mut bytes = current.to_vec();
    let mut edits = EditSet::default();
    let mut state = hash(current);
    // Each record is used once, so that going back ends.
    let mut unused: Vec<&DocumentRecord> = records.iter().collect();
    while let Some(index) = unused.iter().rposition(|it| it.output == state && it.input != it.output) {
        let record = unused.remove(index);
        let broken = || FileError::new(path, "the ledger does not fit the file: left as it is");
        bytes = unchaff_document::restore(&bytes, &record.edits).map_err(|_| broken())?;
        if hash(&bytes) != record.input {
            return Err(broken());
        }
        edits = EditSet::of_record(&record.edits).ok_or_else(broken)?.then(&edits).ok_or_else(|| {
            FileError::new(path, "two runs changed the same value of the front matter: restore without --rule")
        })?;
        state.clone_from(&record.input);
    }
    if edits.is_empty() && !records.iter().any(|it| it.input == state) {
        return Err(FileError::new(
            path,
            "was edited after it was cleaned: left as it is (what was removed stands in the ledger)",
        ));
    }
    Ok((bytes, edits))
}
