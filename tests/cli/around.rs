//! What stands around the program: help, manual, completions, hooks, the action, captures in the README.

use std::{path::Path, process::Command};

use serde_yaml::Value;

use crate::{
    cli::{CLEANED, Case, DIRTY, Folder, Run, check},
    corpus::workspace,
};

/// What `unchaff` prints on a terminal of so many columns.
fn printed(args: &str, columns: &str) -> String {
    let folder = Folder::with(&[]);
    let output = folder.command(args).env("COLUMNS", columns).output().expect("the binary");
    assert!(output.status.success(), "unchaff {args}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The commands that a page of help lists.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|it| *it != "Commands:").skip(1).take_while(|it| it.starts_with("  "));
    lines.filter_map(|it| it.split_whitespace().next()).map(str::to_string).collect()
}

#[test]
fn help_fits_a_screen() {
    for columns in ["80", "100"] {
        let help = printed("--help", columns);
        let n_columns: usize = columns.parse().expect("a number");
        assert!(help.lines().count() <= 24, "{} lines:\n{help}", help.lines().count());
        assert!(help.lines().all(|it| it.chars().count() <= n_columns), "{help}");
        assert_eq!(help, printed("-h", columns));
    }
}

#[test]
fn every_command_has_help_completions_and_a_page_of_the_manual() {
    let commands = listed(&printed("--help", "100"));
    assert!(commands.len() > 10, "{commands:?}");
    let scripts = ["bash", "elvish", "fish", "powershell", "zsh"].map(|it| printed(&format!("completions {it}"), "80"));
    let manual = Folder::with(&[]);
    manual.run(&Run { args: "man --out pages", stderr: &["pages"], ..Run::default() });
    let pages = manual.files_in("pages");
    assert_eq!(String::from_utf8_lossy(&pages[Path::new("unchaff.1")]), printed("man", "80"));
    for command in &commands {
        assert!(printed(&format!("help {command}"), "80").contains("\nExamples:\n  unchaff "), "{command}");
        assert!(scripts.iter().all(|it| it.contains(command.as_str())), "{command} is not completed everywhere");
        let page = &pages[Path::new(&format!("unchaff-{command}.1"))];
        let page = String::from_utf8_lossy(page);
        assert_eq!(page, printed(&format!("man {}", command.to_uppercase()), "80"));
        assert!(page.contains(".SH EXAMPLES") && page.contains(".SH SYNOPSIS"), "{page}");
    }
    let page = String::from_utf8_lossy(&pages[Path::new("unchaff-front-matter-set.1")]);
    assert_eq!(page, printed("man front-matter set", "80"));
}

#[test]
fn what_cannot_be_printed_or_written_is_told() {
    for (args, hint) in [
        ("completions tcsh", "[possible values: bash, elvish, fish, powershell, zsh]"),
        ("man --out page.txt", "page.txt: cannot make the folder"),
        ("man clen", "there is no command `unchaff clen`: did you mean `clean`?"),
        ("man front-matter sett", "there is no command `unchaff front-matter sett`: did you mean `set`?"),
        ("man clean posts", "there is no command `unchaff clean posts`: `unchaff clean --help` lists"),
        ("man clean --out pages", "cannot be used with '--out <DIR>'"),
    ] {
        check(&Case {
            files: &[("page.txt", "Not a folder.\n")],
            runs: &[Run { args, exit: 2, stderr: &[hint], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn hooks_do_what_they_say() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks = hooks.as_sequence().expect("a list of hooks");
    let ids: Vec<&str> = hooks.iter().map(|it| text(&it["id"])).collect();
    assert_eq!(ids, ["unchaff", "unchaff-fix"]);
    for hook in hooks {
        // pre-commit runs the entry, then the arguments, then the names of the files.
        let entry = text(&hook["entry"]).strip_prefix("unchaff ").expect("a run of unchaff");
        let args = hook["args"].as_sequence().expect("arguments").iter().map(text);
        let files = ["posts/dirty.md", "posts/clean.md", "posts/LICENSE"];
        let args = [entry].into_iter().chain(args).chain(files).collect::<Vec<_>>().join(" ");
        let folder = Folder::with(&[(files[0], DIRTY), (files[1], CLEANED), (files[2], "As you like.\n")]);
        let writes = text(&hook["id"]) == "unchaff-fix";
        folder.run(&Run { args: &args, exit: if writes { 0 } else { 1 }, ..Run::default() });
        let after = if writes { CLEANED } else { DIRTY };
        assert_eq!(String::from_utf8_lossy(&folder.read(files[0])), after, "after unchaff {args}");
        assert_eq!(folder.read(files[2]), b"As you like.\n");
    }
}

#[test]
fn the_action_annotates() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_sequence().expect("steps");
    let step = steps.iter().find(|it| text(&it["name"]) == "Check").expect("a step that checks");
    let folder = Folder::with(&[("posts/a b.md", DIRTY), ("layout.html", "<p>{{ content }}</p>\n")]);
    let binary = Path::new(env!("CARGO_BIN_EXE_unchaff")).parent().expect("a folder");
    let path = std::env::join_paths(
        [binary.to_path_buf()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut bash = Command::new("bash");
    bash.args(["-e", "-c", text(&step["run"])]).current_dir(folder.path("")).env("PATH", path.expect("folders"));
    bash.env("UNCHAFF_CACHE_DIR", folder.1.path());
    for (name, value) in step["env"].as_mapping().expect("an environment") {
        // `${{ inputs.paths }}`
        let input = text(value).trim_start_matches("${{ inputs.").trim_end_matches(" }}");
        bash.env(text(name), text(&action["inputs"][input]["default"]));
    }
    let output = match bash.output() {
        Ok(it) => it,
        Err(error) => return skipped(&format!("no bash: {error}")),
    };
    let annotations = String::from_utf8_lossy(&output.stdout);
    let said = format!("{annotations}{}", String::from_utf8_lossy(&output.stderr));
    assert!(annotations.starts_with("::warning file=posts/a b.md,line=3,"), "{said}");
    assert_eq!((annotations.lines().count(), output.status.code()), (1, Some(1)), "{said}");
}

#[test]
fn captures_in_the_readme_are_true() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("the README");
    let captures: Vec<&str> = readme.split("<!-- capture -->\n\n```console\n").skip(1).collect();
    assert!(!captures.is_empty(), "the README shows no capture");
    for capture in captures {
        let capture = capture.split_once("```\n").expect("a fence ends").0;
        let (command, expected) = capture.split_once('\n').expect("a command and what it prints");
        let args = command.strip_prefix("$ unchaff ").expect("a run of unchaff");
        let output = Folder::with(&[]).command(args).current_dir(workspace()).output().expect("the binary");
        let printed = String::from_utf8_lossy(&output.stdout);
        // On a terminal what it says about the run comes last.
        let printed = format!("{printed}{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(printed, expected, "{command}: put this into the README");
    }
}

fn yaml(name: &str) -> Value {
    let text = std::fs::read_to_string(workspace().join(name)).expect("a file of the repository");
    serde_yaml::from_str(&text).unwrap_or_else(|it| panic!("{name}: {it}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is no text"))
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn skipped(why: &str) {
    eprintln!("SKIPPED: {why}");
}
