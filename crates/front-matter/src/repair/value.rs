//! What is wrong with one value, and what would mend it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::flow;
use super::kind::RepairKind;
use super::quote::{Mended, close_quote, mend_quoted, quoted};
use crate::dialect::Dialect;
use crate::yaml::outline::{
    Names, Shape, Slot, closers, is_key_of_lists, is_key_of_text, is_real_property, name_length,
};
use crate::yaml::{self, scan};

/// One change in the text of a header.
#[derive(Debug, Clone)]
pub(super) struct Fix {
    pub(super) range: Range<usize>,
    pub(super) with: String,
    pub(super) kind: RepairKind,
    pub(super) is_guess: bool,
    pub(super) reason: String,
}

impl Fix {
    pub(super) fn new(
        range: Range<usize>,
        with: impl Into<String>,
        kind: RepairKind,
        reason: impl Into<String>,
    ) -> Fix {
        Fix { range, with: with.into(), kind, is_guess: kind.is_always_guess(), reason: reason.into() }
    }

    pub(super) fn or_guess(mut self, is_guess: bool) -> Fix {
        self.is_guess |= is_guess;
        self
    }

    /// Whether it mends what an entry says, and not how entries stand to each other.
    pub(super) fn is_about_value(&self) -> bool {
        self.kind != RepairKind::DuplicateKey
    }
}

/// Shapes that are hardly the prose they would be made: lines of JSON, a bracket behind an anchor, the head of a
/// block scalar, a key that swallowed a brace, quotes of two kinds.
fn is_odd(key: &str, value: &str, fix: &Fix) -> bool {
    let behind_name = value.split_once(' ').map_or("", |it| it.1);
    let is_behind_name = value.starts_with(['&', '!']) && behind_name.trim_start().starts_with(['[', '{']);
    let ends_line_of_json = value.starts_with(['"', '\'']) && value.ends_with([',', ';']);
    let is_head = value.starts_with(['|', '>']) && value[1..].starts_with(|it: char| "+-123456789".contains(it));
    let is_mixed = value.starts_with('"') && value.ends_with('\'') || value.starts_with('\'') && value.ends_with('"');
    let is_closed = matches!(fix.kind, RepairKind::CloseQuote | RepairKind::QuoteTail);
    key.contains('{') || is_behind_name || ends_line_of_json || is_head || is_mixed && is_closed
}

/// How far below a quote is looked for; many of them must not send the search through the text many times.
const LOOKAHEAD: usize = 4096;

/// Whether a quote that seems to be left open is closed further down, at the end of a line: a text that goes on
/// in a column where it should not, which some readers take.
fn closes_below(raw: &[u8], start: usize) -> bool {
    let near = &raw[..raw.len().min(start + LOOKAHEAD)];
    scan::quoted_end(near, start).is_some_and(|end| scan::trimmed_length(&near[end..scan::line_end(near, end)]) == 0)
}

/// The fixes for the value of a slot; none if it is fine, or nothing is known to help.
///
/// `names` are those of the whole header.
pub(super) fn mend(text: &str, slot: &Slot, is_lonely_item: bool, names: &Names<'_>, dialect: Dialect) -> Vec<Fix> {
    let mut fixes = mend_surely(text, slot, is_lonely_item, names, dialect);
    let key = slot.key.as_ref().map_or("", |key| &text[key.clone()]);
    let value = &text[slot.value.clone()];
    for fix in &mut fixes {
        let written = &text[fix.range.clone()];
        let is_template = written.contains("{{") || written.contains("{%") || fix.kind == RepairKind::QuoteTemplate;
        fix.is_guess |=
            is_template || slot.is_doubtful || is_list_made_text(key, value, fix) || is_odd(key, value, fix);
    }
    fixes
}

/// Whether what looks like a list, below a key that has lists, becomes text.
fn is_list_made_text(key: &str, value: &str, fix: &Fix) -> bool {
    let is_text = match fix.kind {
        RepairKind::QuoteFlowTail | RepairKind::QuoteTail | RepairKind::QuoteDash => true,
        RepairKind::EscapeQuote => value.contains(','),
        _ => false,
    };
    is_text && is_key_of_lists(key)
}

fn mend_surely(text: &str, slot: &Slot, is_lonely_item: bool, names: &Names<'_>, dialect: Dialect) -> Vec<Fix> {
    let raw = text.as_bytes();
    let value = &text[slot.value.clone()];
    // Not YAML: `title = "Snow: a guide"`.
    if slot.key.as_ref().is_some_and(|key| text[key.clone()].contains(" =")) {
        return Vec::new();
    }
    let is_read = |value: &str| reads_alone(value, &names.anchors, dialect);
    match slot.shape {
        Shape::Empty | Shape::Block => Vec::new(),
        Shape::Plain if scan::starts_plain(raw, slot.value.start) => {
            let strict = &value[..strict_text_end(value)];
            let has_colon = has_colon(strict);
            // A separator alone ends the line, and the value is empty.
            let is_blank = strict.trim().is_empty();
            if !has_colon && (is_blank || !strict.contains(yaml::is_special)) {
                return Vec::new();
            }
            let kind = if has_colon { RepairKind::QuoteColon } else { RepairKind::QuoteLineSeparator };
            // `- a: b: c` alone is one text; with more entries below it is a mapping.
            let start = match slot.item {
                Some(item) if is_lonely_item && has_colon => item,
                _ => slot.value.start,
            };
            let is_guess = start != slot.value.start;
            let fixes = quote(text, start, slot.value.clone(), kind).into_iter();
            fixes.map(|it| it.or_guess(is_guess)).collect()
        }
        Shape::Plain | Shape::Properties => {
            if is_read(value) {
                return Vec::new();
            }
            mend_marked(text, slot, names)
        }
        Shape::Enclosed(end) => match (raw[slot.value.start], end) {
            (b'"' | b'\'', Some(end)) => mend_closed_quote(text, slot, end, is_read),
            (b'"' | b'\'', None) => {
                let range = slot.value.start..text_end(text, slot.value.start, slot.value.end);
                let mended = close_quote(&text[range.clone()], is_read);
                let is_guess = closes_below(raw, range.start);
                let fix = mended.map(|mended| replace_with(text, range, mended).or_guess(is_guess));
                fix.into_iter().collect()
            }
            (b'[' | b'{', Some(end)) => mend_closed_flow(text, slot, end, is_read),
            (b'[' | b'{', None) => close_flow(text, slot, is_read),
            _ if is_read(value) => Vec::new(),
            _ => mend_marked(text, slot, names),
        },
    }
}

/// Quotes a value that starts with a mark, or stands behind a real tag or name.
fn mend_marked(text: &str, slot: &Slot, names: &Names<'_>) -> Vec<Fix> {
    let key = slot.key.as_ref().map_or("", |key| &text[key.clone()]);
    let value = &text[slot.value.clone()];
    // In quotes this is a key like any other.
    if key == "<<" {
        return Vec::new();
    }
    let word = value.split([' ', '\t', '\r', '\n']).next().unwrap_or(value);
    if is_real_property(word, names) {
        let content = slot.value.start + word.len();
        let content = content + scan::blanks(&text.as_bytes()[content..slot.value.end]);
        let rest = &text[content..slot.value.end];
        let kind = if scan::starts_plain(rest.as_bytes(), 0) { RepairKind::QuoteColon } else { kind_of_start(rest) };
        return if rest.is_empty() { Vec::new() } else { quote(text, content, content..slot.value.end, kind) };
    }
    // It may be that the name is missing elsewhere.
    let is_alias = value.strip_prefix('*').is_some_and(|it| !it.is_empty() && name_length(it) == it.len());
    let fixes = quote(text, slot.value.start, slot.value.clone(), kind_of_start(value)).into_iter();
    fixes.map(|it| it.or_guess(is_alias)).collect()
}

/// Quotes the value of a slot that reads, but not as text.
pub(super) fn quote_start(text: &str, slot: &Slot, kind: RepairKind) -> Vec<Fix> {
    quote(text, slot.value.start, slot.value.clone(), kind)
}

/// Whether the value is read, as the value of a key, by the strict reader.
fn reads_alone(value: &str, anchors: &BTreeSet<&str>, dialect: Dialect) -> bool {
    let (definitions, n_names) = defined_names(value, anchors);
    let text = format!("{definitions}k: {value}\n");
    let data = if dialect.spaces_tabs() { yaml::read_spaced(&text) } else { yaml::read(&text) };
    data.is_ok_and(|data| data.len() == 1 + n_names.min(1))
}

/// A line that defines the names whose aliases a text uses, empty without any, and their number.
pub(super) fn defined_names(text: &str, anchors: &BTreeSet<&str>) -> (String, usize) {
    let names = text.split('*').skip(1).map(|it| &it[..name_length(it)]);
    let known: BTreeSet<&str> = names.filter(|it| anchors.contains(it)).collect();
    if known.is_empty() {
        return (String::new(), 0);
    }
    let definitions: Vec<String> = known.iter().map(|it| format!("&{it} _")).collect();
    (format!("anchors: [{}]\n", definitions.join(", ")), known.len())
}

fn mend_closed_quote(text: &str, slot: &Slot, end: usize, is_read: impl Fn(&str) -> bool) -> Vec<Fix> {
    let raw = text.as_bytes();
    let whole = slot.value.clone();
    let tail = end + scan::blanks(&raw[end..whole.end]);
    let has_tail = tail < whole.end && raw[tail] != b'#';
    let inside = &text[whole.start..end];
    if !has_tail {
        // What was understood reads; only escapes can be wrong in it.
        if (!inside.starts_with('"') || !inside.contains('\\')) && !inside.contains(yaml::is_special) {
            return Vec::new();
        }
        if is_read(inside) {
            return Vec::new();
        }
        let mended = mend_quoted(inside, is_read);
        return mended.map(|mended| replace_with(text, whole.start..end, mended)).into_iter().collect();
    }
    let range = whole.start..text_end(text, end, whole.end);
    let mended = mend_quoted(&text[range.clone()], is_read);
    mended.map(|mended| replace_with(text, range, mended)).into_iter().collect()
}

fn mend_closed_flow(text: &str, slot: &Slot, end: usize, is_read: impl Fn(&str) -> bool) -> Vec<Fix> {
    let raw = text.as_bytes();
    let whole = slot.value.clone();
    let tail = end + scan::blanks(&raw[end..whole.end]);
    let value = &text[whole.clone()];
    let is_template = value.starts_with("{{") || value.starts_with("{%");
    let kind = if is_template { RepairKind::QuoteTemplate } else { RepairKind::QuoteFlowTail };
    let has_tail = tail < whole.end && raw[tail] != b'#';
    if has_tail {
        return quote(text, whole.start, end..whole.end, kind);
    }
    let inside = &text[whole.start..end];
    if is_read(inside) {
        return Vec::new();
    }
    if is_template {
        return quote(text, whole.start, end..end, kind);
    }
    let mends = flow::mend_items(inside, &is_read);
    let shift = |range: Range<usize>| whole.start + range.start..whole.start + range.end;
    mends.into_iter().map(|(range, mended)| replace_with(text, shift(range), mended)).collect()
}

fn close_flow(text: &str, slot: &Slot, is_read: impl Fn(&str) -> bool) -> Vec<Fix> {
    let whole = slot.value.clone();
    let end = text_end(text, whole.start, whole.end);
    let value = &text[whole.start..end];
    let is_text = slot.key.as_ref().is_some_and(|key| is_key_of_text(&text[key.clone()]));
    let closers = closers(value).filter(|it| !is_text && is_read(&format!("{value}{it}")));
    match closers {
        Some(closers) => {
            let reason = format!("`{}` is never closed", &value[..1]);
            vec![Fix::new(end..end, closers, RepairKind::CloseFlow, reason)]
        }
        None => quote(text, whole.start, whole.start..whole.end, RepairKind::QuoteFlowTail),
    }
}

/// Puts quotes around the text from `start` to the end of `area`, a comment at its end left out.
fn quote(text: &str, start: usize, area: Range<usize>, kind: RepairKind) -> Vec<Fix> {
    let range = start..text_end(text, area.start, area.end);
    let with = quoted(&text[range.clone()]);
    with.map(|with| replace(text, range, with, kind)).into_iter().collect()
}

fn replace_with(text: &str, range: Range<usize>, mended: Mended) -> Fix {
    replace(text, range, mended.text, mended.kind).or_guess(mended.is_guess)
}

fn replace(text: &str, range: Range<usize>, with: String, kind: RepairKind) -> Fix {
    let reason = reason(kind, &text[range.clone()]);
    Fix::new(range, with, kind, reason)
}

/// Where the text of a value ends and a comment may begin.
///
/// In a value that has to be mended, a comment is a `#` with blanks on both sides: in
/// `Tea: blend #5` YAML has a comment too, and its author has not.
fn text_end(text: &str, from: usize, end: usize) -> usize {
    let raw = &text.as_bytes()[..end];
    let is_comment = |at: &usize| {
        raw[*at] == b'#' && *at > 0 && matches!(raw[*at - 1], b' ' | b'\t') && scan::ends_token(raw, *at + 1)
    };
    let comment = (from..end).find(is_comment).unwrap_or(end);
    comment - (raw[..comment].len() - scan::trimmed_length(&raw[..comment])).min(comment - from)
}

/// Where YAML has the text of a plain value end.
fn strict_text_end(value: &str) -> usize {
    scan::comment_behind(value.as_bytes()).map_or(value.len(), |hash| hash - 1)
}

/// Whether a colon ends a word.
fn has_colon(text: &str) -> bool {
    let raw = text.as_bytes();
    memchr::memchr_iter(b':', raw).any(|at| scan::ends_token(raw, at + 1))
}

fn kind_of_start(value: &str) -> RepairKind {
    if value.starts_with("{%") {
        return RepairKind::QuoteTemplate;
    }
    match value.as_bytes().first() {
        Some(b'@' | b'`' | b'%') => RepairKind::QuoteReserved,
        Some(b'*') => RepairKind::QuoteAlias,
        Some(b'&') => RepairKind::QuoteAnchor,
        Some(b'!') => RepairKind::QuoteTag,
        Some(b'|' | b'>') => RepairKind::QuoteBlock,
        Some(b'-') => RepairKind::QuoteDash,
        Some(b':') => RepairKind::QuoteColon,
        _ => RepairKind::QuoteIndicator,
    }
}

fn reason(kind: RepairKind, written: &str) -> String {
    let first = written.chars().next().unwrap_or_default();
    match kind {
        RepairKind::QuoteColon => "unquoted text holds a colon and a blank".to_owned(),
        RepairKind::QuoteHash => "a comment would begin inside of unquoted text".to_owned(),
        RepairKind::QuoteReserved => format!("no unquoted text starts with `{first}`"),
        RepairKind::QuoteAlias => "`*` names an alias that is not defined".to_owned(),
        RepairKind::QuoteAnchor => "`&` makes a name of the first word".to_owned(),
        RepairKind::QuoteTag => "`!` makes a tag of the first word".to_owned(),
        RepairKind::QuoteBlock => format!("text stands behind `{first}` on its line"),
        RepairKind::QuoteDash => "a list's dash stands on the line of its key".to_owned(),
        RepairKind::QuoteFlowTail => format!("text stands behind what `{first}` opens, or it is never closed"),
        RepairKind::QuoteTail => "text stands behind the closing quote".to_owned(),
        RepairKind::QuoteTemplate => "a template tag without quotes is no text".to_owned(),
        RepairKind::QuoteLineSeparator => "a line separator stands inside the text".to_owned(),
        RepairKind::EscapeBackslash => "a backslash escapes nothing".to_owned(),
        RepairKind::EscapeQuote => format!("`{first}` stands inside of quotes of its kind"),
        RepairKind::CloseQuote => format!("`{first}` is never closed"),
        _ => format!("unquoted text starts with `{first}`"),
    }
}
