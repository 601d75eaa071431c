//! Lines and columns.

/// The line and column of a byte, both counted from 1, the column in characters. Lines end with LF, CRLF
/// or CR.
pub(crate) fn line_and_column(source: &[u8], offset: usize) -> (usize, usize) {
    let before = &source[..offset.min(source.len())];
    let is_line_end = |at: usize| before[at] == b'\n' || before[at] == b'\r' && source.get(at + 1) != Some(&b'\n');
    let line = (0..before.len()).filter(|at| is_line_end(*at)).count() + 1;
    let start = (0..before.len()).rev().find(|at| is_line_end(*at)).map_or(0, |it| it + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("aé\r\nbü c".as_bytes(), 8), (2, 3));
        assert_eq!(line_and_column(b"a\rb\n\nc", 5), (4, 1));
    }
}
