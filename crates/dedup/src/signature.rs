//! Shingles become a short signature: similar sets agree in many of its slots.

use crate::shingles::Shingles;

/// Slots in one band.
const ROWS: usize = 3;

/// Bands; two documents are compared if they agree in all rows of at least one.
///
/// With Jaccard similarity J that happens with probability 1 - (1 - J³)⁴²: .996 at
/// the threshold of 1/2, .94 at .4, .04 at .1. So a wanted pair is rarely missed, and
/// few comparisons are wasted on strangers; verification settles what is between.
pub(crate) const BANDS: usize = 42;

/// Slots in a signature.
const SLOTS: usize = ROWS * BANDS;

/// A MinHash signature by fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017).
///
/// This is one-permutation hashing: one pass throws every shingle into one slot and
/// the smallest hash in a slot stays. Slots that got none are not copied from their
/// neighbours (densification, Shrivastava 2017), which makes the slots of short
/// documents depend on each other: the pass is repeated with another hash until all
/// are filled. Long documents need two or three passes, and any two documents stay
/// comparable, since a slot belongs to the first pass that reaches it in either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    slots: Box<[u32; SLOTS]>,
}

impl Signature {
    /// Signs a set of shingles; the empty set gives a signature that means nothing.
    pub(crate) fn sign(shingles: &Shingles) -> Signature {
        let mut slots = Box::new([u32::MAX; SLOTS]);
        let mut is_filled = [false; SLOTS];
        // Passes beyond SLOTS aim at one slot each, so that even a single shingle fills all.
        for pass in 0..2 * SLOTS {
            let mut smallest = [u64::MAX; SLOTS];
            for &shingle in shingles.hashes() {
                let hash = mix(shingle, pass as u64);
                let slot = if pass < SLOTS { scale(hash) } else { pass - SLOTS };
                smallest[slot] = smallest[slot].min(hash & u64::from(u32::MAX));
            }
            for slot in 0..SLOTS {
                if !is_filled[slot]
                    && let Ok(hash) = u32::try_from(smallest[slot])
                {
                    slots[slot] = hash;
                    is_filled[slot] = true;
                }
            }
            if is_filled.iter().all(|&it| it) {
                break;
            }
        }
        Signature { slots }
    }

    /// One number for all rows of `band`, equal where all of them are.
    pub(crate) fn key(&self, band: usize) -> u64 {
        let rows = &self.slots[band * ROWS..(band + 1) * ROWS];
        rows.iter().fold(0, |key, &row| mix(key ^ u64::from(row), 1))
    }
}

/// Maps the upper half of a hash to a slot; the lower half stays for the value.
fn scale(hash: u64) -> usize {
    (((hash >> 32) * SLOTS as u64) >> 32) as usize
}

/// The step of SplitMix64: every `pass` gives another well-mixed hash of `value`.
fn mix(value: u64, pass: u64) -> u64 {
    let mut hash = value.wrapping_add(pass.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::{BANDS, SLOTS, Signature, mix};
    use crate::shingles::Shingles;

    /// The mean share of equal slots, and the share of pairs that meet in a band, over
    /// 200 pairs of sets in which `shared` of `either` shingles are common.
    fn agreement(shared: u64, either: u64) -> (f64, f64) {
        let n_pairs = 200;
        let (mut n_equal, mut n_met) = (0, 0);
        for pair in 0..n_pairs {
            let sign = |side: u64| {
                let own = (0..either).filter(|it| *it < shared || it % 2 == side);
                Signature::sign(&own.map(|it| mix(it, 1000 + pair)).collect::<Shingles>())
            };
            let (left, right) = (sign(0), sign(1));
            n_equal += left.slots.iter().zip(right.slots.iter()).filter(|(a, b)| a == b).count();
            n_met += usize::from((0..BANDS).any(|band| left.key(band) == right.key(band)));
        }
        let n_pairs = n_pairs as f64;
        (n_equal as f64 / SLOTS as f64 / n_pairs, n_met as f64 / n_pairs)
    }

    #[test]
    fn equal_slots_estimate_jaccard_for_short_and_long_documents() {
        for (shared, either) in [(6, 12), (10, 20), (60, 120), (100, 1000), (500, 1000), (900, 1000)] {
            let (estimate, _) = agreement(shared, either);
            let exact = shared as f64 / either as f64;
            assert!((estimate - exact).abs() < 0.02, "{shared}/{either}: {estimate} for {exact}");
        }
    }

    #[test]
    fn bands_let_near_pairs_meet_and_keep_strangers_apart() {
        for (shared, either) in [(10, 20), (60, 120), (500, 1000)] {
            let (_, met) = agreement(shared, either);
            assert!(met >= 0.97, "{shared}/{either}: {met}");
        }
        assert!(agreement(50, 1000).1 <= 0.05);
    }

    #[test]
    fn a_single_shingle_fills_every_slot() {
        let signature = Signature::sign(&[42].into_iter().collect::<Shingles>());
        assert!(signature.slots.iter().all(|&it| it != u32::MAX));
    }

    #[test]
    fn the_empty_set_is_signed_without_panic() {
        Signature::sign(&[].into_iter().collect::<Shingles>());
    }

    #[test]
    fn slots_never_drift() {
        let signature = Signature::sign(&(0..500).map(|it| mix(it, 7)).collect::<Shingles>());
        assert_eq!(signature.slots[..3], [1423564155, 864097447, 1199583206]);
        assert_eq!(signature.key(0), 15854751728946469526);
        assert_eq!(signature.key(41), 6972702527990116351);
    }
}
