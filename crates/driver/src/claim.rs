//! The right to write below a folder: one process at a time.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use fs4::{FileExt, TryLockError};

use crate::{FileError, Input, StopFlag, ledger::STATE_DIR};

/// How often a process that waits looks whether it may go on.
const PAUSE: Duration = Duration::from_millis(50);

/// As long as it lives, no other process of ours writes below some folders, above them, or between.
///
/// The folders themselves are locked (`flock`), so that nothing is left behind, whatever ends the process. Where a system
/// cannot lock folders, nobody waits: what was changed while it was cleaned is left alone all the same.
#[derive(Debug)]
pub(crate) struct Claim {
    roots: Vec<PathBuf>,
    _locks: Vec<File>,
}

impl Claim {
    /// Waits until nobody else holds one of the folders, which are paths without links, or one around or in them; `waits`
    /// hears of the first that is held. `None` if it was stopped before.
    pub(crate) fn of(
        roots: impl IntoIterator<Item = PathBuf>,
        stop: &StopFlag,
        mut waits: impl FnMut(&Path),
    ) -> Option<Self> {
        // Whether the folder is ours alone. Everybody locks in the order of paths, so that no two wait for each other.
        let mut folders: BTreeMap<PathBuf, bool> = BTreeMap::new();
        let mut claim = Self { roots: Vec::new(), _locks: Vec::new() };
        for root in roots {
            for above in root.ancestors().skip(1) {
                folders.entry(above.to_path_buf()).or_default();
            }
            folders.insert(root.clone(), true);
            claim.roots.push(root);
        }
        let mut has_waited = false;
        for (folder, is_ours) in folders {
            let Ok(file) = File::open(&folder) else { continue };
            while is_held(&file, is_ours) {
                if stop.is_raised() {
                    return None;
                }
                if !has_waited {
                    has_waited = true;
                    waits(&folder);
                }
                thread::sleep(PAUSE);
            }
            claim._locks.push(file);
        }
        for root in &claim.roots {
            // Whoever wrote here was ended in the middle.
            let _ = fs::remove_dir_all(staging(root));
        }
        Some(claim)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        for root in &self.roots {
            let _ = fs::remove_dir(staging(root));
        }
    }
}

/// Locks a folder, unless somebody else holds it.
fn is_held(folder: &File, for_us_alone: bool) -> bool {
    let locked: Result<(), TryLockError> =
        if for_us_alone { FileExt::try_lock(folder) } else { FileExt::try_lock_shared(folder) };
    matches!(locked, Err(TryLockError::WouldBlock))
}

/// Where the files of a root stand until they are whole: what a crash leaves there, the next run removes.
pub(crate) fn staging(root: &Path) -> PathBuf {
    root.join(STATE_DIR).join("unfinished")
}

/// Refuses a file that another one should not take the place of.
pub(crate) fn check_replaceable(input: &Input) -> Result<(), FileError> {
    let metadata = fs::metadata(&input.file).map_err(|it| FileError::io(&input.path, "read", &it))?;
    let refuse = |message| Err(FileError::new(&input.path, message));
    if metadata.permissions().readonly() {
        return refuse("is read-only: left as it is (`chmod u+w` it, or use --out)");
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&metadata) > 1 {
        return refuse("has other names (hard links), which would keep the old text: left as it is (use --out)");
    }
    Ok(())
}

#[cfg(test)]
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
        let held = Claim::of(roots(first), &stop, |_| panic!("nobody is here")).expect("nobody stops it");
        let mut waited_for = None;
        let claim = Claim::of(roots(second), &stop, |folder| {
            waited_for = Some(folder.to_path_buf());
            stop.raise();
        });
        assert_eq!(claim.is_none(), waited_for.is_some());
        assert_eq!(waited_for, expected.map(|it| here.join(it)));
        drop((held, claim));
        let stop = StopFlag::default();
        assert!(Claim::of(roots(second), &stop, |_| panic!("it is free again")).is_some());
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
}
