//! Rules that users write.

use serde_json::Value;

use crate::{
    cli::{CLEANED, Case, DIRTY, Folder, Run, check},
    corpus,
};

/// Two rules, Safe and Unsafe, and a keep-list.
const PACK: &str = "\
unchaff-pack: 1
name: harbour-site
rules:
  - id: ferry-notice
    applicability: safe
    summary: the notice on the kiosk
    match: {text: [Tickets are sold at the kiosk.]}
    removes: [\"It leaves.\\n\\n*Tickets are sold at the kiosk.*\\n\"]
    keeps: [Tickets are sold at the kiosk and on the boat.]
  - id: press-line
    match: {regex: '^Press office, no\\. \\d+$'}
    evidence: {documents: 41}
    removes: [\"It leaves.\\n\\nPress office, no. 7\\n\"]
    keeps: [The press office keeps no. 7 open.]
keep:
  - {phrase: [ten quiet ferries]}
";

const NOTICE: &str = "**Tickets** are sold at the kiosk.\n\nPress office, no. 12\n\nIt leaves at six.\n";
const NO_NOTICE: &str = "Press office, no. 12\n\nIt leaves at six.\n";
const NO_PRESS: &str = "**Tickets** are sold at the kiosk.\n\nIt leaves at six.\n";
const NEITHER: &str = "It leaves at six.\n";

#[test]
fn packs_run_beside_the_other_rules() {
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", NOTICE), ("site.yaml", PACK)];
    let a = ("posts/a.md", CLEANED);
    let b = |text| ("posts/b.md", text);
    for (flags, after) in [
        ("", &[a][..]),
        ("--rules site.yaml", &[a, b(NO_NOTICE)]),
        ("--rules site.yaml --unsafe", &[a, b(NEITHER)]),
        ("--rules site.yaml --unsafe --select harbour-site", &[b(NEITHER)]),
        ("--rules site.yaml --unsafe --select related,harbour-site/press-line", &[a, b(NO_PRESS)]),
        ("--rules site.yaml --unsafe --ignore harbour-site/ferry-notice,related", &[b(NO_PRESS)]),
        ("--rules site.yaml --unsafe --ignore harbour-site", &[a]),
    ] {
        check(&Case {
            files,
            runs: &[Run { args: &format!("clean posts --write {flags}"), ..Run::default() }],
            after,
            state: &["posts/.unchaff/ledger/000001.jsonl"],
        });
    }
}

#[test]
fn what_a_pack_keeps_no_rule_removes() {
    let kept = DIRTY.replace("Ten ferries", "Ten quiet ferries");
    for flags in ["", "--select related", "--ignore harbour-site"] {
        check(&Case {
            files: &[("posts/a.md", &kept), ("site.yaml", PACK)],
            runs: &[
                Run { args: &format!("check posts {flags} --rules site.yaml"), ..Run::default() },
                Run { args: "check posts", exit: 1, stdout: &["also-link"], ..Run::default() },
            ],
            ..Case::default()
        });
    }
}

#[test]
fn every_command_that_cleans_takes_packs() {
    let files = &[("posts/b.md", NOTICE), ("posts/c.md", NEITHER), ("site.yaml", PACK)];
    let safe = "posts/b.md:1:1: harbour-site/ferry-notice (safe): phrase \"tickets are sold at the kiosk\"";
    let not_applied = "posts/b.md:3:1: harbour-site/press-line (unsafe, not applied): phrase \"Press office, no. 12\"";
    check(&Case {
        files,
        runs: &[
            Run { args: "check posts --rules site.yaml", exit: 1, stdout: &[safe, not_applied], ..Run::default() },
            Run { args: "diff posts --rules site.yaml", stdout: &["- │ **Tickets**"], ..Run::default() },
            Run { args: "dedup posts --clean --unsafe --rules site.yaml", stdout: &["b.md"], ..Run::default() },
            Run { args: "clean - --rules site.yaml", stdin: NOTICE.as_bytes(), stdout: &[NO_NOTICE], ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn the_ledger_remembers_packs_and_gives_back_what_they_removed() {
    let folder = Folder::with(&[("posts/b.md", NOTICE), ("site.yaml", PACK)]);
    folder.run(&Run { args: "clean posts --write --unsafe --rules site.yaml", ..Run::default() });
    let ledger = String::from_utf8(folder.read("posts/.unchaff/ledger/000001.jsonl")).expect("JSON");
    let header: Value = serde_json::from_str(ledger.lines().next().expect("a header")).expect("JSON");
    let hash = unchaff_driver::hash(PACK.as_bytes());
    assert_eq!(header["settings"]["packs"], format!("harbour-site={hash}"));
    // The file may be gone by then.
    std::fs::remove_file(folder.path("site.yaml")).expect("a file");
    folder.run(&Run { args: "restore posts --rule harbour-site/ferry-notice", ..Run::default() });
    assert_eq!(folder.read("posts/b.md"), NO_PRESS.as_bytes());
    folder.run(&Run { args: "restore posts", ..Run::default() });
    assert_eq!(folder.read("posts/b.md"), NOTICE.as_bytes());
}

#[test]
fn rules_of_packs_are_listed_and_explained() {
    check(&Case {
        files: &[("site.yaml", PACK)],
        runs: &[
            Run {
                args: "rules --rules site.yaml",
                stdout: &["also-link", "harbour-site/ferry-notice pack          the notice on the kiosk\n"],
                ..Run::default()
            },
            Run {
                args: "explain harbour-site/press-line --rules site.yaml",
                stdout: &[
                    "# harbour-site/press-line\n",
                    "Unsafe",
                    "```md\nIt leaves.\n\nPress office, no. 7\n```\n",
                    "\"documents\": 41",
                    "## What it keeps\n\n```md\nThe press office keeps no. 7 open.\n```\n",
                ],
                ..Run::default()
            },
            Run {
                args: "explain harbour-site --rules site.yaml",
                stdout: &[
                    "`harbour-site` is a pack of 2 rules:\n\nharbour-site/ferry-notice pack          the notice on the kiosk\n",
                    "`--ignore harbour-site` all but these. `unchaff explain harbour-site/ferry-notice` tells more.\n",
                ],
                ..Run::default()
            },
            Run { args: "explain also-link --rules site.yaml", stdout: &["# also-link\n"], ..Run::default() },
            Run { args: "explain harbour-site/press-line", exit: 2, stderr: &["--rules"], ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn unknown_names_and_broken_packs_are_refused() {
    let no_keeps = PACK.replace("    keeps: [The press office keeps no. 7 open.]\n", "");
    let files = &[("site.yaml", PACK), ("again.yaml", PACK), ("broken.yaml", &no_keeps), ("posts/b.md", NOTICE)];
    let broken = "broken.yaml: line 10, column 5: rules[1]: missing field `keeps`";
    for (args, hint) in [
        ("check posts --rules broken.yaml", broken),
        ("clean posts --out out --rules broken.yaml", broken),
        ("rules --rules broken.yaml", broken),
        ("rule-test broken.yaml", broken),
        ("check posts --rules missing.yaml", "missing.yaml: cannot read"),
        ("check posts --rules site.yaml --rules again.yaml", "again.yaml: another pack is named `harbour-site`"),
        ("check posts --rules site.yaml --select harbour-sit", "did you mean `harbour-site`?"),
        ("check posts --select harbour-site", "`harbour-site`"),
        ("explain harbour-sit --rules site.yaml", "did you mean `harbour-site`?"),
        ("explain harbour-site/press --rules site.yaml", "did you mean"),
    ] {
        check(&Case { files, runs: &[Run { args, exit: 2, stderr: &[hint], ..Run::default() }], ..Case::default() });
    }
}

#[test]
fn examples_are_tried_and_failures_shown() {
    let loses_nothing = PACK.replace("no. 7\\n\"]", "no. seven\\n\"]");
    let loses_too = PACK.replace("[The press office keeps no. 7 open.]", "[\"Press office, no. 7\"]");
    let by_another =
        PACK.replace("*Tickets are sold at the kiosk.*", "*Tickets are sold at the kiosk.*\\n\\nPress office, no. 7");
    let failed = "2 rules, 4 examples, 1 failed";
    for (pack, exit, stdout, stderr) in [
        (PACK, 0, &[][..], "2 rules, 4 examples, 0 failed"),
        (&loses_nothing, 1, &["p.yaml: harbour-site/press-line removes[0]: loses nothing\n", "  │ It leaves."], failed),
        (&loses_too, 1, &["p.yaml: harbour-site/press-line keeps[0]: loses something\n", "- │ Press office"], failed),
        (
            &by_another,
            1,
            &["harbour-site/ferry-notice removes[0]: loses something by another rule of the pack, too\n"],
            failed,
        ),
    ] {
        check(&Case {
            files: &[("p.yaml", pack)],
            runs: &[Run { args: "rule-test p.yaml", exit, stdout, stderr: &[stderr], ..Run::default() }],
            ..Case::default()
        });
    }
    // One broken file does not hide what is wrong with another.
    check(&Case {
        files: &[("p.yaml", &loses_too), ("q.yaml", "name: a\n")],
        runs: &[Run {
            args: "rule-test q.yaml p.yaml",
            exit: 2,
            stdout: &["keeps[0]"],
            stderr: &["q.yaml: line 1, column 1: missing field `unchaff-pack`", failed],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[test]
fn the_example_pack_is_true() {
    let example = std::fs::read_to_string(corpus::workspace().join("docs/example-pack.yaml")).expect("the example");
    check(&Case {
        files: &[("example.yaml", &example)],
        runs: &[Run { args: "rule-test example.yaml", stderr: &["6 rules, 12 examples, 0 failed"], ..Run::default() }],
        ..Case::default()
    });
}
