//! Notices that the house earns by the links of a page.

use unchaff_document::{Applicability::Unsafe, Block, BlockKind, Evidence, RuleId, Span};

use crate::{Category, Claims, Context, Phase, Rule, sections::is_sentence, vocabulary::vocabulary};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("affiliate-notice"),
    phase: Phase::Structure,
    category: Category::Notice,
    summary: "notices that the house earns by the links of a page",
    explanation: include_str!("affiliate_notice.md"),
    since: "0.1.0",
    check,
};

/// A notice is short; a longer text on the matter is an essay.
const MOST_WORDS: usize = 70;
/// Below a heading of its own it may take its time.
const MOST_WORDS_HEADED: usize = 120;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let mut index = 0;
    while index < ctx.blocks.len() {
        let first = ctx.blocks[index];
        let is_label = ctx.is_one_of(first, &vocabulary().disclaimer_labels);
        let heading = if is_label { ctx.heading_text(first) } else { None };
        let is_headed = heading.is_some();
        let mut end = index + usize::from(is_headed);
        while let Some(block) = ctx.blocks.get(end) {
            let is_in_quote = end > index && !is_headed && shares_quote(ctx.blocks[end - 1], block);
            let is_next = end == index || is_headed || is_in_quote;
            if !is_next || !is_notice(ctx, block, is_headed || is_in_quote) {
                break;
            }
            end += 1;
        }
        let n_paragraphs = end - index - usize::from(is_headed);
        // A heading over more than the notice is the author's chapter on it.
        let is_whole = !is_headed || ctx.blocks.get(end).is_none_or(|it| !is_sentence(ctx, it));
        if n_paragraphs > 0 && is_whole {
            let span = Span::new(first.span.start, ctx.blocks[end - 1].span.end);
            let evidence = heading.map_or_else(|| sign(ctx, first), |it| Evidence::Heading(it.to_string()));
            claims.remove(span, Unsafe, evidence);
        }
        index = end.max(index + 1);
    }
}

fn shares_quote(above: &Block, block: &Block) -> bool {
    !block.containers.is_empty() && block.containers == above.containers
}

/// Whether a paragraph says twice that it is one, or once after a label.
fn is_notice(ctx: &Context<'_>, block: &Block, has_label_above: bool) -> bool {
    if !matches!(block.kind, BlockKind::Paragraph { .. }) || !ctx.stands_alone(block) {
        return false;
    }
    if ctx.n_words(block) > if has_label_above { MOST_WORDS_HEADED } else { MOST_WORDS } {
        return false;
    }
    let has_label = has_label_above || ctx.start_of(block, &vocabulary().disclaimer_labels).is_some();
    ctx.n_disclaimers(block) >= if has_label { 1 } else { 2 }
}

/// The label of a notice, or the phrase that gives it away.
fn sign(ctx: &Context<'_>, block: &Block) -> Evidence {
    match ctx.start_of(block, &vocabulary().disclaimer_labels) {
        Some(label) => Evidence::Label(label.to_string()),
        None => {
            let phrase = vocabulary().disclaimer_phrases.found_in(ctx.plain_words(block));
            Evidence::Phrase(phrase.unwrap_or("affiliate links").to_string())
        }
    }
}
