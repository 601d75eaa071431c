//! `unchaff dedup`

use std::{
    collections::BTreeSet,
    io::{BufWriter, Write},
    path::PathBuf,
};

use unchaff_driver::{
    Compare, CompareOptions, CompareSummary, Decisions, DuplicateGroup, FileError, IndexChanges, Inputs, Progress,
    compare, contained_rows, harmless, rows,
};
use unchaff_records::{formats, is_many};

use crate::{
    args::{Dedup, Files, GroupFormat},
    commands::{aliases, complain, count, explain_pair, flags, is_stdin, say, say_hints, say_left_alone, warn},
    config::Configured,
    failure::Failure,
    progress::Bar,
    status::ExitStatus,
    stop::on_ctrl_c,
};

/// Prints the groups of documents that say the same, or what is to be done about their addresses.
pub(crate) fn run(args: &Dedup) -> Result<ExitStatus, Failure> {
    if !args.clean && args.rules.is_given() {
        return Err("rules clean documents before they are compared: add --clean".to_string().into());
    }
    if let Some([one, other]) = args.explain.as_deref() {
        return explain_pair::run([one, other], args);
    }
    if is_stdin(&args.files)? {
        return Err("`-` is one document: give files or folders to compare".to_string().into());
    }
    let (records, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.files.paths.iter().cloned().partition(|it| is_many(it) && !it.is_dir());
    let files = Files {
        paths,
        include: args.files.include.clone(),
        exclude: args.files.exclude.clone(),
        max_file_size: args.files.max_file_size,
    };
    if files.paths.is_empty() && (!files.include.is_empty() || !files.exclude.is_empty()) {
        return Err("--include and --exclude choose among documents of folders: leave them away for records"
            .to_string()
            .into());
    }
    if args.aliases.generator.is_some() && !records.is_empty() {
        return Err("--aliases is for posts: records have no front matter".to_string().into());
    }
    let mut inputs = Inputs::default();
    if !files.paths.is_empty() {
        inputs = Inputs::find(&files.paths, &files.include, &files.exclude)?;
    }
    let flags = flags(&files, &args.rules, None);
    let configured = Configured::of_documents(&mut inputs, !records.is_empty(), flags)?;
    inputs.leave_larger(files.max_file_size.bytes);
    if !files.paths.is_empty() {
        say_left_alone(&inputs);
        say_hints(&inputs, &configured);
    }
    if inputs.documents.is_empty() && inputs.n_others > 0 {
        say("JSON Lines in folders are passed over: name each file");
    }
    let options = Compare {
        clean: args.clean.then(|| configured.plan()),
        reading: configured.plan(),
        settings: configured.remembered_by_index(),
        decisions: Decisions::default(),
        options: CompareOptions {
            parameters: args.preset.into(),
            keep: args.keep.keep,
            field: args.keep.field.clone(),
            memory: args.memory,
            index: args.index.clone(),
            rebuild: args.rebuild,
            forget: args.forget.clone(),
            stop: on_ctrl_c(),
        },
        fields: args.fields(),
        formats: formats(),
        with_passages: args.format == GroupFormat::Jsonl,
    };
    // Nobody knows how many records there are.
    let bar = Bar::new(Some(inputs.documents.len()).filter(|_| records.is_empty()));
    let mut n_read = 0;
    let mut stdout = BufWriter::new(anstream::stdout().lock());
    let mut printed = Ok(());
    // Documents that have a line already; or, if their addresses are asked for, those that are not kept.
    let mut members = BTreeSet::new();
    let mut left_out = Vec::new();
    // Nobody has asked for groups who has named nothing to compare.
    let only_forgets = args.files.paths.is_empty();
    let take = |group: DuplicateGroup| {
        if only_forgets {
            return Ok(());
        }
        if args.aliases.generator.is_some() {
            left_out.extend(group.left_out());
        } else if printed.is_ok() {
            printed = bar.aside(|| stdout.write_all(rows(&group, args.format.into()).as_bytes()));
            members.extend(group.members.into_iter().map(|it| it.id));
        }
        Ok::<(), FileError>(())
    };
    let progress = |read: Progress| {
        n_read += read.n_documents;
        bar.add(read);
    };
    let (summary, errors) = compare(&inputs, &records, &options, progress, take)?;
    drop(bar);
    if summary.is_stopped {
        complain(inputs.errors.iter().chain(&errors));
        printed.and_then(|()| stdout.flush())?;
        let read = count(n_read, "document");
        warn(format_args!("unchaff: stopped after {read} were read: groups are missing, and nothing else was written"));
        return Ok(ExitStatus::Stopped);
    }
    if args.aliases.generator.is_none() && !only_forgets {
        let contained = contained_rows(&summary, |it| members.contains(it), args.format.into());
        printed = printed.and_then(|()| stdout.write_all(contained.as_bytes()));
    }
    printed.and_then(|()| stdout.flush())?;
    drop(stdout);
    for note in &summary.notes {
        say(format_args!("unchaff: {}", harmless(&note.to_string())));
    }
    tell(&summary);
    let status = complain(inputs.errors.iter().chain(&errors));
    match args.aliases.generator {
        Some(generator) => aliases::run(generator.into(), &inputs, &left_out, args.aliases.write, status),
        None => Ok(status),
    }
}

fn tell(summary: &CompareSummary) {
    let crowding = summary.crowding;
    let stand = |n: usize| if n == 1 { "stands" } else { "stand" };
    if crowding.n_buckets > 0 {
        let (buckets, pairs) = (count(crowding.n_buckets, "bucket"), crowding.n_pairs);
        say(format_args!(
            "{buckets} of more than 1000 documents, up to {}: {pairs} pairs were not compared there",
            crowding.largest
        ));
    }
    if summary.n_frequent_lines > 0 {
        let (lines, stand) = (count(summary.n_frequent_lines, "line"), stand(summary.n_frequent_lines));
        say(format_args!("{lines} {stand} in many unrelated documents and did not count"));
    }
    if let Some(IndexChanges { n_signed, n_left }) = summary.index {
        let n_as_before = summary.n_documents.saturating_sub(n_signed);
        say(format_args!("index: {n_signed} new or changed, {n_left} gone, {n_as_before} as before"));
    }
    let (documents, groups) = (count(summary.n_documents, "document"), count(summary.n_groups, "group"));
    say(format_args!("{documents}, {groups} of duplicates, {} to leave out", summary.n_left_out));
    if !summary.contained.is_empty() {
        let n = summary.contained.len();
        let (contained, stand, are) = (count(n, "document"), stand(n), if n == 1 { "is" } else { "are" });
        say(format_args!("{contained} {stand} nearly whole in others, and {are} kept"));
    }
}
