//! The arguments.

mod examples;

use std::{ffi::OsString, path::PathBuf, str::FromStr};

use clap::{ArgGroup, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use serde::Deserialize;
use unchaff_driver::{Dialect, Generator, HeaderOptions, Keep, Parameters, RecordFields, RowFormat, TakenFor, Url};

/// Cleans scraped and migrated articles, and gives back every byte when asked.
#[derive(Debug, Parser)]
#[command(name = "unchaff", version, max_term_width = 100, help_template = SCREEN)]
pub(crate) struct Args {
    /// Work on so many threads; 0: one for each core.
    #[arg(long, global = true, default_value_t = 0, value_name = "N")]
    pub(crate) threads: usize,

    /// Say nothing but what is asked for, and what goes wrong.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say what becomes of each document.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// As clap does it, but for an empty line that a screen has no room for.
const SCREEN: &str = "\
{about-with-newline}{usage-heading} {usage}

{all-args}";

/// The command line as people meet it.
pub(crate) fn command() -> clap::Command {
    let mut command = Args::command();
    // Only then are there commands `help`, which everybody knows: they need no line of a screen.
    command.build();
    without_help(command)
}

fn without_help(command: clap::Command) -> clap::Command {
    command.mut_subcommands(|it| if it.get_name() == "help" { it.hide(true) } else { without_help(it) })
}

impl Args {
    /// Reads what was typed.
    pub(crate) fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut matches = command().try_get_matches_from(args)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|it| it.format(&mut command()))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Clean documents, into a folder or in place.
    #[command(after_help = examples::CLEAN)]
    Clean(Clean),
    /// List what `clean` would change, and what a person should see.
    ///
    /// Writes nothing. Exit 1 if `clean` would change something.
    #[command(after_help = examples::CHECK)]
    Check(Check),
    /// Show what `clean` would change, line by line.
    ///
    /// Input and outcome of every document. Writes nothing.
    #[command(after_help = examples::DIFF)]
    Diff(Diff),
    /// Explain a rule, or why the lines of a document stay or go.
    ///
    /// Of a rule: what it removes, why, an example, what it keeps.
    #[command(after_help = examples::EXPLAIN)]
    Explain {
        /// The name of a rule, or FILE, FILE:LINE or FILE:LINE:COLUMN.
        #[arg(value_name = "RULE|FILE[:LINE]")]
        subject: String,
        #[command(flatten)]
        rules: Rules,
        #[command(flatten)]
        budget: Budget,
    },
    /// Write a commented unchaff.toml for what a folder holds.
    #[command(after_help = examples::INIT)]
    Init {
        /// The folder.
        #[arg(default_value = ".", value_name = "DIR")]
        folder: PathBuf,
    },
    /// List the rules.
    #[command(after_help = examples::RULES)]
    Rules {
        #[command(flatten)]
        packs: Packs,
    },
    /// Try the examples in packs of rules.
    ///
    /// Exit 1 if one is not what it says.
    #[command(after_help = examples::RULE_TEST)]
    RuleTest {
        /// The files of the packs.
        #[arg(required = true, value_name = "PACK")]
        packs: Vec<PathBuf>,
    },
    /// Give back, in place, what was removed.
    ///
    /// Pages and articles that `clean --to` wrote anew stay as they are: --left-out shows what is not in them.
    #[command(after_help = examples::RESTORE)]
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
        /// Show what the ledger has: the passages that were removed or left out, the last run first, and where they
        /// stood, in bytes of what that run read. Writes nothing.
        #[arg(long)]
        left_out: bool,
    },
    /// Read, edit and check front matter.
    #[command(subcommand, after_help = examples::FRONT_MATTER)]
    FrontMatter(FrontMatter),
    /// Find documents that say the same, in folders and in JSON Lines.
    #[command(after_help = examples::DEDUP)]
    #[command(mut_arg("paths", |it| it.required(false).required_unless_present("explain")))]
    Dedup(Box<Dedup>),
    /// Accept or reject findings, on a page or in the terminal.
    ///
    /// `clean --decisions` obeys.
    #[command(after_help = examples::REVIEW)]
    #[command(mut_arg("decisions", |it| it.help("The decisions to begin with; --serve, --terminal, --accept and --reject write them there [default: unchaff-decisions.json]")))]
    #[command(mut_arg("paths", |it| it.required(false).required_unless_present_any(["accept", "reject"]).help("Files and folders of them")))]
    Review(Review),
    /// Propose rules for what a site repeats in unrelated articles.
    ///
    /// They are the rules of a pack, Unsafe until you have read them.
    #[command(after_help = examples::LEARN)]
    Learn {
        #[command(flatten)]
        files: Files,
        /// Write the pack to this file, which must not exist yet; otherwise it is printed.
        #[arg(long, value_name = "PACK")]
        out: Option<PathBuf>,
        #[command(flatten)]
        rules: Rules,
    },
    /// Print completions for a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual.
    #[command(after_help = examples::MAN, hide = true)]
    Man {
        /// Write a page for each command into this folder.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum FrontMatter {
    /// Print what a header says, as JSON.
    ///
    /// That is its format, its data, where the body starts, and what is wrong with it.
    #[command(after_help = examples::FRONT_MATTER_GET)]
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
    /// Give a key another value, in place; every other byte stays.
    ///
    /// A new key comes last.
    #[command(after_help = examples::FRONT_MATTER_SET)]
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
    #[command(after_help = examples::FRONT_MATTER_REMOVE)]
    Remove {
        /// The file; `-` for standard input, and standard output.
        file: PathBuf,
        /// The key, or the path to it: `title`, `extra.image`, `tags[0]`.
        key: String,
        #[command(flatten)]
        flags: HeaderFlags,
    },
    /// Show what is wrong with headers, and what would mend them.
    ///
    /// Writes nothing.
    #[command(after_help = examples::FRONT_MATTER_CHECK)]
    Check {
        /// The files; `-` for standard input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        flags: HeaderFlags,
    },
}

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

#[derive(Debug, clap::Args)]
pub(crate) struct Dedup {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Tell why two files are duplicates or are not: scores, thresholds, and the longest passages in both. If JSON
    /// Lines are given as PATH, A and B are ids.
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["include", "exclude", "index"])]
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
    /// Let all documents of a folder or file leave the index, by the name under which it was given or by its path. May
    /// be repeated.
    #[arg(long, value_name = "NAME", requires = "index", conflicts_with = "rebuild", help_heading = "Many documents")]
    pub(crate) forget: Vec<String>,
    /// Take about so much memory: 100M, 2G.
    #[arg(long, default_value = "250M", value_name = "SIZE", value_parser = size, help_heading = "Many documents")]
    pub(crate) memory: usize,
    /// The key under which JSON Lines have the text.
    #[arg(long, default_value = "text", value_name = "KEY", help_heading = "Many documents")]
    pub(crate) text_field: String,
    /// The key under which JSON Lines have the name.
    #[arg(long, default_value = "id", value_name = "KEY", help_heading = "Many documents")]
    pub(crate) id_field: String,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

impl Dedup {
    /// The keys of records.
    pub(crate) fn fields(&self) -> RecordFields {
        RecordFields {
            id: self.id_field.clone(),
            text: self.text_field.clone(),
            field: self.keep.field.clone(),
            ..RecordFields::default()
        }
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

/// Reads a number of bytes, with K, M or G behind it.
fn size(text: &str) -> Result<usize, String> {
    let expected = || "expected a number of bytes such as 500M or 2G".to_string();
    let (digits, unit) = match text.trim_end_matches(['b', 'B', 'i']) {
        it if it.ends_with(['k', 'K']) => (&it[..it.len() - 1], 10),
        it if it.ends_with(['m', 'M']) => (&it[..it.len() - 1], 20),
        it if it.ends_with(['g', 'G']) => (&it[..it.len() - 1], 30),
        it => (it, 0),
    };
    let number: usize = digits.trim().parse().map_err(|_| expected())?;
    let bytes = number.checked_mul(1 << unit).ok_or_else(expected)?;
    if bytes < LEAST_MEMORY { Err("too little: expected 50M or more".to_string()) } else { Ok(bytes) }
}

/// Less than this is taken by the program alone.
const LEAST_MEMORY: usize = 50 << 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) look: Look,
    /// The form of the output.
    #[arg(long, value_enum, default_value = "concise", value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: CheckFormat,
    /// Tell how much each rule found, instead of every finding.
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) statistics: bool,
    /// Exit with 0 though something was found.
    #[arg(long, help_heading = "Output")]
    pub(crate) exit_zero: bool,
    /// Do not show findings that this file knows, and exit with 0 if there are no others.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) baseline: Option<PathBuf>,
    /// Record all findings in this file, for --baseline.
    #[arg(long, value_name = "FILE", conflicts_with = "baseline", help_heading = "Output")]
    pub(crate) write_baseline: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) look: Look,
    /// Print a unified diff, which `patch` and `git apply` read: changes alone, without their reasons.
    #[arg(short, long)]
    pub(crate) unified: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// A line for each finding: file:line:column: rule (safe): evidence.
    Concise,
    /// The same with what would go.
    Full,
    /// A JSON array.
    Json,
    /// A JSON object on each line.
    Jsonl,
    /// SARIF 2.1.0, for code hosts and editors.
    Sarif,
    /// Annotations of a pull request, for GitHub Actions.
    Github,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Look {
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) decided: Decided,
    #[command(flatten)]
    pub(crate) rules: Rules,
    #[command(flatten)]
    pub(crate) budget: Budget,
    #[command(flatten)]
    pub(crate) settings: SettingsFlags,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SettingsFlags {
    /// The name of what stands on standard input (`-`): for its kind, its configuration, and messages.
    #[arg(long, value_name = "PATH", help_heading = "Configuration")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Show every setting and where it comes from. Writes nothing.
    #[arg(long, help_heading = "Configuration")]
    pub(crate) show_settings: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConfigFlags {
    /// Use this configuration for all documents, not the nearest unchaff.toml above each.
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    pub(crate) config: Option<PathBuf>,
    /// Use no configuration.
    #[arg(long, conflicts_with = "config", help_heading = "Configuration")]
    pub(crate) no_config: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Review {
    #[command(flatten)]
    pub(crate) look: Look,
    /// Write the page to this file [default: review.html].
    #[arg(long, value_name = "FILE", conflicts_with_all = ["serve", "terminal", "accept", "reject"])]
    pub(crate) out: Option<PathBuf>,
    /// Open the page in the browser.
    #[arg(long, conflicts_with_all = ["terminal", "accept", "reject"])]
    pub(crate) open: bool,
    /// Show the page at an address of this machine that nobody else knows, where saving writes the file of decisions.
    /// Ctrl-C ends it.
    #[arg(long, conflicts_with_all = ["terminal", "accept", "reject"])]
    pub(crate) serve: bool,
    /// The port of --serve [default: a free one].
    #[arg(long, value_name = "N", requires = "serve", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// Decide here, finding by finding. What was decided before is not asked again.
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    pub(crate) terminal: bool,
    /// Accept what these rules find (rules, categories or packs, separated by commas), Unsafe or not. That counts for
    /// all documents: no PATH is needed.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) accept: Vec<String>,
    /// Reject what these rules find.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) reject: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Decided {
    /// Do what this file says of findings, as `unchaff review` wrote it: what was rejected stays, what was accepted goes.
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Budget {
    /// Leave a document alone, and exit with 1, if more than so many percent of its words would go. Links and
    /// adverts do not count. 100: whatever is found may go. Default: 40, or what the configuration says.
    #[arg(long = "budget", value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) percent: Option<u8>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Files {
    /// Files and folders of them; `-` for standard input where one document is enough.
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
    #[arg(long = "unsafe", overrides_with = "no_unsafe")]
    pub(crate) with_unsafe: bool,
    /// Apply none of them, whatever the configuration says.
    #[arg(long, overrides_with = "with_unsafe")]
    pub(crate) no_unsafe: bool,
    /// Run only these rules, categories or packs (separated by commas); `none`: no rule at all.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Run these rules, categories or packs too, whatever the configuration ignores.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) extend_select: Vec<String>,
    /// Do not run these rules, categories or packs (separated by commas).
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// What documents are taken for: articles, or whole pages with menus and footers around one. Default: auto, or what
    /// the configuration says.
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Option<KindChoice>,
    #[command(flatten)]
    pub(crate) config: ConfigFlags,
}

impl Rules {
    /// Whether anything was said about them. What a document is, is no matter of rules.
    pub(crate) fn is_given(&self) -> bool {
        let Rules { packs, adblock_lists, with_unsafe, no_unsafe, select, extend_select, ignore, kind: _, config: _ } =
            self;
        let files = [&packs.files, adblock_lists];
        let names = [select, extend_select, ignore];
        *with_unsafe || *no_unsafe || files.iter().any(|it| !it.is_empty()) || names.iter().any(|it| !it.is_empty())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Kind"))]
pub(crate) enum KindChoice {
    /// Articles. HTML passes through unchanged.
    Post,
    /// Whole pages.
    Page,
    /// HTML for pages, the rest for articles unless it looks like a page. With --write no file for a page.
    Auto,
}

impl KindChoice {
    pub(crate) fn name(self) -> &'static str {
        TakenFor::from(self).name()
    }
}

impl From<KindChoice> for TakenFor {
    fn from(choice: KindChoice) -> Self {
        match choice {
            KindChoice::Post => Self::Post,
            KindChoice::Page => Self::Page,
            KindChoice::Auto => Self::Auto,
        }
    }
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
