//! Where the corpora are, and saying aloud when they are not there.

use std::path::{Path, PathBuf};

/// The top of the repository.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate lies in crates/").to_path_buf()
}

/// A folder or file of the corpora: below `$UNCHAFF_CORPUS`, else `../shared/corpus`.
///
/// Where it is missing this says so, and the test that asked passes without it.
#[expect(clippy::print_stderr, reason = "a skipped measurement must be seen")]
pub(crate) fn corpus(part: &str) -> Option<PathBuf> {
    let root = workspace().join(std::env::var_os("UNCHAFF_CORPUS").unwrap_or_else(|| "../shared/corpus".into()));
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: no corpus at {} (set UNCHAFF_CORPUS)", path.display());
    None
}

/// The documents below a folder, sorted.
pub(crate) fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|it| panic!("{}: {it}", folder.display()));
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if unchaff_document::Kind::of_path(&path).is_some() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
