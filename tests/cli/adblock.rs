//! Filter lists of users.

#[cfg(feature = "adblock")]
use crate::cli::Folder;
use crate::cli::{Case, DIRTY, Run, check};

const LIST: &str = "[Adblock Plus 2.0]\n! Title: Small\n||ads.example^\n##.advert-box\n";

#[cfg(feature = "adblock")]
const FRAMED: &str = "The bakery fires its oven at three.\n\n<iframe src=\"https://ads.example/1\"></iframe>\n\nRye goes in first.\n\n<div class=\"advert-box\">Bread, half the price.</div>\n";
#[cfg(feature = "adblock")]
const UNFRAMED: &str = "The bakery fires its oven at three.\n\nRye goes in first.\n\n<div class=\"advert-box\">Bread, half the price.</div>\n";
#[cfg(feature = "adblock")]
const UNBOXED: &str = "The bakery fires its oven at three.\n\nRye goes in first.\n";

#[test]
fn the_page_on_lists_is_there() {
    check(&Case {
        runs: &[Run { args: "explain adblock-list", stdout: &["# adblock-list\n"], ..Run::default() }],
        ..Case::default()
    });
}

#[cfg(not(feature = "adblock"))]
#[test]
fn without_the_feature_lists_are_refused() {
    check(&Case {
        files: &[("posts/a.md", DIRTY), ("small.txt", LIST)],
        runs: &[Run {
            args: "clean posts --write --adblock-list small.txt",
            exit: 2,
            stderr: &["small.txt: filter lists cannot be read: unchaff was built without the feature `adblock`"],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[cfg(feature = "adblock")]
#[test]
fn lists_run_beside_the_rules() {
    let files = &[("posts/a.md", FRAMED), ("small.txt", LIST), ("other.txt", "@@||ads.example^\n")];
    for (flags, after) in [
        ("", FRAMED),
        ("--adblock-list small.txt", UNFRAMED),
        ("--adblock-list small.txt --unsafe", UNBOXED),
        ("--adblock-list small.txt --adblock-list other.txt", FRAMED),
        ("--adblock-list small.txt --select adblock-list", UNFRAMED),
        ("--adblock-list small.txt --select advert", UNFRAMED),
        ("--adblock-list small.txt --select related", FRAMED),
        ("--adblock-list small.txt --ignore adblock-list", FRAMED),
        ("--adblock-list small.txt --ignore advert", FRAMED),
    ] {
        let ledger = ["posts/.unchaff/ledger/000001.jsonl"];
        check(&Case {
            files,
            runs: &[Run { args: &format!("clean posts --write {flags}"), ..Run::default() }],
            after: &[("posts/a.md", after)],
            state: if after == FRAMED { &[] } else { &ledger },
        });
    }
}

#[cfg(feature = "adblock")]
#[test]
fn findings_name_address_and_rule() {
    check(&Case {
        files: &[("posts/a.md", FRAMED), ("small.txt", LIST)],
        runs: &[Run {
            args: "check posts --adblock-list small.txt",
            exit: 1,
            stdout: &[
                "posts/a.md:3:1: adblock-list (safe): markup \"https://ads.example/1 by ||ads.example^\"",
                "posts/a.md:7:1: adblock-list (unsafe, not applied): markup \"##.advert-box\"",
            ],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[cfg(feature = "adblock")]
#[test]
fn the_ledger_remembers_lists_and_gives_back_what_they_removed() {
    let folder = Folder::with(&[("posts/a.md", FRAMED), ("small.txt", LIST)]);
    folder.run(&Run { args: "clean posts --write --adblock-list small.txt", ..Run::default() });
    let ledger = String::from_utf8(folder.read("posts/.unchaff/ledger/000001.jsonl")).expect("JSON");
    let header: serde_json::Value = serde_json::from_str(ledger.lines().next().expect("a header")).expect("JSON");
    let hash = unchaff_driver::hash(LIST.as_bytes());
    assert_eq!(header["settings"]["adblock-lists"], format!("small.txt={hash}"));
    std::fs::remove_file(folder.path("small.txt")).expect("a file");
    folder.run(&Run { args: "restore posts --rule adblock-list", ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), FRAMED.as_bytes());
}

#[test]
fn lists_that_are_not_there_are_refused() {
    for (args, hint) in [
        ("check posts --adblock-list missing.txt", "missing.txt: cannot read"),
        ("check posts --select adblock-list", "no rule is named `adblock-list`"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("small.txt", LIST)],
            runs: &[Run { args, exit: 2, stderr: &[hint], ..Run::default() }],
            ..Case::default()
        });
    }
}
