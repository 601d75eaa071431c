//! "Did you mean".

/// The candidate that is most likely meant, if one is near. Capitals do not count.
pub(crate) fn suggest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let nearest = candidates.map(|it| (distance(&word, it), it)).min()?;
    (nearest.0 <= word.len().max(3) / 3).then_some(nearest.1)
}

/// Levenshtein's distance: how many letters to change, add or drop.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        let words = || ["also-link", "related-links", "trailing-space"].into_iter();
        assert_eq!(suggest("alsolink", words()), Some("also-link"));
        assert_eq!(suggest("related-link", words()), Some("related-links"));
        assert_eq!(suggest("RELATED-LINKS", words()), Some("related-links"));
        assert_eq!(suggest("cookies", words()), None);
    }
}
