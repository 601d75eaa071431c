//! Text becomes tokens: what two copies of an article have in common.
//!
//! Nearly all text is made of few things: ASCII words, letters of Europe, characters
//! of East Asia, and punctuation that never joins words. These are read in one walk
//! over the bytes, without copying and without Unicode tables. Wherever anything else
//! stands, [`long_way`](fold::long_way) reads that stretch anew. The long way alone
//! decides what a token is; the walk is a shortcut, and the tests compare the two.

mod character;
mod fold;
mod hash;

use std::ops::Range;

use character::{Wide, is_common_east_asian, is_cut, is_fullwidth, wide};
use fold::{long_way, long_way_with_places};
use hash::{Window, hash, hash_part};

/// The words of a text after everything that copying changes was taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// One hash for each token, in reading order.
    pub(crate) hashes: Vec<u64>,
    /// For each line with a token, the number of tokens up to its end.
    pub(crate) line_ends: Vec<u32>,
}

impl Tokens {
    /// Reads the tokens of `text`.
    pub fn read(text: &str) -> Tokens {
        let mut tokens = Tokens { hashes: Vec::with_capacity(text.len() / 4), line_ends: Vec::new() };
        walk(text, &mut tokens);
        tokens.end_line();
        tokens
    }
}

/// Takes the tokens of a walk.
trait Sink {
    /// Tokens taken so far.
    fn n_tokens(&self) -> usize;
    /// Takes a token that is `text[start..end]`, but for the case of ASCII letters.
    fn push(&mut self, hash: u64, start: usize, end: usize);
    /// Takes the tokens of `text[start..end]`, read the long way, in place of all after the first `n_tokens`.
    fn read_anew(&mut self, n_tokens: usize, text: &str, start: usize, end: usize);
    /// A line ends.
    fn end_line(&mut self);
}

impl Sink for Tokens {
    fn n_tokens(&self) -> usize {
        self.hashes.len()
    }

    fn push(&mut self, hash: u64, _start: usize, _end: usize) {
        self.hashes.push(hash);
    }

    fn read_anew(&mut self, n_tokens: usize, text: &str, start: usize, end: usize) {
        self.hashes.truncate(n_tokens);
        long_way(&text[start..end], |token| self.hashes.push(hash(token.as_bytes())));
    }

    fn end_line(&mut self) {
        // Saturates: a text with four billion tokens is not cut into lines to its end.
        let n_tokens = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
        if self.line_ends.last().copied().unwrap_or(0) < n_tokens {
            self.line_ends.push(n_tokens);
        }
    }
}

/// The words of a text with the bytes they come from; takes three times the memory of [`Tokens`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlacedTokens {
    /// One hash for each token: those of [`Tokens`].
    pub(crate) hashes: Vec<u64>,
    /// The bytes of the text that each token comes from. Starts and ends never decrease.
    pub(crate) places: Vec<Range<usize>>,
}

impl PlacedTokens {
    /// Reads the tokens of `text`.
    pub(crate) fn read(text: &str) -> PlacedTokens {
        let mut tokens = PlacedTokens::default();
        walk(text, &mut tokens);
        tokens
    }
}

impl Sink for PlacedTokens {
    fn n_tokens(&self) -> usize {
        self.hashes.len()
    }

    fn push(&mut self, hash: u64, start: usize, end: usize) {
        self.hashes.push(hash);
        self.places.push(start..end);
    }

    fn read_anew(&mut self, n_tokens: usize, text: &str, start: usize, end: usize) {
        self.hashes.truncate(n_tokens);
        self.places.truncate(n_tokens);
        long_way_with_places(&text[start..end], |token, place| {
            self.push(hash(token.as_bytes()), start + place.start, start + place.end);
        });
    }

    fn end_line(&mut self) {}
}

/// What an ASCII character is to the rules for words (UAX 29).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Part of words, but cut off at their ends, where it is Markdown emphasis.
    Underscore,
    /// Joins two letters: `:`.
    MidLetter,
    /// Joins two digits: `,` and `;`.
    MidDigit,
    /// Joins two letters, or two digits: `.` and `'`.
    Mid,
    /// Never in a word.
    Break,
    Blank,
    LineEnd,
    /// The first byte of a longer character.
    Wide,
}

static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Break; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'_' => Class::Underscore,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidDigit,
            b'.' | b'\'' => Class::Mid,
            b'\t' | 0x0B | 0x0C | b' ' => Class::Blank,
            b'\n' | b'\r' => Class::LineEnd,
            0x80.. => Class::Wide,
            _ => Class::Break,
        };
        byte += 1;
    }
    classes
}

/// Hands all tokens of `text` to `sink`.
fn walk(text: &str, sink: &mut impl Sink) {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Where the stretch began that would have to be read anew, and the tokens before it.
    let (mut cut, mut n_before) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        let window = Window::at(bytes, at);
        if byte < 0x80 {
            // The common case: a short word, and something after it that ends it.
            let length = window.n_plain();
            if (1..Window::LENGTH).contains(&length) && ends_word(bytes, at + length) {
                sink.push(window.hash(length), at, at + length);
                at += length;
                if bytes.get(at) == Some(&b' ') {
                    at += 1;
                    (cut, n_before) = (at, sink.n_tokens());
                }
                continue;
            }
        } else if is_common_east_asian(window.three_byte_character()) {
            (cut, n_before) = (at, sink.n_tokens());
            sink.push(window.hash(3), at, at + 3);
            at += 3;
            continue;
        }
        let step = match CLASSES[usize::from(byte)] {
            Class::Letter | Class::Digit | Class::Underscore => word(text, at),
            Class::MidLetter | Class::MidDigit | Class::Mid | Class::Break => Step::Skip(at + 1),
            Class::Blank => Step::Cut(at + 1),
            Class::LineEnd => {
                sink.end_line();
                Step::Cut(at + 1)
            }
            Class::Wide => match wide_at(text, at) {
                (Wide::EastAsian, end) => {
                    (cut, n_before) = (at, sink.n_tokens());
                    Step::Token { start: at, end, next: end }
                }
                (Wide::Letter, _) => word(text, at),
                (Wide::Blank, end) => Step::Cut(end),
                (Wide::Break | Wide::Mid(_), end) => Step::Skip(end),
                (Wide::Unknown, end) => Step::Unknown(end),
            },
        };
        match step {
            Step::Token { start, end, next } => {
                sink.push(hash_part(bytes, start, end), start, end);
                at = next;
            }
            Step::Skip(next) => at = next,
            Step::Cut(next) => {
                at = next;
                (cut, n_before) = (at, sink.n_tokens());
            }
            Step::Unknown(next) => {
                at = next + text[next..].find(is_cut).unwrap_or(text.len() - next);
                sink.read_anew(n_before, text, cut, at);
                (cut, n_before) = (at, sink.n_tokens());
            }
        }
    }
}

/// Whether a word that comes to `end` ends there, for sure: `word)`, `word. `, but not `word.word`.
fn ends_word(bytes: &[u8], end: usize) -> bool {
    let class = |at: usize| bytes.get(at).map_or(Class::Blank, |&it| CLASSES[usize::from(it)]);
    match class(end) {
        Class::Blank | Class::Break | Class::LineEnd => true,
        Class::MidLetter | Class::MidDigit | Class::Mid => {
            !matches!(class(end + 1), Class::Letter | Class::Digit | Class::Wide)
        }
        Class::Letter | Class::Digit | Class::Underscore | Class::Wide => false,
    }
}

/// What a step of the walk found.
enum Step {
    /// A token, and where to go on.
    Token { start: usize, end: usize, next: usize },
    /// Nothing.
    Skip(usize),
    /// Nothing, and what follows can be read without what stands before.
    Cut(usize),
    /// A character before this place that only the long way understands.
    Unknown(usize),
}

/// The character at `at`, and where it ends.
fn wide_at(text: &str, at: usize) -> (Wide, usize) {
    text[at..].chars().next().map_or((Wide::Blank, at), |it| (wide(it), at + it.len_utf8()))
}

/// What the character at `at` is to the rules for words, and where it ends. `None`: only the long way knows.
fn class_at(text: &str, at: usize) -> Option<(Class, usize)> {
    let class = text.as_bytes().get(at).map_or(Class::Blank, |&it| CLASSES[usize::from(it)]);
    if class != Class::Wide {
        return Some((class, at + 1));
    }
    let (wide, end) = wide_at(text, at);
    let class = match wide {
        Wide::Letter => Class::Letter,
        Wide::Mid(it) => it,
        Wide::EastAsian | Wide::Break => Class::Break,
        Wide::Blank => Class::Blank,
        Wide::Unknown => return None,
    };
    Some((class, end))
}

/// Reads a word that starts at `start` with a letter, a digit or `_`.
fn word(text: &str, start: usize) -> Step {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut last = Class::Break;
    let end = loop {
        let length = Window::at(bytes, at).n_plain();
        if length > 0 {
            at += length;
            last = CLASSES[usize::from(bytes[at - 1])];
            continue;
        }
        let Some((joint, after)) = class_at(text, at) else { return Step::Unknown(wide_at(text, at).1) };
        match joint {
            Class::Letter | Class::Digit | Class::Underscore => {
                last = joint;
                at = after;
            }
            Class::MidLetter | Class::MidDigit | Class::Mid if after < bytes.len() => {
                let Some((next, _)) = class_at(text, after) else { return Step::Unknown(wide_at(text, after).1) };
                let joins = match (last, next) {
                    (Class::Letter, Class::Letter) => joint != Class::MidDigit,
                    (Class::Digit, Class::Digit) => joint != Class::MidLetter,
                    _ => false,
                };
                if !joins {
                    break at;
                }
                // A joint of another width stands in the token as another character.
                if text[at..after].starts_with(is_fullwidth) {
                    return Step::Unknown(after);
                }
                at = after;
            }
            _ => break at,
        }
    };
    let n_front = bytes[start..end].iter().take_while(|&&it| it == b'_').count();
    if n_front == end - start {
        return Step::Skip(end);
    }
    let n_back = bytes[start..end].iter().rev().take_while(|&&it| it == b'_').count();
    Step::Token { start: start + n_front, end: end - n_back, next: end }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        PlacedTokens, Tokens,
        fold::{fold, long_way},
        hash::hash,
    };

    /// The walk gives what the long way gives for the whole text, and each token stands where it says.
    fn check(text: &str) {
        let mut tokens = Vec::new();
        long_way(text, |it| tokens.push(it.to_string()));
        let hashes: Vec<u64> = tokens.iter().map(|it| hash(it.as_bytes())).collect();
        assert_eq!(Tokens::read(text).hashes, hashes, "{text:?}: {tokens:?}");

        let placed = PlacedTokens::read(text);
        assert_eq!(placed.hashes, hashes, "{text:?}: {tokens:?}");
        let mut last = 0..0;
        for (token, place) in tokens.iter().zip(placed.places) {
            let there: String = fold(&text[place.clone()]).collect();
            assert!(there.contains(token), "{token} is not at {place:?} of {text:?}");
            assert!(last.start <= place.start && last.end <= place.end, "{last:?} before {place:?} of {text:?}");
            last = place;
        }
    }

    fn check_lines(text: &str, expected: &[u32]) {
        assert_eq!(Tokens::read(text).line_ends, expected, "{text:?}");
    }

    #[test]
    fn lines_end_where_the_text_says() {
        check_lines("", &[]);
        check_lines("one two\nthree", &[2, 3]);
        check_lines("\n\n- - -\none\r\n\r\ntwo three\rfour\n", &[1, 3, 4]);
        check_lines("灯塔\n--\n\u{200b}ﬁn\n", &[2, 3]);
        check_lines("one\u{2028}two\u{85}three\x0bfour", &[4]);
    }

    #[test]
    fn every_character_is_read_as_the_long_way_does() {
        // In the upper planes nothing is read the short way.
        for character in
            (0..0x3200).chain(0xABF0..0xAC20).chain(0xD790..0x1_0000).chain(0x4DB0..0x4E10).chain(0x9FF0..0xA010)
        {
            let Some(it) = char::from_u32(character) else { continue };
            check(&format!("{it} a{it}a 1{it}1 A.{it}_{it}.1 ア{it}가{it}一'{it}'b {it}{it}:{it}"));
        }
    }

    #[test]
    fn east_asian_characters_stand_alone() {
        for character in ('\u{3400}'..='\u{9FFF}').chain('\u{AC00}'..='\u{D7A3}') {
            check(&character.to_string());
        }
    }

    #[test]
    fn long_words_and_ends_of_text_are_read_too() {
        for length in 0..70 {
            let word = "Harbour7".repeat(10)[..length].to_string();
            for end in ["", ".", "é", "\u{301}", "_", "_ ", "灯", ".A", ":b", " \n", "’s", "，1"] {
                check(&format!("{word}{end}"));
                check(&format!("{end}{word}"));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn ascii_is_read_as_the_long_way_does(text in r#"[ -~\t\n\r\x0b\x1c\x00\x7f]{0,40}"#) {
            check(&text);
        }

        #[test]
        fn joints_are_read_as_the_long_way_does(text in r#"[aZ19_.,:;'’·：，．；éßж一ア가 -]{0,12}"#) {
            check(&text);
        }

        #[test]
        fn scripts_meet_as_the_long_way_says(
            text in "[a-cA-C1-3éÉßΣσςжЖאבعไकि一三ァぁ가각ᄀ가각\u{3099}\u{301}\u{345}\u{200b}\u{200d}\u{ad}ﬁ①½…㍿ｶﾞ🙂🇫🇷 \n\u{a0}\u{3000}.,:'\"_-]{0,24}",
        ) {
            check(&text);
        }

        #[test]
        fn any_text_is_read_as_the_long_way_does(text in any::<String>()) {
            check(&text);
        }
    }
}
