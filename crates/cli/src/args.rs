//! The arguments.

mod clean;
mod dedup;
mod examples;
mod files;
mod front_matter;
mod keys;
mod look;
mod review;
mod rules;
mod size;

use std::{ffi::OsString, path::PathBuf};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use self::{
    clean::{Clean, DuplicatesChoice, FormChoice, base_url},
    dedup::{Dedup, GroupFormat},
    files::{ConfigFlags, Files, SettingsFlags},
    front_matter::{FrontMatter, HeaderFlags},
    keys::KeyFlags,
    look::{Cache, Check, CheckFormat, Decided, Diff, Look},
    review::Review,
    rules::{Budget, DialectChoice, KindChoice, Packs, Rules},
    size::MaxFileSize,
};

/// Cleans scraped and migrated articles, and gives back every byte when asked.
#[derive(Debug, Parser)]
#[command(name = "unchaff", version, max_term_width = 100, help_template = SCREEN)]
pub(crate) struct Args {
    /// Work on so many threads; 0: one for each core.
    #[arg(long, global = true, default_value_t = 0, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u16).range(..=1024))]
    pub(crate) threads: u16,

    /// Say nothing but what is asked for, and what goes wrong.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// With `clean`: say what becomes of each document.
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
    /// Writes nothing. Exit 1 if `clean --out` would change something, or would not because too much would go (where the
    /// configuration says that files change in place, the same of that); 2 if something cannot be read.
    #[command(after_help = examples::CHECK)]
    Check(Check),
    /// Show what `clean` would change, line by line.
    ///
    /// Input and outcome of every document. Writes nothing.
    #[command(after_help = examples::DIFF)]
    Diff(Diff),
    /// Explain a rule, or why the lines of a document stay or go.
    ///
    /// Of a rule: what it removes, why, an example, what it keeps. Of a category or pack: its rules.
    #[command(after_help = examples::EXPLAIN)]
    Explain {
        /// The name of a rule, category or pack, or FILE, FILE:LINE or FILE:LINE:COLUMN.
        #[arg(value_name = "RULE|FILE[:LINE]")]
        subject: String,
        #[command(flatten)]
        rules: Rules,
        #[command(flatten)]
        budget: Budget,
        #[command(flatten)]
        max_file_size: MaxFileSize,
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
    /// Find documents that say the same, in folders and records.
    #[command(after_help = examples::DEDUP)]
    #[command(mut_arg("paths", |it| it.required(false).required_unless_present_any(["explain", "forget"])))]
    Dedup(Box<Dedup>),
    /// Accept or reject findings, on a page or in the terminal.
    ///
    /// `clean --decisions` obeys.
    #[command(after_help = examples::REVIEW)]
    #[command(mut_arg("decisions", |it| it.help("The decisions to begin with; --serve, --terminal, --accept and --reject write them there [default: unchaff-decisions.json]")))]
    #[command(mut_arg("stdin_filename", |it| it.hide(true)))] // decisions name files
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
        /// The command whose page it is, such as `clean` or `front-matter set`; otherwise the program.
        #[arg(value_name = "COMMAND", conflicts_with = "out")]
        words: Vec<String>,
        /// Write a page for each command into this folder.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}
