//! `dedup --explain A B`: scores, the verdict, and passages with their places in both files.

use serde_json::Value;

use crate::cli::{Case, Folder, PLAIN, Run, check};

/// A story with front matter, marks and a notice that `clean` removes.
const POST: &str = "\
---
title: The bell
---

When the old ferry was **sold**, the island kept its [bell](https://example.com/bell). It hangs now over the door
of the school, and the children ring it when the first snow falls.

**Also: [Ten ferries](https://example.com/ten)**

Nobody remembers who carried it up from the harbour, though several families claim that their grandfather did &amp;
that it was raining. The captain who bought the ferry wanted the bell as well, and wrote four letters.
";

/// The same words on lines that end with CR and LF, with others before and after.
const COPY: &str = "A story from the island:\r\n\r\n\
WHEN the old ferry was sold, the island kept its bell.\r\nIt hangs now over the door of the school, and the children \
ring it when the first snow falls.\r\n\r\n\
Nobody remembers who carried it up from the harbour, though several families claim that their grandfather did & that \
it was raining. The captain who bought the ferry wanted the bell as well, and wrote four letters.\r\n";

fn explain(folder: &Folder, args: &str) -> Value {
    let args = format!("dedup --format jsonl --explain {args}");
    let said = folder.run(&Run { args: &args, ..Run::default() }).stdout;
    serde_json::from_slice(&said).expect("one object")
}

/// Explains two files, and compares the verdict and the passages: the words of each, and what the files have there.
fn check_pair(one: &str, other: &str, args: &str, verdict: &str, passages: &[(u64, &str, &str)]) -> Value {
    let folder = Folder::with(&[("one.md", one), ("other.md", other)]);
    let before = folder.files();
    let found = explain(&folder, &format!("one.md other.md {args}"));
    assert_eq!(found["verdict"], verdict, "{found:#}");
    let listed = found["passages"].as_array().expect("a list");
    assert_eq!(listed.len(), passages.len(), "{found:#}");
    for (passage, (n_words, beginning, other_beginning)) in listed.iter().zip(passages) {
        assert_eq!(passage["words"], *n_words, "{found:#}");
        for (at, (source, beginning)) in [(one, beginning), (other, other_beginning)].into_iter().enumerate() {
            let place = &passage["places"][at];
            let number = |name: &str| place[name].as_u64().expect("a number") as usize;
            let text = &source[number("start")..number("end")];
            assert_eq!(place["text"], text);
            assert!(text.starts_with(beginning), "{text:?}");
            let before = &source[..number("start")];
            assert_eq!(number("line"), before.matches('\n').count() + 1);
            let line = before.rsplit('\n').next().unwrap_or_default();
            assert_eq!(number("column"), line.chars().count() + 1);
        }
    }
    assert_eq!(folder.files(), before, "nothing is written");
    found
}

#[test]
fn passages_stand_where_the_files_have_them() {
    let found = check_pair(
        POST,
        COPY,
        "",
        "near",
        &[(36, "Nobody remembers", "Nobody remembers"), (30, "When the old", "WHEN the old")],
    );
    assert_eq!(found["documents"][0]["file"], "one.md");
    assert_eq!(found["passages"][0]["places"][0]["line"], 10);
}

#[test]
fn cleaning_joins_what_a_notice_had_parted() {
    let found = check_pair(POST, COPY, "--clean", "near", &[(66, "When the old ferry was **sold**", "WHEN the old")]);
    let text = found["passages"][0]["places"][0]["text"].as_str().expect("text");
    assert!(text.contains("**Also: [Ten ferries]"), "the original, not what cleaning leaves: {text:?}");
    assert!(text.ends_with("wrote four letters"));
}

#[test]
fn equal_files_are_exact_duplicates() {
    let found = check_pair(COPY, COPY, "", "exact", &[(71, "A story", "A story")]);
    assert_eq!(found["jaccard"], 1.0);
    assert_eq!(found["documents"][1]["containment"], 1.0);
}

#[test]
fn characters_of_east_asia_are_words() {
    let one = "# 灯塔\n\n灯塔看守人每天晚上都要爬上一百二十级台阶，然后点亮那盏旧灯。\n";
    let other = "看守人说：灯塔看守人每天晚上都要爬上一百二十级台阶，然后**点亮**那盏旧灯。没有别的。\n";
    check_pair(one, other, "", "near", &[(28, "灯塔看守人", "灯塔看守人")]);
}

#[test]
fn strangers_and_files_without_words_share_nothing() {
    let found = check_pair(POST, PLAIN, "", "different", &[]);
    assert_eq!(found["shared_shingles"], 0);
    let found = check_pair(POST, "---\ntitle: The bell\n---\n\n* * *\n", "", "different", &[]);
    assert!(found["reason"].as_str().is_some_and(|it| it.contains("the second has no words")), "{found:#}");
    check_pair("", "", "", "different", &[]);
}

#[test]
fn people_get_words() {
    check(&Case {
        files: &[("one.md", POST), ("two/other.md", COPY), ("plain.txt", PLAIN)],
        runs: &[
            Run {
                args: "dedup --explain one.md two/other.md",
                stdout: &[
                    "one.md and two/other.md are near duplicates: the Jaccard similarity is ",
                    "one.md: 69 words, ",
                    "two/other.md: 71 words, ",
                    "2 passages of eight words or more in common:\n\n36 words\n  one.md:10:1: Nobody remembers who",
                    "\n  two/other.md:6:1: Nobody remembers who carried it up from the harbour, though several families \
                     claim that their grandf…\n",
                    "\n30 words\n  one.md:5:1: When the old ferry was **sold**, the",
                ],
                ..Run::default()
            },
            Run {
                args: "dedup --explain plain.txt one.md --clean",
                stdout: &["plain.txt and one.md are no duplicates: ", "no passage of eight words or more in common"],
                ..Run::default()
            },
        ],
        ..Case::default()
    });
}

#[test]
fn what_cannot_be_compared_is_named() {
    let folder = Folder::with(&[("one.md", POST)]);
    folder.write("latin.md", b"Caf\xE9 by the harbour");
    for (args, stderr) in [
        ("dedup --explain one.md latin.md", "latin.md: not UTF-8 at byte 3: cannot be compared"),
        ("dedup --explain latin.md one.md", "latin.md: not UTF-8 at byte 3: cannot be compared"),
        ("dedup --explain one.md none.md", "none.md: cannot read"),
        ("dedup --explain one.md", "2 values required"),
        ("dedup --explain one.md one.md one.md", "one.md: has no records"),
        ("dedup", "required"),
    ] {
        folder.run(&Run { args, exit: 2, stderr: &[stderr], ..Run::default() });
    }
}
