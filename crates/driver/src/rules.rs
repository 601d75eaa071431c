//! What is known of a rule by its id, be it one of the list or one of those beside it.

use unchaff_boilerplate::{ADBLOCK_LIST, ADBLOCK_LIST_PAGE, Category, RULES, rule};
use unchaff_document::RuleId;
use unchaff_page::{PAGE_CHROME, PAGE_CHROME_PAGE};

use crate::page::PAGE_CHROME_SUMMARY;

/// The ids of all rules that run without files of users, sorted.
pub fn rule_ids() -> Vec<RuleId> {
    let mut ids: Vec<RuleId> = RULES.iter().map(|it| it.id.clone()).chain([PAGE_CHROME]).collect();
    ids.sort();
    ids
}

/// The name of the category of a rule; that of all rules of packs is `pack`.
pub fn category_of(id: &RuleId) -> String {
    match rule(id.as_str()) {
        Some(rule) => rule.category.to_string(),
        None if *id == PAGE_CHROME => "page".to_string(),
        None if *id == ADBLOCK_LIST => Category::Advert.to_string(),
        None => "pack".to_string(),
    }
}

/// What a rule finds, in a few words. Nobody knows that of rules of packs.
pub fn rule_summary(id: &RuleId) -> Option<&'static str> {
    match rule(id.as_str()) {
        Some(rule) => Some(rule.summary),
        None if *id == PAGE_CHROME => Some(PAGE_CHROME_SUMMARY),
        None => None,
    }
}

/// The page of a rule. Those of packs say less, and say it themselves.
pub fn rule_page(id: &str) -> Option<&'static str> {
    match rule(id) {
        Some(rule) => Some(rule.explanation),
        None if id == PAGE_CHROME.as_str() => Some(PAGE_CHROME_PAGE),
        None if id == ADBLOCK_LIST.as_str() => Some(ADBLOCK_LIST_PAGE),
        None => None,
    }
}
