//! What is remembered of a document once its text is gone.

use crate::{
    lines::FrequentLines,
    overlap::Overlap,
    parameters::{MIN_TOKENS, Parameters},
    shingles::Shingles,
    signature::Signature,
    tokens::Tokens,
};

/// What two documents are compared by: hashes of their words, without the words.
///
/// Depends on nothing but the arguments it was made with, on any machine and in any
/// thread. It takes about eight bytes for each distinct pair of neighbouring words,
/// and 350 bytes more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hash of all tokens in their order, those of frequent lines too; equal for equal sequences.
    pub sequence: u128,
    /// Words and CJK characters in the text.
    pub n_tokens: usize,
    /// The shingles of all lines that are not frequent.
    pub shingles: Shingles,
    /// One number for each band. Documents that share none are not compared; below [`MIN_TOKENS`] there are none.
    pub keys: Vec<u64>,
}

impl Fingerprint {
    /// Signs a text as it is.
    pub fn new(text: &str, parameters: &Parameters) -> Fingerprint {
        Fingerprint::sign(&Tokens::read(text), &FrequentLines::default(), parameters)
    }

    /// Signs the tokens of a text without lines that are frequent.
    pub fn sign(tokens: &Tokens, frequent: &FrequentLines, parameters: &Parameters) -> Fingerprint {
        let (shingles, keys) = Fingerprint::shingles_and_keys(tokens, frequent, parameters);
        Fingerprint { sequence: tokens.sequence(), n_tokens: tokens.hashes.len(), shingles, keys }
    }

    /// The parts of a fingerprint in which frequent lines do not count, for those who have the others already.
    pub fn shingles_and_keys(
        tokens: &Tokens,
        frequent: &FrequentLines,
        parameters: &Parameters,
    ) -> (Shingles, Vec<u64>) {
        let rest = tokens.without(frequent);
        let shingles = Shingles::cut(&rest, parameters.shingle_width);
        let keys = if rest.len() >= MIN_TOKENS {
            let Parameters { bands, rows, .. } = *parameters;
            Signature::sign(shingles.packed(), bands * rows).keys(bands, rows).collect()
        } else {
            Vec::new()
        };
        (shingles, keys)
    }

    /// Counts what this document shares with `other`, exactly.
    pub fn overlap(&self, other: &Fingerprint) -> Overlap {
        self.shingles.overlap(&other.shingles)
    }

    /// Whether both texts are the same words in the same order, and any words at all.
    ///
    /// 128 bits and the number of tokens must agree. Somebody who constructs collisions
    /// of xxh3 can deceive it, chance cannot.
    pub fn is_exact(&self, other: &Fingerprint) -> bool {
        self.n_tokens > 0 && (self.sequence, self.n_tokens) == (other.sequence, other.n_tokens)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Fingerprint;
    use crate::{FrequentLines, Parameters, tokens::Tokens};

    fn sign(text: &str) -> Fingerprint {
        Fingerprint::new(text, &Parameters::ARTICLES)
    }

    #[test]
    fn layout_case_and_punctuation_do_not_matter() {
        let one = sign("The ferry, late again,\r\n\tleft at *noon*.");
        assert!(one.is_exact(&sign("THE FERRY late again left “at” noon")));
    }

    #[test]
    fn texts_without_words_equal_nothing() {
        let empty = sign("");
        assert!(!empty.is_exact(&empty));
        assert!(!sign("--- * !").is_exact(&sign("?")));
        assert_eq!(empty.overlap(&empty).jaccard(), 0.0);
    }

    #[test]
    fn one_exchanged_word_costs_two_shingles() {
        let one = sign("seven grey boats came home before the storm");
        let two = sign("seven grey ships came home before the storm");
        let overlap = one.overlap(&two);
        assert_eq!((overlap.shared, overlap.own, overlap.other), (5, 7, 7));
    }

    #[test]
    fn frequent_lines_count_for_exact_equals_alone() {
        let article = "The ferry was late, and nobody on the quay could say how late.";
        let framed = format!("Load more\n{article}\nPhoto: archive");
        let frequent: FrequentLines = Tokens::read("Load more\nPhoto: archive").line_hashes().into_iter().collect();
        let framed = Fingerprint::sign(&Tokens::read(&framed), &frequent, &Parameters::ARTICLES);
        assert_eq!(framed.shingles, sign(article).shingles);
        assert_eq!(framed.keys, sign(article).keys);
        assert!(!framed.is_exact(&sign(article)));
    }

    #[test]
    fn few_words_besides_frequent_lines_are_nobodys_candidate() {
        let frequent: FrequentLines = Tokens::read("a b c d e f g h i j k l").line_hashes().into_iter().collect();
        let tokens = Tokens::read("a b c d e f g h i j k l\nOne line of its own");
        assert!(Fingerprint::sign(&tokens, &frequent, &Parameters::ARTICLES).keys.is_empty());
    }

    #[test]
    fn fingerprints_never_drift() {
        let golden = |text: &str| {
            let print = sign(text);
            let first = print.shingles.packed().first().copied().unwrap_or(0);
            let key = print.keys.first().copied().unwrap_or(0);
            format!("{} {:032x} {first:016x} {key:016x}", print.n_tokens, print.sequence)
        };
        let expected = [
            ("", "0 4c8619a2a69690a07621f92ba54b793e 0000000000000000 0000000000000000"),
            ("Lighthouse", "1 a8d70ab9fbcd2d70c4295bf56de0006b 03c40dd419d60000 0000000000000000"),
            (
                "The keeper's lamp burned 3.5 litres a night, and in 1911 nobody asked why it did so.",
                "17 cd882f36a14c9cb22310b78ffa02aae5 100f859e86a60000 a4cf120635f7dfa0",
            ),
            (
                "Straße, ΟΔΟΣ, ｆｕｌｌ width and e\u{301}te\u{301}: nine words that a scraper may write in other ways.",
                "16 628358c46956647bcdc035f85d32aa09 09b2897e622e0001 71783a3ced147f24",
            ),
            (
                "灯塔看守人每天晚上都要爬上一百二十级台阶。",
                "20 532023ff92edff68fe2be91049f34a47 1dedf3e01c330001 ab968f752c0a4e32",
            ),
            (
                "とうだいのランプは夜明けまで燃えていた。",
                "19 4a9359abbced6c41dee63aa9ca9d22dd 1f885d14e6480002 b4f3f1b1c4304f13",
            ),
            (
                "등대지기는 매일 밤 계단을 올랐다.",
                "14 9a089674e3385d942214aeb9498e6113 229fdb32790a0000 f1441ea016bedc25",
            ),
        ];
        for (text, hashes) in expected {
            assert_eq!(golden(text), hashes, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_fingerprint(text in any::<String>()) {
            let print = sign(&text);
            prop_assert_eq!(&print, &sign(&text));
            prop_assert_eq!(print.is_exact(&print), print.n_tokens > 0);
            let overlap = print.overlap(&print);
            prop_assert_eq!(overlap.shared, overlap.own);
        }

        #[test]
        fn overlap_is_the_same_from_both_sides(one in "[abc ]{0,60}", two in "[abc ]{0,60}") {
            let (one, two) = (sign(&one), sign(&two));
            let (there, back) = (one.overlap(&two), two.overlap(&one));
            prop_assert_eq!((there.shared, there.either()), (back.shared, back.either()));
        }
    }
}
