//! The right to write below a folder: one process at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use fs4::{FileExt, TryLockError};

use crate::{StopFlag, files::PREFIX, ledger::STATE_DIR};

/// How often a process that waits looks whether it may go on.
const PAUSE: Duration = Duration::from_millis(50);

/// As long as it lives, no other process of ours writes below some folders, above them, or between.
///
/// The folders themselves are locked (`flock`), and those above, which all processes share: so nothing is left behind, and
/// a claim ends with its process, whatever ends that. Where a system cannot lock folders (Windows, some network drives),
/// nobody waits: what was changed while it was cleaned is left alone all the same.
#[derive(Debug)]
pub(crate) struct Claim {
    /// Folders that are ours alone.
    ours: Vec<PathBuf>,
    _locks: Vec<File>,
}

impl Claim {
    /// Waits until nobody else writes below, above or between these folders, which are paths without links; `waits` hears
    /// of the first that is held.
    pub(crate) fn of(roots: impl IntoIterator<Item = PathBuf>, waits: impl FnMut(&Path)) -> Self {
        Self::unless_stopped(roots, waits, &StopFlag::default()).expect("nobody else knows the flag")
    }

    /// The same; `None` if it was stopped while it waited.
    pub(crate) fn unless_stopped(
        roots: impl IntoIterator<Item = PathBuf>,
        mut waits: impl FnMut(&Path),
        stop: &StopFlag,
    ) -> Option<Self> {
        let roots: BTreeSet<PathBuf> = roots.into_iter().collect();
        let mut has_waited = false;
        loop {
            match Self::try_of(&roots) {
                Ok(claim) => return Some(claim),
                Err(held) if !has_waited => waits(&held),
                Err(_) => {}
            }
            has_waited = true;
            if stop.is_raised() {
                return None;
            }
            thread::sleep(PAUSE);
        }
    }

    /// All of the folders or none, so that no two processes wait for each other; the first that somebody else holds.
    fn try_of(roots: &BTreeSet<PathBuf>) -> Result<Self, PathBuf> {
        // By what they are, since a folder may be mounted in two places; and whether it is ours alone.
        let mut folders: BTreeMap<Identity, (&Path, File, bool)> = BTreeMap::new();
        for root in roots {
            for folder in root.ancestors() {
                let Ok(file) = File::open(folder) else { continue };
                let Some(identity) = identity(&file) else { continue };
                folders.entry(identity).or_insert((folder, file, false)).2 |= folder == root;
            }
        }
        let mut claim = Self { ours: Vec::new(), _locks: Vec::new() };
        for (identity, (folder, file, is_ours)) in folders {
            match lock(&file, is_ours) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(folder.to_path_buf()),
                Err(TryLockError::Error(_)) => continue,
            }
            // While we waited, another one may have taken its place.
            if File::open(folder).ok().and_then(|it| self::identity(&it)) != Some(identity) {
                return Err(folder.to_path_buf());
            }
            claim._locks.push(file);
            if is_ours {
                remove_unfinished(folder);
                claim.ours.push(folder.to_path_buf());
            }
        }
        Ok(claim)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        for root in &self.ours {
            let _ = fs::remove_dir(staging(root));
        }
    }
}

/// Where the files of a root stand until they are whole.
pub(crate) fn staging(root: &Path) -> PathBuf {
    root.join(STATE_DIR).join("unfinished")
}

/// The number of a disk, and of a folder on it.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(file: &File) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    file.metadata().ok().map(|it| (it.dev(), it.ino()))
}

#[cfg(not(unix))]
fn identity(_: &File) -> Option<Identity> {
    None
}

fn lock(folder: &File, is_ours: bool) -> Result<(), TryLockError> {
    if is_ours { FileExt::try_lock(folder) } else { FileExt::try_lock_shared(folder) }
}

/// Whoever wrote here was ended in the middle.
fn remove_unfinished(root: &Path) {
    let Ok(entries) = fs::read_dir(staging(root)) else { return };
    let is_ours = |it: &fs::DirEntry| it.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes());
    for entry in entries.filter_map(Result::ok).filter(is_ours) {
        let _ = fs::remove_file(entry.path());
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &[&str], second: &[&str], expected: Option<&str>) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let here = folder.path().canonicalize().expect("it is there");
        let roots = |names: &[&str]| names.iter().map(|it| here.join(it)).collect::<Vec<_>>();
        for root in roots(first).into_iter().chain(roots(second)) {
            fs::create_dir_all(root).expect("room");
        }
        let stop = StopFlag::default();
        let held = Claim::of(roots(first), |_| panic!("nobody is here"));
        let mut waited_for = None;
        let waits = |folder: &Path| {
            waited_for = Some(folder.to_path_buf());
            stop.raise();
        };
        let claim = Claim::unless_stopped(roots(second), waits, &stop);
        assert_eq!(claim.is_none(), waited_for.is_some());
        assert_eq!(waited_for, expected.map(|it| here.join(it)));
        drop((held, claim));
        drop(Claim::of(roots(second), |_| panic!("it is free again")));
    }

    #[test]
    fn folders_inside_of_one_another_are_written_by_one_process() {
        check(&["site"], &["site"], Some("site"));
        check(&["site"], &["site/posts/2019"], Some("site"));
        check(&["site/posts"], &["site"], Some("site"));
        check(&["site/posts", "notes"], &["notes", "drafts"], Some("notes"));
    }

    #[test]
    fn folders_beside_one_another_are_written_at_once() {
        check(&["site/posts"], &["site/pages"], None);
        check(&["site"], &["sites"], None);
    }

    #[test]
    fn a_folder_with_two_names_is_one() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let here = folder.path().canonicalize().expect("it is there");
        fs::create_dir_all(here.join("site")).expect("room");
        std::os::unix::fs::symlink("site", here.join("again")).expect("a link");
        let roots = [here.join("site"), here.join("again")];
        drop(Claim::of(roots, |_| panic!("it waits for itself")));
    }

    #[test]
    fn only_unfinished_files_of_ours_are_removed() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let here = folder.path().canonicalize().expect("it is there");
        let unfinished = staging(&here);
        fs::create_dir_all(&unfinished).expect("room");
        fs::write(unfinished.join("notes.md"), "Mine.").expect("room");
        fs::write(unfinished.join(".unchaff-aBcD12"), "The ferry lea").expect("room");
        drop(Claim::of([here], |_| panic!("nobody is here")));
        let left: Vec<_> = fs::read_dir(unfinished).expect("it is there").flatten().map(|it| it.file_name()).collect();
        assert_eq!(left, ["notes.md"]);
    }
}
