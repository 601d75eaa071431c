//! Learns what a site repeats under all of its articles.
//!
//! One document shows what it is made of; only many show what they are wrapped in. A block that stands in
//! unrelated articles was put there by the site, or it is a phrase of the author's. Recurrence alone cannot tell:
//! "Conclusion" stands in half of all articles. So a block is judged by its shape too, and by the blocks around it.
//! Nothing here removes anything: a [`Proposal`] waits for a person.

mod article;
mod boxes;
mod recurring;
mod verdict;

pub use article::{Article, ArticleBlock, Role};

use std::collections::{BTreeMap, BTreeSet};

use recurring::{Place, Recurring, recurring_blocks};
use verdict::proposed;

/// A block has to stand in so many clusters of articles: what stands in two may be a quotation.
pub(crate) const FEWEST_CLUSTERS: usize = 3;

/// A block that seems to be the site's, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The words of the block: lower case, single blanks, no marks.
    pub words: String,
    /// Documents in which it stands.
    pub n_documents: usize,
    /// Clusters of articles in which it stands; copies of one article are one.
    pub n_clusters: usize,
    /// Where it stands: the middle one of its places, in hundredths of the way through the article.
    pub place: u8,
    /// How many of its words are links, in hundredths.
    pub link_share: u8,
    /// At most three places where it stands, each in another cluster.
    pub examples: Vec<Example>,
}

/// A place where a proposed block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Example {
    /// The index of the article.
    pub article: usize,
    /// The index of the block.
    pub block: usize,
    /// The nearest paragraph that is nobody's proposal.
    pub neighbour: Option<usize>,
}

/// At most so many places are shown.
const MOST_EXAMPLES: usize = 3;

/// Proposes the blocks that stand in unrelated articles and have the shape of boilerplate.
///
/// Sorted by the number of clusters, most first. Which blocks are proposed does not depend on the order of
/// `articles`; the examples are the first ones.
pub fn learn(articles: &[Article]) -> Vec<Proposal> {
    let recurring = recurring_blocks(articles);
    let proposed: Vec<&Recurring<'_>> = proposed(articles, &recurring).into_iter().map(|it| &recurring[it]).collect();
    let mut neighbours = Neighbours::new(&proposed);
    let mut proposals: Vec<Proposal> = proposed.iter().map(|it| proposal(articles, it, &mut neighbours)).collect();
    proposals.sort_by(|a, b| b.n_clusters.cmp(&a.n_clusters).then_with(|| a.words.cmp(&b.words)));
    proposals
}

fn proposal(articles: &[Article], block: &Recurring<'_>, neighbours: &mut Neighbours<'_>) -> Proposal {
    let place = |it: &Place| hundredths(it.block, articles[it.article].blocks.len() - 1);
    let mut places: Vec<u8> = block.places.iter().map(place).collect();
    places.sort_unstable();
    let (mut n_linked, mut n_words) = (0, 0);
    for block in block.places.iter().map(|it| it.block_in(articles)) {
        n_linked += block.n_linked;
        n_words += block.n_words;
    }
    let mut seen = BTreeSet::new();
    let firsts = block.places.iter().filter(|it| seen.insert(articles[it.article].cluster)).take(MOST_EXAMPLES);
    let example =
        |it: &Place| Example { article: it.article, block: it.block, neighbour: neighbours.nearest(articles, *it) };
    Proposal {
        words: block.words.to_string(),
        n_documents: block.n_documents,
        n_clusters: block.n_clusters,
        place: places[places.len() / 2],
        link_share: hundredths(n_linked, n_words),
        examples: firsts.map(example).collect(),
    }
}

/// What stays beside proposed blocks.
struct Neighbours<'a> {
    proposed: BTreeSet<&'a str>,
    /// Of articles that were asked for: paragraphs that stay, those of prose first.
    of_article: BTreeMap<usize, [Vec<usize>; 2]>,
}

impl<'a> Neighbours<'a> {
    fn new(proposed: &[&Recurring<'a>]) -> Self {
        Self { proposed: proposed.iter().map(|it| it.words).collect(), of_article: BTreeMap::new() }
    }

    /// The paragraph of prose that stays above a place, or else below it; or else any paragraph that stays.
    fn nearest(&mut self, articles: &[Article], place: Place) -> Option<usize> {
        let paragraphs = self.of_article.entry(place.article).or_insert_with(|| {
            let blocks = articles[place.article].blocks.iter().enumerate();
            let stays =
                |(_, it): &(usize, &ArticleBlock)| it.role == Role::Text && !self.proposed.contains(it.words.as_str());
            let (prose, others) = blocks.filter(stays).partition::<Vec<_>, _>(|(_, it)| it.is_prose());
            [prose, others].map(|it| it.into_iter().map(|(index, _)| index).collect())
        });
        paragraphs.iter().find_map(|it| {
            let below = it.partition_point(|it| *it < place.block);
            below.checked_sub(1).and_then(|above| it.get(above)).or_else(|| it.get(below)).copied()
        })
    }
}

fn hundredths(part: usize, whole: usize) -> u8 {
    u8::try_from((part * 100).checked_div(whole).unwrap_or(0)).unwrap_or(100)
}

#[cfg(test)]
mod tests;
