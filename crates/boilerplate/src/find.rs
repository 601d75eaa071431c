//! Runs rules over a document.

use std::borrow::Cow;

use unchaff_document::{Applicability, Edit, EditSet, Span, settle};

use crate::{
    Claims, Phase, Reading, Report, RuleSet, pack,
    places::{Places, joined},
    suppress::Suppressions,
};

/// What rules found in a document.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The settled claims, Safe and Unsafe. Each removed block stands alone: blank lines come later.
    pub edits: EditSet,
    /// What is only shown. Sorted.
    pub reports: Vec<Report>,
}

/// What a person has said of findings in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// What no rule takes, in any order.
    pub rejected: Vec<Span>,
    /// Unsafe findings that are applied: exactly these spans, as they are found. Sorted.
    pub accepted: Vec<Span>,
}

impl Verdicts {
    /// Whether a finding is applied where nobody asked for all that are Unsafe.
    pub fn applies(&self, edit: &Edit) -> bool {
        edit.applicability == Applicability::Safe || self.accepted.binary_search(&edit.span).is_ok()
    }
}

/// Runs `rules` over a document, phase by phase, and settles their claims.
///
/// Later phases do not see blocks that earlier ones take out; with `with_unsafe` that includes Unsafe
/// claims. The order of `rules` does not matter. What the author has switched off counts as not found, and so does a
/// claim that reaches into what a pack keeps, into what a person has rejected, or into a comment to this program.
pub fn find(reading: &Reading<'_>, rules: &RuleSet, with_unsafe: bool, verdicts: &Verdicts) -> Findings {
    let Reading { document, front_matter, .. } = *reading;
    let mut suppressions = Suppressions::new(reading, rules);
    match suppressions.hidden_in(document) {
        Cow::Borrowed(_) => find_beside(&mut suppressions, reading, rules, with_unsafe, verdicts),
        Cow::Owned(document) => {
            let reading = Reading::new(&document, front_matter);
            find_beside(&mut suppressions, &reading, rules, with_unsafe, verdicts)
        }
    }
}

/// The same where comments to this program are none of an author's words any more.
fn find_beside(
    suppressions: &mut Suppressions,
    reading: &Reading<'_>,
    rules: &RuleSet,
    with_unsafe: bool,
    verdicts: &Verdicts,
) -> Findings {
    let kept = pack::kept(&rules.packs, reading).into_iter().chain(suppressions.comments());
    let kept = Places::new(kept.chain(verdicts.rejected.iter().copied()));
    let mut claims: Vec<Edit> = Vec::new();
    let mut reports = Vec::new();
    let whole = reading.context();
    for phase in [Phase::Markup, Phase::Structure, Phase::Position, Phase::Review] {
        if !rules.run_in(phase) {
            continue;
        }
        let is_applied = |it: &Edit| with_unsafe || verdicts.applies(it);
        let taken = taken(&claims, is_applied, suppressions.hidden());
        let mut context = whole.without(&taken);
        context.complaints = suppressions.complaints();
        // Most rules find nothing.
        let is_found = |it: &Claims<'_>| !it.edits.is_empty() || !it.reports.is_empty();
        for mut found in rules.run(phase, &context).into_iter().filter(is_found) {
            suppressions.sift(&mut found);
            found.leave_out(|it| kept.touch(it.span));
            claims.append(&mut found.edits);
            reports.append(&mut found.reports);
        }
    }
    reports.sort();
    reports.dedup();
    Findings { edits: settle(claims), reports }
}

/// The spans that will go and those that rules do not see, sorted and joined.
fn taken(claims: &[Edit], is_applied: impl Fn(&Edit) -> bool, hidden: &[Span]) -> Vec<Span> {
    let goes = |it: &&Edit| it.insert.is_empty() && is_applied(it);
    joined(claims.iter().filter(goes).map(|it| it.span).chain(hidden.iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Document, Kind};
    use unchaff_front_matter::FrontMatter;

    use super::*;

    #[test]
    fn a_repair_that_loses_a_part_is_none() {
        let source = "---\ntitle: Rails\ndescription: \"\\\"We rode the train\\\"\"\n---\nAll of it was slow.\n";
        let front_matter = FrontMatter::new(source.as_bytes());
        let document = Document::parse(source, front_matter.body_offset(), Kind::Markdown).expect("small");
        let quotes: Vec<usize> = source.match_indices("\\\"").map(|it| it.0).collect();
        for (rejected, n_edits) in [(None, 2), (Some(quotes[0]), 0), (Some(quotes[1]), 0)] {
            let rejected = rejected.map(|it| Span::of(it..it + 2)).into_iter().collect();
            let verdicts = Verdicts { rejected, accepted: Vec::new() };
            let found = find(&Reading::new(&document, &front_matter), &RuleSet::default(), false, &verdicts);
            assert_eq!(found.edits.edits().len(), n_edits, "{verdicts:?}");
        }
    }
}
