//! In which column a line belongs, and to which list or mapping.

use super::loose_key::{loose_key, loose_key_alone};
use super::{Level, Walk, reserved_key};
use crate::lines::{Line, Lines};
use crate::yaml::scan;

impl Walk<'_> {
    /// Opens and closes levels for a line with an entry or item, and says in which column it
    /// belongs; nothing for a line that is neither.
    pub(super) fn settle(
        &mut self,
        start: usize,
        width: usize,
        is_item: bool,
        is_key: bool,
        line: Line,
    ) -> Option<usize> {
        let mut popped = None;
        let is_stuck_item = !is_item && !is_key && self.is_stuck_item(start, line);
        while self.levels.last().is_some_and(|it| it.column > width) {
            popped = self.levels.pop();
        }
        if let Some(parent) = self.pending {
            if width == parent && is_stuck_item {
                return Some(self.open(width, true));
            }
            let is_below = width > parent || (width == parent && is_item);
            if is_below {
                let is_entry = is_key || self.is_loose_entry_above_another(start, width, line);
                return (is_item || is_entry).then(|| self.open(width, is_item));
            }
        }
        // A list that stood in the column of its key ends with the next key.
        let ends_list = self.levels.last().is_some_and(|it| it.is_list && it.column == width)
            && !is_item
            && !is_stuck_item
            && self.levels.iter().rev().nth(1).is_some_and(|it| it.column == width);
        if ends_list {
            self.levels.pop();
        }
        let Some(top) = self.levels.last().copied() else {
            // The first line, or one to the left of it.
            if let Some(root) = popped {
                self.levels.push(root);
                return (is_key || is_item == root.is_list).then_some(root.column);
            }
            let is_entry = is_key || is_item || self.is_loose(start, line);
            return is_entry.then(|| self.open(width, is_item));
        };
        if width == top.column {
            let fits =
                if top.is_list { is_item || is_stuck_item } else { !is_item && (is_key || self.is_loose(start, line)) };
            if fits {
                return Some(width);
            }
        }
        if is_item && let Some(list) = popped.filter(|it| it.is_list) {
            self.levels.push(list);
            return Some(list.column);
        }
        if width > top.column && (is_key && !top.is_list || is_item && top.is_list) {
            return Some(top.column);
        }
        None
    }

    pub(super) fn open(&mut self, column: usize, is_list: bool) -> usize {
        self.n_mappings += 1;
        self.levels.push(Level { column, is_list, mapping: self.n_mappings });
        column
    }

    fn is_loose(&self, start: usize, line: Line) -> bool {
        loose_key(self.raw, start..line.end).is_some()
            || loose_key_alone(self.raw, start, line).is_some()
            || reserved_key(self.raw, start, line.end).is_some()
    }

    /// `title:Snow` is text unless another entry follows in its column.
    fn is_loose_entry_above_another(&self, start: usize, width: usize, line: Line) -> bool {
        if reserved_key(self.raw, start, line.end).is_some() {
            return true;
        }
        if loose_key(self.raw, start..line.end).is_none() {
            return false;
        }
        let Some(next) = Lines::new(self.raw, line.next).next() else { return false };
        let (next_start, next_width) = self.lead(next);
        next_width == width && next_start < next.end && scan::is_entry(&self.raw[..next.end], next_start)
    }

    pub(super) fn is_stuck_item(&self, start: usize, line: Line) -> bool {
        let text = &self.raw[start..line.end];
        text.len() > 1 && text[0] == b'-' && text[1] != b'-' && !scan::ends_token(self.raw, start + 1)
    }
}
