//! A block that goes takes blank lines along.

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
    for index in (0..extended.len()).rev() {
        let before = index.checked_sub(1).map_or(document.body.start, |it| extended[it].span.end);
        let edit = &mut extended[index];
        if !removes_blocks(document, edit) {
            continue;
        }
        let above = blank_before(document, edit.span);
        let below = blank_after(document, edit.span);
        let at_top = edit.span.start == document.body.start;
        let leaves_quote = match (above, below) {
            (Some(above), Some(below)) => quote_depth(document, below) < quote_depth(document, above),
            _ => false,
        };
        if let Some(below) = below
            && (above.is_some() || at_top)
            && !leaves_quote
        {
            edit.span.end = below.span.end;
        }
        let at_end = edit.span.end == tail;
        if let Some(above) = above
            && (at_end || leaves_quote)
            && before <= above.span.start
            && !(at_end && before == above.span.start && index > 0)
        {
            edit.span.start = above.span.start;
        }
        if at_end {
            tail = edit.span.start;
        }
    }
    EditSet::from_sorted(extended)
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
    }

    #[test]
    fn the_end_of_the_file_gives_the_lines_before() {
        check("a\n\nAD\n", "a\n");
        check("a\n\nAD\n\n\nAD", "a\n");
        check("a\n\n\nAD\n\nAD\n\n", "a\n");
        check("AD\n\nAD\n", "");
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
