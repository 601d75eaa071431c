//! The arguments of `review`.

use std::path::PathBuf;

use super::Look;

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
