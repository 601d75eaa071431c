//! A second copy of the headline at the top of a plain text.

use unchaff_document::{Applicability::Safe, Evidence, RuleId};

use crate::{Category, Claims, Context, Phase, Rule, words::n_words};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("repeated-headline"),
    phase: Phase::Structure,
    category: Category::Repetition,
    summary: "a second copy of the headline at the top of a plain text",
    explanation: include_str!("repeated_headline.md"),
    since: "0.1.0",
    check,
};

/// How many lines from the top a page repeats its headline.
const HEAD: usize = 5;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if !ctx.is_plain() {
        return;
    }
    let Some((headline, rest)) = ctx.blocks.split_first() else { return };
    let text = ctx.reader_text(headline);
    // A sentence said twice is rhetoric; a line without a full stop is a headline.
    if text.ends_with(['.', ',', ':', ';', '…']) || !(2..=30).contains(&n_words(&text)) {
        return;
    }
    // Something has to follow: two equal lines alone are no article with a headline.
    let Some(copy) = rest.iter().take(HEAD - 1).position(|it| ctx.reader_text(it) == text) else { return };
    if copy + 1 < rest.len() {
        claims.remove(rest[copy].span, Safe, Evidence::Repeats(text));
    }
}
