//! What single characters and words add to the counts of a line.

use super::lexicon::{Hints, Letters, Word};
use super::line::{Counts, Edge};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Word,
    Blank,
    Mark,
    Markup,
}

pub(super) static CLASS: [Class; 256] = {
    let mut class = [Class::Mark; 256];
    let mut byte = 0;
    while byte < 256 {
        let it = byte as u8;
        class[byte] = if it.is_ascii_alphanumeric() || it >= 0x80 {
            Class::Word
        } else if it.is_ascii_whitespace() || it < 0x20 {
            Class::Blank
        } else if matches!(it, b'[' | b']' | b'!' | b'*' | b'_' | b'`' | b'\\' | b'<') {
            Class::Markup
        } else {
            Class::Mark
        };
        byte += 1;
    }
    class
};

/// Letters in lower case, digits, and bytes of longer characters as they are; 0 for all else.
static FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let it = byte as u8;
        if it.is_ascii_alphanumeric() || it >= 0x80 {
            folded[byte] = it.to_ascii_lowercase();
        }
        byte += 1;
    }
    folded
};

/// Whether a character of several bytes is punctuation, a blank or a picture rather than a letter.
#[inline]
fn is_wide_sign(text: &[u8], at: usize) -> bool {
    let next = |n: usize| text.get(at + n).copied().unwrap_or(0);
    match text[at] {
        // U+0080 to U+00BF without ª, µ and º.
        0xc2 => !matches!(next(1), 0xaa | 0xb5 | 0xba),
        // × and ÷.
        0xc3 => matches!(next(1), 0x97 | 0xb7),
        // U+2000 to U+206F, then arrows, boxes, symbols up to U+2BFF.
        0xe2 => !matches!((next(1), next(2)), (0x81, 0xb0..) | (0x82, _) | (0x84, _) | (0x85, _)) && next(1) < 0xb0,
        // Punctuation of Chinese and Japanese.
        0xe3 => next(1) == 0x80,
        0xef => matches!(next(1), 0xbc | 0xbd | 0xb8 | 0xbb | 0xbf),
        // Pictures.
        0xf0 => next(1) == 0x9f,
        _ => false,
    }
}

/// Counts the word that starts at `at`, if it is one: its hash and its end.
#[inline]
pub(super) fn count_word(
    counts: &mut Counts,
    text: &[u8],
    at: usize,
    end: usize,
    before: Word,
) -> Option<(Word, usize)> {
    let rest = &text[at..end];
    let mut letters = Letters::default();
    let mut length = 0;
    for &byte in rest {
        let folded = FOLDED[byte as usize];
        if folded == 0 {
            let inside = byte == b'_' && length > 0 && rest.get(length + 1).is_some_and(u8::is_ascii_alphanumeric);
            if !inside {
                break;
            }
        } else if byte >= 0xc2 && is_wide_sign(rest, length) {
            break;
        }
        letters.add(folded);
        length += 1;
    }
    if length == 0 {
        return None;
    }
    let word = &rest[..length];
    counts.words += 1;
    counts.letters += length as u32;
    let first = word[0];
    counts.capitals += u32::from(first.is_ascii_uppercase());
    counts.last = if first >= b'a' { Edge::Lower } else { Edge::Upper };
    if first <= b'9' {
        counts.last = Edge::Digit;
        if word.iter().all(u8::is_ascii_digit) {
            counts.numbers += 1;
            counts.dates += u32::from(word.len() == 4 && (word.starts_with(b"19") || word.starts_with(b"20")));
        }
    }
    let word = Word::after(before, letters.hash());
    if word.hints != Hints::default() {
        counts.add(word.hints);
    }
    Some((word, at + length))
}

/// Counts a sign of one byte.
#[inline]
pub(super) fn mark(counts: &mut Counts, text: &[u8], at: usize, end: usize) {
    let sign = match text[at] {
        b'.' | b'!' | b'?' => {
            let ends = at + 1 >= end || matches!(text[at + 1], b' ' | b'"' | b')' | b'*' | b'_' | 0xe2 | b'[' | b'\\');
            if ends { Sign::Stop } else { Sign::Other }
        }
        b',' => Sign::Comma,
        b':' => Sign::Colon,
        b')' => Sign::Bracket,
        b'"' | b'\'' => Sign::Quote,
        _ => Sign::Other,
    };
    sign.count(counts);
}

/// A sign of several bytes, and their number.
pub(super) fn wide_sign(text: &[u8], at: usize, end: usize) -> (usize, Sign) {
    let length = match text[at] {
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    let character = &text[at..end.min(at + length)];
    let sign = match std::str::from_utf8(character).ok().and_then(|it| it.chars().next()) {
        Some('…' | '。' | '！' | '？') => Sign::Stop,
        Some('’' | '‘' | '“' | '”' | '„' | '«' | '»') => Sign::Quote,
        Some('\u{a0}' | '\u{200b}' | '\u{feff}' | '\u{2009}' | '\u{3000}' | '\u{ad}') => Sign::Blank,
        _ => Sign::Other,
    };
    (character.len(), sign)
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Stop,
    Comma,
    Colon,
    Bracket,
    Quote,
    Blank,
    Other,
}

impl Sign {
    #[inline]
    pub(super) fn count(self, counts: &mut Counts) {
        counts.last = match self {
            Sign::Blank => return,
            Sign::Stop => {
                counts.stops += 1;
                Edge::Stop
            }
            // A quotation mark behind a full stop leaves the sentence ended.
            Sign::Quote if counts.last == Edge::Stop => Edge::Stop,
            Sign::Comma => Edge::Comma,
            Sign::Colon => {
                if counts.before_colon == 0 {
                    counts.before_colon = counts.words;
                }
                Edge::Colon
            }
            Sign::Bracket => Edge::Bracket,
            Sign::Quote | Sign::Other => Edge::Other,
        };
    }
}
