//! Columns that records get besides their clean text.

use std::io::Write;

use parquet::{
    data_type::{ByteArray, ByteArrayType, Int64Type},
    errors::ParquetError,
    file::writer::SerializedRowGroupWriter,
    schema::{parser::parse_message_type, types::TypePtr},
};
use unchaff_driver::Cleaned;

use super::columns::write_texts;
use crate::{
    Added,
    text::{edit_rows, kind_name},
};

const EDITS: &str = "message added {
    optional group unchaff_edits (LIST) {
        repeated group list {
            optional group element {
                optional int64 start;
                optional int64 end;
                optional binary rule (STRING);
                optional binary applicability (STRING);
                optional binary evidence (STRING);
                optional binary insert (STRING);
            }
        }
    }
}";

/// The columns as Parquet has them.
pub(super) fn fields(added: Added) -> Vec<TypePtr> {
    let kind = "message added { optional binary unchaff_kind (STRING); }";
    let duplicate_of = "message added { optional binary duplicate_of (STRING); }";
    let asked = [(added.edits, EDITS), (added.kind, kind), (added.duplicate_of, duplicate_of)];
    let asked = asked.into_iter().filter(|it| it.0);
    asked.flat_map(|it| parse_message_type(it.1).expect("a schema").get_fields().to_vec()).collect()
}

/// The values of a row.
pub(super) struct AddedRow {
    edits: Vec<EditValues>,
    kind: Option<&'static str>,
    duplicate_of: Option<String>,
}

struct EditValues {
    places: [i64; 2],
    texts: [Option<String>; 4],
}

impl AddedRow {
    pub(super) fn new(cleaned: Option<&Cleaned>, kept: Option<&str>, added: Added) -> Self {
        let values = |it: &Cleaned| {
            let row = |it: crate::text::EditRow<'_>| EditValues {
                places: [it.start.into(), it.end.into()],
                texts: [
                    Some(it.rule.to_string()),
                    Some(it.applicability.to_string()),
                    Some(it.evidence),
                    Some(it.insert.into_owned()).filter(|it| !it.is_empty()),
                ],
            };
            edit_rows(it).map(row).collect()
        };
        Self {
            edits: cleaned.filter(|_| added.edits).map(values).unwrap_or_default(),
            kind: cleaned.and_then(|it| it.kind).map(kind_name),
            duplicate_of: kept.map(str::to_string),
        }
    }
}

/// The values of a row group.
pub(super) struct AddedColumns {
    added: Added,
    rows: Vec<AddedRow>,
}

impl AddedColumns {
    pub(super) fn new(added: Added) -> Self {
        Self { added, rows: Vec::new() }
    }

    pub(super) fn push(&mut self, row: AddedRow) {
        if self.added != Added::default() {
            self.rows.push(row);
        }
    }

    /// Writes them, in the order of [`fields`].
    pub(super) fn write<W: Write + Send>(
        self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let Self { added, rows } = self;
        if added.edits {
            for at in 0..2 {
                let (defined, repeated, values) = leaves(&rows, |it| Some(it.places[at]));
                let mut column = group.next_column()?.expect("a column of places");
                column.typed::<Int64Type>().write_batch(&values, Some(&defined), Some(&repeated))?;
                column.close()?;
            }
            for at in 0..4 {
                let (defined, repeated, values) = leaves(&rows, |it| it.texts[at].as_deref().map(ByteArray::from));
                let mut column = group.next_column()?.expect("a column of texts");
                column.typed::<ByteArrayType>().write_batch(&values, Some(&defined), Some(&repeated))?;
                column.close()?;
            }
        }
        let kinds = added.kind.then(|| rows.iter().map(|it| it.kind.map(ByteArray::from)).collect());
        let duplicate_of = |it: &AddedRow| it.duplicate_of.as_deref().map(ByteArray::from);
        let duplicates = added.duplicate_of.then(|| rows.iter().map(duplicate_of).collect());
        for texts in [kinds, duplicates].into_iter().flatten() {
            let mut column = group.next_column()?.expect("a column of texts");
            write_texts(&mut column, texts, false)?;
            column.close()?;
        }
        Ok(())
    }
}

/// Levels of definition and repetition, and values, of a leaf of the edits.
fn leaves<T>(rows: &[AddedRow], value: impl Fn(&EditValues) -> Option<T>) -> (Vec<i16>, Vec<i16>, Vec<T>) {
    let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        if row.edits.is_empty() {
            defined.push(1); // the list is there
            repeated.push(0);
        }
        for (at, edit) in row.edits.iter().enumerate() {
            let value = value(edit);
            // The list, an element of it, that it is there, and what it says.
            defined.push(if value.is_some() { 4 } else { 3 });
            repeated.push(i16::from(at > 0));
            values.extend(value);
        }
    }
    (defined, repeated, values)
}
