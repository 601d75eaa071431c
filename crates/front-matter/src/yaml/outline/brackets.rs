//! Lists and mappings in brackets, broken ones too.

use std::ops::Range;

use crate::yaml::scan;

/// Past the bracket that closes the one at `start`.
///
/// Other than to YAML a `#` that leads a word is text here: `[#snow, #ice]` closes.
pub(crate) fn bracket_end(raw: &[u8], start: usize) -> Option<usize> {
    let mut walk = Walk { raw, at: start, open: Vec::new() };
    while let Some(token) = walk.next_token() {
        if matches!(token, Token::Close) && walk.open.is_empty() {
            return Some(walk.at);
        }
    }
    None
}

/// The brackets that would close what stands open at the end of the text.
pub(crate) fn closers(text: &str) -> Option<String> {
    let mut walk = Walk { raw: text.as_bytes(), at: 0, open: Vec::new() };
    while let Some(token) = walk.next_token() {
        if matches!(token, Token::Unclosed) {
            return None;
        }
    }
    Some(walk.open.iter().rev().map(|it| char::from(*it)).collect())
}

/// The texts between the commas of the outer brackets, without blanks around them.
pub(crate) fn items(text: &str) -> Vec<Range<usize>> {
    let raw = text.as_bytes();
    let mut walk = Walk { raw, at: 0, open: Vec::new() };
    let mut items = Vec::new();
    let mut start = None;
    loop {
        let depth = walk.open.len();
        let before = walk.at;
        let Some(token) = walk.next_token() else { return items };
        match token {
            Token::Open if depth == 0 => continue,
            Token::Comma if depth == 1 => {
                items.extend(start.take().map(|start| trimmed(raw, start..before)));
            }
            Token::Close if depth == 1 => {
                items.extend(start.take().map(|start| trimmed(raw, start..before)));
                return items;
            }
            Token::Blank | Token::Comment => {}
            _ => start = start.or(Some(before)),
        }
    }
}

fn trimmed(raw: &[u8], range: Range<usize>) -> Range<usize> {
    let is_blank = |it: &u8| matches!(it, b' ' | b'\t' | b'\n' | b'\r');
    let length = raw[range.clone()].iter().rposition(|it| !is_blank(it)).map_or(0, |last| last + 1);
    range.start..range.start + length
}

/// How far a quote inside of quotes is looked for, in bytes.
const MAX_ITEM: usize = 200;

enum Token {
    Open,
    Close,
    Comma,
    Blank,
    Comment,
    /// Part of an item.
    Text,
    /// A quote that is never closed; the walk is over.
    Unclosed,
}

struct Walk<'a> {
    raw: &'a [u8],
    at: usize,
    /// What would close each open bracket.
    open: Vec<u8>,
}

impl Walk<'_> {
    fn next_token(&mut self) -> Option<Token> {
        let start = self.at;
        let byte = *self.raw.get(start)?;
        self.at += 1;
        let token = match byte {
            b'[' => {
                self.open.push(b']');
                Token::Open
            }
            b'{' => {
                self.open.push(b'}');
                Token::Open
            }
            b']' | b'}' => {
                self.open.pop();
                Token::Close
            }
            b',' => Token::Comma,
            b' ' | b'\t' | b'\n' | b'\r' => Token::Blank,
            b'#' if self.is_comment(start) => {
                self.at = scan::line_end(self.raw, start);
                Token::Comment
            }
            b'"' | b'\'' => match self.quoted_end(start) {
                Some(end) => {
                    self.at = end;
                    Token::Text
                }
                None => {
                    self.at = self.raw.len();
                    Token::Unclosed
                }
            },
            _ => {
                self.at = self.plain_end(start);
                Token::Text
            }
        };
        Some(token)
    }

    fn is_comment(&self, at: usize) -> bool {
        at > 0 && matches!(self.raw[at - 1], b' ' | b'\t' | b'\n' | b'\r') && scan::ends_token(self.raw, at + 1)
    }

    /// Past the closing quote that an item's end follows, so that `'it's'` is one token.
    fn quoted_end(&self, start: usize) -> Option<usize> {
        let end = scan::quoted_end(self.raw, start)?;
        let rest = &self.raw[end..];
        let tail = rest.get(scan::blanks(rest));
        if matches!(tail, None | Some(b',' | b']' | b'}' | b':' | b'\n' | b'\r' | b'#')) {
            return Some(end);
        }
        let mark = self.raw[start];
        // The next such quote before an end of the item, on the same line. Items are short.
        let area = &rest[..rest.len().min(MAX_ITEM)];
        let line = &area[..scan::line_end(area, 0)];
        let later = line.windows(2).position(|it| it[0] == mark && matches!(it[1], b',' | b']' | b'}'));
        Some(later.map_or(end, |it| end + it + 1))
    }

    fn plain_end(&self, start: usize) -> usize {
        let mut at = start + 1;
        while let Some(&byte) = self.raw.get(at) {
            let ends = match byte {
                b',' | b'[' | b']' | b'{' | b'}' | b'\n' | b'\r' => true,
                b'#' => self.is_comment(at),
                // A quote may follow the colon of a pair.
                b'"' | b'\'' => matches!(self.raw[at - 1], b' ') && matches!(self.raw[at - 2], b':'),
                _ => false,
            };
            if ends {
                return at;
            }
            at += 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_with_quotes_comments_and_hashes_understood() {
        for text in ["[a, 'b]']", "[#a, #b]", "{a: \"}\", b: [c]}", "[it's, x]", "[a, # ]\n b]", "['it's', b]"] {
            assert_eq!(bracket_end(text.as_bytes(), 0), Some(text.len()), "{text}");
        }
        for text in ["[a, b", "[a, [b]", "[a, 'b]"] {
            assert_eq!(bracket_end(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn closes_in_order() {
        assert_eq!(closers("[a, {b: [c").as_deref(), Some("]}]"));
        assert_eq!(closers("[a, 'b"), None);
    }
}
