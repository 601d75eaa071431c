//! Addresses in links, pictures and link definitions of Markdown.

use std::ops::Range;

use unchaff_document::{Document, Inline, InlineKind, Kind};

use super::Address;

/// The links and pictures of a document. Those that are not written as `[text](destination)` have no place.
pub(super) fn links(document: &Document<'_>) -> Vec<Address> {
    let mut links = Vec::new();
    for block in &document.blocks {
        links_in(document.source, document.inlines(block), &mut links);
    }
    links
}

/// The link definitions of a document.
pub(super) fn definitions(document: &Document<'_>) -> Vec<Address> {
    let definitions = document.link_definitions().into_iter().map(|it| {
        let range = it.span.range();
        let place = label_end(document.source, range.clone())
            .and_then(|behind| destination(document.source, behind..range.end))
            .filter(|place| leads_to(document.source, place, &it.target));
        Address { target: it.target, place }
    });
    definitions.collect()
}

/// A link that is being read.
struct OpenLink {
    /// Its index among the links.
    index: usize,
    /// The end of what was read of it.
    end: usize,
}

fn links_in(text: &str, inlines: &[Inline<'_>], links: &mut Vec<Address>) {
    let mut open: Vec<OpenLink> = Vec::new();
    for inline in inlines {
        let range = inline.span.range();
        match &inline.kind {
            InlineKind::LinkStart { target } | InlineKind::ImageStart { target } => {
                let mark = if text[range.clone()].starts_with("![") { "![" } else { "[" };
                open.push(OpenLink { index: links.len(), end: range.start + mark.len() });
                links.push(Address { target: target.to_string(), place: None });
            }
            InlineKind::LinkEnd | InlineKind::ImageEnd => {
                let Some(link) = open.pop() else { continue };
                let address = &mut links[link.index];
                address.place = destination_behind_text(text, link.end..range.end)
                    .filter(|place| leads_to(text, place, &address.target));
                if let Some(around) = open.last_mut() {
                    around.end = range.end;
                }
            }
            _ => {
                if let Some(around) = open.last_mut() {
                    around.end = range.end.max(around.end);
                }
            }
        }
    }
}

/// The destination in the rest of a link, which is `](destination "title")` or has none.
fn destination_behind_text(text: &str, rest: Range<usize>) -> Option<Range<usize>> {
    let behind = behind_blanks(text, rest.clone())?.strip_prefix("](")?.strip_suffix(')')?;
    let end = rest.end - ")".len();
    destination(text, end - behind.len()..end)
}

/// The destination behind blanks, without its brackets.
fn destination(text: &str, rest: Range<usize>) -> Option<Range<usize>> {
    let written = behind_blanks(text, rest.clone())?;
    let start = rest.end - written.len();
    let (start, length) = match written.strip_prefix('<') {
        Some(inside) => (start + "<".len(), unescaped(inside, &['>', '\n', '\r'])?),
        None => (start, written.find(|it: char| it.is_ascii_whitespace()).unwrap_or(written.len())),
    };
    (length > 0).then_some(start..start + length)
}

/// Behind `[name]:`.
fn label_end(text: &str, definition: Range<usize>) -> Option<usize> {
    let label = text.get(definition.clone())?.strip_prefix('[')?;
    let behind = label[unescaped(label, &[']'])?..].strip_prefix("]:")?;
    Some(definition.end - behind.len())
}

/// Where the first of these characters stands that has no backslash before it.
fn unescaped(text: &str, characters: &[char]) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, it)| {
        let is_found = !is_escaped && characters.contains(&it);
        is_escaped = !is_escaped && it == '\\';
        is_found.then_some(at)
    })
}

/// The text behind blanks. At the start of a line, marks of quotations are blanks, too: no link goes on behind others.
fn behind_blanks(text: &str, rest: Range<usize>) -> Option<&str> {
    let is_line_end = |it: char| matches!(it, '\n' | '\r');
    let mut is_line_start = text.get(..rest.start)?.ends_with(is_line_end);
    Some(text.get(rest)?.trim_start_matches(|it: char| {
        is_line_start |= is_line_end(it);
        it.is_ascii_whitespace() || is_line_start && it == '>'
    }))
}

/// Whether what is written there, without escapes, is the address. If not, it is not what Markdown read.
fn leads_to(text: &str, place: &Range<usize>, address: &str) -> bool {
    let written = &text[place.clone()];
    if !written.contains(['\\', '&']) {
        return written == address;
    }
    let link = format!("[](<{written}>)");
    let Ok(document) = Document::parse(&link, 0, Kind::Markdown) else { return false };
    let mut inlines = document.blocks.iter().flat_map(|it| document.inlines(it));
    inlines.any(|it| matches!(&it.kind, InlineKind::LinkStart { target } if target == address))
}
