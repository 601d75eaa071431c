//! Buckets become pairs: documents that have a key in common may be near duplicates.

use std::collections::VecDeque;

/// Every document of a bucket is compared with so many that come first in it.
const FIRST: usize = 8;

/// Every document of a bucket is compared with so many that come right before it.
const BEFORE: usize = 8;

/// Tells which documents of a bucket to compare, the earlier first, and returns how many pairs it left out.
///
/// `bucket` holds the documents with one key, ascending. In a bucket of up to 17 all
/// are compared with all. In a larger one time grows with the number of documents and
/// not with its square: of ten thousand copies of one article all are compared with
/// the first eight, which is enough to link them, and every document with the eight
/// before it, which finds the copies of another article among them if documents of
/// about the same length are neighbours.
///
/// A pair that is left out may meet in another bucket; what remains is for the caller
/// to report.
pub fn pairs(bucket: &[u32], mut compare: impl FnMut(u32, u32)) -> usize {
    let mut n_compared = 0;
    for (at, &document) in bucket.iter().enumerate() {
        let first = &bucket[..at.min(FIRST)];
        let before = &bucket[at.saturating_sub(BEFORE).max(first.len())..at];
        for &earlier in first.iter().chain(before) {
            compare(earlier, document);
        }
        n_compared += first.len() + before.len();
    }
    bucket.len() * bucket.len().saturating_sub(1) / 2 - n_compared
}

/// A bucket whose documents come one by one: [`pairs`] for those who hold no bucket as a whole. It remembers sixteen
/// documents of any number.
#[derive(Clone, Debug)]
pub struct Bucket<T> {
    first: Vec<T>,
    before: VecDeque<T>,
}

impl<T> Default for Bucket<T> {
    fn default() -> Self {
        Self { first: Vec::new(), before: VecDeque::new() }
    }
}

impl<T> Bucket<T> {
    /// Takes the next document, and tells which ones before it to compare it with.
    pub fn push(&mut self, document: T, mut compare: impl FnMut(&T, &T)) {
        self.first.iter().chain(&self.before).for_each(|earlier| compare(earlier, &document));
        if self.first.len() < FIRST {
            self.first.push(document);
            return;
        }
        if self.before.len() == BEFORE {
            self.before.pop_front();
        }
        self.before.push_back(document);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Bucket, pairs};

    /// The pairs of a bucket of `n` documents, and how many were left out.
    fn check(n: u32, n_left_out: usize) -> BTreeSet<(u32, u32)> {
        let bucket: Vec<u32> = (0..n).collect();
        let mut found = Vec::new();
        assert_eq!(pairs(&bucket, |a, b| found.push((a, b))), n_left_out);
        let mut one_by_one = Vec::new();
        let mut streamed = Bucket::default();
        bucket.iter().for_each(|&it| streamed.push(it, |&a, &b| one_by_one.push((a, b))));
        assert_eq!(one_by_one, found);
        let distinct: BTreeSet<(u32, u32)> = found.iter().copied().collect();
        assert_eq!(distinct.len(), found.len(), "no pair twice");
        assert!(distinct.iter().all(|(a, b)| a < b));
        assert_eq!(distinct.len() + n_left_out, bucket.len() * bucket.len().saturating_sub(1) / 2);
        distinct
    }

    #[test]
    fn small_buckets_are_compared_as_a_whole() {
        check(0, 0);
        check(1, 0);
        check(2, 0);
        check(17, 0);
    }

    #[test]
    fn in_large_buckets_everybody_meets_the_first_and_the_ones_before() {
        let found = check(1000, 483_636);
        assert!((8..1000).all(|it| found.contains(&(0, it)) && found.contains(&(it - 1, it))));
    }
}
