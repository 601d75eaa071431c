//! Characters YAML forbids, taken out, and the way back to the original places.

use std::ops::Range;

use crate::yaml::is_printable;

/// A text without forbidden characters.
pub(super) struct Stripped {
    pub(super) text: String,
    /// The ranges of the original that went, in order; none touch.
    pub(super) removed: Vec<Range<usize>>,
    /// Where in the text each of them stood.
    places: Vec<usize>,
}

impl Stripped {
    pub(super) fn new(original: &str) -> Stripped {
        let mut text = String::with_capacity(original.len());
        let mut removed: Vec<Range<usize>> = Vec::new();
        let mut places = Vec::new();
        for (at, c) in original.char_indices() {
            if is_printable(c) {
                text.push(c);
                continue;
            }
            let end = at + c.len_utf8();
            match removed.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => {
                    removed.push(at..end);
                    places.push(text.len());
                }
            }
        }
        Stripped { text, removed, places }
    }

    /// A range of the text as a range of the original: what was removed at its edges stays outside.
    pub(super) fn original(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.original_offset(range.start, |place| place <= range.start);
        if range.is_empty() {
            return start..start;
        }
        start..self.original_offset(range.end, |place| place < range.end)
    }

    /// `counts` says of a removed range's place in the text whether it lies before.
    fn original_offset(&self, offset: usize, counts: impl Fn(usize) -> bool) -> usize {
        let n_before = self.places.partition_point(|place| counts(*place));
        let Some(last) = n_before.checked_sub(1) else { return offset };
        offset + self.removed[last].end - self.places[last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_original_places() {
        let stripped = Stripped::new("a\u{1b}\u{0}bc\u{7f}d");
        assert_eq!(stripped.text, "abcd");
        assert_eq!(stripped.removed, [1..3, 5..6]);
        assert_eq!(stripped.original(&(1..3)), 3..5);
        assert_eq!(stripped.original(&(0..4)), 0..7);
        assert_eq!(stripped.original(&(3..3)), 6..6);
    }
}
