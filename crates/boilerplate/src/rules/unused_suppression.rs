//! Words to this program that have no effect.

use crate::{Category, Claims, Context, Phase, Rule, UNUSED_SUPPRESSION};

pub(crate) static RULE: Rule = Rule {
    id: UNUSED_SUPPRESSION,
    // When all other rules have said what they found.
    phase: Phase::Review,
    category: Category::Directive,
    summary: "comments and header keys that switch off what is not there",
    explanation: include_str!("unused_suppression.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for complaint in &ctx.complaints {
        claims.report(complaint.span, complaint.evidence.clone());
    }
}
