//! The tags of an article, printed under it.

use std::collections::BTreeSet;

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, BlockKind, Container, Evidence, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, LinkLine, link_line, only_links},
    vocabulary::vocabulary,
    words::{has_end_mark, n_terms, n_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("tag-list"),
    phase: Phase::Position,
    category: Category::Navigation,
    summary: "the tags of an article, printed under it",
    explanation: include_str!("tag_list.md"),
    since: "0.1.0",
    check,
};

/// A tag is a word or a name, a title is longer.
const MOST_WORDS: usize = 4;
const MOST_WORDS_OF_BULLET: usize = 3;
const FEWEST_TAGS: usize = 2;

/// "You may also like"
const MOST_WORDS_OF_LABEL: usize = 6;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if ctx.is_plain() {
        return;
    }
    let near_end = near_end(ctx);
    // Where nobody has said anything, the links are the article.
    if near_end == 0 {
        return;
    }
    for (index, block) in ctx.blocks.iter().enumerate() {
        if let Some((applicability, label)) = row(ctx, block, index + 1 >= near_end) {
            claims.remove(block.span, applicability, Evidence::Label(label));
        } else if let Some(label) = label(ctx, block) {
            let links = run_of_tags(ctx, index + 1);
            let end = index + 1 + links.len();
            let links: Vec<Link> = links.into_iter().flatten().collect();
            if !links.is_empty() && (end >= near_end || section_ends(ctx, index, end)) {
                let applicability = if end >= near_end && links.iter().all(leads_to_tag) { Safe } else { Unsafe };
                claims.remove(block.span.to(ctx.blocks[end - 1].span), applicability, Evidence::Label(label));
            }
        }
    }
    check_last_list(ctx, claims, near_end);
}

/// A paragraph of tags: behind a label, marked with `#`, or last.
fn row(ctx: &Context<'_>, block: &Block, is_last: bool) -> Option<(Applicability, String)> {
    if !block.kind.is_paragraph() || !block.containers.is_empty() {
        return None;
    }
    let line = link_line(ctx.document, block)?;
    if line.has_image {
        return None;
    }
    if line.links.is_empty() {
        return unlinked_row(&line.before).filter(|_| is_last);
    }
    let has_word = |it: &str| it.chars().any(char::is_alphanumeric);
    if has_word(&line.after) || !line.links.iter().all(|it| is_tag(it, MOST_WORDS)) {
        return None;
    }
    let leads_to_tags = line.links.iter().all(leads_to_tag);
    if has_word(&line.before) {
        let label = line.before.trim().to_string();
        let applicability = if leads_to_tags { Safe } else { Unsafe };
        return is_label(&line).then_some((applicability, label));
    }
    let is_marked = is_hash_row(&line);
    let is_row = is_marked && (leads_to_tags || line.links.len() >= FEWEST_TAGS)
        || leads_to_tags && line.links.len() >= FEWEST_TAGS && is_last;
    let applicability = if is_marked && leads_to_tags { Safe } else { Unsafe };
    is_row.then(|| (applicability, line.links[0].text.clone()))
}

fn is_label(line: &LinkLine) -> bool {
    vocabulary().tag_labels.contains(&line.before)
}

/// `[#pears](..) [#ladders](..)`, or the marks before the links.
fn is_hash_row(line: &LinkLine) -> bool {
    let n_outside = line.before.matches('#').count() + line.after.matches('#').count();
    line.links.iter().all(|it| it.text.trim_start().starts_with('#')) || n_outside == line.links.len()
}

/// "Tags: pears, ladders".
fn unlinked_row(text: &str) -> Option<(Applicability, String)> {
    let (label, tags) = text.split_once([':', '：'])?;
    let tags: Vec<&str> = tags.split([',', '、', '，', '|', '/']).map(str::trim).collect();
    let are_tags = tags.len() >= FEWEST_TAGS && tags.iter().all(|it| !it.is_empty() && n_terms(it) <= MOST_WORDS);
    let is_row = vocabulary().tag_labels.contains(label) && are_tags && !has_end_mark(text);
    is_row.then(|| (Unsafe, label.trim().to_string()))
}

/// The text of a heading or a line that is a label of tags and nothing else.
fn label(ctx: &Context<'_>, block: &Block) -> Option<String> {
    let is_line = matches!(block.kind, BlockKind::Heading(_)) || block.kind.is_paragraph();
    let line = link_line(ctx.document, block).filter(|_| is_line && block.containers.is_empty())?;
    (line.links.is_empty() && !line.has_image && is_label(&line)).then(|| line.before.trim().to_string())
}

/// The blocks from `index` on that are nothing but tags: their links.
fn run_of_tags(ctx: &Context<'_>, index: usize) -> Vec<Vec<Link>> {
    let tags = |it: &&Block| only_tags(ctx, it, MOST_WORDS);
    ctx.blocks.get(index..).unwrap_or_default().iter().map_while(tags).collect()
}

fn only_tags(ctx: &Context<'_>, block: &Block, most_words: usize) -> Option<Vec<Link>> {
    let links = only_links(ctx.document, block).filter(|_| !matches!(block.kind, BlockKind::Heading(_)))?;
    links.iter().all(|it| is_tag(it, most_words)).then_some(links)
}

fn is_tag(link: &Link, most_words: usize) -> bool {
    (1..=most_words).contains(&n_terms(&link.text)) && !link.is_within_page() && !has_end_mark(&link.text)
}

/// Parts of addresses under which sites keep the posts of one tag.
const TAG_PATHS: &[&str] =
    &["categories", "category", "keyword", "label", "labels", "tag", "tagged", "tags", "topic", "topics"];

fn leads_to_tag(link: &Link) -> bool {
    let path = link.target.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.trim_end_matches('/').rsplit('/').skip(1);
    parts.any(|it| TAG_PATHS.contains(&it.to_ascii_lowercase().as_str()))
}

/// Whether a heading or a rule ends what stands under the label.
fn section_ends(ctx: &Context<'_>, label: usize, end: usize) -> bool {
    match (ctx.blocks[end].kind, ctx.blocks[label].kind) {
        (BlockKind::Heading(next), BlockKind::Heading(this)) => next <= this,
        (kind, BlockKind::Heading(_)) => kind == BlockKind::ThematicBreak,
        _ => true,
    }
}

/// Where no text follows any more but headings, links and raw HTML, which other rules or nobody may know.
fn near_end(ctx: &Context<'_>) -> usize {
    let is_text = |block: &&Block| match block.kind {
        BlockKind::Heading(_) | BlockKind::Html | BlockKind::ThematicBreak | BlockKind::Other => false,
        kind if kind.is_paragraph() => {
            let text = ctx.reader_text(block);
            let is_short = n_words(&text) <= MOST_WORDS_OF_LABEL && !text.ends_with(['.', '!', '?', '。', '！', '？']);
            !is_short && only_links(ctx.document, block).is_none()
        }
        _ => true,
    };
    ctx.blocks.iter().rposition(is_text).map_or(0, |it| it + 1)
}

/// The last thing on the page is a list of short links that nothing introduces.
fn check_last_list(ctx: &Context<'_>, claims: &mut Claims<'_>, near_end: usize) {
    let is_bullet = |it: &Block| {
        it.kind.is_paragraph() && matches!(it.containers.as_slice(), [Container::List { ordered: false, .. }, _])
    };
    let Some(last) = ctx.blocks.iter().rposition(|it| is_bullet(it)) else { return };
    if last + 1 < near_end {
        return;
    }
    let list = ctx.blocks[last].containers[0].id();
    let first = ctx.blocks[..last].iter().rposition(|it| it.containers.first().is_none_or(|it| it.id() != list));
    // Without anything before it, the list is the article.
    let Some(before) = first else { return };
    let items = &ctx.blocks[before + 1..=last];
    let is_item =
        |it: &&&Block| is_bullet(it) && only_tags(ctx, it, MOST_WORDS_OF_BULLET).is_some_and(|it| it.len() == 1);
    let text = ctx.reader_text(ctx.blocks[before]);
    let is_introduced =
        !ctx.blocks[before].kind.is_paragraph() || !text.ends_with(['.', '!', '?', '。', '！', '？', ')', '…']);
    // Names of things lead to the things; tags whose address was lost lead all to one.
    let links: Vec<Link> = items.iter().filter_map(|it| only_links(ctx.document, it)).flatten().collect();
    let targets: BTreeSet<&str> = links.iter().map(|it| it.target.as_str()).collect();
    let are_tags = targets.len() < links.len() || links.iter().all(leads_to_tag);
    if are_tags && items.len() >= FEWEST_TAGS && items.iter().filter(is_item).count() == items.len() && !is_introduced {
        let span = ctx.blocks[before + 1].span.to(ctx.blocks[last].span);
        claims.remove(span, Unsafe, Evidence::Position("last, a list of short links".into()));
    }
}
