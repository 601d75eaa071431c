//! Where the words of a document stand.

use unchaff_document::{BlockKind, Document, InlineKind, Span, Tag};

use crate::words::{has_word, n_words};

/// Where the words of a document stand, and which of them are links.
pub(crate) struct Words {
    /// Where each piece of text starts, in order.
    starts: Vec<u32>,
    /// How many words stand before each piece, and last how many there are: outside of links, and in links.
    before: Vec<(usize, usize)>,
}

/// How many words stand somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) outside_of_links: usize,
    pub(crate) in_links: usize,
}

impl Count {
    pub(crate) fn total(self) -> usize {
        self.outside_of_links + self.in_links
    }
}

impl Words {
    /// Counts the words of the body. `links` are the spans of raw HTML links, in order.
    pub(crate) fn new(document: &Document<'_>, links: &[Span]) -> Self {
        let mut words = Self { starts: Vec::new(), before: vec![(0, 0)] };
        let is_in_html_link = |at: u32| {
            let last = links.partition_point(|it| it.start <= at);
            links[..last].last().is_some_and(|it| at < it.end)
        };
        for block in document.visible() {
            if block.kind == BlockKind::Html {
                for span in texts_of_html(document, block.span) {
                    words.add(span.start, document.text(span), is_in_html_link(span.start));
                }
                continue;
            }
            let (mut n_links, mut n_images) = (0_usize, 0_usize);
            for inline in document.inlines(block) {
                match &inline.kind {
                    InlineKind::LinkStart { .. } => n_links += 1,
                    InlineKind::LinkEnd => n_links = n_links.saturating_sub(1),
                    InlineKind::ImageStart { .. } => n_images += 1,
                    InlineKind::ImageEnd => n_images = n_images.saturating_sub(1),
                    InlineKind::Text(_) if n_images > 0 => {}
                    InlineKind::Text(text) => {
                        words.add(inline.span.start, text, n_links > 0 || is_in_html_link(inline.span.start));
                    }
                    // Code is an author's, whatever it says.
                    InlineKind::Code | InlineKind::Math => words.add(inline.span.start, "code", false),
                    _ => {}
                }
            }
            if matches!(block.kind, BlockKind::Code | BlockKind::Other) {
                words.add(block.span.start, document.text(block.span), false);
            }
        }
        words
    }

    fn add(&mut self, at: u32, text: &str, is_in_link: bool) {
        let text = text.replace("&nbsp;", " ");
        let n_words = if has_word(&text) { n_words(&text) } else { 0 };
        // Of two pieces that start at one place, the second is the same text once more.
        if n_words == 0 || self.starts.last().is_some_and(|it| *it >= at) {
            return;
        }
        let (outside, inside) = self.before[self.before.len() - 1];
        self.starts.push(at);
        self.before.push(if is_in_link { (outside, inside + n_words) } else { (outside + n_words, inside) });
    }

    /// How many words stand in a span.
    pub(crate) fn within(&self, span: Span) -> Count {
        let first = self.before[self.starts.partition_point(|it| *it < span.start)];
        let last = self.before[self.starts.partition_point(|it| *it < span.end)];
        Count { outside_of_links: last.0 - first.0, in_links: last.1 - first.1 }
    }
}

/// The texts between the tags of an HTML block; what stands in a script or a frame is none.
fn texts_of_html(document: &Document<'_>, html: Span) -> Vec<Span> {
    let mut texts = Vec::new();
    let mut hidden: Option<&str> = None;
    let mut at = html.start as usize;
    for tag in unchaff_document::html_tags(document.text(html)) {
        let range = tag.range();
        let (start, end) = (html.start as usize + range.start, html.start as usize + range.end);
        if hidden.is_none() {
            texts.push(Span::of(at..start));
        }
        at = end;
        match tag {
            Tag::Open { name, .. } if hidden.is_none() => hidden = Some(name).filter(|it| hides_text(it)),
            Tag::Close { name, .. } if hidden.is_some_and(|it| it.eq_ignore_ascii_case(name)) => hidden = None,
            _ => {}
        }
    }
    if hidden.is_none() {
        texts.push(Span::of(at..html.end as usize));
    }
    texts
}

fn hides_text(name: &str) -> bool {
    ["iframe", "script", "style"].iter().any(|it| name.eq_ignore_ascii_case(it))
}
