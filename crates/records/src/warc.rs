//! Web archives (WARC): what servers have answered, one answer after another.
//!
//! The framing is read here and by no crate: `warc` 0.4, the only one that is used, buffers without bounds (of a file that is
//! no archive all of it), overflows with a large `Content-Length`, wants chrono and uuid, and cannot go on behind a head
//! that is broken.

mod archive;
mod content;
mod head;
mod http;
mod page;
mod read;

use std::path::Path;

use serde::Serialize;
use unchaff_driver::{FileError, Format};

pub(crate) use self::{archive::Archive, read::WarcRecords};
use self::{head::Head, page::Page};
use crate::{
    RecordOptions,
    chunk::{Done, Source},
    text::{CleanText, added, clean_text},
};

impl Source for Archive {
    const UNIT: &'static str = "record";

    fn open(path: &Path, largest: usize) -> Result<Self, FileError> {
        Archive::open(path, largest)
    }

    fn number(&self) -> u64 {
        self.number()
    }

    fn is_broken(&self) -> bool {
        self.is_broken()
    }

    fn read_next(&mut self, buffer: &mut Vec<u8>) -> Result<Option<usize>, FileError> {
        self.read(buffer)
    }

    fn clean(
        path: &Path,
        number: u64,
        bytes: &[u8],
        options: &RecordOptions,
        done: &mut Done,
    ) -> Result<(), FileError> {
        clean_page(number, bytes, options, done).map_err(|it| wrong(path, number, &it))
    }

    fn rejected(number: u64, reason: &str, bytes: &[u8]) -> serde_json::Result<String> {
        #[derive(Serialize)]
        struct Rejected<'a> {
            record: u64,
            reason: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            id: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            url: Option<String>,
        }
        let (id, url) = Head::parse(bytes).map_or((None, None), |(it, _)| (it.id, it.url));
        serde_json::to_string(&Rejected { record: number, reason, id, url })
    }
}

/// An error about a record of an archive.
fn wrong(path: &Path, number: u64, message: &str) -> FileError {
    FileError::new(path, format!("record {number}: {message}"))
}

/// Cleans a page, and writes it as a line. What is no page is passed over.
fn clean_page(number: u64, bytes: &[u8], options: &RecordOptions, done: &mut Done) -> Result<(), String> {
    let Some(page) = Page::read(bytes, options.largest)? else {
        done.summary.n_passed_over += 1;
        return Ok(());
    };
    done.summary.n_records += 1;
    if options.added.duplicate_of || options.drops_duplicates {
        page.name(&options.fields)?;
    }
    let kept = options.duplicates.get(&number);
    if kept.is_some() && options.drops_duplicates {
        done.summary.n_left_out += 1;
        return Ok(());
    }
    let CleanText { cleaned, output, .. } = clean_text(&page.text, Format::Html, page.url.as_deref(), options)?;
    let text = output.as_deref().unwrap_or(&page.text);

    let json = |it: &str| serde_json::to_string(it).map_err(|it| it.to_string());
    let mut entries: Vec<(&str, String)> = Vec::new();
    for (key, value) in page.said(&options.fields) {
        entries.push((key, json(value)?));
    }
    entries.push((&options.fields.text, json(text)?));
    let added = added(Some(&cleaned), kept.map(String::as_str), options.added).map_err(|it| it.to_string())?;
    entries.extend(added);
    done.output.push(b'{');
    for (at, (key, value)) in entries.iter().enumerate() {
        // Where several things have one key, the last is what a reader looks for there.
        if entries[at + 1..].iter().all(|it| it.0 != *key) {
            done.output.extend_from_slice([&json(key)?, ":", value, ","].concat().as_bytes());
        }
    }
    done.output.pop(); // the last comma: there is a text
    done.output.extend_from_slice(b"}\n");
    done.summary.documents.count(page.text.as_bytes(), &cleaned);
    Ok(())
}

#[cfg(test)]
mod tests;
