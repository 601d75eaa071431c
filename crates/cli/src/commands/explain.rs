//! `unchaff explain`

use std::io::Write;

use crate::{failure::Failure, select::rule_named, status::ExitStatus};

/// Prints the page of a rule.
pub(crate) fn run(rule: &str) -> Result<ExitStatus, Failure> {
    write!(anstream::stdout().lock(), "{}", rule_named(rule)?.explanation)?;
    Ok(ExitStatus::Done)
}
