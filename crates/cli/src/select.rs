//! Names of rules and categories become rules.

use std::collections::BTreeMap;

use unchaff_driver::{CleanOptions, RULES, Rule};

use crate::{args, failure::Failure, suggest::suggest};

/// What the arguments say about rules.
pub(crate) fn clean_options(args: &args::Rules) -> Result<CleanOptions, Failure> {
    let select = named(&args.select)?;
    let ignore = named(&args.ignore)?;
    let is_in = |list: &[&'static Rule], rule: &Rule| list.iter().any(|it| it.id == rule.id);
    let is_wanted = |it: &&'static Rule| (args.select.is_empty() || is_in(&select, it)) && !is_in(&ignore, it);
    Ok(CleanOptions { rules: RULES.iter().copied().filter(is_wanted).collect(), with_unsafe: args.with_unsafe })
}

/// What the ledger remembers of the arguments.
pub(crate) fn settings(args: &args::Rules) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::from([("unsafe".to_string(), args.with_unsafe.to_string())]);
    for (name, list) in [("select", &args.select), ("ignore", &args.ignore)] {
        if !list.is_empty() {
            settings.insert(name.to_string(), list.join(","));
        }
    }
    settings
}

/// The rule of that name.
pub(crate) fn rule_named(name: &str) -> Result<&'static Rule, Failure> {
    unchaff_driver::rule(name).ok_or_else(|| unknown(name, RULES.iter().map(|it| it.id.as_str())))
}

fn named(names: &[String]) -> Result<Vec<&'static Rule>, Failure> {
    let mut rules = Vec::new();
    for name in names.iter().map(|it| it.trim()) {
        let before = rules.len();
        rules.extend(RULES.iter().copied().filter(|it| it.id.as_str() == name || it.category.to_string() == name));
        if rules.len() == before {
            let categories: Vec<String> = RULES.iter().map(|it| it.category.to_string()).collect();
            let known = RULES.iter().map(|it| it.id.as_str()).chain(categories.iter().map(String::as_str));
            return Err(unknown(name, known));
        }
    }
    Ok(rules)
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let hint = suggest(name, known).map_or("see `unchaff rules`".to_string(), |it| format!("did you mean `{it}`?"));
    Failure::Message(format!("no rule is named `{name}`: {hint}"))
}
