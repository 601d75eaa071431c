//! From links to groups.

use std::{path::Path, sync::Arc};

use unchaff_dedup::{Components, Likeness, Overlap, Parameters, Shingles, cluster};

use super::{
    pairs::{Crowding, candidates, verify},
    sorter::Sorter,
    table::Table,
};
use crate::FileError;

/// Documents that say the same, and the one that is kept.
pub(super) struct Groups {
    /// For each group the numbers of its members, ascending; groups in the order of their first members.
    pub(super) groups: Vec<Vec<u32>>,
    /// Documents that are kept and stand nearly whole in another one that is kept: their numbers, and that of the
    /// most preferred of the others.
    pub(super) contained: Vec<(u32, u32)>,
    pub(super) crowding: Crowding,
    /// For each document, by number, the one that is kept in its place.
    pub(super) kept_of: Vec<u32>,
}

/// Finds the groups among the documents of a table.
pub(super) fn groups(
    table: &Table<'_>,
    parameters: &Parameters,
    folder: &Path,
    memory: usize,
) -> Result<Groups, FileError> {
    let (candidates, crowding) = candidates(table, folder, memory / 2)?;
    let mut components = Components::new(table.len());
    let mut links = Sorter::new(folder, "links", memory / 4);
    let mut contained = Sorter::new(folder, "contained", memory / 8);
    verify(table, parameters, candidates, |preferred, document, found| {
        match found {
            Likeness::Near => {
                components.join(preferred, document);
                links.push([u64::from(preferred), u64::from(document)])?;
            }
            Likeness::Contained => contained.push([u64::from(document), u64::from(preferred)])?,
            Likeness::Contains => contained.push([u64::from(preferred), u64::from(document)])?,
        }
        Ok(())
    })?;
    // Links of one component together: only the largest component has to fit into memory.
    let mut by_component = Sorter::new(folder, "components", memory / 2);
    for link in links.finish()? {
        let [preferred, document] = link?;
        by_component.push([u64::from(components.first(preferred as u32)), preferred, document])?;
    }
    drop(components);
    let mut kept_of: Vec<u32> = (0..table.len() as u32).collect();
    let mut component: Vec<[u64; 3]> = Vec::new();
    for link in by_component.finish()? {
        let link = link?;
        if component.first().is_some_and(|it| it[0] != link[0]) {
            split(table, parameters, &component, &mut kept_of)?;
            component.clear();
        }
        component.push(link);
    }
    split(table, parameters, &component, &mut kept_of)?;
    let (groups, kept_of) = by_number(table, &kept_of);
    let number = |rank: u64| table.order[rank as usize];
    let mut in_others: Vec<(u32, u32)> = Vec::new();
    let mut last = None;
    for pair in contained.finish()? {
        let [document, other] = pair?;
        // Who is left out is left out in favour of a document that may be contained itself.
        let is_kept = |rank: u64| kept_of[number(rank) as usize] == number(rank);
        if last != Some(document) && is_kept(document) && is_kept(other) {
            last = Some(document);
            in_others.push((number(document), number(other)));
        }
    }
    Ok(Groups { groups, contained: in_others, crowding, kept_of })
}

/// Splits the documents of one component into groups, each around a kept document. All are ranks here.
fn split(table: &Table<'_>, parameters: &Parameters, links: &[[u64; 3]], kept_of: &mut [u32]) -> Result<(), FileError> {
    let mut ranks: Vec<u32> = links.iter().flat_map(|&[_, a, b]| [a as u32, b as u32]).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let place = |rank: u64| ranks.partition_point(|&it| u64::from(it) < rank) as u32;
    let links: Vec<(u32, u32)> = links.iter().map(|&[_, a, b]| (place(a), place(b))).collect();
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
    for (document, kept) in cluster(ranks.len(), &links, is_held)?.into_iter().enumerate() {
        kept_of[ranks[document] as usize] = ranks[kept as usize];
    }
    Ok(())
}

/// The groups, and the kept document for each, in numbers of documents, with those that equal another one.
fn by_number(table: &Table<'_>, kept_of: &[u32]) -> (Vec<Vec<u32>>, Vec<u32>) {
    let number = |rank: u32| table.order[rank as usize];
    let mut kept_by_number = vec![0; table.len()];
    for (rank, &first) in (0u32..).zip(&table.firsts) {
        kept_by_number[number(rank) as usize] = number(kept_of[first as usize]);
    }
    let mut members: Vec<(u32, u32)> = kept_by_number.iter().copied().zip(0u32..).collect();
    members.sort_unstable();
    let mut groups: Vec<Vec<u32>> = members
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|it| it.len() > 1)
        .map(|it| it.iter().map(|it| it.1).collect())
        .collect();
    groups.sort_unstable_by_key(|it| it[0]);
    (groups, kept_by_number)
}

/// What a document shares with another one, without parts.
pub(super) fn overlap(table: &Table<'_>, document: u32, other: u32) -> Result<Overlap, FileError> {
    Ok(table.shingles(document)?.overlap(&*table.shingles(other)?))
}

#[cfg(test)]
mod tests {
    use unchaff_dedup::{Keep, Parameters};

    use super::groups;
    use crate::dedup::{
        table::Presence,
        table::Table,
        tests::{article, segment},
    };

    /// Compares groups written as the kept document and all members, and who is contained in whom.
    fn check(texts: &[String], expected: &[(u32, &[u32])], contained: &[(u32, u32)]) {
        let ids: Vec<String> = (0..texts.len()).map(|it| format!("{it:03}")).collect();
        let documents: Vec<(&str, &str)> =
            ids.iter().zip(texts).map(|(id, text)| (id.as_str(), text.as_str())).collect();
        for (at_once, memory) in [(1, 0), (3, 100), (100, 1 << 20)] {
            let folder = tempfile::tempdir().expect("a folder for temporary files");
            let write =
                |(at, it): (usize, &[(&str, &str)])| (segment(&folder.path().join(at.to_string()), it), Vec::new());
            let segments: Vec<_> = documents.chunks(at_once).enumerate().map(write).collect();
            let table = Table::read(&segments, Keep::Longest, 1 << 20, |_| Presence::Elsewhere).expect("readable");
            let found = groups(&table, &Parameters::ARTICLES, folder.path(), memory).expect("readable");
            let kept = |it: &Vec<u32>| (found.kept_of[it[0] as usize], it.clone());
            let shown: Vec<(u32, Vec<u32>)> = found.groups.iter().map(kept).collect();
            let shown: Vec<(u32, &[u32])> = shown.iter().map(|it| (it.0, &*it.1)).collect();
            assert_eq!((shown.as_slice(), found.contained.as_slice()), (expected, contained));
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
