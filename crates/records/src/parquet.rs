//! Parquet: columns of records, in row groups.
//!
//! Only the column of the text is decoded and written anew. All others are copied as they are, pages and all; where a record
//! is left out, their values and levels are copied one by one, so that types that nothing but Parquet has stay too.

mod added;
mod columns;
mod layout;
mod read;
mod splice;

use std::{
    fs::File,
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

use parquet::{
    data_type::ByteArray,
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        reader::{FileReader, RowGroupReader},
        serialized_reader::{ReadOptionsBuilder, SerializedFileReader},
        writer::SerializedFileWriter,
    },
    schema::types::TypePtr,
};
use rayon::prelude::*;
use serde::Serialize;
use unchaff_driver::{FileError, Format, Progress, RunSummary};

pub(crate) use self::read::ParquetRecords;
use self::{
    added::{AddedColumns, AddedRow},
    columns::{Names, Texts, copy_some},
    layout::Layout,
};
use crate::{
    RecordOptions, RecordSummary,
    output::{Output, Part},
    text::{CleanText, clean_text},
};

/// About so many bytes of texts are in memory at once.
const BATCH_BYTES: i64 = 16 << 20;

/// The most rows that are worked on at once.
const MOST_ROWS: i64 = 1 << 13;

/// Cleans the texts of a Parquet file.
///
/// # Errors
/// If it cannot be read at all, or the output not be written.
pub(crate) fn clean_parquet(
    input: &Path,
    output: &Path,
    options: &RecordOptions,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<RecordSummary, FileError> {
    let (reader, source) = open(input)?;
    let layout = Layout::new(reader.metadata(), options).map_err(|it| FileError::new(input, it))?;
    let mut summary = RecordSummary::default();
    let Some(mut output) = Output::open(output, input, options.remembered(), options.resume)? else {
        return Ok(RecordSummary { was_done: true, ..summary });
    };
    summary.n_lines_before = output.progress.n_lines;
    for at in output.progress.parts.len()..reader.num_row_groups() {
        if options.stop.is_raised() {
            summary.is_stopped = true;
            return Ok(summary);
        }
        let metadata = reader.metadata().row_group(at);
        let (n_rows, n_bytes) = (metadata.num_rows() as usize, metadata.compressed_size() as u64);
        let start = output.n_bytes();
        let group = || {
            let group = reader.get_row_group(at)?;
            let first = output.progress.n_lines + 1;
            Group { path: input, layout: &layout, group: &*group, first, n_rows, options }.clean(&mut output)
        };
        let part = match guarded(group) {
            Ok(Done { part, rejected, summary: done }) => {
                output.reject(&rejected)?;
                summary.add(done);
                part
            }
            Err(error) => {
                if let Some(error) = output.take_error() {
                    return Err(error);
                }
                output.truncate(start)?;
                let (first, last) = (output.progress.n_lines + 1, output.progress.n_lines + n_rows as u64);
                let message = format!("rows {first} to {last} cannot be read: {}", told(&error));
                output.reject(&rejected_row(first, &message, None))?;
                summary.n_records += n_rows;
                summary.n_rejected += n_rows;
                summary.reject(FileError::new(input, message));
                Part::default()
            }
        };
        output.progress.parts.push(part);
        output.commit(output.progress.n_lines + n_rows as u64)?;
        progress(Progress { n_documents: n_rows, n_bytes });
    }
    summary.rejected_path = output.has_rejected().then(|| output.rejected_path());
    output.finish_with(|partial, parts, whole| splice::splice(&reader, &source, &layout, partial, parts, whole))?;
    Ok(summary)
}

/// Opens a file, also for its bytes.
fn open(path: &Path) -> Result<(SerializedFileReader<File>, File), FileError> {
    let failed = |it: std::io::Error| FileError::new(path, format!("cannot read: {it}"));
    let file = File::open(path).map_err(failed)?;
    let source = file.try_clone().map_err(failed)?;
    let with_pages = ReadOptionsBuilder::new().with_page_index().build();
    let wrong = |it: ParquetError| FileError::new(path, format!("cannot be read as Parquet: {}", told(&it)));
    // The metadata of a damaged file may be anything.
    let reader = guarded(|| SerializedFileReader::new_with_options(file, with_pages));
    Ok((reader.map_err(wrong)?, source))
}

/// Pages that are damaged may be anything; what reads them may panic.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(ParquetError::General("damaged".to_string())))
}

/// What a library says of an error, without its own name in front.
fn told(error: &ParquetError) -> String {
    match error {
        ParquetError::General(it) | ParquetError::EOF(it) => it.clone(),
        it => it.to_string(),
    }
}

/// A row that was put aside, as a line of JSON.
fn rejected_row(row: u64, reason: &str, text: Option<&[u8]>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Rejected<'a> {
        row: u64,
        reason: &'a str,
        /// Its text. What is not UTF-8 is replaced.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<std::borrow::Cow<'a, str>>,
    }
    let rejected = Rejected { row, reason, text: text.map(String::from_utf8_lossy) };
    let mut line = serde_json::to_vec(&rejected).expect("numbers and texts are JSON");
    line.push(b'\n');
    line
}

/// A row group that is cleaned.
struct Group<'a> {
    path: &'a Path,
    layout: &'a Layout,
    group: &'a dyn RowGroupReader,
    /// The number of its first row in the file, from 1.
    first: u64,
    n_rows: usize,
    options: &'a RecordOptions,
}

/// What became of a row group.
struct Done {
    part: Part,
    rejected: Vec<u8>,
    summary: RecordSummary,
}

/// What became of a row.
struct Row {
    text: Option<ByteArray>,
    added: AddedRow,
    documents: RunSummary,
}

impl Group<'_> {
    /// Writes its text and what is added, and where a row is left out all else too.
    fn clean(&self, output: &mut Output) -> Result<Done, ParquetError> {
        let Self { path, layout, group, first, n_rows, options } = self;
        let start = output.n_bytes();
        let mut texts = Texts::new(*group, layout.text)?;
        let mut names = layout.id.map(|it| Names::new(*group, it)).transpose()?;
        let mut urls = layout.url.map(|it| Names::new(*group, it)).transpose()?;
        let mut rejected = Vec::new();
        let mut summary = RecordSummary { n_records: *n_rows, ..RecordSummary::default() };
        let mut added = AddedColumns::new(options.added);
        let mut stays = Vec::with_capacity(*n_rows);

        let mut writer = self.writer(&layout.cleaned, output)?;
        let mut written = writer.next_row_group()?;
        let mut column = written.next_column()?.expect("a column of texts");
        let n_bytes = group.metadata().column(layout.text).uncompressed_size().max(1);
        let n_batch = (BATCH_BYTES * *n_rows as i64 / n_bytes).clamp(1, MOST_ROWS) as usize;
        while stays.len() < *n_rows {
            let n = n_batch.min(n_rows - stays.len());
            let texts = texts.read(n)?;
            let names = names.as_mut().map(|it| it.read(n)).transpose()?;
            let urls = urls.as_mut().map(|it| it.read(n)).transpose()?;
            let number = *first + stays.len() as u64;
            let row = |at: usize| -> Result<Option<Row>, String> {
                let name = names.as_ref().map(|it| it[at].as_deref());
                let url = urls.as_ref().and_then(|it| it[at].as_deref());
                let row = || self.row(number + at as u64, texts[at].as_ref(), name, url);
                catch_unwind(AssertUnwindSafe(row))
                    .unwrap_or_else(|_| Err("internal error (please report it)".to_string()))
            };
            let rows: Vec<Result<Option<Row>, String>> = (0..n).into_par_iter().map(row).collect();
            let mut kept = Vec::with_capacity(n);
            for (at, row) in rows.into_iter().enumerate() {
                stays.push(matches!(row, Ok(Some(_))));
                match row {
                    Ok(Some(Row { text, added: row, documents })) => {
                        kept.push(text);
                        added.push(row);
                        summary.documents.add(&documents);
                    }
                    Ok(None) => summary.n_left_out += 1,
                    Err(reason) => {
                        let number = number + at as u64;
                        let text = texts[at].as_ref().map(ByteArray::data);
                        rejected.extend(rejected_row(number, &reason, text));
                        summary.n_rejected += 1;
                        summary.reject(FileError::new(*path, format!("row {number}: {reason}")));
                    }
                }
            }
            columns::write_texts(&mut column, kept, layout.is_required)?;
        }
        column.close()?;
        added.write(&mut written)?;
        written.close()?;
        writer.close()?;
        let part = match (stays.contains(&true), stays.contains(&false)) {
            (false, _) => {
                output.truncate(start).map_err(|it| ParquetError::General(it.to_string()))?;
                Part::default()
            }
            (true, false) => Part { cleaned: start..output.n_bytes(), others: None },
            (true, true) => {
                let middle = output.n_bytes();
                let mut writer = self.writer(&layout.others, output)?;
                let mut written = writer.next_row_group()?;
                for &leaf in &layout.other_leaves {
                    let mut column = written.next_column()?.expect("as many columns as leaves");
                    copy_some(*group, leaf, &mut column, &stays)?;
                    column.close()?;
                }
                written.close()?;
                writer.close()?;
                Part { cleaned: start..middle, others: Some(middle..output.n_bytes()) }
            }
        };
        Ok(Done { part, rejected, summary })
    }

    fn row(
        &self,
        number: u64,
        text: Option<&ByteArray>,
        name: Option<Option<&str>>,
        url: Option<&str>,
    ) -> Result<Option<Row>, String> {
        let options = self.options;
        if name == Some(None) {
            return Err(format!("`{}` is null", options.fields.id));
        }
        let kept = options.duplicates.get(&number);
        if kept.is_some() && options.drops_duplicates {
            return Ok(None);
        }
        let mut documents = RunSummary::default();
        let mut found = None;
        let mut stays = text.cloned();
        if let Some(text) = text {
            let bytes = text.data();
            if bytes.len() > options.largest {
                return Err(format!("its text has {} bytes: more than {}", bytes.len(), options.largest));
            }
            let source =
                std::str::from_utf8(bytes).map_err(|it| format!("`{}` is not UTF-8: {it}", options.fields.text))?;
            let CleanText { cleaned, output, .. } = clean_text(source, Format::Unknown, url, options)?;
            if let Some(output) = output {
                stays = Some(ByteArray::from(output.into_bytes()));
            }
            documents.count(bytes, &cleaned);
            found = Some(cleaned);
        }
        let added = AddedRow::new(found.as_ref(), kept.map(String::as_str), options.added);
        Ok(Some(Row { text: stays, added, documents }))
    }

    /// Writes columns as those of the group are packed.
    fn writer<'a, W: Write + Send>(
        &self,
        schema: &TypePtr,
        output: &'a mut W,
    ) -> Result<SerializedFileWriter<&'a mut W>, ParquetError> {
        let mut properties = WriterProperties::builder();
        let metadata = self.group.metadata();
        properties = properties.set_compression(metadata.column(self.layout.text).compression());
        for column in metadata.columns() {
            properties = properties.set_column_compression(column.column_path().clone(), column.compression());
        }
        SerializedFileWriter::new(output, schema.clone(), Arc::new(properties.build()))
    }
}

#[cfg(test)]
mod tests;
