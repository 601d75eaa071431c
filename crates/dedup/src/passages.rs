//! What two texts have in common, word by word: the evidence behind a score.

mod suffixes;

use std::{cmp::Reverse, collections::BinaryHeap, mem, ops::Range};

use crate::tokens::PlacedTokens;
use suffixes::Suffixes;

/// A run of tokens that stands in two texts.
///
/// Tokens are what [`Fingerprint`](crate::Fingerprint) compares, so the two stretches can differ in case, punctuation,
/// layout and whatever else copying changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Words and CJK characters in the run.
    pub n_tokens: usize,
    /// The bytes from the first to the last token in one text.
    pub one: Range<usize>,
    /// The bytes from the first to the last token in the other text.
    pub other: Range<usize>,
}

/// Finds the passages of at least `at_least` tokens that two texts share, the longest first.
///
/// The longest run that stands in both is taken, the first in `one` and then in `other` if there are several; then the
/// longest of what is left, and so on. So no passage shares a token with another in either text, and none can be made
/// longer. What stands twice in one text and once in the other is found once.
///
/// Takes about n log² n steps for n tokens, whatever they are, and some hundred bytes for each.
///
/// ```
/// let passages = unchaff_dedup::passages("The ferry left at noon, as ever.", "On Monday the ferry left at ten.", 3);
/// assert_eq!(passages.len(), 1);
/// assert_eq!(passages[0].n_tokens, 4);
/// assert_eq!(passages[0].one, 0..17);
/// assert_eq!(passages[0].other, 10..27);
/// ```
pub fn passages(one: &str, other: &str, at_least: usize) -> Vec<Passage> {
    let (one, other) = (PlacedTokens::read(one), PlacedTokens::read(other));
    let bytes =
        |places: &[Range<usize>], first: usize, length: usize| places[first].start..places[first + length - 1].end;
    let passage = |it: Run| Passage {
        n_tokens: it.length,
        one: bytes(&one.places, it.one, it.length),
        other: bytes(&other.places, it.other, it.length),
    };
    shared_runs(&one.hashes, &other.hashes, at_least.max(1)).into_iter().map(passage).collect()
}

/// A run of tokens that stands in two sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    length: usize,
    one: usize,
    other: usize,
}

/// Greedy string tiling (Wise 1993) over a suffix array.
///
/// Lengths are tried from the longest down. At each, suffixes that agree in so many tokens form a class: as the length
/// falls, classes only merge. A run is where a class has a suffix of either sequence whose first tokens are all free.
/// A run that is taken shuts out few suffixes: those in it for ever, and those less than its length before it until the
/// length has fallen to what is free there.
fn shared_runs(one: &[u64], other: &[u64], at_least: usize) -> Vec<Run> {
    let suffixes = Suffixes::of(one, other);
    let mut merges: Vec<(usize, usize)> = suffixes.neighbours().filter(|it| it.0 >= at_least).collect();
    merges.sort_unstable_by_key(|&(length, rank)| (Reverse(length), rank));
    let mut tiling = Tiling::new(&suffixes, &merges);
    let mut merges = merges.into_iter().peekable();
    let mut runs = Vec::new();
    loop {
        let next_merge = merges.peek().map_or(0, |it| it.0);
        let next_waiting = tiling.waiting.peek().map_or(0, |it| it.0);
        let length = next_merge.max(next_waiting);
        if length < at_least {
            return runs;
        }
        let mut touched = Vec::new();
        while let Some((_, rank)) = merges.next_if(|it| it.0 == length) {
            touched.push(tiling.merge(rank, rank + 1));
        }
        while tiling.waiting.peek().is_some_and(|it| it.0 == length) {
            let Some((_, start)) = tiling.waiting.pop() else { break };
            touched.push(tiling.wake(start));
        }
        tiling.take_all(length, at_least, &touched, &mut runs);
    }
}

/// Which suffixes may still begin a run.
struct Tiling<'a> {
    suffixes: &'a Suffixes,
    /// For each suffix how many of its first tokens are free, or any number that is not below the current length.
    free: Vec<usize>,
    /// For each rank one that is nearer to the root of its class (union-find).
    parents: Vec<u32>,
    /// For each root its class.
    classes: Vec<Class>,
    /// Suffixes that are free for runs up to a length, the greatest length on top.
    waiting: BinaryHeap<(usize, usize)>,
}

/// Suffixes that begin with the same tokens, the first of each sequence on top. Some may have been shut out since.
#[derive(Default)]
struct Class {
    one: BinaryHeap<Reverse<u32>>,
    other: BinaryHeap<Reverse<u32>>,
}

impl Class {
    fn len(&self) -> usize {
        self.one.len() + self.other.len()
    }
}

impl<'a> Tiling<'a> {
    fn new(suffixes: &'a Suffixes, merges: &[(usize, usize)]) -> Tiling<'a> {
        let n_ranks = suffixes.by_rank.len();
        let mut tiling = Tiling {
            suffixes,
            free: vec![usize::MAX; n_ranks],
            parents: (0..n_ranks as u32).collect(),
            classes: Vec::new(),
            waiting: BinaryHeap::new(),
        };
        tiling.classes.resize_with(n_ranks, Class::default);
        for rank in merges.iter().flat_map(|&(_, rank)| [rank, rank + 1]) {
            if tiling.classes[rank].len() == 0 {
                tiling.enter(rank, suffixes.by_rank[rank]);
            }
        }
        tiling
    }

    fn enter(&mut self, root: usize, start: u32) {
        let class = &mut self.classes[root];
        let side = if (start as usize) < self.suffixes.other_start { &mut class.one } else { &mut class.other };
        side.push(Reverse(start));
    }

    /// The root of the class of a rank.
    fn root(&mut self, rank: usize) -> usize {
        let mut it = rank;
        while self.parents[it] as usize != it {
            self.parents[it] = self.parents[self.parents[it] as usize]; // halves the path
            it = self.parents[it] as usize;
        }
        it
    }

    /// Makes one class of two and gives its root.
    fn merge(&mut self, left: usize, right: usize) -> usize {
        let (left, right) = (self.root(left), self.root(right));
        let (from, to) =
            if self.classes[left].len() < self.classes[right].len() { (left, right) } else { (right, left) };
        let mut moved = mem::take(&mut self.classes[from]);
        self.classes[to].one.append(&mut moved.one);
        self.classes[to].other.append(&mut moved.other);
        self.parents[from] = to as u32;
        to
    }

    /// Lets a suffix take part again and gives the root of its class.
    fn wake(&mut self, start: usize) -> usize {
        let root = self.root(self.suffixes.rank_of[start] as usize);
        self.enter(root, start as u32);
        root
    }

    /// Takes all runs of a length that is the longest possible, the first in the first sequence first.
    fn take_all(&mut self, length: usize, at_least: usize, touched: &[usize], runs: &mut Vec<Run>) {
        let mut roots: Vec<usize> = touched.iter().map(|&it| self.root(it)).collect();
        roots.sort_unstable();
        roots.dedup();
        let mut found = BinaryHeap::new();
        for root in roots {
            found.extend(self.first_pair(root, length).map(|pair| Reverse((pair, root))));
        }
        while let Some(Reverse((pair, root))) = found.pop() {
            // What was taken since may have shut out one of the two.
            if self.first_pair(root, length) == Some(pair) {
                let (one, other) = pair;
                runs.push(Run { length, one, other: other - self.suffixes.other_start });
                self.occupy(one, 0, length, at_least);
                self.occupy(other, self.suffixes.other_start, length, at_least);
            }
            found.extend(self.first_pair(root, length).map(|pair| Reverse((pair, root))));
        }
    }

    /// The first suffixes of a class in both sequences that are free for a run.
    fn first_pair(&mut self, root: usize, length: usize) -> Option<(usize, usize)> {
        let free = &self.free;
        let first = |side: &mut BinaryHeap<Reverse<u32>>| {
            while side.peek().is_some_and(|it| free[it.0 as usize] < length) {
                side.pop();
            }
            side.peek().map(|it| it.0 as usize)
        };
        let class = &mut self.classes[root];
        Some((first(&mut class.one)?, first(&mut class.other)?))
    }

    /// Shuts out the suffixes in a run, and those before it that reach into it.
    fn occupy(&mut self, start: usize, sequence_start: usize, length: usize, at_least: usize) {
        self.free[start..start + length].fill(0);
        // Those further away stay free for all runs that can still come.
        let nearest = start.saturating_sub(length - 1).max(sequence_start);
        for before in (nearest..start).rev() {
            if self.free[before] == 0 {
                break;
            }
            let free = start - before;
            if free < self.free[before] {
                self.free[before] = free;
                if free >= at_least {
                    self.waiting.push((free, before));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Run, passages, shared_runs};
    use crate::tokens::Tokens;

    /// The passages as the first text has them.
    fn check(one: &str, other: &str, at_least: usize, expected: &[&str]) {
        let found: Vec<&str> = passages(one, other, at_least).into_iter().map(|it| &one[it.one]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_longest_comes_first() {
        check(
            "Apples ripen late here. The orchard was planted in 1890 by two sisters.",
            "The orchard was planted in 1911. Apples ripen late.",
            2,
            &["The orchard was planted in", "Apples ripen late"],
        );
    }

    #[test]
    fn passages_are_as_long_as_asked_for() {
        check("one two three", "one two four", 3, &[]);
        check("one two three", "one two four", 2, &["one two"]);
        check("", "", 1, &[]);
        check("one", "", 0, &[]);
    }

    #[test]
    fn layout_and_case_do_not_end_a_passage() {
        check("*The* FERRY,\r\nleft", "the ferry left “at” noon", 2, &["The* FERRY,\r\nleft"]);
    }

    #[test]
    fn characters_of_east_asia_count_one_by_one() {
        check("灯塔看守人，每天晚上", "旧灯塔看守人每天早上", 3, &["灯塔看守人，每天"]);
    }

    #[test]
    fn what_stands_twice_in_one_text_is_found_once() {
        check("salt and bread. salt and bread.", "salt and bread", 2, &["salt and bread"]);
    }

    #[test]
    fn hostile_repetition_takes_no_time() {
        let (a, ab) = ("a ".repeat(50_000), "a b ".repeat(25_000));
        assert_eq!(passages(&a, &a, 8).len(), 1);
        assert_eq!(passages(&ab, &ab[2..], 8).len(), 1);
        assert_eq!(passages(&a, &ab, 2).len(), 0);
        let rows = |length: usize| ("a ".repeat(length) + "z ").repeat(5_000);
        assert_eq!(passages(&rows(7), &rows(10), 5).len(), 2_500); // "a a a a a a a z a a a a a a a"
    }

    /// The definition: the longest run of free tokens, again and again.
    fn shared_runs_slowly(one: &[u64], other: &[u64], at_least: usize) -> Vec<Run> {
        let (mut is_free_one, mut is_free_other) = (vec![true; one.len()], vec![true; other.len()]);
        let mut runs = Vec::new();
        loop {
            let mut best = Run { length: 0, one: 0, other: 0 };
            for start in 0..one.len() {
                for other_start in 0..other.len() {
                    let pairs = (start..one.len()).zip(other_start..other.len());
                    let is_shared = |&(a, b): &(usize, usize)| is_free_one[a] && is_free_other[b] && one[a] == other[b];
                    let length = pairs.take_while(is_shared).count();
                    if length > best.length {
                        best = Run { length, one: start, other: other_start };
                    }
                }
            }
            if best.length < at_least {
                return runs;
            }
            is_free_one[best.one..best.one + best.length].fill(false);
            is_free_other[best.other..best.other + best.length].fill(false);
            runs.push(best);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn runs_are_those_of_the_definition(
            one in prop::collection::vec(0u64..3, 0..30),
            other in prop::collection::vec(0u64..3, 0..30),
            at_least in 1usize..5,
        ) {
            prop_assert_eq!(shared_runs(&one, &other, at_least), shared_runs_slowly(&one, &other, at_least));
        }

        #[test]
        fn passages_are_equal_tokens(one in "[ab一ﬁé.\u{301} ]{0,40}", other in "[abＡ一é\u{301} ]{0,40}") {
            for passage in passages(&one, &other, 2) {
                let hashes = Tokens::read(&one[passage.one]).hashes;
                prop_assert_eq!(hashes.len(), passage.n_tokens);
                prop_assert_eq!(hashes, Tokens::read(&other[passage.other]).hashes);
            }
        }
    }
}
