//! How similar two texts are, counted exactly.

use crate::prose::is_chinese;

/// The figures that go into labels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Similarity {
    /// Jaccard of single words.
    pub(crate) words: f64,
    /// Jaccard of runs of two words.
    pub(crate) pairs: f64,
    /// Jaccard of runs of five words, as in the labels of `dev.jsonl.gz`.
    pub(crate) fives: f64,
    /// How much of the smaller set of runs of five words is in the other.
    pub(crate) containment: f64,
}

/// Compares two texts.
pub(crate) fn similarity(left: &str, right: &str) -> Similarity {
    let (left, right) = (words(left), words(right));
    let at = |width| jaccard(&runs(&left, width), &runs(&right, width));
    let (fives, containment) = at(5);
    Similarity { words: at(1).0, pairs: at(2).0, fives, containment }
}

/// The Jaccard similarity of two sets, and the containment of the smaller.
fn jaccard(left: &[u64], right: &[u64]) -> (f64, f64) {
    let shared = left.iter().filter(|it| right.binary_search(it).is_ok()).count();
    let all = left.len() + right.len() - shared;
    let smaller = left.len().min(right.len());
    (shared as f64 / all.max(1) as f64, shared as f64 / smaller.max(1) as f64)
}

/// The hashes of all runs of so many words, sorted, none twice; a shorter text is one run.
fn runs(words: &[String], width: usize) -> Vec<u64> {
    let mut runs: Vec<u64> = words.windows(width.min(words.len()).max(1)).map(hash).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

fn hash(words: &[String]) -> u64 {
    let bytes = words.iter().flat_map(|it| it.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, it| (hash ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3))
}

/// Words in small letters; a Chinese character is one, wide letters and digits are narrow ones, what cannot be seen
/// is not there.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        let character = narrow(character);
        if character == '\u{200b}' {
            continue;
        }
        if !character.is_alphanumeric() || is_chinese(character) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if is_chinese(character) {
            words.push(character.to_string());
        } else if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// The narrow form of a wide letter, digit or mark.
fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        it => it,
    }
}

/// Pairs of texts that are more alike than `limit`, by [`Similarity::pairs`].
#[cfg(test)]
pub(crate) fn alike(texts: &[String], limit: f64) -> Vec<(f64, &str, &str)> {
    let sets: Vec<Vec<u64>> = texts.iter().map(|it| runs(&words(it), 2)).collect();
    let mut found = Vec::new();
    for (right, right_set) in sets.iter().enumerate() {
        for (left, left_set) in sets[..right].iter().enumerate() {
            let (pairs, _) = jaccard(left_set, right_set);
            if pairs > limit {
                found.push((pairs, texts[left].as_str(), texts[right].as_str()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_marks_do_not_count() {
        assert_eq!(words("The  FERRY, ｌｅｆｔ\u{200b}. 船开了"), ["the", "ferry", "left", "船", "开", "了"]);
        let similarity = similarity("one two three", "one two four");
        assert_eq!((similarity.words, similarity.pairs, similarity.fives), (0.5, 1.0 / 3.0, 0.0));
    }
}
