//! Buttons that sell a product or hand out a program.

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, BlockKind, Container, Evidence, InlineKind, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    buttons::{ButtonRow, button_row, button_row_of, is_button_small_print, is_button_text},
    links::link_line,
    vocabulary::vocabulary,
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("shop-button"),
    phase: Phase::Structure,
    category: Category::Shop,
    summary: "buttons that sell a product or hand out a program",
    explanation: include_str!("shop_button.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if ctx.is_plain() {
        return;
    }
    let mut is_under_sources = false;
    let mut button_above: Option<Applicability> = None;
    for block in &ctx.blocks {
        let above = button_above.take();
        // A heading that is a button is not the heading of what follows.
        let found = button(ctx, block, is_under_sources);
        if let (None, Some(heading)) = (&found, ctx.heading_text(block)) {
            is_under_sources = vocabulary().source_headings.contains(&heading);
        }
        if let Some((span, applicability, label)) = found {
            button_above = Some(applicability).filter(|_| span == block.span);
            claims.remove(span, applicability, Evidence::Label(label));
        } else if let Some(applicability) = above.filter(|_| is_label(ctx, block)) {
            let text = ctx.reader_text(block);
            // "Available for" may begin what comes next.
            let applicability = if is_button_small_print(&text) { applicability } else { Unsafe };
            claims.remove(block.span, applicability, Evidence::Label(text));
        }
    }
}

/// The button a block is, or ends in.
fn button(ctx: &Context<'_>, block: &Block, is_under_sources: bool) -> Option<(Span, Applicability, String)> {
    if is_in_steps(block) {
        return None;
    }
    if let Some(ButtonRow { applicability, label, .. }) = button_row(ctx.document, block) {
        // Under such a heading, in a list or as a heading itself it may be a step or a file of the author.
        let is_set_off = ctx.stands_alone(block) && !matches!(block.kind, BlockKind::Heading(_));
        let is_likely = is_set_off && !is_under_sources;
        return match (is_likely, applicability) {
            (true, it) => Some((block.span, it, label)),
            (false, Safe) => Some((block.span, Unsafe, label)),
            (false, Unsafe) => None,
        };
    }
    if is_under_sources {
        return None;
    }
    if is_bare_button(ctx, block) {
        return Some((block.span, Unsafe, ctx.reader_text(block)));
    }
    last_line(ctx, block)
}

/// A numbered step is the author's, whatever it links to.
fn is_in_steps(block: &Block) -> bool {
    block.containers.iter().any(|it| matches!(it, Container::List { ordered: true, .. } | Container::Footnote { .. }))
}

/// The words of a button whose link was lost.
fn is_bare_button(ctx: &Context<'_>, block: &Block) -> bool {
    let is_words = link_line(ctx.document, block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    block.kind == (BlockKind::Paragraph { tight: false })
        && ctx.stands_alone(block)
        && is_words
        && ctx.heading_text(block).is_none()
        && is_button_text(&ctx.reader_text(block))
}

/// A button on a last line of its own, set off by a hard line break.
fn last_line(ctx: &Context<'_>, block: &Block) -> Option<(Span, Applicability, String)> {
    if !block.kind.is_paragraph() {
        return None;
    }
    let inlines = ctx.document.inlines(block);
    let hard_break = inlines.iter().rposition(|it| it.kind == InlineKind::HardBreak)?;
    let row = button_row_of(&inlines[hard_break + 1..])?;
    // The break goes along: without the line it would break nothing.
    let span = Span::new(inlines[hard_break].span.start, inlines.last()?.span.end);
    Some((span, Unsafe, row.label))
}

/// A short line that stands under buttons: "Secure download".
fn is_label(ctx: &Context<'_>, block: &Block) -> bool {
    let is_words = link_line(ctx.document, block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    block.kind == (BlockKind::Paragraph { tight: false })
        && ctx.stands_alone(block)
        && is_words
        && vocabulary().shop_labels.contains(&ctx.reader_text(block))
}
