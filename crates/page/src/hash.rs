//! Small numbers that stand for texts, the same on every machine.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// Takes one more value into a hash.
pub(crate) fn fold(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A hasher for keys that are numbers: those of nodes, and hashes of tokens. No table that uses it is walked through.
#[derive(Default)]
pub(crate) struct FoldHasher(u64);

impl Hasher for FoldHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.0 = fold(self.0, u64::from_le_bytes(*word));
        }
        for byte in rest {
            self.0 = fold(self.0, u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = fold(self.0, u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = fold(self.0, number);
    }

    fn write_usize(&mut self, number: usize) {
        self.0 = fold(self.0, number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A map whose keys are such numbers.
pub(crate) type FoldMap<K, V> = HashMap<K, V, BuildHasherDefault<FoldHasher>>;

/// A set of such numbers.
pub(crate) type FoldSet<K> = HashSet<K, BuildHasherDefault<FoldHasher>>;
