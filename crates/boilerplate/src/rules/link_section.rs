//! Sections that hold nothing but links, whatever their heading.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::Link,
    rules::related_links::{Section, first_prose, sections},
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
    // Where nobody has said anything yet, the links are the article.
    let Some(first_prose) = first_prose(ctx) else { return };
    for Section { span, heading, links, is_whole, .. } in sections(ctx) {
        let words = plain_words(&heading);
        let is_known = |list: &[&str]| list.contains(&words.as_str());
        let is_contents = links.iter().any(Link::is_within_page);
        if links.len() < FEWEST_LINKS || span.start < first_prose || is_contents || !is_whole {
            continue;
        }
        if !is_known(SOURCE_HEADINGS) && !is_known(PROMOTIONAL_HEADINGS) {
            claims.remove(span, Unsafe, Evidence::Heading(heading));
        }
    }
}
