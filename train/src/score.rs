//! How near a choice comes to the article: the measure of `score_html.py`.

use std::{collections::HashMap, fmt};

/// What `\w+` matches.
pub fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

/// Sums over pages of precision and recall of shingles of four tokens.
#[derive(Default)]
pub struct Shingles {
    precision: f64,
    recall: f64,
    n_pages: f64,
}

impl Shingles {
    /// Adds a page.
    pub fn add(&mut self, found: &str, truth: &str) {
        let (found, truth) = (shingles(found), shingles(truth));
        let n_common = common(&found, &truth);
        let share = |of: &HashMap<Vec<&str>, usize>| {
            let n_all: usize = of.values().sum();
            if n_all == 0 { 0.0 } else { n_common as f64 / n_all as f64 }
        };
        self.precision += share(&found);
        self.recall += share(&truth);
        self.n_pages += 1.0;
    }
}

impl fmt::Display for Shingles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (precision, recall) = (self.precision / self.n_pages, self.recall / self.n_pages);
        write!(f, "{:.4} | {precision:.4} | {recall:.4}", 2.0 * precision * recall / (precision + recall))
    }
}

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let tokens: Vec<&str> = tokens(text).collect();
    let mut shingles = HashMap::new();
    for it in tokens.windows(tokens.len().clamp(1, 4)) {
        *shingles.entry(it.to_vec()).or_default() += 1;
    }
    shingles
}

/// The F-measure of the bags of words.
pub fn word_f1(found: &str, truth: &str) -> f64 {
    let bag = |text: &str| {
        let mut bag: HashMap<String, usize> = HashMap::new();
        for token in tokens(&text.to_lowercase()) {
            *bag.entry(token.to_owned()).or_default() += 1;
        }
        bag
    };
    let (found, truth) = (bag(found), bag(truth));
    let n_all: usize = found.values().chain(truth.values()).sum();
    2.0 * common(&found, &truth) as f64 / n_all.max(1) as f64
}

fn common<K: std::hash::Hash + Eq>(one: &HashMap<K, usize>, other: &HashMap<K, usize>) -> usize {
    one.iter().map(|(key, n)| *n.min(other.get(key).unwrap_or(&0))).sum()
}

/// An order that has nothing to do with names.
pub fn scatter(text: &str) -> (u64, &str) {
    let hash =
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, it| (hash ^ u64::from(it)).wrapping_mul(0x100_0000_01b3));
    (hash, text)
}
