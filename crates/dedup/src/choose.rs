//! Which document of a group is kept: the one that comes first in an order of preference.

use std::cmp::Reverse;

use crate::fingerprint::Fingerprint;

/// Orders documents, as indices, from the longest to the shortest; of equally long
/// ones the earlier comes first.
///
/// The steps after this one see documents in this order alone, so another
/// preference is another function here.
pub(crate) fn by_length(fingerprints: &[Fingerprint]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..fingerprints.len()).collect();
    order.sort_by_key(|&it| Reverse(fingerprints[it].n_tokens())); // stable
    order
}

#[cfg(test)]
mod tests {
    use super::by_length;
    use crate::Fingerprint;

    #[test]
    fn longest_first_and_the_earlier_of_equals() {
        let prints = ["a b", "a b c", "", "d e"].map(Fingerprint::new);
        assert_eq!(by_length(&prints), [1, 0, 3, 2]);
    }
}
