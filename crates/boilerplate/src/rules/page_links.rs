//! Links to the neighbours of an article, and to the top of the page.

use std::collections::BTreeSet;

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, Evidence, InlineKind, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, LinkLine},
    sections::first_sentence,
    vocabulary::vocabulary,
    words::{has_word, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("page-links"),
    phase: Phase::Structure,
    category: Category::Navigation,
    summary: "links to the neighbours of an article, and to the top of the page",
    explanation: include_str!("page_links.md"),
    since: "0.1.0",
    check,
};

/// More blocks are not searched for the neighbours.
const REACH: usize = 8;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let prose = first_sentence(ctx).unwrap_or(0);
    for (index, block) in ctx.blocks.iter().enumerate() {
        if let Some(applicability) = page_control(ctx, block, index == 0 && block.span.start < prose) {
            claims.remove(block.span, applicability, Evidence::Phrase(ctx.reader_text(block).to_string()));
        }
    }
    // At the ends of a page alone: in between somebody may tell how a book is turned over.
    let last: Vec<&Block> = ctx.blocks.iter().rev().take(REACH).rev().copied().collect();
    let first: Vec<&Block> = ctx.blocks.iter().take(REACH).take_while(|it| it.span.start < prose).copied().collect();
    let at_end = (0..last.len()).find_map(|start| neighbours(ctx, &last[start..]));
    let at_top = (0..first.len()).rev().find_map(|end| neighbours(ctx, &first[..=end]));
    for (span, labels) in at_end.into_iter().chain(at_top) {
        claims.remove(span, Unsafe, Evidence::Label(labels));
    }
}

/// How sure a block is nothing but a link that should move the page: its words, or the words of a linked picture.
fn page_control(ctx: &Context<'_>, block: &Block, is_first: bool) -> Option<Applicability> {
    if !block.kind.is_paragraph() || !ctx.is_one_of(block, &vocabulary().page_controls) {
        return None;
    }
    let inlines = ctx.document.inlines(block);
    let mut depth = 0_usize;
    let mut targets = Vec::new();
    for inline in inlines {
        match &inline.kind {
            InlineKind::LinkStart { target } => {
                depth += 1;
                targets.push(target.as_ref());
            }
            InlineKind::LinkEnd => depth = depth.saturating_sub(1),
            InlineKind::Text(text) if depth == 0 && has_word(text) => return None,
            InlineKind::Html | InlineKind::Code | InlineKind::Math => return None,
            _ => {}
        }
    }
    // The start of hand-written pages may be another file of them.
    let [target] = targets.as_slice() else { return None };
    if (Link { target: target.to_string(), text: String::new() }).leads_to_source() {
        return None;
    }
    // Authors of long pages write links to the top, and theirs lead there.
    match target.contains('#') {
        true => is_first.then_some(Safe),
        false => Some(Safe),
    }
}

/// The span of blocks that are nothing but links to the one before and the one after, and their labels.
fn neighbours(ctx: &Context<'_>, blocks: &[&Block]) -> Option<(Span, String)> {
    let mut labels: BTreeSet<String> = BTreeSet::new();
    let mut rest = blocks;
    while let [block, behind @ ..] = rest {
        let line = ctx.link_line(block).filter(|it| block.kind.is_paragraph() && !it.has_image)?;
        let is_label = line.links.is_empty() && vocabulary().previous_next.contains(&line.before);
        rest = match behind {
            // The label stands on a line of its own, the title under it.
            [title, behind @ ..] if is_label && is_one_link(ctx, title) => {
                labels.insert(plain_words(&line.before));
                behind
            }
            _ => {
                labels.extend(labels_of(line).or_else(|| labels_of_lines(ctx, block))?);
                behind
            }
        };
        // What leads to Markdown was written by hand: the parts of a series.
        if line.links.iter().any(Link::leads_to_source) {
            return None;
        }
    }
    let (first, last) = (blocks.first()?, blocks.last()?);
    // One direction alone may be the author's way through a series.
    let labels: Vec<String> = labels.into_iter().collect();
    (labels.len() >= 2).then(|| (Span::new(first.span.start, last.span.end), labels.join(", ")))
}

fn is_one_link(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.link_line(block).is_some_and(|it| block.kind.is_paragraph() && it.is_only_links() && it.links.len() == 1)
}

/// The labels of a paragraph of several lines, with one such link on each.
fn labels_of_lines(ctx: &Context<'_>, block: &Block) -> Option<Vec<String>> {
    let lines = ctx.link_lines(block).filter(|it| it.len() > 1)?;
    let labels: Option<Vec<Vec<String>>> = lines.iter().map(labels_of).collect();
    labels.map(|it| it.concat())
}

/// The labels of links such as `[Next post](...)`, `[Next post: Pears](...)`, `Next post: [Pears](...)`.
fn labels_of(line: &LinkLine) -> Option<Vec<String>> {
    let words = &vocabulary().previous_next;
    if line.links.len() == 1 && line.is_label && words.contains(&line.before) && line.after.trim().is_empty() {
        return Some(vec![plain_words(&line.before)]);
    }
    if !line.is_only_links() {
        return None;
    }
    let label = |text: &str| {
        let label = text.split_once([':', '：']).map_or(text, |(it, _)| it);
        words.contains(label).then(|| plain_words(label))
    };
    line.links.iter().map(|it| label(&it.text)).collect()
}
