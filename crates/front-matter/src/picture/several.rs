//! Several addresses in one value.
//!
//! A page beside a picture was copied along with it; which of two pictures was meant, nobody can know.

use super::address::{Web, ends_as_picture, is_address, names_picture, serves_pictures};
use super::{Step, scheme};

/// Chooses among several addresses: the last picture, of a `srcset` the first.
pub(super) fn choose(value: &str) -> Option<Step> {
    srcset(value).or_else(|| apart(value)).or_else(|| glued(value))
}

/// Chooses the first of `a.png 1x, b.png 2x`.
fn srcset(value: &str) -> Option<Step> {
    let mut first = None;
    let mut is_open = false; // an address waits for its width or a comma
    let mut has_width = false;
    for word in value.split_ascii_whitespace() {
        let (width, glued) = match word.split_once(',') {
            Some((width, rest)) if is_width(width) => (Some(width), rest),
            _ if is_width(word) => (Some(word), ""),
            _ => (None, word),
        };
        if width.is_some() {
            has_width = true;
            if !is_open {
                return None;
            }
            is_open = false;
        }
        if glued.is_empty() {
            continue;
        }
        let address = glued.trim_end_matches(',');
        if is_open || !is_address(address) {
            return None;
        }
        first = first.or(Some(address));
        is_open = address.len() == glued.len();
    }
    first.filter(|_| has_width).map(|it| Step::right(it, "several sizes"))
}

/// `800w` or `1.5x`.
fn is_width(word: &str) -> bool {
    let Some(number) = word.strip_suffix(['w', 'x', 'h']) else { return false };
    number.starts_with(|it: char| it.is_ascii_digit()) && number.chars().all(|it| it.is_ascii_digit() || it == '.')
}

/// Chooses among addresses with blanks between them.
fn apart(value: &str) -> Option<Step> {
    const REASON: &str = "several addresses";
    let is_separator = |it: char| matches!(it, ',' | ';' | '|' | '，' | '、' | '；');
    let is_between = |it: &str| it.is_empty() || ["&", "+", "/", "-", "and", "or"].contains(&it);
    let words = value.split_whitespace().map(|it| it.trim_matches(is_separator)).filter(|it| !is_between(it));
    let words: Vec<&str> = words.collect();
    let [first, _, ..] = words[..] else { return None };
    // Any other word makes it something else, such as a file name with blanks.
    if !words.iter().all(|it| is_whole_address(it)) {
        return None;
    }
    if let Some(last) = words.iter().rev().find(|it| names_picture(it)) {
        let is_another = |it: &&str| it != last && (names_picture(it) || serves_pictures(it));
        let is_guess = words.iter().any(is_another);
        return Some(Step { is_guess, ..Step::right(*last, REASON) });
    }
    if words.iter().all(|it| *it == first) {
        return Some(Step::right(first, REASON));
    }
    let mut others = words.iter().filter(|it| !is_page(it));
    match (others.next(), others.next()) {
        (None, _) => Some(Step::remove_as_guess("several addresses, none of a picture")),
        (Some(other), None) if serves_pictures(other) => Some(Step::guess(*other, REASON)),
        _ => None,
    }
}

fn is_whole_address(word: &str) -> bool {
    let is_rooted = ["/", "./", "../"].iter().any(|it| word.starts_with(it));
    Web::read(word).is_some() || scheme::correct(word).is_some() || (is_rooted && ends_as_picture(word))
}

/// Whether the address is surely none of a picture.
fn is_page(address: &str) -> bool {
    let Some(web) = Web::read(address) else { return false };
    let is_named = [".html", ".htm", ".php", ".aspx", ".asp", ".jsp", ".md"].iter().any(|it| web.path.ends_with(it));
    (web.path.is_empty() || web.path.ends_with('/') || is_named) && web.query.is_none()
}

/// Chooses between `http://a/x.jpg` and `https://b/y.png` with no blank between.
fn glued(value: &str) -> Option<Step> {
    let at = value.rfind("https://").max(value.rfind("http://")).filter(|it| *it > 0)?;
    let (before, last) = value.split_at(at);
    let before_comma = before.trim_end_matches([',', ';', '|', '，']);
    // Behind a slash or in a query the second is what an image proxy is asked for.
    let is_page_before = before_comma.len() < before.len() && is_page(before_comma);
    if !(is_page_before || ends_as_picture(before_comma)) || before.contains(['?', '#']) {
        return None;
    }
    let (first, last) = (Web::read(before_comma)?, Web::read(last).map(|_| last)?);
    // In the path of a server that changes pictures both are parts of its request, `/l_text:a.png,https://`.
    if first.path.contains([',', ':', '=', '@']) && !first.path.contains("://") {
        return None;
    }
    if ends_as_picture(last) {
        let is_guess = !is_page_before && before_comma != last;
        return Some(Step { is_guess, ..Step::right(last, "several addresses") });
    }
    let is_sure = !is_page_before && before_comma.len() < before.len() && is_page(last) && !first.path.contains("://");
    is_sure.then(|| Step::right(before_comma, "several addresses"))
}
