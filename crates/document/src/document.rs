//! A file whose body is cut into blocks.

use std::fmt;

use crate::{
    Block, BlockKind, Inline, InlineKind, Kind, LinkDefinition, Span,
    html_tags::{Tag, Tags},
    markdown, opaque, plain,
};

/// A file whose body is cut into blocks.
///
/// Invariant: the blocks tile the body: the first starts where it starts, each next one where the one
/// before ends, the last ends where it ends. All spans count bytes of the whole file.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The whole file, front matter included.
    pub source: &'a str,
    /// What the body is written in.
    pub kind: Kind,
    /// Everything after the front matter.
    pub body: Span,
    /// The body, piece by piece.
    pub blocks: Vec<Block>,
    /// Bytes that no edit may touch: code, math, tables, template tags. Sorted and disjoint.
    pub opaque: Vec<Span>,
    pub(crate) inlines: Vec<Inline<'a>>,
    tags: Vec<(Span, Tag<'a>)>,
}

/// The file has 4 GiB or more, so that its bytes cannot be counted with `u32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("file has 4 GiB or more, the limit")
    }
}

impl std::error::Error for TooLarge {}

impl<'a> Document<'a> {
    /// Cuts the body, which starts at byte `body_start`, into blocks.
    ///
    /// # Errors
    /// If the file has 4 GiB or more.
    ///
    /// # Panics
    /// If `body_start` is not a character boundary of `source`.
    pub fn parse(source: &'a str, body_start: usize, kind: Kind) -> Result<Self, TooLarge> {
        if u32::try_from(source.len()).is_err() {
            return Err(TooLarge);
        }
        let body = Span::of(body_start..source.len());
        let (blocks, inlines) = match kind {
            Kind::Markdown | Kind::Mdx => markdown::blocks(source, body),
            Kind::Text => plain::blocks(source, body),
            Kind::Html => (plain::whole(body), Vec::new()),
        };
        let mut document = Self { source, kind, body, blocks, opaque: Vec::new(), inlines, tags: Vec::new() };
        document.tags = document.find_tags();
        document.opaque = opaque::regions(&document);
        Ok(document)
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &'a str {
        &self.source[span.range()]
    }

    /// The pieces of a block, in order. Empty for plain text.
    pub fn inlines(&self, block: &Block) -> &[Inline<'a>] {
        &self.inlines[block.inlines.start as usize..block.inlines.end as usize]
    }

    /// Whether the span shares a byte with a region that is never edited.
    pub fn touches_opaque(&self, span: Span) -> bool {
        let first = self.opaque.partition_point(|it| it.end <= span.start);
        self.opaque.get(first).is_some_and(|it| it.overlaps(span))
    }

    /// The index of the block that holds byte `offset` of the body.
    pub fn block_at(&self, offset: u32) -> Option<usize> {
        let index = self.blocks.partition_point(|it| it.span.end <= offset);
        self.blocks.get(index).filter(|it| it.span.start <= offset).map(|_| index)
    }

    /// The tags and comments of the raw HTML in the body, in order.
    pub fn tags(&self) -> &[(Span, Tag<'a>)] {
        &self.tags
    }

    /// Those that begin in a span.
    pub(crate) fn tags_in(&self, span: Span) -> &[(Span, Tag<'a>)] {
        let first = self.tags.partition_point(|it| it.0.start < span.start);
        let tags = &self.tags[first..];
        &tags[..tags.partition_point(|it| it.0.start < span.end)]
    }

    fn find_tags(&self) -> Vec<(Span, Tag<'a>)> {
        let mut tags = Vec::new();
        let mut find = |html: Span| {
            for tag in Tags::new(self.text(html)) {
                let range = tag.range();
                tags.push((Span::of(range.start + html.start as usize..range.end + html.start as usize), tag));
            }
        };
        for block in &self.blocks {
            match block.kind {
                BlockKind::Html if self.kind == Kind::Html => {} // whole pages are left as they are
                BlockKind::Html => find(block.span),
                _ => {
                    let inlines = self.inlines(block).iter();
                    inlines.filter(|it| matches!(it.kind, InlineKind::Html)).for_each(|it| find(it.span));
                }
            }
        }
        tags
    }

    /// The definitions of links in Markdown that count, in order.
    pub fn link_definitions(&self) -> Vec<LinkDefinition> {
        match self.kind {
            Kind::Markdown | Kind::Mdx => markdown::link_definitions(self.source, self.body),
            Kind::Text | Kind::Html => Vec::new(),
        }
    }

    /// The document as it reads without these comments (sorted, disjoint).
    ///
    /// Bytes and blocks stay what they are. Pieces inside of a comment become empty text, and one that is opaque,
    /// as comments of MDX are, is so no more.
    #[must_use]
    pub fn without_comments(&self, comments: &[Span]) -> Self {
        let mut document = self.clone();
        for inline in &mut document.inlines {
            let first = comments.partition_point(|it| it.end <= inline.span.start);
            let here = comments[first..].iter().take_while(|it| it.start < inline.span.end);
            if here.clone().any(|it| it.contains(inline.span)) {
                inline.kind = InlineKind::Text("".into());
            } else if let InlineKind::Text(text) = &mut inline.kind
                && here.clone().next().is_some()
                && *text == self.source[inline.span.range()]
            {
                let mut rest = String::with_capacity(text.len());
                let mut at = inline.span.start;
                for comment in here {
                    rest.push_str(&self.source[at as usize..comment.start.max(at) as usize]);
                    at = comment.end.min(inline.span.end);
                }
                rest.push_str(&self.source[at as usize..inline.span.end as usize]);
                *text = rest.into();
            }
        }
        document.tags = document.find_tags();
        document.opaque.retain(|it| comments.binary_search(it).is_err());
        document
    }

    /// The blocks that a reader sees, without blank lines.
    pub fn visible(&self) -> impl DoubleEndedIterator<Item = &Block> {
        self.blocks.iter().filter(|it| it.kind != BlockKind::Blank)
    }
}
