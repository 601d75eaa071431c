//! Runs rules over a document.

use unchaff_document::{Applicability, Document, Edit, EditSet, Span, settle};
use unchaff_front_matter::FrontMatter;

use crate::{Claims, Context, Phase, Report, Rule};

/// What rules found in a document.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The settled claims, Safe and Unsafe. Each removed block stands alone: blank lines come later.
    pub edits: EditSet,
    /// What is only shown. Sorted.
    pub reports: Vec<Report>,
}

/// Runs `rules` over a document, phase by phase, and settles their claims.
///
/// Later phases do not see blocks that earlier ones take out; with `with_unsafe` that includes Unsafe
/// claims. The order of `rules` does not matter.
pub fn find(
    document: &Document<'_>,
    front_matter: &FrontMatter<'_>,
    rules: &[&'static Rule],
    with_unsafe: bool,
) -> Findings {
    let mut claims: Vec<Edit> = Vec::new();
    let mut reports = Vec::new();
    for phase in [Phase::Markup, Phase::Structure, Phase::Position] {
        if !rules.iter().any(|it| it.phase == phase) {
            continue;
        }
        let taken = taken(&claims, with_unsafe);
        let context = Context::new(document, front_matter, &taken);
        for rule in rules.iter().filter(|it| it.phase == phase) {
            let mut found = Claims::of(document, rule);
            (rule.check)(&context, &mut found);
            claims.append(&mut found.edits);
            reports.append(&mut found.reports);
        }
    }
    reports.sort();
    reports.dedup();
    Findings { edits: settle(claims), reports }
}

/// The spans that will go, sorted and joined.
fn taken(claims: &[Edit], with_unsafe: bool) -> Vec<Span> {
    let applied = |it: &&Edit| it.insert.is_empty() && (with_unsafe || it.applicability == Applicability::Safe);
    let mut spans: Vec<Span> = claims.iter().filter(applied).map(|it| it.span).collect();
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(it) if span.start <= it.end => it.end = it.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
