//! Pages of archives as they are compared.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use unchaff_driver::{FileError, Format, Record, RecordFields};

use super::{Archive, Page, wrong};
use crate::options::LARGEST;

/// Bytes of the buffer that stay for the next record.
const KEPT_BUFFER: usize = 1 << 20;

/// The pages of an archive, in its order.
pub(crate) struct WarcRecords {
    path: PathBuf,
    fields: RecordFields,
    archive: Archive,
    /// The record that is looked at.
    buffer: Vec<u8>,
}

impl WarcRecords {
    /// # Errors
    /// If it cannot be opened or read.
    pub(crate) fn open(path: &Path, fields: &RecordFields) -> Result<Self, FileError> {
        let archive = Archive::open(path, LARGEST)?;
        Ok(Self { path: path.to_path_buf(), fields: fields.clone(), archive, buffer: Vec::new() })
    }

    fn record(&self) -> Result<Option<Record>, String> {
        let Some(page) = Page::read(&self.buffer, LARGEST)? else { return Ok(None) };
        let fields = &self.fields;
        Ok(Some(Record {
            id: page.name(fields)?,
            format: Format::Html,
            line: self.archive.number(),
            url: page.value(fields, &fields.url),
            date: page.value(fields, &fields.date),
            field: fields.field.as_deref().and_then(|it| page.value(fields, it)),
            text: page.text,
        }))
    }
}

impl Iterator for WarcRecords {
    type Item = Result<Record, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.buffer.clear();
            self.buffer.shrink_to(KEPT_BUFFER);
            match self.archive.read(&mut self.buffer) {
                Ok(None) => return None,
                Ok(Some(_)) => {}
                Err(error) => return Some(Err(error)),
            }
            // What decodes a damaged body may panic.
            let record = catch_unwind(AssertUnwindSafe(|| self.record()))
                .unwrap_or_else(|_| Err("internal error (please report it)".to_string()));
            if let Some(record) = record.map_err(|it| wrong(&self.path, self.archive.number(), &it)).transpose() {
                return Some(record);
            }
        }
    }
}
