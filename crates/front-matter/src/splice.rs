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
