//! Documents as bytes that nobody rewrites.
//!
//! This crate holds what the rest of unchaff is built on: a [`Span`] names bytes of the *original*
//! file, an [`Edit`] says what a rule wants done to them, [`settle`] gives every byte one owner, and
//! an [`EditSet`] applies all edits in one pass. What was removed goes into a [`DocumentRecord`], from
//! which [`restore`] gives the input back byte for byte. [`Document`] cuts the body of a file into
//! [`Block`]s that tile it, and [`same_structure`] tells whether an edited body still means the same.
//!
//! There is no I/O here and no rule: rules live in `unchaff-boilerplate`, files in `unchaff-driver`.
//!
//! ```
//! use unchaff_document::{settle, Applicability, Edit, Evidence, RuleId, Span};
//!
//! let source = b"Text.\n\nBuy now!\n\nMore text.\n";
//! let edits = settle(vec![Edit {
//!     span: Span::new(7, 17),
//!     insert: Vec::new(),
//!     rule: RuleId::new("shop-button"),
//!     applicability: Applicability::Safe,
//!     evidence: Evidence::Phrase("Buy now".into()),
//!     repair: None,
//! }]);
//! assert_eq!(edits.apply(source), b"Text.\n\nMore text.\n");
//! ```

mod blank_lines;
mod block;
mod compose;
mod document;
mod edit;
mod html_tags;
mod kept;
mod kind;
mod markdown;
mod opaque;
mod plain;
mod record;
mod settle;
mod span;
mod structure;

pub use blank_lines::with_blank_lines;
pub use block::{Block, BlockKind, Container, Inline, InlineKind};
pub use document::{Document, TooLarge};
pub use edit::{Applicability, Edit, EditSet, Evidence, RuleId};
pub use html_tags::{Tag, element_pairs, html_tags, n_attributes, tag_end, text_outside_tags};
pub use kind::Kind;
pub use markdown::LinkDefinition;
pub use record::{DocumentRecord, FORMAT_VERSION, LedgerHeader, NotTheOutput, RecordedBytes, RecordedEdit, restore};
pub use settle::settle;
pub use span::Span;
pub use structure::{Difference, same_structure};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
