//! YAML headers: read through `serde_yaml`, scanned for entries by our own scanner.

mod data;
mod entries;
mod guard;
pub(crate) mod outline;
pub(crate) mod scan;
mod tabs;
mod write;

pub(crate) use data::read;
pub(crate) use entries::{decoded_key, inside, root};
pub(crate) use guard::is_printable;
pub use guard::{MAX_DEPTH, check_yaml_cost};
pub(crate) use tabs::Spaced;
pub(crate) use write::{double, is_special, single, write_string};

use data::Root;

use crate::front_matter::{Data, Fault, MAX_BYTES};

/// Reads a text whose leading tabs count as spaces.
pub(crate) fn read_spaced(text: &str) -> Result<Data, Fault> {
    let spaced = Spaced::new(text.as_bytes());
    let spaced_text = str::from_utf8(&spaced.text).expect("spaces for tabs keep UTF-8 valid");
    read(spaced_text).map_err(|fault| {
        let span = spaced.in_raw(fault.span.start)..spaced.in_raw(fault.span.end);
        Fault { span, ..fault }
    })
}

/// What a text is, as far as that decides whether it is a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Blanks and comments, or `null`.
    Nothing,
    MappingOrBroken,
    /// A sentence, a list: what stands between two thematic breaks.
    Other,
}

pub(crate) fn content(raw: &[u8]) -> Content {
    match scan::first_content(raw) {
        None => Content::Nothing,
        // With such a first line the text is a mapping or broken: no need to parse it.
        Some(start) if scan::is_entry(raw, start) || raw[start] == b'{' => Content::MappingOrBroken,
        // Too large to parse: one entry anywhere and it passes for a header, to be refused there.
        Some(_) if raw.len() > MAX_BYTES => match root(raw) {
            Some(it) if !it.entries.is_empty() => Content::MappingOrBroken,
            _ => Content::Other,
        },
        Some(_) => match data::root(&String::from_utf8_lossy(raw)) {
            Ok(Root::Null) => Content::Nothing,
            Ok(Root::Other) => Content::Other,
            Ok(Root::Mapping(_)) | Err(_) => Content::MappingOrBroken,
        },
    }
}

/// Whether `key: ` or a line `---` starts here.
pub(crate) fn is_entry_or_document_marker(raw: &[u8], start: usize) -> bool {
    scan::is_entry(raw, start) || scan::is_document_marker(raw, start)
}
