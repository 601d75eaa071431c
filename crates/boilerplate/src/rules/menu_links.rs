//! Menus of a site or a product.

use std::collections::BTreeMap;

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Evidence, InlineKind, RuleId, Span,
};

use crate::{Category, Claims, Context, Phase, Rule, link_runs::LinkRun, vocabulary::vocabulary, words::has_end_mark};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("menu-links"),
    phase: Phase::Structure,
    category: Category::Navigation,
    summary: "menus of a site or a product",
    explanation: include_str!("menu_links.md"),
    since: "0.1.0",
    check,
};

/// Fewer names for one address may be a slip.
const FEWEST_LINKS: usize = 3;

/// The entry of a menu is short.
const MOST_CHARS: usize = 60;

/// The title of a column is shorter.
const MOST_LABEL_CHARS: usize = 30;
const MOST_LABEL_WORDS: usize = 4;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let menus = menus(ctx);
    let counts = if menus.is_empty() { BTreeMap::new() } else { counts_of_addresses(ctx) };
    for menu in menus {
        let columns = &menu.columns;
        let span = |column: &LinkRun| {
            let (first, last) = (ctx.blocks[column.blocks.start], ctx.blocks[column.blocks.end - 1]);
            Span::new(first.span.start, last.span.end)
        };
        for column in columns.iter().filter(|it| is_sure(it)) {
            claims.remove(span(column), Safe, Evidence::Label(column.links[0].text.trim().to_string()));
        }
        let n_links = counts.get(menu.address).copied().unwrap_or_default();
        let [first, ..] = columns.as_slice() else { continue };
        let end = columns.last().map_or(span(first).end, |it| span(it).end);
        let n_names = columns.iter().map(|it| it.n_names()).max().unwrap_or_default();
        let above = first.blocks.start.checked_sub(1).map(|it| ctx.blocks[it]);
        if n_names < FEWEST_LINKS || is_announced(ctx, first.blocks.start) || !is_replaced(&menu, n_links) {
            continue;
        }
        let start = above.filter(|it| is_label(ctx, it)).map_or(span(first).start, |it| it.span.start);
        let evidence = Evidence::Repeats(format!("one address under {n_names} names"));
        claims.remove(Span::new(start, end), Unsafe, evidence);
    }
}

/// Whether every entry leads to the same place, and most are what menus are made of.
fn is_sure(column: &LinkRun) -> bool {
    let n_known = column.links.iter().filter(|it| vocabulary().menu_links.contains(&it.text)).count();
    column.has_one_address() && n_known >= FEWEST_LINKS && n_known * 2 >= column.links.len()
}

/// Whether a sentence or a heading says what follows: then the links are the author's. The first heading is the title
/// of the page.
fn is_announced(ctx: &Context<'_>, index: usize) -> bool {
    let Some((above, before)) = ctx.blocks[..index].split_last() else { return false };
    let text = ctx.reader_text(above);
    text.trim_end().ends_with([':', '：'])
        || ctx.is_one_of(above, &vocabulary().source_headings)
        || above.kind.is_heading() && before.iter().any(|it| it.kind.is_heading())
}

/// Whether something else than their number says that these links once led elsewhere: they lead nowhere, some are what
/// menus are made of, or the rest of the page, which has `n_links` to that address in all, leads there too.
fn is_replaced(menu: &Menu<'_>, n_links: usize) -> bool {
    let links = || menu.columns.iter().flat_map(|it| &it.links);
    menu.address == "#"
        || menu.address.starts_with("javascript:")
        || links().any(|it| vocabulary().menu_links.contains(&it.text))
        || n_links > links().filter(|it| it.target.trim() == menu.address).count()
}

/// How many links of the document lead to each address.
fn counts_of_addresses<'a>(ctx: &Context<'a>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for inline in ctx.blocks.iter().flat_map(|it| ctx.document.inlines(it)) {
        if let InlineKind::LinkStart { target } = &inline.kind {
            *counts.entry(target.trim()).or_default() += 1;
        }
    }
    counts
}

/// Columns of links that nearly all lead to one address, with the labels between them.
struct Menu<'c> {
    columns: Vec<&'c LinkRun>,
    address: &'c str,
}

fn menus<'c>(ctx: &'c Context<'_>) -> Vec<Menu<'c>> {
    let mut menus: Vec<Menu<'_>> = Vec::new();
    for column in ctx.link_runs() {
        let is_short = |text: &str| text.trim().chars().count() <= MOST_CHARS;
        let (address, count) = column.main_address();
        let is_part = address.starts_with('#') && address.len() > 1;
        if is_part || count * 10 < column.links.len() * 7 || !column.links.iter().all(|it| is_short(&it.text)) {
            continue;
        }
        let previous = menus.last_mut().filter(|it| {
            let end = it.columns.last().map_or(0, |it| it.blocks.end);
            let between = &ctx.blocks[end..column.blocks.start];
            // One button under each label is a list of what the labels name.
            let is_titled = || between.len() == 1 && is_label(ctx, between[0]) && column.n_names() > 1;
            it.address == address && (between.is_empty() || is_titled())
        });
        match previous {
            Some(menu) => menu.columns.push(column),
            None => menus.push(Menu { columns: vec![column], address }),
        }
    }
    menus
}

/// Whether a block is the short title of a column: words without an end mark, no heading of the article.
fn is_label(ctx: &Context<'_>, block: &Block) -> bool {
    let is_words = ctx.link_line(block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    let text = ctx.reader_text(block);
    block.kind == (BlockKind::Paragraph { tight: false })
        && block.containers.is_empty()
        && is_words
        && text.chars().count() <= MOST_LABEL_CHARS
        && text.split_whitespace().count() <= MOST_LABEL_WORDS
        && !has_end_mark(text)
}
