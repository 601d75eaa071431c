//! `cargo xtask ci`

use std::{
    ffi::OsString,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::bail;

#[cfg(unix)]
use crate::fault_test;
use crate::{browser, deny, fuzz, hostile, instructions, score, walk, workspace};

/// How often each property is tried with `--full`; proptest's own number is 256.
const FULL_CASES: &str = "5000";

/// What is checked, and how: `Ok(false)` if something is wrong and the output says what.
type Check = (&'static str, fn(&Options) -> anyhow::Result<bool>);

/// The cheap checks first, so that a slip shows at once.
const CHECKS: &[Check] = &[
    ("format", |_| cargo(&["fmt", "--all", "--check"])),
    ("lints", |_| {
        cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"])
    }),
    ("licences and advisories", |_| deny::check()),
    ("tests", tests),
    // What is in no other build: only the tests with this word in their names.
    ("tests of filter lists", |_| {
        let packages = ["--package", "unchaff-boilerplate", "--package", "unchaff", "--features", "unchaff/adblock"];
        announce(workspace::cargo().arg("test").args(packages).args([
            "--locked",
            "--lib",
            "--test",
            "workspace",
            "adblock",
        ]))
    }),
    ("examples in the documentation", |_| cargo(&["test", "--doc", "--workspace", "--locked"])),
    ("documentation", |_| {
        let args = ["doc", "--workspace", "--no-deps", "--locked"];
        announce(workspace::cargo().args(args).env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("generated files", |_| announce(workspace::codegen().arg("--check"))),
    ("the review page in a browser", |_| browser::check()),
    #[cfg(unix)] // signals, modes and links are its own
    ("faults", |options| fault_test::check(!options.is_full)),
    ("hostile texts", |_| hostile::check()),
    ("fuzz targets", |options| fuzz::check(if options.is_full { 60 } else { 5 })),
    ("instructions", |_| instructions::check()),
    ("packages", |_| {
        // What would be published, put together but not built.
        let args = ["--workspace", "--exclude", "xtask", "--no-verify", "--allow-dirty", "--offline", "--locked"];
        announce(workspace::cargo().args(["package", "--quiet"]).args(args))
    }),
    // The last one: what it builds in the copy has to be built again here.
    ("the first walk in CONTRIBUTING.md", |options| walk::walk(options.is_full)),
];

struct Options {
    /// Whether time does not matter.
    is_full: bool,
}

/// Runs all checks, up to the first that fails.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let options = match args {
        [] => Options { is_full: false },
        [it] if it == "--full" => Options { is_full: true },
        _ => bail!("ci takes no argument but `--full`"),
    };
    let corpus = score::corpus();
    if !corpus.is_dir() {
        println!("SKIPPED: no corpus at {} (set UNCHAFF_CORPUS): tests do without", corpus.display());
    }
    let start = Instant::now();
    for (index, (name, check)) in CHECKS.iter().enumerate() {
        println!("\n[{}/{}] {name}", index + 1, CHECKS.len());
        let failure = match check(&options) {
            Ok(true) => continue,
            Ok(false) => "see above".to_string(),
            Err(error) => format!("{error:#}"),
        };
        println!("\nci failed at {name}: {failure}");
        return Ok(ExitCode::FAILURE);
    }
    println!("\nci passed: {} checks in {} s", CHECKS.len(), start.elapsed().as_secs());
    Ok(ExitCode::SUCCESS)
}

fn tests(options: &Options) -> anyhow::Result<bool> {
    let mut command = workspace::cargo();
    if has_nextest() {
        command.args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast"]);
    } else {
        // The examples in the documentation have a check of their own.
        command.args(["test", "--workspace", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests", "--examples"]);
    }
    if options.is_full {
        println!("each property is tried with {FULL_CASES} inputs");
        command.env("PROPTEST_CASES", FULL_CASES);
    }
    announce(&mut command)
}

fn has_nextest() -> bool {
    let mut command = workspace::cargo();
    command.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|it| it.success())
}

fn cargo(args: &[&str]) -> anyhow::Result<bool> {
    announce(workspace::cargo().args(args))
}

/// Shows a cargo command as one would type it, then runs it.
fn announce(command: &mut Command) -> anyhow::Result<bool> {
    let variables = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let mut line = String::new();
    for (name, value) in variables {
        line.push_str(&format!("{}='{}' ", name.display(), value.display()));
    }
    line.push_str("cargo");
    for arg in command.get_args() {
        line.push_str(&format!(" {}", arg.display()));
    }
    println!("$ {line}");
    Ok(workspace::status(command)?.success())
}
