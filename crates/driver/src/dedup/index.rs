//! An index of signed documents: a folder that outlives a run.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use unchaff_dedup::FrequentLines;

use super::segment::{FILES, Segment, merge_segments, remove_segment};
use crate::{
    FileError,
    files::{Sync, write},
    hash,
};

/// What the files of an index are called.
const MANIFEST: &str = "manifest.json";
const LOCK: &str = "lock";
const SEGMENTS: &str = "segments";

/// How the name of a file begins that is being written.
const UNFINISHED: &str = ".unchaff-";

/// The version of the format.
const FORMAT: u32 = 1;

/// An index that nobody else can write to.
///
/// `manifest.json` names the segments that count, with the hashes of their files, and
/// is replaced as a whole; a segment is never changed. So a run that is killed leaves
/// the index as it was, and folders that no manifest names, which the next run removes.
pub(super) struct Index {
    folder: PathBuf,
    manifest: Manifest,
    /// Locked as long as it is open.
    _lock: File,
}

/// What an index holds. Two lines: this as JSON, and the hash of that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Manifest {
    unchaff_index: u32,
    /// What signatures depend on.
    header: Header,
    sources: Vec<Source>,
    segments: Vec<StoredSegment>,
    /// The number of the next segment; none is used twice.
    next: u64,
}

/// What must be equal for documents to be compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    /// How texts are signed; see `Parameters::header`.
    pub(super) signatures: String,
    /// How documents become texts.
    pub(super) texts: String,
    /// What is stored of them besides.
    pub(super) stored: String,
    /// Frequent lines, found when the index was made.
    pub(super) frequent: Vec<u64>,
}

/// Where documents come from: a folder, or a file of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    /// As it was given.
    pub(super) name: String,
    /// Where it was, without links.
    pub(super) path: String,
    /// Whether it is a file of records.
    pub(super) is_records: bool,
}

/// What all formats of a manifest have.
#[derive(Deserialize)]
struct Format {
    unchaff_index: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct StoredSegment {
    folder: String,
    /// Hashes of its files.
    files: BTreeMap<String, String>,
    /// Documents that do not count any more, ascending.
    gone: Vec<u32>,
}

impl Index {
    /// Opens an index, or begins one, also in the place of another: then there is no header yet.
    ///
    /// # Errors
    /// If somebody else writes to it, if a file of it is damaged, if the folder is something else.
    pub(super) fn open(folder: &Path, rebuild: bool) -> Result<(Index, Option<Header>), FileError> {
        let path = folder.join(MANIFEST);
        if !begins_as_manifest(&path) && holds_strangers(folder) {
            return Err(FileError::new(folder, "not an index, and not empty: give another folder"));
        }
        let segments = folder.join(SEGMENTS);
        fs::create_dir_all(&segments).map_err(|it| FileError::io(&segments, "create the folder", &it))?;
        let lock = lock(folder)?;
        // Only now nobody else can make it.
        let is_there = path.exists();
        if !is_there && !rebuild && last_folder(&segments) > 0 {
            return Err(FileError::new(path, "missing beside its segments: make the index anew with --rebuild"));
        }
        let manifest = if is_there && !rebuild { read_manifest(&path)? } else { Manifest::begun(&segments) };
        let index = Index { folder: folder.to_path_buf(), manifest, _lock: lock };
        if !is_there {
            index.write_manifest()?;
        }
        if rebuild {
            // What an index holds that is made anew counts until the next commit.
            return Ok((index, None));
        }
        index.remove_strangers()?;
        if index.manifest.is_begun() {
            return Ok((index, None));
        }
        let header = index.manifest.header.clone();
        Ok((index, Some(header)))
    }

    pub(super) fn sources(&self) -> &[Source] {
        &self.manifest.sources
    }

    /// Opens the segments; each with its documents that do not count any more.
    ///
    /// # Errors
    /// If a file is not what it was: it is named.
    pub(super) fn segments(&self) -> Result<Vec<(Segment, Vec<u32>)>, FileError> {
        let open = |stored: &StoredSegment| {
            let folder = self.folder.join(SEGMENTS).join(&stored.folder);
            for (name, expected) in &stored.files {
                let path = folder.join(name);
                let what = match path.exists() {
                    false => "missing",
                    true if hash_of(&path)? != *expected => "damaged (it is not what was written)",
                    true => continue,
                };
                return Err(FileError::new(path, format!("{what}: make the index anew with --rebuild")));
            }
            Ok((Segment::open(&folder)?, stored.gone.clone()))
        };
        self.manifest.segments.iter().map(open).collect()
    }

    /// A folder for a new segment.
    pub(super) fn new_folder(&mut self) -> PathBuf {
        loop {
            let number = self.manifest.next;
            self.manifest.next = number.wrapping_add(1);
            let folder = self.folder.join(SEGMENTS).join(format!("{number:06}"));
            if !folder.exists() {
                return folder;
            }
        }
    }

    /// Replaces the manifest: from now on these segments count. Those that do not any more are removed.
    pub(super) fn commit(
        &mut self,
        header: Header,
        sources: Vec<Source>,
        segments: &[(&Segment, Vec<u32>)],
    ) -> Result<(), FileError> {
        let mut stored = Vec::new();
        for (segment, gone) in segments {
            let folder = segment.folder().file_name().unwrap_or_default().to_string_lossy().into_owned();
            let known = self.manifest.segments.iter().find(|it| it.folder == folder);
            let files = match known {
                Some(it) => it.files.clone(),
                None => seal(segment)?,
            };
            stored.push(StoredSegment { folder, files, gone: gone.clone() });
        }
        self.manifest.header = header;
        self.manifest.sources = sources;
        self.manifest.segments = stored;
        self.write_manifest()?;
        self.remove_strangers()
    }

    fn write_manifest(&self) -> Result<(), FileError> {
        let json = serde_json::to_string(&self.manifest).expect("text and numbers can be written as JSON");
        let text = format!("{json}\n{}\n", hash(json.as_bytes()));
        sync_folder(&self.folder.join(SEGMENTS))?;
        write(&self.folder.join(MANIFEST), text.as_bytes(), None, Sync::Now)?;
        // What the old manifest names may go only when the new one is sure to stay.
        sync_folder(&self.folder)
    }

    /// Merges the latest segments into one when there are several of about one size, so that there are few segments,
    /// and a document is written again only when its segment becomes a few times larger (a log-structured merge
    /// tree, O'Neil et al. 1996).
    pub(super) fn merge(&mut self, mut segments: Vec<(Segment, Vec<u32>)>) -> Result<(), FileError> {
        let sizes = segments.iter().map(|it| it.0.n_bytes()).collect::<Result<Vec<u64>, FileError>>()?;
        let first = first_to_merge(&sizes, TO_MERGE);
        if first == segments.len() {
            return Ok(());
        }
        let latest = segments.split_off(first);
        let merged = merge_segments(&latest, &self.new_folder())?;
        drop(latest); // some systems remove no open files
        segments.push((merged, Vec::new()));
        let stored: Vec<(&Segment, Vec<u32>)> = segments.iter().map(|(it, gone)| (it, gone.clone())).collect();
        self.commit(self.manifest.header.clone(), self.manifest.sources.clone(), &stored)
    }

    /// Removes segments that no manifest names: a run that made them was killed, or they were merged.
    fn remove_strangers(&self) -> Result<(), FileError> {
        let ours: BTreeSet<&str> = self.manifest.segments.iter().map(|it| it.folder.as_str()).collect();
        let folder = self.folder.join(SEGMENTS);
        let entries = fs::read_dir(&folder).map_err(|it| FileError::io(&folder, "read", &it))?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
            if is_folder && is_segment_name(&name) && !ours.contains(name.as_str()) {
                remove_segment(&entry.path())?;
            }
        }
        self.remove_unfinished();
        Ok(())
    }

    /// Removes manifests that a killed run did not write to their end.
    fn remove_unfinished(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                let _ = fs::remove_file(entry.path()); // it harms nobody
            }
        }
    }
}

impl Manifest {
    /// That of an index in which nothing was committed yet: a run that is killed leaves this one, so that a
    /// manifest that is missing later was lost.
    fn begun(segments: &Path) -> Manifest {
        let [signatures, texts, stored] = [const { String::new() }; 3];
        let header = Header { signatures, texts, stored, frequent: Vec::new() };
        let next = last_folder(segments).saturating_add(1);
        Manifest { unchaff_index: FORMAT, header, sources: Vec::new(), segments: Vec::new(), next }
    }

    fn is_begun(&self) -> bool {
        self.header.signatures.is_empty()
    }
}

impl Header {
    /// Why documents that were signed with this header cannot be compared with those of `wanted`.
    pub(super) fn mismatch(&self, wanted: &Header) -> Option<String> {
        let parts = [
            ("signatures (--preset)", &self.signatures, &wanted.signatures),
            ("texts (--clean and its rules, --kind, --dialect)", &self.texts, &wanted.texts),
            ("fields (--keep)", &self.stored, &wanted.stored),
        ];
        let other = parts.iter().find(|(_, own, wanted)| own != wanted);
        other.map(|(what, own, wanted)| format!("was made with other {what}: `{own}`, not `{wanted}`"))
    }

    pub(super) fn frequent(&self) -> FrequentLines {
        self.frequent.iter().copied().collect()
    }
}

/// Whether a file can be a manifest, even a damaged one: other programs have files of this name too.
fn begins_as_manifest(path: &Path) -> bool {
    fs::read(path).is_ok_and(|it| it.starts_with(b"{\"unchaff_index\":"))
}

/// Whether somebody else uses a folder.
fn holds_strangers(folder: &Path) -> bool {
    let is_alone = folder.join(MANIFEST).exists() && !folder.join(SEGMENTS).exists();
    is_alone || fs::read_dir(folder).is_ok_and(|it| it.flatten().any(|it| !is_ours(&it.file_name())))
}

/// Whether an index may hold it; systems leave hidden files of their own everywhere.
fn is_ours(name: &OsStr) -> bool {
    [MANIFEST, LOCK, SEGMENTS].iter().any(|it| name == *it) || name.as_encoded_bytes().starts_with(b".")
}

fn is_segment_name(name: &str) -> bool {
    name.len() >= 6 && name.bytes().all(|it| it.is_ascii_digit())
}

/// So many segments of about one size are merged.
const TO_MERGE: usize = 4;

/// From which segment on all are merged, given their sizes: `least` or more, each at most twice as large as all
/// after it together. The number of segments if nothing is to be merged.
pub(super) fn first_to_merge(sizes: &[u64], least: usize) -> usize {
    let mut first = sizes.len();
    let mut n_bytes = 0;
    while let Some(size) = first.checked_sub(1).map(|it| sizes[it])
        && (first == sizes.len() || size <= 2 * n_bytes)
    {
        first -= 1;
        n_bytes += size;
    }
    if sizes.len() - first < least { sizes.len() } else { first }
}

/// The largest number of a segment, whether it counts or not.
fn last_folder(segments: &Path) -> u64 {
    let names = fs::read_dir(segments).into_iter().flatten().flatten();
    let names = names.map(|it| it.file_name().to_string_lossy().into_owned()).filter(|it| is_segment_name(it));
    names.filter_map(|it| it.parse().ok()).max().unwrap_or(0)
}

/// Locks an index until the file is closed, also by the end of the process.
fn lock(folder: &Path) -> Result<File, FileError> {
    let path = folder.join(LOCK);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|it| FileError::io(&path, "write", &it))?;
    match fs4::FileExt::try_lock(&file) {
        Ok(()) => Ok(file),
        Err(fs4::TryLockError::WouldBlock) => {
            Err(FileError::new(folder, "another process writes to this index: wait until it is done"))
        }
        Err(fs4::TryLockError::Error(error)) => Err(FileError::io(&path, "lock", &error)),
    }
}

fn read_manifest(path: &Path) -> Result<Manifest, FileError> {
    let damaged = |why: &str| FileError::new(path, format!("damaged ({why}): make the index anew with --rebuild"));
    let text = fs::read(path).map_err(|it| FileError::io(path, "read", &it))?;
    let text = String::from_utf8(text).map_err(|_| damaged("it is not UTF-8"))?;
    let Some((json, rest)) = text.split_once('\n') else { return Err(damaged("it ends too early")) };
    if rest != format!("{}\n", hash(json.as_bytes())) {
        return Err(damaged("it is not what was written"));
    }
    // Other formats may have other keys.
    let Format { unchaff_index: format } = serde_json::from_str(json).map_err(|it| damaged(&it.to_string()))?;
    if format != FORMAT {
        let message = format!("has format {format}, this program knows {FORMAT}: make the index anew with --rebuild");
        return Err(FileError::new(path, message));
    }
    let manifest: Manifest = serde_json::from_str(json).map_err(|it| damaged(&it.to_string()))?;
    let has_files =
        |it: &StoredSegment| FILES.len() == it.files.len() && FILES.iter().all(|name| it.files.contains_key(*name));
    let is_sound = |it: &StoredSegment| is_segment_name(&it.folder) && has_files(it);
    match manifest.segments.iter().find(|it| !is_sound(it)) {
        Some(it) => Err(damaged(&format!("`{}` is no segment", it.folder))),
        None => Ok(manifest),
    }
}

/// Makes sure that the files of a segment are on the disk, and hashes them.
fn seal(segment: &Segment) -> Result<BTreeMap<String, String>, FileError> {
    let mut files = BTreeMap::new();
    for name in FILES {
        let path = segment.folder().join(name);
        let synced = File::open(&path).and_then(|it| it.sync_all());
        synced.map_err(|it| FileError::io(&path, "write", &it))?;
        files.insert(name.to_string(), hash_of(&path)?);
    }
    sync_folder(segment.folder())?;
    Ok(files)
}

/// Makes sure that the names in a folder are on the disk.
fn sync_folder(folder: &Path) -> Result<(), FileError> {
    // Windows opens no folders, and keeps names without being asked.
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|it| it.sync_all()).map_err(|it| FileError::io(folder, "write", &it))
}

fn hash_of(path: &Path) -> Result<String, FileError> {
    let mut hasher = blake3::Hasher::new();
    let hashed = File::open(path).and_then(|it| hasher.update_reader(it).map(|_| ()));
    hashed.map_err(|it| FileError::io(path, "read", &it))?;
    Ok(hasher.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, path::Path};

    use super::{FILES, Header, Index, MANIFEST, Manifest, SEGMENTS, StoredSegment, TO_MERGE, first_to_merge};
    use crate::{
        dedup::tests::{article, segment},
        hash,
    };

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder for temporary files")
    }

    fn header() -> Header {
        let [signatures, texts, stored] = ["words", "as they are", "nothing"].map(str::to_string);
        Header { signatures, texts, stored, frequent: vec![0, 7, u64::MAX] }
    }

    /// Opens an index, adds a segment to those it has, and commits.
    fn add(folder: &Path, id: &str) {
        let (mut index, _) = Index::open(folder, false).expect("an index");
        let mut segments = index.segments().expect("whole");
        segments.push((segment(&index.new_folder(), &[(id, &article(1, 20))]), vec![]));
        let stored: Vec<_> = segments.iter().map(|it| (&it.0, it.1.clone())).collect();
        index.commit(header(), Vec::new(), &stored).expect("room");
    }

    fn ids(folder: &Path) -> Vec<String> {
        let (index, found) = Index::open(folder, false).expect("an index");
        assert_eq!(found, Some(header()));
        let id = |it: &super::Segment| it.documents().expect("a file").next().expect("one").expect("whole").0.id;
        index.segments().expect("whole").iter().map(|it| id(&it.0)).collect()
    }

    #[test]
    fn what_is_committed_is_there_again() {
        let folder = folder();
        for (n, id) in ["b", "a", "c"].into_iter().enumerate() {
            add(folder.path(), id);
            assert_eq!(ids(folder.path()), ["b", "a", "c"][..=n]);
        }
    }

    #[test]
    fn what_is_not_committed_is_removed_by_the_next() {
        let folder = folder();
        add(folder.path(), "a");
        let (mut index, _) = Index::open(folder.path(), false).expect("an index");
        let stranger = index.new_folder();
        drop(segment(&stranger, &[("b", "Some words")]));
        drop(index);
        fs::write(folder.path().join(".unchaff-x1"), "half a manifest").expect("writable");
        assert_eq!(ids(folder.path()), ["a"]);
        assert!(!stranger.exists() && !folder.path().join(".unchaff-x1").exists());
    }

    #[test]
    fn an_index_that_is_made_anew_counts_until_the_next_commit() {
        let folder = folder();
        add(folder.path(), "a");
        let (mut index, header) = Index::open(folder.path(), true).expect("an index");
        assert!(header.is_none() && index.sources().is_empty() && index.segments().expect("none").is_empty());
        let new = index.new_folder();
        assert_eq!(new.file_name().expect("a name"), "000002");
        drop(segment(&new, &[("b", "Some words")]));
        drop(index);
        assert_eq!(ids(folder.path()), ["a"]);
    }

    #[test]
    fn a_begun_index_is_begun_again() {
        let folder = folder();
        for _ in 0..2 {
            let (mut index, header) = Index::open(folder.path(), false).expect("an index");
            assert!(header.is_none());
            drop(segment(&index.new_folder(), &[("a", "Some words")]));
        }
        assert!(folder.path().join(MANIFEST).exists());
        add(folder.path(), "b");
        assert_eq!(ids(folder.path()), ["b"]);
    }

    #[test]
    fn nobody_else_may_open_it() {
        let folder = folder();
        let first = Index::open(folder.path(), false).expect("an index");
        for rebuild in [false, true] {
            let error = Index::open(folder.path(), rebuild).map(drop).expect_err("it is locked");
            assert_eq!(error.message, "another process writes to this index: wait until it is done");
        }
        drop(first);
        assert!(Index::open(folder.path(), false).is_ok());
    }

    #[test]
    fn a_lost_manifest_is_missed() {
        let folder = folder();
        add(folder.path(), "a");
        fs::remove_file(folder.path().join(MANIFEST)).expect("it was there");
        let error = Index::open(folder.path(), false).map(drop).expect_err("segments without a manifest");
        assert_eq!(error.path, folder.path().join(MANIFEST));
        assert!(folder.path().join(SEGMENTS).join("000001").exists());
        assert!(Index::open(folder.path(), true).is_ok());
    }

    #[test]
    fn a_header_tells_what_is_different() {
        let own = header();
        assert_eq!(own.mismatch(&Header { frequent: Vec::new(), ..header() }), None);
        let wanted = Header { texts: "cleaned".to_string(), ..header() };
        let why = own.mismatch(&wanted).expect("other texts");
        assert_eq!(
            why,
            "was made with other texts (--clean and its rules, --kind, --dialect): `as they are`, not `cleaned`"
        );
        assert_eq!(own.frequent().lines(), [0, 7, u64::MAX]);
    }

    /// Opens an index whose manifest is as it was written, and names one segment.
    fn open(segment: &str, files: &[(&str, &str)]) -> Result<usize, String> {
        let place = folder();
        let files: BTreeMap<String, String> =
            files.iter().map(|it| (it.0.to_string(), hash(it.1.as_bytes()))).collect();
        let segments = vec![StoredSegment { folder: segment.to_string(), files, gone: Vec::new() }];
        let manifest = Manifest { header: header(), segments, next: u64::MAX, ..Manifest::begun(place.path()) };
        let json = serde_json::to_string(&manifest).expect("text and numbers can be written as JSON");
        fs::write(place.path().join(MANIFEST), format!("{json}\n{}\n", hash(json.as_bytes()))).expect("room");
        let segment = place.path().join(SEGMENTS).join("000001");
        fs::create_dir_all(&segment).expect("room");
        FILES.iter().for_each(|it| fs::write(segment.join(it), "").expect("room"));
        let (mut index, _) = Index::open(place.path(), false).map_err(|it| it.message)?;
        let n_segments = index.segments().map_err(|it| it.message)?.len();
        assert!(!index.new_folder().exists() && !index.new_folder().exists());
        Ok(n_segments)
    }

    #[test]
    fn a_manifest_names_no_files_of_others() {
        let files = FILES.map(|it| (it, ""));
        assert_eq!(open("000001", &files), Ok(1));
        for folder in ["../segments/000001", "/etc", "", "..", "000001/../000001"] {
            let error = open(folder, &files).expect_err(folder);
            assert!(error.contains(&format!("`{folder}` is no segment")), "{error}");
        }
        // A file without a hash would not be looked at.
        for files in [&files[..2], &[], &[files[0], files[1], ("../../x", "")]] {
            assert!(open("000001", files).is_err_and(|it| it.contains("is no segment")));
        }
        assert!(open("000001", &[files[0], files[1], (files[2].0, "other")]).is_err_and(|it| it.contains("damaged")));
    }

    #[test]
    fn folders_of_others_stay() {
        let folder = folder();
        add(folder.path(), "a");
        let mine = ["2023/documents.jsonl", "000007/cake.jpg"].map(|it| folder.path().join(SEGMENTS).join(it));
        for path in &mine {
            fs::create_dir_all(path.parent().expect("a folder")).expect("room");
            fs::write(path, "mine").expect("room");
        }
        add(folder.path(), "b");
        assert!(mine.iter().all(|it| it.exists()));
    }

    #[test]
    fn segments_of_one_size_are_merged() {
        for (sizes, first) in [
            (&[][..], 0),
            (&[5], 1),
            (&[5, 5, 5], 3),
            (&[5, 5, 5, 5], 0),
            (&[1000, 5, 5, 5, 5], 1),
            (&[1000, 20, 5, 5, 5], 1),
            (&[1000, 90, 5, 5, 5], 5),
            (&[30, 20, 10, 5], 0),
        ] {
            assert_eq!(first_to_merge(sizes, TO_MERGE), first, "{sizes:?}");
        }
    }

    /// A document is written again once for each level, not once for each run.
    #[test]
    fn few_segments_and_few_writes() {
        let (mut sizes, mut n_written) = (Vec::new(), 0);
        for _ in 0..1000 {
            sizes.push(1);
            let first = first_to_merge(&sizes, TO_MERGE);
            if first < sizes.len() {
                let merged: u64 = sizes.drain(first..).sum();
                n_written += merged;
                sizes.push(merged);
            }
            assert!(sizes.len() <= 16, "{sizes:?}");
        }
        assert!(n_written <= 8 * 1000, "{n_written}");
    }
}
