//! Why a document, or a part of it, was not looked at or not changed.

use std::fmt;

use unchaff_page::Unreadable;

/// Why a document, or a part of it, was not looked at or not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The text is not UTF-8; the document passes through unchanged.
    NotUtf8 {
        /// The first byte that is not.
        offset: usize,
    },
    /// A whole HTML page that is not taken for one; it passes through unchanged.
    WholePage,
    /// A review page of this program; it passes through unchanged.
    Review,
    /// A whole page that nobody can read; it passes through unchanged.
    Unreadable(Unreadable),
    /// Markdown or text that was taken for a whole page by what stands in it.
    TakenForPage,
    /// A whole page in which there seems to be no article; it passes through unchanged.
    NoArticle {
        /// What the best choice of blocks promises, in percent.
        quality: u8,
        /// Whether they are teasers of other pages for the most part.
        is_index: bool,
    },
    /// Nothing came of a conversion.
    NotConverted,
    /// 4 GiB or more; it passes through unchanged.
    TooLarge,
    /// The front matter cannot be read; the body was cleaned all the same.
    FrontMatter {
        /// Where, in bytes of the file.
        offset: usize,
        /// What is wrong with it.
        message: String,
    },
    /// The edits would take more of the prose than the budget allows; nothing was applied.
    OverBudget {
        /// The words of prose that would go.
        n_lost: usize,
        /// All words of prose.
        n_words: usize,
        /// What may go, in percent.
        budget: u8,
    },
    /// Decisions reject what does not stand in the document any more.
    StaleDecisions {
        /// How many.
        n: usize,
    },
    /// The edits would not leave a word; nothing was applied.
    NothingLeft {
        /// The words that would go.
        n_words: usize,
    },
}

impl Note {
    /// The byte it speaks of.
    pub fn offset(&self) -> usize {
        match self {
            Self::NotUtf8 { offset } | Self::FrontMatter { offset, .. } => *offset,
            Self::WholePage
            | Self::Review
            | Self::Unreadable(_)
            | Self::TakenForPage
            | Self::NoArticle { .. }
            | Self::NotConverted
            | Self::TooLarge
            | Self::OverBudget { .. }
            | Self::StaleDecisions { .. }
            | Self::NothingLeft { .. } => 0,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { .. } => f.write_str("not UTF-8: left unchanged (convert it first, for example with iconv)"),
            Self::WholePage => {
                f.write_str("an HTML page: left unchanged (`--kind page` removes what surrounds its article)")
            }
            Self::Review => f.write_str("a review page of unchaff: left unchanged"),
            Self::Unreadable(why) => write!(f, "the page cannot be read: {why} (left unchanged)"),
            Self::TakenForPage => {
                f.write_str("looks like a whole page, and is taken for one (`--kind post` takes it for an article)")
            }
            Self::NoArticle { is_index: true, .. } => {
                f.write_str("no article is found in the page: most of it are teasers of other pages (left unchanged)")
            }
            Self::NoArticle { quality, is_index: false } => write!(
                f,
                "no article is found in the page: the best choice promises to be {quality} % right (left unchanged)"
            ),
            Self::NotConverted => f.write_str("not converted: no file is written for it"),
            Self::TooLarge => f.write_str("4 GiB or more: left unchanged"),
            Self::FrontMatter { message, .. } => {
                write!(f, "front matter cannot be read: {message} (only the body is cleaned)")
            }
            Self::OverBudget { n_lost, n_words, budget } => write!(
                f,
                "{n_lost} of {n_words} words of prose would go, more than the budget of {budget} %: left unchanged \
                 (`unchaff diff --budget 100` shows what would go)"
            ),
            Self::StaleDecisions { n } => write!(
                f,
                "{n} rejected passage{} not stand here any more (the document was changed since it was reviewed)",
                if *n == 1 { " does" } else { "s do" }
            ),
            Self::NothingLeft { n_words } => write!(
                f,
                "all words would go, {n_words} of them: left unchanged (`unchaff diff --budget 100` shows them)"
            ),
        }
    }
}

impl From<Unreadable> for Note {
    fn from(why: Unreadable) -> Self {
        match why {
            Unreadable::TooLarge => Self::TooLarge,
            Unreadable::NotUtf8 { offset } => Self::NotUtf8 { offset },
            why => Self::Unreadable(why),
        }
    }
}
