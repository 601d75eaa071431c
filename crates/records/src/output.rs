//! The files that a run writes, and how it goes on.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use fs4::{FileExt, TryLockError};
use serde::{Deserialize, Serialize};
use unchaff_driver::FileError;

use crate::Packing;

/// How far a run has come: what stands in `OUT.progress`, at every moment true of what is on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// What the run was told.
    settings: BTreeMap<String, String>,
    /// Lines of the input that were worked on; of Parquet rows.
    pub(crate) n_lines: u64,
    /// For each row group of Parquet where the partial file has what was written of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parts: Vec<Part>,
    /// Whether all is done, but the name of the file.
    #[serde(default)]
    is_whole: bool,
    /// Bytes of the output that were written.
    n_bytes: u64,
    /// Bytes of the rejected records that were written.
    n_rejected_bytes: u64,
}

/// What was written of a row group: small Parquet files, by the bytes of the partial file. Both are nothing where no row stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Its text, and what is added.
    pub(crate) cleaned: Range<u64>,
    /// The other columns; nothing: they are as they were.
    pub(crate) others: Option<Range<u64>>,
}

/// A file on its way: it has another name until it is whole.
pub(crate) struct Output {
    path: PathBuf,
    file: File,
    /// Records that were put aside; made when there is one.
    rejected: Option<File>,
    pub(crate) progress: Progress,
    /// What went wrong in [`Write`].
    error: Option<FileError>,
}

/// What a file is called that stands beside another one.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

fn failed(path: &Path, tried: &str) -> impl Fn(io::Error) -> FileError {
    let (path, tried) = (path.to_path_buf(), tried.to_string());
    move |error| FileError::new(&path, format!("cannot {tried}: {error}"))
}

impl Output {
    /// Begins a file, or goes on with one; nothing if it is there already and whole, and the run may go on.
    ///
    /// # Errors
    /// If it is there already, another process writes it, or it cannot be made.
    pub(crate) fn open(
        path: &Path,
        input: &Path,
        mut settings: BTreeMap<String, String>,
        resume: bool,
    ) -> Result<Option<Self>, FileError> {
        let (partial, remembered) = (beside(path, ".partial"), beside(path, ".progress"));
        let is_begun = remembered.exists() && partial.exists();
        if path.exists() && !(resume && is_begun) {
            return match resume {
                true => Ok(None),
                false => Err(FileError::new(path, "is there already: remove it, or name another file")),
            };
        }
        let about = fs::metadata(input).map_err(failed(input, "read"))?;
        let modified = about.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        settings.insert("input".to_string(), input.display().to_string());
        settings.insert("input-bytes".to_string(), about.len().to_string());
        settings.insert("input-modified".to_string(), format!("{:?}", modified.unwrap_or_default()));
        settings.insert("version".to_string(), env!("CARGO_PKG_VERSION").to_string());

        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&partial);
        let file = file.map_err(failed(&partial, "write"))?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(FileError::new(&partial, "another process writes it: wait until that one is done"));
            }
            Err(TryLockError::Error(error)) => return Err(failed(&partial, "lock")(error)),
        }
        let mut output =
            Self { path: path.to_path_buf(), file, rejected: None, progress: Progress::default(), error: None };
        if resume && is_begun {
            output.progress = remembered_progress(&remembered, &settings)?;
            if path.exists() {
                return match output.progress.is_whole {
                    true => output.tidy().map(|()| None),
                    false => Err(FileError::new(path, "is there already: remove it, or begin anew with another file")),
                };
            }
        }
        output.progress.settings = settings;
        output.cut()?;
        Ok(Some(output))
    }

    /// How it is packed.
    pub(crate) fn packing(&self) -> Packing {
        Packing::of_path(&self.path)
    }

    /// Whether records were put aside.
    pub(crate) fn has_rejected(&self) -> bool {
        self.progress.n_rejected_bytes > 0
    }

    fn partial(&self) -> PathBuf {
        beside(&self.path, ".partial")
    }

    /// Where the records go that are put aside.
    pub(crate) fn rejected_path(&self) -> PathBuf {
        beside(&self.path, ".rejected.jsonl")
    }

    /// Cuts off what the progress does not tell of.
    fn cut(&mut self) -> Result<(), FileError> {
        let Progress { n_bytes, n_rejected_bytes, .. } = self.progress;
        cut(&mut self.file, n_bytes).map_err(failed(&self.partial(), "go on with the file"))?;
        let rejected = self.rejected_path();
        if n_rejected_bytes > 0 {
            let tried = "go on with the file";
            let mut file = OpenOptions::new().write(true).open(&rejected).map_err(failed(&rejected, tried))?;
            cut(&mut file, n_rejected_bytes).map_err(failed(&rejected, tried))?;
            self.rejected = Some(file);
        } else if rejected.exists() {
            fs::remove_file(&rejected).map_err(failed(&rejected, "remove"))?;
        }
        Ok(())
    }

    /// The bytes that were written.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.progress.n_bytes
    }

    /// Takes back what was written behind so many bytes.
    pub(crate) fn truncate(&mut self, n_bytes: u64) -> Result<(), FileError> {
        self.progress.n_bytes = n_bytes;
        cut(&mut self.file, n_bytes).map_err(failed(&self.partial(), "write"))
    }

    /// Why something could not be written, if that is so.
    pub(crate) fn take_error(&mut self) -> Option<FileError> {
        self.error.take()
    }

    /// Adds bytes to the output.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.file.write_all(bytes).map_err(failed(&self.partial(), "write"))?;
        self.progress.n_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Adds records that were put aside.
    pub(crate) fn reject(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        if bytes.is_empty() {
            return Ok(());
        }
        let path = self.rejected_path();
        let file = match self.rejected.as_mut() {
            Some(it) => it,
            None => self.rejected.insert(File::create(&path).map_err(failed(&path, "write"))?),
        };
        file.write_all(bytes).map_err(failed(&path, "write"))?;
        self.progress.n_rejected_bytes += bytes.len() as u64;
        Ok(())
    }

    /// Remembers that all lines up to this one are done. What was written is on disk before that is.
    pub(crate) fn commit(&mut self, n_lines: u64) -> Result<(), FileError> {
        self.progress.n_lines = n_lines;
        self.file.sync_data().map_err(failed(&self.partial(), "write"))?;
        if let Some(rejected) = &self.rejected {
            rejected.sync_data().map_err(failed(&self.rejected_path(), "write"))?;
        }
        let remembered = beside(&self.path, ".progress");
        let next = beside(&self.path, ".progress.next");
        let write = || -> io::Result<()> {
            let mut file = File::create(&next)?;
            serde_json::to_writer(&mut file, &self.progress)?;
            file.sync_data()?;
            fs::rename(&next, &remembered)
        };
        write().map_err(failed(&remembered, "write"))
    }

    /// Gives the file its name.
    pub(crate) fn finish(self) -> Result<(), FileError> {
        self.file.sync_all().map_err(failed(&self.partial(), "write"))?;
        fs::rename(self.partial(), &self.path).map_err(failed(&self.path, "write"))?;
        self.tidy()
    }

    /// Lets `write` make a whole file of the parts, and gives that one the name.
    pub(crate) fn finish_with<E: ToString>(
        mut self,
        write: impl FnOnce(&File, &[Part], &File) -> Result<(), E>,
    ) -> Result<(), FileError> {
        let path = beside(&self.path, ".whole");
        let whole = File::create(&path).map_err(failed(&path, "write"))?;
        write(&self.file, &self.progress.parts, &whole).map_err(|it| FileError::new(&path, it.to_string()))?;
        whole.sync_all().map_err(failed(&path, "write"))?;
        self.progress.is_whole = true;
        self.commit(self.progress.n_lines)?;
        fs::rename(&path, &self.path).map_err(failed(&self.path, "write"))?;
        self.tidy()
    }

    /// Removes what an interrupted run would go on with.
    fn tidy(self) -> Result<(), FileError> {
        for path in [self.partial(), beside(&self.path, ".progress")] {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&path, "remove")(error)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// What goes wrong is kept for [`Output::take_error`].
impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Output::write(self, bytes).map(|()| bytes.len()).map_err(|it| {
            let told = io::Error::other(it.message.clone());
            self.error = Some(it);
            told
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Cuts a file, and goes to its end.
fn cut(file: &mut File, n_bytes: u64) -> io::Result<()> {
    let found = file.metadata()?.len();
    if found < n_bytes {
        return Err(io::Error::other(format!(
            "it has {found} bytes, and {n_bytes} were written: begin anew without --resume"
        )));
    }
    file.set_len(n_bytes)?;
    file.seek(SeekFrom::End(0)).map(|_| ())
}

/// How far an earlier run has come.
///
/// # Errors
/// If it was told something else, or what it left is damaged.
fn remembered_progress(path: &Path, settings: &BTreeMap<String, String>) -> Result<Progress, FileError> {
    let bytes = fs::read(path).map_err(failed(path, "read"))?;
    let damaged =
        |it: serde_json::Error| FileError::new(path, format!("is damaged ({it}): begin anew without --resume"));
    let progress: Progress = serde_json::from_slice(&bytes).map_err(damaged)?;
    let keys = settings.keys().chain(progress.settings.keys());
    let other = keys.into_iter().find(|it| settings.get(*it) != progress.settings.get(*it));
    match other {
        None => Ok(progress),
        Some(key) => {
            let said = |it: &BTreeMap<String, String>| it.get(key).cloned().unwrap_or_else(|| "nothing".to_string());
            let (before, now) = (said(&progress.settings), said(settings));
            let message = format!(
                "the run that was interrupted had {key} = {before}, now it is {now}: begin anew without --resume"
            );
            Err(FileError::new(path, message))
        }
    }
}
