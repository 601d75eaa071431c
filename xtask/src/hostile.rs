//! `cargo xtask hostile`

mod measure;
mod texts;

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};

use crate::{clean, workspace};

use measure::{Run, run_measured};
use texts::ROWS;

/// A hostile input, and what becomes of it.
struct Row {
    name: &'static str,
    what: &'static str,
    /// How many bytes it has, about.
    n_bytes: usize,
    /// The name of its file, which stands in `args`.
    file: &'static str,
    args: &'static str,
    /// How the program ends: 0 done, 2 refused.
    exit: i32,
    write: fn(usize) -> Vec<u8>,
}

/// Four times the bytes may take so many times the seconds.
const MOST_TIMES_SLOWER: f64 = 6.0;

/// Below that, what a program takes to start and the grain of the clock count more than the input.
const SHORTEST_COMPARED: Duration = Duration::from_millis(500);

/// With `--short`, inputs are so many times smaller, and none is larger.
const SHORT: usize = 200;
const MOST_SHORT: usize = 200_000;

struct Options {
    is_short: bool,
    program: PathBuf,
    folder: PathBuf,
}

/// Gives the program every hostile input and prints a table of what came of it.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let (mut is_short, mut program, mut rows) = (false, None, Vec::new());
    let mut args = args.iter().map(|it| it.to_string_lossy());
    while let Some(arg) = args.next() {
        match arg.as_ref() {
            "--short" => is_short = true,
            "--program" => program = Some(args.next().context("--program takes a file")?.into_owned().into()),
            name => match ROWS.iter().find(|it| it.name == name) {
                Some(it) => rows.push(it),
                None => {
                    let names: Vec<_> = ROWS.iter().map(|it| it.name).collect();
                    bail!("no input is named `{name}`: there are {}", names.join(", "));
                }
            },
        }
    }
    if rows.is_empty() {
        rows.extend(ROWS);
    }
    Ok(if try_all(&rows, is_short, program)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Small ones of all inputs, as a check: the program ends as it should, however long it takes.
pub(crate) fn check() -> anyhow::Result<bool> {
    try_all(&ROWS.iter().collect::<Vec<_>>(), true, None)
}

fn try_all(rows: &[&Row], is_short: bool, program: Option<PathBuf>) -> anyhow::Result<bool> {
    let program = match program {
        Some(it) => it.canonicalize().with_context(|| format!("cannot find {}", it.display()))?,
        None => workspace::executable("Cargo.toml", ["--bin", "unchaff"], if is_short { "dev" } else { "release" })?,
    };
    let folder = workspace::root().join(format!("target/hostile-{}", std::process::id()));
    let options = Options { is_short, program, folder };
    println!("| | input | MB | seconds | times as long as a quarter | memory | what the user saw |");
    println!("|---|---|--:|--:|--:|--:|---|");
    let start = Instant::now();
    let mut failures = Vec::new();
    for row in rows {
        if let Err(error) = try_row(row, &options) {
            failures.push(format!("{}: {error:#}", row.name));
        }
    }
    println!("\n{} s", start.elapsed().as_secs());
    for failure in &failures {
        println!("FAILED  {failure}");
    }
    clean::remove(&options.folder)?;
    Ok(failures.is_empty())
}

/// Tries an input at a quarter of its size and at its whole size.
fn try_row(row: &Row, options: &Options) -> anyhow::Result<()> {
    let n_bytes = if options.is_short { MOST_SHORT.min(row.n_bytes / SHORT) } else { row.n_bytes };
    let (quarter, _) = try_size(row, n_bytes / 4, options)?;
    let (whole, n_bytes) = try_size(row, n_bytes, options)?;
    let Row { name, what, .. } = row;
    let seconds = whole.time.as_secs_f64();
    let times_longer = seconds / quarter.time.as_secs_f64();
    let is_compared = whole.time >= SHORTEST_COMPARED;
    let compared = if is_compared { format!("{times_longer:.1}") } else { String::new() };
    let memory = match whole.memory {
        Some(it) if n_bytes >= 1 << 20 => format!("× {:.1}", it as f64 / n_bytes as f64),
        Some(it) => format!("{} MB", it >> 20),
        None => String::new(),
    };
    let said = line(&whole.said, row);
    println!(
        "| `{name}` | {what} | {:.1} | {seconds:.1} | {compared} | {memory} | `` {said} `` |",
        n_bytes as f64 / 1e6
    );
    // Times of a small input on a machine with other work tell nothing.
    if is_compared && times_longer > MOST_TIMES_SLOWER && !options.is_short {
        bail!("four times the bytes take {times_longer:.1} times as long");
    }
    Ok(())
}

/// How it went, and how many bytes it really were.
fn try_size(row: &Row, n_bytes: usize, options: &Options) -> anyhow::Result<(Run, usize)> {
    let folder = &options.folder;
    clean::remove(folder)?;
    fs::create_dir_all(folder.join("tmp"))?;
    let input = (row.write)(n_bytes);
    fs::write(folder.join(texts::POST), "Three boats left before the rain.\n")?;
    fs::write(folder.join(row.file), &input)?;
    let n_bytes = input.len();
    drop(input);
    let run = run_measured(&options.program, row.args, folder)?;
    if run.exit != Some(row.exit) {
        bail!("`unchaff {}` on {n_bytes} bytes ended with {:?}, not {}: {}", row.args, run.exit, row.exit, run.said);
    }
    leaves_the_input(folder, row, n_bytes)?;
    Ok((run, n_bytes))
}

fn leaves_the_input(folder: &Path, row: &Row, n_bytes: usize) -> anyhow::Result<()> {
    let now = fs::metadata(folder.join(row.file))?.len();
    anyhow::ensure!(now == n_bytes as u64, "the input has {now} bytes now, not {n_bytes}");
    Ok(())
}

/// The line that tells what became of the document, cut short, as a cell of the table.
fn line(said: &str, row: &Row) -> String {
    const MOST: usize = 110;
    let lines = || said.lines().map(|it| it.trim_start_matches("unchaff: "));
    let telling = lines().find(|it| it.starts_with(&format!("{}:", row.file)));
    let telling = telling.or_else(|| lines().find(|it| it.contains(" bytes removed")));
    let line = telling.or_else(|| lines().next()).unwrap_or_default().replace('|', "\\|").replace('`', "'");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} ...", &line[..end]),
        None => line,
    }
}
