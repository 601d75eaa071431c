//! Which recurring blocks have the shape of boilerplate.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Article, FEWEST_CLUSTERS, Role,
    boxes::boxed_places,
    recurring::{Above, Place, Recurring},
};
use crate::{phrases::Phrases, vocabulary::vocabulary};

/// A label is short.
const LABEL_WORDS: usize = 8;

/// One word is soon somebody's heading, in the next article if not in these.
const FEWEST_FOR_ONE_WORD: usize = 2 * FEWEST_CLUSTERS;

/// The indices of the recurring blocks that are to be proposed, in order.
pub(super) fn proposed(articles: &[Article], recurring: &[Recurring<'_>]) -> BTreeSet<usize> {
    let mut proposed: BTreeSet<usize> =
        (0..recurring.len()).filter(|it| is_site_link(articles, &recurring[*it])).collect();
    proposed.extend(labels_of_links(articles, recurring, &proposed));
    proposed.extend((0..recurring.len()).filter(|it| is_named(articles, &recurring[*it])));

    let boxed = boxed_places(articles, recurring, &proposed);
    let is_boxed = |it: &usize| {
        let block = &recurring[*it];
        let is_in_box = |it| boxed.contains(&it);
        block.always(is_in_box) || is_box_heading(block.words) && block.nearly_always(articles, is_in_box)
    };
    proposed.extend((0..recurring.len()).filter(is_boxed));
    proposed
}

/// Whether a block is a link and nothing else, in all articles the same, and nowhere the author's or the title of
/// an article. Of links that lead somewhere else each time ("The paper", "Slides") the author chose the target.
fn is_site_link(articles: &[Article], block: &Recurring<'_>) -> bool {
    let is_link = |it: Place| {
        let it = it.block_in(articles);
        it.is_link() && !it.is_under_sources && it.role != Role::Step && !it.is_title
    };
    if !block.always(is_link) {
        return false;
    }
    let mut clusters: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for place in &block.places {
        if let Some(target) = &place.block_in(articles).target {
            clusters.entry(target).or_default().insert(articles[place.article].cluster);
        }
    }
    let most = clusters.values().map(BTreeSet::len).max().unwrap_or(0);
    let is_one_word = block.places[0].block_in(articles).n_words == 1;
    let fewest = if is_one_word { FEWEST_FOR_ONE_WORD } else { FEWEST_CLUSTERS };
    most >= fewest && 2 * most >= block.n_clusters
}

/// The headings, and short lines with a colon, that always stand over links, and in half of their clusters over
/// one that the site repeats and that they belong to. Headings over sources are the author's.
fn labels_of_links(articles: &[Article], recurring: &[Recurring<'_>], site_links: &BTreeSet<usize>) -> Vec<usize> {
    let is_label = |it: Place| {
        let it = it.block_in(articles);
        !it.is_link() && it.n_words <= LABEL_WORDS && (it.role == Role::Heading || it.ends_label)
    };
    // The links right below; what follows them may be the article again.
    let links_below = |it: Place| {
        let below = articles[it.article].blocks[it.block + 1..].iter();
        let n_links = below.take_while(|it| it.is_link() && it.role != Role::Heading).count();
        (it.block + 1..=it.block + n_links).map(move |block| Place { article: it.article, block })
    };
    let is_over_links = |it: Place| is_label(it) && links_below(it).next().is_some();
    let is_candidate = |it: &usize| {
        let block = &recurring[*it];
        !vocabulary().source_headings.contains(block.words)
            && (block.always(is_over_links)
                || is_box_heading(block.words) && block.nearly_always(articles, is_over_links))
    };
    let candidates: Vec<usize> = (0..recurring.len()).filter(is_candidate).collect();

    let link_at: BTreeMap<Place, usize> =
        site_links.iter().flat_map(|link| recurring[*link].places.iter().map(|it| (*it, *link))).collect();
    let site_links_below = |it: Place| links_below(it).filter_map(|it| link_at.get(&it).copied());
    let pairs = candidates.iter().flat_map(|label| {
        let pairs_at = |it: &Place| {
            let cluster = articles[it.article].cluster;
            site_links_below(*it).map(move |link| (*label, link, cluster)).collect::<Vec<_>>()
        };
        recurring[*label].places.iter().flat_map(pairs_at).collect::<Vec<_>>()
    });
    let above = Above::new(pairs);
    let is_over_its_links = |it: &usize| {
        let is_over_its_link = |place: Place| site_links_below(place).any(|link| above.belongs(recurring, *it, link));
        2 * recurring[*it].n_clusters_where(articles, is_over_its_link) >= recurring[*it].n_clusters
    };
    candidates.iter().copied().filter(is_over_its_links).collect()
}

/// Whether a closed list knows the words as the heading of a box.
fn is_box_heading(words: &str) -> bool {
    vocabulary().promotional_headings.contains(words) || vocabulary().newsletter_headings.contains(words)
}

/// Whether the words of a block stand in a closed list, and the block is nowhere a part of the article.
fn is_named(articles: &[Article], block: &Recurring<'_>) -> bool {
    let words = vocabulary();
    let is_text = |it: Place| it.block_in(articles).role == Role::Text;
    let is_line = |it: Place| is_text(it) && !it.block_in(articles).ends_sentence;
    let is_link = |it: Place| is_text(it) && it.block_in(articles).is_link() && !it.block_in(articles).is_under_sources;
    let is_in = |lists: &[&Phrases]| lists.iter().any(|it| it.contains(block.words));
    let frames = [&words.subscribe_buttons, &words.see_all_links, &words.forum_frame, &words.share_labels];
    // The author may say them; with a link around them they are buttons.
    let buttons = [
        &words.buy_buttons,
        &words.download_buttons,
        &words.previous_next,
        &words.comment_controls,
        &words.share_buttons,
    ];
    is_in(&frames) && block.always(is_line)
        || is_in(&buttons) && block.always(is_link)
        || is_in(&[&words.rating_questions])
        || words.disclaimer_phrases.found_in(block.words).is_some() && block.always(is_text)
}
