//! The arguments of `clean`.

use std::path::PathBuf;

use clap::{ArgGroup, ValueEnum};
use serde::Deserialize;
use unchaff_driver::Url;

use unchaff_records::Added;

use super::{Budget, Decided, Files, KeyFlags, Rules, SettingsFlags};

#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("destination").args(["out", "write"]))]
pub(crate) struct Clean {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Write every document into this folder, under its path below PATH.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Change the files in place.
    #[arg(long)]
    pub(crate) write: bool,
    /// Where to keep what was removed from standard input (`-`).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "write"])]
    pub(crate) ledger: Option<PathBuf>,
    /// Show input and outcome of every changed document.
    #[arg(long)]
    pub(crate) diff: bool,
    #[command(flatten)]
    pub(crate) decided: Decided,
    #[command(flatten)]
    pub(crate) conversion: ConversionFlags,
    /// What happens about documents that say the same: report them in .unchaff/duplicates.tsv, or leave
    /// all but the longest out of the folder given by --out.
    /// Default: report, or what the configuration says.
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) duplicates: Option<DuplicatesChoice>,
    /// Do not look for duplicates.
    #[arg(long, conflicts_with = "duplicates")]
    pub(crate) no_duplicates: bool,
    #[command(flatten)]
    pub(crate) records: RecordFlags,
    #[command(flatten)]
    pub(crate) rules: Rules,
    #[command(flatten)]
    pub(crate) budget: Budget,
    #[command(flatten)]
    pub(crate) settings: SettingsFlags,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Another form")]
pub(crate) struct ConversionFlags {
    /// Write documents in this form, as .md or .txt: of whole pages the article, of all others what is left of them.
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "write")]
    pub(crate) to: Option<FormChoice>,
    /// The address of the pages: links and pictures in what --to writes lead to where they led from there, those of
    /// Markdown too, and `href`, `src` and `poster` in its raw HTML, but no `srcset`. What cannot be told for sure stays.
    /// Without --to a document keeps its links.
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub(crate) base_url: Option<Url>,
    /// Put front matter above the articles of pages that have none: title, author, date, and what else a page says of
    /// itself. Markdown and text say little: a heading, and what Jina Reader writes above a page. Only with --to markdown.
    #[arg(long)]
    pub(crate) front_matter: bool,
}

/// What counts for records only.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "JSON Lines, Parquet and WARC")]
pub(crate) struct RecordFlags {
    #[command(flatten)]
    pub(crate) keys: KeyFlags,
    /// What records get besides their clean text, separated by commas: the edits, the kind of text, the name of the record
    /// that says the same and is kept.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) add: Vec<AddedChoice>,
    /// Go on where a run with the same input and settings was interrupted.
    #[arg(long)]
    pub(crate) resume: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AddedChoice {
    /// `unchaff_edits`: what was removed, by bytes of the old text, with rule and evidence.
    Edits,
    /// `unchaff_kind`: what the text was read as.
    Kind,
    /// `duplicate_of`.
    #[value(name = "duplicate_of")]
    DuplicateOf,
}

impl RecordFlags {
    /// What records get besides.
    pub(crate) fn added(&self) -> Added {
        let has = |it| self.add.contains(&it);
        Added {
            edits: has(AddedChoice::Edits),
            kind: has(AddedChoice::Kind),
            duplicate_of: has(AddedChoice::DuplicateOf),
        }
    }

    /// Whether anything was asked for.
    pub(crate) fn is_given(&self) -> bool {
        self.resume || !self.add.is_empty() || !self.keys.are_defaults()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Form"))]
pub(crate) enum FormChoice {
    Markdown,
    Text,
}

impl FormChoice {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Text => "text",
        }
    }
}

/// Reads an address from which others can be told.
pub(crate) fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|it| matches!(it.scheme(), "http" | "https"));
    url.ok_or_else(|| "expected an address like https://example.com/posts/".to_string())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Duplicates"))]
pub(crate) enum DuplicatesChoice {
    /// Groups are written to .unchaff/duplicates.tsv.
    Report,
    /// All but the one that is kept are left out of the folder that is written.
    Drop,
    /// Nobody looks for them.
    Ignore,
}

impl DuplicatesChoice {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Drop => "drop",
            Self::Ignore => "ignore",
        }
    }
}
