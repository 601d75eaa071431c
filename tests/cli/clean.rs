//! `clean`: destinations, which documents, what is refused.

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, NO_BLANKS, PLAIN, Run, check};

const FIRST_OUT: &str = "out/.unchaff/ledger/000001.jsonl";

#[test]
fn out_mirrors_a_folder() {
    let page = "<!DOCTYPE html>\n<html><body><p>A page </p></body></html>\n";
    check(&Case {
        files: &[
            ("posts/a.md", DIRTY),
            ("posts/sub/deep/b.markdown", BLANKS),
            ("posts/sub/c.txt", PLAIN),
            ("posts/page.html", page),
            ("posts/picture.png", "png"),
            ("posts/sub/table.csv", "1,2\n"),
        ],
        runs: &[Run {
            args: "clean posts --out out",
            stderr: &["4 documents, 2 changed", "2 other files", "1 of 4 documents was taken for a whole page"],
            ..Run::default()
        }],
        after: &[
            ("out/a.md", CLEANED),
            ("out/sub/deep/b.markdown", NO_BLANKS),
            ("out/sub/c.txt", PLAIN),
            ("out/page.html", page),
        ],
        state: &[FIRST_OUT],
    });
}

#[test]
fn out_takes_a_file_under_its_name() {
    check(&Case {
        files: &[("posts/sub/a.md", DIRTY), ("posts/sub/b.md", BLANKS)],
        runs: &[Run { args: "clean posts/sub/a.md --out out", ..Run::default() }],
        after: &[("out/a.md", CLEANED)],
        state: &[FIRST_OUT],
    });
}

/// A file has no inside that DIR could lie in.
#[test]
fn out_may_lie_beside_a_file() {
    check(&Case {
        files: &[("a.md", DIRTY), ("b.md", BLANKS)],
        runs: &[Run { args: "clean a.md --out out", ..Run::default() }],
        after: &[("out/a.md", CLEANED)],
        state: &[FIRST_OUT],
    });
}

#[test]
fn out_takes_folders_and_files_together() {
    check(&Case {
        files: &[("a/x.md", DIRTY), ("b/y.md", BLANKS), ("b/z.md", DIRTY)],
        runs: &[Run { args: "clean a b/y.md ./a/../a/x.md --out new/deep/out", ..Run::default() }],
        after: &[("new/deep/out/x.md", CLEANED), ("new/deep/out/y.md", NO_BLANKS)],
        state: &["new/deep/out/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn write_changes_files_in_place() {
    check(&Case {
        files: &[("posts/a.md", DIRTY), ("posts/sub/b.txt", BLANKS), ("posts/c.md", PLAIN), ("posts/d.bin", " \n")],
        runs: &[Run { args: "clean posts --write", stderr: &["3 documents, 2 changed"], ..Run::default() }],
        after: &[("posts/a.md", CLEANED), ("posts/sub/b.txt", NO_BLANKS)],
        state: &["posts/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn write_keeps_a_ledger_at_the_root_of_each_path() {
    check(&Case {
        files: &[("a/sub/x.md", DIRTY), ("b/y.md", BLANKS), ("c/z.md", PLAIN), ("top.md", BLANKS)],
        runs: &[Run { args: "clean a b/y.md c top.md --write --no-duplicates", ..Run::default() }],
        after: &[("a/sub/x.md", CLEANED), ("b/y.md", NO_BLANKS), ("top.md", NO_BLANKS)],
        state: &[".unchaff/ledger/000001.jsonl", "a/.unchaff/ledger/000001.jsonl", "b/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn unclear_arguments_are_refused() {
    for (args, hint) in [
        ("clean posts", "--write"),
        ("clean posts", "--out DIR"),
        ("clean posts --out out --write", "cannot be used with"),
        ("clean --out out", "<PATH>"),
        ("clean posts --write --duplicates drop", "--out"),
        ("clean posts --out out --no-duplicates --duplicates drop", "cannot be used with"),
        ("clean posts --ledger kept.jsonl", "standard input"),
        ("clean posts --out out --ledger kept.jsonl", "cannot be used with"),
        ("clean posts --out out --threads many", "many"),
        ("tidy posts", "tidy"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY)],
            runs: &[Run { args, exit: 2, stderr: &[hint], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn folders_in_which_something_could_be_lost_are_refused() {
    let files = &[
        ("posts/a.md", DIRTY),
        ("posts/sub/b.md", BLANKS),
        ("other/a.md", PLAIN),
        ("full/precious.txt", "not ours\n"),
        ("file", "not a folder\n"),
    ];
    for (args, hint) in [
        ("clean posts --out posts", "posts"),
        ("clean posts --out posts/out", "inside"),
        ("clean posts --out other/../posts/sub/out", "inside"),
        ("clean posts --out .", "posts"),
        ("clean posts/a.md --out posts", "posts"),
        ("clean posts other --out out", "a.md"),
        ("clean posts other/a.md --out out", "a.md"),
        ("clean posts --out full", "not empty"),
        ("clean posts --out file", "file"),
        ("clean posts --out file/out", "file"),
    ] {
        let folder = check(&Case {
            files,
            runs: &[Run { args, exit: 2, stderr: &[hint], ..Run::default() }],
            ..Case::default()
        });
        for made in ["out", "posts/out", "posts/sub/out"] {
            assert!(!folder.path(made).exists(), "{args} made {made}");
        }
    }
}

#[test]
fn a_folder_inside_a_path_without_documents_is_refused_too() {
    check(&Case {
        files: &[("empty/picture.png", "png")],
        runs: &[Run { args: "clean empty --out empty/out", exit: 2, stderr: &["inside"], ..Run::default() }],
        ..Case::default()
    });
}

/// A folder that was cleaned in place holds originals: `.unchaff` alone does not make it ours to fill.
#[test]
fn a_folder_that_was_cleaned_in_place_is_refused() {
    check(&Case {
        files: &[("posts/a.md", DIRTY), ("mine/a.md", PLAIN), ("mine/b.md", BLANKS)],
        runs: &[
            Run { args: "clean mine --write", ..Run::default() },
            Run { args: "clean posts --out mine", exit: 2, stderr: &["mine"], ..Run::default() },
        ],
        after: &[("mine/b.md", NO_BLANKS)],
        state: &["mine/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn our_own_folder_may_be_used_again() {
    let folder = check(&Case {
        files: &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN)],
        runs: &[
            Run { args: "clean posts --out out --ignore also-link", ..Run::default() },
            Run { args: "clean posts --out out", ..Run::default() },
        ],
        after: &[("out/a.md", CLEANED), ("out/b.md", PLAIN)],
        state: &[FIRST_OUT],
    });
    folder.write("more/c.md", BLANKS);
    folder.run(&Run { args: "clean more --out out", ..Run::default() });
    assert_eq!(folder.read("out/c.md"), NO_BLANKS.as_bytes());
    assert_eq!(folder.read("out/a.md"), CLEANED.as_bytes());
}

#[test]
fn an_existing_empty_folder_is_used() {
    let folder = check(&Case { files: &[("posts/a.md", DIRTY)], ..Case::default() });
    std::fs::create_dir(folder.path("out")).expect("a new folder");
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    assert_eq!(folder.read("out/a.md"), CLEANED.as_bytes());
}

#[test]
fn ignored_and_hidden_files_are_left_alone() {
    check(&Case {
        files: &[
            ("posts/.gitignore", "drafts/\n*.tmp.md\n"),
            ("posts/a.md", DIRTY),
            ("posts/b.tmp.md", DIRTY),
            ("posts/drafts/c.md", DIRTY),
            ("posts/.unchaff/notes.md", DIRTY),
            ("posts/sub/.unchaff/ledger/notes.md", DIRTY),
            ("posts/sub/.hidden.md", DIRTY),
        ],
        runs: &[Run { args: "clean posts --write", stderr: &["1 document, 1 changed"], ..Run::default() }],
        after: &[("posts/a.md", CLEANED)],
        state: &["posts/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn globs_choose_documents() {
    let files = &[("posts/a.md", DIRTY), ("posts/b.txt", BLANKS), ("posts/old/c.md", BLANKS)];
    for (globs, after) in [
        ("--include *.txt", &[("posts/b.txt", NO_BLANKS)][..]),
        ("--include old/** --include *.txt", &[("posts/b.txt", NO_BLANKS), ("posts/old/c.md", NO_BLANKS)]),
        ("--exclude old/** --exclude *.txt", &[("posts/a.md", CLEANED)]),
        ("--include **/*.md --exclude old/*", &[("posts/a.md", CLEANED)]),
        // A folder that matches goes with all below it.
        ("--include *.md --exclude o*", &[("posts/a.md", CLEANED)]),
        ("--include ?ld", &[("posts/old/c.md", NO_BLANKS)]),
    ] {
        check(&Case {
            files,
            runs: &[Run { args: &format!("clean posts --write --no-duplicates {globs}"), ..Run::default() }],
            after,
            state: &["posts/.unchaff/ledger/000001.jsonl"],
        });
    }
}

/// Somebody who cannot say what to leave alone does not want everything cleaned.
#[test]
fn a_broken_glob_is_refused() {
    for args in ["clean posts --out out --include a[b", "clean posts --write --exclude a[b"] {
        check(&Case {
            files: &[("posts/a.md", DIRTY)],
            runs: &[Run { args, exit: 2, stderr: &["`a[b` is no glob: unclosed"], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn overlapping_paths_clean_a_file_once_in_any_order() {
    for args in ["clean posts posts/sub --out out", "clean posts/sub posts --out out"] {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("posts/sub/a.md", BLANKS)],
            runs: &[Run { args, stderr: &["2 documents, 2 changed"], ..Run::default() }],
            after: &[("out/a.md", CLEANED), ("out/sub/a.md", NO_BLANKS)],
            state: &[FIRST_OUT],
        });
    }
    for args in ["clean posts posts/sub --write", "clean posts/sub posts --write"] {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("posts/sub/a.md", BLANKS)],
            runs: &[Run { args, stderr: &["2 documents, 2 changed"], ..Run::default() }],
            after: &[("posts/a.md", CLEANED), ("posts/sub/a.md", NO_BLANKS)],
            state: &["posts/.unchaff/ledger/000001.jsonl"],
        });
    }
}

#[test]
fn nothing_but_words_goes_into_a_pipe() {
    let folder = check(&Case { files: &[("posts/a.md", DIRTY), ("posts/b.md", BLANKS)], ..Case::default() });
    for args in ["clean posts --out out --diff", "diff posts", "check posts", "dedup posts", "rules"] {
        let exit = i32::from(args.starts_with("check"));
        let said = folder.run(&Run { args, exit, ..Run::default() });
        assert!(!said.stdout.contains(&b'\x1b'), "{args}: colours in standard output");
        assert!(!said.stderr.contains(['\x1b', '\r']), "{args}: a bar in {:?}", said.stderr);
    }
}

#[test]
fn diff_shows_what_clean_would_do() {
    check(&Case {
        files: &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN)],
        runs: &[Run {
            args: "diff posts",
            stdout: &["posts/a.md\n", "- │ **Also: [Ten ferries](https://example.com/ten)**\n", "also-link"],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::{fs, os::unix::fs::PermissionsExt};

    for mode in [0o600, 0o640, 0o755] {
        let folder = check(&Case { files: &[("posts/a.md", DIRTY)], ..Case::default() });
        let mode_of = |name: &str| fs::metadata(folder.path(name)).expect("a file").permissions().mode() & 0o777;
        fs::set_permissions(folder.path("posts/a.md"), fs::Permissions::from_mode(mode)).expect("our own file");
        folder.run(&Run { args: "clean posts --write", ..Run::default() });
        assert_eq!((folder.read("posts/a.md").as_slice(), mode_of("posts/a.md")), (CLEANED.as_bytes(), mode));
        folder.run(&Run { args: "restore posts", ..Run::default() });
        assert_eq!((folder.read("posts/a.md").as_slice(), mode_of("posts/a.md")), (DIRTY.as_bytes(), mode));
    }
}

#[cfg(unix)]
#[test]
fn links_below_a_folder_are_not_followed() {
    use std::os::unix::fs::symlink;

    let folder = check(&Case { files: &[("posts/a.md", DIRTY), ("elsewhere/b.md", DIRTY)], ..Case::default() });
    symlink("../elsewhere", folder.path("posts/folder")).expect("a link");
    symlink("../elsewhere/b.md", folder.path("posts/b.md")).expect("a link");
    let stderr = &["2 symbolic links left alone: name what is to be followed\n"];
    let said = folder.run(&Run { args: "diff posts", stderr, ..Run::default() });
    assert!(!said.stderr.contains("other file"), "{}", said.stderr);
    folder.run(&Run { args: "clean posts --write", stderr: &["1 document, 1 changed"], ..Run::default() });
    assert_eq!(folder.read("elsewhere/b.md"), DIRTY.as_bytes());
    assert!(folder.path("posts/b.md").is_symlink());
}

/// In place means: where the link leads. It must not turn into a copy.
#[cfg(unix)]
#[test]
fn a_link_that_is_named_stays_a_link() {
    let folder = check(&Case { files: &[("posts/a.md", DIRTY)], ..Case::default() });
    std::os::unix::fs::symlink("posts/a.md", folder.path("link.md")).expect("a link");
    folder.run(&Run { args: "clean link.md --write", ..Run::default() });
    assert!(folder.path("link.md").is_symlink(), "the link became a file");
    assert_eq!(folder.read("posts/a.md"), CLEANED.as_bytes());
    folder.run(&Run { args: "restore link.md", ..Run::default() });
    assert!(folder.path("link.md").is_symlink());
    assert_eq!(folder.read("posts/a.md"), DIRTY.as_bytes());
}

#[test]
fn a_cleaned_document_that_was_edited_is_not_replaced() {
    let folder = check(&Case { files: &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN)], ..Case::default() });
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    folder.write("out/a.md", format!("{CLEANED}\nAn hour of work.\n"));
    folder.write("out/b.md", "Another hour.\n");
    let named = &["out/a.md: was edited", "out/b.md: was edited"];
    folder.run(&Run { args: "clean posts --out out --unsafe", exit: 2, stderr: named, ..Run::default() });
    assert_eq!(folder.read("out/b.md"), b"Another hour.\n");
    assert!(folder.read("out/a.md").ends_with(b"An hour of work.\n"));
}

/// What a run says last, behind the name of the folder.
#[track_caller]
fn check_way_back(files: &[(&str, &str)], args: &str, way_back: &str) {
    let folder = Folder::with(files);
    let said = folder.run(&Run { args, ..Run::default() });
    assert_eq!(said.stderr.lines().last(), Some(&*format!("written to out{way_back}")), "{}", said.stderr);
}

#[test]
fn a_way_back_is_told_where_there_is_one() {
    let takes_back = "; `unchaff restore out` takes the changes back";
    let shows = "; `unchaff restore --left-out out` shows what was left out";
    check_way_back(&[("in/a.md", DIRTY)], "clean in --out out", takes_back);
    check_way_back(&[("in/a.md", PLAIN)], "clean in --out out", "");
    check_way_back(&[("in/a.md", DIRTY)], "clean in --out out --to markdown", takes_back);
    check_way_back(&[("in/a.md", PLAIN)], "clean in --out out --to markdown", "");
    check_way_back(&[("in/a.md", DIRTY)], "clean in --out out --to text", shows);
    let page = include_str!("../../seeds/pages/orchard-frost-candles.html");
    let both = format!("{shows}{takes_back} in what kept its form: 1 document");
    check_way_back(&[("in/a.html", page), ("in/b.md", DIRTY)], "clean in --out out --to markdown", &both);
}

#[test]
fn nothing_is_said_of_a_folder_to_which_nothing_was_written() {
    let folder = Folder::with(&[("in/a.html", "<!DOCTYPE html>\n<html><body></body></html>\n")]);
    let said = folder.run(&Run { args: "clean in --out out --to text", ..Run::default() });
    assert!(!said.stderr.contains("written to out"), "{}", said.stderr);
}

#[test]
fn what_came_from_another_document_is_not_replaced() {
    let files = &[("in/a.md", DIRTY), ("other/a.md", BLANKS), ("other/b.md", PLAIN)];
    let folder = Folder::with(files);
    folder.run(&Run { args: "clean in --out out", ..Run::default() });
    let before = folder.read("out/a.md");
    let stderr = &["unchaff: other/a.md: would replace out/a.md, which came from ", "/in/a.md: left out"];
    for _ in 0..2 {
        folder.run(&Run { args: "clean other --out out", exit: 2, stderr, ..Run::default() });
        assert_eq!((folder.read("out/a.md"), folder.read("out/b.md")), (before.clone(), PLAIN.into()));
    }
    folder.run(&Run { args: "restore out/a.md", stderr: &["restored 1 file"], ..Run::default() });
    assert_eq!(folder.read("out/a.md"), DIRTY.as_bytes());
}

#[test]
fn a_document_may_be_written_again_however_it_is_named_and_where_it_was_moved() {
    let folder = Folder::with(&[("site/in/a.md", DIRTY), ("site/in/b.md", PLAIN)]);
    folder.run(&Run { args: "clean site/in --out site/out --ignore also-link", ..Run::default() });
    for args in [
        "clean site/in --out site/out",
        "clean site/in/a.md --out site/out --select none",
        "clean ./site/../site/in --out ./site/out",
    ] {
        folder.run(&Run { args, ..Run::default() });
    }
    assert_eq!(folder.read("site/out/a.md"), CLEANED.as_bytes());
    let rename = |from: &str, to: &str| std::fs::rename(folder.path(from), folder.path(to)).expect("both are ours");
    // Together: changed documents, too.
    rename("site", "moved");
    folder.write("moved/in/b.md", BLANKS);
    folder.run(&Run { args: "clean moved/in --out moved/out", ..Run::default() });
    assert_eq!(folder.read("moved/out/b.md"), NO_BLANKS.as_bytes());
    // Apart: the same bytes were read.
    rename("moved/in", "posts");
    folder.run(&Run { args: "clean posts --out moved/out --select none", ..Run::default() });
    assert_eq!(folder.read("moved/out/a.md"), DIRTY.as_bytes());
}

/// As if the run had ended before the list was written.
#[test]
fn a_run_that_was_interrupted_may_be_repeated() {
    for (args, name) in [("", "out/a.md"), (" --to markdown", "out/a.md"), (" --to text", "out/a.txt")] {
        let folder = Folder::with(&[("in/a.markdown", DIRTY), ("other/a.txt", BLANKS)]);
        let name = if args.is_empty() { "out/a.markdown" } else { name };
        let args = format!("clean in --out out{args}");
        folder.run(&Run { args: &args, ..Run::default() });
        folder.write("out/.unchaff/output", "");
        folder.run(&Run { args: &format!("{args} --select none"), ..Run::default() });
        assert!(folder.read(name).windows(4).any(|it| it == b"Also"));
        if args.ends_with("text") {
            folder.write("out/.unchaff/output", "");
            let stderr = &["other/a.txt: would replace out/a.txt, which came from a.markdown: left out"];
            folder.run(&Run { args: "clean other --out out", exit: 2, stderr, ..Run::default() });
        }
    }
}

#[test]
fn documents_of_earlier_runs_are_counted() {
    let folder = check(&Case { files: &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN)], ..Case::default() });
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    std::fs::remove_file(folder.path("posts/b.md")).expect("a file");
    let stderr = &["1 document of earlier runs still in out: not written this time"];
    folder.run(&Run { args: "clean posts --out out", stderr, ..Run::default() });
    folder.run(&Run { args: "clean posts --out out", stderr, ..Run::default() });
    // All inputs are there, and have another name.
    let stderr = &["2 documents of earlier runs still in out: not written this time"];
    folder.run(&Run { args: "clean posts --out out --to text", stderr, ..Run::default() });
}

#[test]
fn what_is_mended_is_not_counted_as_removed() {
    let both = "---\ntitle: \"Boats: a list\nlayout: post\n---\nAll of them float. \n";
    let stderr = &[
        "broken-front-matter            1 mended\n",
        "trailing-space                 1 removed          1 byte\n",
        "1 document, 1 changed, 1 of 63 bytes removed, 1 passage mended\n",
    ];
    let folder = Folder::with(&[("posts/a.md", both)]);
    folder.run(&Run { args: "clean posts --out out", stderr, ..Run::default() });
    let stderr = &["posts/a.md: article, 2 edits, 1 of 63 bytes removed\n"];
    folder.run(&Run { args: "clean posts --out out -v", stderr, ..Run::default() });
}

#[test]
fn what_cannot_be_read_or_was_excluded_needs_no_hint_about_endings() {
    let folder = Folder::with(&[("posts/a.md", DIRTY)]);
    for (args, exit) in [("check posts --exclude **", 0), ("check nowhere", 2)] {
        let said = folder.run(&Run { args, exit, ..Run::default() });
        assert!(!said.stderr.contains("no document found"), "{args}: {}", said.stderr);
    }
}
