//! One token becomes 64 bits.

use crate::parameters::SEED;

/// Digits of pi. No UTF-8 has the bytes of the first two in a row, so no text makes a factor zero.
const FACTORS: [u64; 4] =
    [0x243F_6A88_85A3_08D3 ^ SEED, 0x1319_8A2E_0370_7344 ^ SEED, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89];

/// The high bit of each of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// One in each of eight bytes.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Hashes a token, whatever the case of its ASCII letters.
///
/// The scheme is that of wyhash: multiply to 128 bits and fold. Little-endian reads make every machine agree. Two tokens
/// of a length below 16 need one round, in registers; that is why there is no crate for it.
pub(super) fn hash(token: &[u8]) -> u64 {
    hash_part(token, 0, token.len())
}

/// The [`hash`] of `bytes[start..end]`. What stands after it saves a copy of its last bytes.
pub(super) fn hash_part(bytes: &[u8], start: usize, end: usize) -> u64 {
    let mut state = FACTORS[1];
    let mut at = start;
    while end - at > Window::LENGTH {
        state = Window::at(bytes, at).mix(state);
        at += Window::LENGTH;
    }
    finish(Window::at(bytes, at).cut(end - at).mix(state), end - start)
}

/// Sixteen bytes of a text, or zeros beyond its end.
#[derive(Clone, Copy)]
pub(super) struct Window {
    low: u64,
    high: u64,
}

/// Ones for the first bytes of a window, for each number of them.
static KEPT: [(u64, u64); Window::LENGTH + 1] = {
    let mut kept = [(0, 0); Window::LENGTH + 1];
    let mut length = 1;
    while length <= Window::LENGTH {
        let all = u128::MAX >> (8 * (Window::LENGTH - length));
        kept[length] = (all as u64, (all >> 64) as u64);
        length += 1;
    }
    kept
};

impl Window {
    /// Bytes in a window.
    pub(super) const LENGTH: usize = 16;

    pub(super) fn at(bytes: &[u8], at: usize) -> Window {
        let rest = bytes.get(at..).unwrap_or_default();
        let all = match rest.first_chunk() {
            Some(it) => u128::from_le_bytes(*it),
            None => {
                let mut padded = [0; Window::LENGTH];
                padded[..rest.len()].copy_from_slice(rest);
                u128::from_le_bytes(padded)
            }
        };
        Window { low: all as u64, high: (all >> 64) as u64 }
    }

    /// How many ASCII letters and digits it begins with.
    pub(super) fn n_plain(self) -> usize {
        match n_plain(self.low) {
            8 => 8 + n_plain(self.high),
            it => it,
        }
    }

    /// The character it begins with, if that has three bytes; any other number, if not.
    pub(super) fn three_byte_character(self) -> u32 {
        let byte = |place: u32| (self.low >> (8 * place)) as u32 & 0xFF;
        if byte(0) >> 4 == 0xE { (byte(0) & 0xF) << 12 | (byte(1) & 0x3F) << 6 | byte(2) & 0x3F } else { 0 }
    }

    /// The [`hash`] of its first `length` bytes.
    pub(super) fn hash(self, length: usize) -> u64 {
        finish(self.cut(length).mix(FACTORS[1]), length)
    }

    /// Zeros for all but the first `length` bytes, of at most 16.
    fn cut(self, length: usize) -> Window {
        let (low, high) = KEPT[length];
        Window { low: self.low & low, high: self.high & high }
    }

    fn mix(self, state: u64) -> u64 {
        multiply(without_case(self.low) ^ FACTORS[0], without_case(self.high) ^ state)
    }
}

fn finish(state: u64, length: usize) -> u64 {
    multiply(state ^ FACTORS[2], length as u64 ^ FACTORS[3])
}

/// Folds the 128 bits of a product.
fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// How many of eight bytes, from the lowest, are ASCII letters and digits before one that is none.
fn n_plain(bytes: u64) -> usize {
    let seven_bits = bytes & !HIGH;
    let small = seven_bits | (0x20 * ONES);
    // In bytes below 128 the high bit tells whether the sum reached 128.
    let at_least = |bytes: u64, first: u8| bytes + u64::from(0x80 - first) * ONES;
    let letters = at_least(small, b'a') & !at_least(small, b'z' + 1);
    let digits = at_least(seven_bits, b'0') & !at_least(seven_bits, b'9' + 1);
    let others = !((letters | digits) & !bytes) & HIGH;
    (others.trailing_zeros() / 8) as usize
}

/// Sets the bit that tells small ASCII letters from capital ones.
///
/// All else that can stand in a token has the bit already, but for `_`, which becomes what never stands in one.
fn without_case(bytes: u64) -> u64 {
    bytes | ((!bytes & HIGH) >> 2)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{Window, hash};

    #[test]
    fn hashes_never_drift() {
        let tokens = ["a", "harbour", "lighthouse-keeper", "snake_case", "灯", &"x".repeat(40)];
        let hashes = tokens.map(|it| hash(it.as_bytes()));
        assert_eq!(
            hashes,
            [
                11660704494922239831,
                5097229877105401487,
                11081024484836859790,
                1765520058620634751,
                8247559636532917699,
                1954806251302695179
            ]
        );
    }

    #[test]
    fn tokens_that_differ_little_differ_in_hash() {
        let tokens = (0..200_000).map(|it| format!("{it}")).chain((1..200).map(|it| "a".repeat(it)));
        let hashes: BTreeSet<u64> = tokens.map(|it| hash(it.as_bytes())).collect();
        assert_eq!(hashes.len(), 200_199);
    }

    #[test]
    fn each_bit_of_a_token_moves_half_of_the_hash() {
        for length in [1, 3, 8, 9, 16, 17, 40] {
            let token: Vec<u8> = (0..length).map(|it| b'a' + it % 20).collect();
            let n_flips = usize::from(length) * 5; // the bits that no case hides
            let mut n_moved = 0;
            for flip in 0..n_flips {
                let mut other = token.clone();
                other[flip / 5] ^= 1 << (flip % 5);
                n_moved += (hash(&token) ^ hash(&other)).count_ones();
            }
            let mean = f64::from(n_moved) / n_flips as f64;
            assert!((26.0..38.0).contains(&mean), "{length}: {mean}");
        }
    }

    proptest! {
        #[test]
        fn case_does_not_matter(token in "[a-zA-Z0-9_.é灯]{0,40}") {
            prop_assert_eq!(hash(token.as_bytes()), hash(token.to_ascii_lowercase().as_bytes()));
        }

        #[test]
        fn a_window_knows_the_word_it_begins_with(text in "[ -~é]{0,40}") {
            let window = Window::at(text.as_bytes(), 0);
            let length = text.bytes().take(16).take_while(u8::is_ascii_alphanumeric).count();
            prop_assert_eq!(window.n_plain(), length);
            prop_assert_eq!(window.hash(length), hash(&text.as_bytes()[..length]));
        }
    }
}
