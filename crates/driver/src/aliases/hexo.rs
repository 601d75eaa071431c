//! Addresses that Hexo gives.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use regex::{Captures, Regex};
use serde_json::Value;

use super::{
    address::{Address, NoAddress},
    clock::{self, Precision, Written},
    post::{Post, text, texts},
    site::Site,
};

/// A variable: `:year`. It does not end with an underscore.
static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(":([A-Za-z0-9_]*[A-Za-z0-9])").expect("the pattern is valid"));

const RENDERED: [&str; 5] = ["md", "markdown", "mkd", "html", "htm"];

/// What Hexo knows of a post by its name: `:title`, and what else `new_post_name` has in it.
struct Named {
    slug: String,
    variables: Vec<(String, String)>,
}

/// Where Hexo puts a post or a page.
pub(super) fn address(site: &Site, post: &Post) -> Result<Address, NoAddress> {
    let folder = site.text("source_dir").unwrap_or_else(|| "source".to_owned());
    let below = post.stem().strip_prefix(folder.trim_end_matches('/')).and_then(|it| it.strip_prefix('/'));
    let Some(below) = below else {
        return Err(NoAddress::unknown(format!("no post of Hexo: it does not lie in `{folder}/_posts/`")));
    };
    if below.starts_with("_drafts/") || post.data.get("published") == Some(&Value::Bool(false)) {
        return Err(NoAddress::Unpublished);
    }
    let own = post.data.get("permalink").and_then(text);
    let Some(path) = below.strip_prefix("_posts/") else { return page(below, own, post) };
    if path.split('/').any(|it| it.starts_with(['_', '.'])) {
        return Err(NoAddress::unknown("no post of Hexo: a name in its path starts with `_` or `.`"));
    }
    if let Some(own) = own {
        return Ok(Address::new(&with_slash(site, own)));
    }
    let named = named(site, path);
    let pattern = site.text("permalink").unwrap_or_else(|| ":year/:month/:day/:title/".to_owned());
    let mut found: Option<Address> = None;
    for clock in clocks(site, post, &named)? {
        let address = Address::new(&with_slash(site, filled(site, post, &named, &pattern, clock)?));
        match &found {
            Some(other) if *other != address => {
                let message = format!(
                    "its address is `{}` or `{}`, which depends on the time zone of the machine that builds the site",
                    other.path, address.path
                );
                return Err(NoAddress::Unknown(message));
            }
            _ => found = Some(address),
        }
    }
    Ok(found.expect("there is one clock at least"))
}

fn page(below: &str, own: Option<String>, post: &Post) -> Result<Address, NoAddress> {
    let extension = post.below.rsplit('.').next().unwrap_or_default();
    if below.split('/').any(|it| it.starts_with(['_', '.'])) || !RENDERED.contains(&extension) {
        return Err(NoAddress::unknown("no page of Hexo: a name in its path starts with `_` or `.`"));
    }
    Ok(Address::new(&own.unwrap_or_else(|| format!("{below}.html"))))
}

/// With a folder of assets for each post, an address is one of a folder.
fn with_slash(site: &Site, address: String) -> String {
    let has_folder = site.config.get("post_asset_folder") == Some(&Value::Bool(true));
    match has_folder && !address.ends_with('/') && !address.ends_with(".html") {
        true => address + "/",
        false => address,
    }
}

/// Reads the name of the file by the pattern for names of new posts.
fn named(site: &Site, path: &str) -> Named {
    let pattern = site.text("new_post_name").unwrap_or_else(|| ":title.md".to_owned());
    let pattern = pattern.rsplit_once('.').map_or(pattern.as_str(), |(stem, _)| stem);
    let mut names = Vec::new();
    let mut written = String::from("^");
    let mut at = 0;
    for it in VARIABLE.captures_iter(pattern) {
        let whole = it.get(0).expect("a match has a place");
        written.push_str(&regex::escape(&pattern[at..whole.start()]));
        written.push_str(match &it[1] {
            "year" => "([0-9]{4})",
            "month" | "day" => "([0-9]{2})",
            "i_month" | "i_day" => "([0-9]{1,2})",
            "hash" => "([0-9a-f]{12})",
            _ => "(.+?)",
        });
        names.push(it[1].to_owned());
        at = whole.end();
    }
    written.push_str(&regex::escape(&pattern[at..]));
    written.push('$');
    let found = Regex::new(&written).ok();
    let found = found.as_ref().and_then(|it| it.captures(path));
    let variables: Vec<(String, String)> = found.map_or(Vec::new(), |found| {
        names.into_iter().enumerate().map(|(n, it)| (it, found[n + 1].to_owned())).collect()
    });
    let title = variables.iter().rev().find(|(name, _)| name == "title").map(|(_, value)| value.clone());
    Named { slug: title.unwrap_or_else(|| slugized(path)), variables }
}

impl Named {
    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().rev().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The date in the name of the file.
    fn date(&self) -> Option<DateTime> {
        let year = self.variable("year")?.parse().ok()?;
        let month = self.variable("month").or_else(|| self.variable("i_month"))?.parse().ok()?;
        let day = self.variable("day").or_else(|| self.variable("i_day"))?.parse().ok()?;
        DateTime::new(year, month, day, 0, 0, 0, 0).ok()
    }
}

/// What the clock shows in an address: it depends on the machine if the site has a time zone of its own. Then both
/// the clock there and the one in Greenwich, where most servers stand.
fn clocks(site: &Site, post: &Post, named: &Named) -> Result<Vec<DateTime>, NoAddress> {
    let written = match post.data.get("date") {
        None | Some(Value::Null) => {
            let named = named.date().ok_or_else(|| {
                NoAddress::unknown(
                    "no `date` in its front matter: Hexo takes that of the file, which changes with every copy",
                )
            })?;
            Written { clock: named, precision: Precision::Day, offset: None }
        }
        Some(it) => text(it).and_then(|it| Written::read(&it)).ok_or_else(|| not_a_date(it))?,
    };
    if post.has_quoted_date && (written.precision == Precision::Day || written.offset.is_some()) {
        let message = "its `date` stands in quotes: which day that is depends on the time zone of the machine that \
                       builds the site";
        return Err(NoAddress::unknown(message));
    }
    // Hexo takes the clock in Greenwich for its own.
    let clock = written.in_utc();
    let Some(name) = site.text("timezone") else { return Ok(vec![clock]) };
    let zone = clock::zone(&name)
        .ok_or_else(|| NoAddress::unknown(format!("`timezone: {name}` of the site is no time zone that is known")))?;
    Ok(vec![clock, clock::to_utc(clock, &zone)])
}

fn not_a_date(value: &Value) -> NoAddress {
    NoAddress::unknown(format!("its `date` is {value}: expected one like `2024-01-02 10:00:00`"))
}

fn filled(site: &Site, post: &Post, named: &Named, pattern: &str, clock: DateTime) -> Result<String, NoAddress> {
    let mut problem = None;
    let filled = VARIABLE.replace_all(pattern, |it: &Captures<'_>| {
        variable(site, post, named, &it[1], clock).unwrap_or_else(|error| {
            problem.get_or_insert(error);
            String::new()
        })
    });
    problem.map_or(Ok(filled.into_owned()), Err)
}

fn variable(site: &Site, post: &Post, named: &Named, name: &str, clock: DateTime) -> Result<String, NoAddress> {
    let unknown =
        || NoAddress::unknown(format!("`:{name}` in the permalinks of the site: its value is not known without Hexo"));
    Ok(match name {
        "title" => named.slug.clone(),
        "name" => named.slug.rsplit('/').next().unwrap_or_default().to_owned(),
        "post_title" => {
            let title = post.data.get("title").and_then(text).unwrap_or_default();
            plain(&title)?;
            slugized(&title).to_lowercase()
        }
        "year" => format!("{:04}", clock.year()),
        "month" => format!("{:02}", clock.month()),
        "day" => format!("{:02}", clock.day()),
        "hour" => format!("{:02}", clock.hour()),
        "minute" => format!("{:02}", clock.minute()),
        "second" => format!("{:02}", clock.second()),
        "i_month" => clock.month().to_string(),
        "i_day" => clock.day().to_string(),
        "category" => category(site, post)?,
        "hash" | "timestamp" => return Err(unknown()),
        // A key of the front matter, of the file's name, or of the defaults; `:id` is one only if it stands there.
        _ => {
            let defaults = site.config.get("permalink_defaults").and_then(|it| it.get(name));
            named
                .variable(name)
                .map(str::to_owned)
                .or_else(|| text(post.data.get(name).or(defaults)?))
                .ok_or_else(unknown)?
        }
    })
}

/// The last category, with those it lies in.
fn category(site: &Site, post: &Post) -> Result<String, NoAddress> {
    let categories = post.data.get("categories").or_else(|| post.data.get("category"));
    if let Some(Value::Array(items)) = categories
        && items.iter().any(Value::is_array)
    {
        let message = "`:category` in the permalinks of the site, and this post lies in several: Hexo takes any";
        return Err(NoAddress::unknown(message));
    }
    let names = texts(categories);
    if names.is_empty() {
        return Ok(site.text("default_category").unwrap_or_else(|| "uncategorized".to_owned()));
    }
    let mapped = |it: &String| {
        let map = site.config.get("category_map");
        map.and_then(|map| map.get(it)).and_then(text).unwrap_or_else(|| it.clone())
    };
    let mut slugs = Vec::new();
    for name in names.iter().map(mapped) {
        plain(&name)?;
        let slug = slugized(&name);
        slugs.push(match site.config.get("filename_case").and_then(Value::as_u64) {
            Some(1) => slug.to_lowercase(),
            Some(2) => slug.to_uppercase(),
            _ => slug,
        });
    }
    Ok(slugs.join("/"))
}

/// Hexo takes accents away by a table of its own.
fn plain(text: &str) -> Result<(), NoAddress> {
    let is_accented = |it: &char| matches!(it, '\u{80}'..='\u{36f}' | '\u{1d00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}');
    match text.chars().find(is_accented) {
        Some(it) => {
            Err(NoAddress::unknown(format!("`{it}` in {text:?}: what Hexo makes of it in an address is not known")))
        }
        None => Ok(()),
    }
}

/// Text with hyphens for blanks and marks.
fn slugized(text: &str) -> String {
    let is_mark = |it: char| it.is_whitespace() || "~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/".contains(it);
    let text: String = text.chars().filter(|it| *it > '\u{1f}').collect();
    let words: Vec<&str> = text.split(is_mark).filter(|it| !it.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Generator, aliases::site::check_address};

    fn check(config: &Value, file: &str, header: &str, expected: Result<&str, &str>) {
        check_address(Generator::Hexo, config, file, header, expected);
    }

    // All addresses in these tests are those that Hexo 8.1 gave.
    #[test]
    fn puts_posts_where_hexo_does() {
        let date = "date: 2024-01-02 02:30:00\n";
        check(&json!({}), "source/_posts/a.md", date, Ok("/2024/01/02/a/"));
        check(&json!({}), "source/_posts/sub/My Post.md", date, Ok("/2024/01/02/sub/My Post/"));
        check(&json!({}), "source/_posts/a.md", &format!("{date}permalink: foo/:year/bar\n"), Ok("/foo/:year/bar"));
        check(&json!({"post_asset_folder": true}), "source/_posts/a.md", "permalink: foo\n", Ok("/foo/"));
        check(&json!({}), "source/_posts/a.md", "date: 2024-01-02T23:30:00-08:00\n", Ok("/2024/01/03/a/"));
        check(&json!({}), "source/about/index.md", "", Ok("/about/index.html"));
        let all = json!({
            "permalink": ":year/:month/:i_day/:hour:minute/:category/:lang/:name/:post_title/:title/",
            "permalink_defaults": {"lang": "en"},
            "new_post_name": ":year-:month-:day-:title.md",
            "category_map": {"Mapped": "mm"},
        });
        let title = "title: 'A Title: (x) & y'\n";
        let none = "/2024/01/2/0000/uncategorized/en/none/a-title-x-y/none/";
        check(&all, "source/_posts/2024-01-02-none.md", title, Ok(none));
        let categories = format!("{date}title: z\ncategories: [Foo Bar, Ba/z]\n");
        check(&all, "source/_posts/2024-02-03-zl.md", &categories, Ok("/2024/01/2/0230/Foo-Bar/Ba-z/en/zl/z/zl/"));
        let mapped = format!("{date}title: z\ncategory: Mapped\nlang: de\n");
        check(&all, "source/_posts/zq.md", &mapped, Ok("/2024/01/2/0230/mm/de/zq/z/zq/"));
        let slug = "sub-My-Post-It-s-ok-\u{4e2d}\u{6587}";
        let expected = format!("/2024/01/2/0000/uncategorized/en/{slug}/\u{4e2d}\u{6587}-x/{slug}/");
        let file = "source/_posts/sub/My Post It's (ok) \u{4e2d}\u{6587}.md";
        check(&all, file, "title: \u{4e2d}\u{6587} x\ndate: 2024-01-02\n", Ok(&expected));
    }

    #[test]
    fn says_what_is_not_known() {
        let date = "date: 2024-01-02 02:30:00\n";
        let post = "source/_posts/a.md";
        check(&json!({}), post, "", Err("no `date`"));
        check(&json!({}), post, "date: tomorrow\n", Err("its `date` is \"tomorrow\""));
        check(&json!({}), post, "date: '2024-01-02'\n", Err("in quotes"));
        check(&json!({}), "posts/a.md", date, Err("does not lie in `source/_posts/`"));
        check(&json!({}), "source/_drafts/a.md", date, Err("not published"));
        check(&json!({}), post, &format!("{date}published: false\n"), Err("not published"));
        check(&json!({"permalink": ":hash/"}), post, date, Err("`:hash`"));
        check(&json!({"permalink": ":id/"}), post, date, Err("`:id`"));
        check(&json!({"permalink": ":category/"}), post, &format!("{date}categories: [[a], [b]]\n"), Err("several"));
        check(&json!({"permalink": ":post_title/"}), post, &format!("{date}title: caf\u{e9}\n"), Err("`\u{e9}`"));
    }

    #[test]
    fn sees_that_the_day_depends_on_the_machine() {
        let site = json!({"timezone": "Asia/Tokyo"});
        check(&site, "source/_posts/a.md", "date: 2024-01-02 10:00:00\n", Ok("/2024/01/02/a/"));
        let expected = Err("`/2024/01/02/a/` or `/2024/01/01/a/`, which depends on the time zone");
        check(&site, "source/_posts/a.md", "date: 2024-01-02 02:30:00\n", expected);
        check(
            &json!({"timezone": "Mars"}),
            "source/_posts/a.md",
            "date: 2024-01-02\n",
            Err("no time zone that is known"),
        );
    }
}
