//! Headers whose fences are not the strict ones.

use std::ops::Range;

use super::Repair;
use super::kind::RepairKind;
use crate::json;
use crate::lines::{Line, Lines};
use crate::place::BOM;
use crate::splice::Splice;
use crate::yaml::scan;

/// What might make a header of the start of a file; the caller tries one after another.
pub(super) fn candidates(source: &[u8]) -> Vec<Repair> {
    let start = if source.starts_with(BOM) { BOM.len() } else { 0 };
    let found =
        [leading_blanks(source, start), long_fence(source, start), language(source, start), toml(source, start)];
    found.into_iter().flatten().collect()
}

/// What might mend a broken header by reading it as TOML.
pub(super) fn as_toml(source: &[u8]) -> Vec<Repair> {
    let start = if source.starts_with(BOM) { BOM.len() } else { 0 };
    toml(source, start).into_iter().collect()
}

/// What might mend a broken header by reading it as YAML.
pub(super) fn as_yaml(source: &[u8]) -> Vec<Repair> {
    let start = if source.starts_with(BOM) { BOM.len() } else { 0 };
    yaml(source, start).into_iter().collect()
}

fn leading_blanks(source: &[u8], start: usize) -> Option<Repair> {
    let first = Lines::new(source, start).find(|line| !is_blank(&source[line.start..line.end]))?;
    if first.start == start {
        return None;
    }
    let reason = "blank lines stand before the header".to_owned();
    Some(repair(RepairKind::StripLeadingBlank, vec![splice(start..first.start, "")], reason))
}

/// `------` above, the same or `---` below.
fn long_fence(source: &[u8], start: usize) -> Option<Repair> {
    let opening = Lines::new(source, start).next()?;
    let mark = text(source, opening);
    if mark.len() < 4 || mark.iter().any(|it| *it != b'-') {
        return None;
    }
    let closing = Lines::new(source, opening.next).find(|line| [mark, b"---"].contains(&text(source, *line)))?;
    let long = [opening, closing].into_iter().filter(|line| text(source, *line) == mark);
    let splices = long.map(|line| splice(line.start + 3..line.start + mark.len(), "")).collect();
    let reason = format!("a fence of {} dashes", mark.len());
    Some(repair(RepairKind::FenceLong, splices, reason))
}

/// `---json`, `---toml`, `---yaml`.
fn language(source: &[u8], start: usize) -> Option<Repair> {
    let opening = Lines::new(source, start).next()?;
    let name = text(source, opening).strip_prefix(b"---")?.trim_ascii().to_ascii_lowercase();
    let closing = closing(source, opening, b"---")?;
    let after_mark = opening.start + 3..opening.end;
    let splices = match &*name {
        b"yaml" | b"yml" => vec![splice(after_mark, "")],
        b"toml" => vec![splice(opening.start..opening.end, "+++"), splice(mark(closing), "+++")],
        b"json" => json_splices(source, opening, closing),
        _ => return None,
    };
    let name = String::from_utf8_lossy(&name).into_owned();
    Some(repair(RepairKind::FenceLanguage, splices, format!("the fence names the language `{name}`")))
}

/// An object needs no fences; members without braces stand between `;;;`.
fn json_splices(source: &[u8], opening: Line, closing: Line) -> Vec<Splice> {
    let raw = &source[opening.next..closing.start];
    let lead = raw.iter().position(|it| !it.is_ascii_whitespace()).unwrap_or(raw.len());
    let object = opening.next + lead;
    let is_object = source[object] == b'{';
    let end = is_object.then(|| json::object_end(source, object)).flatten().filter(|end| *end <= closing.start);
    let Some(end) = end else {
        return vec![splice(opening.start..opening.end, ";;;"), splice(mark(closing), ";;;")];
    };
    let is_alone = source[end..closing.start].iter().all(u8::is_ascii_whitespace);
    if !is_alone {
        return Vec::new();
    }
    // The line end of the closing fence ends the object's line.
    vec![splice(opening.start..object, ""), splice(end..closing.end, "")]
}

/// `title = "Snow"` between `---`.
fn toml(source: &[u8], start: usize) -> Option<Repair> {
    let opening = Lines::new(source, start).next().filter(|line| text(source, *line) == b"---")?;
    let closing = closing(source, opening, b"---")?;
    let raw = &source[opening.next..closing.start];
    // To save a parse: TOML has an entry or a table on its first line.
    let first = scan::first_content(raw)?;
    let line = &raw[first..scan::line_end(raw, first)];
    if !line.contains(&b'=') && !line.starts_with(b"[") {
        return None;
    }
    let splices = [opening, closing].map(|line| splice(mark(line), "+++"));
    Some(repair(RepairKind::TomlInYamlFence, splices.to_vec(), "TOML stands between fences of YAML".to_owned()))
}

/// `title: Snow` between `+++` or `;;;`.
fn yaml(source: &[u8], start: usize) -> Option<Repair> {
    let opening = Lines::new(source, start).next()?;
    let fence = text(source, opening);
    if !matches!(fence, b"+++" | b";;;") {
        return None;
    }
    let closing = closing(source, opening, fence)?;
    let raw = &source[opening.next..closing.start];
    let first = scan::first_content(raw)?;
    if raw[first] == b'"' || !scan::is_entry(raw, first) || has_toml_entry(raw) {
        return None;
    }
    let splices = [opening, closing].map(|line| splice(mark(line), "---"));
    Some(repair(
        RepairKind::YamlInOtherFence,
        splices.to_vec(),
        "YAML stands between fences of another language".to_owned(),
    ))
}

/// Whether a line that is not indented looks like `title = Snow`: to YAML `=` is a part of words.
fn has_toml_entry(raw: &[u8]) -> bool {
    Lines::new(raw, 0).any(|line| {
        let line = &raw[line.start..line.end];
        let Some(length) = line.iter().position(|it| *it == b'=') else { return false };
        let word = &line[..length];
        !word.is_empty() && !matches!(word[0], b' ' | b'\t' | b'#' | b'-') && !word.contains(&b':')
    })
}

fn closing(source: &[u8], opening: Line, fence: &[u8]) -> Option<Line> {
    Lines::new(source, opening.next).find(|line| text(source, *line) == fence)
}

/// The three bytes of a fence.
fn mark(line: Line) -> Range<usize> {
    line.start..line.start + 3
}

/// A line without trailing blanks.
fn text(source: &[u8], line: Line) -> &[u8] {
    let text = &source[line.start..line.end];
    &text[..scan::trimmed_length(text)]
}

fn is_blank(line: &[u8]) -> bool {
    scan::trimmed_length(line) == 0
}

fn splice(range: Range<usize>, with: &str) -> Splice {
    Splice { range, bytes: with.as_bytes().to_vec() }
}

fn repair(kind: RepairKind, splices: Vec<Splice>, reason: String) -> Repair {
    Repair { kind, splices, is_guess: kind.is_always_guess(), reason }
}
