//! The places of proposed blocks, for a person to look at.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use unchaff_boilerplate::{Article, Example, Proposal};
use unchaff_document::{Document as Parsed, Kind};
use unchaff_front_matter::FrontMatter;

use super::left_over::left_over;
use crate::{
    Input, Plan, StopFlag,
    documents::{BATCH_BYTES, Batch, Document, each_document},
};

/// A place where a proposed block stands.
pub(super) struct Shown {
    /// The file, below its root.
    pub(super) file: PathBuf,
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The block as it is written, if it says the same without what stands around it; otherwise its words.
    pub(super) markdown: String,
    /// The nearest paragraph that stays.
    pub(super) neighbour: Option<String>,
}

/// Reads the places of proposed blocks once more. One that is not what it was any more is not shown.
pub(super) fn show(inputs: &[Input], plan: &Plan, proposals: &[Proposal]) -> BTreeMap<Example, Shown> {
    let mut wanted: BTreeMap<&Path, Vec<(Example, &str)>> = BTreeMap::new();
    for proposal in proposals {
        for example in &proposal.examples {
            wanted.entry(&inputs[example.article].path).or_default().push((*example, &proposal.words));
        }
    }
    let documents: Vec<Input> = inputs.iter().filter(|it| wanted.contains_key(it.path.as_path())).cloned().collect();
    let read = |document: Document<'_>| {
        let wanted = &wanted[document.input.path.as_path()];
        Ok(shown_in(&document, plan, wanted).unwrap_or_default())
    };
    let mut shown = BTreeMap::new();
    // What cannot be read any more could be read a moment ago; the block is known without it.
    let take = |it: Batch<'_, Vec<(Example, Shown)>>| shown.extend(it.results.into_iter().flatten().flatten());
    each_document(&documents, BATCH_BYTES, &StopFlag::default(), read, take);
    shown
}

/// The wanted places of one document, each with the words of its block.
fn shown_in(document: &Document<'_>, plan: &Plan, wanted: &[(Example, &str)]) -> Option<Vec<(Example, Shown)>> {
    let left = left_over(document, plan)?;
    left.read(|parsed, article| {
        let written = |index: usize| parsed.text(article.blocks[index].span).trim().to_string();
        let is_there = |(example, words): &&(Example, &str)| {
            article.blocks.get(example.block).is_some_and(|it| it.words == *words)
                && example.neighbour.is_none_or(|it| it < article.blocks.len())
        };
        let show = |(example, words): &(Example, &str)| {
            let start = left.offset_in_file(article.blocks[example.block].span.start);
            let before = &document.source[..start];
            let markdown = Some(written(example.block)).filter(|it| says(it, words));
            let shown = Shown {
                file: document.input.relative.clone(),
                line: before.iter().filter(|it| **it == b'\n').count() + 1,
                markdown: markdown.unwrap_or_else(|| words.to_string()),
                neighbour: example.neighbour.map(written),
            };
            (*example, shown)
        };
        wanted.iter().filter(is_there).map(show).collect()
    })
}

/// Whether a text is one block with these words. A block that names its links somewhere else (`[text][1]`) is not
/// the same without that.
fn says(markdown: &str, words: &str) -> bool {
    let front_matter = FrontMatter::new(markdown.as_bytes());
    let Ok(document) = Parsed::parse(markdown, front_matter.body_offset(), Kind::Markdown) else { return false };
    let article = Article::read(&document, &front_matter);
    article.blocks.len() == 1 && article.blocks[0].words == words
}
