//! `unchaff restore`

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    commands::{complain, count, say},
    failure::Failure,
    select::rule_named,
    status::ExitStatus,
};

/// Gives back what was removed.
pub(crate) fn run(paths: &[PathBuf], rule: Option<&str>) -> Result<ExitStatus, Failure> {
    let rule = rule.map(|it| rule_named(it).map(|it| it.id.clone())).transpose()?;
    let settings = rule.iter().map(|it| ("restored".to_string(), it.to_string())).collect::<BTreeMap<_, _>>();
    let summary = unchaff_driver::restore(paths, rule.as_ref(), &settings);
    let status = complain(&summary.errors);
    let restored = count(summary.restored.len(), "file");
    say(format_args!("restored {restored}, {} unchanged, {} refused", summary.n_unchanged, summary.errors.len()));
    Ok(status)
}
