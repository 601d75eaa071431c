//! Everything on a page that may tell about it, found in one walk.

use ego_tree::{NodeRef, iter::Edge};
use scraper::node::Element;
use scraper::{Html, Node};

use super::{Found, Origin, days, names};
use crate::{
    elements::{Role, role},
    walk::Walk,
};

/// What was found, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// Names in small letters, and contents.
    metas: Vec<(String, String)>,
    /// What WordPress tells messengers behind "Written by".
    pub(super) written_by: Option<String>,
    /// The number of that label.
    author_label: Option<String>,
    /// JSON-LD as it is written.
    pub(super) scripts: Vec<String>,
    pub(super) canonical: Option<String>,
    pub(super) image_source: Option<String>,
    pub(super) base: Option<String>,
    pub(super) language: Option<String>,
    pub(super) title: Option<String>,
    /// Headings of the first level.
    pub(super) headings: Vec<String>,
    /// Who may have written it.
    authors: Vec<Sign>,
    /// When it may have been published.
    dates: Vec<Sign>,
    /// When it may have been changed.
    pub(super) modified: Vec<Found<String>>,
    /// Whether the last text near the heading says that something was changed.
    behind_change: bool,
    n_looks: usize,
}

/// A text that may tell something, for a reason.
#[derive(Debug)]
struct Sign {
    found: Found<String>,
    /// Good reasons have small numbers.
    rank: u8,
    /// Whether it stands behind the first heading, where a byline is expected.
    behind_heading: bool,
}

/// More signs of one kind than this are teasers of other pages.
const MAX_SIGNS: usize = 40;

/// How many short texts behind the heading are looked at.
const NEAR: usize = 25;

/// Elements are read no further than this.
const LONG: usize = 400;

/// How many nodes of an element are looked at.
const MAX_NODES: usize = 200;

/// How many elements are looked into; a page can have as many that look like bylines as it likes.
const MAX_LOOKS: usize = 2_000;

/// Longer contents of a `<meta>` are not about the page.
const MAX_CONTENT: usize = 20_000;

/// Longer texts are prose.
const SHORT: usize = 80;

impl Signs {
    pub(super) fn of(html: &Html) -> Self {
        let mut signs = Self::default();
        let mut texts_behind_heading = None;
        let mut walk = Walk::new(html.tree.root());
        while let Some(edge) = walk.next() {
            let Edge::Open(node) = edge else { continue };
            match node.value() {
                Node::Element(element) => {
                    signs.element(node, element);
                    if element.name() == "h1" {
                        texts_behind_heading.get_or_insert(0);
                    }
                    // The head holds what counts, but for its scripts and templates.
                    if matches!(role(&element.name.local), Role::Hidden) && element.name() != "head" {
                        walk.skip_below(node);
                    }
                }
                Node::Text(text) if texts_behind_heading.is_some_and(|it| it < NEAR) => {
                    let text = text.trim();
                    if !text.is_empty() {
                        texts_behind_heading = texts_behind_heading.map(|it| it + 1);
                        signs.near_heading(text);
                    }
                }
                _ => {}
            }
        }
        signs
    }

    /// The contents of the `<meta>`s of a name.
    pub(super) fn metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas.iter().filter(move |it| it.0 == name).map(|it| it.1.as_str())
    }

    /// Who may have written it, the best sign first.
    pub(super) fn authors(&self) -> impl Iterator<Item = Found<String>> {
        best_first(&self.authors)
    }

    /// When it may have been published, the best sign first.
    pub(super) fn dates(&self) -> impl Iterator<Item = Found<String>> {
        best_first(&self.dates)
    }

    fn element(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        match element.name() {
            "html" => self.language = element.attr("lang").or_else(|| element.attr("xml:lang")).map(str::to_owned),
            "meta" => self.meta(element),
            "link" => self.link(element),
            "base" => self.base = self.base.take().or_else(|| element.attr("href").map(str::to_owned)),
            "title" if self.title.is_none() => self.title = Some(text_of(node)).filter(|it| !it.is_empty()),
            "script" => {
                let is_json_ld =
                    element.attr("type").is_some_and(|it| it.trim().eq_ignore_ascii_case("application/ld+json"));
                if is_json_ld {
                    self.scripts.extend(node.children().filter_map(|it| it.value().as_text()).map(|it| it.to_string()));
                }
            }
            "h1" if self.headings.len() < MAX_SIGNS => {
                let heading = text_of(node);
                if !heading.is_empty() {
                    self.headings.push(heading);
                }
            }
            "time" if self.n_looks <= MAX_LOOKS => self.time(node, element),
            _ => {}
        }
        self.attributes(node, element);
    }

    fn meta(&mut self, element: &Element) {
        let name = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|it| element.attr(it));
        let (Some(name), Some(content)) = (name, element.attr("content")) else { return };
        let content = content.trim();
        if content.is_empty() || content.len() > MAX_CONTENT {
            return;
        }
        let name = name.trim().to_lowercase();
        if let Some(number) = name.strip_prefix("twitter:label") {
            if is_written_by(content) {
                self.author_label = Some(number.to_owned());
            }
        } else if let Some(number) = name.strip_prefix("twitter:data")
            && self.author_label.as_deref() == Some(number)
            && self.written_by.is_none()
        {
            self.written_by = Some(content.to_owned());
        }
        self.metas.push((name, content.to_owned()));
    }

    fn link(&mut self, element: &Element) {
        let (Some(rel), Some(href)) = (element.attr("rel"), element.attr("href")) else { return };
        let has = |wanted: &str| rel.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case(wanted));
        if has("canonical") && self.canonical.is_none() && !href.trim().is_empty() {
            self.canonical = Some(href.trim().to_owned());
        } else if has("image_src") && self.image_source.is_none() {
            self.image_source = Some(href.trim().to_owned());
        }
    }

    fn time(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let written = element.attr("datetime").filter(|it| days::day(it).is_some());
        let text = written.map_or_else(|| text_of(node), str::to_owned);
        let mut class = element.attr("class").unwrap_or_default().to_lowercase();
        class.push_str(&element.attr("itemprop").unwrap_or_default().to_lowercase());
        let around = node.parent().map(text_of).filter(|it| it.len() <= SHORT).unwrap_or_default();
        if class.contains("updated") || class.contains("modified") || is_change(&around) {
            self.change(text, Origin::Time);
        } else {
            self.date(text, Origin::Time, 1);
        }
    }

    /// What `rel`, `itemprop` and classes tell of an element.
    fn attributes(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        if self.n_looks > MAX_LOOKS {
            return;
        }
        for (name, value) in element.attrs() {
            match name {
                "rel" if element.name() == "a" && value.split_ascii_whitespace().any(|it| it == "author") => {
                    self.author(text_of(node), Origin::RelAuthor, 1);
                }
                "href" if element.name() == "a" && leads_to_author(value) => {
                    self.author(text_of(node), Origin::Link("author"), 2);
                }
                "itemprop" => self.itemprop(node, element, value),
                "class" => self.class(node, element, value),
                _ => {}
            }
        }
    }

    fn itemprop(&mut self, node: NodeRef<'_, Node>, element: &Element, names: &str) {
        if element.name() == "meta" {
            return; // read already
        }
        for name in names.split_ascii_whitespace() {
            let written = || element.attr("content").or_else(|| element.attr("datetime")).map(str::to_owned);
            let origin = || Origin::Itemprop(name.to_owned());
            match name.to_ascii_lowercase().as_str() {
                "author" => {
                    let name = || name_in(node).map(text_of).unwrap_or_else(|| text_of(node));
                    self.author(written().unwrap_or_else(name), origin(), 0);
                }
                "datepublished" => self.date(written().unwrap_or_else(|| text_of(node)), origin(), 0),
                "datemodified" => self.change(written().unwrap_or_else(|| text_of(node)), origin()),
                _ => {}
            }
        }
    }

    fn class(&mut self, node: NodeRef<'_, Node>, element: &Element, classes: &str) {
        if matches!(element.name(), "body" | "html" | "article" | "main" | "img") {
            return;
        }
        for class in classes.split_ascii_whitespace() {
            let lower = class.to_ascii_lowercase();
            let origin = || Origin::Class(class.to_owned());
            if let Some(rank) = author_class(&lower) {
                self.author(text_of(node), origin(), rank);
                return;
            }
            if let Some(rank) = date_class(&lower) {
                let text = text_of(node);
                if lower.contains("updated") || lower.contains("modified") {
                    self.change(text, origin());
                } else {
                    self.date(text, origin(), rank);
                }
                return;
            }
        }
    }

    fn near_heading(&mut self, text: &str) {
        let behind_change = std::mem::replace(&mut self.behind_change, is_change(text));
        if text.len() > SHORT {
            return;
        }
        if names::after_by(text).is_some_and(names::is_capitalised) {
            self.author(text.to_owned(), Origin::NearHeading, 4);
        }
        if days::day(text).is_some() && behind_change {
            self.change(text.to_owned(), Origin::NearHeading);
        } else if days::day(text).is_some() {
            self.date(text.to_owned(), Origin::NearHeading, 4);
        }
    }

    fn change(&mut self, text: String, origin: Origin) {
        self.n_looks += 1;
        if self.modified.len() < MAX_SIGNS {
            self.modified.push(Found::new(text, origin));
        }
    }

    fn author(&mut self, text: String, origin: Origin, rank: u8) {
        self.n_looks += 1;
        if self.authors.len() < MAX_SIGNS && !text.is_empty() && text.len() <= 2 * SHORT {
            self.authors.push(self.sign(text, origin, rank));
        }
    }

    fn date(&mut self, text: String, origin: Origin, rank: u8) {
        if is_change(&text) {
            self.change(text, origin);
            return;
        }
        self.n_looks += 1;
        if self.dates.len() < MAX_SIGNS && !text.is_empty() && text.len() <= 2 * SHORT {
            self.dates.push(self.sign(text, origin, rank));
        }
    }

    fn sign(&self, text: String, origin: Origin, rank: u8) -> Sign {
        Sign { found: Found::new(text, origin), rank, behind_heading: !self.headings.is_empty() }
    }
}

/// Whether a text with a day says that something was changed then.
fn is_change(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["updat", "modified", "aktualisiert", "actualizado", "mis à jour", "aggiornato"].iter().any(|it| lower.contains(it))
        && !["publish", "posted", "created"].iter().any(|it| lower.contains(it))
}

fn best_first(signs: &[Sign]) -> impl Iterator<Item = Found<String>> {
    let mut order: Vec<&Sign> = signs.iter().collect();
    order.sort_by_key(|it| (!it.behind_heading, it.rank));
    order.into_iter().map(|it| it.found.clone())
}

/// The element that holds the name of what an element is about.
fn name_in(node: NodeRef<'_, Node>) -> Option<NodeRef<'_, Node>> {
    node.descendants()
        .take(60)
        .find(|it| it.value().as_element().is_some_and(|it| it.attr("itemprop") == Some("name") && it.name() != "meta"))
}

fn is_written_by(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    [
        "written by",
        "author",
        "verfasst von",
        "escrito por",
        "écrit par",
        "scritto da",
        "geschreven door",
        "написано автором",
    ]
    .contains(&label.as_str())
}

fn leads_to_author(href: &str) -> bool {
    ["/author/", "/authors/", "/contributors/", "/writers/"].iter().any(|it| href.contains(it))
}

/// How well a class tells that an element holds the name of an author.
fn author_class(class: &str) -> Option<u8> {
    if !class.contains("author") && !class.contains("byline") {
        return None;
    }
    let about_others = [
        "authori",
        "review",
        "tease",
        "result",
        "categor",
        "bio",
        "box",
        "avatar",
        "image",
        "img",
        "photo",
        "comment",
        "social",
        "link-list",
        "desc",
        "title",
        "related",
        "card",
        "job",
        "role",
        "position",
        "list",
        "quote",
        "testimonial",
        "info",
        "about",
        "icon",
        "date",
        "thumb",
        "pic",
    ];
    if about_others.iter().any(|it| class.contains(it)) {
        return None;
    }
    Some(if class.contains("name") || class == "author" { 2 } else { 3 })
}

/// How well a class tells that an element holds the day of publication.
fn date_class(class: &str) -> Option<u8> {
    let parts = || class.split(['-', '_']).filter(|it| !it.is_empty());
    if parts().any(|it| matches!(it, "comment" | "event" | "events" | "related" | "countdown" | "picker")) {
        return None;
    }
    let tells = parts().any(|it| {
        matches!(it, "date" | "published" | "pubdate" | "posted" | "timestamp" | "dateline" | "time" | "datetime")
    });
    let tells = tells || class.contains("publishdate") || class.contains("postdate") || class.contains("pubdate");
    if ["item", "list", "card", "related", "tease", "posts"].iter().any(|it| class.contains(it)) {
        return tells.then_some(5); // of other pages, most likely
    }
    tells.then(|| if class.contains("publish") || class.contains("post") || class.contains("entry") { 2 } else { 3 })
}

/// The text in an element, its beginning if it is long.
fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    let mut walk = Walk::new(node);
    let mut n_nodes = 0;
    while let Some(edge) = walk.next() {
        n_nodes += 1;
        if text.len() > LONG || n_nodes > MAX_NODES {
            break;
        }
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        match node.value() {
            Node::Text(part) if matches!(edge, Edge::Open(_)) => text.extend(part.chars().take(LONG)),
            Node::Element(element) => match role(&element.name.local) {
                Role::Hidden | Role::Embedded if matches!(edge, Edge::Open(_)) => walk.skip_below(node),
                Role::Break => text.push(' '),
                role if role.is_block() => text.push(' '),
                _ => {}
            },
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
