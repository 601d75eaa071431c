//! Groups of documents that say the same.

use crate::cli::{CLEANED, Case, DIRTY, Folder, PLAIN, Run, TITLED, UNTITLED, check};

const REPORT: &str = "out/.unchaff/duplicates.tsv";

/// An article of some length, and the same with another end.
const STORY: &str = "\
When the old ferry was sold, the island kept its bell. It hangs now over the door of the school, and the \
children ring it when the first snow falls. Nobody remembers who carried it up from the harbour, though several \
families claim that their grandfather did.

The captain who bought the ferry wanted the bell as well. He wrote four letters, each shorter than the one \
before, and in the last there was only a drawing of a bell and a question mark. The teacher answered with a \
drawing of a snowflake, and with that the correspondence came to an end.

Visitors may look at the bell on any weekday after three. They are asked not to ring it in summer, because the \
dogs of the whole island would run to the school and wait there for the snow.
";

fn longer_story() -> String {
    format!("{STORY}\nIn wet years they wait for long.\n")
}

fn story_folder() -> Folder {
    let titled = format!("---\ntitle: The bell\n---\n\n{STORY}");
    Folder::with(&[
        ("posts/b-near.md", &longer_story()),
        ("posts/c-titled.md", &titled),
        ("posts/a-first.md", STORY),
        ("posts/alone.md", PLAIN),
        ("posts/sub/z.txt", DIRTY),
        ("posts/sub/y.md", CLEANED),
    ])
}

/// A line of what `dedup` prints.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) group: u32,
    pub(super) keep: bool,
    pub(super) relation: String,
    pub(super) similarity: f64,
    pub(super) containment: f64,
    pub(super) reason: String,
}

/// Reads lines of columns, in the order of the fields of [`Row`].
pub(super) fn rows(tsv: &[u8]) -> Vec<Row> {
    let row = |line: &str| {
        let [id, group, keep, relation, similarity, containment, reason] = line.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("not seven columns: {line:?}")
        };
        assert!(["0", "1"].contains(&keep), "{line:?}");
        let score = |it: &str| it.parse().expect("a number");
        Row {
            id: id.to_string(),
            group: group.parse().expect("a number"),
            keep: keep == "1",
            relation: relation.to_string(),
            similarity: score(similarity),
            containment: score(containment),
            reason: reason.to_string(),
        }
    };
    std::str::from_utf8(tsv).expect("UTF-8").lines().map(row).collect()
}

/// What [`rows`] of [`story_folder`] must be, similarity apart.
fn check_rows(tsv: &[u8]) {
    let rows = rows(tsv);
    let named: Vec<_> = rows.iter().map(|it| (it.group, &*it.id, it.keep, &*it.relation, &*it.reason)).collect();
    let expected = [
        (1, "a-first.md", false, "near", ""),
        (1, "b-near.md", true, "kept", "longest: 147 words"),
        (1, "c-titled.md", false, "near", ""),
        (2, "sub/y.md", true, "kept", "longest: 9 words"),
        (2, "sub/z.txt", false, "exact", ""),
    ];
    assert_eq!(named, expected);
    for Row { id, relation, similarity, containment, .. } in rows {
        let fits = match relation.as_str() {
            "near" => (0.7..1.0).contains(&similarity) && similarity <= containment,
            _ => similarity >= 1.0 && containment >= 1.0,
        };
        assert!(fits && similarity <= 1.0 && containment <= 1.0, "{id} {relation} {similarity} {containment}");
    }
}

#[test]
fn groups_are_reported_and_the_longest_is_kept() {
    let folder = story_folder();
    folder.run(&Run { args: "clean posts --out out", stderr: &["2 groups of duplicates"], ..Run::default() });
    check_rows(&folder.read(REPORT));
    assert_eq!(folder.documents_in("out").len(), 6, "a report drops nothing");

    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    assert_eq!(folder.read("posts/.unchaff/duplicates.tsv"), folder.read(REPORT));
    assert_eq!(folder.documents_in("posts").len(), 6);
}

#[test]
fn no_report_is_begun_for_nothing() {
    for args in
        ["clean posts --out out --no-duplicates", "clean alone --out out", "clean alone --out out --duplicates drop"]
    {
        let folder = story_folder();
        folder.write("alone/a.md", PLAIN);
        folder.write("alone/b.md", STORY);
        folder.run(&Run { args, ..Run::default() });
        assert!(!folder.path(REPORT).exists(), "{args}");
    }
}

#[test]
fn dropped_documents_are_left_out_and_noted() {
    let folder = story_folder();
    let before = folder.files_in("posts");
    folder.run(&Run {
        args: "clean posts --out out --duplicates drop",
        stderr: &["3 documents left out"],
        ..Run::default()
    });
    let names: Vec<String> = folder.documents_in("out").keys().map(|it| it.display().to_string()).collect();
    assert_eq!(names, ["alone.md", "b-near.md", "sub/y.md"]);
    check_rows(&folder.read(REPORT));
    assert_eq!(folder.files_in("posts"), before, "originals are never touched");

    let ledger = String::from_utf8(folder.read("out/.unchaff/ledger/000001.jsonl")).expect("JSON");
    let noted: Vec<(String, String)> = ledger
        .lines()
        .map(|it| serde_json::from_str::<serde_json::Value>(it).expect("JSON"))
        .filter(|it| !it["duplicate_of"].is_null())
        .map(|it| {
            (it["path"].as_str().unwrap_or_default().into(), it["duplicate_of"].as_str().unwrap_or_default().into())
        })
        .collect();
    let expected = [("a-first.md", "b-near.md"), ("c-titled.md", "b-near.md"), ("sub/z.txt", "sub/y.md")];
    assert_eq!(noted, expected.map(|(path, kept)| (path.to_string(), kept.to_string())));
}

#[test]
fn a_folder_with_left_out_documents_can_be_restored() {
    for first in ["clean posts --out out --duplicates drop", "clean posts --out out"] {
        let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", DIRTY)]);
        folder.run(&Run { args: first, ..Run::default() });
        folder.run(&Run { args: "clean posts --out out --duplicates drop", ..Run::default() });
        assert!(!folder.path("out/b.md").exists(), "left out, also where an earlier run wrote it");
        folder.run(&Run { args: "restore out", stderr: &["restored 1 file"], ..Run::default() });
        assert_eq!(folder.read("out/a.md"), DIRTY.as_bytes(), "after {first}");
    }
}

#[test]
fn dedup_prints_groups_and_writes_nothing() {
    let folder = story_folder();
    let before = folder.files();
    let tsv = folder.run(&Run { args: "dedup posts --clean", stderr: &["2 groups"], ..Run::default() }).stdout;
    check_rows(&tsv);
    let jsonl = folder.run(&Run { args: "dedup posts --clean --format jsonl", ..Run::default() }).stdout;
    let lines: Vec<serde_json::Value> =
        std::str::from_utf8(&jsonl).expect("UTF-8").lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    assert_eq!(lines.len(), rows(&tsv).len());
    for (line, row) in lines.iter().zip(rows(&tsv)) {
        let Row { id, group, keep, relation, similarity, containment, reason } = row;
        assert_eq!((&line["id"], &line["cluster"], &line["keep"]), (&id.into(), &group.into(), &keep.into()));
        assert_eq!((&line["relation"], line["reason"].as_str().unwrap_or_default()), (&relation.into(), &*reason));
        assert_eq!((line["similarity"].as_f64(), line["containment"].as_f64()), (Some(similarity), Some(containment)));
    }
    assert_eq!(folder.files(), before);
}

#[test]
fn dedup_compares_what_is_there_unless_it_cleans_first() {
    for (args, groups) in [
        ("dedup posts", &[][..]),
        ("dedup posts --clean", &["a.md kept", "b.md exact"]),
        ("dedup posts --clean --ignore related", &[]),
        ("dedup titled --clean", &[]),
        ("dedup titled --clean --unsafe", &["a.md kept", "b.md exact"]),
    ] {
        let folder = Folder::with(&[
            ("posts/a.md", CLEANED),
            ("posts/b.md", DIRTY),
            ("titled/a.md", TITLED),
            ("titled/b.md", UNTITLED),
        ]);
        let said = folder.run(&Run { args, ..Run::default() });
        let found: Vec<String> = rows(&said.stdout).iter().map(|it| format!("{} {}", it.id, it.relation)).collect();
        assert_eq!(found, groups, "{args}");
    }
}

#[test]
fn the_order_of_paths_does_not_matter() {
    for orders in [
        ["dedup a b c", "dedup c b a", "dedup b c a"],
        ["dedup a b c --format jsonl", "dedup b a c --format jsonl", "dedup c ./a b --format jsonl"],
    ] {
        let folder =
            Folder::with(&[("a/x.md", STORY), ("a/sub/x.md", &longer_story()), ("b/x.md", STORY), ("c/x.md", STORY)]);
        let [first, second, third] = orders
            .map(|args| String::from_utf8_lossy(&folder.run(&Run { args, ..Run::default() }).stdout).into_owned());
        assert!(!first.is_empty());
        assert_eq!(second, first, "{orders:?}");
        assert_eq!(third, first, "{orders:?}");
    }
}

#[test]
fn the_order_of_paths_does_not_change_what_clean_writes() {
    for orders in [
        ["clean a b c --out out", "clean c b a --out out"],
        ["clean a b c --out out --duplicates drop", "clean b c a --out out --duplicates drop"],
        ["clean a b c --write", "clean b c a --write"],
    ] {
        let [first, second] = orders.map(|args| {
            let dirty = format!("{}\n{DIRTY}", longer_story());
            let folder =
                Folder::with(&[("a/1.md", STORY), ("a/sub/2.md", &dirty), ("b/3.md", STORY), ("c/4.md", DIRTY)]);
            folder.run(&Run { args, ..Run::default() });
            folder.files()
        });
        assert_eq!(super::readable(&first), super::readable(&second), "{orders:?}");
    }
}

#[test]
fn a_file_that_is_reached_by_two_ways_has_one_name() {
    let folder = Folder::with(&[("a/x.md", STORY), ("a/sub/y.md", &longer_story())]);
    for args in ["dedup a a/sub", "dedup a/sub a", "dedup a/sub/y.md a a/sub", "dedup a a/../a"] {
        let stdout = folder.run(&Run { args, ..Run::default() }).stdout;
        let files: Vec<String> = rows(&stdout).into_iter().map(|it| it.id).collect();
        assert_eq!(files, ["sub/y.md", "x.md"], "{args}");
    }
}

/// Empty bodies say nothing, so they do not say the same.
#[test]
fn documents_without_words_are_no_duplicates() {
    let stub = |title: &str| format!("---\ntitle: {title}\n---\n");
    let files = [
        ("posts/a.md", String::new()),
        ("posts/b.md", String::new()),
        ("posts/c.md", stub("One")),
        ("posts/d.md", stub("Two")),
    ];
    check(&Case {
        files: &files.each_ref().map(|(name, content)| (*name, content.as_str())),
        runs: &[Run { args: "dedup posts", stderr: &["0 groups"], ..Run::default() }],
        ..Case::default()
    });
}
