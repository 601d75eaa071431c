//! Which blocks of a page are its article.
//!
//! Each block has the odds that it is, and its neighbours have a say in them. What is kept is the set of blocks that by
//! those odds promises the best F-measure of the whole page. A threshold for each block alone would leave nothing of a
//! page on which all odds are low, and too much of one on which they are high; this is the plug-in rule for the
//! F-measure (Ye, Chai, Lee, Chieu 2012, "Optimizing F-measures: a tale of two approaches").

use crate::forest::UNIT;

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Chosen {
    pub(crate) is_kept: Vec<bool>,
    /// The probability of each block to be a part of the article.
    pub(crate) probabilities: Vec<f64>,
    /// The F-measure that the choice promises, 0 to 1.
    pub(crate) quality: f64,
}

/// How far before and behind a block its neighbours have a say.
const REACH: usize = 3;

/// How a choice is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taste {
    /// How much the neighbours of a block have to say, 0 to 1.
    pub(crate) neighbours: f64,
    /// By how much the log odds of each block are lowered: wrong text costs more than missing text of the same length.
    pub(crate) caution: f64,
    /// Whether what is likelier than not stays between blocks that are kept, without caution: that is for what stands
    /// around an article, and a hole in it is worse than an advert.
    pub(crate) fills_holes: bool,
}

/// Chooses among blocks of known log odds and numbers of tokens.
pub(crate) fn choose(log_odds: &[i32], n_tokens: &[u32], taste: Taste) -> Chosen {
    let logistic = |log_odds: f64| 1.0 / (1.0 + libm::exp(-log_odds));
    let own: Vec<f64> = log_odds.iter().map(|it| logistic(f64::from(*it) / UNIT)).collect();
    let probabilities = with_neighbours(&own, n_tokens, taste.neighbours);
    let factor = libm::exp(taste.caution);
    let cautious: Vec<f64> = probabilities.iter().map(|p| p / (p + (1.0 - p) * factor)).collect();
    let mut is_kept = best_set(&cautious, n_tokens);
    if taste.fills_holes {
        fill_holes(&probabilities, &mut is_kept);
    }
    let quality = measure(&is_kept, &probabilities, n_tokens);
    Chosen { is_kept, probabilities, quality }
}

/// Probabilities drawn to the mean of those around them, long blocks counting more.
fn with_neighbours(probabilities: &[f64], n_tokens: &[u32], share: f64) -> Vec<f64> {
    // The weights of all blocks before each, and their probabilities times these weights.
    let mut sums = Vec::with_capacity(probabilities.len() + 1);
    let (mut weights, mut weighted) = (0.0, 0.0);
    sums.push((weights, weighted));
    for (probability, n_tokens) in probabilities.iter().zip(n_tokens) {
        let weight = f64::from(*n_tokens) + 1.0;
        weights += weight;
        weighted += weight * probability;
        sums.push((weights, weighted));
    }
    let drawn = |(number, own): (usize, &f64)| {
        let before = sums[number.saturating_sub(REACH)];
        let after = sums[(number + REACH + 1).min(probabilities.len())];
        (1.0 - share) * own + share * (after.1 - before.1) / (after.0 - before.0)
    };
    probabilities.iter().enumerate().map(drawn).collect()
}

/// The most probable blocks, as many as promise the best F-measure.
///
/// Of half of that measure no block is worth it that is less probable. So all that are more probable than what is
/// promised so far promise more, until they promise what was asked of them (Dinkelbach 1967, "On nonlinear fractional
/// programming"); that takes a few rounds.
fn best_set(probabilities: &[f64], n_tokens: &[u32]) -> Vec<bool> {
    let expected: f64 = probabilities.iter().zip(n_tokens).map(|(p, n)| p * f64::from(*n)).sum();
    let mut best = 0.0;
    loop {
        let (mut found, mut kept) = (0.0, 0.0);
        for (probability, n_tokens) in probabilities.iter().zip(n_tokens) {
            let n_kept = if *probability > best { f64::from(*n_tokens) } else { 0.0 };
            found += probability * n_kept;
            kept += n_kept;
        }
        let measure = found / (kept + expected).max(f64::MIN_POSITIVE);
        if measure <= best {
            return probabilities.iter().map(|it| *it > best).collect();
        }
        best = measure;
    }
}

/// Keeps what is likelier than not between blocks that are kept.
fn fill_holes(probabilities: &[f64], is_kept: &mut [bool]) {
    let (Some(first), Some(last)) = (is_kept.iter().position(|it| *it), is_kept.iter().rposition(|it| *it)) else {
        return;
    };
    for number in first..last {
        is_kept[number] |= probabilities[number] >= 0.5;
    }
}

/// The F-measure that a choice promises.
fn measure(is_kept: &[bool], probabilities: &[f64], n_tokens: &[u32]) -> f64 {
    let tokens = |number: usize| f64::from(n_tokens[number]);
    let kept = || (0..is_kept.len()).filter(|it| is_kept[*it]);
    let found: f64 = kept().map(|it| probabilities[it] * tokens(it)).sum();
    let expected: f64 = (0..is_kept.len()).map(|it| probabilities[it] * tokens(it)).sum();
    let all = kept().map(tokens).sum::<f64>() + expected;
    if all > 0.0 { 2.0 * found / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(log_odds: &[i32], expected: &[bool], quality: std::ops::RangeInclusive<f64>) {
        let chosen =
            choose(log_odds, &vec![30; log_odds.len()], Taste { neighbours: 0.4, caution: 0.8, fills_holes: true });
        assert_eq!(chosen.is_kept, expected);
        assert!(quality.contains(&chosen.quality), "{}", chosen.quality);
    }

    #[test]
    fn keeps_what_is_likely() {
        check(
            &[-50_000, 50_000, 50_000, 50_000, -50_000, -50_000],
            &[false, true, true, true, false, false],
            0.7..=0.9,
        );
    }

    #[test]
    fn keeps_the_likeliest_where_nothing_is_likely() {
        check(
            &[-40_000, -40_000, -40_000, -5_000, -40_000, -40_000],
            &[false, false, false, true, false, false],
            0.1..=0.4,
        );
    }

    #[test]
    fn leaves_no_hole_where_a_block_is_likelier_than_not() {
        check(
            &[50_000, 50_000, 2_000, 50_000, 50_000, -50_000, 2_000],
            &[true, true, true, true, true, false, false],
            0.7..=1.0,
        );
    }

    #[test]
    fn of_nothing_keeps_nothing() {
        check(&[], &[], 0.0..=0.0);
    }
}
