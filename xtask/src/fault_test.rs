//! `cargo xtask fault-test`

mod disks;
mod files;
mod kill;
mod others;
mod posts;
mod world;

use std::{
    ffi::OsString,
    path::PathBuf,
    process::ExitCode,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::Context;

use world::World;

/// What goes wrong, and how it is tried.
struct Row {
    name: &'static str,
    fault: &'static str,
    try_it: fn(&mut World) -> anyhow::Result<Outcome>,
}

/// What came of it. Any other broken promise is an error.
enum Outcome {
    Tried {
        n_times: usize,
        /// Files that are neither the old nor the new one, whole, and what is wrong with them.
        lost: Vec<String>,
        /// What the user saw.
        said: String,
    },
    Skipped(String),
}

const ROWS: &[Row] = &[
    Row { name: "kill-write", fault: "`clean --write` killed (-9)", try_it: kill::in_place },
    Row { name: "kill-out", fault: "`clean --out` killed (-9)", try_it: kill::to_a_folder },
    Row { name: "kill-restore", fault: "`restore` killed (-9)", try_it: kill::on_the_way_back },
    Row { name: "two-at-once", fault: "two runs on one folder at once", try_it: others::two_at_once },
    Row { name: "kill-first", fault: "the first of two runs killed (-9)", try_it: others::the_first_is_killed },
    Row { name: "changes", fault: "files rewritten and deleted during a run", try_it: others::changes },
    Row { name: "full-disk", fault: "the disk is full", try_it: disks::full },
    Row { name: "read-only", fault: "the disk is read-only", try_it: disks::read_only },
    Row { name: "links", fault: "symbolic links that lead out", try_it: files::links },
    Row { name: "hard-links", fault: "files with other names (hard links)", try_it: files::hard_links },
    Row { name: "modes", fault: "permissions and times", try_it: files::modes },
    Row { name: "names", fault: "names that are not UTF-8, with newlines", try_it: files::names },
    Row { name: "special", fault: "pipes, sockets, devices", try_it: files::special },
    Row { name: "ledgers", fault: "ledgers that lead out of the folder", try_it: files::ledgers },
    Row { name: "case", fault: "names that differ in case, with `--out`", try_it: files::case },
];

/// Tries what can go wrong and prints a table of what came of it.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let (mut is_short, mut seed, mut program, mut rows) = (false, None, None, Vec::new());
    let mut args = args.iter().map(|it| it.to_string_lossy());
    while let Some(arg) = args.next() {
        match arg.as_ref() {
            "--short" => is_short = true,
            "--program" => program = Some(args.next().context("--program takes a file")?.as_ref().into()),
            "--seed" => seed = Some(args.next().and_then(|it| it.parse().ok()).context("--seed takes a number")?),
            name => {
                let names = || ROWS.iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
                let row = ROWS.iter().find(|it| it.name == name);
                rows.push(row.with_context(|| format!("no fault is named `{name}`: there are {}", names()))?);
            }
        }
    }
    if rows.is_empty() {
        rows.extend(ROWS);
    }
    Ok(if try_all(&rows, is_short, seed, program)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The same as a check.
pub(crate) fn check(is_short: bool) -> anyhow::Result<bool> {
    try_all(&ROWS.iter().collect::<Vec<_>>(), is_short, None, None)
}

fn try_all(rows: &[&Row], is_short: bool, seed: Option<u64>, program: Option<PathBuf>) -> anyhow::Result<bool> {
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |it| it.as_secs());
    let seed = seed.unwrap_or_else(clock);
    let mut world = World::new(is_short, seed, program)?;
    println!("moments and places are those of --seed {seed}; the files are in {}", world.folder.display());
    let start = Instant::now();
    println!("\n| | fault | times tried | files lost | what the user saw |\n|---|---|---|---|---|");
    let mut failures = Vec::new();
    for Row { name, fault, try_it } in rows {
        let (tried, lost, said) = match world.empty().and_then(|()| try_it(&mut world)) {
            Ok(Outcome::Tried { n_times, lost, said }) => {
                failures.extend(lost.iter().map(|it| format!("{name}: {it}")));
                let said = said.replace(&format!("{}/", world.folder.display()), "");
                (n_times.to_string(), lost.len().to_string(), said)
            }
            Ok(Outcome::Skipped(reason)) => ("SKIPPED".to_string(), String::new(), reason),
            Err(error) => {
                failures.push(format!("{name}: {error:#}"));
                ("FAILED".to_string(), String::new(), "see below".to_string())
            }
        };
        println!("| `{name}` | {fault} | {tried} | {lost} | {said} |");
        if !failures.is_empty() {
            break; // what is in the folder tells more than words
        }
    }
    println!("\n{} s", start.elapsed().as_secs());
    for failure in failures.iter().take(10) {
        println!("FAILED  {failure}");
    }
    if failures.is_empty() {
        world.remove()?;
    }
    Ok(failures.is_empty())
}
