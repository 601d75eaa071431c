//! Blocks made of links.

use ego_tree::iter::Edge;
use scraper::{Html, node::Node};
use unchaff_document::{Block, Document, InlineKind, Tag, html_tags};

use crate::words::{has_word, n_words};

/// A link of a block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) target: String,
    /// Its text as a reader sees it.
    pub(crate) text: String,
}

/// A block, or a line of one, seen as links and the words around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LinkLine {
    /// The text before the first link.
    pub(crate) before: String,
    /// Whether the text before ends in a mark that makes it a label: `:`.
    pub(crate) is_label: bool,
    /// The links.
    pub(crate) links: Vec<Link>,
    /// The text between and after the links.
    pub(crate) after: String,
    /// Whether it shows a picture, linked or not.
    pub(crate) has_image: bool,
}

/// Endings of what is downloaded and not read.
const FILE_ENDINGS: &[&str] = &[
    "apk", "csv", "diff", "dmg", "doc", "docx", "epub", "exe", "gz", "ics", "json", "mp3", "mp4", "ods", "odt",
    "patch", "pdf", "ppt", "pptx", "tar", "txt", "xls", "xlsx", "xml", "yaml", "yml", "zip",
];

/// What stands behind a label, or around it: "【More】".
const LABEL_MARKS: [char; 13] = [':', '：', '–', '—', '»', '≫', '→', '>', '＞', '|', '｜', '】', '］'];

/// Fewer words may be the name of a thing.
const FEWEST_TITLE_WORDS: usize = 3;

impl Link {
    /// Its address without query and fragment.
    pub(crate) fn path(&self) -> &str {
        let end = memchr::memchr2(b'?', b'#', self.target.as_bytes());
        &self.target[..end.unwrap_or(self.target.len())]
    }

    /// Whether it leads to a file of Markdown: whoever wrote it knows where the files of the site lie.
    pub(crate) fn leads_to_source(&self) -> bool {
        let path = self.path();
        let ends_in = |it: &&str| {
            path.len()
                .checked_sub(it.len())
                .and_then(|at| path.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(it))
        };
        [".md", ".mdx", ".markdown"].iter().any(ends_in)
    }

    /// Whether it leads to a page: not to a letter or a file, and its text is no sentence and no address.
    pub(crate) fn leads_to_page(&self) -> bool {
        let ending = self.path().rsplit('/').next().and_then(|it| it.rsplit_once('.')).map(|(_, it)| it);
        let is_file = ending.is_some_and(|ending| FILE_ENDINGS.iter().any(|it| it.eq_ignore_ascii_case(ending)));
        let is_sentence = self.text.trim_end().ends_with('.');
        !is_sentence && !self.text.contains("://") && !is_file && !self.target.starts_with("mailto:")
    }

    /// Whether it leads to a page by a title, not by the name of a thing.
    pub(crate) fn leads_to_article(&self) -> bool {
        self.leads_to_page() && n_words(&self.text) >= FEWEST_TITLE_WORDS
    }

    /// Whether its address names a host: one without is written where the site itself is written.
    pub(crate) fn names_host(&self) -> bool {
        host_as_written(&self.target).is_some()
    }

    /// Whether it leads to a place where works are kept that authors cite: papers, standards, code, books.
    pub(crate) fn leads_to_work(&self) -> bool {
        host(&self.target).is_some_and(|host| WORKS.iter().any(|it| is_or_is_below(&host, it)))
    }

    /// Whether it leads to another part of the same page.
    pub(crate) fn is_within_page(&self) -> bool {
        self.target.starts_with('#')
    }
}

/// Libraries, archives, encyclopedias, and where standards and code are published. No site has its own articles there.
const WORKS: &[&str] = &[
    "acm.org",
    "archive.org",
    "arxiv.org",
    "biorxiv.org",
    "bitbucket.org",
    "codeberg.org",
    "crates.io",
    "doi.org",
    "github.com",
    "gitlab.com",
    "gutenberg.org",
    "hal.science",
    "handle.net",
    "ietf.org",
    "iso.org",
    "jstor.org",
    "loc.gov",
    "medrxiv.org",
    "nih.gov",
    "npmjs.com",
    "openlibrary.org",
    "pypi.org",
    "readthedocs.io",
    "rfc-editor.org",
    "semanticscholar.org",
    "ssrn.com",
    "unicode.org",
    "w3.org",
    "whatwg.org",
    "wikibooks.org",
    "wikimedia.org",
    "wikipedia.org",
    "wikisource.org",
    "worldcat.org",
    "zenodo.org",
];

impl LinkLine {
    /// Whether it holds links made of words, not a word beside them, and no picture: a row of linked
    /// pictures is a gallery.
    pub(crate) fn is_only_links(&self) -> bool {
        self.has_only_linked_words() && !self.has_image
    }

    /// Whether it holds links made of words, pictures, and not a word beside them.
    pub(crate) fn is_links_and_pictures(&self) -> bool {
        self.has_only_linked_words() && self.has_image
    }

    /// Whether it holds links made of words, and not a word beside them.
    fn has_only_linked_words(&self) -> bool {
        !self.links.is_empty()
            && self.links.iter().all(|it| has_word(&it.text))
            && !has_word(&self.before)
            && !has_word(&self.after)
    }
}

/// The host an address on the web names, in small letters, without user and port.
pub(crate) fn host(address: &str) -> Option<String> {
    host_as_written(address).map(str::to_lowercase)
}

fn host_as_written(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once('/')?;
    let rest = rest.strip_prefix('/')?;
    if !["", "http:", "https:"].iter().any(|it| scheme.eq_ignore_ascii_case(it)) {
        return None;
    }
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    (!host.is_empty()).then_some(host)
}

/// Whether a host is this domain or one below it.
pub(crate) fn is_or_is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|it| it.is_empty() || it.ends_with('.'))
}

/// Lines as one.
pub(crate) fn joined(lines: &[LinkLine]) -> LinkLine {
    let (first, others) = lines.split_first().expect("there is always a line");
    let mut joined = first.clone();
    for line in others {
        if joined.links.is_empty() {
            joined.before.push(' ');
            joined.before.push_str(&line.before);
            joined.is_label = line.is_label;
        } else {
            joined.after.push(' ');
            joined.after.push_str(&line.before);
        }
        joined.after.push_str(&line.after);
        joined.links.extend_from_slice(&line.links);
        joined.has_image |= line.has_image;
    }
    joined
}

/// The block as lines of links and words. Never empty; `None` if it holds anything else: code, math, raw HTML.
pub(crate) fn link_lines(document: &Document<'_>, block: &Block) -> Option<Vec<LinkLine>> {
    if !block.kind.is_paragraph() && !block.kind.is_heading() {
        return None;
    }
    let mut lines = vec![LinkLine::default()];
    let mut in_link = false;
    let mut image_depth = 0_usize;
    for inline in document.inlines(block) {
        let line = lines.last_mut().expect("there is always a line");
        match &inline.kind {
            InlineKind::LinkStart { target } => {
                in_link = true;
                line.is_label |= line.before.trim_end().ends_with(LABEL_MARKS);
                // Most have one.
                line.links.reserve_exact(usize::from(line.links.is_empty()));
                line.links.push(Link { target: target.to_string(), text: String::new() });
            }
            InlineKind::LinkEnd => in_link = false,
            InlineKind::ImageStart { .. } => {
                image_depth += 1;
                line.has_image = true;
            }
            InlineKind::ImageEnd => image_depth = image_depth.saturating_sub(1),
            InlineKind::EmphasisStart(_) | InlineKind::EmphasisEnd => {}
            InlineKind::Text(_) if image_depth > 0 => {}
            InlineKind::Text(text) if in_link => {
                let link = line.links.last_mut().expect("inside a link");
                link.text.push_str(text);
            }
            InlineKind::Text(text) if line.links.is_empty() => line.before.push_str(text),
            InlineKind::Text(text) => line.after.push_str(text),
            InlineKind::SoftBreak | InlineKind::HardBreak if in_link => {
                line.links.last_mut().expect("inside a link").text.push(' ');
            }
            InlineKind::SoftBreak | InlineKind::HardBreak => lines.push(LinkLine::default()),
            _ => return None,
        }
    }
    Some(lines)
}

/// Elements that show nothing but the text in them.
pub(crate) const TEXT_ELEMENTS: &[&str] = &[
    "a", "aside", "b", "br", "center", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "i",
    "li", "nav", "ol", "p", "section", "small", "span", "strong", "u", "ul",
];

/// A list of links is small and flat; the parser takes its time over anything else.
pub(crate) const MOST_BYTES: usize = 64 << 10;
const MOST_OPEN: usize = 200;

/// Whether a fragment opens many more elements than it closes.
pub(crate) fn is_deep(html: &str) -> bool {
    are_deep(&html_tags(html))
}

fn are_deep(tags: &[Tag<'_>]) -> bool {
    let mut n_open = 0_usize;
    tags.iter().any(|it| {
        match it {
            Tag::Open { .. } => n_open += 1,
            Tag::Close { .. } => n_open = n_open.saturating_sub(1),
            Tag::Comment { .. } => {}
        }
        n_open > MOST_OPEN
    })
}

/// The links of a piece of raw HTML that holds links and not a word beside them.
pub(crate) fn html_links(html: &str) -> Option<Vec<Link>> {
    if !html.contains("<a") || html.len() > MOST_BYTES {
        return None;
    }
    let tags = html_tags(html);
    if are_deep(&tags) {
        return None;
    }
    let links = links_by_tags(html, &tags).unwrap_or_else(|NeedsParser| links_by_parser(html))?;
    let is_link = |it: &Link| !it.target.is_empty() && has_word(&it.text);
    (!links.is_empty() && links.iter().all(is_link)).then_some(links)
}

/// All links, with the words in them. `None` if a word or anything else that shows stands beside them.
fn links_by_parser(html: &str) -> Option<Vec<Link>> {
    let fragment = Html::parse_fragment(html);
    let mut links: Vec<Link> = Vec::new();
    let mut n_open_links = 0_usize;
    for edge in fragment.tree.root().traverse() {
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        match node.value() {
            Node::Text(text) if opens && has_word(text) => {
                links.last_mut().filter(|_| n_open_links > 0)?.text.push_str(text);
            }
            Node::Element(element) if element.name() == "a" => {
                if opens {
                    let target = element.attr("href").unwrap_or_default().to_string();
                    links.push(Link { target, text: String::new() });
                }
                n_open_links = if opens { n_open_links + 1 } else { n_open_links - 1 };
            }
            Node::Element(element) if !TEXT_ELEMENTS.contains(&element.name()) => return None,
            _ => {}
        }
    }
    Some(links)
}

/// The tags alone do not tell what a browser sees.
struct NeedsParser;

/// Those of [`TEXT_ELEMENTS`] that a link may hold without being cut in two.
const PHRASING: &[&str] = &["b", "br", "em", "font", "i", "small", "span", "strong", "u"];

/// The same for elements that are closed in the order in which they were opened, as lists of links mostly are.
fn links_by_tags(html: &str, tags: &[Tag<'_>]) -> Result<Option<Vec<Link>>, NeedsParser> {
    let mut links: Vec<Link> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut link_depth = None;
    let mut at = 0;
    // The parser reads references such as `&amp;`, and makes all line ends the same.
    let is_reference = |it: &str| it.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '#');
    if html.contains(['\r', '\0']) || html.split('&').skip(1).any(is_reference) {
        return Err(NeedsParser);
    }
    for tag in tags {
        let range = tag.range();
        let text = &html[at..range.start];
        at = range.end;
        if text.contains('<') {
            return Err(NeedsParser);
        }
        if has_word(text) {
            let Some(link) = links.last_mut().filter(|_| link_depth.is_some()) else { return Ok(None) };
            link.text.push_str(text);
        }
        match tag {
            Tag::Open { name, attributes, .. } => {
                let is_named = attributes.is_empty() || attributes.starts_with(|it: char| it.is_ascii_whitespace());
                let may_stand = if link_depth.is_some() { PHRASING } else { TEXT_ELEMENTS };
                if !is_named || *name == "html" || !may_stand.contains(name) {
                    return Err(NeedsParser);
                }
                if *name == "a" {
                    let target = plain_href(attributes).ok_or(NeedsParser)?.to_string();
                    links.push(Link { target, text: String::new() });
                    link_depth = Some(open.len());
                }
                if !matches!(*name, "br" | "hr") {
                    open.push(name);
                }
            }
            Tag::Close { name, range } => {
                if open.pop() != Some(name) || range.len() != "</>".len() + name.len() {
                    return Err(NeedsParser);
                }
                link_depth = link_depth.filter(|it| *it < open.len());
            }
            Tag::Comment { .. } => return Err(NeedsParser),
        }
    }
    match &html[at..] {
        rest if rest.contains('<') || link_depth.is_some() => Err(NeedsParser),
        rest if has_word(rest) => Ok(None),
        _ => Ok(Some(links)),
    }
}

/// The value of `href`, empty if there is none. `None` unless all attributes have values in double quotes.
fn plain_href(attributes: &str) -> Option<&str> {
    let mut rest = attributes.trim_ascii_start();
    let mut href = None;
    while !rest.is_empty() {
        let (name, behind) = rest.split_once("=\"")?;
        let (value, next) = behind.split_once('"')?;
        if name.is_empty() || !name.bytes().all(|it| it.is_ascii_lowercase() || it == b'-') {
            return None;
        }
        href = href.or(Some(value).filter(|_| name == "href"));
        rest = next.trim_ascii_start();
    }
    Some(href.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PIECES: &[&str] = &[
        "<a href=\"/x\">",
        "<a href=\"/y\" class=\"b\">",
        "<a>",
        "<a href='z'>",
        "<a href=\"/z\"b>",
        "</a>",
        "</a >",
        "<p>",
        "</p>",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<b>",
        "</b>",
        "<u>",
        "</u>",
        "<div>",
        "</div>",
        "<h2>",
        "</h2>",
        "<br>",
        "</br>",
        "<hr/>",
        "<img>",
        "<td>",
        "</td>",
        "<html>",
        "<!-- c -->",
        "<",
        "&amp;",
        "&",
        "word",
        "two words",
        " ",
        "\n",
        "*",
    ];

    proptest! {
        #[test]
        fn tags_tell_what_the_parser_tells(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
            let html = pieces.concat();
            if let Ok(links) = links_by_tags(&html, &html_tags(&html)) {
                prop_assert_eq!(links, links_by_parser(&html), "{}", html);
            }
        }
    }

    #[test]
    fn lists_of_links_need_no_parser() {
        let html = "<div><ul>\n<li><a href=\"/x\" id=\"y\"><u>Ten ferries</u></a></li>\n</ul>\n</div>";
        let found = links_by_tags(html, &html_tags(html)).ok().flatten();
        assert_eq!(found, Some(vec![Link { target: "/x".into(), text: "Ten ferries".into() }]));
    }
}
