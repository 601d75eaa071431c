//! `cargo xtask clean`

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};

use crate::workspace;

/// Options of `unchaff clean` whose next argument is a value and no path.
const OPTIONS_WITH_VALUE: &[&str] = &[
    "--adblock-list",
    "--base-url",
    "--budget",
    "--config",
    "--decisions",
    "--duplicates",
    "--exclude",
    "--extend-select",
    "--ignore",
    "--include",
    "--kind",
    "--ledger",
    "--out",
    "--rules",
    "--select",
    "--stdin-filename",
    "--threads",
    "--to",
];

/// Runs `unchaff clean`; on our own seeds if no path is given.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    if has_path(args) || has(args, "--help") || has(args, "-h") {
        return workspace::finish(workspace::unchaff()?.arg("clean").args(args));
    }
    if has(args, "--write") {
        bail!("`--write` needs a path: the seeds must stay as they are");
    }
    let mut command = workspace::unchaff()?;
    // Our own arguments stand first: those of the user may end in `--`.
    command.arg("clean").arg(from_here(workspace::root().join("seeds/posts"))?);
    if !has(args, "--diff") {
        command.arg("--diff");
    }
    if has(args, "--out") {
        return workspace::finish(command.args(args));
    }
    let out = workspace::root().join("target/clean");
    remove(&out)?;
    let out = from_here(out)?;
    let code = workspace::finish(command.arg("--out").arg(&out).args(args))?;
    if code == ExitCode::SUCCESS {
        println!("\nthe cleaned documents are in {}", out.display());
    }
    Ok(code)
}

/// Removes a folder of output; none is fine too.
pub(crate) fn remove(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// The path as somebody here would write it.
fn from_here(path: PathBuf) -> anyhow::Result<PathBuf> {
    let here = env::current_dir().context("cannot tell the current folder")?;
    Ok(path.strip_prefix(here).map(Path::to_path_buf).unwrap_or(path))
}

fn has(args: &[OsString], option: &str) -> bool {
    args.iter().any(|it| {
        let it = it.to_string_lossy();
        it == option || it.strip_prefix(option).is_some_and(|it| it.starts_with('='))
    })
}

/// Whether one of the arguments is a path, and not an option or the value of one.
fn has_path(args: &[OsString]) -> bool {
    let mut args = args.iter().map(|it| it.to_string_lossy());
    while let Some(arg) = args.next() {
        if arg == "--" {
            return args.next().is_some();
        }
        if OPTIONS_WITH_VALUE.contains(&arg.as_ref()) {
            args.next();
        } else if arg == "-" || !arg.starts_with('-') {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: bool) {
        let args: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        assert_eq!(has_path(&args), expected, "{line:?}");
    }

    #[test]
    fn values_of_options_are_no_paths() {
        check("", false);
        check("--unsafe", false);
        check("--select advert --out target/x --threads=2", false);
        check("--unsafe --", false);
    }

    #[test]
    fn everything_else_is_a_path() {
        check("posts", true);
        check("--out target/x posts", true);
        check("--unsafe -", true);
        check("-- --odd-name", true);
    }
}
