//! The way from an output back to the original.

use crate::{EditSet, Span};

/// The bytes that an edit set keeps, and where they stand in its output.
pub(crate) struct Kept {
    /// Where a kept range starts in the output, and the range in the original. In order.
    ranges: Vec<(u32, Span)>,
}

impl Kept {
    pub(crate) fn new(edits: &EditSet) -> Self {
        let mut ranges = Vec::with_capacity(edits.edits().len() + 1);
        let (mut original, mut output) = (0, 0);
        for edit in edits.edits() {
            ranges.push((output, Span::new(original, edit.span.start)));
            output += edit.span.start - original + Span::of(0..edit.insert.len()).end;
            original = edit.span.end;
        }
        ranges.push((output, Span::new(original, u32::MAX)));
        Self { ranges }
    }

    /// The bytes of the original that stand in a span of the output.
    pub(crate) fn to_original(&self, span: Span) -> Vec<Span> {
        let mut parts = Vec::new();
        self.each_original(span, |it| parts.push(it));
        parts
    }

    /// Visits these bytes, part by part. Bytes that were put in are none of
    /// them. A span without bytes is one part, unless it stands among bytes that were put in.
    pub(crate) fn each_original(&self, span: Span, mut visit: impl FnMut(Span)) {
        let mut is_first = true;
        let first = self.ranges.partition_point(|(output, _)| *output <= span.start).saturating_sub(1);
        for (output, original) in &self.ranges[first..] {
            if *output > span.end || !span.is_empty() && *output == span.end {
                break;
            }
            let start = span.start.max(*output) - output;
            let end = (span.end - output).min(original.end - original.start);
            if start < end || span.is_empty() && start == end && is_first {
                visit(Span::new(original.start + start, original.start + end));
                is_first = false;
            }
        }
    }
}
