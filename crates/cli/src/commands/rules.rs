//! `unchaff rules`

use std::io::Write;

use unchaff_driver::{RULES, harmless};

use crate::{args::Packs, failure::Failure, select::read_packs, status::ExitStatus};

/// Lists the rules.
pub(crate) fn run(packs: &Packs) -> Result<ExitStatus, Failure> {
    let packs = read_packs(packs)?;
    let mut out = anstream::stdout().lock();
    for rule in RULES {
        writeln!(out, "{:<24} {:<13} {}", rule.id, rule.category, rule.summary)?;
    }
    for rule in packs.iter().flat_map(|it| &it.pack.rules) {
        // Rules of users have no category.
        writeln!(out, "{:<24} {:<13} {}", rule.id, "pack", harmless(&rule.summary))?;
    }
    Ok(ExitStatus::Done)
}
