//! Files are written whole or not at all.

use std::{
    fs::{self, FileTimes},
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};

use crate::{FileError, claim::staging};

/// How sure a write has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sync {
    /// The bytes stand somewhere else, too: the system may take its time.
    Later,
    /// The bytes are on disk before they replace others.
    Now,
}

/// Writes a file whole or not at all: beside its place first, then into it. The file gets the permissions of
/// `like`, its times, and its owner where we may give it.
pub(crate) fn write(path: &Path, bytes: &[u8], like: Option<&Path>, sync: Sync) -> Result<(), FileError> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|it| FileError::io(folder, "create the folder", &it))?;
    let written = write_by(folder, path, bytes, like, sync, None);
    written.map(|_| ()).map_err(|it| FileError::io(path, "write", &it))
}

/// The same below a root that is [claimed](crate::claim::Claim): the file becomes whole in the state folder, where the next
/// run removes what a crash left, or beside its place if it cannot be moved from there.
pub(crate) fn write_below(
    root: &Path,
    path: &Path,
    bytes: &[u8],
    like: Option<&Path>,
    sync: Sync,
) -> Result<(), FileError> {
    write_whole(root, path, bytes, like, sync, None).map(|_| ())
}

/// Writes a file below a claimed root over the bytes that were read of it, and only over them: somebody else may have
/// written it since. Then it stays as it is, and the answer is `false`.
pub(crate) fn write_over(root: &Path, path: &Path, read: &[u8], bytes: &[u8], like: &Path) -> Result<bool, FileError> {
    write_whole(root, path, bytes, Some(like), Sync::Now, Some(read))
}

fn write_whole(
    root: &Path,
    path: &Path,
    bytes: &[u8],
    like: Option<&Path>,
    sync: Sync,
    read: Option<&[u8]>,
) -> Result<bool, FileError> {
    let folder = path.parent().unwrap_or(root);
    let staging = staging(root);
    let write = || match write_by(&staging, path, bytes, like, sync, read) {
        // A folder of the root may be a disk of its own.
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => write_by(folder, path, bytes, like, sync, read),
        written => written,
    };
    let written = match write() {
        // Of a thousand files one is the first in its folder.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            fs::create_dir_all(folder).map_err(|it| FileError::io(folder, "create the folder", &it))?;
            fs::create_dir_all(&staging).and_then(|()| write())
        }
        written => written,
    };
    written.map_err(|it| FileError::io(path, "write", &it))
}

/// What the names of files begin with that are not whole yet.
pub(crate) const PREFIX: &str = ".unchaff-";

/// Refuses a file that another one should not take the place of; `name` is what messages call it.
pub(crate) fn check_replaceable(path: &Path, name: &Path) -> Result<(), FileError> {
    let metadata = fs::metadata(path).map_err(|it| FileError::io(name, "read", &it))?;
    let refuse = |message| Err(FileError::new(name, message));
    if metadata.permissions().readonly() {
        return refuse("is read-only: left as it is (`chmod u+w` it)");
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&metadata) > 1 {
        return refuse("has other names (hard links), which would keep the old text: left as it is");
    }
    Ok(())
}

/// Writes a file in one folder and moves it into its place: if bytes are given that were `read` there, only over them.
fn write_by(
    folder: &Path,
    path: &Path,
    bytes: &[u8],
    like: Option<&Path>,
    sync: Sync,
    read: Option<&[u8]>,
) -> io::Result<bool> {
    let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
    file.write_all(bytes)?;
    let like = like.and_then(|it| fs::metadata(it).ok());
    if let Some(permissions) = like.as_ref().map(fs::Metadata::permissions).or_else(default_permissions) {
        file.as_file().set_permissions(permissions)?;
    }
    if let Some(like) = like {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            // Only root may give files away; for everybody else nothing changes.
            let _ = fchown(file.as_file(), Some(like.uid()), Some(like.gid()));
        }
        // Generators take it for the date of a post.
        if let Ok(modified) = like.modified() {
            let _ = file.as_file().set_times(FileTimes::new().set_modified(modified));
        }
    }
    if sync == Sync::Now {
        file.as_file().sync_all()?;
    }
    let Some(read) = read else { return file.persist(path).map(|_| true).map_err(|it| it.error) };
    // As late as can be: to wait for a disk takes long.
    if !fs::read(path).is_ok_and(|it| it == read) {
        return Ok(false);
    }
    match exchange(file.path(), path) {
        // Nobody can come between: what stood there is here now, and goes with the temporary file.
        Ok(()) if fs::read(file.path()).is_ok_and(|it| it == read) => Ok(true),
        Ok(()) => {
            let back = exchange(file.path(), path);
            if back.is_err() {
                let _ = file.keep(); // it is somebody's work
            }
            back.map(|()| false)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        // Not every system and disk can do it.
        Err(_) => file.persist(path).map(|_| true).map_err(|it| it.error),
    }
}

/// Lets two files change places, in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Writes a file that must not exist yet: what stands there may be somebody's work.
///
/// # Errors
/// If it exists, or cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if path.exists() {
        return Err(FileError::new(path, "exists already: give another name, or move it away first"));
    }
    write(path, bytes, None, Sync::Later)
}

/// Writes a file whole or not at all, whatever stood in its place.
///
/// # Errors
/// If it cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write(path, bytes, None, Sync::Later)
}

/// Whether a file is not there yet, or begins as our own do: with `mark` somewhere in its first bytes.
///
/// # Errors
/// If it is there and cannot be read: nobody knows what would be lost.
pub fn is_free_or_ours(path: &Path, mark: &str) -> Result<bool, FileError> {
    const BEGINNING: u64 = 2048;
    let file = match fs::File::open(path) {
        Ok(it) => it,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(FileError::io(path, "read", &error)),
    };
    let mut beginning = Vec::new();
    file.take(BEGINNING).read_to_end(&mut beginning).map_err(|it| FileError::io(path, "read", &it))?;
    Ok(memchr::memmem::find(&beginning, mark.as_bytes()).is_some())
}

/// Temporary files are private; a file that is to be read by others is not.
#[cfg(unix)]
fn default_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn default_permissions() -> Option<fs::Permissions> {
    None
}

/// Reads bytes that begin at `offset`, as many as come; none at the end.
#[cfg(unix)]
pub(crate) fn read_at(file: &fs::File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, offset)
}

#[cfg(windows)]
pub(crate) fn read_at(file: &fs::File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, offset)
}

/// Fills `bytes` with those that begin at `offset`.
///
/// # Errors
/// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the file ends before.
pub(crate) fn read_exact_at(file: &fs::File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    let mut n_read = 0;
    while n_read < bytes.len() {
        match read_at(file, &mut bytes[n_read..], offset + n_read as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => n_read += n,
        }
    }
    Ok(())
}

/// A path as bytes with `/` between its parts.
pub(crate) fn path_bytes(path: &Path) -> Vec<u8> {
    let parts: Vec<&[u8]> = path.components().map(|it| it.as_os_str().as_encoded_bytes()).collect();
    parts.join(&b'/')
}

/// A path as text with `/` between its parts. What is not UTF-8 stands there as `\xFF`, so that two paths have
/// one text only if somebody gave a file such a name.
pub(crate) fn path_text(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|it| text.push_str(&format!("\\x{it:02X}")));
    }
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}

/// A path without `.` in it, with `/` between its parts.
pub(crate) fn lexical(path: &Path) -> String {
    let parts: PathBuf = path.components().filter(|it| *it != Component::CurDir).collect();
    let name = path_text(&parts);
    if name.is_empty() { ".".to_string() } else { name }
}

/// The path that [`path_bytes`] was given; `None` if it would lead out of its folder.
pub(crate) fn path_from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    #[cfg(unix)]
    let path = {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
    };
    #[cfg(not(unix))]
    let path = PathBuf::from(std::str::from_utf8(bytes).ok()?);
    let is_inside = path.components().all(|it| matches!(it, Component::Normal(_)));
    (is_inside && !bytes.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let path = folder.path().join("a.md");
        for (there, read, expected, after) in [
            (Some("old"), "old", true, Some("new")),
            (Some("somebody else"), "old", false, Some("somebody else")),
            (None, "old", false, None),
        ] {
            match there {
                Some(it) => fs::write(&path, it).expect("room"),
                None => fs::remove_file(&path).expect("it is there"),
            }
            let written = write_over(folder.path(), &path, read.as_bytes(), b"new", &path);
            assert_eq!(written, Ok(expected), "{there:?}");
            assert_eq!(fs::read_to_string(&path).ok().as_deref(), after, "{there:?}");
            assert_eq!(fs::read_dir(staging(folder.path())).expect("a folder").count(), 0);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn files_change_places() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&a, "a").and_then(|()| fs::write(&b, "b")).expect("room");
        exchange(&a, &b).expect("Linux does so");
        assert_eq!((fs::read(&a).expect("a"), fs::read(&b).expect("b")), (b"b".to_vec(), b"a".to_vec()));
        let gone = exchange(&a, &folder.path().join("c")).expect_err("it is not there");
        assert_eq!(gone.kind(), io::ErrorKind::NotFound);
    }
}
