//! The file of a pack.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use unchaff_document::Applicability;

use crate::pack::{
    PackError,
    cost::check_cost,
    matcher::Matcher,
    text::{Name, NonEmpty, located},
};

/// The version of the format that this crate reads.
const FORMAT_VERSION: u64 = 1;

/// A pack of rules for unchaff: what to look for in articles, and documents that show what each rule removes
/// and keeps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "`unchaff-pack`, `name`, and `rules` or `keep`")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(title = "unchaff rule pack"))]
pub(crate) struct PackEntry {
    /// The version of the format.
    #[serde(deserialize_with = "version")]
    #[cfg_attr(feature = "schemars", schemars(extend("const" = FORMAT_VERSION)))]
    #[expect(dead_code, reason = "a pack of another version is refused while it is read")]
    unchaff_pack: u64,
    /// The name of the pack. The ids of its rules begin with it: `harbour-site/ferry-notice`.
    #[serde(deserialize_with = "pack_name")]
    pub(crate) name: Name,
    /// The rules.
    #[serde(default)]
    pub(crate) rules: Vec<RuleEntry>,
    /// What no rule removes, not even one that is part of the program.
    #[serde(default)]
    pub(crate) keep: Vec<Matcher>,
}

/// A rule: what it looks for, and what proves it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a rule: `id`, `match`, `removes` and `keeps`")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Rule"))]
pub(crate) struct RuleEntry {
    /// The name of the rule in its pack.
    pub(crate) id: Name,
    /// `safe`: removed without asking. `unsafe`: shown, and removed with `--unsafe` only.
    #[serde(default = "is_unsafe")]
    #[cfg_attr(feature = "schemars", schemars(with = "String", extend("enum" = ["safe", "unsafe"])))]
    pub(crate) applicability: Applicability,
    /// What it finds, in a few words.
    #[serde(default)]
    pub(crate) summary: String,
    /// What it looks for.
    #[serde(rename = "match")]
    pub(crate) matcher: Matcher,
    /// Where the rule comes from, as `unchaff learn` writes it. It is shown, and decides nothing.
    #[serde(default)]
    pub(crate) evidence: Map<String, Value>,
    /// Markdown documents that lose something by this rule, and nothing by the others of the pack.
    pub(crate) removes: NonEmpty<String>,
    /// Markdown documents, as like those as can be, that lose nothing by this rule.
    pub(crate) keeps: NonEmpty<String>,
}

fn is_unsafe() -> Applicability {
    Applicability::Unsafe
}

/// Reads the text of a pack file.
pub(crate) fn read(text: &str) -> Result<PackEntry, PackError> {
    // Editors on Windows put a mark before the first line.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_cost(text)?;
    serde_yaml::from_str(text).map_err(|error| pack_error(&error))
}

pub(crate) fn pack_error(error: &serde_yaml::Error) -> PackError {
    let place = error.location().map(|it| (it.line(), it.column()));
    PackError { message: without_places(&error.to_string()), place }
}

/// The schema of pack files, by which editors help to write them.
#[cfg(feature = "schemars")]
pub fn pack_schema() -> schemars::Schema {
    schemars::schema_for!(PackEntry)
}

/// Words that stand for rules wherever names of packs do.
const TAKEN_NAMES: [&str; 2] = ["all", "none"];

fn pack_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    located(deserializer, |name| match TAKEN_NAMES.contains(&name) {
        true => Err(format!("`{name}` means all rules or none: expected another name")),
        false => Name::new(name),
    })
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    located(deserializer, |version| match version.parse() {
        Ok(FORMAT_VERSION) => Ok(FORMAT_VERSION),
        _ => Err(format!("`{version}` is no version of the format that is known here: expected {FORMAT_VERSION}")),
    })
}

/// The message of the library without the places in it: the first is told apart from it.
fn without_places(message: &str) -> String {
    let mut parts = message.split(" at line ");
    let mut kept = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let is_number = |it: char| it.is_ascii_digit();
        let rest = part.trim_start_matches(is_number);
        match rest.strip_prefix(" column ") {
            Some(rest) => kept.push_str(rest.trim_start_matches(is_number)),
            None => kept.push_str(&format!(" at line {part}")),
        }
    }
    kept
}
