//! `--show-settings`

use std::{
    fmt::{Display, Write},
    path::PathBuf,
};

use toml_edit::Value;
use unchaff_driver::harmless;

use crate::config::{
    Configured, Named, Output, Setting, Settings,
    configured::Group,
    file::{ConfigFile, Step},
    origin::Origin,
};

/// So many documents are named that have the same settings.
const SHOWN: usize = 20;

/// All settings with their origins: once for documents that have the same. `output` tells the rest, where something
/// is written.
pub(crate) fn show(configured: &Configured, output: impl Fn(&Group) -> Option<Output>) -> String {
    let mut text = String::new();
    for group in configured.groups() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&head(group));
        let file = configured.file(group);
        let name = file.map_or("none".to_string(), |it| it.name.clone());
        line(&mut text, "# configuration", name, None::<&str>);
        let output = output(group);
        if let Some(file) = file
            && let Some(profile) = file.entry.profile
        {
            let origin = file.origin(&[Step::Key("profile")]);
            line(&mut text, "profile", quoted(profile.name()), Some(origin));
        }
        settings(&mut text, &group.settings);
        for (name, globs) in file.map(ConfigFile::globs_of_documents).unwrap_or_default() {
            let origin = file.map(|it| it.origin(&[Step::Key(name)]));
            let globs: Vec<String> = globs.iter().map(|it| quoted(it)).collect();
            line(&mut text, name, format!("[{}]", globs.join(", ")), origin);
        }
        for (name, value, origin) in output.iter().flat_map(Output::lines) {
            line(&mut text, name, value, Some(origin));
        }
    }
    text
}

fn head(group: &Group) -> String {
    let mut text = String::new();
    for path in group.documents.iter().take(SHOWN) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {}", harmless(&path.display().to_string()));
    }
    if let Some(n_more @ 1..) = group.documents.len().checked_sub(SHOWN) {
        let _ = writeln!(text, "# and {n_more} more");
    }
    text
}

fn settings(text: &mut String, settings: &Settings) {
    let Settings {
        select,
        extend_select,
        ignore,
        with_unsafe,
        kind,
        dialect,
        budget,
        applicability,
        keep,
        packs,
        adblock_lists,
    } = settings;
    match select {
        None => line(text, "select", "all", Some(Origin::Default)),
        Some(names) => list(text, "select", names),
    }
    list(text, "extend-select", extend_select);
    list(text, "ignore", ignore);
    line(text, "unsafe", with_unsafe.value, Some(&with_unsafe.origin));
    line(text, "kind", quoted(kind.value.name()), Some(&kind.origin));
    line(text, "dialect", quoted(dialect.value.name()), Some(&dialect.origin));
    line(text, "budget", budget.value, Some(&budget.origin));
    for (named, value) in applicability {
        line(text, &format!("applicability.{}", quoted(&named.name)), quoted(&value.to_string()), Some(&named.origin));
    }
    for it in keep {
        line(text, "keep", format!("{} of them", it.value.len()), Some(&it.origin));
    }
    files(text, "packs", packs);
    files(text, "adblock-lists", adblock_lists);
}

/// `name = value # origin`
fn line(text: &mut String, name: &str, value: impl Display, origin: Option<impl Display>) {
    let origin = origin.map_or_else(String::new, |it| format!(" # {it}"));
    let _ = writeln!(text, "{} = {}{origin}", harmless(name), harmless(&value.to_string()));
}

fn list(text: &mut String, name: &str, names: &[Named]) {
    items(text, name, names.iter().map(|it| (it.name.clone(), &it.origin)));
}

fn files(text: &mut String, name: &str, files: &[Setting<PathBuf>]) {
    items(text, name, files.iter().map(|it| (it.value.display().to_string(), &it.origin)));
}

/// A list, and where its items come from, in order.
fn items<'a>(text: &mut String, name: &str, items: impl Iterator<Item = (String, &'a Origin)>) {
    let (mut values, mut origins) = (Vec::new(), Vec::<String>::new());
    for (value, origin) in items {
        values.push(quoted(&value));
        let origin = origin.to_string();
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    if origins.is_empty() {
        origins.push(Origin::Default.to_string());
    }
    line(text, name, format!("[{}]", values.join(", ")), Some(origins.join(", ")));
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
