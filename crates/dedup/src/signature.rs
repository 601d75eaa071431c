//! Shingles become a short signature: similar sets agree in many of its slots.

/// A MinHash signature by fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017).
///
/// This is one-permutation hashing: one pass throws every shingle into one slot and
/// the smallest hash in a slot stays. Slots that got none are not copied from their
/// neighbours (densification, Shrivastava 2017), which makes the slots of short
/// documents depend on each other: the pass is repeated with another hash until all
/// are filled. Long documents need two or three passes, and any two documents stay
/// comparable, since a slot belongs to the first pass that reaches it in either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    slots: Vec<u32>,
}

impl Signature {
    /// Signs a set of hashes with `n_slots` slots, in any order, one and the same as often as it likes; the empty
    /// set gives a signature that means nothing. Of each hash the upper 48 bits count.
    ///
    /// In each pass hashes are ordered in another way; what stays in a slot is always the same half of the hash. Two
    /// documents that filled a slot in different passes cannot agree in it: the hash that one of them took later would
    /// have reached the slot earlier.
    pub(crate) fn sign(hashes: &[u64], n_slots: usize) -> Signature {
        let n_drawn = n_slots.next_power_of_two();
        // A hash takes a slot if it is below the limit: none in slots that are filled.
        let mut limits = vec![u64::MAX; n_drawn];
        // The first pass takes hashes as they are: they are well mixed. It has no branch to guess wrong.
        for &hash in hashes {
            let limit = &mut limits[scale(hash, n_slots)];
            *limit = (*limit).min(hash & HASH);
        }
        let mut slots: Vec<u32> = limits[..n_slots].iter().map(|&it| value(it)).collect();
        limits.iter_mut().filter(|it| **it != u64::MAX).for_each(|it| *it = 0);
        limits[n_slots..].fill(0);
        // Passes beyond the number of slots aim at one slot each, so that even a single shingle fills all.
        for pass in 1..2 * n_slots {
            if hashes.is_empty() || !limits.contains(&u64::MAX) {
                break;
            }
            // An odd factor puts the upper bits in another order: half of the time of another hash.
            let factor = mix(0, pass as u64) | 1;
            for &hash in hashes {
                let ordered = (hash & HASH).wrapping_mul(factor);
                let slot = if pass < n_slots { draw(ordered, n_drawn) } else { pass - n_slots };
                if ordered < limits[slot] {
                    limits[slot] = ordered;
                    slots[slot] = value(hash);
                }
            }
            limits.iter_mut().filter(|it| **it != u64::MAX).for_each(|it| *it = 0);
        }
        Signature { slots }
    }

    /// One number for each band, equal where all rows of that band are; bands of one signature never share one.
    pub fn keys(&self, bands: usize, rows: usize) -> impl Iterator<Item = u64> {
        let key =
            |(band, rows): (usize, &[u32])| rows.iter().fold(band as u64, |key, &row| mix(key ^ u64::from(row), 1));
        self.slots.chunks_exact(rows).take(bands).enumerate().map(key)
    }

    /// The share of slots in which two signatures agree, in percent: an estimate of the Jaccard similarity.
    pub fn agreement(&self, other: &Signature) -> usize {
        let n_equal = self.slots.iter().zip(&other.slots).filter(|(a, b)| a == b).count();
        100 * n_equal / self.slots.len().max(1)
    }

    /// The slots, to be stored.
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// Reads what [`slots`](Signature::slots) gave.
    pub fn from_slots(slots: Vec<u32>) -> Signature {
        Signature { slots }
    }
}

/// The bits of a hash that count; below them is room for something else.
const HASH: u64 = u64::MAX << 16;

/// What stays of a hash.
fn value(hash: u64) -> u32 {
    (hash >> 16) as u32
}

/// Maps a hash to one of so many slots and blanks, a power of two: faster than [`scale`], for passes in which most
/// hashes find all filled.
fn draw(hash: u64, n_drawn: usize) -> usize {
    (hash >> 32) as usize >> (u32::BITS - n_drawn.ilog2())
}

/// Maps a hash to a slot, the larger to the later.
fn scale(hash: u64, n_slots: usize) -> usize {
    (((hash >> 32) * n_slots as u64) >> 32) as usize
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
    use super::{Signature, mix};
    const SLOTS: usize = 126;

    /// The mean share of equal slots, and the share of pairs that meet in a band, over
    /// 200 pairs of sets in which `shared` of `either` shingles are common.
    fn agreement(shared: u64, either: u64) -> (f64, f64) {
        let n_pairs = 200;
        let (mut n_equal, mut n_met) = (0, 0);
        for pair in 0..n_pairs {
            let sign = |side: u64| {
                let own = (0..either).filter(|it| *it < shared || it % 2 == side);
                Signature::sign(&own.map(|it| mix(it, 1000 + pair)).collect::<Vec<u64>>(), SLOTS)
            };
            let (left, right) = (sign(0), sign(1));
            n_equal += left.slots.iter().zip(right.slots.iter()).filter(|(a, b)| a == b).count();
            n_met += usize::from(left.keys(42, 3).zip(right.keys(42, 3)).any(|(a, b)| a == b));
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
        let signature = Signature::sign(&[42], SLOTS);
        assert!(signature.slots.iter().all(|&it| it != u32::MAX));
    }

    #[test]
    fn the_empty_set_is_signed_without_panic() {
        Signature::sign(&[], SLOTS);
    }

    #[test]
    fn slots_never_drift() {
        let signature = Signature::sign(&(0..500).map(|it| mix(it, 7)).collect::<Vec<u64>>(), SLOTS);
        assert_eq!(signature.slots[..3], [872135304, 353178454, 2322476294]);
        let keys: Vec<u64> = signature.keys(42, 3).collect();
        assert_eq!((keys.len(), keys[0], keys[41]), (42, 15260322847441490004, 16003408582877347321));
    }
}
