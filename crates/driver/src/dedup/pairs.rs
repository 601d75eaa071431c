//! From signed documents to links: who shares a bucket is compared.

use std::path::Path;

use rayon::prelude::*;
use unchaff_dedup::{Likeness, Parameters, pairs};

use super::{
    sorter::{Sorter, merge},
    table::Table,
};
use crate::FileError;

/// So many pairs are compared before their results are handed on.
const BATCH: usize = 1 << 14;

/// A bucket of more documents than this is worth telling about.
const LARGE: usize = 1000;

/// What comparing left out; nearly always nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Crowding {
    /// Buckets of more than a thousand documents. Each document in them was compared with sixteen others.
    pub n_buckets: usize,
    /// Documents in the largest of them.
    pub largest: usize,
    /// Pairs in those buckets that were not compared there.
    pub n_pairs: usize,
}

/// Pairs to compare, each once and in order: the preferred document above, the other below 32 bits, by rank.
///
/// Of documents with the same tokens only the first is compared.
pub(super) fn candidates(
    table: &Table<'_>,
    folder: &Path,
    memory: usize,
) -> Result<(impl Iterator<Item = Result<[u64; 1], FileError>>, Crowding), FileError> {
    let mut rank_of = vec![0; table.len()];
    for (rank, &number) in (0u32..).zip(&table.order) {
        rank_of[number as usize] = rank;
    }
    let mut sorter = Sorter::new(folder, "pairs", memory);
    let mut crowding = Crowding::default();
    let mut failed = Ok(());
    let mut compare = |bucket: &mut Vec<u32>| {
        bucket.sort_unstable();
        let n_left_out = pairs(bucket, |preferred, document| {
            if failed.is_ok() {
                failed = sorter.push([u64::from(preferred) << 32 | u64::from(document)]);
            }
        });
        if bucket.len() > LARGE {
            crowding.n_buckets += 1;
            crowding.largest = crowding.largest.max(bucket.len());
            crowding.n_pairs += n_left_out;
        }
        bucket.clear();
        std::mem::replace(&mut failed, Ok(()))
    };
    let mut bucket = Vec::new();
    let mut last = None;
    for entry in merge(table.bands()?) {
        let ([key, document], segment) = entry?;
        let Some(number) = table.number(segment, document) else { continue };
        let rank = rank_of[number as usize];
        if table.firsts[rank as usize] != rank {
            continue;
        }
        if last.replace(key) != Some(key) {
            compare(&mut bucket)?;
        }
        bucket.push(rank);
    }
    compare(&mut bucket)?;
    Ok((sorter.finish()?, crowding))
}

/// Compares pairs on several threads and shows, in order, those that have something to say: the preferred rank,
/// the other, what the other is to it, and how many shingles they share.
pub(super) fn verify(
    table: &Table<'_>,
    parameters: &Parameters,
    mut candidates: impl Iterator<Item = Result<[u64; 1], FileError>>,
    mut visit: impl FnMut(u32, u32, Likeness, usize) -> Result<(), FileError>,
) -> Result<(), FileError> {
    loop {
        let batch = candidates.by_ref().take(BATCH).collect::<Result<Vec<[u64; 1]>, FileError>>()?;
        if batch.is_empty() {
            return Ok(());
        }
        // Pairs of one preferred document stand together.
        let runs: Vec<&[[u64; 1]]> = batch.chunk_by(|a, b| a[0] >> 32 == b[0] >> 32).collect();
        let compared = runs.par_iter().map(|run| {
            let preferred = (run[0][0] >> 32) as u32;
            let shingles = table.shingles(table.order[preferred as usize])?;
            let mut found = Vec::new();
            for [pair] in *run {
                let document = *pair as u32;
                let likeness = parameters.likeness(&*table.shingles(table.order[document as usize])?, &shingles);
                found.extend(likeness.map(|(it, overlap)| (preferred, document, it, overlap.shared)));
            }
            Ok::<_, FileError>(found)
        });
        for found in compared.collect::<Result<Vec<_>, FileError>>()?.into_iter().flatten() {
            visit(found.0, found.1, found.2, found.3)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use unchaff_dedup::{Keep, Likeness, Parameters};

    use super::{Crowding, candidates, verify};
    use crate::dedup::{
        table::Presence,
        table::Table,
        tests::{article, parts},
    };

    /// Writes documents into segments of so many, and compares what is found of pairs, by rank.
    fn check(texts: &[String], at_once: usize, memory: usize) -> (Vec<(u32, u32, bool)>, Crowding) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let ids: Vec<String> = (0..texts.len()).map(|it| format!("{it:05}")).collect();
        let documents: Vec<(&str, &str)> =
            ids.iter().zip(texts).map(|(id, text)| (id.as_str(), text.as_str())).collect();
        let (segments, pending) = parts(folder.path(), &documents, at_once);
        let table =
            Table::read(&segments, &pending, Keep::Longest, 1 << 20, |_| Presence::Elsewhere).expect("readable");
        let (pairs, crowding) = candidates(&table, folder.path(), memory).expect("readable");
        let pairs: Vec<[u64; 1]> = pairs.map(|it| it.expect("readable")).collect();
        assert!(pairs.is_sorted_by(|a, b| a < b), "each once");
        assert!(pairs.iter().all(|[it]| it >> 32 < *it & 0xffff_ffff), "the preferred first");
        let mut found = Vec::new();
        let parameters = Parameters::ARTICLES;
        let visit = |preferred, document, it, _| {
            found.push((preferred, document, it == Likeness::Near));
            Ok(())
        };
        verify(&table, &parameters, pairs.into_iter().map(Ok), visit).expect("readable");
        (found, crowding)
    }

    #[test]
    fn pairs_meet_over_segments_and_are_compared() {
        let (one, two) = (article(1, 100), article(2, 100));
        let texts = [
            one.clone() + "more of it", // rank 1
            two.clone(),
            one.clone(),
            format!("{} {two}", article(3, 120)), // rank 0
            one.clone(),                          // the same as rank 2: nobody asks
            String::new(),
            String::new(),
        ];
        for at_once in [1, 3, 100] {
            for memory in [0, 1000] {
                let (found, crowding) = check(&texts, at_once, memory);
                assert_eq!(found, [(0, 2, false), (1, 3, true)]);
                assert_eq!(crowding, Crowding::default());
            }
        }
    }

    #[test]
    fn crowded_buckets_are_told() {
        let texts: Vec<String> = (0..1300).map(|it| article(1, 40) + &format!("copy{it}")).collect();
        let (found, crowding) = check(&texts, 400, 1 << 16);
        assert!(crowding.n_buckets > 0 && crowding.largest > 1000, "{crowding:?}");
        assert!(crowding.n_pairs > 500_000, "{crowding:?}");
        assert!(found.iter().all(|it| it.2) && found.len() >= 1299, "everybody is linked to somebody");
    }
}
