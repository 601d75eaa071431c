//! `unchaff dedup`

use std::io::Write;

use unchaff_driver::{CleanOptions, compare};

use crate::{
    args::{Files, GroupFormat, Rules},
    commands::{complain, count, find, is_stdin, say},
    failure::Failure,
    progress,
    select::choose,
    status::ExitStatus,
};

/// Prints the groups of documents that say the same.
pub(crate) fn run(files: &Files, cleans: bool, format: GroupFormat, rules: &Rules) -> Result<ExitStatus, Failure> {
    if is_stdin(files)? {
        return Err("`-` is one document: give files or folders to compare".to_string().into());
    }
    let options = choose(rules)?.options;
    let options = if cleans { options } else { CleanOptions { rules: Vec::new().into(), ..options } };
    let inputs = find(files)?;
    let bar = progress::bar(inputs.documents.len());
    let (groups, errors) = compare(&inputs.documents, &options, |n| bar.inc(n as u64));
    bar.finish_and_clear();
    let text = match format {
        GroupFormat::Tsv => groups.to_tsv(&inputs.documents),
        GroupFormat::Jsonl => groups.to_jsonl(&inputs.documents),
    };
    anstream::stdout().lock().write_all(text.as_bytes())?;
    for index in &groups.crowded {
        let path = inputs.documents[*index].path.display();
        say(format_args!("unchaff: {path}: has too many near neighbours; not compared with all of them"));
    }
    let (documents, n_groups) = (count(inputs.documents.len(), "document"), count(groups.groups.len(), "group"));
    say(format_args!("{documents}, {n_groups} of duplicates, {} to leave out", groups.left_out().len()));
    Ok(complain(inputs.errors.iter().chain(&errors)))
}
