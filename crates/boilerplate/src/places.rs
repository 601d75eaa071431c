//! Places in a document, for the question whether something reaches into one of them.

use unchaff_document::Span;

/// Places in a document: what nobody may remove, or where a rule is switched off.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Sorted and disjoint.
    spans: Vec<Span>,
}

impl Places {
    /// The spans may come in any order, and overlap.
    pub(crate) fn new(spans: impl IntoIterator<Item = Span>) -> Self {
        Self { spans: joined(spans.into_iter().map(with_a_byte).collect()) }
    }

    /// The places, those that touch as one.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Span> {
        self.spans.iter().copied()
    }

    /// Whether a span reaches into one of them.
    pub(crate) fn touch(&self, span: Span) -> bool {
        let span = with_a_byte(span);
        let first = self.spans.partition_point(|it| it.end <= span.start);
        self.spans.get(first).is_some_and(|it| it.overlaps(span))
    }

    /// Whether all of a span lies in one of them.
    pub(crate) fn hold(&self, span: Span) -> bool {
        let first = self.spans.partition_point(|it| it.end <= span.start);
        self.spans.get(first).is_some_and(|it| it.contains(with_a_byte(span)))
    }
}

/// A span without bytes counts as the byte that follows.
fn with_a_byte(span: Span) -> Span {
    Span::new(span.start, span.end.max(span.start.saturating_add(1)))
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
    fn one_byte_is_enough() {
        let places = Places::new([Span::new(8, 9), Span::new(2, 5), Span::new(4, 6), Span::new(12, 12)]);
        for (start, end, is_touched) in [
            (0, 2, false),
            (0, 3, true),
            (3, 4, true),
            (5, 7, true),
            (6, 8, false),
            (0, 20, true),
            (9, 12, false),
            (12, 13, true),
            (2, 2, true),
            (6, 6, false),
        ] {
            assert_eq!(places.touch(Span::new(start, end)), is_touched, "{start}..{end}");
        }
        assert!(!Places::default().touch(Span::new(0, 9)));
    }
}
