//! The folder that `--out` writes.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::{Component, Path, PathBuf},
    sync::OnceLock,
};

use serde::{Deserialize, Serialize};
use unchaff_document::RecordedBytes;

use crate::{
    FileError, Input, Inputs,
    files::{Sync, path_bytes, write},
    hash,
    ledger::{LEDGER_DIR, STATE_DIR, read_records},
};

/// The list of what was written, and the mark by which the folder is known again.
const LIST: &str = "output";

/// A folder that `--out` writes, and what earlier runs have written there.
#[derive(Debug)]
pub(crate) struct OutFolder {
    folder: PathBuf,
    /// Path -> hash of the file that was written.
    written: BTreeMap<Vec<u8>, String>,
    /// Hashes of what the ledger can give the input of.
    recorded: OnceLock<HashSet<String>>,
}

/// A line of the list.
#[derive(Serialize, Deserialize)]
struct Written {
    path: RecordedBytes,
    hash: String,
}

impl OutFolder {
    /// Refuses a folder in which something could be lost, and marks a new one as ours.
    pub(crate) fn open(folder: &Path, inputs: &Inputs) -> Result<Self, FileError> {
        check(folder, inputs)?;
        let list = folder.join(STATE_DIR).join(LIST);
        let is_empty = match fs::read_dir(folder) {
            Ok(mut it) => it.next().is_none(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => return Err(FileError::io(folder, "use the folder", &error)),
        };
        if !is_empty && !list.is_file() {
            let message = "is not empty and was not made by `unchaff clean --out`: choose a new folder";
            return Err(FileError::new(folder, message));
        }
        if is_empty {
            write(&list, b"", None, Sync::Later)?;
        }
        let bytes = fs::read(&list).map_err(|it| FileError::io(&list, "read", &it))?;
        // A line that cannot be read only makes us more careful.
        let lines = bytes.split(|it| *it == b'\n').filter_map(|it| serde_json::from_slice::<Written>(it).ok());
        let written = lines.map(|it| (it.path.0, it.hash)).collect();
        Ok(Self { folder: folder.to_path_buf(), written, recorded: OnceLock::new() })
    }

    /// Refuses to replace a file that somebody has edited since it was written. Else tells whether there is one
    /// with other bytes than `output`, which `source` became by cleaning. `name` is the path below the folder.
    pub(crate) fn check_target(&self, name: &Path, source: &[u8], output: &[u8]) -> Result<bool, FileError> {
        let target = self.folder.join(name);
        let Ok(current) = fs::read(&target) else { return Ok(false) };
        if current == source || current == output {
            return Ok(current != output);
        }
        let hash = hash(&current);
        if self.written.get(&path_bytes(name)) == Some(&hash) || self.recorded().contains(&hash) {
            return Ok(true);
        }
        let message = "was edited after it was written: left as it is (move it, or choose another folder)";
        Err(FileError::new(target, message))
    }

    /// Read only where the list does not know a file: an earlier run was interrupted, or somebody has edited.
    fn recorded(&self) -> &HashSet<String> {
        self.recorded.get_or_init(|| {
            // What cannot be read only makes us more careful.
            let records = read_records(&self.folder.join(STATE_DIR).join(LEDGER_DIR)).unwrap_or_default().0;
            records.into_iter().filter(|it| it.duplicate_of.is_none()).map(|it| it.output).collect()
        })
    }

    /// Writes the list anew. Tells how many documents of earlier runs are still there.
    pub(crate) fn finish(mut self, now: BTreeMap<Vec<u8>, Option<String>>) -> Result<usize, FileError> {
        let mut n_stale = 0;
        self.written.retain(|path, _| {
            let is_stale = !now.contains_key(path);
            n_stale += usize::from(is_stale);
            is_stale
        });
        self.written.extend(now.into_iter().filter_map(|(path, hash)| Some((path, hash?))));
        let mut list = Vec::new();
        for (path, hash) in self.written {
            let line = Written { path: RecordedBytes(path), hash };
            serde_json::to_writer(&mut list, &line).expect("a list is plain data");
            list.push(b'\n');
        }
        write(&self.folder.join(STATE_DIR).join(LIST), &list, None, Sync::Later)?;
        Ok(n_stale)
    }
}

fn check(folder: &Path, inputs: &Inputs) -> Result<(), FileError> {
    let refuse = |message: String| Err(FileError::new(folder, message));
    let real = real_path(folder);
    if let Some(outer) = inputs.folders.iter().find(|it| real.starts_with(real_path(it))) {
        let outer = outer.display();
        return refuse(format!("lies inside {outer}, which is to be cleaned: choose a folder outside of it"));
    }
    if let Some(input) = inputs.documents.iter().find(|it| real_path(&it.path).starts_with(&real)) {
        return refuse(format!("holds {}, which is to be cleaned: choose another folder", input.path.display()));
    }
    let mut by_name: BTreeMap<&Path, &Input> = BTreeMap::new();
    for input in &inputs.documents {
        if let Some(other) = by_name.insert(&input.relative, input) {
            return refuse(format!(
                "would get two documents named {}: {} and {}; clean them into different folders",
                input.relative.display(),
                other.path.display(),
                input.path.display()
            ));
        }
    }
    Ok(())
}

/// The path without links and `..`, also where its last parts do not exist yet.
fn real_path(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    // `..` behind a folder that does not exist yet means what it says; links are resolved where they exist.
    let absolute = if absolute.exists() { absolute } else { without_dots(&absolute) };
    let mut existing = absolute.as_path();
    loop {
        if let Ok(real) = existing.canonicalize() {
            return missing.iter().rev().fold(real, |path: PathBuf, it| path.join(it));
        }
        match (existing.parent(), existing.file_name()) {
            (Some(parent), Some(name)) => {
                missing.push(name.to_os_string());
                existing = parent;
            }
            _ => return absolute,
        }
    }
}

fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
