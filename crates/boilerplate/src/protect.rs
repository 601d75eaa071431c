//! What no rule may remove, because a person said so.

use unchaff_document::Span;

/// Spans of which no rule may change a byte.
#[derive(Debug, Default)]
pub(crate) struct Protected {
    /// Sorted and disjoint.
    spans: Vec<Span>,
}

impl Protected {
    /// The spans may come in any order, and overlap.
    pub(crate) fn new(spans: Vec<Span>) -> Self {
        Self { spans: joined(spans) }
    }

    /// Whether a claim of this span loses nobody's protected byte.
    pub(crate) fn allows(&self, span: Span) -> bool {
        let first = self.spans.partition_point(|it| it.end <= span.start);
        !self.spans.get(first).is_some_and(|it| it.overlaps(span))
    }
}

/// The spans, sorted; those that overlap or touch become one.
pub(crate) fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(it) if span.start <= it.end => it.end = it.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_protected_byte_is_enough() {
        let protected = Protected::new(vec![Span::new(8, 9), Span::new(2, 5), Span::new(4, 6)]);
        for (start, end, is_allowed) in
            [(0, 2, true), (0, 3, false), (3, 4, false), (5, 7, false), (6, 8, true), (0, 20, false), (9, 20, true)]
        {
            assert_eq!(protected.allows(Span::new(start, end)), is_allowed, "{start}..{end}");
        }
        assert!(Protected::default().allows(Span::new(0, 9)));
    }
}
