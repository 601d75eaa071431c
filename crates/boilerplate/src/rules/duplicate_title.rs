//! The first heading where it repeats the title.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{Applicability::Unsafe, Evidence, RuleId};

use crate::{Category, Claims, Context, Phase, Rule, words::plain_words};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("duplicate-title"),
    phase: Phase::Structure,
    category: Category::Repetition,
    summary: "the first heading where it repeats the title",
    explanation: include_str!("duplicate_title.md"),
    since: "0.1.0",
    check,
};

/// Tags that content farms put around a title, and years they put behind it.
static TAGS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\[(?:new|updated|guide|fixed|solved)\]|\b(?:20\d\d approved|in 20\d\d,|for 20\d\d|updated 20\d\d)")
        .expect("a constant pattern")
});

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let Some(title) = ctx.front_matter.get_str("title") else { return };
    let first_heading = ctx.blocks.iter().take(3).find(|it| it.kind.is_heading());
    let Some(heading) = first_heading.filter(|it| it.containers.is_empty()) else { return };
    let heading_words = ctx.plain_words(heading);
    let is_repeated = |title: &str| plain_words(title) == heading_words;
    // A heading with another year than the title says something else.
    if !heading_words.is_empty() && (is_repeated(title) || is_repeated(&TAGS.replace_all(title, " "))) {
        claims.remove(heading.span, Unsafe, Evidence::Repeats("title".into()));
    }
}
