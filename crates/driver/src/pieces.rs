//! A document in pieces, for people to see what would go.

use unchaff_document::Span;
use unchaff_page::PageEncoding;

use crate::{Finding, FindingState, Part};

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The part as people read it, whatever the document is written in.
    pub text: String,
    /// Which finding would take it, by its number; none if nobody asks for it.
    pub finding: Option<usize>,
    /// What stands there instead, if the finding is applied.
    pub insert: String,
}

/// Cuts a document at the ends of what was found in it ([`findings`](crate::findings)).
///
/// In order, the pieces are the document. A finding has a piece for each of its parts, but none for one that lies in a
/// part of another finding; what goes comes before what is only reported.
pub fn pieces(source: &[u8], findings: &[Finding]) -> Vec<Piece> {
    let encoding = PageEncoding::of(source);
    let text = |span: Span| encoding.decode(&source[span.range()]).into_owned();
    let mut pieces = Vec::new();
    let mut at = 0;
    let kept = |from, to| Piece { text: text(Span::new(from, to)), finding: None, insert: String::new() };
    for (Part { span, insert }, number) in shown(findings) {
        if span.start > at {
            pieces.push(kept(at, span.start));
        }
        let insert = String::from_utf8_lossy(insert).into_owned();
        pieces.push(Piece { text: text(*span), finding: Some(number), insert });
        at = span.end;
    }
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);
    if end > at {
        pieces.push(kept(at, end));
    }
    pieces
}

/// The parts that are shown and the numbers of their findings, sorted; none lies in another.
fn shown(findings: &[Finding]) -> Vec<(&Part, usize)> {
    let parts = findings.iter().enumerate().flat_map(|(number, it)| it.parts.iter().map(move |it| (it, number)));
    let mut parts: Vec<(&Part, usize)> = parts.filter(|(it, _)| !it.span.is_empty() || !it.insert.is_empty()).collect();
    parts.sort_by_key(|it| it.0.span);
    let (reports, edits) = parts.into_iter().partition(|it| findings[it.1].state == FindingState::Reported);
    let edits = free(&[], edits);
    let reports = free(&edits, reports);
    let mut shown = [edits, reports].concat();
    shown.sort_by_key(|it| (it.0.span, it.1));
    shown
}

/// Of parts sorted by their starts those that lie neither in one before nor in one that is taken.
fn free<'f>(taken: &[(&'f Part, usize)], parts: Vec<(&'f Part, usize)>) -> Vec<(&'f Part, usize)> {
    let mut free: Vec<(&Part, usize)> = Vec::new();
    for (part, number) in parts {
        let span = part.span;
        let next = taken.partition_point(|it| it.0.span.end <= span.start);
        let is_taken = taken.get(next).is_some_and(|it| it.0.span.start < span.end || it.0.span == span);
        if !is_taken && free.last().is_none_or(|it| it.0.span.end <= span.start && it.0.span != span) {
            free.push((part, number));
        }
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CleanOptions, Format, clean, findings};

    #[test]
    fn a_repair_has_a_piece_for_each_part() {
        let source = "---\ntitle: Rails\ndescription: \"\\\"We rode the train\\\"\"\n---\nAll of it was slow.\n";
        let found = findings(source.as_bytes(), &clean(source.as_bytes(), Format::Markdown, &CleanOptions::default()));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].insert(source.as_bytes()), b"We rode the train");
        let pieces = pieces(source.as_bytes(), &found);
        let marked: Vec<_> = pieces.iter().filter(|it| it.finding == Some(0)).map(|it| it.text.as_str()).collect();
        assert_eq!(marked, ["\\\"", "\\\""]);
        assert_eq!(pieces.iter().map(|it| it.text.as_str()).collect::<String>(), source);
    }
}
