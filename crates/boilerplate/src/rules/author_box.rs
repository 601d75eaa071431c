//! Boxes about the author at the end of an article.

use unchaff_document::{Applicability::Unsafe, Block, Evidence, InlineKind, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::Link,
    rules::byline::is_portrait,
    vocabulary::vocabulary,
    words::{has_end_mark, has_word, is_name, n_words, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("author-box"),
    phase: Phase::Structure,
    category: Category::Author,
    summary: "boxes about the author at the end of an article",
    explanation: include_str!("author_box.md"),
    since: "0.1.0",
    check,
};

/// A longer text about somebody is a part of the article.
const MOST_WORDS: usize = 120;

/// So many paragraphs stand above a box for each one below it, those of readers and other articles.
const PROSE_ABOVE: usize = 3;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let prose: Vec<usize> = (0..ctx.blocks.len()).filter(|it| ctx.is_prose(ctx.blocks[*it])).collect();
    // Whether blocks `first..end` stand behind the article.
    let is_near_end = |first: usize, end: usize| {
        let above = prose.partition_point(|it| *it < first);
        let below = prose.len() - prose.partition_point(|it| *it < end);
        above > 0 && above >= PROSE_ABOVE * below
    };
    let mut index = 0;
    while index < ctx.blocks.len() {
        let found = headed_box(ctx, index).or_else(|| portrait_box(ctx, index)).or_else(|| sign_off(ctx, index));
        let Some(found) = found.filter(|it| is_near_end(index, it.end)) else {
            index += 1;
            continue;
        };
        for block in &ctx.blocks[index..found.end] {
            claims.remove(block.span, Unsafe, found.evidence.clone());
        }
        index = found.end;
    }
}

struct Found {
    /// The index behind the last block of the box.
    end: usize,
    evidence: Evidence,
}

/// "About the author" with a portrait, a name and a few words.
fn headed_box(ctx: &Context<'_>, index: usize) -> Option<Found> {
    let block = ctx.blocks[index];
    let is_line = block.kind.is_paragraph() || block.kind.is_heading();
    if !is_line || !ctx.stands_alone(block) || !ctx.is_one_of(block, &vocabulary().author_headings) {
        return None;
    }
    let heading = ctx.reader_text(block);
    let parts = parts(ctx, index + 1, true);
    let is_box = parts.has_bio || parts.has_portrait && parts.name.is_some();
    // More paragraphs, and the author is what the article is about.
    let reach = if parts.has_bio { 1 } else { 3 };
    let goes_on = ctx.blocks[parts.end..].iter().take(reach).any(|it| ctx.is_prose(it));
    (is_box && !goes_on && !is_chapter(ctx, parts.end))
        .then_some(Found { end: parts.end, evidence: Evidence::Heading(heading.to_string()) })
}

/// Whether another heading with words of the article below it follows: then what ends here is a chapter too.
fn is_chapter(ctx: &Context<'_>, end: usize) -> bool {
    let [heading, below, ..] = &ctx.blocks[end..] else { return false };
    let is_sentence = below.kind.is_paragraph() && has_end_mark(ctx.reader_text(below));
    heading.kind.is_heading() && is_sentence
}

/// A portrait, a name, and a few words that begin with it.
fn portrait_box(ctx: &Context<'_>, index: usize) -> Option<Found> {
    if !is_author_picture(ctx, ctx.blocks[index]) {
        return None;
    }
    let parts = parts(ctx, index, false);
    let is_box = parts.has_bio || parts.name.is_some() && (parts.has_follow || parts.has_role);
    let name = parts.name?;
    is_box.then_some(Found { end: parts.end, evidence: Evidence::Phrase(name) })
}

fn is_author_picture(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.is_only_pictures(block) && ctx.pictures(block).all(|(address, words)| is_portrait(address, &words))
}

/// What stands in a box.
#[derive(Default)]
struct Parts {
    /// The index behind the last part.
    end: usize,
    name: Option<String>,
    has_portrait: bool,
    has_role: bool,
    has_bio: bool,
    has_follow: bool,
}

/// The parts of a box from `index` on, each at most once. Below a heading, any picture is the portrait.
fn parts(ctx: &Context<'_>, index: usize, is_headed: bool) -> Parts {
    let mut parts = Parts { end: index, ..Parts::default() };
    while let Some(block) = ctx.blocks.get(parts.end) {
        if !ctx.stands_alone(block) {
            break;
        }
        if !parts.has_portrait
            && !parts.has_bio
            && (is_author_picture(ctx, block) || is_headed && ctx.is_only_pictures(block))
        {
            parts.has_portrait = true;
        } else if let Some((name, has_role)) = name_line(ctx, block).filter(|_| parts.name.is_none()) {
            parts.name = Some(name);
            parts.has_role = has_role;
        } else if let Some(name) = bio_name(ctx, block, &parts, is_headed).filter(|_| !parts.has_bio) {
            parts.name.get_or_insert(name);
            parts.has_bio = true;
        } else if parts.name.is_some() && !parts.has_bio && is_motto(ctx, parts.end, &parts, is_headed) {
            parts.end += 1;
            parts.has_bio = true;
        } else if parts.name.is_some() && is_follow_line(ctx, block) {
            parts.has_follow = true;
        } else if parts.name.is_none() || !is_profile_links(ctx, block) {
            break;
        }
        parts.end += 1;
    }
    parts
}

/// A name, perhaps linked, perhaps with what its bearer is at the site: "Ruth Calder · Editor".
fn name_line(ctx: &Context<'_>, block: &Block) -> Option<(String, bool)> {
    if !block.kind.is_paragraph() && !block.kind.is_heading() {
        return None;
    }
    let line = ctx.link_line(block).filter(|it| !it.has_image)?;
    let is_profile = |it: &Link| it.text.trim().is_empty() || is_profile(it);
    if line.links.iter().skip(1).any(|it| !is_profile(it)) {
        return None;
    }
    let linked = line.links.first().map_or("", |it| it.text.as_str());
    let text = [line.before.as_str(), linked, line.after.as_str()].concat();
    let (name, role) = text.split_once(['·', '•', '|', ',', '–', '—']).unwrap_or((&text, ""));
    let has_role = vocabulary().author_roles.contains(role);
    let is_whole = has_role || role.trim().is_empty();
    (is_whole && is_name(name, 4)).then(|| (name.trim().to_string(), has_role))
}

/// The name with which a paragraph about its bearer begins.
fn bio_name(ctx: &Context<'_>, block: &Block, parts: &Parts, is_headed: bool) -> Option<String> {
    let text = ctx.reader_text(block);
    if !ctx.is_prose(block) && parts.name.is_none() || n_words(text) > MOST_WORDS || !block.kind.is_paragraph() {
        return None;
    }
    if let Some(name) = &parts.name {
        let words = plain_words(text);
        let first = plain_words(name).split(' ').next().map(str::to_string)?;
        let begins = words.strip_prefix(&first).is_some_and(|it| it.starts_with([' ', '\'']));
        return (begins && n_words(text) > 4 || parts.has_role && ctx.is_prose(block)).then(|| name.clone());
    }
    // Without a line of its own the name is linked, or stands first below the heading.
    let line = ctx.link_line(block)?;
    let linked = line.links.first().filter(|_| line.before.trim().is_empty()).map(|it| it.text.trim());
    if let Some(name) = linked.filter(|it| is_name(it, 4)) {
        return Some(name.to_string());
    }
    let name: Vec<&str> = text.split_whitespace().take_while(|it| is_name(it, 1)).take(3).collect();
    (is_headed && name.len() >= 2).then(|| name.join(" "))
}

/// Whether a short line stands between the name and the words on its bearer: "Pilot on the lower river".
fn is_motto(ctx: &Context<'_>, index: usize, parts: &Parts, is_headed: bool) -> bool {
    let text = ctx.reader_text(ctx.blocks[index]);
    let has_bio = || ctx.blocks.get(index + 1).is_some_and(|it| bio_name(ctx, it, parts, is_headed).is_some());
    ctx.blocks[index].kind.is_paragraph() && (1..=10).contains(&n_words(text)) && !has_end_mark(text) && has_bio()
}

/// "Follow @Ruth".
fn is_follow_line(ctx: &Context<'_>, block: &Block) -> bool {
    let text = ctx.reader_text(block);
    let Some((verb, name)) = text.split_once('@') else { return false };
    block.kind.is_paragraph() && n_words(verb) == 1 && (n_words(name) == 1 || is_name(name, 4))
}

fn is_profile_links(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.only_links(block).is_some_and(|it| it.iter().all(is_profile))
}

/// Networks on which authors can be followed.
const NETWORKS: &[&str] = &[
    "bsky.app",
    "facebook.com",
    "github.com",
    "instagram.com",
    "linkedin.com",
    "mastodon.social",
    "medium.com",
    "threads.net",
    "tiktok.com",
    "twitter.com",
    "x.com",
    "youtube.com",
];

/// Whether a link leads to a network, or writes a letter.
fn is_profile(link: &Link) -> bool {
    let address = link.target.split_once("://").map_or(link.target.as_str(), |(_, it)| it);
    let host = address.split(['/', '?', '#']).next().unwrap_or_default().trim_start_matches("www.");
    NETWORKS.contains(&host) || link.target.starts_with("mailto:")
}

/// A house has a link to each of its networks; one link is the author's own word.
const FEWEST_PROFILES: usize = 2;

/// A paragraph in italics that asks to be followed on networks.
fn sign_off(ctx: &Context<'_>, index: usize) -> Option<Found> {
    let block = ctx.blocks[index];
    if !block.kind.is_paragraph() || !ctx.stands_alone(block) || !is_all_emphasis(ctx, block) {
        return None;
    }
    let n_profiles = ctx.link_line(block)?.links.iter().filter(|it| is_profile(it)).count();
    if n_profiles < FEWEST_PROFILES || ctx.n_words(block) > MOST_WORDS {
        return None;
    }
    let phrase = vocabulary().follow_phrases.found_in(ctx.plain_words(block))?;
    Some(Found { end: index + 1, evidence: Evidence::Phrase(phrase.to_string()) })
}

fn is_all_emphasis(ctx: &Context<'_>, block: &Block) -> bool {
    let mut depth = 0_usize;
    ctx.document.inlines(block).iter().all(|it| match &it.kind {
        InlineKind::EmphasisStart(_) => {
            depth += 1;
            true
        }
        InlineKind::EmphasisEnd => {
            depth = depth.saturating_sub(1);
            true
        }
        InlineKind::Text(text) => depth > 0 || !has_word(text),
        InlineKind::Code | InlineKind::Math | InlineKind::Html => false,
        _ => true,
    })
}
