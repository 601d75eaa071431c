//! Widgets that ask whether a page was helpful.

use std::collections::BTreeSet;

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Container, Evidence, InlineKind, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    sections::is_sentence,
    vocabulary::vocabulary,
    words::{has_end_mark, n_terms},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("rating-widget"),
    // A sign-up box may stand between the question and its answers: it has to be gone.
    phase: Phase::Position,
    category: Category::Sharing,
    summary: "widgets that ask whether a page was helpful",
    explanation: include_str!("rating_widget.md"),
    since: "0.1.0",
    check,
};

/// An answer of so many words is none that an author gives: "Thanks for your feedback".
const LONG_ANSWER: usize = 3;

/// So many different answers in a row need no question above them.
const FEWEST_WITHOUT_QUESTION: usize = 3;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let parts: Vec<Option<Part>> = ctx.blocks.iter().map(|it| part(ctx, it)).collect();
    let n_scores = parts.iter().filter(|it| matches!(it, Some(Part::Answers { is_score: true, .. }))).count();
    // A survey asks more than one thing.
    let n_questions = parts.iter().filter(|it| matches!(it, Some(Part::Question))).count();
    let mut index = 0;
    while index < ctx.blocks.len() {
        let first = index;
        let mut widget = Widget::default();
        while let Some(Some(part)) = parts.get(index) {
            // A second question begins a second widget.
            if matches!(part, Part::Question) && index > first {
                break;
            }
            widget.add(part);
            index += 1;
        }
        if index == first {
            index += 1;
            continue;
        }
        let (start, end) = (ctx.blocks[first], ctx.blocks[index - 1]);
        // A chapter that begins with the answers is about them.
        let is_heading = start.kind.is_heading();
        if is_heading && ctx.blocks.get(index).is_some_and(|it| is_sentence(ctx, it)) {
            continue;
        }
        let evidence = || Evidence::Phrase(ctx.reader_text(start).to_string());
        let n_long = widget.answers.iter().filter(|it| is_long(it)).count();
        let is_afterword = n_long > usize::from(widget.has_score);
        let is_sure = match widget.has_question {
            true => n_questions == 1 && widget.answers.len() >= 2 && (widget.has_count || is_afterword),
            false => widget.has_score && is_afterword,
        };
        let is_alone = start.containers.is_empty() && start.kind.is_paragraph();
        let is_likely = match widget.has_question {
            true => widget.answers.len() >= 2 || ends_here(ctx, index),
            // Reviews have scores, and lists of programs have many.
            false if widget.has_score => n_scores == 1 && is_alone && index == first + 1,
            false => widget.answers.len() >= FEWEST_WITHOUT_QUESTION && n_long > 0 && is_alone,
        };
        if is_sure || is_likely {
            claims.remove(start.span.to(end.span), if is_sure { Safe } else { Unsafe }, evidence());
        }
    }
}

/// Whether the document or a section ends before the block.
fn ends_here(ctx: &Context<'_>, index: usize) -> bool {
    ctx.blocks.get(index).is_none_or(|it| matches!(it.kind, BlockKind::Heading(_) | BlockKind::ThematicBreak))
}

fn is_long(answer: &str) -> bool {
    n_terms(answer) >= LONG_ANSWER
}

/// What has been found of a widget.
#[derive(Default)]
struct Widget {
    has_question: bool,
    has_score: bool,
    /// Whether votes are counted: "Yes 12".
    has_count: bool,
    answers: BTreeSet<String>,
}

impl Widget {
    fn add(&mut self, part: &Part) {
        match part {
            Part::Question => self.has_question = true,
            Part::Answers { answers, is_score, has_count } => {
                self.has_score |= is_score;
                self.has_count |= has_count;
                self.answers.extend(answers.iter().cloned());
            }
        }
    }
}

/// What a block is to a widget.
enum Part {
    Question,
    Answers {
        answers: Vec<String>,
        /// "Rating: 4.2 / 5 (based on 31 votes)".
        is_score: bool,
        has_count: bool,
    },
}

fn part(ctx: &Context<'_>, block: &Block) -> Option<Part> {
    let is_quoted =
        block.containers.iter().any(|it| matches!(it, Container::Quote { .. } | Container::Footnote { .. }));
    if is_quoted || !block.kind.is_paragraph() && !block.kind.is_heading() {
        return None;
    }
    // The author's code, math and HTML are no answers.
    let is_plain = |it: &InlineKind<'_>| !matches!(it, InlineKind::Code | InlineKind::Math | InlineKind::Html);
    if !ctx.document.inlines(block).iter().all(|it| is_plain(&it.kind)) {
        return None;
    }
    let text = ctx.reader_text(block);
    if ctx.is_one_of(block, &vocabulary().rating_questions) {
        return Some(Part::Question);
    }
    let answers = ctx.pieces(block, &[&vocabulary().rating_answers])?;
    // In a dialog, too, somebody says: "Yes, thank you."
    if has_end_mark(text) && !answers.iter().any(|it| is_long(it)) {
        return None;
    }
    let has_stars = text.contains(['★', '☆', '⭐', '👍', '👎']);
    if answers.is_empty() && !has_stars {
        return None;
    }
    let has_digit = |it: &str| it.contains(|it: char| it.is_ascii_digit());
    let is_score = answers.iter().any(|it| has_digit(it));
    Some(Part::Answers { is_score, has_count: !is_score && has_digit(text), answers })
}
