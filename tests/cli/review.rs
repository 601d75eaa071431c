//! `review`: the page, the terminal, whole rules.

/// The page on this machine.
mod serve;

use std::{fs, process::Stdio};

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, PLAIN, Run, TITLED, UNTITLED, check};

/// Two links that say the same, and blanks.
const THREE: &str = "The ferry leaves at six.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt returns at \
    eight.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nThe harbour has two cranes \nand no crane driver.\n";

fn text(folder: &Folder, name: &str) -> String {
    String::from_utf8(folder.read(name)).expect("UTF-8")
}

#[test]
fn the_page_shows_every_finding_and_changes_no_document() {
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN), ("posts/c.md", TITLED), ("posts/d.md", PLAIN)];
    let folder = Folder::with(files);
    let stderr = &["4 documents in review.html: open it in a browser"];
    folder.run(&Run { args: "review posts", stderr, ..Run::default() });
    let page = text(&folder, "review.html");
    for part in ["posts/a.md", "also-link", "duplicate-title", r#""duplicates":[["posts/b.md","posts/d.md"]]"#] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains(r#"<meta name="unchaff-save""#), "nobody would take what it sends");
    for (name, content) in files {
        assert_eq!(text(&folder, name), *content);
    }
    // It is ours, so it is replaced; and it begins with what was decided.
    folder.run(&Run { args: "review --reject also-link", ..Run::default() });
    let stderr = &["it begins with the decisions in unchaff-decisions.json"];
    folder.run(&Run { args: "review posts", stderr, ..Run::default() });
    assert!(text(&folder, "review.html").contains(r#"id="decisions">{"#));
    assert_eq!(folder.files().len(), files.len() + 2);
}

#[test]
fn what_was_not_looked_at_is_told() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/c.html", "<p></p>")]);
    folder.write("posts/b.md", b"caf\xe9");
    let stderr = &[
        "unchaff: posts/b.md:1:4: not UTF-8: left unchanged",
        "unchaff: posts/c.html:1:1: no article is found in the page",
        "1 of 3 documents was taken for a whole page",
    ];
    folder.run(&Run { args: "review posts", stderr, ..Run::default() });
    folder.run(&Run { args: "review posts --terminal", stderr: &stderr[..2], ..Run::default() });
    let page = text(&folder, "review.html");
    assert!(page.contains(r#""notes":["not UTF-8: left unchanged"#), "the page has the note");
    assert!(page.contains(r#"file.notes[0] ?? "nothing found""#), "the list of files shows it");
}

#[test]
fn the_page_replaces_no_other_file() {
    for (args, why) in [
        ("review posts", "review.html: exists already, and is no review: give another name with --out"),
        ("review posts --out notes.html", "notes.html: exists already, and is no review"),
        ("review posts --out posts", "posts: cannot read"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("review.html", "<p>my own review of ferries</p>"), ("notes.html", "")],
            runs: &[Run { args, exit: 2, stderr: &[why], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn rules_are_decided_without_a_look() {
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", TITLED), ("posts/c.md", BLANKS)];
    let said = "{\n  \"unchaff-decisions\": 1,\n  \"rules\": {\n    \"also-link\": \"reject\",\n    \
        \"duplicate-title\": \"accept\"\n  },\n  \"files\": {},\n  \"edits\": []\n}\n";
    let folder = check(&Case {
        files,
        runs: &[
            Run { args: "review --accept also-link,duplicate-title", ..Run::default() },
            Run {
                args: "review posts --reject also-link",
                stderr: &[
                    "rules are decided for all documents, not only for those of PATH",
                    "2 decisions in unchaff-decisions.json: `unchaff clean PATH --decisions unchaff-decisions.json` obeys",
                ],
                ..Run::default()
            },
        ],
        after: &[("unchaff-decisions.json", said)],
        ..Case::default()
    });
    folder.run(&Run { args: "clean posts --out out --decisions unchaff-decisions.json", ..Run::default() });
    assert_eq!((text(&folder, "out/a.md").as_str(), text(&folder, "out/b.md").as_str()), (DIRTY, UNTITLED));
}

#[test]
fn what_cannot_be_decided_is_refused() {
    for (args, why) in [
        ("review", "<PATH>"),
        ("review -", "`-` cannot be reviewed: decisions name files"),
        ("review --accept also-lnik", "no rule is named `also-lnik`: did you mean `also-link`?"),
        ("review --accept none", "`none` is no rule that could be decided"),
        ("review --accept also-link --reject also-link", "`also-link` would be accepted and rejected: name it once"),
        ("review posts --terminal --accept also-link", "cannot be used with"),
        ("review posts --terminal --serve", "cannot be used with"),
        ("review posts --serve --out a.html", "cannot be used with"),
        ("review posts --port 80", "--serve"),
        ("review --accept also-link --decisions said.json", "said.json: no decisions: EOF"),
        ("review posts --decisions said.json", "said.json: no decisions: EOF"),
        ("review posts --terminal --decisions said.json", "said.json: no decisions: EOF"),
        ("review posts --serve --decisions said.json", "said.json: no decisions: EOF"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("said.json", "")],
            runs: &[Run { args, exit: 2, stderr: &[why], ..Run::default() }],
            ..Case::default()
        });
    }
}

/// Types keys, a line each, and cleans with what was decided: what becomes of `THREE`, and of another post.
#[track_caller]
fn check_keys(keys: &str, stderr: &str, three: &str, other: &str) -> Folder {
    let folder = Folder::with(&[("posts/a.md", THREE), ("posts/b.md", DIRTY)]);
    let stdin: String = keys.chars().map(|it| format!("{it}\n")).collect();
    let run = Run { args: "review posts --terminal", stdin: stdin.as_bytes(), stderr: &[stderr], ..Run::default() };
    folder.run(&run);
    if folder.path("unchaff-decisions.json").exists() {
        let args = "clean posts --write --no-duplicates --decisions unchaff-decisions.json";
        folder.run(&Run { args, ..Run::default() });
        assert_eq!((text(&folder, "posts/a.md").as_str(), text(&folder, "posts/b.md").as_str()), (three, other));
    }
    folder
}

#[test]
fn keys_decide_about_findings_rules_and_files() {
    let also = "**Also: [Ten ferries](https://example.com/ten)**\n\n";
    let clean = THREE.replace(also, "").replace("cranes \n", "cranes\n");
    let first_kept =
        THREE.replacen(also, "\u{1}", 1).replace(also, "").replace('\u{1}', also).replace("cranes \n", "cranes\n");
    check_keys("raaa", "4 findings decided, 0 open", &first_kept, CLEANED);
    check_keys("R", "3 findings decided, 1 open", &THREE.replace("cranes \n", "cranes\n"), DIRTY);
    check_keys("x", "3 findings decided, 1 open", THREE, CLEANED);
    check_keys("xr", "4 findings decided, 0 open", THREE, DIRTY);
    check_keys("ssA", "1 finding decided, 3 open", &clean, CLEANED);
    check_keys("f", "3 findings decided, 1 open", &clean, CLEANED);
    // What is undone is asked again.
    check_keys("rua", "1 finding decided, 3 open", &clean, CLEANED);
    check_keys("Ruur?", "1 finding decided, 3 open", &first_kept, CLEANED);
}

#[test]
fn nothing_is_written_if_nothing_is_decided() {
    for keys in ["", "q", "ssss", "?q", "ru", "Ruq"] {
        let folder = check_keys(keys, "0 findings decided, 4 open", "", "");
        assert!(!folder.path("unchaff-decisions.json").exists(), "{keys:?}");
    }
}

#[test]
fn the_terminal_shows_what_stands_around_and_does_not_ask_twice() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", TITLED)]);
    let shown = "[1/2] posts/a.md:3:1: also-link (safe): ";
    let around = "  │ The ferry leaves at six.\n- │ **Also: [Ten ferries](https://example.com/ten)**\n";
    let stdout =
        &[shown, around, "  │ It returns at eight.\n", "[2/2] posts/b.md:5:1: duplicate-title (unsafe, not applied)"];
    folder.run(&Run { args: "review posts --terminal", stdin: b"r\ns\n", stdout, ..Run::default() });
    let stdout = &["[1/1] posts/b.md:5:1: duplicate-title"];
    folder.run(&Run { args: "review posts --terminal", stdin: b"a\n", stdout, ..Run::default() });
    let stderr = &["nothing to decide"];
    let said = folder.run(&Run { args: "review posts --terminal", stderr, ..Run::default() });
    assert!(said.stdout.is_empty());
}

#[test]
fn a_terminal_that_nobody_reads_is_success() {
    let folder = Folder::with(&[("posts/a.md", DIRTY)]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = folder.command("review posts --terminal");
    let status = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::null()).status().expect("the binary");
    assert_eq!(status.code(), Some(0));
    assert_eq!(fs::read_dir(folder.path("")).expect("a folder").count(), 1);
}
