#![doc = include_str!("../README.md")]

mod review;
// From data to a page.
mod embed;
mod page;
mod policy;

pub use page::{Options, render};
pub use review::{Applicability, Finding, Piece, Review, ReviewedFile, RuleInfo, State};
