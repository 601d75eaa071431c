//! One binary for all tests that see the crate from outside.

// Where the corpora lie, and what is said when they are absent.
mod corpus;

// The conformance cases: format, data and body as other tools were found to have them.
mod conformance;
// The corpus of edits: one value changes, every other byte stays.
mod edits;
// Real posts: what reads elsewhere reads here, and an edit without effect has none.
mod posts;
// Values of picture keys, repaired or left alone.
mod pictures;
// Broken headers, mended.
mod tolerant;
// What holds for any bytes.
mod laws;
// Random bytes and random values.
mod properties;
// Text made to be slow.
mod hostile;
