//! Which configuration a document has.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use crate::{args::ConfigFlags, config::file::ConfigFile, failure::Failure};

/// The file of a configuration.
pub(crate) const FILE_NAME: &str = "unchaff.toml";

/// A manifest of cargo, which may hold one.
pub(crate) const MANIFEST: &str = "Cargo.toml";

/// The configurations of a run, each read once.
pub(crate) struct ConfigFiles {
    files: Vec<ConfigFile>,
    search: Search,
}

enum Search {
    /// Upwards from each document; what was found for a folder.
    Upwards(BTreeMap<PathBuf, Option<usize>>),
    /// The same for all.
    Fixed(Option<usize>),
}

impl ConfigFiles {
    /// Reads what `--config` names; else files are looked for when they are asked for.
    pub(crate) fn new(flags: &ConfigFlags) -> Result<Self, Failure> {
        let nothing = Self { files: Vec::new(), search: Search::Fixed(None) };
        match &flags.config {
            _ if flags.no_config => Ok(nothing),
            None => Ok(Self { search: Search::Upwards(BTreeMap::new()), ..nothing }),
            Some(path) => match ConfigFile::read(path)? {
                Some(file) => Ok(Self { files: vec![file.with_globs_from_here()], search: Search::Fixed(Some(0)) }),
                None => {
                    let path = path.display();
                    let tables = "[workspace.metadata.unchaff] or [package.metadata.unchaff]";
                    Err(format!("{path}: holds no settings: expected a table {tables}").into())
                }
            },
        }
    }

    pub(crate) fn file(&self, number: Option<usize>) -> Option<&ConfigFile> {
        number.map(|it| &self.files[it])
    }

    /// Those that were read.
    pub(crate) fn all(&self) -> impl Iterator<Item = &ConfigFile> {
        self.files.iter()
    }

    /// The number of the configuration of a file: that in its folder, or in the nearest above it.
    pub(crate) fn of(&mut self, file: &Path) -> Result<Option<usize>, Failure> {
        let known = match &mut self.search {
            Search::Fixed(number) => return Ok(*number),
            Search::Upwards(known) => known,
        };
        let mut passed: Vec<&Path> = Vec::new();
        let mut found = None;
        for folder in file.ancestors().skip(1) {
            if let Some(number) = known.get(folder) {
                found = *number;
                break;
            }
            passed.push(folder);
            if let Some(file) = in_folder(folder)? {
                self.files.push(file);
                found = Some(self.files.len() - 1);
                break;
            }
        }
        known.extend(passed.into_iter().map(|it| (it.to_path_buf(), found)));
        Ok(found)
    }
}

/// The configuration in a folder itself.
fn in_folder(folder: &Path) -> Result<Option<ConfigFile>, Failure> {
    for name in [FILE_NAME, MANIFEST] {
        let path = folder.join(name);
        // A link to nothing was meant to be one.
        let is_there = path.is_file() || name == FILE_NAME && path.is_symlink() && !path.exists();
        if is_there && let Some(file) = ConfigFile::read(&path)? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}
