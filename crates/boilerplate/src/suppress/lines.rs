//! Which lines a comment speaks of.

use unchaff_document::{Block, BlockKind, Document, Span};

use super::directive::Around;

/// The lines and blocks of a document, for lookup.
pub(super) struct Lines<'d, 's> {
    document: &'d Document<'s>,
    /// Where lines of the body start. They end with LF, CRLF or CR.
    starts: Vec<u32>,
    end: u32,
    /// Of each block, the next that rules see.
    next: Vec<Option<usize>>,
}

impl<'d, 's> Lines<'d, 's> {
    /// `is_hidden` tells of a block whether it holds nothing but comments to this program.
    pub(super) fn new(document: &'d Document<'s>, is_hidden: impl Fn(&Block) -> bool) -> Self {
        let body = document.body.range();
        let bytes = &document.source.as_bytes()[..body.end];
        let is_end = |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        let starts = std::iter::once(body.start).chain(body.clone().filter(is_end).map(|it| it + 1));
        let mut next = vec![None; document.blocks.len()];
        let mut below = None;
        for (index, block) in document.blocks.iter().enumerate().rev() {
            next[index] = below;
            if block.kind != BlockKind::Blank && !is_hidden(block) {
                below = Some(index);
            }
        }
        Self { document, starts: starts.map(|it| Span::of(0..it).end).collect(), end: document.body.end, next }
    }

    /// Behind the end of the line on which a byte stands.
    fn end_of(&self, at: u32) -> u32 {
        self.starts.get(self.starts.partition_point(|it| *it <= at)).copied().unwrap_or(self.end)
    }
}

impl Around for Lines<'_, '_> {
    fn whole(&self) -> Span {
        Span::of(0..self.document.source.len())
    }

    fn lines(&self, span: Span) -> Span {
        let first = self.starts.partition_point(|it| *it <= span.start);
        let start = self.starts[first.saturating_sub(1)];
        Span::new(start, self.end_of(span.end.max(span.start + 1) - 1).max(start))
    }

    /// What follows the line of a comment: the next line, if the block of the comment goes on there, otherwise the
    /// block that follows, with the whole list, item or quote that it begins.
    fn next(&self, comment: Span) -> Span {
        let document = self.document;
        let nothing = Span::new(self.end, self.end);
        let line_end = self.lines(comment).end;
        let Some(here) = document.block_at(comment.start) else { return nothing };
        let containers = &document.blocks[here].containers;
        if line_end < document.blocks[here].span.end {
            return Span::new(line_end, self.end_of(line_end));
        }
        let Some(index) = self.next[here] else { return nothing };
        let first = &document.blocks[index];
        let Some(begun) = first.containers.iter().find(|it| !containers.contains(it)) else { return first.span };
        let mut span = first.span;
        for block in &document.blocks[index + 1..] {
            match block.kind {
                BlockKind::Blank | BlockKind::Other => {}
                _ if block.containers.contains(begun) => span = span.to(block.span),
                _ => break,
            }
        }
        span
    }
}
