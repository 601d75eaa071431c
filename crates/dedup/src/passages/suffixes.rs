//! All suffixes of two sequences, sorted.

/// The suffix array of two sequences, with a mark between them that equals nothing.
#[derive(Debug)]
pub(super) struct Suffixes {
    /// Where suffixes start, in the order of what they say.
    pub(super) by_rank: Vec<u32>,
    /// The place of each suffix in that order.
    pub(super) rank_of: Vec<u32>,
    /// Where the second sequence starts.
    pub(super) other_start: usize,
    /// The two sequences, each token replaced by a number from 2; the mark is 1.
    tokens: Vec<u32>,
}

/// More tokens of a sequence than this are not looked at: places are counted in 32 bits.
const MOST_TOKENS: usize = u32::MAX as usize / 4;

impl Suffixes {
    pub(super) fn of(one: &[u64], other: &[u64]) -> Suffixes {
        let one = &one[..one.len().min(MOST_TOKENS)];
        let other = &other[..other.len().min(MOST_TOKENS)];
        let mut distinct = [one, other].concat();
        distinct.sort_unstable();
        distinct.dedup();
        let number = |token: &u64| distinct.partition_point(|it| it < token) as u32 + 2;
        let tokens: Vec<u32> = one.iter().map(number).chain([1]).chain(other.iter().map(number)).collect();
        let (by_rank, rank_of) = sort(&tokens);
        Suffixes { by_rank, rank_of, other_start: one.len() + 1, tokens }
    }

    /// For each rank but the last, how many tokens the suffix has in common with the next.
    pub(super) fn neighbours(&self) -> impl Iterator<Item = (usize, usize)> {
        // Kasai's algorithm: the suffix that starts one later has at most one less in common with its next.
        let mut common = vec![0; self.by_rank.len()];
        let mut length = 0_usize;
        for (start, &rank) in self.rank_of.iter().enumerate() {
            let Some(&next) = self.by_rank.get(rank as usize + 1) else {
                length = 0;
                continue;
            };
            let pairs = self.tokens[start + length..].iter().zip(&self.tokens[next as usize + length..]);
            length += pairs.take_while(|(a, b)| a == b).count();
            common[rank as usize] = length as u32;
            length = length.saturating_sub(1);
        }
        common.pop();
        common.into_iter().enumerate().map(|(rank, common)| (common as usize, rank))
    }
}

/// Sorts suffixes by one token, then by two, four and so on, until all differ; gives them by rank, and their ranks.
///
/// In texts of people a few rounds are enough. In a hostile one nearly all is in order already after the first, which
/// the sort of the standard library notices.
fn sort(tokens: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut by_rank: Vec<u32> = (0..tokens.len() as u32).collect();
    let mut rank_of = tokens.to_vec();
    by_rank.sort_unstable_by_key(|&it| (tokens[it as usize], it));
    let mut width = 0;
    loop {
        // After the first round, suffixes with equal ranks stand together.
        let second = |start: u32| rank_of.get(start as usize + width).map_or(0, |&it| it + 1);
        let same = |a: &u32, b: &u32| rank_of[*a as usize] == rank_of[*b as usize];
        let mut next_ranks = vec![0; tokens.len()];
        let mut n_done = 0;
        let mut all_differ = true;
        for group in by_rank.chunk_by_mut(same) {
            if width > 0 && group.len() > 1 {
                group.sort_unstable_by_key(|&it| second(it));
            }
            let mut rank = n_done;
            for place in 0..group.len() {
                let is_new = place > 0 && width > 0 && second(group[place]) != second(group[place - 1]);
                if is_new {
                    rank = n_done + place as u32;
                }
                all_differ &= place == 0 || is_new;
                next_ranks[group[place] as usize] = rank;
            }
            n_done += group.len() as u32;
        }
        rank_of = next_ranks;
        if all_differ {
            return (by_rank, rank_of);
        }
        width = (2 * width).max(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Suffixes;

    proptest! {
        #[test]
        fn suffixes_are_sorted_and_know_what_they_share(
            one in prop::collection::vec(0u64..3, 0..40),
            other in prop::collection::vec(0u64..3, 0..40),
        ) {
            let suffixes = Suffixes::of(&one, &other);
            let suffix = |rank: usize| &suffixes.tokens[suffixes.by_rank[rank] as usize..];
            for (common, rank) in suffixes.neighbours() {
                prop_assert!(suffix(rank) < suffix(rank + 1));
                let expected = suffix(rank).iter().zip(suffix(rank + 1)).take_while(|(a, b)| a == b).count();
                prop_assert_eq!(common, expected);
            }
            for (start, &rank) in suffixes.rank_of.iter().enumerate() {
                prop_assert_eq!(suffixes.by_rank[rank as usize] as usize, start);
            }
        }
    }
}
