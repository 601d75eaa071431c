//! What a person has said of a finding counts, in every document of ours.

use std::{fs, path::Path};

use unchaff_driver::{
    CleanOptions, Cleaned, Decision, Decisions, Edit, Finding, FindingState, Format, Kind, clean, findings, words_of,
};

use crate::corpus;

/// Decides about each finding of a document alone, and proves that nothing else decides.
fn check(path: &Path) {
    let source = fs::read(path).expect("a readable seed");
    let format = Kind::of_path(path).map_or(Format::Unknown, Format::from);
    let options = CleanOptions::default();
    let mut nothing = Decisions::default();
    nothing.files.insert("seed".to_string(), Decision::Reject);
    let (whole, _) = nothing.applied("seed", &source, format, &options);
    assert_eq!(clean(&source, format, &whole).output, source, "rejected {}", path.display());
    for finding in findings(&source, &clean(&source, format, &options)) {
        if !matches!(finding.state, FindingState::Applied | FindingState::NotApplied) {
            continue;
        }
        let about = format!("{} in {}", finding.rule, path.display());
        let rejected = decided(&source, format, &finding, Decision::Reject);
        let parts: Vec<_> = finding.parts.iter().map(|it| (it.span, words_of(&source, it.span))).collect();
        let is_here = |it: &Edit| parts.iter().any(|(span, words)| it.span.overlaps(*words) || it.span == *span);
        let taken = rejected.edits.edits().iter().find(|it| parts.iter().any(|(_, words)| it.span.overlaps(*words)));
        assert!(taken.is_none(), "rejected {about}, but {taken:?}");
        assert_eq!(rejected.edits.apply(&source), rejected.output, "{about}");
        // It stays though everything else is gone, whatever rules run.
        let (again, key) = (decisions(&finding, Decision::Reject), &source[words_of(&source, finding.span).range()]);
        let all = CleanOptions { with_unsafe: true, ..CleanOptions::default() };
        for options in [&CleanOptions::default(), &all] {
            let (options, _) = again.applied("seed", &rejected.output, format, options);
            let left = clean(&rejected.output, format, &options).output;
            assert!(
                has(&left, key),
                "rejected {about} ({finding:?}), and gone in the second run: {:?}",
                String::from_utf8_lossy(key)
            );
        }
        if finding.state == FindingState::NotApplied {
            let accepted = decided(&source, format, &finding, Decision::Accept);
            let goes = accepted.edits.edits().iter().any(is_here);
            let is_held_back = accepted.held_back.iter().any(is_here);
            assert!(goes || is_held_back, "accepted {about}, but it stays");
        }
    }
}

fn decided(source: &[u8], format: Format, finding: &Finding, decision: Decision) -> Cleaned {
    let default = CleanOptions::default();
    let decisions = decisions(finding, decision);
    let (options, stale) = decisions.applied("seed", source, format, &default);
    assert_eq!(stale, None, "{}", decisions.to_json());
    clean(source, format, &options)
}

fn decisions(finding: &Finding, decision: Decision) -> Decisions {
    let mut decisions = Decisions::default();
    let key = (finding.rule.to_string(), finding.identity.clone());
    decisions.findings.entry("seed".to_string()).or_default().insert(key, decision);
    decisions
}

fn has(text: &[u8], part: &[u8]) -> bool {
    part.is_empty() || text.windows(part.len()).any(|it| it == part)
}

#[test]
fn count_in_every_seed() {
    for path in corpus::documents(&corpus::workspace().join("seeds")) {
        check(&path);
    }
}

#[test]
fn count_in_real_posts_and_pages() {
    for (folder, step) in [("hexo/dev", 15), ("html/dev/pages", 100), ("markdown/dev/turndown", 100)] {
        let Some(folder) = corpus::corpus(folder) else { continue };
        for path in corpus::documents(&folder).iter().step_by(step) {
            check(path);
        }
    }
}
