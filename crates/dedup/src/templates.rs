//! Which clusters of provisional near-copies are pages of one site, and not copies of one article.

use std::collections::BTreeMap;

use crate::{components::Components, lines::FrequentLines};

/// Smaller clusters are not asked. A site may be several clusters.
const FEWEST: usize = 6;

/// So many pairs of each cluster are asked at most, and most of them must be different pages.
const ASKED: usize = 16;

/// The clusters of provisional near-copies that are pages of one site.
///
/// Where most of each page is furniture all pages are near-copies of each other. Then
/// nothing that stands on all of them would be frequent, since a cluster counts once,
/// and the site would become one group of duplicates.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    /// How many pages there are, by the first document of the cluster.
    n_pages: BTreeMap<u32, usize>,
}

impl Templates {
    /// Asks pairs of each cluster whether they are different pages:
    /// [`Tokens::is_other_page`](crate::Tokens::is_other_page).
    ///
    /// `sequences` holds for each document the start of [`Tokens::sequence`](crate::Tokens::sequence), by which the
    /// pairs are chosen, so that the order of the documents cannot show.
    ///
    /// # Errors
    /// What `is_other_page` says.
    pub fn find<E>(
        clusters: &mut Components,
        sequences: &[u64],
        mut is_other_page: impl FnMut(u32, u32) -> Result<bool, E>,
    ) -> Result<Templates, E> {
        let documents = (0u32..).zip(sequences);
        let mut members: Vec<(u32, u64, u32)> = documents.map(|(it, &key)| (clusters.first(it), key, it)).collect();
        members.sort_unstable();
        let mut n_pages = BTreeMap::new();
        for cluster in members.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() >= FEWEST) {
            let mut pages: Vec<(u64, u32)> = cluster.iter().map(|&(_, key, document)| (key, document)).collect();
            pages.dedup_by_key(|it| it.0); // exact copies say nothing new
            if pages.len() < FEWEST {
                continue;
            }
            let n_asked = ASKED.min(pages.len() - 1);
            let mut n_copies = 0;
            for pair in 0..n_asked {
                let at = pair * (pages.len() - 1) / n_asked;
                n_copies += usize::from(!is_other_page(pages[at].1, pages[at + 1].1)?);
                if 2 * n_copies >= n_asked {
                    break; // whatever the others are
                }
            }
            if 2 * n_copies < n_asked {
                n_pages.insert(cluster[0].0, cluster.len());
            }
        }
        Ok(Templates { n_pages })
    }

    /// Whether a line is frequent that these documents have: see [`FrequentLines`]. Each cluster counts once, but
    /// each page of a site if the line may be furniture: if one in four of the pages has it.
    pub fn is_frequent(&self, clusters: &mut Components, holders: &[u32]) -> bool {
        if holders.len() < FrequentLines::CLUSTERS {
            return false;
        }
        let mut held: Vec<(u32, u32)> = holders.iter().map(|&it| (clusters.first(it), it)).collect();
        held.sort_unstable();
        let mut counted: Vec<u32> = Vec::with_capacity(held.len());
        for of_cluster in held.chunk_by(|a, b| a.0 == b.0) {
            let is_furniture = self.n_pages.get(&of_cluster[0].0).is_some_and(|&it| 4 * of_cluster.len() >= it);
            counted.extend(of_cluster.iter().map(|&(first, page)| if is_furniture { page } else { first }));
        }
        counted.sort_unstable();
        FrequentLines::is_frequent(&counted)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::Templates;
    use crate::Components;

    /// A cluster of so many, of which some pairs are different pages, and a line that so many of them have.
    fn check(n_documents: u32, n_different: u32, n_holders: u32, is_frequent: bool) {
        let mut clusters = Components::new(n_documents as usize);
        (1..n_documents).for_each(|it| clusters.join(0, it));
        let sequences: Vec<u64> = (0..u64::from(n_documents)).collect();
        let mut n_asked = 0;
        let Ok(templates) = Templates::find(&mut clusters, &sequences, |one, other| {
            assert_eq!(other, one + 1);
            n_asked += 1;
            Ok::<bool, Infallible>(n_asked <= n_different)
        });
        let holders: Vec<u32> = (0..n_holders).collect();
        let name = format!("{n_documents} {n_different} {n_holders}");
        assert_eq!(templates.is_frequent(&mut clusters, &holders), is_frequent, "{name}");
    }

    #[test]
    fn furniture_of_a_site_is_frequent_and_a_line_of_copies_is_not() {
        check(48, 9, 48, true);
        check(48, 9, 12, true);
        check(48, 9, 11, false);
        check(49, 9, 12, false);
        check(48, 8, 48, false);
        check(12, 6, 12, true);
        check(12, 5, 12, false);
    }

    #[test]
    fn exact_copies_are_no_pages() {
        let mut clusters = Components::new(20);
        (1..20).for_each(|it| clusters.join(0, it));
        let sequences: Vec<u64> = (0..20).map(|it| it % 5).collect();
        let Ok(templates) = Templates::find(&mut clusters, &sequences, |_, _| Ok::<bool, Infallible>(true));
        assert!(!templates.is_frequent(&mut clusters, &(0..20).collect::<Vec<u32>>()));
    }
}
