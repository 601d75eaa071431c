//! `unchaff rules`

use std::io::Write;

use unchaff_driver::{PackRule, RuleId, category_of, harmless, rule_ids, rule_summary};

use crate::{args::Packs, failure::Failure, select::read_packs, status::ExitStatus};

/// Lists the rules.
pub(crate) fn run(packs: &Packs) -> Result<ExitStatus, Failure> {
    let packs = read_packs(packs)?;
    let mut out = anstream::stdout().lock();
    rule_ids().iter().try_for_each(|it| writeln!(out, "{}", line(it)))?;
    for rule in packs.iter().flat_map(|it| &it.pack.rules) {
        writeln!(out, "{}", line_of_pack(rule))?;
    }
    Ok(ExitStatus::Done)
}

/// A rule of a user, which has no category.
pub(super) fn line_of_pack(rule: &PackRule) -> String {
    format!("{:<24} {:<13} {}", rule.id, "pack", harmless(&rule.summary)).trim_end().to_string()
}

/// A rule of the program, its category, and what it finds.
pub(super) fn line(id: &RuleId) -> String {
    format!("{id:<24} {:<13} {}", category_of(id), rule_summary(id).unwrap_or_default())
}
