//! The entries of a broken header that read by themselves: what they say is not to be changed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_json::Value;

use super::kind::RepairKind;
use super::value::{Fix, defined_names};
use crate::dialect::Dialect;
use crate::entries::{Collection, Entry, Layout, Style};
use crate::front_matter::Data;
use crate::yaml::{self, Spaced, scan};

/// How deep entries are looked for inside of entries that do not read. Each level reads its part
/// of the text once more.
const MAX_LEVELS: usize = 4;

/// An entry that reads by itself.
#[derive(Debug)]
pub(super) struct SoundEntry {
    /// From its key or dash to the end of its last line, in bytes of the header.
    span: Range<usize>,
    said: Option<Said>,
}

/// What an entry says, where that can be found again. Not known of the items of lists, which may
/// come to be counted otherwise, of keys that stand twice, and of aliases.
#[derive(Debug)]
struct Said {
    keys: Vec<String>,
    value: Value,
}

impl SoundEntry {
    /// Whether the mended header says the same here, or one of the fixes is meant for the entry.
    pub(super) fn is_kept(&self, mended: &Data, fixes: &[Fix]) -> bool {
        let Some(Said { keys, value }) = &self.said else { return true };
        let after = fixes.partition_point(|it| it.range.end < self.span.start);
        if fixes.get(after).is_some_and(|it| it.range.start <= self.span.end) {
            return true;
        }
        let (first, inner) = keys.split_first().expect("an entry has a key");
        let found = inner.iter().try_fold(mended.get(first), |found, key| Some(found?.as_object()?.get(key)));
        found == Some(Some(value))
    }
}

/// Finds the sound entries and leaves out the fixes inside of them. Fixes are sorted and disjoint.
pub(super) fn spare(
    text: &str,
    dialect: Dialect,
    anchors: &BTreeSet<&str>,
    fixes: &[Fix],
) -> (Vec<SoundEntry>, Vec<Fix>) {
    let text_bytes = text.as_bytes();
    let spaced = if dialect.spaces_tabs() { Spaced::new(text_bytes) } else { Spaced::none(text_bytes) };
    let mut search = Search { spaced: &spaced, anchors, fixes, found: Vec::new(), end: 0 };
    if let Some(root) = yaml::root(&spaced.text).filter(|_| !fixes.is_empty()) {
        search.enter(&root, spaced.text.len(), Some(&[]), MAX_LEVELS);
    }
    let found = search.found;
    let is_spared = |fix: &Fix| {
        let at = found.partition_point(|it| it.span.end < fix.range.start);
        fix.is_about_value() && found.get(at).is_some_and(|it| it.span.start <= fix.range.start)
    };
    let kept = fixes.iter().filter(|it| !is_spared(it)).cloned().collect();
    (found, kept)
}

struct Search<'a> {
    spaced: &'a Spaced<'a>,
    anchors: &'a BTreeSet<&'a str>,
    fixes: &'a [Fix],
    /// Sorted and disjoint.
    found: Vec<SoundEntry>,
    /// Past the last entry found, in bytes of the text.
    end: usize,
}

impl Search<'_> {
    /// `keys` lead to the collection, if nothing but keys does.
    fn enter(&mut self, collection: &Collection, end: usize, keys: Option<&[String]>, levels: usize) {
        let mut n_equal: BTreeMap<&str, usize> = BTreeMap::new();
        for key in collection.entries.iter().filter_map(Entry::key) {
            *n_equal.entry(key).or_default() += 1;
        }
        for (index, entry) in collection.entries.iter().enumerate() {
            // What stands between two entries may come to be part of the first.
            let next = collection.entries.get(index + 1).map_or(end, |it| it.key_span.start);
            let text = &self.spaced.text[scan::line_end(&self.spaced.text, entry.end()).min(next)..next];
            let is_alone = scan::first_content(text).is_none();
            let key = entry.key().filter(|key| n_equal.get(key) == Some(&1));
            let keys = keys.filter(|_| is_alone).zip(key).map(|(keys, key)| [keys, &[key.to_owned()]].concat());
            self.entry(entry, keys, &collection.layout, levels);
        }
    }

    fn entry(&mut self, entry: &Entry, keys: Option<Vec<String>>, layout: &Layout, levels: usize) {
        let text = &*self.spaced.text;
        let lines = entry.key_span.start..scan::line_end(text, entry.end());
        // A line of the entry before, which only looks like an entry.
        if lines.start < self.end {
            return;
        }
        let span = self.spaced.in_raw(lines.start)..self.spaced.in_raw(lines.end);
        let after = self.fixes.partition_point(|it| it.range.end < span.start);
        let touching = self.fixes.get(after).filter(|it| it.range.start <= span.end);
        let is_touched = touching.is_some();
        if !is_touched && keys.is_none() {
            return;
        }
        let Layout::Block { column } = *layout else { return };
        let written = str::from_utf8(&text[lines.clone()]).expect("entries end where characters end");
        // To save a parse of what is surely broken: `a: b: c`, and the item that it is.
        let is_one_line = !written.contains(['\n', '\r']);
        let is_broken = is_one_line
            && touching.is_some_and(|it| it.kind == RepairKind::QuoteColon)
            && (entry.style == Style::Plain || (entry.key().is_none() && entry.style == Style::Nested));
        let found = if is_broken { None } else { self.read(written, column, entry.key().is_some()) };
        if let Some((value, has_aliases)) = found {
            let said = keys.filter(|_| !has_aliases).map(|keys| Said { keys, value });
            self.end = lines.end;
            self.found.push(SoundEntry { span, said });
        } else if is_touched
            && let Some(levels) = levels.checked_sub(1)
            && let Some(inside) = yaml::inside(text, entry)
        {
            self.enter(&inside, entry.end(), keys.as_deref(), levels);
        }
    }

    /// What an entry says alone, and whether that depends on others.
    fn read(&self, written: &str, column: usize, is_member: bool) -> Option<(Value, bool)> {
        let (definitions, n_names) = defined_names(written, self.anchors);
        let is_top = column == 0 && is_member;
        let lead = if is_top { String::new() } else { format!("k:\n{}", " ".repeat(column)) };
        let data = yaml::read(&format!("{definitions}{lead}{written}\n")).ok()?;
        if data.len() != 1 + n_names.min(1) {
            return None;
        }
        let (_, value) = data.into_iter().next_back()?;
        let value = match value {
            value if is_top => value,
            Value::Object(members) if is_member && members.len() == 1 => members.into_iter().next()?.1,
            Value::Array(items) if !is_member && items.len() == 1 => items.into_iter().next()?,
            _ => return None,
        };
        Some((value, n_names > 0))
    }
}
