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
    for group in runs(document, &extended) {
        // Blank lines between two removed blocks go with the first.
        for index in group.start + 1..group.end {
            extended[index - 1].span.end = extended[index].span.start;
        }
        let span = Span::new(extended[group.start].span.start, extended[group.end - 1].span.end);
        // Another edit may own these lines already.
        let before = group.start.checked_sub(1).map_or(document.body.start, |it| extended[it].span.end);
        let after = extended.get(group.end).map_or(document.body.end, |it| it.span.start);
        let above = blank_before(document, span).filter(|it| before <= it.span.start);
        let below = blank_after(document, span).filter(|it| it.span.end <= after);

        let at_top = span.start == document.body.start;
        let leaves_quote = match (above, below) {
            (Some(above), Some(below)) => quote_depth(document, below) < quote_depth(document, above),
            _ => false,
        };
        if let Some(below) = below.filter(|_| (above.is_some() || at_top) && !leaves_quote) {
            extended[group.end - 1].span.end = below.span.end;
        }
        let at_end = extended[group.end - 1].span.end == document.body.end;
        if let Some(above) = above.filter(|_| at_end || leaves_quote) {
            extended[group.start].span.start = above.span.start;
        }
    }
    EditSet::from_sorted(extended)
}

/// The edits that remove whole blocks, in runs with nothing but blank lines between.
fn runs(document: &Document<'_>, edits: &[Edit]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (index, edit) in edits.iter().enumerate().filter(|(_, it)| removes_blocks(document, it)) {
        let is_next = |run: &Range<usize>| {
            let end = edits[index - 1].span.end;
            let gap = blank_before(document, edit.span).map_or(edit.span.start, |it| it.span.start);
            run.end == index && (end == edit.span.start || end == gap)
        };
        match runs.last_mut() {
            Some(run) if is_next(run) => run.end = index + 1,
            _ => runs.push(index..index + 1),
        }
    }
    runs
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
                    repair: None,
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
        check("a\n\n> AD\n>\n> AD\n\nb\n", "a\n\nb\n");
    }
}
