//! Kept text as plain text.

use ego_tree::{NodeId, iter::Edge};
use scraper::{Html, Node};

use super::numbers::Numbers;
use crate::{
    elements::{Role, role_in_page},
    walk::Walk,
};

/// The kept text of a page as a browser shows it, without pictures.
///
/// Blocks stand a blank line apart, items of lists, blocks in them, rows of tables and lines that `<br>` ends one line
/// end, cells a tab, boxes in a line a blank. Items begin with `- ` or their number. White space collapses but in `<pre>`.
pub(crate) fn text(html: &Html, is_without_scripts: bool, is_kept: impl Fn(NodeId) -> bool) -> String {
    let mut writer = Writer::default();
    let mut walk = Walk::new(html.tree.root());
    while let Some(edge) = walk.next() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => {
                    if text.bytes().all(|it| it.is_ascii_whitespace()) {
                        writer.blank(text);
                    } else if is_kept(node.id()) {
                        writer.push(text);
                    }
                }
                Node::Element(element) => {
                    let role = role_in_page(element, is_without_scripts);
                    writer.open(role, element);
                    if matches!(role, Role::Hidden | Role::Embedded) {
                        walk.skip_below(node);
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    writer.close(role_in_page(element, is_without_scripts));
                }
            }
        }
    }
    writer.finish()
}

/// What stands between the text that was written and the text that comes; the greatest wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    /// White space with a line end in it, which is nothing between ideographs.
    LineOfSource,
    /// The edge of a box in a line.
    BoxEdge,
    Cell,
    Line,
    BlankLine,
}

#[derive(Default)]
struct Writer {
    out: String,
    gap: Gap,
    numbers: Numbers,
    /// How many items are open: in them there are no blank lines.
    items: usize,
    /// The numbers of the items that have no text yet.
    markers: Vec<Option<i64>>,
    /// Whether the row that is open has text.
    row_has_text: bool,
    /// Whether a cell has begun and no text of it came yet: blocks in it begin where the cell does.
    cell_is_new: bool,
    /// How many `<pre>` are open.
    preformatted: usize,
    /// White space in a `<pre>` that may be at its start or end.
    blank: String,
    /// How many quotations have begun without text yet.
    quotations: usize,
}

impl Writer {
    fn open(&mut self, role: Role, element: &scraper::node::Element) {
        match role {
            Role::Break if self.preformatted > 0 => self.blank.push('\n'),
            Role::Break => self.gap = if self.gap >= Gap::Line { Gap::BlankLine } else { Gap::Line },
            Role::List { ordered } => {
                self.end_block();
                self.numbers.open_list(element, ordered);
            }
            Role::Item if self.preformatted > 0 => self.end_line(),
            Role::Item => {
                self.end_line();
                self.items += 1;
                let number = self.numbers.open_item(element);
                self.markers.push(number);
            }
            Role::Row => {
                self.end_line();
                self.row_has_text = false;
            }
            Role::Cell => {
                self.end_cell();
                self.cell_is_new = true;
            }
            Role::Preformatted => {
                self.end_block();
                self.preformatted += 1;
            }
            Role::RowGroup => self.end_line(),
            Role::Box | Role::Embedded => self.box_edge(),
            Role::Quotation => self.quotations += 1,
            _ if role.is_block() => self.end_block(),
            _ => {}
        }
    }

    fn close(&mut self, role: Role) {
        match role {
            Role::List { .. } => {
                self.numbers.close_list();
                self.end_block();
            }
            Role::Item if self.preformatted > 0 => self.end_line(),
            Role::Item => {
                self.items = self.items.saturating_sub(1);
                self.markers.pop();
                self.end_line();
            }
            Role::Row => {
                // Blocks in the last cell have asked for more.
                if self.row_has_text {
                    self.gap = Gap::Line;
                }
                self.row_has_text = false;
            }
            Role::Cell => self.end_cell(),
            Role::Preformatted => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.blank.clear();
                self.end_block();
            }
            Role::RowGroup => self.end_line(),
            Role::Box => self.box_edge(),
            Role::Quotation if self.quotations > 0 => self.quotations -= 1, // nothing of it stays
            Role::Quotation => self.push("\""),
            _ if role.is_block() => self.end_block(),
            _ => {}
        }
    }

    fn end_block(&mut self) {
        if self.cell_is_new {
            return;
        }
        let in_list = self.items > 0 || self.numbers.in_list();
        self.gap = self.gap.max(if in_list { Gap::Line } else { Gap::BlankLine });
    }

    fn end_line(&mut self) {
        if self.cell_is_new {
            return;
        }
        self.gap = self.gap.max(Gap::Line);
    }

    fn box_edge(&mut self) {
        if self.preformatted > 0 {
            self.end_line();
        } else {
            self.gap = self.gap.max(Gap::BoxEdge);
        }
    }

    /// Ends a cell, whatever blocks in it have asked for.
    fn end_cell(&mut self) {
        self.cell_is_new = false;
        if self.row_has_text {
            self.gap = Gap::Cell;
        }
    }

    /// Takes note of white space between elements.
    fn blank(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.blank.push_str(text);
        } else {
            self.gap = self.gap.max(gap(text.as_bytes()));
        }
    }

    fn push(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.begin(text);
            self.out.push_str(&std::mem::take(&mut self.blank));
            self.out.push_str(text);
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let blank = rest.bytes().position(|it| !it.is_ascii_whitespace()).unwrap_or(rest.len());
            if blank > 0 {
                self.gap = self.gap.max(gap(&rest.as_bytes()[..blank]));
            }
            rest = &rest[blank..];
            let word = rest.bytes().position(|it| it.is_ascii_whitespace()).unwrap_or(rest.len());
            if word > 0 {
                self.begin(&rest[..word]);
                self.out.push_str(&rest[..word]);
            }
            rest = &rest[word..];
        }
    }

    /// Writes what stands between the text before and this one.
    fn begin(&mut self, text: &str) {
        let gap = std::mem::take(&mut self.gap);
        if gap > Gap::BoxEdge || !self.markers.is_empty() || self.out.is_empty() {
            self.begin_line(gap);
        } else if matches!(gap, Gap::Space | Gap::BoxEdge)
            || gap == Gap::LineOfSource && !joins(self.out.chars().next_back(), text.chars().next())
        {
            self.out.push(' ');
        }
        for _ in 0..std::mem::take(&mut self.quotations) {
            self.out.push('"');
        }
        self.row_has_text = true;
        self.cell_is_new = false;
    }

    fn begin_line(&mut self, gap: Gap) {
        if !self.out.is_empty() {
            let has = self.out.bytes().rev().take(2).take_while(|it| *it == b'\n').count();
            match gap {
                Gap::None => {}
                Gap::Space | Gap::LineOfSource | Gap::BoxEdge => self.out.push(' '),
                Gap::Cell => self.out.push('\t'),
                Gap::Line => self.out.push_str(&"\n"[has.min(1)..]),
                Gap::BlankLine => self.out.push_str(&"\n\n"[has..]),
            }
        }
        for number in self.markers.drain(..) {
            match number {
                None => self.out.push_str("- "),
                Some(number) => {
                    self.out.push_str(&number.to_string());
                    self.out.push_str(". ");
                }
            }
        }
    }

    fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end_matches(|it: char| it.is_ascii_whitespace()).len());
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

fn gap(blanks: &[u8]) -> Gap {
    if blanks.contains(&b'\n') { Gap::LineOfSource } else { Gap::Space }
}

/// Whether a line end of the source between two characters is nothing: Chinese and Japanese lines are broken anywhere.
pub fn joins(before: Option<char>, after: Option<char>) -> bool {
    let is_wide = |it: char| {
        matches!(it, '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{4DBF}' | '\u{4E00}'..='\u{A4CF}'
            | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
    };
    after.is_some_and(is_wide) && before.is_some_and(is_wide)
}
