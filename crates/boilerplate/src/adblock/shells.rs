//! What stands around a finding and holds nothing else.

use std::cmp::Reverse;

use scraper::node::Element;
use unchaff_document::{BlockKind, Document, InlineKind, Span, Tag, html_tags};

use crate::Context;

/// The elements, links and emphases of a document that go with their content.
pub(crate) struct Shells {
    /// Outer ones first.
    shells: Vec<Shell>,
}

struct Shell {
    span: Span,
    /// Between its tags or marks.
    inside: Span,
    /// The index of the shell around it.
    around: Option<usize>,
}

/// Elements that are nothing without their content.
const SHELLS: &[&str] =
    &["a", "aside", "audio", "center", "div", "figure", "ins", "object", "p", "picture", "section", "span", "video"];

/// More around a finding than this is not looked through for words.
const MOST_BYTES: usize = 4096;

impl Shells {
    pub(crate) fn new(document: &Document<'_>, elements: &[(Span, &Element)]) -> Self {
        let mut shells = Vec::new();
        for (span, _) in elements.iter().filter(|it| SHELLS.contains(&it.1.name())) {
            let text = document.text(*span);
            let (Some(first), Some(last)) = (start_tag_end(text), text.rfind("</")) else { continue };
            let start = span.start as usize;
            if first <= last {
                shells.push((*span, Span::of(start + first..start + last)));
            }
        }
        for block in document.visible() {
            let mut open: Vec<(Span, usize)> = Vec::new();
            let inlines = document.inlines(block);
            for (index, inline) in inlines.iter().enumerate() {
                match inline.kind {
                    InlineKind::LinkStart { .. } | InlineKind::EmphasisStart(_) => open.push((inline.span, index + 1)),
                    InlineKind::LinkEnd | InlineKind::EmphasisEnd => {
                        let Some((span, first)) = open.pop() else { continue };
                        if first < index {
                            shells.push((span, inlines[first].span.to(inlines[index - 1].span)));
                        }
                    }
                    _ => {}
                }
            }
        }
        shells.sort_by_key(|(span, inside): &(Span, Span)| (span.start, Reverse(span.end), inside.start));
        let mut open: Vec<(usize, Span)> = Vec::new();
        let with_around = shells.into_iter().enumerate().map(|(index, (span, inside))| {
            while open.last().is_some_and(|(_, it)| !it.contains(span)) {
                open.pop();
            }
            let around = open.last().map(|(index, _)| *index);
            open.push((index, span));
            Shell { span, inside, around }
        });
        Self { shells: with_around.collect() }
    }

    /// The span with everything around it that holds nothing else.
    pub(crate) fn around(&self, document: &Document<'_>, span: Span) -> Span {
        let mut span = span;
        let mut next = self.shells.partition_point(|it| it.span.start <= span.start).checked_sub(1);
        while let Some(shell) = next.map(|it| &self.shells[it]) {
            next = shell.around;
            if !shell.inside.contains(span) {
                continue; // beside it, or the finding itself
            }
            let rest = [Span::new(shell.inside.start, span.start), Span::new(span.end, shell.inside.end)];
            if !rest.iter().all(|it| it.len() <= MOST_BYTES && holds_nothing(document.text(*it))) {
                break;
            }
            span = shell.span;
        }
        span
    }
}

/// Where the tag ends with which a text begins.
fn start_tag_end(text: &str) -> Option<usize> {
    let end = (0..=MOST_BYTES.min(text.len())).rev().find(|it| text.is_char_boundary(*it))?;
    html_tags(&text[..end]).first().map(|it| it.range().end)
}

/// Whether a piece of raw HTML shows nothing: blanks, comments, line breaks, other sources of the same picture.
fn holds_nothing(html: &str) -> bool {
    let mut at = 0;
    let mut is_blank = true;
    for tag in html_tags(html) {
        let range = tag.range();
        is_blank &= html[at..range.start].trim().is_empty();
        at = range.end;
        is_blank &= match tag {
            Tag::Open { name, .. } => ["br", "source"].iter().any(|it| name.eq_ignore_ascii_case(it)),
            Tag::Close { .. } => false,
            Tag::Comment { .. } => true,
        };
    }
    is_blank && html[at..].trim().is_empty()
}

/// The whole blocks in which nothing stands but the spans, which are sorted.
pub(crate) fn filled_blocks(ctx: &Context<'_>, spans: &[Span]) -> Vec<Span> {
    let document = ctx.document;
    let mut filled = Vec::new();
    for block in &ctx.blocks {
        let first = spans.partition_point(|it| it.start < block.span.start);
        let end = spans.partition_point(|it| it.start < block.span.end);
        let inner: Vec<Span> =
            spans[first..end.max(first)].iter().copied().filter(|it| block.span.contains(*it)).collect();
        if inner.is_empty() || matches!(block.kind, BlockKind::Code | BlockKind::Table | BlockKind::Other) {
            continue;
        }
        let is_filled = |span: Span| {
            let at = inner.partition_point(|it| it.start <= span.start);
            inner[..at].last().is_some_and(|it| it.contains(span))
        };
        let is_all = if block.kind == BlockKind::Html {
            let mut at = block.span.start;
            let mut between = Vec::new();
            for span in &inner {
                between.push(Span::new(at.min(span.start), span.start));
                at = at.max(span.end);
            }
            between.push(Span::new(at, block.span.end));
            between.iter().all(|it| !document.text(*it).contains(|it: char| it.is_alphanumeric() || it == '<'))
        } else {
            document.inlines(block).iter().all(|it| match &it.kind {
                InlineKind::SoftBreak | InlineKind::HardBreak => true,
                InlineKind::Text(text) if text.trim().is_empty() => true,
                _ => is_filled(it.span),
            })
        };
        if is_all {
            filled.push(block.span);
        }
    }
    filled
}
