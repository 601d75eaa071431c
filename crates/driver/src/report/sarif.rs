//! Findings as SARIF: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", OASIS Standard 2020.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use unchaff_boilerplate::rule;
use unchaff_document::RuleId;

use super::FindingRow;
use crate::{FileError, rule_summary};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stands in paths of addresses as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A log in the making.
#[derive(Default)]
pub(super) struct Sarif {
    results: Vec<Value>,
    /// What is said of documents as wholes.
    notifications: Vec<Value>,
    /// The place of each rule in the list of those that found something.
    rules: BTreeMap<String, usize>,
}

impl Sarif {
    pub(super) fn add(&mut self, row: &FindingRow) {
        let Some(id) = row.rule.as_ref().map(ToString::to_string) else {
            let location = json!({ "physicalLocation": physical(row) });
            self.notifications.push(json!({
                "level": "note",
                "message": { "text": row.message },
                "locations": [location],
            }));
            return;
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
        self.results.push(result);
    }

    pub(super) fn finish<'e>(mut self, errors: impl Iterator<Item = &'e FileError>) -> Value {
        let mut is_successful = true;
        for error in errors {
            is_successful = false;
            self.notifications.push(json!({ "level": "error", "message": { "text": error.to_string() } }));
        }
        let mut rules = vec![Value::Null; self.rules.len()];
        for (id, index) in &self.rules {
            rules[*index] = described(id);
        }
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "unchaff",
                    "version": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                } },
                "columnKind": "unicodeCodePoints",
                "invocations": [{
                    "executionSuccessful": is_successful,
                    "toolExecutionNotifications": self.notifications,
                }],
                "results": self.results,
            }],
        })
    }
}

fn described(id: &str) -> Value {
    let Some(summary) = rule_summary(&RuleId::from(id.to_string())) else { return json!({ "id": id }) };
    let mut described = json!({ "id": id, "shortDescription": { "text": summary } });
    if let Some(rule) = rule(id) {
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
