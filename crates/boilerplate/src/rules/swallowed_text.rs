//! Words of a header that YAML takes for something else.

use unchaff_document::{Evidence, RuleId, Span};
use unchaff_front_matter::lost_text;

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("swallowed-text"),
    phase: Phase::Markup,
    category: Category::FrontMatter,
    summary: "words of a header that YAML reads as comments, anchors or tags",
    explanation: include_str!("swallowed_text.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for lint in lost_text(ctx.front_matter) {
        claims.report(Span::of(lint.span), Evidence::Value(lint.message));
    }
}
