//! One document on standard input.

use std::path::{Path, PathBuf};

use unchaff_driver::{CleanOptions, Cleaned, Decisions, FileError, Format, Input, Kind, clean};

use crate::args::MaxFileSize;

/// Reads standard input to its end and cleans it as what its name says.
pub(crate) fn read_and_clean(
    name: Option<&Path>,
    most: MaxFileSize,
    options: &CleanOptions,
    decisions: &Decisions,
) -> Result<(Vec<u8>, Cleaned), FileError> {
    let source = read(name, most)?;
    let (options, stale) = decisions.applied(&input(name).name(), &source, format(name), options);
    let mut cleaned = clean(&source, format(name), &options);
    cleaned.notes.extend(stale);
    Ok((source, cleaned))
}

/// Reads standard input to its end.
pub(crate) fn read(name: Option<&Path>, most: MaxFileSize) -> Result<Vec<u8>, FileError> {
    let name = name.unwrap_or(Path::new("standard input"));
    unchaff_driver::read_within(std::io::stdin().lock(), name, most.bytes)
}

/// What standard input is, by its name.
pub(crate) fn format(name: Option<&Path>) -> Format {
    name.and_then(Kind::of_path).map_or(Format::Unknown, Format::from)
}

/// Standard input as reports name it: by its name, or `-`.
pub(crate) fn input(name: Option<&Path>) -> Input {
    let path = name.map_or_else(|| PathBuf::from("-"), Path::to_path_buf);
    let kind = Kind::of_path(&path).unwrap_or(Kind::Text);
    Input { relative: path.clone(), file: path.clone(), path, root: Path::new(".").to_path_buf(), kind }
}
