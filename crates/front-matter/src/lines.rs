//! Lines of bytes that end at LF, CRLF or CR.

use memchr::memchr2;

/// One line: its text is `start..end`, the next line starts at `next`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) start: usize,
    /// Where the line end starts.
    pub(crate) end: usize,
    /// Past the line end; equal to `end` in a last line without one.
    pub(crate) next: usize,
}

/// The lines of a slice from an offset on. A line end at the very end opens no further line.
pub(crate) struct Lines<'a> {
    bytes: &'a [u8],
    start: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(bytes: &'a [u8], start: usize) -> Lines<'a> {
        Lines { bytes, start }
    }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let start = self.start;
        let rest = self.bytes.get(start..).filter(|it| !it.is_empty())?;
        let Some(length) = memchr2(b'\n', b'\r', rest) else {
            self.start = self.bytes.len();
            return Some(Line { start, end: self.start, next: self.start });
        };
        let is_crlf = rest[length..].starts_with(b"\r\n");
        self.start = start + length + if is_crlf { 2 } else { 1 };
        Some(Line { start, end: start + length, next: self.start })
    }
}
