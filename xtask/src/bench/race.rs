//! Commands that do comparable work, timed in one run of hyperfine.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context, ensure};

use crate::workspace;

/// A command, and what came of it.
pub(super) struct Contestant {
    pub(super) command: String,
    /// What is done before each run, and not timed.
    prepare: &'static str,
    /// The fastest run: whatever else the machine does makes runs only slower.
    pub(super) seconds: f64,
    /// The most memory it had, in bytes; Linux only.
    pub(super) peak: Option<u64>,
}

impl Contestant {
    /// A command without quotes: it is run with and without a shell.
    pub(super) fn new(prepare: &'static str, command: impl Into<String>) -> Contestant {
        Contestant { command: command.into(), prepare, seconds: 0.0, peak: None }
    }
}

/// Runs every command in a folder: once for its exit code and its memory, then so often for its time.
pub(super) fn race(contestants: &mut [Contestant], folder: &Path, path: &str, n_runs: usize) -> anyhow::Result<()> {
    // What a cache holds of an unchanged tree, the run that is not timed has put there.
    for contestant in &mut *contestants {
        println!("$ {}", contestant.command);
        run_once(&mut in_folder(contestant.prepare, folder, path))?;
        contestant.peak = run_once(&mut in_folder(&contestant.command, folder, path))?;
    }
    let csv = folder.join("figures.csv");
    let mut hyperfine = Command::new("hyperfine");
    // `check` exits with 1 where something is to be done. No shell: it takes as long as a small document.
    hyperfine.args(["--shell=none", "--ignore-failure", "--style=basic", "--runs", &n_runs.to_string()]);
    hyperfine
        .arg("--export-csv")
        .arg(&csv)
        .current_dir(folder)
        .env("PATH", path)
        .env("XDG_CACHE_HOME", folder.join("cache"));
    for contestant in &*contestants {
        hyperfine.args(["--prepare", contestant.prepare]);
    }
    hyperfine.args(contestants.iter().map(|it| &it.command));
    ensure!(workspace::status(&mut hyperfine)?.success(), "hyperfine failed");
    let figures = fs::read_to_string(&csv)?;
    for (contestant, line) in contestants.iter_mut().zip(figures.lines().skip(1)) {
        contestant.seconds = fastest(line)?;
    }
    Ok(())
}

/// A line of hyperfine: command, mean, standard deviation, median, user, system, least and most, in seconds.
fn fastest(line: &str) -> anyhow::Result<f64> {
    let figure = line.rsplit(',').nth(1).context("hyperfine writes seven figures")?;
    figure.parse().with_context(|| format!("hyperfine writes numbers, not `{figure}`"))
}

fn in_folder(command: &str, folder: &Path, path: &str) -> Command {
    let mut words = command.split(' ');
    let mut command = Command::new(words.next().expect("a command is not empty"));
    command.args(words).current_dir(folder).env("PATH", path).env("XDG_CACHE_HOME", folder.join("cache"));
    command
}

/// Runs a command to its end and tells the most memory it had. 1 is no failure: `check` has found something.
fn run_once(command: &mut Command) -> anyhow::Result<Option<u64>> {
    let name = command.get_program().to_os_string();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}: is it installed?", name.display()))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        // The kernel keeps the peak itself; it is gone with the process, so it is asked again and again.
        peak = fs::read_to_string(&status).ok().and_then(|it| high_water(&it)).or(peak);
        if let Some(ended) = child.try_wait()? {
            ensure!(matches!(ended.code(), Some(0 | 1)), "{} failed ({ended})", name.display());
            return Ok(peak);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn high_water(status: &str) -> Option<u64> {
    let kilobytes = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?;
    Some(kilobytes.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_run_is_found_behind_a_command_with_commas() {
        let line = "\"cp a,b c\",0.51,0.02,0.50,0.01,0.49,0.48,0.55";
        assert_eq!(fastest(line).expect("seven figures"), 0.48);
        assert!(fastest("command,mean,stddev,median,user,system,min,max").is_err());
    }

    #[test]
    fn the_peak_is_found_in_what_the_kernel_says() {
        assert_eq!(high_water("Name:\tunchaff\nVmPeak:\t 9 kB\nVmHWM:\t   84092 kB\n"), Some(84_092 * 1024));
        assert_eq!(high_water("Name:\tunchaff\nState:\tZ (zombie)\n"), None);
    }
}
