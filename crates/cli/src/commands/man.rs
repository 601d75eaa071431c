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
use unchaff_driver::FileError;

use crate::{
    args,
    commands::{count, say},
    failure::Failure,
    status::ExitStatus,
};

/// Prints the page of the program, or writes those of all commands into a folder.
pub(crate) fn run(out: Option<&Path>) -> Result<ExitStatus, Failure> {
    let command = args::command();
    let Some(folder) = out else {
        anstream::stdout().into_inner().lock().write_all(&page(&command))?;
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
