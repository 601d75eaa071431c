//! What a review page shows of the documents.

use std::collections::{BTreeMap, BTreeSet};

use unchaff_driver::{
    Applicability, Cleaned, Decisions, DuplicateGroup, Finding, FindingState, Input, Inputs, Lines, OnDuplicates,
    Piece, RuleId, RunSummary, category_of, findings, pieces, rule_summary,
};
use unchaff_review as review;

use crate::{
    args::Review,
    commands::{Looked, look_with, say_over_budget, say_pages, warn_of_notes},
    failure::Failure,
};

/// Looks at the documents. Decisions do not count: the page shows what they are about.
pub(super) fn content(args: &Review) -> Result<(review::Review, Inputs, RunSummary), Failure> {
    let mut files = Vec::new();
    let Looked { inputs, summary, visited, has_guessed_pages } =
        look_with(&args.look, Decisions::default(), OnDuplicates::Report, |bar, input, source, cleaned| {
            bar.aside(|| warn_of_notes(input, source, cleaned));
            files.push(reviewed(input, source, cleaned));
            Ok(())
        })?;
    visited?;
    say_pages(&summary, has_guessed_pages);
    say_over_budget(&summary);
    let paths: Vec<String> = args.look.files.paths.iter().map(|it| it.display().to_string()).collect();
    let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
    let content = review::Review {
        title: paths.join(", "),
        version: env!("CARGO_PKG_VERSION").to_string(),
        rules: rules(&files),
        files,
        duplicates: summary.duplicates.groups.iter().map(|it| group(it, &names)).collect(),
    };
    Ok((content, inputs, summary))
}

fn reviewed(input: &Input, source: &[u8], cleaned: &Cleaned) -> review::ReviewedFile {
    let found = findings(source, cleaned);
    let lines = Lines::new(source);
    let piece = |it: Piece| review::Piece { text: it.text, finding: it.finding, insert: it.insert };
    let pieces = if found.is_empty() { Vec::new() } else { pieces(source, &found).into_iter().map(piece).collect() };
    review::ReviewedFile {
        path: input.name(),
        n_bytes: source.len() as u64,
        notes: cleaned.notes.iter().map(ToString::to_string).collect(),
        pieces,
        findings: found.iter().map(|it| finding(it, source, &lines)).collect(),
    }
}

fn finding(found: &Finding, source: &[u8], lines: &Lines<'_>) -> review::Finding {
    let Finding { span, rule, applicability, state, evidence, identity, .. } = found;
    let (line, column) = lines.place(span.start as usize);
    review::Finding {
        rule: rule.to_string(),
        applicability: match applicability {
            Some(Applicability::Safe) => review::Applicability::Safe,
            Some(Applicability::Unsafe) => review::Applicability::Unsafe,
            None => review::Applicability::Report,
        },
        state: match state {
            FindingState::Applied => review::State::Applied,
            // What is over the budget goes if it is accepted, as what is Unsafe does.
            FindingState::NotApplied | FindingState::OverBudget => review::State::NotApplied,
            FindingState::HeldBack => review::State::HeldBack,
            FindingState::Reported => review::State::ReportOnly,
        },
        evidence: evidence.to_string(),
        line,
        column,
        n_bytes: found.n_bytes() as u64,
        insert: String::from_utf8_lossy(&found.insert(source)).into_owned(),
        text_hash: identity.text.clone(),
        nth: identity.nth as usize,
    }
}

/// What is to be known of the rules that found something.
fn rules(files: &[review::ReviewedFile]) -> BTreeMap<String, review::RuleInfo> {
    let named: BTreeSet<&String> = files.iter().flat_map(|it| &it.findings).map(|it| &it.rule).collect();
    let info = |name: &String| {
        let id = RuleId::from(name.clone());
        review::RuleInfo { category: category_of(&id), summary: rule_summary(&id).unwrap_or_default().to_string() }
    };
    named.into_iter().map(|it| (it.clone(), info(it))).collect()
}

/// The paths of a group, the one that is kept first.
fn group(group: &DuplicateGroup, names: &[String]) -> Vec<String> {
    let name = |position: Option<u64>, id: &str| {
        position.and_then(|it| names.get(it as usize)).map_or(id, String::as_str).to_string()
    };
    let kept = group.kept();
    let others = group.members.iter().filter(|it| it.id != kept.id || it.position != kept.position);
    std::iter::once(kept).chain(others).map(|it| name(it.position, &it.id)).collect()
}
