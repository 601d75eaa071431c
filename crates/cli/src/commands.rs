//! The commands.

mod aliases;
mod check;
mod clean;
mod completions;
mod dedup;
mod diff;
mod explain;
mod explain_file;
mod explain_pair;
mod front_matter;
mod init;
mod learn;
mod man;
mod restore;
mod review;
mod rule_test;
mod rules;
pub(crate) mod say;
mod settings;
mod stdin;

use std::{collections::BTreeSet, path::Path};

use rayon::ThreadPoolBuilder;
use unchaff_driver::{
    Cleaned, Decisions, FileError, Input, Inputs, Lines, OnDuplicates, Progress, RunOptions, RunSummary, harmless,
};

use self::say::{say, say_waiting, warn};
use crate::{
    args::{Args, Check, Command, Diff, Files, KindChoice, Look, Rules, SettingsFlags},
    config::{Configured, Flags},
    failure::Failure,
    progress::Bar,
    select::unknown_decided,
    status::ExitStatus,
    stop::on_ctrl_c,
};

/// Runs a command on the threads that were asked for.
pub(crate) fn run(args: &Args) -> Result<ExitStatus, Failure> {
    say::set(args.quiet, args.verbose);
    let pool = ThreadPoolBuilder::new().num_threads(args.threads.into()).build();
    let pool = pool.map_err(|it| format!("cannot start {} threads: {it}", args.threads))?;
    pool.install(|| match &args.command {
        Command::Clean(it) if it.settings.show_settings => settings::of_clean(it),
        Command::Check(Check { look, .. }) | Command::Diff(Diff { look, .. }) if look.settings.show_settings => {
            settings::of_look(look)
        }
        Command::Review(it) if it.look.settings.show_settings => settings::of_look(&it.look),
        Command::Clean(it) => clean::run(it),
        Command::Check(it) => check::run(it),
        Command::Diff(it) => diff::run(it),
        Command::Explain { subject, rules, budget, max_file_size } => {
            explain::run(subject, rules, *budget, *max_file_size)
        }
        Command::FrontMatter(it) => front_matter::run(it),
        Command::Init { folder } => init::run(folder),
        Command::Rules { packs } => rules::run(packs),
        Command::RuleTest { packs } => rule_test::run(packs),
        Command::Restore { paths, ledger, rule, left_out } => {
            restore::run(paths, ledger.as_deref(), rule.as_deref(), *left_out)
        }
        Command::Dedup(args) => dedup::run(args),
        Command::Review(it) => review::run(it),
        Command::Learn { files, out, rules } => learn::run(files, out.as_deref(), rules),
        Command::Completions { shell } => completions::run(*shell),
        Command::Man { words, out } => man::run(words, out.as_deref()),
    })
}

/// Whether standard input is meant; it cannot be mixed with files.
fn is_stdin(files: &Files) -> Result<bool, Failure> {
    let has_dash = files.paths.iter().any(|it| it.as_os_str() == "-");
    if has_dash && files.paths.len() > 1 {
        return Err("`-` reads standard input and cannot be mixed with other paths".to_string().into());
    }
    if has_dash && !(files.include.is_empty() && files.exclude.is_empty()) {
        return Err("--include and --exclude choose among documents of folders: leave them away for `-`"
            .to_string()
            .into());
    }
    Ok(has_dash)
}

/// The same for commands that let it have a name.
fn is_named_stdin(files: &Files, settings: &SettingsFlags) -> Result<bool, Failure> {
    let is_stdin = is_stdin(files)?;
    if settings.stdin_filename.is_some() && !is_stdin {
        return Err("--stdin-filename is for standard input (`-`): files have their names".to_string().into());
    }
    Ok(is_stdin)
}

/// What the command line says of documents.
fn flags<'a>(files: &Files, rules: &'a Rules, budget: Option<u8>) -> Flags<'a> {
    Flags { rules, budget, has_include: !files.include.is_empty() }
}

/// Finds the documents and their settings, and says what is left alone.
fn find(files: &Files, flags: Flags<'_>) -> Result<(Inputs, Configured), Failure> {
    let mut inputs = Inputs::find(&files.paths, &files.include, &files.exclude)?;
    let configured = Configured::of_documents(&mut inputs, false, flags)?;
    inputs.leave_larger(files.max_file_size.bytes);
    say_left_alone(&inputs);
    say_hints(&inputs, &configured);
    Ok((inputs, configured))
}

/// Says which files are no documents of the command.
fn say_left_alone(inputs: &Inputs) {
    // What cannot be read, or was excluded, is told in other words.
    if inputs.documents.is_empty() && inputs.errors.is_empty() && inputs.n_excluded == 0 {
        say("no document found: files that end in .md, .markdown, .mdx, .html, .htm or .txt");
    }
    if inputs.n_others > 0 {
        say(format_args!("{} left alone: no Markdown, HTML or text", count(inputs.n_others, "other file")));
    }
    if inputs.n_links > 0 {
        say(format_args!("{} left alone: name what is to be followed", count(inputs.n_links, "symbolic link")));
    }
    if inputs.n_excluded > 0 {
        say(format_args!("{} left alone by include and exclude", count(inputs.n_excluded, "document")));
    }
}

/// Says which globs are about nothing.
fn say_hints(inputs: &Inputs, configured: &Configured) {
    for (flag, glob) in &inputs.unmatched {
        let glob = harmless(glob);
        say(format_args!("--{flag} `{glob}` matches no document: a glob with a slash begins at PATH"));
    }
    configured.hints.iter().for_each(say);
}

/// What the documents of a command that writes nothing come to.
struct Looked {
    inputs: Inputs,
    summary: RunSummary,
    /// Whether every visit went well; behind one that failed there was none.
    visited: Result<(), Failure>,
    /// Whether documents may have been taken for whole pages that `clean --write` would leave alone.
    has_guessed_pages: bool,
}

/// Looks at documents. `visit` sees each of them in order, until it fails.
fn look(args: &Look, mut visit: impl FnMut(&Input, &[u8], &Cleaned) -> Result<(), Failure>) -> Result<Looked, Failure> {
    let decisions = decisions(args.decided.decisions.as_deref())?;
    look_with(args, decisions, OnDuplicates::Ignore, |bar, input, source, cleaned| {
        bar.aside(|| visit(input, source, cleaned))
    })
}

/// The same with other decisions than those of the arguments, and for a `visit` that writes only beside the bar.
fn look_with(
    args: &Look,
    decisions: Decisions,
    duplicates: OnDuplicates,
    mut visit: impl FnMut(&Bar, &Input, &[u8], &Cleaned) -> Result<(), Failure>,
) -> Result<Looked, Failure> {
    let flags = flags(&args.files, &args.rules, args.budget.percent);
    if is_named_stdin(&args.files, &args.settings)? {
        let name = args.settings.stdin_filename.as_deref();
        let configured = Configured::of_file(name, flags)?;
        find_decided(&decisions, args.decided.decisions.as_deref(), &configured, &Inputs::default())?;
        let input = stdin::input(name);
        let (source, cleaned) =
            stdin::read_and_clean(name, args.files.max_file_size, configured.options(), &decisions)?;
        let visited = visit(&Bar::hidden(), &input, &source, &cleaned);
        let mut summary = RunSummary::default();
        summary.count(&source, &cleaned);
        return Ok(Looked { inputs: Inputs::default(), summary, visited, has_guessed_pages: false });
    }
    let (inputs, configured) = find(&args.files, flags)?;
    find_decided(&decisions, args.decided.decisions.as_deref(), &configured, &inputs)?;
    let stop = on_ctrl_c();
    let options = RunOptions { clean: configured.plan_to_look(), decisions, duplicates, stop, ..RunOptions::default() };
    let mut visited = Ok(());
    let bar = Bar::new(Some(inputs.documents.len()));
    let summary = unchaff_driver::run(&inputs, &options, |input, source, cleaned| {
        bar.add(Progress { n_documents: 1, n_bytes: source.len() as u64 });
        if visited.is_ok() {
            visited = visit(&bar, input, source, cleaned);
        }
    })?;
    drop(bar);
    let has_guessed_pages = configured.groups().iter().any(|it| it.settings.kind.value == KindChoice::Auto);
    Ok(Looked { inputs, summary, visited, has_guessed_pages })
}

/// Says how far a run came that was stopped, and what follows from that.
fn say_stopped(n_done: usize, n_documents: usize, so: &str) -> ExitStatus {
    warn(format_args!("unchaff: stopped after {n_done} of {}: {so}", count(n_documents, "document")));
    ExitStatus::Stopped
}

/// The status of a command, whose output nobody may have read to its end.
fn done(shown: Result<(), Failure>, status: ExitStatus) -> Result<ExitStatus, Failure> {
    match shown {
        Ok(()) | Err(Failure::ClosedPipe) => Ok(status),
        Err(failure) => Err(failure),
    }
}

/// What a person has decided before.
fn decisions(path: Option<&Path>) -> Result<Decisions, Failure> {
    Ok(path.map(Decisions::read).transpose()?.unwrap_or_default())
}

/// Says which of the decisions in a file count for nothing here.
///
/// # Errors
/// If all of them do: they were made in another folder, and what was rejected would go. And if they name a rule that
/// nobody has.
fn find_decided(
    decisions: &Decisions,
    file: Option<&Path>,
    configured: &Configured,
    inputs: &Inputs,
) -> Result<(), Failure> {
    let Some(file) = file.map(|it| harmless(&it.display().to_string())) else { return Ok(()) };
    let settings = configured.groups().iter().map(|it| &it.settings);
    for name in unknown_decided(decisions, &file, settings)? {
        let name = harmless(name);
        warn(format_args!("unchaff: {file}: `{name}` is a rule of a pack that is not used here (--rules names packs)"));
    }
    let decided = decisions.documents();
    let here: BTreeSet<String> = inputs.documents.iter().map(Input::name).collect();
    let n_elsewhere = decided.iter().filter(|it| !here.contains(**it)).count();
    if n_elsewhere == 0 || here.is_empty() {
        return Ok(());
    }
    if n_elsewhere == decided.len() {
        const WHERE: &str = "run this in the folder where they were made";
        if decisions.rules.is_empty() {
            return Err(format!("the decisions speak of none of these documents: {WHERE}").into());
        }
        warn(format_args!("unchaff: only decisions about rules count: the others speak of none of these ({WHERE})"));
        return Ok(());
    }
    say(format_args!(
        "the decisions speak of {} that {} not here",
        count(n_elsewhere, "document"),
        if n_elsewhere == 1 { "is" } else { "are" }
    ));
    Ok(())
}

/// Says why a document, or a part of it, was not looked at.
fn warn_of_notes(input: &Input, source: &[u8], cleaned: &Cleaned) {
    for note in &cleaned.notes {
        let (line, column) = Lines::new(source).place(note.offset());
        warn(format_args!("unchaff: {}:{line}:{column}: {note}", name(input)));
    }
}

/// Says how many findings the structure guard held back.
fn say_held_back(summary: &RunSummary) {
    if summary.n_held_back > 0 {
        let held = count(summary.n_held_back, "finding");
        say(format_args!("{held} held back: what stays would have changed its meaning"));
    }
}

/// Says how many documents were left alone because they would have lost too much.
fn say_over_budget(summary: &RunSummary) {
    if summary.n_over_budget > 0 {
        let documents = count(summary.n_over_budget, "document");
        say(format_args!("{documents} over the budget, left unchanged: `--budget` sets how many percent may go"));
    }
}

/// Says how many documents were taken for whole pages, or their headers for text, if any were. `are_guessed`: if they
/// were written in place, they would not be.
fn say_pages(summary: &RunSummary, are_guessed: bool) {
    if summary.n_pages > 0 {
        let (documents, n) = (count(summary.n_documents, "document"), summary.n_pages);
        let were = if n == 1 { "was taken for a whole page" } else { "were taken for whole pages" };
        let how = match are_guessed {
            true => ", which `clean --write` leaves alone: `--kind post` looks at none",
            false => " (`--kind` decides otherwise)",
        };
        say(format_args!("{n} of {documents} {were}{how}"));
    }
    say_hexo_headers(summary.n_hexo_headers, &count(summary.n_documents, "document"));
    if summary.n_without_article > 0 {
        say(format_args!("no article in {}: left as it is", count(summary.n_without_article, "page")));
    }
}

/// Says how many of some documents have a header that was taken for text, if any has.
fn say_hexo_headers(n: usize, documents: &str) {
    if n > 0 {
        let starts = if n == 1 { "starts" } else { "start" };
        say(format_args!(
            "{n} of {documents} {starts} with a header that only Hexo reads, taken for text here: `--dialect hexo` reads it"
        ));
    }
}

/// Names what went wrong; the exit code tells whether anything did.
fn complain<'a>(errors: impl IntoIterator<Item = &'a FileError>) -> ExitStatus {
    let mut status = ExitStatus::Done;
    for error in errors {
        warn(format_args!("unchaff: {}", harmless(&error.to_string())));
        status = ExitStatus::Failed;
    }
    status
}

/// The path of a document, as messages name it.
fn name(input: &Input) -> String {
    harmless(&input.path.display().to_string())
}

/// "1 document", "2 documents".
fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
