//! `unchaff diff`

use std::io::Write;

use unchaff_driver::{Cleaned, Input, RenderOptions, render};

use crate::{
    args::Look,
    commands::{complain, done, look, name, say_over_budget, say_pages},
    failure::Failure,
    status::ExitStatus,
};

/// Shows input and outcome of every document that would change.
pub(crate) fn run(args: &Look) -> Result<ExitStatus, Failure> {
    let (inputs, summary, shown) = look(args, show)?;
    say_pages(&summary);
    say_over_budget(&summary);
    let status = match complain(inputs.errors.iter().chain(&summary.errors)) {
        ExitStatus::Done if summary.n_over_budget > 0 => ExitStatus::Found,
        status => status,
    };
    done(shown, status)
}

/// Shows a document if it changed, or would have changed too much.
pub(crate) fn show(input: &Input, source: &[u8], cleaned: &Cleaned) -> Result<(), Failure> {
    if cleaned.edits.is_empty() && !cleaned.is_over_budget() {
        return Ok(());
    }
    // The stream takes the colours out where no terminal shows them.
    let text = render(source, cleaned, RenderOptions { context: Some(2), is_coloured: true });
    write!(anstream::stdout().lock(), "{}\n{text}\n", name(input))?;
    Ok(())
}
