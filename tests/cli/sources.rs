//! What `dedup` compares: by whatever way a document comes, it is one document, and no other is taken for it.

use crate::cli::{Case, Folder, Run, check};

const FERRY: &str =
    "The old ferry was sold, and the island kept its bell, which hangs over the door of the school now.";

/// Records with one text.
fn records(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("{}\n", serde_json::json!({"id": id, "text": FERRY}))).collect()
}

fn n_documents(folder: &Folder, args: &str, n: usize) {
    let documents = format!("{n} document{},", if n == 1 { "" } else { "s" });
    folder.run(&Run { args, stderr: &[&documents], ..Run::default() });
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_utf8_are_told_apart() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = Folder::with(&[("posts/a.md", FERRY), ("a/b/x.md", FERRY), ("a\\b/x.md", FERRY)]);
    for name in [b"posts/\xFE.md", b"posts/\xFF.md"] {
        folder.write(OsStr::from_bytes(name), FERRY);
    }
    let said = folder.run(&Run { args: "dedup posts", stderr: &["3 documents"], ..Run::default() });
    assert!(String::from_utf8_lossy(&said.stdout).contains(r"\\xFE.md"));
    n_documents(&folder, r"dedup a/b a\b", 2);
}

#[test]
fn a_file_is_one_document_by_way_of_any_folder() {
    let folder = Folder::with(&[("posts/sub/a.md", FERRY)]);
    for paths in ["posts/sub", "posts", "posts/sub/a.md", "posts/sub posts"] {
        n_documents(&folder, &format!("dedup {paths} --index index"), 1);
    }
    folder.write("posts/sub/a.md", FERRY.replace("ferry", "bus"));
    n_documents(&folder, "dedup posts --index index", 1);
    folder.write("posts/sub/b.md", FERRY);
    n_documents(&folder, "dedup posts/sub --index index", 2);
    std::fs::remove_file(folder.path("posts/sub/a.md")).expect("it is there");
    n_documents(&folder, "dedup posts --index index", 1);
}

#[test]
fn what_a_walk_passes_over_stays_in_the_index() {
    let folder =
        Folder::with(&[("posts/.drafts/a.md", FERRY), ("posts/a.md", FERRY), ("posts/r.jsonl", &records(&["r"]))]);
    n_documents(&folder, "dedup posts/.drafts posts/r.jsonl --index index", 2);
    n_documents(&folder, "dedup posts --index index", 3);
    std::fs::remove_file(folder.path("posts/.drafts/a.md")).expect("it is there");
    n_documents(&folder, "dedup posts --index index", 2);
}

#[test]
fn what_is_not_text_any_more_leaves_the_index_and_is_named() {
    let folder = Folder::with(&[("posts/a.md", FERRY), ("posts/b.md", FERRY)]);
    n_documents(&folder, "dedup posts --index index", 2);
    folder.write("posts/b.md", b"caf\xE9");
    let stderr = &["b.md: not UTF-8: left out", "1 document,"];
    folder.run(&Run { args: "dedup posts --index index", stderr, ..Run::default() });
    folder.write("posts/b.md", FERRY);
    n_documents(&folder, "dedup posts --index index", 2);
}

#[test]
fn a_record_moves_to_another_file() {
    let folder = Folder::with(&[("one.jsonl", &records(&["a", "b"])), ("two.jsonl", &records(&["c"]))]);
    n_documents(&folder, "dedup one.jsonl two.jsonl --index index", 3);
    folder.write("one.jsonl", records(&["b"]));
    folder.write("two.jsonl", records(&["c", "a"]));
    n_documents(&folder, "dedup one.jsonl two.jsonl --index index", 3);
    n_documents(&folder, "dedup one.jsonl --index index", 3);
}

#[test]
fn a_file_and_a_record_of_one_name_are_not_both_kept() {
    let expected =
        "posts/a.md\t1\t1\tkept\t1.0000\t1.0000\tlongest: 20 words\nposts/a.md\t1\t0\texact\t1.0000\t1.0000\t\n";
    let stdout = &[expected];
    check(&Case {
        files: &[("posts/a.md", FERRY), ("a.jsonl", &records(&["posts/a.md"]))],
        runs: &[Run { args: "dedup posts a.jsonl", stdout, ..Run::default() }],
        ..Case::default()
    });
}

#[test]
fn a_file_that_is_missing_costs_no_other_its_report() {
    check(&Case {
        files: &[("a.jsonl", &records(&["a", "b"]))],
        runs: &[Run {
            args: "dedup missing.jsonl a.jsonl --format jsonl",
            exit: 2,
            stdout: &["\"id\":\"b\"", "\"passages\""],
            stderr: &["missing.jsonl: cannot read"],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[test]
fn what_stands_in_three_others_is_one_document() {
    let words = |name: &str, n: usize| (0..n).map(|it| format!("{name}{it} ")).collect::<String>();
    let folder = Folder::with(&[("posts/part.md", &words("part", 100))]);
    for whole in ["east", "north", "west"] {
        folder.write(format!("posts/{whole}.md"), words("part", 100) + &words(whole, 300));
    }
    let stderr = &["1 document stands nearly whole in others"];
    let said = folder.run(&Run { args: "dedup posts", stderr, ..Run::default() });
    assert_eq!(said.stdout.iter().filter(|it| **it == b'\n').count(), 1);
}

/// Most of each page is furniture, so all are near-copies of each other; and an article was posted there thirty times.
#[test]
fn pages_of_one_site_are_no_duplicates_and_copies_among_them_are() {
    let words = |name: &str, n: usize| (0..n).map(|it| format!("{name}{it} ")).collect::<String>();
    let menu: String = (0..60).map(|it| words(&format!("menu{it}x"), 5) + "\n").collect();
    let page = |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": format!("{menu}{text}")}));
    let pages = (0..100).map(|it| page(&format!("page-{it}"), &words(&format!("page{it}x"), 60)));
    let article = words("article", 60);
    let copies = (0..30).map(|it| page(&format!("copy-{it}"), &article.replace(&format!("article{it} "), "other ")));
    let folder = Folder::with(&[("site.jsonl", &pages.chain(copies).collect::<String>())]);
    let stderr = &["60 lines stand in many", "130 documents, 1 group of duplicates, 29 to leave out"];
    folder.run(&Run { args: "dedup site.jsonl", stderr, ..Run::default() });
}
