//! Records of Parquet as they are compared.

use std::{
    collections::VecDeque,
    fs::File,
    path::{Path, PathBuf},
};

use parquet::{
    data_type::ByteArray,
    errors::ParquetError,
    file::{reader::FileReader, serialized_reader::SerializedFileReader},
};
use unchaff_driver::{FileError, Format, Record, RecordFields};

use super::{
    columns::{Names, Texts},
    guarded, layout, open, told,
};

/// Rows that are read at once.
const ROWS: usize = 1 << 6;

/// The records of a file, in its order.
pub(crate) struct ParquetRecords {
    path: PathBuf,
    reader: SerializedFileReader<File>,
    /// Name, address, date, and the field that is wanted.
    leaves: [Option<usize>; 4],
    text: usize,
    fields: RecordFields,
    /// The row group that is next.
    next_group: usize,
    columns: Option<Columns>,
    /// Rows that were read.
    ready: VecDeque<Result<Record, FileError>>,
    n_rows: u64,
}

/// The columns of a row group.
struct Columns {
    texts: Texts,
    others: [Option<Names>; 4],
    n_left: usize,
}

impl ParquetRecords {
    /// # Errors
    /// If it cannot be read, or has no such columns.
    pub(crate) fn open(path: &Path, fields: &RecordFields) -> Result<Self, FileError> {
        let (reader, _) = open(path)?;
        let descr = reader.metadata().file_metadata().schema_descr();
        let wrong = |it: String| FileError::new(path, it);
        let text = layout::texts(descr, &fields.text).map_err(wrong)?;
        let id = layout::names(descr, &fields.id).map_err(wrong)?;
        let id = id.ok_or_else(|| wrong(layout::missing(descr, &fields.id)))?;
        // What is of another type says nothing.
        let other = |it: &str| layout::names(descr, it).ok().flatten();
        let field = fields.field.as_deref().and_then(other);
        let leaves = [Some(id), other(&fields.url), other(&fields.date), field];
        let (path, fields) = (path.to_path_buf(), fields.clone());
        Ok(Self { path, reader, leaves, text, fields, next_group: 0, columns: None, ready: VecDeque::new(), n_rows: 0 })
    }

    /// Reads some rows; `false` at the end.
    fn read(&mut self) -> Result<bool, ParquetError> {
        let columns = match &mut self.columns {
            Some(it) if it.n_left > 0 => it,
            _ if self.next_group == self.reader.num_row_groups() => return Ok(false),
            _ => {
                let group = self.reader.get_row_group(self.next_group)?;
                let mut others = [const { None }; 4];
                for (other, leaf) in others.iter_mut().zip(self.leaves) {
                    *other = leaf.map(|it| Names::new(&*group, it)).transpose()?;
                }
                let n_left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
                let texts = Texts::new(&*group, self.text)?;
                self.next_group += 1;
                self.columns.insert(Columns { texts, others, n_left })
            }
        };
        let n = columns.n_left.min(ROWS);
        let texts = columns.texts.read(n)?;
        let mut others = [const { Vec::new() }; 4];
        for (values, names) in others.iter_mut().zip(&mut columns.others) {
            *values = names.as_mut().map(|it| it.read(n)).transpose()?.unwrap_or_default();
        }
        columns.n_left -= n;
        for (at, text) in texts.into_iter().enumerate() {
            self.n_rows += 1;
            let [id, url, date, field] = others.each_mut().map(|it| it.get_mut(at).and_then(Option::take));
            let record = record(self.n_rows, id, text, &self.fields);
            let record = record.map(|it| Record { url, date, field, ..it });
            let wrong = |it: String| FileError::new(&self.path, format!("row {}: {it}", self.n_rows));
            self.ready.push_back(record.map_err(wrong));
        }
        Ok(true)
    }

    /// Goes on behind a row group that cannot be read.
    fn pass_over(&mut self) -> String {
        let first = self.n_rows + 1;
        let before = (0..self.next_group).map(|it| self.reader.metadata().row_group(it).num_rows().cast_unsigned());
        let n_before: u64 = before.sum();
        // The group was not begun.
        let is_begun = n_before > self.n_rows;
        if !is_begun {
            self.next_group += 1;
        }
        let last = (0..self.next_group).map(|it| self.reader.metadata().row_group(it).num_rows().cast_unsigned()).sum();
        self.n_rows = last;
        self.columns = None;
        format!("rows {first} to {last} cannot be read")
    }
}

fn record(row: u64, id: Option<String>, text: Option<ByteArray>, fields: &RecordFields) -> Result<Record, String> {
    let id = id.ok_or_else(|| format!("`{}` is null", fields.id))?;
    let text = text.ok_or_else(|| format!("`{}` is null", fields.text))?;
    let text = std::str::from_utf8(text.data()).map_err(|it| format!("`{}` is not UTF-8: {it}", fields.text))?;
    Ok(Record { id, text: text.to_string(), format: Format::Unknown, line: row, url: None, date: None, field: None })
}

impl Iterator for ParquetRecords {
    type Item = Result<Record, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(it) = self.ready.pop_front() {
                return Some(it);
            }
            match guarded(|| self.read()) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    let message = self.pass_over();
                    return Some(Err(FileError::new(&self.path, format!("{message}: {}", told(&error)))));
                }
            }
        }
    }
}
