//! Sections that hold nothing but links, whatever their heading.

use unchaff_document::{Applicability::Unsafe, Block, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    rules::related_links::{Section, sections},
    vocabulary::{PROMOTIONAL_HEADINGS, SOURCE_HEADINGS},
    words::{has_end_mark, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("link-section"),
    phase: Phase::Position,
    category: Category::Related,
    summary: "sections that hold nothing but links, whatever their heading",
    explanation: include_str!("link_section.md"),
    since: "0.1.0",
    check,
};

/// One link under a heading is too little to say anything.
const FEWEST_LINKS: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    // Where nobody says anything, the links are the article.
    let is_prose = |it: &&Block| it.kind.is_paragraph() && has_end_mark(&ctx.reader_text(it));
    let Some(first_prose) = ctx.blocks.iter().copied().find(is_prose) else { return };
    for Section { span, heading, links, ends_section, .. } in sections(ctx) {
        let words = plain_words(&heading);
        let is_known = |list: &[&str]| list.contains(&words.as_str());
        let is_contents = links.iter().all(|it| it.target.starts_with('#'));
        let is_lead = span.start < first_prose.span.start;
        if links.len() < FEWEST_LINKS
            || is_contents
            || is_lead
            || !ends_section
            || is_known(SOURCE_HEADINGS)
            || is_known(PROMOTIONAL_HEADINGS)
        {
            continue;
        }
        claims.remove(span, Unsafe, Evidence::Heading(heading));
    }
}
