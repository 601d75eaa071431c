//! `clean` of JSON Lines, Parquet and WARC.

use std::{
    fs::{self, File},
    io::{Read, Write},
    sync::Arc,
};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use parquet::{
    data_type::{ByteArray, ByteArrayType},
    file::{
        reader::{FileReader, SerializedFileReader},
        writer::SerializedFileWriter,
    },
    schema::parser::parse_message_type,
};
use serde_json::Value;

use super::{CLEANED, Case, DIRTY, Folder, PLAIN, Run, check};

/// A record with a text, and more that nobody has to understand.
fn record(id: &str, text: &str) -> String {
    format!("{{\"id\": {id:?},  \"text\": {text:?}, \"seen\": 1.50}}\n")
}

#[test]
fn records_are_cleaned_and_everything_else_stays() {
    let all = |dirty: &str| record("a", dirty) + &record("b", PLAIN);
    check(&Case {
        files: &[("in.jsonl", &all(DIRTY))],
        runs: &[Run {
            args: "clean in.jsonl --out out.jsonl",
            stderr: &["also-link", "2 records, 1 changed, ", "written to out.jsonl"],
            ..Run::default()
        }],
        after: &[("out.jsonl", &all(CLEANED))],
        ..Case::default()
    });
}

#[test]
fn broken_records_are_put_aside() {
    let broken = "{\"id\": \"b\", \"text\": [\n";
    let put_aside = format!(
        "{{\"line\":2,\"reason\":\"line 2, column 21: not JSON: EOF while parsing a list\",\"record\":{:?}}}\n",
        broken
    );
    check(&Case {
        files: &[("in.jsonl", &(record("a", DIRTY) + broken + &record("c", DIRTY)))],
        runs: &[
            Run {
                args: "clean in.jsonl --out out/in.jsonl",
                exit: 2,
                stderr: &["out/in.jsonl.partial: cannot write: "],
                ..Run::default()
            },
            Run {
                args: "clean in.jsonl --out out",
                exit: 1,
                stderr: &[
                    "in.jsonl: line 2, column 21: not JSON: EOF while parsing a list",
                    "3 records, 2 changed, ",
                    "1 record put aside, with reasons, in out/in.jsonl.rejected.jsonl",
                ],
                ..Run::default()
            },
        ],
        after: &[
            ("out/in.jsonl", &(record("a", CLEANED) + &record("c", CLEANED))),
            ("out/in.jsonl.rejected.jsonl", &put_aside),
        ],
        ..Case::default()
    });
}

#[test]
fn several_packed_files_go_to_a_folder() {
    let folder = Folder::with(&[("a.jsonl", &record("a", DIRTY)), ("b.ndjson", &record("b", DIRTY))]);
    folder.run(&Run { args: "clean a.jsonl --out packed.jsonl.gz", ..Run::default() });
    folder.run(&Run { args: "clean packed.jsonl.gz b.ndjson --out out --select none", ..Run::default() });
    let mut unpacked = String::new();
    let packed = File::open(folder.path("out/packed.jsonl.gz")).expect("it was written");
    MultiGzDecoder::new(packed).read_to_string(&mut unpacked).expect("gzip");
    assert_eq!(unpacked, record("a", CLEANED));
    assert_eq!(fs::read_to_string(folder.path("out/b.ndjson")).expect("it was written"), record("b", DIRTY));
}

#[test]
fn duplicates_are_named_or_left_out_over_all_files() {
    let text = super::dedup::prose(1, 90);
    let (first, second) = (record("short", &text), record("long", &format!("{text}Nobody asked the goat.\n")));
    let folder = Folder::with(&[("a.jsonl", &first), ("b.jsonl", &(second.clone() + &record("own", PLAIN)))]);
    let said = &["1 group of duplicates, 1 record that another one stands for"][..];
    let args = "clean a.jsonl b.jsonl --out named --add duplicate_of,kind";
    folder.run(&Run { args, stderr: said, ..Run::default() });
    let named = |file: &str| -> Vec<Value> {
        let written = fs::read_to_string(folder.path(file)).expect("it was written");
        written.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect()
    };
    let (a, b) = (named("named/a.jsonl"), named("named/b.jsonl"));
    assert_eq!((&a[0]["duplicate_of"], &a[0]["unchaff_kind"]), (&"long".into(), &"text".into()));
    assert!(b.iter().all(|it| it["duplicate_of"].is_null()) && b.len() == 2);
    folder.run(&Run { args: "clean a.jsonl b.jsonl --out left --duplicates drop", stderr: said, ..Run::default() });
    assert_eq!((named("left/a.jsonl").len(), named("left/b.jsonl").len()), (0, 2));
}

#[test]
fn what_does_not_fit_records_is_refused() {
    let runs = [
        ("clean in.jsonl --write", "--write is for single documents: leave it away for records"),
        ("clean in.jsonl --out out.jsonl --diff", "--diff is for single documents"),
        ("clean in.jsonl --out out.jsonl --include *.md", "--include is for single documents"),
        ("clean in.jsonl", "records are written to another file or folder: add --out"),
        ("clean in.jsonl post.md --out out", "records cannot be mixed with other paths"),
        ("clean post.md --out out --add kind", "--add, --resume and the keys of records are for JSON Lines"),
        ("clean in.jsonl other.jsonl --out out.jsonl", "several files are written to a folder: --out DIR"),
        ("clean in.jsonl ./in.jsonl --out out", "two files are called in.jsonl"),
        ("clean in.jsonl --out in.jsonl", "in.jsonl: is there already: remove it, or name another file"),
        ("clean in.jsonl --out out.jsonl --duplicates report", "add --add duplicate_of"),
        ("clean none.jsonl --out out.jsonl", "none.jsonl: cannot read: No such file"),
    ];
    let runs = runs.map(|(args, stderr)| (args, [stderr]));
    let runs: Vec<Run<'_>> =
        runs.iter().map(|(args, stderr)| Run { args, exit: 2, stderr, ..Run::default() }).collect();
    let files = [("in.jsonl", record("a", DIRTY)), ("other.jsonl", String::new()), ("post.md", DIRTY.to_string())];
    let files: Vec<(&str, &str)> = files.iter().map(|it| (it.0, it.1.as_str())).collect();
    check(&Case { files: &files, runs: &runs, ..Case::default() });
}

/// A Parquet file with names and texts.
fn write_parquet(folder: &Folder, name: &str, rows: &[(&str, &str)]) {
    let schema = "message table { required binary id (STRING); required binary text (STRING); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let file = File::create(folder.path(name)).expect("room for a file");
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).expect("a writer");
    let mut group = writer.next_row_group().expect("a row group");
    for values in [rows.iter().map(|it| it.0).collect::<Vec<_>>(), rows.iter().map(|it| it.1).collect()] {
        let values: Vec<ByteArray> = values.into_iter().map(ByteArray::from).collect();
        let mut column = group.next_column().expect("a column").expect("a column");
        column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("texts");
        column.close().expect("a whole column");
    }
    group.close().expect("a whole row group");
    writer.close().expect("a whole file");
}

#[test]
fn parquet_is_cleaned_and_compared() {
    let text = super::dedup::prose(1, 90);
    let folder = Folder::with(&[]);
    write_parquet(&folder, "in.parquet", &[("a", DIRTY), ("b", &text), ("c", &text)]);
    folder.run(&Run {
        args: "clean in.parquet --out out.parquet --add duplicate_of",
        stderr: &["1 group of duplicates, 1 record", "also-link", "3 records, 1 changed, ", "written to out.parquet"],
        ..Run::default()
    });
    let reader = SerializedFileReader::new(File::open(folder.path("out.parquet")).expect("a file")).expect("Parquet");
    let rows = reader.get_row_iter(None).expect("rows").map(|it| it.expect("a row").to_string());
    let expected = [("a", CLEANED, "null"), ("b", &text, "null"), ("c", &text, "\"b\"")];
    let expected = expected.map(|(id, text, kept)| format!("{{id: \"{id}\", text: \"{text}\", duplicate_of: {kept}}}"));
    assert_eq!(rows.collect::<Vec<_>>(), expected);
    folder.run(&Run { args: "dedup in.parquet", stdout: &["in.parquet"; 0], ..Run::default() });
    for (args, message) in [
        ("clean in.parquet --out out.jsonl", "in.parquet is Parquet and stays Parquet: out.jsonl is no name for it"),
        ("clean in.parquet --out b.parquet --text-field body", "in.parquet: no column `body`: there are id, text"),
        ("clean in.parquet --out out.parquet", "out.parquet: is there already: remove it, or name another file"),
    ] {
        folder.run(&Run { args, exit: 2, stderr: &[message], ..Run::default() });
    }
}

/// An archive of pages, each packed for itself, and of the request before each.
fn write_warc(folder: &Folder, name: &str, pages: &[(&str, &str)]) {
    let mut file = File::create(folder.path(name)).expect("room for a file");
    let mut write = |kind: &str, id: &str, block: &str| {
        let n = block.len();
        let head =
            format!("WARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{id}>\r\nWARC-Target-URI: https://example.com/{id}");
        let mut encoder = GzEncoder::new(&mut file, Compression::default());
        write!(encoder, "WARC/1.0\r\n{head}\r\nContent-Length: {n}\r\n\r\n{block}\r\n\r\n").expect("room for a record");
        encoder.finish().expect("room for a record");
    };
    for (id, text) in pages {
        write("request", "", &format!("GET /{id} HTTP/1.1\r\n\r\n"));
        let (nav, foot) =
            ("<nav><a href=/>Home</a> <a href=/boats>Boats</a></nav>", "<footer><a href=/x>Imprint</a></footer>");
        let page = format!("<!doctype html><title>x</title>{nav}<article><p>{text}</p></article>{foot}");
        write("response", id, &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"));
    }
}

#[test]
fn pages_of_archives_become_records() {
    let (text, other) = (super::dedup::prose(1, 90), super::dedup::prose(2, 90));
    let folder = Folder::with(&[("in.jsonl", &record("a", PLAIN))]);
    let longer = format!("{text} See <a href=goats>the goats</a>.");
    write_warc(&folder, "in.warc.gz", &[("a", &longer), ("b", &text), ("c", &other)]);
    folder.run(&Run {
        args: "clean in.warc.gz --out out --to markdown --duplicates drop",
        stderr: &[
            "1 group of duplicates, 1 record that another one stands for",
            "3 records, ",
            "3 records of the archive are no pages",
            "1 record left out, since another one says the same",
            "written to out/in.jsonl.gz",
        ],
        ..Run::default()
    });
    let mut unpacked = String::new();
    let packed = File::open(folder.path("out/in.jsonl.gz")).expect("it was written");
    MultiGzDecoder::new(packed).read_to_string(&mut unpacked).expect("gzip");
    let lines: Vec<Value> = unpacked.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let names: Vec<&Value> = lines.iter().map(|it| &it["id"]).collect();
    assert_eq!(names, ["urn:x:a", "urn:x:c"]);
    assert_eq!(lines[0]["url"], "https://example.com/a");
    let cleaned = lines[0]["text"].as_str().expect("a text");
    assert!(cleaned.contains("See [the goats](https://example.com/goats)."), "{cleaned}");
    assert!(!cleaned.contains("Imprint"), "{cleaned}");

    for args in ["dedup in.warc.gz", "dedup in.warc.gz --clean", "dedup in.warc.gz --format jsonl"] {
        folder.run(&Run { args, stdout: &["urn:x:a", "urn:x:b"], stderr: &["3 documents, 1 group"], ..Run::default() });
    }
    for more in ["", " --clean"] {
        folder.run(&Run {
            args: &format!("dedup in.warc.gz --explain urn:x:a urn:x:b{more}"),
            stdout: &["urn:x:a and urn:x:b are near duplicates"],
            ..Run::default()
        });
    }
    for (args, message) in [
        (
            "clean in.warc.gz --out o.parquet",
            "in.warc.gz is a web archive and becomes JSON Lines: o.parquet is no name",
        ),
        (
            "clean in.warc.gz --out o.warc",
            "in.warc.gz is a web archive and becomes JSON Lines: o.warc is no name for it",
        ),
        ("clean in.jsonl --out o.warc.gz", "in.jsonl is JSON Lines and stays JSON Lines: o.warc.gz is no name for it"),
        ("clean in.warc.gz out/in.jsonl.gz --out o", "two files are called in.jsonl.gz: write them to different"),
        ("clean none.warc --out o.jsonl", "none.warc: cannot read: No such file"),
    ] {
        folder.run(&Run { args, exit: 2, stderr: &[message], ..Run::default() });
    }
}
