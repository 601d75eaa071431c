//! What a headline is about: its words without those that any headline has.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use crate::common_words::{CJK_FUNCTION_CHARACTERS, SMALL_WORDS, says_nothing};

/// The words of a text by which its subject is known, reduced to what survives endings: the first four letters
/// of a word, the first two syllables of a Korean one, and each two neighbours among Chinese characters.
#[derive(Debug, Default)]
pub(crate) struct Subject {
    words: BTreeSet<String>,
    /// Of Chinese characters, which have no blanks between words.
    pairs: BTreeSet<String>,
}

impl Subject {
    /// The subject of a text.
    pub(crate) fn new(text: &str) -> Self {
        let mut subject = Self::default();
        for word in words(text) {
            if word.chars().any(is_chinese_or_kana) {
                subject.add_unspaced(&word);
            } else if !is_common(&word) {
                subject.words.insert(stem(&word).to_string());
            }
        }
        subject
    }

    /// How much it says, in halves of a word: a pair of characters is half a word.
    pub(crate) fn weight(&self) -> usize {
        2 * self.words.len() + self.pairs.len()
    }

    /// How much of that is written in a script. Latin names stand in headlines of all scripts.
    pub(crate) fn weight_of(&self, script: Script) -> usize {
        let is_name = |it: &&String| it.starts_with(|it: char| it.is_ascii_alphanumeric());
        let n_names = if script == Script::Latin { 0 } else { self.words.iter().filter(is_name).count() };
        self.weight() - 2 * n_names
    }

    /// How much of it another text says too, in halves of a word.
    pub(crate) fn weight_in(&self, other: &Self) -> usize {
        2 * self.words.intersection(&other.words).count() + self.pairs.intersection(&other.pairs).count()
    }

    /// Takes in a run without blanks: pairs of Chinese characters, and words of Katakana and Latin letters.
    fn add_unspaced(&mut self, run: &str) {
        // Hiragana are endings and particles.
        let has_meaning = |it: char| !is_hiragana(it) && !CJK_FUNCTION_CHARACTERS.contains(it);
        for piece in run.split(|it| !has_meaning(it)).flat_map(pieces_of_one_script) {
            if !piece.starts_with(is_chinese) {
                self.words.extend((!is_common(piece)).then(|| stem(piece).to_string()));
                continue;
            }
            let starts = piece.char_indices().map(|(start, _)| start);
            let ends = piece.char_indices().map(|(start, it)| start + it.len_utf8()).skip(1);
            let pairs = starts.zip(ends).map(|(start, end)| &piece[start..end]);
            self.pairs.extend(pairs.filter(|it| !says_nothing(it)).map(str::to_string));
        }
    }
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Chinese,
    Japanese,
    Korean,
}

/// The script of a headline. `None` if we know no words in it.
///
/// Latin names stand in headlines of all languages, so that one letter of another script decides.
pub(crate) fn script(text: &str) -> Option<Script> {
    let has = |is_one: fn(char) -> bool| text.chars().any(is_one);
    if has(is_kana) {
        Some(Script::Japanese)
    } else if has(is_hangul) {
        Some(Script::Korean)
    } else if has(is_chinese) {
        Some(Script::Chinese)
    } else if has(|it| matches!(it, '\u{400}'..='\u{52f}')) {
        Some(Script::Cyrillic)
    } else {
        let is_latin = |it: char| matches!(it, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        text.chars().all(|it| is_latin(it) || !it.is_alphabetic()).then_some(Script::Latin)
    }
}

/// Whether the small words of a headline are those of another language than the small words of a text.
pub(crate) fn is_of_another_language(headline: &str, text: &str) -> bool {
    // The languages of each word, by their places in the list.
    static LANGUAGES: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
        let mut languages: HashMap<&str, Vec<usize>> = HashMap::new();
        for (language, list) in SMALL_WORDS.iter().enumerate() {
            for word in list.split_ascii_whitespace().collect::<BTreeSet<_>>() {
                languages.entry(word).or_default().push(language);
            }
        }
        languages
    });
    let n_common = |text: &str| {
        let mut counts = [0_usize; SMALL_WORDS.len()];
        for word in words(text) {
            LANGUAGES.get(&*word).into_iter().flatten().for_each(|it| counts[*it] += 1);
        }
        counts
    };
    let (of_headline, of_text) = (n_common(headline), n_common(text));
    let Some((language, _)) = of_text.iter().enumerate().max_by_key(|(_, n)| **n) else { return false };
    let most = of_headline.iter().copied().max().unwrap_or_default();
    // One word alone, such as "a" or "die", may belong to any.
    most >= 2 && of_headline[language] * 2 < most
}

/// Lower-case words. What stands behind an apostrophe is a word of its own, too short to count.
fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let is_small = |it: &str| it.bytes().all(|it| it.is_ascii_lowercase());
    let small = move |it| if is_small(it) { Cow::Borrowed(it) } else { Cow::Owned(it.to_lowercase()) };
    text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(small)
}

/// Whether a word tells nothing of a subject: numbers and letters, small words, words of headlines.
fn is_common(word: &str) -> bool {
    word.chars().nth(1).is_none() || word.chars().all(char::is_numeric) || says_nothing(word)
}

fn stem(word: &str) -> &str {
    // A model number has no endings.
    if word.contains(char::is_numeric) {
        return word;
    }
    let n_letters = if word.starts_with(is_hangul) { 2 } else { 4 };
    let stem = word.char_indices().nth(n_letters).map_or(word, |it| &word[..it.0]);
    match stem.strip_suffix('s') {
        Some(singular) if stem == word && singular.len() >= 3 => singular,
        _ => stem,
    }
}

/// Cuts where Chinese characters, Katakana and other letters meet.
fn pieces_of_one_script(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (index, character) in text.char_indices() {
        let script = (is_chinese(character), is_kana(character));
        if before.is_some_and(|it| it != script) {
            pieces.push(&text[start..index]);
            start = index;
        }
        before = Some(script);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

fn is_chinese_or_kana(it: char) -> bool {
    is_chinese(it) || is_kana(it)
}

fn is_chinese(it: char) -> bool {
    matches!(it, '\u{3400}'..='\u{9fff}')
}

fn is_kana(it: char) -> bool {
    is_hiragana(it) || matches!(it, '\u{30a0}'..='\u{30ff}')
}

fn is_hiragana(it: char) -> bool {
    matches!(it, '\u{3040}'..='\u{309f}')
}

fn is_hangul(it: char) -> bool {
    matches!(it, '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let Subject { words, pairs } = Subject::new(text);
        assert_eq!(words.iter().chain(&pairs).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn common_words_and_numbers_are_left_out() {
        check("The Ultimate Guide to the 12 Best Ferries in 2024", &["ferr"]);
        check("Wie man die Fähre am Morgen erreicht", &["erre", "fähr", "morg"]);
        check("Как выбрать лодку для реки", &["лодк", "реки"]);
    }

    #[test]
    fn endings_do_not_matter() {
        check("a ferry, two ferries, the ferryman's", &["ferr"]);
        check("car cars", &["car"]);
        check("лодка лодки", &["лодк"]);
        check("나룻배를 나룻배는", &["나룻"]);
    }

    #[test]
    fn numbers_of_models_are_words() {
        check("Kayak MX40 or MX45", &["kaya", "mx40", "mx45"]);
    }

    #[test]
    fn chinese_and_japanese_are_taken_in_pairs() {
        check("修理旧船", &["修理", "旧船", "理旧"]);
        check("渡し船のエンジンをRustで手直", &["rust", "エンジン", "手直"]);
        check("使用的方法", &[]);
    }

    #[test]
    fn halves_are_counted() {
        let (title, text) = (Subject::new("Ferry 修理旧船"), Subject::new("修理 ferries"));
        assert_eq!((title.weight(), title.weight_in(&text)), (5, 3));
        assert_eq!((title.weight_of(Script::Latin), title.weight_of(Script::Chinese)), (5, 3));
    }

    #[test]
    fn one_letter_decides_the_script() {
        assert_eq!(script("Rowing in Åland"), Some(Script::Latin));
        assert_eq!(script("USB и лодки"), Some(Script::Cyrillic));
        assert_eq!(script("Rust 入门"), Some(Script::Chinese));
        assert_eq!(script("Rust 入門の本"), Some(Script::Japanese));
        assert_eq!(script("Rust 배"), Some(Script::Korean));
        assert_eq!(script("Καράβια"), None);
    }

    #[test]
    fn languages_are_told_by_their_small_words() {
        let text = "The boat is late and the river is high, so we wait for the morning.";
        assert!(is_of_another_language("Le bateau de la rivière est en retard", text));
        assert!(!is_of_another_language("The Boat That Is Late", text));
        assert!(!is_of_another_language("Boats, Rivers, Mornings", text));
        assert!(!is_of_another_language("", ""));
    }
}
