//! `cargo xtask walk`

use std::{
    env,
    ffi::OsString,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, bail, ensure};

use crate::{clean::remove, workspace};

const PAGE: &str = "CONTRIBUTING.md";
const HEADING: &str = "## A first walk";

/// Types what the page says.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let is_full = match args {
        [] => false,
        [it] if it == "--full" => true,
        _ => bail!("walk takes no argument but `--full`"),
    };
    Ok(if walk(is_full)? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Types the commands of the page, one after the other, in a copy of the working tree; `Ok(false)` if one did not end
/// as the page says.
pub(crate) fn walk(is_full: bool) -> anyhow::Result<bool> {
    let page = fs::read_to_string(workspace::root().join(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
    let steps = steps(&page);
    ensure!(!steps.is_empty(), "{PAGE} has no commands below `{HEADING}`");
    // Always the same place: what was built there once is not built again.
    let copy = workspace::root().join("target/walk/unchaff");
    let walked = type_all(&steps, &copy, is_full);
    forget_builds()?;
    walked
}

fn type_all(steps: &[Step<'_>], copy: &Path, is_full: bool) -> anyhow::Result<bool> {
    for step in steps {
        println!("$ {}", step.command);
        let status = match step.command {
            it if it.starts_with("git clone ") => {
                copy_tree(copy)?;
                continue;
            }
            it if it.starts_with("cd ") => continue,
            "cargo xtask clean" if !is_full => {
                println!("SKIPPED: it builds for speed; `cargo xtask walk --full` does it");
                continue;
            }
            // What goes wrong as it should would only look like a fault of ours.
            it if step.fails => shell(it, copy).output().context("cannot run sh: is it installed?")?.status,
            it => workspace::status(&mut shell(it, copy))?,
        };
        if status.success() == step.fails {
            println!("{PAGE} says that this {}", if step.fails { "fails" } else { "succeeds" });
            return Ok(false);
        }
    }
    Ok(true)
}

/// A line that somebody types.
struct Step<'a> {
    command: &'a str,
    /// Whether the page says so: `# fails, ...`
    fails: bool,
}

/// The lines with a prompt below the heading.
fn steps(page: &str) -> Vec<Step<'_>> {
    let section = page.split_once(&format!("\n{HEADING}\n")).map_or("", |it| it.1);
    let section = section.split("\n## ").next().unwrap_or_default();
    let typed = section.lines().filter_map(|it| it.strip_prefix("$ "));
    typed
        .map(|line| match line.split_once("  # ") {
            Some((command, says)) => Step { command: command.trim_end(), fails: says.starts_with("fails") },
            None => Step { command: line, fails: false },
        })
        .collect()
}

/// The command in the copy, by a person whom git does not know. What was built for this tree serves there too.
fn shell(line: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder);
    command.env(
        "CARGO_TARGET_DIR",
        env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| workspace::root().join("target").into()),
    );
    for (name, value) in [("NAME", "Newcomer"), ("EMAIL", "newcomer@example.com")] {
        command.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
    }
    // Nobody is there to leave a pager, and a machine for tests must not forbid new snapshots.
    command.env("GIT_PAGER", "cat").env_remove("INSTA_UPDATE").env_remove("CI");
    command
}

/// Removes what was built of the copy's own crates: to cargo it is what this tree gives, only newer.
fn forget_builds() -> anyhow::Result<()> {
    let mut command = workspace::cargo();
    command.args(["clean", "--quiet", "--profile", "dev"]);
    for name in workspace::crates()? {
        command.args(["--package", &name]);
    }
    ensure!(workspace::status(&mut command)?.success(), "cargo cannot clean");
    Ok(())
}

/// Makes a repository of one commit out of the working tree: what git knows of it, or would.
fn copy_tree(copy: &Path) -> anyhow::Result<()> {
    remove(copy)?;
    let root = workspace::root();
    let mut command = Command::new("git");
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&root);
    let output = command.output().context("cannot run git: is it installed?")?;
    ensure!(output.status.success(), "git cannot list the files of {}", root.display());
    let names = String::from_utf8(output.stdout).context("a file has a name that is not UTF-8")?;
    for name in names.split_terminator('\0') {
        let (from, to) = (root.join(name), copy.join(name));
        // Removed, but not yet for git.
        if !from.is_file() {
            continue;
        }
        fs::create_dir_all(to.parent().expect("a file in a folder"))
            .and_then(|()| fs::copy(&from, &to))
            .and_then(|_| fs::File::open(&to)?.set_modified(fs::metadata(&from)?.modified()?))
            .with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    }
    for line in ["git init --quiet", "git add --all", "git commit --quiet --message 'As it is'"] {
        ensure!(workspace::status(&mut shell(line, copy))?.success(), "`{line}` failed in {}", copy.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_the_lines_with_a_prompt() {
        let page = "# Page\n\n$ no\n\n## A first walk\n\n```console\n$ a b    # fails, and says so\nno\n$ c --d # e\n```\n\n## More\n\n$ no\n";
        let steps: Vec<_> = steps(page).into_iter().map(|it| (it.command, it.fails)).collect();
        assert_eq!(steps, [("a b", true), ("c --d # e", false)]);
    }

    #[test]
    fn the_page_leads_from_a_clone_to_a_commit() {
        let page = fs::read_to_string(workspace::root().join(PAGE)).expect("a file of the repository");
        let steps = steps(&page);
        let commands: Vec<&str> = steps.iter().map(|it| it.command).collect();
        assert!(commands[0].starts_with("git clone ") && commands[1].starts_with("cd "), "{commands:?}");
        assert!(commands.contains(&"cargo xtask clean"), "{commands:?}");
        assert!(commands.last().is_some_and(|it| it.starts_with("git commit ")), "{commands:?}");
        assert_eq!(steps.iter().filter(|it| it.fails).count(), 1);
    }
}
