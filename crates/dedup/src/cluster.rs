//! Links become groups around a kept document.

use crate::fingerprint::Fingerprint;

/// Gives for each document the one that is kept in its place: itself, if none is.
///
/// The most preferred document that has no group yet is kept and asks its linked
/// documents, then theirs, and so on, to join. Only who shares at least half of its
/// shingles with the *kept* document joins and passes the question on, which is why
/// no chain A~B~C leads from an article to one about something else. Who was
/// refused is free to join the next group.
///
/// `documents` stand in order of preference; `links` may come in any order.
pub(crate) fn cluster(documents: &[&Fingerprint], links: &[(usize, usize)]) -> Vec<usize> {
    let neighbours = Neighbours::new(documents.len(), links);
    let mut kept_of: Vec<Option<usize>> = vec![None; documents.len()];
    // Who asked a document last: nobody asks twice.
    let mut asked_by: Vec<usize> = (0..documents.len()).collect();
    for kept in 0..documents.len() {
        if kept_of[kept].is_some() {
            continue;
        }
        kept_of[kept] = Some(kept);
        let mut joined = vec![kept];
        while let Some(member) = joined.pop() {
            for &next in neighbours.of(member) {
                if kept_of[next].is_some() || asked_by[next] == kept {
                    continue;
                }
                asked_by[next] = kept;
                if documents[next].overlap(documents[kept]).is_half_contained() {
                    kept_of[next] = Some(kept);
                    joined.push(next);
                }
            }
        }
    }
    kept_of.into_iter().enumerate().map(|(document, kept)| kept.unwrap_or(document)).collect()
}

/// Links, seen from each of their two ends.
struct Neighbours {
    /// Invariant: sorted by the first end.
    ends: Vec<(usize, usize)>,
    /// Where the neighbours of each document begin, and the end of the last.
    starts: Vec<usize>,
}

impl Neighbours {
    fn new(n_documents: usize, links: &[(usize, usize)]) -> Neighbours {
        let mut ends: Vec<_> = links.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        ends.sort_unstable();
        let starts = (0..=n_documents).map(|it| ends.partition_point(|&(from, _)| from < it)).collect();
        Neighbours { ends, starts }
    }

    fn of(&self, document: usize) -> impl Iterator<Item = &usize> {
        self.ends[self.starts[document]..self.starts[document + 1]].iter().map(|(_, to)| to)
    }
}

#[cfg(test)]
mod tests {
    use super::cluster;
    use crate::Fingerprint;

    /// Texts are ranges of one endless row of different words.
    fn check(ranges: &[std::ops::Range<u32>], links: &[(usize, usize)], expected: &[usize]) {
        let text = |it: std::ops::Range<u32>| it.map(|word| format!("w{word} ")).collect::<String>();
        let prints: Vec<Fingerprint> = ranges.iter().map(|it| Fingerprint::new(&text(it.clone()))).collect();
        assert_eq!(cluster(&prints.iter().collect::<Vec<_>>(), links), expected);
    }

    #[test]
    fn unlinked_documents_stay_alone() {
        check(&[0..100, 0..100], &[], &[0, 1]);
    }

    #[test]
    fn a_friend_of_a_member_joins_if_the_kept_document_holds_half_of_it() {
        check(&[0..100, 20..120, 45..145], &[(0, 1), (1, 2)], &[0, 0, 0]);
    }

    #[test]
    fn a_chain_breaks_where_the_kept_document_ends() {
        check(&[0..100, 30..130, 60..160, 90..190], &[(0, 1), (1, 2), (2, 3)], &[0, 0, 2, 2]);
    }
}
