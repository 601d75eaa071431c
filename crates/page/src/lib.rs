//! Finds the article in a whole page: in HTML, and in Markdown or plain text that lost its tags.
//!
//! [`Page::read`] reads a page, [`Page::article`] chooses among its blocks, and then there are two ways on. Either
//! [`Page::edits`] are deletions of bytes of the original that leave the article in its own format, under the law of
//! `unchaff-document`. Or [`Page::to_markdown`] and [`Page::to_text`] render it anew, and [`Page::left_out`] tells which
//! bytes are not in it. [`Page::metadata`] is what the page says of itself.
//!
//! Blocks become rows of numbers (`html::Features`, `tagless::Page`), boosted trees make odds of them (`forest`), and
//! the odds make a choice for the page as a whole (`choose`).

mod choose;
mod comments;
mod elements;
mod forest;
mod fragment;
mod hash;
mod html;
mod index;
mod matrix;
mod metadata;
mod page;
mod picture;
mod removal;
mod render;
mod source;
mod tagless;
#[cfg(feature = "train")]
#[doc(hidden)]
pub mod training;
mod walk;
mod words;
mod written;

pub use comments::Comment;
pub use fragment::html_as_text;
pub use metadata::{Date, Found, Metadata, Origin};
pub use page::{Article, Form, PAGE_CHROME, PAGE_CHROME_PAGE, Page, PageBlock, Unreadable};
pub use render::joins;
pub use source::PageEncoding;
pub use written::{address_as_markdown, attribute_value, text_as_markdown};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
