//! One-line pointers to another article.

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, Evidence, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, LinkLine},
    sections::is_sentence,
    vocabulary::vocabulary,
    words::has_word,
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("also-link"),
    phase: Phase::Structure,
    category: Category::Related,
    summary: "one-line pointers to another article",
    explanation: include_str!("also_link.md"),
    since: "0.1.0",
    check,
};

/// More pointers behind each other are a list that somebody has made.
const MOST_BLOCKS: usize = 4;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for run in pointers(ctx).chunk_by(|above, below| above.index + 1 == below.index) {
        if run.len() > MOST_BLOCKS {
            continue;
        }
        for Pointer { index, applicability, label } in run {
            claims.remove(ctx.blocks[*index].span, *applicability, Evidence::Label(label.clone()));
        }
    }
}

/// A paragraph that is a pointer.
struct Pointer {
    /// Where it stands among the blocks.
    index: usize,
    applicability: Applicability,
    label: String,
}

fn pointers(ctx: &Context<'_>) -> Vec<Pointer> {
    let mut pointers = Vec::new();
    let mut is_under_sources = false;
    let mut n_read = 0;
    for (index, block) in ctx.blocks.iter().enumerate() {
        if !block.kind.is_paragraph() || !ctx.stands_alone(block) {
            continue;
        }
        let Some(lines) = ctx.link_lines(block) else { continue };
        // What stands in a quote may be somebody else's pointer, and below one it may name where the quote is from.
        let is_quote = |it: &Block| !it.containers.is_empty() && ctx.stands_alone(it);
        let is_at_quote = is_quote(block) || index > 0 && is_quote(ctx.blocks[index - 1]);
        let Some((applicability, label)) = pointer(lines, is_at_quote) else { continue };
        for block in &ctx.blocks[n_read..=index] {
            if ctx.heading_text(block).is_some() {
                is_under_sources = ctx.is_one_of(block, &vocabulary().source_headings);
            }
            // Sources are a list: where prose follows, it has ended.
            is_under_sources = is_under_sources && !is_sentence(ctx, block);
        }
        n_read = index + 1;
        if !is_under_sources {
            pointers.push(Pointer { index, applicability, label });
        }
    }
    pointers
}

/// How sure a paragraph is a pointer, and its label.
fn pointer(lines: &[LinkLine], is_at_quote: bool) -> Option<(Applicability, String)> {
    // Every line has to be a pointer: one line of words makes it the author's paragraph.
    if !lines.iter().all(is_pointer) {
        // A title may begin with such a word.
        return linked_label(lines).map(|it| (Unsafe, it));
    }
    // "Read this" and "Review" also begin sentences: without a mark behind them they prove nothing.
    let is_sure = !is_at_quote && lines.iter().all(is_clear);
    Some((if is_sure { Safe } else { Unsafe }, lines[0].before.trim().to_string()))
}

/// Whether a mark ends the label, and the link leads to a page of some site. "See also" stands before sources, too, but
/// they have shorter names.
fn is_clear(line: &LinkLine) -> bool {
    let link = &line.links[0];
    line.is_label
        && vocabulary().pointer_labels.contains(&line.before)
        && link.names_host()
        && link.leads_to_page()
        && !link.leads_to_work()
        && (link.leads_to_article() || !may_name_source(&line.before))
}

/// A label, one link to another page, and no other word.
fn is_pointer(line: &LinkLine) -> bool {
    line.links.len() == 1
        && !line.has_image
        && !has_word(&line.after)
        && leads_away(&line.links[0])
        // "See [the manual]" is a sentence, "See: [the manual]" may be a pointer.
        // Pages of a handbook refer to each other: "See also: [Valves](/valves)."
        && (line.links[0].names_host() || !may_name_source(&line.before))
        && (vocabulary().pointer_labels.contains(&line.before)
            || line.is_label && line.links[0].leads_to_article() && is_likely_label(&line.before))
}

/// Whether a label is a heading over sources as well.
fn may_name_source(label: &str) -> bool {
    vocabulary().source_headings.contains(label)
}

/// Whether an author may name a source by this label, but not in code: `@see`.
fn is_likely_label(label: &str) -> bool {
    vocabulary().likely_pointer_labels.contains(label) && !label.trim_start().starts_with('@')
}

/// Whether a link leads out of this page, and not to a file of Markdown: whoever links those has written them.
fn leads_away(link: &Link) -> bool {
    !link.is_within_page() && !link.leads_to_source()
}

/// The label where the paragraph is one link and the label stands inside of it.
fn linked_label(lines: &[LinkLine]) -> Option<String> {
    let [line] = lines else { return None };
    let [link] = line.links.as_slice() else { return None };
    let (label, title) = link.text.split_once([':', '：'])?;
    let is_pointer = line.is_only_links()
        && !title.trim().is_empty()
        && leads_away(link)
        && vocabulary().pointer_labels.contains(label);
    is_pointer.then(|| label.trim().to_string())
}
