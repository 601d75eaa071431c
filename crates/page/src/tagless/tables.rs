//! Tables of Markdown, whose rows stay together: without its first two lines the rest is no table any more.

use std::ops::Range;

use super::{
    line::{Kind, Line},
    page::Page,
};

/// So many words come back for the sake of any row that stays, and more only for as many.
const FEW_WORDS: u32 = 100;

/// Keeps tables whole of which some rows stay. Where far more would go than stay, only what stands between those rows
/// comes back, and the first two lines.
///
/// Where links go and text stays, all is well: some pages are one table, the menu in it, too.
pub(super) fn keep_tables_whole(text: &str, page: &Page, is_kept: &mut [bool]) {
    for table in tables(text, &page.lines) {
        let (kept, dropped): (Vec<usize>, Vec<usize>) = table.clone().partition(|it| is_kept[*it]);
        let (kept, dropped) = (Words::of(&page.lines, &kept), Words::of(&page.lines, &dropped));
        if kept.all == 0 || dropped.are_links() && !kept.are_links() {
            continue;
        }
        if dropped.all <= kept.all.max(FEW_WORDS) {
            is_kept[table].fill(true);
            continue;
        }
        let body = table.start + 2..table.end;
        let Some(first) = body.clone().find(|it| is_kept[*it]) else { continue };
        let last = body.rev().find(|it| is_kept[*it]).unwrap_or(first);
        is_kept[first..=last].fill(true);
        if page.lines[table.start].counts.words <= kept.all {
            is_kept[table.start..table.start + 2].fill(true);
        }
    }
}

/// How many words some lines have.
struct Words {
    all: u32,
    linked: u32,
}

impl Words {
    fn of(lines: &[Line], numbers: &[usize]) -> Self {
        let sum = |count: fn(&Line) -> u32| numbers.iter().map(|it| count(&lines[*it])).sum();
        Self { all: sum(|it| it.counts.words), linked: sum(|it| it.counts.linked) }
    }

    fn are_links(&self) -> bool {
        self.linked * 2 > self.all
    }
}

/// The lines of each table, of which the second is the one that makes it a table: `---|---`.
///
/// Some converters break lines inside of cells, so that a line without a `|` may belong to the row before; behind the
/// last row it is more likely a paragraph.
fn tables(text: &str, lines: &[Line]) -> Vec<Range<usize>> {
    let source = |number: usize| text[lines[number].range.clone()].as_bytes();
    let has_bar = |number: usize| memchr::memchr(b'|', source(number)).is_some();
    let goes_on = |number: usize| {
        let line = &lines[number];
        line.blanks == 0 && !matches!(line.kind, Kind::Heading | Kind::Code)
    };
    let begins = |number: usize| {
        let delimiter = lines.get(number + 1).filter(|it| it.kind == Kind::Mark && it.blanks == 0);
        delimiter.is_some_and(|_| is_delimiter(source(number + 1)))
            && has_bar(number)
            && !matches!(lines[number].kind, Kind::Heading | Kind::Code)
    };
    let mut tables = Vec::new();
    let mut number = 0;
    while number < lines.len() {
        if !begins(number) {
            number += 1;
            continue;
        }
        let mut end = number + 2;
        for row in (number + 2..lines.len()).take_while(|it| goes_on(*it) && !begins(*it)) {
            if has_bar(row) {
                end = row + 1;
            }
        }
        tables.push(number..end);
        number = end;
    }
    tables
}

fn is_delimiter(line: &[u8]) -> bool {
    let belongs = |it: &u8| matches!(it, b'|' | b'-' | b':' | b' ' | b'\t');
    line.iter().all(belongs) && line.contains(&b'|') && line.contains(&b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Form;

    /// Marks the lines that stay with `+` after the lines with one of some words were kept.
    #[track_caller]
    fn check(text: &str, kept: &[&str], expected: &str) {
        let page = Page::read(text, Form::Markdown).expect("the page is short");
        let is_kept = |it: &Line| kept.iter().any(|kept| text[it.range.clone()].contains(kept));
        let mut is_kept: Vec<bool> = page.lines.iter().map(is_kept).collect();
        keep_tables_whole(text, &page, &mut is_kept);
        let marks: String = is_kept.iter().map(|it| if *it { '+' } else { '.' }).collect();
        assert_eq!(marks, expected, "{text:?}");
    }

    #[test]
    fn small_tables_stay_whole_for_one_row() {
        let fares = "Fares.\n\nBoat | Fare\n---|---\nGull | 3\nTern | 4\nHeron | 5\n\nEnd.\n";
        check(fares, &["Tern"], ".+++++.");
        check(fares, &["Boat"], ".+++++.");
        check(fares, &["Fares"], "+......");
        check("| Boat | Fare |\n| :-- | --: |\n| Gull | 3 |\n| Tern | 4 |\n", &["Gull"], "++++");
    }

    #[test]
    fn lines_inside_of_cells_are_rows_and_those_behind_are_none() {
        check("Boat | Fare\n---|---\nGull\nand tern | 4\nHeron | 5\nNext sailing today.\n", &["Heron"], "+++++.");
    }

    #[test]
    fn one_table_ends_where_the_next_begins() {
        check("Boat | Fare\n---|---\nGull | 3\nOven | Loaves\n---|---\nBrick | 9\n", &["Brick"], "...+++");
        check("Boat | Fare\n---|---\nGull | 3\n# Ovens\nBrick | 9\n", &["Brick"], "....+");
        check("Boat | Fare\n---|---\nGull | 3\n\nBrick | 9\n", &["Gull"], "+++.");
    }

    #[test]
    fn what_is_no_table_is_left_alone() {
        check("Boats | Ovens\n\n---|---\nGull | 3\n", &["Gull"], "..+");
        check("Boats\n---\nGull | 3\nTern | 4\n", &["Gull"], "..+.");
        check("```\nBoat | Fare\n---|---\nGull | 3\n```\n", &["Gull"], "...+.");
        check("Boat | Fare\n---|---", &["Oven"], "..");
    }

    #[test]
    fn menus_in_a_table_with_the_article_still_go() {
        let article = "The ferry sails at noon. ".repeat(20);
        let page = format!("[Boats](/b) | [Piers](/p)\n---|---\n{article} | Today\n[Ovens](/o) | [Apples](/a)\n");
        check(&page, &["The ferry"], "..+.");
    }

    #[test]
    fn of_large_tables_what_stands_between_stays() {
        let mut table = String::from("Boat | Fare\n---|---\n");
        for number in 10..99 {
            table.push_str(&format!("Gull {number} | {number} in summer\n"));
        }
        let expected = |rows: Range<usize>| {
            let mark = |it: usize| if it < 2 || rows.contains(&(it + 8)) { '+' } else { '.' };
            (0..91).map(mark).collect::<String>()
        };
        check(&table, &["Gull 40", "Gull 43"], &expected(40..44));
    }

    #[test]
    fn takes_linear_time() {
        for piece in ["a|b\n---|---\n", "|\n", "---|---\n", "a|b\n---|---\nc\n", "a|b\n"] {
            let text = piece.repeat(50_000);
            let page = Page::read(&text, Form::Markdown).expect("it has few lines");
            let mut is_kept = vec![true; page.lines.len()];
            keep_tables_whole(&text, &page, &mut is_kept);
            assert!(is_kept.iter().all(|it| *it));
        }
    }
}
