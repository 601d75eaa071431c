//! `unchaff clean` of files of many documents.

use std::{
    collections::{BTreeSet, HashMap},
    path::{Path, PathBuf},
};

use unchaff_driver::{Inputs, Progress, harmless};
use unchaff_records::{RecordOptions, RecordSummary, clean_records, duplicates_of, is_many, is_parquet, is_warc, unit};

use super::{remembered, summarise_documents};
use crate::{
    args::{Clean, DuplicatesChoice},
    commands::{
        complain, count, flags,
        say::{say, warn},
    },
    config::Configured,
    failure::Failure,
    progress::Bar,
    status::ExitStatus,
    stop::on_ctrl_c,
};

/// Whether files of records are meant; they cannot be mixed with documents.
pub(super) fn are_meant(args: &Clean) -> Result<bool, Failure> {
    let n_records = args.files.paths.iter().filter(|it| is_many(it) && !it.is_dir()).count();
    if n_records > 0 && n_records < args.files.paths.len() {
        return Err("records cannot be mixed with other paths: clean them one after another".to_string().into());
    }
    if n_records == 0 && args.records.is_given() {
        return Err("--add, --resume and the keys of records are for JSON Lines, Parquet and WARC: name such a file"
            .to_string()
            .into());
    }
    Ok(n_records > 0)
}

/// Cleans the records of files.
pub(super) fn run(args: &Clean) -> Result<ExitStatus, Failure> {
    let refused = [
        (args.write, "--write"),
        (args.diff, "--diff"),
        (args.ledger.is_some(), "--ledger"),
        (args.decided.decisions.is_some(), "--decisions"),
        (!args.files.include.is_empty(), "--include"),
        (!args.files.exclude.is_empty(), "--exclude"),
    ];
    if let Some((_, name)) = refused.iter().find(|it| it.0) {
        return Err(format!("{name} is for single documents: leave it away for records").into());
    }
    let inputs = &args.files.paths;
    let out = args.out.as_deref().ok_or("records are written to another file or folder: add --out".to_string())?;
    let outputs = outputs(inputs, out)?;
    let flags = flags(&args.files, &args.rules, args.budget.percent);
    let configured = Configured::of_documents(&mut Inputs::default(), true, flags)?;
    let conversion = configured.output(args)?.conversion()?;
    let settings = remembered(&configured, conversion.as_ref());
    let duplicates = args.duplicates.filter(|_| !args.no_duplicates);
    let mut options = RecordOptions {
        clean: configured.options().clone(),
        conversion,
        fields: args.records.keys.fields(),
        added: args.records.added(),
        drops_duplicates: duplicates == Some(DuplicatesChoice::Drop),
        largest: usize::try_from(args.files.max_file_size.bytes).unwrap_or(usize::MAX),
        resume: args.records.resume,
        settings,
        stop: on_ctrl_c(),
        ..RecordOptions::default()
    };
    if duplicates == Some(DuplicatesChoice::Report) && !options.added.duplicate_of {
        return Err("duplicates are named in the records themselves: add --add duplicate_of".to_string().into());
    }
    let mut duplicates = vec![HashMap::new(); inputs.len()];
    if options.added.duplicate_of || options.drops_duplicates {
        // Nobody knows how many records there are.
        let bar = Bar::new(None);
        let found = duplicates_of(inputs, &options, |it| bar.add(it))?;
        drop(bar);
        let Some(found) = found else {
            warn("unchaff: stopped: duplicates are not all known, and nothing was written");
            return Ok(ExitStatus::Stopped);
        };
        let (groups, left_out) = (count(found.summary.n_groups, "group"), found.summary.n_left_out);
        say(format_args!("{groups} of duplicates, {} that another one stands for", count(left_out, "record")));
        if let Some(first) = found.errors.first() {
            let n = found.errors.len();
            warn(format_args!(
                "unchaff: {} not compared; the first: {}",
                count(n, "record"),
                harmless(&first.to_string())
            ));
        }
        duplicates = found.by_file;
    }
    let mut status = ExitStatus::Done;
    for ((input, output), duplicates) in inputs.iter().zip(&outputs).zip(duplicates) {
        options.duplicates = duplicates;
        let bar = Bar::new(None);
        let summary = clean_records(input, output, &options, |it: Progress| bar.add(it));
        drop(bar);
        let found = match summary {
            Ok(summary) => told(input, output, &summary),
            Err(error) => complain([&error]),
        };
        status = status.max(found);
        if found == ExitStatus::Stopped {
            break;
        }
    }
    Ok(status)
}

/// Where each file goes: to the file that is named, or under its name into the folder.
fn outputs(inputs: &[PathBuf], out: &Path) -> Result<Vec<PathBuf>, Failure> {
    if is_many(out) && !out.is_dir() {
        return match inputs {
            [input] if is_parquet(input) != is_parquet(out) || is_warc(out) => {
                let becomes = match input {
                    it if is_parquet(it) => "is Parquet and stays Parquet",
                    it if is_warc(it) => "is a web archive and becomes JSON Lines",
                    _ => "is JSON Lines and stays JSON Lines",
                };
                let (input, out) = (harmless(&input.to_string_lossy()), harmless(&out.to_string_lossy()));
                Err(format!("{input} {becomes}: {out} is no name for it").into())
            }
            [_] => Ok(vec![out.to_path_buf()]),
            _ => Err("several files are written to a folder: --out DIR".to_string().into()),
        };
    }
    let names: Vec<PathBuf> = inputs.iter().filter_map(|it| name_in_folder(it)).collect();
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|it| !seen.insert(*it)) {
        let name = harmless(&twice.to_string_lossy());
        return Err(format!("two files are called {name}: write them to different folders").into());
    }
    std::fs::create_dir_all(out).map_err(|it| format!("{}: cannot create the folder: {it}", out.display()))?;
    Ok(names.into_iter().map(|it| out.join(it)).collect())
}

/// What a file is called where it is cleaned: `pages.warc.gz` becomes `pages.jsonl.gz`, others keep their names.
fn name_in_folder(input: &Path) -> Option<PathBuf> {
    let name = PathBuf::from(input.file_name()?);
    if !is_warc(input) {
        return Some(name);
    }
    let packing = name.extension().filter(|it| !it.eq_ignore_ascii_case("warc")).map(ToOwned::to_owned);
    let plain = if packing.is_some() { name.with_extension("") } else { name };
    let mut plain = plain.with_extension("jsonl").into_os_string();
    if let Some(packing) = packing {
        plain.push(".");
        plain.push(packing);
    }
    Some(plain.into())
}

/// Says what became of a file.
fn told(input: &Path, output: &Path, summary: &RecordSummary) -> ExitStatus {
    let shown = |it: &Path| harmless(&it.display().to_string());
    if summary.was_done {
        say(format_args!("{} is there already, whole: nothing to do", shown(output)));
        return ExitStatus::Done;
    }
    if summary.n_lines_before > 0 {
        say(format_args!("{}: went on behind {} {}", shown(input), unit(input), summary.n_lines_before));
    }
    let RecordSummary { n_rejected, ref documents, .. } = *summary;
    for error in &summary.rejected {
        warn(format_args!("unchaff: {}", harmless(&error.to_string())));
    }
    let n_more = n_rejected - summary.rejected.len();
    if n_more > 0 {
        warn(format_args!("unchaff: {}: {n_more} more", shown(input)));
    }
    summarise_documents(documents, &count(summary.n_records, "record"));
    match summary.n_passed_over {
        0 => {}
        1 => say("1 record of the archive is no page"),
        n => say(format_args!("{n} records of the archive are no pages")),
    }
    if documents.n_unapplied > 0 {
        say(format_args!("{} not applied: `--unsafe` applies them", count(documents.n_unapplied, "unsafe finding")));
    }
    if summary.n_left_out > 0 {
        say(format_args!("{} left out, since another one says the same", count(summary.n_left_out, "record")));
    }
    if let Some(path) = &summary.rejected_path {
        say(format_args!("{} put aside, with reasons, in {}", count(n_rejected, "record"), shown(path)));
    }
    if summary.is_stopped {
        warn(format_args!("unchaff: stopped: {} goes on with --resume", shown(output)));
        return ExitStatus::Stopped;
    }
    say(format_args!("written to {}", shown(output)));
    let broken = complain(&summary.unreadable);
    let is_found = n_rejected > 0 || documents.n_over_budget > 0;
    broken.max(if is_found { ExitStatus::Found } else { ExitStatus::Done })
}
