//! What of a whole page stays whatever is chosen: what its author has switched off, and what a pack keeps.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unchaff_boilerplate::{Forbidden, PageComment, PageComments, Report, RuleSet};
use unchaff_document::{Document, EditSet, Kind, Span};
use unchaff_front_matter::FrontMatter;
use unchaff_page::{Article, PAGE_CHROME, Page};

/// The word that comments and keys for this program begin with.
const KEY: &str = "unchaff";

/// How often blocks beside what is protected are kept too, before single edits are dropped.
const MOST_ROUNDS: usize = 4;

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
        rules: &RuleSet,
        page: &Page<'_>,
        article: &mut Article,
    ) -> Self {
        let forbidden = forbidden(source, front_matter, kind, rules, page);
        let Some(forbidden) = forbidden else { return Self::default() };
        let places = places(article, source.len());
        let is_protected: Vec<bool> = places.iter().map(|it| forbidden.touches(*it)).collect();
        let goes = |number: &usize| is_protected[*number] && !article.blocks[*number].is_kept;
        let blocks: BTreeSet<usize> = (0..places.len()).filter(goes).collect();
        // Comments hide more than themselves, or nothing.
        let hidden = blocks.iter().map(|it| trimmed(source, places[*it])).filter(|it| !forbidden.is_of_comment(*it));
        let useful = forbidden.useful(hidden).into_iter().collect();
        for number in &blocks {
            article.blocks[*number].is_kept = true;
        }
        if is_protected.iter().all(|it| *it) {
            article.keep_all();
        }
        Self { forbidden, blocks, useful }
    }

    /// The edits of a page that take nothing of what is protected.
    pub(crate) fn edits(&self, page: &Page<'_>, article: &Article) -> EditSet {
        let mut article = Cow::Borrowed(article);
        for _ in 0..MOST_ROUNDS {
            let edits = page.edits(&article);
            let touching = edits.filter(|it| self.forbidden.touches(it.span));
            if touching.is_empty() {
                return edits;
            }
            // An element without text may go with those beside it: then all of them stay.
            for block in &mut article.to_mut().blocks {
                let Some(span) = block.span else { continue };
                let after = touching.edits().partition_point(|it| it.span.end <= span.start);
                block.is_kept |= touching.edits().get(after).is_some_and(|it| it.span.overlaps(span));
            }
        }
        page.edits(&article).filter(|it| !self.forbidden.touches(it.span))
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
        let comments: Vec<PageComment> = page.comments(KEY).into_iter().map(comment).collect();
        if comments.is_empty() && front_matter.raw().is_empty() {
            return None;
        }
        let comments = PageComments { comments, length: source.len() };
        return Some(Forbidden::in_page(&comments, front_matter, rules, &PAGE_CHROME));
    }
    if rules.packs.is_empty() && memchr::memmem::find(source, KEY.as_bytes()).is_none() {
        return None;
    }
    let text = std::str::from_utf8(source).ok()?;
    let document = Document::parse(text, front_matter.body_offset(), kind).ok()?;
    Some(Forbidden::in_document(&document, front_matter, rules, &PAGE_CHROME))
}

/// A span without the blanks at its ends.
fn trimmed(source: &[u8], span: Span) -> Span {
    let bytes = &source[span.range()];
    let start = span.start as usize + bytes.len() - bytes.trim_ascii_start().len();
    Span::of(start..start + bytes.trim_ascii().len())
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
