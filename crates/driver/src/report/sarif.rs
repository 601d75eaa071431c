//! Findings as SARIF: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", OASIS Standard 2020.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use unchaff_boilerplate::rule;
use unchaff_document::RuleId;

use super::FindingRow;
use crate::{FileError, rule_summary};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stands in paths of addresses as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A log in the making. Results are written as they come; what is only known in the end stands behind them.
#[derive(Default)]
pub(super) struct Sarif {
    /// What is said of documents as wholes, each as JSON.
    notifications: Vec<String>,
    /// The place of each rule in the list of those that found something.
    rules: BTreeMap<RuleId, usize>,
    n_results: usize,
}

impl Sarif {
    pub(super) fn add(&mut self, out: &mut impl Write, row: &FindingRow) -> io::Result<()> {
        let Some(id) = &row.rule else {
            let location = json!({ "physicalLocation": physical(row) });
            let note = json!({ "level": "note", "message": { "text": row.message }, "locations": [location] });
            self.notifications.push(note.to_string());
            return Ok(());
        };
        let next = self.rules.len();
        let index = *self.rules.entry(id.clone()).or_insert(next);
        let mut result = json!({
            "ruleId": id,
            "ruleIndex": index,
            "level": if row.state == "applied" { "warning" } else { "note" },
            "message": { "text": format!("{id}: {}", row.message) },
            "locations": [{ "physicalLocation": physical(row) }],
            "partialFingerprints": { "unchaffText/v1": format!("{}:{}", row.text_hash, row.nth) },
            "properties": { "state": row.state, "applicability": row.applicability },
        });
        if row.applicability.is_some() && row.state != "held-back" {
            let mut replacement = json!({ "deletedRegion": bytes(row) });
            if !row.insert.is_empty() {
                replacement["insertedContent"] = json!({ "text": row.insert });
            }
            result["fixes"] =
                json!([{ "artifactChanges": [{ "artifactLocation": artifact(row), "replacements": [replacement] }] }]);
        }
        let before = if self.n_results == 0 { head() } else { ",\n".to_string() };
        self.n_results += 1;
        write!(out, "{before}{result}")
    }

    pub(super) fn finish<'e>(
        mut self,
        out: &mut impl Write,
        errors: impl Iterator<Item = &'e FileError>,
    ) -> io::Result<()> {
        let mut is_successful = true;
        for error in errors {
            is_successful = false;
            let error = json!({ "level": "error", "message": { "text": error.to_string() } });
            self.notifications.push(error.to_string());
        }
        let mut rules = vec![Value::Null; self.rules.len()];
        for (id, index) in &self.rules {
            rules[*index] = described(id);
        }
        let driver = json!({
            "name": "unchaff",
            "version": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules,
        });
        if self.n_results == 0 {
            write!(out, "{}", head())?;
        }
        write!(out, "\n],\n\"invocations\": [{{\"executionSuccessful\":{is_successful},")?;
        writeln!(out, "\"toolExecutionNotifications\":[{}]}}],", self.notifications.join(",\n"))?;
        writeln!(out, "\"tool\": {{\"driver\":{driver}}}\n}}]\n}}")
    }
}

/// All that stands before the first result.
fn head() -> String {
    format!(
        "{{\n\"$schema\": \"{SCHEMA}\",\n\"version\": \"2.1.0\",\n\
         \"runs\": [{{\n\"columnKind\": \"unicodeCodePoints\",\n\"results\": [\n"
    )
}

fn described(id: &RuleId) -> Value {
    let Some(summary) = rule_summary(id) else { return json!({ "id": id }) };
    let mut described = json!({ "id": id, "shortDescription": { "text": summary } });
    if let Some(rule) = rule(id.as_str()) {
        described["help"] = json!({ "text": rule.explanation, "markdown": rule.explanation });
        described["properties"] = json!({ "category": rule.category.to_string() });
    }
    described
}

fn physical(row: &FindingRow) -> Value {
    let mut region = bytes(row);
    for (key, value) in
        [("startLine", row.line), ("startColumn", row.column), ("endLine", row.end_line), ("endColumn", row.end_column)]
    {
        region[key] = json!(value);
    }
    json!({ "artifactLocation": artifact(row), "region": region })
}

fn bytes(row: &FindingRow) -> Value {
    json!({ "byteOffset": row.start, "byteLength": row.end - row.start })
}

fn artifact(row: &FindingRow) -> Value {
    let path = row.path.strip_prefix("./").unwrap_or(&row.path);
    let uri = utf8_percent_encode(path, PATH).to_string();
    // An absolute path is one of its own; all others are seen from the top of the repository.
    if path.starts_with('/') {
        json!({ "uri": format!("file://{uri}") })
    } else {
        json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
    }
}
