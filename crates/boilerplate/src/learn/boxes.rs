//! Boxes: runs of recurring blocks around what is known to be the site's.

use std::collections::BTreeSet;

use super::{
    Article, Role,
    recurring::{Above, Place, Recurring},
};

/// A box has a pitch of a sentence or two; more sentences that recur together are a template.
const MOST_SENTENCES: usize = 2;

/// Of words that are no links.
const MOST_WORDS: usize = 60;

/// The places that lie in a box: recurring blocks without a gap, up to the last known one. The box begins with the
/// first known one, or above it with a heading or label from which each block belongs to the next. Whatever else
/// stands at the edge may be the author's last word before the box.
pub(super) fn boxed_places(
    articles: &[Article],
    recurring: &[Recurring<'_>],
    known: &BTreeSet<usize>,
) -> BTreeSet<Place> {
    let mut all: Vec<(Place, usize)> = Vec::new();
    for (index, block) in recurring.iter().enumerate() {
        all.extend(block.places.iter().map(|it| (*it, index)));
    }
    all.sort_unstable();
    let runs = || all.chunk_by(|(a, _), (b, _)| a.article == b.article && a.block + 1 == b.block);
    let above = Above::new(runs().flat_map(|run| {
        let cluster = articles[run[0].0.article].cluster;
        run.windows(2).map(move |it| (it[0].1, it[1].1, cluster))
    }));

    let mut boxed = BTreeSet::new();
    for run in runs() {
        let Some(last) = run.iter().rposition(|(_, it)| known.contains(it)) else { continue };
        let Some(first) = run.iter().position(|(_, it)| known.contains(it)) else { continue };
        let n_bound =
            run[..=first].windows(2).rev().take_while(|it| above.belongs(recurring, it[0].1, it[1].1)).count();
        let is_label = |(place, _): &(Place, usize)| {
            let block = place.block_in(articles);
            block.role == Role::Heading || block.ends_label
        };
        let bound = first - n_bound;
        let first = run[bound..first].iter().position(is_label).map_or(first, |it| bound + it);
        let run = &run[first..=last];
        let (mut n_words, mut n_sentences, mut has_step) = (0, 0, false);
        for (place, index) in run {
            let block = place.block_in(articles);
            if !known.contains(index) {
                n_words += block.n_words - block.n_linked;
                n_sentences += usize::from(block.is_prose() && !block.ends_label);
                has_step |= block.role == Role::Step;
            }
        }
        if n_sentences <= MOST_SENTENCES && n_words <= MOST_WORDS && !has_step {
            boxed.extend(run.iter().map(|(it, _)| *it));
        }
    }
    boxed
}
