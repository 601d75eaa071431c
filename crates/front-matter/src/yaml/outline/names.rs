//! Anchors, aliases and tags, and the words that only look like them.

use std::collections::BTreeSet;

use super::piece::{Shape, Slot};
use crate::yaml::scan;

/// The names a header gives to nodes, and those it uses.
pub(crate) struct Names<'a> {
    pub(crate) anchors: BTreeSet<&'a str>,
    aliases: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    pub(crate) fn of(text: &'a str) -> Names<'a> {
        let names = |mark: char| {
            let starts = text.match_indices(mark).map(|(at, _)| at);
            let at_token = starts.filter(|at| {
                let before = text[..*at].chars().next_back();
                before.is_none_or(|c| c.is_whitespace() || matches!(c, '[' | '{' | ','))
            });
            at_token
                .map(|at| &text[at + 1..])
                .map(|rest| &rest[..name_length(rest)])
                .filter(|name| !name.is_empty())
                .collect()
        };
        Names { anchors: names('&'), aliases: names('*') }
    }
}

/// The length of the name of an anchor or alias.
pub(crate) fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(text.len())
}

/// What takes the first word of a text for its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Anchor,
    Tag,
}

/// Whether YAML takes the first word of a value for an anchor or a tag; nothing for real ones.
pub(crate) fn swallowing_mark(text: &str, slot: &Slot, has_value_below: bool, names: &Names<'_>) -> Option<Mark> {
    let raw = text.as_bytes();
    let start = slot.value.start;
    let mark = *raw[..slot.value.end].get(start)?;
    let is_candidate = matches!(mark, b'&' | b'!') && matches!(slot.shape, Shape::Plain | Shape::Properties);
    if !is_candidate || (slot.shape == Shape::Properties && has_value_below) {
        return None;
    }
    let line_end = scan::line_end(raw, start).min(slot.value.end);
    if raw.get(scan::after_properties(raw, start, line_end)) == Some(&b'*') {
        return None;
    }
    let word_end = start + text[start..line_end].find([' ', '\t']).unwrap_or(line_end - start);
    let word = &text[start..word_end];
    match mark {
        b'&' => (!names.aliases.contains(&word[1..])).then_some(Mark::Anchor),
        _ => (!is_tag(word)).then_some(Mark::Tag),
    }
}

/// The tags of YAML itself and of the programs that write them.
fn is_tag(word: &str) -> bool {
    const OF_YAML: [&str; 16] = [
        "binary",
        "bool",
        "float",
        "int",
        "map",
        "merge",
        "null",
        "omap",
        "pairs",
        "seq",
        "set",
        "str",
        "timestamp",
        "value",
        "yaml",
        "regexp",
    ];
    const OF_PROGRAMS: [&str; 9] =
        ["include", "secret", "env", "env_var", "reference", "vault", "Ref", "Sub", "GetAtt"];
    // A name as `ruby/object:Name` has, and no image as `![](u)`.
    let is_qualified = |name: &str| {
        let Some((lead, rest)) = name.split_once(['/', ':']) else { return false };
        let is_name = |it: &str| it.starts_with(|c: char| c.is_ascii_alphanumeric());
        is_name(rest) && is_name(lead) && lead.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'.')
    };
    match word.strip_prefix("!!") {
        Some(name) => OF_YAML.contains(&name) || is_qualified(name),
        None => {
            let name = &word[1..];
            name.starts_with('<') || OF_PROGRAMS.contains(&name) || is_qualified(name)
        }
    }
}

/// A tag of YAML or of a program, or an anchor that some alias uses.
pub(crate) fn is_real_property(word: &str, names: &Names<'_>) -> bool {
    match word.as_bytes().first() {
        Some(b'!') => is_tag(word),
        Some(b'&') => names.aliases.contains(&word[1..]),
        _ => false,
    }
}
