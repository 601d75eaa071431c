//! Quotes, HTML and style sheets around an address.

use super::address::{Web, is_address, names_picture};
use super::{Step, is_picture_key};

/// Takes the address out of what stands around it.
pub(super) fn unwrap(value: &str) -> Option<Step> {
    html(value).or_else(|| quotes(value)).or_else(|| style(value))
}

const PAIRS: &[(&str, &str)] = &[
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("“", "”"),
    ("”", "”"),
    ("„", "“"),
    ("‘", "’"),
    ("’", "’"),
    ("«", "»"),
    ("「", "」"),
    ("『", "』"),
    ("【", "】"),
    ("＂", "＂"),
    ("&quot;", "&quot;"),
    ("\\\"", "\\\""),
    ("**", "**"),
    ("<", ">"),
    ("&lt;", "&gt;"),
    ("!(", ")"),
    ("![", "]"),
    ("(", ")"),
    ("（", "）"),
];

const QUOTES: &[char] = &['"', '\'', '`', '“', '”', '„', '‘', '’', '＂'];

fn quotes(value: &str) -> Option<Step> {
    for (open, close) in PAIRS {
        let Some(inside) = value.strip_prefix(open).and_then(|it| it.strip_suffix(close)) else { continue };
        let inside = inside.trim();
        // `'a.jpg', 'b.jpg'` is a list, and `<a b=c.jpg>` a tag.
        let is_tag = *open == "<" && inside.contains(char::is_whitespace);
        if is_address(inside) && !has_words(inside) && !inside.contains(open) && !is_tag {
            return Some(Step::right(inside, "quotes or brackets around the address"));
        }
    }
    if let Some((key, rest)) = value.split_once(": ")
        && (is_picture_key(key) || ["url", "src", "href"].contains(&key))
        && Web::read(rest.trim()).is_some()
    {
        return Some(Step::right(rest.trim(), "key before the address"));
    }
    // One that was opened and never closed, and what stands before a value that was copied with its key.
    let rest = value.trim_start_matches(QUOTES).trim_start_matches(['(', '<', ':', '=', '：', ' ']);
    let is_lone = rest.len() < value.len() && rest.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("http"));
    (is_lone && Web::read(rest).is_some()).then(|| Step::right(rest, "quotes or brackets around the address"))
}

/// Whether words stand before what ends like a path.
fn has_words(inside: &str) -> bool {
    let starts_as_address = ["/", ".", "http"].iter().any(|it| inside.starts_with(it));
    !starts_as_address && inside.contains(char::is_whitespace)
}

/// Tags and the attribute in which they name a picture, the surest first.
const TAGS: &[(&str, &[&str])] = &[
    ("<img", &["src", "data-src", "data-original", "data-lazy-src"]),
    ("<amp-img", &["src"]),
    ("<image", &["href", "xlink:href", "src"]),
    ("<source", &["src", "srcset"]),
    ("<video", &["poster"]),
    ("<meta", &["content"]),
    ("<link", &["href"]),
    ("<a", &["href"]),
];

fn html(value: &str) -> Option<Step> {
    const REASON: &str = "html around the address";
    if value.starts_with("&lt;") {
        let decoded = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
        return html(&decoded);
    }
    if !value.starts_with('<') {
        let inside = value.strip_prefix("src=")?.trim_start_matches(QUOTES);
        let end = inside.find(|it: char| it.is_whitespace() || QUOTES.contains(&it)).unwrap_or(inside.len());
        return is_address(&inside[..end]).then(|| Step::right(&inside[..end], REASON));
    }
    let lower = value.to_ascii_lowercase();
    // A drawing is the picture itself.
    if lower.starts_with("<svg") {
        return None;
    }
    for (tag, names) in TAGS {
        let Some(start) = lower.rfind(tag).map(|it| it + tag.len()) else { continue };
        if !value[start..].starts_with(|it: char| it.is_ascii_whitespace() || it == '/') {
            continue;
        }
        let attributes = attributes(&value[start..]);
        let mut named = names.iter().filter_map(|name| attributes.iter().find(|it| it.0.eq_ignore_ascii_case(name)));
        // Pages that load late show a tiny picture first.
        let is_late =
            |it: &&(&str, &str)| it.1.starts_with("data:") && attributes.iter().any(|it| it.0.starts_with("data-"));
        let Some((_, address)) = named.find(|it| !it.1.is_empty() && !is_late(it)) else { continue };
        if !is_address(address) || (*tag == "<a" && !names_picture(address)) {
            continue;
        }
        // The words of a link, a caption: what a person wrote is no mark-up.
        let has_text = *tag != "<a" && !text_outside(value).trim().is_empty();
        return Some(Step { is_guess: has_text, ..Step::right(*address, REASON) });
    }
    let inside = value.split_once('>')?.1.rsplit_once('<')?.0.trim();
    is_address(inside).then(|| Step::right(inside, REASON))
}

/// The attributes of a tag, from behind its name to its end.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut attributes = Vec::new();
    let mut rest = tag;
    loop {
        rest = rest.trim_start_matches(|it: char| it.is_whitespace() || matches!(it, '/' | '"' | '\'' | '\\' | ','));
        let end = rest
            .find(|it: char| it.is_whitespace() || matches!(it, '=' | '>' | '/' | '"' | '\''))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() && !after.starts_with('=') {
            return attributes;
        }
        rest = after.trim_start();
        let Some(value) = rest.strip_prefix('=') else { continue };
        let value = value.trim_start();
        // In a value with double quotes the quotes of the tag are escaped.
        let value = value.strip_prefix('\\').unwrap_or(value);
        let (value, after) = match value.chars().next() {
            Some(quote) if QUOTES.contains(&quote) => {
                let inside = &value[quote.len_utf8()..];
                let close = if quote == '“' { '”' } else { quote };
                let end = inside.find(close).unwrap_or(inside.len());
                (inside[..end].trim_end_matches('\\'), &inside[end..])
            }
            _ => value.split_at(value.find(|it: char| it.is_whitespace() || it == '>').unwrap_or(value.len())),
        };
        attributes.push((name, value.trim()));
        rest = after.trim_start_matches(QUOTES);
    }
}

/// What is left when the tags are gone.
fn text_outside(value: &str) -> String {
    value.split('<').map(|it| it.split_once('>').map_or("", |(_, text)| text)).collect()
}

/// Takes the address out of `url("address")`; a guess, for some themes put the value into a style sheet.
fn style(value: &str) -> Option<Step> {
    let value = value.strip_prefix("background-image:").or_else(|| value.strip_prefix("background:")).unwrap_or(value);
    let inside = value.trim().trim_end_matches(';').trim_end().strip_prefix("url(")?.strip_suffix(')')?.trim();
    let inside = inside.trim_matches(QUOTES).trim();
    let is_one = is_address(inside) && !inside.contains("url(");
    is_one.then(|| Step::guess(inside, "style sheet around the address"))
}
