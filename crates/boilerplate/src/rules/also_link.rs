//! One-line pointers to another article.

use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Evidence, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{Link, LinkLine, link_lines},
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
    let is_sure = !is_quoted && lines.iter().all(|it| it.is_label && leads_to_article(&it.links[0]));
    Some((if is_sure { Safe } else { Unsafe }, lines[0].before.trim().to_string()))
}

/// A label, one link to another page, and no other word.
fn is_pointer(line: &LinkLine) -> bool {
    line.links.len() == 1
        && !line.links[0].is_within_page()
        && !line.has_image
        && vocabulary().pointer_labels.contains(&line.before)
        && !line.after.chars().any(char::is_alphanumeric)
}

/// Endings of what is downloaded and not read.
const FILE_ENDINGS: &[&str] = &[
    "apk", "csv", "diff", "dmg", "doc", "docx", "epub", "exe", "gz", "ics", "json", "mp3", "mp4", "ods", "odt",
    "patch", "pdf", "ppt", "pptx", "tar", "txt", "xls", "xlsx", "xml", "yaml", "yml", "zip",
];

/// Whether a link has a title for its text and a page for its target: not a sentence, a letter or a file.
fn leads_to_article(link: &Link) -> bool {
    let path = link.target.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit('/').next().and_then(|it| it.rsplit_once('.')).map(|(_, it)| it.to_ascii_lowercase());
    let is_file = ending.is_some_and(|it| FILE_ENDINGS.contains(&it.as_str()));
    !link.text.trim_end().ends_with('.') && !is_file && !link.target.starts_with("mailto:")
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
