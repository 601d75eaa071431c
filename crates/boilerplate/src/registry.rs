//! The list of all rules.

use crate::{Rule, rules};

/// All rules, sorted by id.
pub static RULES: &[&Rule] = &[
    &rules::adsense_unit::RULE,
    &rules::affiliate_block::RULE,
    &rules::affiliate_notice::RULE,
    &rules::also_link::RULE,
    &rules::also_read_list::RULE,
    &rules::author_box::RULE,
    &rules::breadcrumbs::RULE,
    &rules::broken_front_matter::RULE,
    &rules::byline::RULE,
    &rules::comment_section::RULE,
    &rules::contents_list::RULE,
    &rules::duplicate_title::RULE,
    &rules::foreign_title::RULE,
    &rules::forum_frame::RULE,
    &rules::image_credit::RULE,
    &rules::link_section::RULE,
    &rules::menu_links::RULE,
    &rules::newsletter_block::RULE,
    &rules::orphan_caption::RULE,
    &rules::page_links::RULE,
    &rules::picture_date::RULE,
    &rules::placeholder_description::RULE,
    &rules::post_head::RULE,
    &rules::product_card::RULE,
    &rules::promo_aside::RULE,
    &rules::promo_box::RULE,
    &rules::quoted_twice::RULE,
    &rules::rating_widget::RULE,
    &rules::related_links::RULE,
    &rules::repeated_card::RULE,
    &rules::repeated_headline::RULE,
    &rules::repeated_standfirst::RULE,
    &rules::scrubbed_name::RULE,
    &rules::share_bar::RULE,
    &rules::shop_button::RULE,
    &rules::stray_link::RULE,
    &rules::swallowed_text::RULE,
    &rules::tag_list::RULE,
    &rules::thumbnail_urls::RULE,
    &rules::trailing_headline::RULE,
    &rules::trailing_space::RULE,
    &rules::unused_suppression::RULE,
];

/// The rule of that name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    let index = RULES.binary_search_by(|it| it.id.as_str().cmp(id)).ok()?;
    Some(RULES[index])
}

/// Rules that only report: a person has to mend what they find.
const REPORTERS: [&str; 5] = ["foreign-title", "picture-date", "scrubbed-name", "swallowed-text", "unused-suppression"];

/// Whether the findings of a rule are shown and never applied.
pub fn only_reports(id: &str) -> bool {
    REPORTERS.contains(&id)
}
