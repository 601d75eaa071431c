//! Sign-up boxes for newsletters.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Evidence, RuleId, Span,
};

use crate::{Category, Claims, Context, Phase, Rule, links::link_line, vocabulary::vocabulary, words::n_words};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("newsletter-block"),
    phase: Phase::Structure,
    category: Category::Newsletter,
    summary: "sign-up boxes for newsletters",
    explanation: include_str!("newsletter_block.md"),
    since: "0.1.0",
    check,
};

/// Name, pitch and perhaps a line on privacy stand between the heading and the button.
const MOST_BLOCKS: usize = 3;
const MOST_WORDS: usize = 80;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for (index, heading) in ctx.blocks.iter().enumerate() {
        let Some(text) = ctx.heading_text(heading) else { continue };
        if !vocabulary().newsletter_headings.contains(&text) || !ctx.stands_alone(heading) {
            continue;
        }
        let Some(button) = button(ctx, index + 1) else { continue };
        // The link to the other letters is what no author writes; without it the box is only likely.
        let see_all = ctx.blocks.get(button + 1).filter(|it| is_see_all(ctx, it));
        let (last, applicability) = see_all.map_or((ctx.blocks[button], Unsafe), |it| (*it, Safe));
        // Only a box that really has a pitch is complete.
        let applicability = if button > index + 1 { applicability } else { Unsafe };
        claims.remove(Span::new(heading.span.start, last.span.end), applicability, Evidence::Heading(text));
    }
}

/// The index of the Subscribe button, if only a pitch stands between.
fn button(ctx: &Context<'_>, first: usize) -> Option<usize> {
    let mut words = 0;
    for (index, block) in ctx.blocks.iter().enumerate().skip(first).take(MOST_BLOCKS + 1) {
        if is_button(ctx, block) {
            return Some(index);
        }
        let text = ctx.reader_text(block);
        words += n_words(&text);
        let is_words = link_line(ctx.document, block).is_some_and(|it| it.links.is_empty() && !it.has_image);
        let is_pitch = block.kind == (BlockKind::Paragraph { tight: false }) && ctx.stands_alone(block) && is_words;
        if !is_pitch || words > MOST_WORDS {
            return None;
        }
    }
    None
}

fn is_button(ctx: &Context<'_>, block: &Block) -> bool {
    block.kind.is_paragraph()
        && ctx.stands_alone(block)
        && vocabulary().subscribe_buttons.contains(&ctx.reader_text(block))
}

fn is_see_all(ctx: &Context<'_>, block: &Block) -> bool {
    let Some(line) = link_line(ctx.document, block) else { return false };
    block.kind.is_paragraph()
        && line.is_only_links()
        && line.links.len() == 1
        && vocabulary().see_all_links.contains(&line.links[0].text)
}
