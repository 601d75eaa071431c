//! What is remembered of a document once its text is gone.

use crate::{overlap::Overlap, shingles::Shingles, signature::Signature, tokens::Tokens};

/// Fewer tokens than this, and a document is a duplicate only of its exact equal.
///
/// "Page not found", "Read more", a caption: a handful of words is shared by
/// documents that have nothing to do with each other.
pub const MIN_TOKENS: usize = 12;

/// What two documents are compared by: hashes of their words, without the words.
///
/// Depends on nothing but the text, on any machine and in any thread. It takes
/// about eight bytes for each distinct pair of neighbouring words, and half a
/// kilobyte more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hash of the whole token sequence.
    pub(crate) sequence: u128,
    n_tokens: usize,
    pub(crate) shingles: Shingles,
    /// Absent below [`MIN_TOKENS`]: such a document is nobody's candidate.
    pub(crate) signature: Option<Signature>,
}

impl Fingerprint {
    /// Reads a text: NFKC, case folded, without characters of no width, in Unicode
    /// words (digits too); a Chinese, Japanese or Korean character is one token.
    pub fn new(text: &str) -> Fingerprint {
        let tokens = Tokens::read(text);
        let shingles = Shingles::cut(&tokens.hashes);
        let is_long_enough = tokens.hashes.len() >= MIN_TOKENS;
        Fingerprint {
            sequence: tokens.sequence,
            n_tokens: tokens.hashes.len(),
            signature: is_long_enough.then(|| Signature::sign(&shingles)),
            shingles,
        }
    }

    /// Words and CJK characters in the text.
    pub fn n_tokens(&self) -> usize {
        self.n_tokens
    }

    /// Counts what this document shares with `other`, exactly.
    pub fn overlap(&self, other: &Fingerprint) -> Overlap {
        self.shingles.overlap(&other.shingles)
    }

    /// Whether both texts are the same words in the same order, and any words at all.
    ///
    /// 128 bits, the number of tokens and every shingle must agree. Somebody who
    /// constructs collisions of xxh3 can still deceive it, chance cannot.
    pub fn is_exact(&self, other: &Fingerprint) -> bool {
        self.n_tokens > 0
            && (self.sequence, self.n_tokens) == (other.sequence, other.n_tokens)
            && self.shingles == other.shingles
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Fingerprint;

    #[test]
    fn layout_case_and_punctuation_do_not_matter() {
        let one = Fingerprint::new("The ferry, late again,\r\n\tleft at *noon*.");
        assert!(one.is_exact(&Fingerprint::new("THE FERRY late again left “at” noon")));
    }

    #[test]
    fn texts_without_words_equal_nothing() {
        let empty = Fingerprint::new("");
        assert!(!empty.is_exact(&empty));
        assert!(!Fingerprint::new("--- * !").is_exact(&Fingerprint::new("?")));
        assert_eq!(empty.overlap(&empty).jaccard(), 0.0);
    }

    #[test]
    fn one_exchanged_word_costs_two_shingles() {
        let one = Fingerprint::new("seven grey boats came home before the storm");
        let two = Fingerprint::new("seven grey ships came home before the storm");
        let overlap = one.overlap(&two);
        assert_eq!((overlap.shared, overlap.own, overlap.other), (5, 7, 7));
    }

    #[test]
    fn fingerprints_never_drift() {
        let golden = |text: &str| {
            let print = Fingerprint::new(text);
            let first = print.shingles.hashes().first().copied().unwrap_or(0);
            let key = print.signature.map_or(0, |it| it.key(0));
            format!("{} {:032x} {first:016x} {key:016x}", print.n_tokens, print.sequence)
        };
        let expected = [
            ("", "0 4c8619a2a69690a07621f92ba54b793e 0000000000000000 0000000000000000"),
            ("Lighthouse", "1 191594d2270f115fe7d234cea3aac495 476eaa7d601fc2e5 0000000000000000"),
            (
                "The keeper's lamp burned 3.5 litres a night, and in 1911 nobody asked why it did so.",
                "17 ecff16d49bedbfa0bf4493e73de0c8f0 3abe1c30023bce93 63e19686e2b35ed9",
            ),
            (
                "Straße, ΟΔΟΣ, ｆｕｌｌ width and e\u{301}te\u{301}: nine words that a scraper may write in other ways.",
                "16 78b37396fe96794ef22de988cb1713a1 03586de5e5038bf6 ce13a3ff2b172d9e",
            ),
            (
                "灯塔看守人每天晚上都要爬上一百二十级台阶。",
                "20 3c974a3ba01d85735f0ab7722197b4e8 0795b0c3d4e8bf6c 51871aba3221107a",
            ),
            (
                "とうだいのランプは夜明けまで燃えていた。",
                "19 496eebe33c8fa8c7d32b95555320b897 0f4dc84b098d04e7 38529419602c85cf",
            ),
            (
                "등대지기는 매일 밤 계단을 올랐다.",
                "14 b204f8b3abce7ebaaeefac6186995918 2da33a9f79503bab 927173ae7c576aa4",
            ),
        ];
        for (text, hashes) in expected {
            assert_eq!(golden(text), hashes, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_fingerprint(text in any::<String>()) {
            let print = Fingerprint::new(&text);
            prop_assert_eq!(&print, &Fingerprint::new(&text));
            prop_assert_eq!(print.is_exact(&print), print.n_tokens() > 0);
            let overlap = print.overlap(&print);
            prop_assert_eq!(overlap.shared, overlap.own);
        }

        #[test]
        fn overlap_is_the_same_from_both_sides(one in "[abc ]{0,60}", two in "[abc ]{0,60}") {
            let (one, two) = (Fingerprint::new(&one), Fingerprint::new(&two));
            let (there, back) = (one.overlap(&two), two.overlap(&one));
            prop_assert_eq!((there.shared, there.either()), (back.shared, back.either()));
        }
    }
}
