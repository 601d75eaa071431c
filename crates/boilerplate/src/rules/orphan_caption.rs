//! Captions with an agency credit whose picture is lost.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{Applicability::Unsafe, Evidence, InlineKind, RuleId};

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

/// `REUTERS/Name` at the end of a line, as agencies sign their pictures.
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?: ^ | [\s(] )
        ( (?: REUTERS | AFP | AP\ Photo | AP | EPA | DPA | dpa | Getty\ Images | Bloomberg | Xinhua | Kyodo | ANSA | EFE | TASS
            | [A-Z]{3,12} )
          \s? / \s? [\p{Lu}][\p{L}.'’\-]+ (?: \s [\p{L}.'’\-]+ ){0,4}
          (?: \s? / \s? (?: File | Handout | Pool ) (?: \s Photo )? )?
        | \p{Lu}[\p{L}.'’\-]+ (?: \s [\p{L}.'’\-]+ ){0,4} / (?: Handout | Pool ) (?: \s via \s [A-Z]{2,12} )?
        ) \)? \s* $",
    )
    .expect("a constant pattern")
});

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for (index, block) in ctx.blocks.iter().enumerate() {
        if !block.kind.is_paragraph() || !ctx.stands_alone(block) {
            continue;
        }
        let text = ctx.reader_text(block);
        let Some(credit) = CREDIT.captures(&text).map(|it| it[1].to_string()) else { continue };
        // A caption has something to say before its credit, and is one line long.
        let caption = text.len() - credit.len();
        if caption < 20 || text.len() > 400 {
            continue;
        }
        let neighbours =
            [index.checked_sub(1), Some(index + 1)].into_iter().flatten().filter_map(|it| ctx.blocks.get(it));
        let has_image = neighbours.chain([block]).any(|it| {
            ctx.document
                .inlines(it)
                .iter()
                .any(|it| matches!(it.kind, InlineKind::ImageStart { .. } | InlineKind::Html))
                || it.kind == unchaff_document::BlockKind::Html
        });
        if !has_image {
            claims.remove(block.span, Unsafe, Evidence::Phrase(credit));
        }
    }
}
