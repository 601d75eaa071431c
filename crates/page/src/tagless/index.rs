//! Whether what was chosen of a page without tags is an article at all: a front page or a list of search results has
//! none.

use super::{line::Line, page::Page};

/// More words under a title that leads elsewhere are no teaser.
const MOST_WORDS: u32 = 80;

/// Fewer teasers are no list.
const FEWEST_TEASERS: usize = 4;

/// Whether most of what is kept stands in teasers: a line that is a link, and a few words behind it.
pub(crate) fn is_index(page: &Page, is_kept: &[bool]) -> bool {
    let lines: Vec<(&Line, u32)> = page
        .lines
        .iter()
        .zip(is_kept)
        .map(|(line, is_kept)| (line, if *is_kept { line.weight() } else { 0 }))
        .collect();
    let is_title = |it: &Line| it.weight() >= 4 && it.counts.linked * 10 >= it.counts.words * 9;
    let (mut n_teasers, mut n_in_teasers) = (0, 0);
    // What stands before the first title is no teaser.
    for unit in lines.chunk_by(|_, next| !is_title(next.0)).filter(|it| is_title(it[0].0)) {
        let n_words: u32 = unit.iter().map(|it| it.0.weight()).sum();
        let n_kept: u32 = unit.iter().map(|it| it.1).sum();
        if n_kept > 0 && n_words <= MOST_WORDS && unit[0].0.weight() * 100 >= n_words * 15 {
            n_teasers += 1;
            n_in_teasers += n_kept;
        }
    }
    let n_kept: u32 = lines.iter().map(|it| it.1).sum();
    n_teasers >= FEWEST_TEASERS && n_in_teasers * 10 >= n_kept * 7
}
