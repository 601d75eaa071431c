//! `unchaff dedup --aliases`

use std::{collections::BTreeMap, io::Write};

use unchaff_driver::{
    AliasReport, Cleaned, Generator, Inputs, RenderOptions, aliases, harmless, render, write_aliases,
};

use crate::{
    commands::{complain, count, name, say, say_waiting},
    failure::Failure,
    status::ExitStatus,
};

/// Shows, or writes, the aliases of posts that are kept, and lists the links to those that are not.
pub(crate) fn run(
    generator: Generator,
    inputs: &Inputs,
    left_out: &[(usize, usize)],
    writes: bool,
    status: ExitStatus,
) -> Result<ExitStatus, Failure> {
    let report = aliases(generator, &inputs.documents, left_out);
    if !writes {
        show(inputs, &report)?;
    }
    for link in &report.links {
        let name = name(&inputs.documents[link.document]);
        let (old, new) = (harmless(&link.old), harmless(&link.new));
        writeln!(anstream::stdout(), "{name}:{}:{}: {old} -> {new}", link.line, link.column)?;
    }
    for note in &report.notes {
        say(harmless(&note.to_string()));
    }
    let (n_written, errors) = match writes {
        true => write_aliases(
            &inputs.documents,
            &report,
            &BTreeMap::from([("aliases".into(), generator.key().into())]),
            say_waiting,
        ),
        false => (0, Vec::new()),
    };
    let links = count(report.links.len(), "link");
    match (writes, report.edits.len()) {
        (_, 0) => say(format_args!("no alias to write, {links} to rewrite")),
        (false, n) => say(format_args!("aliases for {} (`--write` writes them), {links} to rewrite", count(n, "post"))),
        (true, _) => {
            say(format_args!("aliases written to {}, {links} to rewrite", count(n_written, "post")));
            say("they lead somewhere once the posts that are not kept are gone from the site");
            say("`unchaff restore` with the same paths takes it all back");
        }
    }
    Ok(match complain(report.errors.iter().chain(&errors)) {
        ExitStatus::Done => status,
        failed => failed,
    })
}

fn show(inputs: &Inputs, report: &AliasReport) -> Result<(), Failure> {
    for it in &report.edits {
        let cleaned = Cleaned { edits: it.edits.clone(), ..Cleaned::default() };
        let text = render(&it.source, &cleaned, RenderOptions { context: Some(2), is_coloured: true, has_lines: true });
        write!(anstream::stdout().lock(), "{}\n{text}\n", name(&inputs.documents[it.document]))?;
    }
    Ok(())
}
