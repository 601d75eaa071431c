//! Captions with an agency credit whose picture is lost.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{Applicability::Unsafe, BlockKind, Evidence, InlineKind, RuleId};

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("orphan-caption"),
    phase: Phase::Structure,
    category: Category::Credit,
    summary: "captions with an agency credit whose picture is lost",
    explanation: include_str!("orphan_caption.md"),
    since: "0.1.0",
    check,
};

/// `REUTERS/Name` behind a finished sentence, as agencies sign their pictures.
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"\p{Lu}[\p{L}.'’\-]+ (?: \s (?: \p{Lu}[\p{L}.'’\-]* | al | bin | da | de | der | van | von )){0,4}";
    Regex::new(&format!(
        r"(?x)
        [.!?…)”] \s* \(?
        ( (?: AP\ Photo | Getty\ Images | Bloomberg | Xinhua | Kyodo | dpa | [A-Z]{{2,12}} ) \s? / \s? {name}
          (?: \s? / \s? (?: File | Handout | Pool ) (?: \s Photo )? )?
        | {name} / (?: Handout | Pool ) (?: \s via \s [A-Z]{{2,12}} )?
        ) \)? \s* $",
    ))
    .expect("a constant pattern")
});

/// Whether a slash stands before a name near the end, behind the end of a sentence: a look that spares most texts another.
fn may_have_credit(text: &str) -> bool {
    const MOST_WORDS_BEHIND: usize = 8;
    let Some((before, behind)) = text.rsplit_once('/') else { return false };
    behind.trim_start().starts_with(char::is_uppercase)
        && behind.split_whitespace().count() <= MOST_WORDS_BEHIND
        && before.contains(['.', '!', '?', '…', ')', '”'])
}

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for (index, block) in ctx.blocks.iter().enumerate() {
        if !block.kind.is_paragraph() || !ctx.stands_alone(block) {
            continue;
        }
        let text = ctx.reader_text(block);
        if text.len() > 400 || !may_have_credit(text) {
            continue;
        }
        let Some(credit) = CREDIT.captures(text).map(|it| it[1].to_string()) else { continue };
        // A caption has something to say before its credit.
        if text.len() - credit.len() < 20 {
            continue;
        }
        let neighbours =
            [index.checked_sub(1), Some(index + 1)].into_iter().flatten().filter_map(|it| ctx.blocks.get(it));
        let has_image = neighbours.chain([block]).any(|it| {
            ctx.document
                .inlines(it)
                .iter()
                .any(|it| matches!(it.kind, InlineKind::ImageStart { .. } | InlineKind::Html))
                || it.kind == BlockKind::Html
        });
        if !has_image {
            claims.remove(block.span, Unsafe, Evidence::Phrase(credit));
        }
    }
}
