//! Blocks of nothing but links that follow each other.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use unchaff_document::{Block, BlockKind, Container};

use crate::{
    Context,
    links::{Link, LinkLine},
    words::{has_word, n_words, plain_words},
};

/// Blocks of nothing but links that follow each other: a whole list, or paragraphs.
pub(crate) struct LinkRun {
    /// Where they stand among the blocks of the context.
    pub(crate) blocks: Range<usize>,
    /// The links in order. "Way 1:" before a link is a part of its text.
    pub(crate) links: Vec<Link>,
}

impl LinkRun {
    /// How many different texts the links have, but for case and marks.
    pub(crate) fn n_names(&self) -> usize {
        self.links.iter().map(|it| plain_words(&it.text)).collect::<BTreeSet<_>>().len()
    }

    /// The address most links lead to, and how many do.
    pub(crate) fn main_address(&self) -> (&str, usize) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for link in &self.links {
            *counts.entry(link.target.trim()).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(_, count)| *count).unwrap_or_default()
    }

    /// Whether all links lead to one address under different names: whoever wrote them meant several.
    pub(crate) fn has_one_address(&self) -> bool {
        let (address, count) = self.main_address();
        let is_part = address.starts_with('#') && address.len() > 1;
        count == self.links.len() && !is_part && count > 1 && self.n_names() > 1
    }
}

/// All runs of a document. Lists that hold anything else are left out.
pub(crate) fn link_runs(ctx: &Context<'_>) -> Vec<LinkRun> {
    let mut runs = Vec::new();
    let mut index = 0;
    while index < ctx.blocks.len() {
        let first = index;
        let mut links = Vec::new();
        while let Some(block) = ctx.blocks.get(index).filter(|it| is_listed(it) == is_listed(ctx.blocks[first])) {
            let Some(found) = links_of(ctx, block) else { break };
            links.extend(found);
            index += 1;
        }
        if index == first {
            index += 1;
        } else if !links.is_empty() && !is_part_of_list(ctx, first..index) {
            runs.push(LinkRun { blocks: first..index, links });
        }
    }
    runs
}

fn is_listed(block: &Block) -> bool {
    block.containers.iter().any(|it| matches!(it, Container::List { .. }))
}

/// Whether somebody has written into other items of the list, or beside the links.
fn is_part_of_list(ctx: &Context<'_>, blocks: Range<usize>) -> bool {
    let containers = |index: usize| ctx.blocks[index].containers.as_slice();
    let (first, last) = (containers(blocks.start), containers(blocks.end - 1));
    let n_shared = blocks.clone().fold(first.len(), |n_shared, index| {
        first[..n_shared].iter().zip(containers(index)).take_while(|(a, b)| a == b).count()
    });
    let innermost_list = |it: &[Container]| it.iter().rposition(|it| matches!(it, Container::List { .. }));
    // One list, or several that stand behind each other.
    let (first, last) = match innermost_list(&first[..n_shared]) {
        Some(list) => (&first[list..=list], &first[list..=list]),
        None => (first, last),
    };
    let is_shared = |own: &[Container], other: Option<&&Block>| {
        let is_list = |it: &&Container| matches!(it, Container::List { .. });
        other.is_some_and(|other| own.iter().filter(is_list).any(|it| other.containers.contains(it)))
    };
    let before = blocks.start.checked_sub(1).and_then(|it| ctx.blocks.get(it));
    is_shared(first, before) || is_shared(last, ctx.blocks.get(blocks.end))
}

/// The links of a block in which every line is made of links.
fn links_of(ctx: &Context<'_>, block: &Block) -> Option<Vec<Link>> {
    if block.containers.iter().any(|it| matches!(it, Container::Footnote { .. })) {
        return None;
    }
    if block.kind == BlockKind::Html {
        return ctx.only_links(block).map(<[Link]>::to_vec);
    }
    if !block.kind.is_paragraph() {
        return None;
    }
    let mut links = Vec::new();
    for line in ctx.link_lines(block)? {
        links.extend(links_of_line(line)?);
    }
    (!links.is_empty()).then_some(links)
}

/// More words before a link are a sentence.
const MOST_LABEL_WORDS: usize = 3;

fn links_of_line(line: &LinkLine) -> Option<Vec<Link>> {
    if line.has_image || has_word(&line.after) {
        return None;
    }
    if line.links.is_empty() && has_word(&line.before) {
        return broken_link(&line.before).map(|it| vec![it]);
    }
    // Editors leave anchors without text behind.
    let mut links: Vec<Link> = line.links.iter().filter(|it| has_word(&it.text)).cloned().collect();
    if !has_word(&line.before) {
        return Some(links);
    }
    match links.as_mut_slice() {
        [] => broken_link(&line.before).map(|it| vec![it]),
        [link] if is_label(&line.before, line.is_label) => {
            link.text = format!("{} {}", line.before.trim(), link.text);
            Some(links)
        }
        _ => None,
    }
}

/// Whether words before a link number it: "Way 1:", "2."
fn is_label(before: &str, has_mark: bool) -> bool {
    let is_number = before.trim().trim_end_matches(['.', ')']).chars().all(char::is_numeric);
    is_number || has_mark && n_words(before) <= MOST_LABEL_WORDS
}

/// `[text](#part 1)`: the blank in the anchor keeps Markdown from seeing a link. It leads nowhere.
fn broken_link(text: &str) -> Option<Link> {
    let (text, anchor) = text.trim().strip_prefix('[')?.strip_suffix(')')?.rsplit_once("](#")?;
    let is_link = has_word(text) && !text.contains(['[', ']']) && !anchor.contains(['(', ')']);
    is_link.then(|| Link { target: "#".to_string(), text: text.to_string() })
}
