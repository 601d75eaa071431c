//! A second copy of the headline at the top of a plain text.

use unchaff_document::{Applicability::Safe, Block, BlockKind, Evidence, RuleId};

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

/// Between a headline and its copy stands nothing, or a standfirst. Further down it is a refrain.
const HEAD: usize = 2;

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
    let Some(copy) = rest.iter().take(HEAD).position(|it| ctx.reader_text(it) == text) else { return };
    // A headline stands alone; in a poem the next line follows at once.
    let is_apart = is_followed_by_blank(ctx, headline);
    let is_headline = match copy {
        0 => is_apart || is_followed_by_blank(ctx, rest[0]),
        _ => is_apart && is_followed_by_blank(ctx, rest[copy - 1]),
    };
    // Something has to follow: two equal lines alone are no article with a headline.
    if is_headline && copy + 1 < rest.len() {
        claims.remove(rest[copy].span, Safe, Evidence::Repeats(text));
    }
}

fn is_followed_by_blank(ctx: &Context<'_>, block: &Block) -> bool {
    let next = ctx.document.block_at(block.span.end);
    next.is_some_and(|it| ctx.document.blocks[it].kind == BlockKind::Blank)
}
