//! What a person has said of findings.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::{Deserialize, Serialize};
use unchaff_boilerplate::Verdicts;

use crate::{
    CleanOptions, FileError, Finding, FindingState, Format, Identity, NO_BUDGET, Note, clean, findings,
    place::words_of, versioned::Versioned,
};

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

impl Versioned for DecisionsFile {
    const VERSION: u32 = 1;
    const NAME: &str = "decisions";
    const WRITTEN_BY: &str = "`unchaff review` writes files of decisions";

    fn version(&self) -> u32 {
        self.version
    }
}

impl From<DecisionsFile> for Decisions {
    fn from(file: DecisionsFile) -> Self {
        let mut findings: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for DecidedEdit { path, rule, text, nth, decision } in file.edits {
            findings.entry(path).or_default().insert((rule, Identity { text, nth }), decision);
        }
        Self { rules: file.rules, files: file.files, findings }
    }
}

impl From<&Decisions> for DecisionsFile {
    fn from(decisions: &Decisions) -> Self {
        let mut edits = Vec::new();
        for (path, findings) in &decisions.findings {
            for ((rule, Identity { text, nth }), decision) in findings {
                let (path, rule, text) = (path.clone(), rule.clone(), text.clone());
                edits.push(DecidedEdit { path, rule, text, nth: *nth, decision: *decision });
            }
        }
        edits.sort();
        Self { version: Self::VERSION, rules: decisions.rules.clone(), files: decisions.files.clone(), edits }
    }
}

impl Decisions {
    /// Reads a file of decisions.
    ///
    /// # Errors
    /// If it cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        DecisionsFile::read(path).map(Self::from)
    }

    /// Reads what a file of decisions holds.
    ///
    /// # Errors
    /// If it is something else: what was expected, for people.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        DecisionsFile::parse(text).map(Self::from)
    }

    /// Writes them as a file; what stood there is replaced.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        DecisionsFile::from(self).write(path)
    }

    /// What a file of them holds: the same decisions, the same bytes.
    pub fn to_json(&self) -> String {
        DecisionsFile::from(self).to_json()
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

    /// How a document is cleaned if these decisions count, and what is to be said of those that speak of nothing any
    /// more.
    ///
    /// What is rejected stays, whatever finds it now: if it is not found as it was when it was rejected, every place with
    /// the same text is kept. If a document is over its budget, what is accepted there goes and all else stays.
    pub fn applied<'o>(
        &self,
        path: &str,
        source: &[u8],
        format: Format,
        options: &'o CleanOptions,
    ) -> (Cow<'o, CleanOptions>, Option<Note>) {
        let own = self.findings.get(path);
        let of_file = self.files.get(path);
        if own.is_none() && of_file.is_none() && self.rules.is_empty() {
            return (Cow::Borrowed(options), None);
        }
        let is_accepted = |it: &BTreeMap<_, Decision>| it.values().any(|it| *it == Decision::Accept);
        let may_go = of_file == Some(&Decision::Accept) || own.is_some_and(is_accepted);
        if of_file == Some(&Decision::Reject) && !may_go {
            return (Cow::Owned(options.without_rules()), None);
        }
        let mut options = options.clone();
        if !may_go {
            self.rules.iter().filter(|it| *it.1 == Decision::Reject).for_each(|it| options.leave_out(it.0));
        }
        let found = findings(source, &clean(source, format, &options));
        let mut verdicts = Verdicts::default();
        for finding in &found {
            let parts = finding.parts.iter().map(|it| it.span);
            match (self.of(path, finding), finding.state) {
                (Some(Decision::Accept), FindingState::NotApplied) => verdicts.accepted.extend(parts),
                (Some(Decision::Accept), FindingState::OverBudget) => options.budget = NO_BUDGET,
                // Blanks around it belong to its neighbours as well, which may have to go.
                (Some(Decision::Reject), _) | (None, FindingState::OverBudget) => {
                    verdicts.rejected.extend(parts.map(|it| words_of(source, it)));
                }
                _ => {}
            }
        }
        let mut n_gone = 0;
        for ((rule, identity), _) in own.into_iter().flatten().filter(|it| *it.1 == Decision::Reject) {
            let is_it = |it: &Finding| it.rule.as_str() == rule && it.identity == *identity;
            if !found.iter().any(is_it) {
                let places = identity.places(source);
                n_gone += usize::from(places.is_empty());
                verdicts.rejected.extend(places);
            }
        }
        verdicts.accepted.sort_unstable();
        options.verdicts = verdicts;
        (Cow::Owned(options), (n_gone > 0).then_some(Note::StaleDecisions { n: n_gone }))
    }

    /// The documents of which it speaks by name.
    pub fn documents(&self) -> BTreeSet<&str> {
        self.files.keys().chain(self.findings.keys()).map(String::as_str).collect()
    }
}
