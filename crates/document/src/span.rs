//! A range of bytes in an original file.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in the original file, the front matter included.
///
/// Offsets are `u32`: a file of 4 GiB or more is refused where documents are made
/// (see [`TooLarge`](crate::TooLarge)), and the tables of blocks and edits stay half as large.
///
/// Invariant: `start <= end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The first byte that does not belong to the span any more.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`.
    ///
    /// # Panics
    /// If `end` lies before `start`.
    pub const fn new(start: u32, end: u32) -> Self {
        assert!(start <= end, "a span ends before it starts");
        Self { start, end }
    }

    /// The span of a `usize` range that is known to lie in a document.
    ///
    /// # Panics
    /// If an end lies beyond 4 GiB; [`Document::parse`](crate::Document::parse) lets no such file in.
    pub fn of(range: Range<usize>) -> Self {
        let offset = |it: usize| u32::try_from(it).expect("documents are smaller than 4 GiB");
        Self::new(offset(range.start), offset(range.end))
    }

    /// As a range to index a slice with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether every byte of `other` is a byte of this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}
