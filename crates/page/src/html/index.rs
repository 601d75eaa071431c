//! The parts of an HTML page that may be teasers.

use super::features::Features;
use crate::{
    hash::FoldMap,
    index::{Unit, is_index, is_title},
};

impl Features<'_> {
    /// Whether most of what is kept stands in teasers, which are parts of the page that are built alike.
    pub(crate) fn is_index(&self, is_kept: &[bool]) -> bool {
        let mut units: FoldMap<usize, Unit> = FoldMap::default();
        let mut n_kept = 0;
        for (number, (block, is_kept)) in self.blocks().iter().zip(is_kept).enumerate() {
            let words = &block.words;
            let kept = if *is_kept { words.n_tokens } else { 0 };
            n_kept += kept;
            let Some(unit) = self.unit_of(number) else { continue };
            let unit = units.entry(unit).or_default();
            unit.n_words += words.n_tokens;
            unit.n_kept += kept;
            if is_title(words.n_tokens, words.n_link_tokens, self.is_heading(number)) {
                unit.n_title += words.n_tokens;
            }
        }
        is_index(units.into_values(), n_kept)
    }
}
