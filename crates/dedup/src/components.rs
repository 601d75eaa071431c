//! Which documents hang together.

/// Sets of documents that links join, by union-find with path halving.
///
/// The sets depend on the links alone and not on their order.
#[derive(Clone, Debug)]
pub struct Components {
    /// Invariant: no document points to a later one; who points to itself represents its set.
    parents: Vec<u32>,
}

impl Components {
    /// Every document alone.
    ///
    /// # Panics
    /// With more than 2³² documents.
    pub fn new(n_documents: usize) -> Components {
        let n_documents = u32::try_from(n_documents).expect("documents are numbered by 32 bits");
        Components { parents: (0..n_documents).collect() }
    }

    /// The first document of the set in which `document` is.
    pub fn first(&mut self, mut document: u32) -> u32 {
        while self.parents[document as usize] != document {
            let parent = self.parents[document as usize];
            self.parents[document as usize] = self.parents[parent as usize];
            document = parent;
        }
        document
    }

    /// Joins the sets of two documents.
    pub fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first(one), self.first(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Components;

    fn firsts(n: u32, links: &[(u32, u32)]) -> Vec<u32> {
        let mut components = Components::new(n as usize);
        links.iter().for_each(|&(a, b)| components.join(a, b));
        (0..n).map(|it| components.first(it)).collect()
    }

    #[test]
    fn links_join_and_strangers_stay_alone() {
        assert_eq!(firsts(6, &[(4, 2), (5, 4), (1, 1)]), [0, 1, 2, 3, 2, 2]);
    }

    proptest! {
        #[test]
        fn order_changes_nothing(
            (links, shuffled) in prop::collection::vec((0u32..30, 0u32..30), 0..40)
                .prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        ) {
            prop_assert_eq!(firsts(30, &links), firsts(30, &shuffled));
        }
    }
}
