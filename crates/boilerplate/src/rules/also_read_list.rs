//! A label for further reading and the raw HTML list of links below it.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Evidence, InlineKind, RuleId, Span, text_outside_tags,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, html_links},
    vocabulary::vocabulary,
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("also-read-list"),
    phase: Phase::Markup,
    category: Category::Related,
    summary: "a label for further reading and the raw HTML list of links below it",
    explanation: include_str!("also_read_list.md"),
    since: "0.1.0",
    check,
};

/// A list with blank lines in it is cut into so many blocks at most.
const MOST_BLOCKS: usize = 40;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for (index, block) in ctx.blocks.iter().enumerate() {
        if !block.containers.is_empty() {
            continue;
        }
        let Some(label) = label(ctx, block) else { continue };
        let Some(end) = end_of_list(ctx, index + 1) else { continue };
        // "See also" stands over sources as well.
        let applicability = if vocabulary().source_headings.contains(&label) { Unsafe } else { Safe };
        claims.remove(Span::new(block.span.start, end), applicability, Evidence::Label(label));
    }
}

/// The label, if the block says nothing else: raw HTML with one of the words, or one of them with a mark behind it.
fn label(ctx: &Context<'_>, block: &Block) -> Option<String> {
    let labels = [&vocabulary().pointer_labels, &vocabulary().promotional_headings];
    let text = match block.kind {
        BlockKind::Html => {
            seen_in_html(ctx.document.text(block.span)).filter(|text| labels.iter().any(|it| it.contains(text)))?
        }
        BlockKind::Paragraph { .. } | BlockKind::Heading(_)
            if is_set_off(ctx, block) && labels.iter().any(|it| ctx.is_one_of(block, it)) =>
        {
            ctx.reader_text(block).to_string()
        }
        _ => return None,
    };
    let inlines = ctx.document.inlines(block);
    let is_plain = inlines.iter().all(|it| {
        use InlineKind::{EmphasisEnd, EmphasisStart, HardBreak, Html, SoftBreak, Text};
        matches!(it.kind, Text(_) | Html | SoftBreak | HardBreak | EmphasisStart(_) | EmphasisEnd)
    });
    is_plain.then_some(text)
}

/// Whether a block is a heading, or a mark or a tag tells it from a sentence.
fn is_set_off(ctx: &Context<'_>, block: &Block) -> bool {
    block.kind.is_heading()
        || ctx.reader_text(block).ends_with([':', '：'])
        || ctx.document.inlines(block).iter().any(|it| it.kind == InlineKind::Html)
}

/// What a reader sees of a short piece of HTML. `None` where there is a link or a picture in it.
fn seen_in_html(html: &str) -> Option<String> {
    const MOST_BYTES: usize = 400;
    if html.len() > MOST_BYTES || ["<a", "<img", "<iframe"].iter().any(|it| html.contains(it)) {
        return None;
    }
    if !html.contains('&') && text_outside_tags(html).trim().is_empty() {
        return Some(String::new());
    }
    let fragment = scraper::Html::parse_fragment(html);
    Some(fragment.root_element().text().collect::<String>().trim().to_string())
}

/// Where the list ends that starts with block `first`: raw HTML with a `<li>`, and no word outside of links that
/// lead out of the page.
fn end_of_list(ctx: &Context<'_>, first: usize) -> Option<u32> {
    let start = ctx.blocks.get(first)?.span.start;
    let html = ctx.blocks[first..].iter().take(MOST_BLOCKS).take_while(|it| it.kind == BlockKind::Html);
    let ends: Vec<u32> = html.map(|it| it.span.end).collect();
    let is_own = |it: &Link| it.is_within_page() || it.leads_to_source();
    let is_list = |end: &u32| {
        let html = ctx.document.text(Span::new(start, *end));
        let is_closed = ["</ul>", "</ol>", "</div>"].iter().any(|it| html.trim_end().ends_with(it));
        is_closed && html.contains("<li") && html_links(html).is_some_and(|it| !it.iter().any(is_own))
    };
    ends.into_iter().find(is_list)
}
