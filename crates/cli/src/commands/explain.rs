//! `unchaff explain`

use std::io::Write;

use unchaff_driver::{ADBLOCK_LIST, ADBLOCK_LIST_PAGE, harmless};

use crate::{
    args::Packs,
    failure::Failure,
    select::{pack_rule_named, read_packs, rule_named},
    status::ExitStatus,
};

/// Prints the page of a rule.
pub(crate) fn run(rule: &str, packs: &Packs) -> Result<ExitStatus, Failure> {
    let packs = read_packs(packs)?;
    let page = match rule.contains('/') {
        // Lines end the paragraphs of a page; nothing else in a pack may reach the terminal as it is.
        true => pack_rule_named(rule, &packs)?.explanation().split_inclusive('\n').map(harmless_line).collect(),
        false if rule == ADBLOCK_LIST.as_str() => ADBLOCK_LIST_PAGE.to_string(),
        false => rule_named(rule)?.explanation.to_string(),
    };
    write!(anstream::stdout().lock(), "{page}")?;
    Ok(ExitStatus::Done)
}

fn harmless_line(line: &str) -> String {
    match line.strip_suffix('\n') {
        Some(it) => harmless(it) + "\n",
        None => harmless(line),
    }
}
