//! `unchaff learn`

use std::{io::Write, path::Path};

use crate::{
    args::{Files, Rules},
    commands::{complain, count, find, flags, is_stdin, say, say_stopped},
    failure::Failure,
    progress::Bar,
    status::ExitStatus,
    stop::on_ctrl_c,
};

/// Prints or writes a pack of rules for what the documents repeat.
pub(crate) fn run(files: &Files, out: Option<&Path>, rules: &Rules) -> Result<ExitStatus, Failure> {
    if is_stdin(files)? {
        return Err("`-` is one document: give files or folders to learn from".to_string().into());
    }
    let (inputs, configured) = find(files, flags(files, rules, None))?;
    let bar = Bar::new(Some(inputs.documents.len()));
    let learned = unchaff_driver::learn(&inputs.documents, &configured.plan(), &on_ctrl_c(), |it| bar.add(it));
    drop(bar);
    if learned.is_stopped {
        complain(inputs.errors.iter().chain(&learned.errors));
        return Ok(say_stopped(
            learned.n_documents,
            inputs.documents.len(),
            "no rule is proposed, nothing was written",
        ));
    }
    let pack = learned.to_pack();
    match out {
        Some(path) => unchaff_driver::write_new(path, pack.as_bytes())?,
        None => anstream::stdout().into_inner().lock().write_all(pack.as_bytes())?,
    }
    let (documents, articles) = (count(learned.n_documents, "document"), count(learned.n_clusters, "article"));
    say(format_args!("{documents}, {articles}, {} proposed", count(learned.rules.len(), "rule")));
    if !learned.rules.is_empty() {
        say("read each of them: one that only removes what the site wrote may become `applicability: safe`");
    }
    Ok(complain(inputs.errors.iter().chain(&learned.errors)))
}
