//! Finds documents.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{LazyLock, mpsc},
};

use ignore::{DirEntry, WalkBuilder, WalkState};
use rayon::prelude::*;
use unchaff_document::Kind;

use crate::{FileError, Globs, files::lexical, largest::check_size, ledger::STATE_DIR};

/// A document on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Input {
    /// Its path below its root: what reports and `--out` use.
    pub relative: PathBuf,
    /// The path by which it was found, and by which messages name it.
    pub path: PathBuf,
    /// Where it is, without links.
    pub file: PathBuf,
    /// The folder the ledger of an in-place run belongs to, without links: the given one, or that of the given
    /// file.
    pub root: PathBuf,
    /// What its name says it is.
    pub kind: Kind,
}

impl Input {
    /// Its name in decisions and baselines: its path from the working folder, however it was found, with `/` between its
    /// parts. Outside of that folder, its full path.
    pub fn name(&self) -> String {
        static HERE: LazyLock<Option<PathBuf>> =
            LazyLock::new(|| std::env::current_dir().and_then(|it| it.canonicalize()).ok());
        let below = HERE.as_ref().and_then(|it| self.file.strip_prefix(it).ok());
        lexical(below.unwrap_or(&self.file))
    }
}

/// The documents below some paths.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Sorted by relative path, then by path; no file twice.
    pub documents: Vec<Input>,
    /// Where the paths lead, without links.
    pub places: Vec<PathBuf>,
    /// The folders among the paths.
    pub folders: Vec<PathBuf>,
    /// Folders below them from which nothing is taken, whatever is written there.
    pub outputs: Vec<PathBuf>,
    /// Files that are no documents. They are left alone.
    pub n_others: usize,
    /// Symbolic links in folders, which nobody follows.
    pub n_links: usize,
    /// Documents that `include` and `exclude` leave out.
    pub n_excluded: usize,
    /// Globs that match none of the documents in the folders: `include` or `exclude`, and the glob.
    pub unmatched: Vec<(&'static str, String)>,
    /// Paths that do not exist, folders that cannot be read, documents that are too large.
    pub errors: Vec<FileError>,
}

impl Inputs {
    /// Finds the documents below `paths`.
    ///
    /// Folders are walked; `.gitignore` is honoured and hidden files are left out, symbolic links are not
    /// followed unless they are named themselves, and rules of this machine alone (a global ignore file) do
    /// not count. `include` and `exclude` are [`Globs`] over relative paths. A file that is reached by two paths
    /// is one document, below the outer of them.
    ///
    /// # Errors
    /// If a glob cannot be read: nobody knows what should have been left alone.
    pub fn find(paths: &[PathBuf], include: &[String], exclude: &[String]) -> Result<Self, FileError> {
        let mut inputs = Self::default();
        let (include, exclude) = (Chooser::new("include", include)?, Chooser::new("exclude", exclude)?);
        let mut found = Vec::new();
        for path in paths {
            inputs.places.extend(path.canonicalize());
            match std::fs::metadata(path) {
                Err(error) => inputs.errors.push(FileError::io(path, "read", &error)),
                Ok(it) if it.is_dir() => inputs.walk(path, &mut found),
                Ok(it) if it.is_file() => inputs.name(path, &mut found),
                Ok(_) => inputs.errors.push(FileError::new(path, "neither a file nor a folder")),
            }
        }
        if paths.len() > 1 {
            keep_outermost(&mut found);
        }
        // Of files that are named, others are none of their business.
        if !inputs.folders.is_empty() {
            inputs.unmatched = [&include, &exclude].into_iter().flat_map(|it| it.unmatched(&found)).collect();
        }
        let is_wanted = |it: &Input| {
            (include.globs.is_empty() || include.globs.is_match(&it.relative)) && !exclude.globs.is_match(&it.relative)
        };
        let (mut wanted, unwanted): (Vec<Input>, Vec<Input>) = found.into_iter().partition(is_wanted);
        wanted.par_sort();
        inputs.documents = wanted;
        inputs.n_excluded = unwanted.len();
        Ok(inputs)
    }

    /// Leaves documents of more than `most` bytes alone: each is an error.
    pub fn leave_larger(&mut self, most: u64) {
        let check = |it: &Input| {
            let n_bytes = std::fs::metadata(&it.path).map_or(0, |it| it.len());
            check_size(&it.path, n_bytes, most).err()
        };
        let too_large: Vec<Option<FileError>> = self.documents.par_iter().map(check).collect();
        let mut is_too_large = too_large.iter().map(Option::is_some);
        self.documents.retain(|_| !is_too_large.next().expect("there is an answer for each"));
        self.errors.extend(too_large.into_iter().flatten());
    }

    /// The documents below a folder.
    fn walk(&mut self, folder: &Path, found: &mut Vec<Input>) {
        self.folders.push(folder.to_path_buf());
        let root = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        let mut errors = Vec::new();
        for entry in walk(folder) {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|it| it.is_file()) => {
                    let path = entry.into_path();
                    let relative = path.strip_prefix(folder).expect("the walk starts at the folder").to_path_buf();
                    let Some(kind) = self.kind(&path) else { continue };
                    found.push(Input { file: root.join(&relative), relative, path, root: root.clone(), kind });
                }
                Ok(entry) if entry.path_is_symlink() => self.n_links += 1,
                Ok(entry) => self.n_others += usize::from(!entry.file_type().is_some_and(|it| it.is_dir())),
                Err(error) => errors.push(FileError::new(folder, format!("cannot walk: {error}"))),
            }
        }
        // They came in the order of threads.
        errors.sort();
        self.errors.append(&mut errors);
    }

    /// A document that is named itself. A link stays one: what it leads to is written.
    fn name(&mut self, path: &Path, found: &mut Vec<Input>) {
        let file = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let root = file.parent().unwrap_or(Path::new(".")).to_path_buf();
        let relative = PathBuf::from(path.file_name().expect("a file has a name"));
        let Some(kind) = self.kind(path) else { return };
        found.push(Input { relative, path: path.to_path_buf(), file, root, kind });
    }

    fn kind(&mut self, path: &Path) -> Option<Kind> {
        let kind = Kind::of_path(path);
        self.n_others += usize::from(kind.is_none());
        kind
    }
}

/// Of documents that were reached by several paths, the one below the outermost.
fn keep_outermost(found: &mut Vec<Input>) {
    let depth = |it: &Input| it.root.components().count();
    let order = |one: &Input, other: &Input| {
        one.file.cmp(&other.file).then_with(|| (depth(one), &one.relative).cmp(&(depth(other), &other.relative)))
    };
    found.sort_by(order);
    found.dedup_by(|later, first| later.file == first.file);
}

/// What lies in a folder, in any order.
fn walk(path: &Path) -> Vec<Result<DirEntry, ignore::Error>> {
    let walk = WalkBuilder::new(path)
        .git_global(false)
        .git_exclude(false)
        .require_git(false)
        .follow_links(false)
        .filter_entry(|it| it.file_name() != STATE_DIR)
        .threads(rayon::current_num_threads())
        .build_parallel();
    let (found, entries) = mpsc::channel();
    walk.run(|| {
        let found = found.clone();
        Box::new(move |entry| {
            found.send(entry).expect("nobody has hung up");
            WalkState::Continue
        })
    });
    drop(found);
    entries.into_iter().collect()
}

/// What says which documents are meant.
struct Chooser<'a> {
    name: &'static str,
    written: &'a [String],
    globs: Globs,
}

impl<'a> Chooser<'a> {
    fn new(name: &'static str, written: &'a [String]) -> Result<Self, FileError> {
        let globs = Globs::new(written).map_err(|it| FileError::new(format!("--{name}"), it.message))?;
        Ok(Self { name, written, globs })
    }

    /// The globs that match none of the documents.
    fn unmatched(&self, documents: &[Input]) -> Vec<(&'static str, String)> {
        let matched: BTreeSet<usize> = documents.iter().flat_map(|it| self.globs.matches(&it.relative)).collect();
        let unmatched = self.written.iter().enumerate().filter(|(number, _)| !matched.contains(number));
        unmatched.map(|(_, glob)| (self.name, glob.clone())).collect()
    }
}
