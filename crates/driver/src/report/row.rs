//! What is told of one finding.

use std::ops::Range;

use serde::Serialize;
use unchaff_document::{Applicability, RuleId};

use crate::{Finding, Lines, Note, category_of, place::words_of};

/// What is told of one finding, or of a whole document that was not looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FindingRow {
    /// The document, as it was named.
    pub path: String,
    /// The rule; nothing for what is said of the document itself.
    pub rule: Option<RuleId>,
    /// The category of the rule.
    pub category: Option<String>,
    /// Whether it is made without asking; nothing for what is only reported.
    pub applicability: Option<Applicability>,
    /// What became of it: `applied`, `not-applied`, `held-back`, `over-budget`, `reported`, or `note`.
    pub state: &'static str,
    /// What the rule saw, or what is said of the document.
    pub message: String,
    /// Where it starts: line and column, both counted from 1, the column in characters.
    pub line: usize,
    /// See `line`.
    pub column: usize,
    /// Where it ends: behind its last character that is no blank, if it has others.
    pub end_line: usize,
    /// See `end_line`.
    pub end_column: usize,
    /// Its first byte in the file.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
    /// How many of these bytes go; between the parts of a repair some stay.
    #[serde(skip)]
    pub n_bytes: usize,
    /// What stands there instead, if it is applied.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub insert: String,
    /// What it is known by in its document, with its rule: a hash of its text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text_hash: String,
    /// Which one it is of those with the same hash.
    #[serde(skip_serializing_if = "is_zero")]
    pub nth: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(it: &u32) -> bool {
    *it == 0
}

impl FindingRow {
    /// What [`state`](Self::state) says where something is said of the document itself.
    pub const NOTE: &str = "note";

    /// A finding in a document.
    pub fn of_finding(path: &str, source: &[u8], lines: &Lines<'_>, finding: &Finding) -> Self {
        let Finding { span, rule, applicability, state, evidence, identity, .. } = finding;
        let last = words_of(source, *span).end as usize;
        Self {
            rule: Some(rule.clone()),
            category: Some(category_of(rule)),
            applicability: *applicability,
            n_bytes: finding.n_bytes(),
            insert: String::from_utf8_lossy(&finding.insert(source)).into_owned(),
            text_hash: identity.text.clone(),
            nth: identity.nth,
            ..Self::at(path, lines, span.range(), last, state.name(), evidence.to_string())
        }
    }

    /// What is said of a document.
    pub fn of_note(path: &str, lines: &Lines<'_>, note: &Note) -> Self {
        let at = note.offset();
        Self::at(path, lines, at..at, at, Self::NOTE, note.to_string())
    }

    /// What is told of bytes, of which those from `last` on are blanks.
    fn at(
        path: &str,
        lines: &Lines<'_>,
        bytes: Range<usize>,
        last: usize,
        state: &'static str,
        message: String,
    ) -> Self {
        let (line, column) = lines.place(bytes.start);
        let (end_line, end_column) = lines.place(last);
        Self {
            path: path.to_string(),
            rule: None,
            category: None,
            applicability: None,
            state,
            message,
            line,
            column,
            end_line,
            end_column,
            start: bytes.start,
            end: bytes.end,
            n_bytes: bytes.len(),
            insert: String::new(),
            text_hash: String::new(),
            nth: 0,
        }
    }
}
