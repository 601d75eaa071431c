//! Finds documents.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::{DirEntry, WalkBuilder};
use unchaff_document::Kind;

use crate::{FileError, STATE_DIR};

/// A document on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Its path below its root: what reports and `--out` use.
    pub relative: PathBuf,
    /// Where it is.
    pub path: PathBuf,
    /// The folder the ledger of an in-place run belongs to: the given folder, or that of the given file.
    pub root: PathBuf,
    /// What its name says it is.
    pub kind: Kind,
}

/// The documents below some paths.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Sorted by relative path, then by path; no file twice.
    pub documents: Vec<Input>,
    /// Files that are no documents. They are left alone.
    pub n_others: usize,
    /// Paths that do not exist, folders that cannot be read, patterns that do not parse.
    pub errors: Vec<FileError>,
}

impl Inputs {
    /// Finds the documents below `paths`.
    ///
    /// Folders are walked; `.gitignore` is honoured and hidden files are left out, symbolic links are not
    /// followed, and rules of this machine alone (a global ignore file) do not count. `include` and
    /// `exclude` are globs over relative paths; an excluded document counts as another file.
    pub fn find(paths: &[PathBuf], include: &[String], exclude: &[String]) -> Self {
        let mut inputs = Self::default();
        let include = globs(include, &mut inputs.errors);
        let exclude = globs(exclude, &mut inputs.errors);
        let mut found: BTreeMap<PathBuf, Input> = BTreeMap::new();
        for path in paths {
            let is_wanted = |relative: &Path| {
                include.as_ref().is_none_or(|it| it.is_match(relative))
                    && !exclude.as_ref().is_some_and(|it| it.is_match(relative))
            };
            let mut add = |relative: PathBuf, file: PathBuf, root: &Path, n_others: &mut usize| {
                match Kind::of_path(&file).filter(|_| is_wanted(&relative)) {
                    Some(kind) => {
                        // The same file by two ways is one document.
                        let real = file.canonicalize().unwrap_or_else(|_| file.clone());
                        let input = Input { relative, path: file, root: root.to_path_buf(), kind };
                        found.entry(real).or_insert(input);
                    }
                    None => *n_others += 1,
                }
            };
            match std::fs::metadata(path) {
                Err(error) => inputs.errors.push(FileError::io(path, "read", &error)),
                Ok(it) if it.is_dir() => {
                    for entry in walk(path) {
                        match entry {
                            Ok(entry) if is_file(&entry) => {
                                let file = entry.into_path();
                                let relative =
                                    file.strip_prefix(path).expect("the walk starts at the path").to_path_buf();
                                add(relative, file, path, &mut inputs.n_others);
                            }
                            Ok(entry) => {
                                inputs.n_others += usize::from(!entry.file_type().is_some_and(|it| it.is_dir()));
                            }
                            Err(error) => inputs.errors.push(FileError::new(path, format!("cannot walk: {error}"))),
                        }
                    }
                }
                Ok(it) if it.is_file() => {
                    let root = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
                    let relative = PathBuf::from(path.file_name().expect("a file has a name"));
                    add(relative, path.clone(), root, &mut inputs.n_others);
                }
                Ok(_) => inputs.errors.push(FileError::new(path, "neither a file nor a folder")),
            }
        }
        inputs.documents = found.into_values().collect();
        inputs.documents.sort();
        inputs
    }
}

fn walk(path: &Path) -> ignore::Walk {
    WalkBuilder::new(path)
        .git_global(false)
        .git_exclude(false)
        .require_git(false)
        .follow_links(false)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .filter_entry(|it| it.file_name() != STATE_DIR)
        .build()
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|it| it.is_file())
}

fn globs(patterns: &[String], errors: &mut Vec<FileError>) -> Option<GlobSet> {
    if patterns.is_empty() {
        return None;
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        match Glob::new(pattern) {
            Ok(it) => {
                set.add(it);
            }
            Err(error) => errors.push(FileError::new(pattern, format!("not a glob: {}", error.kind()))),
        }
    }
    match set.build() {
        Ok(it) => Some(it),
        Err(error) => {
            errors.push(FileError::new(patterns.join(","), format!("not a glob: {error}")));
            None
        }
    }
}
