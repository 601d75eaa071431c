//! Sections of titles of other articles of the site, whatever their heading.

use unchaff_document::{Applicability::Unsafe, Evidence, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::Link,
    rules::stray_link::{advertised_hosts, leads_to},
    sections::sections,
    vocabulary::vocabulary,
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("link-section"),
    phase: Phase::Position,
    category: Category::Related,
    summary: "sections of titles of other articles of the site, whatever their heading",
    explanation: include_str!("link_section.md"),
    since: "0.1.0",
    check,
};

/// One link under a heading is too little to say anything.
const FEWEST_LINKS: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for section in sections(ctx) {
        let is_promotional = vocabulary().promotional_headings.contains(&section.heading);
        let is_sure = section.is_whole && section.has_real_heading && !is_promotional;
        // Authors list links, too. Only links to the site that advertises itself in this document count.
        let is_of_site = |it: &Link| leads_to(it, advertised_hosts(ctx));
        if is_sure
            && section.links.len() >= FEWEST_LINKS
            && section.links.iter().all(Link::leads_to_article)
            && section.links.iter().all(is_of_site)
        {
            claims.remove(section.span, Unsafe, Evidence::Heading(section.heading));
        }
    }
}
