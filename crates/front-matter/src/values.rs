//! Repairs of values that can be read but are of no use as they stand.

mod pictures;
mod placeholder;
mod quoted_twice;

pub use pictures::repair_pictures;
pub use placeholder::repair_placeholders;
pub use quoted_twice::repair_quoted_twice;

use crate::front_matter::FrontMatter;
use crate::repair::Repair;

/// Finds what can be done about single values of a header that can be read: addresses of pictures that
/// no browser can show, text in two pairs of quotes, descriptions that only repeat the title.
///
/// Each repair was proved alone: the header was read again and every other key read as before. Those of
/// one key may overlap. Sorted by place.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, apply, repair_values};
///
/// let source = b"---\ncover: ![](https://example.com/pass.jpg)\n---\n";
/// let repairs = repair_values(&FrontMatter::new(source));
/// assert_eq!(repairs[0].reason, "cover: markdown around the address");
/// assert_eq!(apply(source, &repairs[0].splices), b"---\ncover: https://example.com/pass.jpg\n---\n");
/// ```
pub fn repair_values(front: &FrontMatter<'_>) -> Vec<Repair> {
    let mut repairs = repair_pictures(front);
    repairs.extend(repair_quoted_twice(front));
    repairs.extend(repair_placeholders(front));
    repairs.sort_by_key(|it| it.splices.first().map(|splice| splice.range.start));
    repairs
}
