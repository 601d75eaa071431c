//! Plain text: a line, a block.

use crate::{Block, BlockKind, Inline, Span};

/// One block a line that holds a word, one for each run of blank lines between.
pub(crate) fn blocks<'a>(source: &str, body: Span) -> (Vec<Block>, Vec<Inline<'a>>) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut start = body.start;
    while start < body.end {
        let end = Span::of(0..line_end(source, start as usize)).end;
        let blank = source[start as usize..end as usize].trim().is_empty();
        match blocks.last_mut() {
            Some(it) if blank && it.kind == BlockKind::Blank => it.span.end = end,
            _ => blocks.push(bare(
                Span::new(start, end),
                if blank { BlockKind::Blank } else { BlockKind::Paragraph { tight: false } },
            )),
        }
        start = end;
    }
    (blocks, Vec::new())
}

/// The body as a single block.
pub(crate) fn whole(body: Span) -> Vec<Block> {
    if body.is_empty() { Vec::new() } else { vec![bare(body, BlockKind::Html)] }
}

pub(crate) fn bare(span: Span, kind: BlockKind) -> Block {
    Block { span, kind, containers: Vec::new(), inlines: 0..0 }
}

/// Where the line that holds byte `offset` ends, its line end (LF, CRLF, CR) included.
pub(crate) fn line_end(source: &str, offset: usize) -> usize {
    let bytes = source.as_bytes();
    match memchr::memchr2(b'\n', b'\r', &bytes[offset..]) {
        None => bytes.len(),
        Some(it) if bytes[offset + it] == b'\r' && bytes.get(offset + it + 1) == Some(&b'\n') => offset + it + 2,
        Some(it) => offset + it + 1,
    }
}

/// Where the line that holds byte `offset` starts, but not before `floor`.
pub(crate) fn line_start(source: &str, floor: usize, offset: usize) -> usize {
    memchr::memrchr2(b'\n', b'\r', &source.as_bytes()[floor..offset]).map_or(floor, |it| floor + it + 1)
}
