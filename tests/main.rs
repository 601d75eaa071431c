//! The integration tests of the workspace, in one binary. (Only the snapshots have another: it stands
//! beside them, in `snapshots/`.)

/// What the dependency arrows between our crates may be.
mod architecture;
/// The `unchaff` binary as a user meets it: arguments, words, files, exit codes.
mod cli;
/// Where the corpora are, and saying aloud when they are not there.
mod corpus;
/// What a person has said of a finding counts.
mod decisions;
/// What the labelled posts of the corpus say.
mod gold;
/// What must hold for every document: nothing lost, nothing moved, the same answer everywhere.
mod laws;
/// The list of rules, their pages and the examples on them.
mod registry;
