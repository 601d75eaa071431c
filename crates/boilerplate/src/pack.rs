//! Rules that users write: packs.
//!
//! A pack is a YAML file of rules without code: what to look for, and documents that show what each rule
//! removes and keeps. It knows what only one site writes; the rules of the program do not.

mod cost;
mod format;
mod keep_list;
mod matcher;
mod page;
mod text;

use std::{collections::BTreeMap, fmt, sync::Arc};

use serde_json::{Map, Value};
use unchaff_document::{Applicability, RuleId, Span};

use crate::{Claims, Context, Reading};

use format::{PackEntry, RuleEntry};
use matcher::{Blocks, Matcher};

#[cfg(feature = "schemars")]
pub use format::pack_schema;
pub use keep_list::KeepList;

/// A pack of rules that a user wrote.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its name, the first part of the ids of its rules.
    pub name: String,
    /// Its rules, in the order of the file.
    pub rules: Vec<PackRule>,
    keep: Vec<Matcher>,
}

/// A rule that a user wrote.
#[derive(Clone, Debug)]
pub struct PackRule {
    /// The name of its pack, a slash, its own name.
    pub id: RuleId,
    /// Whether its findings are applied without asking.
    pub applicability: Applicability,
    /// What it finds, in the words of the user. May be empty.
    pub summary: String,
    /// Why the rule is there, as `unchaff learn` wrote it. Nobody judges it.
    pub evidence: Map<String, Value>,
    /// Markdown documents that lose something by it. At least one.
    pub removes: Vec<String>,
    /// Markdown documents that lose nothing by it. At least one.
    pub keeps: Vec<String>,
    matcher: Matcher,
}

/// Why a text is no pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Line and column, both from 1, the column in characters, where they are known.
    pub place: Option<(usize, usize)>,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for PackError {}

impl Pack {
    /// Reads a pack from the text of its file.
    ///
    /// # Errors
    /// If it is no YAML or no pack: unknown or missing keys, a rule without examples, a pattern that does not parse.
    pub fn parse(text: &str) -> Result<Self, PackError> {
        let PackEntry { name, rules, keep, .. } = format::read(text)?;
        let mut first_with: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, rule) in rules.iter().enumerate() {
            if let Some(first) = first_with.insert(&rule.id.0, index) {
                let id = &rule.id.0;
                let message =
                    format!("rules[{index}].id: rules[{first}] is named `{id}` too: give each an id of its own");
                return Err(PackError { message, place: None });
            }
        }
        let rules = rules.into_iter().map(|it| PackRule::new(&name.0, it)).collect();
        Ok(Self { name: name.0, rules, keep })
    }

    /// The rule of that id: `pack/rule`.
    pub fn rule(&self, id: &str) -> Option<&PackRule> {
        self.rules.iter().find(|it| it.id.as_str() == id)
    }
}

impl PackRule {
    fn new(pack: &str, entry: RuleEntry) -> Self {
        Self {
            id: RuleId::from(format!("{pack}/{}", entry.id.0)),
            applicability: entry.applicability,
            summary: entry.summary,
            evidence: entry.evidence,
            removes: entry.removes.0,
            keeps: entry.keeps.0,
            matcher: entry.matcher,
        }
    }

    /// Its page: what it removes, what it keeps, and why it is there. Markdown.
    pub fn explanation(&self) -> String {
        page::page(self)
    }
}

/// What the rules of packs claim, each for itself.
pub(crate) fn run<'a>(packs: &[Arc<Pack>], ctx: &Context<'a>) -> Vec<Claims<'a>> {
    if packs.iter().all(|it| it.rules.is_empty()) {
        return Vec::new();
    }
    let blocks = Blocks::to_remove(ctx);
    let claims = |rule: &PackRule| {
        let mut claims = Claims::of(ctx.document, &rule.id);
        for (span, evidence) in rule.matcher.find(ctx, &blocks) {
            claims.remove(span, rule.applicability, evidence);
        }
        claims
    };
    packs.iter().flat_map(|it| &it.rules).map(claims).collect()
}

/// What the keep-lists of packs name in a document.
pub(crate) fn kept(packs: &[Arc<Pack>], reading: &Reading<'_>) -> Vec<Span> {
    if packs.iter().all(|it| it.keep.is_empty()) {
        return Vec::new();
    }
    let ctx = reading.context();
    let blocks = Blocks::to_keep(&ctx);
    let found = packs.iter().flat_map(|it| &it.keep).flat_map(|it| it.find(&ctx, &blocks));
    found.map(|(span, _)| span).collect()
}

#[cfg(test)]
mod tests;
