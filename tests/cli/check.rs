//! `check`: the forms of what it says, exit codes, findings that are known already.

use serde_json::Value;

use crate::cli::{BLANKS, Case, DIRTY, Folder, PLAIN, Run, TITLED, check};

/// A document with a finding of each kind: Safe, Unsafe, and one that only a person can judge.
const MIXED: &str = "---\ntitle: Night boats\n---\n\n# Night boats\n\nThey run again, on Fridays only.\n\n\
    **Also: [Ten ferries](https://example.com/ten)**\n\n<!-- unchaff-disable-line also-lnk -->\n\nThe end, 100%.\n";

fn said(args: &str, files: &[(&str, &str)], exit: i32) -> String {
    let folder = Folder::with(files);
    String::from_utf8(folder.run(&Run { args, exit, ..Run::default() }).stdout).expect("text")
}

#[test]
fn a_finding_is_a_line_or_a_paragraph() {
    let files = &[("posts/a.md", MIXED)];
    let also = "posts/a.md:9:1: also-link (safe): label \"Also:\"\n";
    let title = "posts/a.md:5:1: duplicate-title (unsafe, not applied): repeats \"title\"\n";
    let comment = "posts/a.md:11:1: unused-suppression (report only): \
        markup \"unchaff-disable-line also-lnk: no rule or category is named so\"\n";
    assert_eq!(said("check posts", files, 1), format!("{title}{also}{comment}"));
    let quoted = format!(
        "{title}- │ # Night boats\n\n{also}- │ **Also: [Ten ferries](https://example.com/ten)**\n\n\
         {comment}  │ <!-- unchaff-disable-line also-lnk -->\n\n"
    );
    assert_eq!(said("check posts --format full", files, 1), quoted);
    let repaired = "---\ntitle: \"Boats: a list\nlayout: post\n---\nAll of them float.\n";
    let quoted = said("check posts --format full", &[("posts/a.md", repaired)], 1);
    assert!(quoted.contains("- │ \"Boats: a list\n+ │ \"Boats: a list\"\n\n"), "{quoted}");
}

#[test]
fn findings_are_json_for_programs() {
    let files = &[("posts/a.md", MIXED), ("posts/b.md", PLAIN), ("posts/c.md", "caf\u{e9}")];
    let folder = Folder::with(files);
    folder.write("posts/c.md", b"caf\xe9");
    let json = folder.run(&Run { args: "check ./posts --format json", exit: 1, ..Run::default() }).stdout;
    let rows: Vec<Value> = serde_json::from_slice(&json).expect("a JSON array");
    let lines = folder.run(&Run { args: "check posts --format jsonl", exit: 1, ..Run::default() }).stdout;
    let lines: Vec<Value> = String::from_utf8_lossy(&lines)
        .lines()
        .map(|it| serde_json::from_str(it).expect("an object on each line"))
        .collect();
    assert_eq!(rows, lines);
    let states: Vec<&str> = rows.iter().filter_map(|it| it["state"].as_str()).collect();
    assert_eq!(states, ["not-applied", "applied", "reported", "note"]);
    let also = &rows[1];
    let of = |key: &str| also[key].as_u64().and_then(|it| usize::try_from(it).ok()).expect("a number");
    assert_eq!(&MIXED[of("start")..of("end")].trim_end(), &"**Also: [Ten ferries](https://example.com/ten)**");
    assert_eq!((of("line"), of("column"), of("nth")), (9, 1, 1));
    assert_eq!(
        (&also["path"], &also["category"], &also["applicability"]),
        (&"posts/a.md".into(), &"related".into(), &"safe".into())
    );
    assert_eq!(said("check posts --format json", &[("posts/b.md", PLAIN)], 0), "[]\n");
    assert_eq!(said("check posts --format jsonl", &[("posts/b.md", PLAIN)], 0), "");
}

#[test]
fn sarif_obeys_its_schema() {
    // The errata of the standard mend this pattern.
    let schema = include_str!("check/sarif-schema-2.1.0.json").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}?$");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let folder = Folder::with(&[
        ("posts/a, b: 1%.md", MIXED),
        ("posts/b.md", "---\ntitle: \"Boats: a\nb: 1\n---\nThey float.\n"),
    ]);
    folder.write("posts/c.md", b"caf\xe9");
    for (args, exit, n_results) in [
        ("check posts --format sarif", 1, 4),
        ("check posts nowhere --format sarif", 2, 4),
        ("check - --format sarif", 0, 0),
    ] {
        let log = folder.run(&Run { args, exit, ..Run::default() }).stdout;
        let log: Value = serde_json::from_slice(&log).expect("JSON");
        let wrong: Vec<String> = schema.iter_errors(&log).map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert!(wrong.is_empty(), "{args}: {wrong:#?}");
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().map(Vec::len), Some(n_results), "{args}");
        assert_eq!(run["invocations"][0]["executionSuccessful"], exit != 2);
        if n_results > 0 {
            let location = &run["results"][0]["locations"][0]["physicalLocation"];
            assert_eq!(location["artifactLocation"]["uri"], "posts/a%2C%20b%3A%201%25.md");
            assert_eq!(location["region"]["startLine"], 5);
        }
    }
}

#[test]
fn github_gets_annotations() {
    let lines = said("check posts --format github", &[("posts/a,1.md", MIXED)], 1);
    let expected = "::notice file=posts/a%2C1.md,line=5,endLine=5,col=1,endColumn=14,title=unchaff%3A duplicate-title::posts/a,1.md:5:1: \
        duplicate-title (unsafe, not applied): repeats \"title\"\n::warning file=posts/a%2C1.md,line=9,endLine=9,\
        col=1,endColumn=49,title=unchaff%3A also-link::posts/a,1.md:9:1: also-link (safe): label \"Also:\"\n";
    assert!(lines.starts_with(expected), "{lines}");
}

#[test]
fn statistics_count_by_rule() {
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", DIRTY), ("posts/c.md", TITLED), ("posts/d.md", BLANKS)];
    let lines = said("check posts --statistics", files, 1);
    let rows: Vec<Vec<&str>> = lines.lines().map(|it| it.split_whitespace().take(3).collect()).collect();
    assert_eq!(rows, [["2", "safe", "also-link"], ["1", "unsafe", "duplicate-title"], ["1", "safe", "trailing-space"]]);
}

#[test]
fn the_exit_code_can_be_waived_and_words_be_few() {
    for (args, exit, stderr) in [
        ("check posts", 1, "1 document checked, 1 would change\n"),
        ("check posts --exit-zero", 0, "1 document checked, 1 would change\n"),
        ("check posts -q", 1, ""),
        ("-q check posts --exit-zero", 0, ""),
        (
            "check posts nowhere -q --exit-zero",
            2,
            "unchaff: nowhere: cannot read: No such file or directory (os error 2)\n",
        ),
    ] {
        let folder = Folder::with(&[("posts/a.md", DIRTY)]);
        assert_eq!(folder.run(&Run { args, exit, ..Run::default() }).stderr, stderr, "{args}");
    }
}

#[test]
fn a_baseline_hides_what_is_known() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", TITLED)]);
    let wrote = &["2 findings recorded in known.json"];
    folder.run(&Run { args: "check posts --write-baseline known.json", stderr: wrote, ..Run::default() });
    let known = &["0 would change by what is new\n2 findings of the baseline neither shown nor counted\n"];
    let quiet = folder.run(&Run { args: "check ./posts --baseline known.json", stderr: known, ..Run::default() });
    assert!(quiet.stdout.is_empty());
    // A line above changes nothing; the same link once more is a new finding.
    folder.write("posts/a.md", format!("Seven boats.\n\n{DIRTY}"));
    folder.run(&Run { args: "check posts --baseline known.json", stderr: known, ..Run::default() });
    folder.write("posts/a.md", DIRTY.repeat(2));
    let new = &["posts/a.md:8:1: also-link"];
    let args = "check posts --baseline known.json";
    let said =
        folder.run(&Run { args, exit: 1, stdout: new, stderr: &["1 would change by what is new"], ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&said.stdout).lines().count(), 1);
    assert!(!said.stderr.contains("--unsafe"), "a known finding needs no hint: {}", said.stderr);
    for (content, why) in [("{}", "known.json: no baseline"), (r#"{"unchaff-baseline":9,"findings":{}}"#, "version 9")]
    {
        folder.write("known.json", content);
        folder.run(&Run { args: "check posts --baseline known.json", exit: 2, stderr: &[why], ..Run::default() });
    }
    folder.run(&Run {
        args: "check posts --baseline lost.json",
        exit: 2,
        stderr: &["lost.json: cannot read"],
        ..Run::default()
    });
}

#[test]
fn every_format_is_empty_where_nothing_is_found() {
    for format in ["concise", "full", "github", "jsonl"] {
        let args = format!("check posts --format {format}");
        check(&Case {
            files: &[("posts/a.md", PLAIN)],
            runs: &[Run { args: &args, ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn a_diff_names_lines_and_says_what_it_came_to() {
    let files = &[("posts/a.md", MIXED), ("plain.md", PLAIN)];
    let place = "\n  9:1  also-link  safe  label \"Also:\"\nnot applied (unsafe):\n  5:1  duplicate-title  unsafe  ";
    let report = "\nreported:\n  11:1  unused-suppression  ";
    let changed =
        &["1 document checked, 1 would change\n1 unsafe finding would not be applied: `--unsafe` applies them\n"];
    check(&Case {
        files,
        runs: &[
            Run { args: "diff posts", stdout: &[place, report], stderr: changed, ..Run::default() },
            Run { args: "diff -u posts", stderr: changed, ..Run::default() },
            Run { args: "diff plain.md", stderr: &["1 document checked, 0 would change\n"], ..Run::default() },
            Run { args: "diff -u plain.md", stderr: &["1 document checked, 0 would change\n"], ..Run::default() },
        ],
        ..Case::default()
    });
    let quiet = Folder::with(files).run(&Run { args: "diff plain.md -q", ..Run::default() });
    assert_eq!((quiet.stdout.as_slice(), quiet.stderr.as_str()), (&b""[..], ""));
}

#[test]
fn all_count_what_was_found_alike() {
    let twice = "---\ntitle: \"\\\"I Was Never Here\\\"\"\ndate: 2019-11-30\n---\n\nSo the keeper wrote.\n";
    let broken = "---\ntitle: Snow: a guide\n---\n\nSo the keeper wrote.\n";
    let folder = Folder::with(&[("twice.md", twice), ("broken.md", broken)]);
    for (command, exit) in [("check", 0), ("diff", 0), ("clean --out out", 0)] {
        let args = format!("{command} twice.md");
        folder.run(&Run { args: &args, exit, stderr: &["\n1 unsafe finding "], ..Run::default() });
    }
    let stdout = &["removed 4 of 77 bytes\n"];
    folder.run(&Run { args: "diff twice.md --unsafe", stdout, ..Run::default() });
    let stderr = &[" 1 removed          4 bytes\n"];
    folder.run(&Run { args: "clean twice.md --unsafe --out two", stderr, ..Run::default() });
    let stdout = &["removed 0 of 51 bytes, 1 passage mended\n"];
    folder.run(&Run { args: "diff broken.md", stdout, ..Run::default() });
    let stderr = &["0 of 51 bytes removed, 1 passage mended"];
    folder.run(&Run { args: "clean broken.md --out out", stderr, ..Run::default() });
}

#[test]
fn a_unified_diff_can_be_applied() {
    let files = &[("posts/a b.md", MIXED), ("posts/\u{e9} \"2\".md", BLANKS), ("posts/c.md", PLAIN)];
    let folder = Folder::with(files);
    let diff = folder.run(&Run { args: "diff ./posts -u --unsafe", ..Run::default() }).stdout;
    folder.run(&Run { args: "clean posts --out out --unsafe --no-duplicates", ..Run::default() });
    folder.write("changes.diff", &diff);
    let mut git = std::process::Command::new("git");
    // Blanks are what they are.
    git.args(["apply", "--whitespace=nowarn", "changes.diff"]).current_dir(folder.path(""));
    assert!(git.status().expect("git").success(), "{}", String::from_utf8_lossy(&diff));
    assert_eq!(folder.documents_in("posts"), folder.documents_in("out"));
}
