//! What is known of the blocks of a page, as numbers.

use std::{ops::Range, slice::ChunksExactMut};

/// Rows of blocks that follow each other, a column for each thing known of them. Some rows before and behind come along,
/// of [`OUTSIDE`] where there is no block.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    n_rows: usize,
    /// The rows, those that come along, and so many more that the last rows are [`LANES`] too.
    height: usize,
    /// Column after column.
    values: Vec<f32>,
}

/// How many rows before and behind a block are looked at.
pub(crate) const REACH: usize = 2;

/// Rows that a model takes together.
pub(crate) const LANES: usize = 16;

/// What stands in the rows before the first and behind the last.
pub(crate) const OUTSIDE: f32 = -1.0;

impl Matrix {
    /// The rows of some of `n_blocks` blocks; each is put in by its number.
    pub(crate) fn of_rows(
        n_columns: usize,
        blocks: Range<usize>,
        n_blocks: usize,
        mut row: impl FnMut(usize, &mut Row<'_>),
    ) -> Self {
        let height = blocks.len().next_multiple_of(LANES) + 2 * REACH;
        let mut values = vec![OUTSIDE; n_columns * height];
        for place in 0..blocks.len() + 2 * REACH {
            let Some(number) = (blocks.start + place).checked_sub(REACH).filter(|it| *it < n_blocks) else { continue };
            row(number, &mut Row { columns: values.chunks_exact_mut(height), place });
        }
        Self { n_rows: blocks.len(), height, values }
    }

    /// The number of rows.
    pub(crate) fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The values of a column in the rows from one on, counted from the first that comes along before.
    pub(crate) fn column(&self, column: usize, first: usize) -> &[f32; LANES] {
        self.values[column * self.height + first..].first_chunk().expect("columns are long enough for the last rows")
    }

    /// The values of a row.
    #[cfg(feature = "train")]
    pub(crate) fn row(&self, row: usize) -> Vec<f32> {
        self.values.chunks_exact(self.height).map(|it| it[row + REACH]).collect()
    }
}

/// Rows that are looked at together: their values fit into a processor's cache, and those of a large page into memory.
pub(crate) const ROWS_AT_ONCE: usize = 128;

/// Takes the columns of a row, or only their names: so the two cannot disagree.
pub(crate) trait Columns {
    /// The next column.
    fn put(&mut self, name: &'static str, value: f32);

    /// A column for each of several names with a common beginning.
    fn put_all<'n>(&mut self, prefix: &'static str, values: impl IntoIterator<Item = (&'n str, f32)>);
}

/// A row of a [`Matrix`] while it is put in.
pub(crate) struct Row<'m> {
    /// The columns that have no value in this row yet.
    columns: ChunksExactMut<'m, f32>,
    /// Where in each column the row is.
    place: usize,
}

impl Columns for Row<'_> {
    #[inline]
    fn put(&mut self, _: &'static str, value: f32) {
        if let Some(column) = self.columns.next() {
            column[self.place] = value;
        }
    }

    fn put_all<'n>(&mut self, prefix: &'static str, values: impl IntoIterator<Item = (&'n str, f32)>) {
        values.into_iter().for_each(|(_, value)| self.put(prefix, value));
    }
}

impl Columns for Vec<String> {
    fn put(&mut self, name: &'static str, _: f32) {
        self.push(name.to_owned());
    }

    fn put_all<'n>(&mut self, prefix: &'static str, values: impl IntoIterator<Item = (&'n str, f32)>) {
        self.extend(values.into_iter().map(|(name, _)| format!("{prefix} {name}")));
    }
}

/// `part` of `whole`; 0 of nothing.
pub(crate) fn share(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}
