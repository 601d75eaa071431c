//! Lines under a picture that name who made it.

use unchaff_document::{Applicability::Unsafe, Block, Evidence, InlineKind, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    vocabulary::{PICTURE_AGENCIES, vocabulary},
    words::{has_end_mark, n_words, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("image-credit"),
    phase: Phase::Structure,
    category: Category::Credit,
    summary: "lines under a picture that name who made it",
    explanation: include_str!("image_credit.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for pair in ctx.blocks.windows(2) {
        let (picture, line) = (pair[0], pair[1]);
        if !is_only_image(ctx, picture) || !line.kind.is_paragraph() || !ctx.stands_alone(line) {
            continue;
        }
        let text = ctx.reader_text(line);
        // A caption says what is shown and ends as a sentence; a credit names somebody.
        if n_words(&text) > 8 || has_end_mark(&text) {
            continue;
        }
        if let Some(sign) = credit_sign(&text) {
            claims.remove(line.span, Unsafe, Evidence::Phrase(sign));
        }
    }
}

fn is_only_image(ctx: &Context<'_>, block: &Block) -> bool {
    let inlines = ctx.document.inlines(block);
    let has_image = inlines.iter().any(|it| matches!(it.kind, InlineKind::ImageStart { .. }));
    let mut depth = 0_usize;
    has_image
        && block.kind.is_paragraph()
        && inlines.iter().all(|it| match &it.kind {
            InlineKind::ImageStart { .. } => {
                depth += 1;
                true
            }
            InlineKind::ImageEnd => {
                depth = depth.saturating_sub(1);
                true
            }
            InlineKind::Text(text) => depth > 0 || text.trim().is_empty(),
            InlineKind::Code | InlineKind::Math | InlineKind::Html => false,
            _ => true,
        })
}

/// One to four capitalised words.
fn is_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    (1..=4).contains(&text.split_whitespace().count()) && words.all(|it| it.starts_with(char::is_uppercase))
}

/// The agency or label that makes a line a credit.
fn credit_sign(text: &str) -> Option<String> {
    if let Some((label, name)) = text.split_once([':', '：'])
        && vocabulary().credit_labels.contains(label)
        && !name.trim().is_empty()
    {
        return Some(label.trim().to_string());
    }
    if text.starts_with(['©', 'Ⓒ']) || text.starts_with("(c)") {
        return Some("©".into());
    }
    if let Some(start) = vocabulary().credit_starts.start_of(text) {
        return Some(start.to_string());
    }
    if let Some((name, agency)) = text.split_once('/')
        && [name, agency].iter().all(|it| is_name(it))
    {
        return Some(text.trim().to_string());
    }
    let parts = text.split(['/', '|', ',']).flat_map(|it| it.split(" via "));
    parts.map(plain_words).find(|it| PICTURE_AGENCIES.contains(&it.as_str()))
}
