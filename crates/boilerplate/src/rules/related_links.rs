//! Lists of links to other articles.

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, BlockKind, Evidence, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::Link,
    sections::{Section, first_sentence, sections},
    vocabulary::vocabulary,
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

/// Fewer links that stand twice may be an accident.
const FEWEST_TWICE: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for section in sections(ctx) {
        if let Some(applicability) = applicability(&section) {
            claims.remove(section.span, applicability, Evidence::Heading(section.heading));
        }
    }
    for twice in links_twice(ctx) {
        claims.remove(twice.span, Safe, Evidence::Repeats(format!("{} links", twice.n_links)));
    }
}

/// How sure a section leads to other articles of the site. `None` where an author may have listed links.
fn applicability(section: &Section) -> Option<Applicability> {
    // Authors list what they recommend, too: tools and books by their names, but not by titles of articles.
    if !section.links.iter().any(Link::leads_to_article) {
        return None;
    }
    let sure = || {
        let is_title = |it: &Link| it.leads_to_article() && it.names_host() && !it.leads_to_work();
        if section.has_real_heading && section.links.iter().all(is_title) { Safe } else { Unsafe }
    };
    if section.is_card() && section.has_real_heading {
        let is_pointer = vocabulary().pointer_labels.contains(&section.heading);
        return if is_pointer { Some(sure()) } else { promotion(&section.heading).map(|it| it.max(sure())) };
    }
    match promotion(&section.heading)? {
        // Text that follows without a heading of its own may belong under this one.
        Safe if section.is_whole && !section.has_pictures => Some(sure()),
        _ if section.is_whole || !section.has_more_links => Some(Unsafe),
        _ => None,
    }
}

/// How sure a heading tells that links to other articles of the site follow.
fn promotion(heading: &str) -> Option<Applicability> {
    match vocabulary().promotional_headings.contains(heading) {
        true => Some(Safe),
        false => vocabulary().likely_promotional_headings.contains(heading).then_some(Unsafe),
    }
}

struct Twice {
    span: Span,
    n_links: usize,
}

/// Links as paragraphs, then the same links again as bullets, with the heading above them.
fn links_twice(ctx: &Context<'_>) -> Vec<Twice> {
    let mut found = Vec::new();
    let Some(first_sentence) = first_sentence(ctx) else { return found };
    let mut index = 0;
    while index < ctx.blocks.len() {
        let first = index;
        let paragraphs = run_of_links(ctx, &mut index, |it| it.containers.is_empty() && it.kind.is_paragraph());
        if paragraphs.len() < FEWEST_TWICE {
            index = index.max(first + 1);
            continue;
        }
        let bullets_start = index;
        let bullets = run_of_links(ctx, &mut index, |it| !it.containers.is_empty() && it.kind.is_paragraph());
        let is_contents = paragraphs.iter().any(Link::is_within_page);
        if paragraphs == bullets && !is_contents {
            let above = first.checked_sub(1).map(|it| ctx.blocks[it]);
            // The heading goes along, unless it is the title of the page.
            let heading =
                above.filter(|it| it.kind.is_heading() && it.kind != BlockKind::Heading(1) && it.containers.is_empty());
            let start = heading.unwrap_or(ctx.blocks[first]).span.start;
            if start > first_sentence && !above.is_some_and(|it| is_source_heading(ctx, it)) {
                let end = ctx.blocks[index - 1].span.end;
                found.push(Twice { span: Span::new(start, end), n_links: paragraphs.len() });
            }
        } else {
            index = bullets_start;
        }
    }
    found
}

fn is_source_heading(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.heading_text(block).is_some_and(|it| vocabulary().source_headings.contains(it))
}

/// The links of the blocks from `index` on that are only links and satisfy `is_part`.
fn run_of_links(ctx: &Context<'_>, index: &mut usize, is_part: impl Fn(&Block) -> bool) -> Vec<Link> {
    let mut links = Vec::new();
    while let Some(block) = ctx.blocks.get(*index).filter(|it| is_part(it)) {
        let Some(found) = ctx.only_links(block) else { break };
        links.extend(found.iter().map(|it| Link { target: it.target.clone(), text: it.text.trim().to_string() }));
        *index += 1;
    }
    links
}
