//! `unchaff diff`

use std::io::Write;

use unchaff_driver::{Cleaned, Destination, Duplicates, Input, RenderOptions, RunOptions, render};

use crate::{
    args::Look,
    commands::{complain, find, is_stdin, stdin},
    failure::Failure,
    select::{clean_options, settings},
    status::ExitStatus,
};

/// Shows input and outcome of every document that would change.
pub(crate) fn run(args: &Look) -> Result<ExitStatus, Failure> {
    let clean = clean_options(&args.rules)?;
    if is_stdin(&args.files)? {
        let (source, cleaned) = stdin::read_and_clean(&clean)?;
        show(&stdin::input(), &source, &cleaned)?;
        return Ok(ExitStatus::Done);
    }
    let inputs = find(&args.files)?;
    let settings = settings(&args.rules);
    let options = RunOptions { clean, destination: Destination::Nowhere, duplicates: Duplicates::Ignore, settings };
    let mut shown = Ok(());
    let summary = unchaff_driver::run(&inputs, &options, |input, source, cleaned| {
        if shown.is_ok() {
            shown = show(input, source, cleaned);
        }
    })?;
    shown?;
    Ok(complain(inputs.errors.iter().chain(&summary.errors)))
}

/// Shows a document if it changed.
pub(crate) fn show(input: &Input, source: &[u8], cleaned: &Cleaned) -> Result<(), Failure> {
    if cleaned.edits.is_empty() {
        return Ok(());
    }
    // The stream takes the colours out where no terminal shows them.
    let text = render(source, cleaned, RenderOptions { context: Some(2), is_coloured: true });
    write!(anstream::stdout().lock(), "{}\n{text}\n", input.path.display())?;
    Ok(())
}
