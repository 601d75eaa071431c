//! `unchaff man`

use std::{fs, io::Write, path::Path};

use clap::{
    Command,
    builder::{Resettable, StyledStr},
};
use clap_mangen::{
    Man,
    roff::{Roff, roman},
};
use unchaff_driver::{FileError, harmless};

use crate::{
    args,
    commands::{count, say},
    failure::Failure,
    status::ExitStatus,
    suggest::suggest,
};

/// Prints the page of the program or of a command, or writes those of all commands into a folder.
pub(crate) fn run(words: &[String], out: Option<&Path>) -> Result<ExitStatus, Failure> {
    let command = args::command();
    let Some(folder) = out else {
        anstream::stdout().into_inner().lock().write_all(&page(named(&command, words)?))?;
        return Ok(ExitStatus::Done);
    };
    fs::create_dir_all(folder).map_err(|it| FileError::new(folder, format!("cannot make the folder: {it}")))?;
    let mut n_pages = 0;
    let mut commands = vec![&command];
    while let Some(command) = commands.pop() {
        let path = folder.join(Man::new(command.clone()).get_filename());
        fs::write(&path, page(command)).map_err(|it| FileError::new(&path, format!("cannot write it: {it}")))?;
        n_pages += 1;
        commands.extend(command.get_subcommands().filter(|it| !it.is_hide_set()));
    }
    say(format_args!("wrote {} to {}", count(n_pages, "page"), folder.display()));
    Ok(ExitStatus::Done)
}

/// The command that words lead to, in capitals or not: `front-matter`, `set`.
fn named<'a>(program: &'a Command, words: &[String]) -> Result<&'a Command, Failure> {
    let mut command = program;
    for word in words.iter().flat_map(|it| it.split_whitespace()) {
        let word = word.to_lowercase();
        let known: Vec<&Command> = command.get_subcommands().filter(|it| it.get_name() != "help").collect();
        command = known.iter().find(|it| it.get_name() == word).ok_or_else(|| {
            let name = command.get_bin_name().unwrap_or(command.get_name());
            let hint = suggest(&word, known.iter().map(|it| it.get_name()))
                .map_or_else(|| format!("`{name} --help` lists those there are"), |it| format!("did you mean `{it}`?"));
            Failure::Message(format!("there is no command `{name} {}`: {hint}", harmless(&word)))
        })?;
    }
    Ok(command)
}

/// The page of a command. Examples keep their lines, which `clap_mangen` would fill.
fn page(command: &Command) -> Vec<u8> {
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let program = concat!("unchaff ", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone().after_help(Resettable::<StyledStr>::Reset)).source(program);
    let mut page = Vec::new();
    man.render(&mut page).expect("memory takes all");
    let lines: Vec<&str> = examples.lines().filter_map(|it| it.strip_prefix("  ")).collect();
    if lines.is_empty() {
        return page;
    }
    let mut section = Roff::new();
    section.control("SH", ["EXAMPLES"]).control("nf", []);
    for line in lines {
        section.text([roman(line)]);
    }
    section.control("fi", []);
    page.extend_from_slice(section.to_roff().as_bytes());
    page
}
