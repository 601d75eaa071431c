//! The `unchaff` binary as a user meets it: arguments, words, files, exit codes.
//!
//! A test is a [`Case`]: files, what is typed, what must come of it. Where one folder is not enough of a
//! story, tests go on with the [`Folder`] that [`check`] gives back.

/// Filter lists of users.
mod adblock;
/// Addresses of duplicates, in the front matter of what is kept.
mod aliases;
/// What stands around the program: help, manual, completions, hooks, the action, captures in the README.
mod around;
/// Documents that would lose too much.
mod budget;
/// Files that are no plain lines of UTF-8: other line ends, marks, other encodings.
mod bytes;
/// What `check` remembers.
mod cache;
/// `check`: forms of output, exit codes, baselines.
mod check;
/// `clean`: destinations, which documents, what is refused.
mod clean;
/// `unchaff.toml`, and `init`.
mod config;
/// What a person has said of findings.
mod decisions;
/// `dedup`: JSON Lines, what is kept, the index.
mod dedup;
/// Headers that only Hexo reads.
mod dialect;
/// Groups of documents that say the same.
mod duplicates;
/// Exit codes, and files that cannot be read.
mod exit;
/// Why the blocks of a file stay or go.
mod explain_file;
/// Why two files are duplicates, or are not.
mod explain_pair;
/// Files as they are, two processes at once, crashes.
#[cfg(unix)] // hard links, pipes and modes are its own
mod faults;
/// Headers of single files: read, edited, checked.
mod front_matter;
/// What a site repeats, as a pack of rules.
mod learn;
/// What a run leaves behind for the way back.
mod ledger;
/// What is refused, and what to do then.
mod messages;
/// Rules that users write.
mod packs;
/// Whole pages: what surrounds their article, their article in another form.
mod pages;
/// Pipes that nobody reads, and disks that are full.
mod pipes;
/// `clean` of JSON Lines.
mod records;
/// The way back.
mod restore;
/// `review`: a page, keys, whole rules; decisions that people make.
mod review;
/// Naming, choosing and explaining rules.
mod rules;
/// Documents by whatever way they come.
mod sources;
/// `-`
mod stdin;
/// Ctrl-C.
#[cfg(unix)] // elsewhere nobody can press it for others
mod stop;
/// What an author has switched off in a file.
mod suppress;
/// The same bytes for any number of threads.
mod threads;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// A document with a Safe finding (`also-link`), and what `clean` makes of it.
const DIRTY: &str =
    "The ferry leaves at six.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt returns at eight.\n";
const CLEANED: &str = "The ferry leaves at six.\n\nIt returns at eight.\n";

/// Another one (`trailing-space`).
const BLANKS: &str = "The harbour has two cranes \nand neither of them works on Sundays.\n";
const NO_BLANKS: &str = "The harbour has two cranes\nand neither of them works on Sundays.\n";

/// A document with nothing to find.
const PLAIN: &str = "Nobody has counted the gulls. They would not stand still for it.\n";

/// A document with an Unsafe finding (`duplicate-title`), and what `clean --unsafe` makes of it.
const TITLED: &str = "---\ntitle: Night boats\n---\n\n# Night boats\n\nThey run again, on Fridays only.\n";
const UNTITLED: &str = "---\ntitle: Night boats\n---\n\nThey run again, on Fridays only.\n";

/// Files, what is typed, what must come of it.
#[derive(Default)]
struct Case<'a> {
    /// Names and contents.
    files: &'a [(&'a str, &'a str)],
    runs: &'a [Run<'a>],
    /// What is different or new afterwards. All other files are what they were, and there are no more.
    after: &'a [(&'a str, &'a str)],
    /// The new files below folders `.unchaff`, whatever stands in them, without the mark of `--out`.
    state: &'a [&'a str],
}

/// One run of the binary. The default: it succeeds.
#[derive(Default)]
struct Run<'a> {
    /// Arguments, separated by blanks.
    args: &'a str,
    stdin: &'a [u8],
    exit: i32,
    /// Parts of what it says, in any order.
    stdout: &'a [&'a str],
    stderr: &'a [&'a str],
}

/// What a run said.
struct Said {
    stdout: Vec<u8>,
    stderr: String,
}

/// A temporary folder, in which the binary runs, and one that nobody looks at, for what it remembers.
struct Folder(TempDir, TempDir);

/// Writes the files, types the commands, compares what is there afterwards.
fn check(case: &Case<'_>) -> Folder {
    let folder = Folder::with(case.files);
    for it in case.runs {
        folder.run(it);
    }
    let mut expected: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for (name, content) in case.files.iter().chain(case.after) {
        expected.insert(PathBuf::from(name), content.as_bytes().to_vec());
    }
    let mut found = folder.files();
    let is_new_state = |it: &Path| is_state(it) && !expected.contains_key(it);
    let mut state: BTreeSet<PathBuf> = found.keys().filter(|it| is_new_state(it)).cloned().collect();
    found.retain(|it, _| !state.contains(it));
    state.retain(|it| !it.ends_with(".unchaff/output")); // the mark of every folder that `--out` made
    let commands: Vec<&str> = case.runs.iter().map(|it| it.args).collect();
    assert_eq!(readable(&found), readable(&expected), "files after {commands:?}");
    assert_eq!(state, case.state.iter().map(PathBuf::from).collect(), ".unchaff after {commands:?}");
    folder
}

impl Folder {
    fn with(files: &[(&str, &str)]) -> Self {
        let [here, caches] = [(); 2].map(|()| TempDir::new().expect("a temporary folder"));
        let folder = Self(here, caches);
        for (name, content) in files {
            folder.write(name, content);
        }
        folder
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }

    fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(name);
        fs::read(&path).unwrap_or_else(|it| panic!("{}: {it}", path.display()))
    }

    /// Every file, also those of unchaff itself. A symbolic link counts as what it names.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.files_in("")
    }

    /// The files below a folder, under their names there.
    fn files_in(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let top = self.path(name);
        let mut found = BTreeMap::new();
        let mut folders = vec![top.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let entry = entry.expect("an entry");
                let path = entry.path();
                if entry.file_type().expect("a type").is_dir() {
                    folders.push(path);
                } else {
                    let content = fs::read(&path).expect("a readable file");
                    found.insert(path.strip_prefix(&top).expect("below the folder").to_path_buf(), content);
                }
            }
        }
        found
    }

    /// The files that are not unchaff's own.
    fn documents_in(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = self.files_in(name);
        files.retain(|it, _| !is_state(it));
        files
    }

    /// Runs the binary here and compares what it says.
    fn run(&self, run: &Run<'_>) -> Said {
        let mut command = self.command(run.args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary");
        let mut stdin = child.stdin.take().expect("piped");
        // A program that refuses its arguments does not read.
        let _ = stdin.write_all(run.stdin);
        drop(stdin);
        let output = child.wait_with_output().expect("an end");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let all = format!("unchaff {}\n--- stdout\n{stdout}\n--- stderr\n{stderr}", run.args);
        assert_eq!(output.status.code(), Some(run.exit), "exit code of {all}");
        for (said, parts) in [(&*stdout, run.stdout), (&stderr, run.stderr)] {
            for part in parts {
                assert!(said.contains(part), "{part:?} is missing in {all}");
            }
        }
        Said { stdout: output.stdout, stderr }
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unchaff"));
        command.args(args.split_whitespace()).current_dir(self.0.path());
        // As on the terminal of a person.
        command.env("TERM", "xterm-256color").env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
        command.env("UNCHAFF_CACHE_DIR", self.1.path().join("unchaff"));
        command
    }
}

fn is_state(path: &Path) -> bool {
    path.components().any(|it| it.as_os_str() == OsStr::new(".unchaff"))
}

/// For messages that a person can compare.
fn readable(files: &BTreeMap<PathBuf, Vec<u8>>) -> BTreeMap<&Path, std::borrow::Cow<'_, str>> {
    files.iter().map(|(name, content)| (name.as_path(), String::from_utf8_lossy(content))).collect()
}
