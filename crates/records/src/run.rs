//! Cleans the records of a file.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use unchaff_driver::{
    Compare, CompareOptions, CompareSummary, DuplicateGroup, FileError, Inputs, Progress, RecordLines, RunSummary,
    compare,
};

#[cfg(feature = "parquet")]
use crate::formats::is_parquet;
use crate::{
    RecordOptions,
    chunk::{Chunk, Done, Source, clean_chunk},
    formats::formats,
    output::Output,
};
#[cfg(feature = "warc")]
use crate::{formats::is_warc, warc::Archive};

/// Bytes of records that one thread works on, and that are compressed as one. How the output is packed depends on it, and on
/// nothing else but the input.
const CHUNK_BYTES: usize = 1 << 20;

/// Chunks that are worked on before they are written. The output does not depend on it.
const BATCH: usize = 16;

/// What a run did.
#[derive(Debug, Default)]
pub struct RecordSummary {
    /// Records that were read, broken ones too.
    pub n_records: usize,
    /// Records that were put aside.
    pub n_rejected: usize,
    /// Records that were left out because another one says the same.
    pub n_left_out: usize,
    /// Records of a web archive that are no pages. They do not count among the others.
    pub n_passed_over: usize,
    /// What happened to the texts of the others.
    pub documents: RunSummary,
    /// Why the first of them were.
    pub rejected: Vec<FileError>,
    /// Where all of them stand, if there are any.
    pub rejected_path: Option<PathBuf>,
    /// Why the input was not read to its end, if it was not.
    pub unreadable: Option<FileError>,
    /// Lines, rows, or records of an archive, that an earlier run has done; nothing is counted of them.
    pub n_lines_before: u64,
    /// Whether an earlier run has done everything.
    pub was_done: bool,
    /// Whether the run was stopped. What was written stays, and a run can go on with it.
    pub is_stopped: bool,
}

impl RecordSummary {
    /// So many are told one by one.
    const MOST_TOLD: usize = 20;

    pub(crate) fn reject(&mut self, error: FileError) {
        if self.rejected.len() < Self::MOST_TOLD {
            self.rejected.push(error);
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.n_records += other.n_records;
        self.n_rejected += other.n_rejected;
        self.n_left_out += other.n_left_out;
        self.n_passed_over += other.n_passed_over;
        self.documents.add(&other.documents);
        self.unreadable = self.unreadable.take().or(other.unreadable);
        other.rejected.into_iter().for_each(|it| self.reject(it));
    }
}

/// Cleans the records of `input` on the threads of the current rayon pool, and writes them to `output`. JSON Lines, plain or
/// compressed, become JSON Lines, packed as the ending of the output says ([`Packing::of_path`](crate::Packing::of_path));
/// what [is Parquet](crate::is_parquet) becomes Parquet. The pages of what [is a web archive](crate::is_warc) become JSON Lines.
///
/// Until it is whole the file is called `OUTPUT.partial`. Broken records go to `OUTPUT.rejected.jsonl`, with the line, row or
/// record and the reason. The bytes of both do not depend on the number of threads, nor on interruptions.
///
/// # Errors
/// If the input cannot be read at all, or the output not be written; a run can go on where it ended. If something is to be
/// added where records have their text, name or address.
pub fn clean_records(
    input: &Path,
    output: &Path,
    options: &RecordOptions,
    progress: impl FnMut(Progress) + Send,
) -> Result<RecordSummary, FileError> {
    if let Some(key) = options.key_for_two() {
        return Err(FileError::new(input, format!("`{key}` cannot be added: it is where records keep something else")));
    }
    #[cfg(feature = "parquet")]
    if is_parquet(input) {
        return crate::parquet::clean_parquet(input, output, options, progress);
    }
    #[cfg(feature = "warc")]
    if is_warc(input) {
        return clean_in_chunks::<Archive>(input, output, options, CHUNK_BYTES, progress);
    }
    clean_in_chunks::<RecordLines>(input, output, options, CHUNK_BYTES, progress)
}

pub(crate) fn clean_in_chunks<S: Source>(
    input: &Path,
    output: &Path,
    options: &RecordOptions,
    chunk_bytes: usize,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<RecordSummary, FileError> {
    let mut source = S::open(input, options.largest)?;
    let mut summary = RecordSummary::default();
    let Some(mut output) = Output::open(output, input, options.remembered(), options.resume)? else {
        return Ok(RecordSummary { was_done: true, ..summary });
    };
    summary.n_lines_before = output.progress.n_lines;
    let mut passed_over = Vec::new();
    while source.number() < output.progress.n_lines {
        passed_over.clear();
        // What is broken was named the first time.
        if let Ok(None) = source.read_next(&mut passed_over) {
            break;
        }
    }
    drop(passed_over);
    let packing = output.packing();
    let work = |batch: Vec<Chunk>| -> Vec<Result<Done, FileError>> {
        let work_on = |chunk| {
            let done = clean_chunk::<S>(input, chunk, options);
            let packed =
                packing.pack(done.output).map_err(|it| FileError::new(input, format!("cannot compress: {it}")));
            Ok(Done { output: packed?, ..done })
        };
        batch.into_par_iter().map(work_on).collect()
    };
    let mut batch = read_batch(&mut source, chunk_bytes);
    while !batch.is_empty() {
        if options.stop.is_raised() {
            summary.is_stopped = true;
            return Ok(summary);
        }
        let (n_lines, n_bytes) = (source.number(), batch.iter().map(|it| it.n_bytes as u64).sum());
        let (done, next) = rayon::join(|| work(batch), || read_batch(&mut source, chunk_bytes));
        let n_before = summary.n_records;
        for done in done {
            let done = done?;
            output.write(&done.output)?;
            output.reject(&done.rejected)?;
            summary.add(done.summary);
        }
        output.commit(n_lines)?;
        progress(Progress { n_documents: summary.n_records - n_before, n_bytes });
        batch = next;
    }
    summary.rejected_path = output.has_rejected().then(|| output.rejected_path());
    output.finish()?;
    Ok(summary)
}

fn read_batch(source: &mut impl Source, chunk_bytes: usize) -> Vec<Chunk> {
    let mut batch = Vec::new();
    while batch.len() < BATCH {
        let chunk = Chunk::read(source, chunk_bytes);
        if chunk.is_empty() {
            break;
        }
        batch.push(chunk);
    }
    batch
}

/// Duplicates in some files.
#[derive(Debug)]
pub struct RecordDuplicates {
    /// For each file the numbers of records that say what another one says, in any of the files, and the name of the one that
    /// is kept: what [`RecordOptions::duplicates`] takes.
    pub by_file: Vec<HashMap<u64, String>>,
    /// What was compared.
    pub summary: CompareSummary,
    /// Records that were not: broken ones, and those whose name another one has.
    pub errors: Vec<FileError>,
}

/// Finds the records of some files that say what another one says. Texts are compared as they are when they
/// are cleaned; the longest is kept. Nothing if it was stopped.
///
/// # Errors
/// If temporary files cannot be written.
pub fn duplicates_of(
    inputs: &[PathBuf],
    options: &RecordOptions,
    progress: impl FnMut(Progress) + Send,
) -> Result<Option<RecordDuplicates>, FileError> {
    let compared = Compare {
        clean: Some(options.clean.clone().into()),
        options: CompareOptions { stop: options.stop.clone(), ..CompareOptions::default() },
        fields: options.fields.clone(),
        formats: formats(),
        ..Compare::default()
    };
    let mut by_file = vec![HashMap::new(); inputs.len()];
    let visit = |group: DuplicateGroup| {
        for (file, line) in group.left_out_records() {
            by_file[file].insert(line, group.kept().id.clone());
        }
        Ok(())
    };
    let (summary, errors) = compare(&Inputs::default(), inputs, &compared, progress, visit)?;
    Ok((!summary.is_stopped).then_some(RecordDuplicates { by_file, summary, errors }))
}

#[cfg(test)]
mod tests;
