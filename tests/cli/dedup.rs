//! `dedup`: JSON Lines, what is kept, the index.

/// What stays for the next run.
mod index;
/// Runs that are killed.
#[cfg(unix)]
mod killed;
/// Documents that nobody wrote.
mod made_up;

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

pub(super) use self::made_up::prose;
use self::made_up::{Random, corpus, edited, jsonl};
use crate::cli::{
    Folder, Run,
    duplicates::{Row, rows},
};

/// Types a command and compares the lines it prints: `group id relation`, the kept one with `*`.
fn check(folder: &Folder, run: &Run<'_>, expected: &[&str]) -> Vec<u8> {
    let stdout = folder.run(run).stdout;
    assert_eq!(shown(&stdout), expected, "{}", run.args);
    stdout
}

fn shown(stdout: &[u8]) -> Vec<String> {
    let shown = |it: &Row| format!("{} {} {}{}", it.group, it.id, it.relation, if it.keep { "*" } else { "" });
    rows(stdout).iter().map(shown).collect()
}

/// Somebody gave a file the name by which another is told that has none in UTF-8.
#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_utf8_and_look_the_same_are_told() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = Folder::with(&[("posts/b.md", &prose(1, 40)), (r"posts/caf\xE9.md", &prose(1, 40))]);
    folder.write(OsStr::from_bytes(b"posts/caf\xe9.md"), prose(1, 40));
    let stderr = &[r"another document has the name `caf\xE9.md`: left out", "2 documents, 1 group"];
    let expected = ["1 b.md kept*", r"1 caf\\xE9.md exact"];
    check(&folder, &Run { args: "dedup posts", exit: 2, stderr, ..Run::default() }, &expected);
}

/// Two articles, and an edit of the first that says more.
fn ferries() -> [(&'static str, String); 3] {
    let ferry = prose(1, 90);
    [("ferry", ferry.clone()), ("orchard", prose(2, 90)), ("ferry-2", ferry + "Nobody asked the goat.\n")]
}

const FERRIES: &[&str] = &["1 ferry near", "1 ferry-2 kept*"];

#[test]
fn json_lines_may_be_compressed() {
    let folder = Folder::with(&[]);
    let plain = jsonl(&ferries());
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(plain.as_bytes()).expect("memory takes all");
    folder.write("plain.jsonl", &plain);
    folder.write("plain.ndjson", &plain);
    folder.write("small.jsonl.gz", gzip.finish().expect("memory takes all"));
    folder.write("small.jsonl.zst", zstd::encode_all(plain.as_bytes(), 1).expect("memory takes all"));
    folder.write("unpacked.jsonl.gz", &plain);
    for name in ["plain.jsonl", "./plain.ndjson", "small.jsonl.gz", "small.jsonl.zst", "unpacked.jsonl.gz"] {
        let said = ["3 documents, 1 group of duplicates, 1 to leave out"];
        check(&folder, &Run { args: &format!("dedup {name}"), stderr: &said, ..Run::default() }, FERRIES);
    }
}

#[test]
fn keys_may_have_other_names() {
    let line = |(id, text): &(&str, String)| format!("{}\n", json!({"slug": id, "id": 0, "body": text, "text": ""}));
    let folder = Folder::with(&[("a.jsonl", &ferries().iter().map(line).collect::<String>())]);
    check(&folder, &Run { args: "dedup a.jsonl --id-field slug --text-field body", ..Run::default() }, FERRIES);
    let no_key = ["a.jsonl: line 1, column 1: no `name`: expected {\"name\": ..., \"text\": ...}"];
    let args = "dedup a.jsonl --id-field name";
    check(&folder, &Run { args, exit: 2, stderr: &no_key, ..Run::default() }, &[]);
}

#[test]
fn a_file_of_faults_is_told_in_so_many_lines() {
    let [ferry, ..] = ferries();
    let folder = Folder::with(&[("a.jsonl", &("no\n".repeat(1500) + &jsonl(&vec![ferry; 1200])))]);
    let stderr = &[
        "line 1000, column",
        "500 more; the last: line 1500, column",
        "line 2501: another",
        "199 more; the last: line 2700: another",
    ];
    let said = folder.run(&Run { args: "dedup a.jsonl", exit: 2, stderr, ..Run::default() });
    assert!(!said.stderr.contains("line 1001,") && !said.stderr.contains("line 2502:"));
}

#[test]
fn rules_mean_nothing_without_cleaning() {
    let folder = Folder::with(&[("a.md", &prose(1, 30))]);
    for rule in ["--select ads", "--ignore ads", "--unsafe", "--rules p.yaml"] {
        let args = format!("dedup a.md {rule}");
        folder.run(&Run { args: &args, exit: 2, stderr: &["add --clean"], ..Run::default() });
    }
}

#[test]
fn records_are_compared_with_those_of_other_files_and_with_folders() {
    let [ferry, orchard, longer] = ferries();
    let folder = Folder::with(&[
        ("a.jsonl", &jsonl(&[ferry, orchard.clone()])),
        ("b.jsonl", &jsonl(&[longer])),
        ("posts/old/x.md", &orchard.1),
        ("posts/y.txt", &prose(9, 50)),
    ]);
    check(&folder, &Run { args: "dedup a.jsonl b.jsonl", ..Run::default() }, FERRIES);
    check(&folder, &Run { args: "dedup a.jsonl b.jsonl a.jsonl ./a.jsonl", ..Run::default() }, FERRIES);
    // The order is that of names below their folders.
    let all = ["1 ferry near", "1 ferry-2 kept*", "2 posts/old/x.md kept*", "2 orchard exact"];
    for args in ["dedup a.jsonl b.jsonl posts", "dedup posts b.jsonl a.jsonl"] {
        check(&folder, &Run { args, ..Run::default() }, &all);
    }
}

#[test]
fn a_folder_may_be_named_as_a_file_of_records() {
    let folder = Folder::with(&[("old.jsonl/x.md", &prose(1, 40)), ("old.jsonl/y.md", &prose(1, 40))]);
    check(&folder, &Run { args: "dedup old.jsonl", ..Run::default() }, &["1 x.md kept*", "1 y.md exact"]);
}

#[test]
fn broken_lines_are_named_and_the_rest_goes_on() {
    let [ferry, orchard, longer] = ferries();
    let broken = format!(
        "{}{{\"id\": \"cut\", \"text\": \"The fer\n{}\n[1, 2]\n{}{{\"id\": 7}}\n",
        jsonl(&[ferry]),
        jsonl(&[orchard]),
        jsonl(&[longer])
    );
    let folder = Folder::with(&[("a.jsonl", &broken)]);
    let stderr = &[
        "a.jsonl: line 2, column ",
        "a.jsonl: line 5, column 1: `[1, 2]` is no object",
        "a.jsonl: line 7, column 1: no `text`",
        "3 documents, 1 group",
    ];
    check(&folder, &Run { args: "dedup a.jsonl", exit: 2, stderr, ..Run::default() }, FERRIES);

    let missing = &["none.jsonl: cannot read", "3 documents, 1 group"];
    check(&folder, &Run { args: "dedup none.jsonl a.jsonl", exit: 2, stderr: missing, ..Run::default() }, FERRIES);
    let args = "dedup none.jsonl";
    check(&folder, &Run { args, exit: 2, stderr: &["none.jsonl: cannot read"], ..Run::default() }, &[]);
}

#[test]
fn of_two_records_with_one_id_the_first_counts() {
    let [ferry, orchard, longer] = ferries();
    let folder = Folder::with(&[
        ("a.jsonl", &jsonl(&[ferry, (longer.0, orchard.1), longer.clone()])),
        ("b.jsonl", &jsonl(&[("orchard", longer.1)])),
        ("c.jsonl", &jsonl(&[("orchard", prose(77, 40))])),
    ]);
    let twice = ["a.jsonl: line 3: another document has the id `ferry-2`: left out", "2 documents, 0 groups"];
    check(&folder, &Run { args: "dedup a.jsonl", exit: 2, stderr: &twice, ..Run::default() }, &[]);
    let twice = ["b.jsonl: line 1: another document has the id `orchard`: left out"];
    check(&folder, &Run { args: "dedup c.jsonl b.jsonl", exit: 2, stderr: &twice, ..Run::default() }, &[]);
}

/// Whoever reads the output gets the ids back as they were.
#[test]
fn odd_ids_come_out_as_they_went_in() {
    let long = "ä".repeat(5000);
    let ids = [
        "",
        " ",
        "a\tb",
        "a\nb\r\nc",
        "a\\tb",
        "say \"no\"",
        "\u{1b}[31mred\u{1b}[0m",
        "bell\u{7}\u{8}\0",
        "c1 \u{9b}31m \u{90}x\u{9c}",
        "del\u{7f}",
        "Ünïcödé 灯塔 🗼",
        "line\u{2028}separator",
        "\u{feff}mark",
        "-1",
        "../../etc/passwd",
        &long,
    ];
    let documents = ids.map(|it| (it, prose(3, 40)));
    let folder = Folder::with(&[("a.jsonl", &jsonl(&documents))]);
    let mut expected: Vec<&str> = ids.to_vec();
    expected.sort_unstable();

    let stdout = folder.run(&Run { args: "dedup a.jsonl --format jsonl", ..Run::default() }).stdout;
    let lines = String::from_utf8(stdout).expect("UTF-8");
    assert!(!lines.chars().any(|it| it.is_control() && it != '\n'), "{lines:?}");
    let read = |it: &str| serde_json::from_str::<Value>(it).expect("JSON");
    let lines: Vec<Value> = lines.split_terminator('\n').map(read).collect();
    assert_eq!(lines.iter().map(|it| it["id"].as_str().expect("text")).collect::<Vec<_>>(), expected);
    assert!(lines.iter().all(|it| it["kept"] == expected[0]));

    let stdout = folder.run(&Run { args: "dedup a.jsonl", ..Run::default() }).stdout;
    let lines = String::from_utf8(stdout).expect("UTF-8");
    assert!(!lines.chars().any(|it| it.is_control() && !['\n', '\t'].contains(&it)), "{lines:?}");
    let ids: Vec<String> =
        lines.split_terminator('\n').map(|it| it.split('\t').next().unwrap_or_default().into()).collect();
    let unescaped: Vec<Value> = ids.iter().map(|it| read(&format!("\"{}\"", it.replace('"', "\\\"")))).collect();
    assert_eq!(unescaped, expected, "escapes are those of JSON");
}

#[test]
fn keep_says_which_and_why() {
    let text = prose(4, 80);
    let record = |id: &str, more: &str, rest: Value| {
        let mut record = json!({"id": id, "text": format!("{text}{more}")});
        record.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        format!("{record}\n")
    };
    let records = [
        record("a", "", json!({"url": "/a/long/way", "date": "2024-03-01", "views": 9})),
        record("b", "", json!({"url": "/b", "date": "2023-05-05T10:00:00+02:00", "views": 1000})),
        record("c", "So it goes.", json!({"date": "yesterday", "views": "draft"})),
        record("d", "", json!({"url": "/d/way", "date": "1709287200", "views": -2.5})),
    ];
    let [a, b, c, d] = &records;
    let folder = Folder::with(&[("r.jsonl", &format!("{d}{c}{b}{a}")), ("other.jsonl", &records.concat())]);
    for (keep, kept, reason) in [
        ("", "c", "longest: 83 words"),
        ("--keep longest", "c", "longest: 83 words"),
        ("--keep earliest", "b", "earliest: 2023-05-05T08:00:00Z"),
        ("--keep shortest-url", "b", "shortest url: /b"),
        ("--keep first", "d", "first in the input"),
        ("--keep min:views", "d", "smallest views: -2.5"),
        ("--keep max:views", "c", "largest views: draft"),
        ("--keep min:stars", "a", "no document has a field `stars`: first by name"),
        ("--keep min:id", "a", "smallest id: a"),
        ("--keep max:id", "d", "largest id: d"),
    ] {
        let rows = rows(&folder.run(&Run { args: &format!("dedup r.jsonl {keep}"), ..Run::default() }).stdout);
        let ids: Vec<&str> = rows.iter().map(|it| &*it.id).collect();
        assert_eq!(ids, ["a", "b", "c", "d"], "{keep}");
        let reasons: Vec<(&str, &str)> = rows.iter().filter(|it| it.keep).map(|it| (&*it.id, &*it.reason)).collect();
        assert_eq!(reasons, [(kept, reason)], "{keep}");
        assert!(rows.iter().all(|it| it.keep || it.reason.is_empty()), "{keep}");
    }
    for keep in ["newest", "min:", "max", "longest:x"] {
        let args = format!("dedup r.jsonl --keep {keep}");
        folder.run(&Run { args: &args, exit: 2, stderr: &["--keep"], ..Run::default() });
    }
}

#[test]
fn what_decides_stands_in_front_matter_too() {
    let post = |header: &str| format!("---\n{header}\n---\n\n{}", prose(5, 60));
    let folder = Folder::with(&[
        ("posts/a.md", &post("date: 2024-03-01\npermalink: /a/b/c/")),
        ("posts/b.md", &post("date: 2022-03-01 18:00:00 +0800\nweight: 3")),
        ("posts/c.md", &post("title: No date\nurl: /c\nweight: 20")),
    ]);
    for (keep, kept) in [
        ("earliest", "b.md earliest: 2022-03-01T10:00:00Z"),
        ("shortest-url", "c.md shortest url: /c"),
        ("min:weight", "b.md smallest weight: 3"),
        ("max:weight", "c.md largest weight: 20"),
        ("first", "a.md first in the input"),
    ] {
        let rows = rows(&folder.run(&Run { args: &format!("dedup posts --keep {keep}"), ..Run::default() }).stdout);
        let found: Vec<String> =
            rows.iter().filter(|it| it.keep).map(|it| format!("{} {}", it.id, it.reason)).collect();
        assert_eq!(found, [kept]);
    }
}

#[test]
fn strict_wants_copies_with_few_edits() {
    let text = prose(6, 200);
    let documents = [("a", text.clone()), ("b", edited(&text, 1, 3)), ("c", edited(&text, 2, 30)), ("d", text)];
    let folder = Folder::with(&[("a.jsonl", &jsonl(&documents))]);
    let all = ["1 a kept*", "1 b near", "1 c near", "1 d exact"];
    check(&folder, &Run { args: "dedup a.jsonl", ..Run::default() }, &all);
    check(&folder, &Run { args: "dedup a.jsonl --preset articles", ..Run::default() }, &all);
    let few = ["1 a kept*", "1 b near", "1 d exact"];
    check(&folder, &Run { args: "dedup a.jsonl --preset strict", ..Run::default() }, &few);
}

#[test]
fn json_says_what_tsv_says() {
    let folder = Folder::with(&[("a.jsonl", &jsonl(&corpus(60)))]);
    let tsv = rows(&folder.run(&Run { args: "dedup a.jsonl", ..Run::default() }).stdout);
    assert!(tsv.len() > 20);
    let stdout = folder.run(&Run { args: "dedup a.jsonl --format jsonl", ..Run::default() }).stdout;
    let lines = String::from_utf8(stdout).expect("UTF-8");
    for (line, row) in lines.lines().zip(tsv.iter().filter(|it| it.relation != "contained")) {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let said = [&line["id"], &line["cluster"], &line["keep"], &line["relation"]];
        assert_eq!(said, [&json!(row.id), &json!(row.group), &json!(row.keep), &json!(row.relation)]);
        assert_eq!(line["similarity"].as_f64(), Some(row.similarity));
        let kept = tsv.iter().find(|it| it.group == row.group && it.keep).expect("one is kept");
        assert_eq!((&line["kept"], row.keep), (&json!(kept.id), row.id == kept.id));
        assert_eq!(line.get("reason"), row.keep.then_some(&json!(row.reason)));
    }
}

#[test]
fn a_document_that_stands_in_a_longer_one_is_told_and_kept() {
    let note = prose(7, 90);
    let digest = format!("{}{note}{}", prose(70, 60), prose(71, 60));
    let copy = edited(&note, 1, 2);
    let folder = Folder::with(&[
        ("one.jsonl", &jsonl(&[("note", &note), ("digest", &digest), ("alone", &prose(72, 90))])),
        ("two.jsonl", &jsonl(&[("note", &note), ("digest", &digest), ("copy", &copy)])),
    ]);
    let stderr = &["0 groups of duplicates, 0 to leave out", "1 document stands nearly whole in others"];
    let args = "dedup one.jsonl";
    let stdout = check(&folder, &Run { args, stderr, ..Run::default() }, &["1 note contained*"]);
    let row = &rows(&stdout)[0];
    assert_eq!((row.reason.as_str(), row.containment), ("in digest", 1.0));
    assert!(row.similarity < 0.5);
    let json = folder.run(&Run { args: "dedup one.jsonl --format jsonl", ..Run::default() }).stdout;
    let json: Value = serde_json::from_slice(&json).expect("one line of JSON");
    assert_eq!([&json["kept"], &json["container"]], ["note", "digest"]);
    // A member of a group has a line there.
    check(&folder, &Run { args: "dedup two.jsonl", ..Run::default() }, &["1 copy kept*", "1 note near"]);
}

#[test]
fn chinese_japanese_and_korean_are_read_by_characters_and_words() {
    let chinese = "灯塔看守人每天晚上都要爬上一百二十级台阶，点亮那盏老油灯，然后坐下来给远方的女儿写信。\
                   冬天的海风从窗缝里钻进来，吹得信纸哗哗作响，可他从来没有漏过一个晚上。";
    let japanese = "港のパン屋は夜明け前に窯へ火を入れ、漁に出る人たちのために堅いパンを焼いていた。\
                    雨の日には客が少なく、余ったパンは橋の下のやぎにやった。";
    let korean = "등대지기는 매일 밤 백이십 개의 계단을 올라 낡은 등잔에 불을 붙이고 멀리 사는 딸에게 편지를 썼다. \
                  겨울에는 바람이 창틈으로 들어와 편지지를 흔들었지만 그는 하루도 거르지 않았다.";
    let documents = [
        ("ja", japanese.to_string()),
        ("ja-2", japanese.replace('橋', "坂")),
        ("ko", korean.to_string()),
        ("ko-2", korean.replace("낡은", "오래된")),
        ("zh", chinese.to_string()),
        ("zh-2", chinese.replace("晚上", "傍晚").replace("远方", "城里")),
        ("zh-short", "灯塔看守人写信。".to_string()),
        ("zh-wide", chinese.replace('，', ",\u{200b} ")),
    ];
    let folder = Folder::with(&[("a.jsonl", &jsonl(&documents))]);
    let rows = rows(&folder.run(&Run { args: "dedup a.jsonl", ..Run::default() }).stdout);
    let groups: Vec<String> = rows.iter().map(|it| format!("{} {}", it.group, it.id)).collect();
    assert_eq!(groups, ["1 ja", "1 ja-2", "2 ko", "2 ko-2", "3 zh", "3 zh-2", "3 zh-wide"]);
    assert_eq!(rows[6].relation, "exact");
}

/// Enough documents for several batches.
#[test]
fn neither_threads_nor_order_nor_memory_change_a_byte() {
    let mut documents = corpus(600);
    let folder = Folder::with(&[("sorted.jsonl", &jsonl(&documents))]);
    let mut random = Random(11);
    for at in (1..documents.len()).rev() {
        documents.swap(at, random.below(at + 1));
    }
    folder.write("shuffled.jsonl", jsonl(&documents));
    folder.write("one.jsonl", jsonl(&documents[..250]));
    folder.write("two.jsonl", jsonl(&documents[250..]));
    for format in ["tsv", "jsonl"] {
        let run =
            |args: &str| folder.run(&Run { args: &format!("dedup --format {format} {args}"), ..Run::default() }).stdout;
        let first = run("sorted.jsonl");
        assert!(first.len() > 5000);
        for args in [
            "sorted.jsonl --threads 1",
            "sorted.jsonl --threads 2",
            "shuffled.jsonl --threads 7",
            "shuffled.jsonl --threads 1",
            "shuffled.jsonl --memory 50M",
            "shuffled.jsonl --memory 2G",
            "two.jsonl one.jsonl --memory 50M --threads 2",
            "one.jsonl two.jsonl --index one-two",
            "shuffled.jsonl --index shuffled --memory 50M --threads 7",
        ] {
            assert!(run(args) == first, "{format} {args}");
        }
        std::fs::remove_dir_all(folder.path("one-two")).expect("an index");
        std::fs::remove_dir_all(folder.path("shuffled")).expect("an index");
    }
    for too_little in ["49M", "1", "0", "x", "99999999999G"] {
        let args = format!("dedup sorted.jsonl --memory {too_little}");
        folder.run(&Run { args: &args, exit: 2, stderr: &["expected"], ..Run::default() });
    }
}
