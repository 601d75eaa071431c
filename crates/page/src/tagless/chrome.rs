//! Which lines go.

use super::{line::Kind, page::Page, tables::keep_tables_whole};
use crate::removal::Removal;

/// Lines without words go with their neighbours: they stay where the next lines with words before and behind both do.
/// What would be broken in two stays together: tables, links that span lines, code.
pub(crate) fn settle_wordless(text: &str, page: &Page, is_kept: &mut [bool]) {
    let has_words = |number: usize| page.lines[number].counts.words > 0;
    let mut before = false;
    let mut number = 0;
    while number < is_kept.len() {
        if has_words(number) {
            before = is_kept[number];
            number += 1;
            continue;
        }
        let end = (number..is_kept.len()).find(|it| has_words(*it)).unwrap_or(is_kept.len());
        let stays = before && is_kept.get(end).copied().unwrap_or(false);
        is_kept[number..end].fill(stays);
        number = end;
    }
    keep_tables_whole(text, page, is_kept);
    // A link that spans lines stays or goes as a whole, and so does a fence.
    for number in 0..is_kept.len() {
        let unit = page.lines[number].unit as usize;
        if unit < number && is_kept[unit] != is_kept[number] {
            is_kept[unit..=number].fill(true);
        }
    }
    keep_fences_whole(page, is_kept);
}

/// Code of which a line stays, stays with its fences.
fn keep_fences_whole(page: &Page, is_kept: &mut [bool]) {
    let is_code = |number: usize| page.lines.get(number).is_some_and(|it| it.kind == Kind::Code);
    let mut number = 0;
    while number < is_kept.len() {
        if !is_code(number) {
            number += 1;
            continue;
        }
        let end = (number..is_kept.len()).find(|it| !is_code(*it)).unwrap_or(is_kept.len());
        if is_kept[number..end].contains(&true) {
            is_kept[number.saturating_sub(1)..(end + 1).min(page.lines.len())].fill(true);
        }
        number = end;
    }
}

/// The bytes of the lines that are not kept, as few pieces as possible, in order.
///
/// Where a blank line stood between two lines that stay, one still does.
pub(crate) fn removals(text: &str, page: &Page, is_kept: &[bool]) -> Vec<Removal> {
    let mut removals = Vec::new();
    let start_of_line = |at: usize| text[..at].rfind('\n').map_or(0, |it| it + 1);
    let after_line = |at: usize| text[at..].find('\n').map_or(text.len(), |it| at + it + 1);
    let mut number = 0;
    while number < is_kept.len() {
        if is_kept[number] {
            number += 1;
            continue;
        }
        let end = (number..is_kept.len()).find(|it| is_kept[*it]).unwrap_or(is_kept.len());
        let first = &page.lines[number];
        let start = start_of_line(first.range.start);
        let is_first = number == 0;
        let stop = match page.lines.get(end) {
            // The blank lines before the removed ones are enough.
            Some(next) if is_first || first.blanks > 0 => start_of_line(next.range.start),
            Some(_) => after_line(page.lines[end - 1].range.end),
            None => text.len(),
        };
        let start = if is_first { 0 } else { start };
        removals.push(Removal { bytes: start..stop, blocks: number..end });
        number = end;
    }
    removals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Form, removal::without};

    #[track_caller]
    fn check(text: &str, kept: &[&str], expected: &str) {
        let page = Page::read(text, Form::Markdown).expect("the page is short");
        let is_kept = |it: &super::super::Line| kept.contains(&&text[it.range.clone()]);
        let mut is_kept: Vec<bool> = page.lines.iter().map(is_kept).collect();
        settle_wordless(text, &page, &mut is_kept);
        assert_eq!(without(text, &removals(text, &page, &is_kept)), expected);
    }

    #[test]
    fn removes_whole_lines() {
        check("* Menu\n\nOne.\n\n* Advert\n* More\n\nTwo.\n\nEnd\n", &["One.", "Two."], "One.\n\nTwo.\n\n");
    }

    #[test]
    fn paragraphs_stay_apart() {
        check("One.\nAdvert\n\nTwo.\n", &["One.", "Two."], "One.\n\nTwo.\n");
        check("One.\n\nAdvert\nTwo.", &["One.", "Two."], "One.\n\nTwo.");
        check("* One\n* Advert\n* Two", &["* One", "* Two"], "* One\n* Two");
    }

    #[test]
    fn marks_go_with_their_neighbours() {
        check("One.\n\n---\n\nTwo.\n\n---\n\nEnd\n", &["One.", "Two."], "One.\n\n---\n\nTwo.\n\n");
    }

    #[test]
    fn code_stays_whole() {
        check("One.\n\n```\na b\nc d\n```\n\nEnd\n", &["One.", "a b"], "One.\n\n```\na b\nc d\n```\n\n");
    }

    #[test]
    fn tables_stay_whole() {
        check("Menu\n\na|b\n---|---\nc|d\ne|f\n\nEnd\n", &["c|d"], "a|b\n---|---\nc|d\ne|f\n\n");
    }
}
