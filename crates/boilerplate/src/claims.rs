//! What rules say about a document.

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
        self.edits.push(Edit { span, insert: Vec::new(), rule: self.rule.clone(), applicability, evidence });
    }

    /// Claims a change of the front matter.
    pub fn splice(&mut self, splice: Splice, applicability: Applicability, evidence: Evidence) {
        let span = Span::of(splice.range);
        self.edits.push(Edit { span, insert: splice.bytes, rule: self.rule.clone(), applicability, evidence });
    }

    /// Claims a repair of the front matter; a guess is Unsafe.
    pub fn repair(&mut self, repair: Repair) {
        let applicability = if repair.is_guess { Applicability::Unsafe } else { Applicability::Safe };
        for splice in repair.splices {
            self.splice(splice, applicability, Evidence::Value(repair.reason.clone()));
        }
    }

    /// Shows something to a person; nothing will be changed.
    pub fn report(&mut self, span: Span, evidence: Evidence) {
        self.reports.push(Report { span, rule: self.rule.clone(), evidence });
    }
}
