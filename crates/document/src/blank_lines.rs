//! A block that goes takes blank lines along.

use std::ops::Range;

use crate::{Block, BlockKind, Document, Edit, EditSet, Span};

/// Extends the edits that remove whole blocks, so that the neighbours stay one blank line apart.
///
/// A removed block takes the blank lines after it; at the end of the file (and of a quote) those before
/// it. Where no blank line stands before a block, the one after it is all that keeps its neighbours apart
/// and stays.
#[must_use]
pub fn with_blank_lines(document: &Document<'_>, edits: &EditSet) -> EditSet {
    let mut extended: Vec<Edit> = edits.edits().to_vec();
    // Where the removed tail of the file starts, once an edit has reached the end.
    let mut tail = document.body.end;
    for group in touching(document, &extended).into_iter().rev() {
        let span = Span::new(extended[group.start].span.start, extended[group.end - 1].span.end);
        let above = blank_before(document, span);
        let below = blank_after(document, span);
        let at_top = span.start == document.body.start;
        let leaves_quote = match (above, below) {
            (Some(above), Some(below)) => quote_depth(document, below) < quote_depth(document, above),
            _ => false,
        };
        let takes_below = (above.is_some() || at_top) && !leaves_quote;
        let end = below.filter(|_| takes_below).map_or(span.end, |it| it.span.end);
        extended[group.end - 1].span.end = end;

        let at_end = end == tail;
        // The group before takes these lines, and reaches the end by that.
        let are_taken = group.start > 0 && above.is_some_and(|it| extended[group.start - 1].span.end == it.span.start);
        let takes_above = at_end && !are_taken || leaves_quote;
        let start = above.filter(|_| takes_above).map_or(span.start, |it| it.span.start);
        extended[group.start].span.start = start;
        if at_end {
            tail = start;
        }
    }
    EditSet::from_sorted(extended)
}

/// The edits that remove whole blocks, as runs that touch one another.
fn touching(document: &Document<'_>, edits: &[Edit]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (index, edit) in edits.iter().enumerate().filter(|(_, it)| removes_blocks(document, it)) {
        match groups.last_mut() {
            Some(it) if it.end == index && edits[index - 1].span.end == edit.span.start => it.end = index + 1,
            _ => groups.push(index..index + 1),
        }
    }
    groups
}

/// Whether the edit deletes whole blocks of the body and nothing else.
fn removes_blocks(document: &Document<'_>, edit: &Edit) -> bool {
    if !edit.insert.is_empty() || edit.span.is_empty() || edit.span.start < document.body.start {
        return false;
    }
    let first = document.block_at(edit.span.start).map(|it| &document.blocks[it]);
    let last = document.block_at(edit.span.end - 1).map(|it| &document.blocks[it]);
    let (Some(first), Some(last)) = (first, last) else { return false };
    is_line_start(document, edit.span.start)
        && is_line_start(document, edit.span.end)
        && first.kind != BlockKind::Blank
        && (last.span.end == edit.span.end || last.kind != BlockKind::Blank)
}

fn is_line_start(document: &Document<'_>, at: u32) -> bool {
    at == document.body.start || at == document.body.end || document.source[..at as usize].ends_with(['\n', '\r'])
}

fn blank_before<'d>(document: &'d Document<'_>, span: Span) -> Option<&'d Block> {
    let index = document.block_at(span.start.checked_sub(1)?)?;
    Some(&document.blocks[index]).filter(|it| it.kind == BlockKind::Blank && it.span.end == span.start)
}

fn blank_after<'d>(document: &'d Document<'_>, span: Span) -> Option<&'d Block> {
    let index = document.block_at(span.end)?;
    Some(&document.blocks[index]).filter(|it| it.kind == BlockKind::Blank && it.span.start == span.end)
}

fn quote_depth(document: &Document<'_>, blank: &Block) -> usize {
    let line = document.text(blank.span).lines().next().unwrap_or_default();
    line.bytes().filter(|it| *it == b'>').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Applicability, Evidence, Kind, RuleId, settle};

    /// Removes every line that starts with `AD`, one edit each.
    fn check(source: &str, expected: &str) {
        let mut claims = Vec::new();
        let mut at = 0;
        for line in source.split_inclusive('\n') {
            if line.contains("AD") {
                claims.push(Edit {
                    span: Span::of(at..at + line.len()),
                    insert: Vec::new(),
                    rule: RuleId::new("test"),
                    applicability: Applicability::Safe,
                    evidence: Evidence::Blanks,
                });
            }
            at += line.len();
        }
        let document = Document::parse(source, 0, Kind::Markdown).expect("small");
        let edits = with_blank_lines(&document, &settle(claims));
        assert_eq!(String::from_utf8_lossy(&edits.apply(source.as_bytes())), expected, "{source:?}");
    }

    #[test]
    fn neighbours_stay_one_blank_line_apart() {
        check("a\n\nAD\n\nb\n", "a\n\nb\n");
        check("a\n\nAD\n\n\nAD\n\nb\n", "a\n\nb\n");
        check("AD\n\nb\n", "b\n");
        check("a\n\n<ins>AD</ins>\n<p>AD</p>\n\nb\n", "a\n\nb\n");
    }

    #[test]
    fn the_end_of_the_file_gives_the_lines_before() {
        check("a\n\nAD\n", "a\n");
        check("a\n\nAD\n\n\nAD", "a\n");
        check("a\n\n\nAD\n\nAD\n\n", "a\n");
        check("AD\n\nAD\n", "");
        check("a\n\n<ins>AD</ins>\n<p>AD</p>\n", "a\n");
    }

    #[test]
    fn a_lone_blank_line_below_stays() {
        check("- a\n\n- AD\n\nb\n", "- a\n\nb\n");
        check("<p>a</p>\n<p>AD</p>\n\nb\n", "<p>a</p>\n\nb\n");
    }

    #[test]
    fn a_quote_ends_without_a_blank_line() {
        check("> a\n>\n> AD\n\nb\n", "> a\n\nb\n");
        check("> a\n>\n> AD\n>\n> b\n", "> a\n>\n> b\n");
    }
}
