//! The closed vocabularies, read from `locales/`, one file for each language.
//!
//! A word is there because it has no other use in its place: the shape decides, the word confirms. What language
//! a document is written in nobody says, so the words of all languages count everywhere.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use aho_corasick::AhoCorasick;
use regex::RegexSet;
use serde::{Deserialize, Deserializer, de::IntoDeserializer};

use crate::words::{APART, ends_apart, first_plain_words, is_apart, plain_words};

/// The vocabularies of all languages.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        let mut lists: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, locale) in LOCALES {
            let locale: BTreeMap<String, BTreeSet<String>> =
                serde_yaml::from_str(locale).unwrap_or_else(|error| panic!("locales/{name}.yaml: {error}"));
            for (list, phrases) in locale {
                lists.entry(list).or_default().extend(phrases);
            }
        }
        let deserializer: serde::de::value::MapDeserializer<'_, _, serde::de::value::Error> = lists.into_deserializer();
        Vocabulary::deserialize(deserializer).expect("a test reads the locales")
    });
    &VOCABULARY
}

/// The languages, and their words.
const LOCALES: &[(&str, &str)] = &[
    ("de", include_str!("../locales/de.yaml")),
    ("en", include_str!("../locales/en.yaml")),
    ("es", include_str!("../locales/es.yaml")),
    ("fr", include_str!("../locales/fr.yaml")),
    ("it", include_str!("../locales/it.yaml")),
    ("ja", include_str!("../locales/ja.yaml")),
    ("ko", include_str!("../locales/ko.yaml")),
    ("pt", include_str!("../locales/pt.yaml")),
    ("ru", include_str!("../locales/ru.yaml")),
    ("zh", include_str!("../locales/zh.yaml")),
];

/// What the lists of a locale mean. Every locale has every list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocabulary {
    /// Labels that point to another article, before a link. Without a mark behind them they may begin a sentence.
    pub(crate) pointer_labels: Phrases,
    /// Labels of that kind with which an author may name a source.
    pub(crate) likely_pointer_labels: Phrases,
    /// Headings over lists that a site puts under its articles.
    pub(crate) promotional_headings: Phrases,
    /// Headings of that kind that an author might write too: there the shape has to say more.
    pub(crate) likely_promotional_headings: Phrases,
    /// The words with which a card ends that leads to another page.
    pub(crate) read_buttons: Phrases,
    /// Headings under which an author names what the article rests on: links under them are the article's.
    pub(crate) source_headings: Phrases,
    /// What a sign-up box calls itself.
    pub(crate) newsletter_headings: Phrases,
    /// Phrases in the pitch of a sign-up box that has no heading.
    pub(crate) newsletter_pitches: Phrases,
    /// The words on the button of such a box.
    pub(crate) subscribe_buttons: Phrases,
    /// What stands in or beside the fields of such a box.
    pub(crate) newsletter_fields: Phrases,
    /// Phrases of the small print under such a box.
    pub(crate) newsletter_consents: Phrases,
    /// The words of the link to the site's other boxes.
    pub(crate) see_all_links: Phrases,
    /// Headings over a list of contents.
    pub(crate) contents_headings: Phrases,
    /// Words on the switches of a list of contents, a box or a gallery.
    pub(crate) contents_controls: Phrases,
    /// Headings over steps: over a list of contents they are a part of it, over prose they are the author's.
    pub(crate) step_headings: Phrases,
    /// The first step of a breadcrumb trail.
    pub(crate) home_links: Phrases,
    /// Links to the neighbours of an article.
    pub(crate) previous_next: Phrases,
    /// Links that only move the page under the reader's eyes.
    pub(crate) page_controls: Phrases,
    /// The entries of a menu: what every site and every product has a page for.
    pub(crate) menu_links: Phrases,
    /// What a forum prints around its messages.
    pub(crate) forum_frame: Phrases,
    /// Labels over or before share buttons.
    pub(crate) share_labels: Phrases,
    /// The words of share buttons, besides the names of networks.
    pub(crate) share_buttons: Phrases,
    /// What a rating widget asks.
    pub(crate) rating_questions: Phrases,
    /// What a rating widget offers for an answer, or says after it.
    pub(crate) rating_answers: Phrases,
    /// Headings over the comments of readers or their form.
    pub(crate) comment_headings: Phrases,
    /// What a comment form or a comment prints beside the words of a reader.
    pub(crate) comment_controls: Phrases,
    /// The words of a link that only sells. Those with a gap may be an author's.
    pub(crate) buy_buttons: Phrases,
    /// The words of a link with which a shop hands out a program: those that say that it is free.
    pub(crate) download_buttons: Phrases,
    /// The words of such links that authors use as well.
    pub(crate) weak_buttons: Phrases,
    /// The words, or the first words, of a link that sells where a price or its address says so, and only there.
    pub(crate) offsite_buttons: Phrases,
    /// Words that stand on such buttons besides, next to numbers and the names of systems.
    pub(crate) button_words: Phrases,
    /// What stands between a price and the name of a shop.
    pub(crate) shop_joints: Phrases,
    /// Short lines that stand in product cards and under buttons.
    pub(crate) shop_labels: Phrases,
    /// How a lead-in to a button speaks to readers in a hurry.
    pub(crate) hurry_phrases: Phrases,
    /// Headings over such a lead-in.
    pub(crate) hurry_headings: Phrases,
    /// Labels before the tags of an article.
    pub(crate) tag_labels: Phrases,
    /// How a line with author, date or length begins.
    pub(crate) byline_starts: Phrases,
    /// Words that stand in such a line besides names and numbers.
    pub(crate) byline_words: Phrases,
    /// How long an article takes, besides the number.
    pub(crate) reading_times: Phrases,
    /// Names of months and days, in full and short.
    pub(crate) date_words: Phrases,
    /// Headings over a few words on the author.
    pub(crate) author_headings: Phrases,
    /// What somebody is at a site or in a forum.
    pub(crate) author_roles: Phrases,
    /// How an author asks to be followed.
    pub(crate) follow_phrases: Phrases,
    /// How a notice on affiliate links or deals is headed, or begins.
    pub(crate) disclaimer_labels: Phrases,
    /// What such a notice says of its own page and house, never of pages in general.
    pub(crate) disclaimer_phrases: Phrases,
    /// Words that announce the maker of a picture, before a colon.
    pub(crate) credit_labels: Phrases,
    /// How a credit without a colon begins. Those with a gap are the whole of it: "photo of" may begin a caption.
    pub(crate) credit_starts: Phrases,
}

/// A closed list of phrases, each as [`plain_words`] writes it. A `*` in a phrase stands for one to four words.
#[derive(Debug)]
pub(crate) struct Phrases {
    /// Sorted.
    exact: Vec<String>,
    gapped: Vec<String>,
    /// Their first words, unless there is a gap in one.
    first_words: Option<HashSet<String>>,
    /// How many words the longest phrase can have: a longer text is none of them.
    most_words: usize,
    exact_inside: OnceLock<AhoCorasick>,
    with_gaps: OnceLock<RegexSet>,
    with_gaps_inside: OnceLock<RegexSet>,
}

const MOST_IN_GAP: usize = 4;

impl Phrases {
    fn new(phrases: BTreeSet<String>) -> Self {
        let n_words = |it: &String| it.split(' ').map(|it| if it.contains('*') { MOST_IN_GAP } else { 1 }).sum();
        let most_words = phrases.iter().map(n_words).max().unwrap_or(0);
        let first_word = |it: &String| it.split(' ').next().filter(|it| !it.contains('*')).map(str::to_string);
        let first_words = phrases.iter().map(first_word).collect();
        let (gapped, exact): (Vec<String>, Vec<String>) = phrases.into_iter().partition(|it| it.contains('*'));
        Self {
            exact,
            gapped,
            first_words,
            most_words,
            exact_inside: OnceLock::new(),
            with_gaps: OnceLock::new(),
            with_gaps_inside: OnceLock::new(),
        }
    }

    fn exact_inside(&self) -> &AhoCorasick {
        self.exact_inside.get_or_init(|| AhoCorasick::new(&self.exact).expect("a short list"))
    }

    fn with_gaps(&self) -> &RegexSet {
        self.with_gaps.get_or_init(|| self.patterns(|it| format!("^{it}$")))
    }

    fn with_gaps_inside(&self) -> &RegexSet {
        self.with_gaps_inside.get_or_init(|| self.patterns(|it| format!("(?:^|{APART}){it}(?:{APART}|$)")))
    }

    /// The phrases with a gap as patterns, each in a frame.
    fn patterns(&self, frame: impl Fn(&str) -> String) -> RegexSet {
        let words = format!(r"\S+(?: \S+){{0,{}}}", MOST_IN_GAP - 1);
        let pattern = |it: &String| frame(&regex::escape(it).replace(r"\*", &words));
        RegexSet::new(self.gapped.iter().map(pattern)).expect("escaped phrases")
    }

    /// Whether a text is one of the phrases, but for case and marks.
    pub(crate) fn contains(&self, text: &str) -> bool {
        // Most texts are no phrase, and most of these show it by their first word.
        if !self.may_start_with(&first_plain_words(text, 1).0) {
            return false;
        }
        let (words, is_whole) = first_plain_words(text, self.most_words);
        is_whole && self.contains_words(&words)
    }

    /// The same for plain words.
    pub(crate) fn contains_words(&self, words: &str) -> bool {
        self.may_start_with(words)
            && (self.is_exact(words) || !self.gapped.is_empty() && self.with_gaps().is_match(words))
    }

    /// Whether a phrase may start with the first of these plain words.
    pub(crate) fn may_start_with(&self, words: &str) -> bool {
        let first = words.split(' ').next().unwrap_or_default();
        !first.is_empty() && self.first_words.as_ref().is_none_or(|it| it.contains(first))
    }

    fn is_exact(&self, words: &str) -> bool {
        self.exact.binary_search_by(|it| it.as_str().cmp(words)).is_ok()
    }

    /// The longest phrase without a gap with which a text begins, but for case and marks.
    pub(crate) fn start_of(&self, text: &str) -> Option<&str> {
        let (first, _) = first_plain_words(text, 1);
        // In scripts without blanks the first word may be a whole sentence.
        if first.is_ascii() && !self.may_start_with(&first) {
            return None;
        }
        let (words, _) = first_plain_words(text, self.most_words);
        self.longest(&words, |it| it.start == 0 && is_apart(&words[it.end..]))
    }

    /// The longest phrase without a gap with which a text ends, but for case and marks.
    pub(crate) fn end_of(&self, text: &str) -> Option<&str> {
        let words = plain_words(text);
        self.longest(&words, |it| it.end == words.len() && ends_apart(&words[..it.start]))
    }

    /// A phrase that stands in a text, but for case and marks.
    pub(crate) fn found_in(&self, text: &str) -> Option<&str> {
        let words = plain_words(text);
        let exact = self.stand_in(&words).first().and_then(|it| self.exact.get(*it));
        let gapped = || self.with_gaps_inside().matches(&words).iter().next().map(|it| &self.gapped[it]);
        exact.or_else(gapped).map(String::as_str)
    }

    /// How many of the phrases stand in a text, those with a gap too, but for case and marks.
    pub(crate) fn n_found_in(&self, text: &str) -> usize {
        let words = plain_words(text);
        self.stand_in(&words).len() + self.with_gaps_inside().matches(&words).iter().count()
    }

    /// The longest phrase without a gap that stands at such a place in plain words.
    fn longest(&self, words: &str, is_there: impl Fn(Range<usize>) -> bool) -> Option<&str> {
        let found = self.exact_inside().find_overlapping_iter(words).filter(|it| is_there(it.range()));
        let longest = found.max_by_key(aho_corasick::Match::len)?;
        self.exact.get(longest.pattern().as_usize()).map(String::as_str)
    }

    /// The phrases without a gap that stand in plain words, by their place in the list.
    fn stand_in(&self, words: &str) -> BTreeSet<usize> {
        let found = self.exact_inside().find_overlapping_iter(words);
        let stands = found.filter(|it| ends_apart(&words[..it.start()]) && is_apart(&words[it.end()..]));
        stands.map(|it| it.pattern().as_usize()).collect()
    }
}

impl<'de> Deserialize<'de> for Phrases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeSet::deserialize(deserializer).map(Self::new)
    }
}

/// Who sells pictures to newspapers.
pub(crate) const PICTURE_AGENCIES: &[&str] = &[
    "adobe stock",
    "afp",
    "alamy",
    "ap",
    "ap photo",
    "associated press",
    "bloomberg",
    "depositphotos",
    "dpa",
    "epa",
    "freepik",
    "getty",
    "getty images",
    "imago",
    "istock",
    "istockphoto",
    "kyodo",
    "pexels",
    "pixabay",
    "reuters",
    "shutterstock",
    "unsplash",
    "xinhua",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_has_every_list_of_plain_words() {
        let lists = |name: &str, locale: &str| -> BTreeMap<String, Vec<String>> {
            serde_yaml::from_str(locale).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let (first, locale) = LOCALES[0];
        let expected: Vec<String> = lists(first, locale).into_keys().collect();
        for (name, locale) in LOCALES {
            let lists = lists(name, locale);
            assert_eq!(lists.keys().cloned().collect::<Vec<_>>(), expected, "{name}");
            for (list, phrases) in lists {
                assert!(phrases.is_sorted(), "{name}: {list} is not sorted");
                for phrase in phrases {
                    assert_eq!(plain_words(&phrase.replace('*', "x")), phrase.replace('*', "x"), "{name}: {list}");
                }
            }
        }
        vocabulary();
    }

    #[test]
    fn a_gap_is_one_to_four_words() {
        let phrases = Phrases::new(BTreeSet::from(["view at *".to_string(), "share".to_string()]));
        assert!(phrases.contains("View at Harbour Books!") && phrases.contains("SHARE"));
        assert!(!phrases.contains("View at") && !phrases.contains("view at one two three four five"));
        assert_eq!(phrases.start_of("Share: this"), Some("share"));
        assert_eq!(phrases.start_of("Shares fell"), None);
        assert_eq!(phrases.found_in("Please share it"), Some("share"));
        assert_eq!(phrases.n_found_in("Share it, or view at Harbour Books today"), 2);
        assert_eq!(phrases.n_found_in("Shares at"), 0);
        let phrases = Phrases::new(BTreeSet::from(["本文含*链接".to_string()]));
        assert_eq!(phrases.n_found_in("请注意本文含推广链接哦。"), 1);
    }
}
