//! Lists and mappings in brackets: closed, or mended item by item.

use std::ops::Range;

use super::kind::RepairKind;
use super::quote::{Mended, mend_quoted, quoted};
use crate::yaml::outline::{bracket_end, items, name_length};
use crate::yaml::scan;

/// Quotes the items that cannot be read; ranges count inside the text, whose brackets are balanced.
pub(super) fn mend_items(text: &str, is_read: impl Fn(&str) -> bool) -> Vec<(Range<usize>, Mended)> {
    let is_list = text.starts_with('[');
    let mut mends = Vec::new();
    for item in items(text) {
        let written = &text[item.clone()];
        let is_fine = if is_list { is_read(&format!("[{written}]")) } else { is_read(&format!("{{{written}}}")) };
        if is_fine || written.is_empty() {
            continue;
        }
        let part = if is_list { item } else { broken_part_of_pair(text, item) };
        let Some(mended) = mend_item(&text[part.clone()], &is_read) else { return Vec::new() };
        mends.push((part, mended));
    }
    mends
}

fn mend_item(item: &str, is_read: impl Fn(&str) -> bool) -> Option<Mended> {
    let is_template = item.starts_with("{{") || item.starts_with("{%");
    let kind = match item.as_bytes().first()? {
        b'"' | b'\'' => return mend_quoted(item, is_read),
        b'[' | b'{' if is_template => RepairKind::QuoteTemplate,
        b'[' | b'{' if bracket_end(item.as_bytes(), 0) == Some(item.len()) => return None, // Lists in lists: not attempted.
        b'[' | b'{' => RepairKind::QuoteFlowTail,
        b'@' | b'`' | b'%' => RepairKind::QuoteReserved,
        b'*' => RepairKind::QuoteAlias,
        b'&' => RepairKind::QuoteAnchor,
        b'!' => RepairKind::QuoteTag,
        b'|' | b'>' => RepairKind::QuoteBlock,
        b'-' if item.starts_with("- ") => RepairKind::QuoteDash,
        b'#' | b'?' | b'-' => RepairKind::QuoteIndicator,
        _ if !item.contains(": ") && item.contains(" #") => RepairKind::QuoteHash,
        _ => RepairKind::QuoteColon,
    };
    // The name of a lone alias may be missing elsewhere.
    let is_guess = item.strip_prefix('*').is_some_and(|it| !it.is_empty() && name_length(it) == it.len());
    Some(Mended { kind, text: quoted(item)?, is_guess })
}

/// Of `key: value` the value, or a key that starts with a mark; all of a pair without a colon.
fn broken_part_of_pair(text: &str, pair: Range<usize>) -> Range<usize> {
    let raw = &text.as_bytes()[..pair.end];
    match scan::key(raw, pair.start) {
        Some(key) => {
            let start = key.colon + 1;
            start + scan::blanks(&raw[start..])..pair.end
        }
        None => {
            let colon = (pair.start..pair.end).find(|at| raw[*at] == b':' && scan::ends_token(raw, at + 1));
            let is_marked = matches!(raw[pair.start], b'@' | b'`' | b'%' | b'*' | b'&' | b'!' | b'|' | b'>');
            pair.start..colon.filter(|_| is_marked).unwrap_or(pair.end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_the_items_that_cannot_be_read() {
        let check = |text: &str, expected: &str| {
            let is_read = |text: &str| crate::yaml::read(&format!("k: {text}")).is_ok();
            let mut mended = text.to_owned();
            for (range, with) in mend_items(text, is_read).into_iter().rev() {
                mended.replace_range(range, &with.text);
            }
            assert_eq!(mended, expected);
        };
        check("[@a, b, c: d: e]", "['@a', b, 'c: d: e']");
        check("[#a, #b]", "['#a', '#b']");
        check("['it's', {{ t }}]", "['it''s', '{{ t }}']");
        check("{a: @b, c: d}", "{a: '@b', c: d}");
        check("{@a: b, c: d}", "{'@a': b, c: d}");
        check("[x #y, z]", "['x #y', z]");
    }
}
