//! Front matter in two pairs of quotes.

use unchaff_document::RuleId;
use unchaff_front_matter::repair_quoted_twice;

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("quoted-twice"),
    phase: Phase::Markup,
    category: Category::FrontMatter,
    summary: "titles and other values in two pairs of quotes",
    explanation: include_str!("quoted_twice.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for repair in repair_quoted_twice(ctx.front_matter) {
        claims.repair(repair);
    }
}
