//! Text that must not become markup.

use super::Place;
use crate::render::links::begins_entity;

/// Characters that always get a backslash.
pub(super) fn needs_escape(it: char) -> bool {
    matches!(it, '\\' | '*' | '`' | '[' | ']' | '~')
}

/// What stands between a mark and its text.
pub(crate) fn is_blank(it: char) -> bool {
    matches!(it, ' ' | '\t' | '\u{b}' | '\u{c}')
}

/// Writes text at the start of a line so that none of it is markup.
pub(crate) fn escape_line(text: &str, before_link: bool, out: &mut String) {
    let rest = escape_line_start(text, out);
    escape(rest, Place::Paragraph, before_link, out);
}

/// Writes text so that none of it is markup.
pub(super) fn escape(text: &str, place: Place, before_link: bool, out: &mut String) {
    let mut before = None;
    for (at, it) in text.char_indices() {
        let behind = &text[at + it.len_utf8()..];
        let escaped = match it {
            '|' => place == Place::Cell,
            '_' => !before.is_some_and(char::is_alphanumeric) || !behind.starts_with(char::is_alphanumeric),
            '<' => behind.is_empty() || behind.starts_with(|it: char| it.is_ascii_alphabetic() || "/!?".contains(it)),
            '&' => begins_entity(behind),
            '!' => before_link && behind.is_empty(),
            _ => needs_escape(it),
        };
        if escaped {
            out.push('\\');
        }
        out.push(it);
        before = Some(it);
    }
}

/// Escapes what would be a heading, a quotation, a list, a rule or a table, and returns the text behind it.
fn escape_line_start<'a>(text: &'a str, out: &mut String) -> &'a str {
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with(is_blank);
    let first = text.bytes().next().unwrap_or_default();
    let same = text.bytes().take_while(|it| *it == first).count();
    let escapes_first = match first {
        b'#' => same <= 6 && is_end(&text[same..]),
        b'>' | b'|' => true,
        b'+' => is_end(&text[1..]),
        b'-' => is_end(&text[1..]) || text[1..].starts_with(['-', '|', ':']),
        b'=' => is_end(&text[same..]),
        b':' => text[1..].starts_with('-'),
        _ => false,
    };
    if escapes_first {
        out.push('\\');
        out.push_str(&text[..1]);
        return &text[1..];
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=9).contains(&digits) && text[digits..].starts_with(['.', ')']) && is_end(&text[digits + 1..]) {
        out.push_str(&text[..digits]);
        out.push('\\');
        out.push_str(&text[digits..=digits]);
        return &text[digits + 1..];
    }
    text
}
