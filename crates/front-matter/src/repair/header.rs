//! The defects of a YAML header, one fix each.

use std::collections::BTreeMap;
use std::ops::Range;

use super::control::Stripped;
use super::kind::RepairKind;
use super::sound::{self, SoundEntry};
use super::value::{self, Fix};
use crate::dialect::Dialect;
use crate::lines::Lines;
use crate::yaml::outline::{LooseKey, Mark, Names, Piece, Separator, Slot, is_value_below, outline, swallowing_mark};
use crate::yaml::{self, scan};

/// Which defects are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// What the strict reader refuses.
    Broken,
    /// What it reads, losing words.
    Lossy,
    Both,
}

/// What was found in a header.
#[derive(Debug, Default)]
pub(super) struct Defects {
    /// Sorted and disjoint.
    pub(super) fixes: Vec<Fix>,
    /// What is to say the same afterwards, where no fix is meant for it.
    pub(super) sound: Vec<SoundEntry>,
}

/// The defects of the text between the fences.
///
/// Nothing says that the fixes suffice: the caller reads the result.
pub(super) fn defects(original: &str, scope: Scope, dialect: Dialect) -> Defects {
    if has_merge_conflict(original) {
        return Defects::default();
    }
    let stripped = Stripped::new(original);
    let text = &*stripped.text;
    let pieces = outline(text.as_bytes(), dialect);
    let names = Names::of(text);
    let in_original = |fixes: Vec<Fix>| {
        let mut fixes = disjoint(fixes);
        for fix in &mut fixes {
            fix.range = stripped.original(&fix.range);
        }
        fixes
    };
    let (mut sound, mut fixes) = (Vec::new(), Vec::new());
    if scope != Scope::Lossy {
        let broken = in_original(broken(text, &pieces, &names, dialect));
        let broken = with_stripped(broken, original, &stripped.removed);
        (sound, fixes) = sound::spare(original, dialect, &names.anchors, &broken);
    }
    if scope != Scope::Broken {
        fixes.extend(in_original(lossy(text, &pieces, &names, dialect)));
        fixes = disjoint(fixes);
    }
    // The library ends a line there, and the scanners of this crate do not.
    let has_odd_lines = text.match_indices(yaml::is_special).any(|(at, _)| text[..at].ends_with(':'));
    for fix in &mut fixes {
        fix.is_guess |= has_odd_lines;
    }
    Defects { fixes, sound }
}

/// Both sides of a conflict are somebody's text, so neither is chosen here.
fn has_merge_conflict(text: &str) -> bool {
    Lines::new(text.as_bytes(), 0).any(|line| {
        let line = &text.as_bytes()[line.start..line.end];
        line.starts_with(b"<<<<<<<") || line.starts_with(b">>>>>>>")
    })
}

fn broken(text: &str, pieces: &[Piece], names: &Names<'_>, dialect: Dialect) -> Vec<Fix> {
    let is_mixed = !dialect.spaces_tabs() && has_mixed_indents(text);
    let mut n_entries: BTreeMap<usize, usize> = BTreeMap::new();
    for slot in pieces.iter().filter_map(as_slot).filter(|it| it.key.is_some()) {
        *n_entries.entry(slot.mapping).or_default() += 1;
    }
    let mut fixes = Vec::new();
    let mut is_in_comment = false;
    for piece in pieces {
        match piece {
            Piece::Slot(slot) => {
                let is_lonely = n_entries.get(&slot.mapping) == Some(&1);
                fixes.extend(value::mend(text, slot, is_lonely, names, dialect));
            }
            Piece::Blanks { range, width } => fixes.push(blanks(text, range.clone(), *width, is_mixed)),
            Piece::Misplaced { indent, column } => {
                let reason = "the line stands in no column of its neighbours";
                fixes.push(Fix::new(indent.clone(), " ".repeat(*column), RepairKind::Dedent, reason));
            }
            Piece::Separator(loose) => fixes.push(separator(text, loose)),
            Piece::ReservedKey { key } => {
                let written = &text[key.clone()];
                let with = format!("'{}'", written.replace('\'', "''"));
                let reason = format!("no key starts with `{}`", &written[..1]);
                fixes.push(Fix::new(key.clone(), with, RepairKind::QuoteReserved, reason));
            }
            Piece::StuckDash(at) => {
                let reason = "no space follows the dash of a list";
                fixes.push(Fix::new(*at..*at, " ", RepairKind::InsertSpace, reason));
            }
            Piece::Stray { text: line } => {
                let written = &text[line.clone()];
                let is_comment = is_in_comment || is_foreign_comment(written);
                if is_comment {
                    let reason = "the line is no YAML";
                    fixes.push(Fix::new(line.start..line.start, "# ", RepairKind::DropLine, reason));
                }
                is_in_comment = (is_in_comment || written.starts_with("<!--")) && !written.contains("-->");
            }
        }
    }
    fixes.extend(duplicates(text, pieces));
    fixes
}

fn as_slot(piece: &Piece) -> Option<&Slot> {
    match piece {
        Piece::Slot(slot) => Some(slot),
        _ => None,
    }
}

fn separator(text: &str, loose: &LooseKey) -> Fix {
    let key = &text[loose.key.clone()];
    let (kind, reason) = match loose.defect {
        Separator::Missing => (RepairKind::InsertColon, format!("the key `{key}` has no colon")),
        Separator::Stuck => (RepairKind::InsertSpace, format!("no space follows the colon of `{key}`")),
        Separator::Equals => (RepairKind::ReplaceEquals, format!("`=` follows the key `{key}`")),
        Separator::FullwidthColon => {
            (RepairKind::ReplaceFullwidthColon, format!("a full-width colon follows the key `{key}`"))
        }
        Separator::OddBlank => (RepairKind::ReplaceNbsp, format!("a no-break space follows the colon of `{key}`")),
    };
    // Only what is missing is put in, only what is wrong is replaced.
    let Range { start, end } = loose.separator;
    let (range, with) = match loose.defect {
        Separator::Stuck => (end..end, " "),
        Separator::OddBlank => (start + 1..end, &loose.wanted[1..]),
        _ => (start..end, loose.wanted),
    };
    Fix::new(range, with, kind, reason)
}

/// Whether some lines are indented by tabs and some by spaces: how wide a tab is, is a guess then.
fn has_mixed_indents(text: &str) -> bool {
    let mut lines = text.lines().map(|line| &line[..scan::blanks(line.as_bytes())]);
    let mut spaces = text.lines().filter(|it| it.starts_with(' ') && !it.trim().is_empty());
    lines.any(|it| it.contains('\t')) && spaces.next().is_some()
}

fn blanks(text: &str, range: Range<usize>, width: usize, is_mixed: bool) -> Fix {
    let has_tab = text[range.clone()].contains('\t');
    let (kind, reason) = if has_tab {
        (RepairKind::ReplaceTab, "a tab indents the line")
    } else {
        (RepairKind::ReplaceNbsp, "a blank that is none to YAML leads the line")
    };
    let starts_line = range.start == scan::line_start(text.as_bytes(), range.start);
    Fix::new(range, " ".repeat(width), kind, reason).or_guess(has_tab && is_mixed && starts_line)
}

/// The comments of HTML and of programs.
fn is_foreign_comment(line: &str) -> bool {
    ["<!--", "//", "/*", "*/"].iter().any(|mark| line.starts_with(mark))
}

/// Turns the first of two equal keys into comments.
fn duplicates(text: &str, pieces: &[Piece]) -> Vec<Fix> {
    let mut seen: BTreeMap<(usize, String), Range<usize>> = BTreeMap::new();
    let mut fixes = Vec::new();
    for (slot, end) in entries_with_ends(text, pieces) {
        let Some(key) = &slot.key else { continue };
        let name = yaml::decoded_key(text[key.clone()].as_bytes());
        let reason = format!("a second `{name}` follows");
        let Some(first) = seen.insert((slot.mapping, name), key.start..end) else { continue };
        let with = commented(&text[first.clone()], column_of(text, first.start));
        fixes.push(Fix::new(first, with, RepairKind::DuplicateKey, reason));
    }
    fixes
}

/// The entries, each with the end of its last line.
fn entries_with_ends<'p>(text: &str, pieces: &'p [Piece]) -> Vec<(&'p Slot, usize)> {
    let mut entries: Vec<(&Slot, usize)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut last_end = 0;
    for piece in pieces {
        if let Piece::Stray { text: line } = piece {
            last_end = line.end;
        }
        let Some(slot) = as_slot(piece) else { continue };
        let is_entry = slot.key.is_some();
        while let Some(index) = open.last().copied() {
            let parent = entries[index].0.parent;
            let is_over = slot.parent < parent || (is_entry && slot.parent == parent);
            if !is_over {
                break;
            }
            entries[index].1 = last_end;
            open.pop();
        }
        last_end = scan::line_end(text.as_bytes(), slot.value.end);
        if is_entry {
            open.push(entries.len());
            entries.push((slot, last_end));
        }
    }
    for index in open {
        entries[index].1 = last_end;
    }
    entries
}

/// How many bytes stand before a place on its line.
fn column_of(text: &str, at: usize) -> usize {
    at - scan::line_start(text.as_bytes(), at)
}

/// Comments in the column of the first line, whose blanks are not part of the text.
fn commented(lines: &str, column: usize) -> String {
    let mut written = String::with_capacity(lines.len() + 8);
    for line in Lines::new(lines.as_bytes(), 0) {
        let is_first = line.start == 0;
        let indent = scan::blanks(&lines.as_bytes()[line.start..line.end]);
        let kept = if is_first { 0 } else { indent.min(column) };
        let text = line.start + kept;
        written.push_str(&lines[line.start..text]);
        if text < line.end {
            written.push_str("# ");
        }
        written.push_str(&lines[text..line.next]);
    }
    written
}

/// Fixes for values that read. Nobody knows whether their authors meant what YAML reads.
fn lossy(text: &str, pieces: &[Piece], names: &Names<'_>, dialect: Dialect) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Slot(slot) = piece else { continue };
        let Some(mark) = swallowing_mark(text, slot, is_value_below(pieces, index), names) else { continue };
        let kind = match mark {
            Mark::Anchor => RepairKind::QuoteAnchor,
            Mark::Tag => RepairKind::QuoteTag,
        };
        if value::mend(text, slot, false, names, dialect).is_empty() {
            fixes.extend(value::quote_start(text, slot, kind).into_iter().map(|it| it.or_guess(true)));
        }
    }
    fixes
}

/// Sorts, and leaves out what lies inside of another fix.
fn disjoint(mut fixes: Vec<Fix>) -> Vec<Fix> {
    fixes.sort_by_key(|it| (it.range.start, it.range.end));
    let mut kept: Vec<Fix> = Vec::with_capacity(fixes.len());
    for fix in fixes {
        match kept.last_mut() {
            Some(last) if fix.range.start < last.range.end => {
                if fix.range.end > last.range.end {
                    *last = fix;
                }
            }
            Some(last) if fix.range == last.range => {}
            _ => kept.push(fix),
        }
    }
    kept
}

/// Adds the removal of forbidden characters that no fix covers.
fn with_stripped(fixes: Vec<Fix>, original: &str, removed: &[Range<usize>]) -> Vec<Fix> {
    let mut all = Vec::with_capacity(fixes.len() + removed.len());
    let mut removed = removed.iter().peekable();
    let strip = |range: &Range<usize>| {
        let c = original[range.clone()].chars().next().map_or(0, u32::from);
        let reason = format!("the character U+{c:04X} is not allowed in YAML");
        Fix::new(range.clone(), "", RepairKind::StripControl, reason)
    };
    for mut fix in fixes {
        while let Some(range) = removed.next_if(|it| it.end <= fix.range.start) {
            all.push(strip(range));
        }
        while removed.next_if(|it| it.start < fix.range.end).is_some() {
            fix.is_guess = true;
            fix.reason.push_str(", and a control character");
        }
        all.push(fix);
    }
    all.extend(removed.map(strip));
    all
}
