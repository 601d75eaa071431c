//! The top-level entries of a header as they stand in the file.

use std::ops::Range;

use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::{json, toml, yaml};

/// One top-level `key: value`, with all ranges in bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// The key as written, quotes included.
    pub key_span: Range<usize>,
    /// The value as written: quotes included, blanks around it and a comment after it not. Of an
    /// empty value the point right after the colon.
    pub value_span: Range<usize>,
    /// How the value is written.
    pub style: Style,
    /// The comment behind the value, from its `#` to the end of the line.
    pub comment_span: Option<Range<usize>>,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// Nothing behind the colon.
    Empty,
    /// Without quotes: text, numbers, dates, `true`.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// A YAML block scalar with `|`, or a TOML string in three quotes.
    Literal,
    /// A YAML block scalar with `>`.
    Folded,
    /// A list or mapping in brackets.
    Flow,
    /// A list or mapping on lines of its own.
    Nested,
    /// A YAML alias `*name`.
    Alias,
}

impl Entry {
    /// The value without its quotes, still in the file's own spelling. The whole value where it is
    /// not quoted.
    pub fn content_span(&self) -> Range<usize> {
        match self.style {
            Style::Single | Style::Double => self.value_span.start + 1..self.value_span.end - 1,
            _ => self.value_span.clone(),
        }
    }

    fn shifted(mut self, by: usize) -> Entry {
        let shift = |span: Range<usize>| span.start + by..span.end + by;
        self.key_span = shift(self.key_span);
        self.value_span = shift(self.value_span);
        self.comment_span = self.comment_span.map(shift);
        self
    }
}

/// The scanners count inside the raw text; what leaves here counts in the file.
pub(crate) fn entries(front: &FrontMatter<'_>) -> Vec<Entry> {
    let raw = front.raw();
    let entries = match front.format() {
        Format::None => Vec::new(),
        Format::Yaml => yaml::entries(raw),
        Format::Toml => toml::entries(raw),
        Format::Json => json::entries(raw),
    };
    let start = front.split().raw.start;
    entries.into_iter().map(|entry| entry.shifted(start)).collect()
}
