//! Lines and columns.

/// Where the lines of a file start.
#[derive(Debug)]
pub struct Lines<'a> {
    source: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Lines end with LF, CRLF or CR.
    pub fn new(source: &'a [u8]) -> Self {
        let is_end = |at: &usize| source[*at] == b'\n' || source[*at] == b'\r' && source.get(at + 1) != Some(&b'\n');
        let starts = std::iter::once(0).chain((0..source.len()).filter(is_end).map(|it| it + 1)).collect();
        Self { source, starts }
    }

    /// The line and column of a byte, both counted from 1, the column in characters.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.source.len());
        let line = self.starts.partition_point(|it| *it <= offset);
        let before = &self.source[self.starts[line - 1]..offset];
        (line, String::from_utf8_lossy(before).chars().count() + 1)
    }
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
}
