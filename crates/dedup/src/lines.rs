//! Lines that many unrelated documents share: what the site says, and not the article.

use std::{borrow::Cow, convert::Infallible};

use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

use crate::{
    band::pairs,
    components::Components,
    parameters::{MIN_TOKENS, SEED},
    shingles::{hash, hashes},
    signature::Signature,
    templates::Templates,
    tokens::Tokens,
};

/// Provisional near-copies agree in so many percent of their slots.
const NEAR_COPY: usize = 70;

/// Tokens in a shingle, and how many slots of a signature make a key: two texts with a Jaccard similarity of .7
/// meet with a probability of .93, those of .3 with one of .015.
const WIDTH: usize = 2;
const ROWS: usize = 6;

/// Lines say something else if less than one in so many of their shingles stands in the other text.
const SAID: usize = 3;

impl Tokens {
    /// Puts tokens together that were stored.
    ///
    /// # Panics
    /// If `line_ends` are not what [`line_ends`](Tokens::line_ends) gave for these hashes.
    pub fn new(hashes: Vec<u64>, line_ends: Vec<u32>) -> Tokens {
        let is_whole =
            line_ends.is_sorted_by(|a, b| a < b) && line_ends.last().map_or(0, |&it| it as usize) == hashes.len();
        assert!(is_whole, "lines end where others begin");
        Tokens { hashes, line_ends }
    }

    /// A hash of each token, in reading order.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Where lines end that have tokens, counted in tokens.
    pub fn line_ends(&self) -> &[u32] {
        &self.line_ends
    }

    /// A hash of all tokens in their order; equal for equal sequences.
    pub fn sequence(&self) -> u128 {
        xxh3_128_with_seed(&bytes(&self.hashes), SEED)
    }

    /// The lines that have tokens, in order.
    pub fn lines(&self) -> impl Iterator<Item = &[u64]> {
        let starts = std::iter::once(0).chain(self.line_ends.iter().copied());
        starts.zip(&self.line_ends).map(|(start, &end)| &self.hashes[start as usize..end as usize])
    }

    /// One number for each different line, ascending.
    pub fn line_hashes(&self) -> Vec<u64> {
        let mut hashes: Vec<u64> = self.lines().map(line_hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }

    /// Whether two texts, although they are provisional near-copies, are different pages of one site: each has lines
    /// in which it says what the other does not, and these are longer than the lines that both have.
    ///
    /// Copies of one article have lines of their own, too: edited ones, of which the other has nearly every word,
    /// or those of the site that copied it, which are shorter than the lines of the article.
    pub fn is_other_page(&self, other: &Tokens) -> bool {
        self.says_its_own(other) && other.says_its_own(self)
    }

    fn says_its_own(&self, other: &Tokens) -> bool {
        let lines = other.line_hashes();
        let (shared, own): (Vec<&[u64]>, Vec<&[u64]>) =
            self.lines().partition(|it| lines.binary_search(&line_hash(it)).is_ok());
        let n_tokens = |lines: &[&[u64]]| lines.iter().map(|it| it.len()).sum::<usize>();
        let is_longer = n_tokens(&own) * shared.len() > n_tokens(&shared) * own.len();
        if n_tokens(&own) < MIN_TOKENS || !is_longer {
            return false;
        }
        let mut others = hashes(&other.hashes, WIDTH);
        others.sort_unstable();
        let said: Vec<bool> =
            own.iter().flat_map(|it| hashes(it, WIDTH)).map(|it| others.binary_search(&it).is_ok()).collect();
        SAID * said.iter().filter(|it| **it).count() < said.len()
    }

    /// The tokens of all lines that are not frequent.
    pub(crate) fn without(&self, frequent: &FrequentLines) -> Cow<'_, [u64]> {
        // Most documents have no such line, and need no copy.
        if frequent.is_empty() || !self.lines().any(|it| frequent.contains(it)) {
            return Cow::Borrowed(&self.hashes);
        }
        let mut rest = Vec::with_capacity(self.hashes.len());
        self.lines().filter(|it| !frequent.contains(it)).for_each(|it| rest.extend_from_slice(it));
        Cow::Owned(rest)
    }
}

/// What finds provisional near-copies: documents that share furniture alone are none, and edits matter little.
///
/// Copies of an article must count once where lines are counted, or an article that
/// was copied 600 times would lose its own lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provisional {
    signature: Signature,
}

impl Provisional {
    /// Slots of a provisional signature.
    pub const SLOTS: usize = 126;

    /// Signs the whole text; nothing, if it has too few tokens to be a near-copy of another.
    pub fn sign(tokens: &Tokens) -> Option<Provisional> {
        let sign = || Signature::sign(&hashes(&tokens.hashes, WIDTH), Self::SLOTS);
        (tokens.hashes.len() >= MIN_TOKENS).then(|| Provisional { signature: sign() })
    }

    /// Documents without a key in common need not be compared.
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        self.signature.keys(Self::SLOTS / ROWS, ROWS)
    }

    /// Whether both are copies of one text, as far as signatures tell.
    pub fn is_near_copy(&self, other: &Provisional) -> bool {
        self.signature.agreement(&other.signature) >= NEAR_COPY
    }

    /// The slots, to be stored.
    pub fn slots(&self) -> &[u32] {
        self.signature.slots()
    }

    /// Reads what [`slots`](Provisional::slots) gave.
    pub fn from_slots(slots: Vec<u32>) -> Provisional {
        Provisional { signature: Signature::from_slots(slots) }
    }
}

/// Lines that are dropped before documents are signed.
///
/// They belong to a set of signatures as its parameters do: signatures that were made
/// with other frequent lines cannot be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrequentLines {
    /// Invariant: sorted, no line twice.
    lines: Vec<u64>,
}

impl FrequentLines {
    /// A line is frequent if so many clusters of provisional near-copies have it.
    ///
    /// On labelled prose any number from 8 to 30 gives the same groups.
    pub const CLUSTERS: usize = 12;

    /// Finds the frequent lines of documents that fit into memory. Their order does not matter.
    pub fn among(documents: &[Tokens]) -> FrequentLines {
        let mut clusters = near_copies(documents);
        let sequences: Vec<u64> = documents.iter().map(|it| (it.sequence() >> 64) as u64).collect();
        let Ok(templates) = Templates::find(&mut clusters, &sequences, |one, other| {
            Ok::<bool, Infallible>(documents[one as usize].is_other_page(&documents[other as usize]))
        });
        let mut holders: Vec<(u64, u32)> = Vec::new();
        for (document, tokens) in (0..).zip(documents) {
            holders.extend(tokens.line_hashes().into_iter().map(|line| (line, document)));
        }
        holders.sort_unstable();
        let frequent = holders.chunk_by(|a, b| a.0 == b.0).filter(|line| {
            let holders: Vec<u32> = line.iter().map(|it| it.1).collect();
            templates.is_frequent(&mut clusters, &holders)
        });
        frequent.map(|line| line[0].0).collect()
    }

    /// Whether a line is frequent; `clusters` has an entry for each document in which it stands, with the number of
    /// the document's cluster of provisional near-copies; sorted.
    ///
    /// So many clusters must have it, and none may hold half of the documents: then it
    /// is the line of one article, and the other clusters are copies of that in
    /// which more was changed.
    pub(crate) fn is_frequent(clusters: &[u32]) -> bool {
        let mut sizes = clusters.chunk_by(|a, b| a == b).map(<[u32]>::len);
        sizes.clone().count() >= Self::CLUSTERS && sizes.all(|it| 2 * it < clusters.len())
    }

    /// Whether no line is frequent.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many lines are frequent.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// One number for the whole set, for headers.
    pub fn digest(&self) -> u64 {
        xxh3_64_with_seed(&bytes(&self.lines), SEED)
    }

    /// The lines as numbers, ascending, to be stored.
    pub fn lines(&self) -> &[u64] {
        &self.lines
    }

    fn contains(&self, line: &[u64]) -> bool {
        self.lines.binary_search(&line_hash(line)).is_ok()
    }
}

impl FromIterator<u64> for FrequentLines {
    fn from_iter<I: IntoIterator<Item = u64>>(lines: I) -> FrequentLines {
        let mut lines: Vec<u64> = lines.into_iter().collect();
        lines.sort_unstable();
        lines.dedup();
        FrequentLines { lines }
    }
}

/// Clusters of documents whose provisional signatures agree.
fn near_copies(documents: &[Tokens]) -> Components {
    let signatures: Vec<Option<Provisional>> = documents.iter().map(Provisional::sign).collect();
    let mut entries: Vec<(u64, u128, u32)> = Vec::new();
    for ((document, tokens), signature) in (0..).zip(documents).zip(&signatures) {
        // The tokens come before the number, so that the order of the documents cannot show.
        let sequence = tokens.sequence();
        entries.extend(signature.iter().flat_map(Provisional::keys).map(|key| (key, sequence, document)));
    }
    entries.sort_unstable();
    let mut clusters = Components::new(documents.len());
    for bucket in entries.chunk_by(|a, b| a.0 == b.0) {
        let bucket: Vec<u32> = bucket.iter().map(|it| it.2).collect();
        pairs(&bucket, |one, other| {
            let [Some(a), Some(b)] = [one, other].map(|it| &signatures[it as usize]) else { return };
            if clusters.first(one) != clusters.first(other) && a.is_near_copy(b) {
                clusters.join(one, other);
            }
        });
    }
    clusters
}

/// Equal for lines with the same tokens.
fn line_hash(line: &[u64]) -> u64 {
    hash(line)
}

/// Little-endian, so that every machine agrees.
fn bytes(numbers: &[u64]) -> Vec<u8> {
    let mut bytes = vec![0; size_of_val(numbers)];
    for (place, number) in bytes.chunks_exact_mut(8).zip(numbers) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{FrequentLines, Provisional};
    use crate::tokens::Tokens;

    /// Counts lines, given as how many documents of each cluster have line 1.
    fn check(copies: &[usize], is_frequent: bool) {
        let clusters: Vec<u32> = copies.iter().enumerate().flat_map(|(it, &n)| vec![it as u32; n]).collect();
        assert_eq!(FrequentLines::is_frequent(&clusters), is_frequent, "{copies:?}");
    }

    #[test]
    fn a_line_in_twelve_clusters_is_frequent() {
        check(&[1; 12], true);
        check(&[1; 11], false);
        check(&[3; 12], true);
    }

    #[test]
    fn an_article_copied_a_thousand_times_keeps_its_lines() {
        check(&[1000], false);
        // Twenty copies were edited so much that nobody knew them.
        check(&[[1000].as_slice(), &[1; 20]].concat(), false);
    }

    #[test]
    fn a_line_of_unrelated_documents_is_found_and_one_of_copies_is_not() {
        let article = |seed: usize| (0..60).map(|it| format!("w{} ", seed * 1000 + it)).collect::<String>();
        let furniture = "Boats and quays, daily";
        let texts = (0..12).map(|it| format!("{furniture}\n{}", article(it)));
        let copies = (0..30).map(|it| format!("{}\nno {it}", article(99)));
        let documents: Vec<Tokens> = texts.chain(copies).map(|it| Tokens::read(&it)).collect();
        let expected: FrequentLines = Tokens::read(furniture).line_hashes().into_iter().collect();
        assert_eq!(FrequentLines::among(&documents), expected);
        let backwards: Vec<Tokens> = documents.into_iter().rev().collect();
        assert_eq!(FrequentLines::among(&backwards), expected);
        assert!(FrequentLines::among(&[]).is_empty());
    }

    #[test]
    fn marks_and_case_make_no_other_line() {
        let hashes = |text: &str| Tokens::read(text).line_hashes();
        assert_eq!(hashes("Load more\n\n# LOAD more »\n"), hashes("load, more"));
        assert_ne!(hashes("Load more"), hashes("Load\nmore"));
    }

    #[test]
    fn tokens_of_other_lines_stay() {
        let tokens = Tokens::read("The kettle sang.\nLoad more\nNobody listened.");
        let frequent: FrequentLines = Tokens::read("Load more").line_hashes().into_iter().collect();
        assert_eq!(*tokens.without(&frequent), Tokens::read("The kettle sang. Nobody listened.").hashes);
    }

    #[test]
    fn pages_of_a_site_are_no_copies_of_an_article() {
        let line = |name: &str, n: usize| (0..n).map(|it| format!("{name}{it} ")).collect::<String>() + "\n";
        let lines = |name: &str, lengths: &[usize]| -> String {
            lengths.iter().enumerate().map(|(it, &n)| line(&format!("{name}{it}x"), n)).collect()
        };
        let is_other_page = |one: &str, other: &str| Tokens::read(one).is_other_page(&Tokens::read(other));
        let menu = lines("menu", &[5; 30]);
        assert!(is_other_page(&(menu.clone() + &lines("bread", &[40])), &(menu.clone() + &lines("ferry", &[40]))));
        // A headline is not enough.
        assert!(!is_other_page(&(menu.clone() + &lines("bread", &[8])), &(menu.clone() + &lines("ferry", &[8]))));
        // The furniture of two sites around one article.
        let article = lines("article", &[40; 5]);
        assert!(!is_other_page(
            &(article.clone() + &lines("east", &[5; 6])),
            &(article.clone() + &lines("west", &[5; 6]))
        ));
        // Two edits of one article, in its longest lines.
        let edited = |word: &str| menu.clone() + &article.replace(word, "other");
        assert!(!is_other_page(&edited("article0x7 "), &edited("article4x7 ")));
    }

    #[test]
    fn light_edits_make_a_near_copy_and_furniture_does_not() {
        let words = |range: std::ops::Range<u32>| range.map(|it| format!("w{it} ")).collect::<String>();
        let sign = |text: &str| Provisional::sign(&Tokens::read(text)).expect("long enough");
        let article = sign(&words(0..300));
        assert!(article.is_near_copy(&sign(&words(0..300).replace("w100 w101", "other words"))));
        assert!(!sign(&(words(0..100) + &words(200..300))).is_near_copy(&sign(&(words(0..100) + &words(300..400)))));
    }
}
