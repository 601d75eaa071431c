//! Names of rules, categories and packs become rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use unchaff_driver::{
    ADBLOCK_LIST, AdblockFiles, Applicability, CleanOptions, Decisions, PAGE_CHROME, PackFile, PackRule, RULES, Rule,
    RuleId, RuleSet, category_of, harmless, only_reports, rule_ids,
};

use crate::{
    args::Packs,
    config::{self, Named, Origin, Setting, Settings},
    failure::Failure,
    suggest::suggest,
};

/// What settings come to.
pub(crate) struct Chosen {
    /// The rules, and what of their findings is applied.
    pub(crate) options: CleanOptions,
    /// What the ledger remembers of it.
    pub(crate) remembered: BTreeMap<String, String>,
}

/// Takes the rules that are named, or all, and those of packs and lists.
pub(crate) fn choose(settings: &Settings, library: &mut Library) -> Result<Chosen, Failure> {
    let packs = library.packs(&settings.packs)?;
    let lists = library.lists(&settings.adblock_lists)?;
    let names = Names::new(&packs, lists.is_some());
    let wanted = Wanted::new(settings, &names)?;
    let rules: Vec<_> = RULES.iter().copied().filter(|it| wanted.has(it.id.as_str())).collect();
    let applicability = applicability(settings, &names)?;
    let remembered = remembered(settings, &packs, lists.as_ref());
    let mut chosen = Vec::new();
    for PackFile { mut pack, .. } in packs {
        // Its keep-list counts whatever was chosen: nobody names it.
        pack.rules.retain(|it| wanted.has(it.id.as_str()));
        chosen.push(Arc::new(pack));
    }
    chosen.extend(settings.keep.iter().map(|it| Arc::new(it.value.clone().into_pack(config::FILE_NAME))));
    let adblock = lists.map(|it| it.lists).filter(|_| wanted.has(ADBLOCK_LIST.as_str()));
    let options = CleanOptions {
        rules: RuleSet { packs: chosen, adblock, applicability, ..RuleSet::from(rules) },
        with_unsafe: settings.with_unsafe.value,
        taken_for: settings.kind.value.into(),
        dialect: settings.dialect.value.into(),
        with_page_chrome: wanted.has(PAGE_CHROME.as_str()),
        budget: settings.budget.value,
        ..CleanOptions::default()
    };
    Ok(Chosen { options, remembered })
}

/// Who names a rule: the layer, and whether by its own name.
type Mention = (usize, bool);

/// Which rules settings want.
struct Wanted<'a> {
    /// Nothing: all.
    selected: Option<BTreeMap<&'a str, Vec<Mention>>>,
    extended: BTreeMap<&'a str, Vec<Mention>>,
    ignored: BTreeMap<&'a str, Vec<Mention>>,
}

impl<'a> Wanted<'a> {
    fn new(settings: &Settings, names: &'a Names) -> Result<Self, Failure> {
        let mentions = |list: &[Named]| {
            let mut mentions: BTreeMap<&str, Vec<Mention>> = BTreeMap::new();
            for named in list {
                for id in names.ids(named)? {
                    mentions.entry(id).or_default().push((named.layer, *id == named.name.trim()));
                }
            }
            Ok::<_, Failure>(mentions)
        };
        Ok(Self {
            selected: settings.select.as_deref().map(mentions).transpose()?,
            extended: mentions(&settings.extend_select)?,
            ignored: mentions(&settings.ignore)?,
        })
    }

    /// Whether a rule runs. What is ignored is selected again only by a later layer, which names it as exactly.
    fn has(&self, id: &str) -> bool {
        let of = |mentions: &BTreeMap<&str, Vec<Mention>>| mentions.get(id).cloned().unwrap_or_default();
        let selected = self.selected.as_ref().map_or_else(Vec::new, of);
        let by: Vec<Mention> = [selected, of(&self.extended)].concat();
        let is_lifted = |&(layer, exact): &Mention| by.iter().any(|it| it.0 > layer && it.1 >= exact);
        (self.selected.is_none() || !by.is_empty()) && of(&self.ignored).iter().all(is_lifted)
    }
}

/// What findings of rules count as. Later layers win, in a layer the name of a rule over that of its category.
fn applicability(settings: &Settings, names: &Names) -> Result<BTreeMap<RuleId, Applicability>, Failure> {
    let mut named = Vec::new();
    for (it, applicability) in &settings.applicability {
        let ids = names.ids(it)?;
        if let Some(first) = ids.first().filter(|_| ids.iter().all(|it| has_no_applicability(it))) {
            let why = match only_reports(first) {
                true => "only reports, nothing of it is applied: name it in `ignore` to hear no more of it",
                false => "has no applicability: name it in `ignore` to keep whole pages",
            };
            return Err(at(&it.origin, &format!("`{}` {why}", it.name)));
        }
        for id in ids.iter().filter(|it| !has_no_applicability(it)) {
            named.push(((it.layer, *id == it.name.trim()), id, *applicability));
        }
    }
    named.sort_by_key(|it| it.0);
    Ok(named.into_iter().map(|(_, id, applicability)| (RuleId::from(id.clone()), applicability)).collect())
}

/// Whether findings of a rule are neither Safe nor Unsafe.
fn has_no_applicability(id: &str) -> bool {
    id == PAGE_CHROME.as_str() || only_reports(id)
}

/// Packs and lists that were read, each once.
#[derive(Default)]
pub(crate) struct Library {
    /// By the place of their files.
    packs: BTreeMap<PathBuf, PackFile>,
    lists: BTreeMap<Vec<PathBuf>, AdblockFiles>,
}

impl Library {
    /// The packs, each once. No two of a run have the same name, so that no two rules have.
    fn packs(&mut self, paths: &[Setting<PathBuf>]) -> Result<Vec<PackFile>, Failure> {
        let mut places = Vec::new();
        for Setting { value: path, origin } in paths {
            let place = path.canonicalize().unwrap_or_else(|_| path.clone());
            if !self.packs.contains_key(&place) {
                // What is wrong with a file is told in its own words.
                let file = PackFile::read(path).map_err(|it| at(origin, &harmless(&it.to_string())))?;
                if self.packs.values().any(|it| it.pack.name == file.pack.name) {
                    let (path, name) = (path.display(), &file.pack.name);
                    let message = format!("{path}: another pack is named `{name}`: give each a name of its own");
                    return Err(at(origin, &message));
                }
                self.packs.insert(place.clone(), file);
            }
            if !places.contains(&place) {
                places.push(place);
            }
        }
        Ok(places.iter().map(|it| self.packs[it].clone()).collect())
    }

    fn lists(&mut self, paths: &[Setting<PathBuf>]) -> Result<Option<AdblockFiles>, Failure> {
        let Some(last) = paths.last() else { return Ok(None) };
        let files: Vec<PathBuf> = paths.iter().map(|it| it.value.clone()).collect();
        if let Some(known) = self.lists.get(&files) {
            return Ok(Some(known.clone()));
        }
        let read = AdblockFiles::read(&files).map_err(|it| at(&last.origin, &harmless(&it.to_string())))?;
        self.lists.insert(files, read.clone());
        Ok(Some(read))
    }
}

/// Reads the packs of the command line.
pub(crate) fn read_packs(args: &Packs) -> Result<Vec<PackFile>, Failure> {
    let file = |it: &PathBuf| Setting { value: it.clone(), origin: Origin::CommandLine };
    Library::default().packs(&args.files.iter().map(file).collect::<Vec<_>>())
}

/// Reads the packs of settings.
pub(crate) fn packs_of(settings: &Settings) -> Result<Vec<PackFile>, Failure> {
    Library::default().packs(&settings.packs)
}

/// An error, with the place in a configuration that is to blame.
fn at(origin: &Origin, message: &str) -> Failure {
    match origin {
        Origin::File(place) => Failure::Message(format!("{place}: {message}")),
        _ => Failure::Message(message.to_string()),
    }
}

/// The rule of the program of that name.
pub(crate) fn rule_named(name: &str) -> Result<&'static Rule, Failure> {
    unchaff_driver::rule(name).ok_or_else(|| unknown(name, rule_ids().iter().map(RuleId::as_str)))
}

/// That nothing has that name: no rule, category or pack.
pub(crate) fn unknown_name(name: &str, packs: &[PackFile]) -> Failure {
    unknown(name, Names::new(packs, false).groups.keys().map(String::as_str))
}

/// The rule of a pack of that name.
pub(crate) fn pack_rule_named<'a>(name: &str, packs: &'a [PackFile]) -> Result<&'a PackRule, Failure> {
    if packs.is_empty() {
        return Err(format!("`{name}` is a rule of a pack: give its file with --rules, or in the configuration").into());
    }
    let ids = packs.iter().flat_map(|it| &it.pack.rules).map(|it| it.id.as_str());
    packs.iter().find_map(|it| it.pack.rule(name)).ok_or_else(|| unknown(name, ids))
}

/// The ids of the rules that names stand for on the command line, where any of these settings count.
pub(crate) fn rules_named<'s>(
    names: &[String],
    settings: impl Iterator<Item = &'s Settings>,
) -> Result<BTreeSet<String>, Failure> {
    let known = Names::of(settings)?;
    let mut ids = BTreeSet::new();
    for name in names {
        let named = Named { name: name.clone(), layer: 0, origin: Origin::CommandLine };
        ids.extend(known.ids(&named)?.iter().cloned());
    }
    Ok(ids)
}

/// Of the rules that decisions name, those of packs that these settings do not have.
///
/// # Errors
/// If one is named as no rule of the program is, and as none of a pack could be: what was said of it would not count.
pub(crate) fn unknown_decided<'d, 's>(
    decisions: &'d Decisions,
    file: &str,
    settings: impl Iterator<Item = &'s Settings>,
) -> Result<Vec<&'d str>, Failure> {
    if decisions.rules.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::of(settings)?;
    let of_lists = ADBLOCK_LIST;
    let ids = names.groups.values().flatten().map(String::as_str);
    let known: BTreeSet<&str> = ids.chain([of_lists.as_str()]).collect();
    let is_unknown = |it: &&str| !known.contains(it);
    let unknown: Vec<&str> = decisions.rules.keys().map(String::as_str).filter(is_unknown).collect();
    match unknown.iter().find(|it| !it.contains('/')) {
        Some(name) => Err(harmless(&format!("{file}: {}", no_such_rule(name, known.into_iter()))).into()),
        None => Ok(unknown),
    }
}

/// What the ledger remembers of settings: of packs and lists the names and the hashes of their files.
fn remembered(settings: &Settings, packs: &[PackFile], lists: Option<&AdblockFiles>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::from([
        ("kind".to_string(), settings.kind.value.name().to_string()),
        ("unsafe".to_string(), settings.with_unsafe.value.to_string()),
    ]);
    let mut remember = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            all.insert(name.to_string(), values.join(","));
        }
    };
    let names = |list: &[Named]| list.iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    remember("select", names(settings.select.as_deref().unwrap_or_default()));
    remember("extend-select", names(&settings.extend_select));
    remember("ignore", names(&settings.ignore));
    remember("applicability", settings.applicability.iter().map(|it| format!("{}={}", it.0.name, it.1)).collect());
    remember("packs", packs.iter().map(|it| format!("{}={}", it.pack.name, it.hash)).collect());
    let lists = lists.map_or(&[][..], |it| &it.hashes);
    remember("adblock-lists", lists.iter().map(|(name, hash)| format!("{name}={hash}")).collect());
    if settings.dialect.origin != Origin::Default {
        remember("dialect", vec![settings.dialect.value.name().to_string()]);
    }
    if settings.budget.origin != Origin::Default {
        remember("budget", vec![settings.budget.value.to_string()]);
    }
    all
}

/// Names no rule: `--select none` runs none at all.
const NONE: &str = "none";

/// The names of rules, categories and packs, and the ids of the rules that they stand for.
struct Names {
    groups: BTreeMap<String, Vec<String>>,
}

impl Names {
    fn new(packs: &[PackFile], has_lists: bool) -> Self {
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for id in rule_ids().into_iter().chain(has_lists.then_some(ADBLOCK_LIST)) {
            for name in [id.to_string(), category_of(&id)] {
                groups.entry(name).or_default().push(id.to_string());
            }
        }
        for pack in packs.iter().map(|it| &it.pack) {
            groups.entry(pack.name.clone()).or_default();
            for rule in &pack.rules {
                groups.entry(pack.name.clone()).or_default().push(rule.id.to_string());
                groups.entry(rule.id.to_string()).or_default().push(rule.id.to_string());
            }
        }
        Self { groups }
    }

    /// Those that count where any of these settings do.
    fn of<'s>(settings: impl Iterator<Item = &'s Settings>) -> Result<Self, Failure> {
        let (mut library, mut packs, mut has_lists) = (Library::default(), Vec::new(), false);
        for it in settings {
            packs.extend(library.packs(&it.packs)?);
            has_lists |= !it.adblock_lists.is_empty();
        }
        Ok(Self::new(&packs, has_lists))
    }

    /// The ids of the rules of that name, or whose category or pack has it.
    fn ids(&self, named: &Named) -> Result<&[String], Failure> {
        let name = named.name.trim();
        if name == NONE {
            return Ok(&[]);
        }
        match self.groups.get(name) {
            Some(ids) => Ok(ids),
            None => Err(at(&named.origin, &no_such_rule(name, self.groups.keys().map(String::as_str)))),
        }
    }
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    Failure::Message(no_such_rule(name, known))
}

fn no_such_rule<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    if let Some((start, _)) = name.split_once('*') {
        let meant: Vec<String> = known.filter(|it| it.starts_with(start)).map(|it| format!("`{it}`")).collect();
        let hint = if meant.is_empty() || start.is_empty() { "`unchaff rules` lists them" } else { &meant.join(", ") };
        return format!("no rule is named `{name}`: names are written out: {hint}");
    }
    let hint = match suggest(name, known) {
        _ if name.is_empty() => "is there a comma too many?".to_string(),
        Some(it) => format!("did you mean `{it}`?"),
        None => "see `unchaff rules`".to_string(),
    };
    format!("no rule is named `{name}`: {hint}")
}
