//! Compression of what is written.

use std::{
    io::{self, Write},
    path::Path,
};

use flate2::{Compression, write::GzEncoder};

/// How JSON Lines are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// As gzip, in members of about a megabyte each: that is one file to every reader, and pieces of it can be made at once.
    Gzip,
    /// As Zstandard, in frames of about a megabyte each.
    Zstandard,
}

impl Packing {
    /// The packing that the ending of a file announces.
    pub fn of_path(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstandard,
            _ => Self::Plain,
        }
    }

    /// Packs bytes so that what was packed before and after can stand beside them. Nothing becomes nothing.
    pub(crate) fn pack(self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        if bytes.is_empty() {
            return Ok(bytes);
        }
        match self {
            Self::Plain => Ok(bytes),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
            Self::Zstandard => zstd::encode_all(bytes.as_slice(), zstd::DEFAULT_COMPRESSION_LEVEL),
        }
    }
}
