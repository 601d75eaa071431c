//! Where `check` remembers what it found.

use etcetera::BaseStrategy;
use unchaff_driver::CheckCache;

use crate::{args::Cache, config::Configured};

/// The cache that was asked for, or that of the user. Who has no home has none.
pub(super) fn of(args: &Cache, configured: &Configured) -> Option<CheckCache> {
    let of_user = || etcetera::choose_base_strategy().ok().map(|it| it.cache_dir().join("unchaff"));
    let folder = args.cache_dir.clone().or_else(of_user).filter(|_| !args.no_cache)?;
    Some(CheckCache { folder, files: configured.file_hashes() })
}
