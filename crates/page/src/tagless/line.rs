//! One line that says something, and what is counted while it is read.

use std::ops::Range;

use super::lexicon::{Hint, Hints};

/// What stands at the start of a line tells what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Prose,
    /// `# Title`, or a line underlined with `=` or `-`.
    Heading,
    Bullet,
    Numbered,
    /// A row of a table.
    Row,
    Quote,
    /// Inside of a fence.
    Code,
    /// No word and no picture: a rule, a lone bracket, the fence itself.
    Mark,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Edge {
    #[default]
    Nothing,
    Upper,
    Lower,
    Digit,
    /// `.` `!` `?` `…` `。`, also with a quotation mark behind it.
    Stop,
    Colon,
    Comma,
    /// `)` and `]`.
    Bracket,
    /// A quotation mark, and all other characters.
    Other,
}

/// A line that is not blank.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Its bytes, without the line end.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
    /// The level of a heading, else the depth of a quote.
    pub(crate) level: u8,
    /// Columns before the text; a tab counts four.
    pub(crate) indent: u32,
    /// Blank lines before it.
    pub(crate) blanks: u32,
    /// The first line of the link that this line is a part of, if a link spans lines; else itself.
    pub(crate) unit: u32,
    /// Where its words are in [`Lines::words`].
    ///
    /// [`Lines::words`]: super::scan::Lines::words
    pub(crate) words: Range<u32>,
    pub(crate) counts: Counts,
    /// Links that end on it, or that it lies in.
    pub(crate) links: u32,
    pub(crate) images: u32,
    /// The first picture stands before the first word.
    pub(crate) image_first: bool,
    /// A hash of all its words.
    pub(crate) hash: u32,
}

impl Line {
    /// How many words of this line can be seen; for scripts that put no blanks between words, an estimate.
    pub(crate) fn weight(&self) -> u32 {
        self.counts.words.max(self.counts.letters / 12)
    }

    /// Whether most of it is a link.
    pub(crate) fn is_link(&self) -> bool {
        self.counts.linked * 2 > self.counts.words
    }

    /// Whether it looks like a paragraph of an article.
    pub(crate) fn is_long_prose(&self) -> bool {
        self.weight() >= 18
            && self.counts.linked * 3 < self.counts.words
            && self.kind != Kind::Heading
            && matches!(self.counts.last, Edge::Stop | Edge::Colon | Edge::Bracket | Edge::Other)
    }
}

/// What can be seen of a line. Descriptions of pictures cannot.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) words: u32,
    /// Bytes of words.
    pub(crate) letters: u32,
    pub(crate) linked: u32,
    pub(crate) bold: u32,
    /// Words that begin with a capital letter of ASCII.
    pub(crate) capitals: u32,
    /// Words of digits alone.
    pub(crate) numbers: u32,
    /// Ends of sentences.
    pub(crate) stops: u32,
    /// Words before the first colon; 0 if there is none.
    pub(crate) before_colon: u32,
    /// How the line ends.
    pub(crate) last: Edge,
    /// Words with a hint that articles rarely have.
    pub(crate) hinted: u32,
    pub(crate) stop_words: u32,
    pub(crate) legal: u32,
    /// Words of comments and forums.
    pub(crate) talk: u32,
    /// Words about pictures and their makers.
    pub(crate) pictures: u32,
    /// Parts of dates.
    pub(crate) dates: u32,
    pub(crate) we: u32,
    pub(crate) you: u32,
    pub(crate) me: u32,
    /// The hints that were seen.
    pub(crate) seen: Hints,
}

impl Counts {
    /// Adds the hints of a word.
    #[inline]
    pub(super) fn add(&mut self, hints: Hints) {
        let one = |it: Hint| u32::from(hints.has(it));
        self.seen = Hints(self.seen.0 | hints.0);
        self.stop_words += one(Hint::Stop);
        self.we += one(Hint::We);
        self.you += one(Hint::You);
        self.me += one(Hint::Me);
        if hints.any_of(BOILERPLATE) {
            self.hinted += 1;
            self.legal += one(Hint::Legal);
            self.talk += one(Hint::Comments) + one(Hint::Forum);
            self.pictures += one(Hint::Picture);
            self.dates += one(Hint::Date);
        }
    }
}

/// Hints of words that articles rarely have.
const BOILERPLATE: Hints = Hints(!(Hint::Stop.bit() | Hint::We.bit() | Hint::You.bit() | Hint::Me.bit()));
