//! Closed lists of phrases, and how they are found in texts.
//!
//! Nearly all texts are no phrase of a list, and nearly always their first bytes show it: a list remembers the first
//! bytes of its phrases in a small filter (as a Bloom filter with one hash: Bloom, Space/Time Trade-offs in Hash Coding,
//! 1970), and looks closer only where it lets a text pass.

use std::{collections::BTreeSet, iter};

use crate::words::{first_plain_words, is_apart, is_unspaced, plain_words, small_letter};

/// A closed list of phrases, each as [`plain_words`] writes it. A `*` in a phrase stands for one to four words.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// Those without a gap. Sorted.
    exact: Vec<&'static str>,
    /// Sorted.
    gapped: Vec<Gapped>,
    heads: Heads,
    /// How those end that begin with their gap.
    open_ends: Heads,
    /// How many words the longest phrase can have: a longer text is none of them.
    most_words: usize,
}

const MOST_IN_GAP: usize = 4;

impl Phrases {
    /// The list of these phrases, in any order, some perhaps twice.
    pub(crate) fn new(mut phrases: Vec<&'static str>) -> Self {
        // Lists of several languages, each of them sorted: a stable sort is made for such.
        phrases.sort();
        phrases.dedup();
        let n_of = |it: &str, mark: u8| it.bytes().filter(|it| *it == mark).count();
        let n_words = |it: &&str| 1 + n_of(it, b' ') + (MOST_IN_GAP - 1) * n_of(it, b'*');
        let most_words = phrases.iter().map(n_words).max().unwrap_or(0);
        let heads = Heads::of_starts(&phrases);
        let (gapped, exact): (Vec<&str>, Vec<&str>) = phrases.into_iter().partition(|it| it.contains('*'));
        let gapped: Vec<Gapped> = gapped.into_iter().map(Gapped::new).collect();
        let open_ends = Heads::of_ends(gapped.iter().filter(|it| it.is_open()));
        Self { exact, gapped, heads, open_ends, most_words }
    }

    /// Whether a text is one of the phrases, but for case and marks.
    pub(crate) fn contains(&self, text: &str) -> bool {
        self.may_start(Head::of(text)) && self.whole_words(text).is_some_and(|it| self.contains_words(&it))
    }

    /// Whether a text is one of the phrases without a gap, but for case and marks.
    pub(crate) fn is_exactly(&self, text: &str) -> bool {
        self.may_begin(Head::of(text)) && self.whole_words(text).is_some_and(|it| self.has_exactly(&it))
    }

    /// The plain words of a text, if there are no more than a phrase can have.
    fn whole_words(&self, text: &str) -> Option<String> {
        let (words, is_whole) = first_plain_words(text, self.most_words);
        is_whole.then_some(words)
    }

    /// Whether plain words are one of the phrases.
    pub(crate) fn contains_words(&self, words: &str) -> bool {
        if self.may_begin(Head::of_words(words)) {
            return self.has_exactly(words) || self.gapped.iter().any(|it| it.is_whole(words));
        }
        self.open_ends.may_have(Head::of_end(words)) && self.gapped.iter().any(|it| it.is_open() && it.is_whole(words))
    }

    fn has_exactly(&self, words: &str) -> bool {
        self.exact.binary_search(&words).is_ok()
    }

    /// Whether a phrase may start like this. Where none does, no phrase stands there.
    pub(crate) fn may_start(&self, head: Head) -> bool {
        self.heads.may_have(head)
    }

    /// Whether a text with this head may be one of the phrases.
    pub(crate) fn may_be(&self, head: Head, text: &str) -> bool {
        self.may_begin(head) || self.open_ends.has_any() && self.open_ends.may_have(Head::of_text_end(text))
    }

    /// The longest phrase without a gap with which a text begins, but for case and marks.
    pub(crate) fn start_of(&self, text: &str) -> Option<&'static str> {
        let may_begin = self.may_begin(Head::of(text));
        if may_begin { self.start_of_words(&first_plain_words(text, self.most_words).0) } else { None }
    }

    /// The same for plain words.
    pub(crate) fn start_of_words(&self, words: &str) -> Option<&'static str> {
        let found = if self.may_begin(Head::of_words(words)) { self.at_start(words).next() } else { None };
        found.map(|it| self.exact[it])
    }

    /// Whether a phrase that does not begin with its gap may start like this.
    pub(crate) fn may_begin(&self, head: Head) -> bool {
        self.heads.has(head)
    }

    /// How long the longest phrase is with which plain words begin: it ends at a blank, and before `ends[..]` are up.
    pub(crate) fn length_at_start(&self, words: &str, ends: &[usize]) -> Option<usize> {
        let most = *ends.last()?;
        let mut exact = self.at_start(words).map(|it| self.exact[it].len());
        let exact = exact.find(|it| *it <= most && (words.len() == *it || words.as_bytes()[*it] == b' '));
        let may_have_gap = self.gapped.iter().any(|it| it.may_start(words) && words.starts_with(it.pieces[0]));
        let is_gapped = |end: &&usize| self.gapped.iter().any(|it| it.is_whole(&words[..**end]));
        let gapped = if may_have_gap { ends.iter().rev().find(is_gapped).copied() } else { None };
        exact.max(gapped)
    }

    /// The longest phrase without a gap with which a text ends, but for case and marks.
    pub(crate) fn end_of(&self, text: &str) -> Option<&'static str> {
        let words = plain_words(text);
        let mut found = None;
        each_place(&words, |at| found = found.or_else(|| self.exact.binary_search(&&words[at..]).ok()));
        found.map(|it| self.exact[it])
    }

    /// A phrase that stands in plain words: those without a gap come first.
    pub(crate) fn found_in(&self, words: &str) -> Option<&'static str> {
        let (exact, gapped) = self.stand_in(words);
        let exact = exact.first().map(|it| self.exact[*it]);
        exact.or_else(|| gapped.first().map(|it| self.gapped[*it].phrase))
    }

    /// How many of the phrases stand in plain words, those with a gap too.
    pub(crate) fn n_found_in(&self, words: &str) -> usize {
        let (exact, gapped) = self.stand_in(words);
        exact.len() + gapped.len()
    }

    /// The phrases that stand in plain words, by their places in the lists of those without and with a gap.
    fn stand_in(&self, words: &str) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let (mut exact, mut gapped) = (BTreeSet::new(), BTreeSet::new());
        each_place(words, |at| {
            let rest = &words[at..];
            if self.may_start(Head::of_words(rest)) {
                exact.extend(self.at_start(rest));
                let stands = |it: &(usize, &Gapped)| it.1.may_start(rest) && it.1.is_at_start(rest, is_apart);
                gapped.extend(self.gapped.iter().enumerate().filter(stands).map(|it| it.0));
            }
        });
        (exact, gapped)
    }

    /// The phrases without a gap with which plain words begin, by their place in the list, the longest first.
    fn at_start(&self, words: &str) -> impl Iterator<Item = usize> {
        let words_bytes = words.as_bytes();
        // Every phrase that is still to come is a beginning of these bytes.
        let mut bound = words.len();
        let next = move || {
            loop {
                let at = self.exact.partition_point(|it| it.as_bytes() <= &words_bytes[..bound]).checked_sub(1)?;
                let phrase = self.exact[at].as_bytes();
                let n_shared = iter::zip(phrase, words_bytes).take_while(|(a, b)| a == b).count();
                if n_shared == phrase.len() {
                    bound = n_shared.checked_sub(1)?;
                    return Some(at);
                }
                bound = n_shared;
            }
        };
        iter::from_fn(next).filter(|it| is_apart(&words[self.exact[*it].len()..]))
    }
}

/// Visits the places where a word begins in plain words, and what is written without blanks may.
fn each_place(words: &str, mut visit: impl FnMut(usize)) {
    visit(0);
    for (at, byte) in words.bytes().enumerate() {
        match byte {
            b' ' => visit(at + 1),
            // A letter of several bytes begins.
            0xc0.. => {
                let letter = words[at..].chars().next().expect("a letter begins here");
                let end = at + letter.len_utf8();
                if is_unspaced(letter) && end < words.len() {
                    visit(end);
                }
            }
            _ => {}
        }
    }
}

/// A phrase with gaps.
#[derive(Debug)]
struct Gapped {
    phrase: &'static str,
    /// What stands before, between and behind the gaps.
    pieces: Vec<&'static str>,
}

impl Gapped {
    fn new(phrase: &'static str) -> Self {
        Self { phrase, pieces: phrase.split('*').collect() }
    }

    /// Whether it begins with a gap.
    fn is_open(&self) -> bool {
        self.phrase.starts_with('*')
    }

    /// Whether plain words begin with the same byte, if they do not begin with the gap.
    fn may_start(&self, words: &str) -> bool {
        self.is_open() || self.phrase.as_bytes()[0] == words.as_bytes().first().copied().unwrap_or_default()
    }

    /// Whether plain words are the phrase and nothing else.
    fn is_whole(&self, words: &str) -> bool {
        self.pieces.last().is_some_and(|it| words.ends_with(it)) && self.is_at_start(words, str::is_empty)
    }

    /// Whether plain words begin with the phrase, and what is behind it ends as it should.
    fn is_at_start(&self, words: &str, ends: fn(&str) -> bool) -> bool {
        let (first, others) = self.pieces.split_first().expect("a phrase has pieces");
        words.strip_prefix(first).is_some_and(|it| follow_gap(it, others, ends))
    }
}

/// Whether a gap stands at the start, and behind it these pieces with gaps between.
fn follow_gap(words: &str, pieces: &[&str], ends: fn(&str) -> bool) -> bool {
    let [piece, others @ ..] = pieces else { return ends(words) };
    let mut n_words = 1;
    let mut is_in_word = false;
    for (at, letter) in words.char_indices() {
        if is_in_word
            && let Some(rest) = words[at..].strip_prefix(piece)
            && if others.is_empty() { ends(rest) } else { follow_gap(rest, others, ends) }
        {
            return true;
        }
        n_words += usize::from(letter == ' ');
        if letter == ' ' && !is_in_word || n_words > MOST_IN_GAP {
            return false;
        }
        is_in_word = letter != ' ';
    }
    is_in_word && piece.is_empty() && others.is_empty() && ends("")
}

/// The first bytes of plain words, as many as there are up to eight, the first the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head(u64);

const MOST_IN_HEAD: usize = 8;

impl Head {
    /// The head of a text, once it is plain words.
    pub(crate) fn of(text: &str) -> Self {
        Self::of_bytes(text.bytes()).unwrap_or_else(|| Self::of_any(text))
    }

    /// The same for the bytes of a text, or for those of one from behind. Nothing where a byte is in the way that may be
    /// a part of a word, and is none of ASCII.
    fn of_bytes(bytes: impl Iterator<Item = u8>) -> Option<Self> {
        let (mut head, mut n_bits) = (0, 0);
        let mut has_mark = false;
        for byte in bytes {
            let letter = small_letter(byte);
            if letter != 0 {
                if has_mark && n_bits > 0 {
                    head |= u64::from(b' ') << n_bits;
                    n_bits += u8::BITS;
                }
                has_mark = false;
                if n_bits < u64::BITS {
                    head |= u64::from(letter) << n_bits;
                    n_bits += u8::BITS;
                }
                if n_bits == u64::BITS {
                    break;
                }
            } else if byte.is_ascii() && byte != b'\'' {
                has_mark = true;
            } else {
                return None;
            }
        }
        Some(Self(head))
    }

    fn of_any(text: &str) -> Self {
        // Where words have no blanks between them, the first one may be the whole text.
        const USUALLY_ENOUGH: usize = 48;
        let is_end = |it: &usize| text.is_char_boundary(*it);
        let start = &text[..(0..=USUALLY_ENOUGH.min(text.len())).rev().find(is_end).unwrap_or(0)];
        // Each word but the last has a byte and a blank behind it.
        let head = |it: &str| Self::of_words(&first_plain_words(it, 1 + MOST_IN_HEAD / 2).0);
        Some(head(start)).filter(|it| it.is_full()).unwrap_or_else(|| head(text))
    }

    fn hash(self) -> u64 {
        // Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, 6.4), by the golden ratio.
        self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// The head of plain words, each for itself.
    pub(crate) fn of_each(words: &[String]) -> Self {
        let mut bytes = [0; MOST_IN_HEAD];
        let blanks = iter::once("").chain(iter::repeat(" "));
        let all = iter::zip(blanks, words).flat_map(|(blank, word)| blank.bytes().chain(word.bytes()));
        for (place, byte) in bytes.iter_mut().zip(all) {
            *place = byte;
        }
        Self(u64::from_le_bytes(bytes))
    }

    /// After how many bytes a word ends, or may in scripts without blanks: bit `n` stands for `n + 1`.
    fn word_ends(self) -> u8 {
        const LOW: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = 0x8080_8080_8080_8080;
        // Bit twiddling on eight bytes at once (Mycroft, 1987). A byte behind a hit may be taken for one too.
        let is_zero = |it: u64| it.wrapping_sub(LOW) & !it;
        let ends = (is_zero(self.0) | is_zero(self.0 ^ (LOW * 0x20)) | self.0) & HIGH;
        // Gathers the highest bits of all bytes; that of the first tells nothing.
        let bits = ((ends >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8;
        bits >> 1 | 1 << (MOST_IN_HEAD - 1)
    }

    /// Whether there are as many bytes as a head can have.
    pub(crate) fn is_full(self) -> bool {
        self.0.to_le_bytes()[MOST_IN_HEAD - 1] != 0
    }

    /// Whether the first word may be a number.
    pub(crate) fn may_be_number(self) -> bool {
        self.0.to_le_bytes()[0].is_ascii_digit()
    }

    /// The head of plain words.
    pub(crate) fn of_words(words: &str) -> Self {
        if let Some(bytes) = words.as_bytes().first_chunk() {
            return Self(u64::from_le_bytes(*bytes));
        }
        let mut bytes = [0; MOST_IN_HEAD];
        bytes[..words.len()].copy_from_slice(words.as_bytes());
        Self(u64::from_le_bytes(bytes))
    }

    /// The last bytes of a text, once it is plain words: the head of what they are from behind.
    fn of_text_end(text: &str) -> Self {
        Self::of_bytes(text.bytes().rev()).unwrap_or_else(|| Self::of_any_end(text))
    }

    fn of_any_end(text: &str) -> Self {
        const USUALLY_ENOUGH: usize = 32;
        let is_start = |it: &usize| text.is_char_boundary(*it);
        let start = (text.len().saturating_sub(USUALLY_ENOUGH)..text.len()).find(is_start).unwrap_or(0);
        let end = plain_words(&text[start..]);
        if end.len() < MOST_IN_HEAD { Self::of_end(&plain_words(text)) } else { Self::of_end(&end) }
    }

    /// The last bytes of plain words: the head of what they are from behind.
    fn of_end(words: &str) -> Self {
        if let Some(bytes) = words.as_bytes().last_chunk() {
            return Self(u64::from_be_bytes(*bytes));
        }
        let mut bytes = [0; MOST_IN_HEAD];
        bytes[MOST_IN_HEAD - words.len()..].copy_from_slice(words.as_bytes());
        Self(u64::from_be_bytes(bytes))
    }
}

/// How a phrase starts, up to its gap: the head, its length, and whether a word ends behind it.
fn start(phrase: &str) -> (Head, usize, bool) {
    let gap = phrase.bytes().position(|it| it == b'*');
    let start = &phrase[..gap.unwrap_or(phrase.len())];
    let ends_word = gap.is_none() || start.ends_with(' ');
    let start = start.trim_end();
    (Head::of_words(start), start.len().min(MOST_IN_HEAD), ends_word)
}

/// How many bytes heads have: bit `n` stands for `n + 1`.
#[derive(Clone, Copy, Debug, Default)]
struct Lengths {
    /// A word ends behind these, where they are not full.
    of_words: u8,
    /// The same for heads of phrases whose gap begins in a word.
    in_words: u8,
}

impl Lengths {
    fn add(&mut self, length: usize, ends_word: bool) {
        *(if ends_word { &mut self.of_words } else { &mut self.in_words }) |= 1 << (length - 1);
    }

    /// A head, cut to each of these lengths that it may have.
    fn cuts(self, head: Head) -> impl Iterator<Item = Head> {
        const FULL: u8 = 1 << (MOST_IN_HEAD - 1);
        let ends = if self.of_words & !FULL == 0 { FULL } else { head.word_ends() };
        let mut lengths = self.of_words & ends | self.in_words;
        iter::from_fn(move || {
            let length = (lengths != 0).then(|| lengths.trailing_zeros())?;
            lengths &= lengths - 1;
            Some(Head(head.0 & (u64::MAX >> (56 - 8 * length))))
        })
    }
}

/// The heads of a list of phrases, as a filter: what it does not have, it denies for sure.
#[derive(Debug)]
struct Heads {
    lengths: Lengths,
    /// Whether one of them is empty: anything may begin so.
    has_empty: bool,
    bits: Vec<u64>,
    /// So many bits of a hash are left out.
    shift: u32,
}

/// So many bits for a head, two of them set: one strange head in two hundred passes.
const BITS_PER_HEAD: usize = 32;

impl Heads {
    /// The heads of phrases, of those with a gap up to that. Those that begin with it have an empty one.
    fn of_starts(phrases: &[&str]) -> Self {
        let mut heads = Self::for_number(phrases.len());
        for (head, length, ends_word) in phrases.iter().map(|it| start(it)) {
            heads.add(head, length, ends_word);
        }
        heads
    }

    /// The heads of phrases with a gap as they are from behind. Those that end with it have an empty one.
    fn of_ends<'g>(phrases: impl Iterator<Item = &'g Gapped> + Clone) -> Self {
        let mut heads = Self::for_number(phrases.clone().count());
        for phrase in phrases {
            let end = phrase.pieces.last().expect("a phrase has pieces");
            let word_end = end.trim_start();
            heads.add(Head::of_end(word_end), word_end.len().min(MOST_IN_HEAD), end.starts_with(' '));
        }
        heads
    }

    fn for_number(n_phrases: usize) -> Self {
        let n_bits = (n_phrases * BITS_PER_HEAD).next_power_of_two().max(64);
        let shift = u64::BITS - n_bits.ilog2();
        Self { lengths: Lengths::default(), has_empty: false, bits: vec![0; n_bits / 64], shift }
    }

    fn add(&mut self, head: Head, length: usize, ends_word: bool) {
        if length == 0 {
            self.has_empty = true;
            return;
        }
        self.lengths.add(length, ends_word);
        let (word, bits) = self.place(head);
        self.bits[word] |= bits;
    }

    /// Whether there is one.
    fn has_any(&self) -> bool {
        self.has_empty || self.bits.iter().any(|it| *it != 0)
    }

    fn may_have(&self, head: Head) -> bool {
        self.has_empty || self.has(head)
    }

    /// The same for a head that is not empty.
    fn has(&self, head: Head) -> bool {
        self.lengths.cuts(head).any(|it| {
            let (word, bits) = self.place(it);
            self.bits[word] & bits == bits
        })
    }

    fn place(&self, head: Head) -> (usize, u64) {
        let hash = head.hash();
        let (place, other) = (hash >> self.shift, hash >> (self.shift - 6));
        ((place / 64) as usize, 1 << (place % 64) | 1 << (other % 64))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;

    #[test]
    fn a_gap_is_one_to_four_words() {
        let phrases = Phrases::new(vec!["view at *", "share"]);
        assert!(phrases.contains("View at Harbour Books!") && phrases.contains("SHARE"));
        assert!(!phrases.contains("View at") && !phrases.contains("view at one two three four five"));
        assert_eq!(phrases.start_of("Share: this"), Some("share"));
        assert_eq!(phrases.start_of("Shares fell"), None);
        assert_eq!(phrases.found_in("please share it"), Some("share"));
        assert_eq!(phrases.n_found_in("share it or view at harbour books today"), 2);
        assert_eq!(phrases.n_found_in("shares at"), 0);
        let phrases = Phrases::new(vec!["本文含*链接"]);
        assert_eq!(phrases.n_found_in("请注意本文含推广链接哦"), 1);
    }

    const LIST: &[&str] = &["a", "a b", "a b a", "ab", "b * a", "* b b", "a a a a a", "本", "本a", "a * * b", "a*b"];

    /// What may stand beside a phrase, as a pattern.
    const APART: &str = "[ 々\u{3040}-\u{30ff}\u{3400}-\u{9fff}]";

    /// Looks for a phrase with a regular expression.
    fn has(phrase: &str, before: &str, after: &str, words: &str) -> bool {
        let pattern = regex::escape(phrase).replace(r"\*", r"\S+(?: \S+){0,3}");
        Regex::new(&format!("{before}{pattern}{after}")).expect("a pattern").is_match(words)
    }

    proptest! {
        #[test]
        fn phrases_are_found_as_by_patterns(text in "([ab本]{1,3} ?){0,9}", marks in "[ .'’]{0,2}") {
            let text = marks + &text.to_uppercase();
            let words = plain_words(&text);
            let phrases = Phrases::new(LIST.to_vec());
            let is_found = |before: &str, after: &str| {
                let (before, after) = (before.to_string(), after.to_string());
                let words = words.clone();
                move |it: &&&str| has(it, &before, &after, &words)
            };
            prop_assert_eq!(phrases.contains(&text), LIST.iter().any(|it| is_found("^", "$")(&it)));
            prop_assert_eq!(phrases.contains_words(&words), phrases.contains(&text));
            let (before, after) = (format!("(?:^|{APART})"), format!("(?:{APART}|$)"));
            prop_assert_eq!(phrases.n_found_in(&words), LIST.iter().filter(is_found(&before, &after)).count());
            let exact = || LIST.iter().filter(|it| !it.contains('*'));
            let start = exact().filter(is_found("^", &after)).max_by_key(|it| it.len());
            prop_assert_eq!(phrases.start_of(&text), start.copied());
            let end = exact().filter(is_found(&before, "$")).max_by_key(|it| it.len());
            prop_assert_eq!(phrases.end_of(&text), end.copied());
        }

        #[test]
        fn what_a_list_contains_may_be_of_it_by_its_start(text in "([ab本]{1,3} ?){0,5}") {
            let all = Phrases::new(LIST.to_vec());
            prop_assert!(all.may_be(Head::of(&text), &text) || !all.contains(&text));
            let closed = LIST.iter().copied().filter(|it| !it.starts_with('*')).collect();
            for list in [Phrases::new(vec!["b"]), Phrases::new(closed)] {
                let may_start = list.may_start(Head::of(&text));
                prop_assert!(list.may_be(Head::of(&text), &text) || !list.contains(&text));
                prop_assert!(may_start || !list.contains(&text) && list.start_of(&text).is_none());
            }
        }

        #[test]
        fn the_head_of_a_text_is_that_of_its_words(text in "[aB9é本 '’.]{0,14}", times in 1..9_usize) {
            let text = text.repeat(times);
            prop_assert_eq!(Head::of(&text), Head::of_words(&plain_words(&text)));
            prop_assert_eq!(Head::of_text_end(&text), Head::of_end(&plain_words(&text)));
        }
    }
}
