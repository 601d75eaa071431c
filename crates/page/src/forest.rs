//! Boosted trees: a number for each row of a [`Matrix`], which is the log odds that the block is kept.
//!
//! The trees are learned by `cargo xtask train` and stand in `models/`. A model is lines of text: a header, the columns
//! it looks at, and a tree on each further line, in preorder: `3<12.5` goes on with the left branch where the third of
//! those columns is 12.5 or less, `=-310` is a leaf. Leaves are integers, so a sum is the same in any order and on any
//! machine.
//!
//! No row goes down a tree. Its leaves are bits, and every node, on the way or not, takes away those that a row going to
//! the right cannot reach; the first leaf that remains is the one the row comes to. (Lucchese, Nardini, Orlando, Perego,
//! Tonellotto, Venturini 2015, "QuickScorer: a fast algorithm to rank documents with additive ensembles of regression
//! trees".) They sort nodes by threshold, to ask fewer of them; here each is asked about [`LANES`] rows at once.

use std::ops::Range;

use crate::matrix::{LANES, Matrix, REACH, ROWS_AT_ONCE};

/// What a leaf of 1.0 is written as.
pub(crate) const UNIT: f64 = 10_000.0;

/// Boosted trees.
pub(crate) struct Forest {
    /// The sum before the first tree.
    base: i32,
    /// What is looked at: the number of a column, and the row, counted from the first that comes along before.
    inputs: Vec<(usize, usize)>,
    /// The branchings of all trees, tree after tree.
    nodes: Vec<Node>,
    trees: Vec<Tree>,
}

/// Where a tree branches.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    input: u32,
    threshold: f32,
    /// The leaves that can still be reached by a row that goes to the right, a bit for each: all but those on the left.
    right: u32,
}

struct Tree {
    /// Its nodes end here, where those of the next one begin.
    end: usize,
    /// What its leaves add, from left to right.
    leaves: [i32; MOST_LEAVES],
}

/// A set of leaves is a number of 32 bits.
const MOST_LEAVES: usize = 32;

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
        let place = |input: &str| {
            let input = Input::parse(input)?;
            let column = columns.iter().position(|it| *it == input.column)?;
            Some((column, REACH.checked_add_signed(input.row as isize)?))
        };
        let inputs = inputs.split(',').map(place).collect::<Option<_>>()?;
        let mut forest = Self { base, inputs, nodes: Vec::new(), trees: Vec::new() };
        for line in lines {
            let mut leaves = Vec::new();
            forest.subtree(&mut line.split(' '), &mut leaves)?;
            leaves.resize(MOST_LEAVES, 0);
            forest.trees.push(Tree { end: forest.nodes.len(), leaves: leaves.try_into().ok()? });
        }
        Some(forest)
    }

    /// Reads a branch.
    fn subtree<'m>(&mut self, rest: &mut impl Iterator<Item = &'m str>, leaves: &mut Vec<i32>) -> Option<()> {
        let text = rest.next()?;
        if let Some(value) = text.strip_prefix('=') {
            leaves.push(value.parse().ok()?);
            return Some(());
        }
        // A tree has a leaf more than nodes.
        if self.nodes.len() + 1 - self.trees.last().map_or(0, |it| it.end) == MOST_LEAVES {
            return None;
        }
        let (input, threshold) = text.split_once('<')?;
        let input: u32 = input.parse().ok().filter(|it| (*it as usize) < self.inputs.len())?;
        let own = self.nodes.len();
        self.nodes.push(Node { input, threshold: threshold.parse().ok()?, right: 0 });
        let first = leaves.len();
        self.subtree(rest, leaves)?;
        self.nodes[own].right = !(first..leaves.len()).fold(0, |left, leaf| left | 1 << leaf);
        self.subtree(rest, leaves)
    }

    /// The log odds of each of `n_blocks` blocks, in units of [`UNIT`].
    pub(crate) fn log_odds(&self, n_blocks: usize, matrix: impl Fn(Range<usize>) -> Matrix) -> Vec<i32> {
        let starts = (0..n_blocks).step_by(ROWS_AT_ONCE);
        let some = |start: usize| self.log_odds_of(&matrix(start..(start + ROWS_AT_ONCE).min(n_blocks)));
        starts.flat_map(some).collect()
    }

    /// The log odds of the rows of a matrix.
    pub(crate) fn log_odds_of(&self, matrix: &Matrix) -> Vec<i32> {
        let mut sums = Vec::with_capacity(matrix.n_rows().next_multiple_of(LANES));
        for first in (0..matrix.n_rows()).step_by(LANES) {
            let column = |(column, row): &(usize, usize)| matrix.column(*column, first + row);
            let columns: Vec<_> = self.inputs.iter().map(column).collect();
            sums.extend(self.sums(&columns, matrix.n_rows() - first));
        }
        sums.truncate(matrix.n_rows());
        sums
    }

    /// The sums of some rows, of which the first `n_rows` count. Of each input there is a column.
    fn sums(&self, columns: &[&[f32; LANES]], n_rows: usize) -> [i32; LANES] {
        let mut sums = [self.base; LANES];
        // All bits of a row that further trees are asked about, none of others.
        let mut asked: [i32; LANES] = std::array::from_fn(|lane| -i32::from(lane < n_rows));
        let mut start = 0;
        for (number, tree) in self.trees.iter().enumerate() {
            // Most blocks are clear after some trees; further ones would only make them clearer.
            if [self.trees.len() / 4, self.trees.len() / 2].contains(&number) {
                for (asked, sum) in asked.iter_mut().zip(sums) {
                    *asked &= -i32::from(sum.unsigned_abs() < CLEAR);
                }
                if asked == [0; LANES] {
                    break;
                }
            }
            let reachable = reachable(&self.nodes[start..tree.end], columns);
            for (sum, (leaves, asked)) in sums.iter_mut().zip(reachable.into_iter().zip(asked)) {
                *sum += tree.leaves[leaves.trailing_zeros() as usize % MOST_LEAVES] & asked;
            }
            start = tree.end;
        }
        sums
    }
}

/// The leaves of a tree that each of some rows can reach: the first of them is the one it comes to.
#[inline(never)] // within the loop over trees, compilers take row after row
fn reachable(nodes: &[Node], columns: &[&[f32; LANES]]) -> [u32; LANES] {
    let mut reachable = [u32::MAX; LANES];
    for node in nodes {
        for (leaves, value) in reachable.iter_mut().zip(columns[node.input as usize]) {
            // Without a branch, so that a processor does it for several rows with one instruction.
            let left = u32::from(*value <= node.threshold).wrapping_neg();
            *leaves &= left | node.right;
        }
    }
    reachable
}

/// Log odds that no further tree is asked about, in units of [`UNIT`]: 12 to 1.
const CLEAR: u32 = 25_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{Columns, OUTSIDE};

    const COLUMNS: [&str; 2] = ["tokens", "links"];

    fn log_odds(model: &str, rows: &[[f32; 2]]) -> Option<Vec<i32>> {
        let matrix = Matrix::of_rows(2, 0..rows.len(), rows.len(), |number, row| {
            row.put_all("", COLUMNS.into_iter().zip(rows[number]));
        });
        Forest::parse(model, &COLUMNS.map(str::to_owned)).map(|it| it.log_odds_of(&matrix))
    }

    #[track_caller]
    fn check(model: &str, rows: &[[f32; 2]], expected: Option<&[i32]>) {
        assert_eq!(log_odds(model, rows).as_deref(), expected);
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
        check("base 0\ninputs tokens\n1<1 =2 =3\n", &[], None);
    }

    #[test]
    fn refuses_trees_of_too_many_leaves() {
        let tree = |n_leaves: usize| format!("base 0\ninputs tokens\n{}=1\n", "0<1 =2 ".repeat(n_leaves - 1));
        check(&tree(MOST_LEAVES), &[[5.0, 0.0]], Some(&[1]));
        check(&tree(MOST_LEAVES + 1), &[], None);
        check(&format!("base 0\ninputs tokens\n{}", "0<1 ".repeat(1_000_000)), &[], None);
    }

    #[test]
    fn says_what_walks_down_the_trees_say() {
        let mut random = Random(1);
        for n_rows in 0..100 {
            let mut model = "base -300\ninputs tokens,links,tokens@-2,links@1".to_owned();
            for _ in 0..random.below(30) {
                let n_leaves = 1 + random.below(MOST_LEAVES);
                model = format!("{model}\n{}", random.tree(n_leaves));
            }
            let rows: Vec<[f32; 2]> = (0..n_rows).map(|_| [(); 2].map(|()| random.below(9) as f32)).collect();
            let expected: Vec<i32> = (0..n_rows).map(|it| walk(&model, &rows, it)).collect();
            check(&model, &rows, Some(&expected));
        }
    }

    /// The log odds of a row, as the trees are meant.
    fn walk(model: &str, rows: &[[f32; 2]], row: usize) -> i32 {
        let value =
            |row: Option<usize>, column: usize| row.and_then(|it| rows.get(it)).map_or(OUTSIDE, |it| it[column]);
        let seen =
            [value(Some(row), 0), value(Some(row), 1), value(row.checked_sub(2), 0), value(row.checked_add(1), 1)];
        let trees: Vec<&str> = model.lines().skip(2).collect();
        let mut sum: i32 = -300;
        for (number, tree) in trees.iter().enumerate() {
            if (number == trees.len() / 4 || number == trees.len() / 2) && sum.unsigned_abs() >= CLEAR {
                break;
            }
            sum += leaf(&mut tree.split(' '), &seen);
        }
        sum
    }

    fn leaf<'m>(tree: &mut impl Iterator<Item = &'m str>, seen: &[f32]) -> i32 {
        let text = tree.next().expect("the tree goes on");
        let Some((input, threshold)) = text.split_once('<') else {
            return text[1..].parse().expect("a leaf is a number");
        };
        let input: usize = input.parse().expect("an input is a number");
        let threshold: f32 = threshold.parse().expect("a threshold is a number");
        let (left, right) = (leaf(tree, seen), leaf(tree, seen));
        if seen[input] <= threshold { left } else { right }
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % limit
        }

        fn tree(&mut self, n_leaves: usize) -> String {
            if n_leaves == 1 {
                return format!("={}", self.below(12_000) as i32 - 5_000);
            }
            let n_left = 1 + self.below(n_leaves - 1);
            let (input, threshold) = (self.below(4), self.below(10) as i32 - 1);
            format!("{input}<{threshold} {} {}", self.tree(n_left), self.tree(n_leaves - n_left))
        }
    }
}
