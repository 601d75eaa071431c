//! A document as plain text, for comparing.

use unchaff_document::{BlockKind, Document, InlineKind, Kind, text_outside_tags};
use unchaff_front_matter::FrontMatter;

/// The words a reader sees: no front matter, no marks, no addresses, no tags; a line for each block.
pub(crate) fn plain_text(source: &str, kind: Kind) -> String {
    let body_start = FrontMatter::new(source.as_bytes()).body_offset();
    let Ok(document) = Document::parse(source, body_start, kind) else { return source.to_string() };
    if !matches!(kind, Kind::Markdown | Kind::Mdx) {
        return document.text(document.body).to_string();
    }
    let mut text = String::with_capacity(document.body.len());
    for block in document.visible() {
        if block.kind == BlockKind::Html {
            text.push_str(&text_outside_tags(document.text(block.span)));
        }
        for inline in document.inlines(block) {
            match &inline.kind {
                InlineKind::Text(it) => text.push_str(it),
                InlineKind::Code | InlineKind::Math => text.push_str(document.text(inline.span)),
                InlineKind::SoftBreak | InlineKind::HardBreak | InlineKind::CellStart => text.push(' '),
                _ => {}
            }
        }
        text.push('\n');
    }
    text
}
