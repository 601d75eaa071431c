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
    /// The same change as deletions alone where the new text stands inside the old one, else without
    /// what both start and end with. Sorted; nothing for a change without effect.
    pub(crate) fn narrowed(self, source: &[u8]) -> Vec<Splice> {
        let (old, new) = (&source[self.range.clone()], &self.bytes);
        // The last place, so that of two equal addresses the first goes.
        let inside = if new.is_empty() { None } else { memchr::memmem::rfind(old, new) };
        let narrowed = match inside {
            Some(at) => {
                let start = self.range.start + at;
                let cut = |range| Splice { range, bytes: Vec::new() };
                vec![cut(self.range.start..start), cut(start + new.len()..self.range.end)]
            }
            None => vec![self.without_common_ends(old)],
        };
        narrowed.into_iter().filter(|it| !it.range.is_empty() || !it.bytes.is_empty()).collect()
    }

    fn without_common_ends(&self, old: &[u8]) -> Splice {
        let new = &self.bytes;
        // Characters are not torn apart.
        let is_start = |bytes: &[u8], at: usize| bytes.get(at).is_none_or(|byte| byte & 0xC0 != 0x80);
        let is_edge = |old_at: usize, new_at: usize| is_start(old, old_at) && is_start(new, new_at);
        let shorter = old.len().min(new.len());
        let n_same = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let tail = (0..=n_same).rev().find(|it| is_edge(old.len() - it, new.len() - it)).unwrap_or(0);
        let n_same = old.iter().zip(new).take(shorter - tail).take_while(|(old, new)| old == new).count();
        let head = (0..=n_same).rev().find(|it| is_edge(*it, *it)).unwrap_or(0);
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
        let check = |old: &str, new: &str, expected: &[(Range<usize>, &str)]| {
            let splice = Splice { range: 0..old.len(), bytes: new.as_bytes().to_vec() };
            let narrowed = splice.clone().narrowed(old.as_bytes());
            let found: Vec<(Range<usize>, &str)> = narrowed
                .iter()
                .map(|it| (it.range.clone(), str::from_utf8(&it.bytes).expect("whole characters")))
                .collect();
            assert_eq!(found, expected, "{old} -> {new}");
            assert_eq!(apply(old.as_bytes(), &narrowed), apply(old.as_bytes(), &[splice]));
        };
        check("a/b c", "c", &[(0..4, "")]);
        check("a b a", "a", &[(0..4, "")]);
        check("aa", "aaa", &[(0..0, "a")]);
        check("same", "same", &[]);
        check("a&amp;b", "a&b", &[(2..6, "")]);
        check("\u{e9}", "\u{e8}", &[(0..2, "\u{e8}")]);
        check("", "new", &[(0..0, "new")]);
        check("old", "", &[(0..3, "")]);
    }
}
