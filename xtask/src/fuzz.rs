//! `cargo xtask fuzz`

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    thread,
};

use anyhow::{Context, ensure};

use crate::workspace;

/// A program in `fuzz/fuzz_targets`, and what it begins with.
struct Target {
    name: &'static str,
    /// Folders of seeds, with the folders in them.
    seeds: &'static [&'static str],
    /// The longest input, in bytes.
    most_bytes: u32,
}

const POSTS: &[&str] = &["seeds/posts", "seeds/rules", "fuzz/seeds/documents"];
const DOCUMENTS: &[&str] = &["seeds/posts", "seeds/rules", "seeds/pages", "fuzz/seeds/documents"];

/// All of them. A test compares the list with `fuzz/Cargo.toml`.
const TARGETS: &[Target] = &[
    Target { name: "blocks", seeds: DOCUMENTS, most_bytes: 4096 },
    Target { name: "configuration", seeds: &["fuzz/seeds/configuration"], most_bytes: 4096 },
    Target { name: "decisions", seeds: &["fuzz/seeds/decisions"], most_bytes: 4096 },
    Target { name: "documents", seeds: DOCUMENTS, most_bytes: 2048 },
    Target { name: "front_matter", seeds: POSTS, most_bytes: 4096 },
    Target { name: "index", seeds: &[], most_bytes: 256 },
    Target { name: "ledger", seeds: &["fuzz/seeds/ledger"], most_bytes: 4096 },
    Target { name: "packs", seeds: &["fuzz/seeds/packs"], most_bytes: 4096 },
];

/// Looks for inputs that break a law: so many seconds in each target.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let mut seconds = 60;
    let mut targets: Vec<&Target> = Vec::new();
    let mut args = args.iter().map(|it| it.to_string_lossy());
    while let Some(arg) = args.next() {
        if arg == "--seconds" {
            seconds = args.next().and_then(|it| it.parse().ok()).context("--seconds takes a number")?;
        } else {
            let names = || TARGETS.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
            let target = TARGETS.iter().find(|it| it.name == arg);
            targets.push(target.with_context(|| format!("no target is named `{arg}`: there are {}", names()))?);
        }
    }
    if targets.is_empty() {
        targets.extend(TARGETS);
    }
    ensure!(has_cargo_fuzz(), "cargo-fuzz is missing: cargo install cargo-fuzz --locked");
    Ok(if fuzz(&targets, seconds, None)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The same as a check: without cargo-fuzz it says so, and passes, but not where CI should have installed it.
pub(crate) fn check(seconds: u32) -> anyhow::Result<bool> {
    if !has_cargo_fuzz() && env::var_os("CI").is_none() {
        println!("SKIPPED: no cargo-fuzz (cargo install cargo-fuzz --locked)");
        return Ok(true);
    }
    // In the same order each time: a check of a change is not the place for luck.
    fuzz(&TARGETS.iter().collect::<Vec<_>>(), seconds, Some(1))
}

fn has_cargo_fuzz() -> bool {
    let mut command = workspace::cargo();
    command.args(["fuzz", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|it| it.success())
}

fn fuzz(targets: &[&Target], seconds: u32, seed: Option<u32>) -> anyhow::Result<bool> {
    build(targets)?;
    let (next, is_sound) = (AtomicUsize::new(0), AtomicBool::new(true));
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || -> anyhow::Result<()> {
            while let Some(target) = targets.get(next.fetch_add(1, Relaxed)) {
                is_sound.fetch_and(fuzz_one(target, seconds, seed)?, Relaxed);
            }
            Ok(())
        };
        let workers: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|it| it.join().expect("a thread that does not panic"))
    })?;
    Ok(is_sound.into_inner())
}

/// Builds targets without a sanitizer: our crates forbid `unsafe`.
fn build(targets: &[&Target]) -> anyhow::Result<()> {
    // All of them come out of one build.
    let only = if let [target] = targets { Some(target.name) } else { None };
    let mut command = workspace::cargo();
    command.args(["fuzz", "build", "--sanitizer", "none", "--target-dir"]).arg(target_folder()).args(only);
    // Coverage is an unstable option of the compiler.
    let built = workspace::status(command.env("RUSTC_BOOTSTRAP", "1"))?;
    ensure!(built.success(), "the fuzz targets could not be built");
    Ok(())
}

fn target_folder() -> PathBuf {
    workspace::root().join("target/fuzz")
}

/// Runs a target; what it says stands in a file beside what it found.
fn fuzz_one(target: &Target, seconds: u32, seed: Option<u32>) -> anyhow::Result<bool> {
    let folder = target_folder().join("found").join(target.name);
    let corpus = folder.join("corpus");
    fs::create_dir_all(&corpus)?;
    let log = folder.join("log.txt");
    let mut command = Command::new(program(target)?);
    command.current_dir(workspace::root()).arg(&corpus);
    for seeds in target.seeds {
        command.args(folders(&workspace::root().join(seeds))?);
    }
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-max_len={}", target.most_bytes));
    command.arg(format!("-artifact_prefix={}/", folder.display())).args(["-timeout=20", "-print_final_stats=1"]);
    command.args(seed.map(|it| format!("-seed={it}")));
    let dictionary = workspace::root().join("fuzz").join(format!("{}.dict", target.name));
    if dictionary.is_file() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    command.stdout(Stdio::null()).stderr(File::create(&log)?);
    let is_sound = workspace::status(&mut command)?.success();
    let words = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    let n_runs = words.lines().find_map(|it| it.strip_prefix("stat::number_of_executed_units:")).unwrap_or("?").trim();
    if is_sound {
        println!("ok      {}: {n_runs} inputs", target.name);
    } else {
        let last: Vec<_> = words.lines().filter(|it| it.contains("panicked") || it.contains("Test unit")).collect();
        println!("FAILED  {}: {}", target.name, last.join("\n        "));
        println!("        what it says: {}", log.display());
    }
    Ok(is_sound)
}

/// cargo-fuzz builds for a named machine.
fn program(target: &Target) -> anyhow::Result<PathBuf> {
    for entry in fs::read_dir(target_folder())? {
        let path = entry?.path().join("release").join(target.name);
        if path.is_file() {
            return Ok(path);
        }
    }
    anyhow::bail!("cargo-fuzz built no `{}`", target.name)
}

/// A folder and the folders in it, in order; nothing if there is none.
fn folders(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = vec![folder.to_path_buf()];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_listed() {
        let manifest = fs::read_to_string(workspace::root().join("fuzz/Cargo.toml")).expect("a manifest");
        let names: Vec<_> = manifest.lines().filter_map(|it| it.strip_prefix("name = \"")?.strip_suffix('"')).collect();
        let listed: Vec<_> = TARGETS.iter().map(|it| it.name).collect();
        assert_eq!(names[1..], listed);
    }
}
