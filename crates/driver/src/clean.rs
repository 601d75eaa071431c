//! One document: bytes in, bytes and edits out.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use unchaff_boilerplate::{ADBLOCK_LIST, Reading, Report, RuleSet, UNUSED_SUPPRESSION, Verdicts, find};
use unchaff_document::{Document, Edit, EditSet, Kind, Span};
use unchaff_front_matter::{Dialect, FrontMatter};
use unchaff_page::PAGE_CHROME;

use crate::{
    Note, TakenFor,
    budget::{DEFAULT_BUDGET, over_budget},
    guard::{self, Guarded, Output, guarded},
    header::has_hexo_header,
    page::{clean_html_page, clean_text_page},
    taken::{Taken, take},
};

/// What a document is said to be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// Markdown with components.
    Mdx,
    /// A whole HTML page, in any encoding.
    Html,
    /// Plain text, or Markdown that lost its name: decided by what stands in it.
    Unknown,
}

impl From<Kind> for Format {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Markdown => Self::Markdown,
            Kind::Mdx => Self::Mdx,
            Kind::Html => Self::Html,
            Kind::Text => Self::Unknown,
        }
    }
}

/// Which rules run, and what of their findings is applied.
///
/// By default all rules of the program run, and Safe findings are applied.
#[derive(Clone, Debug)]
pub struct CleanOptions {
    /// The rules that run.
    pub rules: RuleSet,
    /// Whether Unsafe findings are applied too.
    pub with_unsafe: bool,
    /// What a person has said of single findings, by their places in the document.
    pub verdicts: Verdicts,
    /// What documents are taken for.
    pub taken_for: TakenFor,
    /// Whose rules decide what a header is. For posts of Hexo [`Dialect::HexoPosts`]: [`Dialect::Hexo`] takes text too.
    pub dialect: Dialect,
    /// Whether what surrounds the article of a whole page is removed: [`PAGE_CHROME`](crate::PAGE_CHROME).
    pub with_page_chrome: bool,
    /// How many percent of a document's words of prose may go. If more would, nothing is applied there. 100 or more:
    /// all of them may. What surrounds the article of a whole page does not count.
    pub budget: u8,
}

impl Default for CleanOptions {
    fn default() -> Self {
        Self {
            rules: RuleSet::default(),
            with_unsafe: false,
            verdicts: Verdicts::default(),
            taken_for: TakenFor::default(),
            dialect: Dialect::default(),
            with_page_chrome: true,
            budget: DEFAULT_BUDGET,
        }
    }
}

impl CleanOptions {
    /// Runs without a rule, of whatever kind it is.
    pub(crate) fn leave_out(&mut self, rule: &str) {
        let RuleSet { rules, packs, adblock, applicability: _ } = &mut self.rules;
        rules.retain(|it| it.id.as_str() != rule);
        for pack in packs.iter_mut().filter(|it| it.rule(rule).is_some()) {
            Arc::make_mut(pack).rules.retain(|it| it.id.as_str() != rule);
        }
        if *rule == *ADBLOCK_LIST.to_string() {
            *adblock = None;
        }
        self.with_page_chrome &= *rule != *PAGE_CHROME.to_string();
    }

    /// The same for what edits leave of a document: its findings stand elsewhere.
    pub(crate) fn after(&self, edits: &EditSet) -> Cow<'_, Self> {
        if self.verdicts == Verdicts::default() {
            return Cow::Borrowed(self);
        }
        let Verdicts { rejected, accepted } = &self.verdicts;
        // What was accepted and is gone already has no place any more.
        let stays = |(here, there): &(&Span, Span)| here.is_empty() || !there.is_empty();
        let accepted = accepted.iter().zip(edits.images(accepted)).filter(stays).map(|it| it.1).collect();
        let verdicts = Verdicts { rejected: edits.images(rejected), accepted };
        Cow::Owned(Self { verdicts, ..self.clone() })
    }

    /// No rule runs: a document stays as it is, and is read as with these.
    pub fn without_rules(&self) -> Self {
        let Self { taken_for, dialect, .. } = *self;
        Self { rules: Vec::new().into(), with_page_chrome: false, taken_for, dialect, ..Self::default() }
    }
}

/// What became of a document.
#[derive(Clone, Debug, Default)]
pub struct Cleaned {
    /// What it was read as; `None` where it was not read at all.
    pub kind: Option<Kind>,
    /// Whether it was taken for a whole page.
    pub is_page: bool,
    /// Whether it starts with a header that only Hexo reads, and that was taken for text.
    pub has_hexo_header: bool,
    /// The bytes that stay.
    pub output: Vec<u8>,
    /// The edits that were made.
    pub edits: EditSet,
    /// Unsafe findings that were not asked for.
    pub unapplied: Vec<Edit>,
    /// Findings that would have changed what stays: the structure guard held them back. If the document
    /// [is over its budget](Self::is_over_budget), all that would have been applied.
    pub held_back: Vec<Edit>,
    /// What only a person can judge.
    pub reports: Vec<Report>,
    /// Why the document, or a part of it, was not looked at or not changed.
    pub notes: Vec<Note>,
}

impl Cleaned {
    /// A document that stays as it is.
    pub(crate) fn unchanged(source: &[u8], kind: Option<Kind>, note: Note) -> Self {
        Self { kind, output: source.to_vec(), notes: vec![note], ..Self::default() }
    }

    /// Whether nothing was applied because the document would have lost too much.
    pub fn is_over_budget(&self) -> bool {
        self.notes.iter().any(|it| matches!(it, Note::OverBudget { .. } | Note::NothingLeft { .. }))
    }
}

/// Boilerplate under boilerplate is rare; without an end, a hostile document could be a long way down.
const MOST_LAYERS: usize = 4;

/// Cleans a document.
///
/// The same bytes and options always give the same answer. `output` is `source` with `edits` applied;
/// in the body they only delete.
pub fn clean(source: &[u8], format: Format, options: &CleanOptions) -> Cleaned {
    clean_taken(source, &take(source, format, options), options)
}

/// Cleans a document that was read already.
pub(crate) fn clean_taken(source: &[u8], taken: &Taken<'_>, options: &CleanOptions) -> Cleaned {
    clean_and_look(source, taken, options, |_| ()).0
}

/// The same, and what `look` says of what stays, if that was parsed to clean it.
pub(crate) fn clean_and_look<T>(
    source: &[u8],
    taken: &Taken<'_>,
    options: &CleanOptions,
    look: impl FnOnce(&Document<'_>) -> T,
) -> (Cleaned, Option<T>) {
    let ((cleaned, seen), is_text) = match taken {
        Taken::Post { text, kind } => (clean_post_and_look(text, *kind, options, look), true),
        Taken::TextPage(page) => ((clean_text_page(page, options), None), true),
        Taken::HtmlPage(page) => ((clean_html_page(source, page, options), None), false),
        Taken::Nothing { kind, note } => ((Cleaned::unchanged(source, *kind, note.clone()), None), false),
    };
    let has_hexo_header = is_text && has_hexo_header(source, options.dialect);
    (Cleaned { has_hexo_header, ..cleaned }, seen)
}

/// Cleans an article, with what a site has left in it.
pub(crate) fn clean_post(text: &str, kind: Kind, options: &CleanOptions) -> Cleaned {
    clean_post_and_look(text, kind, options, |_| ()).0
}

fn clean_post_and_look<T>(
    text: &str,
    kind: Kind,
    options: &CleanOptions,
    look: impl FnOnce(&Document<'_>) -> T,
) -> (Cleaned, Option<T>) {
    let source = text.as_bytes();
    let front_matter = FrontMatter::in_dialect(source, options.dialect);
    let Ok(document) = Document::parse(text, front_matter.body_offset(), kind) else {
        return (Cleaned::unchanged(source, Some(kind), Note::TooLarge), None);
    };
    let reading = Reading::new(&document, &front_matter);
    let Layer { mut edits, mut output, unapplied, mut held_back, mut reports } = Layer::of(&reading, options);
    // What an edit uncovers may be a pattern too: a second run should find nothing more.
    for _ in 0..MOST_LAYERS {
        if edits.is_empty() {
            break;
        }
        let Some(above) = output.take().or_else(|| Output::of(&document, options.dialect, &edits)) else { break };
        let below = below(&above, &reading, &options.after(&edits));
        output = Some(above);
        reports = without_used(reports, &edits, &below.reports);
        if below.edits.is_empty() {
            break;
        }
        let Some(both) = edits.then(&below.edits) else { break };
        // Each layer was guarded against the one before; together they have to leave the original as it was.
        let Ok(checked) = guard::check(&document, options.dialect, &both) else { break };
        (edits, output) = (both, checked);
    }
    let mut notes: Vec<Note> = over_budget(&document, &edits, options).into_iter().collect();
    if !notes.is_empty() {
        held_back.extend_from_slice(edits.edits());
        held_back.sort_by_key(|it| it.span);
        (edits, output) = (EditSet::default(), None);
    }
    let stays = if edits.is_empty() { Some(&document) } else { output.as_ref().map(Output::borrow_dependent) };
    let seen = stays.map(look);
    let output = output.map_or_else(|| edits.apply(source), Output::into_bytes);
    if let Err(error) = front_matter.data()
        && FrontMatter::in_dialect(&output, options.dialect).data().is_err()
    {
        notes.push(Note::FrontMatter { offset: error.span.start, message: error.message.clone() });
    }
    let cleaned =
        Cleaned { kind: Some(kind), output, edits, unapplied, held_back, reports, notes, ..Cleaned::default() };
    (cleaned, seen)
}

/// What is found in a document at first sight.
struct Layer {
    edits: EditSet,
    /// What the edits make of it, where that was parsed.
    output: Option<Output>,
    unapplied: Vec<Edit>,
    held_back: Vec<Edit>,
    reports: Vec<Report>,
}

impl Layer {
    fn of(reading: &Reading<'_>, options: &CleanOptions) -> Self {
        let CleanOptions { rules, with_unsafe, verdicts, dialect, .. } = options;
        let findings = find(reading, rules, *with_unsafe, verdicts);
        let is_applied = |it: &Edit| *with_unsafe || verdicts.applies(it);
        let unapplied = findings.edits.edits().iter().filter(|it| !is_applied(it)).cloned().collect();
        let Guarded { edits, held_back, output } =
            guarded(reading.document(), *dialect, findings.edits.filter(is_applied));
        Self { edits, output, unapplied, held_back, reports: findings.reports }
    }
}

/// The reports without suppressions that seem to be of no use in the original, and are of use in what `edits` make
/// of it.
fn without_used(reports: Vec<Report>, edits: &EditSet, below: &[Report]) -> Vec<Report> {
    let is_of_it = |it: &&Report| it.rule == UNUSED_SUPPRESSION;
    let places: Vec<u32> = below.iter().filter(is_of_it).map(|it| it.span.start).collect();
    let evidence = below.iter().filter(is_of_it).map(|it| &it.evidence);
    let again: BTreeSet<_> = edits.origins(&places).into_iter().zip(evidence).collect();
    let stays = |it: &Report| !is_of_it(&it) || again.contains(&(Some(it.span.start), &it.evidence));
    reports.into_iter().filter(stays).collect()
}

/// What is found in an output. `above` is what it came out of.
fn below(output: &Output, above: &Reading<'_>, options: &CleanOptions) -> Layer {
    let document = output.borrow_dependent();
    let front_matter =
        FrontMatter::in_dialect(document.source.as_bytes(), options.dialect).read_as(above.front_matter());
    Layer::of(&above.of_next(document, &front_matter), options)
}
