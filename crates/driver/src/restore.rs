//! Gives back what was removed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;
use unchaff_document::{DocumentRecord, Edit, EditSet, RecordedBytes, RecordedEdit, RuleId, Span, settle};

mod chain;
mod left_out;

pub use left_out::{LeftOut, left_out, left_out_of_bytes};

use chain::{broken, chain, input_of};

use crate::{
    FileError, Ledger,
    claim::Claim,
    files::{check_replaceable, path_bytes, path_from_bytes, write_over},
    hash,
    ledger::{LEDGER_DIR, STATE_DIR, read_records, read_segment},
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
    /// Of each ledger, oldest first; with the folder of the ledger.
    records: Vec<(PathBuf, DocumentRecord)>,
    /// Whether the last run left the file out because another one says the same.
    is_left_out: bool,
}

/// Gives back, in place, the input of every cleaned file at or below `paths`; with a rule only what that
/// rule removed.
///
/// The ledgers are those of the folders at, above and below each path. A file whose bytes no record knows
/// was edited since: it is left alone and named. If another process of ours writes there, `waits` hears of the folder, and
/// nothing is read until it is done.
pub fn restore(
    paths: &[PathBuf],
    only: Option<&RuleId>,
    settings: &BTreeMap<String, String>,
    waits: impl FnMut(&Path),
) -> RestoreSummary {
    let real = || paths.iter().filter_map(|it| it.canonicalize().ok());
    // Somebody may be writing a first ledger there.
    let given = real().filter_map(|it| if it.is_dir() { Some(it) } else { it.parent().map(Path::to_path_buf) });
    let _claim = Claim::of(given.chain(real().flat_map(|it| ledger_roots(&it))), waits);
    let (histories, errors) = histories(paths);
    let mut summary = RestoreSummary { errors, ..RestoreSummary::default() };
    let mut ledgers: BTreeMap<PathBuf, Ledger> = BTreeMap::new();
    for (path, history) in &histories {
        match restore_file(path, history, only, &mut ledgers, settings) {
            Ok(Some(true)) => summary.restored.push(path.clone()),
            Ok(Some(false)) => summary.n_unchanged += 1,
            Ok(None) => {}
            Err(error) => summary.errors.push(error),
        }
    }
    let given = Given::new(paths);
    summary.restored.iter_mut().chain(summary.errors.iter_mut().map(|it| &mut it.path)).for_each(|it| given.name(it));
    summary
}

/// The paths that were given, by what they are in truth.
struct Given<'a>(Vec<(PathBuf, &'a Path)>);

impl<'a> Given<'a> {
    fn new(paths: &'a [PathBuf]) -> Self {
        Self(paths.iter().filter_map(|it| Some((it.canonicalize().ok()?, it.as_path()))).collect())
    }

    /// Names a file as the path above it was given.
    fn name(&self, path: &mut PathBuf) {
        let named = |(real, given): &(PathBuf, &Path)| {
            let below = path.strip_prefix(real).ok()?;
            Some(if below.as_os_str().is_empty() { given.to_path_buf() } else { given.join(below) })
        };
        if let Some(named) = self.0.iter().find_map(named) {
            *path = named;
        }
    }
}

/// What the ledgers of the folders at, above and below each path know of the files there, and what went wrong.
fn histories(paths: &[PathBuf]) -> (BTreeMap<PathBuf, History>, Vec<FileError>) {
    let mut errors = Vec::new();
    let mut histories: BTreeMap<PathBuf, History> = BTreeMap::new();
    for path in paths {
        let real = match path.canonicalize() {
            Ok(it) => it,
            Err(error) => {
                errors.push(FileError::io(path, "read", &error));
                continue;
            }
        };
        let roots = ledger_roots(&real);
        if roots.is_empty() {
            let message = "no ledger here: nothing was cleaned, or the folder .unchaff is gone";
            errors.push(FileError::new(path, message));
            continue;
        }
        for root in roots {
            read_histories(&root, &real, &mut histories, &mut errors);
        }
        if real.is_file() && !histories.contains_key(&real) {
            errors.push(FileError::new(path, "no record of it here: unchaff has not changed it, or it was renamed"));
        }
    }
    (histories, errors)
}

/// Gives back the input of bytes that were cleaned on their way through a pipe, from a ledger that is a file.
///
/// # Errors
/// If the ledger cannot be read, or knows nothing of these bytes.
pub fn restore_bytes(cleaned: &[u8], ledger: &Path) -> Result<Vec<u8>, FileError> {
    let (records, errors) = read_segment(ledger)?;
    let records: Vec<_> = records.into_iter().map(|it| (PathBuf::new(), it)).collect();
    if let Some(it) = walk_back(ledger, cleaned, &records)? {
        return Ok(it.original);
    }
    let unknown = || FileError::new(ledger, "knows nothing of these bytes: were they changed after they were cleaned?");
    Err(errors.into_iter().next().unwrap_or_else(unknown))
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
            history.records.push((root.to_path_buf(), record));
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
    let Some(Walk { original, edits }) = walk_back(path, &current, &history.records)? else {
        let message = "was edited after it was cleaned: left as it is (what was removed stands in the ledger: `unchaff restore --left-out` shows it)";
        return Err(FileError::new(path, message));
    };
    if original == current {
        return Ok(Some(false));
    }
    check_replaceable(path, path)?;
    let Some(only) = only else {
        return replace(history, path, &current, &original);
    };
    let Some(edits) = edits else {
        let message = "two runs changed the same value of the front matter: restore without --rule";
        return Err(FileError::new(path, message));
    };
    let kept = without_rule(&edits, only, &original);
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
        converted_from: None,
    })?;
    ledger.sync()?;
    replace(history, path, &current, &output)
}

/// Writes a file, unless somebody else has written it since it was read.
fn replace(history: &History, path: &Path, current: &[u8], bytes: &[u8]) -> Result<Option<bool>, FileError> {
    if write_over(&history.root, path, current, bytes, path)? {
        return Ok(Some(true));
    }
    Err(FileError::new(path, "was changed while it was restored: left as it is"))
}

/// The edits that other rules made.
///
/// At the end of a file a removed block takes the blank lines before it. If what comes back stood behind it,
/// they are what keeps that apart from the text above, and come back as well.
fn without_rule(edits: &EditSet, rule: &RuleId, original: &[u8]) -> EditSet {
    let mut kept: Vec<Edit> = edits.edits().iter().filter(|it| it.rule != *rule).cloned().collect();
    for back in edits.edits().iter().filter(|it| it.rule == *rule) {
        let mut at = back.span.start;
        let mut head = None;
        let ends_at = |kept: &[Edit], at| kept.binary_search_by_key(&at, |it| it.span.end).ok();
        while let Some(index) = ends_at(&kept, at).filter(|it| kept[*it].span.start < at) {
            at = kept[index].span.start;
            head = Some(index);
        }
        if let Some(head) = head {
            let removed = &original[kept[head].span.range()];
            kept[head].span.start += blank_lines(removed);
        }
    }
    settle(kept)
}

/// How many bytes of blank lines stand at the start.
fn blank_lines(bytes: &[u8]) -> u32 {
    let visible = bytes.iter().position(|it| !it.is_ascii_whitespace()).unwrap_or(bytes.len());
    let lines = bytes[..visible].iter().rposition(|it| *it == b'\n' || *it == b'\r').map_or(0, |it| it + 1);
    Span::of(0..lines).end
}

/// The way back of one file.
struct Walk {
    /// Its oldest known bytes.
    original: Vec<u8>,
    /// What leads from them to the bytes of today; `None` if two runs changed the same inserted bytes.
    edits: Option<EditSet>,
}

/// Walks from the bytes of today back to the oldest known ones, by hash. `None` if no record knows them.
fn walk_back(path: &Path, current: &[u8], records: &[(PathBuf, DocumentRecord)]) -> Result<Option<Walk>, FileError> {
    let Some(chain) = chain(path, &hash(current), records)? else { return Ok(None) };
    let mut original = current.to_vec();
    let mut edits = Some(EditSet::default());
    for (n_back, record) in chain.into_iter().enumerate() {
        if let Some(converted_from) = &record.converted_from {
            if n_back > 0 {
                break; // this is what was converted; nobody asked for more
            }
            return Err(FileError::new(path, was_converted(&converted_from.0)));
        }
        original = input_of(path, &original, record)?;
        let first = EditSet::of_record(&record.edits).ok_or_else(|| broken(path))?;
        edits = edits.and_then(|it| first.then(&it));
    }
    Ok(Some(Walk { original, edits }))
}

fn was_converted(original: &[u8]) -> String {
    let original = String::from_utf8_lossy(original);
    format!(
        "was converted from {original}, and what was written anew does not lead back to its bytes: left as it is \
         (`unchaff restore --left-out` shows what is not in it)"
    )
}
