//! Packs of users: their files, and the examples in them.

use std::{fs, path::Path, sync::Arc};

use unchaff_boilerplate::{Pack, PackRule, RuleSet};
use unchaff_document::RuleId;

use crate::{CleanOptions, Cleaned, FileError, Format, NO_BUDGET, TakenFor, clean, hash};

/// A pack as its file holds it.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// The pack.
    pub pack: Pack,
    /// The hash of the file, by which a ledger tells what the pack said then.
    pub hash: String,
}

impl PackFile {
    /// Reads the file of a pack.
    ///
    /// # Errors
    /// If it cannot be read, or is no pack: then with line and column, where they are known.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let bytes = fs::read(path).map_err(|it| FileError::io(path, "read", &it))?;
        let text = std::str::from_utf8(&bytes).map_err(|it| {
            let message = format!("not UTF-8 from byte {} on: packs are YAML", it.valid_up_to());
            FileError::new(path, message)
        })?;
        let pack = Pack::parse(text).map_err(|it| FileError::new(path, it.to_string()))?;
        Ok(Self { pack, hash: hash(&bytes) })
    }
}

/// An example of a pack that is not what it says.
#[derive(Clone, Debug)]
pub struct FailedExample {
    /// The rule it belongs to.
    pub rule: RuleId,
    /// Its name in the file: `removes[0]`.
    pub name: String,
    /// What is wrong with it.
    pub message: String,
    /// The document.
    pub source: String,
    /// What became of it.
    pub cleaned: Cleaned,
}

/// Tries the examples of a pack: how many there are, and those that are not what they say.
///
/// Rules of the program do not run, Unsafe findings are applied. A document of `removes` must lose something by
/// its rule alone, and nothing more by all rules of the pack; one of `keeps` must lose nothing by its rule.
pub fn test_pack(pack: &Pack) -> (usize, Vec<FailedExample>) {
    let mut n_examples = 0;
    let mut failed = Vec::new();
    let whole = with_pack(pack.clone());
    for rule in &pack.rules {
        let mut alone = pack.clone();
        alone.rules = vec![rule.clone()];
        let alone = with_pack(alone);
        n_examples += rule.removes.len() + rule.keeps.len();
        for (index, source) in rule.removes.iter().enumerate() {
            let failure = |message: &str, cleaned| fail(rule, format!("removes[{index}]"), message, source, cleaned);
            let by_rule = try_out(source, &alone);
            if by_rule.edits.is_empty() {
                let message = match by_rule.held_back.is_empty() {
                    true => "loses nothing",
                    false => "loses nothing: what stays would change its meaning",
                };
                failed.push(failure(message, by_rule));
                continue;
            }
            let by_pack = try_out(source, &whole);
            if by_pack.output != by_rule.output {
                failed.push(failure("loses something by another rule of the pack, too", by_pack));
            }
        }
        for (index, source) in rule.keeps.iter().enumerate() {
            let by_rule = try_out(source, &alone);
            if !by_rule.edits.is_empty() {
                failed.push(fail(rule, format!("keeps[{index}]"), "loses something", source, by_rule));
            }
        }
    }
    (n_examples, failed)
}

fn with_pack(pack: Pack) -> CleanOptions {
    let rules = RuleSet { packs: vec![Arc::new(pack)], ..RuleSet::from(Vec::new()) };
    // An example is little else than what its rule is about.
    CleanOptions { rules, with_unsafe: true, taken_for: TakenFor::Post, budget: NO_BUDGET, ..CleanOptions::default() }
}

fn try_out(source: &str, options: &CleanOptions) -> Cleaned {
    clean(source.as_bytes(), Format::Markdown, options)
}

fn fail(rule: &PackRule, name: String, message: &str, source: &str, cleaned: Cleaned) -> FailedExample {
    FailedExample { rule: rule.id.clone(), name, message: message.to_string(), source: source.to_string(), cleaned }
}

/// The JSON Schema of pack files, as text.
#[cfg(feature = "schemars")]
pub fn pack_schema() -> String {
    let schema = unchaff_boilerplate::pack_schema();
    serde_json::to_string_pretty(&schema).expect("a schema is plain data") + "\n"
}
