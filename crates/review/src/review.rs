//! What a review page shows.

use std::collections::BTreeMap;

use serde::Serialize;

/// A run over many files, as people review it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Review {
    /// What was cleaned, in a few words: the name of a folder.
    pub title: String,
    /// The version of the program.
    pub version: String,
    /// All files that were read, in the order in which they are listed.
    pub files: Vec<ReviewedFile>,
    /// The rules that findings name. One that is missing has no category and no summary.
    pub rules: BTreeMap<String, RuleInfo>,
    /// Paths of files that say the same, the one that is kept first.
    pub duplicates: Vec<Vec<String>>,
}

/// What a reader should know of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleInfo {
    /// What kind of thing it finds: `advert`.
    pub category: String,
    /// What it finds, in a few words without a verb.
    pub summary: String,
}

/// One file and what was found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReviewedFile {
    /// Its path, as decisions and the configuration name it.
    pub path: String,
    /// The length of the original.
    pub n_bytes: u64,
    /// What else there is to say about the file, one sentence each.
    pub notes: Vec<String>,
    /// The whole original text, in order; nothing if nothing was found.
    ///
    /// Not serialised with the rest: the page has the pieces of each file in an element of their own, and reads them
    /// when somebody opens the file.
    #[serde(skip_serializing)]
    pub pieces: Vec<Piece>,
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
}

/// A part of the original text.
///
/// Pieces stand in the place of offsets: those of Rust count bytes, those of JavaScript units of UTF-16.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The part as it stands in the file. Nothing, if a finding only puts text in.
    pub text: String,
    /// Which finding of the file would take this piece; none if nobody asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<usize>,
    /// What would stand there instead.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub insert: String,
}

/// What a rule found in a file.
///
/// It may own several pieces, or none: a report does, and so does what lies in a piece of another finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// How sure the rule is.
    pub applicability: Applicability,
    /// What became of it.
    pub state: State,
    /// What the rule saw.
    pub evidence: String,
    /// Where it stands in the original; the first line is 1.
    pub line: usize,
    /// The column, from 1, in whatever unit the rest of the program tells people.
    pub column: usize,
    /// How many bytes of the original would go.
    pub n_bytes: u64,
    /// What would stand instead of all of it, from its first piece to its last: there may be text between them that stays.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub insert: String,
    /// A hash of the text that would go. With the path, the rule and `nth` it names the finding in decisions.
    pub text_hash: String,
    /// The how-manieth finding of this rule with this text it is in the file, from 1.
    pub nth: usize,
}

/// How sure a rule is of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Removed without asking.
    Safe,
    /// Removed on request.
    Unsafe,
    /// Nothing to remove: a person should look at it.
    Report,
}

/// What becomes of a finding if nobody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It goes, unless it is rejected.
    Applied,
    /// It stays, unless it is accepted.
    NotApplied,
    /// It stays, whatever anybody says: without it, other text would change its meaning, or too little would be left.
    HeldBack,
    /// There is nothing that could go.
    ReportOnly,
}
