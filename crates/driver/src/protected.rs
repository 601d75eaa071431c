//! What of a whole page stays whatever is chosen: what its author has switched off, and what a pack keeps.

use std::collections::BTreeSet;

use unchaff_boilerplate::{Forbidden, PageComment, PageComments, Report, RuleSet, SUPPRESSION_KEY};
use unchaff_document::{Document, EditSet, Kind, Span};
use unchaff_front_matter::FrontMatter;
use unchaff_page::{Article, PAGE_CHROME, Page};

use crate::{CleanOptions, place::words_of};

/// What of a whole page stays whatever is chosen.
#[derive(Debug, Default)]
pub(crate) struct Protected {
    forbidden: Forbidden,
    /// The numbers of the blocks that would have gone.
    pub(crate) blocks: BTreeSet<usize>,
    /// What rules would say of comments that they hide nothing, though they hide these blocks.
    useful: BTreeSet<Report>,
}

impl Protected {
    /// Takes what is protected into the article of a page.
    ///
    /// Where all of a page is protected, that is its article, whatever the choice promised.
    pub(crate) fn keep(
        source: &[u8],
        front_matter: &FrontMatter<'_>,
        kind: Kind,
        options: &CleanOptions,
        page: &Page<'_>,
        article: &mut Article,
    ) -> Self {
        let forbidden = forbidden(source, front_matter, kind, &options.rules, page);
        let rejected = &options.verdicts.rejected;
        if forbidden.is_none() && rejected.is_empty() {
            return Self::default();
        }
        let mut forbidden = forbidden.unwrap_or_default();
        forbidden.reject(rejected);
        let places = places(article, source.len());
        let is_protected: Vec<bool> = places.iter().map(|it| forbidden.touches(*it)).collect();
        let goes = |number: &usize| is_protected[*number] && !article.blocks[*number].is_kept;
        let blocks: BTreeSet<usize> = (0..places.len()).filter(goes).collect();
        // Comments hide more than themselves, or nothing.
        let hidden = blocks.iter().map(|it| words_of(source, places[*it])).filter(|it| !forbidden.is_of_comment(*it));
        let useful = forbidden.useful(hidden).into_iter().collect();
        for number in &blocks {
            article.blocks[*number].is_kept = true;
        }
        if !is_protected.is_empty() && is_protected.iter().all(|it| *it) {
            article.keep_all();
        }
        Self { forbidden, blocks, useful }
    }

    /// The edits of a page that take nothing of what is protected.
    pub(crate) fn edits(&self, page: &Page<'_>, article: &Article) -> EditSet {
        page.edits_beside(article, |it| self.forbidden.touches(it))
    }

    /// What is wrong with the comments of an HTML page to this program, and with its header. Of Markdown and text, rules
    /// tell that.
    pub(crate) fn mistakes(&self) -> Vec<Report> {
        self.forbidden.mistakes().to_vec()
    }

    /// Whether rules report a suppression as useless that hides a part of what surrounds the article.
    pub(crate) fn is_of_use(&self, report: &Report) -> bool {
        self.useful.contains(report)
    }
}

/// What the author of a page, or a pack, forbids. `None` if that is nothing.
fn forbidden(
    source: &[u8],
    front_matter: &FrontMatter<'_>,
    kind: Kind,
    rules: &RuleSet,
    page: &Page<'_>,
) -> Option<Forbidden> {
    if kind == Kind::Html {
        let comment =
            |it: unchaff_page::Comment| PageComment { span: it.span, text: it.text, lines: it.lines, next: it.next };
        let comments: Vec<PageComment> = page.comments(SUPPRESSION_KEY).into_iter().map(comment).collect();
        if comments.is_empty() && front_matter.raw().is_empty() {
            return None;
        }
        let comments = PageComments { comments, length: source.len() };
        return Some(Forbidden::in_page(&comments, front_matter, rules, &PAGE_CHROME));
    }
    if rules.packs.is_empty() && memchr::memmem::find(source, SUPPRESSION_KEY.as_bytes()).is_none() {
        return None;
    }
    let text = std::str::from_utf8(source).ok()?;
    let document = Document::parse(text, front_matter.body_offset(), kind).ok()?;
    Some(Forbidden::in_document(&document, front_matter, rules, &PAGE_CHROME))
}

/// Where the blocks of a page stand. One without a place of its own may be anywhere between those beside it.
fn places(article: &Article, length: usize) -> Vec<Span> {
    let mut places = vec![Span::new(0, 0); article.blocks.len()];
    let mut next = Span::of(length..length);
    for (place, block) in places.iter_mut().zip(&article.blocks).rev() {
        next = block.span.unwrap_or(next);
        *place = next;
    }
    let mut end = 0;
    for (place, block) in places.iter_mut().zip(&article.blocks) {
        match block.span {
            Some(it) => end = it.end.max(end),
            None => *place = Span::new(end.min(place.start), place.start),
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use crate::{CleanOptions, Conversion, Format, Note, clean, convert, explain};

    const MILL: &str = include_str!("../../../seeds/pages/mill-with-a-kept-box.html");
    const COMMENT: &str = "<!-- unchaff-disable-next-line page-chrome -- we want the hours -->";
    const HOURS: &str = "The mill is open";

    /// Every form has the article and nothing else, but for the protected hours if they are.
    #[track_caller]
    fn check(page: &str, with_hours: bool, in_own_format: &[&str]) {
        let (source, options) = (page.as_bytes(), CleanOptions::default());
        let markdown = Conversion::Markdown { base_url: None, with_front_matter: false };
        let converted = |it| convert(source, Format::Html, &options, it).output.expect("it has an article");
        let own = clean(source, Format::Html, &options).output;
        for output in [&own, &converted(&Conversion::Text), &converted(&markdown)] {
            let output = std::str::from_utf8(output).expect("UTF-8");
            assert!(output.contains("hanging in the race") && output.contains("everybody should go home"), "{output}");
            assert_eq!(output.contains(HOURS), with_hours, "{output}");
            assert!(!output.contains("Follow us") && !output.contains("Imprint"), "{output}");
        }
        let own = String::from_utf8_lossy(&own);
        assert!(in_own_format.iter().all(|it| own.contains(it)), "{own}");
        let said = explain(source, Format::Html, &options).page.expect("it is a page");
        assert_eq!(said.protected.len(), usize::from(with_hours));
    }

    #[test]
    fn every_form_has_what_is_protected() {
        check(MILL, true, &[COMMENT]);
        for between in
            ["<!-- ordinary -->", "<!-- a --!> <!-->", "<img src=wheel.png>", "<script>\nturn()\n</script>\n"]
        {
            check(&MILL.replace(COMMENT, &format!("{COMMENT}\n{between}")), true, &[COMMENT, between]);
        }
    }

    #[test]
    fn a_comment_alone_keeps_none_of_its_neighbours() {
        for comment in ["<!-- unchaff-enable -->", "<!-- unchaff-disable-next-line also-link -->"] {
            check(&MILL.replace(COMMENT, comment), false, &[comment, "<aside"]);
        }
    }

    /// What is said of comments, in whatever form a page is wanted.
    #[track_caller]
    fn check_reports(comment: &str, expected: &[&str]) {
        let page = MILL.replace(COMMENT, comment);
        let options = CleanOptions::default();
        let cleaned = clean(page.as_bytes(), Format::Html, &options);
        let converted = convert(page.as_bytes(), Format::Html, &options, &Conversion::Text).cleaned;
        let without = CleanOptions { with_page_chrome: false, ..CleanOptions::default() };
        for found in [cleaned, converted, clean(page.as_bytes(), Format::Html, &without)] {
            let said: Vec<String> = found.reports.iter().map(|it| it.evidence.to_string()).collect();
            assert_eq!(said, expected, "{comment}");
            assert!(found.reports.iter().all(|it| page[it.span.range()].starts_with("<!-- unchaff")));
        }
    }

    #[test]
    fn what_is_wrong_with_comments_of_a_page_is_reported() {
        let unknown = "markup \"unchaff-disable-next-line page-chrom: no rule or category is named so\"";
        check_reports("<!-- unchaff-disable-next-line page-chrom -->", &[unknown]);
        check_reports("<!-- unchaff-enable -->", &["markup \"unchaff-enable: is not disabled here\""]);
        // Where nothing but page-chrome looks, nobody knows what another rule would find.
        for comment in [COMMENT, "<!-- unchaff-disable-next-line also-link -->", "<!-- unchaff-disable-line page -->"] {
            check_reports(comment, &[]);
        }
        let off = "<!-- unchaff-disable-file unused-suppression --><!-- unchaff-disable-line page-chrom -->";
        check_reports(off, &[]);
        let header = format!("---\nunchaff: {{ignore: [page-chrom]}}\n---\n{MILL}");
        let found = clean(header.as_bytes(), Format::Html, &CleanOptions::default()).reports;
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn what_looks_like_a_comment_hides_none() {
        for decoy in [
            "<p title=\"<!-- unchaff\"></p>",
            "<script>var a=\"<!-- unchaff\";</script>",
            "<!-- unchaff note --!>",
            "<p></p title='<!-- unchaff'>",
        ] {
            check(&MILL.replace("<nav", &format!("{decoy}\n<nav")), true, &[COMMENT]);
        }
    }

    #[test]
    fn nothing_is_promised_of_a_page_without_text() {
        let page = "---\na: b\n---\n<!DOCTYPE html><html><script>x()</script></html>";
        let cleaned = clean(page.as_bytes(), Format::Html, &CleanOptions::default());
        let is_sure = |it: &Note| matches!(it, Note::NoArticle { quality: 100, .. });
        assert!(!cleaned.notes.iter().any(is_sure), "{:?}", cleaned.notes);
    }
}
