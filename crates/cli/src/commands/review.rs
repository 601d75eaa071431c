//! `unchaff review`

mod content;
mod page;
mod serve;
mod terminal;

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use unchaff_driver::{Decision, Decisions, FileError, harmless};

use crate::{
    args::{Look, Review},
    commands::{count, flags, is_named_stdin, say::say},
    config::Configured,
    failure::Failure,
    select::rules_named,
    status::ExitStatus,
};

/// Lets a person decide about findings.
pub(crate) fn run(args: &Review) -> Result<ExitStatus, Failure> {
    if is_named_stdin(&args.look.files, &args.look.settings)? {
        return Err("`-` cannot be reviewed: decisions name files".to_string().into());
    }
    if !args.accept.is_empty() || !args.reject.is_empty() {
        decide_rules(args)
    } else if args.terminal {
        terminal::run(args)
    } else if args.serve {
        serve::run(args)
    } else {
        page::run(args)
    }
}

/// Decides about whole rules, without a look at documents.
fn decide_rules(args: &Review) -> Result<ExitStatus, Failure> {
    let Look { files, rules, budget, .. } = &args.look;
    let configured = Configured::of_file(None, flags(files, rules, budget.percent))?;
    let named = |names: &[String]| rules_named(names, configured.groups().iter().map(|it| &it.settings));
    let (accepted, rejected) = (named(&args.accept)?, named(&args.reject)?);
    if let Some(both) = accepted.intersection(&rejected).next() {
        return Err(format!("`{both}` would be accepted and rejected: name it once").into());
    }
    if accepted.is_empty() && rejected.is_empty() {
        return Err("`none` is no rule that could be decided: see `unchaff rules`".to_string().into());
    }
    if !args.look.files.paths.is_empty() {
        say("rules are decided for all documents, not only for those of PATH");
    }
    let (file, mut decisions) = known(args)?;
    decisions.rules.extend(accepted.into_iter().map(|it| (it, Decision::Accept)));
    decisions.rules.extend(rejected.into_iter().map(|it| (it, Decision::Reject)));
    save(&file, &decisions)?;
    Ok(ExitStatus::Done)
}

/// The file of decisions if nobody names one.
const DECISIONS: &str = "unchaff-decisions.json";

/// The file of decisions, and what it says.
fn known(args: &Review) -> Result<(PathBuf, Decisions), Failure> {
    let file = args.look.decided.decisions.clone().unwrap_or_else(|| PathBuf::from(DECISIONS));
    let decisions = read(&file)?;
    Ok((file, decisions))
}

/// What a file of decisions says. One that is not there says nothing yet: it is written when something is decided.
fn read(file: &Path) -> Result<Decisions, FileError> {
    // A file in a folder that nobody may read is there: what it says must not be lost.
    let is_there = file.try_exists().unwrap_or(true);
    if is_there { Decisions::read(file) } else { Ok(Decisions::default()) }
}

/// Writes the file of decisions, and tells what obeys them.
fn save(file: &Path, decisions: &Decisions) -> Result<(), FileError> {
    decisions.write(file)?;
    let (decided, file) = (count(decisions.len(), "decision"), shown(file));
    say(format_args!("{decided} in {file}: `unchaff clean PATH --decisions {file}` obeys"));
    Ok(())
}

/// A path, as messages name it.
fn shown(path: &Path) -> String {
    harmless(&path.display().to_string())
}

/// Opens a page in the browser of the user.
fn open(page: &str, instead: impl Display) -> Result<(), Failure> {
    let failed = |it| Failure::Message(format!("no browser could be opened: {it} ({instead})"));
    open::that_detached(page).map_err(failed)
}
