//! The arguments.

use std::path::PathBuf;

use clap::{ArgGroup, Parser, Subcommand, ValueEnum};

/// Cleans scraped and migrated articles, explains every change, and gives back every byte.
#[derive(Debug, Parser)]
#[command(name = "unchaff", version, max_term_width = 100)]
pub(crate) struct Args {
    /// How many threads work; the result is the same for any number. 0: one for each core.
    #[arg(long, global = true, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Clean documents, into a folder or in place.
    Clean(Clean),
    /// Show what `clean` would change, and what a person should look at. Writes nothing.
    Check(Look),
    /// Show input and outcome of every document that `clean` would change. Writes nothing.
    Diff(Look),
    /// Explain a rule: what it removes, why, an example, what it keeps.
    Explain {
        /// The name of the rule.
        rule: String,
    },
    /// List the rules.
    Rules,
    /// Give back, in place, what was removed.
    Restore {
        /// Cleaned files, or folders of them; `-` with --ledger for standard input.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// The ledger of what was cleaned on standard input.
        #[arg(long, value_name = "FILE", conflicts_with = "rule")]
        ledger: Option<PathBuf>,
        /// Put back what this rule removed, and nothing else.
        #[arg(long, value_name = "RULE")]
        rule: Option<String>,
    },
    /// Find documents that say the same.
    Dedup {
        #[command(flatten)]
        files: Files,
        /// Clean the documents before they are compared. Nothing is written.
        #[arg(long)]
        clean: bool,
        /// The form of the output.
        #[arg(long, value_enum, default_value = "tsv")]
        format: GroupFormat,
        #[command(flatten)]
        rules: Rules,
    },
}

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
    /// What happens about documents that say the same: report them in .unchaff/duplicates.tsv, or leave
    /// all but the longest out of the folder given by --out.
    #[arg(long, value_enum, default_value = "report", value_name = "HOW")]
    pub(crate) duplicates: DuplicatesChoice,
    /// Do not look for duplicates.
    #[arg(long, conflicts_with = "duplicates")]
    pub(crate) no_duplicates: bool,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Look {
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Files {
    /// Files, folders of them, or `-` for standard input.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Look only at documents whose path below PATH matches this glob. May be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,
    /// Leave documents alone whose path below PATH matches this glob. May be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// Apply Unsafe findings too: those that rest on wording or position alone.
    #[arg(long = "unsafe")]
    pub(crate) with_unsafe: bool,
    /// Run only these rules or categories (separated by commas).
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Do not run these rules or categories (separated by commas).
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DuplicatesChoice {
    Report,
    Drop,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupFormat {
    /// group, file, keep (0 or 1), similarity; separated by tabs.
    Tsv,
    /// {"id", "cluster", "keep", "similarity"}, one object a line.
    Jsonl,
}
