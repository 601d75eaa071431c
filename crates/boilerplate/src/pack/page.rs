//! The page of a rule that a user wrote.

use std::fmt::Write;

use unchaff_document::Applicability;

use crate::PackRule;

/// The page, with the headings that the pages of other rules have.
pub(crate) fn page(rule: &PackRule) -> String {
    let how = match rule.applicability {
        Applicability::Safe => "Safe: removed without asking.",
        Applicability::Unsafe => "Unsafe: shown, and removed only with `--unsafe`.",
    };
    let mut page = format!("# {}\n", rule.id);
    // Writing to a string cannot fail.
    if !rule.summary.is_empty() {
        let _ = write!(page, "\n{}\n", rule.summary.trim_end());
    }
    let _ = write!(page, "\n## What it removes\n\nIt looks for {}. {how}\n", rule.matcher);
    for document in &rule.removes {
        page.push_str(&fenced("md", document));
    }
    if !rule.evidence.is_empty() {
        let evidence = serde_json::to_string_pretty(&rule.evidence).expect("evidence is plain data");
        let _ = write!(page, "\n## Why\n{}", fenced("json", &evidence));
    }
    page.push_str("\n## What it keeps\n");
    for document in &rule.keeps {
        page.push_str(&fenced("md", document));
    }
    page
}

/// The text in a fence that is longer than any in it, behind a blank line.
fn fenced(language: &str, text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for letter in text.chars() {
        run = if letter == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("\n{fence}{language}\n{text}{end}{fence}\n")
}
