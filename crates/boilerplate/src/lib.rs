//! Named rules that find boilerplate in articles.
//!
//! A rule never changes text: it looks at a [`Document`](unchaff_document::Document) and claims spans of
//! it, each with the evidence it saw and with whether the claim is `Safe` or `Unsafe`. [`find`] runs rules,
//! settles their claims and returns [`Findings`]; who applies them is another matter (`unchaff-driver`).
//! Users bring rules of their own in a [`Pack`].
//!
//! ```
//! use unchaff_boilerplate::{Reading, RuleSet, Verdicts, find};
//! use unchaff_document::{Document, Kind};
//! use unchaff_front_matter::FrontMatter;
//!
//! let source = "A paragraph.\n\n**Also: [Ten ferries to take](https://example.com/ferries)**\n\nAnother.\n";
//! let front_matter = FrontMatter::new(source.as_bytes());
//! let document = Document::parse(source, front_matter.body_offset(), Kind::Markdown)?;
//! let findings = find(&Reading::new(&document, &front_matter), &RuleSet::default(), false, &Verdicts::default());
//! assert_eq!(findings.edits.edits()[0].rule.as_str(), "also-link");
//! # Ok::<(), unchaff_document::TooLarge>(())
//! ```

mod adblock;
mod buttons;
mod claims;
mod common_words;
mod context;
mod elements;
mod find;
mod forbidden;
mod learn;
mod link_runs;
mod links;
mod pack;
mod period;
mod phrases;
mod places;
mod registry;
mod rule;
mod rule_set;
mod rules;
mod sections;
mod subject;
mod suppress;
mod vocabulary;
mod words;

pub use adblock::{ADBLOCK_LIST, ADBLOCK_LIST_PAGE, AdblockLists, NoAdblock};
pub use claims::{Claims, Report};
pub use context::{Context, Reading};
pub use find::{Findings, Verdicts, find};
pub use forbidden::Forbidden;
pub use learn::{Article, ArticleBlock, Example, Proposal, Role, learn};
#[cfg(feature = "schemars")]
pub use pack::pack_schema;
pub use pack::{KeepList, Pack, PackError, PackRule};
pub use registry::{RULES, only_reports, rule};
pub use rule::{Category, Phase, Rule};
pub use rule_set::RuleSet;
pub use suppress::{PageComment, PageComments, SUPPRESSION_KEY, UNUSED_SUPPRESSION};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
