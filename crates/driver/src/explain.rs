//! Why the blocks of a document stay or go.

use std::collections::BTreeSet;

use unchaff_page::PageBlock;

use crate::{
    CleanOptions, Cleaned, Format,
    clean::clean_taken,
    taken::{Taken, WholePage, take},
};

/// What happens to a document, and what decides about its blocks if it is a whole page.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What cleaning makes of it.
    pub cleaned: Cleaned,
    /// What is known of it as a page; nothing if it is not taken for one.
    pub page: Option<PageExplanation>,
}

/// The blocks of a whole page, and which of them are its article.
#[derive(Clone, Debug)]
pub struct PageExplanation {
    /// The name of the encoding it is written in.
    pub encoding: &'static str,
    /// How near the choice of blocks is expected to come to what was sought, in percent.
    pub quality: u8,
    /// Whether the choice is worth following.
    pub is_found: bool,
    /// All blocks, in the order of the page, each with its text.
    pub blocks: Vec<(PageBlock, String)>,
    /// The numbers of blocks that are kept only because a comment, the header or a pack keeps them.
    pub protected: BTreeSet<usize>,
}

/// Cleans a document, and tells what decides about its blocks.
pub fn explain(source: &[u8], format: Format, options: &CleanOptions) -> Explanation {
    let taken = take(source, format, options);
    let cleaned = clean_taken(source, &taken, options);
    let whole = match taken {
        Taken::TextPage(it) => Some(it.whole),
        Taken::HtmlPage(it) => Some(it),
        Taken::Post { .. } | Taken::Nothing { .. } => None,
    };
    let page = whole.map(|WholePage { page, article, protected }| PageExplanation {
        encoding: page.encoding(),
        quality: article.quality,
        is_found: article.is_found(),
        blocks: article.blocks.into_iter().enumerate().map(|(number, it)| (it, page.block_text(number))).collect(),
        protected: protected.blocks,
    });
    Explanation { cleaned, page }
}
