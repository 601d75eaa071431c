//! Filter lists of users: their files.

use std::{fs, path::PathBuf, sync::Arc};

use unchaff_boilerplate::AdblockLists;

use crate::{FileError, hash};

/// Filter lists as their files hold them.
#[derive(Clone, Debug)]
pub struct AdblockFiles {
    /// The lists, put together.
    pub lists: Arc<AdblockLists>,
    /// The name of each file and its hash, by which a ledger tells what the lists said then.
    pub hashes: Vec<(String, String)>,
}

impl AdblockFiles {
    /// Reads the files of lists, of which there is at least one.
    ///
    /// # Errors
    /// If one cannot be read, or the feature `adblock` is missing.
    ///
    /// # Panics
    /// If there is no path.
    pub fn read(paths: &[PathBuf]) -> Result<Self, FileError> {
        let first = paths.first().expect("lists are asked for");
        let mut texts = Vec::new();
        let mut hashes = Vec::new();
        for path in paths {
            let bytes = fs::read(path).map_err(|it| FileError::io(path, "read", &it))?;
            let name = path.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
            hashes.push((name, hash(&bytes)));
            // A rule with another byte in it finds nothing; the others are as good as before.
            texts.push(String::from_utf8_lossy(&bytes).into_owned());
        }
        let lists = AdblockLists::new(texts).map_err(|it| FileError::new(first, it.to_string()))?;
        Ok(Self { lists: Arc::new(lists), hashes })
    }
}
