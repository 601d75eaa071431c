//! `cargo xtask python-test` and `cargo xtask cluster-test`: the Python package, built and installed as users get it.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, bail, ensure};

use crate::{
    clean, python,
    score::{self, output},
    workspace,
};

/// The profile of the wheel: built sooner than a release, and fast enough for thousands of documents.
const PROFILE: &str = "instructions";

/// Tests the package in a fresh environment.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    if !args.is_empty() {
        bail!("python-test takes no arguments");
    }
    let (python, _) = installed("requirements.txt")?;
    Ok(if test(&python)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tests the package, and then on a Spark cluster of a master and two workers on this machine, whose executors get it shipped.
pub(crate) fn run_on_cluster(args: &[OsString]) -> anyhow::Result<ExitCode> {
    if !args.is_empty() {
        bail!("cluster-test takes no arguments");
    }
    let (python, wheel) = installed("requirements-spark.txt")?;
    if !test(&python)? {
        return Ok(ExitCode::FAILURE);
    }
    let target = workspace::root().join("target/python");
    let executors = python::environment(&target.join("executors"), &folder().join("requirements-executors.txt"))?;
    let mut documents = Vec::new();
    let mut n_made = DOCUMENTS;
    let corpus = score::corpus().join("dedup/dev.jsonl.gz");
    if corpus.is_file() {
        documents.push(corpus);
        n_made = BESIDE_CORPUS;
    } else {
        println!(
            "SKIPPED: no corpus at {} (set UNCHAFF_CORPUS): all documents are made of the seeds",
            corpus.display()
        );
    }
    let made = target.join("made.jsonl");
    output(workspace::dedup_corpus()?.args(["--documents", &n_made.to_string(), "--out"]).arg(&made))?;
    documents.push(made);
    let mut cluster = Command::new(&python);
    cluster.arg(folder().join("tests/cluster.py")).arg("--documents").args(documents);
    cluster.arg("--wheel").arg(wheel).arg("--executors").arg(executors).arg("--out").arg(target.join("cluster"));
    Ok(if workspace::status(&mut cluster)?.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Documents that are made of the seeds, besides 2,000 posts; and if there is a corpus.
const DOCUMENTS: usize = 18_000;
const BESIDE_CORPUS: usize = 1_500;

fn test(python: &Path) -> anyhow::Result<bool> {
    let mut version = Command::new(python.with_file_name("unchaff"));
    print!("{}", output(version.arg("--version"))?);
    Ok(workspace::status(Command::new(python).args(["-m", "pytest", "--quiet"]).current_dir(folder()))?.success())
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
