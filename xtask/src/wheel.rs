//! `cargo xtask python-test`: the Python package, built and installed as users get it.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, bail, ensure};

use crate::{clean, python, score::output, workspace};

/// The profile of the wheel: built sooner than a release, and fast enough for thousands of documents.
const PROFILE: &str = "instructions";

/// Tests the package in a fresh environment.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    if !args.is_empty() {
        bail!("python-test takes no arguments");
    }
    let (python, _) = installed("requirements.txt")?;
    let mut version = Command::new(python.with_file_name("unchaff"));
    print!("{}", output(version.arg("--version"))?);
    let tests = workspace::status(Command::new(python).args(["-m", "pytest", "--quiet"]).current_dir(folder()))?;
    Ok(if tests.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Where the package is.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("crates/python")
}

/// Builds the wheel and installs it in a fresh environment, with what a list of `crates/python` names. Gives the interpreter
/// and the wheel.
pub(crate) fn installed(requirements: &str) -> anyhow::Result<(PathBuf, PathBuf)> {
    let target = workspace::root().join("target/python");
    clean::remove(&target)?;
    let python = python::environment(&target.join("venv"), &folder().join(requirements))?;
    let wheels = target.join("wheels");
    let mut maturin = Command::new(&python);
    maturin.args(["-m", "maturin", "build", "--quiet", "--locked", "--profile", PROFILE, "--out"]).arg(&wheels);
    // What is running is a program of another workspace target: its settings are not those of the build.
    let built = workspace::status(maturin.current_dir(folder()).env_remove("CARGO").env_remove("RUSTC"))?;
    ensure!(built.success(), "the wheel could not be built");
    let wheel = only_file(&wheels)?;
    output(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--no-deps"]).arg(&wheel))?;
    Ok((python, wheel))
}

fn only_file(folder: &Path) -> anyhow::Result<PathBuf> {
    let mut entries = fs::read_dir(folder)?;
    Ok(entries.next().context("maturin wrote no wheel")??.path())
}
