//! Arrow: a batch of records in memory, as Python, Spark and DuckDB hand them around.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use arrow_array::{
    Array, ArrayRef, Int64Array, LargeStringArray, ListArray, RecordBatch, RecordBatchOptions, StringArray,
    StringViewArray, StructArray, cast::AsArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use rayon::prelude::*;
use unchaff_driver::{Cleaned, Format};

use crate::{
    Added, RecordOptions,
    text::{CleanText, clean_text, edit_rows, kind_name},
};

/// Why a batch was not cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// The batch has no column of texts, or not the right ones.
    Columns(String),
    /// A row of it has no result.
    Row {
        /// Its number in the batch, from 0.
        row: usize,
        /// Why.
        message: String,
    },
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns(message) => f.write_str(message),
            Self::Row { row, message } => write!(f, "row {row}: {message}"),
        }
    }
}

impl std::error::Error for BatchError {}

impl From<ArrowError> for BatchError {
    fn from(error: ArrowError) -> Self {
        Self::Columns(error.to_string())
    }
}

/// The name of the column that tells why a row has no result.
const ERROR: &str = "unchaff_error";

/// Cleans batches of one schema: the texts of [`RecordFields::text`](unchaff_driver::RecordFields) are cleaned on the threads of
/// the current rayon pool, all other columns stay the very same arrays, and so does that of the texts if nothing changes.
///
/// Texts are of type `Utf8`, `LargeUtf8` or `Utf8View`, and stay that; `null` stays `null`.
/// [`Added::duplicate_of`] is for files: batches know nothing of each other.
#[derive(Clone, Debug)]
pub struct BatchCleaner {
    options: RecordOptions,
    input: SchemaRef,
    output: SchemaRef,
    text: usize,
    url: Option<usize>,
    tells_errors: bool,
}

/// What became of a row.
struct Row {
    text: Option<String>,
    cleaned: Option<Cleaned>,
    error: Option<String>,
}

impl BatchCleaner {
    /// With `tells_errors` a row that has no result, for example a page without an article that is to become Markdown,
    /// gets `null` for its text, and a column `unchaff_error` says why; without it the whole batch is an error.
    ///
    /// # Errors
    /// If there is no such column, or one of another type.
    pub fn new(schema: &SchemaRef, options: RecordOptions, tells_errors: bool) -> Result<Self, BatchError> {
        let fields = &options.fields;
        let wrong = |message: String| Err(BatchError::Columns(message));
        let Some((text, field)) = schema.column_with_name(&fields.text) else {
            let names: Vec<&str> = schema.fields().iter().map(|it| it.name().as_str()).collect();
            return wrong(format!("no column `{}`: there are {}", fields.text, names.join(", ")));
        };
        let is_text = |it: &DataType| matches!(it, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        if !is_text(field.data_type()) {
            return wrong(format!("`{}` is {}: expected text", fields.text, field.data_type()));
        }
        if options.added.duplicate_of || options.drops_duplicates {
            return wrong(format!(
                "`{}` cannot be added to batches: they know nothing of each other",
                Added::DUPLICATE_OF
            ));
        }
        if let Some(key) = options.key_for_two() {
            return wrong(format!("`{key}` cannot be added: it is where records keep something else"));
        }
        let url = schema.column_with_name(&fields.url).filter(|it| is_text(it.1.data_type())).map(|it| it.0);
        let url = url.filter(|_| options.conversion.is_some());
        let mut output: Vec<FieldRef> = schema.fields().iter().cloned().collect();
        let has_nulls = tells_errors || field.is_nullable();
        output[text] = Arc::new(field.clone().with_nullable(has_nulls));
        for field in added_fields(options.added, tells_errors) {
            match output.iter().position(|it| it.name() == field.name()) {
                Some(place) => output[place] = field,
                None => output.push(field),
            }
        }
        let output = Arc::new(Schema::new_with_metadata(output, schema.metadata().clone()));
        Ok(Self { options, input: schema.clone(), output, text, url, tells_errors })
    }

    /// The schema of what comes out.
    pub fn schema(&self) -> &SchemaRef {
        &self.output
    }

    /// Cleans a batch.
    ///
    /// # Errors
    /// If it has other columns, or a row has no result.
    pub fn clean(&self, batch: &RecordBatch) -> Result<RecordBatch, BatchError> {
        if batch.schema_ref().fields() != self.input.fields() {
            return Err(BatchError::Columns("a batch with other columns than the first one".to_string()));
        }
        let texts = Strings::of(batch.column(self.text));
        let urls = self.url.map(|it| Strings::of(batch.column(it)));
        let row = |at: usize| {
            let url = urls.as_ref().and_then(|it| it.get(at));
            let row = || self.row(texts.get(at), url);
            catch_unwind(AssertUnwindSafe(row)).unwrap_or_else(|_| Err("internal error (please report it)".to_string()))
        };
        let rows: Vec<Result<Row, String>> = (0..batch.num_rows()).into_par_iter().map(row).collect();
        let failed = |error: String| Row { text: None, cleaned: None, error: Some(error) };
        let rows = rows.into_iter().enumerate().map(|(row, it)| match it {
            Err(message) if !self.tells_errors => Err(BatchError::Row { row, message }),
            it => Ok(it.unwrap_or_else(failed)),
        });
        let rows = rows.collect::<Result<Vec<Row>, BatchError>>()?;

        let mut columns = batch.columns().to_vec();
        if rows.iter().any(|it| it.text.is_some() || it.error.is_some()) {
            let text = |(at, row): (usize, &'_ Row)| match row {
                Row { error: Some(_), .. } => None,
                Row { text: Some(it), .. } => Some(it.clone()),
                _ => texts.get(at).map(str::to_string),
            };
            let cleaned = rows.iter().enumerate().map(text);
            columns[self.text] = match texts {
                Strings::Small(_) => Arc::new(cleaned.collect::<StringArray>()),
                Strings::Large(_) => Arc::new(cleaned.collect::<LargeStringArray>()),
                Strings::View(_) => Arc::new(cleaned.collect::<StringViewArray>()),
            };
        }
        for (field, column) in added_fields(self.options.added, self.tells_errors).into_iter().zip(self.added(&rows)?) {
            match self.output.index_of(field.name())? {
                place if place < columns.len() => columns[place] = column,
                _ => columns.push(column),
            }
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        Ok(RecordBatch::try_new_with_options(self.output.clone(), columns, &options)?)
    }

    fn row(&self, text: Option<&str>, url: Option<&str>) -> Result<Row, String> {
        let Some(source) = text else { return Ok(Row { text: None, cleaned: None, error: None }) };
        let n_bytes = source.len();
        if n_bytes > self.options.largest {
            return Err(format!("its text has {n_bytes} bytes: more than {}", self.options.largest));
        }
        let CleanText { cleaned, output, .. } = clean_text(source, Format::Unknown, url, &self.options)?;
        Ok(Row { text: output, cleaned: Some(cleaned), error: None })
    }

    /// The columns that are added, in the order of their fields.
    fn added(&self, rows: &[Row]) -> Result<Vec<ArrayRef>, ArrowError> {
        let Added { edits, kind, duplicate_of: _ } = self.options.added;
        let mut columns: Vec<ArrayRef> = Vec::new();
        if edits {
            columns.push(edit_column(rows)?);
        }
        if kind {
            let name = |it: &Row| it.cleaned.as_ref().and_then(|it| it.kind).map(kind_name);
            columns.push(Arc::new(rows.iter().map(name).collect::<StringArray>()));
        }
        if self.tells_errors {
            columns.push(Arc::new(rows.iter().map(|it| it.error.as_deref()).collect::<StringArray>()));
        }
        Ok(columns)
    }
}

/// A column of texts.
enum Strings<'a> {
    Small(&'a StringArray),
    Large(&'a LargeStringArray),
    View(&'a StringViewArray),
}

impl<'a> Strings<'a> {
    /// # Panics
    /// If the column has no texts.
    fn of(column: &'a ArrayRef) -> Self {
        match column.data_type() {
            DataType::Utf8 => Self::Small(column.as_string()),
            DataType::LargeUtf8 => Self::Large(column.as_string()),
            _ => Self::View(column.as_string_view()),
        }
    }

    fn get(&self, at: usize) -> Option<&'a str> {
        match self {
            Self::Small(it) => it.is_valid(at).then(|| it.value(at)),
            Self::Large(it) => it.is_valid(at).then(|| it.value(at)),
            Self::View(it) => it.is_valid(at).then(|| it.value(at)),
        }
    }
}

/// The fields of an edit.
fn edit_fields() -> Fields {
    let number = |name: &str| Field::new(name, DataType::Int64, true);
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    [number("start"), number("end"), text("rule"), text("applicability"), text("evidence"), text("insert")]
        .into_iter()
        .collect()
}

fn added_fields(added: Added, tells_errors: bool) -> Vec<FieldRef> {
    let Added { edits, kind, duplicate_of: _ } = added;
    let edit = || Arc::new(Field::new("element", DataType::Struct(edit_fields()), true));
    let text = |name: &str| Arc::new(Field::new(name, DataType::Utf8, true));
    let mut fields = Vec::new();
    fields.extend(edits.then(|| Arc::new(Field::new(Added::EDITS, DataType::List(edit()), true))));
    fields.extend(kind.then(|| text(Added::KIND)));
    fields.extend(tells_errors.then(|| text(ERROR)));
    fields
}

fn edit_column(rows: &[Row]) -> Result<ArrayRef, ArrowError> {
    let of_row = |row: &Row| row.cleaned.as_ref().map_or(0, |it| it.edits.edits().len());
    let offsets = OffsetBuffer::from_lengths(rows.iter().map(of_row));
    let edits: Vec<_> = rows.iter().filter_map(|it| it.cleaned.as_ref()).flat_map(edit_rows).collect();
    let place = |it: u32| Some(i64::from(it));
    let text = |it: String| Some(it).filter(|it| !it.is_empty());
    let columns: Vec<ArrayRef> = vec![
        Arc::new(edits.iter().map(|it| place(it.start)).collect::<Int64Array>()),
        Arc::new(edits.iter().map(|it| place(it.end)).collect::<Int64Array>()),
        Arc::new(edits.iter().map(|it| Some(it.rule.as_str())).collect::<StringArray>()),
        Arc::new(edits.iter().map(|it| Some(it.applicability.to_string())).collect::<StringArray>()),
        Arc::new(edits.iter().map(|it| Some(it.evidence.as_str())).collect::<StringArray>()),
        Arc::new(edits.iter().map(|it| text(it.insert.to_string())).collect::<StringArray>()),
    ];
    let values = StructArray::try_new(edit_fields(), columns, None::<NullBuffer>)?;
    let field = Arc::new(Field::new("element", values.data_type().clone(), true));
    Ok(Arc::new(ListArray::try_new(field, offsets, Arc::new(values), None)?))
}

#[cfg(test)]
mod tests {
    use unchaff_driver::Conversion;

    use super::*;

    const DIRTY: &str = "It left.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt came.\n";
    const CLEANED: &str = "It left.\n\nIt came.\n";

    fn batch(name: &str, texts: ArrayRef) -> RecordBatch {
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..texts.len() as i64));
        RecordBatch::try_from_iter([("number", numbers), (name, texts)]).expect("columns of one length")
    }

    fn cleaned(batch: &RecordBatch, options: &RecordOptions, tells_errors: bool) -> Result<RecordBatch, BatchError> {
        BatchCleaner::new(batch.schema_ref(), options.clone(), tells_errors)?.clean(batch)
    }

    #[test]
    fn texts_of_all_types_are_cleaned_and_keep_their_type() {
        let texts = [Some(DIRTY), None, Some("Plain.")];
        let expected = [Some(CLEANED), None, Some("Plain.")];
        let columns: [(ArrayRef, ArrayRef); 3] = [
            (Arc::new(StringArray::from_iter(texts)), Arc::new(StringArray::from_iter(expected))),
            (Arc::new(LargeStringArray::from_iter(texts)), Arc::new(LargeStringArray::from_iter(expected))),
            (Arc::new(StringViewArray::from_iter(texts)), Arc::new(StringViewArray::from_iter(expected))),
        ];
        for (column, expected) in columns {
            let batch = batch("text", column);
            let found = cleaned(&batch, &RecordOptions::default(), false).expect("texts");
            assert_eq!(found.column(1), &expected);
            assert_eq!((found.schema(), found.column(0)), (batch.schema(), batch.column(0)));
        }
    }

    #[test]
    fn what_does_not_change_is_the_same_array() {
        let batch = batch("text", Arc::new(StringArray::from_iter_values(["Plain.", ""])));
        let found = cleaned(&batch, &RecordOptions::default(), false).expect("texts");
        assert!(found.columns().iter().zip(batch.columns()).all(|(one, other)| Arc::ptr_eq(one, other)));
    }

    #[test]
    fn edits_and_kinds_are_added_or_replaced() {
        let batch = batch("text", Arc::new(StringArray::from_iter([Some(DIRTY), None, Some("Plain.")])));
        let added = Added { edits: true, kind: true, duplicate_of: false };
        let options = RecordOptions { added, ..RecordOptions::default() };
        let found = cleaned(&batch, &options, false).expect("texts");
        let names: Vec<&str> = found.schema_ref().fields().iter().map(|it| it.name().as_str()).collect();
        assert_eq!(names, ["number", "text", "unchaff_edits", "unchaff_kind"]);
        let edits = found.column(2).as_list::<i32>();
        assert_eq!((0..3).map(|it| edits.value_length(it)).collect::<Vec<_>>(), [1, 0, 0]);
        let edit = edits.value(0);
        let edit = edit.as_struct();
        let place = |it: usize| edit.column(it).as_primitive::<arrow_array::types::Int64Type>().value(0) as usize;
        let rest = [&DIRTY[..place(0)], &DIRTY[place(1)..]].concat();
        assert_eq!((rest.as_str(), edit.column(2).as_string::<i32>().value(0)), (CLEANED, "also-link"));
        let kinds: Vec<_> = found.column(3).as_string::<i32>().iter().collect();
        assert_eq!(kinds, [Some("markdown"), None, Some("text")]);
        let again = cleaned(&found, &options, false).expect("texts");
        assert_eq!((again.schema(), again.column(2).as_list::<i32>().value_length(0)), (found.schema(), 0));
    }

    #[test]
    fn errors_are_told_where_they_are() {
        let texts: ArrayRef = Arc::new(StringArray::from_iter_values(["Plain.", "Longer than that."]));
        let short = RecordOptions { largest: 8, conversion: Some(Conversion::Text), ..RecordOptions::default() };
        let batch_of_texts = batch("text", texts.clone());
        let error = cleaned(&batch_of_texts, &short, false).expect_err("a long text");
        assert_eq!(error.to_string(), "row 1: its text has 17 bytes: more than 8");
        let found = cleaned(&batch_of_texts, &short, true).expect("texts");
        assert!(found.column(1).is_valid(0) && found.column(1).is_null(1));
        assert_eq!(found.column(2).as_string::<i32>().value(1), "its text has 17 bytes: more than 8");

        let duplicates = Added { duplicate_of: true, ..Added::default() };
        let duplicates = RecordOptions { added: duplicates, ..RecordOptions::default() };
        for (batch, options, expected) in [
            (batch("body", texts), RecordOptions::default(), "no column `text`: there are number, body"),
            (
                batch("text", batch_of_texts.column(0).clone()),
                RecordOptions::default(),
                "`text` is Int64: expected text",
            ),
            (batch_of_texts, duplicates, "`duplicate_of` cannot be added to batches: they know nothing of each other"),
        ] {
            assert_eq!(cleaned(&batch, &options, false).expect_err("wrong").to_string(), expected);
        }
    }
}
