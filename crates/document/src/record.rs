//! What the ledger remembers of a document, and the way back.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{Applicability, EditSet, Evidence, RuleId};

/// The version of the ledger's format that this crate writes.
pub const FORMAT_VERSION: u32 = 1;

/// The first line of a segment of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHeader {
    /// The version of the format: [`FORMAT_VERSION`].
    pub unchaff_ledger: u32,
    /// The version of the program that wrote the segment.
    pub version: String,
    /// The settings of the run, by name.
    pub settings: BTreeMap<String, String>,
}

/// What one run did to one document: a line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// The path below the folder that holds the ledger, with `/` between its parts.
    pub path: RecordedBytes,
    /// Hash of the file before.
    pub input: String,
    /// Hash of the file after.
    pub output: String,
    /// What happened, in order. Offsets count bytes of the input.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<RecordedEdit>,
    /// The document that was kept in its place; such a document was left out, not edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<RecordedBytes>,
    /// The document of which this is a conversion, by its path below its own folder. Its edits are the bytes that went;
    /// what stayed was written anew, so no way leads back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub converted_from: Option<RecordedBytes>,
}

/// An edit together with the bytes it removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedEdit {
    /// The first removed byte.
    pub start: u32,
    /// The first byte behind them.
    pub end: u32,
    /// What was put there instead.
    #[serde(default, skip_serializing_if = "RecordedBytes::is_empty")]
    pub insert: RecordedBytes,
    /// The rule.
    pub rule: RuleId,
    /// Safe or Unsafe.
    pub applicability: Applicability,
    /// What the rule saw.
    pub evidence: Evidence,
    /// The bytes that stood there.
    pub removed: RecordedBytes,
}

impl RecordedEdit {
    /// The edits of a set, with what they remove from `source`.
    pub fn of(edits: &EditSet, source: &[u8]) -> Vec<Self> {
        let record = |edit: &crate::Edit| Self {
            start: edit.span.start,
            end: edit.span.end,
            insert: RecordedBytes(edit.insert.clone()),
            rule: edit.rule.clone(),
            applicability: edit.applicability,
            evidence: edit.evidence.clone(),
            removed: RecordedBytes(source[edit.span.range()].to_vec()),
        };
        edits.edits().iter().map(record).collect()
    }
}

/// Bytes in JSON: a string where they are UTF-8, else `{"base64": "..."}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordedBytes(pub Vec<u8>);

impl RecordedBytes {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BytesInJson {
    Text(String),
    Base64 { base64: String },
}

impl Serialize for RecordedBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => serializer.serialize_str(text),
            Err(_) => BytesInJson::Base64 { base64: BASE64.encode(&self.0) }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for RecordedBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match BytesInJson::deserialize(deserializer)? {
            BytesInJson::Text(text) => Ok(Self(text.into_bytes())),
            BytesInJson::Base64 { base64 } => BASE64.decode(base64).map(Self).map_err(D::Error::custom),
        }
    }
}

/// The edits do not fit the file: it is not what they left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTheOutput {
    /// Offset in the file at which the first edit did not fit.
    pub at: usize,
}

impl fmt::Display for NotTheOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the recorded edits do not fit the file at byte {}", self.at)
    }
}

impl std::error::Error for NotTheOutput {}

/// Gives back the input of a document from its output and its recorded edits.
///
/// # Errors
/// If the edits are not those that made `output`. Compare hashes as well: an output that was changed
/// between two edits cannot be told here.
pub fn restore(output: &[u8], edits: &[RecordedEdit]) -> Result<Vec<u8>, NotTheOutput> {
    let removed: usize = edits.iter().map(|it| it.removed.0.len()).sum();
    let mut input = Vec::with_capacity(output.len() + removed);
    let mut at = 0;
    for edit in edits {
        let misfit = NotTheOutput { at };
        let kept = (edit.start as usize).checked_sub(input.len()).ok_or(misfit)?;
        input.extend_from_slice(output.get(at..at + kept).ok_or(misfit)?);
        at += kept;
        if !output[at..].starts_with(&edit.insert.0)
            || (edit.end - edit.start.min(edit.end)) as usize != edit.removed.0.len()
        {
            return Err(NotTheOutput { at });
        }
        at += edit.insert.0.len();
        input.extend_from_slice(&edit.removed.0);
    }
    input.extend_from_slice(&output[at..]);
    Ok(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Edit, Span, settle};

    fn edits(spans: &[(u32, u32, &str)]) -> EditSet {
        let edit = |(start, end, insert): &(u32, u32, &str)| Edit {
            span: Span::new(*start, *end),
            insert: insert.as_bytes().to_vec(),
            rule: RuleId::new("test"),
            applicability: Applicability::Safe,
            evidence: Evidence::Phrase("p".into()),
            repair: None,
        };
        settle(spans.iter().map(edit).collect())
    }

    #[test]
    fn output_and_record_give_the_input() {
        let input = b"one two \xff three";
        let set = edits(&[(0, 4, ""), (4, 7, "2"), (8, 9, "")]);
        let record = RecordedEdit::of(&set, input);
        let line = serde_json::to_string(&record).expect("records are plain data");
        assert!(line.contains(r#""removed":"two""#) && line.contains(r#"{"base64":"/w=="}"#), "{line}");
        let back: Vec<RecordedEdit> = serde_json::from_str(&line).expect("what was written");
        assert_eq!(restore(&set.apply(input), &back).expect("the output"), input);
    }

    #[test]
    fn another_file_is_refused() {
        let record = RecordedEdit::of(&edits(&[(4, 7, "2")]), b"one two three");
        assert_eq!(restore(b"one", &record), Err(NotTheOutput { at: 0 }));
        assert_eq!(restore(b"one 3 three", &record), Err(NotTheOutput { at: 4 }));
    }
}
