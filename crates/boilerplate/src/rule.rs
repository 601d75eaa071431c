//! What a rule is.

use std::fmt;

use unchaff_document::RuleId;

use crate::{Claims, Context};

/// A named pattern of boilerplate, and the function that finds it.
pub struct Rule {
    /// Its name, also the name of its file, its page and its folder of seeds.
    pub id: RuleId,
    /// When it runs.
    pub phase: Phase,
    /// What kind of thing it finds.
    pub category: Category,
    /// What it finds, in a few words without a verb.
    pub summary: &'static str,
    /// Its page: what it removes, why, an example, what it keeps.
    pub explanation: &'static str,
    /// The version it first appeared in.
    pub since: &'static str,
    /// Looks at a document and claims spans.
    pub check: fn(&Context<'_>, &mut Claims<'_>),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("id", &self.id).field("phase", &self.phase).finish_non_exhaustive()
    }
}

/// The order in which rules run. Blocks that one phase takes out are not seen by the next, so that an
/// advert between a heading and its links hides neither. Inside a phase the order does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Phase {
    /// Markup that names itself, values of the front matter.
    Markup,
    /// Shapes made of several blocks.
    Structure,
    /// What stands first, last or twice among the blocks that stay.
    Position,
    /// What the other rules have made of the author's words to this program. Nothing is claimed here.
    Review,
}

/// What kind of thing a rule finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Category {
    /// Adverts.
    Advert,
    /// Pointers to other articles.
    Related,
    /// Sign-up boxes.
    Newsletter,
    /// Buttons, prices and cards that only sell.
    Shop,
    /// Ways through the page or the site.
    Navigation,
    /// Buttons for sharing and rating.
    Sharing,
    /// Comments of readers, and their form.
    Comments,
    /// Who wrote it, and when.
    Author,
    /// Notices of the house.
    Notice,
    /// Values of the header.
    FrontMatter,
    /// Text that stands twice.
    Repetition,
    /// Captions and credits of pictures.
    Credit,
    /// Blanks nobody sees.
    Whitespace,
    /// Words that scraping has damaged.
    Damage,
    /// Words to this program.
    Directive,
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Advert => "advert",
            Self::Related => "related",
            Self::Newsletter => "newsletter",
            Self::Shop => "shop",
            Self::Navigation => "navigation",
            Self::Sharing => "sharing",
            Self::Comments => "comments",
            Self::Author => "author",
            Self::Notice => "notice",
            Self::FrontMatter => "front-matter",
            Self::Repetition => "repetition",
            Self::Credit => "credit",
            Self::Whitespace => "whitespace",
            Self::Damage => "damage",
            Self::Directive => "directive",
        })
    }
}
