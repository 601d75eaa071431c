//! Blocks that stand in several clusters of articles.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    FEWEST_CLUSTERS,
    article::{Article, ArticleBlock, MOST_WORDS, Role},
};

/// A block that stands in several clusters.
pub(super) struct Recurring<'a> {
    /// Its words.
    pub(super) words: &'a str,
    /// Everywhere it stands, in order.
    pub(super) places: Vec<Place>,
    /// Documents in which it stands.
    pub(super) n_documents: usize,
    /// Clusters of documents in which it stands.
    pub(super) n_clusters: usize,
}

/// Where a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The index of the article.
    pub(super) article: usize,
    /// The index of the block in it.
    pub(super) block: usize,
}

impl Place {
    pub(super) fn block_in(self, articles: &[Article]) -> &ArticleBlock {
        &articles[self.article].blocks[self.block]
    }
}

impl Recurring<'_> {
    /// The clusters in which the block satisfies `holds` somewhere.
    pub(super) fn n_clusters_where(&self, articles: &[Article], holds: impl Fn(Place) -> bool) -> usize {
        let clusters: BTreeSet<usize> =
            self.places.iter().filter(|it| holds(**it)).map(|it| articles[it.article].cluster).collect();
        clusters.len()
    }

    /// Whether the block satisfies `holds` everywhere. One place where it does not may be the author's, and its
    /// words would be lost there.
    pub(super) fn always(&self, holds: impl Fn(Place) -> bool) -> bool {
        self.places.iter().all(|it| holds(*it))
    }

    /// Whether the block satisfies `holds` everywhere, but for one cluster in ten. Only for words that a closed list
    /// knows: boxes that lost a part still show what they are.
    pub(super) fn nearly_always(&self, articles: &[Article], holds: impl Fn(Place) -> bool) -> bool {
        10 * self.n_clusters_where(articles, |it| !holds(it)) <= self.n_clusters
    }
}

/// The blocks that stand in [`FEWEST_CLUSTERS`] or more, sorted by their words. Headings and steps of the author
/// count as places of their words too.
pub(super) fn recurring_blocks(articles: &[Article]) -> Vec<Recurring<'_>> {
    let mut places: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for (article, it) in articles.iter().enumerate() {
        for (block, it) in it.blocks.iter().enumerate() {
            if it.role != Role::Fixed && it.n_words <= MOST_WORDS && !it.words.is_empty() {
                places.entry(&it.words).or_default().push(Place { article, block });
            }
        }
    }
    let count = |(words, places): (_, Vec<Place>)| {
        let documents: BTreeSet<usize> = places.iter().map(|it| it.article).collect();
        let clusters: BTreeSet<usize> = documents.iter().map(|it| articles[*it].cluster).collect();
        Recurring { words, places, n_documents: documents.len(), n_clusters: clusters.len() }
    };
    places.into_iter().map(count).filter(|it| it.n_clusters >= FEWEST_CLUSTERS).collect()
}

/// Which recurring blocks stand over which.
///
/// A line may stand over a box by chance: the last words of three articles, each time before the same footer. What
/// belongs to the box stands over it in a quarter of all articles that have the box; boxes come in a few variants.
pub(super) struct Above {
    /// (upper, lower) -> the clusters in which they stand like that.
    clusters: BTreeMap<(usize, usize), BTreeSet<usize>>,
}

impl Above {
    /// From pairs of an upper and a lower block, each with its cluster.
    pub(super) fn new(pairs: impl Iterator<Item = (usize, usize, usize)>) -> Self {
        let mut clusters: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for (upper, lower, cluster) in pairs {
            clusters.entry((upper, lower)).or_default().insert(cluster);
        }
        Self { clusters }
    }

    /// Whether the upper block belongs to the lower one.
    pub(super) fn belongs(&self, recurring: &[Recurring<'_>], upper: usize, lower: usize) -> bool {
        let n_clusters = self.clusters.get(&(upper, lower)).map_or(0, BTreeSet::len);
        4 * n_clusters >= recurring[lower].n_clusters
    }
}
