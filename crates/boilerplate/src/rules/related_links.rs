//! Lists of links to other articles.

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, BlockKind, Evidence, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, only_links},
    vocabulary::vocabulary,
    words::{has_end_mark, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("related-links"),
    phase: Phase::Structure,
    category: Category::Related,
    summary: "lists of links to other articles",
    explanation: include_str!("related_links.md"),
    since: "0.1.0",
    check,
};

/// So far below its links a section is searched for more of them.
const REACH: usize = 40;

/// Fewer links that stand twice may be an accident.
const FEWEST_TWICE: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for section in sections(ctx) {
        let applicability = match promotion(&plain_words(&section.heading)) {
            // Text that follows without a heading of its own may belong under this one, and a short line is
            // less of a heading than a heading.
            Some(Safe) if section.is_whole && section.has_real_heading => Safe,
            Some(_) if section.is_whole || !section.has_more_links => Unsafe,
            _ => continue,
        };
        claims.remove(section.span, applicability, Evidence::Heading(section.heading));
    }
    for twice in links_twice(ctx) {
        claims.remove(twice.span, Safe, Evidence::Repeats(format!("{} links", twice.n_links)));
    }
}

/// How sure a heading, as plain words, tells that links to other articles of the site follow.
fn promotion(words: &str) -> Option<Applicability> {
    // "The Harbour Post recommends": a committee may recommend, too.
    let recommends = words.strip_suffix(" recommends").is_some_and(|it| it.split(' ').count() <= 3);
    match vocabulary().promotional_headings.contains(words) {
        true => Some(Safe),
        false => recommends.then_some(Unsafe),
    }
}

/// Where the first sentence of the article starts. Where nobody has said anything yet, links are the article, or
/// its contents.
fn first_prose(ctx: &Context<'_>) -> Option<u32> {
    // Some scripts have no end marks: there, length tells.
    let is_prose = |it: &&&Block| {
        let text = ctx.reader_text(it);
        let is_text = it.kind.is_paragraph() && ctx.heading_text(it).is_none();
        is_text && (has_end_mark(&text) || text.len() > 200) && only_links(ctx.document, it).is_none()
    };
    ctx.blocks.iter().find(is_prose).map(|it| it.span.start)
}

/// A heading with the blocks of links that follow it.
pub(crate) struct Section {
    /// From the heading to the last link.
    pub(crate) span: Span,
    /// The text of the heading.
    pub(crate) heading: String,
    /// The links, in order.
    pub(crate) links: Vec<Link>,
    /// Whether the links are all there is under the heading: another one that is not below it, a rule or
    /// the end of the document follows.
    pub(crate) is_whole: bool,
    /// Whether it is a heading and not a short line that serves as one.
    pub(crate) has_real_heading: bool,
    /// Whether links come again after that text, under the same heading: then somebody comments on them.
    pub(crate) has_more_links: bool,
}

/// Every heading over blocks of links that lead out of the page, behind the first sentence of the article.
/// Sections of sources are the author's and left out.
pub(crate) fn sections(ctx: &Context<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    let Some(first_prose) = first_prose(ctx) else { return sections };
    let mut index = 0;
    while index < ctx.blocks.len() {
        let heading_block = ctx.blocks[index];
        index += 1;
        let Some(heading) = ctx.heading_text(heading_block).filter(|_| ctx.stands_alone(heading_block)) else {
            continue;
        };
        let mut links = Vec::new();
        let mut end = heading_block.span.end;
        while let Some((block, found)) =
            ctx.blocks.get(index).and_then(|it| Some((it, only_links(ctx.document, it).filter(|_| !is_heading(it))?)))
        {
            links.extend(found);
            end = block.span.end;
            index += 1;
        }
        let is_contents = links.iter().any(Link::is_within_page);
        if links.is_empty()
            || is_contents
            || heading_block.span.start < first_prose
            || vocabulary().source_headings.contains(&heading)
        {
            continue;
        }
        let next = ctx.blocks.get(index);
        let is_whole = next.is_none_or(|it| match (it.kind, heading_block.kind) {
            (BlockKind::Heading(next), BlockKind::Heading(this)) => next <= this,
            (kind, _) => matches!(kind, BlockKind::Heading(_) | BlockKind::ThematicBreak),
        });
        let has_real_heading = is_heading(heading_block);
        let rest = ctx.blocks[index..].iter().take(REACH).take_while(|it| !is_heading(it));
        let has_more_links = rest.into_iter().any(|it| only_links(ctx.document, it).is_some());
        sections.push(Section {
            span: Span::new(heading_block.span.start, end),
            heading,
            links,
            is_whole,
            has_real_heading,
            has_more_links,
        });
    }
    sections
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

struct Twice {
    span: Span,
    n_links: usize,
}

/// Links as paragraphs, then the same links again as bullets, with the heading above them.
fn links_twice(ctx: &Context<'_>) -> Vec<Twice> {
    let mut found = Vec::new();
    let Some(first_prose) = first_prose(ctx) else { return found };
    let mut index = 0;
    while index < ctx.blocks.len() {
        let first = index;
        let paragraphs = run_of_links(ctx, &mut index, |it| it.containers.is_empty() && it.kind.is_paragraph());
        let bullets_start = index;
        let bullets = run_of_links(ctx, &mut index, |it| !it.containers.is_empty() && it.kind.is_paragraph());
        let is_contents = paragraphs.iter().any(Link::is_within_page);
        if paragraphs.len() >= FEWEST_TWICE && paragraphs == bullets && !is_contents {
            let above = first.checked_sub(1).map(|it| ctx.blocks[it]);
            // The heading goes along, unless it is the title of the page.
            let heading =
                above.filter(|it| is_heading(it) && it.kind != BlockKind::Heading(1) && it.containers.is_empty());
            let start = heading.unwrap_or(ctx.blocks[first]).span.start;
            if start > first_prose && !above.is_some_and(|it| is_source_heading(ctx, it)) {
                let end = ctx.blocks[index - 1].span.end;
                found.push(Twice { span: Span::new(start, end), n_links: paragraphs.len() });
            }
        } else if bullets_start > first {
            index = bullets_start;
        }
        index = index.max(first + 1);
    }
    found
}

fn is_source_heading(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.heading_text(block).is_some_and(|it| vocabulary().source_headings.contains(&it))
}

/// The links of the blocks from `index` on that are only links and satisfy `is_part`.
fn run_of_links(ctx: &Context<'_>, index: &mut usize, is_part: impl Fn(&Block) -> bool) -> Vec<Link> {
    let mut links = Vec::new();
    while let Some(block) = ctx.blocks.get(*index).filter(|it| is_part(it)) {
        let Some(mut found) = only_links(ctx.document, block) else { break };
        for link in &mut found {
            link.text = link.text.trim().to_string();
        }
        links.append(&mut found);
        *index += 1;
    }
    links
}
