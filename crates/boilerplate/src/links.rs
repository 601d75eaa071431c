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
    /// Whether it leads to a file of Markdown: whoever wrote it knows where the files of the site lie.
    pub(crate) fn leads_to_source(&self) -> bool {
        let path = self.target.split(['?', '#']).next().unwrap_or_default();
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
        let path = self.target.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit('/').next().and_then(|it| it.rsplit_once('.')).map(|(_, it)| it);
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
    let (scheme, rest) = address.split_once("//")?;
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
    let mut n_open = 0_usize;
    html_tags(html).iter().any(|it| {
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
    if !html.contains("<a") || html.len() > MOST_BYTES || is_deep(html) {
        return None;
    }
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
    let is_link = |it: &Link| !it.target.is_empty() && has_word(&it.text);
    (!links.is_empty() && links.iter().all(is_link)).then_some(links)
}
