//! Finds duplicates in folders and in files of records.

mod passages;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use rayon::prelude::*;
use serde_json::Value;
use unchaff_dedup::Tokens;
use unchaff_front_matter::FrontMatter;

use crate::{
    BoxedRecords, CleanOptions, Cleaned, CompareOptions, CompareSummary, Decisions, DuplicateGroup, Duplicates,
    FileError, Format, Input, Inputs, Note, Plan, Progress, Record, RecordFields, RecordFormats, Relation, StopFlag,
    dates,
    dedup::{Comparison, GivenSource, Incoming},
    documents::{Batch, Document, each_document},
    files::{lexical, path_text},
    taken::take,
    text::clean_and_read,
};

/// What is compared, and how.
#[derive(Clone, Debug, Default)]
pub struct Compare {
    /// How documents are cleaned before they are compared; nothing: they are compared as they are.
    pub clean: Option<Plan>,
    /// What a person has said of findings, where documents are cleaned.
    pub decisions: Decisions,
    /// How documents are read that are compared as they are: of a page only the article counts, of headers nothing.
    pub reading: Plan,
    /// What `clean` depends on; stands in an index, and must be the same for all of its documents.
    pub settings: BTreeMap<String, String>,
    /// How they are compared.
    pub options: CompareOptions,
    /// The keys of records.
    pub fields: RecordFields,
    /// How they are read.
    pub formats: RecordFormats,
    /// Whether passages are looked for that members of a group share with the kept document. Documents are read once
    /// more for that.
    pub with_passages: bool,
}

impl Compare {
    /// How a document is read; nothing: a record.
    pub(crate) fn reading(&self, input: Option<&Input>) -> Cow<'_, CleanOptions> {
        let plan = self.clean.as_ref().unwrap_or(&self.reading);
        let options = input.map_or(plan.for_others(), |it| plan.of(it));
        match &self.clean {
            Some(_) => Cow::Borrowed(options),
            None => Cow::Owned(options.without_rules()),
        }
    }

    /// Whether the text of a record is compared as it is. Of a page the article is, at any rate.
    pub(crate) fn takes_as_is(&self, format: Format) -> bool {
        self.clean.is_none() && format == Format::Unknown
    }

    /// What the texts depend on that are compared.
    fn texts(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        if self.clean.is_some() {
            return format!("cleaned by {version} with {:?}", self.settings);
        }
        let names = |it: &CleanOptions| [it.taken_for.name(), it.dialect.name()].join(" ");
        let reading: BTreeSet<String> = self.reading.all().map(names).collect();
        format!("as they are, read by {version} as {}", reading.into_iter().collect::<Vec<_>>().join(", "))
    }
}

/// Compares documents, those of an index too, and shows groups in order. `progress` is told what
/// was read.
///
/// A comparison that is [stopped](CompareOptions::stop) shows no groups, or not all of them, and leaves an index as it
/// was or as it will be. Documents and records that cannot be read are named and left out.
///
/// # Errors
/// If temporary files or the index cannot be used.
pub fn compare(
    inputs: &Inputs,
    records: &[PathBuf],
    compare: &Compare,
    mut progress: impl FnMut(Progress) + Send,
    visit: impl FnMut(DuplicateGroup) -> Result<(), FileError>,
) -> Result<(CompareSummary, Vec<FileError>), FileError> {
    let (mut sources, source_of) = sources(&inputs.documents);
    if compare.options.index.is_some() {
        add_empty_folders(&mut sources, &inputs.folders);
    }
    let n_folders = sources.len();
    let files = add_records(&mut sources, records);
    let comparison = RwLock::new(Comparison::new(compare.options.clone(), &compare.texts(), &sources)?);
    let mut found = Reading { is_whole: vec![true; sources.len()], errors: Vec::new(), notes: Vec::new() };
    read_files(&comparison, &inputs.documents, &source_of, compare, &mut found, &mut progress)?;
    let folders: BTreeSet<PathBuf> = inputs.folders.iter().filter_map(|it| it.canonicalize().ok()).collect();
    for (whole, source) in found.is_whole.iter_mut().zip(&sources).take(n_folders) {
        *whole &= folders.contains(&source.path) && inputs.n_excluded == 0 && inputs.errors.is_empty();
    }
    for &(source, path) in &files {
        read_records(&comparison, source, path, compare, &mut found, &mut progress)?;
    }

    let Reading { is_whole, errors, notes } = found;
    if compare.options.stop.is_raised() {
        return Ok((CompareSummary { is_stopped: true, notes, ..CompareSummary::default() }, errors));
    }
    let comparison = comparison.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut summary = if compare.with_passages {
        let mut found = Duplicates::default();
        found.collect(|visit| comparison.finish(&is_whole, visit))?;
        if found.summary.is_stopped {
            return Ok((found.summary, errors));
        }
        passages::add(&mut found.groups, &inputs.documents, &files, compare)?;
        found.groups.into_iter().try_for_each(visit)?;
        found.summary
    } else {
        comparison.finish(&is_whole, visit)?
    };
    summary.notes.splice(0..0, notes);
    Ok((summary, errors))
}

/// What reading documents found out.
struct Reading {
    /// For each source whether all of it was read.
    is_whole: Vec<bool>,
    errors: Vec<FileError>,
    /// Documents that are no text.
    notes: Vec<FileError>,
}

/// Reads files. Threads ask the comparison what is known while they read a batch; only between batches is something
/// added.
fn read_files(
    comparison: &RwLock<Comparison>,
    inputs: &[Input],
    source_of: &BTreeMap<&Path, usize>,
    compare: &Compare,
    found: &mut Reading,
    progress: &mut impl FnMut(Progress),
) -> Result<(), FileError> {
    let batch_bytes = read(comparison).batch_bytes() as u64;
    let mut failed = Ok(());
    let mut next = 0;
    let source_of = |it: &Input| source_of[it.file.as_path()];
    let work = |it: Document<'_>| Ok(incoming_file(&read(comparison), &it, source_of(it.input), compare));
    let visit = |Batch { inputs: batch, results, progress: was_read }: Batch<'_, Result<Incoming, FileError>>| {
        let mut documents = Vec::with_capacity(batch.len());
        let mut inputs = Vec::with_capacity(batch.len());
        for ((input, result), position) in batch.iter().zip(results).zip(next..) {
            match result {
                Ok(Ok(it)) => {
                    documents.push(Incoming { position, ..it });
                    inputs.push(input);
                }
                Ok(Err(note)) => found.notes.push(note), // it was read: what it was yesterday does not count any more
                Err(error) => {
                    found.is_whole[source_of(input)] = false;
                    found.errors.push(error);
                }
            }
        }
        next += batch.len() as u64;
        if failed.is_ok() {
            let added = write(comparison).add(documents);
            // What stands for bytes that are not UTF-8 may be a name, too.
            let error = |twice: usize| {
                let message = format!("another document has the name `{}`: left out", name_of(inputs[twice]));
                FileError::new(&inputs[twice].path, message)
            };
            failed = added.map(|twice| found.errors.extend(twice.into_iter().map(error)));
        }
        progress(was_read);
    };
    each_document(inputs, batch_bytes, &compare.options.stop, work, visit);
    failed
}

fn read_records(
    comparison: &RwLock<Comparison>,
    source: usize,
    path: &Path,
    compare: &Compare,
    found: &mut Reading,
    progress: &mut (impl FnMut(Progress) + Send),
) -> Result<(), FileError> {
    let records = match (compare.formats.open)(path, &compare.fields) {
        Ok(it) => it,
        Err(error) => {
            found.is_whole[source] = false;
            found.errors.push(error);
            return Ok(());
        }
    };
    let batch_bytes = read(comparison).batch_bytes();
    let mut wrong = Faults::default();
    let mut twice = Faults::default();
    each_batch(records, batch_bytes, &compare.options.stop, &mut wrong, |batch| {
        let read_record = |it: &Record| incoming_record(&read(comparison), it, source, compare);
        let documents: Vec<Incoming> = batch.par_iter().map(read_record).collect();
        for at in write(comparison).add(documents)? {
            let Record { line, id, .. } = &batch[at];
            let unit = (compare.formats.unit)(path);
            let message = format!("{unit} {line}: another document has the id `{id}`: left out");
            twice.push(FileError::new(path, message));
        }
        let n_bytes = batch.iter().map(|it| it.text.len() as u64).sum();
        progress(Progress { n_documents: batch.len(), n_bytes });
        Ok(())
    })?;
    found.is_whole[source] = wrong.told.is_empty();
    found.errors.extend(wrong.tell().into_iter().chain(twice.tell()));
    Ok(())
}

/// Faults of one kind in one file, which may have any number of them.
#[derive(Default)]
struct Faults {
    told: Vec<FileError>,
    n_more: usize,
    /// What ended the file may be the last of them.
    last: Option<FileError>,
}

impl Faults {
    /// So many are told one by one.
    const MOST: usize = 1000;

    fn push(&mut self, fault: FileError) {
        if self.told.len() < Self::MOST {
            self.told.push(fault);
        } else {
            self.n_more += 1;
            self.last = Some(fault);
        }
    }

    fn tell(self) -> Vec<FileError> {
        let Faults { mut told, n_more, last } = self;
        told.extend(last.map(|it| FileError::new(it.path, format!("{n_more} more; the last: {}", it.message))));
        told
    }
}

/// The place of a record in the input.
fn record_position(source: usize, line: u64) -> u64 {
    (source as u64) << LINE_BITS | line
}

/// Bits of a record's place that tell its line.
const LINE_BITS: u32 = 40;

impl DuplicateGroup {
    /// In a group that [`compare`] found in nothing but records: those that are not kept, each by the number of its file, from
    /// 0, and its line, from 1.
    pub fn left_out_records(&self) -> impl Iterator<Item = (usize, u64)> {
        let others = self.members.iter().filter(|it| it.relation != Relation::Kept);
        others.filter_map(|it| it.position).map(|it| ((it >> LINE_BITS) as usize, it & ((1 << LINE_BITS) - 1)))
    }
}

fn read<'a>(comparison: &'a RwLock<Comparison>) -> RwLockReadGuard<'a, Comparison> {
    comparison.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<'a>(comparison: &'a RwLock<Comparison>) -> RwLockWriteGuard<'a, Comparison> {
    comparison.write().unwrap_or_else(PoisonError::into_inner)
}

/// Hands records on, many at once, and collects what is wrong with others. While some are worked on the next are read;
/// reading must not touch the comparison, which may be locked by the very thread that does it.
fn each_batch(
    mut records: BoxedRecords,
    n_bytes: usize,
    stop: &StopFlag,
    wrong: &mut Faults,
    mut visit: impl FnMut(&[Record]) -> Result<(), FileError> + Send,
) -> Result<(), FileError> {
    let mut batch = read_batch(&mut records, n_bytes, wrong);
    while !batch.is_empty() && !stop.is_raised() {
        let (visited, next) = rayon::join(|| visit(&batch), || read_batch(&mut records, n_bytes, wrong));
        visited?;
        batch = next;
    }
    Ok(())
}

fn read_batch(records: &mut BoxedRecords, most: usize, wrong: &mut Faults) -> Vec<Record> {
    let mut batch = Vec::new();
    let mut n_bytes = 0;
    while n_bytes < most {
        match records.next() {
            None => break,
            Some(Ok(record)) => {
                let Record { id, text, url, date, field, format: _, line: _ } = &record;
                let fields = [url, date, field].into_iter().flatten();
                n_bytes += 64 + [id, text].into_iter().chain(fields).map(String::len).sum::<usize>();
                batch.push(record);
            }
            Some(Err(error)) => wrong.push(error),
        }
    }
    batch
}

/// A file on its way to be compared.
///
/// # Errors
/// If it cannot be read as text.
fn incoming_file(
    comparison: &Comparison,
    document: &Document<'_>,
    source: usize,
    compare: &Compare,
) -> Result<Incoming, FileError> {
    let Document { input, source: bytes, .. } = document;
    let id = name_of(input);
    let content = comparison.content_hash([Some(bytes.as_slice())]);
    let tokens = if comparison.is_known(source, &id, content) {
        None
    } else {
        let (format, options) = (input.kind.into(), compare.reading(Some(input)));
        let (options, _) = compare.decisions.applied(&input.name(), bytes, format, &options);
        let (cleaned, tokens) = tokens(bytes, format, &options);
        let is_too_large = cleaned.notes.contains(&Note::TooLarge);
        let why = match is_too_large {
            true => "4 GiB or more: left out",
            false => "not UTF-8: left out (convert it first, for example with iconv)",
        };
        Some(tokens.ok_or_else(|| FileError::new(&input.path, why))?)
    };
    let mut incoming = Incoming { id, source, content, tokens, ..Incoming::default() };
    if !compare.options.looks_at_fields() {
        return Ok(incoming);
    }
    let front_matter = FrontMatter::in_dialect(bytes, compare.reading(Some(input)).dialect);
    let value = |key: &str| front_matter.value(key).and_then(plain);
    incoming.date = value("date").and_then(|it| dates::read(&it));
    let url = ["url", "permalink", "canonical_url"].into_iter().find_map(value);
    incoming.url = url.or_else(|| Some(incoming.id.clone()));
    incoming.field = compare.options.field.as_deref().and_then(value);
    Ok(incoming)
}

/// A value that is text or a number.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(it) => Some(it.clone()),
        Value::Number(it) => Some(it.to_string()),
        _ => None,
    }
}

fn incoming_record(comparison: &Comparison, record: &Record, source: usize, compare: &Compare) -> Incoming {
    let Record { id, text, format, line, url, date, field } = record;
    // What decides which one is kept is remembered with the text.
    let said = [Some(text), url.as_ref(), date.as_ref(), field.as_ref()].map(|it| it.map(String::as_bytes));
    let content = comparison.content_hash(said);
    let clean = (!compare.takes_as_is(*format)).then(|| compare.reading(None));
    let read = || record_words(text, *format, clean.as_deref());
    let tokens = (!comparison.is_known(source, id, content)).then(read);
    let position = record_position(source, *line);
    let incoming = Incoming { id: id.clone(), source, position, content, tokens, ..Incoming::default() };
    match compare.options.looks_at_fields() {
        true => {
            Incoming { date: date.as_deref().and_then(dates::read), url: url.clone(), field: field.clone(), ..incoming }
        }
        false => incoming,
    }
}

/// The words by which the text of a record is [compared](compare): as it is, or what is left when it is cleaned.
pub fn record_words(text: &str, format: Format, clean: Option<&CleanOptions>) -> Tokens {
    match clean {
        Some(options) => tokens(text.as_bytes(), format, options).1.unwrap_or_default(),
        None => Tokens::read(text),
    }
}

/// A cleaned document and its words; no words if it could not be read as text.
fn tokens(source: &[u8], format: Format, options: &CleanOptions) -> (Cleaned, Option<Tokens>) {
    let taken = take(source, format, options);
    let (cleaned, text) = clean_and_read(source, &taken, options);
    let tokens = text.map(|it| Tokens::read(&it));
    (cleaned, tokens)
}

/// The folders in which documents were found, sorted by name, and for each document the one it is from.
pub(crate) fn sources(documents: &[Input]) -> (Vec<GivenSource>, BTreeMap<&Path, usize>) {
    let mut folders: BTreeMap<&Path, String> = BTreeMap::new();
    for input in documents {
        let depth = input.relative.components().count();
        let folder = input.path.ancestors().nth(depth).unwrap_or(Path::new(""));
        let name = lexical(folder);
        folders.entry(&input.root).and_modify(|it| *it = name.clone().min(it.clone())).or_insert(name);
    }
    let mut sources: Vec<GivenSource> = folders
        .iter()
        .map(|(path, name)| GivenSource { name: name.clone(), path: path.to_path_buf(), is_records: false })
        .collect();
    sources.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
    let place = |root: &Path| sources.iter().position(|it| it.path == root).expect("every root is a source");
    let places: BTreeMap<&Path, usize> = folders.keys().map(|it| (*it, place(it))).collect();
    let source_of = documents.iter().map(|it| (it.file.as_path(), places[it.root.as_path()])).collect();
    (sources, source_of)
}

/// Adds files of records; gives the place of each among the sources.
fn add_records<'a>(sources: &mut Vec<GivenSource>, records: &'a [PathBuf]) -> Vec<(usize, &'a Path)> {
    let mut files = Vec::new();
    for path in records {
        let full = path.canonicalize().unwrap_or_else(|_| path.clone());
        if sources.iter().all(|it| it.path != full) {
            files.push((sources.len(), path.as_path()));
            sources.push(GivenSource { name: lexical(path), path: full, is_records: true });
        }
    }
    files
}

/// Adds the folders in which there is no document: those of an earlier run have to leave the index.
fn add_empty_folders(sources: &mut Vec<GivenSource>, folders: &[PathBuf]) {
    let full: Vec<PathBuf> = folders.iter().filter_map(|it| it.canonicalize().ok()).collect();
    for folder in folders {
        let Ok(path) = folder.canonicalize() else { continue };
        let is_inside_another = full.iter().any(|it| *it != path && path.starts_with(it));
        if !is_inside_another && sources.iter().all(|it| it.path != path) {
            sources.push(GivenSource { name: lexical(folder), path, is_records: false });
        }
    }
}

/// The name of a document in its folder.
pub(crate) fn name_of(input: &Input) -> String {
    path_text(&input.relative)
}
