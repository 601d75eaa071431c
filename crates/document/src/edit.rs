//! What a rule wants done to a document, and a settled set of such wishes.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::Span;

/// The name of a rule, as people write it: `also-link`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// The id of a rule that is part of the program.
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<String> for RuleId {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}

/// Whether an edit is made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// The shape and a closed vocabulary together leave no room for an author's sentence.
    Safe,
    /// Wording or position alone: reported, and applied only on request.
    Unsafe,
}

impl fmt::Display for Applicability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        })
    }
}

/// Why a rule claims a span: what it saw, in words a reviewer can check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Markup that names itself: a class, a comment.
    Markup(String),
    /// A word of a closed vocabulary that stands before a link.
    Label(String),
    /// A heading and what stands under it.
    Heading(String),
    /// A phrase.
    Phrase(String),
    /// The same text or the same links stand somewhere else in the document.
    Repeats(String),
    /// Where the text stands.
    Position(String),
    /// A value of the front matter.
    Value(String),
    /// Blanks nobody sees.
    Blanks,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Markup(it) => write!(f, "markup {it:?}"),
            Self::Label(it) => write!(f, "label {it:?}"),
            Self::Heading(it) => write!(f, "heading {it:?}"),
            Self::Phrase(it) => write!(f, "phrase {it:?}"),
            Self::Repeats(it) => write!(f, "repeats {it:?}"),
            Self::Position(it) => write!(f, "position: {it}"),
            Self::Value(it) => write!(f, "value {it:?}"),
            Self::Blanks => f.write_str("blanks"),
        }
    }
}

/// One change: these bytes of the original become those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The bytes that go, counted in the original file.
    pub span: Span,
    /// What stands there instead. Always empty in the body: there we only delete.
    pub insert: Vec<u8>,
    /// The rule that claimed the span.
    pub rule: RuleId,
    /// Whether the edit is made without asking.
    pub applicability: Applicability,
    /// What the rule saw.
    pub evidence: Evidence,
}

/// What a run changes in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSet {
    /// Invariant: sorted by start, disjoint, none without effect.
    edits: Vec<Edit>,
}

impl EditSet {
    /// Takes edits of which the invariant is known to hold.
    ///
    /// # Panics
    /// If they overlap, are out of order, or one has no effect.
    pub(crate) fn from_sorted(edits: Vec<Edit>) -> Self {
        for edit in &edits {
            assert!(!edit.span.is_empty() || !edit.insert.is_empty(), "an edit without effect");
        }
        for pair in edits.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "edits overlap");
        }
        Self { edits }
    }

    /// The edits, sorted and disjoint.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edits that satisfy `keep`.
    #[must_use]
    pub fn filter(&self, mut keep: impl FnMut(&Edit) -> bool) -> Self {
        Self { edits: self.edits.iter().filter(|it| keep(it)).cloned().collect() }
    }

    /// Writes the edited document, in one pass.
    ///
    /// # Panics
    /// If an edit points beyond `source`, that is, was made for another document.
    pub fn apply(&self, source: &[u8]) -> Vec<u8> {
        let mut output = Vec::with_capacity(source.len());
        let mut kept_to = 0;
        for edit in &self.edits {
            output.extend_from_slice(&source[kept_to..edit.span.start as usize]);
            output.extend_from_slice(&edit.insert);
            kept_to = edit.span.end as usize;
        }
        output.extend_from_slice(&source[kept_to..]);
        output
    }
}
