//! How much two documents have in common, counted in shingles.

/// What two documents share: counts, from which every score follows.
///
/// Counts and never floats decide; [`jaccard`](Overlap::jaccard) and
/// [`containment`](Overlap::containment) are for people and reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Distinct shingles that both documents have.
    pub shared: usize,
    /// Distinct shingles of the document that was asked.
    pub own: usize,
    /// Distinct shingles of the document it was compared with.
    pub other: usize,
}

/// Where two documents share something: parts in which a shared shingle stands, and all parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Of the document that was asked.
    pub own: (usize, usize),
    /// Of the document it was compared with.
    pub other: (usize, usize),
}

impl Overlap {
    /// Distinct shingles that at least one of the two has.
    pub fn either(&self) -> usize {
        // The fields are public: counts that no document has must not panic either.
        self.own.saturating_sub(self.shared).saturating_add(self.other)
    }

    /// The Jaccard similarity, `shared / either`, from 0 to 1; without any shingles 0.
    pub fn jaccard(&self) -> f64 {
        ratio(self.shared, self.either())
    }

    /// The part of the asked document that the other one holds too, from 0 to 1.
    pub fn containment(&self) -> f64 {
        ratio(self.shared, self.own)
    }

    /// The same, asked from the other side.
    #[must_use]
    pub fn reversed(&self) -> Overlap {
        Overlap { own: self.other, other: self.own, ..*self }
    }

    /// Whether the Jaccard similarity is at least `percent`.
    pub(crate) fn has_jaccard(&self, percent: usize) -> bool {
        is_at_least(self.shared, self.either(), percent)
    }

    /// Whether the other document holds at least `percent` of the asked one.
    pub(crate) fn has_containment(&self, percent: usize) -> bool {
        is_at_least(self.shared, self.own, percent)
    }
}

impl Spread {
    /// Whether at least `percent` of the parts of both documents share something.
    pub(crate) fn is_everywhere(&self, percent: usize) -> bool {
        [self.own, self.other].iter().all(|&(touched, all)| is_at_least(touched, all, percent))
    }
}

/// Nothing is never enough.
fn is_at_least(part: usize, whole: usize, percent: usize) -> bool {
    part > 0 && part as u128 * 100 >= whole as u128 * percent as u128
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::{Overlap, Spread};

    fn overlap(shared: usize, own: usize, other: usize) -> Overlap {
        Overlap { shared, own, other }
    }

    #[test]
    fn scores_follow_from_the_counts() {
        let overlap = overlap(30, 40, 50);
        assert_eq!(overlap.either(), 60);
        assert_eq!((overlap.jaccard(), overlap.containment()), (0.5, 0.75));
        assert_eq!(overlap.reversed().containment(), 0.6);
    }

    #[test]
    fn a_threshold_is_met_exactly() {
        assert!(overlap(30, 40, 50).has_jaccard(50) && !overlap(30, 40, 51).has_jaccard(50));
        assert!(overlap(20, 40, 4000).has_containment(50) && !overlap(20, 41, 30).has_containment(50));
    }

    #[test]
    fn both_documents_must_be_touched_everywhere() {
        let spread = Spread { own: (1, 2), other: (2, 2) };
        assert!(spread.is_everywhere(50) && !spread.is_everywhere(51));
    }

    #[test]
    fn nothing_is_not_similar_to_nothing() {
        let nothing = overlap(0, 0, 0);
        assert_eq!((nothing.jaccard(), nothing.containment()), (0.0, 0.0));
        assert!(!nothing.has_jaccard(0) && !nothing.has_containment(0));
    }
}
