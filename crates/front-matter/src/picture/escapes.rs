//! Characters of an address written the way another format escapes them.

use super::Step;
use super::address::{Web, ends_as_picture, is_public_host, percent_decoded};

/// What other formats write for characters of an address; `&amp;amp;` takes two rounds.
const ESCAPES: &[(&str, &str, &str)] = &[
    ("&amp;", "&", "html escapes"),
    ("&#38;", "&", "html escapes"),
    ("&#038;", "&", "html escapes"),
    ("&#x26;", "&", "html escapes"),
    ("&#x2F;", "/", "html escapes"),
    ("&#x2f;", "/", "html escapes"),
    ("&#47;", "/", "html escapes"),
    ("&#x3A;", ":", "html escapes"),
    ("&#x3a;", ":", "html escapes"),
    ("&#58;", ":", "html escapes"),
    ("&#x3D;", "=", "html escapes"),
    ("&#61;", "=", "html escapes"),
    ("\\u0026", "&", "json escapes"),
    ("\\u003d", "=", "json escapes"),
    ("\\u003D", "=", "json escapes"),
    ("\\u002F", "/", "json escapes"),
    ("\\u002f", "/", "json escapes"),
    ("\\/", "/", "json escapes"),
];

/// Turns the escapes of HTML, JSON, Markdown and forms back.
pub(super) fn unescape(value: &str) -> Option<Step> {
    if let Some((_, _, reason)) = ESCAPES.iter().find(|it| value.contains(it.0)) {
        let plain =
            ESCAPES.iter().fold(
                value.to_string(),
                |text, (from, to, _)| {
                    if text.contains(from) { text.replace(from, to) } else { text }
                },
            );
        // Judged as it would read: the escapes may hide the scheme.
        return is_one_address(&plain).then(|| Step::right(plain, reason));
    }
    let lower = value.get(..12).map(str::to_ascii_lowercase).unwrap_or_default();
    if (lower.starts_with("http%3a%2f%2f") || lower.starts_with("https%3a%2f") || lower.starts_with("http%3a%2f"))
        && !value.contains('/')
    {
        let plain = percent_decoded(value)?;
        return Web::read(&plain).map(|_| Step::right(&*plain, "address escaped as a whole"));
    }
    None
}

fn is_one_address(value: &str) -> bool {
    value.split_ascii_whitespace().all(|it| Web::read(it).is_some()) || ends_as_picture(value)
}

/// Turns the backslashes of a path into slashes, and drops those that Markdown needed.
pub(super) fn turn_backslashes(value: &str) -> Option<Step> {
    const REASON: &str = "backslashes";
    if !value.contains('\\') {
        return None;
    }
    if let Some(web) = Web::read(value) {
        if !web.before_query.contains('\\') {
            let plain = without_escapes(value);
            return plain.filter(|_| escapes_only(value)).map(|it| Step::right(it, REASON));
        }
        if escapes_only(value) {
            return without_escapes(value).map(|it| Step::right(it, REASON));
        }
        let rest = &value[web.before_query.len()..];
        return Some(Step::right(format!("{}{rest}", with_slashes(web.before_query)), REASON));
    }
    let is_path = ends_as_picture(value) && !value.contains(['?', '"', '<', '>', '|', '*', ':']);
    // `my\ pic.jpg` is a shell's way to write a blank.
    if !is_path || value.contains("\\ ") {
        return None;
    }
    // `/img/my\_pic.png` may be either.
    if value.contains('/') && !value.starts_with(['\\', '.']) && escapes_only(value) {
        return None;
    }
    // `\\\\host\\file` is what becomes of `//host/file`, or a server only its author can reach.
    if let Some(rest) = value.strip_prefix("\\\\") {
        let rest = rest.trim_start_matches('\\');
        let host = rest.split(['\\', '/']).next().unwrap_or(rest);
        if host.len() < rest.len() && is_public_host(host) {
            return Some(Step::guess(format!("//{}", with_slashes(rest)), REASON));
        }
    }
    Some(Step::right(with_slashes(value), REASON))
}

/// Whether every backslash stands before punctuation, as Markdown wants it.
fn escapes_only(value: &str) -> bool {
    value.split('\\').skip(1).all(|it| it.starts_with(is_escapable))
}

fn is_escapable(character: char) -> bool {
    character.is_ascii_punctuation() && !matches!(character, '/' | '\\')
}

fn without_escapes(value: &str) -> Option<String> {
    let plain = value.replace('\\', "");
    Web::read(&plain).is_some().then_some(plain)
}

/// A doubled backslash is one that was escaped.
fn with_slashes(path: &str) -> String {
    path.replace("\\\\", "\\").replace('\\', "/")
}
