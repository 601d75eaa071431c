//! What others' code we may build on: `cargo deny`, by `deny.toml`.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};

use crate::workspace;

/// Checks licences, sources and advisories. What needs a network that is not there is left out, and said.
pub(crate) fn check() -> anyhow::Result<bool> {
    let is_installed = cargo().args(["deny", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    ensure!(is_installed.is_ok_and(|it| it.success()), "no cargo-deny: `cargo install cargo-deny --locked`");
    // Licences stand in the crates themselves, also those that only other platforms need.
    let has_all_crates = succeeds(cargo().args(["fetch", "--locked", "--quiet"]))?;
    let mut platform = Vec::new();
    if !has_all_crates {
        println!("SKIPPED: crates of other platforms cannot be fetched: only those of this one are looked at");
        platform = vec!["--offline".to_string(), "--target".to_string(), host()?];
    }
    let policies = ["check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
    if !run(cargo().args(["deny", "--locked"]).args(&platform).args(policies))? {
        return Ok(false);
    }
    let is_fetched = succeeds(cargo().args(["deny", "fetch", "db"]).stderr(Stdio::null()))?;
    if !is_fetched && !has_database()? {
        println!("SKIPPED: the RustSec database cannot be fetched and was never: advisories are not looked at");
        return Ok(true);
    }
    if !is_fetched {
        println!("the RustSec database cannot be fetched: advisories are those of the last time");
        platform = vec!["--offline".to_string(), "--target".to_string(), host()?];
    }
    run(cargo().args(["deny", "--locked"]).args(&platform).args(["check", "advisories"]))
}

/// The cargo that called us. It and git ask nothing, and do not wait for a network that says nothing.
fn cargo() -> Command {
    let mut command = workspace::cargo();
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_HTTP_LOW_SPEED_LIMIT", "1000")
        .env("GIT_HTTP_LOW_SPEED_TIME", "20");
    command.stdin(Stdio::null());
    command
}

/// Shows what is run.
fn run(command: &mut Command) -> anyhow::Result<bool> {
    let args: Vec<_> = command.get_args().map(|it| it.to_string_lossy()).collect();
    println!("$ cargo {}", args.join(" "));
    succeeds(command)
}

fn succeeds(command: &mut Command) -> anyhow::Result<bool> {
    Ok(workspace::status(command)?.success())
}

/// The platform that we build for.
fn host() -> anyhow::Result<String> {
    let output = cargo().args(["--version", "--verbose"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().find_map(|it| it.strip_prefix("host: ")).context("cargo tells its platform")?;
    Ok(line.to_string())
}

/// Whether advisories were fetched before, to the place where cargo-deny puts them.
fn has_database() -> anyhow::Result<bool> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")));
    let Some(folder) = home.map(|it| it.join("advisory-dbs")).filter(|it| it.is_dir()) else { return Ok(false) };
    for entry in fs::read_dir(folder)? {
        if entry?.path().join("crates").is_dir() {
            return Ok(true);
        }
    }
    Ok(false)
}
