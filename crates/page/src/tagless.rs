//! Lines of Markdown and plain text that came out of whole pages, and what is known of each of them.
//!
//! Converters throw the tags away, and with them what told a menu from an article. What is left are words, links,
//! marks at the start of lines, indentation and order. Everything here is counted in passes over the text or over its
//! lines, so that the time grows with the length of the text and with nothing else.

mod characters;
mod chrome;
mod columns;
mod index;
mod lexicon;
mod line;
mod page;
mod place;
mod prose;
mod scan;
mod sections;
mod shape;
mod sums;
mod tables;
mod topic;
mod whole;

use std::ops::Range;

pub(crate) use chrome::{removals, settle_wordless};
pub(crate) use columns::NAMES;
pub(crate) use index::is_index;
#[cfg(test)]
pub(crate) use line::Line;
pub(crate) use page::Page;
pub(crate) use whole::looks_whole;

use self::columns::N_COLUMNS;
use crate::{Form, matrix::Matrix};

/// A page of more lines is no article; describing them would take hundreds of bytes for each.
const MOST_LINES: usize = 500_000;

impl Page {
    /// Reads a text; nothing if it has too many lines.
    ///
    /// [`row`](Self::row) describes a line in numbers, in the order of [`NAMES`]. Lines without words ([`Kind::Mark`],
    /// pictures) have rows too, but nothing was learned from them: they go with their neighbours.
    pub(crate) fn read(text: &str, form: Form) -> Option<Self> {
        let lines = scan::lines(text, form, MOST_LINES)?;
        Some(Self::new(lines, form))
    }

    /// Reads a text that may be an article; nothing if its links alone tell that it is no whole page.
    pub(crate) fn read_if_likely(text: &str, form: Form) -> Option<Self> {
        if form != Form::Markdown {
            return None; // in plain text nothing can be told for a link
        }
        let lines = scan::lines(text, form, MOST_LINES)?;
        whole::may_look_whole(&lines.lines).then(|| Self::new(lines, form))
    }

    /// A row for each of some lines.
    pub(crate) fn matrix(&self, lines: Range<usize>) -> Matrix {
        Matrix::of_rows(N_COLUMNS, lines, self.lines.len(), |number, row| self.row(number, row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{LANES, REACH};

    /// A page with a menu, an article and teasers.
    const PAGE: &str = "* [Home](/)\n* [Boats](/boats)\n* [Piers](/piers)\n\n# The last ferry\n\n\
        The ferry to the island sailed for the last time on Sunday evening, and forty people came to see it off.\n\n\
        Its captain said that he would miss the gulls more than the passengers, because gulls never ask for the time.\n\n\
        ## Related\n\n* [New ovens for the bakery](/ovens)\n* [Apples are late this year](/apples)\n";

    fn row(page: &Page, index: usize) -> Vec<f32> {
        let matrix = page.matrix(index..index + 1);
        (0..N_COLUMNS).map(|column| matrix.column(column, REACH)[0]).collect()
    }

    fn check(text: &str, line: &str, column: &str, expected: f32) {
        let page = Page::read(text, Form::Markdown).expect("the page is short");
        let index = page.lines.iter().position(|it| text[it.range.clone()].contains(line)).expect("the line is there");
        let column = NAMES.iter().position(|&it| it == column).expect("the column is there");
        assert_eq!(row(&page, index)[column], expected, "{line:?}, {}", NAMES[column]);
    }

    #[test]
    fn tells_what_a_line_says() {
        check(PAGE, "The ferry to", "words", 21.0);
        check(PAGE, "The ferry to", "linked", 0.0);
        check(PAGE, "Boats", "linked", 1.0);
        check(PAGE, "Related", "heading_level", 2.0);
    }

    #[test]
    fn tells_where_a_line_stands() {
        check(PAGE, "The ferry to", "after_title", 1.0);
        check(PAGE, "Boats", "outside_core", -3.0);
        check(PAGE, "Its captain", "outside_core", 0.0);
        check(PAGE, "Apples", "heading_boilerplate", 1.0);
        check(PAGE, "Apples", "after_label", 2.0);
        check(PAGE, "Related", "words_after_label", 0.0);
        check(PAGE, "Its captain", "words_after_label", 9999.0);
        check(PAGE, "Boats", "run_words", 3.0);
    }

    #[test]
    fn names_are_distinct() {
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), N_COLUMNS);
    }

    /// Rows exist, and are numbers, whatever the text.
    fn survives(text: &str) {
        for form in [Form::Markdown, Form::Text] {
            let Some(page) = Page::read(text, form) else { continue };
            let matrix = page.matrix(0..page.lines.len());
            for first in (0..page.lines.len()).step_by(LANES) {
                let is_number = |column| matrix.column(column, REACH + first).iter().all(|it| it.is_finite());
                assert!((0..N_COLUMNS).all(is_number));
            }
        }
    }

    #[test]
    fn survives_strange_texts() {
        for text in [
            "", "\n", "[", "]", "](", "![", "[](", "\\", "<", "**", "#", ">", "> > >", "\u{feff}", "é", "1.", "|",
            "```", "=\n===", "\0",
        ] {
            survives(text);
            survives(&format!("a{text}"));
            survives(&format!("{text}\n{text} b\n\n{text}"));
        }
    }

    #[test]
    fn takes_linear_time_for_brackets_and_long_lines() {
        for piece in ["[", "](", "![", "[](", "<a", "[a](b(", "`", "**a", "> ", "* ", "word ", "[a][b", "。"] {
            survives(&piece.repeat(200_000));
            survives(&format!("{piece}\n").repeat(20_000));
        }
    }

    #[test]
    fn takes_many_empty_lines() {
        survives(&format!("a{}b", "\n".repeat(1_000_000)));
    }

    #[test]
    fn gives_up_on_too_many_lines() {
        assert!(Page::read(&"a\n".repeat(MOST_LINES + 1), Form::Text).is_none());
    }
}
