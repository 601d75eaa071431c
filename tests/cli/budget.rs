//! Documents that would lose too much.

use serde_json::Value;

use crate::cli::{CLEANED, Case, DIRTY, Folder, PLAIN, Run, check};

const FIRST: &str = "posts/.unchaff/ledger/000001.jsonl";

/// A sign-up box of some fifty words.
const BOX: &str = "#### Newsletters\n\nThe quay letter brings you crossings and closures, the price of herring, the odd \
    seal, a word on the weather from those who sit in it, and once a month the list of boats that nobody has claimed \
    since the last storm, with their colours.\n\nSubscribe\n\n[See all](https://example.com/newsletters/)\n";

/// An article of six words, of which nine parts of ten would go.
fn short() -> String {
    format!("The ferry leaves again at six.\n\n{BOX}")
}

/// One of a hundred and twenty.
fn long() -> String {
    format!("{}\n\n{BOX}", "The ferry leaves again at six.".repeat(20).replace(".T", ". T"))
}

#[test]
fn a_document_that_would_lose_too_much_is_left_alone() {
    let (short, long) = (short(), long());
    let kept_long = format!("{}\n", long.split_once("\n\n").expect("two parts").0);
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", short.as_str()), ("posts/c.md", &long)];
    let note = "posts/b.md:1:1: note: 47 of 53 words of prose would go, more than the budget of 40 %";
    let counted = "1 document over the budget";
    check(&Case {
        files,
        runs: &[
            Run {
                args: "check posts",
                exit: 1,
                stdout: &[note, "newsletter-block (safe, held back, too much would go)"],
                stderr: &["2 would change", counted],
                ..Run::default()
            },
            Run {
                args: "diff posts",
                exit: 1,
                stdout: &["posts/b.md", "held back (too much would go)", "note: 47 of 53"],
                stderr: &[counted],
                ..Run::default()
            },
            Run {
                args: "clean posts --write",
                exit: 1,
                stderr: &["unchaff: posts/b.md:1:1: 47 of 53", "2 changed", counted],
                ..Run::default()
            },
        ],
        after: &[("posts/a.md", CLEANED), ("posts/c.md", &kept_long)],
        state: &[FIRST],
    });
    // The same alone, into a folder, and through a pipe.
    let out = check(&Case { files: &[("posts/b.md", &short)], ..Case::default() });
    out.run(&Run { args: "clean posts --out out", exit: 1, stderr: &["0 changed", counted], ..Run::default() });
    assert_eq!(out.read("out/b.md"), short.as_bytes());
    let run = Run { args: "clean -", stdin: short.as_bytes(), exit: 1, stderr: &["47 of 53"], ..Run::default() };
    assert_eq!(Folder::with(&[]).run(&run).stdout, short.as_bytes());
}

#[test]
fn the_budget_can_be_chosen_and_is_remembered() {
    let (short, long) = (short(), long());
    for (flags, exit, is_cleaned) in [
        ("", 1, (false, true)),
        ("--budget 40", 1, (false, true)),
        ("--budget 20", 1, (false, false)),
        ("--budget 95", 0, (true, true)),
        ("--budget 100", 0, (true, true)),
    ] {
        let folder = check(&Case { files: &[("posts/b.md", &short), ("posts/c.md", &long)], ..Case::default() });
        folder.run(&Run { args: &format!("clean posts --write {flags}"), exit, ..Run::default() });
        let is_changed = |name: &str, content: &str| folder.read(name) != content.as_bytes();
        assert_eq!((is_changed("posts/b.md", &short), is_changed("posts/c.md", &long)), is_cleaned, "{flags}");
        if is_cleaned.1 {
            let ledger = String::from_utf8(folder.read(FIRST)).expect("JSON");
            let header: Value = serde_json::from_str(ledger.lines().next().expect("a header")).expect("JSON");
            assert_eq!(header["settings"]["budget"], *flags.split(' ').nth(1).unwrap_or("40"));
        }
    }
    for args in ["clean posts --write --budget 101", "check posts --budget half", "diff posts --budget=-1"] {
        check(&Case { runs: &[Run { args, exit: 2, stderr: &["--budget"], ..Run::default() }], ..Case::default() });
    }
}

#[test]
fn the_header_of_such_a_document_is_not_mended_either() {
    let header = "---\nthumbnail: https://a.example/b/    https://a.example/c.jpg\n---\n\n";
    check(&Case {
        files: &[("posts/b.md", &format!("{header}{}", short()))],
        runs: &[Run {
            args: "clean posts --write",
            exit: 1,
            stderr: &["0 changed", "47 of 53 words"],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[test]
fn links_and_adverts_are_not_what_is_counted() {
    let links = "#### Featured\n\n* [The quietest of all the harbour crossings](https://example.com/a)\n\
        * [How to board a ferry with a ladder and a dog](https://example.com/b)\n";
    let advert =
        format!("<!-- ads begin -->\n<a href='https://example.com/u'>{}</a>\n<!-- ads end -->\n", "word ".repeat(60));
    for boilerplate in [links, &advert] {
        let folder = check(&Case { files: &[("posts/a.md", &format!("{PLAIN}\n{boilerplate}"))], ..Case::default() });
        folder.run(&Run { args: "clean posts --write --budget 0", stderr: &["1 changed"], ..Run::default() });
        assert_eq!(folder.read("posts/a.md"), PLAIN.as_bytes());
    }
    check(&Case {
        files: &[("posts/a.md", &advert)],
        runs: &[Run { args: "clean posts --write", exit: 1, stderr: &["all words would go"], ..Run::default() }],
        ..Case::default()
    });
}

#[test]
fn nothing_but_boilerplate_is_not_emptied_in_silence() {
    let content = "**Also: [Ten ferries](https://example.com/ten)**\n";
    let note = "all words would go, 3 of them: left unchanged";
    check(&Case {
        files: &[("posts/a.md", content)],
        runs: &[
            Run { args: "check posts", exit: 1, stdout: &[note], stderr: &["0 would change"], ..Run::default() },
            Run { args: "clean posts --write", exit: 1, stderr: &[note], ..Run::default() },
            Run { args: "clean posts --write --budget 0", exit: 1, stderr: &[note], ..Run::default() },
        ],
        ..Case::default()
    });
    check(&Case {
        files: &[("posts/a.md", content)],
        runs: &[Run { args: "clean posts --write --budget 100", stderr: &["1 changed"], ..Run::default() }],
        after: &[("posts/a.md", "")],
        state: &[FIRST],
    });
}

#[test]
fn blanks_are_no_words() {
    check(&Case {
        files: &[("posts/a.md", "End. \n")],
        runs: &[Run { args: "clean posts --write --budget 0", stderr: &["1 changed"], ..Run::default() }],
        after: &[("posts/a.md", "End.\n")],
        state: &[FIRST],
    });
}
