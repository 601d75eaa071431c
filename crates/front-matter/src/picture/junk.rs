//! What was copied together with the end of an address.

use super::Step;
use super::address::{Web, ends_as_picture, is_address};

/// Signs that stay where their partner stands before them.
const PAIRS: [(char, char); 6] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('（', '）'), ('《', '》')];

const REASON: &str = "stray characters after the address";

/// No address ends in these.
const NEVER: &[&str] = &[
    "\\n", "\\r", "\\t", "\\\"", "\\", "\"", "`", "“", "”", "‘", "’", "\u{ff02}", "，", "。", "；", "、", "&quot;",
    "%0A", "%0a", "%0D", "%0d",
];

/// Only behind the ending of a picture: paths may end in them.
const AFTER_PICTURE: &[&str] = &[",", ";", "'", "|", ".", ":", "!", "%20", "%22", "%09", "**"];

/// Quotes of one kind; the last of a pair stays where its partner stands before it.
const QUOTES: &[&[char]] = &[&['"', '\u{ff02}'], &['\''], &['`'], &['“', '”', '„'], &['‘', '’']];

/// Pieces that are cut off at once; each look is as long as the value.
const LONGEST_TAIL: usize = 16;

/// Cuts off what cannot belong to the address.
pub(super) fn trim(value: &str) -> Option<Step> {
    if let Some((before, _)) = value.split_once(")](").or_else(|| value.split_once("]("))
        && Web::read(before).is_some_and(|it| ends_as_picture(it.before_query))
    {
        return Some(Step::right(before, "markdown around the address"));
    }
    let rest = without_tail(value);
    // What opens at the start closes at the end.
    let is_open = rest.starts_with(['"', '\'', '`', '“', '‘', '(', '[', '{', '<']);
    if rest.len() < value.len() && !is_open && is_address(rest) {
        return Some(Step::right(rest, REASON));
    }
    let (before, after) = value.split_at(value.find(['"', '<'])?);
    let is_tag = after.ends_with('>') || (after.starts_with('"') && after.contains('='));
    (Web::read(before).is_some() && is_tag).then(|| Step::right(before, "html around the address"))
}

fn without_tail(value: &str) -> &str {
    let mut rest = value;
    let path_end = value.find(['?', '#']).unwrap_or(value.len());
    let mut unbalanced: Vec<(char, usize)> = PAIRS
        .into_iter()
        .map(|(open, close)| (close, rest.matches(close).count().saturating_sub(rest.matches(open).count())))
        .collect();
    for _ in 0..LONGEST_TAIL {
        let shorter = shorter(rest, path_end).or_else(|| {
            let (close, surplus) =
                unbalanced.iter_mut().find(|(close, surplus)| *surplus > 0 && rest.ends_with(*close))?;
            *surplus -= 1;
            rest.strip_suffix(*close)
        });
        match shorter {
            Some(shorter) => rest = shorter.trim_end(),
            None => break,
        }
    }
    rest
}

fn shorter(value: &str, path_end: usize) -> Option<&str> {
    let quotes = QUOTES.iter().find(|it| value.ends_with(**it));
    if quotes.is_some_and(|it| value.trim_end_matches(*it).contains(*it)) {
        return None;
    }
    let cut = |list: &[&str]| list.iter().find_map(|it| value.strip_suffix(it));
    if let Some(rest) = cut(NEVER) {
        return Some(rest);
    }
    // A query may end in anything else.
    if value.len() > path_end {
        return None;
    }
    // Judged behind whatever else is to be cut, such as a full stop after a parenthesis.
    cut(AFTER_PICTURE).filter(|it| ends_as_picture(it.trim_end_matches([')', ']', '.', ',', ';', '\''])))
}
