//! What becomes of the documents of a run: of all of them the same.

use std::path::PathBuf;

use unchaff_driver::{Conversion, Kind, Url, harmless};

use crate::{
    args::{Clean, DuplicatesChoice, FormChoice},
    config::{
        entry::Profile,
        file::{ConfigFile, Step},
        origin::{Origin, Setting},
    },
    failure::Failure,
};

/// Where documents go, and in what form.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) profile: Option<Profile>,
    pub(crate) target: Setting<Option<Target>>,
    pub(crate) to: Setting<Option<FormChoice>>,
    pub(crate) base_url: Setting<Option<Url>>,
    pub(crate) front_matter: Setting<bool>,
    pub(crate) duplicates: Setting<DuplicatesChoice>,
}

/// Where documents go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Folder(PathBuf),
    InPlace,
}

impl Output {
    pub(crate) fn new(file: Option<&ConfigFile>, args: &Clean) -> Self {
        let mut output = Self {
            profile: file.and_then(|it| it.entry.profile),
            target: Setting::default(None),
            to: Setting::default(None),
            base_url: Setting::default(None),
            front_matter: Setting::default(false),
            duplicates: Setting::default(DuplicatesChoice::Report),
        };
        match output.profile {
            Some(Profile::Site) => {
                output.target = Setting { value: Some(Target::InPlace), origin: Origin::Profile(Profile::Site) };
            }
            Some(Profile::Corpus) => {
                let origin = Origin::Profile(Profile::Corpus);
                output.to = Setting { value: Some(FormChoice::Text), origin: origin.clone() };
                output.duplicates = Setting { value: DuplicatesChoice::Drop, origin };
            }
            None => {}
        }
        if let Some(file) = file {
            let entry = &file.entry;
            let origin = |key: &'static str| move || file.origin(&[Step::Key(key)]);
            let folder = entry.out.as_ref().map(|it| Target::Folder(file.beside(it)));
            output.target.replace(folder.map(Some), origin("out"));
            output.to.replace(entry.to.map(Some), origin("to"));
            output.base_url.replace(entry.base_url.clone().map(Some), origin("base-url"));
            output.front_matter.replace(entry.front_matter, origin("front-matter"));
            output.duplicates.replace(entry.duplicates, origin("duplicates"));
        }
        let line = || Origin::CommandLine;
        output.target.replace(args.write.then_some(Some(Target::InPlace)), line);
        output.target.replace(args.out.clone().map(|it| Some(Target::Folder(it))), line);
        output.to.replace(args.conversion.to.map(Some), line);
        output.base_url.replace(args.conversion.base_url.clone().map(Some), line);
        output.front_matter.replace(args.conversion.front_matter.then_some(true), line);
        output.duplicates.replace(args.duplicates, line);
        output.duplicates.replace(args.no_duplicates.then_some(DuplicatesChoice::Ignore), line);
        output
    }

    /// The first setting in which two differ: its name, and what each says.
    pub(crate) fn difference(&self, other: &Self) -> Option<(&'static str, String, String)> {
        let pairs = self.values().into_iter().zip(other.values());
        let differs = |((name, one), (_, other)): (_, _)| (one != other).then_some((name, one, other));
        let (name, ..): (&'static str, String, String) = pairs.filter_map(differs).next()?;
        let said = |it: &Self| {
            let (_, value, origin) = it.lines().into_iter().find(|it| it.0 == name).expect("a name of theirs");
            format!("{value} ({origin})")
        };
        Some((name, said(self), said(other)))
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        self.lines().into_iter().map(|(name, value, _)| (name, value)).collect()
    }

    /// Each setting: its name, its value as TOML has it, where it comes from.
    pub(crate) fn lines(&self) -> Vec<(&'static str, String, &Origin)> {
        let text = |it: &str| toml_edit::Value::from(it).to_string();
        let target = match &self.target.value {
            None => "not set".to_string(),
            Some(Target::InPlace) => "in place".to_string(),
            Some(Target::Folder(folder)) => text(&folder.to_string_lossy()),
        };
        let to = self.to.value.map_or("not set".to_string(), |it| text(it.name()));
        let base_url = self.base_url.value.as_ref().map_or("not set".to_string(), |it| text(it.as_str()));
        vec![
            ("out", target, &self.target.origin),
            ("to", to, &self.to.origin),
            ("base-url", base_url, &self.base_url.origin),
            ("front-matter", self.front_matter.value.to_string(), &self.front_matter.origin),
            ("duplicates", text(self.duplicates.value.name()), &self.duplicates.origin),
        ]
    }

    /// Where documents go, unless that is not said or does not fit the rest.
    pub(crate) fn target(&self) -> Result<Target, Failure> {
        let target = match &self.target.value {
            Some(it) => it.clone(),
            None if self.profile == Some(Profile::Corpus) => {
                let message = "the profile `corpus` writes elsewhere: give `--out DIR`, or `out` in the configuration";
                return Err(message.to_string().into());
            }
            None => {
                let message = "where should the cleaned documents go? `--out DIR` writes them into a folder, `--write` changes the files (`unchaff diff` only shows)";
                return Err(message.to_string().into());
            }
        };
        if let Target::Folder(folder) = &target
            && Kind::of_path(folder).is_some()
            && !folder.exists()
        {
            let folder = harmless(&folder.display().to_string());
            return Err(format!(
                "--out is a folder: `{folder}` is named like a document (`unchaff clean - < FILE > {folder}` writes one)"
            )
            .into());
        }
        if target == Target::InPlace && self.to.value.is_some() {
            let origin = &self.to.origin;
            return Err(format!("`to` ({origin}) needs --out: in place documents keep their form").into());
        }
        if target == Target::InPlace && self.duplicates.value == DuplicatesChoice::Drop {
            let origin = &self.duplicates.origin;
            return Err(format!("--duplicates drop needs --out: files are never deleted in place ({origin})").into());
        }
        Ok(target)
    }

    /// The form that documents are to have.
    pub(crate) fn conversion(&self) -> Result<Option<Conversion>, Failure> {
        if self.to.value == Some(FormChoice::Markdown) {
            let (base_url, with_front_matter) = (self.base_url.value.clone(), self.front_matter.value);
            return Ok(Some(Conversion::Markdown { base_url, with_front_matter }));
        }
        // What a configuration says of Markdown waits until Markdown is asked for.
        if self.front_matter.value && self.front_matter.origin == Origin::CommandLine {
            return Err("--front-matter needs --to markdown: without it nothing is put into a document"
                .to_string()
                .into());
        }
        if self.base_url.value.is_some() && self.base_url.origin == Origin::CommandLine {
            return Err("--base-url needs --to markdown: text has no links, and without --to documents keep theirs"
                .to_string()
                .into());
        }
        Ok(self.to.value.map(|_| Conversion::Text))
    }
}
