//! Tables that Markdown can say, and all others.

use ego_tree::{NodeRef, iter::Edge};
use scraper::Node;
use scraper::node::Element;

use crate::{
    elements::{Role, role_in_page},
    walk::Walk,
};

/// As many paragraphs in one cell are a layout, not a value.
const MAX_PARAGRAPHS: usize = 3;

/// A cell spans no more columns than this; spacers of old pages span hundreds.
const MAX_SPAN: usize = 30;

/// Rows get their missing cells only in tables of no more columns, so that a table cannot grow without bounds.
const MAX_FILLED: usize = 50;

/// Whether a table has columns of short values. Others are layout: their cells are read one after another.
///
/// Tables in tables, code and headings cannot stand between pipes; one column, and one row with paragraphs in it, are
/// not worth it. The look ahead ends at the first table inside, so all looks together are linear.
pub(super) fn is_grid(table: NodeRef<'_, Node>, is_without_scripts: bool) -> bool {
    let (mut rows, mut cells, mut columns) = (0, 0, 0);
    let (mut paragraphs, mut has_blocks) = (0, false);
    let mut walk = Walk::new(table);
    while let Some(edge) = walk.next() {
        let Edge::Open(node) = edge else { continue };
        let Some(element) = node.value().as_element() else { continue };
        match role_in_page(element, is_without_scripts) {
            Role::Table | Role::Preformatted | Role::Heading(_) | Role::Quote | Role::Embedded => return false,
            Role::Hidden => walk.skip_below(node),
            Role::Row => {
                rows += 1;
                cells = 0;
            }
            Role::Cell => {
                cells += span(element, "colspan");
                columns = columns.max(cells);
                paragraphs = 0;
            }
            Role::Paragraph => {
                paragraphs += 1;
                has_blocks = true;
                if paragraphs >= MAX_PARAGRAPHS {
                    return false;
                }
            }
            Role::List { .. } => has_blocks = true,
            _ => {}
        }
    }
    columns > 1 && (rows > 1 || !has_blocks)
}

/// How many rows or columns a cell takes.
pub(super) fn span(cell: &Element, attribute: &str) -> usize {
    cell.attr(attribute).and_then(|it| it.trim().parse().ok()).unwrap_or(1).clamp(1, MAX_SPAN)
}

/// A table whose cells are being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Vec<String>>,
    /// Whether the first row is a header.
    has_header: bool,
    row: Vec<String>,
    /// How many rows were before, those without text too.
    n_rows: usize,
    row_is_header: bool,
    /// For each column, the first row that no cell above reaches into.
    free_from: Vec<usize>,
    n_cells: usize,
    /// How many cells there are that only fill a row.
    n_filled: usize,
    /// Whether a cell is open.
    pub(super) in_cell: bool,
    /// How many rows and columns that cell takes.
    size: (usize, usize),
}

impl Grid {
    pub(super) fn open_row(&mut self) {
        self.row.clear();
        self.row_is_header = true;
    }

    pub(super) fn open_cell(&mut self, cell: &Element) {
        self.in_cell = true;
        self.size = (span(cell, "rowspan"), span(cell, "colspan"));
        self.row_is_header &= cell.name() == "th";
    }

    /// Takes the text of the cell that is open.
    pub(super) fn close_cell(&mut self, text: String) {
        if !std::mem::take(&mut self.in_cell) {
            return;
        }
        let here = self.n_rows;
        // Cells that stand for the rest of a wide one are counted, or a few bytes could become many.
        let may_fill = self.n_filled <= MAX_FILLED + 4 * self.n_cells;
        self.n_cells += 1;
        if !may_fill {
            self.size = (1, 1);
        }
        while may_fill && self.free_from.get(self.row.len()).is_some_and(|it| *it > here) {
            self.row.push(String::new());
            self.n_filled += 1;
        }
        self.n_filled += self.size.1 - 1;
        let first = self.row.len();
        self.row.push(text);
        for _ in 1..self.size.1 {
            self.row.push(String::new());
        }
        if self.free_from.len() < self.row.len() {
            self.free_from.resize(self.row.len(), 0);
        }
        self.free_from[first..self.row.len()].fill(here + self.size.0);
    }

    /// Ends a row; one without text is none.
    pub(super) fn close_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        self.n_rows += 1;
        if row.iter().all(String::is_empty) {
            return;
        }
        self.has_header |= self.rows.is_empty() && self.row_is_header;
        self.rows.push(row);
    }

    /// The table between pipes, or nothing if no cell has text. A table without a header gets an empty one.
    pub(super) fn markdown(mut self) -> String {
        self.close_row();
        let columns = self.used_columns();
        if columns.is_empty() {
            return String::new();
        }
        let mut out = String::new();
        let mut rows = self.rows.iter();
        let empty = Vec::new();
        let header = if self.has_header { rows.next().unwrap_or(&empty) } else { &empty };
        write_row(header, &columns, true, &mut out);
        out.push_str("\n|");
        for _ in &columns {
            out.push_str(" --- |");
        }
        for row in rows {
            out.push('\n');
            write_row(row, &columns, columns.len() <= MAX_FILLED, &mut out);
        }
        out
    }

    /// The columns in which some cell has text; spacers do not.
    fn used_columns(&self) -> Vec<usize> {
        let mut used = vec![false; self.rows.iter().map(Vec::len).max().unwrap_or(0)];
        for row in &self.rows {
            for (cell, used) in row.iter().zip(&mut used) {
                *used |= !cell.is_empty();
            }
        }
        (0..used.len()).filter(|it| used[*it]).collect()
    }
}

fn write_row(row: &[String], columns: &[usize], filled: bool, out: &mut String) {
    out.push('|');
    for column in columns {
        match row.get(*column) {
            Some(cell) if !cell.is_empty() => {
                out.push(' ');
                out.push_str(cell);
                out.push_str(" |");
            }
            Some(_) => out.push_str(" |"),
            None if filled => out.push_str(" |"),
            None => break,
        }
    }
}
