//! Overlapping claims become edits that do not overlap.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{Edit, EditSet, Span};

/// Settles overlapping claims so that every byte has one owner.
///
/// Safe beats Unsafe, then the earlier start, the longer, the smaller rule id: the order in which
/// rules ran cannot show. A deletion that loses some of its bytes keeps the others (everything in it
/// was to go anyway); a claim that would put bytes in is dropped whole when it loses one.
pub fn settle(mut claims: Vec<Edit>) -> EditSet {
    claims.retain(|it| !it.span.is_empty() || !it.insert.is_empty());
    claims.sort_by(|a, b| {
        let rank = |it: &Edit| (it.applicability, it.span.start, Reverse(it.span.end));
        rank(a)
            .cmp(&rank(b))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.insert.cmp(&b.insert))
            .then_with(|| a.by_repair(b))
    });

    // Start of each owned span -> its edit. Disjoint at all times.
    let mut owned: BTreeMap<u32, Edit> = BTreeMap::new();
    for claim in claims {
        if claim.insert.is_empty() {
            for span in free_parts(&owned, claim.span) {
                owned.insert(span.start, Edit { span, ..claim.clone() });
            }
        } else if is_free(&owned, claim.span) {
            owned.insert(claim.span.start, claim);
        }
    }
    EditSet::from_sorted(owned.into_values().collect())
}

/// The owned spans that share a byte or an end with `span`, in order.
fn neighbours(owned: &BTreeMap<u32, Edit>, span: Span) -> impl Iterator<Item = Span> + '_ {
    let before = owned.range(..span.start).next_back().map(|(_, it)| it.span);
    before.into_iter().chain(owned.range(span.start..=span.end).map(|(_, it)| it.span))
}

/// Whether no byte of `span` is owned and nothing is inserted at its ends.
fn is_free(owned: &BTreeMap<u32, Edit>, span: Span) -> bool {
    neighbours(owned, span)
        .all(|it| it.end <= span.start && it.start < span.start || it.start >= span.end && it.start > span.start)
}

/// The parts of `span` that nobody owns yet.
fn free_parts(owned: &BTreeMap<u32, Edit>, span: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = span.start;
    for taken in neighbours(owned, span) {
        if taken.start > start {
            parts.push(Span::new(start, taken.start.min(span.end)));
        }
        start = start.max(taken.end);
    }
    if start < span.end {
        parts.push(Span::new(start, span.end));
    }
    // An insertion of no width may stand where a part would start; two edits cannot share a start.
    parts.retain(|it| !owned.contains_key(&it.start));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Applicability, Evidence, RuleId};

    fn claim(start: u32, end: u32, rule: &'static str, applicability: Applicability) -> Edit {
        let evidence = Evidence::Blanks;
        Edit {
            span: Span::new(start, end),
            insert: Vec::new(),
            rule: RuleId::new(rule),
            applicability,
            evidence,
            repair: None,
        }
    }

    fn check(claims: Vec<Edit>, expected: &[(u32, u32, &str)]) {
        let mut backwards = claims.clone();
        backwards.reverse();
        for claims in [claims, backwards] {
            let settled = settle(claims);
            let found: Vec<_> =
                settled.edits().iter().map(|it| (it.span.start, it.span.end, it.rule.as_str())).collect();
            assert_eq!(found, expected);
        }
    }

    use Applicability::{Safe, Unsafe};

    #[test]
    fn the_earlier_claim_keeps_its_bytes_and_the_later_the_rest() {
        check(vec![claim(2, 6, "a", Safe), claim(4, 9, "b", Safe)], &[(2, 6, "a"), (6, 9, "b")]);
    }

    #[test]
    fn safe_beats_unsafe_wherever_it_starts() {
        check(
            vec![claim(0, 9, "wide", Unsafe), claim(4, 6, "sure", Safe)],
            &[(0, 4, "wide"), (4, 6, "sure"), (6, 9, "wide")],
        );
    }

    #[test]
    fn the_longer_then_the_smaller_id_wins_at_the_same_start() {
        check(vec![claim(0, 4, "b", Safe), claim(0, 6, "c", Safe), claim(0, 6, "a", Safe)], &[(0, 6, "a")]);
    }

    #[test]
    fn an_insertion_that_loses_a_byte_is_dropped_whole() {
        let repair = Edit { insert: b"x".to_vec(), ..claim(3, 8, "repair", Safe) };
        check(vec![claim(2, 4, "a", Safe), repair], &[(2, 4, "a")]);
    }

    #[test]
    fn two_insertions_at_one_place_leave_one() {
        let here = |rule| Edit { insert: b"x".to_vec(), ..claim(3, 3, rule, Safe) };
        check(vec![here("b"), here("a")], &[(3, 3, "a")]);
    }

    #[test]
    fn touching_claims_both_stand() {
        check(vec![claim(0, 3, "a", Safe), claim(3, 5, "b", Safe)], &[(0, 3, "a"), (3, 5, "b")]);
    }
}
