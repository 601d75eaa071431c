//! The review page: one HTML file.

use std::{collections::BTreeMap, fs, path::Path};

use unchaff_driver::{
    Cleaned, Decisions, DuplicateGroup, Finding, FindingState, Input, Lines, OnDuplicates, RuleId, category_of,
    findings, harmless, pieces, rule_summary,
};
use unchaff_review as review;

use crate::{
    args::Review,
    commands::{complain, count, look_with, review::known, say::say},
    failure::Failure,
    status::ExitStatus,
};

/// Where the page is written if nobody says.
const PAGE: &str = "review.html";

/// Writes the page.
pub(super) fn run(args: &Review) -> Result<ExitStatus, Failure> {
    let path = args.out.as_deref().unwrap_or(Path::new(PAGE));
    refuse_other_files(path)?;
    let (file, decisions) = known(args)?;
    let mut files = Vec::new();
    let (inputs, summary, shown) =
        look_with(&args.look, Decisions::default(), OnDuplicates::Report, |input, source, cleaned| {
            files.push(reviewed(input, source, cleaned));
            Ok(())
        })?;
    shown?;
    let paths: Vec<String> = args.look.files.paths.iter().map(|it| it.display().to_string()).collect();
    let n_files = files.len();
    let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
    let page = review::Review {
        title: paths.join(", "),
        version: env!("CARGO_PKG_VERSION").to_string(),
        rules: rules(&files),
        files,
        duplicates: summary.duplicates.groups.iter().map(|it| group(it, &names)).collect(),
    };
    let text = (!decisions.is_empty()).then(|| decisions.to_json());
    let html = review::render(&page, &review::Options { decisions: text.as_deref(), save_to: None });
    fs::write(path, html).map_err(|it| format!("{}: cannot write: {it}", path.display()))?;
    let shown = harmless(&path.display().to_string());
    say(format_args!(
        "{} in {shown}: open it in a browser, decide, and save the decisions as a file",
        count(n_files, "document")
    ));
    if text.is_some() {
        say(format_args!("it begins with the decisions in {}", harmless(&file.display().to_string())));
    }
    if args.open {
        open::that_detached(path)
            .map_err(|it| format!("{shown}: no browser could be opened: {it} (open the file yourself)"))?;
    }
    Ok(complain(inputs.errors.iter().chain(&summary.errors)))
}

/// Replaces no file but a page of ours.
fn refuse_other_files(path: &Path) -> Result<(), Failure> {
    let Ok(there) = fs::read(path) else { return Ok(()) };
    let start = String::from_utf8_lossy(&there[..there.len().min(2048)]).into_owned();
    if start.contains(r#"<meta name="generator" content="unchaff "#) {
        return Ok(());
    }
    Err(format!("{}: exists already, and is no review: give another name with --out", path.display()).into())
}

fn reviewed(input: &Input, source: &[u8], cleaned: &Cleaned) -> review::ReviewedFile {
    let found = findings(source, cleaned);
    let lines = Lines::new(source);
    let piece = |it: unchaff_driver::Piece| review::Piece { text: it.text, finding: it.finding };
    let pieces = if found.is_empty() { Vec::new() } else { pieces(source, &found).into_iter().map(piece).collect() };
    review::ReviewedFile {
        path: input.name(),
        n_bytes: source.len() as u64,
        notes: cleaned.notes.iter().map(ToString::to_string).collect(),
        pieces,
        findings: found.iter().map(|it| finding(it, &lines)).collect(),
    }
}

fn finding(found: &Finding, lines: &Lines<'_>) -> review::Finding {
    let Finding { span, insert, rule, applicability, state, evidence, identity } = found;
    let (line, column) = lines.place(span.start as usize);
    review::Finding {
        rule: rule.to_string(),
        applicability: match applicability {
            Some(unchaff_driver::Applicability::Safe) => review::Applicability::Safe,
            Some(unchaff_driver::Applicability::Unsafe) => review::Applicability::Unsafe,
            None => review::Applicability::Report,
        },
        state: match state {
            FindingState::Applied => review::State::Applied,
            FindingState::NotApplied => review::State::NotApplied,
            FindingState::HeldBack | FindingState::OverBudget => review::State::HeldBack,
            FindingState::Reported => review::State::ReportOnly,
        },
        evidence: evidence.to_string(),
        line,
        column,
        n_bytes: span.len() as u64,
        insert: String::from_utf8_lossy(insert).into_owned(),
        text_hash: identity.text.clone(),
        nth: identity.nth as usize,
    }
}

/// What is to be known of the rules that found something.
fn rules(files: &[review::ReviewedFile]) -> BTreeMap<String, review::RuleInfo> {
    let named = files.iter().flat_map(|it| &it.findings).map(|it| &it.rule);
    let info = |name: &String| {
        let id = RuleId::from(name.clone());
        review::RuleInfo { category: category_of(&id), summary: rule_summary(&id).unwrap_or_default().to_string() }
    };
    named.map(|it| (it.clone(), info(it))).collect()
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
