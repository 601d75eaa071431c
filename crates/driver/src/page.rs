//! Whole pages: what surrounds their article goes.

use unchaff_boilerplate::Report;
use unchaff_document::{Document, Edit, EditSet, Kind, Span, with_blank_lines};
use unchaff_front_matter::FrontMatter;

use crate::{
    CleanOptions, Cleaned, Note,
    clean::clean_post,
    guard::{self, guarded},
    taken::{TextPage, WholePage},
};

/// What [`PAGE_CHROME`](crate::PAGE_CHROME) finds, in a few words.
pub(crate) const PAGE_CHROME_SUMMARY: &str =
    "what surrounds the article of a whole page: menus, banners, teasers, footers";

/// Removes what surrounds the article of an HTML page. No other rule knows HTML.
pub(crate) fn clean_html_page(source: &[u8], whole: &WholePage<'_>, options: &CleanOptions) -> Cleaned {
    let reports = whole.protected.mistakes();
    if !options.with_page_chrome {
        return Cleaned { reports, ..Cleaned::unchanged(source, Some(Kind::Html), Note::WholePage) };
    }
    if !whole.article.is_found() {
        return Cleaned { reports, ..without_article(source, Kind::Html, whole) };
    }
    let edits = whole.protected.edits(&whole.page, &whole.article);
    let output = edits.apply(source);
    Cleaned { kind: Some(Kind::Html), is_page: true, output, edits, reports, ..Cleaned::default() }
}

/// Removes what surrounds the article of a page that became Markdown or text, then cleans what is left as an article.
pub(crate) fn clean_text_page(taken: &TextPage<'_>, options: &CleanOptions) -> Cleaned {
    let TextPage { text, kind, whole, is_guess } = taken;
    let source = text.as_bytes();
    let front_matter = FrontMatter::in_dialect(source, options.dialect);
    let Ok(document) = Document::parse(text, front_matter.body_offset(), *kind) else {
        return Cleaned::unchanged(source, Some(*kind), Note::TooLarge);
    };
    let guess = is_guess.then_some(Note::TakenForPage);
    if !whole.article.is_found() {
        let mut cleaned = without_article(source, *kind, whole);
        cleaned.notes.splice(0..0, guess);
        return cleaned;
    }
    let found = whole.protected.edits(&whole.page, &whole.article);
    let (found, mut held_back) = without_cuts(&document, found);
    let chrome = match kind {
        // Every line of plain text means what it says.
        Kind::Text => with_blank_lines(&document, &found),
        _ => {
            let guarded = guarded(&document, options.dialect, found);
            held_back.extend(guarded.held_back);
            guarded.edits
        }
    };
    let left = String::from_utf8(chrome.apply(source)).expect("blocks of a text begin and end between characters");
    let article = clean_post(&left, *kind, &options.after(&chrome));
    let mut notes: Vec<Note> = guess.into_iter().collect();
    notes.extend(article.notes);

    let way_back = WayBack { edits: &chrome, end: document.body.end };
    held_back.extend(way_back.edits(&article.held_back));
    let edits = match chrome.then(&article.edits) {
        // What fits one after the other has to fit together.
        Some(both) if *kind == Kind::Text || guard::check(&document, options.dialect, &both).is_ok() => both,
        _ => {
            held_back.extend(way_back.edits(article.edits.edits()));
            chrome.clone()
        }
    };
    held_back.sort_by_key(|it| it.span);
    let mut reports = way_back.reports(&article.reports);
    reports.retain(|it| !whole.protected.is_of_use(it));
    Cleaned {
        kind: Some(*kind),
        is_page: true,
        output: edits.apply(source),
        edits,
        unapplied: way_back.edits(&article.unapplied),
        held_back,
        reports,
        notes,
        ..Cleaned::default()
    }
}

/// How often edits are taken back that cut code, before all of them are that touch any.
const MOST_ROUNDS: usize = 8;

/// The edits that take code, tables and template tags whole, and those that would take a part of one.
fn without_cuts(document: &Document<'_>, edits: EditSet) -> (EditSet, Vec<Edit>) {
    let (mut edits, mut held_back) = (edits, Vec::new());
    for round in 0..=MOST_ROUNDS {
        let is_cut = |it: &&Span| {
            let touching = touching(edits.edits(), **it);
            !touching.is_empty() && (round == MOST_ROUNDS || !is_covered(document, **it, touching))
        };
        let cut: Vec<Span> = document.opaque.iter().filter(is_cut).copied().collect();
        if cut.is_empty() {
            break;
        }
        let cuts = |edit: &Edit| {
            let first = cut.partition_point(|it| it.end <= edit.span.start);
            cut.get(first).is_some_and(|it| it.overlaps(edit.span))
        };
        held_back.extend(edits.edits().iter().filter(|it| cuts(it)).cloned());
        edits = edits.filter(|it| !cuts(it));
    }
    (edits, held_back)
}

/// The edits that share a byte with a region. All are sorted and disjoint.
fn touching(edits: &[Edit], region: Span) -> &[Edit] {
    let first = edits.partition_point(|it| it.span.end <= region.start);
    let n_touching = edits[first..].partition_point(|it| it.span.start < region.end);
    &edits[first..first + n_touching]
}

/// Whether edits leave nothing of a region but blanks.
fn is_covered(document: &Document<'_>, region: Span, edits: &[Edit]) -> bool {
    let mut at = region.start;
    for span in edits.iter().map(|it| it.span) {
        if span.start > at && !document.text(Span::new(at, span.start)).trim().is_empty() {
            return false;
        }
        at = at.max(span.end);
    }
    at >= region.end || document.text(Span::new(at, region.end)).trim().is_empty()
}

/// A page that stays as it is: it may be a list of teasers, or one that scripts have to fill.
fn without_article(source: &[u8], kind: Kind, whole: &WholePage<'_>) -> Cleaned {
    let note = Note::NoArticle { quality: whole.article.quality, is_index: whole.article.is_index };
    Cleaned { is_page: true, ..Cleaned::unchanged(source, Some(kind), note) }
}

/// From what edits leave of a document back to the document.
struct WayBack<'a> {
    edits: &'a EditSet,
    /// Where the document ends.
    end: u32,
}

impl WayBack<'_> {
    fn edits(&self, edits: &[Edit]) -> Vec<Edit> {
        let spans: Vec<Span> = edits.iter().map(|it| it.span).collect();
        let spans = self.spans(&spans);
        edits.iter().zip(spans).map(|(it, span)| Edit { span, ..it.clone() }).collect()
    }

    fn reports(&self, reports: &[Report]) -> Vec<Report> {
        let spans: Vec<Span> = reports.iter().map(|it| it.span).collect();
        let spans = self.spans(&spans);
        reports.iter().zip(spans).map(|(it, span)| Report { span, ..it.clone() }).collect()
    }

    /// From the first byte to the last; what went between them is inside.
    fn spans(&self, spans: &[Span]) -> Vec<Span> {
        let ends = |it: &Span| [it.start, it.end.saturating_sub(1).max(it.start)];
        let places: Vec<u32> = spans.iter().flat_map(ends).collect();
        let origins = self.edits.origins(&places);
        let span = |(it, origins): (&Span, &[Option<u32>])| {
            let start = origins[0].unwrap_or(self.end);
            let end = origins[1].map_or(self.end, |last| last + 1);
            if it.is_empty() { Span::new(start, start) } else { Span::new(start, end.max(start)) }
        };
        spans.iter().zip(origins.chunks(2)).map(span).collect()
    }
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Applicability, Evidence, RuleId, settle};

    use super::*;

    /// What stays of a document, and how many edits are held back.
    #[track_caller]
    fn check_cuts(source: &str, gone: &[&str], left: &str, n_held_back: usize) {
        let document = Document::parse(source, 0, Kind::Markdown).expect("small");
        let edit = |it: &&str| {
            let start = source.find(it).expect("it stands there");
            Edit {
                span: Span::of(start..start + it.len()),
                insert: Vec::new(),
                rule: RuleId::new("test"),
                applicability: Applicability::Safe,
                evidence: Evidence::Blanks,
                repair: None,
            }
        };
        let (edits, held_back) = without_cuts(&document, settle(gone.iter().map(edit).collect()));
        assert_eq!((&*String::from_utf8_lossy(&edits.apply(source.as_bytes())), held_back.len()), (left, n_held_back));
    }

    #[test]
    fn code_goes_whole_or_not_at_all() {
        let source = "Menu\n\n```\nlet a;\n\nlet b;\n```\n\nA word.\n";
        check_cuts(source, &["Menu\n\n", "```\nlet a;\n"], "```\nlet a;\n\nlet b;\n```\n\nA word.\n", 1);
        check_cuts(source, &["```\nlet a;\n", "let b;\n```\n"], "Menu\n\n\n\nA word.\n", 0);
        check_cuts(source, &["Menu\n\n```\nlet a;\n\nlet b;\n```\n"], "\nA word.\n", 0);
        check_cuts("<pre>\n\nA word.\n", &["<pre>\n"], "<pre>\n\nA word.\n", 1);
    }

    #[test]
    fn spans_lead_back_over_what_went() {
        let edit = |start, end| Edit {
            span: Span::new(start, end),
            insert: Vec::new(),
            rule: RuleId::new("test"),
            applicability: Applicability::Safe,
            evidence: Evidence::Blanks,
            repair: None,
        };
        let gone = settle(vec![edit(2, 5), edit(8, 10)]); // 0 1 5 6 7 10 11
        let way_back = WayBack { edits: &gone, end: 12 };
        for (here, there) in
            [((0, 2), (0, 2)), ((1, 3), (1, 6)), ((2, 4), (5, 7)), ((4, 7), (7, 12)), ((7, 7), (12, 12))]
        {
            let found = way_back.edits(&[edit(here.0, here.1)]);
            assert_eq!(found, [edit(there.0, there.1)], "{here:?}");
        }
    }
}
