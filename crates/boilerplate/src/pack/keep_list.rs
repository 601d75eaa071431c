//! What no rule removes, without a pack around it.

use serde::Deserialize;

use crate::{Pack, pack::matcher::Matcher};

/// The entries of `keep` in a pack, as they stand in other files: what no rule removes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub struct KeepList(Vec<Matcher>);

impl KeepList {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A pack without rules that keeps it.
    pub fn into_pack(self, name: &str) -> Pack {
        Pack { name: name.to_string(), rules: Vec::new(), keep: self.0 }
    }
}
