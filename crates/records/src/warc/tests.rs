use std::{
    fs,
    io::{Read, Write},
    path::PathBuf,
};

use flate2::{
    Compression,
    read::MultiGzDecoder,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use proptest::prelude::*;
use serde_json::Value;
use unchaff_driver::{Conversion, Record, RecordFields, StopFlag};

use super::*;
use crate::{Added, Packing, RecordSummary, clean_records, formats};

/// A page with an article, and what surrounds it.
const PAGE: &str = "<!doctype html><html><head><title>Ferries</title></head><body>\
    <nav><a href=/>Home</a> <a href=/boats>Boats</a> <a href=/about>About us</a></nav><main><article><h1>Ferries</h1>\
    <p>The ferry to the island leaves at six in the morning, and nobody but the goats of the mayor is ever on board of it \
    at that hour. It returns at eight with the post, and with whoever has had enough of the island.</p>\
    <p>In winter it stays in the harbour for weeks, and the islanders do without post; see <a href=\"winter\">what they \
    do then</a>.</p></article></main>\
    <footer>Copyright by the harbour. <a href=/imprint>Imprint</a></footer></body></html>";

/// A record with some fields of its own.
fn record(kind: &str, name: usize, fields: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n\
         WARC-Target-URI: https://example.com/{name}/\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n\
         {fields}Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn http(head: &str, body: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\r\n\r\n", body].concat()
}

/// A page as it was sent.
fn page(name: usize, head: &str, body: &[u8]) -> Vec<u8> {
    record("response", name, "Content-Type: application/http; msgtype=response\r\n", &http(head, body))
}

const HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

struct Files(tempfile::TempDir);

impl Files {
    fn with(archive: &[u8]) -> Self {
        let files = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::write(files.path("in.warc"), archive).expect("room for a file");
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn clean(&self, output: &str, options: &RecordOptions) -> RecordSummary {
        clean_records(&self.path("in.warc"), &self.path(output), options, |_| ()).expect("a run")
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        let written = fs::read_to_string(self.path(name)).unwrap_or_default();
        written.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect()
    }
}

/// No rules: texts stay as they are.
fn as_is() -> RecordOptions {
    let clean = unchaff_driver::CleanOptions { taken_for: unchaff_driver::TakenFor::Post, ..Default::default() };
    RecordOptions { clean, ..RecordOptions::default() }
}

/// Reads an archive, and compares: the number of each page and its text, why others are put aside, how many are no pages.
#[track_caller]
fn check(archive: &[u8], texts: &[(u64, &str)], rejected: &[&str], n_passed_over: usize) {
    let files = Files::with(archive);
    let summary = files.clean("out.jsonl", &as_is());
    let lines = files.lines("out.jsonl");
    let written: Vec<&str> = lines.iter().map(|it| it["text"].as_str().expect("a text")).collect();
    assert_eq!(written, texts.iter().map(|it| it.1).collect::<Vec<_>>());
    let reasons: Vec<String> =
        summary.rejected.iter().chain(&summary.unreadable).map(|it| it.message.clone()).collect();
    assert_eq!(reasons, rejected);
    assert_eq!(summary.n_passed_over, n_passed_over);
    assert_eq!(summary.n_records, texts.len() + summary.n_rejected);

    // What is compared is the same.
    let records = (formats().open)(&files.path("in.warc"), &RecordFields::default()).expect("an archive");
    let (records, errors): (Vec<_>, Vec<_>) = records.partition(Result::is_ok);
    let records: Vec<Record> = records.into_iter().flatten().collect();
    let read: Vec<(u64, &str)> = records.iter().map(|it| (it.line, it.text.as_str())).collect();
    assert_eq!(read, texts);
    assert!(records.iter().all(|it| it.format == Format::Html));
    let errors: Vec<String> = errors.into_iter().filter_map(|it| it.err().map(|it| it.message)).collect();
    assert_eq!(errors, rejected);
}

/// A page among others that are fine.
#[track_caller]
fn check_page(head: &str, body: &[u8], expected: Result<&str, &str>) {
    let archive = [page(1, HTML, b"<p>one"), page(2, head, body), page(3, HTML, b"<p>three")].concat();
    match expected {
        Ok(text) => check(&archive, &[(1, "<p>one"), (2, text), (3, "<p>three")], &[], 0),
        Err("") => check(&archive, &[(1, "<p>one"), (3, "<p>three")], &[], 1),
        Err(reason) => check(&archive, &[(1, "<p>one"), (3, "<p>three")], &[&format!("record 2: {reason}")], 0),
    }
}

#[test]
fn names_tell_archives() {
    for name in ["a.warc", "in/a.b.WARC.gz", "a.warc.zst"] {
        assert!(crate::is_warc(Path::new(name)) && crate::is_many(Path::new(name)), "{name}");
    }
    for name in ["warc", "a.warc.wet.gz", "a.gz", "a.warc/a.md", ""] {
        assert!(!crate::is_warc(Path::new(name)), "{name}");
    }
}

#[test]
fn pages_are_cleaned() {
    let archive = [record("warcinfo", 1, "", b"software: a hand\r\n"), page(2, HTML, PAGE.as_bytes())].concat();
    let files = Files::with(&archive);
    let summary = files.clean("out.jsonl", &RecordOptions::default());
    assert_eq!((summary.n_records, summary.n_passed_over, summary.documents.n_changed), (1, 1, 1));
    let line = &files.lines("out.jsonl")[0];
    let keys: Vec<&String> = line.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["id", "url", "date", "text"]);
    assert_eq!(line["id"], "urn:uuid:2");
    assert_eq!(line["url"], "https://example.com/2/");
    assert_eq!(line["date"], "2024-05-06T07:08:09Z");
    let text = line["text"].as_str().expect("a text");
    assert!(text.contains("<p>The ferry") && !text.contains("Imprint"), "{text}");

    let conversion = Some(Conversion::Markdown { base_url: None, with_front_matter: false });
    let added = Added { edits: false, kind: true, duplicate_of: true };
    files.clean("md.jsonl", &RecordOptions { conversion, added, ..RecordOptions::default() });
    let line = &files.lines("md.jsonl")[0];
    let text = line["text"].as_str().expect("a text");
    assert!(text.contains("[what they do then](https://example.com/2/winter)"), "{text}");
    assert_eq!((&line["unchaff_kind"], &line["duplicate_of"]), (&"html".into(), &Value::Null));
}

#[test]
fn keys_have_the_names_that_the_caller_says() {
    let files = Files::with(&page(1, HTML, b"<p>one"));
    let [text, id, url, date] = ["html", "url", "url", "seen \"at\""].map(str::to_string);
    let fields = RecordFields { text, id, url, date, field: Some("seen \"at\"".to_string()) };
    files.clean("out.jsonl", &RecordOptions { fields: fields.clone(), ..as_is() });
    let written = fs::read_to_string(files.path("out.jsonl")).expect("it was written");
    let expected = r#"{"url":"https://example.com/1/","seen \"at\"":"2024-05-06T07:08:09Z","html":"<p>one"}"#;
    assert_eq!(written.trim_end(), expected);
    let mut records = (formats().open)(&files.path("in.warc"), &fields).expect("an archive");
    let record = records.next().expect("a page").expect("a page");
    assert_eq!((record.id.as_str(), record.field.as_deref()), ("https://example.com/1/", Some("2024-05-06T07:08:09Z")));
}

#[test]
fn only_answers_that_are_pages_count() {
    let http = http(HTML, b"<p>two");
    let archive = [
        record("request", 1, "", b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"),
        record("response", 2, "", &http),
        record("resource", 3, "Content-Type: text/html\r\n", b"<p>three"),
        record("revisit", 4, "", &http),
        record("response", 5, "Content-Type: text/dns\r\n", b"20240506 example.com"),
        record("Metadata", 6, "", b""),
    ];
    check(&archive.concat(), &[(2, "<p>two")], &[], 5);
    let whole = "<!-- x --><!DOCTYPE html><p>two";
    for (head, body, expected) in [
        ("HTTP/1.1 203 Fine\r\nContent-Type: Text/HTML ;charset=utf-8", "<p>two", Ok("<p>two")),
        ("HTTP/1.0 200\r\ncontent-type:application/xhtml+xml", "<p>two", Ok("<p>two")),
        ("HTTP/2 200 \r\nContent-Type: text/html", "<p>two", Ok("<p>two")),
        ("HTTP/1.1 200 OK\nContent-Type: text/html", "<p>two", Ok("<p>two")),
        ("HTTP/1.1 200 OK\r\nno field\r\nContent-Type: text/html", "<p>two", Ok("<p>two")),
        ("HTTP/1.1 200 OK", whole, Ok(whole)),
        ("HTTP/1.1 200 OK", "two", Err("")),
        ("HTTP/1.1 200 OK\r\nContent-Type: image/png", "<p>two", Err("")),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html", "\r\n", Err("")),
        ("HTTP/1.1 301 Moved\r\nContent-Type: text/html", "<p>two", Err("")),
        ("HTTP/1.1 404 Not found\r\nContent-Type: text/html", "<p>two", Err("")),
        ("two", "", Err("no HTTP response: invalid HTTP version")),
    ] {
        check_page(head, body.as_bytes(), expected);
    }
    check(&record("response", 1, "", b"HTTP/1.1 200 OK\r\nCon"), &[], &["record 1: its HTTP head has no end"], 0);
    let many = format!("HTTP/1.1 200 OK\r\n{}Content-Type: text/html", "X-Goat: yes\r\n".repeat(500));
    check_page(&many, b"<p>two", Ok("<p>two"));
}

#[test]
fn what_is_packed_is_unpacked() {
    let text = "<p>The goats leave at six.</p>".repeat(50);
    let zlib = |bytes: &[u8]| {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    };
    let deflate = |bytes: &[u8]| {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    };
    let brotli = |bytes: &[u8]| {
        let mut packed = Vec::new();
        brotli::CompressorWriter::new(&mut packed, 4096, 5, 20).write_all(bytes).expect("memory takes all");
        packed
    };
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).expect("memory takes all");
    let packed = [
        ("gzip", gzip(text.as_bytes())),
        ("x-gzip", gzip(text.as_bytes())),
        ("deflate", zlib(text.as_bytes())),
        ("deflate", deflate(text.as_bytes())),
        ("br", brotli(text.as_bytes())),
        ("zstd", zstd(text.as_bytes())),
        ("GZIP , br", brotli(&gzip(text.as_bytes()))),
    ];
    for (coding, packed) in packed {
        let head = format!("{HTML}\r\nContent-Encoding: {coding}");
        check_page(&head, &packed, Ok(&text));
        // Most archives have unpacked it, and kept the head.
        check_page(&head, text.as_bytes(), Ok(&text));
        check_page(&head, b"<p>caf\xe9", Ok("<p>café"));
        let name = coding.split(' ').next_back().expect("a name");
        check_page(&head, &packed[..packed.len() / 2], Err(&format!("damaged: it should be packed as `{name}`")));
    }
    check_page(&format!("{HTML}\r\nContent-Encoding: identity"), b"<p>two", Ok("<p>two"));
}

#[test]
fn what_becomes_too_large_is_put_aside() {
    let head = format!("{HTML}\r\nContent-Encoding: gzip");
    let bomb = gzip(&[b' '; 5000]);
    let large = "x".repeat(3000);
    let image = page(3, "HTTP/1.1 200 OK\r\nContent-Type: image/png", large.as_bytes());
    let archive = [page(1, &head, &bomb), page(2, HTML, large.as_bytes()), image, page(4, HTML, b"<p>four")].concat();
    let files = Files::with(&archive);
    let summary = files.clean("out.jsonl", &RecordOptions { largest: 2000, ..as_is() });
    let reasons: Vec<&str> = summary.rejected.iter().map(|it| it.message.as_str()).collect();
    let expected =
        ["record 1: has more than 2000 bytes when it is decompressed", "record 2: has 3044 bytes: more than 2000"];
    assert_eq!(reasons, expected);
    assert_eq!((summary.n_passed_over, files.lines("out.jsonl").len()), (1, 1));
    let rejected = files.lines("out.jsonl.rejected.jsonl");
    assert_eq!(rejected[1]["url"], "https://example.com/2/");
    assert_eq!((&rejected[1]["record"], &rejected[1]["id"]), (&2.into(), &"urn:uuid:2".into()));
}

#[test]
fn chunks_are_joined_if_there_are_any() {
    let head = format!("{HTML}\r\nTransfer-Encoding: chunked");
    for (body, expected) in [
        ("3\r\n<p>\r\n5;x=y\r\ngoats\r\n0\r\n\r\n", "<p>goats"),
        ("3 \n<p>\nA\ngoats\ngoat\n0\n", "<p>goats\ngoat"),
        // The connection was closed early.
        ("3\r\n<p>\r\n5\r\ngo", "<p>go"),
        ("3\r\n<p>\r\n5", "<p>"),
        ("3\r\n<p>\r", "<p>"),
        // Not any more.
        ("<p>goats", "<p>goats"),
        ("<p>\r\n5\r\ngoats", "<p>\r\n5\r\ngoats"),
        ("ffffffffffffffffffff\r\ngoats", "ffffffffffffffffffff\r\ngoats"),
        ("5\r\ngoats and more", "5\r\ngoats and more"),
        ("ffffffffffffffff\r\ngoats", "ffffffffffffffff\r\ngoats"),
    ] {
        check_page(&head, body.as_bytes(), Ok(expected));
    }
    let packed = gzip(b"<p>goats");
    let chunk = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    check_page(&format!("{head}\r\nContent-Encoding: gzip"), &chunk, Ok("<p>goats"));
}

#[test]
fn the_server_says_what_a_page_is_written_in() {
    let head = |charset: &str| format!("{HTML}; Charset={charset}");
    check_page(&head("koi8-r"), b"<p>\xf0\xc1\xd2\xcf\xcd", Ok("<p>Паром"));
    check_page(&head("\"windows-1251\""), b"<meta charset=koi8-r><p>\xcf\xe0", Ok("<meta charset=koi8-r><p>Па"));
    check_page(&head("utf-8"), b"<meta charset=koi8-r><p>\xf0\xc1", Ok("<meta charset=koi8-r><p>Па"));
    check_page(&head("windows-1252"), "<p>Fähre".as_bytes(), Ok("<p>Fähre"));
    check_page(&head("windows-1252"), "\u{feff}<p>Fähre".as_bytes(), Ok("<p>Fähre"));
    check_page(&head("windows-1252"), b"\xff\xfe<\0p\0>\0\xe9\0", Ok("<p>é"));
    check_page(&head(""), b"<p>caf\xe9", Ok("<p>café"));
}

#[test]
fn archives_are_read_however_they_are_written() {
    let (one, two) = (page(1, HTML, b"<p>one"), page(2, HTML, b"<p>two"));
    let expected = &[(1, "<p>one"), (2, "<p>two")];
    check(b"", &[], &[], 0);
    check(b"\r\n\n", &[], &[], 0);
    check(&[&one[..], &two].concat(), expected, &[], 0);
    check(&[gzip(&one), gzip(&two)].concat(), expected, &[], 0);
    check(&gzip(&[&one[..], &two].concat()), expected, &[], 0);
    check(&zstd::encode_all(&[&one[..], &two].concat()[..], 1).expect("memory takes all"), expected, &[], 0);
    let cut = |it: &[u8]| it.strip_suffix(b"\r\n\r\n").expect("an end").to_vec();
    check(&[&one, &b"\n\r\n \n"[..], &cut(&two)].concat(), expected, &[], 0);
    let folded =
        record("response", 1, "Content-Type:\r\n application/http;\r\n\tmsgtype=response\r\n", &http(HTML, b"<p>one"));
    check(&folded, &expected[..1], &[], 0);
    let text = String::from_utf8(one.clone()).expect("UTF-8");
    let (head, block) = text.split_once("\r\n\r\n").expect("a head");
    let plain = format!("{}\n\n{block}", head.replace("\r\n", "\n").replace("WARC/1.0", "WARC/0.18"));
    check(plain.as_bytes(), &expected[..1], &[], 0);
    let small = text.replace("Content-Length", "content-length").replace("WARC-Type", "warc-type");
    check(small.as_bytes(), &expected[..1], &[], 0);
}

#[test]
fn broken_records_are_put_aside_and_the_next_one_follows() {
    let check_between = |broken: &[u8], reasons: &[&str]| {
        let (one, last) = (page(1, HTML, b"<p>one"), page(3, HTML, b"<p>last"));
        check(&[&one, broken, &last].concat(), &[(1, "<p>one"), (3, "<p>last")], reasons, 0);
    };
    let text = String::from_utf8(page(2, HTML, b"<p>two")).expect("UTF-8");
    let length = "Content-Length: 50";
    assert!(text.contains(length));
    for (from, to, reason) in [
        ("WARC/1.0", "WRC/1.0", "record 2: no record follows where it should end"),
        ("WARC-Type: response\r\n", "", "record 2: no `WARC-Type` in its head"),
        (length, "Content-Size: 50", "record 2: no `Content-Length` in its head"),
        (length, "Content-Length: -50", "record 2: its length is `-50`: expected a number"),
        (
            length,
            "Content-Length: 99999999999999999999",
            "record 2: its length is `99999999999999999999`: expected a number",
        ),
        (length, "Content-Length: 40", "record 2: no record follows where it should end"),
        (length, "Content-Length: 70", "record 2: no record follows where it should end"),
        (
            length,
            "what is this, and why does it stand here",
            "record 2: `what is this, and why do...` in its head is no field: expected `Name: value`",
        ),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text);
        if from.starts_with("WARC/") {
            // What stands there is no record of its own: it belongs to the one before.
            let (one, last) = (page(1, HTML, b"<p>one"), page(3, HTML, b"<p>last"));
            let reason = "record 1: no record follows where it should end";
            check(&[one.as_slice(), broken.as_bytes(), &last].concat(), &[(2, "<p>last")], &[reason], 0);
        } else if to.ends_with("70") {
            // It has swallowed the start of the next one.
            let all = [broken.as_bytes(), &page(3, HTML, b"<p>gone"), &page(4, HTML, b"<p>last")].concat();
            check(&all, &[(2, "<p>last")], &["record 1: no record follows where it should end"], 0);
        } else {
            check_between(broken.as_bytes(), &[reason]);
        }
    }
    let long = text.replacen("WARC-Type", &format!("X-Goat: {}\r\nWARC-Type", "yes ".repeat(300_000)), 1);
    check_between(long.as_bytes(), &["record 2: its head has more than 1048576 bytes"]);
    check(
        &[b"{\"text\": \"no archive\"}\n".repeat(500), page(2, HTML, b"<p>last")].concat(),
        &[(2, "<p>last")],
        &["record 1: begins with `{\"text\": \"no archive\"}`: expected `WARC/1.0`"],
        0,
    );
    check(&[b'x'; 5000], &[], &["record 1: begins with `xxxxxxxxxxxxxxxxxxxxxxxx...`: expected `WARC/1.0`"], 0);
}

#[test]
fn archives_that_are_cut_off_are_told() {
    let (one, two) = (page(1, HTML, b"<p>one"), page(2, HTML, b"<p>two"));
    let image = page(2, "HTTP/1.1 200 OK\r\nContent-Type: image/png", &[b'x'; 70_000]);
    for (second, length) in [(&two, 8), (&two, 30), (&two, two.len() - 5), (&image, image.len() - 5)] {
        check(&[&one, &second[..length]].concat(), &[(1, "<p>one")], &["cut off in record 2"], 0);
    }
    let endless =
        String::from_utf8(two.clone()).expect("UTF-8").replace("Length: 50", &format!("Length: {}", u64::MAX));
    check(&[&one, endless.as_bytes()].concat(), &[(1, "<p>one")], &["cut off in record 2"], 0);
    let packed = [gzip(&one), gzip(&two)].concat();
    check(&packed[..packed.len() - 4], &[(1, "<p>one"), (2, "<p>two")], &["cut off in record 2"], 0);
    let mut damaged = [gzip(&one), gzip(&two)].concat();
    let second = gzip(&one).len();
    damaged[second] ^= 0xff;
    check(&damaged, &[(1, "<p>one")], &["cannot read behind record 1: invalid gzip header"], 0);
}

#[test]
fn a_page_without_a_name_is_put_aside_where_names_count() {
    let text = String::from_utf8(page(1, HTML, b"<p>one")).expect("UTF-8");
    let files = Files::with(text.replace("WARC-Record-ID", "X").as_bytes());
    files.clean("out.jsonl", &as_is());
    assert_eq!(files.lines("out.jsonl")[0].get("id"), None);
    let added = Added { duplicate_of: true, ..Added::default() };
    let summary = files.clean("named.jsonl", &RecordOptions { added, ..as_is() });
    let reason = "record 1: nothing in its head names it: expected `WARC-Record-ID`";
    assert_eq!(summary.rejected[0].message, reason);
}

/// Many records of all sorts.
fn many() -> Vec<u8> {
    let one = |number: usize| match number % 6 {
        0 => record("request", number, "", b"GET / HTTP/1.1\r\n\r\n"),
        1 => page(number, "HTTP/1.1 200 OK\r\nContent-Type: image/png", &[b'x'; 500]),
        2 => page(number, &format!("{HTML}\r\nContent-Encoding: gzip"), &[0x1f, 0x8b, 0xff]),
        _ => page(number, HTML, PAGE.replace("six", &format!("hour {number}")).as_bytes()),
    };
    (0..120).flat_map(one).collect()
}

#[test]
fn the_output_depends_neither_on_threads_nor_on_interruptions() {
    const CHUNK: usize = 1000;
    let files = Files::with(&many());
    let clean = |output: &str, options: &RecordOptions, progress: &mut (dyn FnMut() + Send)| {
        let (input, output) = (files.path("in.warc"), files.path(output));
        crate::run::clean_in_chunks::<Archive>(&input, &output, options, CHUNK, |_| progress()).expect("a run")
    };
    let read =
        |name: &str| ["", ".rejected.jsonl"].map(|it| fs::read(files.path(&format!("{name}{it}"))).expect("a file"));
    for n_threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        let summary = pool.install(|| clean(&format!("{n_threads}.gz"), &RecordOptions::default(), &mut || ()));
        assert_eq!((summary.n_records, summary.n_rejected, summary.n_passed_over), (80, 20, 40));
    }
    assert_eq!(read("1.gz"), read("3.gz"));
    let mut n_runs = 0;
    let (mut n_records, mut n_passed_over) = (0, 0);
    loop {
        let stop = StopFlag::default();
        let options = RecordOptions { stop: stop.clone(), resume: n_runs > 0, ..RecordOptions::default() };
        let summary = clean("again.gz", &options, &mut || stop.raise());
        n_runs += 1;
        n_records += summary.n_records;
        n_passed_over += summary.n_passed_over;
        if !summary.is_stopped {
            break;
        }
    }
    assert!(n_runs > 3);
    assert_eq!((n_records, n_passed_over), (80, 40));
    assert_eq!(read("1.gz"), read("again.gz"));
    let mut unpacked = String::new();
    MultiGzDecoder::new(&read("1.gz")[0][..]).read_to_string(&mut unpacked).expect("gzip");
    assert_eq!(unpacked.lines().count(), 60);
}

#[test]
fn duplicates_are_named_or_left_out() {
    let other = PAGE.replace("The ferry", "The old ferry").replace("<nav>", "<nav><a href=/news>News</a>");
    let archive = [
        record("warcinfo", 1, "", b""),
        page(2, HTML, PAGE.as_bytes()),
        page(3, HTML, other.as_bytes()),
        page(4, HTML, "<p>Nobody counts the gulls.".as_bytes()),
    ];
    let files = Files::with(&archive.concat());
    let options = RecordOptions::default();
    let found = crate::duplicates_of(&[files.path("in.warc")], &options, |_| ()).expect("a run").expect("all of it");
    let duplicates = found.by_file.into_iter().next().expect("a file");
    let kept: Vec<(u64, String)> = duplicates.clone().into_iter().collect();
    assert_eq!(kept, [(2, "urn:uuid:3".to_string())]);
    let summary =
        files.clean("out.jsonl", &RecordOptions { duplicates, drops_duplicates: true, ..RecordOptions::default() });
    assert_eq!((summary.n_left_out, files.lines("out.jsonl").len()), (1, 2));
}

#[test]
fn packings_of_the_output_are_those_of_json_lines() {
    let files = Files::with(&page(1, HTML, b"<p>one"));
    files.clean("out.jsonl", &as_is());
    files.clean("out.jsonl.zst", &as_is());
    let plain = fs::read(files.path("out.jsonl")).expect("it was written");
    let packed = fs::read(files.path("out.jsonl.zst")).expect("it was written");
    assert_eq!(packed, Packing::Zstandard.pack(plain).expect("memory takes all"));
}

proptest! {
    #[test]
    fn nothing_panics_and_every_record_counts(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..12),
        is_packed in any::<bool>(),
    ) {
        let mut archive = [
            record("warcinfo", 1, "", b"software: a hand\r\n"),
            page(2, &format!("{HTML}; charset=koi8-r\r\nTransfer-Encoding: chunked"), b"3\r\n<p>\r\n2\r\n\xf0\xc1\r\n0\r\n\r\n"),
            page(3, &format!("{HTML}\r\nContent-Encoding: gzip"), &gzip(b"<p>three")),
            page(4, "HTTP/1.1 404 No\r\nContent-Type: text/html", b"<p>four"),
            page(5, &format!("{HTML}\r\nContent-Encoding: br"), b"\x0b\x03\x80<p>five\x03"),
        ]
        .concat();
        if is_packed {
            archive = gzip(&archive);
        }
        for (place, byte, edit) in edits {
            let place = place.index(archive.len());
            match edit {
                0 => archive[place] = byte,
                1 => archive.insert(place, byte),
                2 => drop(archive.remove(place)),
                _ => {
                    let end = (place + usize::from(byte)).min(archive.len());
                    archive.extend_from_within(place..end);
                }
            }
        }
        let files = Files::with(&archive);
        let mut source = Archive::open(&files.path("in.warc"), 10_000).expect("an archive");
        let (mut n_read, mut buffer) = (0, Vec::new());
        loop {
            buffer.clear();
            let read = source.read(&mut buffer);
            if matches!(read, Ok(None)) || read.is_err() && source.is_broken() {
                break;
            }
            n_read += 1;
            prop_assert_eq!(source.number(), n_read);
            let _ = Page::read(&buffer, 10_000);
        }
        prop_assert!(matches!(source.read(&mut buffer), Ok(None)));
        let summary = files.clean("out.jsonl", &as_is());
        prop_assert_eq!((summary.n_records + summary.n_passed_over) as u64, n_read);
    }

    #[test]
    fn bytes_of_any_kind_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for coding in ["gzip", "deflate", "br", "zstd"] {
            let _ = content::unpacked((&bytes).into(), &[coding.to_string()], 10_000);
        }
        content::in_one_piece(&bytes);
        let _ = Head::parse(&bytes);
        let _ = http::Response::parse(&bytes);
    }
}
