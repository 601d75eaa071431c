//! What a walk over the lines of a header finds.

use std::ops::Range;

use super::loose_key::LooseKey;

/// Something found on the way, in the order of the text.
#[derive(Debug)]
pub(crate) enum Piece {
    Slot(Slot),
    /// Blanks that lead a line, or follow a dash, and hold a tab, a no-break space or the like.
    Blanks {
        range: Range<usize>,
        width: usize,
    },
    /// A line that stands in no column of its neighbours.
    Misplaced {
        indent: Range<usize>,
        column: usize,
    },
    /// A key whose colon is not as YAML wants it.
    Separator(LooseKey),
    /// A key that starts with a character no plain text may start with.
    ReservedKey {
        key: Range<usize>,
    },
    /// The place between a dash and the text that sticks to it.
    StuckDash(usize),
    /// A line that is neither entry nor item nor part of a value.
    Stray {
        text: Range<usize>,
    },
}

/// The place of a value.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) key: Option<Range<usize>>,
    /// Where the text of the list item starts whose only or first entry this is.
    pub(crate) item: Option<usize>,
    /// The column of the mapping or list that holds the value.
    pub(crate) parent: usize,
    /// The mapping that holds the key: equal for keys of one mapping.
    pub(crate) mapping: usize,
    /// From the first byte to the end of the last line: a comment counts in.
    pub(crate) value: Range<usize>,
    pub(crate) shape: Shape,
    /// Whether one of the lines that continue the value might be an entry or item of its own.
    pub(crate) is_doubtful: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing, or no more than a comment.
    Empty,
    Plain,
    /// Past the closing quote or bracket, if there is one.
    Enclosed(Option<usize>),
    /// A block scalar.
    Block,
    /// Anchor or tag, and the value perhaps below.
    Properties,
}
