//! The lines of a header as keys, items and values, whether or not the whole is valid.
//!
//! A parser stops at the first defect. This walk goes on: it knows columns, quotes and brackets,
//! notes what is out of place, and leaves it to others what to do about it.

mod brackets;
mod extent;
mod levels;
mod loose_key;
mod names;
mod piece;
mod usual_keys;

pub(crate) use brackets::{bracket_end, closers, items};
pub(crate) use loose_key::{LooseKey, Separator};
pub(crate) use names::{Mark, Names, is_real_property, name_length, swallowing_mark};
pub(crate) use piece::{Piece, Shape, Slot};
pub(crate) use usual_keys::{is_key_of_lists, is_key_of_text};

use std::ops::Range;

use crate::dialect::Dialect;
use crate::lines::{Line, Lines};
use crate::yaml::scan;

use extent::is_block_head;
use loose_key::{loose_key, loose_key_alone, unicode_blank};

pub(crate) fn outline(raw: &[u8], dialect: Dialect) -> Vec<Piece> {
    let mut walk = Walk {
        raw,
        dialect,
        tab_width: if dialect.spaces_tabs() { 2 } else { tab_width(raw) },
        at: 0,
        levels: Vec::new(),
        n_mappings: 0,
        pending: None,
        is_doubtful: false,
        lookahead: usize::MAX,
        pieces: Vec::new(),
    };
    while let Some(line) = walk.line() {
        walk.enter(line);
    }
    walk.pieces
}

/// A tab is as wide as the smallest indentation by spaces.
fn tab_width(raw: &[u8]) -> usize {
    let indents = Lines::new(raw, 0).map(|line| scan::indent(&raw[line.start..line.end]));
    indents.filter(|it| (2..=8).contains(it)).min().unwrap_or(2)
}

#[derive(Debug, Clone, Copy)]
struct Level {
    column: usize,
    is_list: bool,
    mapping: usize,
}

/// What a value belongs to.
struct Owner {
    /// The column of the mapping or list.
    parent: usize,
    key: Option<Range<usize>>,
    item: Option<usize>,
}

struct Walk<'a> {
    raw: &'a [u8],
    dialect: Dialect,
    tab_width: usize,
    /// Where the next line starts.
    at: usize,
    /// Columns never fall; a list may stand in the column of its key.
    levels: Vec<Level>,
    n_mappings: usize,
    /// The column of a key or dash whose value may stand below.
    pending: Option<usize>,
    /// Whether a line that might be an entry was taken to continue the value at hand.
    is_doubtful: bool,
    lookahead: usize,
    pieces: Vec<Piece>,
}

impl Walk<'_> {
    fn line(&self) -> Option<Line> {
        Lines::new(self.raw, self.at).next()
    }

    fn enter(&mut self, line: Line) {
        self.at = line.next;
        let (start, width) = self.lead(line);
        if start == line.end || self.raw[start] == b'#' {
            return;
        }
        if scan::is_document_marker(self.raw, line.start) {
            return self.stray(start, line);
        }
        let lead = line.start..start;
        let has_odd_blanks = self.has_odd_blanks(line, start);
        let is_item = self.is_item(start);
        let key = scan::key(&self.raw[..line.end], start);

        let Some(column) = self.settle(start, width, is_item, key.is_some(), line) else {
            if has_odd_blanks {
                self.pieces.push(Piece::Blanks { range: lead, width });
            }
            // The value of the key above, on a line of its own.
            if let Some(parent) = self.pending.take() {
                return self.value(start, line, Owner { parent, key: None, item: None });
            }
            return self.stray(start, line);
        };
        if column != width {
            self.pieces.push(Piece::Misplaced { indent: lead, column });
        } else if has_odd_blanks {
            self.pieces.push(Piece::Blanks { range: lead, width });
        }
        self.pending = None;
        self.content(start, column, line);
    }

    /// Where the text of a line starts, and in what column, tabs and other blanks counted.
    fn lead(&self, line: Line) -> (usize, usize) {
        let mut at = line.start;
        let mut width = 0;
        while at < line.end {
            match self.raw[at] {
                b' ' => (at, width) = (at + 1, width + 1),
                b'\t' => (at, width) = (at + 1, width + self.tab_width),
                _ => match unicode_blank(&self.raw[at..line.end]) {
                    Some((length, columns)) => (at, width) = (at + length, width + columns),
                    None => break,
                },
            }
        }
        (at, width)
    }

    /// Whether the blanks that lead a line are none, in part, to its readers.
    fn has_odd_blanks(&self, line: Line, start: usize) -> bool {
        let lead = &self.raw[line.start..start];
        // To Hexo the tabs at the start of a line are spaces, save in the first line.
        let is_tab = |it: &&u8| **it == b'\t' && self.dialect.spaces_tabs() && line.start > 0;
        let n_tabs = lead.iter().take_while(is_tab).count();
        lead[n_tabs..].iter().any(|it| *it != b' ')
    }

    fn is_item(&self, start: usize) -> bool {
        self.raw[start] == b'-' && scan::ends_token(self.raw, start + 1)
    }

    /// Dashes, then a key perhaps, then a value.
    fn content(&mut self, start: usize, column: usize, line: Line) {
        let mut at = start;
        let mut column = column;
        let mut item = None;
        let mut parent = column;
        while at < line.end && self.raw[at] == b'-' {
            let is_stuck = item.is_none()
                && self.levels.last().is_some_and(|it| it.is_list && it.column == column)
                && self.is_stuck_item(at, line);
            if !self.is_item(at) && !is_stuck {
                break;
            }
            if item.is_some() {
                self.open(column, true);
            }
            let (next, _) = self.lead(Line { start: at + 1, ..line });
            if next > at + 1 && self.raw[at + 1..next].iter().any(|it| *it != b' ') {
                self.pieces.push(Piece::Blanks { range: at + 1..next, width: 1 });
            } else if is_stuck {
                self.pieces.push(Piece::StuckDash(at + 1));
            }
            parent = column;
            column += next - at;
            at = next;
            item = Some(at);
            if at == line.end || self.raw[at] == b'#' {
                self.pending = Some(parent);
                self.slot(at..at, Shape::Empty, Owner { parent, key: None, item });
                return;
            }
        }
        let is_first_in_item = item.is_some();
        let (key, value_start) = if let Some(key) = scan::key(&self.raw[..line.end], at) {
            (key.span, key.colon + 1)
        } else if is_first_in_item {
            return self.value(at, line, Owner { parent, key: None, item });
        } else if let Some(key) = reserved_key(self.raw, at, line.end) {
            self.pieces.push(Piece::ReservedKey { key: key.clone() });
            let colon = key.end + scan::blanks(&self.raw[key.end..line.end]);
            (key, colon + 1)
        } else if let Some(loose) = loose_key(self.raw, at..line.end).or_else(|| loose_key_alone(self.raw, at, line)) {
            let found = (loose.key.clone(), loose.separator.end);
            self.pieces.push(Piece::Separator(loose));
            found
        } else {
            return self.stray(at, line);
        };
        if is_first_in_item {
            self.open(column, false);
            parent = column;
        }
        let value_start = value_start + scan::blanks(&self.raw[value_start..line.end]);
        self.value(value_start, line, Owner { parent, key: Some(key), item });
    }

    fn value(&mut self, start: usize, line: Line, owner: Owner) {
        let parent = owner.parent;
        let raw = self.raw;
        if start == line.end || raw[start] == b'#' {
            self.pending = Some(parent);
            return self.slot(start..line.end, Shape::Empty, owner);
        }
        let content = scan::after_properties(raw, start, line.end);
        if content == line.end || (content > start && raw[content] == b'#') {
            self.pending = Some(parent);
            return self.slot(start..line.end, Shape::Properties, owner);
        }
        let (shape, end) = match raw[content] {
            b'|' | b'>' if is_block_head(&raw[content..line.end]) => (Shape::Block, self.block_end(line, parent)),
            b'"' | b'\'' => self.enclosed(start, line, parent, |raw| scan::quoted_end(raw, content)),
            b'[' | b'{' => self.enclosed(start, line, parent, |raw| bracket_end(raw, content)),
            _ => (Shape::Plain, self.plain_end(start, line, parent)),
        };
        self.slot(start..end, shape, owner);
    }

    fn slot(&mut self, value: Range<usize>, shape: Shape, owner: Owner) {
        let Owner { parent, key, item } = owner;
        let is_doubtful = std::mem::take(&mut self.is_doubtful);
        let value = value.start..value.start + scan::trimmed_length(&self.raw[value.clone()]);
        let mapping = self.levels.last().map_or(0, |it| it.mapping);
        self.pieces.push(Piece::Slot(Slot { key, item, parent, mapping, value, shape, is_doubtful }));
    }

    fn stray(&mut self, start: usize, line: Line) {
        let end = start + scan::trimmed_length(&self.raw[start..line.end]);
        self.pieces.push(Piece::Stray { text: start..end });
    }
}

/// Whether the value of a key or dash stands on the lines below it.
pub(crate) fn is_value_below(pieces: &[Piece], index: usize) -> bool {
    let Some(Piece::Slot(slot)) = pieces.get(index) else { return false };
    let next = pieces[index + 1..].iter().find_map(|piece| match piece {
        Piece::Slot(next) => Some(next),
        _ => None,
    });
    next.is_some_and(|next| {
        let is_alone = next.key.is_none() && next.item.is_none();
        let is_list_of_key = next.item.is_some() && slot.item.is_none() && next.parent == slot.parent;
        next.parent > slot.parent || is_alone || is_list_of_key
    })
}

/// A key that starts with `@`, a backtick or `%`.
fn reserved_key(raw: &[u8], start: usize, line_end: usize) -> Option<Range<usize>> {
    if !matches!(raw[start], b'@' | b'`' | b'%') {
        return None;
    }
    let end = scan::plain_end(&raw[..line_end], start + 1);
    let key = start..start + scan::trimmed_length(&raw[start..end]);
    let is_key = raw[..line_end].get(end) == Some(&b':') && !raw[key.clone()].contains(&b' ');
    is_key.then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &[&str]) {
        let text = |range: &Range<usize>| raw[range.clone()].to_owned();
        let found: Vec<String> = outline(raw.as_bytes(), Dialect::Strict)
            .iter()
            .map(|piece| match piece {
                Piece::Slot(slot) => {
                    let key = slot.key.as_ref().map_or(String::new(), text);
                    let mark = if slot.item.is_some() { "- " } else { "" };
                    format!("{}{mark}{key}|{}", " ".repeat(slot.parent), text(&slot.value))
                }
                Piece::Blanks { range, width } => format!("blanks {:?} {width}", text(range)),
                Piece::Misplaced { column, .. } => format!("to column {column}"),
                Piece::Separator(loose) => format!("separator {:?}", text(&loose.separator)),
                Piece::ReservedKey { key } => format!("reserved {}", text(key)),
                Piece::StuckDash(_) => "stuck dash".to_owned(),
                Piece::Stray { text: line } => format!("stray {}", text(line)),
            })
            .collect();
        assert_eq!(found, expected, "{raw}");
    }

    #[test]
    fn finds_values_at_every_depth() {
        check("a: 1\nb:\n  c: x # d\n  e:\n    - f\n", &["a|1", "b|", "  c|x # d", "  e|", "    - |f"]);
        check("a:\n- b: 1\n  c: 2\n- - d\ne: 3\n", &["a|", "  - b|1", "  c|2", "  - |d", "e|3"]);
        check("a:\n  text: [\n  b,\n  ]\nc: d\n", &["a|", "  text|[\n  b,\n  ]", "c|d"]);
    }

    #[test]
    fn finds_values_of_several_lines() {
        check(
            "a: one\n  two\n\n  three\nb: |\n  x: y\n\n  z\nc: d\n",
            &["a|one\n  two\n\n  three", "b||\n  x: y\n\n  z", "c|d"],
        );
        check("a: \"x\n\n  b: c\"\nd:\n  'e\n  f'\n", &["a|\"x\n\n  b: c\"", "d|", "|'e\n  f'"]);
    }

    #[test]
    fn goes_on_after_defects() {
        check("a: \"x\nb: [y\nc: 'z' w\nd: e: f\n", &["a|\"x", "b|[y", "c|'z' w", "d|e: f"]);
        check(
            "a:b\n@c: d\nwords and more\ne: f\n",
            &["separator \":\"", "a|b", "reserved @c", "@c|d", "stray words and more", "e|f"],
        );
        check("a:\n\t- b\n c: d\n", &["a|", "blanks \"\\t\" 2", "  - |b", "to column 0", "c|d"]);
        check("a:\n- b\n-c\n", &["a|", "- |b", "stuck dash", "- |c"]);
    }
}
