//! What a person has said of findings, in a file.

use serde_json::Value;

use crate::cli::{CLEANED, Case, DIRTY, Folder, PLAIN, Run, TITLED, UNTITLED, check};

/// Two links that say the same, and another.
const LINKS: &str = "The ferry leaves at six.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt returns at \
    eight.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\n**Also: [Two piers](https://example.com/two)**\n\n\
    Nobody waits for it.\n";

/// The hash of each finding of a document, in order.
fn hashes(folder: &Folder, name: &str) -> Vec<(String, u64)> {
    let args = format!("check {name} --format jsonl --exit-zero");
    let rows = folder.run(&Run { args: &args, ..Run::default() }).stdout;
    let of = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        (row["text-hash"].as_str().expect("a hash").to_string(), row["nth"].as_u64().expect("a number"))
    };
    String::from_utf8_lossy(&rows).lines().map(of).collect()
}

fn edit(path: &str, rule: &str, (text, nth): &(String, u64), decision: &str) -> String {
    format!(r#"{{"path":"{path}","rule":"{rule}","text":"{text}","nth":{nth},"decision":"{decision}"}}"#)
}

#[test]
fn a_rejected_removal_stays_wherever_it_stands() {
    let folder = Folder::with(&[("posts/a.md", LINKS)]);
    let known = hashes(&folder, "posts");
    assert_eq!(known.len(), 3);
    assert_eq!((&known[0].0, known[0].1, known[1].1), (&known[1].0, 1, 2));
    let second = edit("posts/a.md", "also-link", &known[1], "reject");
    folder.write("said.json", format!(r#"{{"unchaff-decisions":1,"edits":[{second}]}}"#));
    let args = "clean posts --out out --decisions said.json --no-duplicates";
    folder.run(&Run { args, ..Run::default() });
    let kept = "The ferry leaves at six.\n\nIt returns at eight.\n\n**Also: [Ten \
        ferries](https://example.com/ten)**\n\nNobody waits for it.\n";
    assert_eq!(String::from_utf8_lossy(&folder.read("out/a.md")), kept);
    folder.run(&Run { args: "restore out", ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&folder.read("out/a.md")), LINKS);
    // Lines that were written above it do not matter.
    folder.write("posts/a.md", format!("Seven boats.\n\n{LINKS}"));
    let args = "clean posts --out new --decisions said.json --no-duplicates";
    folder.run(&Run { args, ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&folder.read("new/a.md")), format!("Seven boats.\n\n{kept}"));
    // Of two that say the same, one is left by the first run: it stays in the second.
    folder.run(&Run { args: "clean posts --write --decisions said.json --no-duplicates", ..Run::default() });
    folder.run(&Run { args: "clean posts --write --decisions said.json --no-duplicates", ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), folder.read("new/a.md"));
    // A link that is not there any more is missed.
    folder.write("posts/a.md", PLAIN);
    let args = "clean posts --out third --decisions said.json --no-duplicates";
    let stale = &["posts/a.md:1:1: 1 rejected passage does not stand here any more"];
    folder.run(&Run { args, stderr: stale, ..Run::default() });
}

#[test]
fn rules_and_files_can_be_decided_and_less_counts_more() {
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", TITLED), ("posts/c.md", DIRTY)];
    for (said, after) in [
        (r#""rules":{"also-link":"reject"}"#, &[][..]),
        (
            r#""rules":{"duplicate-title":"accept"}"#,
            &[("posts/a.md", CLEANED), ("posts/b.md", UNTITLED), ("posts/c.md", CLEANED)],
        ),
        (r#""files":{"posts/a.md":"reject"}"#, &[("posts/c.md", CLEANED)]),
        (
            r#""files":{"posts/b.md":"accept"}"#,
            &[("posts/a.md", CLEANED), ("posts/b.md", UNTITLED), ("posts/c.md", CLEANED)],
        ),
        (r#""rules":{"also-link":"reject"},"files":{"posts/c.md":"accept"}"#, &[("posts/c.md", CLEANED)]),
    ] {
        let said = format!(r#"{{"unchaff-decisions":1,{said}}}"#);
        let mut files = files.to_vec();
        files.push(("said.json", &said));
        let state: Vec<&str> = if after.is_empty() { Vec::new() } else { vec!["posts/.unchaff/ledger/000001.jsonl"] };
        check(&Case {
            files: &files,
            runs: &[Run { args: "clean posts --write --no-duplicates --decisions said.json", ..Run::default() }],
            after,
            state: &state,
        });
    }
}

#[test]
fn check_and_diff_obey_too_and_a_pipe() {
    let files = &[("posts/a.md", DIRTY), ("said.json", r#"{"unchaff-decisions":1,"rules":{"also-link":"reject"}}"#)];
    let folder = Folder::with(files);
    for args in ["check posts --decisions said.json", "diff posts --decisions said.json"] {
        assert!(folder.run(&Run { args, ..Run::default() }).stdout.is_empty(), "{args}");
    }
    let piped = folder.run(&Run { args: "clean - --decisions said.json", stdin: DIRTY.as_bytes(), ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&piped.stdout), DIRTY);
}

#[test]
fn what_holds_no_decisions_is_refused() {
    for (content, why) in [
        ("", "said.json: no decisions: EOF"),
        ("{}", "missing field `unchaff-decisions`"),
        (r#"{"unchaff-decisions":2}"#, "decisions of version 2"),
        (r#"{"unchaff-decisions":1,"rules":{"also-link":"maybe"}}"#, "unknown variant `maybe`"),
        (r#"{"unchaff-decisions":1,"ruls":{}}"#, "unknown field `ruls`"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("said.json", content)],
            runs: &[Run {
                args: "clean posts --write --decisions said.json",
                exit: 2,
                stderr: &[why],
                ..Run::default()
            }],
            ..Case::default()
        });
    }
}

#[test]
fn rules_that_nobody_has_are_missed() {
    let typo = "said.json: no rule is named `also-lnik`: did you mean `also-link`?";
    let pack = "said.json: `site/notice` is a rule of a pack that is not used here (--rules names packs)";
    for (rule, exit, stderr) in [
        ("also-lnik", 2, Some(typo)),
        // Decisions are about rules, not about all of a category.
        ("advert", 2, Some("said.json: no rule is named `advert`")),
        ("site/notice", 0, Some(pack)),
        ("page-chrome", 0, None),
        ("adblock-list", 0, None),
    ] {
        let said = format!(r#"{{"unchaff-decisions":1,"rules":{{"{rule}":"reject"}}}}"#);
        let folder = Folder::with(&[("posts/a.md", PLAIN), ("said.json", &said)]);
        for args in ["clean posts --write --decisions said.json", "diff posts --decisions said.json"] {
            let found = folder.run(&Run { args, exit, stderr: stderr.as_slice(), ..Run::default() }).stderr;
            assert_eq!(stderr.is_some(), found.contains("said.json"), "{rule}");
        }
        let args = "clean - --decisions said.json";
        folder.run(&Run { args, exit, stderr: stderr.as_slice(), stdin: PLAIN.as_bytes(), ..Run::default() });
    }
}

#[test]
fn decisions_know_documents_from_one_folder_only() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", DIRTY)]);
    folder.write("said.json", r#"{"unchaff-decisions":1,"files":{"posts/a.md":"reject"}}"#);
    let full = folder.path("posts").display().to_string();
    for posts in ["posts", "./posts", "posts/../posts", &full] {
        let args = format!("diff -u {posts}/a.md {posts}/b.md --decisions said.json");
        let diff = folder.run(&Run { args: &args, ..Run::default() }).stdout;
        assert!(!String::from_utf8_lossy(&diff).contains("a.md"), "{posts}");
    }
    let none = &["the decisions speak of none of these documents: run this in the folder where they were made"];
    folder.run(&Run {
        args: "clean posts/b.md --write --decisions said.json",
        exit: 2,
        stderr: none,
        ..Run::default()
    });
    // What is said of rules counts anywhere.
    let both = r#"{"unchaff-decisions":1,"rules":{"also-link":"reject"},"files":{"posts/a.md":"reject"}}"#;
    folder.write("said.json", both);
    let rules = &["only decisions about rules count: the others speak of none of these (run this in the folder"];
    folder.run(&Run { args: "clean posts/b.md --write --decisions said.json", stderr: rules, ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&folder.read("posts/b.md")), DIRTY);
    folder.write("said.json", r#"{"unchaff-decisions":1,"files":{"posts/a.md":"reject","c.md":"reject"}}"#);
    let one = &["the decisions speak of 1 document that is not here"];
    folder.run(&Run { args: "clean posts --write --decisions said.json", stderr: one, ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&folder.read("posts/a.md")), DIRTY);
    assert_eq!(String::from_utf8_lossy(&folder.read("posts/b.md")), CLEANED);
}

#[test]
fn what_is_over_the_budget_goes_if_it_is_accepted() {
    let source = include_str!("../../seeds/rules/forum-frame/removes-frame-of-a-topic.md");
    let over = &["more than the budget of 40 %"];
    for (said, is_changed) in
        [("", false), (r#","files":{"a.md":"reject"}"#, false), (r#","files":{"a.md":"accept"}"#, true)]
    {
        let folder = Folder::with(&[("a.md", source)]);
        folder.write("said.json", format!(r#"{{"unchaff-decisions":1{said}}}"#));
        let exit = i32::from(said.is_empty());
        let stderr = if said.is_empty() { &over[..] } else { &[] };
        folder.run(&Run { args: "clean a.md --write --decisions said.json", exit, stderr, ..Run::default() });
        assert_eq!(folder.read("a.md") != source.as_bytes(), is_changed, "{said}");
    }
}

#[test]
fn a_repair_is_made_whole_or_not_at_all() {
    let twice = "---\ntitle: Rails\ndescription: \"\\\"We rode the train and walked\\\"\"\n---\nAll of it was slow.\n";
    let folder = Folder::with(&[("a.md", twice)]);
    let known = hashes(&folder, "a.md");
    assert_eq!(known.len(), 1);
    for (decision, expected) in [("reject", twice.to_string()), ("accept", twice.replace("\\\"", ""))] {
        let said = edit("a.md", "quoted-twice", &known[0], decision);
        folder.write("a.md", twice);
        folder.write("said.json", format!(r#"{{"unchaff-decisions":1,"edits":[{said}]}}"#));
        folder.run(&Run { args: "clean a.md --write --decisions said.json", ..Run::default() });
        assert_eq!(String::from_utf8_lossy(&folder.read("a.md")), expected, "{decision}");
    }
    // One row, with the value before and after.
    folder.write("a.md", twice);
    let full = folder.run(&Run { args: "check a.md --format full --exit-zero", ..Run::default() }).stdout;
    let row = "a.md:3:15: quoted-twice (unsafe, not applied): value \"description: two pairs of quotes\"\n- │ \
        \\\"We rode the train and walked\\\"\n+ │ We rode the train and walked\n\n";
    assert_eq!(String::from_utf8_lossy(&full), row);
    let table = folder.run(&Run { args: "check a.md --statistics --exit-zero", ..Run::default() }).stdout;
    assert!(String::from_utf8_lossy(&table).ends_with(" 4 bytes\n"), "only the quotes go");
    // The page marks both parts with the one finding.
    folder.run(&Run { args: "review a.md", ..Run::default() });
    let page = String::from_utf8_lossy(&folder.read("review.html")).into_owned();
    assert_eq!(page.matches(r#""finding":0"#).count(), 2);
}
