//! Which bytes of an HTML page hold nothing but blocks that were left out.

use std::ops::Range;

use ego_tree::{NodeId, NodeRef, iter::Edge};
use html5ever::{LocalName, QualName, tendril::StrTendril};
use scraper::{Html, Node};

use super::{
    bytes::parse,
    outline::Outline,
    page::HtmlPage,
    tag::{Role, Tag},
};
use crate::{
    hash::FoldSet,
    removal::{Removal, without},
    walk::Walk,
};

/// How often a removal is taken back before none is made: each time the page is parsed again.
const MOST_TRIES: usize = 8;

/// The bytes of the blocks that are not kept, as whole elements where nothing in them is kept, in order and disjoint.
///
/// A page without these bytes has the same elements and texts as before, but for those that went. Where that would
/// not be so (badly nested tags, text that a browser moves elsewhere), the bytes stay.
/// What `may_go` denies stays, and with it the elements around.
pub(crate) fn removals(
    text: &str,
    page: &HtmlPage,
    is_kept: &[bool],
    may_go: impl Fn(&Range<usize>) -> bool,
) -> Vec<Removal> {
    let mut removals = candidates(text, page, is_kept, may_go);
    for _ in 0..MOST_TRIES {
        match first_difference(text, page, &removals) {
            None => return removals,
            Some(at) => {
                // The one before the difference is to blame, or the first.
                let after = removals.partition_point(|it| it.bytes.start <= at);
                removals.remove(after.saturating_sub(1).min(removals.len() - 1));
            }
        }
        if removals.is_empty() {
            break;
        }
    }
    Vec::new()
}

fn candidates(text: &str, page: &HtmlPage, is_kept: &[bool], may_go: impl Fn(&Range<usize>) -> bool) -> Vec<Removal> {
    let Outline { elements, blocks, .. } = &page.outline;
    let mut is_gone = vec![false; elements.len()];
    let mut removals = Vec::new();
    // Kept blocks before each one.
    let mut n_kept = vec![0; blocks.len() + 1];
    for (number, is_kept) in is_kept.iter().enumerate() {
        n_kept[number + 1] = n_kept[number] + usize::from(*is_kept);
    }
    for (number, element) in elements.iter().enumerate().skip(1) {
        is_gone[number] = is_gone[element.parent];
        let inside = element.blocks.clone();
        if is_gone[number] || inside.is_empty() || n_kept[inside.start] < n_kept[inside.end] {
            continue;
        }
        let is_page = [Tag::number("html"), Tag::number("body")].contains(&element.tag.number);
        if let Some(it) = element.bytes.filter(|_| !is_page) {
            let node = page.parsed.html.tree.get(element.node);
            let bytes = if node.is_some_and(|it| stands_between_lines(it, element.tag)) {
                it.inner_start..it.inner_end
            } else {
                whole_lines(text, it.start..it.end)
            };
            if may_go(&bytes) {
                is_gone[number] = true;
                removals.push(Removal { bytes, blocks: inside });
            }
        }
    }
    for (number, block) in blocks.iter().enumerate() {
        if !is_kept[number]
            && !is_gone[block.element]
            && let Some(bytes) = &block.bytes
            && may_go(bytes)
        {
            removals.push(Removal { bytes: bytes.clone(), blocks: number..number + 1 });
        }
    }
    removals.sort_by_key(|it| (it.bytes.start, it.bytes.end));
    let mut end = 0;
    removals.retain(|it| {
        let fits = it.bytes.start >= end && !it.bytes.is_empty();
        end = if fits { it.bytes.end } else { end };
        fits
    });
    removals
}

/// Whether a box has text of its parent on both sides, which would become one line without it.
fn stands_between_lines(node: NodeRef<'_, Node>, tag: Tag) -> bool {
    let is_line = |it: &NodeRef<'_, Node>| match it.value() {
        Node::Text(text) => Some(!text.trim().is_empty()).filter(|it| *it),
        Node::Element(element) => Some(is_in_line(Tag::of(&element.name.local))),
        _ => None,
    };
    let before = node.prev_siblings().find_map(|it| is_line(&it));
    let after = node.next_siblings().find_map(|it| is_line(&it));
    !is_in_line(tag) && before == Some(true) && after == Some(true)
}

fn is_in_line(tag: Tag) -> bool {
    matches!(tag.role, Role::Inline | Role::Box)
}

/// With the blanks around it and one end of the line, if there is nothing else on its lines.
fn whole_lines(text: &str, bytes: Range<usize>) -> Range<usize> {
    let before = text[..bytes.start].trim_end_matches([' ', '\t']);
    let after = text[bytes.end..].trim_start_matches([' ', '\t', '\r']);
    if before.ends_with('\n') && after.starts_with('\n') { before.len()..text.len() - after.len() + 1 } else { bytes }
}

/// Where the page without the removed bytes differs from the page without the removed elements.
fn first_difference(text: &str, page: &HtmlPage, removals: &[Removal]) -> Option<usize> {
    let Ok(after) = parse(&without(text, removals), page.parsed.is_without_scripts) else { return Some(0) };
    let blocks = removals.iter().flat_map(|it| &page.outline.blocks[it.blocks.clone()]);
    let texts = blocks.flat_map(|it| page.outline.texts_of(it)).copied().collect();
    let removed = Removed { page, removals, texts };
    let mut expected = events(&page.parsed.html, Some(&removed));
    let mut found = events(&after.html, None);
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return None,
            (Some((_, one)), Some((_, other))) if one == other => {}
            (expected, _) => return Some(expected.map_or(text.len(), |it| it.0)),
        }
    }
}

/// What does not count: elements that begin in removed bytes, and texts of removed blocks.
struct Removed<'p> {
    page: &'p HtmlPage,
    removals: &'p [Removal],
    texts: FoldSet<NodeId>,
}

impl Removed<'_> {
    fn contains(&self, node: NodeRef<'_, Node>) -> bool {
        if self.texts.contains(&node.id()) {
            return true;
        }
        let Some(bytes) = self.page.parsed.bytes.get(node.id(), &mut 0) else { return false };
        let before = self.removals.partition_point(|it| it.bytes.start <= bytes.start);
        self.removals[..before].last().is_some_and(|it| bytes.end <= it.bytes.end)
    }
}

/// What stands in a tree, but for blanks and comments.
#[derive(PartialEq)]
enum Event<'p> {
    Start(&'p LocalName, &'p [(QualName, StrTendril)]),
    End,
    Text(String),
}

/// The events of a tree, each with the place of the last element before it. There are too many to keep them all.
fn events<'p>(html: &'p Html, removed: Option<&Removed<'p>>) -> impl Iterator<Item = (usize, Event<'p>)> {
    let mut at = 0;
    let mut walk = Walk::new(html.tree.root());
    std::iter::from_fn(move || {
        while let Some(edge) = walk.next() {
            match edge {
                Edge::Open(node) if removed.is_some_and(|it| it.contains(node)) => walk.skip_below(node),
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        let bytes = removed.and_then(|it| it.page.parsed.bytes.get(node.id(), &mut 0));
                        at = bytes.map_or(at, |it| it.start);
                        return Some((at, Event::Start(&element.name.local, &element.attrs)));
                    }
                    Node::Text(text) => {
                        let words: Vec<&str> = text.split_whitespace().collect();
                        if !words.is_empty() {
                            return Some((at, Event::Text(words.join(" "))));
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) if node.value().is_element() => return Some((at, Event::End)),
                Edge::Close(_) => {}
            }
        }
        None
    })
}
