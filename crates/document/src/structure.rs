//! The guard: what an edit leaves standing must still mean what it meant.
//!
//! Removing lines from Markdown can change the lines that stay: two lists join, indented code becomes
//! prose, a link loses its definition. So the edited body is parsed again, and every byte that stays is
//! compared in its *context*: the quotes, lists and numbered items around it, the block it belongs to,
//! the emphasis, link and HTML elements it stands in.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{
    Block, BlockKind, Container, Document, EditSet, InlineKind, Span, Tag, html_tags::element_pairs, kept::Kept,
};

/// The first byte, counted in the original, that would mean something else after the edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Offset in the original file.
    pub at: u32,
}

/// Compares `before` with `after`, which came out of it by `edits`.
///
/// # Errors
/// Tells where the first byte stands whose context changed.
pub fn same_structure(before: &Document<'_>, after: &Document<'_>, edits: &EditSet) -> Result<(), Difference> {
    if let Some(at) = joined(before, edits) {
        return Err(Difference { at });
    }
    let kept = Kept::new(edits);
    let removed: Vec<Span> = edits.edits().iter().map(|it| it.span).collect();
    let freed = freed(before, edits);
    let mut old = Vec::new();
    for run in runs(before) {
        each_part(run.span, &removed, |part, is_removed| {
            if !is_removed {
                each_part(part, &freed, |span, is_free| old.push(Run { span, is_free, ..run }));
            }
        });
    }
    let mut new = Vec::new();
    for run in runs(after) {
        kept.each_original(run.span, |part| {
            each_part(part, &freed, |span, is_free| new.push(Run { span, is_free, ..run }));
        });
    }
    check_freed(after, &kept, &freed, &new)?;
    compare(before.source, &contexts(before, old, before.source), &contexts(after, new, before.source))
}

/// Free text must not become code, nor vanish into a link definition, nor grow onto a block that stays.
fn check_freed(after: &Document<'_>, kept: &Kept, freed: &[Span], new: &[Run]) -> Result<(), Difference> {
    let hides = |it: &&Block| matches!(it.kind, BlockKind::Code | BlockKind::Other);
    for block in after.blocks.iter().filter(hides) {
        let mut first = None;
        kept.each_original(block.span, |part| {
            each_part(part, freed, |span, is_free| first = first.or(is_free.then_some(span.start)));
        });
        if let Some(at) = first {
            return Err(Difference { at });
        }
    }
    let n_blocks = after.blocks.len();
    let (mut has_kept, mut first_free) = (vec![false; n_blocks], vec![None; n_blocks]);
    for run in new {
        if run.is_free {
            first_free[run.block].get_or_insert(run.span.start);
        } else {
            has_kept[run.block] = true;
        }
    }
    let grown = first_free.into_iter().zip(has_kept).find_map(|(free, kept)| free.filter(|_| kept));
    grown.map_or(Ok(()), |at| Err(Difference { at }))
}

/// The first byte behind a gap whose sides must not meet. Edits that touch leave one gap.
fn joined(before: &Document<'_>, edits: &EditSet) -> Option<u32> {
    let first = edits.edits().partition_point(|it| it.span.start < before.body.start);
    edits.edits()[first..].chunk_by(|above, below| above.span.end == below.span.start).find_map(|gap| {
        let removed: Vec<&str> = gap.iter().map(|it| before.text(it.span)).collect();
        let end = gap[gap.len() - 1].span.end;
        let left = before.text(Span::new(before.body.start, gap[0].span.start));
        let right = before.text(Span::new(end, before.body.end));
        let joins = joins_words(left, &removed, right)
            || joins_line_ends(left, right)
            || indents_line(left, removed[removed.len() - 1], right);
        joins.then_some(end)
    })
}

/// Whether two words would become one that were none before.
fn joins_words(left: &str, removed: &[&str], right: &str) -> bool {
    let is_glued = |it: &&str| it.starts_with(char::is_alphanumeric) && it.ends_with(char::is_alphanumeric);
    left.ends_with(char::is_alphanumeric) && right.starts_with(char::is_alphanumeric) && !removed.iter().all(is_glued)
}

/// Whether a carriage return and a line feed, two line ends with something between, would become one.
fn joins_line_ends(left: &str, right: &str) -> bool {
    left.ends_with('\r') && right.starts_with('\n')
}

/// Whether blanks that stood before what goes would stand before a line that stays.
fn indents_line(left: &str, removed: &str, right: &str) -> bool {
    let is_line_end = |it| matches!(it, '\n' | '\r');
    let blanks = left.len() - left.trim_end_matches([' ', '\t']).len();
    blanks > 0
        && left[..left.len() - blanks].chars().next_back().is_none_or(is_line_end)
        && removed.ends_with(is_line_end)
        && right.trim_start_matches([' ', '\t']).starts_with(|it| !is_line_end(it))
}

/// What is left of HTML blocks that lose their first line.
///
/// In Markdown an HTML block ends at a blank line, so an advert that is followed by none swallows the
/// author's next lines. With the advert gone they become what they were written as; there is no kept block
/// to compare them with.
fn freed(before: &Document<'_>, edits: &EditSet) -> Vec<Span> {
    let mut freed = Vec::new();
    for block in before.blocks.iter().filter(|it| it.kind == BlockKind::Html) {
        // Not the marks of a quote around it.
        let first = before.inlines(block).first().map_or(block.span.start, |it| it.span.start);
        let index = edits.edits().partition_point(|it| it.span.end <= first);
        if let Some(edit) = edits.edits().get(index).filter(|it| it.span.start <= first && it.span.end < block.span.end)
        {
            let rest = Span::new(edit.span.end, block.span.end);
            if !before.text(rest).trim().is_empty() {
                freed.push(rest);
            }
        }
    }
    freed
}

/// Visits the parts of a span outside and inside of `others` (sorted, disjoint), in order.
fn each_part(span: Span, others: &[Span], mut visit: impl FnMut(Span, bool)) {
    let mut visit = |span: Span, is_inside| {
        if !span.is_empty() {
            visit(span, is_inside);
        }
    };
    let first = others.partition_point(|it| it.end <= span.start);
    let mut at = span.start;
    for other in others[first..].iter().take_while(|it| it.start < span.end) {
        let (start, end) = (other.start.max(at), other.end.min(span.end));
        visit(Span::new(at, start), false);
        visit(Span::new(start, end), true);
        at = end;
    }
    visit(Span::new(at, span.end), false);
}

/// Bytes with one context inside their block.
#[derive(Clone, Copy)]
struct Run {
    span: Span,
    block: usize,
    /// Emphasis, links and HTML elements around.
    inner: u64,
    blanks: Blanks,
    /// Whether the bytes may change their meaning.
    is_free: bool,
}

/// What blanks mean where they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blanks {
    /// Nothing: they may change sides.
    Padding,
    /// Two of them before a line end are a line break.
    Break,
    /// A part of code or HTML, which must not grow.
    Verbatim,
}

/// Bytes in original coordinates, with everything around them.
struct InContext {
    span: Span,
    context: Context,
    blanks: Blanks,
}

/// What bytes stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Context {
    kind: BlockKind,
    /// The first visible byte of the block.
    first: u32,
    /// Quotes, lists and items around the block.
    outer: u64,
    /// What is around inside of the block.
    inner: u64,
}

fn runs(document: &Document<'_>) -> Vec<Run> {
    let mut runs = Vec::with_capacity(document.blocks.len());
    let mut elements = Elements::new(document);
    for (index, block) in document.blocks.iter().enumerate() {
        let blanks = match block.kind {
            BlockKind::Code | BlockKind::Html => Blanks::Verbatim,
            _ => Blanks::Padding,
        };
        let mut push = |span: Span, inner: u64, blanks| {
            if !span.is_empty() {
                runs.push(Run { span, block: index, inner, blanks, is_free: false });
            }
        };
        match block.kind {
            BlockKind::Blank => {}
            BlockKind::Other => push(block.span, 0, blanks),
            BlockKind::Html => {
                let mut at = block.span.start;
                for (span, tag) in document.tags_in(block.span) {
                    push(Span::new(at, span.start), elements.around(), blanks);
                    push(*span, 0, blanks);
                    at = span.end;
                    elements.step(*span, tag);
                }
                push(Span::new(at, block.span.end), elements.around(), blanks);
            }
            _ if block.inlines.is_empty() => push(block.span, elements.around(), blanks),
            _ => {
                // Emphasis and links that are open, each with all around it.
                let mut open: Vec<u64> = Vec::new();
                let mut cells = 0_u32;
                for inline in document.inlines(block) {
                    let around = open.last().copied().unwrap_or_default();
                    match &inline.kind {
                        kind @ (InlineKind::EmphasisStart(_)
                        | InlineKind::LinkStart { .. }
                        | InlineKind::ImageStart { .. }) => {
                            let around = digest(&(around, kind));
                            open.push(around);
                            // The opening mark stands for links and pictures without words.
                            let mark = Span::new(inline.span.start, inline.span.start + 1);
                            push(mark, inner(around, cells, &elements), blanks);
                        }
                        InlineKind::EmphasisEnd | InlineKind::LinkEnd | InlineKind::ImageEnd => {
                            open.pop();
                        }
                        InlineKind::CellStart => cells += 1,
                        InlineKind::SoftBreak => {}
                        InlineKind::HardBreak => push(inline.span, around, Blanks::Break),
                        kind => {
                            let form = match kind {
                                InlineKind::Text(_) => 1,
                                InlineKind::Code => 2,
                                InlineKind::Math => 3,
                                InlineKind::Html => 4,
                                _ => 5,
                            };
                            push(inline.span, mixed(form, inner(around, cells, &elements)), blanks);
                            if *kind == InlineKind::Html {
                                document.tags_in(inline.span).iter().for_each(|(span, tag)| elements.step(*span, tag));
                            }
                        }
                    }
                }
            }
        }
    }
    runs
}

/// Stands for what is around a piece of a block.
fn inner(around: u64, cells: u32, elements: &Elements) -> u64 {
    mixed(mixed(around, elements.around()), u64::from(cells))
}

/// Makes one number of two that are digests or small, whose order counts: the two halves of a product, as in wyhash.
fn mixed(first: u64, second: u64) -> u64 {
    let product = u128::from(first ^ 0x9e37_79b9_7f4a_7c15) * u128::from(second ^ 0xe703_7ed1_a0b4_28db);
    (product >> 64) as u64 ^ product as u64
}

fn digest(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The HTML elements that are open at some point of a document.
struct Elements {
    /// Where the start tags stand that have an end tag. Sorted. An element without an end is open to the end
    /// of the page by mistake; an advert that brings one leaves the page better when it goes.
    ended: Vec<u32>,
    /// Lower-case names, each with a digest of itself and those before it.
    open: Vec<(String, u64)>,
}

impl Elements {
    fn new(document: &Document<'_>) -> Self {
        let mut ended: Vec<u32> = element_pairs(document.tags()).into_iter().map(|(start, _)| start.start).collect();
        ended.sort_unstable();
        Self { ended, open: Vec::new() }
    }

    /// Stands for all open elements.
    fn around(&self) -> u64 {
        self.open.last().map_or(0, |(_, it)| *it)
    }

    /// Goes into or out of an element.
    fn step(&mut self, span: Span, tag: &Tag<'_>) {
        match tag {
            Tag::Open { name, .. } => {
                let name = name.to_ascii_lowercase();
                if self.ended.binary_search(&span.start).is_ok() && !ENDS_BY_ITSELF.contains(&name.as_str()) {
                    let around = digest(&(self.around(), &name));
                    self.open.push((name, around));
                }
            }
            Tag::Close { name, .. } => {
                if let Some(index) = self.open.iter().rposition(|(it, _)| it.eq_ignore_ascii_case(name)) {
                    self.open.truncate(index);
                }
            }
            Tag::Comment { .. } => {}
        }
    }
}

/// Void elements, and those whose end tag may be left out (HTML standard, 13.1.2.4).
const ENDS_BY_ITSELF: [&str; 26] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p", "li",
    "dt", "dd", "rt", "rp", "option", "optgroup", "tr", "td", "th", "thead", "tbody",
];

/// Gives every run the context of its block. A container or block is known by its first visible byte, so
/// that two lists which become one are seen: the second has lost its own first byte.
fn contexts(document: &Document<'_>, runs: Vec<Run>, original: &str) -> Vec<InContext> {
    let n_containers =
        document.blocks.iter().flat_map(|it| &it.containers).map(|it| it.id() as usize + 1).max().unwrap_or(0);
    let mut first_of_container = vec![u32::MAX; n_containers];
    let mut first_of_block = vec![u32::MAX; document.blocks.len()];
    for run in &runs {
        let text = &original[run.span.range()];
        let blanks = text.len() - text.trim_start().len();
        if blanks == text.len() {
            continue;
        }
        let first = run.span.start + Span::of(0..blanks).end;
        let block = &mut first_of_block[run.block];
        *block = first.min(*block);
        if run.is_free {
            continue;
        }
        for container in &document.blocks[run.block].containers {
            let it = &mut first_of_container[container.id() as usize];
            *it = first.min(*it);
        }
    }
    let outer = |block: &Block| {
        let mut hasher = DefaultHasher::new();
        let mut numbered = false;
        for container in &block.containers {
            std::mem::discriminant(container).hash(&mut hasher);
            first_of_container[container.id() as usize].hash(&mut hasher);
            match container {
                Container::List { ordered, .. } => numbered = *ordered,
                Container::Item { ordinal, .. } if numbered => ordinal.hash(&mut hasher),
                _ => {}
            }
        }
        hasher.finish()
    };
    let outer: Vec<u64> =
        document.blocks.iter().map(|it| if it.containers.is_empty() { 0 } else { outer(it) }).collect();
    let context = |run: &Run| Context {
        kind: document.blocks[run.block].kind,
        first: first_of_block[run.block],
        outer: outer[run.block],
        inner: run.inner,
    };
    let stays = runs.into_iter().filter(|it| !it.is_free);
    stays.map(|it| InContext { span: it.span, context: context(&it), blanks: it.blanks }).collect()
}

/// Walks both lists at once; blanks that mean nothing may change sides, everything else must not.
fn compare(source: &str, old: &[InContext], new: &[InContext]) -> Result<(), Difference> {
    // What Markdown takes for blanks; a no-break space is a letter to it.
    let visible = |span: Span| {
        let text = &source[span.range()];
        let blanks = text.len() - text.trim_start_matches([' ', '\t', '\n', '\r']).len();
        (blanks < text.len()).then(|| Difference { at: span.start + Span::of(0..blanks).end })
    };
    let (mut i, mut j, mut at) = (0, 0, 0);
    while i < old.len() || j < new.len() {
        let a = old.get(i).map(|it| (it.span.start.max(at), it));
        let b = new.get(j).map(|it| (it.span.start.max(at), it));
        let start = a.map_or(u32::MAX, |it| it.0).min(b.map_or(u32::MAX, |it| it.0));
        let until = |it: Option<(u32, &InContext)>| {
            it.map_or(u32::MAX, |(from, it)| if from == start { it.span.end } else { from })
        };
        let end = until(a).min(until(b));
        let here = |it: Option<(u32, &InContext)>| it.filter(|it| it.0 == start).map(|it| (it.1.context, it.1.blanks));
        let (a, b) = (here(a), here(b));
        if a != b {
            let are = |it: Option<(Context, Blanks)>, blanks| it.is_some_and(|it| it.1 == blanks);
            let grows = are(b, Blanks::Verbatim) && !are(a, Blanks::Verbatim);
            if are(a, Blanks::Break) || are(b, Blanks::Break) || grows {
                return Err(Difference { at: start });
            }
            visible(Span::new(start, end)).map_or(Ok(()), Err)?;
        }
        at = end;
        i += usize::from(old.get(i).is_some_and(|it| it.span.end <= at));
        j += usize::from(new.get(j).is_some_and(|it| it.span.end <= at));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Applicability, Edit, Evidence, Kind, RuleId, settle};

    /// Removes what stands between `[-` and `-]`; the guard must see a difference at `expected`, if any.
    fn check(marked: &str, expected: Option<&str>) {
        let mut source = String::new();
        let mut claims = Vec::new();
        for part in marked.split("[-") {
            let (removed, kept) = part.split_once("-]").unwrap_or(("", part));
            let span = Span::of(source.len()..source.len() + removed.len());
            claims.push(Edit {
                span,
                insert: Vec::new(),
                rule: RuleId::new("test"),
                applicability: Applicability::Safe,
                evidence: Evidence::Blanks,
                repair: None,
            });
            source.extend([removed, kept]);
        }
        let edits = settle(claims);
        let output = String::from_utf8(edits.apply(source.as_bytes())).expect("whole characters");
        let old = Document::parse(&source, 0, Kind::Markdown).expect("small");
        let new = Document::parse(&output, 0, Kind::Markdown).expect("small");
        let found = same_structure(&old, &new, &edits).err();
        assert_eq!(found.map(|it| &source[it.at as usize..]), expected, "{marked:?}");
    }

    #[test]
    fn a_paragraph_may_go() {
        check("a\n\n[-b\n\n-]c\n", None);
    }

    #[test]
    fn two_lists_must_not_join() {
        check("1. a\n\n   x\n\n[-<!-- ad -->\n\n-]1. b\n\n   y\n", Some("b\n\n   y\n"));
    }

    #[test]
    fn code_must_not_become_prose() {
        check("[-* a\n\n-]      code\n", Some("  code\n"));
        check("* a\n\n[-  b\n\n-]      code\n", None);
    }

    #[test]
    fn prose_must_not_become_code() {
        check("[-* a\n\n-]    still the item\n", Some("still the item\n"));
    }

    #[test]
    fn paragraphs_must_not_join() {
        check("a\n[-\n-]b\n", Some("b\n"));
    }

    #[test]
    fn a_link_keeps_its_definition() {
        check("[a]\n\n[-[a]: /u\n-]", Some("[a]\n\n[a]: /u\n"));
    }

    #[test]
    fn two_lists_of_definitions_must_not_join() {
        check("[a]\n\n[a]: /u\n[-***\n-][b]: /v\n", Some("[b]: /v\n"));
        check("[a]\n\n[a]: /u\n\n[-***\n\n-][b]: /v\n", None);
    }

    #[test]
    fn items_without_words_must_not_join() {
        check("1.\n[-***\n-]1.\n", Some("1.\n"));
    }

    #[test]
    fn two_line_ends_must_not_become_one() {
        check("a\r[-> b-]\n\n", Some("\n\n"));
        check("a\r[-> b-][- c-]\n\n", Some("\n\n"));
        check("a\r\n[-> b\r\n-]\r\n", None);
    }

    #[test]
    fn code_and_html_must_not_grow() {
        check("* a\n\t<script>\n[-b-]\nc\n", Some("\nc\n"));
        check("* ```\n  a\n\n[-b-]\n\n  c\n", Some("\n\n  c\n"));
    }

    #[test]
    fn blanks_must_not_move_to_another_line() {
        check(" [-<ins>\n\n</ins>\n-]a\n", Some("a\n"));
        check(" [-<ins>\n\n</ins>-][-b\n-]***\n", Some("***\n"));
        check("[- <ins>\n\n</ins>\n-]***\n", None);
    }

    #[test]
    fn words_must_not_join() {
        check("a[-, -]b\n", Some("b\n"));
        check("a[-,-][- -]b\n", Some("b\n"));
        check("a [-b-][-,-] c\n", None);
        check("a[-b c-]d\n", None);
        check("a[-b-][-, c-]d\n", Some("d\n"));
    }

    #[test]
    fn numbers_of_items_stay() {
        check("1. a\n[-2. b\n-]3. c\n", Some("c\n"));
        check("* a\n[-* b\n-]* c\n", None);
    }

    #[test]
    fn a_line_break_stays_one() {
        check("a[- -] \nb\n", Some(" \nb\n"));
        check("a[-  -]\nb\n", Some("\nb\n"));
        check("a\\[- -]\nb\n", Some("\\ \nb\n"));
    }

    #[test]
    fn lines_that_an_advert_swallowed_become_free() {
        check("a\n\n[-<!-- ad -->\n<a href='/u'>\nad</a>\n-]## b\nc\n\nd\n", None);
    }

    #[test]
    fn elements_around_text_stay() {
        check("[-<div>\n\n-]a\n\n</div>\n", Some("a\n\n</div>\n"));
        check("<div>\n\n[-<ins>\nad</ins>\n\n-]a\n\n</div>\n", None);
        check("[-<a href='/u'>\n\n-]a\n\nb\n", None);
    }
}
