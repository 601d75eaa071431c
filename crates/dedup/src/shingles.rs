//! Overlapping runs of tokens: what the similarity of two documents is counted in.

use std::cmp::Ordering;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{SEED, overlap::Overlap};

/// Tokens in one shingle.
///
/// Two and not three: a replaced word costs two shingles instead of three, and on
/// labelled prose that is a recall of .88 instead of .77 while precision is no worse.
/// One token alone would forget all order.
const WIDTH: usize = 2;

/// The distinct shingles of a document, as 64-bit hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shingles {
    /// Invariant: sorted, no hash twice.
    hashes: Box<[u64]>,
}

impl Shingles {
    /// Cuts shingles from hashed tokens; a single token is a shingle of its own.
    pub(crate) fn cut(tokens: &[u64]) -> Shingles {
        let width = WIDTH.min(tokens.len()).max(1);
        tokens.windows(width).map(shingle).collect()
    }

    pub(crate) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Counts exactly what both have, in one walk over two sorted lists.
    pub(crate) fn overlap(&self, other: &Shingles) -> Overlap {
        let (mut left, mut right) = (self.hashes(), other.hashes());
        let mut shared = 0;
        while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
            match a.cmp(b) {
                Ordering::Less => left = left_rest,
                Ordering::Greater => right = right_rest,
                Ordering::Equal => {
                    shared += 1;
                    (left, right) = (left_rest, right_rest);
                }
            }
        }
        Overlap { shared, own: self.hashes.len(), other: other.hashes.len() }
    }
}

impl FromIterator<u64> for Shingles {
    fn from_iter<I: IntoIterator<Item = u64>>(hashes: I) -> Shingles {
        let mut hashes: Vec<u64> = hashes.into_iter().collect();
        hashes.sort_unstable();
        hashes.dedup();
        Shingles { hashes: hashes.into_boxed_slice() }
    }
}

/// Hashes a run of at most [`WIDTH`] tokens; little-endian, so that every machine agrees.
fn shingle(tokens: &[u64]) -> u64 {
    let mut bytes = [0; WIDTH * size_of::<u64>()];
    for (place, token) in bytes.chunks_exact_mut(size_of::<u64>()).zip(tokens) {
        place.copy_from_slice(&token.to_le_bytes());
    }
    xxh3_64_with_seed(&bytes, SEED)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::Shingles;

    #[test]
    fn repeated_passages_count_once() {
        assert_eq!(Shingles::cut(&[1, 2, 1, 2, 1]).hashes().len(), 2);
    }

    #[test]
    fn order_of_two_words_matters() {
        assert_eq!(Shingles::cut(&[1, 2]).overlap(&Shingles::cut(&[2, 1])).shared, 0);
    }

    #[test]
    fn no_token_gives_no_shingle_and_one_token_gives_one() {
        assert_eq!(Shingles::cut(&[]).hashes(), []);
        assert_eq!(Shingles::cut(&[7]).hashes().len(), 1);
    }

    proptest! {
        #[test]
        fn order_of_insertion_changes_nothing(hashes in prop::collection::vec(0u64..50, 0..80)) {
            let backwards: Shingles = hashes.iter().rev().copied().collect();
            prop_assert_eq!(hashes.into_iter().collect::<Shingles>(), backwards);
        }

        #[test]
        fn overlap_counts_what_sets_count(a in prop::collection::btree_set(0u64..60, 0..40), b in prop::collection::btree_set(0u64..60, 0..40)) {
            let overlap = a.iter().copied().collect::<Shingles>().overlap(&b.iter().copied().collect());
            prop_assert_eq!(overlap.shared, a.intersection(&b).count());
            prop_assert_eq!(overlap.either(), a.union(&b).collect::<BTreeSet<_>>().len());
        }
    }
}
