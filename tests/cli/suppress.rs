//! What an author has switched off in a file.

use crate::cli::{CLEANED, Case, DIRTY, Run, TITLED, UNTITLED, check};

/// The document with a Safe finding, with words to the program before the finding and at the end of its line.
fn marked(before: &str, behind: &str) -> String {
    let (first, rest) = DIRTY.split_once("**Also").expect("the label");
    let (pointer, last) = rest.split_once("\n").expect("a line");
    format!("{first}{before}**Also{pointer}{behind}\n{last}")
}

#[test]
fn comments_and_headers_switch_rules_off() {
    for content in [
        marked("<!-- unchaff-disable -->\n\n", ""),
        marked("<!-- unchaff-disable also-link -->\n\n", "\n\n<!-- unchaff-enable also-link -->"),
        marked("<!-- unchaff-disable-next-line related -- ours -->\n", ""),
        marked("", " <!-- unchaff-disable-line also-link -->"),
        format!("{DIRTY}\n<!-- unchaff-disable-file also-link -->\n"),
        format!("---\nunchaff: {{ignore: [also-link]}}\n---\n\n{DIRTY}"),
        format!("---\nunchaff: {{ignore: all}}\n---\n\n{DIRTY}"),
    ] {
        for args in ["check posts", "check posts --unsafe", "check posts --select also-link,directive"] {
            let folder = check(&Case {
                files: &[("posts/a.md", &content)],
                runs: &[Run { args: "clean posts --write", stderr: &["0 changed"], ..Run::default() }],
                ..Case::default()
            });
            let said = folder.run(&Run { args, stderr: &["0 would change"], ..Run::default() });
            assert!(said.stdout.is_empty(), "{args} of {content:?}: {:?}", String::from_utf8_lossy(&said.stdout));
        }
    }
}

#[test]
fn other_documents_and_other_rules_go_on() {
    let comment = "<!-- unchaff-disable-file trailing-space -->\n";
    check(&Case {
        files: &[
            ("posts/a.md", &marked("<!-- unchaff-disable -->\n\n", "")),
            ("posts/b.md", DIRTY),
            ("posts/c.md", &format!("{DIRTY}\nTwo \nlines.\n\n{comment}")),
        ],
        runs: &[Run { args: "clean posts --write", stderr: &["2 changed"], ..Run::default() }],
        after: &[("posts/b.md", CLEANED), ("posts/c.md", &format!("{CLEANED}\nTwo \nlines.\n\n{comment}"))],
        state: &["posts/.unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn what_is_switched_off_in_vain_is_reported_once() {
    for (content, report) in [
        (format!("{DIRTY}\n<!-- unchaff-disable-line also-link -->\n"), "7:1: unused-suppression (report only)"),
        (format!("{DIRTY}\n<!-- unchaff-disable-file also-lnk -->\n"), "also-lnk: no rule"),
        (format!("{DIRTY}\n<!-- unchaff-enable -->\n"), "is not disabled here"),
        (format!("---\nunchaff: {{ignore: [image-credit]}}\n---\n{DIRTY}"), "a.md:2:11: unused-suppression"),
    ] {
        let run = Run { args: "check posts", exit: 1, stdout: &[report], ..Run::default() };
        let folder = check(&Case { files: &[("posts/a.md", &content)], ..Case::default() });
        // The document loses something, so it is looked at twice.
        let said = String::from_utf8(folder.run(&run).stdout).expect("text");
        assert_eq!(said.matches("unused-suppression").count(), 1, "{said}");
        let run = Run { args: "check posts --ignore unused-suppression", exit: 1, ..Run::default() };
        let said = String::from_utf8(folder.run(&run).stdout).expect("text");
        assert!(!said.contains("unused-suppression"), "{said}");
    }
}

#[test]
fn rules_that_do_not_run_are_not_missed() {
    let content = "Nothing to see. <!-- unchaff-disable-line also-link -->\n";
    check(&Case {
        files: &[("posts/a.md", content)],
        runs: &[
            Run { args: "check posts", stdout: &["also-link: suppresses nothing"], ..Run::default() },
            Run { args: "clean posts --write", stderr: &["1 report for a person"], ..Run::default() },
        ],
        ..Case::default()
    });
    for args in ["check posts --ignore also-link", "check posts --select whitespace,unused-suppression"] {
        let folder = check(&Case { files: &[("posts/a.md", content)], ..Case::default() });
        assert_eq!(folder.run(&Run { args, ..Run::default() }).stdout, b"", "{args}");
    }
}

/// The outer advert is seen only after the inner one has gone.
#[test]
fn what_is_switched_off_stays_so_when_other_edits_uncover_it() {
    let inner = "<!-- ad start --><!-- ad end -->\n";
    let off = "<!-- unchaff-disable-line affiliate-block -->";
    let content = format!("The quay is dry.\n\n<!-- ads begin -->\n{inner}<!-- ads end --> {off}\n");
    let cleaned = content.replace(inner, "");
    let folder = check(&Case {
        files: &[("posts/a.md", &content)],
        runs: &[Run { args: "clean posts --write", ..Run::default() }],
        after: &[("posts/a.md", &cleaned)],
        state: &["posts/.unchaff/ledger/000001.jsonl"],
    });
    folder.write("posts/a.md", &content);
    let said = folder.run(&Run { args: "check posts", exit: 1, ..Run::default() }).stdout;
    let said = String::from_utf8(said).expect("text");
    assert!(said.contains("affiliate-block (safe)") && !said.contains("unused-suppression"), "{said}");
}

#[test]
fn unsafe_findings_are_switched_off_too() {
    let title = "# Night boats\n";
    let off = "<!-- unchaff-disable-next-line duplicate-title -->\n";
    let content = TITLED.replace(title, &format!("{off}{title}"));
    let run = Run { args: "check posts", stdout: &[], stderr: &["0 would change"], ..Run::default() };
    let folder = check(&Case { files: &[("posts/a.md", &content)], runs: &[run], ..Case::default() });
    folder.run(&Run { args: "clean posts --write --unsafe", stderr: &["0 changed"], ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), content.as_bytes());
    assert_eq!(content.replace(off, "").replace(&format!("{title}\n"), ""), UNTITLED);
}
