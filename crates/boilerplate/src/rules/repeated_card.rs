//! Second copies of a card: heading, picture and short lines.

use std::collections::BTreeMap;

use unchaff_document::{Applicability::Unsafe, Block, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    words::{n_words, plain_words, stands_in},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("repeated-card"),
    phase: Phase::Structure,
    category: Category::Repetition,
    summary: "second copies of a card: heading, picture and short lines",
    explanation: include_str!("repeated_card.md"),
    since: "0.1.0",
    check,
};

/// What stands on a card besides its heading and picture: a mark, a credit, a price.
const MOST_WORDS: usize = 8;
const REACH: usize = 3;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    // Heading and picture -> where they first stood.
    let mut first_copies: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (index, pair) in ctx.blocks.windows(2).enumerate() {
        let Some(card) = card(ctx, pair[0], pair[1]) else { continue };
        let Some(&first) = first_copies.get(&card) else {
            first_copies.insert(card, index);
            continue;
        };
        let above = (1..=REACH.min(first)).take_while(|it| is_same_line(ctx, first - it, index - it)).count();
        let below = (2..2 + REACH).take_while(|it| is_same_line(ctx, first + it, index + it)).count();
        let end = index + 2 + below;
        // What is said under the second heading may be new.
        if index - above < first + 2 || ctx.blocks.get(end).is_some_and(|it| ctx.is_prose(it)) {
            continue;
        }
        for block in &ctx.blocks[index - above..end] {
            claims.remove(block.span, Unsafe, Evidence::Repeats(card.0.clone()));
        }
    }
}

/// The heading of a card and the file of its picture, which may come in another size.
fn card(ctx: &Context<'_>, heading: &Block, picture: &Block) -> Option<(String, String)> {
    let is_card = heading.kind.is_heading()
        && ctx.stands_alone(heading)
        && ctx.stands_alone(picture)
        && ctx.is_only_pictures(picture);
    if !is_card {
        return None;
    }
    let mut pictures = ctx.pictures(picture);
    let heading = ctx.reader_text(heading);
    // A chart of the same name in another folder shows something else.
    let (address, _) = pictures.next().filter(|(_, words)| names(heading, words))?;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().filter(|it| !it.is_empty() && pictures.next().is_none())?;
    Some((heading.to_string(), file.to_string()))
}

/// Whether the description of a picture is the heading or a part of it.
fn names(heading: &str, description: &str) -> bool {
    let description = plain_words(description);
    !description.is_empty() && stands_in(&plain_words(heading), &description)
}

/// Whether two short paragraphs say the same.
fn is_same_line(ctx: &Context<'_>, first: usize, second: usize) -> bool {
    let (Some(first), Some(second)) = (ctx.blocks.get(first), ctx.blocks.get(second)) else { return false };
    let text = ctx.reader_text(second);
    first.kind == second.kind
        && second.kind.is_paragraph()
        && first.containers.is_empty()
        && second.containers.is_empty()
        && n_words(text) <= MOST_WORDS
        && ctx.reader_text(first) == text
}
