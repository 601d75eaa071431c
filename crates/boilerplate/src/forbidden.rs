//! What nobody may remove, for finders outside of the rules.

use std::borrow::Cow;

use unchaff_document::{Document, RuleId, Span};
use unchaff_front_matter::FrontMatter;

use crate::{
    Reading, Report, RuleSet, UNUSED_SUPPRESSION, pack,
    places::Places,
    suppress::{Complaint, PageComments, Suppressions},
};

/// Where a rule that runs outside of a [`RuleSet`] may remove nothing: what the author has switched off for it, in
/// comments and in the header, the comments to this program, and what a pack keeps.
#[derive(Debug, Default)]
pub struct Forbidden {
    places: Places,
    comments: Places,
    /// Where the rule is switched off, and what would be reported of that if nothing were found there.
    switched_off: Vec<(Span, Vec<Report>)>,
    /// Sorted.
    mistakes: Vec<Report>,
}

impl Forbidden {
    /// What a document forbids a rule.
    pub fn in_document(
        document: &Document<'_>,
        front_matter: &FrontMatter<'_>,
        rules: &RuleSet,
        rule: &RuleId,
    ) -> Self {
        let reading = Reading::new(document, front_matter);
        let suppressions = Suppressions::new(&reading, rules);
        let kept = match suppressions.hidden_in(document) {
            Cow::Borrowed(_) => pack::kept(&rules.packs, &reading),
            Cow::Owned(document) => pack::kept(&rules.packs, &Reading::new(&document, front_matter)),
        };
        Self::new(&suppressions, rule, kept)
    }

    /// What a whole HTML page forbids a rule. Packs know nothing of such pages.
    pub fn in_page(comments: &PageComments, front_matter: &FrontMatter<'_>, rules: &RuleSet, rule: &RuleId) -> Self {
        let suppressions = Suppressions::of_page(comments, front_matter, rules);
        let mut mistakes: Vec<Report> = suppressions.mistakes(rules).into_iter().map(report).collect();
        mistakes.sort();
        mistakes.dedup();
        Self { mistakes, ..Self::new(&suppressions, rule, Vec::new()) }
    }

    fn new(suppressions: &Suppressions, rule: &RuleId, kept: Vec<Span>) -> Self {
        let switched_off = suppressions.places_of(rule).into_iter();
        let switched_off: Vec<(Span, Vec<Report>)> =
            switched_off.map(|(span, complaints)| (span, complaints.into_iter().map(report).collect())).collect();
        let places = kept.into_iter().chain(suppressions.comments()).chain(switched_off.iter().map(|it| it.0));
        let comments = Places::new(suppressions.comments());
        Self { places: Places::new(places), comments, switched_off, mistakes: Vec::new() }
    }

    /// Forbids more: what a person has rejected.
    pub fn reject(&mut self, rejected: &[Span]) {
        self.places = Places::new(self.places.iter().chain(rejected.iter().copied()));
    }

    /// Whether a span reaches into what may not be removed.
    pub fn touches(&self, span: Span) -> bool {
        self.places.touch(span)
    }

    /// Whether a span is a part of a comment to this program.
    pub fn is_of_comment(&self, span: Span) -> bool {
        self.comments.hold(span)
    }

    /// What is wrong with comments and header of a whole HTML page, as [`UNUSED_SUPPRESSION`] would report it if rules
    /// looked at HTML. Of a document, [`find`](crate::find) tells that.
    pub fn mistakes(&self) -> &[Report] {
        &self.mistakes
    }

    /// What the rules would report as suppressions without use, though they hide what was found at these places.
    pub fn useful(&self, found: impl IntoIterator<Item = Span>) -> Vec<Report> {
        let found = Places::new(found);
        let hides = |it: &&(Span, Vec<Report>)| found.touch(it.0);
        self.switched_off.iter().filter(hides).flat_map(|it| it.1.iter().cloned()).collect()
    }
}

fn report(complaint: Complaint) -> Report {
    Report { span: complaint.span, rule: UNUSED_SUPPRESSION, evidence: complaint.evidence }
}

#[cfg(test)]
mod tests {
    use unchaff_document::Kind;

    use super::*;
    use crate::PageComment;

    const RULE: RuleId = RuleId::new("page-chrome");

    /// Which words of a document may not be removed, and what is said of comments that hide these words.
    #[track_caller]
    fn check(source: &str, forbidden: &[&str], allowed: &[&str], useful: &[&str]) {
        let front_matter = FrontMatter::new(source.as_bytes());
        let document = Document::parse(source, front_matter.body_offset(), Kind::Markdown).expect("small");
        let found = Forbidden::in_document(&document, &front_matter, &RuleSet::default(), &RULE);
        let place = |words: &&str| {
            let start = source.find(words).expect("they stand there");
            Span::of(start..start + words.len())
        };
        assert!(forbidden.iter().all(|it| found.touches(place(it))), "{source}");
        assert!(!allowed.iter().any(|it| found.touches(place(it))), "{source}");
        let reports = found.useful(forbidden.iter().map(place));
        assert_eq!(reports.iter().map(|it| it.evidence.to_string()).collect::<Vec<_>>(), useful, "{source}");
    }

    #[test]
    fn authors_forbid_in_comments_and_headers() {
        let in_vain = "markup \"unchaff-disable-next-line: suppresses nothing\"";
        check(
            "One.\n\n<!-- unchaff-disable-next-line -->\n\nTwo.\n\nThree.\n",
            &["Two"],
            &["One", "Three"],
            &[in_vain],
        );
        check("<!-- unchaff-disable also-link -->\n\nOne.\n", &["<!-- un"], &["One"], &[]);
        check(
            "---\nunchaff: {ignore: all}\n---\nOne.\n",
            &["One"],
            &[],
            &["value \"unchaff.ignore: suppresses nothing\""],
        );
    }

    #[test]
    fn pages_bring_their_comments() {
        let comment = |start: u32, text: &str| PageComment {
            span: Span::new(start, start + 10),
            text: text.to_string(),
            lines: Span::new(start - 5, start + 15),
            next: Span::new(start + 12, start + 40),
        };
        let comments = vec![
            comment(20, "unchaff-disable-next-line page-chrome"),
            comment(100, "unchaff-disable-line also-link"),
            comment(150, "unchaff-disable-line also-lnk"),
            comment(200, "unchaffed oats"),
        ];
        let page = PageComments { comments, length: 300 };
        let found = Forbidden::in_page(&page, &FrontMatter::new(b""), &RuleSet::default(), &RULE);
        for (start, end, is_forbidden) in [
            (0, 20, false),
            (29, 31, true),
            (30, 32, false),
            (40, 41, true),
            (60, 100, false),
            (105, 106, true),
            (200, 210, false),
        ] {
            assert_eq!(found.touches(Span::new(start, end)), is_forbidden, "{start}..{end}");
        }
        assert!(found.is_of_comment(Span::new(22, 30)) && !found.is_of_comment(Span::new(22, 31)));
        assert_eq!(found.useful([Span::new(40, 41)]).len(), 1);
        assert!(found.useful([Span::new(105, 106)]).is_empty());
        let mistakes = |found: &Forbidden| found.mistakes().iter().map(|it| it.span.start).collect::<Vec<_>>();
        assert_eq!(mistakes(&found), [150]);
        let without = RuleSet::from(Vec::new());
        assert!(mistakes(&Forbidden::in_page(&page, &FrontMatter::new(b""), &without, &RULE)).is_empty());
    }
}
