//! `-`

use unchaff_document::DocumentRecord;

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, NO_BLANKS, PLAIN, Run, TITLED, UNTITLED, check};

#[test]
fn standard_input_is_cleaned_to_standard_output() {
    for (args, input, output) in [
        ("clean -", DIRTY, CLEANED),
        ("clean -", BLANKS, NO_BLANKS),
        ("clean -", PLAIN, PLAIN),
        ("clean -", TITLED, TITLED),
        ("clean - --unsafe", TITLED, UNTITLED),
        ("clean - --ignore related", DIRTY, DIRTY),
        ("clean -", "", ""),
        ("clean -", "no end ", "no end"),
        ("clean -", "one \r\ntwo", "one\r\ntwo"),
        ("clean -", "\x1b[31mred\x1b[0m, as it was\n", "\x1b[31mred\x1b[0m, as it was\n"),
    ] {
        let folder = Folder::with(&[]);
        let said = folder.run(&Run { args, stdin: input.as_bytes(), ..Run::default() });
        assert_eq!(String::from_utf8_lossy(&said.stdout), output, "{args}");
        assert!(folder.files().is_empty(), "{args} wrote a file");
    }
}

#[test]
fn other_encodings_pass_through() {
    let input = b"caf\xe9 \nau lait\n";
    let run = Run { args: "clean -", stdin: input, stderr: &["not UTF-8"], ..Run::default() };
    assert_eq!(Folder::with(&[]).run(&run).stdout, input);
}

#[test]
fn a_page_passes_through_as_a_post() {
    let page = "\n<!DOCTYPE html>\n<html><body>\n\n**Also: [a](https://example.com/a)**\n";
    let run = Run { args: "clean - --kind post", stdin: page.as_bytes(), stderr: &["an HTML page"], ..Run::default() };
    assert_eq!(Folder::with(&[]).run(&run).stdout, page.as_bytes());
}

#[test]
fn a_ledger_gives_the_input_back() {
    let folder = Folder::with(&[]);
    let args = "clean - --ledger kept.jsonl";
    let output = folder.run(&Run { args, stdin: DIRTY.as_bytes(), ..Run::default() }).stdout;
    let ledger = String::from_utf8(folder.read("kept.jsonl")).expect("JSON");
    let lines: Vec<&str> = ledger.lines().collect();
    assert_eq!(lines.len(), 2, "{ledger}");
    assert!(lines[0].contains(r#""unchaff_ledger":1"#), "{ledger}");
    let record: DocumentRecord = serde_json::from_str(lines[1]).expect("a record");
    assert_eq!(unchaff_document::restore(&output, &record.edits).as_deref(), Ok(DIRTY.as_bytes()));

    let restored = folder.run(&Run { args: "restore - --ledger kept.jsonl", stdin: &output, ..Run::default() });
    assert_eq!(restored.stdout, DIRTY.as_bytes());
    let stdin = b"something else";
    let args = "restore - --ledger kept.jsonl";
    folder.run(&Run { args, stdin, exit: 2, stderr: &["kept.jsonl: knows nothing"], ..Run::default() });
    folder.run(&Run { args: "restore -", exit: 2, stderr: &["--ledger FILE"], ..Run::default() });

    // What is kept is never overwritten, whatever becomes of the second document.
    let mut command = folder.command(args);
    let second = command.stdin(std::fs::File::open(folder.path("kept.jsonl")).expect("a file")).output();
    second.expect("an end");
    assert!(folder.read("kept.jsonl").starts_with(ledger.as_bytes()));
}

#[test]
fn a_ledger_of_nothing_is_not_begun() {
    check(&Case {
        runs: &[Run { args: "clean - --ledger kept.jsonl", stdin: PLAIN.as_bytes(), ..Run::default() }],
        ..Case::default()
    });
}

#[test]
fn standard_input_cannot_be_mixed() {
    for (args, hint) in [
        ("clean - posts --out out", "`-`"),
        ("clean posts - --write", "`-`"),
        ("clean - --out out", "--out"),
        ("clean - --write", "--write"),
        ("check - posts", "`-`"),
        ("diff posts -", "`-`"),
        ("clean - --diff", "--diff"),
        ("dedup -", "`-`"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY)],
            runs: &[Run { args, stdin: DIRTY.as_bytes(), exit: 2, stderr: &[hint], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn standard_input_can_be_checked() {
    let stdin = DIRTY.as_bytes();
    check(&Case {
        runs: &[
            Run { args: "check -", stdin, exit: 1, stdout: &["-:3:1: also-link (safe)"], ..Run::default() },
            Run { args: "check -", stdin: PLAIN.as_bytes(), ..Run::default() },
            Run { args: "check -", stdin: TITLED.as_bytes(), stdout: &["-:5:1: duplicate-title"], ..Run::default() },
            Run { args: "check - --unsafe", stdin: TITLED.as_bytes(), exit: 1, ..Run::default() },
            Run { args: "diff -", stdin, stdout: &["Ten ferries"], ..Run::default() },
        ],
        ..Case::default()
    });
}
