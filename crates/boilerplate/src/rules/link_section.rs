//! Sections that hold nothing but links, whatever their heading.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    rules::related_links::{Section, sections},
    vocabulary::{PROMOTIONAL_HEADINGS, SOURCE_HEADINGS},
    words::plain_words,
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
    for Section { span, heading, links, ends_section } in sections(ctx) {
        let words = plain_words(&heading);
        let is_known = |list: &[&str]| list.contains(&words.as_str());
        if links.len() < FEWEST_LINKS || !ends_section || is_known(SOURCE_HEADINGS) || is_known(PROMOTIONAL_HEADINGS) {
            continue;
        }
        claims.remove(span, Unsafe, Evidence::Heading(heading));
    }
}
