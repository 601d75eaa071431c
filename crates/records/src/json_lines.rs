//! JSON Lines: an object a line.

use std::{ops::Range, path::Path};

use serde::Serialize;
use unchaff_driver::{FileError, Format, RecordLine, RecordLines};

use crate::{
    RecordOptions,
    chunk::{Done, Source},
    literal,
    text::{CleanText, added, clean_text},
};

impl Source for RecordLines {
    const UNIT: &'static str = "line";

    fn open(path: &Path, largest: usize) -> Result<Self, FileError> {
        RecordLines::open(path, largest)
    }

    fn number(&self) -> u64 {
        self.number()
    }

    fn is_broken(&self) -> bool {
        self.is_broken()
    }

    fn read_next(&mut self, buffer: &mut Vec<u8>) -> Result<Option<usize>, FileError> {
        let n_before = buffer.len();
        Ok(self.read(buffer)?.then(|| buffer.len() - n_before))
    }

    fn clean(
        path: &Path,
        number: u64,
        bytes: &[u8],
        options: &RecordOptions,
        done: &mut Done,
    ) -> Result<(), FileError> {
        clean_line(path, number, bytes, options, done)
    }

    fn rejected(number: u64, reason: &str, bytes: &[u8]) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Rejected<'a> {
            line: u64,
            reason: &'a str,
            /// The line as it was. What is not UTF-8 is replaced.
            record: &'a str,
        }
        serde_json::to_string(&Rejected { line: number, reason, record: &String::from_utf8_lossy(bytes) })
    }
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
