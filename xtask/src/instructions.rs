//! `cargo xtask instructions`

use std::{
    env,
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, bail, ensure};

use crate::{score::output, workspace};

/// What is counted; `crates/driver/benches/instructions.rs` says what each of them does.
const WORKLOADS: [&str; 5] = ["startup", "prose", "posts", "pages", "duplicates"];

/// By so many of a hundred instructions a workload may differ from what is recorded.
const TOLERANCE: f64 = 3.0;

/// The record, below the top of the repository.
const RECORD: &str = "benches/instructions.toml";

/// Counts instructions and compares, or records them.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    match args {
        [] => Ok(if check()? { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        [it] if it == "--write" => {
            let counted = Counts::measure()?;
            fs::write(workspace::root().join(RECORD), counted.to_toml())?;
            print!("{RECORD}:\n{}", counted.to_toml());
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("instructions takes no argument but `--write`"),
    }
}

/// Whether each workload takes as many instructions as is recorded. Where nobody can count, or where other tools would
/// count something else, that is said, and nothing is wrong.
pub(crate) fn check() -> anyhow::Result<bool> {
    if version("valgrind", "--version").is_err() {
        println!("SKIPPED: valgrind is not installed: instructions were not counted");
        return Ok(true);
    }
    let file = workspace::root().join(RECORD);
    let recorded = Counts::of_toml(&fs::read_to_string(&file).with_context(|| format!("cannot read {RECORD}"))?)?;
    let counted = Counts::measure()?;
    let (words, is_same) = counted.beside(&recorded);
    print!("{words}");
    if recorded.made_with != counted.made_with {
        println!(
            "SKIPPED: recorded with {}, counted with {}: differences are no failure",
            recorded.made_with, counted.made_with
        );
        return Ok(true);
    }
    if !is_same {
        println!("more than {TOLERANCE} % differ: if that is meant, `cargo xtask instructions --write` records it");
    }
    Ok(is_same)
}

/// How many instructions each workload takes.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    /// What else decides that: the compiler, the C library (its allocator), and valgrind (the processor it pretends to be).
    made_with: String,
    of_workloads: Vec<(String, u64)>,
}

impl Counts {
    fn measure() -> anyhow::Result<Counts> {
        let program = workspace::executable("crates/driver/Cargo.toml", ["--bench", "instructions"], "instructions")?;
        let count = |name: &str| Ok((name.to_string(), count(&program, name)?));
        let of_workloads = WORKLOADS.into_iter().map(count).collect::<anyhow::Result<_>>()?;
        Ok(Counts { made_with: made_with()?, of_workloads })
    }

    fn to_toml(&self) -> String {
        let mut toml = format!(
            "# Instructions of the workloads in crates/driver/benches/instructions.rs, written by\n\
             # `cargo xtask instructions --write` and compared by `cargo xtask instructions`.\n\
             made-with = \"{}\"\n\n[instructions]\n",
            self.made_with
        );
        for (name, count) in &self.of_workloads {
            writeln!(toml, "{name} = {count}").expect("a String takes everything");
        }
        toml
    }

    /// Reads what [`Counts::to_toml`] writes.
    fn of_toml(toml: &str) -> anyhow::Result<Counts> {
        let mut counts = Counts { made_with: String::new(), of_workloads: Vec::new() };
        for (key, value) in toml.lines().filter_map(|it| it.split_once(" = ")) {
            match key {
                "made-with" => counts.made_with = value.trim_matches('"').to_string(),
                _ => {
                    let count = value.parse().with_context(|| format!("{RECORD}: expected a number, not `{value}`"))?;
                    counts.of_workloads.push((key.to_string(), count));
                }
            }
        }
        Ok(counts)
    }

    /// A table, and whether no count is far from what is recorded.
    fn beside(&self, recorded: &Counts) -> (String, bool) {
        let (mut table, mut is_same) = (String::new(), true);
        for (name, count) in &self.of_workloads {
            let before = recorded.of_workloads.iter().find(|it| it.0 == *name).map(|it| it.1);
            let Some(before) = before else {
                writeln!(table, "{name:<10}  {count:>13}  not recorded: FAILED").expect("a String takes everything");
                is_same = false;
                continue;
            };
            let percent = (*count as f64 / before as f64 - 1.0) * 100.0;
            let is_near = percent.abs() <= TOLERANCE;
            let verdict = if is_near { "" } else { ": FAILED" };
            writeln!(table, "{name:<10}  {count:>13}  {percent:>+6.2} %{verdict}").expect("a String takes everything");
            is_same &= is_near;
        }
        (table, is_same)
    }
}

/// Lets callgrind count the function `counted`.
fn count(program: &Path, workload: &str) -> anyhow::Result<u64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"]);
    command.arg("--toggle-collect=*instructions*counted*").arg(program).arg(workload);
    // Settings of an allocator, for example, would count.
    command.env_clear();
    let run = command.output().context("cannot run valgrind")?;
    let said = String::from_utf8_lossy(&run.stderr);
    ensure!(run.status.success(), "{workload} failed: {said}");
    let count = said.lines().find_map(|it| it.split_once("Collected : ")).and_then(|it| it.1.trim().parse().ok());
    count.filter(|it| *it > 0).with_context(|| format!("callgrind found no function `counted` in {workload}: {said}"))
}

fn made_with() -> anyhow::Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let rustc = version(&rustc.to_string_lossy(), "--version")?;
    let library = version("getconf", "GNU_LIBC_VERSION").unwrap_or_else(|_| "another C library".to_string());
    // Without it, valgrind pretends to be an older processor, and libraries go other ways.
    #[cfg(target_arch = "x86_64")]
    let wide = if is_x86_feature_detected!("avx2") { " with AVX2" } else { " without AVX2" };
    #[cfg(not(target_arch = "x86_64"))]
    let wide = "";
    Ok(format!("{rustc}, {}, {library}, {}{wide}", version("valgrind", "--version")?, env::consts::ARCH))
}

/// What a program says of itself.
pub(crate) fn version(program: &str, argument: &str) -> anyhow::Result<String> {
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    Ok(output(command.arg(argument))?.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(of_workloads: &[(&str, u64)]) -> Counts {
        let of_workloads = of_workloads.iter().map(|it| (it.0.to_string(), it.1)).collect();
        Counts { made_with: "rustc 1.95.0 (5980 2026-04-14), valgrind-3.19.0".to_string(), of_workloads }
    }

    #[test]
    fn what_is_recorded_can_be_read() {
        let counts = counts(&[("prose", 11_642_042), ("posts", 45_386_383)]);
        assert_eq!(Counts::of_toml(&counts.to_toml()).expect("our own form"), counts);
        let record = fs::read_to_string(workspace::root().join(RECORD)).expect("it lies in the repository");
        let recorded = Counts::of_toml(&record).expect("our own form").of_workloads;
        assert_eq!(recorded.iter().map(|it| &*it.0).collect::<Vec<_>>(), WORKLOADS);
    }

    #[test]
    fn more_and_fewer_instructions_fail_alike() {
        let recorded = counts(&[("prose", 10_000)]);
        for (count, is_same) in [(10_000, true), (10_299, true), (9_701, true), (10_301, false), (9_699, false)] {
            assert_eq!(counts(&[("prose", count)]).beside(&recorded).1, is_same, "{count}");
        }
        assert!(!counts(&[("pages", 10_000)]).beside(&recorded).1, "a workload that is not recorded");
    }
}
