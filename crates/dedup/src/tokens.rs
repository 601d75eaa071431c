//! Text becomes tokens: what two copies of an article have in common.

use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

use crate::SEED;

/// The words of a text after everything that copying changes was taken away.
pub(crate) struct Tokens {
    /// Hash of the tokens and their boundaries; equal for equal sequences.
    pub(crate) sequence: u128,
    /// One hash for each token, in reading order.
    pub(crate) hashes: Vec<u64>,
}

impl Tokens {
    /// Reads the tokens of `text`.
    ///
    /// Whitespace splits first and every piece is treated alone, which is what makes
    /// pure ASCII cheap; no character composes across whitespace, so nothing is lost.
    pub(crate) fn read(text: &str) -> Tokens {
        let mut sink = Sink { sequence: String::with_capacity(text.len() + 1), hashes: Vec::new() };
        let mut folded = String::new();
        for piece in text.split_whitespace() {
            if let Some(word) = plain_word(piece) {
                folded.clear();
                folded.push_str(word);
                folded.make_ascii_lowercase();
                sink.push(&folded);
                continue;
            }
            fold(piece, &mut folded);
            // Once more: some characters become a blank and a mark.
            for word in folded.split_whitespace().flat_map(|it| it.unicode_words()) {
                split_cjk(word, &mut sink);
            }
        }
        Tokens { sequence: xxh3_128_with_seed(sink.sequence.as_bytes(), SEED), hashes: sink.hashes }
    }
}

/// The only word of a piece such as `word`, `Word,` or `"42."`, the common case by far.
///
/// A shortcut and nothing else: the long way finds the same word (see the tests).
fn plain_word(piece: &str) -> Option<&str> {
    let word = piece.trim_matches(|it: char| it.is_ascii_punctuation());
    let is_plain = !word.is_empty() && word.bytes().all(|it| it.is_ascii_alphanumeric());
    is_plain.then_some(word)
}

/// Collects tokens.
struct Sink {
    /// Every token, each with a line feed after it (no token contains one).
    sequence: String,
    hashes: Vec<u64>,
}

impl Sink {
    fn push(&mut self, token: &str) {
        // Unicode counts `_` as part of a word; here it is Markdown emphasis.
        let token = token.trim_matches('_');
        if token.is_empty() {
            return;
        }
        self.sequence.push_str(token);
        self.sequence.push('\n');
        self.hashes.push(xxh3_64_with_seed(token.as_bytes(), SEED));
    }
}

/// Writes the NFKC form of `piece` without case and without invisible characters.
///
/// Upper case and back again is full case folding as far as the standard library
/// knows it: `STRASSE` meets `straße`, and a final sigma any other sigma.
fn fold(piece: &str, folded: &mut String) {
    folded.clear();
    folded.extend(
        piece.nfkd().filter(|&it| !is_invisible(it)).flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc(),
    );
}

/// Gives every Chinese, Japanese and Korean character a token of its own.
///
/// These scripts have no spaces to rely on (Korean spacing differs from writer to
/// writer), and the word rules join Katakana and Hangul into runs, also with what
/// stands before and after: hence the rest is cut into words again.
fn split_cjk(word: &str, sink: &mut Sink) {
    let mut start = 0;
    for (at, character) in word.char_indices().filter(|&(_, it)| is_cjk(it)) {
        let end = at + character.len_utf8();
        word[start..at].unicode_words().for_each(|it| sink.push(it));
        sink.push(&word[at..end]);
        start = end;
    }
    if start == 0 {
        sink.push(word);
    } else {
        word[start..].unicode_words().for_each(|it| sink.push(it));
    }
}

/// Han, Hiragana, Katakana and Hangul syllables, as they are after NFKC.
fn is_cjk(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}' // iteration mark, closing mark, zero
        | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303B}' // Hangzhou numerals
        | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}' // Hiragana
        | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' // Katakana
        | '\u{31F0}'..='\u{31FF}' // Katakana, small
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' // Han
        | '\u{AC00}'..='\u{D7A3}' // Hangul syllables
        | '\u{F900}'..='\u{FAFF}' // Han, compatibility
        | '\u{1AFF0}'..='\u{1B16F}' // Kana, historic
        | '\u{20000}'..='\u{3FFFF}' // Han, supplementary planes
    )
}

/// Characters without width that copying adds or loses: joiners, soft hyphens,
/// direction marks, variation selectors, byte order marks.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation as _;

    use super::{Sink, Tokens, fold, plain_word, split_cjk};

    /// The tokens of `text`, separated by blanks.
    fn check(text: &str, expected: &str) {
        assert_eq!(long_way(text), expected, "{text:?}");
        assert_eq!(Tokens::read(text).sequence, Tokens::read(expected).sequence, "{text:?}");
    }

    fn long_way(text: &str) -> String {
        let mut sink = Sink { sequence: String::new(), hashes: Vec::new() };
        let mut folded = String::new();
        for piece in text.split_whitespace() {
            fold(piece, &mut folded);
            let words = folded.split_whitespace().flat_map(|it| it.unicode_words());
            words.for_each(|word| split_cjk(word, &mut sink));
        }
        sink.sequence.trim_end().replace('\n', " ")
    }

    #[test]
    fn keeps_words_and_digits() {
        check("On 3 May 1911, it can't cost 3.50!", "on 3 may 1911 it can't cost 3.50");
    }

    #[test]
    fn drops_markdown_emphasis_and_punctuation() {
        check("**Bold**, _slanted_, `code` -- (and) snake_case", "bold slanted code and snake_case");
    }

    #[test]
    fn folds_width_case_and_composition() {
        check("Ｗｉｄｅ ﬁne STRASSE straße e\u{301}t\u{e9}", "wide fine strasse strasse été");
        check("ΟΔΟΣ οδος οδοσ", "οδοσ οδοσ οδοσ");
    }

    #[test]
    fn drops_characters_without_width() {
        check("\u{feff}hy\u{ad}phen zero\u{200b}width jo\u{200d}in", "hyphen zerowidth join");
    }

    #[test]
    fn one_cjk_character_is_one_token() {
        check("灯塔很高", "灯 塔 很 高");
        check("ランプ と いえ", "ラ ン プ と い え");
        check("등대는 높다", "등 대 는 높 다");
        check("第3章Rust入門", "第 3 章 rust 入 門");
    }

    #[test]
    fn halfwidth_katakana_is_katakana() {
        check("\u{ff76}\u{ff9e}", "\u{30ac}");
    }

    #[test]
    fn token_boundaries_are_part_of_the_sequence() {
        assert_ne!(Tokens::read("sea side").sequence, Tokens::read("seaside").sequence);
    }

    proptest! {
        #[test]
        fn the_shortcut_finds_the_word_of_the_long_way(piece in r#"[ -~]{0,8}"#) {
            if let Some(word) = plain_word(&piece) {
                prop_assert_eq!(word.to_ascii_lowercase(), long_way(&piece));
            }
        }

        #[test]
        fn reading_the_tokens_again_gives_the_same_tokens(text in "[a-dA-D1-3éÉßΣσςжЖ一三ァぁ가각 .,:'_-]{0,30}") {
            let once = long_way(&text);
            prop_assert_eq!(long_way(&once), once);
        }
    }
}
