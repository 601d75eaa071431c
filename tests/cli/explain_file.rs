//! Why the blocks of a file stay or go.

use crate::cli::{Case, DIRTY, Folder, Run, TITLED, check};

const ORCHARD: &str = include_str!("../../seeds/pages/orchard-frost-candles.html");

const FILES: &[(&str, &str)] = &[("page.html", ORCHARD), ("a.md", DIRTY), ("titled.md", TITLED), ("also-link", DIRTY)];

/// `explain` of a folder with a page and two posts.
fn said(args: &str, exit: i32, stdout: &[&str], stderr: &[&str]) {
    check(&Case {
        files: FILES,
        runs: &[Run { args: &format!("explain {args}"), exit, stdout, stderr, ..Run::default() }],
        ..Case::default()
    });
}

/// The line on which a text stands, counted from 1.
fn line_of(text: &str) -> usize {
    ORCHARD.lines().position(|it| it.contains(text)).expect("it stands there") + 1
}

#[test]
fn a_line_of_a_page_is_explained_with_its_neighbours() {
    let line = line_of("Six people, two wheelbarrows");
    let stdout = [
        "page.html: HTML, taken for a whole page; ",
        " % right\n",
        &format!("> page.html:{line}:3: kept: "),
        " % likely to be of the article, 34 words: Six people, two wheelbarrows",
        &format!("  page.html:{}:3: kept: ", line - 1),
        "Light the lowest row first",
        "`unchaff explain page-chrome`",
    ];
    said(&format!("page.html:{line}"), 0, &stdout, &[]);
    said(&format!("page.html:{line}:20"), 0, &stdout, &[]);
    let line = line_of("Pressing");
    said(&format!("page.html:{line}"), 0, &[&format!("> page.html:{line}:"), ": goes: "], &[]);
}

#[test]
fn a_line_without_a_block_leads_to_the_nearest() {
    let line = line_of("class=\"related-posts\"");
    said(&format!("page.html:{line}"), 0, &["no block begins there; it goes with the next", "You may also like"], &[]);
    said(&format!("page.html:{}", line_of("<meta charset")), 0, &["no block is there"], &[]);
}

#[test]
fn a_whole_page_is_explained_block_by_block() {
    said("page.html", 0, &["The Vale Grower", "Frost candles in the upper orchard", "Privacy policy"], &[]);
    said("page.html --kind post", 0, &["left as it is", "note: an HTML page"], &[]);
    said("page.html --ignore page-chrome", 0, &["note: an HTML page"], &[]);
}

#[test]
fn what_cannot_be_read_is_not_taken_for_anything() {
    let folder = Folder::with(&[]);
    folder.write("latin.md", b"caf\xe9\n");
    let head = "latin.md: not readable, left as it is\nnote: not UTF-8: left unchanged";
    for args in ["explain latin.md", "explain latin.md:1"] {
        folder.run(&Run { args, stdout: &[head, "\nno rule looked at it\n"], ..Run::default() });
    }
}

#[test]
fn a_line_of_a_post_is_explained_by_what_rules_find() {
    said(
        "a.md:3",
        0,
        &["a.md: Markdown, taken for an article\n", "a.md:3:1 to 4:1: also-link (safe): label \"Also:\""],
        &[],
    );
    let hint = "`--kind page` would take it for a whole page\n";
    said("a.md:1", 0, &[&format!("no rule found anything there\n{hint}")], &[]);
    said("a.md --select advert,page", 0, &[&format!("no rule found anything\n{hint}")], &[]);
    for args in ["a.md:3", "a.md --select advert", "a.md:1 --kind page", "page.html --kind post"] {
        let folder = Folder::with(FILES);
        let said = folder.run(&Run { args: &format!("explain {args}"), ..Run::default() });
        assert!(!String::from_utf8_lossy(&said.stdout).contains(hint), "{args}");
    }
    said("titled.md:5", 0, &["duplicate-title (unsafe, not applied)"], &[]);
    said("titled.md:5 --unsafe", 0, &["duplicate-title (unsafe):"], &[]);
    said("a.md:3 --kind page", 0, &["taken for a whole page"], &[]);
}

#[test]
fn a_rule_is_meant_where_a_file_has_its_name() {
    said("also-link", 0, &["# also-link"], &[]);
    said("./also-link", 0, &["taken for an article"], &[]);
}

#[test]
fn what_is_not_there_is_named() {
    said("b.md", 2, &[], &["b.md: there is no such file"]);
    said("b.md:4", 2, &[], &["b.md:4: there is no such file"]);
    said("a.md:9", 2, &[], &["a.md has no line 9: it has 5"]);
    said("a.md:0", 2, &[], &["a.md:0: expected FILE:LINE or FILE:LINE:COLUMN; lines and columns count from 1"]);
    said("a.md:1:0", 2, &[], &["lines and columns count from 1"]);
    said("a.md:x", 2, &[], &["a.md:x: expected FILE:LINE"]);
    said("site/rule", 2, &[], &["is a rule of a pack"]);
    said("also-lnk", 2, &[], &["did you mean `also-link`?"]);
}
