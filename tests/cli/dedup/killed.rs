//! Runs that are killed.

use std::{
    fs,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use super::made_up::{Random, corpus, jsonl};
use crate::cli::Folder;

const KILLS: usize = 50;

/// New documents of a run.
const NEW: usize = 6;

fn command(folder: &Folder, args: &str) -> Command {
    let mut command = folder.command(args);
    // A killed process leaves what it had there.
    command.env("TMPDIR", folder.path("tmp")).stdin(Stdio::null());
    command
}

fn report(folder: &Folder, args: &str) -> String {
    let output = command(folder, args).output().expect("the binary");
    assert!(output.status.success(), "{args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Every run adds documents and is killed somewhere. Then the index is what it was before, or what the run would
/// have made of it.
#[test]
fn a_killed_run_leaves_the_index_whole() {
    let documents = corpus(40 + NEW * KILLS);
    let folder = Folder::with(&[("tmp/x", ""), ("none.jsonl", "")]);
    let prepare = |n: usize| {
        folder.write("all.jsonl", jsonl(&documents[..n]));
    };
    prepare(40);
    report(&folder, "dedup all.jsonl --index idx");
    let start = Instant::now();
    report(&folder, "dedup all.jsonl --index other");
    let whole_run = start.elapsed();

    let mut random = Random(50);
    let mut before = report(&folder, "dedup none.jsonl --index idx");
    let mut n_as_before = 0;
    for kill in 1..=KILLS {
        let n = 40 + NEW * kill;
        prepare(n);
        let mut child = command(&folder, "dedup all.jsonl --index idx");
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary");
        sleep(whole_run.mul_f64(random.below(1100) as f64 / 1000.0));
        child.kill().expect("it is ours");
        child.wait().expect("an end");

        let left = report(&folder, "dedup none.jsonl --index idx");
        let complete = report(&folder, "dedup all.jsonl");
        assert!(left == before || left == complete, "kill {kill} left something in between");
        n_as_before += usize::from(left == before);
        assert_eq!(report(&folder, "dedup all.jsonl --index idx"), complete, "kill {kill}");
        before = complete;
        let names: Vec<String> = fs::read_dir(folder.path("idx"))
            .expect("an index")
            .map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|it| it.starts_with(".unchaff-"))
            .collect();
        assert!(names.is_empty(), "kill {kill} left {names:?}");
    }
    assert!(n_as_before > 5, "nearly every run came to its end: the moments are wrong");
}

/// There is nothing to lose yet; the next run begins anew.
#[test]
fn a_first_run_may_be_killed() {
    let folder = Folder::with(&[("tmp/x", ""), ("all.jsonl", &jsonl(&corpus(60)))]);
    let expected = report(&folder, "dedup all.jsonl");
    let mut random = Random(7);
    for _ in 0..8 {
        let mut child = command(&folder, "dedup all.jsonl --index idx");
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary");
        sleep(Duration::from_millis(random.below(60) as u64));
        child.kill().expect("it is ours");
        child.wait().expect("an end");
        assert_eq!(report(&folder, "dedup all.jsonl --index idx"), expected);
        fs::remove_dir_all(folder.path("idx")).expect("an index");
    }
    // Also if it had written segments.
    folder.write("idx/segments/000001/documents.jsonl", "{");
    folder.write("idx/segments/000001/bands", "");
    let begun = command(&folder, "dedup all.jsonl --index idx").output().expect("the binary");
    assert_eq!(begun.status.code(), Some(2), "without a manifest nobody knows");
    assert_eq!(report(&folder, "dedup all.jsonl --index idx --rebuild"), expected);
}
