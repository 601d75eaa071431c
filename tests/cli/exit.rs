//! Exit codes, and files that cannot be read.

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, PLAIN, Run, TITLED, UNTITLED, check};

#[test]
fn check_tells_whether_clean_would_change_something() {
    for (content, flags, exit, finding) in [
        (PLAIN, "", 0, ""),
        (DIRTY, "", 1, "posts/a.md:3:1: also-link (safe)"),
        (BLANKS, "", 1, "posts/a.md:1:27: trailing-space (safe)"),
        (DIRTY, "--ignore also-link", 0, ""),
        (DIRTY, "--select whitespace", 0, ""),
        (DIRTY, "--exclude a.md", 0, ""),
        (TITLED, "", 0, "posts/a.md:5:1: duplicate-title (unsafe"),
        (TITLED, "--unsafe", 1, "posts/a.md:5:1: duplicate-title (unsafe)"),
        ("He had seen a memo seen by 's.\n", "--unsafe", 0, ""),
    ] {
        let args = format!("check posts {flags}");
        check(&Case {
            files: &[("posts/a.md", content)],
            runs: &[Run { args: &args, exit, stdout: &[finding], ..Run::default() }],
            ..Case::default()
        });
        // The same flags, and clean changes something exactly then.
        let args = format!("clean posts {flags} --write");
        let changed = format!("{exit} changed");
        let folder = check(&Case { files: &[("posts/a.md", content)], ..Case::default() });
        folder.run(&Run { args: &args, stderr: &[&changed], ..Run::default() });
        assert_eq!(folder.read("posts/a.md") == content.as_bytes(), exit == 0, "{args}");
    }
}

#[test]
fn unsafe_findings_wait_for_their_flag() {
    check(&Case {
        files: &[("posts/a.md", TITLED)],
        runs: &[Run { args: "clean posts --write", stderr: &["1 unsafe finding"], ..Run::default() }],
        ..Case::default()
    });
    check(&Case {
        files: &[("posts/a.md", TITLED)],
        runs: &[Run { args: "clean posts --write --unsafe", ..Run::default() }],
        after: &[("posts/a.md", UNTITLED)],
        state: &["posts/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn a_missing_path_is_named_and_the_rest_is_done() {
    let stderr = &["missing.md: cannot read"];
    let files = &[("posts/a.md", DIRTY)];
    for (args, after, state) in [
        ("clean missing.md posts --out out", ("out/a.md", CLEANED), "out/.unchaff/ledger/000001.jsonl"),
        ("clean posts missing.md --write", ("posts/a.md", CLEANED), "posts/.unchaff/ledger/000001.jsonl"),
    ] {
        let run = Run { args, exit: 2, stderr, ..Run::default() };
        check(&Case { files, runs: &[run], after: &[after], state: &[state] });
    }
    for args in ["check missing.md posts", "diff posts missing.md"] {
        let run = Run { args, exit: 2, stdout: &["also-link"], stderr, ..Run::default() };
        check(&Case { files, runs: &[run], ..Case::default() });
    }
    for args in ["dedup missing.md posts", "restore missing.md"] {
        check(&Case { files, runs: &[Run { args, exit: 2, stderr, ..Run::default() }], ..Case::default() });
    }
}

#[test]
fn a_document_that_is_too_large_is_named_and_the_rest_is_done() {
    let large = DIRTY.repeat(1 << 14);
    let files: &[(&str, &str)] = &[("posts/a.md", DIRTY), ("posts/large.md", &large)];
    let message = format!("posts/large.md: left alone: {} bytes, and 1048576 are allowed: ", large.len());
    let stderr: &[&str] = &[&message, "`--max-file-size 2M` reads it"];
    let ledger = "posts/.unchaff/ledger/000001.jsonl";
    let done = Run { args: "clean posts --write --max-file-size 1M", exit: 2, stderr, ..Run::default() };
    check(&Case { files, runs: &[done], after: &[("posts/a.md", CLEANED)], state: &[ledger] });
    for (args, stdout, exit) in [
        ("check posts --max-file-size 1024K", "posts/a.md:3:1: also-link", 2),
        ("diff posts --max-file-size 1M", "also-link", 2),
        ("dedup posts --max-file-size 1M", "", 2),
        ("dedup --explain posts/a.md posts/large.md --max-file-size 1M", "", 2),
        ("explain posts/large.md:1 --max-file-size 1M", "", 2),
        ("front-matter check posts/a.md posts/large.md --max-file-size 1M", "", 2),
        ("learn posts --max-file-size 1M", "", 2),
    ] {
        check(&Case {
            files,
            runs: &[Run { args, exit, stdout: &[stdout], stderr, ..Run::default() }],
            ..Case::default()
        });
    }
    // What is left out, or just fits, is nobody's trouble.
    let just = format!("front-matter check posts/large.md --max-file-size {}", large.len());
    for args in ["front-matter check posts/large.md", &just, "learn posts --max-file-size 1M --exclude large.md"] {
        check(&Case { files, runs: &[Run { args, ..Run::default() }], ..Case::default() });
    }
    let long = DIRTY.repeat(20);
    for (args, exit) in [("clean - --max-file-size 1k", 2), ("check - --max-file-size 1k", 2), ("clean -", 0)] {
        let refused = "standard input: left alone: more than 1024 bytes: `--max-file-size SIZE` reads larger ones";
        let stderr: &[&str] = if exit == 2 { &[refused] } else { &[] };
        Folder::with(&[]).run(&Run { args, stdin: long.as_bytes(), exit, stderr, ..Run::default() });
    }
}

#[test]
fn a_folder_named_like_a_document_is_a_folder() {
    check(&Case {
        files: &[("posts/x.md/a.md", DIRTY)],
        runs: &[Run { args: "clean posts --out out", ..Run::default() }],
        after: &[("out/x.md/a.md", CLEANED)],
        state: &["out/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn a_document_that_cannot_be_written_is_named_and_the_rest_is_done() {
    let folder = check(&Case { files: &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN)], ..Case::default() });
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    std::fs::remove_file(folder.path("out/a.md")).expect("a file");
    folder.write("out/a.md/in-the-way", "");
    std::fs::remove_file(folder.path("out/b.md")).expect("a file");
    folder.run(&Run { args: "clean posts --out out", exit: 2, stderr: &["a.md: cannot write"], ..Run::default() });
    assert_eq!(folder.read("out/b.md"), PLAIN.as_bytes());
    assert_eq!(folder.documents_in("out").len(), 2, "leftovers of the failed document");
}

/// The memory of a process is a file that opens and cannot be read, even by root.
#[cfg(target_os = "linux")]
#[test]
fn an_unreadable_document_is_named_and_the_rest_is_done() {
    for (args, cleaned) in [
        ("clean more/broken.md posts --out out", "out/a.md"),
        ("clean posts more/broken.md --write", "posts/a.md"),
        ("clean posts more/broken.md --out out --duplicates drop", "out/a.md"),
    ] {
        let folder = check(&Case { files: &[("posts/a.md", DIRTY), ("more/other.png", "")], ..Case::default() });
        std::os::unix::fs::symlink("/proc/self/mem", folder.path("more/broken.md")).expect("a link");
        for args in ["check more/broken.md posts", "diff more/broken.md posts", "dedup posts more/broken.md"] {
            folder.run(&Run { args, exit: 2, stderr: &["broken.md: cannot read"], ..Run::default() });
        }
        let said = folder.run(&Run { args, exit: 2, stderr: &["broken.md: cannot read"], ..Run::default() });
        assert_eq!(said.stderr.matches("broken.md").count(), 1, "named once: {}", said.stderr);
        assert_eq!(folder.read(cleaned), CLEANED.as_bytes(), "{args}");
        assert!(!folder.path("out/broken.md").exists());
    }
}

#[cfg(unix)]
#[test]
fn a_dangling_link_that_is_named_is_an_error() {
    let folder = check(&Case { files: &[("posts/a.md", DIRTY)], ..Case::default() });
    std::os::unix::fs::symlink("nowhere.md", folder.path("gone.md")).expect("a link");
    folder.run(&Run { args: "check gone.md posts", exit: 2, stderr: &["gone.md: cannot read"], ..Run::default() });
}

#[test]
fn help_and_version_are_no_errors() {
    let runs = &[
        Run { args: "--help", stdout: &["clean", "restore", "dedup"], ..Run::default() },
        Run { args: "clean --help", stdout: &["--out <DIR>"], ..Run::default() },
        Run { args: "--version", stdout: &[env!("CARGO_PKG_VERSION")], ..Run::default() },
    ];
    check(&Case { runs, ..Case::default() });
}
