//! `unchaff completions`

use std::io::Write;

use clap_complete::Shell;

use crate::{args, failure::Failure, status::ExitStatus};

/// Prints a script that completes commands and flags in a shell.
pub(crate) fn run(shell: Shell) -> Result<ExitStatus, Failure> {
    // In memory first: clap panics where nobody reads to the end.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "unchaff", &mut script);
    anstream::stdout().into_inner().lock().write_all(&script)?;
    Ok(ExitStatus::Done)
}
