//! Markdown around an address.

use super::address::{Web, is_address, names_picture};
use super::{Step, is_invisible};

const REASON: &str = "markdown around the address";

/// Takes the address out of `![text](address)`, `[text](address)` and what people make of them.
pub(super) fn unwrap(value: &str) -> Option<Step> {
    // Wide punctuation is what some keyboards write.
    let start = ["![", "！[", "! [", "[![", "[！["].iter().find(|it| value.starts_with(**it));
    let found = match start {
        Some(_) => last_picture(value),
        None => link(value).map(|it| (it, false)),
    };
    let found = found.filter(|(target, _)| !target.is_empty());
    let step = found.map(|(target, is_guess)| Step { is_guess, ..Step::right(target, REASON) });
    step.or_else(|| bulletin_board(value))
}

/// The address of the last picture, if the value holds pictures and nothing else, and whether another was among them.
fn last_picture(value: &str) -> Option<(&str, bool)> {
    let mut rest = value.strip_prefix('[').unwrap_or(value);
    let is_in_link = rest.len() < value.len();
    let mut first = None;
    let mut is_another = false;
    loop {
        rest = rest.strip_prefix('!').or_else(|| rest.strip_prefix('！'))?.trim_start().strip_prefix('[')?;
        let (target, after) = target_after_text(rest)?.1;
        rest = after.trim_start_matches(|it| is_invisible(it) || it == ',');
        is_another |= *first.get_or_insert(target) != target;
        if rest.starts_with("![") {
            continue;
        }
        let is_end =
            rest.is_empty() || (rest.starts_with('{') && rest.ends_with('}')) || rest.chars().all(is_loose_end);
        return (is_end || (is_in_link && rest.starts_with("]("))).then_some((target, is_another));
    }
}

fn is_loose_end(character: char) -> bool {
    matches!(character, ')' | '.' | ';' | ',' | '"' | '\'' | '）')
}

/// The address of a link; of a text that is an address too, the one that shows a picture.
fn link(value: &str) -> Option<&str> {
    let (text, (target, after)) = target_after_text(value.strip_prefix('[')?)?;
    if !after.trim_matches(is_invisible).chars().all(is_loose_end) {
        return None;
    }
    let text = text.trim_matches(is_invisible);
    if names_picture(text) && Web::read(text).is_some() && !names_picture(target) {
        return Some(text);
    }
    // Words that lead to a page name a source; they are no picture spelled wrong.
    let is_picture = text.is_empty() || Web::read(text).is_some() || names_picture(target);
    is_picture.then_some(target)
}

/// Splits `text](target "title") after`, behind the opening bracket.
fn target_after_text(rest: &str) -> Option<(&str, (&str, &str))> {
    let (text, rest) = rest.split_at(rest.find("](")?);
    let rest = rest[2..].trim_start();
    if let Some(rest) = rest.strip_prefix('<') {
        let (target, rest) = rest.split_once('>')?;
        return Some((text, (target, rest.split_once(')')?.1)));
    }
    let (inside, after) = match closing(rest) {
        Some(end) => (&rest[..end], rest[end..].strip_prefix([')', '）']).unwrap_or_default()),
        // The last character was not copied.
        None if is_address(rest) => (rest, ""),
        None => return None,
    };
    Some((text, (without_title(inside.trim_matches(is_invisible)), after)))
}

/// Where the parenthesis closes that was open before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' | '）' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Cuts ` "title"` and ` =300x200` off.
fn without_title(inside: &str) -> &str {
    for quote in ['"', '\''] {
        let Some(before) = inside.strip_suffix(quote) else { continue };
        let Some(start) = before.find(quote) else { continue };
        if before[..start].ends_with([' ', '\t', '\\']) {
            return before[..start].trim_end_matches([' ', '\t', '\\']);
        }
    }
    match inside.rsplit_once(" =") {
        Some((before, size)) if size.chars().all(|it| it.is_ascii_digit() || matches!(it, 'x' | '%')) => {
            before.trim_end()
        }
        _ => inside,
    }
}

/// Takes the address out of `[img]address[/img]`.
fn bulletin_board(value: &str) -> Option<Step> {
    let lower = value.to_ascii_lowercase();
    let start = lower.strip_prefix("[img")?.find(']')? + "[img]".len();
    let end = lower.strip_suffix("[/img]")?.len();
    let inside = value.get(start..end)?.trim();
    is_address(inside).then(|| Step::right(inside, "mark-up around the address"))
}
