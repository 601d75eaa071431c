//! Programs from PyPI.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::score::output;

/// Makes an environment of Python in a folder, or takes the one that is there, installs what a file lists, and tells
/// where the interpreter is.
pub(crate) fn environment(folder: &Path, requirements: &Path) -> anyhow::Result<PathBuf> {
    output(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    output(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements))?;
    Ok(python)
}
