//! `unchaff diff`

use std::io::{IsTerminal, Write, stdout};

use unchaff_driver::{Cleaned, Input, RenderOptions, harmless, render, unified};

use crate::{
    args::Diff,
    commands::{Looked, check::summarise, complain, done, look, name, say_stopped, warn_of_notes},
    failure::Failure,
    status::ExitStatus,
};

/// Shows input and outcome of every document that would change.
pub(crate) fn run(args: &Diff) -> Result<ExitStatus, Failure> {
    let show = if args.unified { show_unified } else { show };
    let Looked { inputs, summary, visited: shown, has_guessed_pages } = look(&args.look, |input, source, cleaned| {
        warn_of_notes(input, source, cleaned);
        show(input, source, cleaned)
    })?;
    summarise(&summary, 0, has_guessed_pages);
    let status = match complain(inputs.errors.iter().chain(&summary.errors)) {
        ExitStatus::Done if summary.n_over_budget > 0 => ExitStatus::Found,
        status => status,
    };
    if summary.is_stopped {
        let so = "the others were not looked at";
        return done(shown, say_stopped(summary.n_documents, inputs.documents.len(), so));
    }
    done(shown, status)
}

/// Shows a document if it changed, or would have changed too much.
pub(crate) fn show(input: &Input, source: &[u8], cleaned: &Cleaned) -> Result<(), Failure> {
    if cleaned.edits.is_empty() && !cleaned.is_over_budget() {
        return Ok(());
    }
    // The stream takes the colours out where no terminal shows them.
    let text = render(source, cleaned, RenderOptions { context: Some(2), is_coloured: true, has_lines: true });
    write!(anstream::stdout().lock(), "{}\n{text}\n", name(input))?;
    Ok(())
}

/// Shows what changes in a document in the form that other programs read: byte for byte, unless people do.
fn show_unified(input: &Input, source: &[u8], cleaned: &Cleaned) -> Result<(), Failure> {
    let diff = unified(&input.path, source, &cleaned.edits);
    if !stdout().is_terminal() {
        return Ok(stdout().write_all(&diff)?);
    }
    let mut out = anstream::stdout().lock();
    for line in String::from_utf8_lossy(&diff).lines() {
        let colour = match line.as_bytes().first() {
            Some(b'-') => "\u{1b}[31m",
            Some(b'+') => "\u{1b}[32m",
            Some(b'@') => "\u{1b}[36m",
            _ => "",
        };
        let reset = if colour.is_empty() { "" } else { "\u{1b}[0m" };
        writeln!(out, "{colour}{}{reset}", harmless(line))?;
    }
    Ok(())
}
