//! JSON Lines: an object a line.

use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use serde::Serialize;
use unchaff_driver::{FileError, Format, RecordLine, RecordLines};

use crate::{
    RecordOptions, RecordSummary, literal,
    text::{CleanText, added, clean_text},
};

/// Lines that follow each other.
#[derive(Default)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    /// The number of each, and where it ends; or why it cannot be read.
    lines: Vec<(u64, Result<usize, FileError>)>,
    /// Why nothing follows, if that is not the end.
    pub(crate) unreadable: Option<FileError>,
}

impl Chunk {
    /// The next lines of a file, about so many bytes of them; none at its end.
    pub(crate) fn read(lines: &mut RecordLines, n_bytes: usize) -> Self {
        let mut chunk = Self::default();
        while chunk.bytes.len() < n_bytes {
            match lines.read(&mut chunk.bytes) {
                Ok(false) => break,
                Ok(true) => chunk.lines.push((lines.number(), Ok(chunk.bytes.len()))),
                Err(error) if lines.is_broken() => {
                    chunk.unreadable = Some(error);
                    break;
                }
                Err(error) => chunk.lines.push((lines.number(), Err(error))),
            }
        }
        chunk
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.unreadable.is_none()
    }

    pub(crate) fn n_bytes(&self) -> usize {
        self.bytes.len()
    }
}

/// What became of some records.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) output: Vec<u8>,
    /// Those that were put aside, as JSON Lines.
    pub(crate) rejected: Vec<u8>,
    pub(crate) summary: RecordSummary,
}

/// A record that was put aside.
#[derive(Serialize)]
struct Rejected<'a> {
    line: u64,
    reason: &'a str,
    /// The line as it was. What is not UTF-8 is replaced.
    record: &'a str,
}

/// Cleans the records of some lines.
pub(crate) fn clean_chunk(path: &Path, chunk: Chunk, options: &RecordOptions) -> Done {
    let mut done = Done { output: Vec::with_capacity(chunk.bytes.len()), ..Done::default() };
    done.summary.unreadable = chunk.unreadable;
    let mut start = 0;
    for (number, end) in chunk.lines {
        let line = match &end {
            Ok(end) => &chunk.bytes[std::mem::replace(&mut start, *end)..*end],
            Err(_) => &[],
        };
        let (n_output, n_records) = (done.output.len(), done.summary.n_records);
        let cleaned = end.map(|_| ()).and_then(|()| {
            let clean = || clean_line(path, number, line, options, &mut done);
            catch_unwind(AssertUnwindSafe(clean)).unwrap_or_else(|_| {
                Err(FileError::new(path, format!("line {number}: internal error (please report it)")))
            })
        });
        if let Err(error) = cleaned {
            done.output.truncate(n_output);
            done.summary.n_records = n_records + 1;
            done.summary.n_rejected += 1;
            let rejected = Rejected { line: number, reason: &error.message, record: &String::from_utf8_lossy(line) };
            serde_json::to_writer(&mut done.rejected, &rejected).expect("numbers and texts are JSON");
            done.rejected.push(b'\n');
            done.summary.reject(error);
        }
    }
    done
}

/// Cleans a record, and writes it; blank lines stay.
fn clean_line(
    path: &Path,
    number: u64,
    bytes: &[u8],
    options: &RecordOptions,
    done: &mut Done,
) -> Result<(), FileError> {
    let line = RecordLine::new(path, number, bytes)?;
    let fields = &options.fields;
    let has_name = options.added.duplicate_of || options.drops_duplicates;
    let [edits, kind, duplicate_of] = options.added.keys();
    let names = [
        Some(fields.text.as_str()),
        has_name.then_some(fields.id.as_str()),
        options.conversion.is_some().then_some(fields.url.as_str()),
        edits,
        kind,
        duplicate_of,
    ];
    let example = match has_name {
        true => format!("{{\"{}\": ..., \"{}\": ...}}", fields.id, fields.text),
        false => format!("{{\"{}\": ...}}", fields.text),
    };
    let Some([text, id, url, old @ ..]) = line.values(names, &example)? else {
        done.output.extend_from_slice(bytes);
        return Ok(());
    };
    done.summary.n_records += 1;
    let missing = |name: &str| line.wrong(0, &format!("no `{name}`: expected {example}"));
    let text = text.ok_or_else(|| missing(&fields.text))?;
    if has_name {
        id.ok_or_else(|| missing(&fields.id))?.id(&fields.id)?;
    }
    let kept = options.duplicates.get(&number);
    if kept.is_some() && options.drops_duplicates {
        done.summary.n_left_out += 1;
        return Ok(());
    }
    let mut splices: Vec<(Range<usize>, String)> = Vec::new();
    let mut found = None;
    if text.json() != "null" {
        let source = text.string()?.ok_or_else(|| text.wrong(&fields.text, "a string"))?;
        let url = url.map_or(Ok(None), |it| it.plain())?;
        let failed = |it: String| line.wrong(text.range().start, &it);
        let CleanText { cleaned, output, is_edited } =
            clean_text(&source, Format::Unknown, url.as_deref(), options).map_err(failed)?;
        if let Some(output) = output {
            let edited = if is_edited { literal::edited(text.json(), &cleaned.edits) } else { None };
            let anew = || serde_json::to_string(&output);
            splices.push((text.range(), edited.map_or_else(anew, Ok).map_err(|it| failed(it.to_string()))?));
        }
        done.summary.documents.count(source.as_bytes(), &cleaned);
        found = Some(cleaned);
    }
    let values = added(found.as_ref(), kept.map(String::as_str), options.added);
    let mut behind = String::new();
    let end = line.text().trim_end_matches([' ', '\t', '\r']).len() - 1;
    let values = values.map_err(|it| line.wrong(0, &it.to_string()))?;
    for (key, value) in values {
        let place = names[3..].iter().position(|it| *it == Some(key)).and_then(|it| old[it]);
        match place {
            Some(place) => splices.push((place.range(), value)),
            None => behind.extend([",\"", key, "\":", &value]),
        }
    }
    splices.push((end..end, behind));
    splices.sort_by_key(|it| it.0.start);

    let text = line.text();
    let offset = text.as_ptr() as usize - bytes.as_ptr() as usize;
    let mut next = 0;
    done.output.extend_from_slice(&bytes[..offset]);
    for (range, value) in splices {
        done.output.extend_from_slice(&text.as_bytes()[next..range.start]);
        done.output.extend_from_slice(value.as_bytes());
        next = range.end;
    }
    done.output.extend_from_slice(&bytes[offset + next..]);
    Ok(())
}
