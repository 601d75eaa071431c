//! Front matter of Markdown files as bytes: split it off, read it, splice single values and leave
//! every other byte alone.
//!
//! Other tools parse a header, build an object and print it again, which costs comments, quotes,
//! the order of keys and the line ends. Here an edit is a [`Splice`]: a range of bytes of the file
//! and what stands there instead, returned only after the edited header was read again and every
//! other key found unchanged.
//!
//! ```
//! use unchaff_front_matter::{FrontMatter, apply, set, split};
//!
//! let source = b"---\r\ntitle: 'Snow' # working title\r\ndraft: yes\r\n---\r\nThe road is closed.\r\n";
//!
//! // Split: bytes only, and it never fails.
//! assert_eq!(&source[split(source).body..], b"The road is closed.\r\n");
//!
//! // Read: YAML, TOML and JSON as one kind of data.
//! let front = FrontMatter::new(source);
//! assert_eq!(front.get_str("title"), Some("Snow"));
//!
//! // Splice: quotes, comment and line ends stay.
//! let splice = set(&front, "title", "Snow on the pass")?;
//! assert_eq!(splice.range, 12..18);
//! let edited = apply(source, &[splice]);
//! assert!(edited.starts_with(b"---\r\ntitle: 'Snow on the pass' # working title\r\n"));
//! # Ok::<(), unchaff_front_matter::SpliceError>(())
//! ```
//!
//! Fences are strict: `---`, `+++` or `;;;` alone on the first line, or a JSON object that opens
//! the file. A header that is never closed is body, and so is a sentence between two `---`. A
//! header that is closed but broken stays a header: [`FrontMatter::data`] says where it is broken,
//! and the body is right all the same. No input panics, and hostile input is refused before the
//! YAML library, whose time grows with the square of the nesting, sees it.

mod format;
mod split;

mod front_matter;

mod json;
mod number;
mod toml;
mod yaml;

mod entries;
mod flow;
mod path;

mod insert;
mod remove;
mod rename;
mod set;
mod splice;
mod verify;
mod write;

mod error;
mod lines;
mod place;

pub use entries::{Entry, Style};
pub use error::{ErrorKind, ReadError, SpliceError};
pub use format::Format;
pub use front_matter::{Data, FrontMatter, MAX_BYTES};
pub use insert::insert_after;
pub use path::{Path, PathError, Step};
pub use remove::remove;
pub use rename::rename;
pub use set::set;
pub use splice::{Splice, apply};
pub use split::{Note, Split, split};
pub use yaml::MAX_DEPTH;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
