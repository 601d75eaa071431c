//! The arguments of commands that look at findings: `check`, `diff`, `review`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Budget, Files, Rules, SettingsFlags};

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) look: Look,
    #[command(flatten)]
    pub(crate) cache: Cache,
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
pub(crate) struct Cache {
    /// Look at every document anew, and remember nothing of what was found.
    #[arg(long, help_heading = "Cache")]
    pub(crate) no_cache: bool,
    /// Remember in this folder what was found, so that the next `check` looks only at what is new. Default: `unchaff` in
    /// the folder that the system has for caches.
    #[arg(long, value_name = "DIR", env = "UNCHAFF_CACHE_DIR", hide_env_values = true, help_heading = "Cache")]
    pub(crate) cache_dir: Option<PathBuf>,
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
pub(crate) struct Decided {
    /// Do what this file says of findings, as `unchaff review` wrote it: what was rejected stays, what was accepted goes.
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
}
