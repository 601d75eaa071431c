//! `unchaff restore`

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use unchaff_driver::{ADBLOCK_LIST, ALIAS_RULE, PAGE_CHROME, RuleId};

use crate::{
    commands::{complain, count, say},
    failure::Failure,
    select::rule_named,
    status::ExitStatus,
};

/// Gives back what was removed.
pub(crate) fn run(paths: &[PathBuf], ledger: Option<&Path>, rule: Option<&str>) -> Result<ExitStatus, Failure> {
    let is_stdin = paths.len() == 1 && paths[0].as_os_str() == "-";
    match ledger {
        Some(ledger) if is_stdin => {
            let mut cleaned = Vec::new();
            std::io::stdin()
                .lock()
                .read_to_end(&mut cleaned)
                .map_err(|it| format!("cannot read standard input: {it}"))?;
            std::io::stdout().lock().write_all(&unchaff_driver::restore_bytes(&cleaned, ledger)?)?;
            return Ok(ExitStatus::Done);
        }
        Some(_) => return Err("--ledger goes with `-`: files have their ledger in .unchaff/".to_string().into()),
        None if is_stdin => {
            return Err("`-` needs the ledger that `clean` was given: --ledger FILE".to_string().into());
        }
        None => {}
    }
    let rule = rule.map(recorded_rule).transpose()?;
    let settings = rule.iter().map(|it| ("restored".to_string(), it.to_string())).collect::<BTreeMap<_, _>>();
    let summary = unchaff_driver::restore(paths, rule.as_ref(), &settings);
    let status = complain(&summary.errors);
    let restored = count(summary.restored.len(), "file");
    say(format_args!("restored {restored}, {} unchanged, {} refused", summary.n_unchanged, summary.errors.len()));
    Ok(status)
}

/// The rule of that name. Of packs and lists the ledger knows the rules alone: their files may be gone.
fn recorded_rule(name: &str) -> Result<RuleId, Failure> {
    if name.contains('/') || [&ADBLOCK_LIST, &ALIAS_RULE, &PAGE_CHROME].iter().any(|it| it.as_str() == name) {
        return Ok(RuleId::from(name.to_string()));
    }
    rule_named(name).map(|it| it.id.clone())
}
