use std::{collections::HashMap, fs, path::PathBuf};

use parquet::{
    data_type::{ByteArrayType, Int64Type, Int96, Int96Type},
    file::metadata::{ColumnChunkMetaData, KeyValue, RowGroupMetaData},
    schema::parser::parse_message_type,
};
use proptest::prelude::*;
use unchaff_driver::{CleanOptions, RecordFields, StopFlag};

use super::*;
use crate::{Added, clean_records, formats};

const DIRTY: &str =
    "The ferry leaves at six.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt returns at eight.\n";
const CLEANED: &str = "The ferry leaves at six.\n\nIt returns at eight.\n";

/// Types that only Parquet has, lists, and columns on both sides of the text.
const SCHEMA: &str = "message spark_schema {
    required int64 id (INTEGER(64, false));
    optional int96 seen;
    optional binary text (STRING);
    optional group tags (LIST) {
        repeated group list {
            optional binary element (STRING);
        }
    }
}";

/// A row: its text, and its tags.
type Row<'a> = (Option<&'a str>, Option<Vec<Option<&'a str>>>);

struct Files(tempfile::TempDir);

impl Files {
    /// A file with some row groups.
    fn with(groups: &[Vec<Row<'_>>], key_values: &[(&str, &str)]) -> Self {
        let files = Self(tempfile::tempdir().expect("a temporary folder"));
        let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
        let key_values = key_values.iter().map(|it| KeyValue::new(it.0.to_string(), it.1.to_string())).collect();
        let properties = WriterProperties::builder()
            .set_key_value_metadata(Some(key_values))
            .set_column_compression("text".into(), parquet::basic::Compression::SNAPPY);
        let file = File::create(files.path("in.parquet")).expect("room for a file");
        let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build())).expect("a writer");
        let mut number = 0;
        for rows in groups {
            let mut group = writer.next_row_group().expect("a row group");
            let numbers = number..number + rows.len() as i64;
            let seen: Vec<Int96> = numbers.clone().map(|it| Int96::from(vec![it as u32, 7, 2_440_589])).collect();
            let mut column = group.next_column().expect("names").expect("names");
            column.typed::<Int64Type>().write_batch(&numbers.collect::<Vec<_>>(), None, None).expect("names");
            column.close().expect("names");
            let mut column = group.next_column().expect("dates").expect("dates");
            column.typed::<Int96Type>().write_batch(&seen, Some(&vec![1; rows.len()]), None).expect("dates");
            column.close().expect("dates");
            let mut column = group.next_column().expect("texts").expect("texts");
            let texts = rows.iter().map(|it| it.0.map(ByteArray::from)).collect();
            columns::write_texts(&mut column, texts, false).expect("texts");
            column.close().expect("texts");
            let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
            for (_, tags) in rows {
                let Some(tags) = tags.as_ref().filter(|it| !it.is_empty()) else {
                    defined.push(i16::from(tags.is_some()));
                    repeated.push(0);
                    continue;
                };
                for (at, tag) in tags.iter().enumerate() {
                    defined.push(2 + i16::from(tag.is_some()));
                    repeated.push(i16::from(at > 0));
                    values.extend(tag.map(ByteArray::from));
                }
            }
            let mut column = group.next_column().expect("tags").expect("tags");
            column
                .typed::<ByteArrayType>()
                .write_batch(&values, Some(&defined), Some(&repeated))
                .expect("levels that fit");
            column.close().expect("tags");
            group.close().expect("a whole row group");
            number += rows.len() as i64;
        }
        writer.close().expect("a whole file");
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn clean(&self, output: &str, options: &RecordOptions) -> Result<RecordSummary, FileError> {
        clean_records(&self.path("in.parquet"), &self.path(output), options, |_| ())
    }

    fn rows(&self, name: &str) -> Vec<String> {
        let reader = self.reader(name);
        reader.get_row_iter(None).expect("rows").map(|it| it.expect("a row").to_string()).collect()
    }

    fn reader(&self, name: &str) -> SerializedFileReader<File> {
        SerializedFileReader::new(File::open(self.path(name)).expect("a file")).expect("Parquet")
    }

    fn group_sizes(&self, name: &str) -> Vec<i64> {
        self.reader(name).metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect()
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).expect("a folder").map(|it| it.expect("a file").file_name());
        let mut names: Vec<String> = names.map(|it| it.into_string().expect("UTF-8")).collect();
        names.sort();
        names
    }
}

fn some() -> Vec<Vec<Row<'static>>> {
    vec![
        vec![
            (Some(DIRTY), None),
            (None, Some(Vec::new())),
            (Some("Nobody counts the gulls.\n"), Some(vec![Some("birds"), None, Some("sea")])),
        ],
        vec![(Some(DIRTY), Some(vec![Some("ferry")])), (Some(DIRTY), Some(vec![None]))],
    ]
}

#[test]
fn only_the_texts_change() {
    let files = Files::with(&some(), &[("who", "us")]);
    let nothing = CleanOptions { rules: Vec::new().into(), ..CleanOptions::default() };
    for (name, clean) in [("same.parquet", nothing), ("out.parquet", CleanOptions::default())] {
        let options = RecordOptions { clean, ..RecordOptions::default() };
        let summary = files.clean(name, &options).expect("a whole run");
        assert_eq!((summary.n_records, summary.n_rejected), (5, 0));
        assert_eq!(files.group_sizes(name), [3, 2]);
        let [input, output] = ["in.parquet", name].map(|it| files.reader(it));
        let about = |it: &SerializedFileReader<File>| {
            let file = it.metadata().file_metadata();
            let columns = it.metadata().row_group(0).columns().iter();
            let packed: Vec<_> = columns.map(ColumnChunkMetaData::compression).collect();
            (file.schema().clone(), file.key_value_metadata().cloned(), packed)
        };
        assert_eq!(about(&input), about(&output));
    }
    let rows = files.rows("in.parquet");
    assert_eq!(files.rows("same.parquet"), rows);
    assert!(rows[0].contains(DIRTY), "{}", rows[0]);
    let expected: Vec<String> = rows.iter().map(|it| it.replace(DIRTY, CLEANED)).collect();
    assert_eq!(files.rows("out.parquet"), expected);
    assert_eq!(files.names(), ["in.parquet", "out.parquet", "same.parquet"]);
}

#[test]
fn what_is_asked_for_is_added_and_told_to_others() {
    let spark = r#"{"type":"struct","fields":[{"name":"id","type":"long","nullable":false,"metadata":{}}]}"#;
    let files = Files::with(&some(), &[(SPARK, spark), ("who", "us")]);
    let added = Added { edits: true, kind: true, duplicate_of: true };
    let duplicates = HashMap::from([(4, "0".to_string())]);
    let options = RecordOptions { added, duplicates, ..RecordOptions::default() };
    files.clean("out.parquet", &options).expect("a whole run");
    let rows = files.rows("out.parquet");
    let edit = "{start: 26, end: 76, rule: \"also-link\", applicability: \"safe\", evidence: \"label \"Also:\"\", insert: null}";
    for (row, edits, kind, kept) in [
        (0, edit, "\"markdown\"", "null"),
        (1, "", "null", "null"),
        (2, "", "\"text\"", "null"),
        (3, edit, "\"markdown\"", "\"0\""),
    ] {
        let expected = format!("unchaff_edits: [{edits}], unchaff_kind: {kind}, duplicate_of: {kept}}}");
        assert!(rows[row].ends_with(&expected), "{}\n{expected}", rows[row]);
    }
    let reader = files.reader("out.parquet");
    let about = reader.metadata().file_metadata().key_value_metadata().expect("metadata");
    let schema: serde_json::Value = serde_json::from_str(about[0].value.as_deref().expect("JSON")).expect("JSON");
    let names: Vec<&str> =
        schema["fields"].as_array().expect("fields").iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["id", "unchaff_edits", "unchaff_kind", "duplicate_of"]);
    assert_eq!(about[1].value.as_deref(), Some("us"));
    // Added once more, it stands there once.
    let again = clean_records(&files.path("out.parquet"), &files.path("again.parquet"), &options, |_| ());
    assert_eq!(again.expect("a whole run").documents.n_changed, 0);
    let fields = |name: &str| files.reader(name).metadata().file_metadata().schema().get_fields().len();
    assert_eq!((fields("out.parquet"), fields("again.parquet")), (7, 7));
}

const SPARK: &str = "org.apache.spark.sql.parquet.row.metadata";

#[test]
fn records_can_be_left_out() {
    let files = Files::with(&some(), &[]);
    let left_out = |numbers: &[u64], name: &str| {
        let duplicates = numbers.iter().map(|it| (*it, "x".to_string())).collect();
        let options = RecordOptions { drops_duplicates: true, duplicates, ..RecordOptions::default() };
        let summary = files.clean(name, &options).expect("a whole run");
        assert_eq!(summary.n_left_out, numbers.len());
    };
    left_out(&[], "all.parquet");
    let all = files.rows("all.parquet");
    left_out(&[1, 5], "some.parquet");
    assert_eq!(files.rows("some.parquet"), all[1..4]);
    assert_eq!(files.group_sizes("some.parquet"), [2, 1]);
    left_out(&[1, 2, 3], "second.parquet");
    assert_eq!((files.rows("second.parquet"), files.group_sizes("second.parquet")), (all[3..].to_vec(), vec![2]));
    left_out(&[1, 2, 3, 4, 5], "none.parquet");
    assert_eq!(files.rows("none.parquet"), [""; 0]);
}

#[test]
fn a_damaged_row_group_is_put_aside() {
    let files = Files::with(&some(), &[]);
    let reader = files.reader("in.parquet");
    let column = reader.metadata().row_group(0).column(2);
    let mut bytes = fs::read(files.path("in.parquet")).expect("a file");
    let (start, n_bytes) = column.byte_range();
    bytes[start as usize..(start + n_bytes) as usize].fill(0xff);
    fs::write(files.path("in.parquet"), bytes).expect("room for a file");
    let summary = files.clean("out.parquet", &RecordOptions::default()).expect("a whole run");
    assert_eq!((summary.n_records, summary.n_rejected), (5, 3));
    let message = &summary.rejected[0].message;
    assert!(message.starts_with("rows 1 to 3 cannot be read: "), "{message}");
    assert_eq!(files.rows("out.parquet").len(), 2);
    let rejected = fs::read_to_string(files.path("out.parquet.rejected.jsonl")).expect("a file");
    assert!(rejected.starts_with("{\"row\":1,\"reason\":\"rows 1 to 3 cannot be read"), "{rejected}");
    let records = (formats().open)(&files.path("in.parquet"), &RecordFields::default()).expect("records");
    let (found, errors): (Vec<_>, Vec<_>) = records.partition(Result::is_ok);
    assert_eq!((found.len(), errors.len()), (2, 1));
    assert_eq!(found[0].as_ref().expect("a record").line, 4);
}

#[test]
fn texts_that_cannot_be_cleaned_are_put_aside() {
    let files = Files::with(&some(), &[]);
    let options = RecordOptions { largest: DIRTY.len() - 1, ..RecordOptions::default() };
    let summary = files.clean("out.parquet", &options).expect("a whole run");
    let messages: Vec<&str> = summary.rejected.iter().map(|it| it.message.as_str()).collect();
    let message = |row| format!("row {row}: its text has 97 bytes: more than 96");
    assert_eq!(messages, [message(1), message(4), message(5)]);
    assert_eq!(files.rows("out.parquet").len(), 2);
    let rejected = fs::read_to_string(files.path("out.parquet.rejected.jsonl")).expect("a file");
    let first: serde_json::Value = serde_json::from_str(rejected.lines().next().expect("a line")).expect("JSON");
    assert_eq!((first["row"].as_u64(), first["text"].as_str()), (Some(1), Some(DIRTY)));
}

#[test]
fn what_cannot_be_understood_is_told() {
    let files = Files::with(&some(), &[]);
    let failed = |fields: RecordFields| {
        let options = RecordOptions { fields, drops_duplicates: true, ..RecordOptions::default() };
        files.clean("out.parquet", &options).expect_err("a refusal").message
    };
    let named = |text: &str, id: &str| RecordFields { text: text.into(), id: id.into(), ..RecordFields::default() };
    assert_eq!(failed(named("body", "id")), "no column `body`: there are id, seen, text, tags");
    assert_eq!(failed(named("id", "id")), "column `id` is INT64: expected a string");
    assert_eq!(failed(named("tags", "id")), "column `tags` has fields or values of its own: expected a string");
    assert_eq!(failed(named("text", "seen")), "column `seen` is INT96: expected a string or an integer");
    assert_eq!(failed(named("text", "name")), "no column `name`: there are id, seen, text, tags");
    fs::write(files.path("in.parquet"), "PAR1 and nothing else PAR1").expect("room for a file");
    let message = failed(named("text", "id"));
    assert!(message.starts_with("cannot be read as Parquet: "), "{message}");
    assert_eq!(files.names(), ["in.parquet"]);
}

#[test]
fn a_run_goes_on_where_it_ended() {
    let groups: Vec<Vec<Row<'_>>> = (0..4).flat_map(|_| some()).collect();
    let files = Files::with(&groups, &[("who", "us")]);
    let duplicates = HashMap::from([(4, "x".to_string())]);
    let options = RecordOptions { duplicates, drops_duplicates: true, ..RecordOptions::default() };
    files.clean("whole.parquet", &options).expect("a whole run");
    let mut n_before = Vec::new();
    loop {
        let stop = StopFlag::default();
        let options = RecordOptions { stop: stop.clone(), resume: true, ..options.clone() };
        let path = files.path("out.parquet");
        let summary = clean_records(&files.path("in.parquet"), &path, &options, |_| stop.raise()).expect("a part");
        n_before.push(summary.n_lines_before);
        if !summary.is_stopped {
            break;
        }
        // What was written when the power went.
        let partial = files.path("out.parquet.partial");
        let mut bytes = fs::read(&partial).expect("a file");
        bytes.extend_from_slice(b"PAR1");
        fs::write(&partial, bytes).expect("room for a file");
    }
    assert_eq!(n_before, [0, 3, 5, 8, 10, 13, 15, 18]);
    let read = |name: &str| fs::read(files.path(name)).expect("a file");
    assert!(read("out.parquet") == read("whole.parquet"));
    assert_eq!(files.names(), ["in.parquet", "out.parquet", "whole.parquet"]);
    let again = RecordOptions { resume: true, ..options };
    assert!(files.clean("out.parquet", &again).expect("nothing to do").was_done);
}

#[test]
fn records_are_read_to_be_compared() {
    let files = Files::with(&some(), &[]);
    let records = (formats().open)(&files.path("in.parquet"), &RecordFields::default()).expect("records");
    let found: Vec<String> = records
        .map(|it| match it {
            Ok(it) => format!("{} {} {}", it.line, it.id, it.text.len()),
            Err(error) => error.message,
        })
        .collect();
    assert_eq!(found, ["1 0 97", "row 2: `text` is null", "3 2 25", "4 3 97", "5 4 97"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn rows_that_stay_are_copied_whole(
        rows in prop::collection::vec((any::<bool>(), prop::option::of(prop::collection::vec(prop::option::of(0..3_usize), 0..4))), 1..40),
        left_out in prop::collection::vec(any::<bool>(), 40),
    ) {
        let tags = |it: &Vec<Option<usize>>| it.iter().map(|it| it.map(|it| ["sea", "", "birds"][it])).collect();
        let group: Vec<Row<'_>> =
            rows.iter().map(|(has_text, it)| (has_text.then_some(CLEANED), it.as_ref().map(tags))).collect();
        let files = Files::with(&[group], &[]);
        let numbers = (1..).zip(left_out.iter().take(rows.len())).filter(|it| *it.1);
        let duplicates = numbers.map(|it| (it.0, "x".to_string())).collect();
        let options = RecordOptions { drops_duplicates: true, duplicates, ..RecordOptions::default() };
        files.clean("out.parquet", &options).expect("a whole run");
        let stays = files.rows("in.parquet").into_iter().zip(&left_out).filter(|it| !it.1);
        prop_assert_eq!(files.rows("out.parquet"), stays.map(|it| it.0).collect::<Vec<_>>());
    }
}
