//! Keys whose colon is missing, of the wrong kind, or without its space.

use std::ops::Range;

use crate::lines::{Line, Lines};
use crate::yaml::scan;

/// A key, and what stands between it and its value.
#[derive(Debug)]
pub(crate) struct LooseKey {
    pub(crate) key: Range<usize>,
    pub(crate) separator: Range<usize>,
    /// What YAML wants there.
    pub(crate) wanted: &'static str,
    pub(crate) defect: Separator,
}

/// What stands where a colon and a blank should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    /// A colon that sticks to the value.
    Stuck,
    /// A colon and a blank that is none to YAML.
    OddBlank,
    FullwidthColon,
    Equals,
    Missing,
}

/// The longest word taken for a key, in bytes.
const MAX_KEY: usize = 60;

/// The key that starts a line, if a defective separator and a value follow.
pub(crate) fn loose_key(raw: &[u8], line: Range<usize>) -> Option<LooseKey> {
    let key = word(raw, line.clone())?;
    let rest = &raw[key.end..line.end];
    let (length, wanted, defect) = if let Some(after) = rest.strip_prefix(b":") {
        let blanks = odd_blanks(after);
        if blanks > 0 {
            (1 + blanks, ": ", Separator::OddBlank)
        } else if after.is_empty()
            || matches!(after[0], b' ' | b'\t' | b':')
            || after.starts_with(b"//")
            || is_line_separator(after)
        {
            return None;
        } else {
            (1, ": ", Separator::Stuck)
        }
    } else {
        let before = scan::blanks(rest);
        let mark = &rest[before..];
        if let Some(after) = mark.strip_prefix("：".as_bytes()) {
            (before + 3 + blanks(after), ": ", Separator::FullwidthColon)
        } else if let Some(after) = mark.strip_prefix(b"=>") {
            (before + 2 + blanks(after), ": ", Separator::Equals)
        } else if let Some(after) = mark.strip_prefix(b"=").filter(|it| !it.starts_with(b"=")) {
            (before + 1 + blanks(after), ": ", Separator::Equals)
        } else {
            return None;
        }
    };
    // No blank at the end of a line.
    let is_empty = scan::trimmed_length(&rest[length..]) == 0;
    let wanted = if is_empty { ":" } else { wanted };
    Some(LooseKey { separator: key.end..key.end + length, key, wanted, defect })
}

/// A word alone on its line that has entries for neighbours.
pub(crate) fn loose_key_alone(raw: &[u8], start: usize, line: Line) -> Option<LooseKey> {
    let key = word(raw, start..line.end)?;
    if scan::trimmed_length(&raw[key.end..line.end]) > 0 {
        return None;
    }
    let indent = &raw[line.start..start];
    let is_entry_beside = |it: Line| {
        let text = it.start + indent.len();
        raw[it.start..it.end].starts_with(indent) && text < it.end && scan::is_entry(&raw[..it.end], text)
    };
    let next = Lines::new(raw, line.next).next();
    let is_first = line.start == 0;
    let follows_entry = || {
        let before = raw[..line.start].strip_suffix(b"\n").unwrap_or(&raw[..line.start]);
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        let start = scan::line_start(before, before.len());
        !is_first && is_entry_beside(Line { start, end: before.len(), next: line.start })
    };
    let has_neighbour = match next {
        Some(next) => is_entry_beside(next) && (is_first || follows_entry()),
        None => follows_entry(),
    };
    let separator = key.end..key.end;
    has_neighbour.then_some(LooseKey { key, separator, wanted: ":", defect: Separator::Missing })
}

/// Whether a character leads the bytes that ends lines in YAML 1.1: the colon before it is fine.
fn is_line_separator(bytes: &[u8]) -> bool {
    matches!(bytes, [0xC2, 0x85, ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..])
}

/// Letters, digits, `_`, `-` and `.`, with a letter first.
fn word(raw: &[u8], line: Range<usize>) -> Option<Range<usize>> {
    let area = &raw[line.start..line.end.min(line.start + MAX_KEY)];
    // A character cut at the end of the area ends the word as any other mark does.
    let text = match str::from_utf8(area) {
        Ok(text) => text,
        Err(error) => str::from_utf8(&area[..error.valid_up_to()]).expect("valid up to there"),
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let length = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let starts_well = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    (length > 0 && starts_well).then_some(line.start..line.start + length)
}

/// The length of the blanks, if one of them is none to YAML.
fn odd_blanks(bytes: &[u8]) -> usize {
    let length = blanks(bytes);
    if bytes[..length].is_ascii() { 0 } else { length }
}

/// The length of the blanks of any kind.
fn blanks(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b' ' | b'\t' => at += 1,
            _ => match unicode_blank(&bytes[at..]) {
                Some((length, _)) => at += length,
                None => break,
            },
        }
    }
    at
}

/// The length and the columns of the no-break space, wide space or space without width that leads the bytes.
pub(crate) fn unicode_blank(bytes: &[u8]) -> Option<(usize, usize)> {
    match bytes {
        [0xE2, 0x80, 0x8B, ..] => Some((3, 0)),
        [0xC2, 0xA0, ..] => Some((2, 1)),
        [0xE3, 0x80, 0x80, ..] | [0xE2, 0x80, 0x80..=0x8A | 0xAF, ..] | [0xE2, 0x81, 0x9F, ..] => Some((3, 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str, Separator)>) {
        let found = loose_key(line.as_bytes(), 0..line.len());
        let found = found.map(|it| (&line[it.key], &line[it.separator], it.defect));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn finds_defective_separators() {
        check("title:Snow", Some(("title", ":", Separator::Stuck)));
        check("title:\u{a0} Snow", Some(("title", ":\u{a0} ", Separator::OddBlank)));
        check("\u{6807}\u{9898}\u{ff1a}x", Some(("\u{6807}\u{9898}", "\u{ff1a}", Separator::FullwidthColon)));
        check("title = Snow", Some(("title", " = ", Separator::Equals)));
        check("title => Snow", Some(("title", " => ", Separator::Equals)));
    }

    #[test]
    fn leaves_entries_addresses_and_sentences_alone() {
        for line in [
            "title: x",
            "title:",
            "https://example.com",
            "a == b",
            "two words:x",
            "12:30",
            ":x",
            "",
            "a::b",
            "a:\u{2028}",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn finds_a_word_alone_beside_entries() {
        let check = |raw: &str, start: usize, is_key: bool| {
            let line = Lines::new(raw.as_bytes(), start).next().expect("a line starts there");
            assert_eq!(loose_key_alone(raw.as_bytes(), start, line).is_some(), is_key, "{raw:?}");
        };
        check("draft\na: 1\n", 0, true);
        check("a: 1\r\ndraft\r\n", 6, true);
        check("a: 1\n\nBody\n\n", 6, false);
        check("draft\n", 0, false);
        check("two words\na: 1\n", 0, false);
    }
}
