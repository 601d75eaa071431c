//! `--show-settings`

use std::io::Write;

use unchaff_driver::Inputs;

use crate::{
    args::{Clean, Files, Look, SettingsFlags},
    commands::{flags, is_named_stdin, say_hints},
    config::{Configured, Flags, Output, show},
    failure::Failure,
    status::ExitStatus,
};

/// The settings of `clean`.
pub(crate) fn of_clean(args: &Clean) -> Result<ExitStatus, Failure> {
    let flags = flags(&args.files, &args.rules, args.budget.percent);
    let configured = configured(&args.files, &args.settings, flags)?;
    print(&show(&configured, |group| Some(Output::new(configured.file(group), args))))
}

/// The settings of `check` and `diff`.
pub(crate) fn of_look(args: &Look) -> Result<ExitStatus, Failure> {
    let flags = flags(&args.files, &args.rules, args.budget.percent);
    print(&show(&configured(&args.files, &args.settings, flags)?, |_| None))
}

fn configured(files: &Files, settings: &SettingsFlags, flags: Flags<'_>) -> Result<Configured, Failure> {
    if is_named_stdin(files, settings)? {
        return Configured::of_file(settings.stdin_filename.as_deref(), flags);
    }
    let mut inputs = Inputs::find(&files.paths, &files.include, &files.exclude)?;
    let configured = Configured::of_documents(&mut inputs, false, flags)?;
    say_hints(&inputs, &configured);
    Ok(configured)
}

fn print(text: &str) -> Result<ExitStatus, Failure> {
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitStatus::Done)
}
