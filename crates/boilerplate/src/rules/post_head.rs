//! Heads of the messages of a forum.

use unchaff_document::{Applicability::Unsafe, Block, Evidence, InlineKind, RuleId, Span};

use crate::{
    Category, Claims, Context, Phase, Rule, links::LinkLine, rules::byline::is_date_with_time, vocabulary::vocabulary,
    words::n_words,
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("post-head"),
    phase: Phase::Structure,
    category: Category::Author,
    summary: "heads of the messages of a forum",
    explanation: include_str!("post_head.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for block in ctx.blocks.iter().filter(|it| it.kind.is_paragraph()) {
        let Some(lines) = ctx.link_lines(block) else { continue };
        if !lines.iter().any(|it| post_number(it).is_some()) {
            continue;
        }
        let starts = line_starts(ctx, block);
        // A line break inside of a link belongs to no line.
        if starts.len() != lines.len() {
            continue;
        }
        let mut index = 0;
        while index < lines.len() {
            let Some(number) = post_number(&lines[index]) else {
                index += 1;
                continue;
            };
            let first = index;
            index += 1;
            let has_author = lines.get(index).is_some_and(is_author);
            index += usize::from(has_author);
            let has_role = lines.get(index).is_some_and(is_role);
            index += usize::from(has_author && has_role);
            let start = if first == 0 && index == lines.len() { block.span.start } else { starts[first] };
            let end = starts.get(index).copied().unwrap_or(block.span.end);
            // A date and a number may be a line of a log.
            if has_author {
                claims.remove(Span::new(start, end), Unsafe, Evidence::Phrase(number));
            }
        }
    }
}

/// Where the lines of a block start, behind the marks of lists and quotes.
fn line_starts(ctx: &Context<'_>, block: &Block) -> Vec<u32> {
    let mut starts = Vec::new();
    let mut is_first = true;
    for inline in ctx.document.inlines(block) {
        let is_break = matches!(inline.kind, InlineKind::SoftBreak | InlineKind::HardBreak);
        if is_first && !is_break {
            starts.push(inline.span.start);
        }
        is_first = is_break;
    }
    starts
}

/// The number of a message behind its date: "May 2, 2008 at 5:09 pm [#5740](...)".
fn post_number(line: &LinkLine) -> Option<String> {
    let [link] = line.links.as_slice() else { return None };
    let digits = link.text.trim().strip_prefix('#')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    let is_head = is_number && line.after.trim().is_empty() && !line.has_image && is_date_with_time(&line.before);
    is_head.then(|| link.text.trim().to_string())
}

/// A picture and a name, both linked to the profile.
fn is_author(line: &LinkLine) -> bool {
    let [link] = line.links.as_slice() else { return false };
    line.has_image
        && line.before.trim().is_empty()
        && line.after.trim().is_empty()
        && (1..=4).contains(&n_words(&link.text))
}

fn is_role(line: &LinkLine) -> bool {
    line.links.is_empty() && !line.has_image && vocabulary().author_roles.contains(&line.before)
}
