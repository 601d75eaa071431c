//! Comments of whole HTML pages, which no [`Document`](unchaff_document::Document) has.

use unchaff_document::Span;

use super::directive::Around;

/// The comments of a page, in order, and where the page ends.
#[derive(Clone, Debug)]
pub struct PageComments {
    /// Those that may speak to this program.
    pub comments: Vec<PageComment>,
    /// The bytes of the file.
    pub length: usize,
}

/// A comment of a page, and what lies around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageComment {
    /// The comment, from `<!--` to `-->`.
    pub span: Span,
    /// What it says, without blanks around it.
    pub text: String,
    /// The lines on which it stands.
    pub lines: Span,
    /// The element that follows it, with what holds no text before it, or the line if text follows.
    pub next: Span,
}

impl PageComments {
    fn find(&self, comment: Span) -> Option<&PageComment> {
        let found = self.comments.binary_search_by_key(&comment, |it| it.span).ok()?;
        Some(&self.comments[found])
    }
}

impl Around for PageComments {
    fn whole(&self) -> Span {
        Span::of(0..self.length)
    }

    fn lines(&self, comment: Span) -> Span {
        self.find(comment).map_or(comment, |it| it.lines)
    }

    fn next(&self, comment: Span) -> Span {
        self.find(comment).map_or(comment, |it| it.next)
    }
}
