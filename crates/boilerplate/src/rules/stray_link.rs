//! Titles of other articles of the site after the end of a paragraph.

use std::collections::BTreeSet;

use unchaff_document::{Applicability, Applicability::Unsafe, Block, Edit, Evidence, InlineKind, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, host},
    places::Places,
    rules::{also_link, related_links},
    sections::is_sentence,
    vocabulary::vocabulary,
    words::{closes_quote, has_end_mark, n_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("stray-link"),
    phase: Phase::Position,
    category: Category::Related,
    summary: "titles of other articles of the site after the end of a paragraph",
    explanation: include_str!("stray_link.md"),
    since: "0.1.0",
    check,
};

/// A title has so many words; a shorter link may be a button, a file or a name.
const FEWEST_WORDS: usize = 5;

/// More links are a list that somebody has made.
const MOST_BLOCKS: usize = 4;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let mut is_under_sources = false;
    let (mut index, mut n_read) = (0, 0);
    while index < ctx.blocks.len() {
        let first = index;
        index += ctx.blocks[first..].iter().take_while(|it| is_paragraph_of_titles(ctx, it)).count();
        let run = &ctx.blocks[first..index];
        let (Some(block), Some(last)) = (run.first(), run.last()) else {
            index += 1;
            continue;
        };
        let is_apart = first > 0 && ends_sentence(ctx, ctx.blocks[first - 1]);
        // A list in which one link is no title stays whole.
        let goes_on = ctx.blocks.get(index).is_some_and(|it| is_paragraph_of_links(ctx, it));
        if !is_apart || goes_on || run.len() > MOST_BLOCKS {
            continue;
        }
        let mut above = ctx.blocks[n_read..first].iter().rev();
        if let Some(heading) = above.find(|it| ctx.heading_text(it).is_some()) {
            is_under_sources = ctx.is_one_of(heading, &vocabulary().source_headings);
        }
        n_read = first;
        // Authors name pages in such lines too. Only links to the site that advertises itself in this document count.
        if !is_under_sources && run.iter().all(|it| lead_to_site(ctx, it)) {
            let evidence = Evidence::Position("links after the end of a paragraph".into());
            claims.remove(block.span.to(last.span), Unsafe, evidence);
        }
    }
}

/// The hosts to which pointers and related lists lead for sure, also those that go already.
pub(crate) fn advertised_hosts<'c>(ctx: &'c Context<'_>) -> &'c BTreeSet<String> {
    ctx.advertised_hosts(|| find_advertised_hosts(ctx))
}

fn find_advertised_hosts(ctx: &Context<'_>) -> BTreeSet<String> {
    let whole = ctx.without(&[]);
    let mut found = Claims::of(ctx.document, &RULE.id);
    (also_link::RULE.check)(&whole, &mut found);
    (related_links::RULE.check)(&whole, &mut found);
    let is_safe = |it: &&Edit| it.applicability == Applicability::Safe;
    let claimed = Places::new(found.edits.iter().filter(is_safe).map(|it| it.span));
    let links = whole.blocks.iter().filter(|it| claimed.touch(it.span)).flat_map(|it| ctx.document.inlines(it));
    links
        .filter_map(|it| match &it.kind {
            InlineKind::LinkStart { target } => host(target),
            _ => None,
        })
        .collect()
}

/// Whether a paragraph has come to its end: a colon introduces the links, and without a mark they may be its end.
fn ends_sentence(ctx: &Context<'_>, block: &Block) -> bool {
    let text = ctx.reader_text(block);
    is_sentence(ctx, block)
        && has_end_mark(text)
        && !text.trim_end_matches(closes_quote).ends_with([':', '：', ';', '；'])
}

/// Whether all links of a block lead to the site that advertises itself.
fn lead_to_site(ctx: &Context<'_>, block: &Block) -> bool {
    let hosts = advertised_hosts(ctx);
    ctx.only_links(block).is_some_and(|it| it.iter().all(|it| leads_to(it, hosts)))
}

/// Whether a block is nothing but titles of articles, wherever they lead.
fn is_paragraph_of_titles(ctx: &Context<'_>, block: &Block) -> bool {
    let is_title = |it: &Link| it.leads_to_article() && n_words(&it.text) >= FEWEST_WORDS;
    block.kind.is_paragraph() && ctx.only_links(block).is_some_and(|it| it.iter().all(is_title))
}

fn is_paragraph_of_links(ctx: &Context<'_>, block: &Block) -> bool {
    block.kind.is_paragraph() && ctx.only_links(block).is_some()
}

/// Whether a link leads to one of these hosts.
pub(crate) fn leads_to(link: &Link, hosts: &BTreeSet<String>) -> bool {
    host(&link.target).is_some_and(|it| hosts.contains(&it))
}
