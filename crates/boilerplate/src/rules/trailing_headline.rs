//! A last line without an end mark, the headline of something else.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId, Span};

use crate::{
    Category, Claims, Context, Phase, Rule,
    words::{closes_quote, has_end_mark, is_end_mark, n_words},
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
const WORDS: std::ops::RangeInclusive<usize> = 4..=20;

/// So many headlines at most stand one after the other.
const MOST: usize = 3;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if !ctx.is_plain() {
        return;
    }
    let evidence = || Evidence::Position("last, without an end mark".into());
    for (index, block) in ctx.blocks.iter().enumerate().rev().take(MOST) {
        let text = ctx.document.text(block.span);
        let trimmed = text.trim_end();
        if has_end_mark(trimmed) {
            // The fragments before were headlines of something else: prose has ended here.
            return;
        }
        // The fragment starts behind the last sentence of the line, or is the line.
        let start = last_sentence_end(trimmed);
        let fragment = trimmed[start.unwrap_or(0)..].trim_start();
        if !is_headline(fragment) || !ends_as_prose(ctx, index, start.is_some()) {
            return;
        }
        let offset = block.span.start as usize;
        match start {
            // The blanks before it would be the last of the line.
            Some(start) => {
                claims.remove(Span::of(offset + start..offset + trimmed.len()), Unsafe, evidence());
                return;
            }
            None => claims.remove(block.span, Unsafe, evidence()),
        }
    }
}

/// A signature or an address has commas and numbers.
fn is_headline(fragment: &str) -> bool {
    fragment.starts_with(char::is_uppercase)
        && WORDS.contains(&n_words(fragment))
        && !fragment.contains(|it: char| it == ',' || it == '@' || it.is_ascii_digit())
}

/// Whether a sentence stands before the fragments at the end: in a poem or a list none does.
fn ends_as_prose(ctx: &Context<'_>, index: usize, is_in_line: bool) -> bool {
    let mut before = ctx.blocks[..index].iter().rev().take(MOST);
    is_in_line || before.any(|it| has_end_mark(ctx.reader_text(it)))
}

/// Behind the last end mark (and the quotes that close after it) that is followed by a blank.
fn last_sentence_end(text: &str) -> Option<usize> {
    let mut last = None;
    let mut has_ended = false;
    for (at, it) in text.char_indices() {
        if it.is_whitespace() {
            last = if has_ended { Some(at) } else { last };
            has_ended = false;
        } else if !closes_quote(it) {
            has_ended = is_end_mark(it);
        }
    }
    last
}
