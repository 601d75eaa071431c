//! Text reduced to what comparisons need.

use crate::phrases::{Head, Phrases};

/// Lower case, letters and digits only, single blanks between words.
pub(crate) fn plain_words(text: &str) -> String {
    first_plain_words(text, usize::MAX).0
}

/// Few words have more bytes.
const USUAL_LENGTH: usize = 12;

/// The same for the first `most` words, and whether there are no more.
pub(crate) fn first_plain_words(text: &str, most: usize) -> (String, bool) {
    let mut writer = WordWriter::new(text.len().min(most.saturating_mul(USUAL_LENGTH)), most);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let goes_on = if small_letter(byte) != 0 {
            let goes_on = writer.letter(|words| words.push(small_letter(byte)));
            // Most letters stand behind another.
            while let Some(letter) = bytes.get(at).map(|it| small_letter(*it)).filter(|it| goes_on && *it != 0) {
                writer.words.push(letter);
                at += 1;
            }
            goes_on
        } else if byte == b'\'' {
            writer.apostrophe();
            true
        } else if byte.is_ascii() {
            writer.end();
            true
        } else {
            let letter = text[at - 1..].chars().next().expect("a letter begins here");
            at += letter.len_utf8() - 1;
            writer.other(letter)
        };
        if !goes_on {
            return (writer.finish(), false);
        }
    }
    (writer.finish(), true)
}

/// The small letter of a letter, or a digit as it is, where a byte is one of ASCII; else 0.
pub(crate) fn small_letter(byte: u8) -> u8 {
    const SMALL_LETTERS: [u8; 256] = {
        let mut letters = [0; 256];
        let mut byte = 0;
        while byte < 128 {
            if (byte as u8).is_ascii_alphanumeric() {
                letters[byte] = (byte as u8).to_ascii_lowercase();
            }
            byte += 1;
        }
        letters
    };
    SMALL_LETTERS[byte as usize]
}

/// Puts words together from their letters.
struct WordWriter {
    words: Vec<u8>,
    n_words: usize,
    most: usize,
    is_in_word: bool,
    /// Apostrophes behind the last letter: where another one follows they belong to the word.
    n_apostrophes: usize,
}

impl WordWriter {
    fn new(capacity: usize, most: usize) -> Self {
        Self { words: Vec::with_capacity(capacity), n_words: 0, most, is_in_word: false, n_apostrophes: 0 }
    }

    /// Writes a letter. Tells whether there was room for its word.
    #[inline]
    fn letter(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        if !self.is_in_word {
            if self.n_words == self.most {
                return false;
            }
            self.n_words += 1;
            self.is_in_word = true;
            if !self.words.is_empty() {
                self.words.push(b' ');
            }
        } else if self.n_apostrophes > 0 {
            self.words.extend(std::iter::repeat_n(b'\'', self.n_apostrophes));
            self.n_apostrophes = 0;
        }
        write(&mut self.words);
        true
    }

    fn apostrophe(&mut self) {
        self.n_apostrophes += usize::from(self.is_in_word);
    }

    fn end(&mut self) {
        self.is_in_word = false;
        self.n_apostrophes = 0;
    }

    /// Takes in what is not ASCII.
    fn other(&mut self, letter: char) -> bool {
        if letter == '’' {
            self.apostrophe();
        } else if letter.is_alphanumeric() {
            // The small letter of `İ` comes with a dot of its own, which is no letter.
            let small = letter.to_lowercase().filter(|it| *it != '\u{307}');
            return self.letter(|words| {
                small.for_each(|it| words.extend_from_slice(it.encode_utf8(&mut [0; 4]).as_bytes()));
            });
        } else {
            self.end();
        }
        true
    }

    fn finish(self) -> String {
        String::from_utf8(self.words).expect("whole letters")
    }
}

/// Whether a phrase stands in a text and does not end or begin inside of a word; both are plain words.
pub(crate) fn stands_in(words: &str, phrase: &str) -> bool {
    words.match_indices(phrase).any(|(at, _)| ends_apart(&words[..at]) && is_apart(&words[at + phrase.len()..]))
}

/// Whether what follows a phrase is not the rest of its last word. Chinese and Japanese have no blanks.
pub(crate) fn is_apart(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ') || rest.starts_with(is_unspaced)
}

/// The same for what stands before a phrase.
pub(crate) fn ends_apart(before: &str) -> bool {
    before.is_empty() || before.ends_with(' ') || before.ends_with(is_unspaced)
}

/// Whether words are written without blanks in this script.
pub(crate) fn is_unspaced(it: char) -> bool {
    matches!(it, '々' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

/// The longest text that [`pieces`] looks at, and the longest piece it looks for, in words.
const MOST_WORDS: usize = 40;
const MOST_WORDS_IN_PIECE: usize = 16;

/// The pieces that a text consists of, in order, as plain words, if it is nothing but phrases of these lists and numbers:
/// a row of buttons or fields whose frames were lost. The longest piece counts first.
pub(crate) fn pieces(text: &str, lists: &[&Phrases]) -> Option<Vec<String>> {
    if !may_have_pieces(Head::of(text), lists) {
        return None;
    }
    let (words, is_whole) = first_plain_words(text, MOST_WORDS);
    if is_whole { pieces_of_words(&words, lists) } else { None }
}

/// Whether a text with this head may consist of such pieces.
pub(crate) fn may_have_pieces(head: Head, lists: &[&Phrases]) -> bool {
    lists.iter().any(|it| it.may_start(head)) || may_be_piece(head)
}

/// Whether a piece that is no phrase may begin like this: a number, or nothing at all.
pub(crate) fn may_be_piece(head: Head) -> bool {
    head.may_be_number() || head == Head::default()
}

/// The same for plain words.
pub(crate) fn pieces_of_words(words: &str, lists: &[&Phrases]) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = words;
    let mut n_words = 0;
    while !rest.is_empty() {
        if !may_have_pieces(Head::of_words(rest), lists) {
            return None;
        }
        let ends = rest.match_indices(' ').map(|it| it.0).chain([rest.len()]);
        let ends: Vec<usize> = ends.take(MOST_WORDS_IN_PIECE).collect();
        let end = match lists.iter().filter_map(|it| it.length_at_start(rest, &ends)).max() {
            Some(end) => {
                found.push(rest[..end].to_string());
                end
            }
            None if is_number(&rest[..ends[0]]) => ends[0],
            None => return None,
        };
        n_words += rest[..end].split(' ').count();
        rest = rest[end..].trim_start();
    }
    (n_words <= MOST_WORDS).then_some(found)
}

/// Whether a word is a count: `12`, `3k`.
pub(crate) fn is_number(word: &str) -> bool {
    let digits = word.trim_end_matches(['k', 'm']);
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

/// Whether a text has a letter or a digit.
pub(crate) fn has_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// How many words a text has; a CJK character counts as one.
pub(crate) fn n_words(text: &str) -> usize {
    let is_korean = |it: char| matches!(it, '\u{ac00}'..='\u{d7af}');
    let (mut n_words, mut n_here, mut is_in_word) = (0, 0, false);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        let is_blank = match byte {
            b'!'..=b'~' => false,
            b'\t'..=b'\r' | b' ' => true,
            ..0x80 => false,
            _ => {
                let letter = text[at - 1..].chars().next().expect("a letter begins here");
                at += letter.len_utf8() - 1;
                n_here += usize::from(is_unspaced(letter) || is_korean(letter));
                letter.is_whitespace()
            }
        };
        if is_blank {
            n_words += if is_in_word { n_here.max(1) } else { 0 };
            n_here = 0;
        }
        is_in_word = !is_blank;
    }
    n_words + if is_in_word { n_here.max(1) } else { 0 }
}

/// How long a text is in words, where a limit has to hold for all scripts: two Chinese characters make a word, and so
/// does a run of Katakana; Korean has blanks.
pub(crate) fn n_terms(text: &str) -> usize {
    let is_katakana = |it: char| matches!(it, '\u{30a0}'..='\u{30ff}');
    let n_terms_of = |word: &str| {
        let n_characters = word.chars().filter(|it| is_unspaced(*it) && !is_katakana(*it)).count();
        let n_runs = word.split(|it| !is_katakana(it)).filter(|it| !it.is_empty()).count();
        (n_characters.div_ceil(2) + n_runs).max(1)
    };
    if text.is_ascii() { text.split_whitespace().count() } else { text.split_whitespace().map(n_terms_of).sum() }
}

/// Whether a text is shaped like a name: one to `most_words` words, each with a capital or from a script without
/// capitals, besides small words such as "de" and "van" between them.
pub(crate) fn is_name(text: &str, most_words: usize) -> bool {
    const PARTICLES: &[&str] =
        &["al", "and", "bin", "da", "de", "del", "den", "der", "di", "la", "le", "of", "van", "von", "y", "&"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_inner = |index: usize| index > 0 && index + 1 < words.len();
    let is_part = |(index, word): (usize, &&str)| {
        let mut letters = word.chars().skip_while(|it| matches!(it, '(' | '"' | '“' | '\'' | '‘'));
        let first = letters.next();
        let is_capital = first.is_some_and(|it| it.is_alphabetic() && !it.is_lowercase());
        is_capital && !word.contains(is_sentence_mark) || is_inner(index) && PARTICLES.contains(word)
    };
    (1..=most_words).contains(&n_words(text)) && words.iter().enumerate().all(is_part)
}

/// Marks that stand in no name.
fn is_sentence_mark(it: char) -> bool {
    matches!(
        it,
        ',' | ';' | ':' | '!' | '?' | '…' | '。' | '，' | '、' | '：' | '=' | '<' | '>' | '/' | '|' | '[' | ']'
    )
}

/// Whether a sentence ends here.
pub(crate) fn has_end_mark(text: &str) -> bool {
    let text = text.trim_end_matches(|it: char| it.is_whitespace() || closes_quote(it));
    text.ends_with(is_end_mark)
}

/// Whether the mark ends a sentence, or a part of one that is complete.
pub(crate) fn is_end_mark(it: char) -> bool {
    matches!(it, '.' | '!' | '?' | '…' | ':' | ';' | '।' | '؟' | '۔' | '。' | '．' | '｡' | '！' | '？' | '：' | '；')
}

/// Whether the mark may stand behind an end mark.
pub(crate) fn closes_quote(it: char) -> bool {
    matches!(
        it,
        '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*' | '_' | '」' | '』' | '）' | '】' | '〕' | '］' | '》' | '〉'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_lose_case_and_marks() {
        for (text, words) in
            [("**You’ll** like: “This”, too!", "you'll like this too"), ("İletişim ‘için’", "iletişim için"), ("*", "")]
        {
            assert_eq!(plain_words(text), words, "{text}");
            assert_eq!(plain_words(words), words, "{words}");
        }
    }

    /// The definition, letter by letter.
    fn plain_words_by_definition(text: &str) -> String {
        let words = text.split(|it: char| !it.is_alphanumeric() && it != '\'' && it != '’');
        let words = words.map(|it| it.trim_matches(['\'', '’'])).filter(|it| !it.is_empty());
        let small = |it: &str| it.to_lowercase().replace('\u{307}', "").replace('’', "'");
        words.map(small).collect::<Vec<_>>().join(" ")
    }

    fn n_words_by_definition(text: &str) -> usize {
        let is_word = |it: &char| is_unspaced(*it) || matches!(it, '\u{ac00}'..='\u{d7af}');
        text.split_whitespace().map(|it| it.chars().filter(is_word).count().max(1)).sum()
    }

    proptest! {
        #[test]
        fn words_are_what_they_are_defined_to_be(text in "[abBİé1'’.本한 \u{a0}\u{3000}\n\u{b}-]{0,24}", most in 0_usize..6) {
            let expected = plain_words_by_definition(&text);
            prop_assert_eq!(&plain_words(&text), &expected);
            let (first, is_whole) = first_plain_words(&text, most);
            prop_assert_eq!(&first, &expected.split(' ').take(most).collect::<Vec<_>>().join(" "));
            prop_assert_eq!(is_whole, first == expected);
            prop_assert_eq!(n_words(&text), n_words_by_definition(&text));
        }
    }

    #[test]
    fn names_are_short_and_begin_with_capitals() {
        for name in ["Ruth", "R. Calder", "Ruth van der Berg", "高橋 花子", "О. Лебедева", "Ruth O'Neill-Calder"]
        {
            assert!(is_name(name, 4), "{name}");
        }
        for text in ["", "by Ruth", "Ruth said", "Ruth, Oda", "Ruth Calder And Her Two Dogs", "of Oslo", "12 May"] {
            assert!(!is_name(text, 4), "{text}");
        }
    }

    #[test]
    fn a_row_is_pieces_and_numbers() {
        let buttons = Phrases::new(vec!["tweet", "pin it", "pin it up there"]);
        assert_eq!(pieces("Tweet 12 | Pin it 3k", &[&buttons]), Some(vec!["tweet".into(), "pin it".into()]));
        assert_eq!(pieces("Pin it up", &[&buttons]), None);
    }

    #[test]
    fn two_characters_or_a_run_of_katakana_are_a_term() {
        assert_eq!((n_terms("Thank you"), n_terms("感谢您的反馈"), n_terms("기계 학습 입문")), (2, 3, 3));
        assert_eq!((n_terms("プログラミング"), n_terms("プログラミング入門")), (1, 2));
    }

    #[test]
    fn end_marks_may_stand_in_quotes() {
        assert!(has_end_mark("He said “no.”") && !has_end_mark("A headline"));
        assert!(has_end_mark("「もう来ない。」") && has_end_mark("（他走了。）") && !has_end_mark("「見出し」"));
    }
}
