//! Characters beyond ASCII that can be read without Unicode tables.

use super::Class;

/// What a character beyond ASCII is to the walk.
///
/// A list of what is common, not of what there is: whatever does not stand here is read the long way, with the same
/// result. All that stands here is its own NFKC form without case, or never part of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    /// A token of its own.
    EastAsian,
    /// Part of words.
    Letter,
    /// Joins what is said of its ASCII likeness.
    Mid(Class),
    /// Never in a word.
    Break,
    Blank,
    /// Everything else.
    Unknown,
}

pub(super) fn wide(character: char) -> Wide {
    match character {
        '\u{4E00}'..='\u{9FFF}' // Han
        | '\u{3041}'..='\u{3096}' // Hiragana
        | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' // Katakana
        | '\u{AC00}'..='\u{D7A3}' // Hangul syllables
        | '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' => Wide::EastAsian,
        '\u{E0}'..='\u{F6}' | '\u{F8}'..='\u{FF}' // Latin
        | '\u{3B1}'..='\u{3C1}' | '\u{3C3}'..='\u{3C9}' // Greek, no final sigma
        | '\u{430}'..='\u{45F}' => Wide::Letter, // Cyrillic
        // Two letters in one, and letters whose capitals have another small letter.
        '\u{131}' | '\u{133}' | '\u{140}' | '\u{149}' | '\u{17F}' => Wide::Unknown,
        '\u{100}'..='\u{17F}' if character.is_lowercase() => Wide::Letter,
        '\u{2018}' | '\u{2019}' | '\u{FF0E}' => Wide::Mid(Class::Mid), // ‘ ’ ．
        '\u{B7}' | '\u{FF1A}' => Wide::Mid(Class::MidLetter), // · ：
        '\u{FF0C}' | '\u{FF1B}' => Wide::Mid(Class::MidDigit), // ， ；
        '\u{A3}' | '\u{A7}' | '\u{A9}' | '\u{AB}' | '\u{AE}' | '\u{B0}' | '\u{BB}' // £ § © « ® ° »
        | '\u{2010}'..='\u{2015}' | '\u{201A}'..='\u{201E}' // dashes, quotes
        | '\u{2020}'..='\u{2022}' | '\u{2026}' | '\u{20AC}' // † ‡ • … €
        | '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301B}' // 、 。 brackets
        | '\u{FF01}' | '\u{FF08}' | '\u{FF09}' | '\u{FF1F}' | '\u{FF5E}' => Wide::Break, // ！ （ ） ？ ～
        _ if character.is_whitespace() => Wide::Blank,
        _ => Wide::Unknown,
    }
}

/// Whether it is a token of its own, said fast: Han, Hiragana, Katakana, but for a few, and Hangul syllables.
pub(super) fn is_common_east_asian(character: u32) -> bool {
    matches!(character, 0x4E00..=0x9FFF | 0x3041..=0x3096 | 0x30A1..=0x30FA | 0xAC00..=0xD7A3)
}

/// Whether what follows can be read without what stands before: nothing composes with these from the left, and no word
/// goes on in them.
pub(super) fn is_cut(character: char) -> bool {
    character.is_whitespace() || wide(character) == Wide::EastAsian
}

/// Whether it is an ASCII character as wide as a Chinese one.
pub(super) fn is_fullwidth(character: char) -> bool {
    matches!(character, '\u{FF01}'..='\u{FF5E}')
}
