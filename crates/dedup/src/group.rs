//! Fingerprints become groups of duplicates: the order of all steps, in memory.

use std::{cmp::Reverse, convert::Infallible};

use crate::{Likeness, Parameters, band::pairs, cluster::cluster, fingerprint::Fingerprint, overlap::Overlap};

/// What [`group`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// Groups of two and more documents, in the order of their first members.
    pub groups: Vec<Group>,
    /// Documents that stand as a whole in another, longer one and are no duplicates of it: the document, and
    /// the one that contains it. Only such pairs as share a bucket are seen. In order.
    pub contained: Vec<(usize, usize)>,
    /// Pairs that were not compared because their buckets were too full; see [`pairs`].
    pub n_left_out: usize,
}

/// Documents that are duplicates of one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The document to keep, as an index into the fingerprints.
    pub kept: usize,
    /// All documents of the group, the kept one too, at least two; in document order.
    pub members: Vec<Member>,
}

/// One document of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Index into the fingerprints.
    pub document: usize,
    /// What it is to the kept document.
    pub relation: Relation,
}

/// What a member of a group is to the kept document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is the kept document.
    Kept,
    /// The same words in the same order.
    Exact,
    /// Near: what the member ([`own`](Overlap::own)) shares with the kept document.
    Near(Overlap),
}

impl Relation {
    /// The Jaccard similarity to the kept document, from 0 to 1.
    pub fn similarity(self) -> f64 {
        match self {
            Relation::Kept | Relation::Exact => 1.0,
            Relation::Near(overlap) => overlap.jaccard(),
        }
    }
}

/// Finds groups of exact and near duplicates, each around the document to keep.
///
/// - The longest document is kept, by [`n_tokens`](Fingerprint::n_tokens); of equally
///   long ones the earlier.
/// - Two documents are near if [`Parameters::likeness`] says so of what they share,
///   counted and not estimated, and both have [`MIN_TOKENS`](crate::MIN_TOKENS).
/// - A member is near the kept document, or near another member while the kept one
///   still holds enough of it ([`Parameters::holds`]). There are no chains.
/// - Documents without any words are duplicates of nothing, not even of each other.
///
/// The same fingerprints in the same order give the same groups everywhere. In
/// another order they differ only where equally long documents compete.
///
/// Lines that many documents have count here as all others do; [`FrequentLines::among`](crate::FrequentLines::among)
/// finds them, and fingerprints are made without them.
///
/// For more documents than fit into memory, put the same steps together with sorted
/// files between them: [`keys`](Fingerprint::keys), [`pairs`],
/// [`overlap`](crate::Shingles::overlap), [`Components`](crate::Components), [`cluster`].
/// `examples/layers.rs` shows them one by one.
pub fn group(fingerprints: &[Fingerprint], parameters: &Parameters) -> Grouping {
    // From here to the end documents are numbered by preference.
    let mut order: Vec<usize> = (0..fingerprints.len()).collect();
    order.sort_by_key(|&it| Reverse(fingerprints[it].n_tokens)); // stable
    let documents: Vec<&Fingerprint> = order.iter().map(|&it| &fingerprints[it]).collect();
    let shingles = |document: u32| &documents[document as usize].shingles;

    let firsts = first_equals(&documents);
    let (candidates, n_left_out) = candidates(&documents, &firsts);
    let mut links = Vec::new();
    let mut contained = Vec::new();
    for (preferred, document) in candidates {
        let (one, other) = (shingles(document), shingles(preferred));
        match parameters.likeness(one, other) {
            Some((Likeness::Near, _)) => links.push((preferred, document)),
            // The preferred document has more tokens, and nearly always more shingles.
            Some((Likeness::Contained, _)) => {
                contained.push((order[document as usize], order[preferred as usize]));
            }
            _ => {}
        }
    }
    let is_held = |document, kept| Ok::<bool, Infallible>(parameters.holds(shingles(kept), shingles(document)));
    let Ok(kept_of) = cluster(documents.len(), &links, is_held);

    let member = |document: u32| {
        let first = firsts[document as usize];
        let kept = kept_of[first as usize];
        let relation = if document == kept {
            Relation::Kept
        } else if first == kept {
            Relation::Exact
        } else {
            Relation::Near(shingles(document).overlap(shingles(kept)))
        };
        (kept, Member { document: order[document as usize], relation })
    };
    let mut members: Vec<(u32, Member)> = (0..documents.len() as u32).map(member).collect();
    members.sort_unstable_by_key(|&(kept, member)| (kept, member.document));
    let mut groups: Vec<Group> = members
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|it| it.len() > 1)
        .map(|it| Group { kept: order[it[0].0 as usize], members: it.iter().map(|&(_, member)| member).collect() })
        .collect();
    groups.sort_unstable_by_key(|it| it.members[0].document);
    contained.sort_unstable();
    Grouping { groups, contained, n_left_out }
}

/// Gives for each document the first that equals it ([`Fingerprint::is_exact`]): itself, if there is none before.
pub fn first_equals(documents: &[&Fingerprint]) -> Vec<u32> {
    let mut by_sequence: Vec<u32> = (0..documents.len() as u32).collect();
    by_sequence.sort_by_key(|&it| documents[it as usize].sequence); // stable: the first stays first
    let mut firsts: Vec<u32> = (0..documents.len() as u32).collect();
    for run in by_sequence.chunk_by(|&a, &b| documents[a as usize].is_exact(documents[b as usize])) {
        run.iter().for_each(|&it| firsts[it as usize] = run[0]);
    }
    firsts
}

/// Gives the pairs to compare, the preferred document first, each pair once, in order; and how many were left out
/// because their buckets were too full (see [`pairs`]).
///
/// `documents` stand in the order of preference, `firsts` are what [`first_equals`] gave for them: of exact equals
/// only the first is compared.
pub fn candidates(documents: &[&Fingerprint], firsts: &[u32]) -> (Vec<(u32, u32)>, usize) {
    let distinct = documents.iter().zip(firsts).zip(0..).filter(|((_, first), document)| *first == document);
    let mut entries: Vec<(u64, u32)> =
        distinct.flat_map(|((it, _), document)| it.keys.iter().map(move |&key| (key, document))).collect();
    entries.sort_unstable();
    let mut candidates = Vec::new();
    let mut n_left_out = 0;
    for bucket in entries.chunk_by(|a, b| a.0 == b.0) {
        let bucket: Vec<u32> = bucket.iter().map(|it| it.1).collect();
        n_left_out += pairs(&bucket, |preferred, document| candidates.push((preferred, document)));
    }
    candidates.sort_unstable();
    candidates.dedup();
    (candidates, n_left_out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Group, Grouping, Relation};
    use crate::{Fingerprint, Parameters};

    const FERRY: &str = "The night ferry left without its captain, who had fallen asleep in the ticket office \
        and woke only when the harbour lights went out.";
    const SOUP: &str = "A soup that nobody stirs will tell you by its smell, about ten minutes after the moment \
        at which you should have listened.";

    fn prints<T: AsRef<str>>(texts: &[T]) -> Vec<Fingerprint> {
        texts.iter().map(|it| Fingerprint::new(it.as_ref(), &Parameters::ARTICLES)).collect()
    }

    fn group(fingerprints: &[Fingerprint]) -> Grouping {
        super::group(fingerprints, &Parameters::ARTICLES)
    }

    /// Compares groups written as the kept document and all members.
    fn check<T: AsRef<str>>(texts: &[T], expected: &[(usize, &[usize])]) {
        let grouping = group(&prints(texts));
        assert_eq!(grouping.n_left_out, 0);
        let found: Vec<(usize, Vec<usize>)> = grouping.groups.iter().map(members).collect();
        let found: Vec<(usize, &[usize])> = found.iter().map(|(kept, members)| (*kept, &**members)).collect();
        assert_eq!(found, expected);
    }

    fn members(group: &Group) -> (usize, Vec<usize>) {
        (group.kept, group.members.iter().map(|it| it.document).collect())
    }

    #[test]
    fn keeps_the_longest() {
        check(&[FERRY, SOUP, &format!("{FERRY} So it goes.")], &[(2, &[0, 2])]);
    }

    #[test]
    fn keeps_the_earlier_of_equally_long_ones() {
        check(&[SOUP, FERRY, &FERRY.replace("night", "first"), SOUP], &[(0, &[0, 3]), (1, &[1, 2])]);
    }

    #[test]
    fn says_what_a_member_is_to_the_kept_document() {
        let longer = format!("{FERRY} So it goes.");
        let grouping = group(&prints(&[FERRY, &longer, &longer.to_uppercase()]));
        let relations: Vec<Relation> = grouping.groups[0].members.iter().map(|it| it.relation).collect();
        let [Relation::Near(overlap), Relation::Kept, Relation::Exact] = relations[..] else {
            panic!("{relations:?}");
        };
        assert_eq!((overlap.shared, overlap.own, overlap.other), (23, 23, 26));
        assert_eq!(relations[2].similarity(), 1.0);
    }

    #[test]
    fn copies_of_a_member_are_as_near_as_the_member() {
        let longer = format!("{FERRY} So it goes.");
        let grouping = group(&prints(&[FERRY, &longer, FERRY]));
        let members = &grouping.groups[0].members;
        assert_eq!(members[0].relation, members[2].relation);
        assert!(matches!(members[0].relation, Relation::Near(_)));
    }

    #[test]
    fn short_texts_must_be_equal() {
        check(&["Page not found", "page NOT found!", "The page was not found", ""], &[(0, &[0, 1])]);
    }

    #[test]
    fn texts_without_words_are_no_duplicates() {
        check(&["", "", " \n", "---", "!?"], &[]);
    }

    #[test]
    fn nothing_gives_no_groups() {
        assert_eq!(group(&[]), Grouping { groups: vec![], contained: vec![], n_left_out: 0 });
    }

    #[test]
    fn finds_edited_chinese() {
        let text = "灯塔看守人每天晚上都要爬上一百二十级台阶，点亮那盏老油灯，然后坐下来给远方的女儿写信。";
        check(&[text.to_owned(), text.replace("晚上", "傍晚").replace("远方", "城里")], &[(0, &[0, 1])]);
    }

    #[test]
    fn a_chain_of_edits_does_not_reach_another_article() {
        let window = |start: usize| (start..start + 100).map(|it| format!("w{it} ")).collect::<String>();
        // Each shares 72 of 100 words with the next; the third still shares 44 with the first, the fourth 16.
        check(&[0, 28, 56, 84].map(window), &[(0, &[0, 1, 2])]);
    }

    /// A text of words from one of three articles, in part replaced.
    fn variant() -> impl Strategy<Value = String> {
        (0..3, 0usize..40, 20usize..60, prop::collection::vec(0usize..100, 0..12)).prop_map(
            |(article, start, length, replaced)| {
                let word = |it: usize| {
                    if replaced.contains(&it) { format!("other{length} ") } else { format!("a{article}w{it} ") }
                };
                (start..start + length).map(word).collect()
            },
        )
    }

    proptest! {
        #[test]
        fn any_texts_are_grouped_without_panic(texts in prop::collection::vec(any::<String>(), 0..8)) {
            group(&prints(&texts));
        }

        #[test]
        fn every_member_is_held_by_the_kept_document(texts in prop::collection::vec(variant(), 0..40)) {
            let prints = prints(&texts);
            let mut seen = vec![false; prints.len()];
            for group in group(&prints).groups {
                prop_assert!(group.members.len() >= 2);
                prop_assert!(group.members.is_sorted_by(|a, b| a.document < b.document));
                for member in &group.members {
                    let (document, kept) = (&prints[member.document], &prints[group.kept]);
                    prop_assert!(!seen[member.document]);
                    seen[member.document] = true;
                    let is_held = Parameters::ARTICLES.holds(&kept.shingles, &document.shingles);
                    prop_assert!(is_held || document.is_exact(kept));
                    prop_assert!(document.n_tokens <= kept.n_tokens);
                    prop_assert_eq!(member.relation == Relation::Kept, member.document == group.kept);
                    prop_assert_eq!(member.relation != Relation::Exact || document.is_exact(kept), true);
                }
            }
        }

        #[test]
        fn order_changes_nothing_where_lengths_differ(
            (texts, shuffled) in prop::collection::vec(variant(), 0..40).prop_flat_map(|mut texts| {
                texts.sort_by_key(|it| it.split(' ').count());
                texts.dedup_by_key(|it| it.split(' ').count());
                (Just(texts.clone()), Just(texts).prop_shuffle())
            }),
        ) {
            let named = |texts: &[String]| {
                let mut groups: Vec<(String, Vec<String>)> = group(&prints(texts)).groups.iter().map(|it| {
                    let mut names: Vec<String> = it.members.iter().map(|it| texts[it.document].clone()).collect();
                    names.sort_unstable();
                    (texts[it.kept].clone(), names)
                }).collect();
                groups.sort_unstable();
                groups
            };
            prop_assert_eq!(named(&texts), named(&shuffled));
        }
    }
}
