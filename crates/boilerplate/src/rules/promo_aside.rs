//! Asides in brackets that advertise another story.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{Applicability::Unsafe, Evidence, RuleId, Span};

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("promo-aside"),
    phase: Phase::Position,
    category: Category::Related,
    summary: "asides in brackets that advertise another story",
    explanation: include_str!("promo_aside.md"),
    since: "0.1.0",
    check,
};

/// One or more whole sentences in brackets that speak of what else the site has.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \( (?P<aside> \p{Lu} [^()\n]{0,200}?
            (?i: \b stay\ tuned \b | \b (?:my|our) \s colleague s? \b [^()\n]{0,120} \b (?:story|piece|article|deep\ dive|review|coverage) \b )
            [^()\n]{0,200} [.!] ) \) [\ \u{a0}]?",
    )
    .expect("a constant pattern")
});

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for block in ctx.blocks.iter().filter(|it| it.kind.is_paragraph()) {
        for found in ASIDE.captures_iter(ctx.document.text(block.span)) {
            let range = found.get(0).expect("the whole match").range();
            let offset = block.span.start as usize;
            let span = Span::of(offset + range.start..offset + range.end);
            claims.remove(span, Unsafe, Evidence::Phrase(found["aside"].to_string()));
        }
    }
}
