//! One document on standard input.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use unchaff_driver::{CleanOptions, Cleaned, Decisions, Format, Input, Kind, clean};

use crate::failure::Failure;

/// Reads standard input to its end and cleans it.
pub(crate) fn read_and_clean(options: &CleanOptions, decisions: &Decisions) -> Result<(Vec<u8>, Cleaned), Failure> {
    let source = read()?;
    let (options, _) = decisions.applied("-", &source, Format::Unknown, options);
    let cleaned = clean(&source, Format::Unknown, &options);
    Ok((source, cleaned))
}

/// Reads standard input to its end.
pub(crate) fn read() -> Result<Vec<u8>, Failure> {
    let mut source = Vec::new();
    std::io::stdin().lock().read_to_end(&mut source).map_err(|it| format!("cannot read standard input: {it}"))?;
    Ok(source)
}

/// Standard input as reports name it.
pub(crate) fn input() -> Input {
    let path = PathBuf::from("-");
    Input { relative: path.clone(), file: path.clone(), path, root: Path::new(".").to_path_buf(), kind: Kind::Text }
}
