//! What stands where in a header: the keys and items of its collections.

use std::ops::Range;

use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::path::Step;
use crate::yaml::Spaced;
use crate::{flow, toml, yaml};

/// One `key: value` of a mapping, or one item of a list, with all ranges in bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key without quotes, or the place in the list.
    pub step: Step,
    /// The key as written, quotes included; of an item on a line of its own the `-`, of an item in
    /// brackets the point where it starts.
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
    /// The key; nothing for an item of a list.
    pub fn key(&self) -> Option<&str> {
        self.step.key()
    }

    /// The value without its quotes, still in the file's own spelling. The whole value where it is
    /// not quoted.
    pub fn content_span(&self) -> Range<usize> {
        match self.style {
            Style::Single | Style::Double => self.value_span.start + 1..self.value_span.end - 1,
            _ => self.value_span.clone(),
        }
    }

    /// Past the last byte of the value and its comment.
    pub(crate) fn end(&self) -> usize {
        let comment_end = self.comment_span.as_ref().map_or(0, |it| it.end);
        self.value_span.end.max(comment_end)
    }

    /// The entry with each of its offsets counted anew.
    fn moved(mut self, place: impl Fn(usize) -> usize) -> Entry {
        let moved = |span: Range<usize>| place(span.start)..place(span.end);
        self.key_span = moved(self.key_span);
        self.value_span = moved(self.value_span);
        self.comment_span = self.comment_span.map(moved);
        self
    }
}

/// A mapping or list as it stands in the file.
#[derive(Debug)]
pub(crate) struct Collection {
    pub(crate) entries: Vec<Entry>,
    pub(crate) layout: Layout,
}

/// How the entries of a collection stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Each on lines of its own, in one column.
    Block { column: usize },
    /// Between brackets, with commas; the range is what stands inside.
    Flow { inside: Range<usize> },
    /// The `key = value` lines of a TOML table; a further one goes to this line start.
    Table { end: usize },
}

impl Collection {
    /// The one entry for a step; nothing if there are two.
    pub(crate) fn entry(&self, step: &Step) -> Option<&Entry> {
        let mut found = self.entries.iter().filter(|entry| entry.step == *step);
        let entry = found.next()?;
        found.next().is_none().then_some(entry)
    }

    /// The collection with each of its offsets counted anew.
    fn moved(self, place: impl Fn(usize) -> usize) -> Collection {
        let layout = match self.layout {
            Layout::Block { column } => Layout::Block { column },
            Layout::Flow { inside } => Layout::Flow { inside: place(inside.start)..place(inside.end) },
            Layout::Table { end } => Layout::Table { end: place(end) },
        };
        Collection { entries: self.entries.into_iter().map(|entry| entry.moved(&place)).collect(), layout }
    }
}

/// The collection at the end of a path, its offsets counted in the file; the empty path leads to the header's own mapping.
pub(crate) fn collection(front: &FrontMatter<'_>, path: &[Step]) -> Option<Collection> {
    let raw = front.raw();
    let found = match front.format() {
        Format::None => None,
        Format::Toml => toml::collection(raw, path),
        Format::Yaml if front.dialect().spaces_tabs() => {
            let spaced = Spaced::new(raw);
            let text = &*spaced.text;
            let found = walk(yaml::root(text)?, path, |entry| yaml::inside(text, entry));
            found.map(|it| it.moved(|at| spaced.in_raw(at)))
        }
        Format::Yaml => walk(yaml::root(raw)?, path, |entry| yaml::inside(raw, entry)),
        Format::Json => walk(flow::json_root(raw), path, |entry| flow::inside(raw, entry.value_span.start)),
    };
    let start = front.split().raw.start;
    found.map(|it| it.moved(|at| start + at))
}

fn walk(root: Collection, path: &[Step], inside: impl Fn(&Entry) -> Option<Collection>) -> Option<Collection> {
    path.iter().try_fold(root, |collection, step| inside(collection.entry(step)?))
}
