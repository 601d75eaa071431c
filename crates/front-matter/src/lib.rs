//! Front matter of Markdown files as bytes: split it off, read it, edit single values, mend what is
//! broken, and leave every other byte alone.
//!
//! Other tools parse a header, build an object and print it again, which costs comments, quotes,
//! the order of keys and the line ends. Here an edit is a [`Splice`]: a range of bytes of the file
//! and what stands there instead, returned only after the edited header was read again and found to
//! say what it said, with the one change asked for.
//!
//! **Split.** Bytes only, and it never fails.
//!
//! ```
//! use unchaff_front_matter::{Format, split};
//!
//! let source = b"---\r\ntitle: 'Snow' # working title\r\n---\r\nThe road is closed.\r\n";
//! let parts = split(source);
//! assert_eq!(parts.format, Format::Yaml);
//! assert_eq!(&source[parts.body..], b"The road is closed.\r\n");
//! ```
//!
//! **Read.** YAML, TOML and JSON as one kind of data, or as a type of yours
//! ([`FrontMatter::deserialize`]); errors know line, column and bytes.
//!
//! ```
//! use unchaff_front_matter::{ErrorKind, FrontMatter};
//!
//! let front = FrontMatter::new(b"+++\ntitle = 'Snow'\ndate = 2024-01-02\n+++\n");
//! assert_eq!(front.get_str("title"), Some("Snow"));
//! assert_eq!(front.data().expect("the header is TOML")["date"], "2024-01-02");
//!
//! let broken = FrontMatter::new(b"---\ntitle: Snow\ntitle: Ice\n---\n");
//! let error = broken.data().expect_err("a key stands twice");
//! assert_eq!((error.kind, error.line, error.column), (ErrorKind::DuplicateKey, 3, 1));
//! ```
//!
//! **Set**, [`remove`], [`rename`], [`insert_after`]: quotes, comments and line ends stay.
//!
//! ```
//! use unchaff_front_matter::{FrontMatter, Path, apply, set};
//!
//! let source = b"---\ntitle: 'Snow' # working title\nseo: {image: a.jpg}\n---\n";
//! let path: Path = "seo.image".parse()?;
//! let splice = set(&FrontMatter::new(source), path, "b.jpg")?;
//! assert_eq!(apply(source, &[splice]), b"---\ntitle: 'Snow' # working title\nseo: {image: b.jpg}\n---\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Repair.** What makes a header unreadable ([`repair`]), values that are of no use as they stand
//! ([`repair_values`]), and words that YAML takes for something else ([`lost_text`], which only tells).
//!
//! ```
//! use unchaff_front_matter::{FrontMatter, Tolerance, apply, lost_text, repair};
//!
//! let source = b"---\ntitle: Snow: a guide # draft\n---\n";
//! let found = repair(&FrontMatter::new(source), Tolerance::AfterError);
//! assert!(!found.needs_guess());
//! assert_eq!(apply(source, &found.splices()), b"---\ntitle: 'Snow: a guide' # draft\n---\n");
//!
//! let lints = lost_text(&FrontMatter::new(b"---\ntitle: Pass #3 is closed\n---\n"));
//! assert_eq!(lints[0].kind.name(), "comment-cuts-value");
//! ```
//!
//! Fences are strict: `---`, `+++` or `;;;` alone on the first line, or a JSON object that opens
//! the file. A header that is never closed is body, and so is a sentence between two `---`. A
//! header that is closed but broken stays a header: [`FrontMatter::data`] says where it is broken,
//! and the body is right all the same. [`Dialect::Hexo`] has the looser fences of that generator,
//! and [`Dialect::HexoPosts`] those of them that no text has.
//! No input panics, and hostile input is refused before the YAML library, whose time grows with the
//! square of the nesting, sees it.

mod dialect;
mod format;
mod hexo;
mod hexo_posts;
mod split;

mod front_matter;

mod json;
mod node;
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

mod lost_text;
mod picture;
mod repair;
mod values;

mod error;
mod lines;
mod place;

pub use dialect::Dialect;
pub use entries::{Entry, Style};
pub use error::{ErrorKind, ReadError, SpliceError};
pub use format::Format;
pub use front_matter::{Data, FrontMatter, MAX_BYTES};
pub use insert::insert_after;
pub use lost_text::{Lint, LintKind, lost_text};
pub use path::{Path, PathError, Step};
pub use picture::{PictureRepair, is_picture_key, judge_picture};
pub use remove::remove;
pub use rename::rename;
pub use repair::{Repair, RepairKind, Repairs, Tolerance, repair};
pub use set::{set, set_written};
pub use splice::{Splice, apply};
pub use split::{Note, Split, split};
pub use values::{repair_pictures, repair_placeholders, repair_quoted_twice, repair_values};
pub use yaml::{MAX_DEPTH, check_yaml_cost};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
