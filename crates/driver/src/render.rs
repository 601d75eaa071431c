//! Input and outcome of one document, for people.

use std::fmt::Write;

use unchaff_document::{Edit, Span};

use crate::{Cleaned, Lines, RunSummary};

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RenderOptions {
    /// How many unchanged lines are shown around a change; all of them if `None`.
    pub context: Option<usize>,
    /// Whether removed and new lines are coloured for a terminal.
    pub is_coloured: bool,
    /// Whether places are lines and columns, as people look for them, not bytes.
    pub has_lines: bool,
}

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const RESET: &str = "\u{1b}[0m";

/// Shows a document with its edits: every line, what was removed (`-`), what stands there instead (`+`),
/// and then a list of what was found.
pub fn render(source: &[u8], cleaned: &Cleaned, options: RenderOptions) -> String {
    let lines = lines(source, cleaned.edits.edits());
    let mut shown = String::new();
    let is_near = |index: usize| {
        let Some(context) = options.context else { return true };
        let (from, to) = (index.saturating_sub(context), (index + context + 1).min(lines.len()));
        lines[from..to].iter().any(|it| it.mark != ' ')
    };
    let mut skipped = 0;
    for (index, line) in lines.iter().enumerate() {
        if !is_near(index) {
            skipped += 1;
            continue;
        }
        if skipped > 0 {
            skip(&mut shown, skipped);
            skipped = 0;
        }
        let (colour, reset) = match line.mark {
            '-' if options.is_coloured => (RED, RESET),
            '+' if options.is_coloured => (GREEN, RESET),
            _ => ("", ""),
        };
        let text = if line.mark == ' ' { plain(&line.text) } else { visible(&line.text) };
        let separator = if text.is_empty() { "" } else { " " };
        let _ = writeln!(shown, "{colour}{} │{separator}{text}{reset}", line.mark);
    }
    if skipped > 0 && options.context.is_some() && skipped < lines.len() {
        skip(&mut shown, skipped);
    }
    let mut summary = RunSummary::default();
    summary.count(source, cleaned);
    let mended = match summary.n_mended() {
        0 => String::new(),
        1 => ", 1 passage mended".to_owned(),
        n => format!(", {n} passages mended"),
    };
    let _ = writeln!(shown, "removed {} of {} bytes{mended}", summary.n_removed(), source.len());
    let lines = options.has_lines.then(|| Lines::new(source));
    let place = |span: Span| match &lines {
        None => format!("{}..{}", span.start, span.end),
        Some(lines) => {
            let (line, column) = lines.place(span.start as usize);
            format!("{line}:{column}")
        }
    };
    let list = |shown: &mut String, title: &str, edits: &[Edit]| {
        shown.push_str(if edits.is_empty() { "" } else { title });
        for it in edits {
            let _ = writeln!(shown, "  {}  {}  {}  {}", place(it.span), it.rule, it.applicability, it.evidence);
        }
    };
    list(&mut shown, "", cleaned.edits.edits());
    list(&mut shown, "not applied (unsafe):\n", &cleaned.unapplied);
    let why = if cleaned.is_over_budget() { "too much would go" } else { "what stays would change its meaning" };
    list(&mut shown, &format!("held back ({why}):\n"), &cleaned.held_back);
    if !cleaned.reports.is_empty() {
        shown.push_str("reported:\n");
        for it in &cleaned.reports {
            let _ = writeln!(shown, "  {}  {}  {}", place(it.span), it.rule, it.evidence);
        }
    }
    for note in &cleaned.notes {
        let _ = writeln!(shown, "note: {note}");
    }
    shown
}

fn skip(shown: &mut String, n_lines: usize) {
    let _ = writeln!(shown, "  ┊ {n_lines} unchanged line{}", if n_lines == 1 { "" } else { "s" });
}

struct Line {
    mark: char,
    text: String,
}

/// The lines of the original, marked; behind a changed line the line it became.
fn lines(source: &[u8], edits: &[Edit]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut edits = edits.iter().peekable();
    // What is left of lines whose end was removed: it joins the next line.
    let mut carried = String::new();
    let mut start = 0;
    while start < source.len() {
        let end = memchr::memchr(b'\n', &source[start..]).map_or(source.len(), |it| start + it + 1);
        let mut kept = Vec::new();
        let mut at = start;
        let mut is_touched = false;
        while let Some(edit) = edits.peek().filter(|it| (it.span.start as usize) < end) {
            let range = edit.span.range();
            is_touched = true;
            if range.start >= at {
                kept.extend_from_slice(&source[at..range.start]);
                kept.extend_from_slice(&edit.insert);
            }
            at = range.end.min(end);
            if range.end > end {
                break; // it goes on in the next line
            }
            edits.next();
        }
        kept.extend_from_slice(&source[at.max(start)..end]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let original = text(&source[start..end]);
        // Whole lines before this one, which stays.
        let inserted =
            (is_touched && carried.is_empty()).then(|| text(&kept)).filter(|it| it.ends_with(&format!("\n{original}")));
        if let Some(inserted) = inserted {
            let inserted = &inserted[..inserted.len() - original.len()];
            lines.extend(inserted.split_inclusive('\n').map(|it| Line { mark: '+', text: it.to_owned() }));
            lines.push(Line { mark: ' ', text: original });
        } else if !is_touched && carried.is_empty() {
            lines.push(Line { mark: ' ', text: original });
        } else {
            lines.push(Line { mark: '-', text: original });
            carried.push_str(&text(&kept));
            let is_complete = carried.ends_with('\n') || end == source.len();
            if is_complete && !carried.is_empty() {
                lines.push(Line { mark: '+', text: std::mem::take(&mut carried) });
            }
        }
        start = end;
    }
    lines
}

/// A line without its end.
fn plain(text: &str) -> String {
    harmless(text.trim_end_matches(['\n', '\r']))
}

/// A line whose blanks at the end can be seen.
fn visible(text: &str) -> String {
    let line = text.trim_end_matches('\n');
    let content = line.trim_end();
    let mut shown = harmless(content);
    for blank in line[content.len()..].chars() {
        shown.push(match blank {
            ' ' => '·',
            '\t' => '⇥',
            '\u{a0}' => '⍽',
            '\r' => '␍',
            other => other,
        });
    }
    shown
}

/// Text that does nothing to a terminal: control characters are shown by their pictures.
pub fn harmless(text: &str) -> String {
    // In UTF-8 the control characters that are no ASCII begin with this byte.
    const WIDE: u8 = 0xc2;
    if text.bytes().all(|it| it >= b' ' && it != 0x7f && it != WIDE) {
        return text.to_string();
    }
    let picture = |it: char| match it {
        '\t' => it,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(it)).unwrap_or('�'),
        '\u{7f}' => '␡',
        it if it.is_control() => '�',
        it => it,
    };
    text.chars().map(picture).collect()
}
