//! What was measured, and where.

use std::{fs, path::Path, process::Command, thread};

use crate::{instructions::version, score::output, workspace};

/// A line of Markdown for each thing that decides figures.
pub(super) fn description(program: &Path, place: &Path) -> anyhow::Result<String> {
    let n_cores = thread::available_parallelism()?;
    let kernel = output(Command::new("uname").arg("-sr"))?;
    let date = output(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let mut git = Command::new("git");
    let commit = output(git.current_dir(workspace::root()).args(["describe", "--always", "--dirty", "--abbrev=10"]))?;
    Ok(format!(
        "- {}, commit {}, {}\n- {}, {n_cores} cores, {} of memory, {}, load {} at the start\n- {}, {}; documents in `{}`\n",
        output(Command::new(program).arg("--version"))?.trim(),
        commit.trim(),
        date.trim(),
        field("/proc/cpuinfo", "model name").unwrap_or_else(|| "a processor that has no name here".to_string()),
        memory().unwrap_or_else(|| "nobody knows how much".to_string()),
        kernel.trim(),
        load().unwrap_or_else(|| "unknown".to_string()),
        version("rustc", "--version")?,
        version("hyperfine", "--version")?,
        place.display()
    ))
}

fn memory() -> Option<String> {
    let kilobytes: f64 = field("/proc/meminfo", "MemTotal")?.strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{:.0} GB", kilobytes / 1e6))
}

/// How many others wanted a core in the last minute: beside a load, figures are worth less.
fn load() -> Option<String> {
    Some(fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.to_string())
}

/// A value of a file of the kernel, whose lines are `name : value`.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().filter_map(|it| it.split_once(':')).find(|it| it.0.trim() == name).map(|it| it.1.trim().to_string())
}
