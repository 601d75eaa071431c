//! `unchaff front-matter`

use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
};

use unchaff_driver::{
    FileError, HeaderEdit, HeaderError, HeaderValue, Lines, harmless, has_hexo_header, header_findings, header_json,
    header_value, rewrite, with_header_value, without_header_key,
};

use crate::{
    args::{FrontMatter, HeaderFlags},
    commands::{complain, count, say, say_waiting},
    failure::Failure,
    status::ExitStatus,
};

/// Reads, edits or checks the headers of single files.
pub(crate) fn run(args: &FrontMatter) -> Result<ExitStatus, Failure> {
    match args {
        FrontMatter::Get { file, key: None, flags, .. } => {
            let source = read(file)?;
            let answer = header_json(&source, flags.options());
            say_if_hexo(file, &source, flags);
            let status = if answer["format"] == "error" { ExitStatus::Failed } else { ExitStatus::Done };
            writeln!(std::io::stdout(), "{answer:#}")?;
            Ok(status)
        }
        FrontMatter::Get { file, key: Some(key), raw, flags } => {
            let source = read(file)?;
            let value = header_value(&source, key, flags.options()).map_err(|it| named(file, &source, flags, &it))?;
            match value.as_str() {
                Some(text) if *raw => writeln!(std::io::stdout(), "{text}")?,
                _ => writeln!(std::io::stdout(), "{value}")?,
            }
            Ok(ExitStatus::Done)
        }
        FrontMatter::Set { file, key, value, json, flags } => {
            let value = match json {
                false => HeaderValue::Text(value.clone()),
                true => HeaderValue::Json(
                    value.parse().map_err(|it| format!("VALUE is no JSON: {it} (leave --json away for text)"))?,
                ),
            };
            edit(file, flags, |source| with_header_value(source, key, &value, flags.options()))
        }
        FrontMatter::Remove { file, key, flags } => {
            edit(file, flags, |source| without_header_key(source, key, flags.options()))
        }
        FrontMatter::Check { files, flags } => check(files, flags),
    }
}

/// Edits a file in place; what came on standard input goes to standard output.
fn edit(
    file: &Path,
    flags: &HeaderFlags,
    change: impl FnOnce(&[u8]) -> Result<HeaderEdit, HeaderError>,
) -> Result<ExitStatus, Failure> {
    let old = read(file)?;
    let edit = change(&old).map_err(|it| named(file, &old, flags, &it))?;
    if is_stdin(file) {
        std::io::stdout().lock().write_all(&edit.output)?;
    } else {
        rewrite(file, &old, &edit.output, say_waiting)?;
    }
    for note in edit.notes {
        say(format_args!("{}: {}", harmless(&file.display().to_string()), harmless(&note)));
    }
    Ok(ExitStatus::Done)
}

fn check(files: &[PathBuf], flags: &HeaderFlags) -> Result<ExitStatus, Failure> {
    let mut errors: Vec<FileError> = Vec::new();
    let mut n_findings = 0;
    for file in files {
        let source = match read(file) {
            Ok(it) => it,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        say_if_hexo(file, &source, flags);
        let lines = Lines::new(&source);
        for finding in header_findings(&source, flags.options()) {
            let (line, column) = lines.place(finding.offset);
            let name = harmless(&file.display().to_string());
            writeln!(anstream::stdout(), "{name}:{line}:{column}: {}", harmless(&finding.message))?;
            n_findings += 1;
        }
    }
    say(format_args!("{} checked, {}", count(files.len() - errors.len(), "file"), count(n_findings, "finding")));
    Ok(match complain(&errors) {
        ExitStatus::Done if n_findings > 0 => ExitStatus::Found,
        status => status,
    })
}

fn read(file: &Path) -> Result<Vec<u8>, FileError> {
    if !is_stdin(file) {
        return unchaff_driver::read(file);
    }
    let mut source = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut source);
    read.map(|_| source).map_err(|it| FileError::new(file, format!("cannot read standard input: {it}")))
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// What helps where a header is taken for text.
const ONLY_HEXO: &str = "the header is one that only Hexo reads: `--dialect hexo`";

fn say_if_hexo(file: &Path, source: &[u8], flags: &HeaderFlags) {
    if has_hexo_header(source, flags.options().dialect) {
        say(format_args!("{}: {ONLY_HEXO}", harmless(&file.display().to_string())));
    }
}

/// `file:line:column: message`, where there is a place.
fn named(file: &Path, source: &[u8], flags: &HeaderFlags, error: &HeaderError) -> Failure {
    let name = harmless(&file.display().to_string());
    let words = match error {
        HeaderError::Unreadable(error) => format!(
            "{name}:{}:{}: {} (`--tolerant` mends it first, if it can)",
            error.line, error.column, error.message
        ),
        error if has_hexo_header(source, flags.options().dialect) => format!("{name}: {error} ({ONLY_HEXO})"),
        error => format!("{name}: {error}"),
    };
    words.into()
}
