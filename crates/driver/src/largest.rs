//! Documents that are too large to be read.

use std::{io::Read, path::Path};

use crate::FileError;

/// Documents of more bytes are left alone if nobody says otherwise: a document takes many times its size in memory.
pub const DEFAULT_MAX_FILE_SIZE: u64 = 100 << 20;

/// Reads to the end of what may have none.
///
/// # Errors
/// If it cannot be read, or has more than `most` bytes: only so many are held.
pub fn read_within(source: impl Read, path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let read = source.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|it| FileError::io(path, "read", &it))?;
    if bytes.len() as u64 > most {
        let message = format!("left alone: more than {most} bytes: `--max-file-size SIZE` reads larger ones");
        return Err(FileError::new(path, message));
    }
    Ok(bytes)
}

/// Looks whether a file may be read.
///
/// # Errors
/// If it has more than `most` bytes.
pub(crate) fn check_size(path: &Path, n_bytes: u64, most: u64) -> Result<(), FileError> {
    if n_bytes <= most {
        return Ok(());
    }
    let enough = n_bytes.div_ceil(1 << 20);
    let message = format!("left alone: {n_bytes} bytes, and {most} are allowed: `--max-file-size {enough}M` reads it");
    Err(FileError::new(path, message))
}
