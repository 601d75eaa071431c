//! Articles nobody wrote: sentences of real ones in a new order, with many words changed.

use std::collections::{BTreeSet, HashSet};

use crate::random::Random;

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Chinese,
}

impl Language {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// What is between two words, or two sentences.
    fn gap(self) -> &'static str {
        match self {
            Language::English => " ",
            Language::Chinese => "",
        }
    }

    /// Splits a paragraph into words, in Chinese into characters, and loses nothing but blanks.
    pub(crate) fn words(self, paragraph: &str) -> Vec<String> {
        match self {
            Language::English => paragraph.split_whitespace().map(str::to_string).collect(),
            Language::Chinese => paragraph.chars().map(String::from).collect(),
        }
    }

    /// The opposite of `words`.
    pub(crate) fn paragraph(self, words: &[String]) -> String {
        words.join(self.gap())
    }
}

/// Sentences and words to make articles of.
#[derive(Debug)]
pub(crate) struct Prose {
    english: Pool,
    chinese: Pool,
}

#[derive(Debug, Default)]
struct Pool {
    /// In the order in which they were read, none twice.
    sentences: Vec<String>,
    /// In the order of the alphabet, none twice; in Chinese characters.
    words: Vec<String>,
}

/// So many of a hundred words are others in each article, so that two articles that were made of the same sentences
/// are still two: of their pairs of words less than .4^2 would be the same.
const CHANGED_WORDS: u64 = 35;
/// The same where sentences are many and few articles share one.
const CHANGED_WORDS_OF_MANY: u64 = 30;
const MANY_SENTENCES: usize = 20_000;

/// What is drawn for an article; each has its own row of numbers.
const LANGUAGE: u64 = 1;
const TITLE: u64 = 2;
const BODY: u64 = 3;
const CHANGES: u64 = 4;

impl Prose {
    /// Takes the sentences out of texts. There have to be some in both languages.
    pub(crate) fn of(texts: impl Iterator<Item = String>) -> Prose {
        let (mut english, mut chinese) = (Pool::default(), Pool::default());
        let mut seen = HashSet::new();
        for text in texts {
            for paragraph in text.split("\n\n").flat_map(|it| it.split("\n- ")) {
                for sentence in sentences(&plain(paragraph)) {
                    if !seen.insert(hash(&sentence)) {
                        continue;
                    }
                    match language(&sentence) {
                        Some(Language::English) => english.sentences.push(sentence),
                        Some(Language::Chinese) => chinese.sentences.push(sentence),
                        None => {}
                    }
                }
            }
        }
        english.collect_words(Language::English);
        chinese.collect_words(Language::Chinese);
        Prose { english, chinese }
    }

    /// How many sentences there are, English and Chinese.
    pub(crate) fn n_sentences(&self) -> (usize, usize) {
        (self.english.sentences.len(), self.chinese.sentences.len())
    }

    fn pool(&self, language: Language) -> &Pool {
        match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }

    /// What an article is written in.
    pub(crate) fn language(&self, article: u32) -> Language {
        let percent = if self.chinese.sentences.len() < 2000 { 3 } else { 9 };
        match Random::of(&[LANGUAGE, u64::from(article)]).percent(percent) {
            true => Language::Chinese,
            false => Language::English,
        }
    }

    /// The title of an article.
    pub(crate) fn title(&self, article: u32) -> String {
        let language = self.language(article);
        let mut random = Random::of(&[TITLE, u64::from(article)]);
        let sentence: &String = random.pick(&self.pool(language).sentences);
        let sentence = self.sentence_of(article, sentence, language);
        let n_words = random.between(4, 9);
        let words: Vec<String> = language.words(&sentence).into_iter().take(n_words).collect();
        language.paragraph(&words).trim_end_matches(|it: char| !it.is_alphanumeric()).to_string()
    }

    /// The paragraphs of an article, without title: always the same for the same number.
    pub(crate) fn article(&self, article: u32) -> Vec<String> {
        let mut random = Random::of(&[BODY, u64::from(article)]);
        // Most are short, a few very long.
        let n_sentences = match random.below(10) {
            0 | 1 => random.between(4, 8),
            2..=6 => random.between(8, 25),
            7 | 8 => random.between(25, 45),
            _ => random.between(45, 90),
        };
        self.paragraphs(article, n_sentences, &mut random)
    }

    /// Paragraphs in the words of an article.
    pub(crate) fn paragraphs(&self, article: u32, n_sentences: usize, random: &mut Random) -> Vec<String> {
        self.paragraphs_in(self.language(article), article, n_sentences, random)
    }

    /// The same in any language.
    pub(crate) fn paragraphs_in(
        &self,
        language: Language,
        article: u32,
        n_sentences: usize,
        random: &mut Random,
    ) -> Vec<String> {
        let mut paragraphs = Vec::new();
        let mut left = n_sentences;
        while left > 0 {
            let n = random.between(2, 6).min(left);
            left -= n;
            paragraphs.push(self.paragraph(language, article, n, random));
        }
        paragraphs
    }

    /// Two or three places of the pool meet in a paragraph, so that none is a line of another article.
    fn paragraph(&self, language: Language, article: u32, n_sentences: usize, random: &mut Random) -> String {
        let pool = self.pool(language);
        let mut sentences = Vec::new();
        while sentences.len() < n_sentences {
            let n = random.between(1, 3).min(n_sentences - sentences.len());
            let start = random.below(pool.sentences.len());
            let run = (start..start + n).map(|it| &pool.sentences[it % pool.sentences.len()]);
            sentences.extend(run.map(|it| self.sentence_of(article, it, language)));
        }
        sentences.join(language.gap())
    }

    /// A word of the language.
    pub(crate) fn word(&self, language: Language, random: &mut Random) -> &str {
        let word: &String = random.pick(&self.pool(language).words);
        word
    }

    /// A sentence in the words of an article: some are others, everywhere in it the same ones.
    fn sentence_of(&self, article: u32, sentence: &str, language: Language) -> String {
        let pool = self.pool(language);
        let percent = if pool.sentences.len() < MANY_SENTENCES { CHANGED_WORDS } else { CHANGED_WORDS_OF_MANY };
        let mut words = language.words(sentence);
        for word in &mut words {
            let (start, core, end) = stripped(word);
            if !can_change(core, language) {
                continue;
            }
            let mut random = Random::of(&[CHANGES, u64::from(article), hash(&core.to_lowercase())]);
            if random.number() % 100 >= percent {
                continue;
            }
            let other = random.pick(&pool.words);
            let other = if core.starts_with(char::is_uppercase) { capitalised(other) } else { other.clone() };
            *word = format!("{start}{other}{end}");
        }
        language.paragraph(&words)
    }
}

impl Pool {
    fn collect_words(&mut self, language: Language) {
        let mut words = BTreeSet::new();
        for sentence in &self.sentences {
            for word in language.words(sentence) {
                let (_, core, _) = stripped(&word);
                if can_change(core, language) {
                    words.insert(core.to_lowercase());
                }
            }
        }
        self.words = words.into_iter().collect();
    }
}

/// A word between the marks around it.
fn stripped(word: &str) -> (&str, &str, &str) {
    let core = word.trim_matches(|it: char| !it.is_alphanumeric());
    let start = word.find(core).unwrap_or(0);
    (&word[..start], core, &word[start + core.len()..])
}

/// Words that bear meaning; the small ones hold a language together.
fn can_change(core: &str, language: Language) -> bool {
    match language {
        Language::English => core.len() >= 4 && core.bytes().all(|it| it.is_ascii_alphabetic()),
        Language::Chinese => core.chars().all(is_chinese) && !core.is_empty(),
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or(String::new(), |it| it.to_uppercase().chain(characters).collect())
}

pub(crate) fn is_chinese(character: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&character)
}

/// The language of a sentence that can be used.
fn language(sentence: &str) -> Option<Language> {
    let is_markup = |it: char| "|`<>{}#=\\[]_~".contains(it);
    let is_kana = |it: char| ('\u{3040}'..='\u{30ff}').contains(&it);
    if sentence.contains(is_markup) || sentence.contains(is_kana) || sentence.contains("http") {
        return None;
    }
    let n_chinese = sentence.chars().filter(|it| is_chinese(*it)).count();
    if n_chinese * 2 > sentence.chars().count() {
        return (10..=150).contains(&n_chinese).then_some(Language::Chinese);
    }
    let n_words = sentence.split(' ').count();
    let is_english = n_chinese == 0 && (6..=60).contains(&n_words) && sentence.starts_with(char::is_uppercase);
    is_english.then_some(Language::English)
}

/// A paragraph in one line, without emphasis and addresses of links.
fn plain(paragraph: &str) -> String {
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ").replace('*', "");
    let mut plain = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once("](") {
        let start = before.rfind('[').unwrap_or(0);
        plain.push_str(before[..start].trim_end_matches('!'));
        plain.push_str(before[start..].trim_start_matches('['));
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    plain + rest
}

/// The sentences that have an end.
fn sentences(paragraph: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = paragraph.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let is_wide_end = "。！？".contains(character);
        if !is_wide_end && !".!?".contains(character) {
            continue;
        }
        let mut end = at + character.len_utf8();
        while let Some((at, mark)) = characters.next_if(|(_, it)| "\"'”’」』)）".contains(*it)) {
            end = at + mark.len_utf8();
        }
        if is_wide_end || paragraph[end..].starts_with(' ') || end == paragraph.len() {
            sentences.push(paragraph[start..end].trim().to_string());
            start = end;
        }
    }
    sentences
}

/// FNV-1a, since the hashes of the standard library may change.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, it| (hash ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_with_a_mark() {
        let text = plain("The *ferry* left [at six](https://example.com/a). \"Was it\nfull?\" she asked. 船开了。人多");
        assert_eq!(text, "The ferry left at six. \"Was it full?\" she asked. 船开了。人多");
        assert_eq!(sentences(&text), ["The ferry left at six.", "\"Was it full?\"", "she asked.", "船开了。"]);
    }
}
