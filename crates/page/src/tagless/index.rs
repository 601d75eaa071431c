//! The parts of a page without tags that may be teasers.

use super::{
    line::{Kind, Line},
    page::Page,
};
use crate::index::{self, Unit, is_title};

/// Whether most of what is kept stands in teasers: a line that is a link, and a few words behind it.
pub(crate) fn is_index(page: &Page, is_kept: &[bool]) -> bool {
    let lines: Vec<(&Line, bool)> = page.lines.iter().zip(is_kept.iter().copied()).collect();
    let kept = |lines: &[(&Line, bool)]| lines.iter().filter(|it| it.1).map(|it| it.0.weight()).sum();
    let is_title = |it: &Line| is_title(it.counts.words, it.counts.linked, it.kind == Kind::Heading);
    // What stands before the first title is no teaser.
    let units = lines.chunk_by(|_, next| !is_title(next.0)).filter(|it| is_title(it[0].0)).map(|lines| Unit {
        n_words: lines.iter().map(|it| it.0.weight()).sum(),
        n_kept: kept(lines),
        n_title: lines[0].0.weight(),
    });
    index::is_index(units, kept(&lines))
}
