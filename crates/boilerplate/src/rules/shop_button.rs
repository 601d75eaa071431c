//! Buttons that sell a product or hand out a program.

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, BlockKind, Container, Evidence, InlineKind, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    buttons::{
        ButtonRow,
        Sureness::{self, Certain, Likely, Sure},
        button_row_of, is_button_small_print, is_button_text,
    },
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
    let buttons = buttons(ctx);
    // "Download" alone is an author's link to anything, but among buttons it is one.
    let sells = buttons.iter().flatten().any(|it| it.place == Place::Alone && it.sureness <= Sure);
    let mut button_above: Option<Applicability> = None;
    for (block, button) in ctx.blocks.iter().zip(buttons) {
        let above = button_above.take();
        if let Some(button) = button {
            let Some(applicability) = button.applicability(sells) else { continue };
            button_above = Some(applicability).filter(|_| button.span == block.span);
            claims.remove(button.span, applicability, Evidence::Label(button.label));
        } else if let Some(applicability) = above.filter(|_| is_label(ctx, block)) {
            let text = ctx.reader_text(block);
            // "Available for" may begin what comes next.
            let applicability = if is_button_small_print(text) { applicability } else { Unsafe };
            claims.remove(block.span, applicability, Evidence::Label(text.to_string()));
        }
    }
}

/// A row of buttons, and where it stands.
struct Button {
    span: Span,
    label: String,
    sureness: Sureness,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A paragraph between others.
    Alone,
    /// The last line of a paragraph, or words that have lost their link.
    Remnant,
    /// In a list, as a heading, below "Downloads" or "Get it here:", all that stands under a heading: perhaps a step or
    /// a file of the author.
    Introduced,
}

impl Button {
    fn applicability(&self, sells: bool) -> Option<Applicability> {
        match (self.place, self.sureness) {
            (Place::Alone, Certain) => Some(Safe),
            (Place::Introduced, Certain) => Some(Unsafe),
            (Place::Alone | Place::Remnant, _) => sells.then_some(Unsafe),
            (Place::Introduced, Sure | Likely) => None,
        }
    }
}

/// The button that each block is, or ends in.
fn buttons(ctx: &Context<'_>) -> Vec<Option<Button>> {
    let mut is_under_sources = false;
    let mut is_introduced = false;
    let is_heading = |it: &&Block| it.kind.is_heading();
    let find = |(index, block): (usize, &&Block)| {
        // "Price", and a button: without it the heading stands over nothing.
        let is_whole_section =
            index > 0 && is_heading(&ctx.blocks[index - 1]) && ctx.blocks.get(index + 1).is_none_or(is_heading);
        let button = button(ctx, block, is_under_sources || is_introduced || is_whole_section);
        // A heading that is a button is not the heading of what follows.
        if button.is_none() && ctx.heading_text(block).is_some() {
            is_under_sources = ctx.is_one_of(block, &vocabulary().source_headings);
        }
        is_introduced = button.is_none() && ctx.reader_text(block).ends_with([':', '：']);
        button
    };
    ctx.blocks.iter().enumerate().map(find).collect()
}

fn button(ctx: &Context<'_>, block: &Block, is_introduced: bool) -> Option<Button> {
    if is_in_steps(block) {
        return None;
    }
    if let Some(ButtonRow { label, sureness }) = ctx.button_row(block) {
        let is_set_off = ctx.stands_alone(block) && !block.kind.is_heading();
        let place = if is_set_off && !is_introduced { Place::Alone } else { Place::Introduced };
        return Some(Button { span: block.span, label: label.clone(), sureness: *sureness, place });
    }
    if is_introduced {
        return None;
    }
    if is_bare_button(ctx, block) {
        let label = ctx.reader_text(block).to_string();
        return Some(Button { span: block.span, label, sureness: Likely, place: Place::Remnant });
    }
    last_line(ctx, block)
}

/// A numbered step is the author's, whatever it links to.
fn is_in_steps(block: &Block) -> bool {
    block.containers.iter().any(|it| matches!(it, Container::List { ordered: true, .. } | Container::Footnote { .. }))
}

/// The words of a button whose link was lost.
fn is_bare_button(ctx: &Context<'_>, block: &Block) -> bool {
    let is_words = || ctx.link_line(block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    block.kind == (BlockKind::Paragraph { tight: false })
        && ctx.stands_alone(block)
        && is_button_text(ctx, block)
        && is_words()
        && ctx.heading_text(block).is_none()
}

/// A button on a last line of its own, set off by a hard line break.
fn last_line(ctx: &Context<'_>, block: &Block) -> Option<Button> {
    if !block.kind.is_paragraph() {
        return None;
    }
    let inlines = ctx.document.inlines(block);
    let hard_break = inlines.iter().rposition(|it| it.kind == InlineKind::HardBreak)?;
    let ButtonRow { label, sureness } = button_row_of(&inlines[hard_break + 1..])?;
    // The break goes along: without the line it would break nothing.
    let span = Span::new(inlines[hard_break].span.start, inlines.last()?.span.end);
    Some(Button { span, label, sureness, place: Place::Remnant })
}

/// A short line that stands under buttons: "Secure download".
fn is_label(ctx: &Context<'_>, block: &Block) -> bool {
    let is_words = || ctx.link_line(block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    block.kind == (BlockKind::Paragraph { tight: false })
        && ctx.stands_alone(block)
        && ctx.is_one_of(block, &vocabulary().shop_labels)
        && is_words()
}
