//! The arguments of `dedup`.

use std::{path::PathBuf, str::FromStr};

use clap::ValueEnum;
use unchaff_driver::{Generator, Keep, Parameters, RecordFields, RowFormat};

use super::{Files, KeyFlags, Rules, size::size};

#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Aliases {
    /// Give the address of each post that is not kept to the front matter of the one that is, as this generator wants
    /// it, and list the links to rewrite. Shows what would change instead of the groups.
    #[arg(id = "generator", long = "aliases", value_enum, value_name = "GENERATOR")]
    pub(crate) generator: Option<GeneratorChoice>,
    /// Write the aliases, in place. `unchaff restore` takes them back.
    #[arg(long, requires = "generator")]
    pub(crate) write: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GeneratorChoice {
    /// `alias`, for the plugin hexo-generator-alias.
    Hexo,
    /// `aliases`.
    Hugo,
    /// `redirect_from`, for the plugin jekyll-redirect-from.
    Jekyll,
}

impl From<GeneratorChoice> for Generator {
    fn from(choice: GeneratorChoice) -> Self {
        match choice {
            GeneratorChoice::Hexo => Self::Hexo,
            GeneratorChoice::Hugo => Self::Hugo,
            GeneratorChoice::Jekyll => Self::Jekyll,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Dedup {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Tell why two files are duplicates or are not: scores, thresholds, and the longest passages in both. If
    /// files of records are given as PATH, A and B are ids.
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    #[arg(conflicts_with_all = ["include", "exclude", "index", "keep", "memory", "generator"])]
    pub(crate) explain: Option<Vec<PathBuf>>,
    /// Clean the documents before they are compared. Nothing is written.
    #[arg(long)]
    pub(crate) clean: bool,
    /// The form of the output.
    #[arg(long, value_enum, default_value = "tsv", conflicts_with = "generator")]
    pub(crate) format: GroupFormat,
    #[command(flatten)]
    pub(crate) aliases: Aliases,
    /// How much must be equal: `articles` finds edited copies too, `strict` only those with few edits.
    #[arg(long, value_enum, default_value = "articles", value_name = "PRESET")]
    pub(crate) preset: Preset,
    /// Which document of a group to keep: longest, earliest, shortest-url, first, min:FIELD or max:FIELD.
    #[arg(long, default_value = "longest", value_name = "WHICH")]
    pub(crate) keep: KeepChoice,
    /// Keep what was read in this folder: the next run compares new documents with these.
    #[arg(long, value_name = "DIR", conflicts_with = "generator", help_heading = "Many documents")]
    pub(crate) index: Option<PathBuf>,
    /// Make the index anew, also if it is damaged.
    #[arg(long, requires = "index", help_heading = "Many documents")]
    pub(crate) rebuild: bool,
    /// Let all documents of a folder or file leave the index, by the name under which it was given or by its path.
    /// Without PATH nothing else happens. May be repeated.
    #[arg(long, value_name = "NAME", requires = "index", conflicts_with = "rebuild", help_heading = "Many documents")]
    pub(crate) forget: Vec<String>,
    /// Take about so much memory: 100M, 2G.
    #[arg(long, default_value = "250M", value_name = "SIZE", value_parser = memory, help_heading = "Many documents")]
    pub(crate) memory: usize,
    #[command(flatten, next_help_heading = "Many documents")]
    pub(crate) keys: KeyFlags,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

impl Dedup {
    /// The keys of records.
    pub(crate) fn fields(&self) -> RecordFields {
        RecordFields { field: self.keep.field.clone(), ..self.keys.fields() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Preset {
    Articles,
    Strict,
}

impl From<Preset> for Parameters {
    fn from(preset: Preset) -> Self {
        match preset {
            Preset::Articles => Self::ARTICLES,
            Preset::Strict => Self::STRICT,
        }
    }
}

/// What `--keep` says.
#[derive(Clone, Debug)]
pub(crate) struct KeepChoice {
    pub(crate) keep: Keep,
    pub(crate) field: Option<String>,
}

impl FromStr for KeepChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (keep, field) = match text.split_once(':') {
            Some(("min", field)) if !field.is_empty() => (Keep::Smallest, Some(field.to_string())),
            Some(("max", field)) if !field.is_empty() => (Keep::Largest, Some(field.to_string())),
            None if text == "longest" => (Keep::Longest, None),
            None if text == "earliest" => (Keep::Earliest, None),
            None if text == "shortest-url" => (Keep::ShortestUrl, None),
            None if text == "first" => (Keep::First, None),
            _ => return Err("expected longest, earliest, shortest-url, first, min:FIELD or max:FIELD".to_string()),
        };
        Ok(KeepChoice { keep, field })
    }
}

/// Reads how much memory to take.
fn memory(text: &str) -> Result<usize, String> {
    let bytes = usize::try_from(size(text)?).map_err(|_| "more than this machine can have".to_string())?;
    if bytes < LEAST_MEMORY { Err("too little: expected 50M or more".to_string()) } else { Ok(bytes) }
}

/// Less than this is taken by the program alone.
const LEAST_MEMORY: usize = 50 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupFormat {
    /// file or id, group, keep (0 or 1), relation, similarity, containment, reason; separated by tabs.
    Tsv,
    /// The same as JSON, one object a line.
    Jsonl,
}

impl From<GroupFormat> for RowFormat {
    fn from(format: GroupFormat) -> Self {
        match format {
            GroupFormat::Tsv => Self::Tsv,
            GroupFormat::Jsonl => Self::Jsonl,
        }
    }
}
