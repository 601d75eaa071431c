use std::{fs, io::Read};

use flate2::read::MultiGzDecoder;
use unchaff_driver::{Conversion, StopFlag};

use super::*;
use crate::{Added, Packing};

/// Small enough that a few records are many chunks.
const CHUNK: usize = 400;

const DIRTY: &str =
    r#"The ferry leaves at six.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt returns at eight.\n"#;
const CLEANED: &str = r#"The ferry leaves at six.\n\nIt returns at eight.\n"#;

struct Files(tempfile::TempDir);

impl Files {
    fn with(input: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("in.jsonl"), input).expect("room for a file");
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn clean(&self, output: &str, options: &RecordOptions) -> Result<RecordSummary, FileError> {
        clean_in_chunks::<RecordLines>(&self.path("in.jsonl"), &self.path(output), options, CHUNK, |_| ())
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8(fs::read(self.path(name)).expect("a file")).expect("UTF-8")
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).expect("a folder").map(|it| it.expect("a file").file_name());
        let mut names: Vec<String> = names.map(|it| it.into_string().expect("UTF-8")).collect();
        names.sort();
        names
    }
}

/// Cleans some lines, and compares what comes out; and the reasons for what does not.
#[track_caller]
fn check(input: &str, options: &RecordOptions, expected: &str, rejected: &[&str]) -> RecordSummary {
    let files = Files::with(input);
    let summary = files.clean("out.jsonl", options).expect("a whole run");
    assert_eq!(files.read("out.jsonl"), expected);
    let messages: Vec<&str> = summary.rejected.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(messages, rejected);
    assert_eq!(summary.n_rejected, rejected.len());
    let names: &[&str] = match rejected {
        [] => &["in.jsonl", "out.jsonl"],
        _ => &["in.jsonl", "out.jsonl", "out.jsonl.rejected.jsonl"],
    };
    assert_eq!(files.names(), names);
    if let Some(path) = &summary.rejected_path {
        let written = fs::read_to_string(path).expect("they were written");
        let reasons: Vec<String> = written
            .lines()
            .map(|it| {
                serde_json::from_str::<serde_json::Value>(it).expect("JSON")["reason"].as_str().expect("text").into()
            })
            .collect();
        assert_eq!(reasons, messages);
    }
    summary
}

#[test]
fn only_the_text_changes() {
    let line = |text: &str| format!("{{ \"n\": 1.50, \"text\" : \"{text}\",\t\"tags\": [ \"\\u0041\" ], \"n\": 2e0 }}");
    let plain = "{\"text\":\"Nobody counts the gulls.\"}";
    let all = |dirty: &str| format!("\u{feff}{}\r\n\n{plain}\n  {}", line(dirty), line(dirty));
    let summary = check(&all(DIRTY), &RecordOptions::default(), &all(CLEANED), &[]);
    assert_eq!((summary.n_records, summary.documents.n_changed), (3, 2));
    check("", &RecordOptions::default(), "", &[]);
    check("{\"text\":null}", &RecordOptions::default(), "{\"text\":null}", &[]);
}

#[test]
fn escapes_that_stay_are_written_as_they_were() {
    let escaped = |it: &str| format!("{{\"text\":\"{}\"}}\n", it.replace("ferry", "f\\u00e9rry \\ud83d\\ude00 \\/"));
    check(&escaped(DIRTY), &RecordOptions::default(), &escaped(CLEANED), &[]);
}

#[test]
fn broken_records_are_put_aside_and_the_rest_goes_on() {
    let good = |text: &str| format!("{{\"text\":\"{text}\"}}\n");
    let input = [
        good(DIRTY),
        "{\"text\":\"It leaves\n".to_string(),
        "[1]\n".to_string(),
        "{\"body\":\"It returns.\"}\n".to_string(),
        "{\"text\":7}\n".to_string(),
        "{\"text\":\"\\ud800\"}\n".to_string(),
        good(DIRTY),
    ];
    let rejected = [
        "line 2, column 18: not JSON: EOF while parsing a string",
        "line 3, column 1: `[1]` is no object: expected {\"text\": ...}",
        "line 4, column 1: no `text`: expected {\"text\": ...}",
        "line 5, column 9: `text` is `7`: expected a string",
        "line 6, column 16: not JSON: unexpected end of hex escape",
    ];
    let summary = check(&input.concat(), &RecordOptions::default(), &good(CLEANED).repeat(2), &rejected);
    assert_eq!(summary.n_records, 7);
}

#[test]
fn records_that_are_too_large_are_put_aside() {
    let options = RecordOptions { largest: 60, ..RecordOptions::default() };
    let small = "{\"text\":\"Nobody counts the gulls.\"}\n";
    let input = format!("{small}{{\"text\":\"{DIRTY}\"}}\n{small}");
    let why = "line 2, column 1: longer than 60 bytes: expected a document a line";
    check(&input, &options, &small.repeat(2), &[why]);
}

#[test]
fn what_is_asked_for_is_added_or_replaced() {
    let added = Added { edits: true, kind: true, duplicate_of: true };
    let duplicates = HashMap::from([(2, "a".to_string())]);
    let options = RecordOptions { added, duplicates, ..RecordOptions::default() };
    let input = format!(
        "{{\"id\":\"a\",\"text\":\"{DIRTY}\"}}\n{{\"id\":7,\"duplicate_of\":[1],\"text\":null ,\"unchaff_kind\":0}} \n{{\"text\":\"x\"}}\n"
    );
    let edits = r#"[{"start":26,"end":76,"rule":"also-link","applicability":"safe","evidence":"label \"Also:\""}]"#;
    let expected = format!(
        "{{\"id\":\"a\",\"text\":\"{CLEANED}\",\"duplicate_of\":null,\"unchaff_edits\":{edits},\"unchaff_kind\":\"markdown\"}}\n\
         {{\"id\":7,\"duplicate_of\":\"a\",\"text\":null ,\"unchaff_kind\":null,\"unchaff_edits\":[]}} \n"
    );
    let missing = "line 3, column 1: no `id`: expected {\"id\": ..., \"text\": ...}";
    check(&input, &options, &expected, &[missing]);
    let options = RecordOptions { drops_duplicates: true, added: Added::default(), ..options };
    let summary = check(&input, &options, &format!("{{\"id\":\"a\",\"text\":\"{CLEANED}\"}}\n"), &[missing]);
    assert_eq!(summary.n_left_out, 1);
}

#[test]
fn pages_become_markdown_with_links_from_their_address() {
    let conversion = Some(Conversion::Markdown { base_url: None, with_front_matter: false });
    let options = RecordOptions { conversion, ..RecordOptions::default() };
    let input = "{\"url\":\"https://example.com/a/\",\"text\":\"The [ferry](../b) leaves at six.\"}\n";
    let expected =
        "{\"url\":\"https://example.com/a/\",\"text\":\"The [ferry](https://example.com/b) leaves at six.\"}\n";
    check(input, &options, expected, &[]);
    let nothing = "{\"text\":\"<!doctype html><title>x</title><nav><a href=/a>A</a></nav>\"}\n";
    let files = Files::with(nothing);
    let summary = files.clean("out.jsonl", &options).expect("a whole run");
    assert_eq!((summary.n_rejected, files.read("out.jsonl").as_str()), (1, ""));
}

#[test]
fn what_is_added_never_replaces_what_is_read() {
    let fields = unchaff_driver::RecordFields { text: "unchaff_kind".to_string(), ..Default::default() };
    let added = Added { kind: true, ..Added::default() };
    let files = Files::with("{}");
    let options = RecordOptions { fields, added, ..RecordOptions::default() };
    let error = clean_records(&files.path("in.jsonl"), &files.path("out.jsonl"), &options, |_| ());
    let message = error.expect_err("a refusal").message;
    assert_eq!(message, "`unchaff_kind` cannot be added: it is where records keep something else");
}

/// Many records, some dirty, some broken.
fn many() -> String {
    let record = |number: usize| match number % 10 {
        3 => format!("{{\"n\":{number}\n"),
        it if it % 2 == 0 => format!("{{\"n\":{number},\"text\":\"{DIRTY}\"}}\n"),
        _ => format!("{{\"n\":{number},\"text\":\"Nobody counts the gulls.\"}}\n"),
    };
    (0..400).map(record).collect()
}

#[test]
fn the_output_does_not_depend_on_threads() {
    let files = Files::with(many());
    for name in ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"] {
        let mut outputs = [1, 2, 5].map(|n_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
            let name = format!("{n_threads}-{name}");
            pool.install(|| files.clean(&name, &RecordOptions::default())).expect("a whole run");
            (fs::read(files.path(&name)).expect("a file"), files.read(&format!("{name}.rejected.jsonl")))
        });
        outputs.sort();
        assert!(outputs.windows(2).all(|it| it[0] == it[1]), "{name}");
    }
}

#[test]
fn packed_output_is_what_plain_output_is() {
    let files = Files::with(many());
    for name in ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"] {
        files.clean(name, &RecordOptions::default()).expect("a whole run");
    }
    let mut unpacked = String::new();
    let gzip = fs::File::open(files.path("out.jsonl.gz")).expect("a file");
    MultiGzDecoder::new(gzip).read_to_string(&mut unpacked).expect("gzip");
    let zst = zstd::decode_all(fs::File::open(files.path("out.jsonl.zst")).expect("a file")).expect("Zstandard");
    let plain = files.read("out.jsonl");
    assert!(plain.contains(CLEANED) && plain.len() > 10 * CHUNK);
    assert_eq!((plain.as_str(), plain.as_bytes()), (unpacked.as_str(), zst.as_slice()));
}

/// Ends after so many batches, as Ctrl-C does.
fn stopped_after(files: &Files, output: &str, n_batches: usize, resume: bool) -> RecordSummary {
    let stop = StopFlag::default();
    let options = RecordOptions { stop: stop.clone(), resume, ..RecordOptions::default() };
    let mut n_done = 0;
    let progress = |_| {
        n_done += 1;
        if n_done == n_batches {
            stop.raise();
        }
    };
    clean_in_chunks::<RecordLines>(&files.path("in.jsonl"), &files.path(output), &options, CHUNK, progress)
        .expect("it was stopped")
}

#[test]
fn a_run_goes_on_where_it_ended() {
    let files = Files::with(many());
    let resume = RecordOptions { resume: true, ..RecordOptions::default() };
    for output in ["out.jsonl", "out.jsonl.gz"] {
        files.clean(&format!("whole-{output}"), &RecordOptions::default()).expect("a whole run");
        let first = stopped_after(&files, output, 2, false);
        assert!(first.is_stopped && !files.path(output).exists());
        let second = stopped_after(&files, output, 1, true);
        assert!(second.is_stopped && second.n_lines_before > 0, "{output}");
        // What was written when the power went, and of which nothing was remembered.
        for name in [format!("{output}.partial"), format!("{output}.rejected.jsonl")] {
            let mut bytes = fs::read(files.path(&name)).expect("a file");
            bytes.extend_from_slice(b"{\"half\": ");
            fs::write(files.path(&name), bytes).expect("room for a file");
        }
        let third = files.clean(output, &resume).expect("the rest");
        assert!(third.n_lines_before > second.n_lines_before, "{output}");
        assert_eq!(first.n_records + second.n_records + third.n_records, 400);
        for ending in ["", ".rejected.jsonl"] {
            let read = |name: String| fs::read(files.path(&name)).expect("a file");
            assert_eq!(read(format!("{output}{ending}")), read(format!("whole-{output}{ending}")), "{output}");
        }
        assert!(!files.names().iter().any(|it| it.contains("partial") || it.contains("progress")));
        assert!(files.clean(output, &resume).expect("nothing to do").was_done);
    }
}

#[test]
fn nothing_is_overwritten_or_mixed() {
    let files = Files::with(many());
    let failed = |options: &RecordOptions| files.clean("out.jsonl", options).expect_err("a refusal").message;
    stopped_after(&files, "out.jsonl", 1, false);
    let options = RecordOptions { resume: true, largest: 1 << 10, ..RecordOptions::default() };
    let message = failed(&options);
    assert!(message.contains("had largest = 104857600, now it is 1024: begin anew without --resume"), "{message}");
    let options = RecordOptions { resume: true, ..RecordOptions::default() };
    fs::write(files.path("out.jsonl.partial"), "").expect("room for a file");
    let message = failed(&options);
    assert!(message.contains("it has 0 bytes, and "), "{message}");
    fs::write(files.path("out.jsonl.progress"), "{").expect("room for a file");
    let message = failed(&options);
    assert!(message.starts_with("is damaged (EOF"), "{message}");
    files.clean("out.jsonl", &RecordOptions::default()).expect("a whole run");
    assert_eq!(failed(&RecordOptions::default()), "is there already: remove it, or name another file");
}

#[test]
fn a_file_that_is_cut_off_is_told() {
    let files = Files::with("");
    let packed = Packing::Gzip.pack(many().into_bytes()).expect("memory takes all");
    fs::write(files.path("in.jsonl"), &packed[..packed.len() / 2]).expect("room for a file");
    let summary = files.clean("out.jsonl", &RecordOptions::default()).expect("what is there");
    let message = summary.unreadable.expect("it ends too early").message;
    assert!(message.starts_with("cut off in line "), "{message}");
    assert!(files.read("out.jsonl").lines().count() > 10);
}
