//! One document: bytes in, bytes and edits out.

use std::fmt;

use unchaff_boilerplate::{Report, RuleSet, find};
use unchaff_document::{Applicability, Document, Edit, EditSet, Kind};
use unchaff_front_matter::{Format as FrontMatterFormat, FrontMatter};

use crate::guard::{self, guarded};

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
#[derive(Clone, Debug, Default)]
pub struct CleanOptions {
    /// The rules that run.
    pub rules: RuleSet,
    /// Whether Unsafe findings are applied too.
    pub with_unsafe: bool,
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
    /// Findings that would have changed what stays: the structure guard held them back.
    pub held_back: Vec<Edit>,
    /// What only a person can judge.
    pub reports: Vec<Report>,
    /// Why the document, or a part of it, was not looked at.
    pub notes: Vec<Note>,
}

/// Why a document, or a part of it, was not looked at.
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
}

impl Note {
    /// The byte it speaks of.
    pub fn offset(&self) -> usize {
        match self {
            Self::NotUtf8 { offset } | Self::FrontMatter { offset, .. } => *offset,
            Self::WholePage | Self::TooLarge => 0,
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
    let Layer { mut edits, mut output, unapplied, held_back, reports } = Layer::of(&document, &front_matter, options);
    // What an edit uncovers may be a pattern too: a second run should find nothing more.
    for _ in 0..MOST_LAYERS {
        if edits.is_empty() {
            break;
        }
        let Some(below) = below(&output, kind, options) else { break };
        let Some(both) = edits.then(&below.edits) else { break };
        // Each layer was guarded against the one before; together they have to leave the original as it was.
        if guard::check(&document, &both).is_err() {
            break;
        }
        (edits, output) = (both, below.output);
    }
    let notes = match front_matter.data() {
        Err(error) if FrontMatter::new(&output).data().is_err() => {
            vec![Note::FrontMatter { offset: error.span.start, message: error.message.clone() }]
        }
        _ => Vec::new(),
    };
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

/// What is found in an output; `None` if that is nothing to remove.
fn below(output: &[u8], kind: Kind, options: &CleanOptions) -> Option<Layer> {
    let text = std::str::from_utf8(output).ok()?;
    let front_matter = FrontMatter::new(output);
    let document = Document::parse(text, front_matter.body_offset(), kind).ok()?;
    Some(Layer::of(&document, &front_matter, options)).filter(|it| !it.edits.is_empty())
}
