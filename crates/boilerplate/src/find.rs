//! Runs rules over a document.

use unchaff_document::{Applicability, Document, Edit, EditSet, RuleId, Span, settle};
use unchaff_front_matter::FrontMatter;

use crate::{
    ADBLOCK_LIST, Claims, Context, Phase, Report, RuleSet, adblock, pack,
    protect::{Protected, joined},
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

/// Runs `rules` over a document, phase by phase, and settles their claims.
///
/// Later phases do not see blocks that earlier ones take out; with `with_unsafe` that includes Unsafe
/// claims. The order of `rules` does not matter. A claim that reaches into what a pack keeps counts
/// for nothing. What the author has switched off counts as not found, and no claim takes the comment that does so.
pub fn find(document: &Document<'_>, front_matter: &FrontMatter<'_>, rules: &RuleSet, with_unsafe: bool) -> Findings {
    let mut suppressions = Suppressions::new(document, front_matter, rules);
    let without_comments = suppressions.hidden_in(document);
    let document = without_comments.as_ref();
    let protected = Protected::new(pack::kept(&rules.packs, document, front_matter));
    let mut claims: Vec<Edit> = Vec::new();
    let mut reports = Vec::new();
    for phase in [Phase::Markup, Phase::Structure, Phase::Position, Phase::Review] {
        let runs_packs = phase == Phase::Structure && !rules.packs.is_empty();
        let lists = rules.adblock.as_ref().filter(|_| phase == Phase::Markup);
        if !runs_packs && lists.is_none() && !rules.rules.iter().any(|it| it.phase == phase) {
            continue;
        }
        let taken = taken(&claims, with_unsafe, suppressions.hidden());
        let context = Context { complaints: suppressions.complaints(), ..Context::new(document, front_matter, &taken) };
        let mut run = |id: &RuleId, check: &dyn Fn(&mut Claims<'_>)| {
            let mut found = Claims::of(document, id);
            check(&mut found);
            found.edits.retain(|it| protected.allows(it.span));
            suppressions.sift(id, &mut found);
            claims.append(&mut found.edits);
            reports.append(&mut found.reports);
        };
        for rule in rules.rules.iter().filter(|it| it.phase == phase) {
            run(&rule.id, &|claims| (rule.check)(&context, claims));
        }
        if let Some(lists) = lists {
            run(&ADBLOCK_LIST, &|claims| adblock::check(lists, &context, claims));
        }
        if runs_packs {
            pack::run(&rules.packs, &context, run);
        }
    }
    reports.sort();
    reports.dedup();
    Findings { edits: settle(claims), reports }
}

/// The spans that will go and those that rules do not see, sorted and joined.
fn taken(claims: &[Edit], with_unsafe: bool, hidden: &[Span]) -> Vec<Span> {
    let applied = |it: &&Edit| it.insert.is_empty() && (with_unsafe || it.applicability == Applicability::Safe);
    joined(claims.iter().filter(applied).map(|it| it.span).chain(hidden.iter().copied()).collect())
}
