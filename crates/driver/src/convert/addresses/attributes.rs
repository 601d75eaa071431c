//! Addresses in the tags of raw HTML.

use std::ops::Range;

use unchaff_document::{Document, Tag};
use unchaff_page::attribute_value;

use super::Address;

/// The attributes that are addresses. Of those that hold several, like `srcset`, none is changed.
const NAMES: &[&str] = &["href", "src", "poster"];

/// The addresses in the tags of a document.
pub(super) fn attributes(document: &Document<'_>) -> Vec<Address> {
    let tags = document.tags().iter().filter(|it| !document.touches_opaque(it.0));
    let values = tags.flat_map(|(span, tag)| values(document.source, span.range(), tag));
    let address = |range: Range<usize>| {
        let written = &document.source[range.clone()];
        // In a cell, a backslash may belong to Markdown.
        let is_certain = !written.contains('\\');
        Address { target: attribute_value(written), place: is_certain.then_some(range) }
    };
    values.map(address).collect()
}

/// An absolute address as the value of an attribute, in quotes of any kind or none, in a cell or not.
pub(super) fn written(address: &str) -> String {
    address.replace('&', "&amp;").replace('\'', "&#39;").replace('|', "%7C")
}

/// Where the values of the attributes of a tag stand that are addresses, without their quotes.
fn values(text: &str, tag: Range<usize>, read: &Tag<'_>) -> Vec<Range<usize>> {
    let Tag::Open { name, attributes, .. } = read else { return Vec::new() };
    let mut values = Vec::new();
    let mut at = tag.start + "<".len() + name.len();
    let end = (at + attributes.len()).min(tag.end);
    loop {
        at = end - text[at..end].trim_start().len();
        if at == end {
            return values;
        }
        let is_of_name = |it: char| !it.is_ascii_whitespace() && !matches!(it, '=' | '/' | '"' | '\'');
        let name_end = text[at..end].find(|it| !is_of_name(it)).map_or(end, |it| at + it);
        let name = &text[at..name_end];
        let behind = text[name_end..end].trim_start();
        let Some(value) = behind.strip_prefix('=').map(str::trim_start).filter(|_| !name.is_empty()) else {
            at = name_end + text[name_end..end].chars().next().map_or(0, char::len_utf8);
            continue;
        };
        let start = end - value.len();
        let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
        let inside = &value[quote.map_or(0, char::len_utf8)..];
        let is_end = |it: char| quote.map_or(it.is_ascii_whitespace(), |quote| it == quote);
        let length = inside.find(is_end).unwrap_or(inside.len());
        let start = start + value.len() - inside.len();
        if NAMES.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            values.push(start..start + length);
        }
        at = (start + length + quote.map_or(0, char::len_utf8)).min(end);
    }
}
