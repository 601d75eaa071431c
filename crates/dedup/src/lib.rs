#![doc = include_str!("../README.md")]

mod parameters;
// From a text to a fingerprint: pure, one document at a time.
mod fingerprint;
mod header;
mod lines;
mod shingles;
mod signature;
mod templates;
mod tokens;
// From fingerprints to groups: all documents together.
mod band;
mod choose;
mod cluster;
mod components;
mod group;
mod overlap;
mod passages;
mod verdict;

pub use band::{Bucket, pairs};
pub use choose::{Candidate, Keep, PREFERENCE_LENGTH};
pub use cluster::cluster;
pub use components::Components;
pub use fingerprint::Fingerprint;
pub use group::{Group, Grouping, Member, Relation, candidates, first_equals, group};
pub use header::{OtherHeader, check_header, header};
pub use lines::{FrequentLines, Provisional};
pub use overlap::{Overlap, Spread};
pub use parameters::{Likeness, MIN_TOKENS, Parameters, Rewritten};
pub use passages::{Passage, passages};
pub use shingles::{NotShingles, Shingles};
pub use signature::Signature;
pub use templates::Templates;
pub use tokens::Tokens;
pub use verdict::Verdict;
