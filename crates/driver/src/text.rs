//! A document as plain text, for comparing.

use std::ops::Range;

use unchaff_document::{BlockKind, Document, InlineKind, Kind, html_tags, text_outside_tags};
use unchaff_front_matter::{Dialect, FrontMatter};

use crate::{
    CleanOptions, Cleaned,
    clean::clean_and_look,
    taken::{Taken, WholePage},
};

/// Cleans a document, and reads the words by which it is compared.
pub(crate) fn clean_and_read(source: &[u8], taken: &Taken<'_>, options: &CleanOptions) -> (Cleaned, Option<String>) {
    let (cleaned, text) = clean_and_look(source, taken, options, words_of);
    let text = text.or_else(|| compared_text(taken, &cleaned, options.dialect));
    (cleaned, text)
}

/// The words by which a document is compared; nothing if it is no text. Of an HTML page these are the words of its
/// article, or all if there is none.
pub(crate) fn compared_text(taken: &Taken<'_>, cleaned: &Cleaned, dialect: Dialect) -> Option<String> {
    match taken {
        Taken::HtmlPage(whole) => Some(PlainText::of_page(whole).text),
        _ => Some(plain_text(std::str::from_utf8(&cleaned.output).ok()?, cleaned.kind?, dialect)),
    }
}

/// The words a reader sees: no front matter, no marks, no addresses, no tags; a line for each block.
fn plain_text(source: &str, kind: Kind, dialect: Dialect) -> String {
    with_document(source, kind, dialect, words_of).unwrap_or_else(|| source.to_string())
}

fn words_of(document: &Document<'_>) -> String {
    let mut text = String::with_capacity(document.body.len());
    each_piece(document, |piece, _| text.push_str(piece));
    text
}

/// What `read` makes of a document; nothing if it is too large to be one.
fn with_document<T>(source: &str, kind: Kind, dialect: Dialect, read: impl FnOnce(&Document<'_>) -> T) -> Option<T> {
    let body_start = FrontMatter::in_dialect(source.as_bytes(), dialect).body_offset();
    Document::parse(source, body_start, kind).ok().map(|it| read(&it))
}

/// [`plain_text`], with the way back to the source.
pub(crate) struct PlainText {
    pub(crate) text: String,
    /// In the order of the text, without what was put between them.
    pieces: Vec<Piece>,
}

/// A part of a plain text, and the bytes of the source that say it.
struct Piece {
    text: Range<usize>,
    source: Range<usize>,
    /// Whether both are the same bytes. An entity, for example, is not what it stands for.
    is_verbatim: bool,
}

impl PlainText {
    pub(crate) fn of(source: &str, kind: Kind, dialect: Dialect) -> Self {
        with_document(source, kind, dialect, Self::of_document).unwrap_or_else(|| Self::verbatim(source))
    }

    fn of_document(document: &Document<'_>) -> Self {
        let mut plain = Self { text: String::with_capacity(document.body.len()), pieces: Vec::new() };
        each_piece(document, |piece, origin| {
            let start = plain.text.len();
            plain.text.push_str(piece);
            if let Some(origin) = origin {
                let is_verbatim = document.source[origin.clone()] == *piece;
                plain.pieces.push(Piece { text: start..plain.text.len(), source: origin, is_verbatim });
            }
        });
        plain
    }

    /// The article of an HTML page, or all of it if there is none. The way back leads to the bytes of blocks.
    pub(crate) fn of_page(whole: &WholePage<'_>) -> Self {
        let WholePage { page, article, .. } = whole;
        let mut plain = Self { text: String::new(), pieces: Vec::new() };
        // A block without a place is looked for where the one before it stands. Badly nested ones may stand anywhere.
        let mut source = 0..0;
        let is_all = !article.is_found();
        for (number, block) in article.blocks.iter().enumerate().filter(|it| is_all || it.1.is_kept) {
            if let Some(span) = block.span {
                let span = span.range();
                source = span.start.max(source.start)..span.end.max(source.end);
            }
            let start = plain.text.len();
            plain.text.push_str(&page.block_text(number));
            plain.pieces.push(Piece { text: start..plain.text.len(), source: source.clone(), is_verbatim: false });
            plain.text.push('\n');
        }
        plain
    }

    /// A text that is compared as it is.
    pub(crate) fn verbatim(text: &str) -> Self {
        let whole = Piece { text: 0..text.len(), source: 0..text.len(), is_verbatim: true };
        Self { text: text.to_string(), pieces: vec![whole] }
    }

    /// The smallest range of the source that says a range of the text. `None` if nothing in the source does.
    pub(crate) fn source_of(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let first = self.pieces.partition_point(|it| it.text.end <= range.start);
        let after = self.pieces.partition_point(|it| it.text.start < range.end);
        let (first, last) = (self.pieces[..after].get(first)?, self.pieces[..after].last()?);
        let start = if first.is_verbatim { range.start.saturating_sub(first.text.start) } else { 0 };
        let left_over = if last.is_verbatim { last.text.end.saturating_sub(range.end) } else { 0 };
        Some(first.source.start + start..last.source.end - left_over)
    }
}

/// Hands on the parts of the plain text in order, each with the bytes of the source that say it, if any do.
fn each_piece(document: &Document<'_>, mut push: impl FnMut(&str, Option<Range<usize>>)) {
    if !matches!(document.kind, Kind::Markdown | Kind::Mdx) {
        push(document.text(document.body), Some(document.body.range()));
        return;
    }
    for block in document.visible() {
        if block.kind == BlockKind::Html {
            let html = document.text(block.span);
            // Comments, and tags around nothing, take their lines along.
            if text_outside_tags(html).trim().is_empty() {
                continue;
            }
            let start = block.span.start as usize;
            let mut at = 0;
            for tag in html_tags(html) {
                let tag = tag.range();
                push(&html[at..tag.start], Some(start + at..start + tag.start));
                push(" ", None);
                at = tag.end;
            }
            push(&html[at..], Some(start + at..start + html.len()));
        }
        for inline in document.inlines(block) {
            match &inline.kind {
                InlineKind::Text(it) => push(it, Some(inline.span.range())),
                InlineKind::Code | InlineKind::Math => push(document.text(inline.span), Some(inline.span.range())),
                InlineKind::SoftBreak | InlineKind::HardBreak | InlineKind::CellStart => push(" ", None),
                _ => {}
            }
        }
        push("\n", None);
    }
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Kind, text_outside_tags};
    use unchaff_front_matter::Dialect::Strict;

    use super::{PlainText, plain_text};

    /// What the source has where the plain text has `text`.
    fn check(source: &str, text: &str, expected: &str) {
        let plain = PlainText::of(source, Kind::Markdown, Strict);
        assert_eq!(plain.text, plain_text(source, Kind::Markdown, Strict));
        let start = plain.text.find(text).unwrap_or_else(|| panic!("{text:?} is not in {:?}", plain.text));
        let range = plain.source_of(&(start..start + text.len())).expect("words of the source");
        assert_eq!(&source[range], expected, "{source:?}");
    }

    #[test]
    fn words_lead_back_to_their_bytes() {
        let source =
            "---\ntitle: Boats\n---\r\n\r\nTen **grey** [boats](https://example.com) left\r\nthe &amp; harbour.\r\n";
        check(source, "Ten", "Ten");
        check(source, "grey boats", "grey** [boats");
        check(source, "boats left the", "boats](https://example.com) left\r\nthe");
        check(source, "left the & har", "left\r\nthe &amp; har");
        check(source, "&", "&amp;");
        check("Ten\n\n> grey\n> boats\n", "Ten\ngrey boats", "Ten\n\n> grey\n> boats");
        check("`code` and $math$\n", "code` and", "code` and");
    }

    #[test]
    fn raw_html_leads_back_too() {
        let source = "One\n\n<div class=\"box\">two <b>three</b></div>\n\nfour\n";
        check(source, "two  three", "two <b>three");
        check(source, "One\n two", "One\n\n<div class=\"box\">two");
        let html = "<p>a <i title='x > y'>b</i> c</p> d\n";
        assert_eq!(plain_text(html, Kind::Markdown, Strict), text_outside_tags(html) + "\n");
    }

    #[test]
    fn text_that_was_put_in_leads_nowhere() {
        let plain = PlainText::of("One\n\ntwo\n", Kind::Markdown, Strict);
        assert_eq!(plain.source_of(&(3..4)), None);
        assert_eq!(plain.source_of(&(0..0)), None);
        assert_eq!(PlainText::of("", Kind::Text, Strict).source_of(&(0..0)), None);
    }

    #[test]
    fn plain_text_leads_to_itself() {
        let plain = PlainText::of("---\ntitle: x\n---\nTen boats", Kind::Text, Strict);
        assert_eq!(plain.source_of(&(4..9)), Some(21..26));
    }
}
