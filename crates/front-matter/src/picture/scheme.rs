//! Schemes that were misspelled, doubled or lost.

use super::Step;
use super::address::{host_of, is_host, is_public_host};

/// Writes the scheme of an address on the web right.
pub(super) fn correct(value: &str) -> Option<Step> {
    if value.contains(char::is_whitespace) && value.split_whitespace().count() > 3 {
        return None;
    }
    let bare = value.trim_start_matches('/');
    if bare.len() < value.len() && starts_exactly(bare) {
        return Some(Step::right(bare, "slashes before the scheme"));
    }
    if let Some(rest) = value.strip_prefix("view-source:").or_else(|| value.strip_prefix("url:"))
        && starts_exactly(rest)
    {
        return Some(Step::right(rest, "word before the scheme"));
    }
    if value.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("www.")) {
        return is_web_page_host(value).then(|| Step::right(format!("https://{value}"), "scheme lost"));
    }
    let first = Scheme::read(value)?;
    // The host itself may be called `http.example.com`, but not `http://`.
    if let Some(second) = Scheme::read(first.rest).filter(|it| starts_with_host(it.rest)) {
        return Some(Step::right(format!("{}://{}", second.name, second.rest), "doubled scheme"));
    }
    let is_wrong = !first.is_exact && starts_with_host(first.rest) && !first.rest.contains(char::is_whitespace);
    is_wrong.then(|| Step::right(format!("{}://{}", first.name, first.rest), "misspelled scheme"))
}

fn starts_exactly(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://")
}

/// Whether `www.` is followed by a domain and a path.
fn is_web_page_host(value: &str) -> bool {
    let Some((authority, _)) = value.split_once('/') else { return false };
    let host = host_of(authority);
    is_public_host(host) && host.matches('.').count() > 1 && !value.contains(char::is_whitespace)
}

fn starts_with_host(rest: &str) -> bool {
    let authority = &rest[..rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len())];
    let host = host_of(authority);
    is_public_host(host) || (is_host(host) && !host.contains('.'))
}

/// What may be meant as a scheme.
struct Scheme<'a> {
    name: &'static str,
    /// Whether it is written as it should be.
    is_exact: bool,
    rest: &'a str,
}

impl Scheme<'_> {
    fn read(value: &str) -> Option<Scheme<'_>> {
        let is_sign = |it: char| matches!(it, ':' | ';' | '：' | '；' | '/' | '\\' | '／' | '.' | ' ' | ',');
        // The longest word that could be meant; a host of a hundred letters is none.
        let word_end = value.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(value.len());
        let (word, after) = value.split_at(word_end);
        let (signs, rest) = after.split_at(after.find(|it| !is_sign(it)).unwrap_or(after.len()));
        let has_colon = signs.contains([':', ';', '：', '；']);
        let n_slashes = signs.matches(['/', '\\', '／']).count();
        let has_signs = has_colon || n_slashes > 1;
        let word = word.to_ascii_lowercase();
        let name = match word.as_str() {
            "http" | "httphttp" | "httpshttp" if has_signs => "http",
            "https" | "httphttps" | "httpshttps" if has_signs => "https",
            "" if signs.starts_with("://") => "https",
            _ if n_slashes > 0 && has_signs => misspelled(&word)?,
            _ => return None,
        };
        let is_exact = word == name && signs == "://";
        // `HTTPS` is no mistake, but it is not written by us.
        Some(Scheme { name, is_exact, rest })
    }
}

/// The scheme that differs from the word in one letter, or two neighbours; lost first letters count as one.
fn misspelled(word: &str) -> Option<&'static str> {
    match word {
        "tps" | "hhttpss" | "htpps" | "hhtps" | "hptts" => return Some("https"),
        "tp" | "hhtp" => return Some("http"),
        _ => {}
    }
    let names = if word.contains('s') { ["https", "http"] } else { ["http", "https"] };
    names.into_iter().find(|it| is_one_slip(word.as_bytes(), it.as_bytes()))
}

fn is_one_slip(word: &[u8], name: &[u8]) -> bool {
    let same_start = word.iter().zip(name).take_while(|(a, b)| a == b).count();
    let (word, name) = (&word[same_start..], &name[same_start..]);
    match (word, name) {
        ([a, b, rest @ ..], [c, d, end @ ..]) if a == d && b == c && rest == end => true,
        ([_, rest @ ..], [_, end @ ..]) if rest == end => true,
        ([_, rest @ ..], end) if rest == end => true,
        (rest, [_, end @ ..]) => rest == end,
        _ => false,
    }
}
