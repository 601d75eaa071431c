//! Headers that cannot be read, and what mends them.

use unchaff_document::RuleId;
use unchaff_front_matter::{Tolerance, repair, repair_pictures};

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("broken-front-matter"),
    phase: Phase::Markup,
    category: Category::FrontMatter,
    summary: "headers that cannot be read for want of a quote, a space or a bracket",
    explanation: include_str!("broken_front_matter.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    // Where an address alone is at fault, `thumbnail-urls` mends it without quotes.
    let is_mended_there = || repair_pictures(ctx.front_matter).iter().any(|it| !it.is_guess);
    if ctx.front_matter.data().is_ok() || is_mended_there() {
        return;
    }
    let found = repair(ctx.front_matter, Tolerance::AfterError);
    // A header is mended as a whole: with a guess among them, all are guesses.
    let is_guess = found.needs_guess();
    for mut repair in found.repairs {
        repair.is_guess = is_guess;
        claims.repair(repair);
    }
}
