//! The documents of a run with their settings.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use unchaff_driver::{CleanOptions, Inputs, Plan, TakenFor};

use crate::{
    args::{Clean, Rules},
    config::{Output, Settings, file::ConfigFile, find::ConfigFiles},
    failure::Failure,
    select::{Chosen, Library, choose},
};

/// The settings of a run, and which documents have which.
pub(crate) struct Configured {
    files: ConfigFiles,
    /// At least one; the first counts for what has no path.
    groups: Vec<Group>,
    /// What a person may have meant otherwise.
    pub(crate) hints: Vec<String>,
}

/// Documents with the same settings.
pub(crate) struct Group {
    /// The number of their configuration.
    config: Option<usize>,
    pub(crate) settings: Settings,
    chosen: Chosen,
    /// Their paths, as they were found.
    pub(crate) documents: Vec<PathBuf>,
}

/// What the command line says of documents.
#[derive(Clone, Copy)]
pub(crate) struct Flags<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) budget: Option<u8>,
    /// Whether it says which documents to look at: then no configuration does.
    pub(crate) has_include: bool,
}

impl Configured {
    /// The settings of documents. Those that their configuration leaves alone are taken out of `inputs`. `with_records`
    /// tells whether there is something without a path, which has the settings of the working folder.
    pub(crate) fn of_documents(inputs: &mut Inputs, with_records: bool, flags: Flags<'_>) -> Result<Self, Failure> {
        let mut run = Gathering::new(flags)?;
        if with_records {
            run.add_here()?;
        }
        // Otherwise nobody knows which documents there are.
        let are_all_here = inputs.n_excluded == 0;
        let documents = std::mem::take(&mut inputs.documents);
        let configs: Vec<Option<usize>> =
            documents.iter().map(|it| run.files.of(&it.file)).collect::<Result<_, Failure>>()?;
        // Those of all configurations: what one of them writes lies below another one.
        inputs.outputs = run.files.all().filter_map(ConfigFile::out).collect();
        let mut wanted = Vec::new();
        for (input, config) in documents.into_iter().zip(configs) {
            let is_left_alone = |it| is_left_alone(it, &input.file, flags.has_include);
            if is_output(&input.file, &inputs.outputs, &inputs.places)
                || run.files.file(config).is_some_and(is_left_alone)
            {
                inputs.n_excluded += 1;
                continue;
            }
            run.add(config, &input.file, Some(&input.path))?;
            wanted.push(input);
        }
        inputs.documents = wanted;
        if run.groups.is_empty() {
            run.add_here()?;
        }
        let hints = if are_all_here { run.hints(&inputs.places) } else { Vec::new() };
        Ok(Self { hints, ..run.done() })
    }

    /// The settings of one file, whether it is there or not; without a path, those of the working folder.
    pub(crate) fn of_file(path: Option<&Path>, flags: Flags<'_>) -> Result<Self, Failure> {
        let mut run = Gathering::new(flags)?;
        match path {
            None => run.add_here()?,
            Some(path) => {
                let file = without_links(path);
                let config = run.files.of(&file)?;
                run.add(config, &file, Some(path))?;
            }
        }
        Ok(run.done())
    }

    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The configuration of some documents.
    pub(crate) fn file(&self, group: &Group) -> Option<&ConfigFile> {
        self.files.file(group.config)
    }

    /// How each document is cleaned.
    pub(crate) fn plan(&self) -> Plan {
        let mut plan = Plan::from(self.options().clone());
        for group in &self.groups[1..] {
            let number = plan.add(group.chosen.options.clone());
            group.documents.iter().for_each(|it| plan.assign(it, number));
        }
        plan
    }

    /// The same for commands that only look: what `clean` would do if it is told nothing more.
    pub(crate) fn plan_to_look(&self) -> Plan {
        let in_place: Vec<bool> =
            self.groups.iter().map(|it| self.file(it).is_some_and(ConfigFile::is_in_place)).collect();
        let mut number = 0;
        self.plan().map(|it| {
            it.with_page_chrome &= !in_place[number] || it.taken_for != TakenFor::Auto;
            number += 1;
        })
    }

    /// For each way of cleaning in the plan, hashes of the files that have a say in it.
    pub(crate) fn file_hashes(&self) -> Vec<String> {
        let hashes = |group: &Group| {
            let config = self.file(group).map(|it| it.hash.clone());
            let others = ["packs", "adblock-lists"].map(|it| group.chosen.remembered.get(it).cloned());
            [config].into_iter().chain(others).map(Option::unwrap_or_default).collect::<Vec<_>>().join("|")
        };
        self.groups.iter().map(hashes).collect()
    }

    /// How the only document is cleaned, or what has no path.
    pub(crate) fn options(&self) -> &CleanOptions {
        &self.groups[0].chosen.options
    }

    /// What ledgers remember. Where documents differ, all that was said.
    pub(crate) fn remembered(&self) -> BTreeMap<String, String> {
        self.remember(|file| format!("{}={}", file.name, file.hash))
    }

    /// What indexes remember: the same from any working folder.
    pub(crate) fn remembered_by_index(&self) -> BTreeMap<String, String> {
        self.remember(|file| file.hash.clone())
    }

    fn remember(&self, config: impl Fn(&ConfigFile) -> String) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for group in &self.groups {
            for (name, value) in &group.chosen.remembered {
                all.entry(name.clone()).or_default().insert(value.clone());
            }
            if let Some(file) = self.file(group) {
                all.entry("config".to_string()).or_default().insert(config(file));
            }
        }
        let join = |it: BTreeSet<String>| it.into_iter().collect::<Vec<_>>().join(" | ");
        all.into_iter().map(|(name, values)| (name, join(values))).collect()
    }

    /// What becomes of the documents: of all of them the same.
    pub(crate) fn output(&self, args: &Clean) -> Result<Output, Failure> {
        let output = |group: &Group| Output::new(self.file(group), args);
        let first = output(&self.groups[0]);
        for group in &self.groups[1..] {
            if let Some((name, one, other)) = first.difference(&output(group)) {
                let file = |it| self.file(it).map_or("no configuration", |it| it.name.as_str());
                let (one_file, other_file) = (file(&self.groups[0]), file(group));
                return Err(format!(
                    "`{name}` is {one} in {one_file} and {other} in {other_file}: clean these documents one after \
                     another, or say it on the command line"
                )
                .into());
            }
        }
        Ok(first)
    }
}

/// What is known while documents come in.
struct Gathering<'a> {
    files: ConfigFiles,
    library: Library,
    flags: Flags<'a>,
    groups: Vec<Group>,
    /// The group of each configuration and its overrides that count.
    known: BTreeMap<(Option<usize>, Vec<usize>), usize>,
}

impl<'a> Gathering<'a> {
    fn new(flags: Flags<'a>) -> Result<Self, Failure> {
        let files = ConfigFiles::new(&flags.rules.config)?;
        Ok(Self { files, library: Library::default(), flags, groups: Vec::new(), known: BTreeMap::new() })
    }

    /// Adds a file, which messages call by `path`.
    fn add(&mut self, config: Option<usize>, file: &Path, path: Option<&Path>) -> Result<(), Failure> {
        let configuration = self.files.file(config);
        let overrides = configuration.map_or_else(Vec::new, |it| it.overrides_of(file));
        let key = (config, overrides);
        let number = match self.known.get(&key) {
            Some(number) => *number,
            None => {
                let settings = Settings::new(configuration, &key.1, self.flags.rules, self.flags.budget);
                let chosen = choose(&settings, &mut self.library)?;
                self.groups.push(Group { config, settings, chosen, documents: Vec::new() });
                self.known.insert(key, self.groups.len() - 1);
                self.groups.len() - 1
            }
        };
        self.groups[number].documents.extend(path.map(Path::to_path_buf));
        Ok(())
    }

    /// Adds what lies in the working folder, without a name.
    fn add_here(&mut self) -> Result<(), Failure> {
        let file = without_links(Path::new("-"));
        let config = self.files.of(&file)?;
        self.add(config, Path::new(""), None)
    }

    /// Overrides that are about no document, of configurations all of whose documents are here.
    fn hints(&self, places: &[PathBuf]) -> Vec<String> {
        let mut used: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (config, overrides) in self.known.keys() {
            if let Some(config) = config {
                used.entry(*config).or_default().extend(overrides);
            }
        }
        let mut hints = Vec::new();
        for (config, used) in used {
            let Some(file) = self.files.file(Some(config)) else { continue };
            if places.iter().any(|it| file.root.starts_with(it)) {
                let unused = (0..file.entry.overrides.len()).filter(|it| !used.contains(it));
                hints.extend(unused.map(|it| file.about_none(it)));
            }
        }
        hints
    }

    fn done(self) -> Configured {
        Configured { files: self.files, groups: self.groups, hints: Vec::new() }
    }
}

/// Whether a configuration leaves a document alone. `has_include`: the command line says which are meant.
pub(super) fn is_left_alone(config: &ConfigFile, file: &Path, has_include: bool) -> bool {
    config.excludes(file) || !has_include && !config.includes(file)
}

/// Whether a run wrote a file: then it is no input of the next, unless somebody names the place.
pub(super) fn is_output(file: &Path, outputs: &[PathBuf], places: &[PathBuf]) -> bool {
    let is_named = |out: &Path| places.iter().any(|it| it.starts_with(out) && file.starts_with(it));
    outputs.iter().any(|it| file.starts_with(it) && !is_named(it))
}

/// The place of a file that may not exist.
pub(super) fn without_links(path: &Path) -> PathBuf {
    let absolute = || std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    if let Ok(file) = path.canonicalize() {
        return file;
    }
    let absolute = absolute();
    let folder = absolute.parent().and_then(|it| it.canonicalize().ok());
    match (folder, absolute.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => absolute,
    }
}
