//! The way back.

use std::path::Path;

use unchaff_boilerplate::RULES;

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, NO_BLANKS, PLAIN, Run, TITLED, UNTITLED, check};

/// A document in which three rules find something, one of them Unsafe.
const ALL: &str = "\
---\ntitle: Night boats\n---\n\n# Night boats\n\n\
They run again \non Fridays.\n\n\
See also: [Ten old ferries](https://example.com/ten)\n\n\
Nobody objected.\n";

/// Copies a folder of the repository.
fn copy(from: &Path, folder: &Folder, to: &str) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!("{to}/{}", path.file_name().expect("a name").to_str().expect("UTF-8"));
        if path.is_dir() {
            copy(&path, folder, &name);
        } else {
            folder.write(name, std::fs::read(path).expect("a seed"));
        }
    }
}

#[test]
fn all_seeds_come_back() {
    for commands in [
        &["clean posts --write", "restore posts"][..],
        &["clean posts --write --unsafe", "restore posts"],
        &["clean posts --write", "clean posts --write --unsafe", "restore posts"],
        &["clean posts --write --select related,advert", "clean posts --write", "restore posts/rules posts"],
        &["clean posts --write --unsafe", "restore posts --rule also-link", "restore posts"],
        &["clean posts/posts --write", "clean posts --write --unsafe", "restore posts"],
    ] {
        let folder = Folder::with(&[]);
        copy(&crate::corpus::workspace().join("seeds"), &folder, "posts");
        let before = folder.files();
        let (last, cleanings) = commands.split_last().expect("commands");
        for args in cleanings {
            // A seed is little else than what its rule is about.
            let budget = if args.starts_with("clean") { " --budget 100" } else { "" };
            folder.run(&Run { args: &format!("{args}{budget}"), ..Run::default() });
            assert!(folder.documents_in("") != before, "{args} did nothing");
        }
        folder.run(&Run { args: last, stderr: &["0 refused"], ..Run::default() });
        let after = folder.documents_in("");
        for (path, content) in &before {
            assert!(after.get(path) == Some(content), "{commands:?}: {} is not what it was", path.display());
        }
        assert_eq!(after.len(), before.len(), "{commands:?} left something behind");
    }
}

#[test]
fn inputs_come_back_in_the_folder_that_was_written() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/sub/b.txt", BLANKS), ("posts/c.md", ALL)]);
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    folder.run(&Run { args: "clean posts --out out --unsafe", ..Run::default() });
    folder.run(&Run { args: "restore out", stderr: &["restored 3 files"], ..Run::default() });
    assert_eq!(folder.documents_in("out"), folder.documents_in("posts"));
}

#[test]
fn a_path_limits_what_is_restored() {
    let files = &[("posts/a.md", DIRTY), ("posts/sub/b.md", BLANKS), ("posts/sub/c.md", TITLED)];
    let (a, b, c) = (("posts/a.md", CLEANED), ("posts/sub/b.md", NO_BLANKS), ("posts/sub/c.md", UNTITLED));
    for (args, after) in [
        ("restore posts/a.md", &[b, c][..]),
        ("restore ./posts/sub", &[a]),
        ("restore posts/sub/../sub/c.md posts/a.md", &[b]),
        ("restore .", &[]),
        ("restore posts posts/a.md posts", &[]),
    ] {
        check(&Case {
            files,
            runs: &[
                Run { args: "clean posts --write", ..Run::default() },
                Run { args: "clean posts --write --unsafe", ..Run::default() },
                Run { args, stderr: &["0 refused"], ..Run::default() },
            ],
            after,
            state: &["posts/.unchaff/ledger/000001.jsonl", "posts/.unchaff/ledger/000002.jsonl"],
        });
    }
}

#[test]
fn ledgers_above_and_below_work_together() {
    for restore in ["restore posts", "restore posts/sub/a.md", "restore posts/sub"] {
        check(&Case {
            files: &[("posts/sub/a.md", ALL)],
            runs: &[
                Run { args: "clean posts/sub/a.md --write --select whitespace", ..Run::default() },
                Run { args: "clean posts --write", ..Run::default() },
                Run { args: "clean posts/sub --write --unsafe", ..Run::default() },
                Run { args: restore, stderr: &["restored 1 file"], ..Run::default() },
            ],
            state: &[
                "posts/.unchaff/ledger/000001.jsonl",
                "posts/sub/.unchaff/ledger/000001.jsonl",
                "posts/sub/.unchaff/ledger/000002.jsonl",
            ],
            ..Case::default()
        });
    }
}

#[test]
fn restoring_twice_is_harmless() {
    check(&Case {
        files: &[("posts/a.md", DIRTY), ("posts/b.md", PLAIN)],
        runs: &[
            Run { args: "clean posts --write", ..Run::default() },
            Run { args: "restore posts", stderr: &["restored 1 file"], ..Run::default() },
            Run { args: "restore posts", stderr: &["restored 0 files"], ..Run::default() },
        ],
        state: &["posts/.unchaff/ledger/000001.jsonl"],
        ..Case::default()
    });
}

#[test]
fn cleaning_and_restoring_may_alternate() {
    let clean = || Run { args: "clean posts --write", stderr: &["1 changed"], ..Run::default() };
    let restore = || Run { args: "restore posts", stderr: &["restored 1 file"], ..Run::default() };
    check(&Case {
        files: &[("posts/a.md", DIRTY)],
        runs: &[clean(), restore(), clean(), restore(), clean(), restore()],
        state: &[
            "posts/.unchaff/ledger/000001.jsonl",
            "posts/.unchaff/ledger/000002.jsonl",
            "posts/.unchaff/ledger/000003.jsonl",
        ],
        ..Case::default()
    });
}

#[test]
fn a_file_edited_since_is_refused_and_the_others_are_restored() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", BLANKS), ("posts/c.md", ALL)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let edited = format!("{CLEANED}\nA line by hand.\n");
    folder.write("posts/a.md", &edited);
    for args in ["restore posts --rule also-link", "restore posts"] {
        folder.run(&Run { args, exit: 2, stderr: &["unchaff: posts/a.md: was edited", "1 refused"], ..Run::default() });
        assert_eq!(folder.read("posts/a.md"), edited.as_bytes(), "{args}");
    }
    assert_eq!(folder.read("posts/b.md"), BLANKS.as_bytes());
    assert_eq!(folder.read("posts/c.md"), ALL.as_bytes());
}

#[test]
fn a_file_that_was_edited_and_cleaned_again_goes_back_to_the_edit() {
    let folder = Folder::with(&[("posts/a.md", DIRTY)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let edited = format!("{CLEANED}\nA line by hand. \n");
    folder.write("posts/a.md", &edited);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    folder.run(&Run { args: "restore posts", stderr: &["restored 1 file"], ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), edited.as_bytes());
}

#[test]
fn a_file_that_is_gone_is_named_and_the_others_are_restored() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", BLANKS)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    std::fs::remove_file(folder.path("posts/a.md")).expect("our own file");
    folder.run(&Run { args: "restore posts", exit: 2, stderr: &["a.md: was cleaned and is gone"], ..Run::default() });
    assert_eq!(folder.read("posts/b.md"), BLANKS.as_bytes());
}

#[test]
fn one_rule_can_be_put_back() {
    let also = "\n\nSee also: [Ten old ferries](https://example.com/ten)";
    let title = "# Night boats\n\n";
    let without = |parts: &[(&str, &str)]| {
        parts.iter().fold(ALL.to_string(), |text, (part, instead)| {
            assert!(text.contains(part), "{part:?} in {text:?}");
            text.replace(part, instead)
        })
    };
    let (also, title, blank) = ((also, ""), (title, ""), ("again \n", "again\n"));
    for cleaning in [
        &["clean posts --write --unsafe"][..],
        &["clean posts --write", "clean posts --write --unsafe"],
        &["clean posts --write --select whitespace", "clean posts --write --unsafe"],
        &["clean posts --write --unsafe --ignore whitespace", "clean posts --write"],
    ] {
        for (rule, after) in [
            ("also-link", without(&[title, blank])),
            ("duplicate-title", without(&[also, blank])),
            ("trailing-space", without(&[also, title])),
            ("adsense-unit", without(&[also, title, blank])),
        ] {
            let folder = Folder::with(&[("posts/a.md", ALL)]);
            for args in cleaning {
                folder.run(&Run { args, ..Run::default() });
            }
            let args = format!("restore posts --rule {rule}");
            for _ in 0..2 {
                folder.run(&Run { args: &args, ..Run::default() });
                assert_eq!(String::from_utf8_lossy(&folder.read("posts/a.md")), after, "{args} after {cleaning:?}");
            }
            folder.run(&Run { args: "restore posts", ..Run::default() });
            assert_eq!(String::from_utf8_lossy(&folder.read("posts/a.md")), ALL, "restore after {args}");
        }
    }
}

#[test]
fn rules_can_be_put_back_one_after_the_other() {
    let folder = Folder::with(&[("posts/a.md", ALL), ("posts/b.md", BLANKS)]);
    folder.run(&Run { args: "clean posts --write --unsafe", ..Run::default() });
    for rule in ["trailing-space", "duplicate-title", "also-link"] {
        folder.run(&Run { args: &format!("restore posts --rule {rule}"), ..Run::default() });
    }
    assert_eq!(String::from_utf8_lossy(&folder.read("posts/a.md")), ALL);
    assert_eq!(folder.read("posts/b.md"), BLANKS.as_bytes());
}

#[test]
fn all_seeds_come_back_rule_by_rule() {
    let folder = Folder::with(&[]);
    copy(&crate::corpus::workspace().join("seeds"), &folder, "posts");
    let before = folder.files();
    folder.run(&Run { args: "clean posts --write --budget 100", ..Run::default() });
    folder.run(&Run { args: "clean posts --write --unsafe --budget 100", ..Run::default() });
    // Backwards, so that rules which ran on what others left are put back first and last.
    for rule in RULES.iter().rev() {
        let args = format!("restore posts --rule {}", rule.id);
        folder.run(&Run { args: &args, stderr: &["0 refused"], ..Run::default() });
    }
    let after = folder.documents_in("");
    for (path, content) in &before {
        assert!(after.get(path) == Some(content), "{} is not what it was", path.display());
    }
}

#[test]
fn a_folder_without_a_ledger_is_named() {
    check(&Case {
        files: &[("posts/a.md", PLAIN)],
        runs: &[Run { args: "restore posts", exit: 2, stderr: &["posts: no ledger"], ..Run::default() }],
        ..Case::default()
    });
}

/// Restores a folder with a record that names a file outside of it. The ledger may come from anywhere.
fn check_escape(path: &str) {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/sub/b.md", BLANKS), ("outside/a.md", CLEANED)]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("../outside", folder.path("posts/link")).expect("a link");
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let ledger = "posts/.unchaff/ledger/000001.jsonl";
    let path = path.replace("TOP", folder.path("").to_str().expect("a temporary folder"));
    let text = String::from_utf8(folder.read(ledger)).expect("JSON");
    folder.write(ledger, text.replace(r#""path":"a.md""#, &format!(r#""path":{path:?}"#)));
    // Also from above, where the other folder is among what is asked for.
    for args in ["restore posts", "restore ."] {
        let said = folder.run(&Run { args, exit: 2, ..Run::default() });
        assert_eq!(folder.read("outside/a.md"), CLEANED.as_bytes(), "{path} was written: {}", said.stderr);
        assert_eq!(folder.read("posts/sub/b.md"), BLANKS.as_bytes(), "the others are restored");
    }
}

#[test]
fn a_record_that_leads_out_of_the_folder_is_refused() {
    for path in ["../outside/a.md", "sub/../../outside/a.md", "./../outside/a.md", "TOP/outside/a.md"] {
        check_escape(path);
    }
}

#[cfg(unix)]
#[test]
fn a_record_that_leads_out_through_a_link_is_refused() {
    check_escape("link/a.md");
}

#[test]
fn of_a_restored_file_nothing_is_left_out() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", ALL)]);
    let shown = |part| folder.run(&Run { args: "restore --left-out posts/a.md", stdout: &[part], ..Run::default() });
    for _ in 0..2 {
        folder.run(&Run { args: "clean posts --write", ..Run::default() });
        let said = shown("a.md: 1 passage, ");
        assert!(!String::from_utf8_lossy(&said.stdout).contains("edited since"));
        folder.run(&Run { args: "restore posts", ..Run::default() });
        let said =
            folder.run(&Run { args: "restore --left-out posts", stderr: &["nothing is left out"], ..Run::default() });
        assert_eq!(said.stdout, b"");
    }
    // Of bytes that nobody knows, only the last run can tell.
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    folder.write("posts/a.md", format!("{CLEANED}Nor do the gulls.\n"));
    shown("a.md, edited since (this is what the last run left out; it may be in the file again): 1 passage, ");
}

#[test]
fn what_is_left_out_is_not_told_by_the_ledger_of_another_history() {
    let folder = Folder::with(&[("posts/sub/a.md", DIRTY)]);
    folder.run(&Run { args: "clean posts/sub --write", ..Run::default() });
    // The same article comes again with another link, and is cleaned from above.
    folder.write("posts/sub/a.md", DIRTY.replace("Ten ferries", "Two ferries"));
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    assert_eq!(folder.read("posts/sub/a.md"), CLEANED.as_bytes());
    for args in ["restore posts", "restore --left-out posts"] {
        let stderr = &["know different inputs of it"];
        let said = folder.run(&Run { args, exit: 2, stderr, ..Run::default() });
        assert_eq!(said.stdout, b"");
    }
}

#[test]
fn files_are_named_as_they_were_given() {
    let folder = Folder::with(&[("posts/sub/a.md", DIRTY), ("posts/b.md", DIRTY)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    for (path, shown) in [
        ("posts", "posts/b.md: 1 passage, 50 bytes\n"),
        ("./posts/sub", "./posts/sub/a.md: 1 passage"),
        ("posts/../posts/b.md", "posts/../posts/b.md: 1 passage"),
    ] {
        let args = format!("restore {path} --left-out");
        let said = folder.run(&Run { args: &args, stdout: &[shown], ..Run::default() });
        assert!(said.stdout.starts_with(shown.as_bytes()), "{args}");
    }
    folder.write("posts/b.md", PLAIN);
    for (path, shown) in [("posts", "unchaff: posts/b.md: was edited"), (".", "unchaff: ./posts/b.md: was edited")] {
        folder.run(&Run { args: &format!("restore {path}"), exit: 2, stderr: &[shown], ..Run::default() });
    }
}
