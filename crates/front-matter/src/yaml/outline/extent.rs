//! How far values reach.

use super::Piece;
use super::loose_key::loose_key;
use super::{Shape, Walk};
use crate::lines::{Line, Lines};
use crate::yaml::scan;

/// How many lines may be looked through for a closing quote once a search was in vain, so that many
/// unclosed quotes do not send the walk through the text many times.
const LOOKAHEAD_AFTER_FAILURE: usize = 20;

impl Walk<'_> {
    /// A value in quotes or brackets, which may close some lines below.
    pub(super) fn enclosed(
        &mut self,
        start: usize,
        line: Line,
        parent: usize,
        close: impl Fn(&[u8]) -> Option<usize>,
    ) -> (Shape, usize) {
        let raw = self.raw;
        if let Some(end) = close(&raw[..line.end]) {
            return (Shape::Enclosed(Some(end)), line.end);
        }
        let limit = self.next_entry(line, parent);
        let end = close(&raw[..limit]).filter(|end| {
            let tail = *end + scan::blanks(&raw[*end..]);
            matches!(raw.get(tail), None | Some(b'#' | b'\n' | b'\r'))
        });
        if let Some(end) = end {
            let last = Lines::new(raw, end).next().unwrap_or(Line { start: end, end, next: end });
            let last = if matches!(raw.get(end), Some(b'\n' | b'\r')) { end } else { last.end };
            self.at = scan::next_line(raw, last);
            return (Shape::Enclosed(Some(end)), last);
        }
        self.lookahead = LOOKAHEAD_AFTER_FAILURE;
        (Shape::Enclosed(None), self.plain_end(start, line, parent))
    }

    /// The start of the next line that is an entry or item beside or above the value's own.
    fn next_entry(&self, line: Line, parent: usize) -> usize {
        let lines = Lines::new(self.raw, line.next);
        let mut limit = line.next;
        for next in lines.take(self.lookahead) {
            let (start, width) = self.lead(next);
            let is_entry = start < next.end
                && width <= parent
                && (self.is_item(start)
                    || scan::is_entry(&self.raw[..next.end], start)
                    || loose_key(self.raw, start..next.end).is_some());
            if is_entry {
                return next.start;
            }
            limit = next.next;
        }
        limit
    }

    pub(super) fn block_end(&mut self, line: Line, parent: usize) -> usize {
        let mut end = line.end;
        for next in Lines::new(self.raw, line.next) {
            let text = &self.raw[next.start..next.end];
            let is_blank = scan::blanks(text) == text.len();
            let indent = if self.dialect.spaces_tabs() { self.lead(next).1 } else { scan::indent(text) };
            if !is_blank && indent <= parent {
                break;
            }
            self.at = next.next;
            if !is_blank {
                end = next.end;
            }
        }
        end
    }

    /// The end of a plain value: of its line, or of the last line that continues it.
    pub(super) fn plain_end(&mut self, start: usize, line: Line, parent: usize) -> usize {
        let raw = self.raw;
        let mut end = line.end;
        if has_comment(&raw[start..line.end]) {
            return end;
        }
        for next in Lines::new(raw, line.next) {
            let (text, width) = self.lead(next);
            if text == next.end {
                continue; // Blank lines belong to the value if text follows.
            }
            if width <= parent || raw[text] == b'#' {
                break;
            }
            match scan::key(&raw[..next.end], text) {
                Some(key) if is_one_word(&raw[key.span.clone()]) => break,
                found => self.is_doubtful |= found.is_some() || self.is_item(text),
            }
            if raw[next.start..text].contains(&b'\t') && self.has_odd_blanks(next, text) {
                self.pieces.push(Piece::Blanks { range: next.start..text, width });
            }
            end = next.end;
            self.at = next.next;
            if has_comment(&raw[text..next.end]) {
                break;
            }
        }
        end
    }
}

/// Whether a comment ends the text.
fn has_comment(text: &[u8]) -> bool {
    scan::comment_behind(text).is_some()
}

/// `|`, `>` and what may follow on their line.
pub(super) fn is_block_head(text: &[u8]) -> bool {
    let marks = text[1..].iter().take_while(|it| matches!(it, b'+' | b'-' | b'1'..=b'9')).count();
    let rest = &text[1 + marks..];
    let blanks = scan::blanks(rest);
    blanks == rest.len() || (blanks > 0 && rest[blanks] == b'#')
}

/// A key such as `date` or `"date"` begins an entry; `text that goes on` may be part of a sentence.
fn is_one_word(key: &[u8]) -> bool {
    key.starts_with(b"\"") || key.starts_with(b"'") || !key.contains(&b' ')
}
