//! The tags of an article, printed under it.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Container, Evidence, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, LinkLine, host},
    vocabulary::vocabulary,
    words::{has_end_mark, has_word, n_terms},
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
    let near_end = near_end(ctx);
    // Where nobody has said anything, the links are the article.
    if ctx.is_plain() || near_end == 0 {
        return;
    }
    let first_prose = ctx.blocks.iter().position(|it| ctx.is_prose(it)).unwrap_or_default();
    let found: Vec<Found> =
        (0..ctx.blocks.len()).filter_map(|it| row(ctx, it).or_else(|| labelled_run(ctx, it))).collect();
    let below: Vec<&Found> = found.iter().filter(|it| it.first >= first_prose).collect();
    // Tags between its paragraphs belong to what the article lists, one after the other.
    let is_catalogue = below.windows(2).any(|it| {
        let between = &ctx.blocks[it[0].end..it[1].first.max(it[0].end)];
        between.iter().any(|it| it.kind.is_paragraph() && has_end_mark(ctx.reader_text(it)))
    });
    for it in &found {
        let is_last = it.end >= near_end;
        let is_above = it.first < first_prose;
        let goes = match is_last {
            true => it.is_labelled || it.n_links >= FEWEST_TAGS,
            // Elsewhere only label and addresses together prove anything.
            false => it.is_labelled && it.leads_to_tags && !it.is_heading,
        };
        if goes && (is_above || !is_catalogue) {
            let is_sure = is_last && it.is_labelled && it.leads_to_tags && !it.is_heading;
            let span = ctx.blocks[it.first].span.to(ctx.blocks[it.end - 1].span);
            claims.remove(span, if is_sure { Safe } else { Unsafe }, Evidence::Label(it.label.clone()));
        }
    }
    check_last_list(ctx, claims, near_end);
}

/// Tags in a row, or below their label.
struct Found {
    label: String,
    /// The index of the first block, and the one behind the last.
    first: usize,
    end: usize,
    n_links: usize,
    /// Whether a label or marks say that these are tags, not only their addresses.
    is_labelled: bool,
    /// Whether the label is a heading: an author may put his own links under "Topics".
    is_heading: bool,
    /// Whether all addresses are those of tags.
    leads_to_tags: bool,
}

/// A paragraph of tags: behind a label, marked with `#`, or with addresses of tags.
fn row(ctx: &Context<'_>, index: usize) -> Option<Found> {
    let block = ctx.blocks[index];
    let line = ctx.link_line(block).filter(|_| block.kind.is_paragraph() && block.containers.is_empty())?;
    let are_tags = !line.links.is_empty() && line.links.iter().all(|it| is_tag(it, MOST_WORDS));
    if !are_tags || line.has_image || has_word(&line.after) || has_word(&line.before) && !is_label(line) {
        return None;
    }
    let n_links = line.links.len();
    let leads_to_tags = line.links.iter().all(leads_to_tag);
    // One link with a mark may be anything.
    let is_labelled = is_label(line) || is_hash_row(line) && (leads_to_tags || n_links >= FEWEST_TAGS);
    let label = if has_word(&line.before) { &line.before } else { &line.links[0].text };
    let label = label.trim().to_string();
    let found = Found { label, first: index, end: index + 1, n_links, is_labelled, is_heading: false, leads_to_tags };
    (is_labelled || leads_to_tags).then_some(found)
}

fn is_label(line: &LinkLine) -> bool {
    vocabulary().tag_labels.contains(&line.before)
}

/// `[#pears](..) [#ladders](..)`, or the marks before the links.
fn is_hash_row(line: &LinkLine) -> bool {
    let n_outside = line.before.matches('#').count() + line.after.matches('#').count();
    line.links.iter().all(|it| it.text.trim_start().starts_with('#')) || n_outside == line.links.len()
}

/// A heading or a line that is a label of tags and nothing else, and the tags below it.
fn labelled_run(ctx: &Context<'_>, index: usize) -> Option<Found> {
    let block = ctx.blocks[index];
    let line = ctx.link_line(block).filter(|_| block.containers.is_empty())?;
    if !line.links.is_empty() || line.has_image || !ctx.is_one_of(block, &vocabulary().tag_labels) {
        return None;
    }
    let run: Vec<&[Link]> = ctx.blocks[index + 1..].iter().map_while(|it| only_tags(ctx, it, MOST_WORDS)).collect();
    let leads_to_tags = run.iter().copied().flatten().all(leads_to_tag);
    let is_heading = block.kind.is_heading();
    let found = Found {
        label: line.before.trim().to_string(),
        first: index,
        end: index + 1 + run.len(),
        n_links: run.iter().map(|it| it.len()).sum(),
        is_labelled: true,
        is_heading,
        leads_to_tags,
    };
    (found.n_links > 0 && (leads_to_tags || !is_heading)).then_some(found)
}

fn only_tags<'c>(ctx: &'c Context<'_>, block: &Block, most_words: usize) -> Option<&'c [Link]> {
    let links = ctx.only_links(block).filter(|_| !block.kind.is_heading())?;
    links.iter().all(|it| is_tag(it, most_words)).then_some(links)
}

/// Where labels and topics are what an author writes about: those of issues and repositories.
const REPOSITORIES: &[&str] = &["bitbucket.org", "codeberg.org", "github.com", "gitlab.com"];

/// Whether a link is a few words and leads out of the page. "#12" is the number of an issue.
fn is_tag(link: &Link, most_words: usize) -> bool {
    let has_letter = link.text.contains(char::is_alphabetic);
    let is_of_repository = || host(&link.target).is_some_and(|it| REPOSITORIES.contains(&it.as_str()));
    let is_short = has_letter && n_terms(&link.text) <= most_words && !has_end_mark(&link.text);
    is_short && !link.is_within_page() && !is_of_repository()
}

/// Parts of addresses under which sites keep the posts of one tag.
const TAG_PATHS: &[&str] =
    &["categories", "category", "keyword", "label", "labels", "tag", "tagged", "tags", "topic", "topics"];

fn leads_to_tag(link: &Link) -> bool {
    let mut parts = link.path().trim_end_matches('/').rsplit('/').skip(1);
    parts.any(|part| TAG_PATHS.iter().any(|it| it.eq_ignore_ascii_case(part)))
}

/// Where no text follows any more but headings, links and raw HTML, which other rules or nobody may know.
fn near_end(ctx: &Context<'_>) -> usize {
    let is_text = |block: &&Block| match block.kind {
        BlockKind::Heading(_) | BlockKind::Html | BlockKind::ThematicBreak | BlockKind::Other => false,
        kind if kind.is_paragraph() => {
            let text = ctx.reader_text(block);
            let is_short =
                ctx.n_words(block) <= MOST_WORDS_OF_LABEL && !has_end_mark(text.trim_end_matches([':', '：']));
            !is_short && ctx.only_links(block).is_none()
        }
        _ => true,
    };
    ctx.blocks.iter().rposition(is_text).map_or(0, |it| it + 1)
}

/// The last thing on the page is a list of tags that nothing introduces.
fn check_last_list(ctx: &Context<'_>, claims: &mut Claims<'_>, near_end: usize) {
    let is_bullet = |it: &Block| {
        it.kind.is_paragraph() && matches!(it.containers.as_slice(), [Container::List { ordered: false, .. }, _])
    };
    let Some(last) = ctx.blocks.iter().rposition(|it| is_bullet(it)).filter(|it| it + 1 >= near_end) else { return };
    let list = ctx.blocks[last].containers[0].id();
    let first = ctx.blocks[..last].iter().rposition(|it| it.containers.first().is_none_or(|it| it.id() != list));
    // Without anything before it, the list is the article.
    let Some(before) = first else { return };
    let items = &ctx.blocks[before + 1..=last];
    let is_item = |it: &&Block| {
        let links = only_tags(ctx, it, MOST_WORDS_OF_BULLET).filter(|_| is_bullet(it)).unwrap_or_default();
        matches!(links, [link] if leads_to_tag(link))
    };
    let text = ctx.reader_text(ctx.blocks[before]);
    let is_introduced = !ctx.blocks[before].kind.is_paragraph() || !has_end_mark(text) || text.ends_with([':', '：']);
    if items.len() >= FEWEST_TAGS && items.iter().all(is_item) && !is_introduced {
        let span = ctx.blocks[before + 1].span.to(ctx.blocks[last].span);
        claims.remove(span, Unsafe, Evidence::Position("last, a list of short links".into()));
    }
}
