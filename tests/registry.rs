//! The list of rules, their pages and the examples on them.

use std::collections::BTreeSet;

use unchaff_driver::{CleanOptions, Format, NO_BUDGET, RULES, TakenFor, clean, only_reports};

use crate::corpus;

#[test]
fn rules_are_sorted_and_named_like_their_files() {
    let ids: Vec<&str> = RULES.iter().map(|it| it.id.as_str()).collect();
    assert!(ids.windows(2).all(|it| it[0] < it[1]), "RULES is not sorted: {ids:?}");
    let names = |folder: &str, ending: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(corpus::workspace().join(folder)).expect("a folder of the repository");
        let paths = entries.map(|it| it.expect("a readable folder").path());
        let stems =
            paths.filter(|it| it.extension().is_some_and(|it| it == ending) || ending.is_empty() && it.is_dir());
        stems.map(|it| it.file_stem().expect("a name").to_string_lossy().replace('_', "-")).collect()
    };
    let ids: BTreeSet<String> = ids.into_iter().map(str::to_string).collect();
    assert_eq!(names("crates/boilerplate/src/rules", "rs"), ids, "a rule is not registered");
    assert_eq!(names("crates/boilerplate/src/rules", "md"), ids, "a page is missing or left over");
    assert_eq!(names("seeds/rules", ""), ids, "seeds are missing or left over");
}

#[test]
fn no_rule_is_named_like_a_category() {
    for rule in RULES {
        assert!(RULES.iter().all(|it| it.category.to_string() != rule.id.as_str()), "{}", rule.id);
    }
}

#[test]
fn what_only_reports_claims_nothing() {
    for rule in RULES {
        let path = format!("crates/boilerplate/src/rules/{}.rs", rule.id.as_str().replace('-', "_"));
        let code = std::fs::read_to_string(corpus::workspace().join(path)).expect("the file of a rule");
        let claims = ["remove", "splice", "repair"].iter().any(|it| code.contains(&format!("claims.{it}(")));
        assert_eq!(only_reports(rule.id.as_str()), !claims, "{}", rule.id);
    }
}

#[test]
fn pages_have_all_their_parts() {
    for rule in RULES {
        let headings: Vec<&str> = outside_fences(rule.explanation).filter(|it| it.starts_with('#')).collect();
        let title = format!("# {}", rule.id);
        let expected = [title.as_str(), "## What it removes", "## Why", "## Example", "## What it keeps"];
        assert_eq!(headings, expected, "{}", rule.id);
        assert!(!rule.explanation.contains("FIXME"), "the page of {} is not finished", rule.id);
        assert!(!rule.summary.ends_with('.') && rule.summary.starts_with(char::is_lowercase), "{}", rule.id);
    }
}

#[test]
fn examples_on_pages_are_true() {
    for rule in RULES {
        let (format, before) = fence(rule.explanation, "before");
        let (_, after) = fence(rule.explanation, "after");
        // An example is little else than what its rule is about.
        let options = CleanOptions {
            rules: vec![*rule].into(),
            with_unsafe: true,
            taken_for: TakenFor::Post,
            budget: NO_BUDGET,
            ..CleanOptions::default()
        };
        let cleaned = clean(before.as_bytes(), format, &options);
        assert_eq!(String::from_utf8_lossy(&cleaned.output), after, "the example of {}", rule.id);
        assert!(before != after || !cleaned.reports.is_empty(), "the example of {} shows nothing", rule.id);
    }
}

fn outside_fences(page: &str) -> impl Iterator<Item = &str> {
    let mut fence: Option<&str> = None;
    page.lines().filter(move |line| {
        let mark = ["```", "~~~~"].into_iter().find(|it| line.starts_with(it));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if open == close => fence = None,
            _ => return fence.is_none(),
        }
        false
    })
}

/// The text of the fenced block with this mark.
fn fence(page: &str, mark: &str) -> (Format, String) {
    for (kind, format) in [("md", Format::Markdown), ("txt", Format::Unknown)] {
        for fence in ["```", "~~~~"] {
            let open = format!("\n{fence}{kind} {mark}\n");
            let Some(start) = page.find(&open).map(|it| it + open.len()) else { continue };
            let end = start + page[start..].find(&format!("\n{fence}\n")).expect("a fence ends") + 1;
            return (format, page[start..end].to_string());
        }
    }
    panic!("no example {mark:?} in {page}");
}
