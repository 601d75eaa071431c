//! Where something stands: lines, columns, and the ends of words.

use std::ops::Range;

use unchaff_document::Span;

/// Where the lines of a file start.
#[derive(Debug)]
pub struct Lines<'a> {
    source: &'a [u8],
    /// Bytes of a character of ASCII: 2 in UTF-16.
    width: usize,
    starts: Vec<usize>,
    /// The characters before each [`STRIDE`] bytes, if the file is UTF-8: a page may be a single line.
    characters: Option<Vec<usize>>,
}

/// So many bytes are counted at most to tell a column.
const STRIDE: usize = 4096;

impl<'a> Lines<'a> {
    /// Lines end with LF, CRLF or CR. What begins with the mark of UTF-16 is read so.
    pub fn new(source: &'a [u8]) -> Self {
        let (width, low) = match source {
            [0xff, 0xfe, ..] => (2, 0),
            [0xfe, 0xff, ..] => (2, 1),
            _ => (1, 0),
        };
        let char_at = |at: usize| match source.get(at..at + width) {
            Some([it]) => *it,
            Some(both) if both[1 - low] == 0 => both[low],
            _ => b'_', // none that ends a line
        };
        let is_end = |at: &usize| char_at(*at) == b'\n' || char_at(*at) == b'\r' && char_at(*at + width) != b'\n';
        let mut starts = vec![0];
        match width {
            // Other encodings have such bytes in other characters, too.
            1 => starts.extend(memchr::memchr2_iter(b'\n', b'\r', source).filter(is_end).map(|it| it + 1)),
            _ => starts.extend((0..source.len()).step_by(width).filter(is_end).map(|it| it + width)),
        }
        let characters = (width == 1 && std::str::from_utf8(source).is_ok()).then(|| {
            let mut n_before = 0;
            let count = |chunk: &[u8]| {
                let n = n_before;
                n_before += n_characters(chunk);
                n
            };
            source.chunks(STRIDE).map(count).collect()
        });
        Self { source, width, starts, characters }
    }

    /// The line and column of a byte, both counted from 1, the column in characters.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.source.len());
        let line = self.starts.partition_point(|it| *it <= offset);
        let start = self.starts[line - 1];
        // In other encodings of pages a character is a byte.
        let n_before = match &self.characters {
            None => (offset - start) / self.width,
            Some(_) if offset - start < STRIDE => n_characters(&self.source[start..offset]),
            Some(before) => self.n_before(before, offset) - self.n_before(before, start),
        };
        (line, n_before + 1)
    }

    fn n_before(&self, before: &[usize], offset: usize) -> usize {
        let Some(n) = before.get(offset / STRIDE) else {
            return before.last().map_or(0, |it| it + n_characters(&self.source[(before.len() - 1) * STRIDE..]));
        };
        n + n_characters(&self.source[offset / STRIDE * STRIDE..offset])
    }

    /// The byte in a column of a line, both counted from 1. Behind the line, its end; `None` behind the last line.
    pub fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let bytes = self.line(line)?;
        let is_start = |at: &usize| match &self.characters {
            Some(_) => !is_continuation(self.source[*at]),
            None => (at - bytes.start).is_multiple_of(self.width),
        };
        Some(bytes.clone().filter(is_start).nth(column.saturating_sub(1)).unwrap_or(bytes.end))
    }

    /// How many there are; behind the end of the last one there is none.
    pub fn n(&self) -> usize {
        let last = self.starts.last().copied().unwrap_or_default();
        self.starts.len() - usize::from(last == self.source.len() && self.starts.len() > 1)
    }

    /// The bytes of a line, counted from 1, with its end. `None` behind the last line.
    pub fn line(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        Some(start..self.starts.get(line).copied().unwrap_or(self.source.len()))
    }
}

fn n_characters(utf8: &[u8]) -> usize {
    utf8.iter().filter(|it| !is_continuation(**it)).count()
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}

/// A span without the blanks at its ends; if there is nothing else, the span.
pub fn words_of(source: &[u8], span: Span) -> Span {
    let bytes = &source[span.range()];
    // Characters of UTF-16 stay whole.
    let width = if matches!(source, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) { 2 } else { 1 };
    let is_word = |it: &[u8]| it.iter().any(|it| *it != 0 && !it.is_ascii_whitespace());
    let Some(first) = bytes.chunks(width).position(is_word) else { return span };
    let last = bytes.chunks(width).rposition(is_word).map_or(first, |it| it + 1);
    let start = span.start as usize;
    Span::of(start + first * width..start + (last * width).min(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(Lines::new("aé\r\nbü c".as_bytes()).place(8), (2, 3));
        assert_eq!(Lines::new(b"a\rb\n\nc").place(5), (4, 1));
        assert_eq!(Lines::new(b"").place(0), (1, 1));
    }

    #[test]
    fn long_lines_are_counted_in_strides() {
        let line = "aé".repeat(5000) + "\n" + &"ü".repeat(3000);
        let lines = Lines::new(line.as_bytes());
        let expected = |offset: usize| {
            let before = String::from_utf8_lossy(&line.as_bytes()[..offset]).into_owned();
            let start = before.rfind('\n').map_or(0, |it| it + 1);
            (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
        };
        for offset in (0..=line.len()).step_by(777).chain([line.len()]).filter(|it| line.is_char_boundary(*it)) {
            let place = lines.place(offset);
            assert_eq!(place, expected(offset), "{offset}");
            assert_eq!(lines.offset(place.0, place.1), Some(offset));
        }
    }

    #[test]
    fn wide_characters_are_counted_as_such() {
        let wide = b"\xff\xfea\0\n\0b\0\r\0\n\0\x0a\x01c\0";
        assert_eq!(Lines::new(wide).place(14), (3, 2));
        let wide = b"\xfe\xff\0a\0\n\x0a\0\0b";
        assert_eq!(Lines::new(wide).place(8), (2, 2));
    }

    #[test]
    fn lines_have_their_bytes() {
        let lines = Lines::new(b"ab\r\nc\n");
        let found: Vec<_> = (0..5).map(|it| lines.line(it)).collect();
        assert_eq!(found, [None, Some(0..4), Some(4..6), Some(6..6), None]);
        assert_eq!([lines.n(), Lines::new(b"ab\nc").n(), Lines::new(b"\n").n(), Lines::new(b"").n()], [2, 2, 1, 1]);
    }
}
