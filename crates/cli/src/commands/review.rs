//! `unchaff review`

mod page;
mod terminal;

use std::path::{Path, PathBuf};

use unchaff_driver::{Decision, Decisions, harmless};

use crate::{
    args::{Look, Review},
    commands::{count, find, flags, is_stdin, say::say},
    failure::Failure,
    select::rules_named,
    status::ExitStatus,
};

/// Lets a person decide about findings.
pub(crate) fn run(args: &Review) -> Result<ExitStatus, Failure> {
    if is_stdin(&args.look.files)? {
        return Err("`-` cannot be reviewed: decisions name files".to_string().into());
    }
    if !args.accept.is_empty() || !args.reject.is_empty() {
        decide_rules(args)
    } else if args.terminal {
        terminal::run(args)
    } else {
        page::run(args)
    }
}

/// Decides about whole rules, without a look at documents.
fn decide_rules(args: &Review) -> Result<ExitStatus, Failure> {
    let (file, mut decisions) = known(args)?;
    let Look { files, rules, budget, .. } = &args.look;
    let (_, configured) = find(files, flags(files, rules, budget.percent))?;
    for (names, decision) in [(&args.accept, Decision::Accept), (&args.reject, Decision::Reject)] {
        for rule in rules_named(names, configured.groups().iter().map(|it| &it.settings))? {
            decisions.rules.insert(rule, decision);
        }
    }
    save(&file, &decisions)?;
    Ok(ExitStatus::Done)
}

/// The file of decisions if nobody names one.
const DECISIONS: &str = "unchaff-decisions.json";

/// The file of decisions, and what it says. One that is not there says nothing yet.
fn known(args: &Review) -> Result<(PathBuf, Decisions), Failure> {
    let file = args.look.decided.decisions.clone().unwrap_or_else(|| PathBuf::from(DECISIONS));
    let decisions = if file.exists() { Decisions::read(&file)? } else { Decisions::default() };
    Ok((file, decisions))
}

fn save(file: &Path, decisions: &Decisions) -> Result<(), Failure> {
    decisions.write(file)?;
    let (decided, file) = (count(decisions.len(), "decision"), harmless(&file.display().to_string()));
    say(format_args!("{decided} in {file}: `unchaff clean --decisions {file}` obeys"));
    Ok(())
}
