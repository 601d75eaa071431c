//! Ctrl-C.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use crate::cli::{Folder, Run};

/// A folder with so many posts, each with something to remove, and a folder for temporary files.
fn posts(n: usize) -> Folder {
    let folder = Folder::with(&[]);
    fs::create_dir(folder.path("tmp")).expect("a new folder");
    for number in 0..n {
        folder.write(format!("posts/{number:05}.md"), before(number));
    }
    folder
}

fn before(number: usize) -> String {
    let after = after(number);
    after.replace("Nobody", "**Also: [Ten ferries](https://example.com/ten)**\n\nNobody")
}

fn after(number: usize) -> String {
    format!("Ferry {number} leaves at six.\n\nNobody has seen ferry {number} return.\n")
}

fn start(folder: &Folder, args: &str) -> Child {
    let mut command = folder.command(args);
    command.env("TMPDIR", folder.path("tmp"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary")
}

fn signal(child: &Child, signal: &str) {
    // It may be gone: then there is nobody to hear it.
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
}

/// The exit code, and what is said on standard error.
fn end(mut child: Child) -> (Option<i32>, String) {
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("UTF-8");
    (child.wait().expect("an end").code(), said)
}

/// The records of a ledger, without a last one that is still being written.
fn n_records(ledger: &PathBuf) -> usize {
    fs::read(ledger).unwrap_or_default().iter().filter(|it| **it == b'\n').count().saturating_sub(1)
}

/// Sends a signal to a run that writes, when its ledger has so many records. Gives the folder and how many posts are
/// done; nothing, if the run was faster.
fn stopped(args: &str, ledger: &str, n_posts: usize, moment: usize, signals: &[&str]) -> Option<(Folder, usize)> {
    let folder = posts(n_posts);
    let mut child = start(&folder, args);
    let ledger = folder.path(ledger);
    while n_records(&ledger) < moment && child.try_wait().expect("a child").is_none() {
        sleep(Duration::from_millis(1));
    }
    signals.iter().for_each(|it| signal(&child, it));
    let (code, said) = end(child);
    if code == Some(0) {
        return None;
    }
    assert_eq!(code, Some(130), "{said}");
    if signals.len() > 1 {
        return Some((folder, 0)); // it may have had no time to say anything
    }
    let (_, told) = said.split_once("unchaff: stopped after ").expect("it says so");
    let (n_done, told) = told.split_once(' ').expect("it says how far it came");
    assert!(told.starts_with(&format!("of {n_posts} documents: these are whole, others were not begun")), "{said}");
    assert!(told.contains("the same command goes on"), "{said}");
    assert_eq!(fs::read_dir(folder.path("tmp")).expect("a folder").count(), 0, "temporary files are gone");
    let unfinished = |it: &PathBuf| it.file_name().is_some_and(|it| it.to_string_lossy().starts_with(".unchaff-"));
    assert!(!folder.files().keys().any(unfinished), "nothing is half-written");
    Some((folder, n_done.parse().expect("a number")))
}

/// Stops a run over so many posts at some moments, with ever more posts if it was faster.
fn each_stop(args: &str, ledger: &str, n_posts: usize, signals: &[&str], check: impl Fn(&Folder, usize, usize)) {
    for moment in [1, n_posts / 2] {
        let mut n_posts = [1, 2, 4, 8].map(|it| it * n_posts).into_iter();
        let found = n_posts.find_map(|n| Some((stopped(args, ledger, n, moment, signals)?, n)));
        let ((folder, n_done), n_posts) = found.expect("the run is slower than the signal");
        check(&folder, n_done, n_posts);
    }
}

/// How many posts are new; all others are old.
fn n_new(documents: &BTreeMap<PathBuf, Vec<u8>>, old: fn(usize) -> String) -> usize {
    let mut n_new = 0;
    for (name, content) in documents {
        let number: usize = name.file_stem().expect("a name").to_string_lossy().parse().expect("a number");
        let is_new = *content == after(number).into_bytes();
        assert!(is_new || *content == old(number).into_bytes(), "{name:?} is something else");
        n_new += usize::from(is_new);
    }
    n_new
}

#[test]
fn a_run_in_place_stops_with_whole_files_and_goes_on() {
    let args = "clean posts --write --no-duplicates";
    each_stop(args, "posts/.unchaff/ledger/000001.jsonl", 2_000, &["-INT"], |folder, n_done, n_posts| {
        let documents = folder.documents_in("posts");
        assert_eq!(documents.len(), n_posts);
        assert_eq!(n_new(&documents, before), n_done, "what is done is written");
        assert!(0 < n_done && n_done < n_posts);
        let first = fs::read(folder.path("posts/00000.md")).expect("a post");
        assert_eq!(first, after(0).into_bytes(), "the first ones are done");
        // What is done can be taken back, or the rest can be done.
        let restored = format!("restored {n_done} files, 0 unchanged, 0 refused");
        folder.run(&Run { args: "restore posts", stderr: &[&restored], ..Run::default() });
        assert_eq!(n_new(&folder.documents_in("posts"), before), 0);
        folder.run(&Run { args, ..Run::default() });
        assert_eq!(n_new(&folder.documents_in("posts"), before), n_posts);
    });
}

#[test]
fn the_second_run_only_finishes_the_work() {
    let args = "clean posts --write";
    each_stop(args, "posts/.unchaff/ledger/000001.jsonl", 800, &["-TERM"], |folder, n_done, n_posts| {
        assert!(!folder.path("posts/.unchaff/duplicates.tsv").exists(), "duplicates of some are not those of all");
        let changed = format!("{n_posts} documents, {} changed", n_posts - n_done);
        folder.run(&Run { args, stderr: &[&changed], ..Run::default() });
        assert_eq!(n_new(&folder.documents_in("posts"), before), n_posts);
        folder.run(&Run { args: "restore posts", ..Run::default() });
        assert_eq!(n_new(&folder.documents_in("posts"), before), 0);
    });
}

#[test]
fn a_folder_that_was_begun_is_finished_by_the_next_run() {
    let args = "clean posts --out out --no-duplicates";
    each_stop(args, "out/.unchaff/ledger/000001.jsonl", 800, &["-INT"], |folder, n_done, n_posts| {
        let documents = folder.documents_in("out");
        assert_eq!(documents.len(), n_done);
        assert_eq!(n_new(&documents, |_| String::new()), n_done);
        let said = folder.run(&Run { args, ..Run::default() });
        assert!(!said.stderr.contains("earlier runs"), "{}", said.stderr);
        assert_eq!(n_new(&folder.documents_in("out"), |_| String::new()), n_posts);
        folder.run(&Run { args: "restore out", ..Run::default() });
        assert_eq!(n_new(&folder.documents_in("out"), before), 0);
    });
}

#[test]
fn the_second_time_it_ends_at_once_and_files_are_whole() {
    let args = "clean posts --write --no-duplicates";
    each_stop(args, "posts/.unchaff/ledger/000001.jsonl", 800, &["-INT", "-INT"], |folder, _, n_posts| {
        // A temporary file beside the documents may be left, and is no document.
        let is_post = |it: &PathBuf| it.extension().is_some_and(|it| it == "md");
        let posts: BTreeMap<_, _> = folder.documents_in("posts").into_iter().filter(|it| is_post(&it.0)).collect();
        n_new(&posts, before);
        folder.run(&Run { args: "restore posts", ..Run::default() });
        folder.run(&Run { args, ..Run::default() });
        let posts: BTreeMap<_, _> = folder.documents_in("posts").into_iter().filter(|it| is_post(&it.0)).collect();
        assert_eq!(n_new(&posts, before), n_posts);
    });
}

/// Sends the signal when something was printed.
fn stopped_while_printing(args: &str, n_posts: usize) -> Option<(String, String)> {
    let folder = posts(n_posts);
    let mut child = start(&folder, args);
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut printed = String::new();
    out.read_line(&mut printed).expect("UTF-8");
    signal(&child, "-INT");
    out.read_to_string(&mut printed).expect("UTF-8");
    let (code, said) = end(child);
    assert_eq!(folder.documents_in("posts").len(), n_posts);
    if code != Some(130) {
        assert!(matches!(code, Some(0 | 1)), "{said}");
        return None;
    }
    Some((printed, said))
}

#[test]
fn commands_that_only_look_stop_too() {
    for (args, so) in [
        ("check posts", "the others were not looked at"),
        ("check posts --write-baseline base.json", "the others were not looked at, and no baseline was written"),
        ("check posts --format jsonl", "the others were not looked at"),
        ("diff posts", "the others were not looked at"),
    ] {
        let found = [3_000, 6_000, 12_000].iter().find_map(|it| stopped_while_printing(args, *it));
        let (printed, said) = found.expect("the run is slower than the signal");
        assert!(said.contains("unchaff: stopped after ") && said.contains(so), "{args}: {said}");
        assert!(printed.ends_with('\n'), "{args}: the last line is whole");
    }
}

/// Sends the signal after a while; too early and it ends the program as ever, too late and it is done.
#[test]
fn commands_that_compare_stop_too() {
    for (args, so) in [
        ("learn posts --out pack.yaml", "no rule is proposed, nothing was written"),
        ("dedup posts", "groups are missing, and nothing else was written"),
        ("dedup posts --index idx", "groups are missing, and nothing else was written"),
        ("review posts", "no page was written"),
        ("review posts --terminal", "nothing was decided"),
        ("clean posts --out out --duplicates drop", "nothing was written, since duplicates are not all known"),
    ] {
        let (mut n_posts, mut pause) = (3_000, Duration::from_millis(40));
        let said = loop {
            let folder = posts(n_posts);
            let child = start(&folder, args);
            sleep(pause);
            // Runners that work in the background let their children ignore Ctrl-C until they ask for it.
            signal(&child, "-TERM");
            match end(child) {
                (Some(130), said) => {
                    assert_eq!(fs::read_dir(folder.path("tmp")).expect("a folder").count(), 0, "{args}");
                    let written = ["pack.yaml", "review.html", "unchaff-decisions.json"];
                    assert!(written.iter().all(|it| !folder.path(it).exists()), "{args}");
                    break said;
                }
                (None, _) => pause += Duration::from_millis(20),
                (Some(0), _) => n_posts *= 2,
                (code, said) => panic!("{args}: {code:?} {said}"),
            }
            assert!(n_posts < 100_000 && pause < Duration::from_secs(5), "{args}: no moment is the right one");
        };
        assert!(said.contains("unchaff: stopped after ") && said.contains(so), "{args}: {said}");
    }
}
