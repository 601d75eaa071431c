//! `unchaff explain`

use std::{io::Write, path::Path};

use unchaff_driver::{PackFile, RuleId, category_of, harmless, rule_ids, rule_page};

use crate::{
    args::{Budget, MaxFileSize, Rules},
    commands::{
        count,
        explain_file::{self, Place},
        rules,
    },
    config::{Configured, Flags},
    failure::Failure,
    select::{pack_rule_named, packs_of, read_packs, unknown_name},
    status::ExitStatus,
};

/// Prints the page of a rule or category, or why the blocks of a document stay or go.
pub(crate) fn run(subject: &str, chosen: &Rules, budget: Budget, most: MaxFileSize) -> Result<ExitStatus, Failure> {
    // A pack that is broken is told, whatever is explained.
    read_packs(&chosen.packs)?;
    // The name of a rule or category is one, whatever files there are: `./NAME` is the file.
    let page = match (page_of(subject), Place::find(subject)) {
        (Some(page), _) => page,
        (None, Some(place)) => return explain_file::run(&place, chosen, budget, most),
        (None, None) if Path::new(subject).is_dir() => {
            return Err(format!("{}: a folder: name a file, or a rule", harmless(subject)).into());
        }
        (None, None) if Place::is_misread(subject) => {
            let expected = "expected FILE:LINE or FILE:LINE:COLUMN; lines and columns count from 1";
            return Err(format!("{}: {expected}", harmless(subject)).into());
        }
        (None, None) if Place::is_named_by(subject) => {
            return Err(format!("{}: there is no such file", harmless(subject)).into());
        }
        (None, None) => {
            let flags = Flags { rules: chosen, budget: budget.percent, has_include: false };
            let here = Configured::of_file(None, flags)?;
            page_of_pack(subject, &packs_of(&here.groups()[0].settings)?)?
        }
    };
    write!(anstream::stdout().lock(), "{page}")?;
    Ok(ExitStatus::Done)
}

/// The page of a rule of the program, or of a category. No two of them have one name.
fn page_of(name: &str) -> Option<String> {
    rule_page(name).map(str::to_string).or_else(|| page_of_category(name))
}

fn page_of_category(name: &str) -> Option<String> {
    let rules: Vec<RuleId> = rule_ids().into_iter().filter(|it| category_of(it) == name).collect();
    let lines: String = rules.iter().map(|it| rules::line(it) + "\n").collect();
    let first = rules.first()?;
    Some(page_of_group(name, "category", (rules.len(), first), &lines))
}

/// The page of a category or pack: its rules.
fn page_of_group(name: &str, what: &str, (n_rules, first): (usize, &RuleId), lines: &str) -> String {
    format!(
        "`{name}` is a {what} of {}:\n\n{lines}\n\
         `--select {name}` runs nothing else, `--ignore {name}` all but these. `unchaff explain {first}` tells more.\n",
        count(n_rules, "rule")
    )
}

fn page_of_pack(name: &str, packs: &[PackFile]) -> Result<String, Failure> {
    if let Some(PackFile { pack, .. }) = packs.iter().find(|it| it.pack.name == name) {
        let lines: String = pack.rules.iter().map(|it| rules::line_of_pack(it) + "\n").collect();
        return Ok(match pack.rules.first() {
            Some(first) => page_of_group(name, "pack", (pack.rules.len(), &first.id), &lines),
            None => format!("`{name}` is a pack without rules\n"),
        });
    }
    if !name.contains('/') {
        return Err(unknown_name(name, packs));
    }
    // Lines end the paragraphs of a page; nothing else in a pack may reach the terminal as it is.
    Ok(pack_rule_named(name, packs)?.explanation().split_inclusive('\n').map(harmless_line).collect())
}

fn harmless_line(line: &str) -> String {
    match line.strip_suffix('\n') {
        Some(it) => harmless(it) + "\n",
        None => harmless(line),
    }
}
