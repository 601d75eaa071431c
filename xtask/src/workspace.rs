//! The workspace, and programs that run in it.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, ExitStatus, Stdio},
};

use anyhow::{Context, ensure};

/// The top of the repository, wherever we were called.
pub(crate) fn root() -> PathBuf {
    // Cargo sets the variable when it runs us; a binary that was copied away remembers where it was built.
    let ours = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&ours).parent().expect("xtask lies in the workspace").to_path_buf()
}

/// The cargo that called us, for work on the whole workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root());
    command
}

/// The names of the workspace's packages.
pub(crate) fn crates() -> anyhow::Result<Vec<String>> {
    let mut names = vec!["xtask".to_string()];
    for folder in fs::read_dir(root().join("crates"))? {
        let manifest = folder?.path().join("Cargo.toml");
        let text = fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
        let name = text.lines().find_map(|it| it.strip_prefix("name = \"")?.strip_suffix('"'));
        names.push(name.with_context(|| format!("{} names no package", manifest.display()))?.to_string());
    }
    names.sort();
    Ok(names)
}

/// Builds `unchaff` for speed and returns the command that runs it where the caller is.
pub(crate) fn unchaff() -> anyhow::Result<Command> {
    let what = ["--release", "--locked", "--package", "unchaff", "--bin", "unchaff"];
    let built = status(cargo().arg("build").args(what))?;
    ensure!(built.success(), "unchaff could not be built");
    // Cargo knows where it put the binary, whatever the settings are.
    let mut command = cargo();
    command.current_dir(env::current_dir().context("cannot tell the current folder")?);
    command.args(["run", "--quiet", "--manifest-path"]).arg(root().join("Cargo.toml")).args(what).arg("--");
    Ok(command)
}

/// Builds a program with a profile and tells where it is: to be run without cargo, whose own time would count.
pub(crate) fn executable(manifest: &str, target: [&str; 2], profile: &str) -> anyhow::Result<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--locked", "--message-format", "json-render-diagnostics"]);
    command.args(["--profile", profile, "--manifest-path", manifest]).args(target).stderr(Stdio::inherit());
    let built = command.output().context("cannot run cargo")?;
    ensure!(built.status.success(), "{} of {manifest} could not be built", target[1]);
    let messages = String::from_utf8(built.stdout)?;
    let path = messages.lines().filter_map(|it| it.split_once("\"executable\":\"")?.1.split_once('"')).next_back();
    // On Windows the path has backslashes, which JSON doubles.
    Ok(path.context("cargo tells where it put the program")?.0.replace("\\\\", "\\").into())
}

/// The program that writes generated files. It knows the rules and is therefore no part of this one.
pub(crate) fn codegen() -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "--locked", "--package", "xtask", "--example", "codegen", "--"]);
    command
}

/// The program that makes labelled duplicates, to be run where the caller is. It reads JSON Lines and is therefore no
/// part of this one.
pub(crate) fn dedup_corpus() -> anyhow::Result<Command> {
    let mut command = cargo();
    command.current_dir(env::current_dir().context("cannot tell the current folder")?);
    command.args(["run", "--release", "--quiet", "--locked", "--manifest-path"]).arg(root().join("Cargo.toml"));
    command.args(["--package", "xtask", "--example", "dedup_corpus", "--"]);
    Ok(command)
}

/// Runs a program to its end.
pub(crate) fn status(command: &mut Command) -> anyhow::Result<ExitStatus> {
    let program = command.get_program().to_os_string();
    command.status().with_context(|| format!("cannot run {}: is it installed?", program.display()))
}

/// Runs a program to its end and passes its exit code on.
pub(crate) fn finish(command: &mut Command) -> anyhow::Result<ExitCode> {
    let code = status(command)?.code().and_then(|it| u8::try_from(it).ok());
    Ok(code.map_or(ExitCode::from(2), ExitCode::from))
}
