//! From links to groups.

use std::{path::Path, sync::Arc};

use rayon::prelude::*;
use unchaff_dedup::{Components, Likeness, Overlap, Parameters, Shingles, cluster};

use super::{
    CompareOptions,
    pairs::{Crowding, candidates, verify},
    sorter::{Entry, Sorter},
    table::Table,
};
use crate::FileError;

/// Documents that say the same, and the one that is kept.
pub(super) struct Groups {
    /// For each group the numbers of its members, ascending; groups in the order of their first members.
    pub(super) groups: Vec<Vec<u32>>,
    /// Documents that are kept and stand nearly whole in another one that is kept: their numbers, that of the most
    /// preferred of the others, and how many shingles they share.
    pub(super) contained: Vec<[u32; 3]>,
    pub(super) crowding: Crowding,
    /// For each document, by number, the one that is kept in its place, and how many shingles they share or
    /// [`NOT_COUNTED`].
    pub(super) kept: Vec<(u32, u32)>,
}

/// The number of shared shingles of a document that equals another one, which alone was compared: lines may break
/// elsewhere in it, so that others of them are frequent.
const NOT_COUNTED: u32 = u32::MAX;

impl Groups {
    /// What a document shares with the one that is kept in its place.
    pub(super) fn overlap(&self, table: &Table<'_>, number: u32) -> Result<Overlap, FileError> {
        match self.kept[number as usize] {
            (kept, NOT_COUNTED) => Ok(table.shingles(number)?.overlap(&*table.shingles(kept)?)),
            (kept, shared) => Ok(table.overlap(number, kept, shared)),
        }
    }
}

/// Finds the groups among the documents of a table; none if it is stopped before it has compared them.
pub(super) fn groups(
    table: &Table<'_>,
    options: &CompareOptions,
    folder: &Path,
    memory: usize,
) -> Result<Option<Groups>, FileError> {
    let CompareOptions { parameters, stop, .. } = options;
    let (candidates, crowding) = candidates(table, folder, memory / 2)?;
    let mut components = Components::new(table.len());
    let mut links = Sorter::new(folder, "links", memory / 4);
    let mut contained = Sorter::new(folder, "contained", memory / 8);
    verify(table, parameters, candidates.take_while(|_| !stop.is_raised()), |preferred, document, found, shared| {
        let shared = shared as u64;
        match found {
            Likeness::Near => {
                components.join(preferred, document);
                links.push([both(preferred, document), shared])
            }
            Likeness::Contained => contained.push([both(document, preferred), shared]),
            Likeness::Contains => contained.push([both(preferred, document), shared]),
        }
    })?;
    if stop.is_raised() {
        return Ok(None);
    }
    // Links of one component together: only the largest component has to fit into memory.
    let mut by_component = Sorter::new(folder, "components", memory / 2);
    for link in links.finish()? {
        let [pair, shared] = link?;
        let [preferred, document] = halves(pair);
        by_component.push([both(components.first(preferred), preferred), both(document, shared as u32)])?;
    }
    drop(components);
    let mut kept: Vec<(u32, u32)> = (0..table.len() as u32).map(|it| (it, 0)).collect();
    let mut by_component = by_component.finish()?.peekable();
    while by_component.peek().is_some() {
        let mut links: Vec<Link> = Vec::new();
        while let Some(link) = by_component.next_if(|it| links.len() < AT_ONCE || continues(&links, it)) {
            links.push(Link::read(link?));
        }
        let components: Vec<&[Link]> = links.chunk_by(|a, b| a.component == b.component).collect();
        let split = components.par_iter().map(|it| split(table, parameters, it));
        for [document, first, shared] in split.collect::<Result<Vec<_>, FileError>>()?.into_iter().flatten() {
            kept[document as usize] = (first, shared);
        }
    }
    let (groups, kept) = by_number(table, &kept);
    let number = |rank: u32| table.order[rank as usize];
    let mut in_others: Vec<[u32; 3]> = Vec::new();
    let mut last = None;
    for pair in contained.finish()? {
        let [pair, shared] = pair?;
        let [document, other] = halves(pair);
        // Who is left out is left out in favour of a document that may be contained itself.
        let is_kept = |rank: u32| kept[number(rank) as usize].0 == number(rank);
        if last != Some(document) && is_kept(document) && is_kept(other) {
            last = Some(document);
            in_others.push([number(document), number(other), shared as u32]);
        }
    }
    Ok(Some(Groups { groups, contained: in_others, crowding, kept }))
}

/// Two numbers that are compared one after the other.
fn both(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

fn halves(both: u64) -> [u32; 2] {
    [(both >> 32) as u32, both as u32]
}

/// Two documents of a component, by rank, the preferred one first.
struct Link {
    component: u32,
    preferred: u32,
    document: u32,
    /// How many shingles they share.
    shared: u32,
}

impl Link {
    fn read(entry: Entry<2>) -> Link {
        let ([component, preferred], [document, shared]) = (halves(entry[0]), halves(entry[1]));
        Link { component, preferred, document, shared }
    }
}

/// So many links are split on several threads, and those besides them that belong to the last component.
const AT_ONCE: usize = 1 << 14;

/// Whether a link belongs to the component of the one before.
fn continues(links: &[Link], link: &Result<Entry<2>, FileError>) -> bool {
    link.as_ref().is_ok_and(|link| links.last().is_some_and(|it| it.component == halves(link[0])[0]))
}

/// Splits the documents of one component into groups, each around a kept document: gives every document with the one
/// that is kept in its place, and how many shingles they share. Links are sorted; all documents are ranks here.
fn split(table: &Table<'_>, parameters: &Parameters, links: &[Link]) -> Result<Vec<[u32; 3]>, FileError> {
    let mut ranks: Vec<u32> = links.iter().flat_map(|it| [it.preferred, it.document]).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let place = |rank: u32| ranks.partition_point(|&it| it < rank) as u32;
    let places: Vec<(u32, u32)> = links.iter().map(|it| (place(it.preferred), place(it.document))).collect();
    let shingles = |place: u32| table.shingles(table.order[ranks[place as usize] as usize]);
    // One document is asked about many others.
    let mut last: Option<(u32, Arc<Shingles>)> = None;
    let is_held = |document: u32, kept: u32| {
        if last.as_ref().is_none_or(|it| it.0 != kept) {
            last = Some((kept, shingles(kept)?));
        }
        let kept = &last.as_ref().expect("it was just read").1;
        Ok::<bool, FileError>(parameters.holds(kept, &*shingles(document)?))
    };
    let kept_of = cluster(ranks.len(), &places, is_held)?;
    let shared = |document: u32, kept: u32| match places.binary_search(&(kept, document)) {
        Ok(link) => Ok(links[link].shared),
        Err(_) if document == kept => Ok(0), // nobody asks
        Err(_) => Ok(shingles(document)?.overlap(&*shingles(kept)?).shared as u32),
    };
    let documents = kept_of.into_iter().zip(0..);
    documents.map(|(kept, it)| Ok([ranks[it as usize], ranks[kept as usize], shared(it, kept)?])).collect()
}

/// The groups, and the kept document for each, in numbers of documents, with those that equal another one.
fn by_number(table: &Table<'_>, kept: &[(u32, u32)]) -> (Vec<Vec<u32>>, Vec<(u32, u32)>) {
    let number = |rank: u32| table.order[rank as usize];
    let mut kept_by_number = vec![(0, 0); table.len()];
    for (rank, &first) in (0u32..).zip(&table.firsts) {
        let (kept, shared) = kept[first as usize];
        let shared = if first == rank { shared } else { NOT_COUNTED };
        kept_by_number[number(rank) as usize] = (number(kept), shared);
    }
    let mut members: Vec<(u32, u32)> = kept_by_number.iter().map(|it| it.0).zip(0u32..).collect();
    members.sort_unstable();
    let mut groups: Vec<Vec<u32>> = members
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|it| it.len() > 1)
        .map(|it| it.iter().map(|it| it.1).collect())
        .collect();
    groups.sort_unstable_by_key(|it| it[0]);
    (groups, kept_by_number)
}

#[cfg(test)]
mod tests {
    use unchaff_dedup::Keep;

    use super::groups;
    use crate::dedup::{
        CompareOptions,
        table::Presence,
        table::Table,
        tests::{article, parts},
    };

    /// Compares groups written as the kept document and all members, and who is contained in whom.
    fn check(texts: &[String], expected: &[(u32, &[u32])], contained: &[(u32, u32)]) {
        let ids: Vec<String> = (0..texts.len()).map(|it| format!("{it:03}")).collect();
        let documents: Vec<(&str, &str)> =
            ids.iter().zip(texts).map(|(id, text)| (id.as_str(), text.as_str())).collect();
        for (at_once, memory) in [(1, 0), (3, 100), (100, 1 << 20)] {
            let folder = tempfile::tempdir().expect("a folder for temporary files");
            let (segments, pending) = parts(folder.path(), &documents, at_once);
            let table =
                Table::read(&segments, &pending, Keep::Longest, 1 << 20, |_| Presence::Elsewhere).expect("readable");
            let found = groups(&table, &CompareOptions::default(), folder.path(), memory).expect("readable");
            let found = found.expect("nobody stops it");
            let kept = |it: &Vec<u32>| (found.kept[it[0] as usize].0, it.clone());
            let shown: Vec<(u32, Vec<u32>)> = found.groups.iter().map(kept).collect();
            let shown: Vec<(u32, &[u32])> = shown.iter().map(|it| (it.0, &*it.1)).collect();
            let in_others: Vec<(u32, u32)> = found.contained.iter().map(|it| (it[0], it[1])).collect();
            assert_eq!((shown.as_slice(), in_others.as_slice()), (expected, contained));
            let counted = |one: u32, other: u32| {
                let [one, other] = [one, other].map(|it| table.shingles(it).expect("readable"));
                one.overlap(&other)
            };
            for member in found.groups.iter().flatten().copied() {
                let kept = found.kept[member as usize].0;
                if member != kept {
                    assert_eq!(found.overlap(&table, member).expect("readable"), counted(member, kept));
                }
            }
            assert!(found.contained.iter().all(|it| it[2] as usize == counted(it[0], it[1]).shared));
        }
    }

    /// Words of one endless row.
    fn window(start: usize, length: usize) -> String {
        (start..start + length).map(|it| format!("w{it} ")).collect()
    }

    #[test]
    fn nothing_gives_no_groups() {
        check(&[], &[], &[]);
        check(&[String::new(), String::new(), article(1, 30)], &[], &[]);
    }

    #[test]
    fn chains_break_where_the_kept_document_ends() {
        let texts = [0, 28, 56, 84].map(|it| window(it, 100));
        check(&texts, &[(0, &[0, 1, 2])], &[]);
    }

    #[test]
    fn equal_documents_follow_the_first_of_them() {
        let (one, longer) = (window(0, 60), window(0, 66));
        let texts = [one.clone(), article(1, 50), one.clone(), longer.clone(), article(1, 50), one, longer];
        check(&texts, &[(3, &[0, 2, 3, 5, 6]), (1, &[1, 4])], &[]);
    }

    #[test]
    fn short_documents_are_only_equal() {
        let texts = ["Page not found", "page NOT found!", "The page was not found"].map(str::to_string);
        check(&texts, &[(0, &[0, 1])], &[]);
    }

    #[test]
    fn who_is_contained_is_in_no_group() {
        let texts = [article(1, 200) + &window(0, 100), article(2, 30), window(0, 100)];
        check(&texts, &[], &[(2, 0)]);
    }
}
