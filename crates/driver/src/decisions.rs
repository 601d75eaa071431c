//! What a person has said of findings.

use std::{borrow::Cow, collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};
use unchaff_boilerplate::Verdicts;

use crate::{
    CleanOptions, FileError, Finding, FindingState, Format, Identity, NO_BUDGET, clean,
    files::{Sync, write},
    findings,
    protected::words_of,
};

/// The version of the format of decisions.
const VERSION: u32 = 1;

/// What a person has said of findings: of all of a rule, of all in a file, of single ones. What is said of less counts
/// more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// By the name of the rule.
    pub rules: BTreeMap<String, Decision>,
    /// By the path of the document ([`Input::name`](crate::Input::name)).
    pub files: BTreeMap<String, Decision>,
    /// Of single findings, by the path of their document, then by their rule and what they are known by.
    pub findings: BTreeMap<String, BTreeMap<(String, Identity), Decision>>,
}

/// Whether what was found goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It goes, Unsafe or not.
    Accept,
    /// It stays.
    Reject,
}

/// Decisions as they stand in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionsFile {
    #[serde(rename = "unchaff-decisions")]
    version: u32,
    #[serde(default)]
    rules: BTreeMap<String, Decision>,
    #[serde(default)]
    files: BTreeMap<String, Decision>,
    #[serde(default)]
    edits: Vec<DecidedEdit>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct DecidedEdit {
    path: String,
    rule: String,
    text: String,
    nth: u32,
    decision: Decision,
}

impl Decisions {
    /// Reads a file of decisions.
    ///
    /// # Errors
    /// If it cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let text = fs::read(path).map_err(|it| FileError::io(path, "read", &it))?;
        let file: DecisionsFile = serde_json::from_slice(&text).map_err(|it| {
            FileError::new(path, format!("no decisions: {it} (`unchaff review` writes files of decisions)"))
        })?;
        if file.version != VERSION {
            let message = format!("decisions of version {}: this program reads version {VERSION}", file.version);
            return Err(FileError::new(path, message));
        }
        let mut decisions = Self { rules: file.rules, files: file.files, findings: BTreeMap::new() };
        for DecidedEdit { path, rule, text, nth, decision } in file.edits {
            decisions.findings.entry(path).or_default().insert((rule, Identity { text, nth }), decision);
        }
        Ok(decisions)
    }

    /// Writes them as a file; what stood there is replaced.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        write(path, self.to_json().as_bytes(), None, Sync::Now)
    }

    /// What a file of them holds: the same decisions, the same bytes.
    pub fn to_json(&self) -> String {
        let mut edits = Vec::new();
        for (path, findings) in &self.findings {
            for ((rule, Identity { text, nth }), decision) in findings {
                let (path, rule, text) = (path.clone(), rule.clone(), text.clone());
                edits.push(DecidedEdit { path, rule, text, nth: *nth, decision: *decision });
            }
        }
        edits.sort();
        let file = DecisionsFile { version: VERSION, rules: self.rules.clone(), files: self.files.clone(), edits };
        let mut text = serde_json::to_string_pretty(&file).expect("texts and numbers are JSON");
        text.push('\n');
        text
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len() + self.files.len() + self.findings.values().map(BTreeMap::len).sum::<usize>()
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was said of a finding in a document.
    pub fn of(&self, path: &str, finding: &Finding) -> Option<Decision> {
        let key = (finding.rule.to_string(), finding.identity.clone());
        let own = self.findings.get(path).and_then(|it| it.get(&key));
        own.or_else(|| self.files.get(path)).or_else(|| self.rules.get(finding.rule.as_str())).copied()
    }

    /// How a document is cleaned if these decisions count, and how many of those that name a single finding of it name
    /// nothing that is there.
    pub fn applied<'o>(
        &self,
        path: &str,
        source: &[u8],
        format: Format,
        options: &'o CleanOptions,
    ) -> (Cow<'o, CleanOptions>, usize) {
        let own = self.findings.get(path);
        if own.is_none() && self.rules.is_empty() && !self.files.contains_key(path) {
            return (Cow::Borrowed(options), 0);
        }
        let found = findings(source, &clean(source, format, options));
        let is_there =
            |it: &&Finding| own.is_some_and(|own| own.contains_key(&(it.rule.to_string(), it.identity.clone())));
        let n_stale = own.map_or(0, BTreeMap::len) - found.iter().filter(is_there).count();
        let mut verdicts = Verdicts::default();
        for finding in &found {
            match (self.of(path, finding), finding.state) {
                // Blanks around it belong to its neighbours as well, which may have to go.
                (Some(Decision::Reject), _) => verdicts.rejected.push(words_of(source, finding.span)),
                (Some(Decision::Accept), FindingState::NotApplied) => verdicts.accepted.push(finding.span),
                _ => {}
            }
        }
        verdicts.accepted.sort_unstable();
        let budget = match self.files.get(path) {
            Some(Decision::Accept) => NO_BUDGET,
            _ => options.budget,
        };
        (Cow::Owned(CleanOptions { verdicts, budget, ..options.clone() }), n_stale)
    }
}
