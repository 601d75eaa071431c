//! What the filter lists of a user find: lists in the syntax of EasyList, which ad blockers read.
//!
//! Not one of [`RULES`](crate::RULES): without a list there is nothing to find, and no list comes with the program.

#[cfg(feature = "adblock")]
mod check;
#[cfg(feature = "adblock")]
mod lists;
#[cfg(feature = "adblock")]
mod shells;
#[cfg(feature = "adblock")]
mod words;

use std::fmt;

use unchaff_document::RuleId;

#[cfg(feature = "adblock")]
pub(crate) use check::check;
#[cfg(feature = "adblock")]
pub use lists::AdblockLists;

/// The rule under which everything is reported that filter lists find.
pub const ADBLOCK_LIST: RuleId = RuleId::new("adblock-list");

/// The page of [`ADBLOCK_LIST`].
pub const ADBLOCK_LIST_PAGE: &str = include_str!("adblock/adblock_list.md");

/// The program was built without the feature `adblock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAdblock;

impl fmt::Display for NoAdblock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("filter lists cannot be read: unchaff was built without the feature `adblock`")
    }
}

impl std::error::Error for NoAdblock {}

/// Filter lists; without the feature `adblock` there are none.
#[cfg(not(feature = "adblock"))]
#[derive(Debug)]
pub enum AdblockLists {}

#[cfg(not(feature = "adblock"))]
impl AdblockLists {
    /// Always fails.
    ///
    /// # Errors
    /// Without the feature `adblock`.
    pub fn new(_: impl IntoIterator<Item = String>) -> Result<Self, NoAdblock> {
        Err(NoAdblock)
    }
}

#[cfg(not(feature = "adblock"))]
pub(crate) fn check(lists: &AdblockLists, _: &crate::Context<'_>, _: &mut crate::Claims<'_>) {
    match *lists {}
}
