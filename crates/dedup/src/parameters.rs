//! What decides: how documents are signed, and how much in common makes them duplicates.

use crate::{
    overlap::{Overlap, Spread},
    shingles::Shingles,
};

/// Seeds every hash ("unchaff" in ASCII); another seed makes other signatures.
pub(crate) const SEED: u64 = 0x0075_6e63_6861_6666;

/// Changes whenever the same text no longer gives the same tokens, shingles or signatures.
const VERSION: u32 = 1;

/// Fewer tokens than this, and a document is a duplicate only of its exact equal.
///
/// "Page not found", "Read more", a caption: a handful of words is shared by
/// documents that have nothing to do with each other.
pub const MIN_TOKENS: usize = 12;

/// How documents are compared.
///
/// The first three fields decide what a signature is, so signatures that were made
/// with others cannot be compared (see [`header`](Parameters::header)); the rest
/// decides what is a duplicate. All are integers, so that no machine rounds its way
/// to another group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Tokens in one shingle.
    pub shingle_width: usize,
    /// Bands of a signature; two documents are compared if they agree in all rows of at least one.
    ///
    /// With Jaccard similarity J that happens with probability 1 - (1 - J^rows)^bands.
    pub bands: usize,
    /// Slots of a signature in one band.
    pub rows: usize,
    /// Near duplicates have this Jaccard similarity at least, in percent.
    pub near: usize,
    /// What makes two documents near duplicates although they are less similar than `near`.
    pub rewritten: Option<Rewritten>,
    /// Documents of fewer shingles than this are short: forms, notices, reports of the weather, which say
    /// the same with other names and numbers.
    pub short: usize,
    /// Short documents must have this Jaccard similarity, in percent.
    pub near_if_short: usize,
    /// The kept document must hold so many percent of the shingles of each document in its group.
    pub held: usize,
    /// A document of which another one holds so many percent, and which is no near duplicate, is contained in it.
    pub contained: usize,
}

/// A copy in which words were replaced everywhere: little is equal, but equal words are everywhere.
///
/// Two articles that have a passage in common may be as similar, but there the rest
/// has nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The Jaccard similarity that is needed, in percent.
    pub near: usize,
    /// So many percent of the parts of each document (runs of eight shingles) must have a shingle in common
    /// with the other.
    pub spread: usize,
}

/// What one document is to another, if they are not strangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// Both say the same, so that one of them is enough.
    Near,
    /// No duplicate, but nearly all of it stands in the other, which says more.
    Contained,
    /// Nearly all of the other stands in it.
    Contains,
}

impl Parameters {
    /// For articles, also in copies that were edited: what `unchaff` uses if nothing else is asked for.
    ///
    /// Shingles of two words and not three: a replaced word costs two shingles instead
    /// of three. 42 bands of three rows let a pair meet with a probability of .9995 at
    /// a Jaccard similarity of .55, .79 at 1/3, .04 at .1.
    ///
    /// Measured on labelled English and Chinese prose (see `docs/duplicates.md`):
    /// near copies down to one half alone give a pair precision of .9989 and a recall of
    /// .880; with `near` at .55 and `rewritten` it is .9999 and .95.
    pub const ARTICLES: Parameters = Parameters {
        shingle_width: 2,
        bands: 42,
        rows: 3,
        near: 55,
        rewritten: Some(Rewritten { near: 33, spread: 80 }),
        short: 80,
        near_if_short: 60,
        held: 40,
        contained: 80,
    };

    /// Only copies with few edits, by the recipe of FineWeb (Penedo et al. 2024): shingles of five words, 14
    /// bands of eight rows; here a pair is verified, and kept from a Jaccard similarity of .8.
    pub const STRICT: Parameters = Parameters {
        shingle_width: 5,
        bands: 14,
        rows: 8,
        near: 80,
        rewritten: None,
        short: 0,
        near_if_short: 80,
        held: 80,
        contained: 95,
    };

    /// Says on one line what a signature depends on, except the frequent lines that were dropped before.
    ///
    /// Signatures, keys and shingles may be compared if their headers are equal, and
    /// only then.
    pub fn header(&self) -> String {
        let Parameters { shingle_width, bands, rows, .. } = self;
        format!(
            "unchaff-dedup {VERSION} tokens=nfkc,casefold,uax29,cjk seed={SEED:016x} shingles={shingle_width} \
             bands={bands}x{rows}"
        )
    }

    /// Compares two documents by all that decides, and tells what they share. Gives up on strangers early, and looks at
    /// parts only where they decide.
    pub fn likeness(&self, one: &Shingles, other: &Shingles) -> Option<(Likeness, Overlap)> {
        let overlap = one.count(other, self.least_shared(one, other))?;
        let likeness = if self.is_near(&overlap, || one.spread(other)) {
            Likeness::Near
        } else if self.contains(&overlap) {
            Likeness::Contained
        } else if self.contains(&overlap.reversed()) {
            Likeness::Contains
        } else {
            return None;
        };
        Some((likeness, overlap))
    }

    /// Whether `kept` holds enough of `document` to stand for it in a group that a third one joined.
    ///
    /// Weaker than near: two different edits of one article differ twice as much from each
    /// other as from the article. Containment rather than a lower similarity, since the
    /// question is how much would be lost with the document.
    pub fn holds(&self, kept: &Shingles, document: &Shingles) -> bool {
        let least = self.least_shared(document, kept).min(document.n_distinct() * self.held / 100);
        let is_held = |it: Overlap| it.has_containment(self.held) || self.is_near(&it, || document.spread(kept));
        document.count(kept, least).is_some_and(is_held)
    }

    /// Whether two documents say the same, so that one of them is enough.
    fn is_near(&self, overlap: &Overlap, spread: impl FnOnce() -> Spread) -> bool {
        let smaller = overlap.own.min(overlap.other);
        if smaller < self.short {
            return overlap.has_jaccard(self.near_if_short);
        }
        let is_rewritten = |it: &Rewritten| overlap.has_jaccard(it.near) && spread().is_everywhere(it.spread);
        overlap.has_jaccard(self.near) || self.rewritten.as_ref().is_some_and(is_rewritten)
    }

    /// Whether nearly all of the asked document stands in the other one, which says more.
    fn contains(&self, overlap: &Overlap) -> bool {
        overlap.own < overlap.other && overlap.has_containment(self.contained)
    }

    /// With fewer shared shingles than this two documents are neither near nor is one contained in the other.
    fn least_shared(&self, one: &Shingles, other: &Shingles) -> usize {
        let (one, other) = (one.n_distinct(), other.n_distinct());
        let lowest = self.rewritten.map_or(self.near, |it| it.near.min(self.near)).min(self.near_if_short);
        // J = shared / (one + other - shared), solved for `shared`; rounded down.
        let near = (one + other) * lowest / (100 + lowest);
        near.min(one.min(other) * self.contained / 100)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::{Likeness, Parameters, Rewritten};
    use crate::{Overlap, Shingles, Spread};

    /// Whether two documents with so many shingles each are near, if they share so many in so many of ten parts.
    fn is_near(parameters: &Parameters, n_distinct: usize, shared: usize, touched: usize) -> bool {
        let overlap = Overlap { shared, own: n_distinct, other: n_distinct };
        parameters.is_near(&overlap, || Spread { own: (touched, 10), other: (touched, 10) })
    }

    #[test]
    fn a_passage_in_common_is_not_enough_and_words_in_common_everywhere_are() {
        let is_near = |shared, touched| is_near(&Parameters::ARTICLES, 100, shared, touched);
        assert!(is_near(71, 10) && is_near(71, 7));
        assert!(is_near(60, 9) && !is_near(60, 7));
        assert!(!is_near(49, 10));
    }

    #[test]
    fn short_documents_need_more() {
        assert!(!is_near(&Parameters::ARTICLES, 79, 59, 10));
        assert!(is_near(&Parameters::ARTICLES, 79, 60, 10));
    }

    #[test]
    fn strict_knows_no_rewritten_copies() {
        assert!(!is_near(&Parameters::STRICT, 100, 80, 10));
        assert!(is_near(&Parameters::STRICT, 100, 89, 10));
    }

    #[test]
    fn a_short_document_in_a_long_one_is_contained_and_not_near() {
        let shingles = |range: Range<u64>| Shingles::cut(&range.collect::<Vec<u64>>(), 2);
        let (short, long) = (shingles(0..101), shingles(10..910));
        let overlap = Overlap { shared: 90, own: 100, other: 899 };
        let articles = Parameters::ARTICLES;
        assert_eq!(articles.likeness(&short, &long), Some((Likeness::Contained, overlap)));
        assert_eq!(articles.likeness(&long, &short), Some((Likeness::Contains, overlap.reversed())));
        assert_eq!(articles.likeness(&short, &shingles(10..102)).map(|it| it.0), Some(Likeness::Near));
        assert_eq!(articles.likeness(&short, &shingles(40..910)), None);
    }

    #[test]
    fn the_header_tells_what_a_signature_depends_on() {
        let articles = Parameters::ARTICLES.header();
        assert_eq!(
            articles,
            "unchaff-dedup 1 tokens=nfkc,casefold,uax29,cjk seed=00756e6368616666 shingles=2 bands=42x3"
        );
        assert_ne!(articles, Parameters::STRICT.header());
        let thresholds = Parameters { near: 70, rewritten: None::<Rewritten>, ..Parameters::ARTICLES };
        assert_eq!(articles, thresholds.header());
    }
}
