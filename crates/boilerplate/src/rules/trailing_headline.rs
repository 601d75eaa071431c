//! A last line without an end mark, the headline of something else.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId, Span};

use crate::{
    Category, Claims, Context, Phase, Rule,
    words::{has_end_mark, n_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("trailing-headline"),
    phase: Phase::Position,
    category: Category::Repetition,
    summary: "a last line without an end mark, the headline of something else",
    explanation: include_str!("trailing_headline.md"),
    since: "0.1.0",
    check,
};

/// Words of a headline.
const WORDS: std::ops::RangeInclusive<usize> = 3..=20;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if !ctx.is_plain() {
        return;
    }
    let Some((last, before)) = ctx.blocks.split_last() else { return };
    let text = ctx.document.text(last.span);
    let trimmed = text.trim_end();
    if has_end_mark(trimmed) {
        return;
    }
    // The fragment starts behind the last sentence of the line, or is the line.
    let start = last_sentence_end(trimmed).unwrap_or(0);
    let fragment = trimmed[start..].trim_start();
    let is_after_prose = start > 0 || before.last().is_some_and(|it| has_end_mark(&ctx.reader_text(it)));
    let is_headline = fragment.starts_with(char::is_uppercase) && WORDS.contains(&n_words(fragment));
    if is_after_prose && is_headline && before.len() + usize::from(start > 0) > 0 {
        let offset = last.span.start as usize;
        let span = Span::of(offset + trimmed.len() - fragment.len()..offset + trimmed.len());
        let span = if start == 0 { last.span } else { span };
        claims.remove(span, Unsafe, Evidence::Position("last, without an end mark".into()));
    }
}

/// Behind the last end mark that is followed by a blank.
fn last_sentence_end(text: &str) -> Option<usize> {
    let mut ends = text.char_indices().filter(|(at, it)| it.is_whitespace() && has_end_mark(&text[..*at]));
    ends.next_back().map(|(at, _)| at)
}
