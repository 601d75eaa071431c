//! What was found in one document, in one list.

use std::{cmp::Ordering, collections::BTreeMap};

use unchaff_document::{Applicability, Edit, Evidence, RuleId, Span};

use crate::{Cleaned, hash, place::words_of};

/// Something that was found in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it stands, in bytes of the original: from its first part to its last.
    pub span: Span,
    /// What changes there, sorted; at least one. A repair of the front matter may have several parts, and what stands
    /// between them stays.
    pub parts: Vec<Part>,
    /// The rule.
    pub rule: RuleId,
    /// Whether it is made without asking. What is only reported is nobody's to apply: `None`.
    pub applicability: Option<Applicability>,
    /// What became of it.
    pub state: FindingState,
    /// What the rule saw.
    pub evidence: Evidence,
    /// What it is known by, however much changes around it.
    pub identity: Identity,
}

/// A part of what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The bytes that go, in the original.
    pub span: Span,
    /// What stands there instead, if it is applied.
    pub insert: Vec<u8>,
}

impl Finding {
    fn new(source: &[u8], edits: &[&Edit], state: FindingState) -> Self {
        let (first, last) = (edits[0], edits[edits.len() - 1]);
        let mut finding = Self {
            span: Span::new(first.span.start, last.span.end),
            parts: edits.iter().map(|it| Part { span: it.span, insert: it.insert.clone() }).collect(),
            rule: first.rule.clone(),
            applicability: Some(first.applicability),
            state,
            evidence: first.evidence.clone(),
            identity: Identity { text: String::new(), nth: 1 },
        };
        finding.identity.text = Identity::text(source, finding.span, &finding.insert(source));
        finding
    }

    /// What stands in its place, if it is applied.
    pub fn insert(&self, source: &[u8]) -> Vec<u8> {
        let (mut insert, mut at) = (Vec::new(), self.span.start as usize);
        for Part { span, insert: part } in &self.parts {
            insert.extend_from_slice(&source[at..span.start as usize]);
            insert.extend_from_slice(part);
            at = span.end as usize;
        }
        insert
    }

    /// How many bytes of the original it takes.
    pub fn n_bytes(&self) -> usize {
        self.parts.iter().map(|it| it.span.len()).sum()
    }
}

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingState {
    /// It is applied, or would be.
    Applied,
    /// It is Unsafe, and nobody asked for it.
    NotApplied,
    /// What stays would have changed its meaning.
    HeldBack,
    /// The document would have lost too much.
    OverBudget,
    /// Only a person can judge it.
    Reported,
}

impl FindingState {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::NotApplied => "not-applied",
            Self::HeldBack => "held-back",
            Self::OverBudget => "over-budget",
            Self::Reported => "reported",
        }
    }
}

/// What a finding is known by in its document, together with its rule: neither lines above it nor blanks around it
/// count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Of the bytes that go, without the blanks at their ends, a hash and the number; and a hash of what stands there
    /// instead, if anything does.
    pub text: String,
    /// Which one it is among those of the same rule with the same text, counted from 1.
    pub nth: u32,
}

impl Identity {
    fn text(source: &[u8], span: Span, insert: &[u8]) -> String {
        let words = &source[words_of(source, span).range()];
        let mut text = format!("{}-{}", digest(words), words.len());
        if !insert.is_empty() {
            text.push_str(&format!("-{}", digest(insert.trim_ascii())));
        }
        text
    }

    /// Where a document has the text that went, whoever finds it there. A long one is looked for between the
    /// ends of words only.
    pub(crate) fn places(&self, source: &[u8]) -> Vec<Span> {
        let mut parts = self.text.split('-');
        let (Some(wanted), Some(length)) = (parts.next(), parts.next().and_then(|it| it.parse::<usize>().ok())) else {
            return Vec::new();
        };
        if length == 0 || length > source.len() {
            return Vec::new();
        }
        let is_word = |it: u8| it.is_ascii_alphanumeric() || !it.is_ascii();
        let is_inside = |at: usize| at > 0 && at < source.len() && is_word(source[at - 1]) && is_word(source[at]);
        let is_edge = |at: usize| length <= SHORT || !is_inside(at);
        let mut n_hashed = 0;
        let starts = (0..=source.len() - length).filter(|it| is_edge(*it) && is_edge(it + length));
        let mut places = Vec::new();
        for start in starts {
            n_hashed += length;
            if n_hashed > MOST_HASHED {
                return vec![Span::of(0..source.len())]; // nobody knows, so all of it stays
            }
            if digest(&source[start..start + length]) == wanted {
                places.push(Span::of(start..start + length));
            }
        }
        places
    }
}

/// A text of so few bytes may be anywhere: it need not have ends of words.
const SHORT: usize = 64;

/// So many bytes are hashed to find a text again.
const MOST_HASHED: usize = 1 << 30;

/// Half of a hash is enough to tell the texts of a document apart.
fn digest(bytes: &[u8]) -> String {
    let mut digest = hash(bytes);
    digest.truncate(32);
    digest
}

/// What was found in a document, sorted by place.
pub fn findings(source: &[u8], cleaned: &Cleaned) -> Vec<Finding> {
    let held_back = if cleaned.is_over_budget() { FindingState::OverBudget } else { FindingState::HeldBack };
    let lists = [
        (cleaned.edits.edits(), FindingState::Applied),
        (&cleaned.unapplied, FindingState::NotApplied),
        (&cleaned.held_back, held_back),
    ];
    let mut found = Vec::new();
    for (edits, state) in lists {
        found.extend(by_finding(edits).iter().map(|it| Finding::new(source, it, state)));
    }
    found.extend(cleaned.reports.iter().map(|it| Finding {
        span: it.span,
        parts: vec![Part { span: it.span, insert: Vec::new() }],
        rule: it.rule.clone(),
        applicability: None,
        state: FindingState::Reported,
        evidence: it.evidence.clone(),
        identity: Identity { text: Identity::text(source, it.span, &[]), nth: 1 },
    }));
    found.sort_by(order);
    number(&mut found);
    found
}

/// The edits of each finding: the parts of a repair together.
pub(crate) fn by_finding(edits: &[Edit]) -> Vec<Vec<&Edit>> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by(|one, other| one.by_repair(other));
    edits.chunk_by(|one, other| one.is_one_with(other)).map(<[&Edit]>::to_vec).collect()
}

fn order(one: &Finding, other: &Finding) -> Ordering {
    let key = |it: &Finding| (it.span, it.state);
    key(one).cmp(&key(other)).then_with(|| (&one.rule, &one.evidence).cmp(&(&other.rule, &other.evidence)))
}

/// Tells apart what says the same.
fn number(found: &mut [Finding]) {
    let mut met: BTreeMap<(RuleId, String), u32> = BTreeMap::new();
    for it in found {
        let n = met.entry((it.rule.clone(), it.identity.text.clone())).or_default();
        *n += 1;
        it.identity.nth = *n;
    }
}
