//! Descriptions that only repeat the title.

use unchaff_document::RuleId;
use unchaff_front_matter::repair_placeholders;

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("placeholder-description"),
    phase: Phase::Markup,
    category: Category::FrontMatter,
    summary: "descriptions that only repeat the title",
    explanation: include_str!("placeholder_description.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for repair in repair_placeholders(ctx.front_matter) {
        claims.repair(repair);
    }
}
