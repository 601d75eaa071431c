//! Where the article is by the prose alone.

use std::sync::LazyLock;

use super::groups;
use crate::html::{
    outline::{Element, FAR, HtmlBlock, Outline},
    tag::Tag,
};

/// Elements that hold what stands beside an article.
const BESIDE: [u8; 5] =
    [Tag::number("aside"), Tag::number("nav"), Tag::number("footer"), Tag::number("form"), Tag::number("dialog")];

/// The groups of names that speak of such.
static NAMES_BESIDE: LazyLock<u64> = LazyLock::new(|| {
    groups(&[
        "comment",
        "foot",
        "related",
        "side",
        "share",
        "social",
        "nav",
        "menu",
        "cookie",
        "modal",
        "newsletter",
        "more",
        "advert",
        "login",
    ])
});

/// Whether elements stand beside the article, by their tags and names: those around its title do not, whatever they are
/// called.
pub(super) fn beside(outline: &Outline, title: Option<usize>) -> Vec<bool> {
    let n_blocks = outline.blocks.len();
    let mut beside = vec![false; outline.elements.len()];
    for (number, element) in outline.elements.iter().enumerate().skip(1) {
        let is_called_so = BESIDE.contains(&element.tag.number) || element.names & *NAMES_BESIDE != 0;
        let is_around_title = title.map_or(element.blocks.len() * 2 > n_blocks, |it| element.blocks.contains(&it));
        beside[number] = beside[element.parent] || is_called_so && !is_around_title;
    }
    beside
}

/// The element that holds the most prose right inside: what tools that know no model take for the article (Readability).
#[derive(Default)]
pub(super) struct Body {
    /// `None` on a page without prose.
    pub(super) element: Option<usize>,
    /// For each element the prose right inside, twice as much as that one level farther down.
    pub(super) weights: Vec<u32>,
    /// Of all elements.
    pub(super) n_prose: u32,
    /// Whether an element is the body or lies around it.
    pub(super) is_around: Vec<bool>,
}

impl Body {
    pub(super) fn of(outline: &Outline, beside: &[bool]) -> Self {
        let elements = &outline.elements;
        let mut body =
            Self { weights: vec![0; elements.len()], is_around: vec![false; elements.len()], ..Self::default() };
        let is_prose = |it: &&HtmlBlock| it.words.n_tokens >= 10 && it.words.reads_as_sentences();
        for block in outline.blocks.iter().filter(is_prose).filter(|it| !beside[it.element]) {
            let n_tokens = block.words.n_tokens;
            body.n_prose += n_tokens;
            let parent = elements[block.element].parent;
            for (element, times) in [(parent, 2), (elements[parent].parent, 1)] {
                body.weights[element] = body.weights[element].saturating_add(n_tokens.saturating_mul(times));
            }
        }
        // The root is no element of the page.
        let heaviest = (1..elements.len()).max_by_key(|it| (body.weights[*it], std::cmp::Reverse(*it)));
        body.element = heaviest.filter(|it| body.weights[*it] > 0);
        if let Some(element) = body.element {
            mark_around(elements, element, &mut body.is_around);
        }
        body
    }

    pub(super) fn weight(&self) -> u32 {
        self.element.map_or(0, |it| self.weights[it])
    }
}

/// How many levels up an element is marked.
pub(super) fn levels_to(elements: &[Element], from: usize, is_marked: &[bool]) -> u8 {
    let (mut at, mut level) = (from, 0);
    while !is_marked[at] {
        if at == 0 || level == FAR {
            return FAR;
        }
        at = elements[at].parent;
        level += 1;
    }
    level
}

/// Marks an element and those around it.
pub(super) fn mark_around(elements: &[Element], from: usize, is_marked: &mut [bool]) {
    let mut at = from;
    while !is_marked[at] {
        is_marked[at] = true;
        at = elements[at].parent;
    }
}
