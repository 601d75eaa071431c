//! Corpora that do not belong to the repository.

use std::path::{Path, PathBuf};

/// A file or folder of the corpora; nothing, said aloud, where they are absent.
#[expect(clippy::print_stderr, reason = "a skipped check has to be seen")]
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let root = std::env::var_os("UNCHAFF_CORPUS").map_or(beside, PathBuf::from);
    let path = root.join(name);
    if !path.exists() {
        eprintln!("SKIPPED: no corpus at {}", path.display());
        return None;
    }
    Some(path)
}

/// The files of a folder with this extension, in order.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the corpus folder can be listed");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the corpus folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .collect();
    paths.sort();
    paths
}

/// Says what was found, for people who run the suite with `--nocapture`.
#[expect(clippy::print_stderr, reason = "figures are what the corpus runs are for")]
pub(crate) fn say(words: &str) {
    eprintln!("{words}");
}
