//! A change of bytes, described and not yet made.

use std::ops::Range;

/// One replacement: these bytes of the original file, and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// The bytes of the original file that go.
    pub range: Range<usize>,
    /// The bytes that stand there instead; empty for a deletion.
    pub bytes: Vec<u8>,
}

impl Splice {
    /// The same change without the bytes that stay: what the old and the new text start and end with.
    ///
    /// ```
    /// use unchaff_front_matter::Splice;
    ///
    /// let source = b"cover: a.jpg b.jpg";
    /// let splice = Splice { range: 7..18, bytes: b"b.jpg".to_vec() };
    /// assert_eq!(splice.narrowed(source), Splice { range: 7..13, bytes: Vec::new() });
    /// ```
    ///
    /// # Panics
    ///
    /// If the range reaches past the source.
    #[must_use]
    pub fn narrowed(self, source: &[u8]) -> Splice {
        let (old, new) = (&source[self.range.clone()], &self.bytes);
        // Characters are not torn apart.
        let is_start = |bytes: &[u8], at: usize| bytes.get(at).is_none_or(|byte| byte & 0xC0 != 0x80);
        let is_edge = |old_at: usize, new_at: usize| is_start(old, old_at) && is_start(new, new_at);
        let shorter = old.len().min(new.len());
        let n_same = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let is_tail = |length: &usize| is_edge(old.len() - length, new.len() - length);
        let tail = (0..=n_same).rev().find(is_tail).unwrap_or(0);
        let n_same = old.iter().zip(new).take(shorter - tail).take_while(|(old, new)| old == new).count();
        let head = (0..=n_same).rev().find(|length| is_edge(*length, *length)).unwrap_or(0);
        let range = self.range.start + head..self.range.end - tail;
        Splice { range, bytes: new[head..new.len() - tail].to_vec() }
    }
}

/// Writes the source with the splices made.
///
/// # Panics
///
/// If the splices are not sorted, overlap, or reach past the source. Everything this crate returns
/// is fit for the source it was computed from.
pub fn apply(source: &[u8], splices: &[Splice]) -> Vec<u8> {
    let mut output = Vec::with_capacity(source.len());
    let mut copied = 0;
    for splice in splices {
        output.extend_from_slice(&source[copied..splice.range.start]);
        output.extend_from_slice(&splice.bytes);
        copied = splice.range.end;
    }
    output.extend_from_slice(&source[copied..]);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_to_what_changes() {
        let check = |old: &str, new: &str, expected: (Range<usize>, &str)| {
            let splice = Splice { range: 0..old.len(), bytes: new.as_bytes().to_vec() };
            let narrowed = splice.clone().narrowed(old.as_bytes());
            let expected = Splice { range: expected.0, bytes: expected.1.as_bytes().to_vec() };
            assert_eq!(narrowed, expected, "{old} -> {new}");
            assert_eq!(apply(old.as_bytes(), &[narrowed]), apply(old.as_bytes(), &[splice]));
        };
        check("a/b c", "c", (0..4, ""));
        check("aa", "aaa", (0..0, "a"));
        check("same", "same", (0..0, ""));
        check("a&amp;b", "a&b", (2..6, ""));
        check("\u{e9}", "\u{e8}", (0..2, "\u{e8}"));
        check("", "new", (0..0, "new"));
    }
}
