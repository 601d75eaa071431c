//! The elements of a page and its blocks of text, in the order of the page.

use std::ops::Range;

use ego_tree::{NodeId, NodeRef, iter::Edge};
use html5ever::local_name;
use scraper::{Node, node::Element as ScraperElement};

use super::{
    bytes::{BytesOfElements, ElementBytes, ParsedHtml},
    names::{GROUPS, Names},
    tag::{self, Role, Tag},
};
use crate::{
    hash::fold,
    walk,
    words::{Known, Marks, Scan, Words},
};

/// Elements and blocks of a page.
pub(crate) struct Outline {
    /// Every element that may hold text, each behind its parent. The first is a root that holds all.
    pub(crate) elements: Vec<Element>,
    /// Runs of text between the edges of boxes, blank ones left out.
    pub(crate) blocks: Vec<HtmlBlock>,
    /// The text nodes of the blocks, and what stands between them: ends of lines, edges of buttons.
    pub(crate) texts: Vec<NodeId>,
}

impl Outline {
    /// Whether a block is a heading, or a box right in one.
    pub(crate) fn is_heading(&self, block: &HtmlBlock) -> bool {
        let element = &self.elements[block.element];
        [element, &self.elements[element.parent]].iter().any(|it| it.tag.heading_level().is_some())
    }

    /// The text nodes of a block, and what stands between them: ends of lines, edges of buttons.
    pub(crate) fn texts_of(&self, block: &HtmlBlock) -> &[NodeId] {
        &self.texts[block.texts.clone()]
    }
}

/// An element that may hold text.
pub(crate) struct Element {
    pub(crate) node: NodeId,
    /// The place of its parent; its own if it is the root.
    pub(crate) parent: usize,
    pub(crate) tag: Tag,
    pub(crate) depth: u16,
    /// `None` if it has no bytes of its own, or they do not lie between those of its neighbours in the tree.
    pub(crate) bytes: Option<ElementBytes>,
    /// The blocks inside.
    pub(crate) blocks: Range<usize>,
    /// The groups of [`GROUPS`] that its names speak of.
    pub(crate) names: u64,
    /// The same for elements of one name and first class.
    pub(crate) kind: u64,
    /// For each group how many levels up an element speaks of it.
    pub(crate) name_levels: [u8; GROUPS.len()],
    /// For each of [`ANCESTORS`] how many levels up one is.
    pub(crate) tag_levels: [u8; ANCESTORS.len()],
    /// Whether it is not shown, or an element around it.
    pub(crate) is_hidden: bool,
    /// Whether it, or an element around it, is said to hold the text of the article.
    pub(crate) is_article_body: bool,
}

impl Element {
    /// What holds all elements of a page.
    pub(crate) fn root(node: NodeId) -> Self {
        Self {
            node,
            parent: 0,
            tag: Tag { number: tag::UNKNOWN, role: Role::Block },
            depth: 0,
            bytes: None,
            blocks: 0..0,
            names: 0,
            kind: 0,
            name_levels: [FAR; GROUPS.len()],
            tag_levels: [FAR; ANCESTORS.len()],
            is_hidden: false,
            is_article_body: false,
        }
    }
}

/// A run of text between the edges of boxes.
pub(crate) struct HtmlBlock {
    /// The innermost box around it.
    pub(crate) element: usize,
    pub(crate) words: Words,
    pub(crate) n_links: u32,
    /// Its text nodes and ends of lines.
    pub(crate) texts: Range<usize>,
    /// From one edge to the other. `None` if an edge has no place, or lies inside of a part of a line.
    pub(crate) bytes: Option<Range<usize>>,
}

/// Elements around a block that matter.
pub(crate) const ANCESTORS: [&str; 22] = [
    "li",
    "ul",
    "ol",
    "table",
    "blockquote",
    "pre",
    "form",
    "figure",
    "a",
    "nav",
    "aside",
    "header",
    "footer",
    "article",
    "main",
    "section",
    "button",
    "h1",
    "h2",
    "h3",
    "dl",
    "details",
];

/// For each number of a name its place among [`ANCESTORS`], 255 if it is none.
const ANCESTOR_OF_TAG: [u8; 256] = {
    let mut places = [255; 256];
    let mut at = 0;
    while at < ANCESTORS.len() {
        places[Tag::number(ANCESTORS[at]) as usize] = at as u8;
        at += 1;
    }
    places
};

/// What stands farther up does not matter.
pub(crate) const FAR: u8 = 60;

/// Walks through a page.
pub(crate) fn outline(page: &ParsedHtml, known: &Known) -> Outline {
    let mut walk = Walk {
        with_noscript: page.is_without_scripts,
        bytes: &page.bytes,
        hint: 0,
        names: Names::default(),
        scan: Scan::new(known),
        outline: Outline { elements: Vec::new(), blocks: Vec::new(), texts: Vec::new() },
        open: Vec::new(),
        first_text: 0,
        n_links: 0,
        edge: None,
        cursor: 0,
    };
    walk.through(page.html.tree.root());
    walk.outline
}

struct Walk<'p, 'k> {
    /// Whether the page is read as a browser without scripts does.
    with_noscript: bool,
    bytes: &'p BytesOfElements,
    /// Where the bytes of the next element are looked for first.
    hint: usize,
    names: Names,
    scan: Scan<'k>,
    outline: Outline,
    /// The elements around the place where the walk is.
    open: Vec<Open>,
    /// Where the text since the last edge begins among the text nodes.
    first_text: usize,
    /// Links since the last edge.
    n_links: u32,
    /// Where the last edge of a box stands, if it has a place and no part of a line is open there.
    edge: Option<usize>,
    /// How far the walk came in the bytes.
    cursor: usize,
}

/// An element around the place where the walk is.
#[derive(Clone, Copy)]
struct Open {
    element: usize,
    /// The innermost box.
    in_box: usize,
    marks: Marks,
    /// Where the bytes of what it holds end at the latest.
    inner_end: usize,
}

impl Open {
    fn is_inline(self) -> bool {
        self.in_box != self.element
    }
}

impl Walk<'_, '_> {
    fn through(&mut self, root: NodeRef<'_, Node>) {
        self.outline.elements.push(Element::root(root.id()));
        self.open.push(Open { element: 0, in_box: 0, marks: Marks::default(), inner_end: usize::MAX });
        let mut nodes = walk::Walk::new(root);
        while let Some(edge) = nodes.next() {
            match edge {
                Edge::Open(node) if !self.enter(node) => nodes.skip_below(node),
                Edge::Open(_) => {}
                Edge::Close(_) => self.leave(),
            }
        }
        self.leave();
    }

    /// Whether what the node holds is to be looked at; then [`leave`](Self::leave) comes behind.
    fn enter(&mut self, node: NodeRef<'_, Node>) -> bool {
        let around = *self.open.last().expect("the root is open to the end");
        let element = match node.value() {
            Node::Text(text) => {
                self.scan.text(text, around.marks);
                self.outline.texts.push(node.id());
                return false;
            }
            Node::Element(it) => it,
            _ => return false,
        };
        let tag = Tag::of(&element.name.local);
        match tag.role {
            Role::Skipped if tag.number == NOSCRIPT && self.with_noscript => {}
            Role::Skipped => return false,
            Role::Break => {
                self.gap(node.id());
                return false;
            }
            Role::Box => self.gap(node.id()),
            Role::Block | Role::Inline => {}
        }
        let found = self.bytes.get(node.id(), &mut self.hint);
        let bytes = found.filter(|it| it.start >= self.cursor && it.end <= around.inner_end);
        let number = self.outline.elements.len();
        let mut open = Open { element: number, ..around };
        if !matches!(tag.role, Role::Inline | Role::Box) {
            self.end_run(found.filter(|_| !around.is_inline()).map(|it| it.start));
            self.edge = bytes.map(|it| it.inner_start);
            open.in_box = number;
        } else {
            self.n_links += u32::from(tag.number == A);
            open.marks.is_link |= tag.number == A;
            open.marks.is_bold |= BOLD.contains(&tag.number);
        }
        if let Some(it) = bytes {
            self.cursor = it.inner_start;
            open.inner_end = it.inner_end;
        }
        let element = self.element(node.id(), element, tag, bytes, around.element);
        self.outline.elements.push(element);
        self.open.push(open);
        true
    }

    fn leave(&mut self) {
        let Some(Open { element: number, in_box, .. }) = self.open.last().copied() else { return };
        let Element { bytes, tag, .. } = self.outline.elements[number];
        if in_box == number {
            self.end_run(bytes.map(|it| it.inner_end));
        } else if tag.role == Role::Box {
            self.gap(self.outline.elements[number].node);
        }
        self.open.pop();
        if in_box == number {
            let is_in_line = self.open.last().is_some_and(|it| it.is_inline());
            self.edge = bytes.filter(|_| !is_in_line).map(|it| it.end);
        }
        if let Some(it) = bytes {
            self.cursor = it.end;
        }
        self.outline.elements[number].blocks.end = self.outline.blocks.len();
    }

    /// No word goes on from one side to the other.
    fn gap(&mut self, node: NodeId) {
        self.scan.gap();
        self.outline.texts.push(node);
    }

    /// At the edge of a box the text before it is a block.
    fn end_run(&mut self, edge: Option<usize>) {
        let words = self.scan.end_block();
        let n_links = std::mem::take(&mut self.n_links);
        if words.n_characters == 0 {
            self.outline.texts.truncate(self.first_text);
            return;
        }
        let element = self.open.last().map_or(0, |it| it.in_box);
        let texts = self.first_text..self.outline.texts.len();
        self.first_text = texts.end;
        let bytes = self.edge.zip(edge).filter(|(start, end)| start <= end).map(|(start, end)| start..end);
        self.outline.blocks.push(HtmlBlock { element, words, n_links, texts, bytes });
    }

    fn element(
        &mut self,
        node: NodeId,
        element: &ScraperElement,
        tag: Tag,
        bytes: Option<ElementBytes>,
        parent: usize,
    ) -> Element {
        let mut names = 0;
        let mut first_class = "";
        let around = &self.outline.elements[parent];
        let (mut is_hidden, mut is_article_body) = (around.is_hidden, around.is_article_body);
        for (name, value) in &element.attrs {
            match name.local {
                local_name!("class") => {
                    first_class = value.split_ascii_whitespace().next().unwrap_or_default();
                    names |= self.names.groups(value);
                }
                local_name!("id") | local_name!("role") | local_name!("aria-label") => {
                    names |= self.names.groups(value);
                }
                local_name!("itemprop") => {
                    is_article_body |= value.contains("articleBody");
                    names |= self.names.groups(value);
                }
                local_name!("hidden") => is_hidden = true,
                local_name!("aria-hidden") => is_hidden |= &**value == "true",
                local_name!("style") => is_hidden |= value.contains("display:none") || value.contains("display: none"),
                _ => {
                    if DATA_NAMES.contains(&&*name.local) {
                        names |= self.names.groups(value);
                    }
                }
            }
        }
        if tag.number == tag::UNKNOWN && element.name().contains('-') {
            names |= self.names.groups(element.name());
        }
        let mut name_levels = around.name_levels.map(|it| (it + 1).min(FAR));
        let mut rest = names;
        while rest != 0 {
            name_levels[rest.trailing_zeros() as usize] = 0;
            rest &= rest - 1;
        }
        let mut tag_levels = around.tag_levels.map(|it| (it + 1).min(FAR));
        if let Some(it) = tag_levels.get_mut(usize::from(ANCESTOR_OF_TAG[usize::from(tag.number)])) {
            *it = 0;
        }
        let first_class = first_class.bytes().fold(0, |hash, it| fold(hash, u64::from(it)));
        Element {
            node,
            parent,
            tag,
            depth: around.depth + 1,
            bytes,
            blocks: self.outline.blocks.len()..self.outline.blocks.len(),
            names,
            kind: fold(first_class, u64::from(tag.number)),
            name_levels,
            tag_levels,
            is_hidden,
            is_article_body,
        }
    }
}

const A: u8 = Tag::number("a");
const NOSCRIPT: u8 = Tag::number("noscript");
const BOLD: [u8; 4] = [Tag::number("b"), Tag::number("strong"), Tag::number("em"), Tag::number("i")];

/// Attributes that builders of pages name boxes by.
const DATA_NAMES: [&str; 6] =
    ["data-testid", "data-test", "data-component", "data-module", "data-component-name", "data-element_type"];

#[cfg(test)]
mod tests {
    use super::super::page::HtmlPage;
    use super::Tag;

    #[test]
    fn a_block_lies_in_the_innermost_box_around_it() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let page = HtmlPage::read(text).expect("the page can be read");
            let outline = &page.outline;
            let blocks = outline.blocks.iter().map(|it| (page.text(it), outline.elements[it.element].tag.number));
            let expected = expected.iter().map(|(text, name)| ((*text).to_owned(), Tag::number(name)));
            assert_eq!(blocks.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{text}");
        };
        check("<div>a<p>b <b>c</b></p>d</div>", &[("a", "div"), ("b c", "p"), ("d", "div")]);
        check("<ul><li><a href=/x>a</a><li>b</ul>", &[("a", "li"), ("b", "li")]);
        check("<section><a href=/x><h2>a</h2></a>b</section>", &[("a", "h2"), ("b", "section")]);
        check("<table><tr><td>a<td>b</table>", &[("a", "td"), ("b", "td")]);
        // A button stands in a line, but no word goes on at its edges.
        check("<p>a<button>b</button>c</p>", &[("a b c", "p")]);
    }
}
