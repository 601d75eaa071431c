#![doc = include_str!("../README.md")]

// From a text to a fingerprint: pure, one document at a time.
mod fingerprint;
mod shingles;
mod signature;
mod tokens;
// From fingerprints to groups: in order, all documents together.
mod band;
mod choose;
mod cluster;
mod exact;
mod group;
mod overlap;
mod verify;

pub use fingerprint::{Fingerprint, MIN_TOKENS};
pub use group::{Crowded, Group, Grouping, Member, Relation, group};
pub use overlap::Overlap;

/// Seeds every hash ("unchaff" in ASCII); another seed makes other fingerprints.
const SEED: u64 = 0x0075_6e63_6861_6666;
