//! A folder for what can only be read from a disk, and damaged copies.

use std::{fs, path::PathBuf, process, sync::OnceLock};

/// A folder of this process, in memory where the system has such a place.
pub(crate) fn scratch() -> &'static PathBuf {
    static SCRATCH: OnceLock<PathBuf> = OnceLock::new();
    SCRATCH.get_or_init(|| {
        let memory = PathBuf::from("/dev/shm");
        let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let folder = parent.join(format!("unchaff-fuzz-{}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder for scratch");
        folder
    })
}

/// `bytes` with the changes that `input` asks for, three bytes each: a place, and what stands there. The last byte may
/// cut the end off.
#[allow(dead_code, reason = "not every target damages something")]
pub(crate) fn changed(mut bytes: Vec<u8>, input: &[u8]) -> Vec<u8> {
    let (changes, rest) = input.as_chunks::<3>();
    for [high, low, byte] in changes {
        let place = usize::from(u16::from_be_bytes([*high, *low])) % bytes.len().max(1);
        if let Some(it) = bytes.get_mut(place) {
            *it = *byte;
        }
    }
    if let [.., last] = rest {
        bytes.truncate(bytes.len() * usize::from(*last) / 255);
    }
    bytes
}
