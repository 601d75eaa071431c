//! `unchaff rules`

use std::io::Write;

use unchaff_driver::{PAGE_CHROME, PAGE_CHROME_SUMMARY, RULES, harmless};

use crate::{
    args::Packs,
    failure::Failure,
    select::{PAGES, read_packs},
    status::ExitStatus,
};

/// Lists the rules.
pub(crate) fn run(packs: &Packs) -> Result<ExitStatus, Failure> {
    let packs = read_packs(packs)?;
    let mut out = anstream::stdout().lock();
    let of_pages = (PAGE_CHROME, PAGES.to_string(), PAGE_CHROME_SUMMARY);
    let ours = RULES.iter().map(|it| (it.id.clone(), it.category.to_string(), it.summary));
    let mut ours: Vec<_> = ours.chain([of_pages]).collect();
    ours.sort();
    for (id, category, summary) in ours {
        writeln!(out, "{id:<24} {category:<13} {summary}")?;
    }
    for rule in packs.iter().flat_map(|it| &it.pack.rules) {
        // Rules of users have no category.
        writeln!(out, "{:<24} {:<13} {}", rule.id, "pack", harmless(&rule.summary))?;
    }
    Ok(ExitStatus::Done)
}
