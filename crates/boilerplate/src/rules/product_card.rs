//! Cards of products: a name, a few labels, buttons.

use std::{cell::LazyCell, collections::HashSet};

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Evidence, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    buttons::{Offer, is_affiliate, is_list_of_systems, offer},
    vocabulary::vocabulary,
    words::{n_words, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("product-card"),
    phase: Phase::Structure,
    category: Category::Shop,
    summary: "cards of products: a name, a few labels, buttons",
    explanation: include_str!("product_card.md"),
    since: "0.1.0",
    check,
};

/// More words are not the name of a product.
const MOST_WORDS_OF_NAME: usize = 8;

/// Pitches longer than that are articles.
const MOST_WORDS_OF_LINK: usize = 60;

/// So many blocks away another offer makes a list of them.
const REACH: usize = 2;

/// A card has so many labels at most.
const MOST_LABELS: usize = 4;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if ctx.is_plain() {
        return;
    }
    linked_cards(ctx, claims);
    shelves(ctx, claims);
}

/// Paragraphs that are a link, and the link a whole card: label, product, pitch and button in one.
fn linked_cards(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let offers: Vec<Option<LinkedCard>> = ctx.blocks.iter().map(|it| linked_card(ctx, it)).collect();
    if offers.iter().all(Option::is_none) {
        return;
    }
    let said = LazyCell::new(|| words_said(ctx));
    for (index, offer) in offers.iter().enumerate() {
        let Some(LinkedCard { names, label, is_affiliate }) = offer else { continue };
        // Where a few words stand between two offers, they describe one.
        let neighbours = index.saturating_sub(REACH)..(index + 1 + REACH).min(offers.len());
        let is_in_list = neighbours.into_iter().any(|it| it != index && offers[it].is_some())
            || index.checked_sub(1).is_some_and(|it| introduces(ctx, ctx.blocks[it]));
        // A list of offers is the author's, and so is the only line that names a thing.
        if is_in_list || !names.iter().all(|it| is_said(it, &said)) {
            continue;
        }
        // "What to See at Pier" is the title of an article: its address pays nobody.
        let applicability = if *is_affiliate { Safe } else { Unsafe };
        claims.remove(ctx.blocks[index].span, applicability, Evidence::Label(label.clone()));
    }
}

struct LinkedCard {
    /// What is sold, link by link.
    names: Vec<String>,
    label: String,
    is_affiliate: bool,
}

fn linked_card(ctx: &Context<'_>, block: &Block) -> Option<LinkedCard> {
    if block.kind != (BlockKind::Paragraph { tight: false }) || !ctx.stands_alone(block) {
        return None;
    }
    let links = ctx.only_links(block)?;
    if !links.iter().all(|it| it.target.contains("//")) {
        return None;
    }
    let offers: Vec<Offer<'_>> = links.iter().map(|it| offer(&it.text, &it.target)).collect::<Option<_>>()?;
    let is_card = offers.iter().all(|it| n_words(it.name) <= MOST_WORDS_OF_LINK);
    is_card.then(|| LinkedCard {
        names: offers.iter().map(|it| it.name.to_string()).collect(),
        label: offers[0].label.to_string(),
        is_affiliate: links.iter().all(|it| is_affiliate(&it.target)),
    })
}

/// Whether a block says that something follows: a heading, or a sentence that ends in a colon.
fn introduces(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.heading_text(block).is_some() || ctx.reader_text(block).ends_with([':', '：'])
}

/// The words of the article outside of blocks that are nothing but links.
fn words_said<'c>(ctx: &'c Context<'_>) -> HashSet<&'c str> {
    let is_said = |it: &&&Block| ctx.only_links(it).is_none();
    let texts = ctx.blocks.iter().filter(is_said).map(|it| ctx.plain_words(it));
    texts.flat_map(|it| it.split(' ')).collect()
}

/// Whether most of the names and numbers in a text stand in the article, too.
fn is_said(text: &str, said: &HashSet<&str>) -> bool {
    let is_name =
        |it: &&str| it.starts_with(|first: char| first.is_numeric() || first.is_alphabetic() && !first.is_lowercase());
    let names: Vec<String> = text.split_whitespace().filter(is_name).map(plain_words).collect();
    let n_said = names.iter().filter(|it| it.split(' ').all(|it| said.contains(it))).count();
    3 * n_said >= 2 * names.len()
}

/// A card, and what it says.
struct Card {
    span: Span,
    name: String,
    /// The index of the block behind it.
    next: usize,
}

/// Cards in a row below the label of a shop. Without the label they are the list that the article is.
fn shelves(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let mut index = 0;
    while index < ctx.blocks.len() {
        let label = ctx.blocks[index];
        index += 1;
        if !is_shelf_label(ctx, label) {
            continue;
        }
        let mut cards: Vec<Card> = Vec::new();
        while let Some(card) = card(ctx, index) {
            index = card.next;
            cards.push(card);
        }
        if let (Some(first), Some(last)) = (cards.first(), cards.last()) {
            claims.remove(label.span.to(last.span), Unsafe, Evidence::Heading(first.name.clone()));
        }
    }
}

fn is_shelf_label(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.stands_alone(block) && ctx.is_one_of(block, &vocabulary().shop_labels)
}

/// A picture, a name as heading, labels, buttons.
fn card(ctx: &Context<'_>, first: usize) -> Option<Card> {
    let mut index = first;
    let mut has_picture = false;
    while ctx.is_only_pictures(ctx.blocks.get(index)?) && index < first + 2 {
        has_picture = true;
        index += 1;
    }
    let (heading, name) = name(ctx, index)?;
    has_picture |= ctx.link_line(heading).is_some_and(|it| it.has_image);
    index += 1;
    let n_labels = ctx.blocks[index..].iter().take(MOST_LABELS).take_while(|it| is_label(ctx, it)).count();
    index += n_labels;
    let n_rows = ctx.blocks[index..].iter().take_while(|it| is_button_row(ctx, it)).count();
    index += n_rows;
    let is_card = has_picture && n_labels > 0 && n_rows > 0;
    is_card.then(|| Card { span: ctx.blocks[first].span.to(ctx.blocks[index - 1].span), name, next: index })
}

/// The heading at `index`, if it may be the name of a product.
fn name<'a>(ctx: &Context<'a>, index: usize) -> Option<(&'a Block, String)> {
    let heading = *ctx.blocks.get(index)?;
    let line = ctx.link_line(heading)?;
    let links = line.links.iter().map(|it| it.text.as_str());
    let name = [line.before.as_str()].into_iter().chain(links).chain([line.after.as_str()]).collect::<String>();
    let name = name.trim().to_string();
    let is_name =
        heading.kind.is_heading() && ctx.stands_alone(heading) && (1..=MOST_WORDS_OF_NAME).contains(&n_words(&name));
    is_name.then_some((heading, name))
}

fn is_button_row(ctx: &Context<'_>, block: &Block) -> bool {
    block.kind.is_paragraph() && ctx.stands_alone(block) && ctx.button_row(block).is_some()
}

fn is_label(ctx: &Context<'_>, block: &Block) -> bool {
    let is_words = ctx.link_line(block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    block.kind.is_paragraph()
        && is_words
        && (ctx.is_one_of(block, &vocabulary().shop_labels) || is_list_of_systems(ctx.reader_text(block)))
}
