//! What a run leaves behind for the way back.

use serde_json::Value;

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, NO_BLANKS, PLAIN, Run, TITLED, UNTITLED, check};

const FIRST: &str = "posts/.unchaff/ledger/000001.jsonl";
const SECOND: &str = "posts/.unchaff/ledger/000002.jsonl";

/// The lines of a segment.
fn lines(folder: &Folder, segment: &str) -> Vec<Value> {
    let text = String::from_utf8(folder.read(segment)).expect("JSON is UTF-8");
    assert!(text.ends_with('\n'), "the last line of {segment} is cut");
    text.lines().map(|it| serde_json::from_str(it).unwrap_or_else(|error| panic!("{it}: {error}"))).collect()
}

#[test]
fn a_segment_is_a_header_and_a_record_for_each_changed_document() {
    let folder = check(&Case {
        files: &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN), ("posts/c.md", TITLED)],
        runs: &[Run { args: "clean posts --write --unsafe --ignore whitespace", ..Run::default() }],
        after: &[("posts/a.md", CLEANED), ("posts/c.md", UNTITLED)],
        state: &[FIRST],
    });
    let lines = lines(&folder, FIRST);
    let [header, first, second] = lines.as_slice() else { panic!("{lines:#?}") };
    assert_eq!(header["unchaff_ledger"], 1);
    assert_eq!(header["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(header["settings"]["unsafe"], "true");
    assert_eq!(header["settings"]["ignore"], "whitespace");
    assert_eq!(first["path"], "a.md");
    let hash = |it: &str| Value::from(unchaff_driver::hash(it.as_bytes()));
    assert_eq!((&first["input"], &first["output"]), (&hash(DIRTY), &hash(CLEANED)));
    let edit = &first["edits"][0];
    let removed = "**Also: [Ten ferries](https://example.com/ten)**\n\n";
    assert_eq!(edit["removed"], removed);
    assert_eq!((&edit["rule"], &edit["applicability"]), (&"also-link".into(), &"safe".into()));
    let start = DIRTY.find(removed).expect("it stands there");
    assert_eq!((&edit["start"], &edit["end"]), (&start.into(), &(start + removed.len()).into()));
    assert_eq!(first["edits"].as_array().map(Vec::len), Some(1));
    assert_eq!((&second["path"], &second["edits"][0]["applicability"]), (&"c.md".into(), &"unsafe".into()));
}

#[test]
fn records_stand_in_the_order_of_their_paths() {
    let names = ["z.md", "b/b.md", "a.md", "B.md", "b/a.md", "10.md", "9.md"];
    let files = names.map(|it| (format!("posts/{it}"), format!("On {it} we read: \nnothing.\n")));
    let folder = Folder::with(&files.each_ref().map(|(name, content)| (name.as_str(), content.as_str())));
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let paths: Vec<Value> = lines(&folder, FIRST)[1..].iter().map(|it| it["path"].clone()).collect();
    assert_eq!(paths, ["10.md", "9.md", "B.md", "a.md", "b/a.md", "b/b.md", "z.md"]);
}

#[test]
fn a_run_that_changes_nothing_writes_no_segment() {
    check(&Case {
        files: &[("posts/a.md", DIRTY), ("posts/b.md", TITLED)],
        runs: &[
            Run { args: "clean posts --write --select advert", ..Run::default() },
            Run { args: "clean posts --out out --select advert", ..Run::default() },
            Run { args: "check posts", exit: 1, ..Run::default() },
            Run { args: "diff posts --unsafe", ..Run::default() },
            Run { args: "dedup posts --clean", ..Run::default() },
            Run { args: "clean posts --write", ..Run::default() },
            Run { args: "clean posts --write", stderr: &["0 changed"], ..Run::default() },
        ],
        after: &[("posts/a.md", CLEANED), ("out/a.md", DIRTY), ("out/b.md", TITLED)],
        state: &[FIRST],
    });
}

#[test]
fn a_later_run_leaves_earlier_segments_alone() {
    let folder =
        Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", BLANKS), ("posts/c.md", &format!("{TITLED}\n{DIRTY}"))]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let mut state = folder.files();
    for (args, is_new) in [
        ("clean posts --write", false),
        ("clean posts --write --unsafe", true),
        ("restore posts --rule duplicate-title", true),
        ("clean posts/c.md --write --unsafe", true),
        ("restore posts", false),
        ("clean posts --write --unsafe", true),
    ] {
        folder.run(&Run { args, ..Run::default() });
        let mut after = folder.files();
        let n_segments = |it: &std::collections::BTreeMap<_, _>| {
            it.keys().filter(|it: &&std::path::PathBuf| it.extension().is_some_and(|it| it == "jsonl")).count()
        };
        if is_new {
            assert_eq!(n_segments(&after), n_segments(&state) + 1, "{args} writes one segment");
        }
        for (path, content) in state.iter().filter(|(it, _)| it.extension().is_some_and(|it| it == "jsonl")) {
            assert_eq!(after.get(path), Some(content), "{args} touched {}", path.display());
        }
        std::mem::swap(&mut state, &mut after);
    }
}

#[test]
fn a_segment_of_somebody_else_is_not_overwritten() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), (FIRST, "not ours\n"), (SECOND, "")]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    assert_eq!((folder.read(FIRST).as_slice(), folder.read(SECOND).as_slice()), (&b"not ours\n"[..], &b""[..]));
    assert_eq!(lines(&folder, "posts/.unchaff/ledger/000003.jsonl").len(), 2);
}

#[test]
fn with_out_the_ledger_lies_in_the_folder() {
    let folder = check(&Case {
        files: &[("a/x.md", DIRTY), ("b/sub/y.md", BLANKS)],
        runs: &[Run { args: "clean b a --out out", ..Run::default() }],
        after: &[("out/x.md", CLEANED), ("out/sub/y.md", NO_BLANKS)],
        state: &["out/.unchaff/ledger/000001.jsonl"],
    });
    let lines = lines(&folder, "out/.unchaff/ledger/000001.jsonl");
    assert_eq!(lines[1..].iter().map(|it| it["path"].clone()).collect::<Vec<_>>(), ["sub/y.md", "x.md"]);
}

/// The disk filled up, or the light went out: the last line is cut.
#[test]
fn a_cut_last_line_spoils_nothing_else() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", BLANKS)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let whole = folder.read(FIRST);
    // As if the run had ended before b.md was replaced.
    folder.write(FIRST, &whole[..whole.len() - 20]);
    folder.write("posts/b.md", BLANKS);
    folder.run(&Run { args: "restore posts", stderr: &["restored 1 file"], ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), DIRTY.as_bytes());
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    assert_eq!(lines(&folder, SECOND).len(), 3);
    folder.run(&Run { args: "restore posts", ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), DIRTY.as_bytes());
    assert_eq!(folder.read("posts/b.md"), BLANKS.as_bytes());
}

#[test]
fn a_broken_record_is_named_and_the_rest_is_restored() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", BLANKS)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let ledger = String::from_utf8(folder.read(FIRST)).expect("JSON");
    let lines: Vec<&str> = ledger.lines().collect();
    folder.write(FIRST, format!("{}\n{{\"path\":7}}\n{}\n", lines[0], lines[2]));
    folder.run(&Run { args: "restore posts", exit: 2, stderr: &["000001.jsonl", "line 2"], ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), CLEANED.as_bytes());
    assert_eq!(folder.read("posts/b.md"), BLANKS.as_bytes());
}
