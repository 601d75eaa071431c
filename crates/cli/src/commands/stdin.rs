//! One document on standard input.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use unchaff_driver::{CleanOptions, Cleaned, Decisions, Format, Input, Kind, clean};

use crate::failure::Failure;

/// Reads standard input to its end and cleans it as what its name says.
pub(crate) fn read_and_clean(
    name: Option<&Path>,
    options: &CleanOptions,
    decisions: &Decisions,
) -> Result<(Vec<u8>, Cleaned), Failure> {
    let source = read()?;
    let (options, stale) = decisions.applied(&input(name).name(), &source, format(name), options);
    let mut cleaned = clean(&source, format(name), &options);
    cleaned.notes.extend(stale);
    Ok((source, cleaned))
}

/// Reads standard input to its end.
pub(crate) fn read() -> Result<Vec<u8>, Failure> {
    let mut source = Vec::new();
    std::io::stdin().lock().read_to_end(&mut source).map_err(|it| format!("cannot read standard input: {it}"))?;
    Ok(source)
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
