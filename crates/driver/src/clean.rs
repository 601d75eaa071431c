//! One document: bytes in, bytes and edits out.

use std::{collections::BTreeSet, fmt};

use unchaff_boilerplate::{Report, RuleSet, UNUSED_SUPPRESSION, find};
use unchaff_document::{Applicability, Document, Edit, EditSet, Kind};
use unchaff_front_matter::{Format as FrontMatterFormat, FrontMatter};

use crate::{
    budget::{DEFAULT_BUDGET, over_budget},
    guard::{self, guarded},
};

/// What a document is said to be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// Markdown with components.
    Mdx,
    /// A whole HTML page: passes through unchanged.
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
    /// How many percent of a document's words of prose may go. If more would, nothing is applied there. 100 or more:
    /// all of them may.
    pub budget: u8,
}

impl Default for CleanOptions {
    fn default() -> Self {
        Self { rules: RuleSet::default(), with_unsafe: false, budget: DEFAULT_BUDGET }
    }
}

impl CleanOptions {
    /// No rule runs: a document stays as it is, and is only read.
    pub fn without_rules() -> Self {
        Self { rules: Vec::new().into(), with_unsafe: false, budget: DEFAULT_BUDGET }
    }
}

/// What became of a document.
#[derive(Clone, Debug, Default)]
pub struct Cleaned {
    /// What it was read as; `None` where it was not read at all.
    pub kind: Option<Kind>,
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
    /// Whether nothing was applied because the document would have lost too much.
    pub fn is_over_budget(&self) -> bool {
        self.notes.iter().any(|it| matches!(it, Note::OverBudget { .. } | Note::NothingLeft { .. }))
    }
}

/// Why a document, or a part of it, was not looked at or not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The text is not UTF-8; the document passes through unchanged.
    NotUtf8 {
        /// The first byte that is not.
        offset: usize,
    },
    /// A whole HTML page; it passes through unchanged.
    WholePage,
    /// 4 GiB or more; it passes through unchanged.
    TooLarge,
    /// The front matter cannot be read; the body was cleaned all the same.
    FrontMatter {
        /// Where, in bytes of the file.
        offset: usize,
        /// What is wrong with it.
        message: String,
    },
    /// The edits would take more of the prose than the budget allows; nothing was applied.
    OverBudget {
        /// The words of prose that would go.
        n_lost: usize,
        /// All words of prose.
        n_words: usize,
        /// What may go, in percent.
        budget: u8,
    },
    /// The edits would not leave a word; nothing was applied.
    NothingLeft {
        /// The words that would go.
        n_words: usize,
    },
}

impl Note {
    /// The byte it speaks of.
    pub fn offset(&self) -> usize {
        match self {
            Self::NotUtf8 { offset } | Self::FrontMatter { offset, .. } => *offset,
            Self::WholePage | Self::TooLarge | Self::OverBudget { .. } | Self::NothingLeft { .. } => 0,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { .. } => f.write_str("not UTF-8: left unchanged (convert it first, for example with iconv)"),
            Self::WholePage => f.write_str("an HTML page: left unchanged (cleaning pages is not built yet)"),
            Self::TooLarge => f.write_str("4 GiB or more: left unchanged"),
            Self::FrontMatter { message, .. } => {
                write!(f, "front matter cannot be read: {message} (only the body is cleaned)")
            }
            Self::OverBudget { n_lost, n_words, budget } => write!(
                f,
                "{n_lost} of {n_words} words of prose would go, more than the budget of {budget} %: left unchanged \
                 (`unchaff diff --budget 100` shows what would go)"
            ),
            Self::NothingLeft { n_words } => write!(
                f,
                "all words would go, {n_words} of them: left unchanged (`unchaff diff --budget 100` shows them)"
            ),
        }
    }
}

/// Whether text without a telling name is a whole HTML page.
fn is_page(body: &str) -> bool {
    let start: String = body.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Boilerplate under boilerplate is rare; without an end, a hostile document could be a long way down.
const MOST_LAYERS: usize = 4;

/// Cleans a document.
///
/// The same bytes and options always give the same answer. `output` is `source` with `edits` applied;
/// in the body they only delete.
pub fn clean(source: &[u8], format: Format, options: &CleanOptions) -> Cleaned {
    let unchanged = |kind, note| Cleaned { kind, output: source.to_vec(), notes: vec![note], ..Cleaned::default() };
    let text = match std::str::from_utf8(source) {
        Ok(it) => it,
        Err(error) => return unchanged(None, Note::NotUtf8 { offset: error.valid_up_to() }),
    };
    let front_matter = FrontMatter::new(source);
    let kind = match format {
        Format::Html => return unchanged(Some(Kind::Html), Note::WholePage),
        Format::Markdown => Kind::Markdown,
        Format::Mdx => Kind::Mdx,
        Format::Unknown if is_page(&text[front_matter.body_offset()..]) => {
            return unchanged(Some(Kind::Html), Note::WholePage);
        }
        Format::Unknown => {
            Kind::sniff(&text[front_matter.body_offset()..], front_matter.format() != FrontMatterFormat::None)
        }
    };
    let Ok(document) = Document::parse(text, front_matter.body_offset(), kind) else {
        return unchanged(Some(kind), Note::TooLarge);
    };
    let Layer { mut edits, mut output, unapplied, mut held_back, mut reports } =
        Layer::of(&document, &front_matter, options);
    // What an edit uncovers may be a pattern too: a second run should find nothing more.
    for _ in 0..MOST_LAYERS {
        if edits.is_empty() {
            break;
        }
        let Some(below) = below(&output, kind, options) else { break };
        reports = without_used(reports, &edits, &below.reports);
        if below.edits.is_empty() {
            break;
        }
        let Some(both) = edits.then(&below.edits) else { break };
        // Each layer was guarded against the one before; together they have to leave the original as it was.
        if guard::check(&document, &both).is_err() {
            break;
        }
        (edits, output) = (both, below.output);
    }
    let mut notes: Vec<Note> = over_budget(&document, &edits, options).into_iter().collect();
    if !notes.is_empty() {
        held_back.extend_from_slice(edits.edits());
        held_back.sort_by_key(|it| it.span);
        (edits, output) = (EditSet::default(), source.to_vec());
    }
    if let Err(error) = front_matter.data()
        && FrontMatter::new(&output).data().is_err()
    {
        notes.push(Note::FrontMatter { offset: error.span.start, message: error.message.clone() });
    }
    Cleaned { kind: Some(kind), output, edits, unapplied, held_back, reports, notes }
}

/// What is found in a document at first sight.
struct Layer {
    edits: EditSet,
    output: Vec<u8>,
    unapplied: Vec<Edit>,
    held_back: Vec<Edit>,
    reports: Vec<Report>,
}

impl Layer {
    fn of(document: &Document<'_>, front_matter: &FrontMatter<'_>, options: &CleanOptions) -> Self {
        let findings = find(document, front_matter, &options.rules, options.with_unsafe);
        let is_applied = |it: &Edit| options.with_unsafe || it.applicability == Applicability::Safe;
        let unapplied = findings.edits.edits().iter().filter(|it| !is_applied(it)).cloned().collect();
        let (edits, held_back) = guarded(document, findings.edits.filter(is_applied));
        let output = edits.apply(document.source.as_bytes());
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

/// What is found in an output, if it can be read.
fn below(output: &[u8], kind: Kind, options: &CleanOptions) -> Option<Layer> {
    let text = std::str::from_utf8(output).ok()?;
    let front_matter = FrontMatter::new(output);
    let document = Document::parse(text, front_matter.body_offset(), kind).ok()?;
    Some(Layer::of(&document, &front_matter, options))
}
