//! Bytes of a page that hold nothing that is kept.

use std::ops::Range;

/// Bytes that can go, and the blocks that go with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Removal {
    /// Counted in the text of the page.
    pub(crate) bytes: Range<usize>,
    pub(crate) blocks: Range<usize>,
}
