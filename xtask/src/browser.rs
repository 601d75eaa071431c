//! `cargo xtask browser`

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, bail, ensure};

use crate::{clean, workspace};

/// Opens a review of the seeds in Chromium, decides there with the keyboard, and proves that `clean` obeys.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    if !args.is_empty() {
        bail!("browser takes no arguments");
    }
    Ok(if test()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The same as a check: where there is no browser it says so, and passes, but not where CI should have installed one.
pub(crate) fn check() -> anyhow::Result<bool> {
    let missing = [!browser().exists(), !runs("node"), !runs("npm")];
    if missing.contains(&true) && env::var_os("CI").is_none() {
        println!("SKIPPED: the review page is tested with {} and npm, and one is not there", browser().display());
        return Ok(true);
    }
    test()
}

fn test() -> anyhow::Result<bool> {
    let root = workspace::root();
    let out = root.join("target/browser");
    clean::remove(&out)?;
    fs::create_dir_all(&out)?;
    let page = out.join("review.html");
    let decisions = out.join("decisions.json");
    succeed(unchaff().args(["review", "seeds", "--out"]).arg(&page))?;
    let folder = root.join("tests/browser");
    succeed(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--silent"]).current_dir(&folder))?;
    let mut node = Command::new("node");
    node.arg(folder.join("review.mjs")).arg(&page).arg("--decisions").arg(&decisions);
    node.arg("--screenshots").arg(out.join("screenshots")).env("CHROMIUM", browser());
    if !workspace::status(&mut node)?.success() {
        return Ok(false);
    }
    let cleaned = out.join("cleaned");
    let mut clean = unchaff();
    clean
        .args(["clean", "seeds", "--no-duplicates", "--quiet", "--out"])
        .arg(&cleaned)
        .arg("--decisions")
        .arg(&decisions);
    // Some seeds would lose too much, and it tells which.
    workspace::status(clean.stderr(Stdio::null()))?;
    is_kept(&cleaned, &fs::read_to_string(&decisions)?)
}

/// Whether what the decisions reject stands in the cleaned documents: there it is found again.
fn is_kept(cleaned: &Path, decisions: &str) -> anyhow::Result<bool> {
    let value = |key: &str| {
        let (_, rest) = decisions.split_once(&format!("\"{key}\": \""))?;
        rest.split_once('"').map(|it| it.0)
    };
    let (path, hash) = (value("path").context("the page decided nothing")?, value("text").context("no hash")?);
    let path = cleaned.join(path.strip_prefix("seeds/").unwrap_or(path));
    let mut check = unchaff();
    check.args(["check", "--format", "jsonl", "--exit-zero", "--quiet"]).arg(&path);
    let found = check.output().context("cannot run cargo")?;
    let is_kept = String::from_utf8_lossy(&found.stdout).contains(hash);
    let word = if is_kept { "ok      keeps" } else { "FAILED  loses" };
    println!("{word} what was rejected, in {}", path.display());
    Ok(is_kept)
}

fn unchaff() -> Command {
    let mut command = workspace::cargo();
    command.args(["run", "--quiet", "--locked", "--package", "unchaff", "--bin", "unchaff", "--"]);
    command
}

fn browser() -> PathBuf {
    env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from)
}

fn runs(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success())
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_os_string();
    ensure!(workspace::status(command)?.success(), "{} failed", program.display());
    Ok(())
}
