//! Which rules run.

use std::sync::Arc;

use crate::{AdblockLists, Pack, RULES, Rule};

/// Which rules run: some of ours, and what users wrote.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// Rules that are part of the program.
    pub rules: Vec<&'static Rule>,
    /// Packs of users. What their keep-lists name, no rule removes.
    pub packs: Vec<Arc<Pack>>,
    /// Filter lists of users.
    pub adblock: Option<Arc<AdblockLists>>,
}

impl Default for RuleSet {
    /// All rules of the program, no pack and no list.
    fn default() -> Self {
        Self::from(RULES.to_vec())
    }
}

impl From<Vec<&'static Rule>> for RuleSet {
    fn from(rules: Vec<&'static Rule>) -> Self {
        Self { rules, packs: Vec::new(), adblock: None }
    }
}
