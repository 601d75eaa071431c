//! What a token is, written down without shortcuts.

use std::ops::Range;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, char::canonical_combining_class, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation as _;

/// Hands each token of `text` to `push`.
///
/// Whitespace splits first; no character composes across it, so nothing is lost.
pub(super) fn long_way(text: &str, mut push: impl FnMut(&str)) {
    for piece in text.split_whitespace() {
        let folded: String = fold(piece).collect();
        words(&folded, &mut push);
    }
}

/// Like [`long_way`], with the bytes of `text` that each token comes from.
///
/// Several tokens can come from one character (`㍿`): then they all have its bytes.
pub(super) fn long_way_with_places(text: &str, mut push: impl FnMut(&str, Range<usize>)) {
    for piece in text.split_whitespace() {
        let piece_start = offset(text, piece);
        let mut folded = String::new();
        // Where what is folded from a stretch of the piece begins, and where the stretch does.
        let mut places: Vec<(usize, usize)> = Vec::new();
        for stretch in stretches(piece) {
            places.push((folded.len(), offset(piece, stretch)));
            folded.extend(fold(stretch));
        }
        if !fold(piece).eq(folded.chars()) {
            debug_assert!(false, "{piece:?} is folded to another text in stretches");
            folded = fold(piece).collect();
            places = vec![(0, 0)];
        }
        words(&folded, |token| {
            let start = offset(&folded, token);
            let first = places.partition_point(|it| it.0 <= start) - 1;
            let after = places.partition_point(|it| it.0 < start + token.len());
            let end = places.get(after).map_or(piece.len(), |it| it.1);
            push(token, piece_start + places[first].1..piece_start + end);
        });
    }
}

/// Where `part` begins in `whole`, of which it is a part.
fn offset(whole: &str, part: &str) -> usize {
    part.as_ptr().addr() - whole.as_ptr().addr()
}

/// Cuts a piece where nothing composes with what stands before, so that each stretch can be folded alone.
fn stretches(piece: &str) -> impl Iterator<Item = &str> {
    let is_start = |character: char| {
        let first = std::iter::once(character).nfkd().find(|&it| !is_invisible(it));
        first.is_some_and(|it| {
            canonical_combining_class(it) == 0 && is_nfc_quick(std::iter::once(it)) != IsNormalized::Maybe
        })
    };
    let mut rest = piece;
    std::iter::from_fn(move || {
        let length = rest.char_indices().skip(1).find(|it| is_start(it.1)).map_or(rest.len(), |it| it.0);
        let (stretch, after) = rest.split_at(length);
        rest = after;
        (!stretch.is_empty()).then_some(stretch)
    })
}

/// The NFKC form of `piece` without case and without invisible characters.
///
/// Upper case and back again is full case folding as far as the standard library knows it: `STRASSE` meets `straße`,
/// and a final sigma any other sigma.
pub(super) fn fold(piece: &str) -> impl Iterator<Item = char> {
    piece.nfkd().filter(|&it| !is_invisible(it)).flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc()
}

/// Hands each token of folded text to `push`, as a part of `folded`.
fn words<'a>(folded: &'a str, mut push: impl FnMut(&'a str)) {
    let mut push_word = |word: &'a str| {
        // Unicode counts `_` as part of a word; here it is Markdown emphasis.
        let token = word.trim_matches('_');
        if !token.is_empty() {
            push(token);
        }
    };
    // Once more: some characters become a blank and a mark.
    for word in folded.split_whitespace().flat_map(|it| it.unicode_words()) {
        split_east_asian(word, &mut push_word);
    }
}

/// Gives every Chinese, Japanese and Korean character a token of its own.
///
/// These scripts have no spaces to rely on (Korean spacing differs from writer to writer), and the word rules join
/// Katakana and Hangul into runs, also with what stands before and after: hence the rest is cut into words again.
fn split_east_asian<'a>(word: &'a str, push: &mut impl FnMut(&'a str)) {
    let mut start = 0;
    for (at, character) in word.char_indices().filter(|&(_, it)| is_east_asian(it)) {
        let end = at + character.len_utf8();
        word[start..at].unicode_words().for_each(&mut *push);
        push(&word[at..end]);
        start = end;
    }
    if start == 0 {
        push(word);
    } else {
        word[start..].unicode_words().for_each(push);
    }
}

/// Han, Hiragana, Katakana and Hangul syllables, as they are after NFKC.
fn is_east_asian(character: char) -> bool {
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

/// Characters without width that copying adds or loses: joiners, soft hyphens, direction marks, variation selectors,
/// byte order marks.
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

    use super::{long_way, long_way_with_places};

    fn check(text: &str, expected: &str) {
        assert_eq!(tokens(text), expected, "{text:?}");
    }

    /// The tokens of `text`, separated by blanks.
    fn tokens(text: &str) -> String {
        let mut tokens = Vec::new();
        long_way(text, |it| tokens.push(it.to_string()));
        tokens.join(" ")
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
    fn one_east_asian_character_is_one_token() {
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
    fn tokens_know_the_bytes_they_come_from() {
        let text = "  \u{feff}Ｗｉde e\u{301}te\u{301}, ㍿\u{ff76}\u{ff9e}_x_";
        let mut places = Vec::new();
        long_way_with_places(text, |token, place| places.push(format!("{token}={}", &text[place])));
        let expected =
            ["wide=Ｗｉde", "été=e\u{301}te\u{301}", "株=㍿", "式=㍿", "会=㍿", "社=㍿", "ガ=\u{ff76}\u{ff9e}", "x=x"];
        assert_eq!(places, expected);
    }

    proptest! {
        #[test]
        fn reading_the_tokens_again_gives_the_same_tokens(text in "[a-dA-D1-3éÉßΣσςжЖ一三ァぁ가각 .,:'_-]{0,30}") {
            let once = tokens(&text);
            prop_assert_eq!(tokens(&once), once);
        }
    }
}
