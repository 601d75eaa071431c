//! A second copy of the headline at the top of a plain text.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Evidence, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    words::{has_end_mark, n_words},
};

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

/// So many lines may stand between the copy and the first paragraph of so many words.
const REACH: usize = 3;
const FEWEST_WORDS: usize = 12;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if !ctx.is_plain() {
        return;
    }
    let Some((headline, rest)) = ctx.blocks.split_first() else { return };
    let text = ctx.reader_text(headline);
    // A sentence said twice is rhetoric; a line without a full stop is a headline.
    if text.ends_with(['.', ',', ':', ';', '…']) || !(2..=30).contains(&n_words(text)) {
        return;
    }
    let Some(copy) = rest.iter().take(HEAD).position(|it| ctx.reader_text(it) == text) else { return };
    // A headline stands alone; in a poem the next line follows at once.
    let is_apart = is_followed_by_blank(ctx, headline);
    let is_headline = match copy {
        0 => is_apart || is_followed_by_blank(ctx, rest[0]),
        _ => is_apart && is_followed_by_blank(ctx, rest[copy - 1]),
    };
    if !is_headline || copy + 1 == rest.len() {
        return;
    }
    // An article follows its headline; in a poem the first line may be the title as well.
    let is_article = rest[copy + 1..].iter().take(REACH).any(|it| {
        let line = ctx.reader_text(it);
        n_words(line) >= FEWEST_WORDS && has_end_mark(line)
    });
    claims.remove(rest[copy].span, if is_article { Safe } else { Unsafe }, Evidence::Repeats(text.to_string()));
}

fn is_followed_by_blank(ctx: &Context<'_>, block: &Block) -> bool {
    let next = ctx.document.block_at(block.span.end);
    next.is_some_and(|it| ctx.document.blocks[it].kind == BlockKind::Blank)
}
