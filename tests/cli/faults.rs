//! Files as they are, two processes at once, and what a crash left behind. `cargo xtask fault-test` makes crashes.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    os::unix::fs::{MetadataExt, PermissionsExt},
    process::Stdio,
    time::{Duration, SystemTime},
};

use fs4::FileExt;

use crate::cli::{BLANKS, CLEANED, DIRTY, Folder, PLAIN, Run, TITLED};

#[test]
fn a_file_with_other_names_is_left_as_it_is() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", DIRTY), ("posts/c.md", PLAIN)]);
    fs::hard_link(folder.path("posts/a.md"), folder.path("other-name")).expect("a link");
    fs::hard_link(folder.path("posts/c.md"), folder.path("third-name")).expect("a link");
    let stderr = &["posts/a.md: has other names (hard links), which would keep the old text: left as it is"];
    folder.run(&Run { args: "clean posts --write", exit: 2, stderr, ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), DIRTY.as_bytes());
    assert_eq!(folder.read("posts/b.md"), CLEANED.as_bytes(), "the rest of the run goes on");
    let links = |name: &str| fs::metadata(folder.path(name)).expect("a file").nlink();
    assert_eq!((links("posts/a.md"), links("posts/c.md")), (2, 2));
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    assert_eq!(folder.read("out/a.md"), CLEANED.as_bytes());
}

#[test]
fn a_file_that_nobody_may_write_is_left_as_it_is() {
    let folder = Folder::with(&[("posts/a.md", DIRTY)]);
    fs::set_permissions(folder.path("posts/a.md"), fs::Permissions::from_mode(0o444)).expect("our own file");
    let stderr = &["posts/a.md: is read-only: left as it is (`chmod u+w` it)"];
    folder.run(&Run { args: "clean posts --write", exit: 2, stderr, ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), DIRTY.as_bytes());
}

/// Generators take the time of a file for the date of its post.
#[test]
fn times_are_kept() {
    let folder = Folder::with(&[("posts/a.md", DIRTY)]);
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_234_567_890);
    File::options().write(true).open(folder.path("posts/a.md")).and_then(|it| it.set_modified(then)).expect("our file");
    let modified = |name: &str| fs::metadata(folder.path(name)).and_then(|it| it.modified()).expect("a file");
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    assert_eq!(modified("out/a.md"), then);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    assert_eq!(modified("posts/a.md"), then);
    folder.run(&Run { args: "restore posts", ..Run::default() });
    assert_eq!((modified("posts/a.md"), folder.read("posts/a.md").as_slice()), (then, DIRTY.as_bytes()));
}

#[test]
fn whoever_comes_second_waits() {
    for (held, args) in [
        ("posts", "clean posts --write"),
        ("posts", "clean posts/2019/a.md --write"),
        ("out", "clean posts --out out"),
        ("done", "restore done"),
    ] {
        let folder = Folder::with(&[("posts/2019/a.md", DIRTY), ("done/a.md", DIRTY)]);
        folder.run(&Run { args: "clean done --write", ..Run::default() });
        fs::create_dir_all(folder.path("out")).expect("room");
        let other = File::open(folder.path(held)).expect("a folder");
        FileExt::lock(&other).expect("nobody else has it");
        let mut second = folder.command(args).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary");
        let mut said = BufReader::new(second.stderr.take().expect("piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("UTF-8");
        assert!(line.starts_with("unchaff: waiting for another process that has locked "), "{line}");
        assert!(line.trim_end().ends_with(held), "{line}");
        assert_eq!(folder.read("posts/2019/a.md"), DIRTY.as_bytes());
        FileExt::unlock(&other).expect("we had it");
        let mut rest = String::new();
        said.read_to_string(&mut rest).expect("UTF-8");
        assert_eq!(second.wait().expect("an end").code(), Some(0), "{rest}");
    }
}

/// Nothing was cleaned yet, and somebody is at it.
#[test]
fn a_restore_waits_for_the_first_clean() {
    let folder = Folder::with(&[("posts/a.md", DIRTY)]);
    let other = File::open(folder.path("posts")).expect("a folder");
    FileExt::lock(&other).expect("nobody else has it");
    let mut restore =
        folder.command("restore posts").stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary");
    let mut line = String::new();
    BufReader::new(restore.stderr.take().expect("piped")).read_line(&mut line).expect("UTF-8");
    assert!(line.starts_with("unchaff: waiting for another process"), "{line}");
    drop(other);
    assert_eq!(restore.wait().expect("an end").code(), Some(2), "there is no ledger");
}

#[test]
fn nobody_replaces_what_has_other_names_or_is_read_only() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", TITLED)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    fs::hard_link(folder.path("posts/a.md"), folder.path("other-name")).expect("a link");
    fs::set_permissions(folder.path("posts/b.md"), fs::Permissions::from_mode(0o444)).expect("our own file");
    for (args, stderr) in [
        ("restore posts/a.md", "posts/a.md: has other names"),
        ("front-matter set posts/b.md title Boats", "posts/b.md: is read-only"),
    ] {
        folder.run(&Run { args, exit: 2, stderr: &[stderr], ..Run::default() });
    }
    assert_eq!(folder.read("other-name"), CLEANED.as_bytes());
    assert_eq!(folder.read("posts/b.md"), TITLED.as_bytes());
}

#[test]
fn what_a_crash_left_is_removed() {
    let unfinished = "posts/.unchaff/unfinished/.unchaff-aBc123";
    let folder = Folder::with(&[("posts/a.md", DIRTY), (unfinished, "The ferry lea")]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), CLEANED.as_bytes());
    assert!(!folder.path("posts/.unchaff/unfinished").exists());
}

#[test]
fn what_is_no_file_is_left_alone() {
    let folder = Folder::with(&[("posts/a.md", DIRTY)]);
    let pipe = folder.path("posts/pipe.md");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    let stderr = &["1 other file left alone: no Markdown, HTML or text"];
    folder.run(&Run { args: "clean posts --write", stderr, ..Run::default() });
    assert_eq!(folder.read("posts/a.md"), CLEANED.as_bytes());
    let stderr = &["posts/pipe.md: neither a file nor a folder"];
    folder.run(&Run { args: "clean posts/pipe.md --write", exit: 2, stderr, ..Run::default() });
}

/// A ledger that somebody else wrote.
#[test]
fn a_ledger_does_not_lead_out_of_its_folder() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("secret.md", CLEANED)]);
    folder.run(&Run { args: "clean posts --write", ..Run::default() });
    let ledger = folder.path("posts/.unchaff/ledger/000001.jsonl");
    let text = fs::read_to_string(&ledger).expect("a ledger");
    let absolute = folder.path("secret.md").display().to_string();
    for leads_out in ["../secret.md", "x/../../secret.md", absolute.as_str()] {
        fs::write(&ledger, text.replace("\"path\":\"a.md\"", &format!("\"path\":\"{leads_out}\""))).expect("room");
        folder.run(&Run { args: "restore posts", exit: 2, ..Run::default() });
        assert_eq!(folder.read("secret.md"), CLEANED.as_bytes(), "{leads_out}");
    }
}

/// The first thing that a run makes in a new folder.
#[test]
fn a_folder_that_was_hardly_begun_is_ours() {
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("out/.unchaff/unfinished/.unchaff-aBc123", "half")]);
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    assert_eq!(folder.read("out/a.md"), CLEANED.as_bytes());
    assert!(!folder.path("out/.unchaff/unfinished").exists());
}

/// Both would be `a.md`, and only one of them is written.
#[test]
fn a_document_stays_where_its_duplicate_would_have_been() {
    let page = format!("<p>{}</p>", PLAIN.trim());
    let folder = Folder::with(&[("posts/a.md", PLAIN), ("posts/a.html", &page)]);
    for _ in 0..2 {
        let stderr = &["1 document left out"];
        let args = "clean posts --to markdown --duplicates drop --out out";
        folder.run(&Run { args, stderr, ..Run::default() });
        assert_eq!(folder.documents_in("out").len(), 1);
    }
}

/// What happens on a disk that takes both for one is tested in the driver.
#[cfg(target_os = "linux")]
#[test]
fn names_that_differ_in_case_are_told() {
    let folder = Folder::with(&[("a/Post.md", DIRTY), ("b/post.md", DIRTY), ("a/x.md", PLAIN), ("b/X.md", BLANKS)]);
    let stderr =
        &["Post.md and post.md differ only in upper and lower case (and 1 pair more): on disks of Windows and macOS"];
    folder.run(&Run { args: "clean a b --out out", stderr, ..Run::default() });
    assert_eq!(folder.documents_in("out").len(), 4);
    let said = folder.run(&Run { args: "clean a b --write", ..Run::default() });
    assert!(!said.stderr.contains("differ only"), "{}", said.stderr);
}
