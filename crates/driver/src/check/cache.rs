//! What was found in documents, kept for the next run: a file for each folder that is looked at.
//!
//! Documents are known by their bytes, and by all that decides what is found in them. So a cache is never wrong, and
//! whatever is the matter with its files, somebody only waits a little longer.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    io::Write,
    ops::Range,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Serialize};
use unchaff_boilerplate::RuleSet;

use super::{Checked, stored};
use crate::{
    CleanOptions, FileError, Format, Input, Inputs, Plan, Verdicts,
    files::{PREFIX, path_text},
};

/// Where it is remembered what was found in documents.
#[derive(Clone, Debug)]
pub struct CheckCache {
    /// The folder. It is made where it is missing; what somebody else keeps there stays.
    pub folder: PathBuf,
    /// For each way of cleaning in the plan, in its order: hashes of the files from which its packs and filter lists were
    /// read, and of whatever else they depend on. Without one, documents that are cleaned with packs or lists are not
    /// remembered.
    pub files: Vec<String>,
}

/// The form of a file, of what is kept in it, and of keys. Whoever changes any of them counts on.
const FORMAT: &[u8] = b"unchaff check cache 1\n";

/// Files that nobody has asked for so long go when another one is written.
const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The time of a file that is only read is set no more often.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A file is written once one in so many of its documents is new: for a large folder that takes longer than to look at
/// a document.
const ENOUGH: usize = 256;

/// What a document is known by.
pub(super) type Key = [u8; blake3::OUT_LEN];

/// What is kept of one document.
pub(super) struct Kept {
    key: Key,
    found: Found,
}

enum Found {
    /// It stands in the file.
    Known(Range<usize>),
    New(Vec<u8>),
}

impl Kept {
    pub(super) fn new(key: Key, checked: &Checked) -> Self {
        Self { key, found: Found::New(stored::to_bytes(checked)) }
    }

    pub(super) fn was_known(&self) -> bool {
        matches!(self.found, Found::Known(_))
    }
}

/// What is remembered of the documents of a run.
pub(super) struct OpenCache {
    folder: PathBuf,
    /// For each way of cleaning, by its number in the plan.
    keys: Vec<Option<Key>>,
    numbers: Plan,
    /// By the root of documents.
    files: BTreeMap<PathBuf, CacheFile>,
    errors: Vec<FileError>,
}

impl OpenCache {
    pub(super) fn open(cache: &CheckCache, inputs: &Inputs, plan: &Plan) -> Self {
        let build = build();
        let key = |(number, options)| key_of(build.as_ref()?, options, cache.files.get(number));
        let keys = plan.all().enumerate().map(key).collect();
        let (mut files, mut errors) = (BTreeMap::new(), Vec::new());
        for input in &inputs.documents {
            if !files.contains_key(&input.root) {
                let path = cache.folder.join(file_name(&input.root));
                let file = CacheFile::read(&path).unwrap_or_else(|error| {
                    errors.push(error);
                    CacheFile::default()
                });
                files.insert(input.root.clone(), file);
            }
        }
        Self { folder: cache.folder.clone(), keys, numbers: plan.clone(), files, errors }
    }

    /// What a document is known by; nothing if it is not to be remembered.
    pub(super) fn key(&self, input: &Input, source: &[u8]) -> Option<Key> {
        let of_options = self.keys[self.numbers.number_of(input)].as_ref()?;
        let format = match Format::from(input.kind) {
            Format::Markdown => 0,
            Format::Mdx => 1,
            Format::Html => 2,
            Format::Unknown => 3,
        };
        let key = blake3::keyed_hash(of_options, &[format]);
        Some(*blake3::keyed_hash(key.as_bytes(), source).as_bytes())
    }

    /// What was found in a document.
    pub(super) fn find(&self, input: &Input, key: &Key, path: &str) -> Option<(Checked, Kept)> {
        let file = &self.files[&input.root];
        let Entry { range, .. } = file.entries.get(&below_root(input)).filter(|it| it.key == *key)?;
        let checked = stored::from_bytes(&file.found()[range.clone()], path)?;
        Some((checked, Kept { key: *key, found: Found::Known(range.clone()) }))
    }

    /// Writes what was found. `is_whole` tells of which roots all was looked at: what is gone there is forgotten.
    pub(super) fn finish(self, kept: Vec<(&Input, Kept)>, is_whole: impl Fn(&Path) -> bool) -> Vec<FileError> {
        let Self { folder, files, mut errors, .. } = self;
        let mut by_root: BTreeMap<&Path, Vec<(String, Kept)>> = BTreeMap::new();
        for (input, it) in kept {
            by_root.entry(&input.root).or_default().push((below_root(input), it));
        }
        for (root, kept) in by_root {
            let path = folder.join(file_name(root));
            let written = files[root].update(&path, kept, Some(root).filter(|it| is_whole(it)));
            errors.extend(written.map_err(|it| FileError::io(&path, "write", &it)).err());
        }
        errors
    }
}

/// The name of a document in the file of its root.
fn below_root(input: &Input) -> String {
    path_text(input.file.strip_prefix(&input.root).unwrap_or(&input.file))
}

fn file_name(root: &Path) -> String {
    let hash = blake3::hash(root.as_os_str().as_encoded_bytes()).to_hex();
    format!("{BEGIN}{}{END}", &hash[..32])
}

const BEGIN: &str = "check-";
const END: &str = ".cache";

/// This build of the program: another one of the same version may find something else. Nothing if nobody can tell.
fn build() -> Option<Vec<u8>> {
    let program = std::env::current_exe().and_then(fs::metadata).ok()?;
    let modified = program.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let mut build = env!("CARGO_PKG_VERSION").as_bytes().to_vec();
    build.extend(program.len().to_le_bytes());
    build.extend(modified.as_nanos().to_le_bytes());
    Some(build)
}

/// What stands for all that decides what is found in a document of some form, but its bytes. Nothing if that is not known.
fn key_of(build: &[u8], options: &CleanOptions, files: Option<&String>) -> Option<Key> {
    // All of them, so that a new one cannot be forgotten.
    let CleanOptions { rules, with_unsafe, verdicts, taken_for, dialect, with_page_chrome, budget } = options;
    let RuleSet { rules, packs, adblock, applicability } = rules;
    if *verdicts != Verdicts::default() || (!packs.is_empty() || adblock.is_some()) && files.is_none() {
        return None;
    }
    let mut key = blake3::Hasher::new();
    let mut add = |part: &[u8]| {
        key.update(&(part.len() as u64).to_le_bytes()).update(part);
    };
    add(FORMAT);
    add(build);
    add(files.map_or("", String::as_str).as_bytes());
    add(&[u8::from(adblock.is_some()), u8::from(*with_unsafe), u8::from(*with_page_chrome), *budget]);
    add(taken_for.name().as_bytes());
    add(dialect.name().as_bytes());
    let of_packs = packs.iter().map(|it| it.rules.iter().map(|it| &it.id).collect::<Vec<_>>());
    for ids in std::iter::once(rules.iter().map(|it| &it.id).collect()).chain(of_packs) {
        add(b"rules");
        ids.into_iter().for_each(|it| add(it.as_str().as_bytes()));
    }
    add(b"applicability");
    for (rule, applicability) in applicability {
        add(rule.as_str().as_bytes());
        add(applicability.to_string().as_bytes());
    }
    Some(*key.finalize().as_bytes())
}

/// What is kept of the documents of one root.
#[derive(Default)]
struct CacheFile {
    bytes: Vec<u8>,
    /// Where what was found begins.
    found: usize,
    /// By their names below the root; ranges count from `found`.
    entries: HashMap<String, Entry>,
}

/// What is kept of a document.
#[derive(Serialize, Deserialize)]
struct Entry {
    key: Key,
    range: Range<usize>,
}

impl CacheFile {
    /// Reads a file.
    ///
    /// # Errors
    /// If it is not what was written. One that does not exist is empty.
    fn read(path: &Path) -> Result<Self, FileError> {
        let bytes = match fs::read(path) {
            Ok(it) => it,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(FileError::io(path, "read", &error)),
        };
        Self::parse(bytes).ok_or_else(|| FileError::new(path, "is damaged, or of another version: begun anew"))
    }

    fn parse(bytes: Vec<u8>) -> Option<Self> {
        let (hash, content) = bytes.strip_prefix(FORMAT)?.split_at_checked(blake3::OUT_LEN)?;
        if blake3::hash(content) != *<&Key>::try_from(hash).ok()? {
            return None;
        }
        let (entries, found): (Vec<(String, Entry)>, _) = postcard::take_from_bytes(content).ok()?;
        let found = bytes.len() - found.len();
        let is_inside =
            |(_, it): &(String, Entry)| it.range.start <= it.range.end && it.range.end <= bytes.len() - found;
        let entries = entries.iter().all(is_inside).then(|| entries.into_iter().collect())?;
        Some(Self { bytes, found, entries })
    }

    fn found(&self) -> &[u8] {
        &self.bytes[self.found..]
    }

    /// Writes what is known now, if that is worth it. Where all below a root was looked at, documents that are gone are
    /// forgotten.
    fn update(&self, path: &Path, kept: Vec<(String, Kept)>, root: Option<&Path>) -> io::Result<()> {
        let n_new = kept.iter().filter(|it| !it.1.was_known()).count();
        let n_unused = if root.is_some() { self.entries.len().saturating_sub(kept.len() - n_new) } else { 0 };
        if n_new.max(n_unused) * ENOUGH < self.entries.len().max(1) {
            return touch(path);
        }
        let is_gone = |name: &str| root.is_some_and(|it| !it.join(name).exists());
        let mut all: BTreeMap<String, Kept> = kept.into_iter().collect();
        let mut others: Vec<(&String, &Entry)> = Vec::new();
        #[expect(clippy::iter_over_hash_type, reason = "they are sorted below")]
        for (name, entry) in &self.entries {
            if !all.contains_key(name) && !is_gone(name) {
                others.push((name, entry));
            }
        }
        for (name, entry) in others {
            all.insert(name.clone(), Kept { key: entry.key, found: Found::Known(entry.range.clone()) });
        }
        let (mut entries, mut found) = (Vec::with_capacity(all.len()), Vec::new());
        for (name, it) in all {
            let start = found.len();
            match it.found {
                Found::Known(range) => found.extend_from_slice(&self.found()[range]),
                Found::New(bytes) => found.extend(bytes),
            }
            entries.push((name, Entry { key: it.key, range: start..found.len() }));
        }
        let index = postcard::to_allocvec(&entries).map_err(io::Error::other)?;
        let mut hash = blake3::Hasher::new();
        hash.update(&index).update(&found);
        write(path, &[FORMAT, hash.finalize().as_bytes(), &index, &found])
    }
}

/// Says that a file is of use still.
fn touch(path: &Path) -> io::Result<()> {
    let now = SystemTime::now();
    let modified = fs::metadata(path).and_then(|it| it.modified());
    match modified {
        Ok(it) if now.duration_since(it).is_ok_and(|it| it > DAY) => {
            fs::File::options().write(true).open(path)?.set_modified(now)
        }
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all, for this user alone: words of documents stand in it.
fn write(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    if !folder.is_dir() {
        make(folder)?;
    }
    let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.persist(path).map_err(|it| it.error)?;
    forget_old(folder);
    Ok(())
}

/// Makes the folder of a cache. What is in it is worth neither a backup nor a commit.
fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)?;
    // https://bford.info/cachedir/
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# What `unchaff check` remembers. It may be removed.\n";
    fs::write(folder.join("CACHEDIR.TAG"), tag)?;
    fs::write(folder.join(".gitignore"), "*\n")
}

/// Removes what nobody has asked for in a long time, and what a crash left.
fn forget_old(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let is_ours = |it: &fs::DirEntry| {
        let name = it.file_name();
        let name = name.to_string_lossy();
        name.starts_with(BEGIN) && name.ends_with(END) || name.starts_with(PREFIX)
    };
    let is_old = |it: &fs::DirEntry| {
        let age = it.metadata().and_then(|it| it.modified()).map(|it| it.elapsed());
        age.is_ok_and(|it| it.is_ok_and(|it| it > KEPT))
    };
    for entry in entries.filter_map(Result::ok).filter(is_ours).filter(is_old) {
        let _ = fs::remove_file(entry.path());
    }
}
