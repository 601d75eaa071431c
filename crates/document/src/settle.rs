//! Overlapping claims become edits that do not overlap.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{Edit, EditSet, Evidence, RuleId, Span};

/// Settles overlapping claims so that every byte has one owner.
///
/// Safe beats Unsafe, then the earlier start, the longer, the smaller rule id: the order in which
/// rules ran cannot show. A deletion that loses some of its bytes keeps the others (everything in it
/// was to go anyway); a claim that would put bytes in is dropped whole when it loses one, and so is a repair, whose
/// parts all stand where the first of them does in this order.
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

    let mut repairs: BTreeMap<_, Vec<Edit>> = BTreeMap::new();
    for part in claims.iter().filter(|it| it.repair.is_some()) {
        repairs.entry(repair_of(part)).or_default().push(part.clone());
    }

    // Start of each owned span -> its edit. Disjoint at all times.
    let mut owned: BTreeMap<u32, Edit> = BTreeMap::new();
    for claim in claims {
        if claim.repair.is_some() {
            // Nothing if this is not the first part.
            own_all(&mut owned, repairs.remove(&repair_of(&claim)).unwrap_or_default());
        } else if claim.insert.is_empty() {
            for span in free_parts(&owned, claim.span) {
                owned.insert(span.start, Edit { span, ..claim.clone() });
            }
        } else if is_free(&owned, claim.span) {
            owned.insert(claim.span.start, claim);
        }
    }
    EditSet::from_sorted(owned.into_values().collect())
}

fn repair_of(part: &Edit) -> (Option<u32>, RuleId, Evidence) {
    (part.repair, part.rule.clone(), part.evidence.clone())
}

/// Gives the parts of a repair their bytes, if all of these are free.
fn own_all(owned: &mut BTreeMap<u32, Edit>, parts: Vec<Edit>) {
    let mut starts = Vec::new();
    for part in parts {
        if !is_free(owned, part.span) {
            starts.iter().for_each(|it| drop(owned.remove(it)));
            return;
        }
        starts.push(part.span.start);
        owned.insert(part.span.start, part);
    }
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
    use proptest::prelude::*;

    use super::*;
    use crate::Applicability;

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
    fn a_repair_that_loses_a_byte_is_dropped_whole() {
        let part = |start, end| Edit { repair: Some(1), ..claim(start, end, "b", Safe) };
        let whole = [part(0, 2), part(4, 6)];
        check([&whole[..], &[claim(1, 9, "a", Safe)]].concat(), &[(0, 2, "b"), (2, 4, "a"), (4, 6, "b"), (6, 9, "a")]);
        check([&whole[..], &[claim(0, 5, "a", Safe)]].concat(), &[(0, 5, "a")]);
    }

    proptest! {
        #[test]
        fn a_repair_stands_whole_or_not_at_all(
            claims in prop::collection::vec((0_u32..40, 0_u32..8, 0..2_usize, any::<bool>(), prop::option::of(0_u32..3)), 0..20),
        ) {
            let claims: Vec<Edit> = claims
                .into_iter()
                .map(|(start, length, rule, is_insertion, repair)| Edit {
                    insert: if is_insertion { b"x".to_vec() } else { Vec::new() },
                    repair,
                    ..claim(start, start + length, ["a", "b"][rule], [Safe, Unsafe][rule])
                })
                .filter(|it| !it.span.is_empty() || !it.insert.is_empty())
                .collect();
            let settled = settle(claims.clone());
            let stands = |it: &Edit| settled.edits().contains(it);
            for part in claims.iter().filter(|it| it.repair.is_some()) {
                let mut parts = claims.iter().filter(|it| it.is_one_with(part));
                prop_assert!(parts.all(|it| stands(it) == stands(part)), "{claims:?} to {settled:?}");
            }
            for it in settled.edits().iter().filter(|it| it.repair.is_some()) {
                prop_assert!(claims.contains(it), "{it:?} was trimmed");
            }
            let backwards = settle(claims.into_iter().rev().collect());
            prop_assert_eq!(&settled, &backwards);
            prop_assert_eq!(&settle(settled.edits().to_vec()), &settled);
        }
    }

    #[test]
    fn touching_claims_both_stand() {
        check(vec![claim(0, 3, "a", Safe), claim(3, 5, "b", Safe)], &[(0, 3, "a"), (3, 5, "b")]);
    }
}
