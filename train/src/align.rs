//! Which blocks of a page are in the text of its article.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::score::tokens;

/// A shorter run of equal tokens is chance, unless it goes on with another.
const SHORTEST_RUN: usize = 4;

/// For each block the share of its tokens that stand in the article, in order.
pub fn covered(blocks: &[String], article: &str) -> Vec<f32> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number = |token: String| {
        let next = numbers.len() as u32;
        *numbers.entry(token).or_insert(next)
    };
    let article: Vec<u32> = tokens(&article.to_lowercase()).map(|it| number(it.to_owned())).collect();
    let (mut page, mut owners, mut n_tokens) = (Vec::new(), Vec::new(), vec![0u32; blocks.len()]);
    for (block, text) in blocks.iter().enumerate() {
        for token in tokens(&text.to_lowercase()) {
            page.push(number(token.to_owned()));
            owners.push(block);
            n_tokens[block] += 1;
        }
    }
    let runs: Vec<(usize, usize, usize)> = capture_diff_slices(Algorithm::Myers, &page, &article)
        .into_iter()
        .filter_map(|it| match it {
            DiffOp::Equal { old_index, new_index, len } => Some((old_index, new_index, len)),
            _ => None,
        })
        .collect();
    let goes_on = |one: (usize, usize, usize), next: (usize, usize, usize)| {
        next.1 - (one.1 + one.2) <= 2 && next.0 - (one.0 + one.2) <= 6
    };
    let mut n_found = vec![0u32; blocks.len()];
    for (place, run) in runs.iter().enumerate() {
        let before = place.checked_sub(1).map(|it| runs[it]).filter(|it| it.2 >= SHORTEST_RUN);
        let behind = runs.get(place + 1).copied().filter(|it| it.2 >= SHORTEST_RUN);
        let is_run = run.2 >= SHORTEST_RUN
            || before.is_some_and(|it| goes_on(it, *run))
            || behind.is_some_and(|it| goes_on(*run, it));
        if is_run {
            for owner in &owners[run.0..run.0 + run.2] {
                n_found[*owner] += 1;
            }
        }
    }
    n_found.iter().zip(n_tokens).map(|(found, all)| *found as f32 / all.max(1) as f32).collect()
}
