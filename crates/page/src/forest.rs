//! Boosted trees: a number for each row of a [`Matrix`], which is the log odds that the block is kept.
//!
//! The trees are learned by `cargo xtask train` and stand in `models/`. A model is lines of text: a header, the columns
//! it looks at, and a tree on each further line, in preorder: `3<12.5` goes on with the left branch where the third of
//! those columns is 12.5 or less, `=-310` is a leaf. Leaves are integers, so a sum is the same in any order and on any
//! machine.

use std::ops::Range;

use crate::matrix::{Matrix, REACH, ROWS_AT_ONCE};

/// What a leaf of 1.0 is written as.
pub(crate) const UNIT: f64 = 10_000.0;

/// Boosted trees.
pub(crate) struct Forest {
    /// The sum before the first tree.
    base: i32,
    nodes: Vec<Node>,
    /// The first step of each.
    trees: Vec<u32>,
}

/// A step of a tree. A leaf leads to itself.
#[derive(Clone, Copy)]
struct Node {
    /// From the beginning of the row to the value that is looked at.
    offset: i32,
    threshold: f32,
    left: u32,
    right: u32,
    value: i32,
}

/// A column, in the row itself or one of its neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    pub(crate) column: String,
    /// 0 is the row itself.
    pub(crate) row: i32,
}

impl Input {
    fn parse(text: &str) -> Option<Self> {
        let (column, row) = text.rsplit_once('@').unwrap_or((text, "0"));
        let row: i32 = row.parse().ok()?;
        (row.unsigned_abs() as usize <= REACH).then(|| Self { column: column.to_owned(), row })
    }
}

impl Forest {
    /// Reads a model. `None` if it is not one, or looks at columns that are not among `columns`.
    pub(crate) fn parse(model: &str, columns: &[String]) -> Option<Self> {
        let mut lines = model.lines().filter(|it| !it.starts_with('#'));
        let base = lines.next()?.strip_prefix("base ")?.parse().ok()?;
        let inputs = lines.next()?.strip_prefix("inputs ")?;
        let offset = |input: &str| {
            let input = Input::parse(input)?;
            let column = columns.iter().position(|it| *it == input.column)?;
            i32::try_from(column).ok()?.checked_add(input.row * i32::try_from(columns.len()).ok()?)
        };
        let offsets: Vec<i32> = inputs.split(',').map(offset).collect::<Option<_>>()?;
        let mut forest = Self { base, nodes: Vec::new(), trees: Vec::new() };
        for line in lines {
            forest.trees.push(u32::try_from(forest.nodes.len()).ok()?);
            forest.subtree(&mut line.split(' '), &offsets, 0)?;
        }
        Some(forest)
    }

    /// Reads a branch.
    fn subtree<'m>(&mut self, rest: &mut impl Iterator<Item = &'m str>, offsets: &[i32], depth: u32) -> Option<()> {
        let text = rest.next()?;
        let own = u32::try_from(self.nodes.len()).ok()?;
        if let Some(value) = text.strip_prefix('=') {
            let value = value.parse().ok()?;
            self.nodes.push(Node { offset: 0, threshold: 0.0, left: own, right: own, value });
            return Some(());
        }
        // Deeper trees than any that is learned; a model is never hostile, but it may be broken.
        if depth > 64 {
            return None;
        }
        let (input, threshold) = text.split_once('<')?;
        let offset = *offsets.get(input.parse::<usize>().ok()?)?;
        self.nodes.push(Node { offset, threshold: threshold.parse().ok()?, left: own + 1, right: 0, value: 0 });
        self.subtree(rest, offsets, depth + 1)?;
        self.nodes[own as usize].right = u32::try_from(self.nodes.len()).ok()?;
        self.subtree(rest, offsets, depth + 1)
    }

    /// The log odds of each of `n_blocks` blocks, in units of [`UNIT`].
    pub(crate) fn log_odds(&self, n_blocks: usize, matrix: impl Fn(Range<usize>) -> Matrix) -> Vec<i32> {
        let starts = (0..n_blocks).step_by(ROWS_AT_ONCE);
        let some = |start: usize| self.log_odds_of(&matrix(start..(start + ROWS_AT_ONCE).min(n_blocks)));
        starts.flat_map(some).collect()
    }

    /// The log odds of the rows of a matrix.
    pub(crate) fn log_odds_of(&self, matrix: &Matrix) -> Vec<i32> {
        let values = matrix.values();
        let mut sums = vec![self.base; matrix.n_rows()];
        let mut rows: Vec<u32> = (0..).take(sums.len()).collect();
        for (number, tree) in self.trees.iter().enumerate() {
            // Most blocks are clear after some trees; further ones would only make them clearer.
            if [self.trees.len() / 4, self.trees.len() / 2].contains(&number) {
                rows.retain(|it| sums[*it as usize].unsigned_abs() < CLEAR);
            }
            for some in rows.chunks(LANES) {
                // The last row is taken several times where there are too few.
                let row = |lane: usize| some[lane.min(some.len() - 1)] as usize;
                let starts: [i32; LANES] = std::array::from_fn(|lane| matrix.start(row(lane)) as i32);
                let mut at = [*tree; LANES];
                // All rows go down together, so that none has to wait for the next step of another, until all are at a
                // leaf.
                loop {
                    let mut moved = 0;
                    for lane in 0..LANES {
                        let node = &self.nodes[at[lane] as usize];
                        let value = values[(starts[lane] + node.offset) as usize];
                        let next = if value <= node.threshold { node.left } else { node.right };
                        moved |= next ^ at[lane];
                        at[lane] = next;
                    }
                    if moved == 0 {
                        break;
                    }
                }
                for (row, at) in some.iter().zip(at) {
                    sums[*row as usize] += self.nodes[at as usize].value;
                }
            }
        }
        sums
    }
}

/// Log odds that no further tree is asked about, in units of [`UNIT`]: 12 to 1.
const CLEAR: u32 = 25_000;

/// Rows that go down a tree together.
const LANES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(model: &str, rows: &[[f32; 2]], expected: Option<&[i32]>) {
        let columns = ["tokens".to_owned(), "links".to_owned()];
        let matrix = Matrix::of_rows(2, 0..rows.len(), rows.len(), |number, row| row.extend(rows[number]));
        let found = Forest::parse(model, &columns).map(|it| it.log_odds_of(&matrix));
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn sums_the_leaves_that_a_row_comes_to() {
        let model = "# made by hand\nbase 5\ninputs tokens,links\n0<10 =100 1<0.5 =200 =300\n1<0 =1 =2\n";
        check(model, &[[10.0, 0.0], [11.0, 0.5], [11.0, 0.6]], Some(&[106, 207, 307]));
    }

    #[test]
    fn looks_at_neighbours_and_beyond_the_edge() {
        check("base 0\ninputs tokens@-1\n0<0 =7 =9\n", &[[5.0, 0.0], [5.0, 0.0]], Some(&[7, 9]));
    }

    #[test]
    fn refuses_what_is_no_model() {
        check("base 0\ninputs words\n", &[], None);
        check("base 0\ninputs tokens@3\n", &[], None);
        check("base 0\ninputs tokens\n0<1 =2\n", &[], None);
    }
}
