//! The folder that `--out` writes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path, PathBuf},
    sync::OnceLock,
};

use serde::{Deserialize, Serialize};
use unchaff_document::RecordedBytes;

use crate::{
    FileError, Input, Inputs,
    files::{Sync, path_bytes, write_below},
    hash,
    ledger::{LEDGER_DIR, STATE_DIR, read_segment, segments},
};

/// The list of what was written, and the mark by which the folder is known again.
const LIST: &str = "output";

/// A folder that `--out` writes, and what earlier runs have written there.
#[derive(Debug)]
pub(crate) struct OutFolder {
    folder: PathBuf,
    /// Where it is, without links.
    real: PathBuf,
    /// By path.
    written: BTreeMap<Vec<u8>, Written>,
    /// The segments of the ledger that earlier runs wrote.
    segments: Vec<PathBuf>,
    /// What they can give the input of, by its hash.
    recorded: OnceLock<BTreeMap<String, Vec<Origin>>>,
}

/// What is remembered of a file that was written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    hash: String,
    /// The way to its document that leads from the folder: it stays when both are moved together.
    source: Vec<u8>,
}

/// What a record of the ledger says of where a file came from.
#[derive(Debug)]
struct Origin {
    /// The hash of what was read.
    input: String,
    converted_from: Option<Vec<u8>>,
}

/// A line of the list.
#[derive(Serialize, Deserialize)]
struct Line {
    path: RecordedBytes,
    hash: String,
    source: RecordedBytes,
}

impl OutFolder {
    /// Reads what was written to a folder that was [checked](check), and marks a new one as ours.
    pub(crate) fn open(folder: &Path) -> Result<Self, FileError> {
        let list = folder.join(STATE_DIR).join(LIST);
        // A run that was ended before it had the list has left our own folder at most.
        let is_empty = match fs::read_dir(folder) {
            Ok(mut it) => it.all(|it| it.is_ok_and(|it| it.file_name() == STATE_DIR)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => return Err(FileError::io(folder, "use the folder", &error)),
        };
        if !is_empty && !list.is_file() {
            let message = "is not empty and was not made by `unchaff clean --out`: choose a new folder";
            return Err(FileError::new(folder, message));
        }
        if !list.is_file() {
            write_below(folder, &list, b"", None, Sync::Later)?;
        }
        let bytes = fs::read(&list).map_err(|it| FileError::io(&list, "read", &it))?;
        // A line that cannot be read only makes us more careful.
        let lines = bytes.split(|it| *it == b'\n').filter_map(|it| serde_json::from_slice::<Line>(it).ok());
        let written = lines.map(|it| (it.path.0, Written { hash: it.hash, source: it.source.0 })).collect();
        // What cannot be read only makes us more careful, too.
        let segments = segments(&folder.join(STATE_DIR).join(LEDGER_DIR)).unwrap_or_default();
        Ok(Self {
            folder: folder.to_path_buf(),
            real: real_path(folder),
            written,
            segments: segments.into_iter().map(|(_, path)| path).collect(),
            recorded: OnceLock::new(),
        })
    }

    /// Whether its disk takes names that differ only in upper and lower case for one. Then the list is found by another
    /// name, too.
    pub(crate) fn ignores_case(&self) -> bool {
        self.folder.join(STATE_DIR).join(LIST.to_uppercase()).exists()
    }

    /// Refuses to replace a file that came from another document, or that somebody has edited since it was written. Else
    /// tells whether there is one with other bytes than `output`, which `source` became, the bytes of `input`. `name` is
    /// the path below the folder.
    pub(crate) fn check_target(
        &self,
        name: &Path,
        input: &Input,
        source: &[u8],
        output: &[u8],
    ) -> Result<bool, FileError> {
        let target = self.folder.join(name);
        let Ok(current) = fs::read(&target) else { return Ok(false) };
        // Wherever it came from: the way back leads on from these bytes.
        if current == source {
            return Ok(current != output);
        }
        let written = self.written.get(&path_bytes(name));
        if let Some(other) = written.map(|it| &it.source).filter(|it| **it != self.way_to(input)) {
            // The same bytes may have been moved.
            let read = hash(source);
            if self.recorded(&hash(&current)).iter().any(|it| it.input == read) {
                return Ok(current != output);
            }
            let other = without_dots(&self.real.join(&*String::from_utf8_lossy(other)));
            return Err(of_another(input, &target, &other));
        }
        if current == output {
            return Ok(false);
        }
        let hash = hash(&current);
        if written.is_some_and(|it| it.hash == hash) {
            return Ok(true);
        }
        let origins = self.recorded(&hash);
        let relative = path_bytes(&input.relative);
        if origins.iter().any(|it| it.converted_from.as_ref().is_none_or(|it| *it == relative)) {
            return Ok(true);
        }
        if let Some(other) = origins.iter().find_map(|it| it.converted_from.as_ref()) {
            return Err(of_another(input, &target, Path::new(&*String::from_utf8_lossy(other))));
        }
        let message = "was edited after it was written: left as it is (move it, or choose another folder)";
        Err(FileError::new(target, message))
    }

    /// What is to be remembered of a file that was written for a document.
    pub(crate) fn written(&self, input: &Input, hash: String) -> Written {
        Written { hash, source: self.way_to(input) }
    }

    /// The way from the folder to a document. On another drive of Windows there is none: then its path.
    fn way_to(&self, input: &Input) -> Vec<u8> {
        let (from, to) = (self.real.components(), input.file.components());
        let n_common = from.clone().zip(to.clone()).take_while(|(from, to)| from == to).count();
        let n_up = if n_common == 0 { 0 } else { from.count() - n_common };
        let up = std::iter::repeat_n(Component::ParentDir, n_up);
        path_bytes(&up.chain(to.skip(n_common)).collect::<PathBuf>())
    }

    /// What the ledger of earlier runs knows of bytes. It is read only where the list does not know them: a run was
    /// interrupted, somebody has edited or moved something.
    fn recorded(&self, hash: &str) -> &[Origin] {
        let recorded = self.recorded.get_or_init(|| {
            let records = self.segments.iter().flat_map(|it| read_segment(it).unwrap_or_default().0);
            let mut recorded: BTreeMap<String, Vec<Origin>> = BTreeMap::new();
            for it in records.filter(|it| it.duplicate_of.is_none()) {
                let origin = Origin { input: it.input, converted_from: it.converted_from.map(|it| it.0) };
                recorded.entry(it.output).or_default().push(origin);
            }
            recorded
        });
        recorded.get(hash).map_or(&[], Vec::as_slice)
    }

    /// Writes the list anew. Tells how many documents of earlier runs are still there.
    pub(crate) fn finish(mut self, now: BTreeMap<Vec<u8>, Option<Written>>) -> Result<usize, FileError> {
        let mut n_stale = 0;
        self.written.retain(|path, _| {
            let is_stale = !now.contains_key(path);
            n_stale += usize::from(is_stale);
            is_stale
        });
        self.written.extend(now.into_iter().filter_map(|(path, written)| Some((path, written?))));
        let mut list = Vec::new();
        for (path, Written { hash, source }) in self.written {
            let line = Line { path: RecordedBytes(path), hash, source: RecordedBytes(source) };
            serde_json::to_writer(&mut list, &line).expect("a list is plain data");
            list.push(b'\n');
        }
        write_below(&self.folder, &self.folder.join(STATE_DIR).join(LIST), &list, None, Sync::Later)?;
        Ok(n_stale)
    }
}

fn of_another(input: &Input, target: &Path, other: &Path) -> FileError {
    let (target, other) = (target.display(), other.display());
    let message = format!("would replace {target}, which came from {other}: left out (choose another folder)");
    FileError::new(&input.path, message)
}

pub(crate) fn check(folder: &Path, inputs: &Inputs) -> Result<(), FileError> {
    let refuse = |message: String| Err(FileError::new(folder, message));
    let real = real_path(folder);
    // The next run would read what this one writes.
    let is_read = |outer: &Path| {
        let passed_over = |it: &PathBuf| it != outer && it.starts_with(outer) && real.starts_with(it);
        real.starts_with(outer) && !inputs.outputs.iter().any(passed_over)
    };
    if let Some(outer) = inputs.folders.iter().find(|it| is_read(&real_path(it))) {
        let outer = outer.display();
        return refuse(format!("lies inside {outer}, which is to be cleaned: choose a folder outside of it"));
    }
    if let Some(input) = inputs.documents.iter().find(|it| it.file.starts_with(&real)) {
        return refuse(format!("holds {}, which is to be cleaned: choose another folder", input.path.display()));
    }
    // They are sorted by that.
    let twice = inputs.documents.windows(2).find(|it| it[0].relative == it[1].relative);
    let Some([one, other]) = twice else { return Ok(()) };
    refuse(format!(
        "would get two documents named {}: {} and {}; clean them into different folders",
        other.relative.display(),
        one.path.display(),
        other.path.display()
    ))
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
