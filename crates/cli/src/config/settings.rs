//! How some documents are cleaned, layer by layer.

use std::path::PathBuf;

use unchaff_driver::{Applicability, DEFAULT_BUDGET, KeepList};

use crate::{
    args::{DialectChoice, KindChoice, Rules},
    config::{
        entry::Profile,
        file::{ConfigFile, Step},
        layer::Layer,
        origin::{Named, Origin, Setting},
    },
};

/// How some documents are cleaned, and who says so.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Nothing: all rules.
    pub(crate) select: Option<Vec<Named>>,
    pub(crate) extend_select: Vec<Named>,
    pub(crate) ignore: Vec<Named>,
    pub(crate) with_unsafe: Setting<bool>,
    pub(crate) kind: Setting<KindChoice>,
    pub(crate) dialect: Setting<DialectChoice>,
    pub(crate) budget: Setting<u8>,
    pub(crate) applicability: Vec<(Named, Applicability)>,
    pub(crate) keep: Vec<Setting<KeepList>>,
    pub(crate) packs: Vec<Setting<PathBuf>>,
    pub(crate) adblock_lists: Vec<Setting<PathBuf>>,
}

/// The layer of a profile; that of the program is 0.
const PROFILE: usize = 1;

/// What the profile `site` leaves alone: credits may be owed.
const KEPT_ON_SITES: &str = "credit";

impl Settings {
    /// Puts the layers together: a file, those of its overrides that count, and the command line.
    pub(crate) fn new(file: Option<&ConfigFile>, overrides: &[usize], rules: &Rules, budget: Option<u8>) -> Self {
        let mut settings = Self {
            select: None,
            extend_select: Vec::new(),
            ignore: Vec::new(),
            with_unsafe: Setting::default(false),
            kind: Setting::default(KindChoice::Auto),
            dialect: Setting::default(DialectChoice::Strict),
            budget: Setting::default(DEFAULT_BUDGET),
            applicability: Vec::new(),
            keep: Vec::new(),
            packs: Vec::new(),
            adblock_lists: Vec::new(),
        };
        let mut number = PROFILE;
        if let Some(file) = file {
            if file.entry.profile == Some(Profile::Site) {
                let (name, origin) = (KEPT_ON_SITES.to_string(), Origin::Profile(Profile::Site));
                settings.ignore.push(Named { name, origin, layer: PROFILE });
            }
            for layer in Layer::of(file, overrides) {
                number += 1;
                settings.add_layer(&layer, number);
            }
            settings.add_files(file);
        }
        settings.add_command_line(rules, budget, number + 1);
        settings
    }

    fn add_layer(&mut self, layer: &Layer<'_>, number: usize) {
        let origin = |key: &str, step: Option<Step<'_>>| {
            layer.file.origin(&[&layer.steps, &[Step::Key(key)][..], step.as_slice()].concat())
        };
        let named = |key: &str, names: &[String]| -> Vec<Named> {
            let named = |(index, name): (usize, &String)| Named {
                name: name.clone(),
                origin: origin(key, Some(Step::Item(index))),
                layer: number,
            };
            names.iter().enumerate().map(named).collect()
        };
        self.add_names(
            layer.select.map(|it| named("select", it)),
            named("extend-select", layer.extend_select),
            named("ignore", layer.ignore),
        );
        self.with_unsafe.replace(layer.with_unsafe, || origin("unsafe", None));
        self.kind.replace(layer.kind, || origin("kind", None));
        self.dialect.replace(layer.dialect, || origin("dialect", None));
        self.budget.replace(layer.budget, || origin("budget", None));
        for (name, applicability) in layer.applicability {
            let origin = origin("applicability", Some(Step::Key(name)));
            self.applicability.push((Named { name: name.clone(), origin, layer: number }, *applicability));
        }
        if !layer.keep.is_empty() {
            self.keep.push(Setting { value: layer.keep.clone(), origin: origin("keep", None) });
        }
    }

    fn add_files(&mut self, file: &ConfigFile) {
        let files = |key: &str, paths: &[PathBuf]| -> Vec<Setting<PathBuf>> {
            let file = |(index, path): (usize, &PathBuf)| Setting {
                value: file.beside(path),
                origin: file.origin(&[Step::Key(key), Step::Item(index)]),
            };
            paths.iter().enumerate().map(file).collect()
        };
        self.packs = files("packs", &file.entry.packs);
        self.adblock_lists = files("adblock-lists", &file.entry.adblock_lists);
    }

    fn add_command_line(&mut self, rules: &Rules, budget: Option<u8>, number: usize) {
        let named = |names: &[String]| -> Vec<Named> {
            let named = |name: &String| Named { name: name.clone(), origin: Origin::CommandLine, layer: number };
            names.iter().map(named).collect()
        };
        let Rules { packs, adblock_lists, with_unsafe, no_unsafe, select, extend_select, ignore, .. } = rules;
        let Rules { kind, dialect, .. } = rules;
        let select = Some(named(select)).filter(|it| !it.is_empty());
        self.add_names(select, named(extend_select), named(ignore));
        let with_unsafe = (*with_unsafe || *no_unsafe).then_some(*with_unsafe);
        self.with_unsafe.replace(with_unsafe, || Origin::CommandLine);
        self.kind.replace(*kind, || Origin::CommandLine);
        self.dialect.replace(*dialect, || Origin::CommandLine);
        self.budget.replace(budget, || Origin::CommandLine);
        let file = |it: &PathBuf| Setting { value: it.clone(), origin: Origin::CommandLine };
        self.packs.extend(packs.files.iter().map(file));
        self.adblock_lists.extend(adblock_lists.iter().map(file));
    }

    /// A selection replaces those of earlier layers; all else adds to them.
    fn add_names(&mut self, select: Option<Vec<Named>>, extend_select: Vec<Named>, ignore: Vec<Named>) {
        if select.is_some() {
            self.select = select;
            self.extend_select.clear();
        }
        self.extend_select.extend(extend_select);
        self.ignore.extend(ignore);
    }
}
