//! Links become groups around a kept document.

/// Gives for each document the one that is kept in its place: itself, if none is.
///
/// The most preferred document that has no group yet is kept. Documents that are linked
/// to it join; then theirs are asked, and so on. Of these only whom the *kept* document
/// holds (`is_held(document, kept)`) joins and passes the question on, which is why no
/// chain A~B~C leads from an article to one about something else. Who was refused is
/// free to join the next group.
///
/// A link says that either document may stand for the other: `is_held` must hold for both, and is not asked.
///
/// Documents are numbered by preference; `links` may come in any order.
///
/// # Errors
/// What `is_held` returns.
pub fn cluster<E>(
    n_documents: usize,
    links: &[(u32, u32)],
    mut is_held: impl FnMut(u32, u32) -> Result<bool, E>,
) -> Result<Vec<u32>, E> {
    let neighbours = Neighbours::new(n_documents, links);
    let mut kept_of: Vec<Option<u32>> = vec![None; n_documents];
    // Who asked a document last: nobody asks twice.
    let mut asked_by: Vec<Option<u32>> = vec![None; n_documents];
    for kept in 0..n_documents as u32 {
        if kept_of[kept as usize].is_some() {
            continue;
        }
        kept_of[kept as usize] = Some(kept);
        let mut joined = vec![kept];
        while let Some(member) = joined.pop() {
            for &(_, next) in neighbours.of(member) {
                if kept_of[next as usize].is_some() || asked_by[next as usize] == Some(kept) {
                    continue;
                }
                asked_by[next as usize] = Some(kept);
                if member == kept || is_held(next, kept)? {
                    kept_of[next as usize] = Some(kept);
                    joined.push(next);
                }
            }
        }
    }
    Ok(kept_of.into_iter().zip(0..).map(|(kept, document)| kept.unwrap_or(document)).collect())
}

/// Links, seen from each of their two ends.
struct Neighbours {
    /// Invariant: sorted by the first end.
    ends: Vec<(u32, u32)>,
    /// Where the neighbours of each document begin, and the end of the last.
    starts: Vec<usize>,
}

impl Neighbours {
    fn new(n_documents: usize, links: &[(u32, u32)]) -> Neighbours {
        let mut ends: Vec<_> = links.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        ends.sort_unstable();
        let starts = (0..=n_documents).map(|it| ends.partition_point(|&(from, _)| (from as usize) < it)).collect();
        Neighbours { ends, starts }
    }

    fn of(&self, document: u32) -> &[(u32, u32)] {
        &self.ends[self.starts[document as usize]..self.starts[document as usize + 1]]
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, ops::Range};

    use super::cluster;

    /// Documents are ranges of one endless row of different words; the kept one must hold half of a document.
    fn check(ranges: &[Range<i32>], links: &[(u32, u32)], expected: &[u32]) {
        let is_held = |document: u32, kept: u32| {
            let (document, kept) = (&ranges[document as usize], &ranges[kept as usize]);
            let shared = document.end.min(kept.end) - document.start.max(kept.start);
            Ok::<bool, Infallible>(2 * shared >= document.end - document.start)
        };
        assert_eq!(cluster(ranges.len(), links, is_held), Ok(expected.to_vec()));
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

    #[test]
    fn an_error_ends_it() {
        assert_eq!(cluster(3, &[(0, 1), (1, 2)], |_, _| Err("gone")), Err("gone"));
    }
}
