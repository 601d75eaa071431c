//! Addresses that Hugo gives.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use regex::{Captures, Regex};
use serde_json::Value;
use unchaff_front_matter::Data;

use super::{
    address::{Address, NoAddress, joined},
    clock::Written,
    post::{Post, in_any_case, text},
    site::Site,
};

static VARIABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r":(\w+)(\[[^\]]*\])?").expect("the pattern is valid"));

/// What does not stand in a path of Hugo. Blanks became hyphens before.
static UNWANTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{L}\p{Nd}\p{M}./\\_#+~\-@%]").expect("the pattern is valid"));
static PERCENT: LazyLock<Regex> = LazyLock::new(|| Regex::new("%(?:[0-9A-Fa-f]{2})?").expect("the pattern is valid"));

/// The place of a file below the folder of the content.
struct Place<'p> {
    /// The folders, the first of which is the section.
    folders: Vec<&'p str>,
    /// The name without extension and language; of a folder with an `index.md` that of the folder.
    name: &'p str,
    kind: Kind,
    language: Option<&'p str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Bundle,
    Section,
}

/// Where Hugo puts a page.
pub(super) fn address(site: &Site, post: &Post, odd_section: Option<&str>) -> Result<Address, NoAddress> {
    let content = content_folder(site);
    let languages = in_any_case(&site.config, "languages").and_then(Value::as_object);
    let has_folders = languages
        .is_some_and(|it| it.values().filter_map(Value::as_object).any(|it| in_any_case(it, "contentDir").is_some()));
    if has_folders {
        return Err(NoAddress::unknown("the languages of the site have folders of their own, which is not supported"));
    }
    let below = post.below.strip_prefix(&content).and_then(|it| it.strip_prefix('/'));
    let below = below.ok_or_else(|| NoAddress::unknown(format!("no page of Hugo: it does not lie in `{content}/`")))?;
    if in_any_case(&post.data, "draft") == Some(&Value::Bool(true)) {
        return Err(NoAddress::Unpublished);
    }
    let place = place(below, languages);
    let prefix = language_prefix(site, place.language);
    let found = |path: &str| Address { language: prefix.clone(), ..Address::new(path) };

    if let Some(url) = in_any_case(&post.data, "url").and_then(text) {
        if url.contains(':') {
            let message = format!("its `url` is `{url}`: what becomes of the colon depends on the version of Hugo");
            return Err(NoAddress::Unknown(message));
        }
        let path = if url.starts_with('/') { url } else { format!("{prefix}/{url}") };
        let name = path.rsplit('/').next().unwrap_or_default();
        return match name.rsplit_once('.') {
            Some((_, "html" | "htm")) => Ok(found(&path)),
            Some(_) => {
                Err(NoAddress::unknown(format!("its `url` is `{path}`: it ends neither with a slash nor with .html")))
            }
            None => Ok(found(&format!("{path}/"))),
        };
    }
    if let Some(section) = odd_section {
        return Err(NoAddress::unknown(format!("`{section}` gives its section another address")));
    }
    if flag(&site.config, "removePathAccents") && !below.is_ascii() {
        return Err(NoAddress::unknown(
            "`removePathAccents` of the site: what becomes of its name is not known without Hugo",
        ));
    }
    let slug = in_any_case(&post.data, "slug").and_then(text).map(|it| sanitized_text(&it));
    let path = match permalink(site, &place) {
        Some(pattern) => filled(site, post, &place, slug.as_deref(), pattern)?,
        None => {
            let mut parts: Vec<String> = place.folders.iter().map(|it| sanitized_path(it)).collect();
            let is_home = place.kind == Kind::Section && place.name.is_empty();
            if !is_home {
                parts.push(slug.unwrap_or_else(|| sanitized_path(place.name)));
            }
            parts.join("/")
        }
    };
    let path = if flag(&site.config, "disablePathToLower") { path } else { path.to_lowercase() };
    let path = path.trim_matches('/');
    let end = if is_ugly(site, &place) && !path.is_empty() { ".html" } else { "/" };
    Ok(found(&format!("{prefix}/{path}{end}")))
}

/// The folder of the content below the root of the site.
pub(super) fn content_folder(site: &Site) -> String {
    let folder = in_any_case(&site.config, "contentDir").and_then(text).unwrap_or_else(|| "content".to_owned());
    folder.trim_start_matches("./").trim_matches('/').to_owned()
}

/// An alias that the page at `address` has in its front matter, as one from the root of the site.
pub(super) fn absolute_alias(alias: &str, address: Option<&Address>) -> Option<String> {
    if alias.starts_with('/') {
        return Some(alias.to_owned());
    }
    // Relative to the folder that the page stands in.
    let address = address?;
    let path = address.path.strip_prefix(&address.language)?;
    let parent = path.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
    Some(joined(parent, &format!("./{alias}")))
}

fn place<'p>(below: &'p str, languages: Option<&Data>) -> Place<'p> {
    let mut folders: Vec<&str> = below.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let (name, language) = match stem.rsplit_once('.') {
        Some((name, language)) if languages.is_some_and(|it| it.contains_key(language)) => (name, Some(language)),
        _ => (stem, None),
    };
    match name {
        "index" => Place { name: folders.pop().unwrap_or_default(), folders, kind: Kind::Bundle, language },
        "_index" => Place { name: folders.pop().unwrap_or_default(), folders, kind: Kind::Section, language },
        _ => Place { name, folders, kind: Kind::Page, language },
    }
}

/// What stands before the addresses of a language.
fn language_prefix(site: &Site, language: Option<&str>) -> String {
    let default = in_any_case(&site.config, "defaultContentLanguage").and_then(text).unwrap_or_else(|| "en".to_owned());
    let language = language.unwrap_or(&default);
    match language != default || flag(&site.config, "defaultContentLanguageInSubdir") {
        true => format!("/{}", language.to_lowercase()),
        false => String::new(),
    }
}

fn flag(config: &Data, key: &str) -> bool {
    in_any_case(config, key) == Some(&Value::Bool(true))
}

fn is_ugly(site: &Site, place: &Place<'_>) -> bool {
    if place.kind == Kind::Section {
        return false; // its file is an index in any case
    }
    match in_any_case(&site.config, "uglyURLs") {
        Some(Value::Bool(it)) => *it,
        Some(Value::Object(sections)) => {
            place.folders.first().and_then(|it| in_any_case(sections, it)) == Some(&Value::Bool(true))
        }
        _ => false,
    }
}

/// The pattern for pages of this section.
fn permalink<'s>(site: &'s Site, place: &Place<'_>) -> Option<&'s str> {
    let all = in_any_case(&site.config, "permalinks")?.as_object()?;
    let section = match place.kind {
        Kind::Section => {
            // Only for sections themselves, not for what lies in them.
            let first = place.folders.first().copied().unwrap_or(place.name);
            return in_any_case(in_any_case(all, "section")?.as_object()?, first)?.as_str();
        }
        Kind::Page | Kind::Bundle => place.folders.first()?,
    };
    let of_pages = in_any_case(all, "page").and_then(Value::as_object).and_then(|it| in_any_case(it, section));
    of_pages.or_else(|| in_any_case(all, section)).and_then(Value::as_str)
}

fn filled(site: &Site, post: &Post, place: &Place<'_>, slug: Option<&str>, pattern: &str) -> Result<String, NoAddress> {
    let mut problem = None;
    let filled = VARIABLE.replace_all(pattern, |it: &Captures<'_>| {
        variable(site, post, place, slug, &it[0]).unwrap_or_else(|error| {
            problem.get_or_insert(error);
            String::new()
        })
    });
    problem.map_or(Ok(filled.into_owned()), Err)
}

fn variable(site: &Site, post: &Post, place: &Place<'_>, slug: Option<&str>, name: &str) -> Result<String, NoAddress> {
    let title = || {
        let title =
            in_any_case(&post.data, "title").and_then(text).map(|it| sanitized_text(&it)).filter(|it| !it.is_empty());
        title.ok_or_else(|| NoAddress::unknown(format!("`{name}` in the permalinks of the site, and it has no title")))
    };
    let file = || match place.kind {
        Kind::Page => Ok(sanitized_path(place.name)),
        // Versions of Hugo differ in what they take for the name of the file here.
        Kind::Bundle | Kind::Section if name.ends_with("filename") => {
            Err(NoAddress::unknown(format!("`{name}` in the permalinks of the site, and it is the index of a folder")))
        }
        Kind::Bundle | Kind::Section => Ok(sanitized_path(place.name)),
    };
    Ok(match name {
        ":title" => title()?,
        ":slug" => slug.map_or_else(title, |it| Ok(it.to_owned()))?,
        ":slugorfilename" | ":slugorcontentbasename" => slug.map_or_else(file, |it| Ok(it.to_owned()))?,
        ":filename" | ":contentbasename" => file()?,
        ":section" => place.folders.first().map(|it| sanitized_path(it)).unwrap_or_default(),
        // Only those folders count that have a page of their own; the first has one always.
        ":sections" if place.folders.len() <= 1 => {
            place.folders.first().map(|it| sanitized_path(it)).unwrap_or_default()
        }
        ":year" | ":month" | ":monthname" | ":day" | ":weekday" | ":weekdayname" | ":yearday" => {
            date_variable(name, clock(site, post)?)
        }
        _ => {
            let message = format!("`{name}` in the permalinks of the site: its value is not known without Hugo");
            return Err(NoAddress::Unknown(message));
        }
    })
}

fn date_variable(name: &str, clock: DateTime) -> String {
    let date = clock.date();
    let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    let months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let weekday = date.weekday().to_sunday_zero_offset().unsigned_abs();
    match name {
        ":year" => format!("{:04}", date.year()),
        ":month" => format!("{:02}", date.month()),
        ":monthname" => months[usize::from(date.month().unsigned_abs()) - 1].to_owned(),
        ":day" => format!("{:02}", date.day()),
        ":weekday" => weekday.to_string(),
        ":weekdayname" => days[usize::from(weekday)].to_owned(),
        _ => date.day_of_year().to_string(),
    }
}

/// What the clock of the author showed.
fn clock(site: &Site, post: &Post) -> Result<DateTime, NoAddress> {
    let own = in_any_case(&site.config, "frontmatter").and_then(|it| it.get("date"));
    if own.is_some() {
        return Err(NoAddress::unknown("the site has a `frontmatter.date` of its own, which is not supported"));
    }
    let keys = ["date", "publishDate", "pubdate", "published", "lastmod", "modified"];
    let found = keys.iter().find_map(|it| in_any_case(&post.data, it).and_then(text).map(|value| (it, value)));
    let Some((key, value)) = found else {
        return Err(NoAddress::unknown("no `date` in its front matter, and the permalinks of the site need one"));
    };
    let written = Written::read(&value);
    written.map(|it| it.clock).ok_or_else(|| {
        NoAddress::unknown(format!("its `{key}` is `{value}`: expected one like `2024-01-02T10:00:00+01:00`"))
    })
}

/// The name of a file in an address: a hyphen for each blank, and without what has no place there.
fn sanitized_path(name: &str) -> String {
    without_percent(&UNWANTED.replace_all(&name.replace(' ', "-"), ""))
}

/// Text in an address: one hyphen for blanks and what stands between them.
fn sanitized_text(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut is_apart = false;
    for it in text.chars() {
        let mut bytes = [0; 4];
        if !UNWANTED.is_match(it.encode_utf8(&mut bytes)) {
            if is_apart && it != '-' {
                slug.push('-');
            }
            is_apart = false;
            slug.push(it);
        } else if it.is_whitespace() && !slug.is_empty() && !slug.ends_with('-') {
            is_apart = true;
        }
    }
    without_percent(&slug)
}

/// Percent signs stay where they stand for a byte.
fn without_percent(text: &str) -> String {
    PERCENT
        .replace_all(text, |it: &Captures<'_>| if it[0].len() == 3 { it[0].to_owned() } else { String::new() })
        .into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Generator, aliases::site::check_address};

    fn check(config: &Value, file: &str, header: &str, expected: Result<&str, &str>) {
        check_address(Generator::Hugo, config, file, header, expected);
    }

    // All addresses in these tests are those that Hugo 0.168 gave.
    #[test]
    fn puts_pages_where_hugo_does() {
        let site = json!({});
        for (file, expected) in [
            ("posts/My Post_Name (1) Gr\u{f6}\u{df}e.md", "/posts/my-post_name-1-gr\u{f6}\u{df}e/"),
            ("posts/A & B, C - d.md", "/posts/a--b-c---d/"),
            ("posts/C++ #1 ~x @y 50%.md", "/posts/c++-#1-~x-@y-50/"),
            ("posts/\u{4e2d}\u{6587} post.md", "/posts/\u{4e2d}\u{6587}-post/"),
            ("posts/it's \u{201c}q\u{201d}.md", "/posts/its-q/"),
            ("posts/Sub Dir/Child.v1.md", "/posts/sub-dir/child.v1/"),
            ("posts/fr.fr.md", "/posts/fr.fr/"),
            ("posts/bundle/index.md", "/posts/bundle/"),
            ("posts/_index.md", "/posts/"),
            ("_index.md", "/"),
            ("top.md", "/top/"),
        ] {
            check(&site, &format!("content/{file}"), "title: A\n", Ok(expected));
        }
        for (header, expected) in [
            ("slug: 'My Slug: Gr\u{f6}\u{df}e? / x'\n", "/posts/my-slug-gr\u{f6}\u{df}e-/-x/"),
            ("slug: a/b\n", "/posts/a/b/"),
            ("Slug: 2024\n", "/posts/2024/"),
            ("url: /Foo/Bar\n", "/Foo/Bar/"),
            ("url: foo/baz.html\n", "/foo/baz.html"),
            ("url: /with space/\u{dc}/\n", "/with space/\u{dc}/"),
        ] {
            check(&site, "content/posts/a.md", header, Ok(expected));
        }
        check(&json!({"disablePathToLower": true}), "content/Other/Up Two.md", "slug: Sl Ug\n", Ok("/Other/Sl-Ug/"));
    }

    #[test]
    fn follows_the_permalinks_of_the_site() {
        let pattern = "/:year/:month/:monthname/:day/:yearday/:weekday/:weekdayname/:section/:sections/:slugorcontentbasename/:title/";
        let header = "title: 'The Gro\u{df}es Title: of it! & more_stuff 3.5'\ndate: 2024-01-02T23:30:00-08:00\n";
        let expected =
            "/2024/01/january/02/2/2/tuesday/blog/blog/2024-01-02-dated/the-gro\u{df}es-title-of-it-more_stuff-3.5/";
        check(&json!({"permalinks": {"blog": pattern}}), "content/blog/2024-01-02-dated.md", header, Ok(expected));
        let site = json!({"permalinks": {"page": {"posts": "/:slugorfilename"}, "section": {"posts": "/no/:slug"}}});
        check(&site, "content/posts/a.md", "title: A\n", Ok("/a/"));
        let ugly = json!({"uglyURLs": {"posts": true}});
        check(&ugly, "content/posts/deep/b.md", "title: A\n", Ok("/posts/deep/b.html"));
        check(&ugly, "content/posts/leaf/index.md", "slug: Bundle Slug\n", Ok("/posts/bundle-slug.html"));
        check(&ugly, "content/posts/_index.md", "title: A\n", Ok("/posts/"));
        check(&ugly, "content/posts/a.md", "url: /x/y\n", Ok("/x/y/"));
    }

    #[test]
    fn knows_languages() {
        let site = json!({"languages": {"en": {}, "fr": {}}, "defaultContentLanguageInSubdir": true});
        check(&site, "content/posts/a.md", "title: A\n", Ok("/en/posts/a/"));
        check(&site, "content/posts/a.fr.md", "title: A\n", Ok("/fr/posts/a/"));
        check(&site, "content/other/y.fr.md", "url: rel/z/\n", Ok("/fr/rel/z/"));
        check(&site, "content/other/y.fr.md", "url: /abs/\n", Ok("/abs/"));
        check(&site, "content/other/lb/index.fr.md", "title: A\n", Ok("/fr/other/lb/"));
    }

    #[test]
    fn says_what_is_not_known() {
        let post = "content/posts/a.md";
        let dated = json!({"permalinks": {"posts": "/:year/:title/"}});
        check(&dated, post, "title: A\n", Err("no `date`"));
        check(&dated, post, "title: A\ndate: Jan 2, 2024\n", Err("its `date` is `Jan 2, 2024`"));
        check(&dated, post, "date: 2024-01-02\n", Err("no title"));
        check(&json!({"permalinks": {"posts": "/:mood/"}}), post, "title: A\n", Err("`:mood`"));
        check(&json!({"permalinks": {"posts": "/:sections/"}}), "content/posts/b/a.md", "", Err("`:sections`"));
        check(&json!({}), "posts/a.md", "", Err("does not lie in `content/`"));
        check(&json!({}), post, "draft: true\n", Err("not published"));
        check(&json!({}), post, "url: /:year/x\n", Err("depends on the version of Hugo"));
        check(&json!({"languages": {"fr": {"contentDir": "fr"}}}), post, "", Err("folders of their own"));
    }

    #[test]
    fn resolves_aliases_beside_the_page() {
        let address = Address::new("/posts/bundle/");
        let check = |alias: &str, expected: &str| {
            assert_eq!(absolute_alias(alias, Some(&address)).as_deref(), Some(expected));
        };
        check("/abs", "/abs");
        check("rel2", "/posts/rel2");
        check("../up2", "/up2");
    }
}
