//! `unchaff clean`

mod records;

use std::{collections::BTreeMap, io::Write, path::Path};

use unchaff_driver::{
    Cleaned, Conversion, Converted, DEFAULT_BUDGET, Destination, Inputs, Kind, Ledger, OnDuplicates, Progress,
    RuleSummary, RunOptions, RunSummary, conversion_record, convert, harmless, ledger_record,
};

use crate::{
    args::{Clean, DuplicatesChoice},
    commands::{
        complain, count, decisions, diff, done, find, find_decided, flags, is_named_stdin, name,
        say::{is_verbose, say, say_waiting, warn},
        say_held_back, say_over_budget, say_pages, say_stopped, stdin, warn_of_notes,
    },
    config::{Configured, Target},
    failure::Failure,
    progress::Bar,
    status::ExitStatus,
    stop::on_ctrl_c,
};

/// Cleans documents.
pub(crate) fn run(args: &Clean) -> Result<ExitStatus, Failure> {
    if records::are_meant(args)? {
        return records::run(args);
    }
    let decided = args.decided.decisions.as_deref();
    let decisions = decisions(decided)?;
    let flags = flags(&args.files, &args.rules, args.budget.percent);
    if is_named_stdin(&args.files, &args.settings)? {
        let name = args.settings.stdin_filename.as_deref();
        let configured = Configured::of_file(name, flags)?;
        find_decided(&decisions, decided, &configured, &Inputs::default())?;
        let conversion = configured.output(args)?.conversion()?;
        let settings = remembered(&configured, conversion.as_ref());
        let (clean, format) = (configured.options(), stdin::format(name));
        if args.out.is_some() || args.write || args.diff {
            return Err("`-` writes to standard output: leave --out, --write and --diff away".to_string().into());
        }
        if args.duplicates.is_some_and(|it| it != DuplicatesChoice::Ignore) {
            return Err("`-` is one document and has no duplicates: leave --duplicates away".to_string().into());
        }
        let source = stdin::read(name, args.files.max_file_size)?;
        let (clean, stale) = decisions.applied(&stdin::input(name).name(), &source, format, clean);
        let Converted { cleaned, output } = match &conversion {
            None => Converted { cleaned: unchaff_driver::clean(&source, format, &clean), output: None },
            Some(conversion) => convert(&source, format, &clean, conversion),
        };
        let is_nothing = conversion.is_some() && output.is_none();
        if let Some(path) = args.ledger.as_ref().filter(|_| !is_nothing) {
            keep_record(path, &source, &cleaned, output.as_deref(), settings)?;
        }
        if !is_nothing {
            anstream::stdout().into_inner().write_all(output.as_ref().unwrap_or(&cleaned.output))?;
        }
        for note in cleaned.notes.iter().chain(&stale) {
            warn(format_args!("unchaff: {}: {note}", crate::commands::name(&stdin::input(name))));
        }
        return Ok(if cleaned.is_over_budget() { ExitStatus::Found } else { ExitStatus::Done });
    }
    if args.ledger.is_some() {
        return Err("--ledger is for standard input (`-`); with --out and --write the ledger has its place"
            .to_string()
            .into());
    }
    let (inputs, configured) = find(&args.files, flags)?;
    let output = configured.output(args)?;
    let conversion = output.conversion()?;
    let destination = match output.target()? {
        Target::Folder(folder) => Destination::Folder(folder),
        Target::InPlace => Destination::InPlace,
    };
    let duplicates = match output.duplicates.value {
        DuplicatesChoice::Report => OnDuplicates::Report,
        DuplicatesChoice::Drop => OnDuplicates::Drop,
        DuplicatesChoice::Ignore => OnDuplicates::Ignore,
    };
    let settings = remembered(&configured, conversion.as_ref());
    find_decided(&decisions, decided, &configured, &inputs)?;
    let bar = Bar::new(Some(inputs.documents.len()));
    let mut shown = Ok(());
    let (clean, stop) = (configured.plan(), on_ctrl_c());
    let options =
        RunOptions { clean, conversion, decisions, destination, duplicates, settings, stop, waits: say_waiting };
    let summary = unchaff_driver::run(&inputs, &options, |input, source, cleaned| {
        bar.add(Progress { n_documents: 1, n_bytes: source.len() as u64 });
        let is_shown = args.diff || is_verbose() || !cleaned.notes.is_empty();
        if is_shown && shown.is_ok() {
            shown = bar.aside(|| show(args, input, source, cleaned));
        }
    })?;
    drop(bar);
    let status = match complain(inputs.errors.iter().chain(&summary.errors)) {
        ExitStatus::Done if summary.n_over_budget > 0 => ExitStatus::Found,
        status => status,
    };
    summarise(&summary, &options);
    if summary.is_stopped {
        return done(shown, say_stopped(summary.n_documents, inputs.documents.len(), so_far(&summary, duplicates)));
    }
    done(shown, status)
}

/// What a run that was stopped has done.
fn so_far(summary: &RunSummary, duplicates: OnDuplicates) -> &'static str {
    match (summary.n_documents, duplicates) {
        (0, OnDuplicates::Drop) => "nothing was written, since duplicates are not all known",
        (_, OnDuplicates::Ignore) => "these are whole, others were not begun; the same command goes on",
        (_, _) => "these are whole, others were not begun, nobody looked for duplicates; the same command goes on",
    }
}

/// What the ledger remembers.
fn remembered(configured: &Configured, conversion: Option<&Conversion>) -> BTreeMap<String, String> {
    let mut settings = configured.remembered();
    settings.entry("budget".to_string()).or_insert_with(|| DEFAULT_BUDGET.to_string());
    let Some(conversion) = conversion else { return settings };
    settings.insert("to".to_string(), conversion.name().to_string());
    if let Conversion::Markdown { base_url, with_front_matter } = conversion {
        settings.extend(base_url.iter().map(|it| ("base-url".to_string(), it.to_string())));
        settings.insert("front-matter".to_string(), with_front_matter.to_string());
    }
    settings
}

fn show(args: &Clean, input: &unchaff_driver::Input, source: &[u8], cleaned: &Cleaned) -> Result<(), Failure> {
    warn_of_notes(input, source, cleaned);
    if is_verbose() {
        let gone = cleaned.edits.edits().iter().filter(|it| it.insert.is_empty());
        let removed: usize = gone.map(|it| it.span.len()).sum();
        let (edits, bytes) = (count(cleaned.edits.edits().len(), "edit"), count(source.len(), "byte"));
        let taken_for = match cleaned.kind {
            _ if cleaned.is_page => "whole page",
            None | Some(Kind::Html) => "not looked at",
            _ => "article",
        };
        say(format_args!("{}: {taken_for}, {edits}, {removed} of {bytes} removed", name(input)));
    }
    if args.diff { diff::show(input, source, cleaned) } else { Ok(()) }
}

fn summarise(summary: &RunSummary, options: &RunOptions) {
    summarise_documents(summary, &count(summary.n_documents, "document"));
    if summary.n_unapplied > 0 {
        let held = count(summary.n_unapplied, "unsafe finding");
        say(format_args!("{held} not applied: `unchaff check` shows them, `--unsafe` applies them"));
    }
    say_pages(summary, false);
    if summary.n_not_converted > 0 {
        say(format_args!("no file is written for {}", count(summary.n_not_converted, "document")));
    }
    say_over_budget(summary);
    if summary.n_reports > 0 {
        let reports = count(summary.n_reports, "report");
        say(format_args!("{reports} for a person to look at: `unchaff check` shows them"));
    }
    if options.duplicates != OnDuplicates::Ignore && !summary.is_stopped {
        let groups = count(summary.duplicates.groups.len(), "group");
        say(format_args!("{groups} of duplicates, {} left out", count(summary.n_left_out, "document")));
    }
    if !summary.duplicates.groups.is_empty() {
        let place = match &options.destination {
            Destination::Folder(it) => it.join(".unchaff/duplicates.tsv").display().to_string(),
            _ => ".unchaff/duplicates.tsv of each folder".to_string(),
        };
        say(format_args!(
            "the groups stand in {}: file, group, keep (0 or 1), relation, similarity, containment, reason",
            harmless(&place)
        ));
    }
    let folder = match &options.destination {
        Destination::Folder(it) => Some(harmless(&it.display().to_string())),
        _ => None,
    };
    if let (Some(folder), 1..) = (&folder, summary.n_stale) {
        let stale = count(summary.n_stale, "document");
        say(format_args!("{stale} of earlier runs still in {folder}: not written this time"));
    }
    if let Some((first, other)) = summary.differ_in_case.first() {
        let (first, other) = (harmless(&first.display().to_string()), harmless(&other.display().to_string()));
        let more = match summary.differ_in_case.len() {
            1 => String::new(),
            n => format!(" (and {} more)", count(n - 1, "pair")),
        };
        say(format_args!(
            "{first} and {other} differ only in upper and lower case{more}: on disks of Windows and macOS they would be one \
             file"
        ));
    }
    match folder {
        Some(folder) if summary.n_written > 0 => say(format_args!("written to {folder}{}", way_back(&folder, summary))),
        None if summary.n_restorable > 0 => say("`unchaff restore` with the same paths takes it all back"),
        _ => {}
    }
}

/// Says what rules did, and what they left. `documents` is the number of documents in words.
fn summarise_documents(summary: &RunSummary, documents: &str) {
    for (rule, RuleSummary { n_removed, n_bytes, n_mended }) in &summary.by_rule {
        let bytes = if *n_bytes == 1 { "byte" } else { "bytes" };
        let removed = format!("{n_removed:>7} removed {n_bytes:>10} {bytes}");
        match (n_removed, n_mended) {
            (_, 0) => say(format_args!("{rule:<24} {removed}")),
            (0, _) => say(format_args!("{rule:<24} {n_mended:>7} mended")),
            (_, _) => say(format_args!("{rule:<24} {removed}, {n_mended} mended")),
        }
    }
    let (removed, bytes) = (summary.n_removed(), count(summary.n_bytes, "byte"));
    let mended = match summary.n_mended() {
        0 => String::new(),
        n => format!(", {} mended", count(n, "passage")),
    };
    say(format_args!("{documents}, {} changed, {removed} of {bytes} removed{mended}", summary.n_changed));
    say_held_back(summary);
}

/// What can be taken back of what was written to a folder, or shown.
fn way_back(folder: &str, summary: &RunSummary) -> String {
    let shows = format!("; `unchaff restore --left-out {folder}` shows what was left out");
    let takes_back = format!("; `unchaff restore {folder}` takes the changes back");
    match (summary.n_rewritten, summary.n_restorable) {
        (0, 0) => String::new(),
        (0, _) => takes_back,
        (_, 0) => shows,
        (_, n) => format!("{shows}{takes_back} in what kept its form: {}", count(n, "document")),
    }
}

/// The record of standard input, in a ledger of its own.
fn keep_record(
    path: &Path,
    source: &[u8],
    cleaned: &Cleaned,
    converted: Option<&[u8]>,
    settings: BTreeMap<String, String>,
) -> Result<(), Failure> {
    let name = Path::new("-");
    let record = match converted {
        Some(output) => conversion_record(name, name, source, cleaned, output),
        None if cleaned.edits.is_empty() => return Ok(()),
        None => ledger_record(name, source, cleaned),
    };
    let mut ledger = Ledger::in_file(path, settings);
    ledger.append(&record)?;
    ledger.sync()?;
    Ok(())
}
