//! What a page says about itself: title, authors, dates, language, address, site, picture.
//!
//! Pages say it in several places that contradict each other. All places are read in one walk; each value then comes
//! from the place that was right most often on pages whose values are known, and tells which one it was.

mod days;
mod front_matter;
mod json_ld;
mod labels;
mod lines;
mod names;
mod signs;
mod titles;

use jiff::civil;
use scraper::Html;
use url::Url;

use json_ld::Described;
pub(crate) use labels::Labels;
use signs::Signs;

use crate::picture::{is_data, is_stand_in};

/// What a page says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title without the name of the site.
    pub title: Option<Found<String>>,
    /// Who wrote it; people or organisations, none twice.
    pub authors: Vec<Found<String>>,
    /// When it was published.
    pub published: Option<Found<Date>>,
    /// When it was changed last.
    pub modified: Option<Found<Date>>,
    /// A language tag, such as `de` or `pt-BR`.
    pub language: Option<Found<String>>,
    /// Where the page says it is, absolute.
    pub canonical_url: Option<Found<String>>,
    /// What the site calls itself.
    pub site_name: Option<Found<String>>,
    /// The address of a picture that stands for the page, absolute if the page's address is known.
    pub picture: Option<Found<String>>,
    /// A sentence or two.
    pub description: Option<Found<String>>,
    /// Tags, none twice.
    pub keywords: Vec<Found<String>>,
}

/// A value, and where the page says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// What it says.
    pub value: T,
    /// Where.
    pub origin: Origin,
}

/// A day, as it was written and as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// What the page says, which may tell the time too.
    pub written: String,
    /// The day in the time zone in which it was written.
    pub day: civil::Date,
}

/// Where a page says something about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An object for search engines, in a script.
    JsonLd,
    /// A `<meta>` with this name or property.
    Meta(String),
    /// A `<link>` with this `rel`, or a link to the page of an `author`.
    Link(&'static str),
    /// The attribute `lang` of the page.
    Language,
    /// The `<title>`.
    Title,
    /// A heading of the first level.
    Heading,
    /// An element with this `itemprop`.
    Itemprop(String),
    /// A link with `rel=author`.
    RelAuthor,
    /// A `<time>`.
    Time,
    /// An element whose class tells.
    Class(String),
    /// A short text near the heading.
    NearHeading,
    /// The address of the page.
    Address,
    /// A line that begins with this word, where a scraper tells of the page that follows.
    Label(&'static str),
}

impl Metadata {
    /// Reads what a page says. `address` is where it came from, if that is known: addresses become absolute by it.
    pub fn read(html: &Html, address: Option<&Url>) -> Self {
        let signs = Signs::of(html);
        let described = json_ld::read(&signs.scripts);
        let mut metadata = Self::default();
        let canonical = canonical_url(&signs, &described, address);
        let base = base(&signs, address, canonical.as_ref());
        metadata.canonical_url = canonical.map(|it| it.map(String::from));
        metadata.site_name = site_name(&signs, &described);
        let address = metadata.canonical_url.as_ref().and_then(|it| Url::parse(&it.value).ok()).or(address.cloned());
        let site = metadata.site_name.as_ref().map(|it| it.value.as_str());
        metadata.title = titles::title(&signs, &described, site, address.as_ref());
        metadata.authors = authors(&signs, &described, site);
        (metadata.published, metadata.modified) = dates(&signs, &described, address.as_ref());
        metadata.language = language(&signs, &described);
        metadata.picture = picture(&signs, &described, base.as_ref());
        metadata.description = description(&signs, &described);
        metadata.keywords = keywords(&signs, &described);
        metadata
    }

    /// The values as YAML between `---` lines, for the front matter of Hexo, Hugo and Jekyll.
    pub fn front_matter(&self) -> String {
        front_matter::front_matter(self)
    }
}

impl<T> Found<T> {
    fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: change(self.value), origin: self.origin }
    }
}

/// The first value of the `<meta>`s of these names, in the order of the names.
fn meta(signs: &Signs, names: &[&str]) -> Option<Found<String>> {
    names.iter().find_map(|name| {
        let value = signs.metas(name).map(names::plain).find(|it| !it.is_empty())?;
        Some(Found::new(value, Origin::Meta((*name).to_owned())))
    })
}

fn described(value: Option<&String>) -> Option<Found<String>> {
    let value = names::plain(value?);
    (!value.is_empty()).then(|| Found::new(value, Origin::JsonLd))
}

fn canonical_url(signs: &Signs, described: &Described, address: Option<&Url>) -> Option<Found<Url>> {
    let link = signs.canonical.clone().map(|it| Found::new(it, Origin::Link("canonical")));
    let open_graph = || meta(signs, &["og:url", "twitter:url", "parsely-link"]);
    let json = || described.address.clone().map(|it| Found::new(it, Origin::JsonLd));
    let candidates = [link, open_graph(), json()];
    candidates.into_iter().flatten().find_map(|it| {
        let url = match address {
            Some(address) => address.join(&it.value),
            None => Url::parse(&it.value),
        };
        let url = url.ok().filter(|it| matches!(it.scheme(), "http" | "https"))?;
        Some(Found::new(url, it.origin))
    })
}

/// What addresses on the page are relative to.
fn base(signs: &Signs, address: Option<&Url>, canonical: Option<&Found<Url>>) -> Option<Url> {
    let page = address.or(canonical.map(|it| &it.value));
    match (&signs.base, page) {
        (Some(base), Some(page)) => page.join(base).ok(),
        (Some(base), None) => Url::parse(base).ok(),
        (None, page) => page.cloned(),
    }
}

fn site_name(signs: &Signs, described: &Described) -> Option<Found<String>> {
    meta(signs, &["og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name"])
        .or_else(|| self::described(described.site_name.as_ref()))
        .map(|it| it.map(|it| titles::without_dangling(&it).to_owned()))
        .filter(|it| it.value.len() <= 100)
}

/// Names of `<meta>` that tell who wrote a page.
const AUTHOR_METAS: [&str; 12] = [
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "article:author_name",
    "byl",
    "cxenseparse:author",
    "article.author",
    "shareaholic:article_author_name",
];

fn authors(signs: &Signs, described: &Described, site: Option<&str>) -> Vec<Found<String>> {
    let mut sources: Vec<Vec<Found<String>>> = Vec::new();
    sources.push(described.authors.iter().map(|it| Found::new(it.clone(), Origin::JsonLd)).collect());
    for name in AUTHOR_METAS {
        let origin = || Origin::Meta(name.to_owned());
        sources.push(signs.metas(name).map(|it| Found::new(it.to_owned(), origin())).collect());
    }
    let written_by = signs.written_by.iter();
    sources.push(written_by.map(|it| Found::new(it.clone(), Origin::Meta("twitter:data1".to_owned()))).collect());
    if is_one_article(signs, described) {
        sources.extend(signs.authors().map(|it| vec![it]));
    }
    let is_doubtful = |name: &str| {
        let is_organisation = described.organisations.iter().any(|it| names::same(it, name));
        is_organisation || names::is_doubtful(name, site)
    };
    let mut doubtful = Vec::new();
    for source in sources {
        let mut found: Vec<Found<String>> = Vec::new();
        for it in source.into_iter().take(MAX_PEOPLE) {
            for name in names::people(&it.value) {
                if !found.iter().any(|other| names::same(&other.value, &name)) {
                    found.push(Found::new(name, it.origin.clone()));
                }
            }
        }
        if found.iter().any(|it| !is_doubtful(&it.value)) {
            found.retain(|it| !is_doubtful(&it.value));
            return found;
        }
        // A site that signs its pages itself did write them, unless somebody else did.
        if doubtful.is_empty() && found.iter().any(|it| !names::is_nobody(&it.value)) {
            doubtful = found;
        }
    }
    doubtful
}

/// Whether bylines on a page are about the page itself: on lists of articles there are several, and none is.
fn is_one_article(signs: &Signs, described: &Described) -> bool {
    if described.is_article || signs.metas("og:type").any(|it| it.eq_ignore_ascii_case("article")) {
        return true;
    }
    let mut names: Vec<String> = signs.authors().flat_map(|it| names::people(&it.value)).collect();
    names.sort();
    names.dedup();
    names.len() <= MAX_AUTHORS
}

/// Large collaborations sign with more names than anybody lists.
const MAX_PEOPLE: usize = 100;

/// More people than this do not write one page.
const MAX_AUTHORS: usize = 4;

/// Names of `<meta>` that tell when a page was published.
const PUBLISHED_METAS: [&str; 24] = [
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "published_time",
    "publication_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "cxenseparse:recs:publishtime",
];

const MODIFIED_METAS: [&str; 9] = [
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "lastmod",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
];

/// When a page was published, and when it was changed.
fn dates(signs: &Signs, described: &Described, address: Option<&Url>) -> (Option<Found<Date>>, Option<Found<Date>>) {
    let date = |it: Found<String>| {
        let day = days::day(&it.value)?;
        Some(Found::new(Date { written: names::plain(&it.value), day }, it.origin))
    };
    let json = |it: &Option<String>| it.clone().map(|it| Found::new(it, Origin::JsonLd)).and_then(date);
    let metas = |names: &[&str]| {
        names.iter().find_map(|name| {
            let origin = Origin::Meta((*name).to_owned());
            signs.metas(name).find_map(|it| date(Found::new(it.to_owned(), origin.clone())))
        })
    };
    let modified = json(&described.modified)
        .or_else(|| metas(&MODIFIED_METAS))
        .or_else(|| signs.modified.iter().cloned().find_map(date));
    let published = json(&described.published)
        .or_else(|| metas(&PUBLISHED_METAS))
        .or_else(|| date(Found::new(day_in_path(address?)?, Origin::Address)))
        .or_else(|| signs.dates().find_map(date));
    // What was changed before it was published is another page's day, or today's.
    let is_sure = |it: &Found<Date>| match (&it.origin, &modified) {
        (Origin::Time | Origin::Class(_) | Origin::NearHeading, Some(modified)) => it.value.day <= modified.value.day,
        _ => true,
    };
    let published = published.filter(is_sure);
    (published, modified)
}

/// The part of an address that is a day: `/2024/05/01/`, `/2024-05-01-`.
fn day_in_path(address: &Url) -> Option<String> {
    let path = address.path();
    let at = path.match_indices('/').find_map(|(at, _)| {
        let rest = path.get(at + 1..at + 11)?.as_bytes();
        let fits = rest.iter().enumerate().all(|(at, it)| match at {
            4 | 7 => matches!(it, b'/' | b'-'),
            _ => it.is_ascii_digit(),
        });
        fits.then_some(at + 1)
    })?;
    Some(path[at..at + 10].to_owned())
}

fn language(signs: &Signs, described: &Described) -> Option<Found<String>> {
    let html = signs.language.clone().map(|it| Found::new(it, Origin::Language));
    let metas = || meta(signs, &["content-language", "og:locale", "dc.language", "language"]);
    let candidates = [html, metas(), self::described(described.language.as_ref())];
    candidates.into_iter().flatten().find_map(|it| {
        let tag = it.value.trim().replace('_', "-");
        let fits = (2..=15).contains(&tag.len())
            && tag.split('-').next().is_some_and(|it| (2..=3).contains(&it.len()))
            && tag.split('-').all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric()));
        fits.then(|| Found::new(tag, it.origin))
    })
}

fn picture(signs: &Signs, described: &Described, base: Option<&Url>) -> Option<Found<String>> {
    let metas = |names: &'static [&'static str]| names.iter().filter_map(|it| meta(signs, &[it]));
    let open_graph = metas(&["og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"]);
    let json = self::described(described.picture.as_ref());
    let others = metas(&["thumbnail", "parsely-image-url", "sailthru.image.full"]);
    let link = signs.image_source.clone().map(|it| Found::new(it, Origin::Link("image_src")));
    let mut candidates = open_graph.chain(json).chain(others).chain(link).filter(|it| !is_data(&it.value)).peekable();
    let first = candidates.peek().cloned();
    let found = candidates.find(|it| !is_stand_in(&it.value)).or(first)?;
    let absolute = base.and_then(|it| it.join(&found.value).ok()).map(String::from);
    Some(Found::new(absolute.unwrap_or(found.value), found.origin))
}

fn description(signs: &Signs, described: &Described) -> Option<Found<String>> {
    let names = ["description", "og:description", "twitter:description", "dc.description", "dcterms.abstract"];
    let found = meta(signs, &names).or_else(|| self::described(described.description.as_ref()))?;
    Some(found.map(|it| names::without_tags(&it))).filter(|it| !it.value.is_empty())
}

/// More keywords than this are for search engines alone.
const MAX_KEYWORDS: usize = 30;

fn keywords(signs: &Signs, described: &Described) -> Vec<Found<String>> {
    let tags = signs.metas("article:tag").map(|it| Found::new(it.to_owned(), Origin::Meta("article:tag".to_owned())));
    let json = described.keywords.iter().map(|it| Found::new(it.clone(), Origin::JsonLd));
    let listed = ["keywords", "news_keywords", "parsely-tags", "sailthru.tags"].into_iter().flat_map(|name| {
        let values = signs.metas(name).flat_map(|it| it.split(','));
        values.map(move |it| Found::new(it.to_owned(), Origin::Meta(name.to_owned())))
    });
    let sources: [Vec<Found<String>>; 3] = [tags.collect(), json.collect(), listed.collect()];
    let mut keywords: Vec<Found<String>> = Vec::new();
    for it in sources.into_iter().find(|it| !it.is_empty()).unwrap_or_default() {
        if keywords.len() >= MAX_KEYWORDS {
            break;
        }
        let keyword = it.map(|it| names::plain(&it));
        let is_new = !keywords.iter().any(|other| names::same(&other.value, &keyword.value));
        if is_new && !keyword.value.is_empty() && keyword.value.len() <= 100 {
            keywords.push(keyword);
        }
    }
    keywords
}

#[cfg(test)]
mod tests;
