//! Lead-ins to a button for readers in a hurry.

use unchaff_document::{Applicability::Unsafe, Block, BlockKind, Evidence, RuleId, Span};

use crate::{Category, Claims, Context, Phase, Rule, vocabulary::vocabulary};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("promo-box"),
    phase: Phase::Structure,
    category: Category::Shop,
    summary: "lead-ins to a button for readers in a hurry",
    explanation: include_str!("promo_box.md"),
    since: "0.1.0",
    check,
};

/// A longer lead-in says something.
const MOST_WORDS: usize = 30;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for (index, button) in ctx.blocks.iter().enumerate().skip(1) {
        let lead = ctx.blocks[index - 1];
        if !button.kind.is_paragraph() || !ctx.stands_alone(button) || !is_lead(ctx, lead) {
            continue;
        }
        let Some(row) = ctx.button_row(button) else { continue };
        let heading = index.checked_sub(2).map(|it| ctx.blocks[it]).filter(|it| is_hurry_heading(ctx, it));
        let start = heading.unwrap_or(lead).span.start;
        claims.remove(Span::new(start, button.span.end), Unsafe, Evidence::Label(row.label.clone()));
    }
}

/// A short paragraph that speaks to readers in a hurry.
fn is_lead(ctx: &Context<'_>, block: &Block) -> bool {
    let is_words = || ctx.link_line(block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    block.kind == (BlockKind::Paragraph { tight: false })
        && ctx.stands_alone(block)
        && ctx.start_of(block, &vocabulary().hurry_phrases).is_some()
        && is_words()
        && ctx.n_words(block) <= MOST_WORDS
}

fn is_hurry_heading(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.stands_alone(block) && ctx.is_one_of(block, &vocabulary().hurry_headings) && ctx.heading_text(block).is_some()
}
