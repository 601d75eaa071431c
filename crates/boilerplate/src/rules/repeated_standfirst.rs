//! A standfirst whose sentence the text says again.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    words::{n_words, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("repeated-standfirst"),
    phase: Phase::Position,
    category: Category::Repetition,
    summary: "a standfirst whose sentence the text says again",
    explanation: include_str!("repeated_standfirst.md"),
    since: "0.1.0",
    check,
};

/// How many lines from the top a standfirst may stand, and how many after it may repeat it.
const HEAD: usize = 3;
const REACH: usize = 4;
const FEWEST_WORDS: usize = 10;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if !ctx.is_plain() {
        return;
    }
    // The first line is the headline.
    for (index, block) in ctx.blocks.iter().enumerate().take(HEAD).skip(1) {
        let text = ctx.reader_text(block);
        let words = plain_words(text);
        // A short sentence may be said twice for effect.
        if n_words(text) < FEWEST_WORDS {
            continue;
        }
        let again = ctx.blocks[index + 1..].iter().take(REACH).any(|it| {
            let later = ctx.plain_words(it);
            later.len() > words.len() && later.match_indices(&words).any(|(at, _)| is_whole(later, at, words.len()))
        });
        if again {
            claims.remove(block.span, Unsafe, Evidence::Repeats(text.to_string()));
        }
    }
}

fn is_whole(text: &str, at: usize, length: usize) -> bool {
    (at == 0 || text[..at].ends_with(' ')) && (at + length == text.len() || text[at + length..].starts_with(' '))
}
