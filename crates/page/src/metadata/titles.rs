//! The title of a page, without what its site adds to it.

use url::Url;

use super::json_ld::Described;
use super::names::{plain, same};
use super::signs::Signs;
use super::{Found, Origin, meta};

/// What stands between a title and the name of a site.
const SEPARATORS: [&str; 12] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " ‹ ", " › ", " ~ "];

/// The title: the heading that `<title>` or its likes repeat, else what they say without the site.
pub(super) fn title(
    signs: &Signs,
    described: &Described,
    site: Option<&str>,
    address: Option<&Url>,
) -> Option<Found<String>> {
    let host = address.and_then(|it| it.host_str()).map(site_label);
    let site = Site { name: site, host: host.as_deref() };
    let headings = signs.headings.iter().map(|it| without_mark(&plain(it)));
    chosen(told(signs, described), headings, &site)
}

/// The same for a page without tags: of what a scraper says, and the heading above the article.
pub(super) fn of_lines(
    told: Vec<Found<String>>,
    heading: Option<String>,
    address: Option<&Url>,
) -> Option<Found<String>> {
    let host = address.and_then(|it| it.host_str()).map(site_label);
    chosen(told, heading, &Site { name: None, host: host.as_deref() })
}

fn chosen(
    mut told: Vec<Found<String>>,
    headings: impl IntoIterator<Item = String>,
    site: &Site<'_>,
) -> Option<Found<String>> {
    let is_title = |it: &str| (1..=MAX_TITLE).contains(&it.len());
    told.retain(|it| is_title(&it.value));
    let headings = headings.into_iter().filter(|it| is_title(it)).map(|it| without_site(&it, site));
    // A logo is often a heading too.
    let headings: Vec<String> = headings.filter(|it| !it.is_empty() && !site.is_exactly(it)).collect();
    for it in &told {
        let whole = || headings.iter().find(|heading| repeats(&it.value, heading));
        // The other end may be the site, which has a heading, too.
        let begins = headings.iter().find(|heading| begins(&it.value, heading));
        let ends = || whole().filter(|it| !site.is_like(it));
        if let Some(heading) = begins.or_else(ends) {
            return Some(Found::new(heading.clone(), Origin::Heading));
        }
    }
    let told = told.into_iter().map(|it| it.map(|it| without_site(&it, site))).find(|it| !it.value.is_empty());
    // A heading alone on its page is its title, whatever else is told; but not with a label before it.
    if let [heading] = headings.as_slice()
        && told.as_ref().is_none_or(|it| shares_words(&it.value, heading) && !has_label(heading, &it.value))
    {
        return Some(Found::new(heading.clone(), Origin::Heading));
    }
    told
}

/// What the site of a page is called.
struct Site<'a> {
    name: Option<&'a str>,
    host: Option<&'a str>,
}

impl Site<'_> {
    fn is_exactly(&self, text: &str) -> bool {
        self.name.is_some_and(|it| same(it, text)) || self.host.is_some_and(|it| is_host(text, it))
    }

    /// Whether the end of a title is the site, which may say more there than its name.
    fn is_like(&self, text: &str) -> bool {
        self.is_exactly(text) || self.host.is_some_and(|it| is_like_host(text, it))
    }
}

/// A heading without the sign that links to it.
pub(super) fn without_mark(heading: &str) -> String {
    heading.trim_end_matches(['¶', '#', '§', '🔗', ' ']).to_owned()
}

/// Whether a heading is a title behind a word or two: `Question: ...`, `Thread: ...`.
fn has_label(heading: &str, title: &str) -> bool {
    heading.len() > title.len() && heading.ends_with(title) && title.split(' ').count() > 2
}

/// Longer texts are no titles.
const MAX_TITLE: usize = 1_000;

/// What machines are told, the most careful first.
fn told(signs: &Signs, described: &Described) -> Vec<Found<String>> {
    let json = described.headline.as_ref().map(|it| Found::new(plain(it), Origin::JsonLd));
    let open_graph = meta(signs, &["og:title"]);
    let others = meta(
        signs,
        &[
            "twitter:title",
            "citation_title",
            "dc.title",
            "dcterms.title",
            "parsely-title",
            "sailthru.title",
            "headline",
        ],
    );
    let title = signs.title.as_ref().map(|it| Found::new(plain(it), Origin::Title));
    [json, open_graph, others, title].into_iter().flatten().collect()
}

/// Whether a title is a heading, perhaps with the name of the site at one of its ends.
fn repeats(title: &str, heading: &str) -> bool {
    if same(title, heading) {
        return heading.chars().any(char::is_alphanumeric);
    }
    parts(title).any(|it| same(it, heading) && heading.split(' ').count() > 1)
}

/// Whether a title is a heading, perhaps with the name of the site behind it.
fn begins(title: &str, heading: &str) -> bool {
    let is_start = |separator: &&str| title.match_indices(*separator).any(|(at, _)| same(&title[..at], heading));
    repeats(title, heading) && (same(title, heading) || SEPARATORS.iter().any(is_start))
}

/// The ends of a title that separators leave.
fn parts(title: &str) -> impl Iterator<Item = &str> {
    SEPARATORS.iter().flat_map(move |separator| {
        let first = title.match_indices(separator).map(|(at, _)| &title[..at]);
        let last = title.match_indices(separator).map(|(at, it)| &title[at + it.len()..]);
        first.chain(last)
    })
}

/// Cuts the name of the site off its ends: one that is known, one that is like the host, or what stands behind a bar.
fn without_site(title: &str, site: &Site<'_>) -> String {
    let mut title = title.trim();
    while let Some(rest) = without_one_end(title, site) {
        title = rest.trim();
    }
    without_dangling(title).to_owned()
}

/// A text without a separator behind which nothing stands: a template had nothing to put there.
pub(super) fn without_dangling(text: &str) -> &str {
    let rest = SEPARATORS.iter().find_map(|it| text.strip_suffix(it.trim_end()));
    rest.map_or(text, str::trim_end)
}

fn without_one_end<'a>(title: &'a str, site: &Site<'_>) -> Option<&'a str> {
    SEPARATORS.iter().find_map(|separator| {
        let behind = title.rsplit_once(separator);
        let behind = behind.filter(|(rest, end)| site.is_like(end) || *separator == " | " && end.len() < rest.len());
        let before = || title.split_once(separator).filter(|(start, _)| site.is_exactly(start));
        behind.map(|it| it.0).or_else(|| before().map(|it| it.1))
    })
}

/// `example` of `www.example.com`.
fn site_label(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').filter(|it| *it != "www").collect();
    labels.iter().take(labels.len().saturating_sub(1)).max_by_key(|it| it.len()).copied().unwrap_or(host).to_owned()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a text is what the host is called: `The Example` for `example.com`.
fn is_host(text: &str, host: &str) -> bool {
    let (text, host) = (squeezed(text), squeezed(host));
    let without_the = |it: &str| it.strip_prefix("the").unwrap_or(it).to_owned();
    text.len() >= 3 && without_the(text.strip_suffix("com").unwrap_or(&text)) == without_the(&host)
}

/// Whether a text names the host among other words: `Example Forums` for `example.com`.
fn is_like_host(text: &str, host: &str) -> bool {
    // `Harbour and Pier Trust` for `hpt.example`.
    let initials = text.split(' ').filter_map(|it| it.chars().next()).filter(|it| it.is_uppercase());
    let initials: String = initials.flat_map(char::to_lowercase).collect();
    let (text, host) = (squeezed(text), squeezed(host));
    host.len() >= 4 && text.contains(&host)
        || text.len() >= 4 && host.contains(&text)
        || host.len() >= 3 && initials == host
}

/// Whether two titles are about the same: half of the longer words of the shorter one.
fn shares_words(one: &str, other: &str) -> bool {
    let words = |it: &str| {
        it.to_lowercase()
            .split(|it: char| !it.is_alphanumeric())
            .filter(|it| it.chars().count() > 3)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let n_shared = short.iter().filter(|it| long.contains(it)).count();
    !short.is_empty() && n_shared * 2 >= short.len()
}
