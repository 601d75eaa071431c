//! The arguments that say which documents and which configuration.

use std::path::PathBuf;

use super::MaxFileSize;

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
pub(crate) struct Files {
    /// Files and folders of them; `-` for standard input where one document is enough.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Look only at documents that this glob matches. It reads as in a .gitignore: `drafts/` is all in folders of that
    /// name, `*.md` a name anywhere; with a slash in it, it begins at PATH. A folder that matches counts with all below
    /// it. May be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,
    /// Leave documents alone that this glob matches. May be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    #[command(flatten)]
    pub(crate) max_file_size: MaxFileSize,
}
