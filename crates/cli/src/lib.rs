//! The command line of unchaff: arguments in, words and exit codes out.
//!
//! Everything it says about documents comes from `unchaff-driver`; programs that want the findings and not
//! the words should use that crate.

mod args;
mod commands;
mod config;
mod failure;
mod progress;
mod select;
mod status;
mod stop;
mod suggest;

use std::{ffi::OsString, io::Write, process::ExitCode};

use crate::{args::Args, failure::Failure, status::ExitStatus};

/// Runs the program: the first of `args` is its name.
///
/// Commands with long work take the signals SIGINT and SIGTERM of the process from then on.
///
/// Exit codes: 0 done, 1 `check` found something that `clean` would change, `rule-test` an example that is not what it
/// says, or a document would have lost too much, 2 failure, 130 stopped by Ctrl-C before the end.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    run_to_code(args).into()
}

/// [`run`] for those who end the process in another way: gives the exit code as a number.
pub fn run_to_code(args: impl IntoIterator<Item = OsString>) -> u8 {
    let status = match Args::read(args) {
        Ok(args) => commands::run(&args).and_then(|status| {
            // A last line without an end still waits; its error would be lost at exit.
            std::io::stdout().flush()?;
            Ok(status)
        }),
        Err(error) => {
            // Help and version are no errors; clap knows where each belongs.
            let status = if error.use_stderr() { ExitStatus::Failed } else { ExitStatus::Done };
            error.print().map(|()| status).map_err(Failure::from)
        }
    };
    let status = match status {
        Ok(status) => status,
        // Whoever reads our output has read enough.
        Err(Failure::ClosedPipe) => ExitStatus::Done,
        Err(Failure::Message(message)) => {
            let _ = writeln!(anstream::stderr(), "unchaff: {message}");
            ExitStatus::Failed
        }
    };
    status.into()
}

/// The JSON Schema of `unchaff.toml`, by which editors help to write it.
#[cfg(feature = "schemars")]
pub fn config_schema() -> schemars::Schema {
    config::schema()
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
