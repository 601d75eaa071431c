//! What was found in one document, in one list.

use std::{cmp::Ordering, collections::BTreeMap};

use unchaff_document::{Applicability, Edit, Evidence, RuleId, Span};

use crate::{Cleaned, hash};

/// Something that was found in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it stands, in bytes of the original.
    pub span: Span,
    /// What stands there instead, if it is applied.
    pub insert: Vec<u8>,
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
    pub fn name(self) -> &'static str {
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
    /// A hash of the bytes that go, without the blanks at their ends, and of those that stand there instead.
    pub text: String,
    /// Which one it is among those of the same rule with the same hash, counted from 1.
    pub nth: u32,
}

/// What was found in a document, sorted by place.
pub fn findings(source: &[u8], cleaned: &Cleaned) -> Vec<Finding> {
    let held_back = if cleaned.is_over_budget() { FindingState::OverBudget } else { FindingState::HeldBack };
    let lists = [
        (cleaned.edits.edits(), FindingState::Applied),
        (&cleaned.unapplied, FindingState::NotApplied),
        (&cleaned.held_back, held_back),
    ];
    let of_edit = |it: &Edit, state| {
        let Edit { span, insert, rule, applicability, evidence } = it.clone();
        Finding {
            identity: identity(source, span, &insert),
            span,
            insert,
            rule,
            applicability: Some(applicability),
            state,
            evidence,
        }
    };
    let mut found: Vec<Finding> =
        lists.into_iter().flat_map(|(edits, state)| edits.iter().map(move |it| of_edit(it, state))).collect();
    found.extend(cleaned.reports.iter().map(|it| Finding {
        span: it.span,
        insert: Vec::new(),
        rule: it.rule.clone(),
        applicability: None,
        state: FindingState::Reported,
        evidence: it.evidence.clone(),
        identity: identity(source, it.span, &[]),
    }));
    found.sort_by(order);
    number(&mut found);
    found
}

fn order(one: &Finding, other: &Finding) -> Ordering {
    let key = |it: &Finding| (it.span, it.state);
    key(one).cmp(&key(other)).then_with(|| (&one.rule, &one.evidence).cmp(&(&other.rule, &other.evidence)))
}

/// Half of a hash is enough to tell the findings of a document apart.
const HASH_DIGITS: usize = 32;

fn identity(source: &[u8], span: Span, insert: &[u8]) -> Identity {
    let mut said = source[span.range()].trim_ascii().to_vec();
    said.push(0xff); // no byte of UTF-8
    said.extend_from_slice(insert.trim_ascii());
    let mut text = hash(&said);
    text.truncate(HASH_DIGITS);
    Identity { text, nth: 1 }
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
