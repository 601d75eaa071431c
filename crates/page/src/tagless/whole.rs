//! Whether a text is a whole page at all.

use super::{line::Line, page::Page};

/// Fewer lines of links are a list of an article.
const FEWEST_LINK_LINES: usize = 20;

/// The share of all lines that links make up in a page.
const LEAST_SHARE: f64 = 0.3;

/// Whether a text that may be an article looks like a whole page: the lines around what would be kept are links for the
/// most part, many of them, and some of them come first. Authors put lists of links at the end.
pub(crate) fn looks_whole(page: &Page, is_kept: &[bool]) -> bool {
    let (Some(first), Some(last)) = (is_kept.iter().position(|it| *it), is_kept.iter().rposition(|it| *it)) else {
        return false;
    };
    let before = n_link_lines(&page.lines[..first]);
    let all = before + n_link_lines(&page.lines[last + 1..]);
    before >= FEWEST_LINK_LINES / 4
        && are_enough(all, page.lines.len())
        && all as f64 >= 0.5 * (first + is_kept.len() - last - 1) as f64
}

/// Whether lines have so many links that a page of them could [look whole](looks_whole), whatever of it is kept.
pub(crate) fn may_look_whole(lines: &[Line]) -> bool {
    are_enough(n_link_lines(lines), lines.len())
}

fn n_link_lines(lines: &[Line]) -> usize {
    lines.iter().filter(|it| it.counts.words > 0 && it.is_link()).count()
}

fn are_enough(n_link_lines: usize, n_lines: usize) -> bool {
    n_link_lines >= FEWEST_LINK_LINES && n_link_lines as f64 >= LEAST_SHARE * n_lines as f64
}
