//! Finds duplicates among more documents than fit into memory, also among those of yesterday.
//!
//! Documents are read, signed and put into [segments](segment), sorted by name. If
//! there is an index, its segments and the new ones are looked at together; a run
//! without an index is one with an index in a temporary folder, but for the last segment,
//! which stays [in memory](pending). The [`Table`] numbers the documents,
//! [`candidates`](pairs) come from buckets and are verified, links become
//! [groups](groups). What does not fit into memory between these steps lies in sorted files.
//!
//! The answer depends on the documents alone: neither on their order nor on threads,
//! memory, or what an index held before, except for its frequent lines.

mod groups;
mod index;
mod pairs;
mod pending;
mod presence;
mod report;
mod segment;
mod sorter;
mod spill;
mod table;

use std::{
    collections::{HashMap, hash_map::Entry},
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use unchaff_dedup::{Fingerprint, FrequentLines, Keep, Parameters, Tokens};

use self::{
    groups::groups,
    index::{Header, Index, Source, first_to_merge},
    pending::Pending,
    presence::{Known, Presences, place},
    report::report,
    segment::{Segment, StoredDocument, merge_segments, remove_segment},
    spill::{Marks, Spill},
    table::{ELSEWHERE, Table},
};
pub use self::{
    pairs::Crowding,
    report::{CompareSummary, DuplicateGroup, GroupMember, IndexChanges, MemberPassage, Relation},
};
use crate::{FileError, StopFlag, files::path_text};

/// How documents are compared.
#[derive(Clone, Debug)]
pub struct CompareOptions {
    /// What decides.
    pub parameters: Parameters,
    /// Which document of a group is kept.
    pub keep: Keep,
    /// The field that [`Keep::Smallest`] and [`Keep::Largest`] look at.
    pub field: Option<String>,
    /// About how many bytes of memory a run takes. Besides it takes about 230 bytes for each document.
    pub memory: usize,
    /// A folder where signed documents stay for the next run.
    pub index: Option<PathBuf>,
    /// Whether the index is made anew.
    pub rebuild: bool,
    /// Folders and files whose documents leave the index, by the names under which they were given or their paths.
    pub forget: Vec<String>,
    /// Ends the comparison before its end.
    pub stop: StopFlag,
}

impl CompareOptions {
    /// Whether dates, addresses or another field decide what is kept; else they are not read.
    pub(crate) fn looks_at_fields(&self) -> bool {
        !matches!(self.keep, Keep::Longest | Keep::First)
    }
}

/// What [`CompareOptions::memory`] is if nobody says.
pub const DEFAULT_MEMORY: usize = 250 << 20;

/// Bytes of text that are worked on at once, however much memory there is: more than the caches of a processor hold
/// only takes time.
const MOST_AT_ONCE: usize = 1 << 20;

impl Default for CompareOptions {
    fn default() -> Self {
        Self {
            parameters: Parameters::ARTICLES,
            keep: Keep::Longest,
            field: None,
            memory: DEFAULT_MEMORY,
            index: None,
            rebuild: false,
            forget: Vec::new(),
            stop: StopFlag::default(),
        }
    }
}

/// Where documents of a run come from.
#[derive(Clone, Debug)]
pub(crate) struct GivenSource {
    /// As it was given.
    pub(crate) name: String,
    /// Where it is, without links.
    pub(crate) path: PathBuf,
    /// Whether it is a file of records: then a name stands for the same document in all such files.
    pub(crate) is_records: bool,
}

/// A document on its way to be compared.
#[derive(Default)]
pub(crate) struct Incoming {
    pub(crate) id: String,
    /// An index into the sources of the run.
    pub(crate) source: usize,
    /// Its place in the input.
    pub(crate) position: u64,
    /// Hash of what it was read from; 0 without an index.
    pub(crate) content: u128,
    pub(crate) date: Option<i64>,
    pub(crate) url: Option<String>,
    pub(crate) field: Option<String>,
    /// Its words; nothing if [`Comparison::is_known`] said that the index has them.
    pub(crate) tokens: Option<Tokens>,
}

/// Documents that are being collected, and will be compared.
pub(crate) struct Comparison {
    options: CompareOptions,
    header: Header,
    /// Removed with all that is in it at the end.
    folder: tempfile::TempDir,
    index: Option<Index>,
    /// All sources that the index knows, and those of this run.
    sources: Vec<Source>,
    /// For each source of this run, which of `sources` it is.
    given: Vec<u32>,
    /// Sources whose documents leave the index.
    forgotten: Vec<u32>,
    segments: Vec<(Segment, Vec<u32>)>,
    /// How many of these the index had when this run began.
    n_old_segments: usize,
    /// By the hash of where a document is; see [`place`].
    known: HashMap<u128, Known>,
    frequent: Option<FrequentLines>,
    spill: Option<Spill>,
    pending: Pending,
    n_temporary: usize,
    n_signed: usize,
}

/// So many segments of about one size are merged while they are made: files that are open are counted.
const TO_MERGE: usize = 32;

impl Comparison {
    /// `texts` tells what texts depend on besides their documents: how they are cleaned.
    ///
    /// # Errors
    /// If there is no room for temporary files, or the index cannot be used.
    pub(crate) fn new(options: CompareOptions, texts: &str, given: &[GivenSource]) -> Result<Comparison, FileError> {
        let temporary = || std::env::temp_dir();
        if options.index.is_some() && options.keep == Keep::First {
            let why = "an index does not remember the order of the input: keep another one than the first";
            return Err(FileError::new(options.index.unwrap_or_default(), why));
        }
        let folder = tempfile::Builder::new().prefix("unchaff-").tempdir();
        let folder = folder.map_err(|it| FileError::io(temporary(), "create a folder for temporary files", &it))?;
        let wanted = Header {
            signatures: options.parameters.header(),
            texts: texts.to_string(),
            stored: stored(&options),
            frequent: Vec::new(),
        };
        let opened = options.index.as_ref().map(|it| Index::open(it, options.rebuild)).transpose()?;
        let (index, found) = opened.map_or((None, None), |(index, header)| (Some(index), header));
        if let (Some(found), Some(folder)) = (&found, &options.index)
            && let Some(why) = found.mismatch(&wanted)
        {
            return Err(FileError::new(folder, format!("{why}; give the same, or make it anew with --rebuild")));
        }
        let mut comparison = Comparison {
            frequent: found.as_ref().map(Header::frequent),
            spill: None,
            header: found.unwrap_or(wanted),
            sources: index.as_ref().map(|it| it.sources().to_vec()).unwrap_or_default(),
            segments: index.as_ref().map_or(Ok(Vec::new()), Index::segments)?,
            n_old_segments: 0,
            index,
            folder,
            options,
            given: Vec::new(),
            forgotten: Vec::new(),
            n_signed: 0,
            known: HashMap::new(),
            pending: Pending::default(),
            n_temporary: 0,
        };
        comparison.n_old_segments = comparison.segments.len();
        comparison.forgotten = comparison.to_forget()?;
        comparison.given = given.iter().map(|it| comparison.source(it)).collect();
        if comparison.frequent.is_none() {
            comparison.spill = Some(Spill::new(comparison.folder.path(), comparison.options.memory)?);
        }
        comparison.read_known()?;
        Ok(comparison)
    }

    /// The sources whose documents are to leave.
    fn to_forget(&self) -> Result<Vec<u32>, FileError> {
        let mut forgotten = Vec::new();
        for name in &self.options.forget {
            let path = std::path::absolute(name).map_or_else(|_| name.clone(), |it| path_text(&it));
            let is_it = |it: &Source| it.name == *name || it.path == *name || it.path == path;
            let found = (0u32..).zip(&self.sources).filter(|it| is_it(it.1)).map(|it| it.0);
            let n_before = forgotten.len();
            forgotten.extend(found);
            if forgotten.len() == n_before {
                let names: Vec<String> = self.sources.iter().map(|it| format!("`{}`", it.name)).collect();
                let message = format!("knows no folder or file `{name}`, only {}", names.join(", "));
                return Err(FileError::new(self.options.index.clone().unwrap_or_default(), message));
            }
        }
        Ok(forgotten)
    }

    /// Which source of the index it is: by its place, or by its name if it was moved, so that nothing is where it was.
    /// (Two folders `posts`, seen from two folders, are two sources.)
    fn source(&mut self, given: &GivenSource) -> u32 {
        let GivenSource { name, is_records, .. } = given;
        let path = path_text(&given.path);
        let is_kind = |it: &Source| it.is_records == *is_records;
        let is_moved = |it: &Source| it.name == *name && !Path::new(&it.path).exists();
        let find = |is_it: &dyn Fn(&Source) -> bool| self.sources.iter().position(|it| is_kind(it) && is_it(it));
        let found = find(&|it| it.path == path).or_else(|| find(&is_moved));
        let number = found.unwrap_or(self.sources.len());
        match found {
            Some(number) => self.sources[number].path = path,
            None => {
                // Names of documents are unique together with those of their folders.
                let is_taken = self.sources.iter().any(|it| is_kind(it) && it.name == *name);
                let name = if is_taken { path.clone() } else { name.clone() };
                self.sources.push(Source { name, path, is_records: *is_records });
            }
        }
        number as u32
    }

    /// Reads the names that the index knows.
    fn read_known(&mut self) -> Result<(), FileError> {
        for (segment, gone) in &self.segments {
            for (number, document) in (0u32..).zip(segment.documents()?) {
                let (document, _) = document?;
                if let (Err(_), Some(source)) =
                    (gone.binary_search(&number), self.sources.get(document.source as usize))
                {
                    let known = Known { content: document.content, source: document.source, position: ELSEWHERE };
                    self.known.insert(place(source, &document.id), known);
                }
            }
        }
        Ok(())
    }

    /// What a name is unique in: its folder, or all files of records.
    fn space(&self, source: usize) -> &str {
        let source = &self.sources[self.given[source] as usize];
        if source.is_records { "" } else { &source.name }
    }

    /// How many bytes of text are worked on at once.
    pub(crate) fn batch_bytes(&self) -> usize {
        (self.options.memory / 16).clamp(1 << 16, MOST_AT_ONCE)
    }

    /// A hash of what a document is read from; nobody asks for it without an index.
    pub(crate) fn content_hash<'a>(&self, parts: impl IntoIterator<Item = Option<&'a [u8]>>) -> u128 {
        if self.index.is_some() { content_hash(parts) } else { 0 }
    }

    /// Whether the index has this very document already.
    pub(crate) fn is_known(&self, source: usize, id: &str, content: u128) -> bool {
        let source = self.given[source];
        let given = &self.sources[source as usize];
        let known = self.known.get(&place(given, id)).filter(|it| it.content == content && it.position == ELSEWHERE);
        // A record that is now in another file is stored again, or it would be gone with what is gone from the first.
        known.is_some_and(|it| it.source == source || !given.is_records)
    }

    /// Takes documents. Gives the places, in the batch, of those whose name another document of this run has: they
    /// are left out.
    ///
    /// # Errors
    /// If temporary files or the index cannot be written.
    pub(crate) fn add(&mut self, batch: Vec<Incoming>) -> Result<Vec<usize>, FileError> {
        let mut twice = Vec::new();
        let mut documents = Vec::new();
        for (at, incoming) in batch.into_iter().enumerate() {
            let Incoming { id, source, position, content, date, url, field, tokens } = incoming;
            let space = self.space(source).to_string();
            let source = self.given[source];
            let known = Known { content, source, position };
            match self.known.entry(place(&self.sources[source as usize], &id)) {
                Entry::Occupied(it) if it.get().position != ELSEWHERE => {
                    twice.push(at);
                    continue;
                }
                Entry::Occupied(mut it) => drop(it.insert(known)),
                Entry::Vacant(it) => drop(it.insert(known)),
            }
            let Some(tokens) = tokens else { continue };
            let (sequence, n_tokens, shingles) = (0, tokens.hashes().len(), (0, 0));
            let stored = StoredDocument { id, space, source, content, sequence, n_tokens, shingles, date, url, field };
            documents.push((stored, tokens));
        }
        self.n_signed += documents.len();
        if self.known.len() >= u32::MAX as usize {
            return Err(FileError::new(self.folder.path(), "too many documents: expected fewer than 2^32"));
        }
        documents.par_iter_mut().for_each(|(stored, tokens)| stored.sequence = tokens.sequence());
        match self.spill.as_mut() {
            Some(spill) => {
                let marks: Vec<_> = documents.par_iter().map(|(_, tokens)| Marks::new(tokens)).collect();
                for ((stored, tokens), marks) in documents.into_iter().zip(marks) {
                    spill.push(stored, &tokens, &marks)?;
                }
            }
            None => self.sign(documents, Ok)?,
        }
        Ok(twice)
    }

    /// Signs what `read` gives for each of some documents.
    fn sign<T: Send>(
        &mut self,
        documents: impl IntoParallelIterator<Item = T, Iter: IndexedParallelIterator>,
        read: impl Fn(T) -> Result<(StoredDocument, Tokens), FileError> + Sync,
    ) -> Result<(), FileError> {
        let parameters = &self.options.parameters;
        let frequent = self.frequent.as_ref().expect("they are found before documents are signed");
        let sign = |document| {
            let (stored, tokens) = read(document)?;
            // Its words were hashed before, with those of frequent lines.
            let (shingles, keys) = Fingerprint::shingles_and_keys(&tokens, frequent, parameters);
            Ok((stored, shingles, keys))
        };
        let signed = documents.into_par_iter().map(sign).collect::<Result<Vec<_>, FileError>>()?;
        for (stored, shingles, keys) in signed {
            self.pending.push(stored, shingles, keys);
            if self.pending.n_bytes() > self.options.memory / 3 {
                self.write_pending()?;
            }
        }
        Ok(())
    }

    fn write_pending(&mut self) -> Result<(), FileError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let folder = self.new_folder();
        self.segments.push((self.pending.write(&folder)?, Vec::new()));
        let new = &self.segments[self.n_old_segments..];
        let sizes = new.iter().map(|it| it.0.n_bytes()).collect::<Result<Vec<u64>, FileError>>()?;
        let first = self.n_old_segments + first_to_merge(&sizes, TO_MERGE);
        if first == self.segments.len() {
            return Ok(());
        }
        let latest = self.segments.split_off(first);
        let merged = merge_segments(&latest, &self.new_folder())?;
        self.segments.push((merged, Vec::new()));
        // Nothing names them, not even an index.
        let folders: Vec<PathBuf> = latest.iter().map(|it| it.0.folder().to_path_buf()).collect();
        drop(latest);
        folders.iter().try_for_each(|it| remove_segment(it))
    }

    /// A folder for a new segment.
    fn new_folder(&mut self) -> PathBuf {
        match &mut self.index {
            Some(index) => index.new_folder(),
            None => {
                self.n_temporary += 1;
                self.folder.path().join(format!("segment-{}", self.n_temporary))
            }
        }
    }

    /// Compares all documents: those of this run, and those of the index that are still there. A document of the
    /// index leaves it if its source is among those of this run, `is_whole` says that all of it was read, and it
    /// did not come.
    ///
    /// If it is stopped, an index is what it was before or has all documents, and groups are missing.
    ///
    /// # Errors
    /// If files of this run or of the index cannot be read or written.
    pub(crate) fn finish(
        mut self,
        is_whole: &[bool],
        mut visit: impl FnMut(DuplicateGroup) -> Result<(), FileError>,
    ) -> Result<CompareSummary, FileError> {
        if let Some(spill) = self.spill.take() {
            let (frequent, mut spilled) = spill.finish()?;
            self.header.frequent = frequent.lines().to_vec();
            self.frequent = Some(frequent);
            loop {
                let batch = spilled.batch(2 * self.batch_bytes());
                if batch.is_empty() || self.options.stop.is_raised() {
                    break;
                }
                self.sign(batch, |it| spilled.document(it))?;
            }
        }
        let stopped = || CompareSummary { is_stopped: true, ..CompareSummary::default() };
        if self.options.stop.is_raised() {
            return Ok(stopped());
        }
        // Without an index nothing has to be written that fits into memory.
        match self.index {
            Some(_) => self.write_pending()?,
            None => self.pending.sort(),
        }

        let Comparison {
            options,
            header,
            folder,
            mut index,
            sources,
            given,
            forgotten,
            segments,
            pending,
            known,
            frequent,
            n_signed,
            ..
        } = self;
        let read = given.iter().zip(is_whole).filter(|it| *it.1).map(|it| *it.0);
        let whole: Vec<u32> = read.chain(forgotten).collect();
        let mut presences = Presences::new(&sources, whole, known);
        let table = Table::read(&segments, &pending, options.keep, options.memory / 8, |it| presences.of(it))?;
        let (n_left, notes) = presences.finish(&given);
        let gone = table.gone();
        if let Some(index) = &mut index {
            let stored: Vec<_> = segments.iter().zip(&gone).map(|(it, gone)| (&it.0, gone.clone())).collect();
            index.commit(header, sources.clone(), &stored)?;
        }
        let n_frequent_lines = frequent.map_or(0, |it| it.len());
        let Some(groups) = groups(&table, &options, folder.path(), options.memory / 2)? else { return Ok(stopped()) };
        let summary = report(&table, &options, &groups, &sources, &mut visit)?;
        drop(table);
        if let Some(index) = &mut index {
            let segments = segments.into_iter().zip(gone).map(|(it, gone)| (it.0, gone)).collect();
            index.merge(segments)?;
        }
        let changes = index.map(|_| IndexChanges { n_signed, n_left });
        Ok(CompareSummary { n_frequent_lines, index: changes, notes, ..summary })
    }
}

/// What is stored of documents besides what they say.
fn stored(options: &CompareOptions) -> String {
    match (options.keep, &options.field) {
        (Keep::Earliest | Keep::ShortestUrl, _) => "date, url".to_string(),
        (Keep::Smallest | Keep::Largest, Some(field)) => format!("date, url, {field}"),
        _ => "nothing".to_string(),
    }
}

/// A hash of what a document was read from, short enough to keep one for each.
fn content_hash<'a>(parts: impl IntoIterator<Item = Option<&'a [u8]>>) -> u128 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        let length = part.map_or(u64::MAX, |it| it.len() as u64);
        hasher.update(&length.to_le_bytes()).update(part.unwrap_or_default());
    }
    short_hash(&hasher)
}

fn short_hash(hasher: &blake3::Hasher) -> u128 {
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    u128::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests;
