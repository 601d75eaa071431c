//! The arguments of `front-matter`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{ConfigFlags, DialectChoice, MaxFileSize, examples};

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
    /// Writes nothing. Exit 1 if something is.
    #[command(after_help = examples::FRONT_MATTER_CHECK)]
    Check {
        /// Files and folders of them; `-` for standard input.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        flags: HeaderFlags,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct HeaderFlags {
    /// Repair the header first: quotes that are missing, tabs, blank lines before it, text that would get lost.
    #[arg(long)]
    pub(crate) tolerant: bool,
    /// What counts as a header: what most programs agree on, or what Hexo reads (no TOML). Default: strict, or what the
    /// configuration says.
    #[arg(long, value_enum, value_name = "DIALECT")]
    pub(crate) dialect: Option<DialectChoice>,
    #[command(flatten)]
    pub(crate) config: ConfigFlags,
    #[command(flatten)]
    pub(crate) max_file_size: MaxFileSize,
}
