//! Picture keys whose address no browser can show.

use unchaff_document::RuleId;
use unchaff_front_matter::repair_pictures;

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("thumbnail-urls"),
    phase: Phase::Markup,
    category: Category::FrontMatter,
    summary: "picture keys that hold several addresses, or one that cannot be shown",
    explanation: include_str!("thumbnail_urls.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for repair in repair_pictures(ctx.front_matter) {
        claims.repair(repair);
    }
}
