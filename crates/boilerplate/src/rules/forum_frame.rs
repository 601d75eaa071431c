//! What a forum prints around its messages.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, Evidence, RuleId,
};

use crate::{Category, Claims, Context, Phase, Rule, links::link_line, vocabulary::vocabulary, words::plain_words};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("forum-frame"),
    phase: Phase::Structure,
    category: Category::Navigation,
    summary: "what a forum prints around its messages",
    explanation: include_str!("forum_frame.md"),
    since: "0.1.0",
    check,
};

/// The line that counts the messages has numbers in it, and nothing else in a forum does.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d+\b").expect("a constant pattern"));

/// Heads of columns are short.
const MOST_HEAD_WORDS: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let lines: Vec<(&Block, String)> = ctx.blocks.iter().filter_map(|it| Some((*it, frame_text(ctx, it)?))).collect();
    let counts = |text: &str| NUMBER.is_match(text);
    let has_count = lines.iter().any(|(_, text)| counts(text));
    for (block, text) in &lines {
        let is_head = text.split(' ').count() <= MOST_HEAD_WORDS;
        // "Posts" alone is a word; under a line that counts them it is the head of a column.
        if is_head && !has_count {
            continue;
        }
        let applicability = if has_count { Safe } else { Unsafe };
        claims.remove(block.span, applicability, Evidence::Phrase(text.clone()));
    }
}

/// The words of a paragraph or list item that a forum has printed and nobody has written.
fn frame_text(ctx: &Context<'_>, block: &Block) -> Option<String> {
    if !block.kind.is_paragraph() {
        return None;
    }
    // A picture is a face, and a face is a member.
    let line = link_line(ctx.document, block).filter(|it| !it.has_image)?;
    let text = plain_words(&ctx.reader_text(block));
    let is_frame = line.links.len() <= 1 && vocabulary().forum_frame.contains(&text);
    is_frame.then_some(text)
}
