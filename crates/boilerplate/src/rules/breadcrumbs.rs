//! Trails from the front page to this one.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, Container, Evidence, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::Link,
    sections::first_sentence,
    vocabulary::vocabulary,
    words::{has_end_mark, n_terms, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("breadcrumbs"),
    phase: Phase::Structure,
    category: Category::Navigation,
    summary: "trails from the front page to this one",
    explanation: include_str!("breadcrumbs.md"),
    since: "0.1.0",
    check,
};

/// So far from the top a trail may stand.
const REACH: usize = 8;

/// A trail has few steps, and they are short.
const MOST_STEPS: usize = 8;
const MOST_STEP_WORDS: usize = 20;

/// What stands between two steps. A slash between words without blanks is a part of them.
static BETWEEN_STEPS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\s*[>＞»≫›→❯▸]+\s*|\s+/+\s+").expect("a constant pattern"));

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if ctx.is_plain() {
        return;
    }
    // Behind the first sentence somebody tells where to click.
    let prose = first_sentence(ctx).unwrap_or(u32::MAX);
    let mut index = 0;
    while let Some(block) = ctx.blocks.get(index).filter(|it| index < REACH && it.span.start <= prose) {
        let found = trail(ctx, block).map(|it| (it, 1)).or_else(|| listed_trail(ctx, index));
        if let Some((applicability, n_blocks)) = found {
            let last = ctx.blocks[index + n_blocks - 1];
            let evidence = Evidence::Phrase(ctx.reader_text(block).to_string());
            claims.remove(Span::new(block.span.start, last.span.end), applicability, evidence);
        }
        index += found.map_or(1, |(_, n_blocks)| n_blocks);
    }
}

/// Whether a text is the title or the first heading: a trail ends with one of them.
fn is_title(ctx: &Context<'_>, text: &str) -> bool {
    let words = plain_words(text);
    let heading = || ctx.blocks.iter().find(|it| it.kind.is_heading());
    let is_repeated = || {
        ctx.front_matter.get_str("title").is_some_and(|it| plain_words(it) == words)
            || heading().is_some_and(|it| ctx.plain_words(it) == words)
    };
    !words.is_empty() && is_repeated()
}

/// How sure a paragraph is a trail in one line: `[Home](/) > [Pears](/pears/) > Planting`.
fn trail(ctx: &Context<'_>, block: &Block) -> Option<Applicability> {
    if !block.kind.is_paragraph() || !ctx.stands_alone(block) {
        return None;
    }
    let line = ctx.link_line(block)?;
    let text = ctx.reader_text(block);
    let steps: Vec<&str> = BETWEEN_STEPS.split(text.trim()).map(str::trim).filter(|it| !it.is_empty()).collect();
    let is_trail = (2..=MOST_STEPS).contains(&steps.len()) && steps.iter().all(|it| n_terms(it) <= MOST_STEP_WORDS);
    // The links come first, each is a whole step.
    let links_are_steps = line.links.len() <= steps.len()
        && line.links.iter().zip(&steps).all(|(link, step)| plain_words(&link.text) == plain_words(step));
    // What leads to Markdown was written by hand, and so were the ways through the page itself.
    let is_written = line.links.iter().any(is_written);
    if !is_trail || !links_are_steps || is_written || steps.len() > line.links.len() + 2 && !line.links.is_empty() {
        return None;
    }
    let last = steps[steps.len() - 1];
    let ends_here = is_title(ctx, last);
    let starts_at_home = vocabulary().home_links.contains(steps[0]);
    // Slashes also stand in the menus that people write above their pages.
    let is_menu = !text.contains(['>', '＞', '»', '≫', '›', '→', '❯', '▸']);
    match line.links.len() {
        0 => (starts_at_home && ends_here && steps.len() > 2).then_some(Unsafe),
        1 if starts_at_home => Some(if ends_here { Safe } else { Unsafe }),
        1 => None,
        _ if starts_at_home && (ends_here || !is_menu && !has_end_mark(last)) => Some(Safe),
        _ => (ends_here || starts_at_home).then_some(Unsafe),
    }
}

fn is_written(link: &Link) -> bool {
    link.leads_to_source() || link.is_within_page() && link.target != "#"
}

/// How sure a list is a trail, and how many blocks it has: the first item leads home, the last is the title.
fn listed_trail(ctx: &Context<'_>, index: usize) -> Option<(Applicability, usize)> {
    let list = *ctx.blocks[index].containers.first().filter(|it| matches!(it, Container::List { .. }))?;
    let items = ctx.blocks[index..].iter().take(MOST_STEPS + 1);
    let items: Vec<&&Block> = items.take_while(|it| it.containers.first() == Some(&list)).collect();
    if !(2..=MOST_STEPS).contains(&items.len()) {
        return None;
    }
    let mut lines = Vec::new();
    for item in &items {
        lines.push(ctx.link_line(item).filter(|_| item.kind.is_paragraph())?);
    }
    let (last, before) = lines.split_last()?;
    let first = before.first()?;
    let are_links = before.iter().all(|it| it.is_only_links() && it.links.len() == 1);
    let is_last = || last.links.len() <= 1 && is_title(ctx, ctx.reader_text(items[items.len() - 1]));
    let starts_at_home = are_links && vocabulary().home_links.contains(&first.links[0].text);
    (starts_at_home && is_last() && !lines.iter().flat_map(|it| &it.links).any(is_written))
        .then_some((Safe, items.len()))
}
