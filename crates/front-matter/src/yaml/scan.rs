//! The tokens of YAML that matter here, found without a parser.
//!
//! Each function looks at one spot of the raw text and is linear. Nothing here decides whether the
//! text is valid; the library does.

use std::ops::Range;

use memchr::{memchr, memchr2};

use crate::lines::Lines;

/// The first byte that is neither blank, line end nor comment.
pub(crate) fn first_content(raw: &[u8]) -> Option<usize> {
    Lines::new(raw, 0).find_map(|line| {
        let start = line.start + blanks(&raw[line.start..line.end]);
        (start < line.end && raw[start] != b'#').then_some(start)
    })
}

/// A key and its colon.
pub(crate) struct Key {
    pub(crate) span: Range<usize>,
    pub(crate) colon: usize,
}

/// Whether `key: ` starts here.
pub(crate) fn is_entry(raw: &[u8], start: usize) -> bool {
    key(raw, start).is_some()
}

/// The plain or quoted key that starts here, if a colon on the same line makes it one.
pub(crate) fn key(raw: &[u8], start: usize) -> Option<Key> {
    let span = match raw.get(start)? {
        b'"' | b'\'' => start..quoted_end(raw, start)?,
        _ if !starts_plain(raw, start) || is_document_marker(raw, start) => return None,
        _ => {
            let end = plain_end(raw, start);
            start..start + trimmed_length(&raw[start..end])
        }
    };
    // A quoted key has to stay on its line.
    if memchr2(b'\n', b'\r', &raw[span.clone()]).is_some() {
        return None;
    }
    let colon = span.end + blanks(&raw[span.end..]);
    (raw.get(colon) == Some(&b':') && ends_token(raw, colon + 1)).then_some(Key { span, colon })
}

/// Whether a plain scalar can start with this byte.
pub(crate) fn starts_plain(raw: &[u8], start: usize) -> bool {
    match raw.get(start) {
        Some(b'-' | b'?' | b':') => !ends_token(raw, start + 1),
        Some(
            b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\'' | b'"' | b'%' | b'@'
            | b'`' | b' ' | b'\t' | b'\n' | b'\r',
        )
        | None => false,
        Some(_) => true,
    }
}

/// Where a plain scalar outside brackets ends on its line: at `: `, ` #` or the line end. Blanks
/// before that count in.
pub(crate) fn plain_end(raw: &[u8], start: usize) -> usize {
    let line_end = line_end(raw, start);
    let mut at = start;
    while let Some(length) = memchr2(b':', b'#', &raw[at..line_end]) {
        at += length;
        let ends = match raw[at] {
            b':' => ends_token(raw, at + 1),
            _ => at > start && is_blank(raw[at - 1]),
        };
        if ends {
            return at;
        }
        at += 1;
    }
    line_end
}

/// Where a plain text has a comment behind it: the place of the `#`.
pub(crate) fn comment_behind(text: &[u8]) -> Option<usize> {
    text.windows(2).position(|it| is_blank(it[0]) && it[1] == b'#').map(|before| before + 1)
}

/// Past the quote that closes the one at `start`, lines later perhaps.
pub(crate) fn quoted_end(raw: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    if raw[start] == b'\'' {
        loop {
            at += memchr(b'\'', raw.get(at..)?)? + 1;
            if raw.get(at) != Some(&b'\'') {
                return Some(at);
            }
            at += 1; // Two quotes are one.
        }
    }
    loop {
        at += memchr2(b'"', b'\\', raw.get(at..)?)?;
        if raw[at] == b'"' {
            return Some(at + 1);
        }
        at += 2; // The escaped byte may be a quote.
    }
}

/// Walks a flow collection that opens at `start`, with brackets, quotes and comments understood.
///
/// Gives where it ends, past its last bracket. `Err` holds the place of the first bracket that is
/// nested deeper than `max_depth`, or nothing if the collection is never closed.
pub(crate) fn flow_end(raw: &[u8], start: usize, max_depth: usize) -> Result<usize, Option<usize>> {
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth > max_depth {
                    return Err(Some(at));
                }
                at += 1;
            }
            b']' | b'}' => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return Ok(at);
                }
            }
            b'"' | b'\'' => at = quoted_end(raw, at).ok_or(None)?,
            b'#' if at > 0 && matches!(raw[at - 1], b' ' | b'\t' | b'\n' | b'\r') => {
                at = line_end(raw, at);
            }
            b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' => at += 1,
            _ => at = flow_plain_end(raw, at),
        }
    }
    Err(None)
}

/// Where a plain scalar inside brackets ends: apostrophes belong to it.
pub(crate) fn flow_plain_end(raw: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b',' | b'[' | b']' | b'{' | b'}' | b'\n' | b'\r' => return at,
            // Blanks end nothing by themselves, but a quote or a `#` may follow only a separator.
            b'#' if is_blank(raw[at - 1]) => return at,
            b':' if ends_token(raw, at + 1) || matches!(raw.get(at + 1), Some(b',' | b'[' | b']' | b'{' | b'}')) => {
                return at;
            }
            _ => at += 1,
        }
    }
    at
}

/// Past anchor and tag.
pub(crate) fn after_properties(raw: &[u8], start: usize, line_end: usize) -> usize {
    let mut at = start;
    while at < line_end && matches!(raw[at], b'&' | b'!') {
        let word = &raw[at..line_end];
        at += word.iter().position(|it| is_blank(*it)).unwrap_or(word.len());
        at += blanks(&raw[at..line_end]);
    }
    at
}

/// Whether a line opens or closes a document here: `--- x` or `... x`.
pub(crate) fn is_document_marker(raw: &[u8], line_start: usize) -> bool {
    let rest = &raw[line_start..];
    let is_at_start = line_start == 0 || matches!(raw[line_start - 1], b'\n' | b'\r');
    is_at_start && (rest.starts_with(b"---") || rest.starts_with(b"...")) && ends_token(raw, line_start + 3)
}

/// Whether a blank, a line end or the end of the text stands here.
pub(crate) fn ends_token(raw: &[u8], at: usize) -> bool {
    matches!(raw.get(at), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
}

/// Where the line end of this byte's line starts.
pub(crate) fn line_end(raw: &[u8], at: usize) -> usize {
    memchr2(b'\n', b'\r', &raw[at..]).map_or(raw.len(), |length| at + length)
}

/// How many spaces and tabs lead the bytes.
pub(crate) fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !is_blank(*byte)).unwrap_or(bytes.len())
}

/// How many spaces lead the bytes: tabs do not indent.
pub(crate) fn indent(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte != b' ').unwrap_or(bytes.len())
}

/// The length without trailing blanks.
pub(crate) fn trimmed_length(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Where the line behind this byte's line starts.
pub(crate) fn next_line(raw: &[u8], at: usize) -> usize {
    Lines::new(raw, at).next().map_or(raw.len(), |line| line.next)
}

/// What stands before this byte on its line, if that is nothing but blanks.
pub(crate) fn lead(raw: &[u8], at: usize) -> Option<&[u8]> {
    let before = &raw[line_start(raw, at)..at];
    (blanks(before) == before.len()).then_some(before)
}

/// The blanks and line ends that the bytes end with.
pub(crate) fn trailing_space(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.trim_ascii_end().len()..]
}

/// Where this byte's line starts.
pub(crate) fn line_start(raw: &[u8], at: usize) -> usize {
    let before = &raw[..at.min(raw.len())];
    before.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1)
}
