//! The edits of two runs as edits of one original.

use std::ops::Range;

use crate::{Applicability, Edit, EditSet, Span, kept::Kept};

/// `later` was made for the output of `first`. `None` if it cannot have been.
pub(crate) fn compose(first: &EditSet, later: &[Edit]) -> Option<Vec<Edit>> {
    let kept = Kept::new(first);
    let groups = groups(first.edits(), later);
    let is_grouped = |index: usize, range: fn(&Group) -> &Range<usize>| {
        let group = groups.get(groups.partition_point(|it| range(it).end <= index));
        group.is_some_and(|it| range(it).contains(&index))
    };
    let mut all = Vec::with_capacity(first.edits().len() + later.len());
    for (index, edit) in first.edits().iter().enumerate() {
        if !is_grouped(index, |it| &it.first) {
            all.push((index, edit.clone()));
        }
    }
    for (index, edit) in later.iter().enumerate() {
        if is_grouped(index, |it| &it.later) {
            continue;
        }
        let parts = kept.to_original(edit.span);
        if parts.is_empty() || parts.iter().map(|it| it.len()).sum::<usize>() != edit.span.len() {
            return None;
        }
        for (index, span) in parts.into_iter().enumerate() {
            let insert = if index == 0 { edit.insert.clone() } else { Vec::new() };
            all.push((first.edits().len(), Edit { span, insert, ..edit.clone() }));
        }
    }
    all.extend(groups.iter().map(|it| (it.first.start, it.merged(first.edits(), later))));
    all.retain(|(_, it)| !it.span.is_empty() || !it.insert.is_empty());
    // Of two insertions at one place the order tells which comes first.
    all.sort_by_key(|(index, it)| (it.span, *index));
    Some(all.into_iter().map(|(_, it)| it).collect())
}

/// Later edits that change bytes which were put in, and the edits that put them there. In the output they
/// fill one range: nothing is kept among them.
struct Group {
    first: Range<usize>,
    later: Range<usize>,
    /// Where what the first of them put in starts in the output.
    output: u32,
}

fn groups(first: &[Edit], later: &[Edit]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut outputs = Vec::with_capacity(first.len());
    let mut shift = 0_i64;
    for edit in first {
        let start = i64::from(edit.span.start) + shift;
        outputs.push(start as u32..start as u32 + edit.insert.len() as u32);
        shift += edit.insert.len() as i64 - edit.span.len() as i64;
    }
    for (index, edit) in later.iter().enumerate() {
        let Span { start, end } = edit.span;
        let touches = |it: &Range<u32>| match start == end {
            // Beside what was put in there are two places, and the output does not tell them apart.
            true => it.start < it.end && it.start <= start && start <= it.end,
            false => start < it.end && it.start < end,
        };
        // What was deleted inside of the later edit goes with it.
        let is_inside = |it: &Range<u32>| touches(it) || start < it.start && it.end < end;
        let from = outputs.partition_point(|it| it.end < start);
        let to = from + outputs[from..].iter().take_while(|it| it.start <= end).count();
        if !outputs[from..to].iter().any(touches) {
            continue;
        }
        let inside = (from..to).filter(|it| is_inside(&outputs[*it]));
        let (low, high) = inside.fold((to, from), |(low, high), it| (low.min(it), high.max(it + 1)));
        match groups.last_mut() {
            Some(group) if low < group.first.end => {
                group.first.end = group.first.end.max(high);
                group.later.end = index + 1;
            }
            _ => groups.push(Group { first: low..high, later: index..index + 1, output: outputs[low].start }),
        }
    }
    groups
}

impl Group {
    /// One edit of the original, under the rule of the first one whose text is left.
    fn merged(&self, first: &[Edit], later: &[Edit]) -> Edit {
        let (first, later) = (&first[self.first.clone()], &later[self.later.clone()]);
        // What was put in, byte by byte, with its place in the output.
        let mut position = self.output;
        let mut bytes: Vec<(u32, u8)> = Vec::new();
        for (index, edit) in first.iter().enumerate() {
            if index > 0 {
                position += edit.span.start - first[index - 1].span.end;
            }
            bytes.extend((position..).zip(edit.insert.iter().copied()));
            position += edit.insert.len() as u32;
        }
        let mut insert = Vec::new();
        let mut rest = bytes.into_iter().peekable();
        for edit in later {
            insert.extend(std::iter::from_fn(|| rest.next_if(|it| it.0 < edit.span.start)).map(|it| it.1));
            insert.extend_from_slice(&edit.insert);
            while rest.next_if(|it| it.0 < edit.span.end).is_some() {}
        }
        insert.extend(rest.map(|it| it.1));
        // Kept bytes before and behind what was put in go with the later edits.
        let before = later.first().map_or(0, |it| self.output.saturating_sub(it.span.start));
        let behind = later.last().map_or(0, |it| it.span.end.saturating_sub(position));
        let (head, tail) = (&first[0], &first[first.len() - 1]);
        let all = || first.iter().chain(later);
        let is_unsafe = all().any(|it| it.applicability == Applicability::Unsafe);
        let applicability = if is_unsafe { Applicability::Unsafe } else { Applicability::Safe };
        let span = Span::new(head.span.start - before, tail.span.end + behind);
        // Where nothing is left of what was put in, the later rule has had its way.
        let owner = if insert.is_empty() { later.first().unwrap_or(head) } else { head };
        Edit { span, insert, applicability, ..owner.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Evidence, RuleId};

    fn edit(span: Range<usize>, insert: &str) -> Edit {
        Edit {
            span: Span::of(span),
            insert: insert.as_bytes().to_vec(),
            rule: RuleId::new("test"),
            applicability: Applicability::Safe,
            evidence: Evidence::Blanks,
            repair: None,
        }
    }

    /// Every set of one or two edits of a text of this length, which put in nothing or a few bytes.
    fn edit_sets(length: usize, inserts: [&str; 2]) -> Vec<Vec<Edit>> {
        let spans = (0..=length).flat_map(|start| (start..=length).map(move |end| start..end));
        let singles: Vec<Edit> = spans
            .flat_map(|span| inserts.map(|insert| edit(span.clone(), insert)))
            .filter(|it| !it.span.is_empty() || !it.insert.is_empty())
            .collect();
        let pairs = singles.iter().flat_map(|one| {
            let behind = singles.iter().filter(|two| one.span.end < two.span.start);
            behind.map(|two| vec![one.clone(), two.clone()])
        });
        singles.iter().map(|it| vec![it.clone()]).chain(pairs).collect()
    }

    #[test]
    fn two_runs_come_to_the_same_as_one() {
        let source = b"abcd";
        for first in edit_sets(source.len(), ["", "xyz"]) {
            let first = EditSet::from_sorted(first);
            let middle = first.apply(source);
            for later in edit_sets(middle.len(), ["", "q"]) {
                let later = EditSet::from_sorted(later);
                let both = first.then(&later).unwrap_or_else(|| panic!("{first:?} {later:?}"));
                assert_eq!(both.apply(source), later.apply(&middle), "{first:?} {later:?}");
            }
        }
    }
}
