//! What a person has said of a finding counts, in every document of ours.

use std::{fs, path::Path};

use unchaff_driver::{CleanOptions, Decision, Decisions, Finding, FindingState, Format, Kind, Span, clean, findings};

use crate::corpus;

/// Decides about each finding of a document alone, and proves that nothing else decides.
fn check(path: &Path) {
    let source = fs::read(path).expect("a readable seed");
    let format = Kind::of_path(path).map_or(Format::Unknown, Format::from);
    let options = CleanOptions::default();
    for finding in findings(&source, &clean(&source, format, &options)) {
        if !matches!(finding.state, FindingState::Applied | FindingState::NotApplied) {
            continue;
        }
        let about = format!("{} in {}", finding.rule, path.display());
        let rejected = decided(&source, format, &finding, Decision::Reject);
        let words = words(&source, finding.span);
        let taken = rejected.edits.edits().iter().find(|it| it.span.overlaps(words));
        assert!(taken.is_none(), "rejected {about}, but {taken:?}");
        assert_eq!(rejected.edits.apply(&source), rejected.output, "{about}");
        if finding.state == FindingState::NotApplied {
            let accepted = decided(&source, format, &finding, Decision::Accept);
            let is_it = |it: &Finding| it.rule == finding.rule && it.span == finding.span;
            let waits =
                findings(&source, &accepted).into_iter().find(|it| is_it(it) && it.state == FindingState::NotApplied);
            assert!(waits.is_none(), "accepted {about}, but {waits:?}");
        }
    }
}

fn decided(source: &[u8], format: Format, finding: &Finding, decision: Decision) -> unchaff_driver::Cleaned {
    let mut decisions = Decisions::default();
    let key = (finding.rule.to_string(), finding.identity.clone());
    decisions.findings.entry("seed".to_string()).or_default().insert(key, decision);
    let read = decisions.to_json();
    let default = CleanOptions::default();
    let (options, n_stale) = decisions.applied("seed", source, format, &default);
    assert_eq!(n_stale, 0, "{read}");
    clean(source, format, &options)
}

fn words(source: &[u8], span: Span) -> Span {
    let bytes = &source[span.range()];
    let start = span.start as usize + bytes.len() - bytes.trim_ascii_start().len();
    let words = bytes.trim_ascii();
    if words.is_empty() { span } else { Span::of(start..start + words.len()) }
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
