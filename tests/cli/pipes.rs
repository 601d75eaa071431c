//! Pipes that nobody reads, and disks that are full.

use std::process::Stdio;

use crate::cli::{CLEANED, DIRTY, Folder, PLAIN};

/// A pipe whose reader is gone.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

#[test]
fn a_closed_pipe_is_success() {
    for args in [
        "rules",
        "explain also-link",
        "diff posts",
        "dedup posts",
        "clean posts --out out --diff",
        "--help",
        "--version",
    ] {
        let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b.md", DIRTY)]);
        let output = folder.command(args).stdout(closed()).output().expect("an end");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{args}: {stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains("Broken pipe"), "{args}: {stderr}");
        if args.starts_with("clean") {
            assert_eq!(folder.read("out/b.md"), CLEANED.as_bytes(), "the work stopped with the words");
        }
    }
}

/// Where nobody hears the words, the exit code is all there is.
#[test]
fn closed_standard_error_does_not_change_the_exit_code() {
    for (args, exit) in [
        ("clean posts --out out", 0),
        ("clean posts missing.md --out out", 2),
        ("clean posts --out posts", 2),
        ("check plain.md", 0),
        ("check posts", 1),
        ("check posts missing.md", 2),
        ("dedup posts missing.md", 2),
        ("restore missing.md", 2),
        ("restore posts --rule cookies", 2),
    ] {
        let folder = Folder::with(&[("posts/a.md", DIRTY), ("plain.md", PLAIN)]);
        let status = folder.command(args).stdout(Stdio::null()).stderr(closed()).status().expect("an end");
        assert_eq!(status.code(), Some(exit), "{args}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    for (args, stdin) in [("clean -", "with an end\n"), ("clean -", "without an end"), ("rules", "")] {
        let folder = Folder::with(&[("stdin", stdin)]);
        let mut command = folder.command(args);
        command.stdin(std::fs::File::open(folder.path("stdin")).expect("a file"));
        command.stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device"));
        let output = command.output().expect("an end");
        assert_eq!(output.status.code(), Some(2), "{args} {stdin:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
