//! `cargo xtask bench-pages`

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::ensure;

use crate::{score, workspace};

/// Measures how fast the article of a page is found, beside parsers alone and beside dom_smoothie.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let corpus = score::corpus();
    let folders: Vec<OsString> = match args {
        [] => {
            ensure!(corpus.is_dir(), "expected a folder of .html and .md files");
            ["html/dev/pages", "markdown/dev/html2text"].map(|it| corpus.join(it).into_os_string()).into()
        }
        _ => args.to_vec(),
    };
    let program = workspace::executable("benches/Cargo.toml", ["--bin", "pages"], "release")?;
    for folder in folders {
        let code = workspace::finish(Command::new(&program).arg(folder))?;
        if code != ExitCode::SUCCESS {
            return Ok(code);
        }
    }
    Ok(ExitCode::SUCCESS)
}
