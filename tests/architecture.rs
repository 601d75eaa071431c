//! What the dependency arrows between our crates may be.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Crate -> those of our crates it may use. ARCHITECTURE.md gives the reasons.
const ARROWS: &[(&str, &[&str])] = &[
    ("unchaff-front-matter", &[]),
    ("unchaff-document", &[]),
    ("unchaff-boilerplate", &["unchaff-document", "unchaff-front-matter"]),
    ("unchaff-page", &["unchaff-document"]),
    ("unchaff-dedup", &[]),
    (
        "unchaff-driver",
        &["unchaff-boilerplate", "unchaff-dedup", "unchaff-document", "unchaff-front-matter", "unchaff-page"],
    ),
    ("unchaff-records", &["unchaff-driver"]),
    ("unchaff-review", &[]),
    ("unchaff", &["unchaff-driver", "unchaff-records", "unchaff-review"]),
    (
        "unchaff-python",
        &["unchaff", "unchaff-dedup", "unchaff-document", "unchaff-driver", "unchaff-front-matter", "unchaff-records"],
    ),
    ("xtask", &["unchaff", "unchaff-driver"]),
];

/// Crates that would bring files or threads where none should be.
const FILES_AND_THREADS: &[&str] = &["rayon", "ignore", "tempfile", "blake3"];

#[test]
fn crates_use_what_the_architecture_says() {
    let metadata = MetadataCommand::new()
        .manifest_path(crate::corpus::workspace().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".into()])
        .exec()
        .expect("the workspace has metadata");
    let ours: BTreeSet<String> = metadata.packages.iter().map(|it| it.name.to_string()).collect();
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    assert_eq!(
        ours,
        arrows.keys().map(ToString::to_string).collect(),
        "a crate came or went: amend ARCHITECTURE.md too"
    );
    for package in &metadata.packages {
        let name = package.name.as_str();
        let normal = package.dependencies.iter().filter(|it| it.kind == DependencyKind::Normal);
        let used: BTreeSet<&str> = normal.map(|it| it.name.as_str()).collect();
        let of_ours: BTreeSet<&str> = used.iter().copied().filter(|it| ours.contains(*it)).collect();
        assert!(of_ours.iter().all(|it| arrows[name].contains(it)), "{name} uses {of_ours:?}");
        if !["unchaff-driver", "unchaff-records", "unchaff", "unchaff-python"].contains(&name) {
            assert!(!used.iter().any(|it| FILES_AND_THREADS.contains(it)), "{name} uses {used:?}");
        }
    }
}
