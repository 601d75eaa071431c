//! What stays for the next run.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    check,
    made_up::{Random, corpus, edited, jsonl, prose},
};
use crate::cli::{Folder, Run};

type Documents = Vec<(String, String)>;

/// What a run prints.
fn report(folder: &Folder, args: &str) -> String {
    String::from_utf8(folder.run(&Run { args: &format!("dedup {args}"), ..Run::default() }).stdout).expect("UTF-8")
}

/// A run that says so and changes nothing.
fn refused(folder: &Folder, args: &str, stderr: &[&str]) {
    let before = folder.files();
    let said = folder.run(&Run { args: &format!("dedup {args}"), exit: 2, stderr, ..Run::default() });
    assert!(said.stdout.is_empty(), "{args}");
    assert!(!said.stderr.contains("panicked"), "{}", said.stderr);
    assert!(folder.files() == before, "{args} changed something");
}

fn write(folder: &Folder, name: &str, documents: &[(String, String)]) {
    folder.write(name, jsonl(documents));
}

fn remove(folder: &Folder, name: &str) {
    fs::remove_file(folder.path(name)).expect("it was there");
}

fn segments(folder: &Folder) -> BTreeMap<PathBuf, Vec<u8>> {
    folder.files_in("idx/segments")
}

fn copy(folder: &Folder, from: &str, to: &str) {
    for (name, bytes) in folder.files_in(from) {
        folder.write(Path::new(to).join(name), bytes);
    }
}

#[test]
fn a_second_run_says_the_same_and_writes_nothing_new() {
    let folder = Folder::with(&[("posts/a.md", &prose(1, 50)), ("posts/b.md", &prose(1, 50))]);
    write(&folder, "r.jsonl", &corpus(40));
    for args in ["posts", "r.jsonl", "posts r.jsonl"] {
        let without = report(&folder, args);
        let args = format!("{args} --index idx");
        let first = report(&folder, &args);
        let written = folder.files_in("idx");
        assert_eq!(first, without, "{args}");
        assert!(written.len() > 3);
        for again in [&args, &format!("{args} --threads 2"), &format!("{args} --memory 50M")] {
            assert_eq!(report(&folder, again), first, "{again}");
            assert!(folder.files_in("idx") == written, "{again}");
        }
        fs::remove_dir_all(folder.path("idx")).expect("an index");
    }
}

#[test]
fn new_documents_are_compared_with_those_of_yesterday() {
    let old = prose(1, 80);
    let folder = Folder::with(&[]);
    write(&folder, "monday.jsonl", &[("old".into(), old.clone()), ("other".into(), prose(2, 80))]);
    check(&folder, &Run { args: "dedup monday.jsonl --index idx", ..Run::default() }, &[]);
    let first = segments(&folder);
    write(&folder, "tuesday.jsonl", &[("new".into(), edited(&old, 1, 2)), ("third".into(), prose(3, 80))]);
    remove(&folder, "monday.jsonl");
    let expected = ["1 new kept*", "1 old near"];
    let stderr = &["4 documents, 1 group"];
    check(&folder, &Run { args: "dedup tuesday.jsonl --index idx", stderr, ..Run::default() }, &expected);
    let both = segments(&folder);
    assert!(first.iter().all(|(name, bytes)| both.get(name) == Some(bytes)), "segments never change");
    // Nothing new at all.
    write(&folder, "none.jsonl", &[]);
    check(&folder, &Run { args: "dedup none.jsonl --index idx", stderr, ..Run::default() }, &expected);
    assert!(segments(&folder) == both);
}

#[test]
fn what_a_run_changed_is_said() {
    let folder = Folder::with(&[("posts/a.md", &prose(1, 50)), ("posts/b.md", &prose(2, 50))]);
    let check = |stderr| check(&folder, &Run { args: "dedup posts --index idx", stderr, ..Run::default() }, &[]);
    check(&["index: 2 new or changed, 0 gone, 0 as before"]);
    folder.write("posts/a.md", prose(3, 50));
    folder.write("posts/c.md", prose(4, 50));
    remove(&folder, "posts/b.md");
    check(&["index: 2 new or changed, 1 gone, 0 as before"]);
    check(&["index: 0 new or changed, 0 gone, 2 as before"]);
}

#[test]
fn a_folder_that_is_gone_is_named_and_can_be_forgotten() {
    let text = prose(1, 80);
    let folder = Folder::with(&[("old/a.md", &text), ("old/b.md", &prose(2, 80))]);
    check(&folder, &Run { args: "dedup old --index idx", ..Run::default() }, &[]);
    fs::rename(folder.path("old"), folder.path("renamed")).expect("a folder");
    let both = ["1 old/a.md kept*", "1 renamed/a.md exact", "2 old/b.md kept*", "2 renamed/b.md exact"];
    let stderr = &["old: not there any more, but the index has its documents: `--forget old`?"];
    check(&folder, &Run { args: "dedup renamed --index idx", stderr, ..Run::default() }, &both);
    refused(
        &folder,
        "renamed --index idx --forget older",
        &["idx: knows no folder or file `older`, only `old`, `renamed`"],
    );
    let path = folder.path("old");
    let path = path.to_str().expect("UTF-8");
    copy(&folder, "idx", "idx-2");
    for forget in [format!("--index idx --forget {path}"), "--index idx-2 --forget old".to_string()] {
        let args = format!("dedup renamed {forget}");
        let stderr = &["index: 0 new or changed, 2 gone, 2 as before"];
        let said = folder.run(&Run { args: &args, stderr, ..Run::default() });
        assert!(said.stdout.is_empty() && !said.stderr.contains("not there any more"), "{forget}");
    }
    // Without a PATH nobody asks for groups.
    copy(&folder, "idx", "idx-3");
    folder.write("renamed/a-2.md", &text);
    check(
        &folder,
        &Run { args: "dedup renamed --index idx-3", ..Run::default() },
        &["1 renamed/a-2.md kept*", "1 renamed/a.md exact"],
    );
    folder.run(&Run { args: "dedup --index idx-3", exit: 2, stderr: &["<PATH>..."], ..Run::default() });
    let stderr = &["index: 0 new or changed, 3 gone, 0 as before"];
    check(&folder, &Run { args: "dedup --index idx-3 --forget renamed", stderr, ..Run::default() }, &[]);
    fs::remove_file(folder.path("renamed/a-2.md")).expect("a file");
    // It stays away. So does a folder in another one that was read.
    folder.write("renamed/in/c.md", prose(3, 80));
    folder.run(&Run { args: "dedup renamed renamed/in --index idx", ..Run::default() });
    fs::remove_dir_all(folder.path("renamed/in")).expect("a folder");
    let said = folder.run(&Run { args: "dedup renamed --index idx", ..Run::default() });
    assert!(said.stdout.is_empty() && !said.stderr.contains("not there any more"), "{}", said.stderr);
}

#[test]
fn a_changed_document_replaces_its_old_self() {
    let (one, two) = (prose(1, 80), prose(2, 80));
    let folder = Folder::with(&[("posts/a.md", &one), ("posts/b.md", &two), ("posts/c.md", &two)]);
    let run = |stderr: &[&str], expected: &[&str]| {
        check(&folder, &Run { args: "dedup posts --index idx", stderr, ..Run::default() }, expected);
    };
    run(&["3 documents"], &["1 b.md kept*", "1 c.md exact"]);
    folder.write("posts/c.md", &one);
    run(&["3 documents"], &["1 a.md kept*", "1 c.md exact"]);
    folder.write("posts/c.md", &two);
    run(&["3 documents"], &["1 b.md kept*", "1 c.md exact"]);
    folder.write("posts/b.md", "");
    run(&["3 documents", "0 groups"], &[]);
}

#[test]
fn what_decides_may_change_alone() {
    let line = |id: &str, url: &str| format!("{}\n", serde_json::json!({"id": id, "text": prose(1, 40), "url": url}));
    let folder = Folder::with(&[("a.jsonl", &format!("{}{}", line("a", "/a"), line("b", "/b/b")))]);
    let args = "dedup a.jsonl --index idx --keep shortest-url";
    check(&folder, &Run { args, ..Run::default() }, &["1 a kept*", "1 b exact"]);
    folder.write("a.jsonl", format!("{}{}", line("a", "/a/a/a"), line("b", "/b/b")));
    check(&folder, &Run { args, ..Run::default() }, &["1 a exact", "1 b kept*"]);
}

#[test]
fn a_deleted_file_leaves_if_everything_was_looked_at() {
    let text = prose(1, 60);
    let new = || Folder::with(&[("posts/a.md", &text), ("posts/b.md", &text), ("posts/c.md", &text)]);
    let all = ["1 a.md kept*", "1 b.md exact", "1 c.md exact"];
    let rest = ["1 a.md kept*", "1 b.md exact"];
    for (args, exit, expected) in [
        ("posts", 0, &rest[..]),
        ("posts --include **", 0, &rest),
        ("posts --exclude b.md", 0, &all),
        ("posts --include a.md", 0, &all),
        ("posts/a.md posts/b.md", 0, &all),
        ("posts missing", 2, &all),
        ("posts missing.md", 2, &all),
        ("posts missing.jsonl", 2, &rest),
    ] {
        let folder = new();
        check(&folder, &Run { args: "dedup posts --index idx", ..Run::default() }, &all);
        remove(&folder, "posts/c.md");
        let args = format!("dedup {args} --index idx");
        let said = folder.run(&Run { args: &args, exit, ..Run::default() });
        let ids: Vec<String> = super::rows(&said.stdout).into_iter().map(|it| it.id).collect();
        let expected: Vec<&str> = expected.iter().filter_map(|it| it.split(' ').nth(1)).collect();
        let ids: Vec<&str> = ids.iter().map(|it| it.strip_prefix("posts/").unwrap_or(it)).collect();
        assert_eq!(ids, expected, "{args}");
    }
}

#[test]
fn the_last_document_of_a_folder_leaves_too() {
    let text = prose(1, 60);
    let folder = Folder::with(&[("a/x.md", &text), ("b/y.md", &text)]);
    check(&folder, &Run { args: "dedup a b --index idx", ..Run::default() }, &["1 a/x.md kept*", "1 b/y.md exact"]);
    remove(&folder, "b/y.md");
    let stderr = &["1 document, 0 groups"];
    check(&folder, &Run { args: "dedup a b --index idx", stderr, ..Run::default() }, &[]);
    // And back.
    folder.write("b/y.md", &text);
    check(&folder, &Run { args: "dedup b --index idx", ..Run::default() }, &["1 a/x.md kept*", "1 b/y.md exact"]);
}

#[test]
fn a_record_that_is_gone_leaves_if_its_file_was_read_to_the_end() {
    let texts = [("a", prose(1, 60)), ("b", prose(1, 60)), ("c", prose(1, 60))];
    let [a, b, _] = &texts;
    let both = jsonl(&[a, b].map(Clone::clone));
    let folder = Folder::with(&[("r.jsonl", &jsonl(&texts))]);
    let all = ["1 a kept*", "1 b exact", "1 c exact"];
    let args = "dedup r.jsonl --index idx";
    check(&folder, &Run { args, ..Run::default() }, &all);
    folder.write("r.jsonl", format!("{both}{{\"id\": \"c\", "));
    check(&folder, &Run { args, exit: 2, ..Run::default() }, &all);
    folder.write("r.jsonl", both);
    check(&folder, &Run { args, ..Run::default() }, &all[..2]);
}

#[test]
fn a_record_belongs_to_the_file_in_which_it_came_last() {
    let documents = [("a", prose(1, 60)), ("b", prose(1, 60)), ("c", prose(2, 60))];
    let [a, b, c] = documents;
    let folder = Folder::with(&[
        ("one.jsonl", &jsonl(&[a.clone(), b.clone()])),
        ("two.jsonl", &jsonl(&[(b.0, c.1.clone()), c])),
    ]);
    check(&folder, &Run { args: "dedup one.jsonl --index idx", ..Run::default() }, &["1 a kept*", "1 b exact"]);
    // Another text under a known id.
    check(&folder, &Run { args: "dedup two.jsonl --index idx", ..Run::default() }, &["1 b kept*", "1 c exact"]);
    check(&folder, &Run { args: "dedup one.jsonl --index idx", ..Run::default() }, &["1 a kept*", "1 b exact"]);
    // The same text: who reads the first file without it cannot remove it any more.
    folder.write("two.jsonl", jsonl(&[b]));
    check(&folder, &Run { args: "dedup two.jsonl --index idx", ..Run::default() }, &["1 a kept*", "1 b exact"]);
    folder.write("one.jsonl", jsonl(&[a]));
    check(&folder, &Run { args: "dedup one.jsonl --index idx", ..Run::default() }, &["1 a kept*", "1 b exact"]);
    folder.write("two.jsonl", "");
    let stderr = &["1 document, 0 groups"];
    check(&folder, &Run { args: "dedup two.jsonl --index idx", stderr, ..Run::default() }, &[]);
}

#[test]
fn a_folder_may_move() {
    let text = prose(1, 60);
    let folder = Folder::with(&[("here/posts/a.md", &text), ("here/posts/b.md", &text)]);
    let expected = ["1 a.md kept*", "1 b.md exact"];
    let run = |below: &str, args: &str| {
        let mut command = folder.command(args);
        let output = command.current_dir(folder.path(below)).output().expect("the binary");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        super::shown(&output.stdout)
    };
    assert_eq!(run("here", "dedup posts --index ../idx"), expected);
    assert_eq!(run("here", "dedup ./posts --index ../idx"), expected, "by another name");
    assert_eq!(run("", "dedup here/posts --index idx"), expected, "from elsewhere");
    let written = folder.files_in("idx");
    fs::rename(folder.path("here"), folder.path("there")).expect("a new name");
    assert_eq!(run("there", "dedup posts --index ../idx"), expected, "with all that is around it");
    let (before, after) = (written.keys().collect::<Vec<_>>(), folder.files_in("idx"));
    assert_eq!(after.keys().collect::<Vec<_>>(), before, "nothing was signed again");
    // Now it is known where it is.
    assert_eq!(run("", "dedup there/posts --index idx"), expected);
}

#[test]
fn folders_of_one_name_are_not_mixed_up() {
    let (one, two) = (prose(1, 60), prose(2, 60));
    let folder = Folder::with(&[("p/posts/a.md", &one), ("q/posts/a.md", &two), ("q/posts/b.md", &one)]);
    let run = |below: &str, args: &str| {
        let output = folder.command(args).current_dir(folder.path(below)).output().expect("the binary");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (super::shown(&output.stdout), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    run("p", "dedup posts --index ../idx");
    for args in ["dedup posts --index ../idx", "dedup posts ../p/posts --index ../idx"] {
        let (groups, said) = run("q", args);
        let full = folder.path("q/posts/b.md").canonicalize().expect("it is there");
        assert_eq!(groups, ["1 posts/a.md kept*".to_string(), format!("1 {} exact", full.display())], "{args}");
        assert!(said.contains("3 documents"), "{said}");
    }
}

#[test]
fn names_carry_their_folder_once_there_are_two() {
    let text = prose(1, 60);
    let folder = Folder::with(&[("a/x.md", &text), ("b/x.md", &text), ("b/y.md", &text)]);
    check(&folder, &Run { args: "dedup a --index idx", ..Run::default() }, &[]);
    let all = ["1 a/x.md kept*", "1 b/x.md exact", "1 b/y.md exact"];
    for args in ["dedup b --index idx", "dedup a --index idx", "dedup b a --index idx", "dedup b a"] {
        check(&folder, &Run { args, ..Run::default() }, &all);
    }
}

#[test]
fn other_settings_are_refused() {
    let folder = Folder::with(&[("posts/a.md", &prose(1, 60)), ("pack.yaml", "name: mine\nrules: []\n")]);
    let fields = "was made with other fields (--keep)";
    let texts = "was made with other texts (--clean and its rules, --kind, --dialect)";
    for (made, given, why) in [
        ("", "--preset strict", "was made with other signatures (--preset)"),
        ("--preset strict", "", "was made with other signatures (--preset)"),
        ("", "--clean", texts),
        ("--clean", "", texts),
        ("--clean", "--clean --unsafe", texts),
        ("--clean --ignore related", "--clean --ignore also-link", texts),
        ("", "--keep earliest", fields),
        ("--keep min:views", "--keep min:stars", fields),
        ("--keep min:views", "", fields),
        ("", "--keep first", "an index does not remember the order of the input"),
    ] {
        report(&folder, &format!("posts --index idx {made}"));
        refused(&folder, &format!("posts --index idx {given}"), &["idx", why]);
        // What only decides at the end may change.
        if made == "--keep min:views" {
            report(&folder, "posts --index idx --keep max:views");
        }
        if given != "--keep first" {
            refused(&folder, &format!("posts --index idx {given}"), &["or make it anew with --rebuild"]);
            report(&folder, &format!("posts --index idx {given} --rebuild"));
            report(&folder, &format!("posts --index idx {given}"));
        }
        fs::remove_dir_all(folder.path("idx")).expect("an index");
    }
    report(&folder, "posts --index idx --keep earliest");
    report(&folder, "posts --index idx --keep shortest-url");
    folder.run(&Run { args: "dedup posts --rebuild", exit: 2, stderr: &["--index"], ..Run::default() });
    folder.run(&Run { args: "dedup posts --index idx --aliases hugo", exit: 2, ..Run::default() });
}

#[test]
fn rebuild_forgets_what_is_not_given() {
    let folder = Folder::with(&[]);
    let documents = corpus(30);
    write(&folder, "one.jsonl", &documents[..15]);
    write(&folder, "two.jsonl", &documents[15..]);
    let both = report(&folder, "one.jsonl two.jsonl --index idx");
    let old = segments(&folder);
    let two = report(&folder, "two.jsonl --index idx --rebuild");
    assert_eq!(two, report(&folder, "two.jsonl"));
    assert!(segments(&folder).keys().all(|it| !old.contains_key(it)), "no number is used twice");
    assert_eq!(report(&folder, "one.jsonl --index idx"), both);
}

#[test]
fn a_folder_that_is_no_index_is_refused() {
    for files in [
        &[("idx/notes.md", "Mine.\n")][..],
        &[("idx/manifest.json", "{\"name\": \"A web app\"}\n"), ("idx/index.html", "<p>Hello\n")],
        &[("idx/manifest.json", "{\"name\": \"A web app\"}\n")],
        &[("idx/segments/000001/x", "y"), ("idx/other", "")],
    ] {
        let folder = Folder::with(files);
        folder.write("posts/a.md", prose(1, 60));
        for args in ["posts --index idx", "posts --index idx --rebuild"] {
            refused(&folder, args, &["idx: not an index, and not empty: give another folder"]);
        }
    }
    let folder = Folder::with(&[("idx", "A file.\n"), ("posts/a.md", &prose(1, 60))]);
    refused(&folder, "posts --index idx", &["idx", "cannot"]);
    // One that is empty will do, but for what a system leaves everywhere.
    fs::create_dir(folder.path("empty")).expect("a new folder");
    report(&folder, "posts --index empty");
    folder.write("hidden/.DS_Store", "");
    report(&folder, "posts --index hidden");
    report(&folder, "posts --index hidden --rebuild");
    report(&folder, "posts --index new/in/new");
}

#[test]
fn every_damage_is_found_and_named() {
    let folder = Folder::with(&[]);
    write(&folder, "one.jsonl", &corpus(20)[..15]);
    write(&folder, "two.jsonl", &corpus(20)[15..]);
    report(&folder, "one.jsonl --index idx");
    let expected = report(&folder, "two.jsonl --index idx");
    let whole = folder.files_in("idx");
    assert!(whole.len() >= 5);
    let refused_and_mended = |name: &Path, change: &dyn Fn(&Path)| {
        let path = Path::new("idx").join(name);
        change(&folder.path(&path));
        refused(&folder, "two.jsonl --index idx", &[&path.display().to_string(), "--rebuild"]);
        folder.write(&path, &whole[name]);
    };
    let files = whole.iter().filter(|it| *it.0 != Path::new("lock"));
    for (name, bytes) in files.clone() {
        assert!(!bytes.is_empty(), "{}", name.display());
        for at in [0, bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
            refused_and_mended(name, &|path| {
                let mut flipped = bytes.clone();
                flipped[at] ^= 1;
                fs::write(path, flipped).expect("writable");
            });
        }
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            refused_and_mended(name, &|path| fs::write(path, &bytes[..length]).expect("writable"));
        }
        refused_and_mended(name, &|path| fs::write(path, [bytes, "x".as_bytes()].concat()).expect("writable"));
        refused_and_mended(name, &|path| fs::remove_file(path).expect("it was there"));
    }
    assert_eq!(report(&folder, "two.jsonl --index idx"), expected, "nothing was lost over all that");
    for (name, _) in files {
        folder.write(Path::new("idx").join(name), "damaged");
        let two = report(&folder, "two.jsonl --index idx --rebuild");
        assert_eq!(two, report(&folder, "two.jsonl"), "after {}", name.display());
        fs::remove_dir_all(folder.path("idx")).expect("an index");
        whole.iter().for_each(|(name, bytes)| folder.write(Path::new("idx").join(name), bytes));
    }
}

#[test]
fn formats_of_other_versions_are_refused() {
    let folder = Folder::with(&[("posts/a.md", &prose(1, 60))]);
    report(&folder, "posts --index idx");
    for json in [r#"{"unchaff_index":2,"shards":[]}"#, r#"{"unchaff_index":0}"#] {
        let hash = unchaff_driver::hash(json.as_bytes());
        folder.write("idx/manifest.json", format!("{json}\n{hash}\n"));
        refused(&folder, "posts --index idx", &["manifest.json: has format ", "this program knows 1", "--rebuild"]);
    }
}

#[test]
fn of_two_writers_the_second_is_told() {
    let folder = Folder::with(&[("posts/a.md", &prose(1, 60))]);
    report(&folder, "posts --index idx");
    let lock = fs::File::open(folder.path("idx/lock")).expect("a lock");
    fs4::FileExt::lock(&lock).expect("nobody else has it");
    for args in ["posts --index idx", "posts --index ./idx --rebuild"] {
        refused(&folder, args, &["idx: another process writes to this index: wait until it is done"]);
    }
    report(&folder, "posts --index other");
    drop(lock);
    report(&folder, "posts --index idx");
}

#[test]
fn an_index_may_be_copied() {
    let folder = Folder::with(&[("posts/a.md", &prose(1, 60)), ("posts/b.md", &prose(1, 60))]);
    let expected = report(&folder, "posts --index idx");
    copy(&folder, "idx", "backup/of/idx");
    folder.write("posts/c.md", prose(1, 60));
    let changed = report(&folder, "posts --index idx");
    assert_ne!(changed, expected);
    write(&folder, "none.jsonl", &[]);
    let names = |it: &str| it.replace("posts/", "");
    assert_eq!(names(&report(&folder, "none.jsonl --index backup/of/idx")), expected);
    assert_eq!(names(&report(&folder, "posts --index backup/of/idx")), changed);
}

/// Documents come, change and go, and the report is that of an index made of what is there now.
#[test]
fn steps_lead_where_one_leap_does() {
    for seed in 0..4 {
        let mut random = Random(seed);
        let folder = Folder::with(&[]);
        let mut there: BTreeMap<String, String> = BTreeMap::new();
        for step in 0..6 {
            for _ in 0..12 {
                let others: Vec<String> = there.values().cloned().collect();
                let text = match (random.below(3), others.get(random.below(others.len().max(1)))) {
                    (0, Some(text)) => edited(text, random.0, random.below(5)),
                    _ => prose(random.0, 50 + random.below(60)),
                };
                let name = format!("{}/{}.md", ["a", "b"][random.below(2)], random.below(40));
                folder.write(&name, &text);
                there.insert(name, text);
            }
            for _ in 0..random.below(4) {
                let name = there.keys().nth(random.below(there.len())).cloned().expect("some are there");
                remove(&folder, &name);
                there.remove(&name);
            }
            let documents: Documents = corpus(10 * (step + 1)).split_off(random.below(10));
            write(&folder, "records.jsonl", &documents);
            let stepped = report(&folder, "a b records.jsonl --index idx");
            assert_eq!(stepped, report(&folder, "a b records.jsonl"), "seed {seed}, step {step}");
            assert_eq!(stepped, report(&folder, "a b records.jsonl --index new --rebuild"));
        }
    }
}
