//! Byte offsets as the lines and columns people count in.

use crate::lines::Lines;

/// A line and a column, both from 1.
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    /// The place of a byte; lines end at LF, CRLF and CR, and a leading byte order mark takes no
    /// column.
    pub(crate) fn of(source: &[u8], offset: usize) -> Place {
        let before = &source[..offset.min(source.len())];
        let mut line = 1;
        let mut start = 0;
        for span in Lines::new(source, 0) {
            if span.next > before.len() || span.next == span.end {
                break;
            }
            line += 1;
            start = span.next;
        }
        let text = &before[start..];
        let text = if start == 0 { text.strip_prefix(BOM).unwrap_or(text) } else { text };
        // An invalid sequence counts as one character, as it does on a screen.
        let column = String::from_utf8_lossy(text).chars().count() + 1;
        Place { line, column }
    }
}

/// The byte order mark in UTF-8.
pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_of_every_kind_and_columns_in_characters() {
        let source = "\u{feff}a\r\n\u{e9}\u{1f680}b\rc\n\n".as_bytes();
        let places: Vec<(usize, usize)> = [3, 4, 6, 8, 12, 14, 16, 17]
            .into_iter()
            .map(|offset| Place::of(source, offset))
            .map(|place| (place.line, place.column))
            .collect();
        assert_eq!(places, [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 1), (4, 1), (5, 1)],);
    }
}
