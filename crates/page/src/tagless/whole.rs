//! Whether a text is a whole page at all.

use super::page::Page;

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
    let is_link_line = |number: &usize| page.lines[*number].counts.words > 0 && page.lines[*number].is_link();
    let before = (0..first).filter(is_link_line).count();
    let behind = (last + 1..is_kept.len()).filter(is_link_line).count();
    let all = before + behind;
    before >= FEWEST_LINK_LINES / 4
        && all >= FEWEST_LINK_LINES
        && all as f64 >= LEAST_SHARE * page.lines.len() as f64
        && all as f64 >= 0.5 * (first + is_kept.len() - last - 1) as f64
}
