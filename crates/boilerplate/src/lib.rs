//! Named rules that find boilerplate in articles.
//!
//! A rule never changes text: it looks at a [`Document`](unchaff_document::Document) and claims spans of
//! it, each with the evidence it saw and with whether the claim is `Safe` or `Unsafe`. [`find`] runs rules,
//! settles their claims and returns [`Findings`]; who applies them is another matter (`unchaff-driver`).
//!
//! ```
//! use unchaff_boilerplate::{RULES, find};
//! use unchaff_document::{Document, Kind};
//! use unchaff_front_matter::FrontMatter;
//!
//! let source = "A paragraph.\n\n**Also: [Ten ferries to take](https://example.com/ferries)**\n\nAnother.\n";
//! let front_matter = FrontMatter::new(source.as_bytes());
//! let document = Document::parse(source, front_matter.body_offset(), Kind::Markdown)?;
//! let rules: Vec<_> = RULES.iter().copied().collect();
//! let findings = find(&document, &front_matter, &rules, false);
//! assert_eq!(findings.edits.edits()[0].rule.as_str(), "also-link");
//! # Ok::<(), unchaff_document::TooLarge>(())
//! ```

mod claims;
mod common_words;
mod context;
mod find;
mod link_runs;
mod links;
mod period;
mod registry;
mod rule;
mod rules;
mod sections;
mod subject;
mod vocabulary;
mod words;

pub use claims::{Claims, Report};
pub use context::Context;
pub use find::{Findings, find};
pub use registry::{RULES, rule};
pub use rule::{Category, Phase, Rule};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
