//! YAML headers: read through `serde_yaml`, scanned for entries by our own scanner.

mod data;
mod entries;
mod guard;
pub(crate) mod scan;
mod write;

pub(crate) use data::read;
pub(crate) use entries::{decoded_key, inside, root};
pub use guard::MAX_DEPTH;
pub(crate) use write::write_string;

use data::Root;

use crate::front_matter::MAX_BYTES;

/// Whether the text between two `---` is a header: a mapping, nothing at all, or no valid YAML.
///
/// Valid YAML of any other kind is a sentence between two thematic breaks.
pub(crate) fn is_mapping_or_broken(raw: &[u8]) -> bool {
    match scan::first_content(raw) {
        None => true,
        // With such a first line the text is a mapping or broken: no need to parse it.
        Some(start) if scan::is_entry(raw, start) || raw[start] == b'{' => true,
        // Too large to parse: one entry anywhere and it passes for a header, to be refused there.
        Some(_) if raw.len() > MAX_BYTES => root(raw).is_some_and(|it| !it.entries.is_empty()),
        Some(_) => {
            let text = String::from_utf8_lossy(raw);
            !matches!(data::root(&text), Ok(Root::Other))
        }
    }
}
