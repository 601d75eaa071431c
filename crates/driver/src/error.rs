//! What went wrong with a file.

use std::{fmt, io, path::PathBuf};

/// A file that could not be read, written or restored. The rest of a run goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What went wrong: lower case, no full stop, what to do about it where that is known.
    pub message: String,
}

impl FileError {
    /// An error about a file.
    pub fn new(path: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    /// An error of the operating system, with what was tried.
    pub(crate) fn io(path: impl Into<PathBuf>, tried: &str, error: &io::Error) -> Self {
        Self::new(path, format!("cannot {tried}: {error}"))
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for FileError {}
