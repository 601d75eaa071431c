//! `unchaff rules`

use std::io::Write;

use unchaff_driver::RULES;

use crate::{failure::Failure, status::ExitStatus};

/// Lists the rules.
pub(crate) fn run() -> Result<ExitStatus, Failure> {
    let mut out = anstream::stdout().lock();
    for rule in RULES {
        writeln!(out, "{:<20} {:<13} {}", rule.id, rule.category, rule.summary)?;
    }
    Ok(ExitStatus::Done)
}
