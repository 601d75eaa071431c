//! Documents that are the same words in the same order.

use crate::fingerprint::Fingerprint;

/// Gives for each document the first that equals it: itself, if there is none before.
pub(crate) fn first_equals(documents: &[&Fingerprint]) -> Vec<usize> {
    let mut by_sequence: Vec<usize> = (0..documents.len()).collect();
    by_sequence.sort_by_key(|&it| documents[it].sequence); // stable: the first stays first
    let mut firsts: Vec<usize> = (0..documents.len()).collect();
    for run in by_sequence.chunk_by(|&a, &b| documents[a].sequence == documents[b].sequence) {
        for &document in run {
            if documents[document].is_exact(documents[run[0]]) {
                firsts[document] = run[0];
            }
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::first_equals;
    use crate::Fingerprint;

    #[test]
    fn points_to_the_first_of_equals() {
        let prints = ["salt", "pepper", "Salt!", "", "SALT", "..."].map(Fingerprint::new);
        assert_eq!(first_equals(&prints.each_ref()), [0, 1, 0, 3, 0, 5]);
    }
}
