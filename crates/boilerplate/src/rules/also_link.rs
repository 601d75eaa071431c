//! One-line pointers to another article.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Evidence, RuleId,
};

use crate::{
    Category, Claims, Context, LinkLine, Phase, Rule, links::link_lines, vocabulary::POINTER_LABELS, words::plain_words,
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
    for block in &ctx.blocks {
        if !block.kind.is_paragraph() || !ctx.stands_alone(block) {
            continue;
        }
        let Some(lines) = link_lines(ctx.document, block) else { continue };
        // Every line has to be a pointer: one line of words makes it the author's paragraph.
        if lines.iter().all(is_pointer) {
            claims.remove(block.span, Safe, Evidence::Label(lines[0].before.trim().to_string()));
        } else if let Some(label) = linked_label(&lines) {
            // A title may begin with such a word.
            claims.remove(block.span, Unsafe, Evidence::Label(label));
        }
    }
}

/// The label where the paragraph is one link and the label stands inside of it.
fn linked_label(lines: &[LinkLine]) -> Option<String> {
    let [line] = lines else { return None };
    let [link] = line.links.as_slice() else { return None };
    let (label, title) = link.text.split_once([':', '：'])?;
    let is_pointer = line.is_only_links()
        && !title.trim().is_empty()
        && !link.target.starts_with('#')
        && POINTER_LABELS.contains(&plain_words(label).as_str());
    is_pointer.then(|| label.trim().to_string())
}

/// A label, one link, and no other word.
fn is_pointer(line: &LinkLine) -> bool {
    let label = plain_words(&line.before);
    // "More" and "Review" also begin sentences; alone they need a mark that makes them labels.
    let is_plain_enough = line.is_label || label.contains(' ');
    line.links.len() == 1
        // A link to another part of this page is the author's.
        && !line.links[0].target.starts_with('#')
        && !line.has_image
        && is_plain_enough
        && POINTER_LABELS.contains(&label.as_str())
        && !line.after.chars().any(char::is_alphanumeric)
}
