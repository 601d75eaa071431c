//! Asides in brackets that advertise another story.

use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;
use unchaff_document::{Applicability::Unsafe, Evidence, RuleId, Span};

use crate::{Category, Claims, Context, Phase, Rule, words::has_end_mark};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("promo-aside"),
    phase: Phase::Position,
    category: Category::Related,
    summary: "asides in brackets that advertise another story",
    explanation: include_str!("promo_aside.md"),
    since: "0.1.0",
    check,
};

/// One or more whole sentences in brackets that speak of what else the site has.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \( (?P<aside> (?: \p{Lu} [^()\n]{0,200}? )?
            (?i: \b stay\ tuned (?: \s for \b | \s? [.!] ) | \b (?:my|our) \s colleague s? \b [^()\n]{0,120} \b (?:story|piece|article|deep\ dive|review|coverage) \b )
            [^()\n]{0,200} ) \)",
    )
    .expect("a constant pattern")
});

/// "stay tuned."
const SHORTEST: usize = 11;

/// What stands in each of them.
static SIGNS: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?i)tuned|colleague").expect("a constant pattern"));

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for block in ctx.blocks.iter().filter(|it| it.kind.is_paragraph()) {
        let text = ctx.document.text(block.span);
        if memchr(b'(', text.as_bytes()).is_none() {
            continue;
        }
        // Nearly all brackets hold none of them.
        let mut in_brackets = text.split('(').skip(1).filter_map(|it| it.split_once(')'));
        if !in_brackets.any(|(it, _)| it.len() >= SHORTEST && SIGNS.is_match(it)) {
            continue;
        }
        for found in ASIDE.captures_iter(text) {
            // A remark inside a sentence of the author ends without a mark.
            if !has_end_mark(&found["aside"]) {
                continue;
            }
            let whole = found.get(0).expect("the whole match");
            let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
            let offset = block.span.start as usize;
            // One blank goes along; at the end of a line the one before.
            let span = if before.trim().is_empty() && after.trim().is_empty() {
                block.span
            } else if after.trim_start_matches(is_blank).starts_with(['\n', '\r'])
                || after.trim_matches(is_blank).is_empty()
            {
                Span::of(offset + before.trim_end_matches(is_blank).len()..offset + text.len() - after.len())
            } else {
                let blank = after.chars().next().filter(|it| is_blank(*it)).map_or(0, char::len_utf8);
                Span::of(offset + before.len()..offset + text.len() - after.len() + blank)
            };
            claims.remove(span, Unsafe, Evidence::Phrase(found["aside"].to_string()));
        }
    }
}

fn is_blank(it: char) -> bool {
    matches!(it, ' ' | '\u{a0}')
}
