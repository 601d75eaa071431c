//! `unchaff explain`

use std::{io::Write, path::Path};

use unchaff_driver::{ADBLOCK_LIST, ADBLOCK_LIST_PAGE, PAGE_CHROME, PAGE_CHROME_PAGE, PackFile, harmless};

use crate::{
    args::{Budget, Rules},
    commands::explain_file::{self, Place},
    config::{Configured, Flags},
    failure::Failure,
    select::{pack_rule_named, packs_of, read_packs, unknown_rule},
    status::ExitStatus,
};

/// Prints the page of a rule, or why the blocks of a document stay or go.
pub(crate) fn run(subject: &str, rules: &Rules, budget: Budget) -> Result<ExitStatus, Failure> {
    // A pack that is broken is told, whatever is explained.
    read_packs(&rules.packs)?;
    // The name of a rule is one, whatever files there are: `./NAME` is the file.
    let page = match (page_of(subject), Place::find(subject)) {
        (Some(page), _) => page.to_string(),
        (None, Some(place)) => return explain_file::run(&place, rules, budget),
        (None, None) if Path::new(subject).is_dir() => {
            return Err(format!("{}: a folder: name a file, or a rule", harmless(subject)).into());
        }
        (None, None) if Place::is_named_by(subject) => {
            return Err(format!("{}: there is no such file", harmless(subject)).into());
        }
        (None, None) => {
            let flags = Flags { rules, budget: budget.percent, has_include: false };
            let here = Configured::of_file(None, flags)?;
            page_of_pack(subject, &packs_of(&here.groups()[0].settings)?)?
        }
    };
    write!(anstream::stdout().lock(), "{page}")?;
    Ok(ExitStatus::Done)
}

/// The page of a rule of the program.
fn page_of(name: &str) -> Option<&'static str> {
    if name == ADBLOCK_LIST.as_str() {
        return Some(ADBLOCK_LIST_PAGE);
    }
    if name == PAGE_CHROME.as_str() {
        return Some(PAGE_CHROME_PAGE);
    }
    unchaff_driver::rule(name).map(|it| it.explanation)
}

fn page_of_pack(name: &str, packs: &[PackFile]) -> Result<String, Failure> {
    if !name.contains('/') {
        return Err(unknown_rule(name));
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
