//! Files of ours in JSON that tell the version of their format.

use std::{fs, path::Path};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    FileError,
    files::{Sync, write},
};

/// What a file of ours holds, as it stands there.
pub(crate) trait Versioned: Serialize + DeserializeOwned {
    /// The version of the format that is written and read.
    const VERSION: u32;
    /// What it is, for people.
    const NAME: &str;
    /// Which command writes such a file, as a sentence.
    const WRITTEN_BY: &str;

    /// The version that the file tells.
    fn version(&self) -> u32;

    /// Reads a file.
    fn read(path: &Path) -> Result<Self, FileError> {
        let failed = |it: FileError| FileError::new(it.path, format!("{} ({})", it.message, Self::WRITTEN_BY));
        let text = fs::read(path).map_err(|it| failed(FileError::io(path, "read", &it)))?;
        Self::parse(&text).map_err(|it| FileError::new(path, it))
    }

    /// Reads what a file holds, or says what was expected.
    fn parse(text: &[u8]) -> Result<Self, String> {
        let (name, version) = (Self::NAME, Self::VERSION);
        let file: Self =
            serde_json::from_slice(text).map_err(|it| format!("no {name}: {it} ({})", Self::WRITTEN_BY))?;
        match file.version() {
            it if it == version => Ok(file),
            it => Err(format!("{name} of version {it}: this program reads version {version}")),
        }
    }

    /// Writes a file; what stood there is replaced.
    fn write(&self, path: &Path) -> Result<(), FileError> {
        write(path, self.to_json().as_bytes(), None, Sync::Now)
    }

    /// What a file holds: the same content, the same bytes.
    fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers are JSON") + "\n"
    }
}
