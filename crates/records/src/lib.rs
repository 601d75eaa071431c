//! Cleans files of many documents.
//!
//! Whoever builds a corpus has JSON Lines, not a folder of posts. [`clean_records`] reads such a file batch by batch, cleans
//! the text of each record on several threads with [`unchaff_driver::clean`], and writes the records in their order. Memory
//! is bounded by batches. Everything but the text stays as it was written, byte for byte, and so does what no edit takes
//! of the text; a record that is broken is put aside with the reason, and the next one follows. A run that was interrupted
//! [goes on](RecordOptions::resume) behind the last whole batch.
//!
//! Parquet is read and written with the feature `parquet`: of it only the column of the text is written anew. With the
//! feature `warc` the pages of web archives become JSON Lines, and with the feature `arrow` batches in memory are cleaned.

#[cfg(feature = "arrow")]
mod arrow;
mod chunk;
mod formats;
mod json_lines;
mod literal;
mod options;
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet is written in parts"))]
mod output;
mod packing;
#[cfg(feature = "parquet")]
mod parquet;
mod run;
mod text;
#[cfg(feature = "warc")]
mod warc;

#[cfg(feature = "arrow")]
pub use arrow::{BatchCleaner, BatchError};
pub use formats::{formats, is_many, is_parquet, is_warc, unit};
pub use options::{Added, RecordOptions};
pub use packing::Packing;
pub use run::{RecordDuplicates, RecordSummary, clean_records, duplicates_of};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
