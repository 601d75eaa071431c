//! Bytes of a page that hold nothing that is kept.

use std::ops::Range;

/// Bytes that can go, and the blocks that go with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Removal {
    /// Counted in the text of the page.
    pub(crate) bytes: Range<usize>,
    pub(crate) blocks: Range<usize>,
}

/// A text without the bytes of some removals, which are in order and disjoint.
pub(crate) fn without(text: &str, removals: &[Removal]) -> String {
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for removal in removals {
        left.push_str(&text[at..removal.bytes.start]);
        at = removal.bytes.end;
    }
    left.push_str(&text[at..]);
    left
}
