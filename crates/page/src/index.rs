//! Whether what was chosen of a page is an article at all: a front page or a list of search results has none, only
//! teasers, which are titles that lead to the rest, each with a few words.

/// A part of a page that may be a teaser.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unit {
    pub(crate) n_words: u32,
    /// Of them those that were chosen.
    pub(crate) n_kept: u32,
    /// Words of titles, for which [`is_title`] is asked.
    pub(crate) n_title: u32,
}

/// More words are no teaser.
const MOST_WORDS: u32 = 80;

/// Of a teaser's words so many in a hundred are its title: else it is a paragraph with a link.
const LEAST_TITLE: u32 = 15;

/// Fewer teasers are no list.
const FEWEST_TEASERS: usize = 4;

/// Of what was chosen so many words in a hundred are teasers.
const LEAST_SHARE: u32 = 70;

/// Whether some words are the title of a teaser: a link, and longer than the name of a person or a button.
pub(crate) fn is_title(n_words: u32, n_linked: u32, is_heading: bool) -> bool {
    n_words >= if is_heading { 3 } else { 4 } && u64::from(n_linked) * 10 >= u64::from(n_words) * 9
}

/// Whether most of what was chosen, `n_kept` words, stands in teasers.
pub(crate) fn is_index(units: impl Iterator<Item = Unit>, n_kept: u32) -> bool {
    let is_teaser = |it: &Unit| {
        it.n_kept > 0 && it.n_words <= MOST_WORDS && it.n_title > 0 && it.n_title * 100 >= it.n_words * LEAST_TITLE
    };
    let (n_teasers, n_in_teasers) =
        units.filter(is_teaser).fold((0, 0u64), |(n, words), it| (n + 1, words + u64::from(it.n_kept)));
    n_teasers >= FEWEST_TEASERS && n_in_teasers * 100 >= u64::from(n_kept) * u64::from(LEAST_SHARE)
}
