//! The arguments.

use std::path::PathBuf;

use clap::{ArgGroup, Parser, Subcommand, ValueEnum};
use unchaff_driver::{DEFAULT_BUDGET, Dialect, HeaderOptions};

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
        #[command(flatten)]
        packs: Packs,
    },
    /// List the rules.
    Rules {
        #[command(flatten)]
        packs: Packs,
    },
    /// Try the examples in packs of rules. Exit 1 if one is not what it says.
    RuleTest {
        /// The files of the packs.
        #[arg(required = true, value_name = "PACK")]
        packs: Vec<PathBuf>,
    },
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
    /// Read, edit and check front matter.
    #[command(subcommand)]
    FrontMatter(FrontMatter),
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
    /// Find blocks that a site repeats in unrelated articles, and propose them as the rules of a pack.
    Learn {
        #[command(flatten)]
        files: Files,
        /// Write the pack to this file, which must not exist yet; otherwise it is printed.
        #[arg(long, value_name = "PACK")]
        out: Option<PathBuf>,
        #[command(flatten)]
        rules: Rules,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum FrontMatter {
    /// Print what a header says, as JSON: format, data, where the body starts, and what is wrong with it.
    Get {
        /// The file; `-` for standard input.
        file: PathBuf,
        /// Print this value alone: `title`, `extra.image`, `tags[0]`.
        key: Option<String>,
        /// Print text as it is, without quotes and escapes.
        #[arg(long, requires = "key")]
        raw: bool,
        #[command(flatten)]
        flags: HeaderFlags,
    },
    /// Give a key another value, in place; every other byte stays. A new key comes last.
    Set {
        /// The file; `-` for standard input, and standard output.
        file: PathBuf,
        /// The key, or the path to it: `title`, `extra.image`, `tags[0]`.
        key: String,
        /// The text; `true`, `false` or a number where such a value stands now.
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Read VALUE as JSON: a list, a number, null.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        flags: HeaderFlags,
    },
    /// Remove a key and its value, in place; every other byte stays.
    Remove {
        /// The file; `-` for standard input, and standard output.
        file: PathBuf,
        /// The key, or the path to it: `title`, `extra.image`, `tags[0]`.
        key: String,
        #[command(flatten)]
        flags: HeaderFlags,
    },
    /// Show what is wrong with headers, and what would mend them. Writes nothing.
    Check {
        /// The files; `-` for standard input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        flags: HeaderFlags,
    },
}

#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct HeaderFlags {
    /// Repair the header first: quotes that are missing, tabs, blank lines before it, text that would get lost.
    #[arg(long)]
    tolerant: bool,
    /// Which fences count: those all programs agree on, or what Hexo takes as well.
    #[arg(long, value_enum, default_value = "strict")]
    dialect: DialectChoice,
}

impl HeaderFlags {
    pub(crate) fn options(self) -> HeaderOptions {
        let dialect = match self.dialect {
            DialectChoice::Strict => Dialect::Strict,
            DialectChoice::Hexo => Dialect::Hexo,
        };
        HeaderOptions { dialect, tolerant: self.tolerant }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DialectChoice {
    Strict,
    Hexo,
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
    #[command(flatten)]
    pub(crate) budget: Budget,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Look {
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) rules: Rules,
    #[command(flatten)]
    pub(crate) budget: Budget,
}

#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Budget {
    /// Leave a document alone, and exit with 1, if more than so many percent of its words would go. Links and
    /// adverts do not count. 100: whatever is found may go.
    #[arg(long = "budget", value_name = "PERCENT", default_value_t = DEFAULT_BUDGET,
          value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) percent: u8,
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
pub(crate) struct Packs {
    /// A pack of your own rules, a YAML file; they run beside the others. May be repeated.
    #[arg(long = "rules", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(flatten)]
    pub(crate) packs: Packs,
    /// A filter list of your ad blocker, in the syntax of EasyList. May be repeated.
    #[arg(long = "adblock-list", value_name = "FILE", hide = cfg!(not(feature = "adblock")))]
    pub(crate) adblock_lists: Vec<PathBuf>,
    /// Apply Unsafe findings too: those that rest on wording or position alone.
    #[arg(long = "unsafe")]
    pub(crate) with_unsafe: bool,
    /// Run only these rules, categories or packs (separated by commas); `none`: no rule at all.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Do not run these rules, categories or packs (separated by commas).
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
