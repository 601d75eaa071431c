//! Overlapping runs of tokens: what the similarity of two documents is counted in.

use crate::{
    overlap::{Overlap, Spread},
    parameters::SEED,
};

/// Shingles in one part of a document; see [`Rewritten`](crate::Rewritten).
const PART: usize = 8;

/// Bits of a packed shingle that tell its part.
const PART_BITS: u32 = 16;

/// The bits of a packed shingle that are its hash.
const HASH: u64 = u64::MAX << PART_BITS;

/// Parts that can be told apart; those of longer documents are longer.
const PARTS: usize = 1 << PART_BITS;

/// The distinct shingles of a document.
///
/// Each is a number of 64 bits: a hash of 48 and, below it, the part of the document
/// in which the shingle stands first. Two different shingles of two articles with a
/// thousand words each have the same hash once in 280 million such pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles {
    /// Invariant: sorted, no hash twice.
    packed: Vec<u64>,
}

impl Shingles {
    /// Cuts shingles of `width` tokens; fewer tokens than that are one shingle.
    pub(crate) fn cut(tokens: &[u64], width: usize) -> Shingles {
        let part = PART.max(tokens.len().div_ceil(PARTS));
        let mut packed = hashes(tokens, width);
        for (number, shingles) in (0..).zip(packed.chunks_mut(part)) {
            shingles.iter_mut().for_each(|it| *it |= number);
        }
        sort(&mut packed);
        packed.dedup_by_key(|it| *it >> PART_BITS); // keeps the first part
        Shingles { packed }
    }

    /// Reads what [`packed`](Shingles::packed) gave.
    ///
    /// # Errors
    /// If the numbers are not sorted or a shingle stands there twice: no document has such shingles.
    pub fn from_packed(packed: Vec<u64>) -> Result<Shingles, NotShingles> {
        let is_sorted = packed.is_sorted_by(|a, b| a >> PART_BITS < b >> PART_BITS);
        if is_sorted { Ok(Shingles { packed }) } else { Err(NotShingles) }
    }

    /// The shingles as numbers, to be stored.
    pub fn packed(&self) -> &[u64] {
        &self.packed
    }

    /// How many there are.
    pub fn n_distinct(&self) -> usize {
        self.packed.len()
    }

    /// Counts exactly what both have.
    pub fn overlap(&self, other: &Shingles) -> Overlap {
        self.count(other, 0).expect("nothing is enough")
    }

    /// Where in both documents the shared shingles stand.
    pub fn spread(&self, other: &Shingles) -> Spread {
        let (mut own_parts, mut other_parts) = (Parts::of(&self.packed), Parts::of(&other.packed));
        let mut walk = Walk { left: &self.packed, right: &other.packed };
        while let ([left, ..], [right, ..]) = (walk.left, walk.right) {
            if walk.step() == 1 {
                own_parts.touch(*left);
                other_parts.touch(*right);
            }
        }
        Spread { own: own_parts.count(), other: other_parts.count() }
    }

    /// Counts what both have. Nothing, if it is less than `least`; most pairs of strangers show that half way.
    pub(crate) fn count(&self, other: &Shingles, least: usize) -> Option<Overlap> {
        /// Steps between two looks at what is still possible.
        const STRIDE: usize = 32;
        // Every step of a walk waits for the one before. Two walks, below and above a middle, wait together.
        let (lower, upper) = self.packed.split_at(self.packed.len() / 2);
        let n_lower = upper.first().map_or(0, |middle| other.packed.partition_point(|it| it & HASH < middle & HASH));
        let mut one = Walk { left: lower, right: &other.packed[..n_lower] };
        let mut two = Walk { left: upper, right: &other.packed[n_lower..] };
        let mut shared = 0;
        while one.n_possible() > 0 && two.n_possible() > 0 {
            if shared + one.n_possible() + two.n_possible() < least {
                return None;
            }
            for _ in 0..STRIDE.min(one.n_possible()).min(two.n_possible()) {
                shared += one.step() + two.step();
            }
        }
        for mut rest in [one, two] {
            while rest.n_possible() > 0 {
                shared += rest.step();
            }
        }
        let overlap = Overlap { shared, own: self.packed.len(), other: other.packed.len() };
        (shared >= least).then_some(overlap)
    }
}

/// What two sorted lists have before them.
struct Walk<'a> {
    left: &'a [u64],
    right: &'a [u64],
}

impl Walk<'_> {
    /// How many the rest can have in common at most.
    fn n_possible(&self) -> usize {
        self.left.len().min(self.right.len())
    }

    /// Leaves the smaller of the first two behind, or both; 1 if they are equal.
    ///
    /// Without a branch: which hash is smaller would be guessed wrong half of the time.
    fn step(&mut self) -> usize {
        let (left, right) = (self.left[0] & HASH, self.right[0] & HASH);
        self.left = &self.left[usize::from(left <= right)..];
        self.right = &self.right[usize::from(right <= left)..];
        usize::from(left == right)
    }
}

/// Hashes, in the upper 48 bits and in reading order, of all runs of `width` tokens.
pub(crate) fn hashes(tokens: &[u64], width: usize) -> Vec<u64> {
    let shingle = |tokens: &[u64]| hash(tokens) & HASH;
    match width.min(tokens.len()).max(1) {
        2 => tokens.windows(2).map(shingle).collect(), // a width that the compiler knows takes half the time
        width => tokens.windows(width).map(shingle).collect(),
    }
}

/// Numbers that were said to be shingles and are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotShingles;

impl std::fmt::Display for NotShingles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expected shingles in ascending order")
    }
}

impl std::error::Error for NotShingles {}

/// Which parts of a document share a shingle with another one, a bit for each.
struct Parts {
    touched: Vec<u64>,
    n_parts: usize,
}

impl Parts {
    fn of(packed: &[u64]) -> Parts {
        let n_parts = packed.iter().map(|it| part_of(*it) + 1).max().unwrap_or(0);
        Parts { touched: vec![0; n_parts.div_ceil(64)], n_parts }
    }

    fn touch(&mut self, shingle: u64) {
        let part = part_of(shingle);
        self.touched[part / 64] |= 1 << (part % 64);
    }

    fn count(&self) -> (usize, usize) {
        (self.touched.iter().map(|it| it.count_ones() as usize).sum(), self.n_parts)
    }
}

fn part_of(shingle: u64) -> usize {
    (shingle & (PARTS as u64 - 1)) as usize
}

/// Hashes a run of hashed tokens; a single one is its own hash.
///
/// One multiplication for each token, as in wyhash: tokens are well mixed already, and the order of factors counts.
#[inline]
pub(crate) fn hash(tokens: &[u64]) -> u64 {
    let multiply = |hash: u64, token: u64| {
        let product = u128::from(hash ^ 0x9E37_79B9_7F4A_7C15) * u128::from(token ^ SEED);
        (product >> 64) as u64 ^ product as u64
    };
    tokens.iter().copied().reduce(multiply).unwrap_or(SEED)
}

/// Sorts shingles, twice as fast as the standard library where it counts: in documents of 50 to 30,000 words.
///
/// Two counting passes put them in order of their upper 16 bits. Since they are hashes, few agree in all of these,
/// and moving those past each other takes next to nothing.
fn sort(shingles: &mut [u64]) {
    /// So far none among 32,768 hashes has to go.
    const FAR: usize = 64;
    if !(64..32_768).contains(&shingles.len()) {
        shingles.sort_unstable();
        return;
    }
    let mut by_byte = vec![0; shingles.len()];
    scatter(shingles, &mut by_byte, 48);
    scatter(&by_byte, shingles, 56);
    for at in 1..shingles.len() {
        let shingle = shingles[at];
        let mut place = at;
        while place > 0 && shingles[place - 1] > shingle {
            shingles[place] = shingles[place - 1];
            place -= 1;
        }
        shingles[place] = shingle;
        if at - place > FAR {
            // Few words again and again, or somebody looked for words whose hashes agree.
            shingles.sort_unstable();
            return;
        }
    }
}

/// Copies numbers in the order of eight of their bits, those from `shift` upwards; equal ones keep theirs.
fn scatter(from: &[u64], to: &mut [u64], shift: u32) {
    let byte = |number: u64| usize::from((number >> shift) as u8);
    let mut places = [0u32; 256];
    for &number in from {
        places[byte(number)] += 1;
    }
    let mut start = 0;
    for place in &mut places {
        (*place, start) = (start, start + *place);
    }
    for &number in from {
        let place = &mut places[byte(number)];
        to[*place as usize] = number;
        *place += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{NotShingles, Shingles, Spread, sort};

    fn shingles(tokens: &[u64]) -> Shingles {
        Shingles::cut(tokens, 2)
    }

    fn hashes_of(shingles: &Shingles) -> BTreeSet<u64> {
        shingles.packed().iter().map(|it| it >> 16).collect()
    }

    #[test]
    fn repeated_passages_count_once() {
        assert_eq!(shingles(&[1, 2, 1, 2, 1]).n_distinct(), 2);
    }

    #[test]
    fn order_of_two_words_matters() {
        assert_eq!(shingles(&[1, 2]).overlap(&shingles(&[2, 1])).shared, 0);
    }

    #[test]
    fn no_token_gives_no_shingle_and_one_token_gives_one() {
        assert_eq!(shingles(&[]).n_distinct(), 0);
        assert_eq!(shingles(&[7]).n_distinct(), 1);
        assert_eq!(Shingles::cut(&[7, 8, 9], 5).n_distinct(), 1);
    }

    #[test]
    fn parts_tell_where_something_is_shared() {
        let long: Vec<u64> = (0..81).collect(); // 80 shingles, ten parts
        let passage: Vec<u64> = (16..33).collect(); // 16 shingles, two parts of either
        let spread = shingles(&passage).spread(&shingles(&long));
        assert_eq!(spread, Spread { own: (2, 2), other: (2, 10) });
    }

    #[test]
    fn documents_of_millions_of_words_have_no_more_parts_than_fit() {
        let long: Vec<u64> = (0..600_000).collect();
        let long = shingles(&long);
        assert_eq!(long.overlap(&long).shared, 599_999);
        let (touched, all) = long.spread(&long).own;
        assert!(touched == all && all <= 1 << 16);
    }

    #[test]
    fn packed_numbers_are_checked() {
        let one = shingles(&[1, 2, 3, 4]);
        assert_eq!(Shingles::from_packed(one.packed().to_vec()), Ok(one.clone()));
        let backwards = one.packed().iter().rev().copied().collect();
        assert_eq!(Shingles::from_packed(backwards), Err(NotShingles));
    }

    #[test]
    fn many_shingles_are_sorted_also_where_hashes_begin_alike() {
        let well_mixed = |it: u64| (it * it).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for numbers in [(0..1000).map(well_mixed).collect::<Vec<u64>>(), (0..1000).rev().collect(), vec![7; 1000]] {
            let mut sorted = numbers.clone();
            sort(&mut sorted);
            let mut expected = numbers;
            expected.sort_unstable();
            assert_eq!(sorted, expected);
        }
    }

    proptest! {
        #[test]
        fn overlap_counts_what_sets_count(
            a in prop::collection::vec(0u64..6, 0..40), b in prop::collection::vec(0u64..6, 0..40),
        ) {
            let (one, other) = (shingles(&a), shingles(&b));
            let (a, b): (BTreeSet<u64>, BTreeSet<u64>) = (hashes_of(&one), hashes_of(&other));
            let overlap = one.overlap(&other);
            prop_assert_eq!(overlap.shared, a.intersection(&b).count());
            prop_assert_eq!(overlap.either(), a.union(&b).count());
            prop_assert_eq!(overlap.reversed(), other.overlap(&one));
            let (there, back) = (one.spread(&other), other.spread(&one));
            prop_assert_eq!((there.own, there.other), (back.other, back.own));
            for least in 0..=overlap.shared {
                prop_assert_eq!(one.count(&other, least).map(|it| it.shared), Some(overlap.shared));
            }
            prop_assert_eq!(one.count(&other, overlap.shared + 1), None);
        }
    }
}
