//! Whether what was chosen of a page is an article at all: a front page or a list of search results has none.

use super::features::Features;
use crate::hash::FoldMap;

/// What is known of one of several parts of a page that are built alike.
#[derive(Default)]
struct Unit {
    n_tokens: u32,
    n_kept: u32,
    /// Tokens of blocks that are one link, and too long for the name of a person or a button.
    n_title: u32,
}

impl Unit {
    /// Whether it is a few words under, over or beside a title that leads to the rest.
    fn is_teaser(&self) -> bool {
        self.n_tokens <= 80 && self.n_title > 0 && self.n_title * 100 >= self.n_tokens * 15
    }
}

/// Fewer teasers are no list.
const FEWEST_TEASERS: usize = 4;

impl Features<'_> {
    /// Whether most of what is kept stands in teasers.
    pub(crate) fn is_index(&self, is_kept: &[bool]) -> bool {
        let mut units: FoldMap<usize, Unit> = FoldMap::default();
        let mut n_kept = 0;
        for (number, (block, is_kept)) in self.blocks().iter().zip(is_kept).enumerate() {
            let words = &block.words;
            let kept = if *is_kept { words.n_tokens } else { 0 };
            n_kept += kept;
            let Some(unit) = self.unit_of(number) else { continue };
            let unit = units.entry(unit).or_default();
            unit.n_tokens += words.n_tokens;
            unit.n_kept += kept;
            let is_title = words.n_tokens >= 4 && words.n_link_tokens * 10 >= words.n_tokens * 9;
            unit.n_title += if is_title { words.n_tokens } else { 0 };
        }
        let teasers = || units.values().filter(|it| it.n_kept > 0 && it.is_teaser());
        let n_in_teasers: u32 = teasers().map(|it| it.n_kept).sum();
        teasers().count() >= FEWEST_TEASERS && n_in_teasers * 10 >= n_kept * 6
    }
}
