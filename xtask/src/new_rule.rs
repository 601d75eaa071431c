//! `cargo xtask new-rule`

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail, ensure};

use crate::workspace;

const MODULES: &str = "crates/boilerplate/src/rules.rs";
const CATEGORIES: &str = "crates/boilerplate/src/rule.rs";
const REGISTRY: &str = "crates/boilerplate/src/registry.rs";

/// Writes the skeleton of a rule and registers it.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let [name] = args else { bail!("new-rule takes the name of the rule, such as `cookie-banner`") };
    let name = name.to_string_lossy();
    check_name(&name)?;
    let root = workspace::root();
    if read(&root, CATEGORIES)?.contains(&format!("=> {name:?}")) {
        bail!("`{name}` is a category: `--select {name}` could mean either, choose another name");
    }
    // Everything is made up before anything is written.
    let files = skeleton(&name);
    for (path, _) in &files {
        ensure!(!root.join(path).exists(), "{} exists already: choose another name", path.display());
    }
    let module = name.replace('-', "_");
    let lists = [
        (MODULES, insert(&read(&root, MODULES)?, "pub(crate) mod ", &module, ";")),
        (REGISTRY, insert(&read(&root, REGISTRY)?, "    &rules::", &module, "::RULE,")),
    ];
    for (path, list) in &lists {
        ensure!(list.is_some(), "{path} has no list of rules, or names `{module}` already");
    }

    for (path, text) in &files {
        write(&root.join(path), text)?;
        println!("wrote {}", path.display());
    }
    for (path, list) in lists {
        write(&root.join(path), &list.expect("looked at above"))?;
        println!("added {module} to {path}");
    }
    println!("\nthe rule works and is about nothing yet: a test fails until nothing says FIXME; read CONTRIBUTING.md");
    Ok(ExitCode::SUCCESS)
}

fn read(root: &Path, path: &str) -> anyhow::Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::create_dir_all(path.parent().expect("a file in a folder"))
        .and_then(|()| fs::write(path, text))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Refuses what cannot be the name of a rule and of a module.
fn check_name(name: &str) -> anyhow::Result<()> {
    let is_word = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase());
    ensure!(name.split('-').all(is_word), "`{name}` is no name of a rule: lower-case words with hyphens between");
    // Two words say more than one, and no keyword of Rust has a hyphen.
    ensure!(name.contains('-'), "`{name}` says too little: name the pattern in two words or more (`{name}-block`?)");
    Ok(())
}

/// Adds the line `{before}{name}{after}` to a list of such lines, at its place in alphabetical order.
///
/// `None` if there is no such list or the name stands in it.
fn insert(text: &str, before: &str, name: &str, after: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let entry = |line: &str| line.trim_end().strip_prefix(before)?.strip_suffix(after).map(str::to_string);
    let entries: Vec<(usize, String)> =
        lines.iter().enumerate().filter_map(|(index, line)| Some((index, entry(line)?))).collect();
    if entries.iter().any(|(_, it)| it == name) {
        return None;
    }
    let behind = entries.iter().find(|(_, it)| it.as_str() > name).map(|(index, _)| *index);
    let index = behind.or_else(|| entries.last().map(|(index, _)| index + 1))?;
    let (above, below) = lines.split_at(index);
    Some([&above.concat(), before, name, after, "\n", &below.concat()].concat())
}

/// The files of a new rule, from the top of the repository.
///
/// The skeleton is a rule that works: it finds one line and keeps the next. So each step from here can be seen in a
/// snapshot. Two tests fail until a person has done something: that of the snapshots, which are not there yet, and
/// that of the pages, which takes none that says FIXME.
fn skeleton(name: &str) -> [(PathBuf, String); 4] {
    let module = name.replace('-', "_");
    let fill = |template: &str| {
        template.replace("{name}", name).replace("{module}", &module).replace("{since}", env!("CARGO_PKG_VERSION"))
    };
    [
        (format!("crates/boilerplate/src/rules/{module}.rs"), fill(CODE)),
        (format!("crates/boilerplate/src/rules/{module}.md"), fill(PAGE)),
        (format!("seeds/rules/{name}/removes-example.md"), fill(REMOVES)),
        (format!("seeds/rules/{name}/keeps-example.md"), fill(KEEPS)),
    ]
    .map(|(path, text)| (PathBuf::from(path), text))
}

const CODE: &str = r#"//! FIXME: what it finds, as a noun.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId};

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("{name}"),
    phase: Phase::Structure,
    category: Category::Related, // FIXME: which one?
    summary: "lines that say FIXME",
    explanation: include_str!("{module}.md"),
    since: "{since}",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for block in &ctx.blocks {
        // In lists and tables a short line may be data.
        if !block.kind.is_paragraph() || !ctx.stands_alone(block) {
            continue;
        }
        // FIXME: the shape it looks for, and beside each guard the reason it exists.
        let text = ctx.reader_text(block);
        if text != "FIXME: boilerplate." {
            continue;
        }
        // FIXME: Safe only if shape and closed vocabulary leave no room for an author's sentence.
        claims.remove(block.span, Unsafe, Evidence::Phrase(text.into()));
    }
}
"#;

const PAGE: &str = "\
# {name}

FIXME: what it finds, in a sentence. Its edits are Unsafe and applied only with `--unsafe`.

## What it removes

FIXME: the exact conditions.

It is Unsafe because FIXME.

## Why

FIXME: where such text comes from, and whom it harms.

## Example

```md before
The author's first sentence.

FIXME: boilerplate.

The author's last sentence.
```

```md after
The author's first sentence.

The author's last sentence.
```

## What it keeps

- FIXME: the nearest innocent text, and why it stays.
";

const REMOVES: &str = "\
The author's first sentence.

FIXME: boilerplate.

The author's last sentence.
";

const KEEPS: &str = "\
The author's first sentence.

FIXME: boilerplate. And with it a thought of the author's.

The author's last sentence.
";

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "//! Rules.\n\nmod also_link;\nmod link_section;\n\nfn other() {}\n";

    fn check_insert(name: &str, expected: Option<&str>) {
        let inserted = insert(LIST, "mod ", name, ";");
        let list = inserted.map(|it| it.lines().filter_map(|it| it.strip_prefix("mod ")).collect::<String>());
        assert_eq!(list.as_deref(), expected);
    }

    #[test]
    fn entries_stay_sorted() {
        check_insert("ad_box", Some("ad_box;also_link;link_section;"));
        check_insert("cookie_banner", Some("also_link;cookie_banner;link_section;"));
        check_insert("link_section_title", Some("also_link;link_section;link_section_title;"));
        check_insert("video_box", Some("also_link;link_section;video_box;"));
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        let inserted = insert(LIST, "mod ", "video_box", ";").expect("a list");
        assert_eq!(inserted.replace("mod video_box;\n", ""), LIST);
    }

    #[test]
    fn an_entry_is_not_added_twice_nor_to_nothing() {
        check_insert("also_link", None);
        assert_eq!(insert("fn main() {}\n", "mod ", "a_b", ";"), None);
    }

    #[test]
    fn the_lists_of_the_repository_are_found() {
        let root = workspace::root();
        for (path, before, after) in [(MODULES, "pub(crate) mod ", ";"), (REGISTRY, "    &rules::", "::RULE,")] {
            let list = read(&root, path).expect("a file of the repository");
            assert!(insert(&list, before, "zz_zz", after).is_some(), "{path}");
            assert_eq!(insert(&list, before, "also_link", after), None, "{path}");
        }
    }

    #[test]
    fn names_are_words_with_hyphens() {
        for name in ["cookie-banner", "you-may-also-like"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in
            ["", "banner", "type", "Cookie-Banner", "cookie_banner", "-banner", "cookie--banner", "../x-y", "a-1"]
        {
            assert!(check_name(name).is_err(), "{name:?}");
        }
    }
}
