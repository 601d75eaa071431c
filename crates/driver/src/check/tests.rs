//! With a cache as without, whatever became of its files.

use std::{fs, path::PathBuf, sync::Arc};

use tempfile::TempDir;
use unchaff_boilerplate::{Pack, RULES, RuleSet};

use super::*;
use crate::{CleanOptions, Dialect, TakenFor};

const POSTS: [(&str, &str); 5] = [
    ("a.md", "The ferry leaves at six. \n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt returns.\n"),
    ("b/b.md", "---\ntitle: Rope\n---\n\n# Rope\n\nIt floats. \n"),
    ("b/c.html", "<html><title>Rope</title><p>It floats.</p></html>\n"),
    ("d.txt", "Nobody has counted the gulls.\n"),
    ("e.md", "---\ntitle: \"Rope\n---\nRope: \n"),
];

struct World {
    folder: TempDir,
    options: CheckOptions,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().expect("a folder"), options: CheckOptions::default() };
        POSTS.iter().for_each(|(name, text)| world.write(name, text));
        world
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join("posts").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).and_then(|()| fs::write(path, text)).expect("room");
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// The only file of the cache.
    fn file(&self) -> PathBuf {
        let entries = fs::read_dir(self.cache()).expect("it was made").map(|it| it.expect("an entry").path());
        let mut files = entries.filter(|it| it.extension().is_some_and(|it| it == "cache"));
        let file = files.next().expect("it was written");
        assert_eq!(files.next(), None);
        file
    }

    fn found(&self, cache: Option<CheckCache>) -> (Vec<Checked>, CheckSummary) {
        let inputs = Inputs::find(&[self.folder.path().join("posts")], &[], &[]).expect("no globs");
        let CheckOptions { clean, decisions, stop, .. } = &self.options;
        let options = CheckOptions { clean: clean.clone(), decisions: decisions.clone(), cache, stop: stop.clone() };
        let mut all = Vec::new();
        let summary = check(&inputs, &options, Input::name, |_, _, checked| all.push(checked.clone()));
        (all, summary)
    }

    /// Compares what is found with and without a cache: how many documents were known, and how many errors it had.
    #[track_caller]
    fn check(&self, n_known: usize, n_errors: usize) {
        self.check_with("", n_known, n_errors);
    }

    #[track_caller]
    fn check_with(&self, files: &str, n_known: usize, n_errors: usize) {
        let (expected, alone) = self.found(None);
        let (found, summary) = self.found(Some(CheckCache { folder: self.cache(), files: vec![files.to_string()] }));
        assert_eq!(found, expected);
        assert!(found.iter().any(|it| !it.rows.is_empty()));
        assert_eq!(format!("{:?}", summary.run), format!("{:?}", alone.run));
        assert_eq!((summary.n_known, summary.cache_errors.len()), (n_known, n_errors), "{:?}", summary.cache_errors);
    }
}

#[test]
fn what_is_known_is_what_is_found() {
    let world = World::new();
    world.check(0, 0);
    world.check(POSTS.len(), 0);
    world.write("a.md", "The ferry leaves at seven. \n");
    world.check(POSTS.len() - 1, 0);
    world.check(POSTS.len(), 0);
}

#[test]
fn whatever_decides_what_is_found_counts() {
    let pack = "unchaff-pack: 1\nname: harbour\nrules: []\nkeep:\n  - phrase: [ferry]\n";
    let pack = Arc::new(Pack::parse(pack).expect("a pack"));
    let with = CleanOptions::default;
    let ways = [
        with(),
        CleanOptions { rules: RULES[1..].to_vec().into(), ..with() },
        CleanOptions { rules: RuleSet { packs: vec![pack], ..RuleSet::default() }, ..with() },
        CleanOptions {
            rules: RuleSet {
                applicability: [(RULES[0].id.clone(), unchaff_document::Applicability::Unsafe)].into(),
                ..RuleSet::default()
            },
            ..with()
        },
        CleanOptions { with_unsafe: true, ..with() },
        CleanOptions { taken_for: TakenFor::Page, ..with() },
        CleanOptions { dialect: Dialect::HexoPosts, ..with() },
        CleanOptions { with_page_chrome: false, ..with() },
        CleanOptions { budget: 1, ..with() },
    ];
    let mut world = World::new();
    for way in ways {
        world.options.clean = way.into();
        world.check(0, 0);
        world.check(POSTS.len(), 0);
    }
    world.check_with("another hash of a file", 0, 0);
}

#[test]
fn without_hashes_of_its_files_a_pack_is_not_known() {
    let mut world = World::new();
    let pack = Pack::parse("unchaff-pack: 1\nname: harbour\nrules: []\nkeep:\n  - phrase: [ferry]\n").expect("a pack");
    let rules = RuleSet { packs: vec![Arc::new(pack)], ..RuleSet::default() };
    world.options.clean = CleanOptions { rules, ..CleanOptions::default() }.into();
    for _ in 0..2 {
        let (_, summary) = world.found(Some(CheckCache { folder: world.cache(), files: Vec::new() }));
        assert_eq!(summary.n_known, 0);
    }
    assert!(!world.cache().exists());
}

#[test]
fn damage_only_costs_time() {
    let world = World::new();
    world.check(0, 0);
    let file = world.file();
    let good = fs::read(&file).expect("it was written");
    let mut bad = vec![Vec::new(), b"a foreign file\n".to_vec(), [&good[..], b"more"].concat()];
    for at in (0..good.len()).step_by(7) {
        let mut flipped = good.clone();
        flipped[at] ^= 0x40;
        bad.extend([flipped, good[..at].to_vec()]);
    }
    for bytes in bad {
        fs::write(&file, &bytes).expect("room");
        world.check(0, 1);
        world.check(POSTS.len(), 0);
    }
}

#[test]
fn what_cannot_be_written_is_told_and_no_more() {
    let world = World::new();
    fs::write(world.cache(), "a file").expect("room");
    world.check(0, 2); // neither read nor written
    fs::remove_file(world.cache()).expect("it is there");
    world.check(0, 0);
    let file = world.file();
    fs::remove_file(&file).and_then(|()| fs::create_dir(&file)).expect("room");
    world.check(0, 2);
}

#[test]
fn documents_that_are_gone_are_forgotten() {
    let world = World::new();
    world.check(0, 0);
    let size = || fs::metadata(world.file()).expect("it was written").len();
    let before = size();
    fs::remove_file(world.folder.path().join("posts/a.md")).expect("it is there");
    world.check(POSTS.len() - 1, 0);
    assert!(size() < before, "{} after {before}", size());
    world.check(POSTS.len() - 1, 0);
}

#[test]
fn two_at_once_leave_a_whole_file() {
    let world = World::new();
    let checks = |unsafe_too: bool| {
        let mut options = world.options.clean.clone();
        options = options.map(|it| it.with_unsafe = unsafe_too);
        let inputs = Inputs::find(&[world.folder.path().join("posts")], &[], &[]).expect("no globs");
        let cache = Some(CheckCache { folder: world.cache(), files: vec![String::new()] });
        let options = CheckOptions { clean: options, cache, ..CheckOptions::default() };
        for _ in 0..20 {
            let summary = check(&inputs, &options, Input::name, |_, _, _| ());
            assert_eq!(summary.cache_errors, []);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| checks(false));
        scope.spawn(|| checks(true));
    });
    world.found(Some(CheckCache { folder: world.cache(), files: vec![String::new()] }));
    world.check(POSTS.len(), 0);
}
