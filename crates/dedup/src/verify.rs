//! Buckets become links: pairs whose shingles were really compared.

use crate::{band::Entry, fingerprint::Fingerprint};

/// Documents that a bucket lists whatever they are.
const FREE_PLACES: usize = 8;

/// Documents that a bucket lists at most.
///
/// Only strangers to all others in the bucket take the places after the free ones,
/// so a bucket fills when that many unlike documents agree in three of 126 slots,
/// as pages do that are more furniture than article.
const PLACES: usize = 64;

/// Pairs of near duplicates, and the places where comparisons were left out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Verified {
    /// Each pair once, the preferred document first; in order.
    pub(crate) links: Vec<(usize, usize)>,
    /// Documents that found full buckets, and how many of them; in order.
    pub(crate) crowded: Vec<(usize, usize)>,
}

/// Compares every document with those that its buckets list before it.
///
/// A bucket lists few documents, so time grows with the number of documents and not
/// with the square of a bucket: of ten thousand copies of one article all are
/// compared with the first eight, which is enough to link them.
///
/// The price: a document that is near one of the unlisted copies and none of the
/// listed ones must meet it in another of its 42 buckets. Labelled prose with groups
/// of up to 61 gives the same scores as comparing all with all, and 20,000 copies of
/// one article, each with other words in 6 % of the places, stayed one group.
///
/// `entries` are sorted by document, `documents` stand in order of preference.
pub(crate) fn verify(documents: &[&Fingerprint], entries: &[Entry]) -> Verified {
    let n_buckets = entries.iter().map(|it| it.bucket + 1).max().unwrap_or(0);
    let mut listed: Vec<Vec<usize>> = vec![Vec::new(); n_buckets];
    let mut verified = Verified { links: Vec::new(), crowded: Vec::new() };
    for places in entries.chunk_by(|a, b| a.document == b.document) {
        let document = places[0].document;
        let mut candidates: Vec<usize> = places.iter().flat_map(|it| &listed[it.bucket]).copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|&it| documents[document].overlap(documents[it]).is_near());

        let mut n_full = 0;
        for place in places {
            let bucket = &mut listed[place.bucket];
            let is_free = bucket.len() < FREE_PLACES;
            let is_stranger = || bucket.iter().all(|it| candidates.binary_search(it).is_err());
            if is_free || is_stranger() {
                if bucket.len() < PLACES {
                    bucket.push(document);
                } else {
                    n_full += 1;
                }
            }
        }
        verified.links.extend(candidates.iter().map(|&it| (it, document)));
        if n_full > 0 {
            verified.crowded.push((document, n_full));
        }
    }
    verified.links.sort_unstable();
    verified
}

#[cfg(test)]
mod tests {
    use super::{FREE_PLACES, PLACES, Verified, verify};
    use crate::{Fingerprint, band::Entry};

    /// Verifies `texts` as if all stood in one bucket.
    fn check(texts: &[String]) -> Verified {
        let prints: Vec<Fingerprint> = texts.iter().map(|it| Fingerprint::new(it)).collect();
        let entries: Vec<Entry> = (0..texts.len()).map(|document| Entry { document, bucket: 0 }).collect();
        verify(&prints.iter().collect::<Vec<_>>(), &entries)
    }

    /// A text that has nothing in common with the text of another number.
    fn stranger(number: usize) -> String {
        (0..20).map(|word| format!("w{number}x{word} ")).collect()
    }

    #[test]
    fn a_shared_bucket_alone_links_nobody() {
        assert_eq!(check(&[stranger(1), stranger(2)]), Verified { links: vec![], crowded: vec![] });
    }

    #[test]
    fn copies_are_linked_without_comparing_all_with_all() {
        let verified = check(&vec![stranger(1); 100]);
        assert_eq!(verified.links.len(), (0..100).map(|it| FREE_PLACES.min(it)).sum::<usize>());
        assert_eq!(verified.crowded, []);
    }

    #[test]
    fn a_full_bucket_is_reported() {
        let verified = check(&(0..PLACES + 2).map(stranger).collect::<Vec<_>>());
        assert_eq!(verified, Verified { links: vec![], crowded: vec![(PLACES, 1), (PLACES + 1, 1)] });
    }

    #[test]
    fn a_copy_of_a_listed_document_does_not_crowd_a_full_bucket() {
        let mut texts: Vec<String> = (0..PLACES).map(stranger).collect();
        texts.push(stranger(20));
        assert_eq!(check(&texts), Verified { links: vec![(20, PLACES)], crowded: vec![] });
    }
}
