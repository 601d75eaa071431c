//! Which rules run.

use std::{collections::BTreeMap, sync::Arc};

use unchaff_document::{Applicability, RuleId};

use crate::{ADBLOCK_LIST, AdblockLists, Category, Claims, Context, Pack, Phase, RULES, Rule, adblock, pack};

/// Which rules run: some of ours, and what users wrote.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// Rules that are part of the program.
    pub rules: Vec<&'static Rule>,
    /// Packs of users. What their keep-lists name, no rule removes.
    pub packs: Vec<Arc<Pack>>,
    /// Filter lists of users.
    pub adblock: Option<Arc<AdblockLists>>,
    /// What findings of these rules count as, whatever the rules say themselves.
    pub applicability: BTreeMap<RuleId, Applicability>,
}

impl Default for RuleSet {
    /// All rules of the program, no pack and no list.
    fn default() -> Self {
        Self::from(RULES.to_vec())
    }
}

impl From<Vec<&'static Rule>> for RuleSet {
    fn from(rules: Vec<&'static Rule>) -> Self {
        Self { rules, packs: Vec::new(), adblock: None, applicability: BTreeMap::new() }
    }
}

impl RuleSet {
    /// Whether one of them runs in a phase.
    pub(crate) fn run_in(&self, phase: Phase) -> bool {
        let is_users = match phase {
            Phase::Markup => self.adblock.is_some(),
            Phase::Structure => !self.packs.is_empty(),
            _ => false,
        };
        is_users || self.rules.iter().any(|it| it.phase == phase)
    }

    /// What the rules of a phase claim, each for itself. Filter lists run where markup names itself, packs where shapes
    /// are looked for.
    pub(crate) fn run<'a>(&self, phase: Phase, context: &Context<'a>) -> Vec<Claims<'a>> {
        let mut found = Vec::new();
        for rule in self.rules.iter().filter(|it| it.phase == phase) {
            let mut claims = Claims::of(context.document, &rule.id);
            if rule.category != Category::FrontMatter || !context.has_known_header {
                (rule.check)(context, &mut claims);
            }
            found.push(claims);
        }
        match (phase, &self.adblock) {
            (Phase::Markup, Some(lists)) => {
                let mut claims = Claims::of(context.document, &ADBLOCK_LIST);
                adblock::check(lists, context, &mut claims);
                found.push(claims);
            }
            (Phase::Structure, _) => found.extend(pack::run(&self.packs, context)),
            _ => {}
        }
        for claims in &mut found {
            if let Some(applicability) = self.applicability.get(&claims.rule) {
                claims.edits.iter_mut().for_each(|it| it.applicability = *applicability);
            }
        }
        found
    }
}
