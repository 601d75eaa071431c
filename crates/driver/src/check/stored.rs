//! The form in which a cache keeps what was found in one document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use unchaff_document::{Applicability, RuleId};

use super::Checked;
use crate::{FindingRow, FindingState, category_of, rule};

/// What was found in a document, wherever it lies: without its name, and without what follows from the rest.
#[derive(Serialize, Deserialize)]
struct StoredDocument<'a> {
    is_page: bool,
    has_no_article: bool,
    has_hexo_header: bool,
    /// The names of the rules that found something, each once.
    #[serde(borrow)]
    rules: Vec<&'a str>,
    rows: Vec<StoredRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct StoredRow<'a> {
    /// The place of its name among those of the document.
    rule: Option<usize>,
    applicability: Option<Applicability>,
    /// The place of its name in [`STATES`].
    state: usize,
    message: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: usize,
    end: usize,
    n_bytes: usize,
    insert: &'a str,
    text_hash: &'a str,
    nth: u32,
}

/// What [`FindingRow::state`] may be.
const STATES: [&str; 6] = [
    FindingRow::NOTE,
    FindingState::Applied.name(),
    FindingState::NotApplied.name(),
    FindingState::HeldBack.name(),
    FindingState::OverBudget.name(),
    FindingState::Reported.name(),
];

/// What is kept of a document.
pub(super) fn to_bytes(checked: &Checked) -> Vec<u8> {
    let Checked { rows, is_page, has_no_article, has_hexo_header } = checked;
    let (is_page, has_no_article, has_hexo_header) = (*is_page, *has_no_article, *has_hexo_header);
    let rules: BTreeSet<&str> = rows.iter().filter_map(|it| it.rule.as_ref()).map(RuleId::as_str).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let rows = rows.iter().map(|it| StoredRow::of(it, &rules)).collect();
    let document = StoredDocument { is_page, has_no_article, has_hexo_header, rules, rows };
    postcard::to_allocvec(&document).expect("memory takes plain data")
}

/// The same as it was, for a document of that name; nothing if these bytes are something else.
pub(super) fn from_bytes(bytes: &[u8], path: &str) -> Option<Checked> {
    let document = postcard::from_bytes(bytes).ok()?;
    let StoredDocument { is_page, has_no_article, has_hexo_header, rules, rows } = document;
    let rules: Vec<(RuleId, String)> = rules.into_iter().map(known_rule).collect();
    let mut checked = Checked { rows: Vec::with_capacity(rows.len()), is_page, has_no_article, has_hexo_header };
    for row in rows {
        checked.rows.push(row.row(path, &rules)?);
    }
    Some(checked)
}

/// A rule and its category.
fn known_rule(id: &str) -> (RuleId, String) {
    let id = rule(id).map_or_else(|| RuleId::from(id.to_string()), |it| it.id.clone());
    let category = category_of(&id);
    (id, category)
}

impl<'a> StoredRow<'a> {
    fn of(row: &'a FindingRow, rules: &[&str]) -> Self {
        // All of them, so that a new one cannot be forgotten.
        let FindingRow {
            path: _,
            rule,
            category: _,
            applicability,
            state,
            message,
            line,
            column,
            end_line,
            end_column,
            start,
            end,
            n_bytes,
            insert,
            text_hash,
            nth,
        } = row;
        Self {
            rule: rule.as_ref().and_then(|it| rules.binary_search(&it.as_str()).ok()),
            applicability: *applicability,
            state: STATES.iter().position(|it| it == state).expect("there are no others"),
            message,
            line: *line,
            column: *column,
            end_line: *end_line,
            end_column: *end_column,
            start: *start,
            end: *end,
            n_bytes: *n_bytes,
            insert,
            text_hash,
            nth: *nth,
        }
    }

    fn row(self, path: &str, rules: &[(RuleId, String)]) -> Option<FindingRow> {
        let (rule, category) = match self.rule {
            None => (None, None),
            Some(it) => rules.get(it).cloned().map(|(rule, category)| (Some(rule), Some(category)))?,
        };
        Some(FindingRow {
            path: path.to_string(),
            rule,
            category,
            applicability: self.applicability,
            state: STATES.get(self.state).copied()?,
            message: self.message.to_string(),
            line: self.line,
            column: self.column,
            end_line: self.end_line,
            end_column: self.end_column,
            start: self.start,
            end: self.end,
            n_bytes: self.n_bytes,
            insert: self.insert.to_string(),
            text_hash: self.text_hash.to_string(),
            nth: self.nth,
        })
    }
}
