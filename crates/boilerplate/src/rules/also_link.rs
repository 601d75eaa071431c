//! One-line pointers to another article.

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Evidence, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{LinkLine, link_lines},
    sections::is_prose,
    vocabulary::vocabulary,
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

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let mut is_under_sources = false;
    for block in &ctx.blocks {
        if let Some(heading) = ctx.heading_text(block) {
            is_under_sources = vocabulary().source_headings.contains(&heading);
        }
        // Sources are a list: where prose follows, it has ended.
        is_under_sources &= !is_prose(ctx, block);
        if !block.kind.is_paragraph() || !ctx.stands_alone(block) || is_under_sources {
            continue;
        }
        let Some(lines) = link_lines(ctx.document, block) else { continue };
        let is_quoted = !block.containers.is_empty();
        if let Some((applicability, label)) = pointer(&lines, is_quoted) {
            claims.remove(block.span, applicability, Evidence::Label(label));
        }
    }
}

/// How sure a paragraph is a pointer, and its label.
fn pointer(lines: &[LinkLine], is_quoted: bool) -> Option<(Applicability, String)> {
    // Every line has to be a pointer: one line of words makes it the author's paragraph.
    if !lines.iter().all(is_pointer) {
        // A title may begin with such a word.
        return linked_label(lines).map(|it| (Unsafe, it));
    }
    // "Read this" and "Review" also begin sentences: without a mark behind them they prove nothing. What stands
    // in a quote may be somebody else's pointer.
    let is_clear = |it: &LinkLine| {
        it.is_label && it.links[0].leads_to_article() && vocabulary().pointer_labels.contains(&it.before)
    };
    let is_sure = !is_quoted && lines.iter().all(is_clear);
    Some((if is_sure { Safe } else { Unsafe }, lines[0].before.trim().to_string()))
}

/// A label, one link to another page, and no other word.
fn is_pointer(line: &LinkLine) -> bool {
    line.links.len() == 1
        && !line.links[0].is_within_page()
        && !line.has_image
        && !line.after.chars().any(char::is_alphanumeric)
        // "See [the manual]" is a sentence, "See: [the manual]" may be a pointer.
        && (vocabulary().pointer_labels.contains(&line.before)
            || line.is_label && vocabulary().likely_pointer_labels.contains(&line.before))
}

/// The label where the paragraph is one link and the label stands inside of it.
fn linked_label(lines: &[LinkLine]) -> Option<String> {
    let [line] = lines else { return None };
    let [link] = line.links.as_slice() else { return None };
    let (label, title) = link.text.split_once([':', '：'])?;
    let is_pointer = line.is_only_links()
        && !title.trim().is_empty()
        && !link.is_within_page()
        && vocabulary().pointer_labels.contains(label);
    is_pointer.then(|| label.trim().to_string())
}
