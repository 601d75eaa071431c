//! Sections that hold nothing but links, whatever their heading.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    sections::{Section, sections},
    vocabulary::vocabulary,
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
    for Section { span, heading, links, is_whole, .. } in sections(ctx) {
        let is_promotional = vocabulary().promotional_headings.contains(&heading);
        if links.len() >= FEWEST_LINKS && is_whole && !is_promotional {
            claims.remove(span, Unsafe, Evidence::Heading(heading));
        }
    }
}
