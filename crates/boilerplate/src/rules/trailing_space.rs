//! Blanks at the end of lines that nobody sees.

use unchaff_document::{Applicability::Safe, Block, BlockKind, Evidence, InlineKind, RuleId, Span};

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("trailing-space"),
    phase: Phase::Markup,
    category: Category::Whitespace,
    summary: "blanks at the end of lines that nobody sees",
    explanation: include_str!("trailing_space.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let source = ctx.document.source;
    for block in &ctx.blocks {
        if !block.kind.is_paragraph() && !block.kind.is_heading() {
            continue;
        }
        for inline in ctx.document.inlines(block).iter().filter(|it| it.kind == InlineKind::SoftBreak) {
            let line = &source[block.span.start as usize..inline.span.start as usize];
            let blanks = &line[line.trim_end_matches(is_blank).len()..];
            // One blank is an accident, as are no-break spaces; two would have been a line break.
            if !is_break(blanks) {
                claims.remove(before(inline.span.start, blanks), Safe, Evidence::Blanks);
            }
        }
        let text = ctx.document.text(block.span).trim_end_matches(['\n', '\r']);
        let content = text.trim_end_matches(is_blank);
        let blanks = &text[content.len()..];
        // In plain text a paragraph goes on in the next line, and tabs are columns.
        let goes_on = ctx.is_plain() && !is_last_line(ctx, block);
        let is_meant = goes_on && is_break(blanks) || ctx.is_plain() && blanks.contains('\t');
        if !content.is_empty() && !is_meant {
            let end = block.span.start + Span::of(0..text.len()).end;
            claims.remove(before(end, blanks), Safe, Evidence::Blanks);
        }
    }
}

/// Whether blanks at the end of a line in mid-paragraph may be a line break: more than one, or tabs.
fn is_break(blanks: &str) -> bool {
    blanks.contains("  ") || blanks.contains('\t')
}

/// Whether a blank line or the end follows.
fn is_last_line(ctx: &Context<'_>, block: &Block) -> bool {
    let next = ctx.document.block_at(block.span.end).map(|it| &ctx.document.blocks[it]);
    next.is_none_or(|it| it.kind == BlockKind::Blank)
}

fn is_blank(it: char) -> bool {
    matches!(it, ' ' | '\t' | '\u{a0}')
}

fn before(end: u32, blanks: &str) -> Span {
    Span::of(end as usize - blanks.len()..end as usize)
}
