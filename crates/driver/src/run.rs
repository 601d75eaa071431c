//! Cleans many documents.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use unchaff_dedup::Tokens;
use unchaff_document::{DocumentRecord, EditSet, RecordedBytes, RecordedEdit, RuleId};

use crate::{
    Cleaned, Compare, CompareOptions, Conversion, Converted, Decisions, DuplicateGroup, Duplicates, FileError, Input,
    Inputs, Ledger, Note, Plan, StopFlag, TakenFor,
    claim::Claim,
    clean::clean_taken,
    compare::{compare, name_of, sources},
    convert::convert_taken,
    dedup::{Comparison, Incoming},
    documents::{BATCH_BYTES, Batch, Document, each_document_ahead},
    duplicates::{RowFormat, rows},
    files::{Sync, check_replaceable, path_bytes, path_text, write_below, write_over},
    findings::by_finding,
    hash,
    ledger::STATE_DIR,
    out_folder::{self, OutFolder},
    taken::take,
    text::{clean_and_read, compared_text},
};

/// Where cleaned documents go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Nowhere: look, and change nothing.
    Nowhere,
    /// Into this folder, under their relative paths, changed or not.
    Folder(PathBuf),
    /// Where they are; only changed ones are written.
    InPlace,
}

/// What happens about duplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDuplicates {
    /// Nobody looks for them.
    Ignore,
    /// Groups are written to `.unchaff/duplicates.tsv`.
    Report,
    /// In addition, all but the kept one are left out of the folder that is written.
    Drop,
}

/// Bytes of memory for finding duplicates, besides what cleaning takes. More of it saves hardly any time.
const MEMORY: usize = 50 << 20;

/// What a run does.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// How documents are cleaned. In place, nothing is taken for a whole page unless that is asked for
    /// ([`TakenFor::Page`]): a site's templates are HTML, too.
    pub clean: Plan,
    /// The form that documents get in the folder they are written to; nothing: their own. In place they keep theirs.
    pub conversion: Option<Conversion>,
    /// What a person has said of findings.
    pub decisions: Decisions,
    /// Where the result goes.
    pub destination: Destination,
    /// What happens about duplicates.
    pub duplicates: OnDuplicates,
    /// What the ledger says of the settings.
    pub settings: BTreeMap<String, String>,
    /// Ends the run before its end. Running again goes on.
    pub stop: StopFlag,
    /// Hears of a folder that another process of ours writes to: the run waits until that one is done.
    pub waits: fn(&Path),
}

impl Default for RunOptions {
    /// Looks with all rules, and changes nothing.
    fn default() -> Self {
        Self {
            clean: Plan::default(),
            conversion: None,
            decisions: Decisions::default(),
            destination: Destination::Nowhere,
            duplicates: OnDuplicates::Ignore,
            settings: BTreeMap::new(),
            stop: StopFlag::default(),
            waits: |_| (),
        }
    }
}

/// What a run did.
#[derive(Debug, Default)]
pub struct RunSummary {
    /// Documents that were read.
    pub n_documents: usize,
    /// Documents that came out different.
    pub n_changed: usize,
    /// Documents that were taken for whole pages.
    pub n_pages: usize,
    /// Of these, documents in which no article was found.
    pub n_without_article: usize,
    /// Documents that start with a header that only Hexo reads, and that was taken for text.
    pub n_hexo_headers: usize,
    /// Documents of which there is no conversion.
    pub n_not_converted: usize,
    /// Documents that were written.
    pub n_written: usize,
    /// Of these, documents whose changes [`restore`](crate::restore) takes back.
    pub n_restorable: usize,
    /// Of these, documents that were written anew, and of which [`left_out`](crate::left_out) shows something.
    pub n_rewritten: usize,
    /// Bytes that were read.
    pub n_bytes: usize,
    /// What each rule did.
    pub by_rule: BTreeMap<RuleId, RuleSummary>,
    /// Unsafe findings that were not asked for.
    pub n_unapplied: usize,
    /// Findings that the structure guard held back.
    pub n_held_back: usize,
    /// Documents that were left unchanged because they would have lost too much.
    pub n_over_budget: usize,
    /// Findings that only a person can judge.
    pub n_reports: usize,
    /// Duplicates; none if nobody looked.
    pub duplicates: Duplicates,
    /// Documents that were left out because another one says the same.
    pub n_left_out: usize,
    /// Documents of earlier runs that lie in the folder still and were not written again.
    pub n_stale: usize,
    /// Names in the folder that differ only in upper and lower case: on many disks they would be one file. Where the folder
    /// lies on such a disk there are none, since only the first of them is written, and the others are errors.
    pub differ_in_case: Vec<(PathBuf, PathBuf)>,
    /// Whether the run was [stopped](RunOptions::stop). The documents that are counted are finished, others were not
    /// begun; nothing is said of duplicates and of what is stale.
    pub is_stopped: bool,
    /// What went wrong with single files.
    pub errors: Vec<FileError>,
}

/// What a rule did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSummary {
    /// Passages that it removed.
    pub n_removed: usize,
    /// Their bytes.
    pub n_bytes: usize,
    /// Passages for which it put others.
    pub n_mended: usize,
}

impl RunSummary {
    /// Bytes that were removed.
    pub fn n_removed(&self) -> usize {
        self.by_rule.values().map(|it| it.n_bytes).sum()
    }

    /// Passages that were mended.
    pub fn n_mended(&self) -> usize {
        self.by_rule.values().map(|it| it.n_mended).sum()
    }

    /// Adds a document.
    pub fn count(&mut self, source: &[u8], cleaned: &Cleaned) {
        self.n_documents += 1;
        self.n_bytes += source.len();
        self.n_changed += usize::from(!cleaned.edits.is_empty());
        self.n_pages += usize::from(cleaned.is_page);
        self.n_hexo_headers += usize::from(cleaned.has_hexo_header);
        let has = |is: fn(&Note) -> bool| usize::from(cleaned.notes.iter().any(is));
        self.n_without_article += has(|it| matches!(it, Note::NoArticle { .. }));
        self.n_not_converted += has(|it| matches!(it, Note::NotConverted));
        self.n_unapplied += by_finding(&cleaned.unapplied).len();
        if cleaned.is_over_budget() {
            self.n_over_budget += 1;
        } else {
            self.n_held_back += by_finding(&cleaned.held_back).len();
        }
        self.n_reports += cleaned.reports.len();
        for edits in by_finding(cleaned.edits.edits()) {
            let of_rule = self.by_rule.entry(edits[0].rule.clone()).or_default();
            let removed = edits.iter().filter(|it| it.insert.is_empty());
            let is_mended = removed.clone().count() < edits.len();
            of_rule.n_bytes += removed.map(|it| it.span.len()).sum::<usize>();
            of_rule.n_mended += usize::from(is_mended);
            of_rule.n_removed += usize::from(!is_mended);
        }
    }

    /// Adds what [`count`](Self::count) has counted of other documents.
    pub fn add(&mut self, other: &Self) {
        self.n_documents += other.n_documents;
        self.n_bytes += other.n_bytes;
        self.n_changed += other.n_changed;
        self.n_pages += other.n_pages;
        self.n_hexo_headers += other.n_hexo_headers;
        self.n_without_article += other.n_without_article;
        self.n_not_converted += other.n_not_converted;
        self.n_unapplied += other.n_unapplied;
        self.n_over_budget += other.n_over_budget;
        self.n_held_back += other.n_held_back;
        self.n_reports += other.n_reports;
        for (rule, other) in &other.by_rule {
            let of_rule = self.by_rule.entry(rule.clone()).or_default();
            of_rule.n_removed += other.n_removed;
            of_rule.n_bytes += other.n_bytes;
            of_rule.n_mended += other.n_mended;
        }
    }

    /// Adds a document that was written, with what the ledger has of it.
    fn count_written(&mut self, record: Option<&DocumentRecord>) {
        self.n_written += 1;
        let Some(record) = record.filter(|it| !it.edits.is_empty()) else { return };
        match record.converted_from {
            Some(_) => self.n_rewritten += 1,
            None => self.n_restorable += 1,
        }
    }
}

/// What became of one document on its thread.
struct Outcome {
    source: Vec<u8>,
    cleaned: Cleaned,
    /// What it was converted to, if it was.
    converted: Option<Vec<u8>>,
    /// Where the output is to be written.
    target: Option<PathBuf>,
    /// Why it is not written, though it could be cleaned.
    refusal: Option<FileError>,
    /// What the ledger is to remember.
    record: Option<DocumentRecord>,
    /// What the list of a written folder is to remember.
    hash: Option<String>,
    tokens: Option<Tokens>,
}

impl Outcome {
    fn output(&self) -> &[u8] {
        self.converted.as_deref().unwrap_or(&self.cleaned.output)
    }
}

/// Cleans documents on the threads of the current rayon pool. `visit` sees each result in the order of
/// the inputs, after it was written.
///
/// The bytes that are written do not depend on the number of threads.
///
/// # Errors
/// If the destination cannot be used at all; nothing was written then. What goes wrong with single files
/// stands in the summary.
pub fn run(
    inputs: &Inputs,
    options: &RunOptions,
    mut visit: impl FnMut(&Input, &[u8], &Cleaned),
) -> Result<RunSummary, FileError> {
    let documents = &inputs.documents;
    let destination = &options.destination;
    let conversion = options.conversion.as_ref().filter(|_| *destination != Destination::InPlace);
    let plan = options.clean.clone().map(|it| {
        it.with_page_chrome &= *destination != Destination::InPlace || it.taken_for != TakenFor::Auto;
    });
    let roots: BTreeSet<PathBuf> = match destination {
        Destination::Folder(folder) => {
            out_folder::check(folder, inputs)?;
            [real_folder(folder)?].into()
        }
        Destination::InPlace => documents.iter().map(|it| it.root.clone()).collect(),
        Destination::Nowhere => BTreeSet::new(),
    };
    let Some(_claim) = Claim::unless_stopped(roots, options.waits, &options.stop) else {
        return Ok(RunSummary { is_stopped: true, ..RunSummary::default() });
    };
    let out = match destination {
        Destination::Folder(folder) => Some(OutFolder::open(folder)?),
        _ => None,
    };

    let mut summary = RunSummary::default();
    let compare_options = CompareOptions { stop: options.stop.clone(), memory: MEMORY, ..CompareOptions::default() };
    let drops = options.duplicates == OnDuplicates::Drop && matches!(destination, Destination::Folder(_));
    if drops {
        // What cannot be read is named when it is to be written.
        let compared = Compare {
            clean: Some(plan.clone()),
            decisions: options.decisions.clone(),
            options: compare_options.clone(),
            ..Compare::default()
        };
        summary.duplicates.collect(|visit| Ok(compare(inputs, &[], &compared, |_| (), visit)?.0))?;
        if summary.duplicates.summary.is_stopped {
            // Nobody knows yet what is to be written.
            return Ok(RunSummary { is_stopped: true, ..RunSummary::default() });
        }
    }
    let left_out: BTreeMap<usize, usize> = summary.duplicates.left_out().into_iter().collect();
    let wants_tokens = options.duplicates != OnDuplicates::Ignore && !drops;
    let (sources, source_of) = sources(if wants_tokens { documents } else { &[] });
    let new = || Comparison::new(compare_options.clone(), "cleaned", &sources);
    let mut comparison = wants_tokens.then(new).transpose()?;

    let ignores_case = out.as_ref().is_some_and(OutFolder::ignores_case);
    let is_written = |it: &usize| (out.is_some() || conversion.is_some()) && !left_out.contains_key(it);
    let mut names = Names::new(documents, conversion, is_written, ignores_case);
    summary.differ_in_case = std::mem::take(&mut names.differ_in_case);
    let work = |document: Document<'_>| {
        let Document { input, number: index, source } = document;
        let is_left_out = left_out.contains_key(&index);
        let name = name_in_folder(input, conversion);
        if let Some(first) = names.twice.get(&index) {
            let first = &documents[*first];
            return Err(written_twice(input, &name, first, &name_in_folder(first, conversion)));
        }
        let (how, stale) = options.decisions.applied(&input.name(), &source, input.kind.into(), plan.of(input));
        let how = how.as_ref();
        let taken = take(&source, input.kind.into(), how);
        let (mut cleaned, converted, text) = match conversion {
            None if wants_tokens => {
                let (cleaned, text) = clean_and_read(&source, &taken, how);
                (cleaned, None, text)
            }
            None => (clean_taken(&source, &taken, how), None, None),
            Some(conversion) => {
                let Converted { cleaned, output } = convert_taken(&source, &taken, how, conversion);
                let text = if wants_tokens { compared_text(&taken, &cleaned, how.dialect) } else { None };
                (cleaned, output, text)
            }
        };
        cleaned.notes.extend(stale);
        drop(taken);
        let tokens = text.map(|it| Tokens::read(&it));
        let is_nothing = conversion.is_some() && converted.is_none();
        let is_unchanged = *destination == Destination::InPlace && cleaned.edits.is_empty();
        let mut outcome =
            Outcome { source, cleaned, converted, target: None, refusal: None, record: None, hash: None, tokens };
        if is_nothing {
            return Ok(outcome);
        }
        if *destination == Destination::InPlace && !is_unchanged {
            outcome.refusal = check_replaceable(&input.file, &input.path).err();
        }
        if outcome.refusal.is_some() {
            outcome.cleaned.edits = EditSet::default();
            outcome.cleaned.output.clone_from(&outcome.source);
            return Ok(outcome);
        }
        let target = target(destination, input, &name).filter(|_| !is_left_out && !is_unchanged);
        let replaces = match (&out, &target) {
            (Some(out), Some(_)) => out.check_target(&name, input, &outcome.source, outcome.output())?,
            _ => false,
        };
        let kept = left_out.get(&index).map(|it| &documents[*it]);
        // Other bytes of an earlier run that are replaced by an unchanged document need a record, too.
        let needs_record = !outcome.cleaned.edits.is_empty() || kept.is_some() || replaces || conversion.is_some();
        outcome.target = target;
        outcome.record = needs_record.then(|| record(destination, input, &name, &outcome, kept));
        outcome.hash = (out.is_some() && kept.is_none()).then(|| hash(outcome.output()));
        Ok(outcome)
    };

    let mut ledgers: BTreeMap<PathBuf, Ledger> = BTreeMap::new();
    let mut written = BTreeMap::new();
    let mut next = 0;
    // A ledger that is broken says so of every record.
    let mut unrecorded: Vec<FileError> = Vec::new();
    let visit_batch = |Batch { inputs: batch, results: outcomes, .. }: Batch<'_, Outcome>| {
        let first = next;
        next += batch.len();
        // Records first: a file is replaced only when its way back is on disk.
        let mut is_recorded = Vec::with_capacity(batch.len());
        for (input, outcome) in batch.iter().zip(&outcomes) {
            let recorded = match (outcome, ledger_root(destination, input)) {
                (Ok(Outcome { record: Some(record), .. }), Some(root)) => {
                    let new = || Ledger::of_folder(&root, options.settings.clone());
                    ledgers.entry(root.clone()).or_insert_with(new).append(record)
                }
                _ => Ok(()),
            };
            is_recorded.push(recorded.is_ok());
            unrecorded.extend(recorded.err());
        }
        let synced: Vec<FileError> = ledgers.values_mut().filter_map(|it| it.sync().err()).collect();
        let is_synced = synced.is_empty();
        unrecorded.extend(synced);
        let write = |((input, outcome), is_recorded): ((&Input, Result<Outcome, FileError>), bool)| {
            let outcome = outcome?;
            let may_write = is_recorded && is_synced;
            if let Some(target) = outcome.target.as_ref().filter(|_| may_write) {
                write_output(destination, input, &outcome, target)?;
            }
            Ok(Some(outcome).filter(|_| may_write))
        };
        let outcomes: Vec<Result<Option<Outcome>, FileError>> =
            batch.par_iter().zip(outcomes).zip(is_recorded).map(write).collect();
        let mut incoming = Vec::new();
        for (offset, (input, outcome)) in batch.iter().zip(outcomes).enumerate() {
            let mut outcome = match outcome {
                Ok(Some(it)) => it,
                Ok(None) => continue, // its record could not be written, and that was said
                Err(error) => {
                    summary.errors.push(error);
                    continue;
                }
            };
            summary.errors.extend(outcome.refusal.take());
            let is_left_out = left_out.contains_key(&(first + offset));
            let name = name_in_folder(input, conversion);
            if let Some(out) = &out {
                summary.n_left_out += usize::from(is_left_out);
                // What has the name of a document that is left out may be the one that is kept.
                let is_nowhere = is_left_out && !names.is_taken(&name);
                if is_nowhere {
                    let removed = remove_stale(out, destination, input, &name, &outcome);
                    summary.errors.extend(removed.err());
                }
                if is_nowhere || outcome.target.is_some() {
                    let hash = outcome.hash.take();
                    written.insert(path_bytes(&name), hash.map(|it| out.written(input, it)));
                }
            }
            let tokens = outcome.tokens.take();
            if tokens.is_some() {
                let (id, source) = (name_of(input), source_of[input.file.as_path()]);
                let position = (first + offset) as u64;
                incoming.push(Incoming { id, source, position, tokens, ..Incoming::default() });
            }
            summary.count(&outcome.source, &outcome.cleaned);
            if outcome.target.is_some() {
                summary.count_written(outcome.record.as_ref());
            }
            visit(input, &outcome.source, &outcome.cleaned);
        }
        // Without room for temporary files nobody looks for duplicates; documents are cleaned all the same.
        if let Some(error) = comparison.as_mut().and_then(|it| it.add(incoming).err()) {
            comparison = None;
            summary.errors.push(error);
        }
    };
    // Two batches are in memory: one is written, the other one cleaned.
    let n_done = each_document_ahead(documents, BATCH_BYTES / 2, &options.stop, work, visit_batch);
    summary.is_stopped = n_done < documents.len();
    unrecorded.sort();
    unrecorded.dedup();
    summary.errors.extend(unrecorded.into_iter().map(|it| {
        FileError::new(it.path, format!("{}: documents whose record is missing are left as they are", it.message))
    }));
    if let Some(out) = out {
        match out.finish(written) {
            // What was not looked at yet is not stale.
            Ok(n_stale) => summary.n_stale = if summary.is_stopped { 0 } else { n_stale },
            Err(error) => summary.errors.push(error),
        }
    }
    if let Some(comparison) = comparison.filter(|_| !summary.is_stopped) {
        let found = summary.duplicates.collect(|visit| comparison.finish(&[], visit));
        summary.errors.extend(found.err());
        summary.is_stopped = summary.duplicates.summary.is_stopped;
    }
    if summary.is_stopped {
        // Groups of some documents would replace those of all.
        summary.duplicates = Duplicates::default();
        return Ok(summary);
    }
    if options.duplicates != OnDuplicates::Ignore {
        let written = write_groups(destination, conversion, inputs, &summary.duplicates.groups);
        summary.errors.extend(written.err());
    }
    Ok(summary)
}

/// Makes a folder, unless there is one, and tells where it is.
fn real_folder(folder: &Path) -> Result<PathBuf, FileError> {
    let made = fs::create_dir_all(folder).and_then(|()| folder.canonicalize());
    made.map_err(|it| FileError::io(folder, "use the folder", &it))
}

/// The path of a document below the folder that is written.
fn name_in_folder(input: &Input, conversion: Option<&Conversion>) -> PathBuf {
    match conversion {
        None => input.relative.clone(),
        Some(it) => input.relative.with_extension(it.extension()),
    }
}

/// The names of the documents in the folder that is written.
struct Names {
    /// Who is written under a name, as [`Names::key`] gives it.
    first: HashMap<PathBuf, usize>,
    /// Documents that would be written where another one is, and the first that is.
    twice: BTreeMap<usize, usize>,
    differ_in_case: Vec<(PathBuf, PathBuf)>,
    ignores_case: bool,
}

impl Names {
    fn new(
        documents: &[Input],
        conversion: Option<&Conversion>,
        is_written: impl Fn(&usize) -> bool,
        ignores_case: bool,
    ) -> Self {
        let (first, twice, differ_in_case) = (HashMap::new(), BTreeMap::new(), Vec::new());
        let mut names = Self { first, twice, differ_in_case, ignores_case };
        let mut first_in_any_case: HashMap<String, usize> = HashMap::new();
        for index in (0..documents.len()).filter(is_written) {
            let name = name_in_folder(&documents[index], conversion);
            let earlier = *names.first.entry(names.key(&name)).or_insert(index);
            let alike = *first_in_any_case.entry(path_text(&name).to_lowercase()).or_insert(index);
            if earlier != index {
                names.twice.insert(index, earlier);
            } else if alike != index {
                names.differ_in_case.push((name_in_folder(&documents[alike], conversion), name));
            }
        }
        names
    }

    /// Whether a document is written under this name.
    fn is_taken(&self, name: &Path) -> bool {
        self.first.contains_key(&self.key(name))
    }

    /// What the disk goes by.
    fn key(&self, name: &Path) -> PathBuf {
        if self.ignores_case { path_text(name).to_lowercase().into() } else { name.to_path_buf() }
    }
}

fn written_twice(input: &Input, name: &Path, first: &Input, first_name: &Path) -> FileError {
    let (name, first_name, first) = (name.display(), first_name.display(), first.path.display());
    let message = if name.to_string() == first_name.to_string() {
        format!("would be written as {name}, as {first} is: left out (convert it into another folder)")
    } else {
        format!(
            "would be written as {name}, which this disk takes for {first_name}, as {first} is: left out (clean it into \
             another folder, or rename it)"
        )
    };
    FileError::new(&input.path, message)
}

/// Where a document is written.
fn target(destination: &Destination, input: &Input, name: &Path) -> Option<PathBuf> {
    match destination {
        Destination::Nowhere => None,
        Destination::Folder(folder) => Some(folder.join(name)),
        Destination::InPlace => Some(input.file.clone()),
    }
}

/// The folder whose ledger speaks of a document.
fn ledger_root(destination: &Destination, input: &Input) -> Option<PathBuf> {
    match destination {
        Destination::Nowhere => None,
        Destination::Folder(folder) => Some(folder.clone()),
        Destination::InPlace => Some(input.root.clone()),
    }
}

/// Writes the output of a document. In place, only over the bytes that were read.
fn write_output(destination: &Destination, input: &Input, outcome: &Outcome, target: &Path) -> Result<(), FileError> {
    if let Destination::Folder(root) = destination {
        return write_below(root, target, outcome.output(), Some(&input.path), Sync::Later);
    }
    let written = write_over(&input.root, target, &outcome.source, outcome.output(), &input.path);
    match written.map_err(|it| FileError::new(&input.path, it.message))? {
        true => Ok(()),
        false => Err(FileError::new(&input.path, "was changed while it was cleaned: left as it is")),
    }
}

/// What the ledger says of a document in its place; `kept` is the one that was kept instead.
fn record(
    destination: &Destination,
    input: &Input,
    name: &Path,
    outcome: &Outcome,
    kept: Option<&Input>,
) -> DocumentRecord {
    let path = match destination {
        Destination::InPlace => input.file.strip_prefix(&input.root).unwrap_or(&input.relative),
        _ => name,
    };
    let mut record = match &outcome.converted {
        Some(output) => conversion_record(path, &input.relative, &outcome.source, &outcome.cleaned, output),
        None => ledger_record(path, &outcome.source, &outcome.cleaned),
    };
    if let Some(kept) = kept {
        // Of a document that is left out, the original is all there is.
        record.edits.clear();
        record.converted_from = None;
        record.duplicate_of = Some(RecordedBytes(path_bytes(&kept.relative)));
    }
    record
}

/// What the ledger says of a cleaned document.
pub fn ledger_record(path: &Path, source: &[u8], cleaned: &Cleaned) -> DocumentRecord {
    DocumentRecord {
        path: RecordedBytes(path_bytes(path)),
        input: hash(source),
        output: hash(&cleaned.output),
        edits: RecordedEdit::of(&cleaned.edits, source),
        duplicate_of: None,
        converted_from: None,
    }
}

/// What the ledger says of a converted document: everything that was left out. Where no byte was put in, it is like
/// that of any other.
pub fn conversion_record(path: &Path, input: &Path, source: &[u8], cleaned: &Cleaned, output: &[u8]) -> DocumentRecord {
    let mut record = ledger_record(path, source, cleaned);
    if output != cleaned.output {
        record.output = hash(output);
        record.converted_from = Some(RecordedBytes(path_bytes(input)));
    }
    record
}

/// A document that is left out now may lie in the folder from an earlier run.
fn remove_stale(
    out: &OutFolder,
    destination: &Destination,
    input: &Input,
    name: &Path,
    outcome: &Outcome,
) -> Result<(), FileError> {
    let Some(target) = target(destination, input, name).filter(|it| it.exists()) else { return Ok(()) };
    out.check_target(name, input, &outcome.source, outcome.output())?;
    fs::remove_file(&target).map_err(|it| FileError::io(&target, "remove", &it))
}

/// Writes the groups beside the ledger. An old report is replaced if the whole folder was looked at; an empty
/// one is not begun.
fn write_groups(
    destination: &Destination,
    conversion: Option<&Conversion>,
    inputs: &Inputs,
    groups: &[DuplicateGroup],
) -> Result<(), FileError> {
    let documents = &inputs.documents;
    let whole: BTreeSet<PathBuf> = inputs.folders.iter().filter_map(|it| it.canonicalize().ok()).collect();
    let roots: BTreeSet<PathBuf> = documents.iter().filter_map(|it| ledger_root(destination, it)).collect();
    // By the names that they have in the folder.
    let named = |group: &DuplicateGroup| {
        let mut group = group.clone();
        for member in group.members.iter_mut().filter(|_| conversion.is_some()) {
            if let Some(position) = member.position {
                member.id = path_text(&name_in_folder(&documents[position as usize], conversion));
            }
        }
        group
    };
    for root in roots {
        let is_here = |position: u64| ledger_root(destination, &documents[position as usize]).as_ref() == Some(&root);
        let concerns = |it: &&DuplicateGroup| it.members.iter().any(|it| it.position.is_some_and(is_here));
        let tsv: String = groups.iter().filter(concerns).map(|it| rows(&named(it), RowFormat::Tsv)).collect();
        let path = root.join(STATE_DIR).join("duplicates.tsv");
        let is_whole = matches!(destination, Destination::Folder(_)) || whole.contains(&root);
        if !tsv.is_empty() || path.exists() && is_whole {
            write_below(&root, &path, tsv.as_bytes(), None, Sync::Later)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who is written twice, and which names differ in case only, of documents to be written as text.
    #[track_caller]
    fn check(names: &[&str], ignores_case: bool, twice: &[(usize, usize)], differ: &[(&str, &str)]) {
        let input = |name: &&str| Input {
            relative: name.into(),
            path: name.into(),
            file: name.into(),
            root: PathBuf::new(),
            kind: unchaff_document::Kind::Html,
        };
        let documents: Vec<Input> = names.iter().map(input).collect();
        let found = Names::new(&documents, Some(&Conversion::Text), |_| true, ignores_case);
        assert_eq!(found.twice.iter().map(|(it, first)| (*it, *first)).collect::<Vec<_>>(), twice);
        let differ: Vec<_> = differ.iter().map(|(a, b)| (PathBuf::from(a), PathBuf::from(b))).collect();
        assert_eq!(found.differ_in_case, differ);
        assert!(names.iter().all(|it| found.is_taken(&Path::new(it).with_extension("txt"))));
    }

    #[test]
    fn names_are_compared_as_the_disk_does() {
        let names = ["2019/Post.md", "2019/post.html", "2019/post.md", "Über.md", "über.md"];
        check(&names, true, &[(1, 0), (2, 0), (4, 3)], &[]);
        let differ = [("2019/Post.txt", "2019/post.txt"), ("Über.txt", "über.txt")];
        check(&names, false, &[(2, 1)], &differ);
        check(&["A/x.md", "a/y.md", "b/x.md"], true, &[], &[]);
    }
}
