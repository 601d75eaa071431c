//! A document in pieces, for people to see what would go.

use unchaff_document::Span;
use unchaff_page::PageEncoding;

use crate::{Finding, FindingState};

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The part as people read it, whatever the document is written in.
    pub text: String,
    /// Which finding would take it, by its number; none if nobody asks for it.
    pub finding: Option<usize>,
}

/// Cuts a document at the ends of what was found in it ([`findings`](crate::findings)).
///
/// In order, the pieces are the document. A finding that lies in a part of another one has none; what goes comes before
/// what is only reported.
pub fn pieces(source: &[u8], findings: &[Finding]) -> Vec<Piece> {
    let encoding = PageEncoding::of(source);
    let text = |span: Span| encoding.decode(&source[span.range()]).into_owned();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (span, number) in shown(findings) {
        if span.start > at {
            pieces.push(Piece { text: text(Span::new(at, span.start)), finding: None });
        }
        pieces.push(Piece { text: text(span), finding: Some(number) });
        at = span.end;
    }
    let end = u32::try_from(source.len()).unwrap_or(u32::MAX);
    if end > at {
        pieces.push(Piece { text: text(Span::new(at, end)), finding: None });
    }
    pieces
}

/// The spans that are shown and the numbers of their findings, sorted; none lies in another.
fn shown(findings: &[Finding]) -> Vec<(Span, usize)> {
    let is_report = |it: &usize| findings[*it].state == FindingState::Reported;
    let is_seen = |it: &usize| !(findings[*it].span.is_empty() && findings[*it].insert.is_empty());
    let (reports, edits): (Vec<usize>, Vec<usize>) = (0..findings.len()).filter(is_seen).partition(is_report);
    let edits = free(&[], edits.iter().map(|it| (findings[*it].span, *it)));
    let reports = free(&edits, reports.iter().map(|it| (findings[*it].span, *it)));
    let mut shown = [edits, reports].concat();
    shown.sort_by_key(|it| (it.0, it.1));
    shown
}

/// Of spans sorted by their starts those that lie neither in one before nor in one that is taken.
fn free(taken: &[(Span, usize)], spans: impl Iterator<Item = (Span, usize)>) -> Vec<(Span, usize)> {
    let mut free: Vec<(Span, usize)> = Vec::new();
    for (span, number) in spans {
        let next = taken.partition_point(|it| it.0.end <= span.start);
        let is_taken = taken.get(next).is_some_and(|it| it.0.start < span.end || it.0 == span);
        if !is_taken && free.last().is_none_or(|it| it.0.end <= span.start && it.0 != span) {
            free.push((span, number));
        }
    }
    free
}
