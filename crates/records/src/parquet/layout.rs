//! Which columns there are, and what becomes of them.

use std::sync::Arc;

use arrow_schema::{Field, Schema};
use parquet::{
    arrow::{ARROW_SCHEMA_META_KEY, encode_arrow_schema, parquet_to_arrow_schema},
    basic::{Repetition, Type as Physical},
    file::metadata::{KeyValue, ParquetMetaData, SortingColumn},
    schema::types::{SchemaDescriptor, Type, TypePtr},
};
use serde_json::{Value, json};

use super::added;
use crate::{Added, RecordOptions};

/// Where Spark keeps the schema that it reads a file by.
const SPARK_SCHEMA: &str = "org.apache.spark.sql.parquet.row.metadata";

/// The columns of input and output. A leaf is the number of a column without fields of its own.
pub(super) struct Layout {
    /// The leaf of the text.
    pub(super) text: usize,
    /// Whether every record has one.
    pub(super) is_required: bool,
    /// The leaf of the name, where names count.
    pub(super) id: Option<usize>,
    /// The leaf of the address, where it counts and is there.
    pub(super) url: Option<usize>,
    /// The columns of the output.
    pub(super) schema: TypePtr,
    /// Where each leaf of the output is from.
    pub(super) leaves: Vec<Leaf>,
    /// The columns that are written first: the text and what is added.
    pub(super) cleaned: TypePtr,
    /// All others.
    pub(super) others: TypePtr,
    /// The leaves of the others in the input.
    pub(super) other_leaves: Vec<usize>,
    /// What is said of the file.
    pub(super) key_values: Option<Vec<KeyValue>>,
    /// By what rows are sorted.
    pub(super) sorting: Option<Vec<SortingColumn>>,
}

/// Where a leaf of the output is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    /// The text, or one that is added: its number among those.
    Cleaned(usize),
    /// Its number in the input, and among those that are copied.
    Copied(usize, usize),
}

impl Layout {
    /// # Errors
    /// Tells which column is missing, or of another type.
    pub(super) fn new(metadata: &ParquetMetaData, options: &RecordOptions) -> Result<Self, String> {
        let descr = metadata.file_metadata().schema_descr();
        let fields = &options.fields;
        let text = texts(descr, &fields.text)?;
        let has_name = options.added.duplicate_of || options.drops_duplicates;
        let id = if has_name { Some(names(descr, &fields.id)?) } else { None };
        let id = id.map(|it| it.ok_or_else(|| missing(descr, &fields.id))).transpose()?;
        let url = if options.conversion.is_some() { names(descr, &fields.url)? } else { None };

        let root = descr.root_schema();
        let is_added = |it: &str| options.added.keys().into_iter().flatten().any(|key| key == it);
        let new = added::fields(options.added);
        let stays: Vec<TypePtr> = root.get_fields().iter().filter(|it| !is_added(it.name())).cloned().collect();
        let (text_field, others): (Vec<TypePtr>, Vec<TypePtr>) =
            stays.iter().cloned().partition(|it| it.name() == fields.text);
        let message = |fields: Vec<TypePtr>| {
            let root = Type::group_type_builder(root.name()).with_fields(fields).build();
            root.map(Arc::new).map_err(|it| it.to_string())
        };
        let (mut leaves, mut other_leaves) = (Vec::new(), Vec::new());
        for leaf in 0..descr.num_columns() {
            if is_added(descr.get_column_root(leaf).name()) {
                continue;
            }
            if leaf == text {
                leaves.push(Leaf::Cleaned(0));
            } else {
                leaves.push(Leaf::Copied(leaf, other_leaves.len()));
                other_leaves.push(leaf);
            }
        }
        let n_new = SchemaDescriptor::new(message(new.clone())?).num_columns();
        leaves.extend((1..=n_new).map(Leaf::Cleaned));
        let is_replaced = stays.len() < root.get_fields().len();
        let sorting = match is_replaced {
            true => None,
            false => sorting(metadata, text),
        };
        Ok(Self {
            text,
            is_required: root.get_fields()[descr.get_column_root_idx(text)].get_basic_info().repetition()
                == Repetition::REQUIRED,
            id,
            url,
            schema: message(stays.into_iter().chain(new.clone()).collect())?,
            leaves,
            cleaned: message(text_field.into_iter().chain(new).collect())?,
            others: message(others)?,
            other_leaves,
            key_values: key_values(metadata, options.added),
            sorting,
        })
    }
}

pub(super) fn missing(descr: &SchemaDescriptor, name: &str) -> String {
    let names: Vec<&str> = descr.root_schema().get_fields().iter().map(|it| it.name()).collect();
    format!("no column `{name}`: there are {}", names.join(", "))
}

/// The leaf of a column of that name, if there is one.
fn leaf_of(descr: &SchemaDescriptor, name: &str) -> Result<Option<usize>, String> {
    let of_it = |it: &usize| descr.get_column_root(*it).name() == name;
    let Some(leaf) = (0..descr.num_columns()).find(of_it) else { return Ok(None) };
    match descr.get_column_root(leaf).is_primitive() && descr.column(leaf).max_rep_level() == 0 {
        true => Ok(Some(leaf)),
        false => Err(format!("column `{name}` has fields or values of its own: expected a string")),
    }
}

/// The leaf of a column of texts.
pub(super) fn texts(descr: &SchemaDescriptor, name: &str) -> Result<usize, String> {
    let leaf = leaf_of(descr, name)?.ok_or_else(|| missing(descr, name))?;
    match descr.column(leaf).physical_type() {
        Physical::BYTE_ARRAY => Ok(leaf),
        found => Err(format!("column `{name}` is {found}: expected a string")),
    }
}

/// The leaf of a column of names or addresses, if there is one.
pub(super) fn names(descr: &SchemaDescriptor, name: &str) -> Result<Option<usize>, String> {
    let Some(leaf) = leaf_of(descr, name)? else { return Ok(None) };
    match descr.column(leaf).physical_type() {
        Physical::BYTE_ARRAY | Physical::INT32 | Physical::INT64 => Ok(Some(leaf)),
        found => Err(format!("column `{name}` is {found}: expected a string or an integer")),
    }
}

/// By what all row groups are sorted, as far as the text does not come into it.
fn sorting(metadata: &ParquetMetaData, text: usize) -> Option<Vec<SortingColumn>> {
    let mut of_groups = metadata.row_groups().iter().map(|it| it.sorting_columns());
    let first = of_groups.next()??;
    if of_groups.any(|it| it != Some(first)) {
        return None;
    }
    let before: Vec<SortingColumn> =
        first.iter().take_while(|it| usize::try_from(it.column_idx) != Ok(text)).cloned().collect();
    Some(before).filter(|it| !it.is_empty())
}

/// What the file says of itself. Schemas that are written there, too, learn of what is added.
fn key_values(metadata: &ParquetMetaData, added: Added) -> Option<Vec<KeyValue>> {
    let file = metadata.file_metadata();
    let found = file.key_value_metadata()?;
    if added == Added::default() {
        return Some(found.clone());
    }
    let is_added = |it: &str| added.keys().into_iter().flatten().any(|key| key == it);
    let new = added::fields(added);
    let mut key_values = Vec::new();
    for it in found {
        let value = match (it.key.as_str(), &it.value) {
            (ARROW_SCHEMA_META_KEY, Some(_)) => {
                let Ok(schema) = parquet_to_arrow_schema(file.schema_descr(), Some(found)) else { continue };
                let message = Type::group_type_builder("added").with_fields(new.clone()).build();
                let Ok(message) = message else { continue };
                let message = SchemaDescriptor::new(Arc::new(message));
                let Ok(new) = parquet_to_arrow_schema(&message, None) else { continue };
                let old = schema.fields().iter().filter(|it| !is_added(it.name()));
                let fields: Vec<Arc<Field>> = old.chain(new.fields().iter()).cloned().collect();
                encode_arrow_schema(&Schema::new_with_metadata(fields, schema.metadata().clone()))
            }
            (SPARK_SCHEMA, Some(schema)) => match spark_schema(schema, added) {
                Some(it) => it,
                None => continue,
            },
            _ => {
                key_values.push(it.clone());
                continue;
            }
        };
        key_values.push(KeyValue::new(it.key.clone(), value));
    }
    Some(key_values)
}

/// A schema of Spark with what is added.
fn spark_schema(schema: &str, added: Added) -> Option<String> {
    let mut schema: Value = serde_json::from_str(schema).ok()?;
    let fields = schema.get_mut("fields")?.as_array_mut()?;
    let is_added = |it: &Value| added.keys().into_iter().flatten().any(|key| it["name"] == key);
    fields.retain(|it| !is_added(it));
    let field = |name: &str, of: Value| json!({"name": name, "type": of, "nullable": true, "metadata": {}});
    for key in added.keys().into_iter().flatten() {
        let of = match key {
            Added::EDITS => {
                let places = ["start", "end"].map(|it| field(it, json!("long")));
                let texts = ["rule", "applicability", "evidence", "insert"].map(|it| field(it, json!("string")));
                let fields: Vec<Value> = places.into_iter().chain(texts).collect();
                json!({"type": "array", "elementType": {"type": "struct", "fields": fields}, "containsNull": true})
            }
            _ => json!("string"),
        };
        fields.push(field(key, of));
    }
    Some(schema.to_string())
}
