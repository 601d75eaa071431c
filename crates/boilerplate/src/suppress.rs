//! What an author has switched off, in comments and in the header.
//!
//! `<!-- unchaff-disable RULE... -->` up to `<!-- unchaff-enable RULE... -->`, `-disable-line`,
//! `-disable-next-line`, `-disable-file`; `unchaff: {ignore: [RULE, ...]}` in the header. A name is a rule or a
//! category, no name means all. A finding that touches what is switched off for its rule counts as not found, and
//! no finding takes one of these comments.

mod directive;
mod lines;
mod page;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use unchaff_document::{Document, Evidence, RuleId, Span};
use unchaff_front_matter::FrontMatter;

use crate::{
    Claims, RULES, Reading, Rule, RuleSet,
    places::Places,
    suppress::{
        directive::{Action, Around, Directive, Target},
        lines::Lines,
    },
};

pub use page::{PageComment, PageComments};

/// The rule that reports suppressions of no effect. [`find`](crate::find) tells what has none in the document at hand;
/// in what its edits leave, the same suppression may hide something.
pub const UNUSED_SUPPRESSION: RuleId = RuleId::new("unused-suppression");

/// The word with which comments and keys of a header to this program begin.
pub const SUPPRESSION_KEY: &str = "unchaff";

/// Something that is wrong with a comment or key.
#[derive(Clone, Debug)]
pub(crate) struct Complaint {
    pub(crate) span: Span,
    pub(crate) evidence: Evidence,
}

/// What an author has switched off.
pub(crate) struct Suppressions {
    directives: Vec<Directive>,
    /// The comments. Sorted, disjoint.
    comments: Vec<Span>,
    /// The blocks that hold nothing else.
    hidden: Vec<Span>,
    /// Where a rule is switched off.
    scopes: BTreeMap<RuleId, Vec<Scope>>,
    /// What is wrong, whatever rules find.
    mistakes: Vec<Complaint>,
    /// What must hide a finding to be of use.
    awaited: BTreeSet<Mark>,
}

/// What is said of a suppression that hides nothing.
const IN_VAIN: &str = "suppresses nothing";

/// A name of a directive, by their places.
type Mark = (usize, usize);

struct Scope {
    span: Span,
    marks: Vec<Mark>,
}

impl Suppressions {
    /// Reads comments and header. `rules` are those that run.
    pub(crate) fn new(reading: &Reading<'_>, rules: &RuleSet) -> Self {
        let (document, front_matter) = (reading.document, reading.front_matter);
        let found = directive::comments(document, reading.tags());
        let comments: Vec<Span> = found.iter().map(|it| it.0).collect();
        let whole = Span::of(0..document.source.len());
        let (in_header, mut mistakes) = directive::in_header(front_matter, whole);
        let mut directives: Vec<Directive> = in_header.into_iter().collect();
        let mut hidden = Vec::new();
        if !found.is_empty() {
            let is_hidden = |it: &_| directive::holds_only(document, it, &comments);
            hidden = document.visible().filter(|it| is_hidden(it)).map(|it| it.span).collect();
            let lines = Lines::new(document, is_hidden);
            for (span, text) in found {
                match directive::read(&lines, span, &text) {
                    Ok(it) => directives.push(it),
                    Err(complaint) => mistakes.push(complaint),
                }
            }
        }
        Self::resolved(directives, comments, hidden, mistakes, rules, document.body.end)
    }

    /// Reads the comments of a whole HTML page, and its header.
    pub(crate) fn of_page(page: &PageComments, front_matter: &FrontMatter<'_>, rules: &RuleSet) -> Self {
        let (in_header, mut mistakes) = directive::in_header(front_matter, page.whole());
        let mut directives: Vec<Directive> = in_header.into_iter().collect();
        let ours = page.comments.iter().filter(|it| directive::is_ours(&it.text));
        for it in ours.clone() {
            match directive::read(page, it.span, &it.text) {
                Ok(it) => directives.push(it),
                Err(complaint) => mistakes.push(complaint),
            }
        }
        let comments = ours.map(|it| it.span).collect();
        Self::resolved(directives, comments, Vec::new(), mistakes, rules, page.whole().end)
    }

    fn resolved(
        directives: Vec<Directive>,
        comments: Vec<Span>,
        hidden: Vec<Span>,
        mistakes: Vec<Complaint>,
        rules: &RuleSet,
        end: u32,
    ) -> Self {
        let (scopes, awaited) = (BTreeMap::new(), BTreeSet::new());
        let mut suppressions = Self { directives, comments, hidden, scopes, mistakes, awaited };
        if !suppressions.directives.is_empty() {
            suppressions.resolve(rules, end);
        }
        suppressions
    }

    /// What rules need not look at.
    pub(crate) fn hidden(&self) -> &[Span] {
        &self.hidden
    }

    /// The document as rules see it: comments to this program are none of an author's words.
    pub(crate) fn hidden_in<'d, 's>(&self, document: &'d Document<'s>) -> Cow<'d, Document<'s>> {
        if self.comments.is_empty() {
            return Cow::Borrowed(document);
        }
        Cow::Owned(document.without_comments(&self.comments))
    }

    /// The comments to this program: no rule takes one of them along.
    pub(crate) fn comments(&self) -> impl Iterator<Item = Span> {
        self.comments.iter().copied()
    }

    /// Drops what a rule found where it is switched off.
    pub(crate) fn sift(&mut self, found: &mut Claims<'_>) {
        let Some(scopes) = self.scopes.get(&found.rule) else { return };
        let edits = found.edits.iter().map(|it| it.span);
        let places = Places::new(edits.chain(found.reports.iter().map(|it| it.span)));
        for scope in scopes.iter().filter(|it| places.touch(it.span)) {
            for mark in &scope.marks {
                self.awaited.remove(mark);
            }
        }
        let scopes = Places::new(scopes.iter().map(|it| it.span));
        found.leave_out(|it| scopes.touch(it.span));
        found.reports.retain(|it| !scopes.touch(it.span));
    }

    /// Where a rule is switched off, and what would be reported of those who did it if nothing were found there.
    pub(crate) fn places_of(&self, rule: &RuleId) -> Vec<(Span, Vec<Complaint>)> {
        let scopes = self.scopes.get(rule).into_iter().flatten();
        scopes.map(|it| (it.span, it.marks.iter().map(|it| self.complaint(*it, IN_VAIN)).collect())).collect()
    }

    /// What is wrong, and what was of no use so far.
    pub(crate) fn complaints(&self) -> Vec<Complaint> {
        let in_vain = self.awaited.iter().map(|it| self.complaint(*it, IN_VAIN));
        self.mistakes.iter().cloned().chain(in_vain).collect()
    }

    /// What is wrong, whatever rules find. Nothing of that if nobody asked, or an author does not want to hear of it.
    pub(crate) fn mistakes(&self, rules: &RuleSet) -> Vec<Complaint> {
        if !rules.rules.iter().any(|it| it.id == UNUSED_SUPPRESSION) {
            return Vec::new();
        }
        let off = self.scopes.get(&UNUSED_SUPPRESSION).into_iter().flatten();
        let off = Places::new(off.map(|it| it.span));
        self.mistakes.iter().filter(|it| !off.touch(it.span)).cloned().collect()
    }

    /// Finds out where each rule is switched off, and what is wrong with the names.
    fn resolve(&mut self, rules: &RuleSet, end: u32) {
        let subjects = subjects(rules);
        let mut enables = BTreeSet::new();
        // Names that somebody has misspelt, or of rules that this run does not know of.
        let mut strange = BTreeSet::new();
        for (place, directive) in self.directives.iter().enumerate() {
            for (index, target) in directive.targets.iter().enumerate() {
                let mark = (place, index);
                let named: Vec<&Subject> = subjects.iter().filter(|it| it.is_meant_by(target)).collect();
                let mut seen = named.iter().filter(|it| !it.is_found_elsewhere).peekable();
                if named.is_empty() {
                    strange.insert(mark);
                } else if matches!(directive.action, Action::Enable) {
                    enables.insert(mark);
                } else if seen.peek().is_some() && seen.all(|it| it.is_selected && it.id != UNUSED_SUPPRESSION) {
                    self.awaited.insert(mark);
                }
            }
        }
        for subject in &subjects {
            let scopes = self.scopes_of(subject, end, &mut enables);
            if !scopes.is_empty() {
                self.scopes.insert(subject.id.clone(), scopes);
            }
        }
        // A rule of a pack that is not loaded may be what is enabled.
        let knows_all = !strange.iter().any(|it| self.is_of_pack(*it));
        let misspelt = strange.into_iter().filter(|it| !self.is_of_pack(*it));
        let misspelt = misspelt.map(|it| self.complaint(it, "no rule or category is named so"));
        let useless = enables.into_iter().filter(|it| knows_all || matches!(self.target(*it), Target::Named(_)));
        let useless = useless.map(|it| self.complaint(it, "is not disabled here"));
        let mistakes: Vec<Complaint> = misspelt.chain(useless).collect();
        self.mistakes.extend(mistakes);
    }

    /// Where one rule is switched off. What enables it again is taken out of `enables`.
    fn scopes_of(&self, subject: &Subject, end: u32, enables: &mut BTreeSet<Mark>) -> Vec<Scope> {
        let mut scopes = Vec::new();
        let mut open: Option<(u32, Vec<Mark>)> = None;
        for (place, directive) in self.directives.iter().enumerate() {
            let is_meant = |it: &(usize, &Target)| subject.is_meant_by(it.1);
            let marks: Vec<Mark> =
                directive.targets.iter().enumerate().filter(is_meant).map(|it| (place, it.0)).collect();
            match directive.action {
                _ if marks.is_empty() => {}
                Action::DisableIn(span) => scopes.push(Scope { span, marks }),
                Action::Disable => {
                    // Inside of another one it is of no use.
                    open.get_or_insert((directive.span.start, marks));
                }
                Action::Enable => {
                    if let Some((start, opened)) = open.take() {
                        scopes.push(Scope { span: Span::new(start, directive.span.end), marks: opened });
                        for mark in &marks {
                            enables.remove(mark);
                        }
                    }
                }
            }
        }
        scopes.extend(open.map(|(start, marks)| Scope { span: Span::new(start, end), marks }));
        scopes
    }

    fn target(&self, (directive, target): Mark) -> &Target {
        &self.directives[directive].targets[target]
    }

    /// `pack/rule`: nobody knows the rules of packs that are not loaded.
    fn is_of_pack(&self, mark: Mark) -> bool {
        matches!(self.target(mark), Target::Named(it) if it.contains('/'))
    }

    fn complaint(&self, mark: Mark, what: &str) -> Complaint {
        let directive = &self.directives[mark.0];
        Complaint { span: directive.span, evidence: directive.evidence(self.target(mark), what) }
    }
}

/// A rule that can be named.
struct Subject {
    id: RuleId,
    /// Its category, or the pack it comes from.
    group: String,
    /// Whether it runs.
    is_selected: bool,
    /// Whether it is one of [`ELSEWHERE`]: what is switched off there may be of use, and nobody here can tell.
    is_found_elsewhere: bool,
}

/// Rules that are found elsewhere than among [`RULES`], with their categories. Nobody here knows whether they run.
const ELSEWHERE: &[(&str, &str)] = &[("page-chrome", "page")];

/// The rules of the program and those that run.
fn subjects(rules: &RuleSet) -> Vec<Subject> {
    let selected: BTreeSet<&RuleId> = rules.rules.iter().map(|it| &it.id).collect();
    let subject = |it: &Rule| Subject {
        id: it.id.clone(),
        group: it.category.to_string(),
        is_selected: selected.contains(&it.id),
        is_found_elsewhere: false,
    };
    let mut subjects: Vec<Subject> = RULES.iter().chain(&rules.rules).map(|it| subject(it)).collect();
    for pack in &rules.packs {
        let subject = |id: &RuleId| Subject {
            id: id.clone(),
            group: pack.name.clone(),
            is_selected: true,
            is_found_elsewhere: false,
        };
        subjects.extend(pack.rules.iter().map(|it| subject(&it.id)));
    }
    let elsewhere = |(id, group): &(&'static str, &str)| Subject {
        id: RuleId::new(id),
        group: group.to_string(),
        is_selected: false,
        is_found_elsewhere: true,
    };
    subjects.extend(ELSEWHERE.iter().map(elsewhere));
    subjects.sort_by(|a, b| a.id.cmp(&b.id));
    subjects.dedup_by(|a, b| a.id == b.id);
    subjects
}

impl Subject {
    /// Who switches everything off still wants to hear that this was in vain.
    fn is_meant_by(&self, target: &Target) -> bool {
        match target {
            Target::All => self.id != UNUSED_SUPPRESSION,
            Target::Named(name) => *name == self.id.as_str() || *name == self.group,
        }
    }
}

#[cfg(test)]
mod tests {
    use unchaff_document::Kind;

    use super::*;
    use crate::{Reading, Verdicts, find};

    /// What `find` leaves of a document, and what it reports.
    fn found(source: &str, kind: Kind, rules: &[&'static Rule]) -> (String, Vec<String>) {
        let front_matter = FrontMatter::new(source.as_bytes());
        let document = Document::parse(source, front_matter.body_offset(), kind).expect("small");
        let findings =
            find(&Reading::new(&document, &front_matter), &RuleSet::from(rules.to_vec()), false, &Verdicts::default());
        let safe = findings.edits.filter(|it| it.applicability == unchaff_document::Applicability::Safe);
        let output = String::from_utf8(safe.apply(source.as_bytes())).expect("whole characters");
        (output, findings.reports.iter().map(|it| it.evidence.to_string()).collect())
    }

    /// The reports are parts of what is said, in order.
    fn check_as(kind: Kind, source: &str, output: &str, reports: &[&str]) {
        let (left, said) = found(source, kind, RULES);
        assert_eq!(left, output, "{source:?}");
        assert_eq!(said.len(), reports.len(), "{source:?}: {said:?}");
        for (said, part) in said.iter().zip(reports) {
            assert!(said.contains(part), "{said:?}: {source:?}");
        }
    }

    fn check(source: &str, output: &str, reports: &[&str]) {
        check_as(Kind::Markdown, source, output, reports);
    }

    fn check_kept(source: &str) {
        check(source, source, &[]);
    }

    const ALSO: &str = "**Also: [Ten ferries](https://example.com/ten)**\n";

    #[test]
    fn a_region_is_kept_up_to_where_it_is_enabled() {
        for names in [
            "",
            " also-link",
            " related",
            " trailing-space, also-link -- ours",
            " also-link, trailing-space — ours",
            ": all",
        ] {
            let source = format!(
                "A. \n\n<!-- unchaff-disable{names} -->\n\n{ALSO}\nB. \n\n<!-- unchaff-enable{names} -->\n\n{ALSO}\nC.\n"
            );
            let kept_b = if names == " also-link" || names == " related" { "B." } else { "B. " };
            let output = format!(
                "A.\n\n<!-- unchaff-disable{names} -->\n\n{ALSO}\n{kept_b}\n\n<!-- unchaff-enable{names} -->\n\n\nC.\n"
            );
            check(&source, &output, &[]);
        }
        check_kept(&format!("A.\n\n<!--unchaff-disable-->\n\n{ALSO}\nB. \n"));
    }

    #[test]
    fn one_rule_can_be_enabled_again() {
        let source = format!("<!-- unchaff-disable -->\n\nA. \n\n<!-- unchaff-enable also-link -->\n\n{ALSO}\nB. \n");
        check(&source, &source.replace(ALSO, ""), &[]);
    }

    #[test]
    fn a_line_is_kept() {
        check_kept("A.\n\n**Also: [b](https://example.com/b)** <!-- unchaff-disable-line also-link -->\n\nC.\n");
        check("A <!-- unchaff-disable-line --> \nb \nc.\n", "A <!-- unchaff-disable-line --> \nb\nc.\n", &[]);
    }

    #[test]
    fn the_next_line_is_the_block_that_begins_there() {
        for comment in [
            "<!-- unchaff-disable-next-line also-link -->\n",
            "<!-- unchaff-disable-next-line also-link -->\n\n\n",
            "<!-- unchaff-disable-next-line -->\n<!-- an author's note -->\n",
        ] {
            let source = format!("A.\n\n{comment}{ALSO}\nB.\n\n{ALSO}\nC.\n");
            let is_far = comment.contains("note");
            let output = if is_far { source.replace(ALSO, "") } else { format!("A.\n\n{comment}{ALSO}\nB.\n\n\nC.\n") };
            check(&source, &output, if is_far { &["suppresses nothing"] } else { &[] });
        }
        // Comments to this program do not stand in each other's way.
        check(
            &format!(
                "A.\n\n<!-- unchaff-disable-next-line related -->\n<!-- unchaff-disable-next-line advert -->\n{ALSO}"
            ),
            &format!(
                "A.\n\n<!-- unchaff-disable-next-line related -->\n<!-- unchaff-disable-next-line advert -->\n{ALSO}"
            ),
            &["advert: suppresses nothing"],
        );
        check(
            "A <!-- unchaff-disable-next-line --> \nb \nc \nd.\n",
            "A <!-- unchaff-disable-next-line -->\nb \nc\nd.\n",
            &[],
        );
        check(
            "<!-- unchaff-disable-next-line -->\n\n* a \n\n  b \n* c \n\nd \n",
            "<!-- unchaff-disable-next-line -->\n\n* a \n\n  b \n* c \n\nd\n",
            &[],
        );
        check(
            "* x\n\n  <!-- unchaff-disable-next-line -->\n\n  a \n* b \n",
            "* x\n\n  <!-- unchaff-disable-next-line -->\n\n  a \n* b\n",
            &[],
        );
    }

    #[test]
    fn a_file_is_kept() {
        check_kept(&format!("{ALSO}\nA. \n\n<!-- unchaff-disable-file also-link trailing-space -->\n"));
        let header = "---\nthumbnail: https://a.example/b/    https://a.example/c.jpg\n---\n";
        check_kept(&format!("{header}A.\n\n<!-- unchaff-disable-file -->\n"));
        check_kept(&format!("{header}A.\n\n<!-- unchaff-disable-file front-matter -->\n"));
    }

    #[test]
    fn a_header_ignores() {
        for header in [
            "---\nunchaff: {ignore: [also-link, whitespace]}\n---\n",
            "---\nunchaff:\n  ignore:\n    - also-link # ours\n    - trailing-space\n---\n",
            "---\nunchaff:\n  ignore: related, trailing-space\n---\n",
            "---\nunchaff: {ignore: all}\n---\n",
            "+++\nunchaff = {ignore = ['also-link', 'trailing-space']}\n+++\n",
            "+++\n[unchaff]\nignore = 'all'\n+++\n",
            "{\"unchaff\": {\"ignore\": [\"related\", \"whitespace\"]}}\n",
        ] {
            check_kept(&format!("{header}\nA. \n\n{ALSO}"));
        }
    }

    #[test]
    fn a_header_that_cannot_be_read_ignores_all_the_same() {
        let broken = "---\ntitle: a: b\nunchaff: {ignore: [also-link, broken-front-matter]}\n---\n";
        check(&format!("{broken}\nA. \n\n{ALSO}"), &format!("{broken}\nA.\n\n{ALSO}"), &[]);
        check_kept(&format!("---\ntitle: [a\n\u{1}: {{\nunchaff: {{ignore: [also-link]}}\n---\n\nA. \n\n{ALSO}"));
    }

    #[test]
    fn what_is_wrong_with_a_header_is_reported() {
        let check = |setting: &str, report: &str| {
            let source = format!("---\n{setting}\n---\nA.\n");
            check(&source, &source, &[report]);
        };
        check("unchaff: {ignore: [also-link]}", "unchaff.ignore also-link: suppresses nothing");
        check("unchaff: {ignore: also-lnk}", "unchaff.ignore also-lnk: no rule");
        check("unchaff: {ignroe: [also-link]}", "unchaff.ignroe: expected");
        check("unchaff: [also-link]", "unchaff: expected");
        check("unchaff: {ignore: 7}", "unchaff.ignore: expected a list");
    }

    #[test]
    fn comments_shown_in_code_are_text() {
        for shown in [
            "```\n<!-- unchaff-disable-file -->\n```\n",
            "`<!-- unchaff-disable-file -->`\n",
            "    <!-- unchaff-disable-file -->\n",
            "<pre>\n<!-- unchaff-disable-file -->\n</pre>\n",
            "{% raw %}\n<!-- unchaff-disable-file -->\n{% endraw %}\n",
            "\\<!-- unchaff-disable-file -->\n",
            "<!-- see unchaff-disable-file -->\n",
        ] {
            check(&format!("A.\n\n{shown}\n{ALSO}\nB.\n"), &format!("A.\n\n{shown}\n\nB.\n"), &[]);
        }
    }

    #[test]
    fn no_claim_takes_a_comment() {
        let ad =
            "<!-- ad begin -->\n<a href='/u'>x</a>\n<!-- unchaff-disable-next-line also-link -->\n<!-- ad end -->\n";
        check(&format!("A.\n\n{ad}"), &format!("A.\n\n{ad}"), &["suppresses nothing"]);
        check_kept(&ad.replace("-next-line also-link", ""));
        let links = "#### Featured\n\n<!-- unchaff-disable-next-line related-links -->\n\n* [Ten old ferries](https://example.com/a)\n* [A rye loaf](https://example.com/b)\n";
        check_kept(&format!("A sentence.\n\n{links}"));
    }

    #[test]
    fn comments_in_quotes_count() {
        check_kept(&format!("A.\n\n> <!-- unchaff-disable -->\n> b \n\n{ALSO}"));
    }

    #[test]
    fn mdx_has_comments_of_its_own() {
        let check = |source: &str, output: &str| check_as(Kind::Mdx, source, output, &[]);
        let source =
            format!("A.\n\n{{/* unchaff-disable also-link */}}\n\n{ALSO}\n{{/* unchaff-enable */}}\n\n{ALSO}\nB.\n");
        check(&source, &format!("{}\nB.\n", source.strip_suffix(&format!("{ALSO}\nB.\n")).expect("the end")));
        let line = "A.\n\n**Also: [b](https://example.com/b)** {/* unchaff-disable-line also-link */}\n";
        check(line, line);
        for comment in ["{/*unchaff-disable-line*/}", "{ /* unchaff-disable-line */ }"] {
            let line = format!("A.\n\n**Also: [b](https://example.com/b)** {comment}\n");
            check(&line, &line);
        }
        check(&format!("`{{/* unchaff-disable */}}`\n\n{ALSO}\nB.\n"), "`{/* unchaff-disable */}`\n\n\nB.\n");
        // Elsewhere these are braces.
        let source = format!("{{/* unchaff-disable */}}\n\n{ALSO}\nB.\n");
        check_as(Kind::Markdown, &source, &source.replace(ALSO, ""), &[]);
    }

    #[test]
    fn plain_text_has_lines_that_are_comments() {
        let text = "Kept. \n\n<!-- unchaff-disable-next-line trailing-space -->\nThe line. \n\nNot. \n";
        check_as(
            Kind::Text,
            text,
            "Kept.\n\n<!-- unchaff-disable-next-line trailing-space -->\nThe line. \n\nNot.\n",
            &[],
        );
    }

    #[test]
    fn suppressions_without_use_are_reported() {
        for (source, reports) in [
            ("A.\n\n<!-- unchaff-disable -->\n", &["unchaff-disable: suppresses nothing"][..]),
            ("A. \n\n<!-- unchaff-disable-line trailing-space -->\n", &["trailing-space: suppresses nothing"]),
            ("A. <!-- unchaff-disable-line also-link trailing-space --> \n", &["-line also-link: suppresses nothing"]),
            ("A.\n\n<!-- unchaff-disable also-lnk -->\n", &["also-lnk: no rule"]),
            ("A.\n\n<!-- unchaff-disbale -->\n", &["unchaff-disbale: expected"]),
            ("A.\n\n<!-- unchaff disable-file -->\n", &["unchaff: expected"]),
            ("A.\n\n<!-- unchaffed oats -->\n", &[]),
            ("A.\n\n<!-- unchaff-enable -->\n", &["unchaff-enable: is not disabled"]),
            (
                "<!-- unchaff-disable also-link -->\n\n<!-- unchaff-enable advert -->\n",
                &["also-link: supp", "advert: is not"],
            ),
            ("A. <!-- unchaff-disable-file mine/button -->\n", &[]),
            ("<!-- unchaff-disable mine/button -->\nA.\n\n<!-- unchaff-enable -->\n", &[]),
            ("<!-- unchaff-disable-file unused-suppression -->\n\n<!-- unchaff-enable -->\n", &[]),
            ("<!-- unchaff-disable-file -->\n\n<!-- unchaff-enable -->\n", &["file: suppresses", "is not disabled"]),
        ] {
            let (_, said) = found(source, Kind::Markdown, RULES);
            let fits = said.len() == reports.len() && said.iter().zip(reports).all(|(it, part)| it.contains(part));
            assert!(fits, "{source:?}: {said:?}");
        }
    }

    #[test]
    fn rules_that_do_not_run_make_nothing_useless() {
        let ran = |names: &[&str]| -> Vec<&'static Rule> {
            RULES.iter().copied().filter(|it| names.contains(&it.id.as_str())).collect()
        };
        let n_reports = |source: &str, names: &[&str]| found(source, Kind::Markdown, &ran(names)).1.len();
        let header = "---\nunchaff: {ignore: [also-link]}\n---\n";
        for source in ["<!-- unchaff-disable also-link -->\n", header] {
            assert_eq!(n_reports(source, &["trailing-space", "unused-suppression"]), 0);
            assert_eq!(n_reports(source, &["also-link"]), 0);
            assert_eq!(n_reports(source, &["also-link", "unused-suppression"]), 1);
        }
        assert_eq!(n_reports("<!-- unchaff-disable -->\n", &["also-link", "unused-suppression"]), 0);
        assert_eq!(n_reports("<!-- unchaff-disable related -->\n", &["also-link", "unused-suppression"]), 0);
    }

    #[test]
    fn reports_are_suppressed_too() {
        let sentence = "He had seen a memo seen by 's.\n";
        assert_eq!(found(sentence, Kind::Markdown, RULES).1.len(), 1);
        check_kept(&format!("<!-- unchaff-disable-next-line scrubbed-name -->\n{sentence}"));
    }
}
