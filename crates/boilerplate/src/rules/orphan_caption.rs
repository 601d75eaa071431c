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

/// Agencies whose names are no capitals alone.
const AGENCIES: &[&str] = &["AP Photo", "Getty Images", "Bloomberg", "Xinhua", "Kyodo", "dpa"];

/// Where a picture is from, if no agency took it.
const SOURCES: &[&str] = &["File", "Handout", "Pool"];

/// `REUTERS/Name` behind a finished sentence, as agencies sign their pictures.
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"\p{Lu}[\p{L}.'’\-]+ (?: \s (?: \p{Lu}[\p{L}.'’\-]* | al | bin | da | de | der | van | von )){0,4}";
    let agencies = AGENCIES.join("|").replace(' ', r"\ ");
    let sources = SOURCES.join("|");
    Regex::new(&format!(
        r"(?x)
        [.!?…)”] \s* \(?
        ( (?: {agencies} | [A-Z]{{2,12}} ) \s? / \s? {name}
          (?: \s? / \s? (?: {sources} ) (?: \s Photo )? )?
        | {name} / (?: Handout | Pool ) (?: \s via \s [A-Z]{{2,12}} )?
        ) \)? \s* $",
    ))
    .expect("a constant pattern")
});

/// Whether the last slash stands before a name and behind what may be an agency after the end of a sentence, or before
/// where a picture is from: a look that spares most texts another.
fn may_have_credit(text: &str) -> bool {
    let Some((before, behind)) = text.rsplit_once('/') else { return false };
    let (before, behind) = (before.trim_end(), behind.trim_start());
    let is_signed = || {
        let before_agency = AGENCIES.iter().find_map(|it| before.strip_suffix(it));
        let before_agency = before_agency.unwrap_or(before.trim_end_matches(|it: char| it.is_ascii_uppercase()));
        let sentence = before_agency.trim_end_matches(|it: char| it == '(' || it.is_whitespace());
        sentence.ends_with(['.', '!', '?', '…', ')', '”'])
    };
    behind.starts_with(char::is_uppercase) && is_signed() || SOURCES.iter().any(|it| behind.starts_with(it))
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
