//! The documents in `seeds/` and their snapshots.
//!
//! A test binary of its own, beside the files it writes: `cargo insta review` looks for new snapshots only
//! below the folders of targets.
//!
//! `seeds/rules/RULE/` holds small documents for one rule, which runs alone, with Unsafe findings applied:
//! `removes-*` must lose something, `keeps-*` nothing, `doubts-*` nothing unless Unsafe findings are
//! applied, `reports-*` nothing, but a person is told. `seeds/posts/` holds whole articles for all rules,
//! `seeds/pages/` whole pages.
//! The snapshots lie in the same folders below `snapshots/`.

/// Where seeds are.
#[path = "../tests/corpus.rs"]
#[expect(dead_code, reason = "seeds need no corpora")]
mod corpus;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use unchaff_driver::{
    Applicability, CleanOptions, Cleaned, Format, Kind, NO_BUDGET, RULES, RenderOptions, TakenFor, clean, render, rule,
};

#[test]
fn rules_do_what_their_seeds_say() {
    let folder = corpus::workspace().join("seeds/rules");
    let mut failures = Vec::new();
    let mut shown_seeds = Vec::new();
    let mut ids = BTreeSet::new();
    for seed in corpus::documents(&folder) {
        let name = seed.file_stem().expect("a file").to_string_lossy().into_owned();
        let id = seed.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
        let rule = rule(&id).unwrap_or_else(|| panic!("seeds/rules/{id} is the folder of no rule"));
        let promise = name.split('-').next().expect("a first part").to_string();
        ids.insert((id, promise.clone()));

        // A seed is little else than what its rule is about.
        let options = |with_unsafe| CleanOptions {
            rules: vec![rule].into(),
            with_unsafe,
            taken_for: TakenFor::Post,
            budget: NO_BUDGET,
            ..CleanOptions::default()
        };
        let source = std::fs::read(&seed).expect("a readable seed");
        let format = Format::from(Kind::of_path(&seed).expect("a document"));
        let all = clean(&source, format, &options(true));
        let safe = clean(&source, format, &options(false));
        // What the guard holds back stays, too: a rule that claims and may not take keeps its promise.
        let holds = match promise.as_str() {
            "removes" => !all.edits.is_empty(),
            "keeps" => all.edits.is_empty() && all.reports.is_empty(),
            "doubts" => safe.edits.is_empty() && !all.edits.is_empty(),
            "reports" => all.edits.is_empty() && !all.reports.is_empty(),
            other => panic!("{}: a seed begins with removes, keeps, doubts or reports, not {other}", seed.display()),
        };
        if !holds {
            failures.push(format!("{}\n{}", seed.display(), shown(&source, &all)));
        }
        shown_seeds.push((seed, source, all));
    }
    assert!(failures.is_empty(), "{} seeds are not what they say:\n{}", failures.len(), failures.join("\n"));
    for rule in RULES {
        let has = |promise: &str| ids.contains(&(rule.id.to_string(), promise.to_string()));
        assert!(has("removes") || has("reports"), "seeds/rules/{} has no removes-* (or reports-*)", rule.id);
        assert!(has("keeps"), "seeds/rules/{} has no keeps-*", rule.id);
    }
    // Promises first: nobody should review the snapshot of a broken one.
    snapshots(&shown_seeds);
}

#[test]
fn posts_come_out_clean() {
    let mut shown_posts = Vec::new();
    for seed in corpus::documents(&corpus::workspace().join("seeds/posts")) {
        let source = std::fs::read(&seed).expect("a readable seed");
        let format = Format::from(Kind::of_path(&seed).expect("a document"));
        let cleaned = clean(&source, format, &CleanOptions::default());
        assert!(cleaned.edits.edits().iter().all(|it| it.applicability == Applicability::Safe));
        shown_posts.push((seed, source, cleaned));
    }
    snapshots(&shown_posts);
}

#[test]
fn pages_come_out_as_articles() {
    let mut shown_pages = Vec::new();
    for seed in corpus::documents(&corpus::workspace().join("seeds/pages")) {
        let source = std::fs::read(&seed).expect("a readable seed");
        let format = Format::from(Kind::of_path(&seed).expect("a document"));
        let options = CleanOptions { taken_for: TakenFor::Page, ..CleanOptions::default() };
        let cleaned = clean(&source, format, &options);
        assert!(cleaned.is_page && cleaned.edits.edits().iter().all(|it| it.applicability == Applicability::Safe));
        shown_pages.push((seed, source, cleaned));
    }
    snapshots(&shown_pages);
}

#[test]
fn no_snapshot_is_orphaned() {
    let workspace = corpus::workspace();
    let expected: BTreeSet<PathBuf> =
        corpus::documents(&workspace.join("seeds")).iter().map(|it| snapshot_path(it)).collect();
    let mut folders = vec![workspace.join("snapshots")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of snapshots") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "snap") {
                assert!(expected.contains(&path), "{}: its seed is gone: delete it", path.display());
            }
        }
    }
}

fn shown(source: &[u8], cleaned: &Cleaned) -> String {
    render(source, cleaned, RenderOptions::default())
}

/// `seeds/rules/also-link/keeps-x.md` -> `snapshots/rules/also-link/keeps-x.md.snap`
fn snapshot_path(seed: &Path) -> PathBuf {
    let workspace = corpus::workspace();
    let relative = seed.strip_prefix(workspace.join("seeds")).expect("a seed");
    let mut path = workspace.join("snapshots").join(relative).into_os_string();
    path.push(".snap");
    path.into()
}

/// Compares all of them before it fails, so that one review shows everything that changed.
fn snapshots(seeds: &[(PathBuf, Vec<u8>, Cleaned)]) {
    let differs = |(seed, source, cleaned): &(PathBuf, Vec<u8>, Cleaned)| {
        std::panic::catch_unwind(|| snapshot(seed, source, cleaned)).is_err()
    };
    let changed: Vec<_> = seeds.iter().filter(|it| differs(it)).map(|it| it.0.display().to_string()).collect();
    assert!(changed.is_empty(), "snapshots differ (`cargo insta review`):\n{}", changed.join("\n"));
}

fn snapshot(seed: &Path, source: &[u8], cleaned: &Cleaned) {
    let path = snapshot_path(seed);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().expect("a folder"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let name = seed.file_name().expect("a file").to_string_lossy().into_owned();
    settings.bind(|| insta::assert_snapshot!(name, shown(source, cleaned)));
}
