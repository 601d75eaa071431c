//! Holds back edits that would change what stays.

use self_cell::self_cell;
use unchaff_document::{Difference, Document, Edit, EditSet, Kind, Span, same_structure, with_blank_lines};
use unchaff_front_matter::{Dialect, FrontMatter};

/// How many bytes are parsed in search of guilty edits: ordinary documents never come near, and a hostile
/// one ends the search.
const PATIENCE: usize = 128 << 20;
const FEWEST_TRIES: usize = 8;
const MOST_TRIES: usize = 200;

self_cell!(
    /// What edits make of a document, and what is read in it.
    pub(crate) struct Output {
        owner: String,

        #[covariant]
        dependent: Document,
    }
);

impl Output {
    /// Nothing where it is no text any more.
    pub(crate) fn of(document: &Document<'_>, dialect: Dialect, edits: &EditSet) -> Option<Self> {
        let text = String::from_utf8(edits.apply(document.source.as_bytes())).ok()?;
        let body_start = FrontMatter::in_dialect(text.as_bytes(), dialect).body_offset();
        Self::try_new(text, |it| Document::parse(it, body_start, document.kind)).ok()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.into_owner().into_bytes()
    }
}

/// What is left of edits.
pub(crate) struct Guarded {
    /// Those that leave everything else as it was, extended by the blank lines they take along.
    pub(crate) edits: EditSet,
    /// Those that do not. Sorted.
    pub(crate) held_back: Vec<Edit>,
    /// What the edits make of the document, where it had to be parsed.
    pub(crate) output: Option<Output>,
}

/// Holds back edits that would change what stays.
///
/// An edit is held back if the text nearest to it would mean something else, a repair as a whole. Since the wrong one of two
/// neighbours may be suspected first, each suspect is tried once more at the end, and then with an empty
/// comment left in its place.
pub(crate) fn guarded(document: &Document<'_>, dialect: Dialect, edits: EditSet) -> Guarded {
    let mut tries = (PATIENCE / document.source.len().max(1)).clamp(FEWEST_TRIES, MOST_TRIES);
    let mut current = edits;
    let mut suspects: Vec<Vec<Edit>> = Vec::new();
    let (mut extended, mut output) = loop {
        let (extended, found) = try_out(document, dialect, &current);
        let difference = match found {
            Ok(output) => break (extended, output),
            Err(difference) => difference,
        };
        tries -= 1;
        if tries <= FEWEST_TRIES / 2 {
            return without_suspected_rules(document, dialect, &current, suspects.concat());
        }
        // There is a difference, so there is an edit.
        let Some(nearest) = nearest(&current, difference.at) else { break (EditSet::default(), None) };
        let is_guilty = |it: &Edit| *it == nearest || it.is_one_with(&nearest);
        suspects.push(current.edits().iter().filter(|it| is_guilty(it)).cloned().collect());
        current = current.filter(|it| !is_guilty(it));
    };
    let mut held_back = Vec::new();
    let has_one_suspect = suspects.len() == 1;
    for suspect in suspects {
        // A lone suspect was tried already.
        let whole = (!has_one_suspect).then(|| suspect.clone());
        let ways = [whole, all_but_comment(document, &suspect[0])];
        let fits = ways.into_iter().flatten().find_map(|way| {
            tries = tries.checked_sub(1)?;
            let wider = with(&current, way);
            match try_out(document, dialect, &wider) {
                (all, Ok(output)) => Some((wider, all, output)),
                _ => None,
            }
        });
        match fits {
            Some(it) => (current, extended, output) = it,
            None => held_back.extend(suspect),
        }
    }
    Guarded { edits: extended, held_back: sorted(held_back), output }
}

/// What is left when the search has taken too long: the edits of rules that were never suspected, if they
/// change nothing else, or none.
fn without_suspected_rules(document: &Document<'_>, dialect: Dialect, edits: &EditSet, suspects: Vec<Edit>) -> Guarded {
    let is_suspected = |it: &Edit| suspects.iter().any(|suspect| suspect.rule == it.rule);
    let innocent = edits.filter(|it| !is_suspected(it));
    let (kept, extended, output) = match try_out(document, dialect, &innocent) {
        (extended, Ok(output)) => (innocent, extended, output),
        _ => (EditSet::default(), EditSet::default(), None),
    };
    let dropped: Vec<Edit> = edits.edits().iter().filter(|it| !kept.edits().contains(it)).cloned().collect();
    Guarded { edits: extended, held_back: sorted(suspects.into_iter().chain(dropped).collect()), output }
}

/// The edit with an empty comment left in its place, where it takes whole lines and starts with a comment.
///
/// `<!-- -->` is what CommonMark recommends (section 5.3) to keep two lists, or a list and code, apart:
/// readers see nothing of it, and not a byte has to be put in.
fn all_but_comment(document: &Document<'_>, edit: &Edit) -> Option<Vec<Edit>> {
    let text = document.text(edit.span);
    let open = text.len() - text.trim_start().len();
    let inside = open + "<!--".len();
    // Comments of the header are another language's.
    let before = document.source.get(document.body.start as usize..edit.span.start as usize)?;
    let has_lines = (before.is_empty() || before.ends_with(['\n', '\r'])) && text.ends_with(['\n', '\r']);
    if !has_lines || !text[open..].starts_with("<!--") {
        return None;
    }
    let close = inside + text[inside..].find("-->")?;
    let blank = usize::from(text[inside..close].starts_with(' '));
    let line_end = text.len() - text.trim_end_matches(['\n', '\r']).len();
    let offset = edit.span.start as usize;
    let parts = [inside + blank..close, close + "-->".len()..text.len() - line_end];
    let part = |it: std::ops::Range<usize>| Edit { span: Span::of(it.start + offset..it.end + offset), ..edit.clone() };
    Some(parts.into_iter().filter(|it| it.start < it.end).map(part).collect())
}

fn sorted(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|it| it.span);
    edits
}

fn with(edits: &EditSet, more: Vec<Edit>) -> EditSet {
    // Both come from one settled set, so settling again changes nothing.
    unchaff_document::settle(edits.edits().iter().cloned().chain(more).collect())
}

/// The edits with their blank lines, and what [`check`] says of them.
fn try_out(
    document: &Document<'_>,
    dialect: Dialect,
    edits: &EditSet,
) -> (EditSet, Result<Option<Output>, Difference>) {
    let extended = with_blank_lines(document, edits);
    let found = check(document, dialect, &extended);
    (extended, found)
}

/// Compares a document with what edits make of it, and returns that if it had to be parsed.
///
/// # Errors
/// Tells the first byte that would change its meaning.
pub(crate) fn check(document: &Document<'_>, dialect: Dialect, edits: &EditSet) -> Result<Option<Output>, Difference> {
    if edits.is_empty() {
        return Ok(None);
    }
    let whole_body = Difference { at: document.body.start };
    let text = String::from_utf8(edits.apply(document.source.as_bytes())).map_err(|_| whole_body)?;
    // What is left of a body can look like front matter (two rules with words between).
    let front_matter = FrontMatter::in_dialect(text.as_bytes(), dialect);
    let body_start = front_matter.body_offset();
    let header = edits.edits().iter().filter(|it| it.span.start < document.body.start);
    let shrunk: usize = header.clone().map(|it| it.span.len()).sum();
    let grown: usize = header.map(|it| it.insert.len()).sum();
    if body_start + shrunk != document.body.start as usize + grown {
        return Err(whole_body);
    }
    // Each edit of the header was proved alone; together they have to leave one that can be read, too.
    if let Some(first) = edits.edits().first().filter(|it| it.span.start < document.body.start)
        && front_matter.data().is_err()
    {
        return Err(Difference { at: first.span.start });
    }
    if document.kind == Kind::Text {
        // The next run must not take what is left for Markdown, nor the other way round.
        let stays_text = Kind::sniff(&text[body_start..], false) == Kind::Text;
        return if stays_text { Ok(None) } else { Err(whole_body) };
    }
    drop(front_matter);
    let output = Output::try_new(text, |it| Document::parse(it, body_start, document.kind)).map_err(|_| whole_body)?;
    same_structure(document, output.borrow_dependent(), edits)?;
    Ok(Some(output))
}

/// The edit nearest to a byte.
fn nearest(edits: &EditSet, at: u32) -> Option<Edit> {
    let distance = |it: &Edit| if at < it.span.start { it.span.start - at } else { at.saturating_sub(it.span.end) };
    edits.edits().iter().min_by_key(|it| distance(it)).cloned()
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Applicability, Evidence, RuleId, settle};

    use super::*;

    #[test]
    fn a_repair_is_held_back_whole() {
        let source = "---\ntitle: \"Rails\"\nauthor:  nobody\n---\nAll of it was slow.\n";
        let document = Document::parse(source, FrontMatter::new(source.as_bytes()).body_offset(), Kind::Markdown);
        let document = document.expect("small");
        // Without its second quote the title cannot be read.
        for (repair, n_held_back) in [(Some(0), 2), (None, 1)] {
            let edit = |at: usize| Edit {
                span: Span::of(at..at + 1),
                insert: Vec::new(),
                rule: RuleId::new("test"),
                applicability: Applicability::Safe,
                evidence: Evidence::Blanks,
                repair,
            };
            let places = ["\"\n", "  nobody"].map(|it| source.find(it).expect("it stands there"));
            let Guarded { edits, held_back, .. } =
                guarded(&document, Dialect::Strict, settle(places.map(edit).to_vec()));
            assert_eq!((edits.edits().len(), held_back.len()), (2 - n_held_back, n_held_back));
        }
    }
}
