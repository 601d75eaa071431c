//! Whole HTML pages.

mod bytes;
mod chrome;
mod features;
mod index;
mod known;
mod names;
mod outline;
mod page;
mod tables;
mod tag;

pub(crate) use bytes::{Refusal, parse};
pub(crate) use chrome::removals;
pub(crate) use features::{Features, column_names};
pub(crate) use page::HtmlPage;
pub(crate) use tables::keep_tables;
