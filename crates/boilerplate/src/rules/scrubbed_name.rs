//! Sentences from which a name was scrubbed.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{Evidence, RuleId, Span};

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("scrubbed-name"),
    phase: Phase::Position,
    category: Category::Damage,
    summary: "sentences from which a name was scrubbed",
    explanation: include_str!("scrubbed_name.md"),
    since: "0.1.0",
    check,
};

/// The genitive of nobody where a sentence or clause ends, or behind a verb of reporting: "a memo seen by 's."
static GAP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) \b (?: (?: about | at | by | for | from | of | to | told | with ) \s+ ['’]s (?: [.,;:!?)] | \s* $ )
            | (?: seen | obtained | reviewed | viewed | verified | first \s reported ) \s+ by \s+ ['’]s (?: \s | [.,;:!?)] | $ ) )",
    )
    .expect("a constant pattern")
});

/// Whether a genitive stands behind a blank, as nearly nowhere.
fn has_genitive_of_nobody(text: &str) -> bool {
    let is_genitive = |at: &usize| {
        let behind = text[*at..].strip_prefix(['\'', '’']);
        behind.is_some_and(|it| it.starts_with(['s', 'S'])) && text[..*at].ends_with(char::is_whitespace)
    };
    // The mark of a typesetter begins with the byte e2, as no part of another letter does.
    memchr::memchr2_iter(b'\'', 0xe2, text.as_bytes()).any(|at| is_genitive(&at))
}

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for block in ctx.blocks.iter().filter(|it| it.kind.is_paragraph()) {
        let offset = block.span.start as usize;
        let text = ctx.document.text(block.span);
        if !has_genitive_of_nobody(text) {
            continue;
        }
        for found in GAP.find_iter(text) {
            let span = Span::of(offset + found.start()..offset + found.end());
            // Code shows such things on purpose.
            if !ctx.document.touches_opaque(span) {
                claims.report(span, Evidence::Phrase(found.as_str().trim().to_string()));
            }
        }
    }
}
