use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use unchaff_dedup::{Fingerprint, FrequentLines, Keep, Likeness, Parameters, Tokens, group};

use super::{
    CompareOptions, CompareSummary, Comparison, DuplicateGroup, GivenSource, Incoming, Relation, content_hash,
    pending::Pending,
    segment::{Segment, StoredDocument},
};

/// A document as segments hold it.
pub(super) fn stored(id: &str, text: &str) -> StoredDocument {
    let tokens = Tokens::read(text);
    StoredDocument {
        id: id.to_string(),
        space: String::new(),
        source: 0,
        content: content_hash([Some(text.as_bytes())]),
        sequence: tokens.sequence(),
        n_tokens: tokens.hashes().len(),
        shingles: (0, 0),
        date: None,
        url: None,
        field: None,
    }
}

pub(super) fn sign(text: &str) -> Fingerprint {
    Fingerprint::new(text, &Parameters::ARTICLES)
}

/// Signs documents, given by their names and texts.
pub(super) fn unsorted(documents: &[(&str, &str)]) -> Pending {
    let mut pending = Pending::default();
    for (id, text) in documents {
        let Fingerprint { shingles, keys, .. } = sign(text);
        pending.push(stored(id, text), shingles, keys);
    }
    pending
}

/// The same, in order.
pub(super) fn pending(documents: &[(&str, &str)]) -> Pending {
    let mut pending = unsorted(documents);
    pending.sort();
    pending
}

/// Writes documents, given by their names and texts, into a segment.
pub(super) fn segment(folder: &Path, documents: &[(&str, &str)]) -> Segment {
    pending(documents).write(folder).expect("room on the disk")
}

/// Puts documents into segments of so many; the last of them are pending.
pub(super) fn parts(folder: &Path, documents: &[(&str, &str)], at_once: usize) -> (Vec<(Segment, Vec<u32>)>, Pending) {
    let n_written = documents.len().saturating_sub(1) / at_once * at_once;
    let written = documents[..n_written].chunks(at_once).enumerate();
    let write = |(at, it): (usize, &[(&str, &str)])| (segment(&folder.join(at.to_string()), it), Vec::new());
    (written.map(write).collect(), pending(&documents[n_written..]))
}

/// A text of its own: words that no other number has.
pub(super) fn article(number: usize, n_words: usize) -> String {
    (0..n_words).map(|it| format!("w{}x{number} ", it * 7 % n_words)).collect()
}

/// All documents of one run: their names and texts.
type Documents = BTreeMap<String, String>;

fn options(memory: usize, index: Option<&Path>) -> CompareOptions {
    CompareOptions { memory, index: index.map(Path::to_path_buf), ..CompareOptions::default() }
}

/// Compares documents, `at_once` in a batch, as one file of records that was read to its end.
fn compare(
    options: CompareOptions,
    documents: impl IntoIterator<Item = (String, String)>,
    at_once: usize,
) -> (Vec<DuplicateGroup>, CompareSummary) {
    let source = GivenSource { name: "r.jsonl".into(), path: PathBuf::from("/r.jsonl"), is_records: true };
    let mut comparison = Comparison::new(options, "as they are", &[source]).expect("room on the disk");
    let documents: Vec<(String, String)> = documents.into_iter().collect();
    for batch in documents.chunks(at_once) {
        let incoming = |(id, text): &(String, String)| {
            let content = content_hash([Some(text.as_bytes())]);
            let tokens = (!comparison.is_known(0, id, content)).then(|| Tokens::read(text));
            Incoming { id: id.clone(), content, tokens, ..Incoming::default() }
        };
        let batch = batch.iter().map(incoming).collect();
        assert!(comparison.add(batch).expect("room on the disk").is_empty(), "no name twice");
    }
    let mut groups = Vec::new();
    let summary = comparison.finish(&[true], |it| {
        groups.push(it);
        Ok(())
    });
    (groups, summary.expect("what was written can be read"))
}

/// Compares the pipeline with the same steps in memory.
fn check(documents: &Documents, memory: usize, parameters: Parameters) {
    let options = CompareOptions { parameters, ..options(memory, None) };
    let found = compare(options, documents.clone(), 7);
    check_found(&found, documents, &FrequentLines::among(&tokens(documents)), &parameters);
}

fn tokens(documents: &Documents) -> Vec<Tokens> {
    documents.values().map(|it| Tokens::read(it)).collect()
}

/// Compares what was found with what is found in memory, with the same frequent lines.
fn check_found(
    (groups, summary): &(Vec<DuplicateGroup>, CompareSummary),
    documents: &Documents,
    frequent: &FrequentLines,
    parameters: &Parameters,
) {
    let names: Vec<&String> = documents.keys().collect();
    let prints: Vec<Fingerprint> =
        tokens(documents).iter().map(|it| Fingerprint::sign(it, frequent, parameters)).collect();
    let expected = group(&prints, parameters);
    assert_eq!(summary.n_frequent_lines, frequent.len());
    assert_eq!((summary.n_documents, summary.n_groups), (documents.len(), groups.len()));
    let found: Vec<(&str, Vec<(&str, Relation)>)> = groups
        .iter()
        .map(|it| (&*it.kept().id, it.members.iter().map(|it| (&*it.id, it.relation)).collect()))
        .collect();
    let relation = |it: unchaff_dedup::Relation| match it {
        unchaff_dedup::Relation::Kept => Relation::Kept,
        unchaff_dedup::Relation::Exact => Relation::Exact,
        unchaff_dedup::Relation::Near(it) => Relation::Near(it),
    };
    let in_memory: Vec<(&str, Vec<(&str, Relation)>)> = expected
        .groups
        .iter()
        .map(|it| {
            let member = |it: &unchaff_dedup::Member| (names[it.document].as_str(), relation(it.relation));
            (names[it.kept].as_str(), it.members.iter().map(member).collect())
        })
        .collect();
    assert_eq!(found, in_memory);

    // In memory only the shorter document of a pair is looked at, and all that contain it are told.
    let contained: BTreeMap<&str, &str> =
        summary.contained.iter().map(|(member, other)| (&*member.id, &**other)).collect();
    assert_eq!(contained.len(), summary.contained.len(), "each is told once");
    let left_out: BTreeSet<&str> = groups
        .iter()
        .flat_map(|it| it.members.iter().filter(|it| it.relation != Relation::Kept).map(|it| &*it.id))
        .collect();
    let is_kept = |it: usize| !left_out.contains(names[it].as_str());
    for (document, other) in expected.contained.into_iter().filter(|it| is_kept(it.0) && is_kept(it.1)) {
        let (document, other) = (names[document].as_str(), names[other].as_str());
        assert!(contained.contains_key(document), "{document} in {other}");
    }
    assert!(contained.iter().all(|(one, other)| !left_out.contains(one) && !left_out.contains(other)));
    for (member, other) in &summary.contained {
        let shingles = |it: &str| &prints[names.iter().position(|name| *name == it).expect("it is there")].shingles;
        let (likeness, overlap) = parameters.likeness(shingles(&member.id), shingles(other)).expect("they are alike");
        assert_eq!((likeness, member.relation), (Likeness::Contained, Relation::Contained(overlap)));
    }
}

/// Lines that a site repeats.
const FURNITURE: [&str; 3] =
    ["Load more of what the harbour office writes\n", "Photo: archive of the orchard\n", "Share\n"];

/// A text of words from one of some articles, in part replaced, with some furniture.
fn variant() -> impl Strategy<Value = String> {
    let replaced = prop::collection::vec(0usize..100, 0..8);
    (0..12, 0usize..30, 5usize..60, replaced, 0usize..8).prop_map(|(article, start, length, replaced, furniture)| {
        let word = |it: usize| {
            let end = if it % 9 == 8 { '\n' } else { ' ' };
            if replaced.contains(&it) { format!("o{length}{end}") } else { format!("a{article}w{it}{end}") }
        };
        let lines = FURNITURE.iter().enumerate().filter(|(it, _)| furniture >> it & 1 == 1);
        let furniture: String = lines.map(|it| *it.1).collect();
        (start..start + length).map(word).collect::<String>() + "\n" + &furniture
    })
}

fn documents(n: usize) -> impl Strategy<Value = Documents> {
    prop::collection::btree_map("[a-f]{0,3}", variant(), 0..n)
}

proptest! {
    #[test]
    fn the_pipeline_gives_what_the_same_steps_in_memory_give(
        documents in documents(40),
        memory in prop::sample::select(vec![3000, 60_000, 1 << 20]),
        is_strict in any::<bool>(),
    ) {
        check(&documents, memory, if is_strict { Parameters::STRICT } else { Parameters::ARTICLES });
    }

    #[test]
    fn any_texts_and_names_are_compared_without_panic(
        documents in prop::collection::btree_map(any::<String>(), any::<String>(), 0..10),
    ) {
        check(&documents, 5000, Parameters::ARTICLES);
    }
}

/// What a document shares with the kept one is counted for itself, although an equal one was compared in its place.
#[test]
fn where_equal_words_break_into_other_lines_other_lines_are_frequent() {
    let mut documents: Documents =
        (1..20).map(|it| (format!("page{it}"), article(it, 60) + "\n" + FURNITURE[0])).collect();
    let words = article(1, 60) + FURNITURE[0];
    documents.insert("longest".to_string(), words.replace('\n', " ") + &article(0, 12));
    documents.insert("on-one-line".to_string(), words);
    let tokens = tokens(&documents);
    let frequent = FrequentLines::among(&tokens);
    assert_eq!(frequent.len(), 1);
    let shingles = |id: &str| {
        let place = documents.keys().position(|it| it == id).expect("it is there");
        Fingerprint::sign(&tokens[place], &frequent, &Parameters::ARTICLES).shingles
    };
    assert_ne!(shingles("page1"), shingles("on-one-line"));
    check(&documents, 1 << 20, Parameters::ARTICLES);
}

proptest! {
    // Every step waits for the disk.
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Frequent lines are those of the first run, for all that comes later.
    #[test]
    fn the_frequent_lines_of_an_index_stay(
        first in documents(30),
        second in documents(30),
        memory in prop::sample::select(vec![4000, 1 << 20]),
    ) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let index = folder.path().join("index");
        let frequent = FrequentLines::among(&tokens(&first));
        check_found(&compare(options(memory, Some(&index)), first.clone(), 9), &first, &frequent, &Parameters::ARTICLES);
        let mut both = first;
        both.extend(second);
        check_found(&compare(options(memory, Some(&index)), both.clone(), 9), &both, &frequent, &Parameters::ARTICLES);
    }

    /// The law of the index: whatever came before, it says what one says that is made of what is there now. Lines of
    /// several words are nowhere twice, so that both have the same frequent lines: none.
    #[test]
    fn an_index_says_what_a_new_one_says(
        steps in prop::collection::vec((documents(10), prop::collection::vec("[a-f]{0,3}", 0..6)), 1..5),
        memory in prop::sample::select(vec![4000, 1 << 20]),
    ) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let index = folder.path().join("index");
        let mut there = Documents::new();
        for (came, went) in steps {
            there.extend(came.into_iter().map(|(id, text)| (id, text.replace('\n', " "))));
            went.iter().for_each(|it| drop(there.remove(it)));
            let compare = |index, memory, at_once| {
                let (groups, summary) = compare(options(memory, index), there.clone(), at_once);
                (groups, CompareSummary { index: None, ..summary })
            };
            let stepped = compare(Some(&*index), memory, 3);
            prop_assert_eq!(&stepped, &compare(None, 1 << 20, 100));
            prop_assert_eq!(&stepped, &compare(Some(&*index), memory, 100), "once more");
        }
    }
}

/// Memory that holds a few documents: tokens, keys, lines, pairs and links are all spilled.
#[test]
fn any_memory_and_any_order_give_the_same() {
    let text = |number: usize| {
        let text = article(number % 70, 40 + number % 70);
        let edited = text.replace(&format!("w{}x", number % 31), "other ");
        format!("{edited}\n{}", FURNITURE[number % 2])
    };
    let documents: Documents = (0..300).map(|it| (format!("{it:03}"), text(it))).collect();
    let expected = compare(options(1 << 30, None), documents.clone(), 1000);
    assert!(expected.0.len() == 70 && expected.1.n_frequent_lines == 2, "{:?}", expected.1);
    for memory in [20_000, 400_000] {
        for at_once in [1, 37] {
            assert!(compare(options(memory, None), documents.clone(), at_once) == expected, "{memory}");
            assert!(compare(options(memory, None), documents.clone().into_iter().rev(), at_once) == expected);
        }
    }
}

/// Copies count once where lines are counted.
#[test]
fn an_article_that_was_copied_a_thousand_times_keeps_its_lines() {
    let (n_copies, n_others) = (1000, 5000);
    let lines = |number: usize, n_lines: usize| -> Vec<String> {
        (0..n_lines).map(|line| article(1000 * number + line, 8)).collect()
    };
    let page = |lines: Vec<String>| format!("{}{}\n{}", FURNITURE[0], lines.join("\n"), FURNITURE[1]);
    let mut documents = Documents::new();
    for copy in 0..n_copies {
        // A word is another one, a line is gone or added.
        let mut lines = lines(0, 25);
        let at = copy % 25;
        match copy % 3 {
            0 => lines[at] = lines[at].replacen('w', &format!("edit{copy} "), 1),
            1 => drop(lines.remove(at)),
            _ => lines.insert(at, format!("Added in copy {copy}")),
        }
        documents.insert(format!("copy-{copy:04}"), page(lines));
    }
    for other in 1..=n_others {
        documents.insert(format!("other-{other:04}"), page(lines(other, 8 + other % 5)));
    }
    let (groups, summary) = compare(options(1 << 24, None), documents, 1000);
    assert_eq!(summary.n_frequent_lines, 2, "furniture alone");
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].members.len(), n_copies);
    assert!(groups[0].members.iter().all(|it| it.id.starts_with("copy-")));
}

#[test]
fn names_are_the_same_in_one_space_alone() {
    let sources = [("a", false), ("b", false), ("r.jsonl", true), ("s.jsonl", true)].map(|(name, is_records)| {
        GivenSource { name: name.to_string(), path: PathBuf::from("/").join(name), is_records }
    });
    let mut comparison = Comparison::new(options(1 << 20, None), "", &sources).expect("room on the disk");
    let text = article(1, 40);
    let incoming = |source: usize, id: &str| Incoming {
        id: id.to_string(),
        source,
        tokens: Some(Tokens::read(&text)),
        ..Incoming::default()
    };
    let batch = vec![incoming(0, "x"), incoming(1, "x"), incoming(2, "x"), incoming(3, "x"), incoming(0, "x")];
    assert_eq!(comparison.add(batch).expect("room"), [3, 4]);
    assert_eq!(comparison.add(vec![incoming(3, "y"), incoming(2, "x")]).expect("room"), [1]);
    let mut names = Vec::new();
    let visit = |it: DuplicateGroup| {
        names.extend(it.members.into_iter().map(|it| it.id));
        Ok(())
    };
    comparison.finish(&[], visit).expect("readable");
    assert_eq!(names, ["x", "a/x", "b/x", "y"]);
}

#[test]
fn an_index_does_not_keep_the_first() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let options = CompareOptions { keep: Keep::First, ..options(1 << 20, Some(folder.path())) };
    assert!(Comparison::new(options, "", &[]).is_err());
}
