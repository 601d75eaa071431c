use std::{io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};

use super::{Record, RecordFields, Records, is_records};
use crate::Format;

/// Compares what a file holds: `id: text` for a record, the message for an error.
fn check(bytes: &[u8], expected: &[&str]) {
    let all: Vec<String> = records(bytes, &RecordFields::default())
        .into_iter()
        .map(|it| it.map_or_else(|error| error, |it| format!("{}: {}", it.id, it.text)))
        .collect();
    assert_eq!(all, expected);
}

fn records(bytes: &[u8], fields: &RecordFields) -> Vec<Result<Record, String>> {
    records_up_to(bytes, fields, super::LONGEST_LINE)
}

fn records_up_to(bytes: &[u8], fields: &RecordFields, longest_line: usize) -> Vec<Result<Record, String>> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room for a file");
    let records = Records::with_lines_up_to(file.path(), fields, longest_line).expect("the file was just written");
    let all = records.map(|it| {
        it.map_err(|error| {
            assert_eq!(error.path, file.path(), "errors name their file");
            error.message
        })
    });
    all.collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory takes all")
}

const TWO: &[u8] = b"{\"id\": \"a\", \"text\": \"The ferry left.\"}\n{\"id\": \"b\", \"text\": \"The ferry came.\"}\n";
const TWO_RECORDS: &[&str] = &["a: The ferry left.", "b: The ferry came."];

#[test]
fn names_tell_json_lines() {
    for name in ["a.jsonl", "a.ndjson", "in/a.b.jsonl.gz", "a.ndjson.gz", "A.JSONL.ZST", ".jsonl"] {
        assert!(is_records(Path::new(name)), "{name}");
    }
    for name in ["a.json", "jsonl", "a.jsonl.bz2", "a.gz", "a.jsonl/a.md", "a.xjsonl", ""] {
        assert!(!is_records(Path::new(name)), "{name}");
    }
}

#[test]
fn every_line_is_a_record() {
    check(b"", &[]);
    check(TWO, TWO_RECORDS);
    check(TWO.strip_suffix(b"\n").expect("a line has an end"), TWO_RECORDS);
    check(&gzip(TWO), TWO_RECORDS);
    check(&zst(TWO), TWO_RECORDS);
}

#[test]
fn several_members_and_frames_are_one_file() {
    let (start, end) = TWO.split_at(50);
    check(&[gzip(start), gzip(b""), gzip(end)].concat(), TWO_RECORDS);
    check(&[zst(start), zst(b""), zst(end)].concat(), TWO_RECORDS);
    let skipped = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
    check(&[&skipped[..], &zst(TWO)].concat(), TWO_RECORDS);
}

#[test]
fn blank_lines_a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    let text = "\u{feff}{\"id\": 1, \"text\": \"pear\"}\r\n\r\n  \t\n\n {\"id\": 2, \"text\": \"plum\"} \r\n";
    check(text.as_bytes(), &["1: pear", "2: plum"]);
    let lines: Vec<u64> =
        records(text.as_bytes(), &RecordFields::default()).into_iter().flatten().map(|it| it.line).collect();
    assert_eq!(lines, [1, 5]);
}

#[test]
fn an_id_is_a_string_or_an_integer_as_it_is_written() {
    check(br#"{"id": "01", "text": ""}"#, &["01: "]);
    check(br#"{"id": -7, "text": ""}"#, &["-7: "]);
    check(br#"{"id": 123456789012345678901234567890, "text": ""}"#, &["123456789012345678901234567890: "]);
    for (id, column) in [("1.0", 8), ("1e3", 8), ("null", 8), ("[1]", 8), ("  true", 10)] {
        let message =
            format!("line 1, column {column}: `id` is `{}`: expected a string or an integer", id.trim_start());
        check(format!(r#"{{"id": {id}, "text": ""}}"#).as_bytes(), &[&message]);
    }
}

#[test]
fn what_is_no_record_is_named_and_the_next_line_follows() {
    for (line, message) in [
        (&br#"{"text": "x"}"#[..], "column 1: no `id`: expected {\"id\": ..., \"text\": ...}"),
        (br#"{"id": "x"}"#, "column 1: no `text`: expected {\"id\": ..., \"text\": ...}"),
        (br#"{"id": 1, "text": 5}"#, "column 19: `text` is `5`: expected a string"),
        (
            r#"{"größe": 3, "id": 1, "text": [1,2,3,4,5,6,7,8,9,10,11,12,13]}"#.as_bytes(),
            "column 31: `text` is `[1,2,3,4,5,6,7,8,9,10,11...`: expected a string",
        ),
        (br#"{"id": 1, "text": "cut"#, "column 22: not JSON: EOF while parsing a string"),
        (br#"{"id": 1, "text": "x"} {}"#, "column 24: not JSON: trailing characters"),
        (br#"{"id": 1 "text": "x"}"#, "column 10: not JSON: expected `,` or `}`"),
        (br#" [1, 2]"#, "column 2: `[1, 2]` is no object: expected {\"id\": ..., \"text\": ...}"),
        ("größe".as_bytes(), "column 1: `größe` is no object: expected {\"id\": ..., \"text\": ...}"),
        (b"{\"id\": 1, \"t\": \"\xc3\xbc\xff\", \"text\": \"x\"}", "column 18: not UTF-8: JSON Lines are UTF-8"),
        // A surrogate without the other half is no character.
        (br#"{"id": 1, "text": "a\ud83d"}"#, "column 27: not JSON: unexpected end of hex escape"),
        (br#"{"id": 1, "text": "a\ude00 b"}"#, "column 26: not JSON: lone leading surrogate in hex escape"),
        (br#"{"id": 1, "text": "x", "url": "\ud83d\n"}"#, "column 39: not JSON: unexpected end of hex escape"),
    ] {
        let message = format!("line 3, {message}");
        check(&[TWO, line, b"\n", TWO].concat(), &[TWO_RECORDS, &[&message], TWO_RECORDS].concat());
    }
}

#[test]
fn escapes_are_read() {
    check(br#"{"\u0069d": "\u00fc\"", "text": "a\nb\t\ud83d\ude00"}"#, &["ü\": a\nb\t😀"]);
}

#[test]
fn fields_have_the_names_that_the_caller_says() {
    let fields = RecordFields {
        id: "url".to_string(),
        text: "content".to_string(),
        field: Some("rank".to_string()),
        ..RecordFields::default()
    };
    let line =
        br#"{"meta": {"url": "no"}, "url": "https://example.com/a", "content": "pear", "text": 5, "rank": 1.50}"#;
    let expected = Record {
        id: "https://example.com/a".to_string(),
        text: "pear".to_string(),
        format: Format::Unknown,
        line: 1,
        url: Some("https://example.com/a".to_string()),
        date: None,
        field: Some("1.50".to_string()),
    };
    assert_eq!(records(line, &fields), [Ok(expected)]);
}

#[test]
fn fields_that_are_not_needed_may_be_anything() {
    for (date, expected) in [
        ("null", None),
        ("[2024]", None),
        (r#"{"day": 1}"#, None),
        ("2024", Some("2024")),
        (r#""2024-05-01""#, Some("2024-05-01")),
        ("false", Some("false")),
    ] {
        let line = format!(r#"{{"id": 1, "text": "", "date": {date}}}"#);
        let all = records(line.as_bytes(), &RecordFields::default());
        assert_eq!(all[0].as_ref().map(|it| it.date.as_deref()), Ok(expected), "{date}");
    }
}

#[test]
fn values_that_nobody_wants_may_be_deep() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    check(format!(r#"{{"id": 1, "x": {deep}, "text": "pear"}}"#).as_bytes(), &["1: pear"]);
}

#[test]
fn of_compressed_data_without_an_end_the_whole_lines_are_read() {
    let mut lines = String::new();
    for number in 0..2000 {
        // Numbers that hardly compress, so that many bytes are left to cut.
        lines.push_str(&format!("{{\"id\": {number}, \"text\": \"{}\"}}\n", number * 48_271 % 65_537));
    }
    let whole = records(lines.as_bytes(), &RecordFields::default());
    for packed in [gzip(lines.as_bytes()), zst(lines.as_bytes())] {
        for kept in [packed.len() / 2, packed.len() - 5, packed.len() - 1] {
            let found = records(&packed[..kept], &RecordFields::default());
            let (last, before) = found.split_last().expect("at least the error");
            let message = format!("cut off in line {}: the compressed data have no end", before.len() + 1);
            assert_eq!(last, &Err(message));
            assert_eq!(before, &whole[..before.len()]);
        }
    }
}

#[test]
fn what_is_not_compressed_any_more_ends_the_file() {
    let found = records(&[gzip(TWO), b"and something else".to_vec()].concat(), &RecordFields::default());
    assert_eq!(found.len(), 3);
    assert_eq!(found[2], Err("cannot read line 3: invalid gzip header".to_string()));
}

#[test]
fn a_line_beyond_measure_is_passed_over() {
    let long = format!("{{\"id\": 1, \"text\": \"{}\"}}\n", "x".repeat(500_000));
    let all = [TWO, long.as_bytes(), TWO].concat();
    let found = records_up_to(&all, &RecordFields::default(), 60);
    assert_eq!(found.len(), 5);
    assert_eq!(found[2], Err("line 3, column 1: longer than 60 bytes: expected a document a line".to_string()));
    assert!(found[3].as_ref().is_ok_and(|it| it.line == 4));
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for path in [folder.path().to_path_buf(), folder.path().join("none.jsonl")] {
        let error = Records::open(&path, &RecordFields::default()).err().expect("no file");
        assert!(error.message.starts_with("cannot read: "), "{error}");
    }
}
