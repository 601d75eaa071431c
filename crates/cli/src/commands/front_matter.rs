//! `unchaff front-matter`

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
};

use unchaff_driver::{
    FileError, HeaderEdit, HeaderError, HeaderOptions, HeaderValue, Inputs, Lines, harmless, has_hexo_header,
    header_findings, header_json, header_value, rewrite, with_header_value, without_header_key,
};

use crate::{
    args::{FrontMatter, HeaderFlags},
    commands::{complain, count, say, say_hexo_headers, say_left_alone, say_waiting},
    config::HeaderConfigs,
    failure::Failure,
    status::ExitStatus,
};

/// Reads, edits or checks the headers of single files.
pub(crate) fn run(args: &FrontMatter) -> Result<ExitStatus, Failure> {
    match args {
        FrontMatter::Get { file, key: None, flags, .. } => {
            let (source, options) = (read(file, flags)?, options(file, flags)?);
            let answer = header_json(&source, options);
            if has_hexo_header(&source, options.dialect) {
                say(format_args!("{}: {ONLY_HEXO}", shown(file)));
            }
            let status = if answer["format"] == "error" { ExitStatus::Failed } else { ExitStatus::Done };
            writeln!(std::io::stdout(), "{answer:#}")?;
            Ok(status)
        }
        FrontMatter::Get { file, key: Some(key), raw, flags } => {
            let (source, options) = (read(file, flags)?, options(file, flags)?);
            let value = header_value(&source, key, options).map_err(|it| named(file, &source, options, &it))?;
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
            edit(file, flags, |source, options| with_header_value(source, key, &value, options))
        }
        FrontMatter::Remove { file, key, flags } => {
            edit(file, flags, |source, options| without_header_key(source, key, options))
        }
        FrontMatter::Check { paths, flags } => check(paths, flags),
    }
}

/// Edits a file in place; what came on standard input goes to standard output.
fn edit(
    file: &Path,
    flags: &HeaderFlags,
    change: impl FnOnce(&[u8], HeaderOptions) -> Result<HeaderEdit, HeaderError>,
) -> Result<ExitStatus, Failure> {
    let (old, options) = (read(file, flags)?, options(file, flags)?);
    let edit = change(&old, options).map_err(|it| named(file, &old, options, &it))?;
    if is_stdin(file) {
        std::io::stdout().lock().write_all(&edit.output)?;
    } else {
        rewrite(file, &old, &edit.output, say_waiting)?;
    }
    for note in edit.notes {
        say(format_args!("{}: {}", shown(file), harmless(&note)));
    }
    Ok(ExitStatus::Done)
}

/// Shows the findings in files, in those that are named and then in those of folders.
fn check(paths: &[PathBuf], flags: &HeaderFlags) -> Result<ExitStatus, Failure> {
    let mut configs = HeaderConfigs::new(&flags.config, flags.dialect)?;
    let (folders, mut files): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|it| it.is_dir());
    let named: BTreeSet<PathBuf> = files.iter().filter_map(|it| it.canonicalize().ok()).collect();
    let mut inputs = Inputs::find(&folders, &[], &[])?;
    inputs.documents.retain(|it| !named.contains(&it.file));
    for input in &inputs.documents {
        match configs.leave_alone(input, &inputs.places)? {
            true => inputs.n_excluded += 1,
            false => files.push(input.path.clone()),
        }
    }
    if !folders.is_empty() {
        say_left_alone(&inputs);
    }
    let mut errors: Vec<FileError> = inputs.errors;
    let (mut n_checked, mut n_findings, mut only_hexo) = (0, 0, Vec::new());
    for file in &files {
        let source = match read(file, flags) {
            Ok(it) => it,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        n_checked += 1;
        let dialect = configs.dialect(named_file(file))?;
        if has_hexo_header(&source, dialect) {
            only_hexo.push(file);
        }
        let lines = Lines::new(&source);
        for finding in header_findings(&source, HeaderOptions { dialect, tolerant: flags.tolerant }) {
            let (line, column) = lines.place(finding.offset);
            writeln!(anstream::stdout(), "{}:{line}:{column}: {}", shown(file), harmless(&finding.message))?;
            n_findings += 1;
        }
    }
    let checked = count(n_checked, "file");
    match only_hexo[..] {
        [file] => say(format_args!("{}: {ONLY_HEXO}", shown(file))),
        _ => say_hexo_headers(only_hexo.len(), &checked),
    }
    say(format_args!("{checked} checked, {}", count(n_findings, "finding")));
    Ok(match complain(&errors) {
        ExitStatus::Done if n_findings > 0 => ExitStatus::Found,
        status => status,
    })
}

/// How the header of a file is read.
fn options(file: &Path, flags: &HeaderFlags) -> Result<HeaderOptions, Failure> {
    let dialect = HeaderConfigs::new(&flags.config, flags.dialect)?.dialect(named_file(file))?;
    Ok(HeaderOptions { dialect, tolerant: flags.tolerant })
}

fn read(file: &Path, flags: &HeaderFlags) -> Result<Vec<u8>, FileError> {
    let most = flags.max_file_size.bytes;
    match is_stdin(file) {
        true => unchaff_driver::read_within(std::io::stdin().lock(), Path::new("standard input"), most),
        false => unchaff_driver::read(file, most),
    }
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// The file, where it is one.
fn named_file(file: &Path) -> Option<&Path> {
    (!is_stdin(file)).then_some(file)
}

/// A path, as messages name it.
fn shown(file: &Path) -> String {
    harmless(&file.display().to_string())
}

/// What helps where a header is taken for text.
const ONLY_HEXO: &str = "the header is one that only Hexo reads: `--dialect hexo`";

/// `file:line:column: message`, where there is a place.
fn named(file: &Path, source: &[u8], options: HeaderOptions, error: &HeaderError) -> Failure {
    let name = shown(file);
    let words = match error {
        HeaderError::Unreadable(error) => format!(
            "{name}:{}:{}: {} (`--tolerant` mends it first, if it can)",
            error.line, error.column, error.message
        ),
        error if has_hexo_header(source, options.dialect) => format!("{name}: {error} ({ONLY_HEXO})"),
        error => format!("{name}: {error}"),
    };
    words.into()
}
