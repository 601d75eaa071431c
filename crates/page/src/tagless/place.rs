//! What is known of the place where a line stands.

use super::lexicon::Hints;

/// The surroundings of one line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// Whether the line looks like a paragraph of an article.
    pub(crate) long_prose: bool,
    /// What it looks like, roughly.
    pub(crate) shape: u16,
    /// Lines without a blank line between them: the first, and the one behind the last.
    pub(crate) block: (u32, u32),
    /// Lines of the same shape, one after the other.
    pub(crate) run: (u32, u32),
    /// From a heading to the next one.
    pub(crate) section: (u32, u32),
    pub(crate) is_heading: bool,
    pub(crate) has_heading: bool,
    /// Hints of the heading above.
    pub(crate) heading_hints: Hints,
    /// 1 to 6; 7 if it only looks like one, 9 if there is none.
    pub(crate) heading_level: u8,
    /// The last short line that names what no article holds.
    pub(crate) label: Option<u32>,
    /// The last line before it that shows a picture.
    pub(crate) image: Option<u32>,
    pub(crate) previous_prose: Option<u32>,
    pub(crate) next_prose: Option<u32>,
    /// Groups of paragraphs, by how much may stand between them.
    pub(crate) groups: [Group; 2],
    pub(crate) alike: Alike,
    /// How often the same words make up a line.
    pub(crate) repeats: u32,
    /// Words that say something, and how many of them stand in the core of the page too.
    pub(crate) own_words: u32,
    pub(crate) topic_words: u32,
}

/// Paragraphs that little stands between.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Group {
    /// Prose words of the group that the last long paragraph belongs to.
    pub(crate) above: u32,
    /// Prose words of the group that this or the next long paragraph belongs to.
    pub(crate) below: u32,
    /// Both are one group.
    pub(crate) inside: bool,
    /// The largest group comes before, is around the line, comes later: -1, 0, 1.
    pub(crate) largest: i8,
}

/// All lines of a page that have one shape.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Alike {
    pub(crate) lines: u32,
    pub(crate) words: u32,
}
