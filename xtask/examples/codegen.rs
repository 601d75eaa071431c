//! `cargo xtask codegen`: files that are written from the code.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person at a terminal")]

use std::{
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use unchaff_driver::{category_of, pack_schema, rule, rule_ids, rule_page, rule_summary};

/// A file, from the top of the repository, and what is to stand in it.
type Generated = (&'static str, fn() -> String);

const FILES: &[Generated] = &[
    ("docs/rules.md", rules_page),               // all rules in one page
    ("docs/rule-pack.schema.json", pack_schema), // what editors check packs with
    ("docs/unchaff.schema.json", config_schema), // what editors check configurations with
];

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<String>>()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Writes the files, or compares them.
fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    match args {
        [] => {
            for (name, content) in FILES {
                let path = root().join(name);
                fs::create_dir_all(path.parent().expect("a file in a folder"))
                    .and_then(|()| fs::write(&path, content()))
                    .with_context(|| format!("cannot write {}", path.display()))?;
                println!("wrote {name}");
            }
            Ok(ExitCode::SUCCESS)
        }
        [it] if it == "--check" => {
            let mut code = ExitCode::SUCCESS;
            for (name, content) in FILES {
                let path = root().join(name);
                let found = match fs::read_to_string(&path) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
                    it => it.with_context(|| format!("cannot read {}", path.display()))?,
                };
                if found == content() {
                    println!("{name} is up to date");
                } else {
                    println!("{name} is not what the code says: run `cargo xtask codegen`");
                    code = ExitCode::FAILURE;
                }
            }
            Ok(code)
        }
        _ => bail!("codegen takes no argument but `--check`"),
    }
}

fn config_schema() -> String {
    serde_json::to_string_pretty(&unchaff::config_schema()).expect("a schema is plain data") + "\n"
}

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_path_buf()
}

fn rules_page() -> String {
    let mut page = String::from(
        "<!-- Written by `cargo xtask codegen`. Change the pages in crates/boilerplate/src/rules/ \
         and crates/page/src/page_chrome.md instead. -->\n\n\
         # Rules\n\n\
         Every rule by name. `unchaff explain RULE` prints its page; `--select` and `--ignore` take names of rules\n\
         and of categories. Safe edits are made without asking, Unsafe ones only with `--unsafe`; each page says\n\
         which are which.\n\n\
         | rule | category | what it finds | since |\n\
         |---|---|---|---|\n",
    );
    for id in rule_ids() {
        // The rule for whole pages is as old as the program.
        let since = rule(id.as_str()).map_or("0.1.0", |it| it.since);
        let (category, summary) = (category_of(&id), rule_summary(&id).unwrap_or_default());
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| [{id}](#{id}) | {category} | {summary} | {since} |");
    }
    for explanation in rule_ids().iter().filter_map(|it| rule_page(it.as_str())) {
        page.push('\n');
        page.push_str(&one_level_down(explanation));
    }
    page
}

/// The page with every heading one level deeper. Lines in fences are left alone.
fn one_level_down(page: &str) -> String {
    let mut shifted = String::with_capacity(page.len() + 8);
    let mut fence: Option<&str> = None;
    for line in page.split_inclusive('\n') {
        let mark = &line[..line.len() - line.trim_start_matches(['`', '~']).len()];
        match fence {
            None if mark.len() >= 3 => fence = Some(mark),
            Some(open) if mark.starts_with(open) && line.trim_end() == mark => fence = None,
            None if line.starts_with('#') => shifted.push('#'),
            _ => {}
        }
        shifted.push_str(line);
    }
    shifted
}

#[cfg(test)]
mod tests {
    use unchaff_driver::{CleanOptions, Format, clean};

    use super::*;

    #[test]
    fn headings_go_down_and_examples_stay() {
        let page = "# a\n\n~~~~md before\n# kept\n```\n# kept\n~~~~\n\n## b\n\n```\n# kept\n```\n## c";
        let expected = "## a\n\n~~~~md before\n# kept\n```\n# kept\n~~~~\n\n### b\n\n```\n# kept\n```\n### c";
        assert_eq!(one_level_down(page), expected);
    }

    /// Not generated, but shown to everybody: the post at the top of the README.
    #[test]
    fn the_readme_shows_what_the_program_does() {
        let readme = fs::read_to_string(root().join("README.md")).expect("the README");
        let posts: Vec<&str> =
            readme.split("````").skip(1).step_by(2).filter_map(|it| it.strip_prefix("markdown\n")).collect();
        let [before, after] = posts[..] else { panic!("the README shows a post before and after") };
        let cleaned = clean(before.as_bytes(), Format::Markdown, &CleanOptions::default());
        assert_eq!(String::from_utf8_lossy(&cleaned.output), after);
    }
}
