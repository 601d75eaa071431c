//! Kept text of a page as Markdown or as plain text.
//!
//! Both walk the tree that is there and ask for each text node whether it stays. Of the converters there are, none takes
//! such a tree or question, and none keeps all words: with everything kept, what a Markdown parser reads has the words
//! of the page on 204 of 204 pages here, on 171 with mdka 3.3, 121 with htmd 0.5.6 (which drops `<th>` in the rows of a
//! table), 17 with fast_html2md 0.0.63, 13 with html-to-markdown-rs 3.19.
//!
//! Text nodes of white space alone are never asked for: they matter only between two pieces of text that stay.
//!
//! Text that is rendered has the words of the blocks that are kept, in their order, and no others but the numbers of
//! items in ordered lists, which browsers put there too. Only ideographs between which a line of the source ends become
//! one word. Markdown has besides what pictures say in their stead.

mod code;
mod inline;
mod links;
mod markdown;
mod media;
mod numbers;
mod table;
mod text;

pub(crate) use inline::{escape_line, is_blank};
pub(crate) use links::{begins_entity, escaped_destination};
pub(crate) use markdown::markdown;
pub use text::joins;
pub(crate) use text::text;

#[cfg(test)]
mod tests;
