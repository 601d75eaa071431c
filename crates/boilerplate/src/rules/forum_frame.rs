//! What a forum prints around its messages.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, Evidence, RuleId,
};

use crate::{Category, Claims, Context, Phase, Rule, vocabulary::vocabulary};

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
    let blocks = ctx.blocks.iter().enumerate();
    let lines: Vec<(usize, String)> = blocks.filter_map(|(index, it)| Some((index, frame_text(ctx, it)?))).collect();
    let has_count = lines.iter().any(|(_, text)| NUMBER.is_match(text));
    let is_head = |text: &str| text.split(' ').count() <= MOST_HEAD_WORDS;
    for frame in lines.chunk_by(|above, below| above.0 + 1 == below.0) {
        // "Posts" alone is a word; beside a line that counts them it is the head of a column.
        if frame.iter().all(|(_, text)| is_head(text)) || frame.iter().any(|(_, text)| is_head(text)) && !has_count {
            continue;
        }
        // One line alone may be shown by somebody who writes about forums.
        let applicability = if has_count && lines.len() > 1 { Safe } else { Unsafe };
        for (index, text) in frame {
            claims.remove(ctx.blocks[*index].span, applicability, Evidence::Phrase(text.clone()));
        }
    }
}

/// The words of a paragraph or list item that a forum has printed and nobody has written.
fn frame_text(ctx: &Context<'_>, block: &Block) -> Option<String> {
    let phrases = &vocabulary().forum_frame;
    if !block.kind.is_paragraph() || !ctx.is_one_of(block, phrases) {
        return None;
    }
    // A picture is a face, and a face is a member.
    let line = ctx.link_line(block).filter(|it| !it.has_image)?;
    let text = ctx.plain_words(block);
    let is_whole = phrases.start_of(text) == Some(text);
    // "This topic has no good replies" is a message.
    let is_count = || NUMBER.is_match(text);
    (line.links.len() <= 1 && (is_whole || is_count())).then(|| text.to_string())
}
