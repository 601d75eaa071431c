//! Names of people, and the words that stand around them.

use scraper::Html;

use super::days;
use crate::render::begins_entity;

/// A value without entities, and with single blanks.
pub(super) fn plain(text: &str) -> String {
    let has_entity = text.split('&').skip(1).any(|it| it.bytes().take(12).any(|it| it == b';'));
    let mut plain = if has_entity { decoded(text) } else { text.to_owned() };
    if has_entity && text.split('&').skip(1).all(is_escaped_twice) {
        plain = decoded(&plain);
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether what stands behind `&` is the rest of an entity that was escaped itself: `amp;quot;`.
fn is_escaped_twice(behind: &str) -> bool {
    behind.strip_prefix("amp;").is_some_and(begins_entity)
}

/// Entities that were written twice, or in a script.
fn decoded(text: &str) -> String {
    let page = Html::parse_fragment(&text.replace('<', "&lt;"));
    page.tree.nodes().filter_map(|it| it.value().as_text()).map(|it| &**it).collect()
}

/// A value without the tags that some systems put into it.
pub(super) fn without_tags(text: &str) -> String {
    if !text.contains("</") && !text.contains("/>") && !text.starts_with('<') {
        return text.to_owned();
    }
    let page = Html::parse_fragment(text);
    let words: Vec<&str> = page.tree.nodes().filter_map(|it| it.value().as_text()).map(|it| &**it).collect();
    plain(&words.join(" "))
}

/// Words before the name of an author.
const BEFORE: [&str; 29] = [
    "view all posts by",
    "recipe by",
    "written by",
    "posted by",
    "post by",
    "published by",
    "authored by",
    "reviewed by",
    "edited by",
    "article by",
    "story by",
    "words by",
    "text by",
    "created by",
    "submitted by",
    "by",
    "author:",
    "authors:",
    "author",
    "von",
    "par",
    "por",
    "di",
    "door",
    "af",
    "av",
    "автор:",
    "text:",
    "текст:",
];

/// What stands behind "By", or another word of that meaning.
pub(super) fn after_by(text: &str) -> Option<&str> {
    let text = text.trim();
    BEFORE.iter().find_map(|word| {
        let head = text.get(..word.len())?;
        let rest = &text[word.len()..];
        let ends = word.ends_with(':') || rest.is_empty() || rest.starts_with([' ', ':', '\u{a0}', '\n', '\t']);
        // `Posted byAda`: the blank is in the style sheet.
        let ends = ends || word.ends_with(" by") && rest.starts_with(char::is_uppercase);
        (ends && head.to_lowercase() == *word).then(|| rest.trim_start_matches([':', ' ', '\u{a0}', '\n', '\t']))
    })
}

/// What ends a list of names.
const AFTER: [&str; 17] = [
    " | ",
    " • ",
    " · ",
    " — ",
    " – ",
    " - ",
    " on ",
    " / ",
    " posted ",
    " Posted",
    " Published",
    " Updated",
    " Reviewed by",
    " reviewed by",
    " Last ",
    " →",
    " » ",
];

/// The names in a text: without "By", without a date or an address, each alone.
pub(super) fn people(text: &str) -> Vec<String> {
    let text = plain(text);
    let mut rest = text.as_str();
    while let Some(behind) = after_by(rest) {
        rest = behind;
    }
    // `By Ada Pier | May 1` and `By Ada Pier, on May 1`.
    let end = AFTER.iter().filter_map(|it| rest.find(it)).min();
    let rest = &rest[..end.unwrap_or(rest.len())];
    let mut names = Vec::new();
    let list = rest.replace(" and ", ";").replace(" & ", ";").replace(" und ", ";");
    for part in list.split(';') {
        let pieces: Vec<&str> = part.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
        // `Ada Pier, Bo Quay` are two, `Ada Pier, MD` and `Pier, Ada` are one.
        let all_full = pieces.len() > 1 && pieces.iter().all(|it| it.contains(' ') && !is_title(it));
        if all_full {
            names.extend(pieces.into_iter().filter_map(person));
        } else {
            names.extend(person(&pieces.join(", ")));
        }
    }
    names
}

/// Whether a text tells what somebody is, not who.
fn is_title(text: &str) -> bool {
    let lower = text.to_lowercase();
    let last = lower.rsplit(' ').next().unwrap_or_default();
    text.chars().all(|it| !it.is_lowercase())
        || [
            "editor",
            "writer",
            "expert",
            "contributor",
            "reporter",
            "correspondent",
            "manager",
            "director",
            "officer",
            "author",
            "founder",
            "specialist",
            "staff",
            "analyst",
            "strategist",
            "consultant",
            "ceo",
            "phd",
            "md",
            "president",
            "coach",
            "lead",
        ]
        .contains(&last)
}

/// What stands behind a name in bylines, in another style.
const ROLES: [&str; 7] = ["Writer", "Editor", "Author", "Contributor", "Reporter", "Correspondent", "Staff"];

/// A name that may be one: short, with letters, no address, no sentence.
fn person(text: &str) -> Option<String> {
    let name = text.trim_matches(|it: char| {
        it.is_whitespace() || matches!(it, ',' | '|' | ':' | '-' | '·' | '•' | '@' | '"' | '&' | '~' | '→')
    });
    let name = match name.rsplit_once(' ') {
        Some((rest, last)) if rest.contains(' ') && !rest.ends_with(',') && ROLES.contains(&last) => rest,
        Some((rest, last)) if last.bytes().all(|it| it.is_ascii_digit()) => rest, // how many posts
        _ => name,
    };
    let n_words = name.split(' ').count();
    let lower = name.to_lowercase();
    let is_address =
        lower.contains("://") || lower.starts_with("www.") || lower.contains('@') || lower.starts_with('/');
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let fits = name.chars().count() >= 2
        && name.chars().count() <= 70
        && n_words <= 9
        && name.chars().any(char::is_alphabetic)
        && !is_address
        && (digits == 0 || n_words == 1 && digits * 2 < name.len() || digits <= 2)
        && !matches!(name.chars().next_back(), Some('?' | '!'))
        && !lower.contains("{{")
        && !(n_words == 1 && lower.matches('.').count() > 1)
        && days::day(name).is_none()
        && !["more posts", "read more", "learn more", "see all", "view all", "min read"]
            .iter()
            .any(|it| lower.contains(it));
    fits.then(|| name.to_owned())
}

/// Whether two names are the same but for case and punctuation.
pub(super) fn same(one: &str, other: &str) -> bool {
    letters(one).eq(letters(other))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether this is a name that nobody has.
pub(super) fn is_nobody(name: &str) -> bool {
    let name = name.to_lowercase();
    let names = [
        "admin",
        "administrator",
        "webmaster",
        "author",
        "authors",
        "editor",
        "user",
        "root",
        "unknown",
        "anonymous",
        "guest",
        "null",
        "undefined",
        "none",
        "n/a",
        "wordpress",
        "website",
        "default",
        "superuser",
        "siteadmin",
        "wpadmin",
        "wp-admin",
        "web team",
        "view all posts",
        "posts",
    ];
    names.contains(&name.as_str())
}

/// Whether this is nobody, or the site itself, so that a better name is worth looking for.
pub(super) fn is_doubtful(name: &str, site: Option<&str>) -> bool {
    is_nobody(name) || site.is_some_and(|it| same(it, name))
}

/// Whether a text looks like names: words of some length begin with capital letters.
pub(super) fn is_capitalised(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && text.split(' ').count() <= 8
        && text.split(' ').filter(|it| it.chars().count() > 3).all(|it| it.starts_with(|it: char| !it.is_lowercase()))
}
