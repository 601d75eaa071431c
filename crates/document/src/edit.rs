//! What a rule wants done to a document, and a settled set of such wishes.

use std::{borrow::Cow, cmp::Ordering, fmt};

use serde::{Deserialize, Serialize};

use crate::{RecordedEdit, Span, compose::compose, kept::Kept};

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
#[non_exhaustive]
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
    /// The probability to be a part of the article, in percent.
    Score(u8),
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
            Self::Score(it) => write!(f, "{it} % likely to be of the article"),
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
    /// Which repair of its rule it is a part of; none if it is made for itself.
    pub repair: Option<u32>,
}

impl Edit {
    /// Whether both are parts of one repair.
    pub fn is_one_with(&self, other: &Self) -> bool {
        self.repair.is_some() && self.by_repair(other).is_eq()
    }

    /// An order in which the parts of a repair stand together.
    pub fn by_repair(&self, other: &Self) -> Ordering {
        (self.repair, &self.rule, &self.evidence).cmp(&(other.repair, &other.rule, &other.evidence))
    }
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

    /// The edits of a record. `None` if they overlap, are out of order or without effect: then this is no
    /// record of ours.
    pub fn of_record(record: &[RecordedEdit]) -> Option<Self> {
        let is_edit = |it: &RecordedEdit| it.start < it.end || it.start == it.end && !it.insert.0.is_empty();
        let is_sorted = record.windows(2).all(|it| it[0].end <= it[1].start);
        let edit = |it: &RecordedEdit| Edit {
            span: Span::new(it.start, it.end),
            insert: it.insert.0.clone(),
            rule: it.rule.clone(),
            applicability: it.applicability,
            evidence: it.evidence.clone(),
            repair: None,
        };
        (is_sorted && record.iter().all(is_edit)).then(|| Self::from_sorted(record.iter().map(edit).collect()))
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

    /// These edits and then `later`, which were made for their output, as edits of one original.
    ///
    /// A later edit that reaches over bytes which are gone already becomes several; one that changes bytes
    /// which were put in becomes one with the edit that put them there, under the rule of that one, or under
    /// its own if nothing of them is left. `None` if `later` was made for another document.
    pub fn then(&self, later: &Self) -> Option<Self> {
        compose(self, &later.edits).map(Self::from_sorted)
    }

    /// Where bytes of the output stand in the original; `None` where they were put in.
    pub fn origins(&self, places: &[u32]) -> Vec<Option<u32>> {
        let kept = Kept::new(self);
        let origin = |at: &u32| kept.to_original(Span::new(*at, at.saturating_add(1))).first().map(|it| it.start);
        places.iter().map(origin).collect()
    }

    /// Where spans of the original stand in the output; what is gone stands where it stood.
    pub fn images(&self, spans: &[Span]) -> Vec<Span> {
        // How much longer the output is than the original, up to each edit.
        let mut growth = vec![0_i64];
        for edit in &self.edits {
            growth.push(growth[growth.len() - 1] + edit.insert.len() as i64 - edit.span.len() as i64);
        }
        let image = |at: u32| {
            let next = self.edits.partition_point(|it| it.span.end <= at);
            let at = self.edits.get(next).map_or(at, |it| at.min(it.span.start));
            u32::try_from(i64::from(at) + growth[next]).unwrap_or(u32::MAX)
        };
        spans.iter().map(|it| Span::new(image(it.start), image(it.end))).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(source: &str, changes: &[(&str, &str)]) -> EditSet {
        let edit = |(removed, insert): &(&str, &str)| {
            let start = source.find(removed).expect("the text stands there");
            Edit {
                span: Span::of(start..start + removed.len()),
                insert: insert.as_bytes().to_vec(),
                rule: RuleId::new("test"),
                applicability: Applicability::Safe,
                evidence: Evidence::Blanks,
                repair: None,
            }
        };
        EditSet::from_sorted(changes.iter().map(edit).collect())
    }

    #[test]
    fn edits_of_two_runs_become_edits_of_the_first_input() {
        let source = "zero one two three four";
        let first = edits(source, &[("one ", ""), ("three", "3")]);
        let middle = String::from_utf8(first.apply(source.as_bytes())).expect("text");
        assert_eq!(middle, "zero two 3 four");
        // Removes bytes on both sides of what the first run removed.
        let second = edits(&middle, &[("ro tw", ""), (" four", "")]);
        let both = first.then(&second).expect("nothing put in is touched");
        assert_eq!(both.apply(source.as_bytes()), second.apply(middle.as_bytes()));
    }

    #[test]
    fn changing_what_was_put_in_becomes_one_edit() {
        let first = edits("a: ![](b)", &[("![](b)", "'![](b)'")]);
        let second = edits("a: '![](b)'", &[("![](", ""), (")", "")]);
        let both = first.then(&second).expect("the second was made for the output of the first");
        assert_eq!(both, edits("a: ![](b)", &[("![](b)", "'b'")]));
    }
}
