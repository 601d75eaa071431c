//! `unchaff dedup --explain`

use std::{io::Write, path::Path};

use unchaff_driver::{
    CleanOptions, Compare, CompareOptions, FileError, Kind, PairExplanation, PassagePlace, Record, Verdict,
    explain_pair, explain_records, harmless,
};
use unchaff_records::{formats, is_many};

use crate::{
    args::{Dedup, GroupFormat},
    commands::count,
    config::{Configured, Flags},
    failure::Failure,
    status::ExitStatus,
};

/// Tells why two documents are duplicates, or are not: two files, or two records of the files that are given.
pub(crate) fn run(names: [&Path; 2], args: &Dedup) -> Result<ExitStatus, Failure> {
    let explained = match args.files.paths.is_empty() {
        true => files(names, args)?,
        false => records(names, args)?,
    };
    let names = names.map(|it| it.display().to_string());
    let text = match args.format {
        GroupFormat::Jsonl => format!("{}\n", explained.to_json([&names[0], &names[1]])),
        GroupFormat::Tsv => words(&explained, &names.map(|it| harmless(&it))),
    };
    anstream::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitStatus::Done)
}

fn files(paths: [&Path; 2], args: &Dedup) -> Result<PairExplanation, Failure> {
    let options = [cleaning(Some(paths[0]), args)?, cleaning(Some(paths[1]), args)?];
    let most = args.files.max_file_size.bytes;
    let sources = [unchaff_driver::read(paths[0], most)?, unchaff_driver::read(paths[1], most)?];
    let formats = paths.map(|it| Kind::of_path(it).unwrap_or(Kind::Text).into());
    let explained = explain_pair([&sources[0], &sources[1]], formats, options.each_ref(), &args.preset.into());
    Ok(explained.map_err(|it| FileError::new(paths[it.document], it.to_string()))?)
}

fn records(ids: [&Path; 2], args: &Dedup) -> Result<PairExplanation, Failure> {
    let mut found: [Option<Record>; 2] = [None, None];
    for path in &args.files.paths {
        if !is_many(path) {
            let path = path.display();
            return Err(format!("{path}: has no records: give A and B alone, if they are files").into());
        }
        // What is wrong with other records does not matter here.
        for record in (formats().open)(path, &args.fields())?.flatten() {
            for (found, id) in found.iter_mut().zip(ids) {
                if found.is_none() && Some(record.id.as_str()) == id.to_str() {
                    *found = Some(record.clone());
                }
            }
        }
    }
    let found = |at: usize| {
        found[at].as_ref().ok_or_else(|| {
            format!("no record has the id `{}`: --id-field names the key that holds ids", ids[at].display())
        })
    };
    let options = cleaning(None, args)?;
    let compare = Compare {
        clean: args.clean.then(|| options.clone().into()),
        reading: options.into(),
        options: CompareOptions { parameters: args.preset.into(), ..CompareOptions::default() },
        ..Compare::default()
    };
    let explained = explain_records([found(0)?, found(1)?], &compare);
    Ok(explained.map_err(|it| FileError::new(ids[it.document], it.to_string()))?)
}

/// How a file, or a record, is read: cleaned, if that is asked for.
fn cleaning(path: Option<&Path>, args: &Dedup) -> Result<CleanOptions, Failure> {
    let flags = Flags { rules: &args.rules, budget: None, has_include: false };
    let configured = Configured::of_file(path, flags)?;
    let options = configured.options();
    Ok(match args.clean {
        true => options.clone(),
        false => options.without_rules(),
    })
}

/// The verdict and why, the scores, the longest passages.
fn words(explained: &PairExplanation, names: &[String; 2]) -> String {
    let [one, other] = names;
    let verdict = match explained.verdict {
        Verdict::Exact => format!("{one} and {other} are exact duplicates"),
        Verdict::Near => format!("{one} and {other} are near duplicates"),
        Verdict::Contains => format!("{one} contains {other}"),
        Verdict::IsContained => format!("{other} contains {one}"),
        Verdict::Different => format!("{one} and {other} are no duplicates"),
    };
    let mut text = format!("{verdict}: {}\n\n", explained.reason);
    for ((name, n_tokens), part) in names.iter().zip(explained.n_tokens).zip(explained.contained_percents()) {
        text.push_str(&format!("{name}: {}, {part} of it in the other\n", count(n_tokens, "word")));
    }
    if explained.passages.is_empty() {
        text.push_str("\nno passage of eight words or more in common\n");
        return text;
    }
    let n_left_out = explained.n_passages - explained.passages.len();
    let passages = count(explained.n_passages, "passage");
    text.push_str(&match n_left_out {
        0 => format!("\n{passages} of eight words or more in common:\n"),
        _ => format!("\n{passages} of eight words or more in common, the longest of them:\n"),
    });
    for passage in &explained.passages {
        text.push_str(&format!("\n{}\n", count(passage.n_tokens, "word")));
        for (PassagePlace { line, column, text: words, .. }, name) in passage.places.iter().zip(names) {
            text.push_str(&format!("  {name}:{line}:{column}: {}\n", beginning(words)));
        }
    }
    text
}

/// What is shown of a passage, in characters.
const SHOWN: usize = 100;

/// The beginning of a passage, on one line.
fn beginning(text: &str) -> String {
    // Far more than what is shown, unless it is blanks.
    let start: String = text.chars().take(10 * SHOWN).collect();
    let line = start.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_cut = line.chars().count() > SHOWN || start.len() < text.len();
    let shown: String = line.chars().take(SHOWN).collect();
    harmless(&if is_cut { shown + "…" } else { shown })
}
