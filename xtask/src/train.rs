//! `cargo xtask train`

use std::{
    ffi::OsString,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::ensure;

use crate::{
    python,
    score::{self, output},
    workspace,
};

/// Learns the models of `crates/page` and prints cross-validated scores. The labelled pages are converted to Markdown and
/// text first, unless they were.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let train = workspace::root().join("train");
    let corpus = score::corpus().join("html/train");
    ensure!(corpus.is_dir(), "expected labelled pages in {}", corpus.display());
    let conversions = train.join("target/conversions");
    if !conversions.join("turndown").is_dir() {
        convert(&train.join("convert"), &corpus.join("pages"), &train.join("target"), &conversions)?;
    }
    // The settings of cargo for this workspace lie in its folder.
    let mut command = workspace::cargo();
    command.current_dir(&train).args(["run", "--release", "--quiet", "--locked", "--", "--corpus"]);
    command.arg(corpus).args(args);
    workspace::finish(&mut command)
}

/// Runs what PyPI and npm have, in environments of their own.
fn convert(scripts: &Path, pages: &Path, target: &Path, out: &Path) -> anyhow::Result<()> {
    let python = python::environment(&target.join("venv"), &scripts.join("requirements.txt"))?;
    output(Command::new(&python).arg(scripts.join("convert.py")).args([pages, out]))?;
    output(Command::new("npm").args(["ci", "--silent"]).current_dir(scripts))?;
    output(Command::new("node").arg(scripts.join("convert.mjs")).args([pages, out]))?;
    Ok(())
}
