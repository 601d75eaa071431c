//! Addresses that Jekyll gives.

use std::sync::LazyLock;

use jiff::civil::DateTime;
use regex::{Captures, Regex};
use serde_json::Value;
use unchaff_front_matter::Data;

use super::{
    address::{Address, NoAddress, decoded},
    clock::{self, Precision, Written},
    post::{Post, text, texts},
    site::Site,
};

/// `2024-01-02-the-ferry.md`
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:.*/)?([0-9]{2,4}-[0-9]{1,2}-[0-9]{1,2})-([^/]*)\.[^./]+$").expect("the pattern is valid")
});
static VARIABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(":([a-z_]+)").expect("the pattern is valid"));
static NO_WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[^\p{M}\p{L}\p{Nd}]+").expect("the pattern is valid"));
static NO_TITLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+").expect("the pattern is valid"));

/// What a post lies in.
struct Collection<'p> {
    label: &'p str,
    /// The folders above its folder: they are categories of a post.
    above: Vec<&'p str>,
    /// The path below its folder, without extension.
    within: &'p str,
}

/// Where Jekyll puts a post, a page, or a document of a collection.
pub(super) fn address(site: &Site, post: &Post) -> Result<Address, NoAddress> {
    let source = site.text("source").unwrap_or_default();
    let source = source.trim_start_matches("./").trim_matches('/');
    let below = if source.is_empty() || source == "." {
        post.below.as_str()
    } else {
        let below = post.below.strip_prefix(source).and_then(|it| it.strip_prefix('/'));
        below.ok_or_else(|| NoAddress::unknown(format!("no post of Jekyll: it does not lie in `{source}/`")))?
    };
    let collections = site.text("collections_dir").unwrap_or_default();
    let collections = collections.trim_matches('/');
    let below = match below.strip_prefix(collections).and_then(|it| it.strip_prefix('/')) {
        Some(it) if !collections.is_empty() => it,
        _ => below,
    };
    let stem = &below[..below.rfind('.').unwrap_or(below.len())];
    let collection = collection(stem);
    let kind = collection.as_ref().map_or("pages", |it| it.label);
    let mut data = defaults(site, below, kind)?;
    let default_categories = texts(data.get("categories")).into_iter().flat_map(|it| words(&it)).collect::<Vec<_>>();
    data.extend(post.data.clone());
    if kind == "drafts" || data.get("published") == Some(&Value::Bool(false)) {
        return Err(NoAddress::Unpublished);
    }
    if post.data.is_empty() && collection.is_none() {
        return Err(NoAddress::unknown("no page of Jekyll: it has no front matter"));
    }
    let own = data.get("permalink").and_then(text);
    let Some(collection) = collection else { return page(site, stem, own) };

    let pattern = match own {
        Some(it) => it,
        None => pattern(site, collection.label)?,
    };
    let file_date = DATED.captures(below);
    if collection.label == "posts" && file_date.is_none() {
        return Err(NoAddress::unknown("no post of Jekyll: its name is not like `2024-01-02-title.md`"));
    }
    let document = Document {
        data,
        collection,
        default_categories,
        file_date: file_date.as_ref().map(|it| it[1].to_owned()),
        file_slug: file_date.map(|it| it[2].to_owned()),
    };
    let mut found: Option<Address> = None;
    for clock in document.clocks(site, post, &pattern)? {
        let address = Address::new(&decoded(&cleaned(&document.filled(&pattern, clock)?)));
        match &found {
            Some(other) if *other != address => {
                let message = format!(
                    "its address is `{}` or `{}`, which depends on the time zone of the machine that builds the site: \
                     `timezone` in _config.yml would tell",
                    other.path, address.path
                );
                return Err(NoAddress::Unknown(message));
            }
            _ => found = Some(address),
        }
    }
    let address = found.expect("there is one clock at least");
    Ok(with_extension(address))
}

/// The file of an address without an extension still gets one; the address works without it.
fn with_extension(address: Address) -> Address {
    let name = address.path.rsplit('/').next().unwrap_or_default();
    match name.is_empty() || name.ends_with(".html") {
        true => address,
        false => Address { path: address.path + ".html", ..address },
    }
}

fn page(site: &Site, stem: &str, own: Option<String>) -> Result<Address, NoAddress> {
    if stem.split('/').any(|it| it.starts_with(['_', '.', '#'])) {
        return Err(NoAddress::unknown("no post of Jekyll: it lies in no `_posts/` and in no collection of the site"));
    }
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let path = match own {
        Some(own) => own.replace(":path", folder).replace(":basename", name).replace(":output_ext", ".html"),
        None if name == "index" => format!("/{folder}/"),
        None => format!("/{stem}{}", suffix(site)),
    };
    Ok(with_extension(Address::new(&decoded(&cleaned(&path)))))
}

/// How addresses end in the style of the site.
fn suffix(site: &Site) -> &'static str {
    let style = site.text("permalink").unwrap_or_else(|| "date".to_owned());
    match style.as_str() {
        "pretty" => "/",
        "date" | "ordinal" | "none" => ".html",
        style if style.ends_with('/') => "/",
        style if style.ends_with(":output_ext") => ".html",
        _ => "",
    }
}

fn collection(stem: &str) -> Option<Collection<'_>> {
    let mut at = 0;
    for part in stem.split('/') {
        let behind = at + part.len();
        if let Some(label) = part.strip_prefix('_').filter(|it| !it.is_empty())
            && behind < stem.len()
        {
            let above = stem[..at].split('/').filter(|it| !it.is_empty()).collect();
            return Some(Collection { label, above, within: &stem[behind + 1..] });
        }
        at = behind + 1;
    }
    None
}

fn pattern(site: &Site, label: &str) -> Result<String, NoAddress> {
    let settings = site.config.get("collections").and_then(|it| it.get(label));
    if let Some(own) = settings.and_then(|it| it.get("permalink")).and_then(text) {
        return Ok(own);
    }
    if label != "posts" {
        return match settings.and_then(|it| it.get("output")) {
            Some(Value::Bool(true)) => Ok(format!("/:collection/:path{}", suffix(site))),
            _ => Err(NoAddress::unknown(format!(
                "no post of Jekyll: `_{label}` is no collection that the site puts out"
            ))),
        };
    }
    let style = site.text("permalink").unwrap_or_else(|| "date".to_owned());
    Ok(match style.as_str() {
        "date" => "/:categories/:year/:month/:day/:title:output_ext".to_owned(),
        "pretty" => "/:categories/:year/:month/:day/:title/".to_owned(),
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext".to_owned(),
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext".to_owned(),
        "none" => "/:categories/:title:output_ext".to_owned(),
        _ => style,
    })
}

/// The front matter that `_config.yml` gives to documents of this kind at this place.
fn defaults(site: &Site, below: &str, kind: &str) -> Result<Data, NoAddress> {
    let mut merged = Data::new();
    let mut last: Option<(usize, bool)> = None;
    let sets = site.config.get("defaults").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for set in sets {
        let scope = set.get("scope");
        let path = scope.and_then(|it| it.get("path")).and_then(text).unwrap_or_default();
        let wanted = scope.and_then(|it| it.get("type")).and_then(text);
        let Some(values) = set.get("values").and_then(Value::as_object) else { continue };
        let is_kind =
            wanted.as_ref().is_none_or(|it| it == kind || it.strip_suffix('s').is_none() && format!("{it}s") == kind);
        if !is_kind {
            continue;
        }
        let counts = ["permalink", "categories", "category", "slug", "date", "published"];
        if path.contains('*') && counts.iter().any(|it| values.contains_key(*it)) {
            let message = format!(
                "`defaults` of the site has a pattern, `{path}`: which posts it means is not known without Jekyll"
            );
            return Err(NoAddress::Unknown(message));
        }
        let path = path.trim_matches('/');
        let applies =
            path.is_empty() || below.strip_prefix(path).is_some_and(|it| it.is_empty() || it.starts_with('/'));
        if !applies {
            continue;
        }
        let rank = (path.len(), wanted.is_some());
        // The longer path wins, then the scope with a kind, then the later one.
        let wins = last.is_none_or(|last| if rank.0 == last.0 { rank.1 || !last.1 } else { rank.0 > last.0 });
        for (key, value) in values {
            if wins || !merged.contains_key(key) {
                merged.insert(key.clone(), value.clone());
            }
        }
        if wins {
            last = Some(rank);
        }
    }
    Ok(merged)
}

/// A post with all that its address may be made of.
struct Document<'p> {
    data: Data,
    collection: Collection<'p>,
    default_categories: Vec<String>,
    file_date: Option<String>,
    file_slug: Option<String>,
}

impl Document<'_> {
    /// What the clock shows in the address: what it showed in the zone of the site. Without one, both the clock of
    /// the author and the one in Greenwich, where most servers stand.
    fn clocks(&self, site: &Site, post: &Post, pattern: &str) -> Result<Vec<DateTime>, NoAddress> {
        let is_free = |it: &str| {
            let timeless =
                ["categories", "slugified_categories", "title", "slug", "name", "path", "collection", "output_ext"];
            timeless.contains(&it.trim_end_matches('_'))
        };
        if VARIABLE.captures_iter(pattern).all(|it| is_free(&it[1])) {
            return Ok(vec![DateTime::default()]);
        }
        let written = match self.data.get("date").filter(|it| !it.is_null()) {
            Some(it) => text(it).and_then(|it| Written::read(&it)).ok_or_else(|| {
                NoAddress::unknown(format!("its `date` is {it}: expected one like `2024-01-02 10:00:00 +0100`"))
            })?,
            None => self.file_date.as_deref().and_then(Written::read).ok_or_else(|| {
                NoAddress::unknown("no `date` in its front matter, and none like `2024-01-02` in its name")
            })?,
        };
        let zone = site.text("timezone");
        let zone = match &zone {
            Some(name) => Some(clock::zone(name).ok_or_else(|| {
                NoAddress::unknown(format!("`timezone: {name}` of the site is no time zone that is known"))
            })?),
            None => None,
        };
        // YAML reads a time with seconds as one in Greenwich; all other text is read by the clock of the site.
        let is_in_greenwich = written.precision == Precision::Second && !post.has_quoted_date;
        let clock = match (&zone, written.offset.is_some() || is_in_greenwich) {
            (Some(zone), true) => clock::from_utc(written.in_utc(), zone),
            (None, true) if written.offset.is_some() => return Ok(vec![written.clock, written.in_utc()]),
            _ => written.clock,
        };
        Ok(vec![clock])
    }

    fn filled(&self, pattern: &str, clock: DateTime) -> Result<String, NoAddress> {
        let mut problem = None;
        let filled = VARIABLE.replace_all(pattern, |it: &Captures<'_>| {
            let name = &it[1];
            let (value, behind) = match (self.variable(name, clock), name.strip_suffix('_')) {
                (Err(_), Some(shorter)) => (self.variable(shorter, clock), "_"),
                (value, _) => (value, ""),
            };
            match value {
                Ok(it) => it.replace('%', "%25") + behind,
                Err(error) => {
                    problem.get_or_insert(error);
                    String::new()
                }
            }
        });
        problem.map_or(Ok(filled.into_owned()), Err)
    }

    fn variable(&self, name: &str, clock: DateTime) -> Result<String, NoAddress> {
        let date = clock.date();
        let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        let months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let day_name = days[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())];
        let month_name = months[usize::from(date.month().unsigned_abs()) - 1];
        let file_slug = || {
            let name = self.collection.within.rsplit('/').next().unwrap_or_default();
            self.file_slug.as_deref().unwrap_or(name).trim_end_matches('.').to_owned()
        };
        let slug = || self.data.get("slug").and_then(text).unwrap_or_else(file_slug);
        let not_empty = |it: String| match it.is_empty() {
            true => Err(NoAddress::unknown(format!("nothing is left of its name in `:{name}`"))),
            false => Ok(it),
        };
        Ok(match name {
            "year" => format!("{:04}", date.year()),
            "short_year" => format!("{:02}", date.year() % 100),
            "month" => format!("{:02}", date.month()),
            "i_month" => date.month().to_string(),
            "short_month" => month_name[..3].to_owned(),
            "long_month" => month_name.to_owned(),
            "day" => format!("{:02}", date.day()),
            "i_day" => date.day().to_string(),
            "y_day" => format!("{:03}", date.day_of_year()),
            "w_year" => format!("{:04}", date.iso_week_date().year()),
            "week" => format!("{:02}", date.iso_week_date().week()),
            "w_day" => date.weekday().to_monday_one_offset().to_string(),
            "short_day" => day_name[..3].to_owned(),
            "long_day" => day_name.to_owned(),
            "hour" => format!("{:02}", clock.hour()),
            "minute" => format!("{:02}", clock.minute()),
            "second" => format!("{:02}", clock.second()),
            "title" => not_empty(slugified(&slug(), &NO_TITLE))?,
            "slug" => not_empty(slugified(&slug(), &NO_WORD).to_lowercase())?,
            "name" => {
                let name = self.collection.within.rsplit('/').next().unwrap_or_default();
                slugified(name, &NO_WORD).to_lowercase()
            }
            "path" => format!("/{}", self.collection.within.trim_end_matches('.')),
            "collection" => self.collection.label.to_owned(),
            "output_ext" => ".html".to_owned(),
            "categories" => {
                let lower = self.categories().into_iter().map(|it| it.to_lowercase());
                unique(lower).join("/")
            }
            "slugified_categories" => {
                let slugs = self.categories().into_iter().map(|it| slugified(&it, &NO_WORD).to_lowercase());
                unique(slugs).join("/")
            }
            _ => {
                let message = format!("`:{name}` in its permalink is no variable of Jekyll that is known");
                return Err(NoAddress::Unknown(message));
            }
        })
    }

    /// The folders above `_posts`, then those of the defaults and of the front matter.
    fn categories(&self) -> Vec<String> {
        let mut all: Vec<String> = self.collection.above.iter().map(|it| (*it).to_owned()).collect();
        all.extend(self.default_categories.iter().cloned());
        match self.data.get("categories") {
            Some(Value::String(it)) => all.extend(words(it)),
            it => all.extend(texts(it)),
        }
        all.extend(texts(self.data.get("category")));
        unique(all.into_iter())
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Each value once, at its first place.
fn unique(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for it in values.filter(|it| !it.is_empty()) {
        if !kept.contains(&it) {
            kept.push(it);
        }
    }
    kept
}

/// Text with a hyphen for what the pattern finds, none at its ends.
fn slugified(text: &str, unwanted: &Regex) -> String {
    let hyphened = unwanted.replace_all(text, "-");
    let hyphened = hyphened.strip_prefix('-').unwrap_or(&hyphened);
    hyphened.strip_suffix('-').unwrap_or(hyphened).to_owned()
}

/// Without what would lead out of the site.
fn cleaned(path: &str) -> String {
    format!("/{path}").replace("..", "/").replace("./", "")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Generator, aliases::site::check_address};

    fn check(config: &Value, file: &str, header: &str, expected: Result<&str, &str>) {
        check_address(Generator::Jekyll, config, file, header, expected);
    }

    // All addresses in these tests are those that Jekyll 4.3 gave.
    #[test]
    fn puts_posts_where_jekyll_does() {
        let post = "_posts/2024-01-02-none.md";
        for (style, expected) in [
            ("date", "/2024/01/02/none.html"),
            ("pretty", "/2024/01/02/none/"),
            ("ordinal", "/2024/002/none.html"),
            ("weekdate", "/2024/W01/Tue/none.html"),
            ("none", "/none.html"),
            (
                "/b/:short_year-:w_year-:week-:w_day/:long_day/:long_month/:short_month",
                "/b/24-2024-01-2/Tuesday/January/Jan.html",
            ),
            ("/:slugified_categories/:year_:month/:title/", "/2024_01/none/"),
        ] {
            check(&json!({"permalink": style}), post, "title: x\n", Ok(expected));
        }
        let name = "_posts/sub/2024-01-02-My_Post It's (ok) Gr\u{f6}\u{df}e!.md";
        let expected = "/foo/bar/2024/01/02/My_Post-It's-(ok)-Gr\u{f6}\u{df}e!.html";
        check(&json!({}), name, "categories: Foo Bar\n", Ok(expected));
        let categories = "categories: [A b, \u{dc}nd]\ncategory: Single One\n";
        let expected = "/cat/a b/\u{fc}nd/single one/2024/01/02/short.html";
        check(&json!({}), "cat/_posts/2024-1-2-short.md", categories, Ok(expected));
        check(&json!({}), post, "slug: My Own Slug\n", Ok("/2024/01/02/My-Own-Slug.html"));
        check(&json!({}), post, "permalink: /x/:year/:title\n", Ok("/x/2024/none.html"));
        check(&json!({}), "docs/page.md", "a: b\n", Ok("/docs/page.html"));
        check(&json!({"permalink": "pretty"}), "docs/page.md", "a: b\n", Ok("/docs/page/"));
        check(&json!({}), "docs/index.md", "a: b\n", Ok("/docs/"));
        let site =
            json!({"collections": {"recipes": {"output": true}, "notes": {"output": true, "permalink": "/n/:path/"}}});
        check(&site, "_recipes/sub/jam.md", "a: b\n", Ok("/recipes/sub/jam.html"));
        check(&site, "_notes/2024-01-02-n.md", "a: b\n", Ok("/n/2024-01-02-n/"));
        let site = json!({"defaults": [
            {"scope": {"path": "cat", "type": "posts"}, "values": {"slug": "x"}},
            {"scope": {"path": ""}, "values": {"categories": "all", "slug": "y"}},
            {"scope": {"path": "", "type": "pages"}, "values": {"permalink": "/no/"}},
        ]});
        check(&site, "cat/_posts/2024-01-02-a.md", "a: b\n", Ok("/cat/all/2024/01/02/x.html"));
    }

    #[test]
    fn reads_clocks_as_jekyll_does() {
        let post = "_posts/2024-01-02-a.md";
        let tokyo = json!({"timezone": "Asia/Tokyo", "permalink": "/:i_day/:hour-:minute"});
        for (date, expected) in [
            ("2024-01-02 23:30:00", "/3/08-30.html"),
            ("'2024-01-02 23:30:00'", "/2/23-30.html"),
            ("2024-01-02 23:30", "/2/23-30.html"),
            ("2024-01-02 23:30:00 -0800", "/3/16-30.html"),
            ("2024-01-02T23:30:00+09:00", "/2/23-30.html"),
            ("2024-01-03", "/3/00-00.html"),
        ] {
            check(&tokyo, post, &format!("date: {date}\n"), Ok(expected));
        }
        check(&json!({}), post, "date: 2024-01-02 10:00:00 -0800\n", Ok("/2024/01/02/a.html"));
        let expected = Err("`/2024/01/02/a.html` or `/2024/01/03/a.html`, which depends");
        check(&json!({}), post, "date: 2024-01-02 23:30:00 -0800\n", expected);
    }

    #[test]
    fn says_what_is_not_known() {
        let post = "_posts/2024-01-02-a.md";
        check(&json!({}), "_posts/a.md", "a: b\n", Err("its name is not like `2024-01-02-title.md`"));
        check(&json!({}), "_drafts/a.md", "a: b\n", Err("not published"));
        check(&json!({}), post, "published: false\n", Err("not published"));
        check(&json!({}), post, "date: soon\n", Err("its `date` is \"soon\""));
        check(&json!({}), post, "permalink: /:mood/\n", Err("`:mood`"));
        check(&json!({}), "_notes/a.md", "a: b\n", Err("`_notes` is no collection"));
        let site = json!({"defaults": [{"scope": {"path": "_posts/*"}, "values": {"permalink": "/x/"}}]});
        check(&site, post, "a: b\n", Err("`_posts/*`"));
    }
}
