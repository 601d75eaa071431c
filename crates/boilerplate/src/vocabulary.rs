//! The closed vocabularies, read from `locales/`, one file for each language.
//!
//! A word is there because it has no other use in its place: the shape decides, the word confirms. What language
//! a document is written in nobody says, so the words of all languages count everywhere.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::phrases::Phrases;

/// The vocabularies of all languages.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (list, phrase) in LOCALES.iter().flat_map(|(_, it)| phrases(it)) {
            lists.entry(list).or_default().push(phrase);
        }
        Vocabulary::new(lists)
    });
    &VOCABULARY
}

/// The phrases of a locale, each with its list. A YAML library takes a hundred times as long, and every run would wait
/// for it; a test compares what both read.
fn phrases(locale: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut list = "";
    locale.lines().filter_map(move |line| match line.strip_suffix(':') {
        Some(name) => {
            list = name;
            None
        }
        None => {
            let phrase = line.trim_start().strip_prefix("- ")?;
            let quoted = phrase.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            Some((list, quoted.unwrap_or(phrase)))
        }
    })
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

/// Makes the struct, and the function that fills it.
macro_rules! vocabulary {
    ($($(#[doc = $doc:literal])+ $list:ident,)+) => {
        /// What the lists of a locale mean. Every locale has every list.
        #[derive(Debug)]
        pub(crate) struct Vocabulary {
            $($(#[doc = $doc])+ pub(crate) $list: Phrases,)+
        }

        impl Vocabulary {
            fn new(mut lists: BTreeMap<&str, Vec<&'static str>>) -> Self {
                let mut list = |name| Phrases::new(lists.remove(name).expect("a test knows all lists"));
                Self { $($list: list(stringify!($list)),)+ }
            }

            #[cfg(test)]
            const LISTS: &[&str] = &[$(stringify!($list)),+];
        }
    };
}

vocabulary! {
    /// Labels that point to another article, before a link. Without a mark behind them they may begin a sentence.
    pointer_labels,
    /// Labels of that kind with which an author may name a source.
    likely_pointer_labels,
    /// Headings over lists that a site puts under its articles.
    promotional_headings,
    /// Headings of that kind that an author might write too: there the shape has to say more.
    likely_promotional_headings,
    /// The words with which a card ends that leads to another page.
    read_buttons,
    /// Headings under which an author names what the article rests on: links under them are the article's.
    source_headings,
    /// What a sign-up box calls itself.
    newsletter_headings,
    /// Phrases in the pitch of a sign-up box that has no heading.
    newsletter_pitches,
    /// The words on the button of such a box.
    subscribe_buttons,
    /// What stands in or beside the fields of such a box.
    newsletter_fields,
    /// Phrases of the small print under such a box.
    newsletter_consents,
    /// The words of the link to the site's other boxes.
    see_all_links,
    /// Headings over a list of contents.
    contents_headings,
    /// Words on the switches of a list of contents, a box or a gallery.
    contents_controls,
    /// Headings over steps: over a list of contents they are a part of it, over prose they are the author's.
    step_headings,
    /// The first step of a breadcrumb trail.
    home_links,
    /// Links to the neighbours of an article.
    previous_next,
    /// Links that only move the page under the reader's eyes.
    page_controls,
    /// The entries of a menu: what every site and every product has a page for.
    menu_links,
    /// What a forum prints around its messages.
    forum_frame,
    /// Labels over or before share buttons.
    share_labels,
    /// The words of share buttons, besides the names of networks.
    share_buttons,
    /// What a rating widget asks.
    rating_questions,
    /// What a rating widget offers for an answer, or says after it.
    rating_answers,
    /// Headings over the comments of readers or their form.
    comment_headings,
    /// What a comment form or a comment prints beside the words of a reader.
    comment_controls,
    /// The words of a link that only sells. Those with a gap may be an author's.
    buy_buttons,
    /// The words of a link with which a shop hands out a program: those that say that it is free.
    download_buttons,
    /// The words of such links that authors use as well.
    weak_buttons,
    /// The words, or the first words, of a link that sells where a price or its address says so, and only there.
    offsite_buttons,
    /// Words that stand on such buttons besides, next to numbers and the names of systems.
    button_words,
    /// What stands between a price and the name of a shop.
    shop_joints,
    /// Short lines that stand in product cards and under buttons.
    shop_labels,
    /// How a lead-in to a button speaks to readers in a hurry.
    hurry_phrases,
    /// Headings over such a lead-in.
    hurry_headings,
    /// Labels before the tags of an article.
    tag_labels,
    /// How a line with author, date or length begins.
    byline_starts,
    /// Words that stand in such a line besides names and numbers.
    byline_words,
    /// How long an article takes, besides the number.
    reading_times,
    /// Names of months and days, in full and short.
    date_words,
    /// Headings over a few words on the author.
    author_headings,
    /// What somebody is at a site or in a forum.
    author_roles,
    /// How an author asks to be followed.
    follow_phrases,
    /// How a notice on affiliate links or deals is headed, or begins.
    disclaimer_labels,
    /// What such a notice says of its own page and house, never of pages in general.
    disclaimer_phrases,
    /// Words that announce the maker of a picture, before a colon.
    credit_labels,
    /// How a credit without a colon begins. Those with a gap are the whole of it: "photo of" may begin a caption.
    credit_starts,
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
    use std::collections::BTreeSet;

    use crate::words::plain_words;

    use super::*;

    #[test]
    fn every_locale_has_every_list_of_plain_words() {
        let expected: BTreeSet<&str> = Vocabulary::LISTS.iter().copied().collect();
        for (name, locale) in LOCALES {
            let lists: BTreeMap<String, Vec<String>> =
                serde_yaml::from_str(locale).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(lists.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected, "{name}");
            let mut ours: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (list, phrase) in phrases(locale) {
                ours.entry(list.to_string()).or_default().push(phrase.to_string());
            }
            assert_eq!(ours, lists, "{name}");
            for (list, phrases) in lists {
                assert!(phrases.is_sorted(), "{name}: {list} is not sorted");
                for phrase in phrases {
                    assert_eq!(plain_words(&phrase.replace('*', "x")), phrase.replace('*', "x"), "{name}: {list}");
                }
            }
        }
        vocabulary();
    }
}
