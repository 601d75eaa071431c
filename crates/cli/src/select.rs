//! Names of rules, categories and packs become rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use unchaff_driver::{
    ADBLOCK_LIST, AdblockFiles, Category, CleanOptions, PAGE_CHROME, PackFile, PackRule, RULES, Rule, RuleId, RuleSet,
    TakenFor, harmless,
};

use crate::{
    args::{self, Packs},
    failure::Failure,
    suggest::suggest,
};

/// What the arguments say about rules.
pub(crate) struct Chosen {
    /// The rules, and what of their findings is applied.
    pub(crate) options: CleanOptions,
    /// What the ledger remembers of it.
    pub(crate) settings: BTreeMap<String, String>,
}

/// Reads the packs, and takes the rules that are named, or all.
pub(crate) fn choose(args: &args::Rules) -> Result<Chosen, Failure> {
    let packs = read_packs(&args.packs)?;
    let lists = read_lists(&args.adblock_lists)?;
    let settings = settings(args, &packs, lists.as_ref());
    let select = named(&args.select, &packs, lists.is_some())?;
    let ignore = named(&args.ignore, &packs, lists.is_some())?;
    let is_wanted = |id: &str| (args.select.is_empty() || select.contains(id)) && !ignore.contains(id);
    let rules: Vec<_> = RULES.iter().copied().filter(|it| is_wanted(it.id.as_str())).collect();
    let mut chosen = Vec::new();
    for PackFile { mut pack, .. } in packs {
        // Its keep-list counts whatever was chosen: nobody names it.
        pack.rules.retain(|it| is_wanted(it.id.as_str()));
        chosen.push(Arc::new(pack));
    }
    let adblock = lists.map(|it| it.lists).filter(|_| is_wanted(ADBLOCK_LIST.as_str()));
    let options = CleanOptions {
        rules: RuleSet { packs: chosen, adblock, ..RuleSet::from(rules) },
        with_unsafe: args.with_unsafe,
        taken_for: args.kind.into(),
        with_page_chrome: is_wanted(PAGE_CHROME.as_str()),
        ..CleanOptions::default()
    };
    Ok(Chosen { options, settings })
}

/// Reads the packs. No two of them have the same name, so that no two rules have.
pub(crate) fn read_packs(args: &Packs) -> Result<Vec<PackFile>, Failure> {
    let mut packs: Vec<PackFile> = Vec::new();
    for path in &args.files {
        // What is wrong with a file is told in its own words.
        let file = PackFile::read(path).map_err(|it| harmless(&it.to_string()))?;
        if packs.iter().any(|it| it.pack.name == file.pack.name) {
            let (path, name) = (path.display(), &file.pack.name);
            return Err(format!("{path}: another pack is named `{name}`: give each a name of its own").into());
        }
        packs.push(file);
    }
    Ok(packs)
}

fn read_lists(paths: &[PathBuf]) -> Result<Option<AdblockFiles>, Failure> {
    if paths.is_empty() {
        return Ok(None);
    }
    Ok(Some(AdblockFiles::read(paths).map_err(|it| harmless(&it.to_string()))?))
}

/// The rule of the program of that name.
pub(crate) fn rule_named(name: &str) -> Result<&'static Rule, Failure> {
    unchaff_driver::rule(name).ok_or_else(|| unknown_rule(name))
}

/// That the program has no rule of that name.
pub(crate) fn unknown_rule(name: &str) -> Failure {
    unknown(name, RULES.iter().map(|it| it.id.as_str()).chain([OF_PAGES.as_str()]))
}

/// The rule of a pack of that name.
pub(crate) fn pack_rule_named<'a>(name: &str, packs: &'a [PackFile]) -> Result<&'a PackRule, Failure> {
    if packs.is_empty() {
        return Err(format!("`{name}` is a rule of a pack: give its file with --rules").into());
    }
    let ids = packs.iter().flat_map(|it| &it.pack.rules).map(|it| it.id.as_str());
    packs.iter().find_map(|it| it.pack.rule(name)).ok_or_else(|| unknown(name, ids))
}

/// The ids of rules by their names, and those of categories and packs.
pub(crate) fn rules_named(names: &[String], args: &args::Rules) -> Result<BTreeSet<String>, Failure> {
    named(names, &read_packs(&args.packs)?, !args.adblock_lists.is_empty())
}

/// What the ledger remembers of the arguments: of packs and lists the names and the hashes of their files.
fn settings(args: &args::Rules, packs: &[PackFile], lists: Option<&AdblockFiles>) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::from([
        ("kind".to_string(), TakenFor::from(args.kind).name().to_string()),
        ("unsafe".to_string(), args.with_unsafe.to_string()),
    ]);
    for (name, list) in [("select", &args.select), ("ignore", &args.ignore)] {
        if !list.is_empty() {
            settings.insert(name.to_string(), list.join(","));
        }
    }
    if !packs.is_empty() {
        let packs: Vec<String> = packs.iter().map(|it| format!("{}={}", it.pack.name, it.hash)).collect();
        settings.insert("packs".to_string(), packs.join(","));
    }
    if let Some(lists) = lists {
        let lists: Vec<String> = lists.hashes.iter().map(|(name, hash)| format!("{name}={hash}")).collect();
        settings.insert("adblock-lists".to_string(), lists.join(","));
    }
    settings
}

/// The rule for whole pages, and its category.
static OF_PAGES: RuleId = PAGE_CHROME;
pub(crate) const PAGES: &str = "page";

/// Names no rule: `--select none` runs none at all.
const NONE: &str = "none";

/// The ids of the rules that are named, or whose category or pack is.
fn named(names: &[String], packs: &[PackFile], has_lists: bool) -> Result<BTreeSet<String>, Failure> {
    static LISTS: RuleId = ADBLOCK_LIST;
    let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for rule in RULES {
        for name in [rule.id.to_string(), rule.category.to_string()] {
            groups.entry(name).or_default().push(rule.id.as_str());
        }
    }
    for name in [OF_PAGES.to_string(), PAGES.to_string()] {
        groups.entry(name).or_default().push(OF_PAGES.as_str());
    }
    for name in [ADBLOCK_LIST.to_string(), Category::Advert.to_string()].into_iter().filter(|_| has_lists) {
        groups.entry(name).or_default().push(LISTS.as_str());
    }
    for pack in packs.iter().map(|it| &it.pack) {
        groups.entry(pack.name.clone()).or_default().extend(pack.rules.iter().map(|it| it.id.as_str()));
        for rule in &pack.rules {
            groups.entry(rule.id.to_string()).or_default().push(rule.id.as_str());
        }
    }
    let mut ids = BTreeSet::new();
    for name in names.iter().map(|it| it.trim()).filter(|it| *it != NONE) {
        let group = groups.get(name).ok_or_else(|| unknown(name, groups.keys().map(String::as_str)))?;
        ids.extend(group.iter().map(ToString::to_string));
    }
    Ok(ids)
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let hint = suggest(name, known).map_or("see `unchaff rules`".to_string(), |it| format!("did you mean `{it}`?"));
    Failure::Message(format!("no rule is named `{name}`: {hint}"))
}
