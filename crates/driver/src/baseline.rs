//! Findings that are known already.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use crate::{FileError, FindingRow, versioned::Versioned};

/// Findings that are known already, and that `check` need not tell again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// By the path of the document ([`Input::name`](crate::Input::name)), the rule, and the hash of the text how many
    /// there are.
    known: BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    #[serde(rename = "unchaff-baseline")]
    version: u32,
    findings: BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>,
}

impl Versioned for BaselineFile {
    const VERSION: u32 = 1;
    const NAME: &str = "baseline";
    const WRITTEN_BY: &str = "`unchaff check --write-baseline FILE` writes one";

    fn version(&self) -> u32 {
        self.version
    }
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// If it cannot be read, or is none.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        Ok(Self { known: BaselineFile::read(path)?.findings })
    }

    /// Writes it as a file; what stood there is replaced.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        BaselineFile { version: BaselineFile::VERSION, findings: self.known.clone() }.write(path)
    }

    /// Whether it knows a document.
    pub fn has(&self, path: &str) -> bool {
        self.known.contains_key(path)
    }

    /// Whether it knows nothing.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Adds a finding of a document. What is said of the document itself is none.
    pub fn add(&mut self, path: &str, row: &FindingRow) {
        let Some(rule) = &row.rule else { return };
        let rules = self.known.entry(path.to_string()).or_default();
        let texts = rules.entry(rule.to_string()).or_default();
        *texts.entry(row.text_hash.clone()).or_default() += 1;
    }

    /// Whether a finding of a document is known: of those that say the same, as many as were there.
    pub fn knows(&self, path: &str, row: &FindingRow) -> bool {
        let Some(rule) = &row.rule else { return false };
        let texts = self.known.get(path).and_then(|it| it.get(rule.as_str()));
        texts.and_then(|it| it.get(&row.text_hash)).is_some_and(|n| row.nth <= *n)
    }
}
