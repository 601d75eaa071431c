//! What rules say about a document.

use std::collections::BTreeSet;

use unchaff_document::{Applicability, Document, Edit, Evidence, RuleId, Span};
use unchaff_front_matter::{Repair, Splice};

/// Something a rule saw and nobody can repair: it is shown to a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Report {
    /// Where it stands.
    pub span: Span,
    /// The rule.
    pub rule: RuleId,
    /// What it saw.
    pub evidence: Evidence,
}

/// Collects the claims of one rule.
pub struct Claims<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) rule: RuleId,
    pub(crate) edits: Vec<Edit>,
    pub(crate) reports: Vec<Report>,
}

impl<'a> Claims<'a> {
    /// None so far.
    pub(crate) fn of(document: &'a Document<'a>, rule: &RuleId) -> Self {
        Self { document, rule: rule.clone(), edits: Vec::new(), reports: Vec::new() }
    }

    /// Claims that a span of the body should go.
    ///
    /// A span that touches an opaque region (code, math, template tags) is not taken up: whoever wrote
    /// those wrote what stands around them too.
    pub fn remove(&mut self, span: Span, applicability: Applicability, evidence: Evidence) {
        debug_assert!(self.document.body.contains(span), "rules remove from the body only");
        if span.is_empty() || self.document.touches_opaque(span) {
            return;
        }
        let rule = self.rule.clone();
        self.edits.push(Edit { span, insert: Vec::new(), rule, applicability, evidence, repair: None });
    }

    /// Claims a repair of the front matter; a guess is Unsafe. If it has several parts, they get a number.
    pub fn repair(&mut self, repair: Repair) {
        let applicability = if repair.is_guess { Applicability::Unsafe } else { Applicability::Safe };
        let number = (repair.splices.len() > 1).then_some(self.edits.len() as u32);
        let edit = |it: Splice| Edit {
            span: Span::of(it.range),
            insert: it.bytes,
            rule: self.rule.clone(),
            applicability,
            evidence: Evidence::Value(repair.reason.clone()),
            repair: number,
        };
        self.edits.extend(repair.splices.into_iter().map(edit));
    }

    /// Drops claims, and with a part of a repair all of it.
    pub(crate) fn leave_out(&mut self, is_meant: impl Fn(&Edit) -> bool) {
        let halved: BTreeSet<u32> = self.edits.iter().filter(|it| is_meant(it)).filter_map(|it| it.repair).collect();
        self.edits.retain(|it| !is_meant(it) && it.repair.is_none_or(|it| !halved.contains(&it)));
    }

    /// Shows something to a person; nothing will be changed.
    pub fn report(&mut self, span: Span, evidence: Evidence) {
        self.reports.push(Report { span, rule: self.rule.clone(), evidence });
    }
}
