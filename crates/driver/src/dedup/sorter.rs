//! Sorts more records than fit into memory.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, binary_heap::PeekMut},
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use crate::FileError;

/// Bytes that are read of a run at once, if there are few runs.
const READ: usize = 256 << 10;

/// Memory for reading runs, however many there are; a run gets no less than [`LEAST_READ`].
const ALL_READS: usize = 4 << 20;
const LEAST_READ: usize = 4 << 10;

/// A record: numbers that are compared one after another.
///
/// The crates for external sorting (extsort, ext-sort) sort what they are given and
/// forget it; here the sorted runs of an index stay, and are merged with others.
pub(super) type Entry<const N: usize> = [u64; N];

/// Takes records in any order and gives them back sorted, each once.
pub(super) struct Sorter<const N: usize> {
    folder: PathBuf,
    name: &'static str,
    held: Vec<Entry<N>>,
    /// So many records are held in memory.
    most: usize,
    runs: Vec<PathBuf>,
}

impl<const N: usize> Sorter<N> {
    /// Holds up to `memory` bytes; what is more is written to files in `folder` that begin with `name`.
    pub(super) fn new(folder: &Path, name: &'static str, memory: usize) -> Sorter<N> {
        let most = (memory / size_of::<Entry<N>>()).max(1);
        Sorter { folder: folder.to_path_buf(), name, held: Vec::new(), most, runs: Vec::new() }
    }

    pub(super) fn push(&mut self, entry: Entry<N>) -> Result<(), FileError> {
        if self.held.len() == self.most {
            self.sort();
            // Pairs meet in many buckets: most of what is held may be the same.
            if self.held.len() > self.most / 2 {
                let path = self.folder.join(format!("{}-{}", self.name, self.runs.len()));
                write_run(&path, &self.held)?;
                self.runs.push(path);
                self.held.clear();
            }
        }
        self.held.push(entry);
        Ok(())
    }

    /// Gives all records in order, no two equal.
    pub(super) fn finish(mut self) -> Result<impl Iterator<Item = Result<Entry<N>, FileError>>, FileError> {
        self.sort();
        let n_runs = self.runs.len();
        let runs: Result<Vec<Run<'_, N>>, FileError> = self.runs.iter().map(|it| Run::open(it, n_runs)).collect();
        let runs = runs?.into_iter().chain([Run::held(self.held.into_iter())]);
        let mut last = None;
        Ok(merge(runs).filter_map(move |it| match it {
            Ok((entry, _)) => (last.replace(entry) != Some(entry)).then_some(Ok(entry)),
            Err(error) => Some(Err(error)),
        }))
    }

    fn sort(&mut self) {
        self.held.par_sort_unstable();
        self.held.dedup();
    }
}

/// Writes sorted records, to be read by [`Run::open`].
fn write_run<const N: usize>(path: &Path, entries: &[Entry<N>]) -> Result<(), FileError> {
    let mut run = RunWriter::create(path)?;
    entries.iter().try_for_each(|it| run.push(it))?;
    run.finish()
}

/// Writes records that come sorted.
pub(super) struct RunWriter {
    path: PathBuf,
    file: BufWriter<File>,
}

impl RunWriter {
    pub(super) fn create(path: &Path) -> Result<RunWriter, FileError> {
        let file = File::create(path).map_err(|it| FileError::io(path, "write", &it))?;
        Ok(RunWriter { path: path.to_path_buf(), file: BufWriter::with_capacity(READ, file) })
    }

    pub(super) fn push<const N: usize>(&mut self, entry: &Entry<N>) -> Result<(), FileError> {
        let written = self.file.write_all(entry.map(u64::to_le_bytes).as_flattened());
        written.map_err(|it| FileError::io(&self.path, "write", &it))
    }

    pub(super) fn finish(mut self) -> Result<(), FileError> {
        self.file.flush().map_err(|it| FileError::io(&self.path, "write", &it))
    }
}

/// Sorted records, in a file or in memory.
pub(super) enum Run<'a, const N: usize> {
    Stored(PathBuf, BufReader<File>),
    Held(Box<dyn Iterator<Item = Entry<N>> + 'a>),
}

impl<'a, const N: usize> Run<'a, N> {
    /// Opens a run that is read beside others, `n_runs` together.
    pub(super) fn open(path: &Path, n_runs: usize) -> Result<Run<'a, N>, FileError> {
        let file = File::open(path).map_err(|it| FileError::io(path, "read", &it))?;
        let capacity = (ALL_READS / n_runs.max(1)).clamp(LEAST_READ, READ);
        Ok(Run::Stored(path.to_path_buf(), BufReader::with_capacity(capacity, file)))
    }

    pub(super) fn held(entries: impl Iterator<Item = Entry<N>> + 'a) -> Run<'a, N> {
        Run::Held(Box::new(entries))
    }

    fn next(&mut self) -> Result<Option<Entry<N>>, FileError> {
        let (path, file) = match self {
            Run::Stored(path, file) => (path, file),
            Run::Held(entries) => return Ok(entries.next()),
        };
        let failed = |it: io::Error| FileError::io(&*path, "read", &it);
        if file.fill_buf().map_err(failed)?.is_empty() {
            return Ok(None);
        }
        let mut entry = [[0; 8]; N];
        file.read_exact(entry.as_flattened_mut()).map_err(failed)?;
        Ok(Some(entry.map(u64::from_le_bytes)))
    }
}

/// Merges sorted runs; each record comes with the number of its run.
pub(super) fn merge<'a, const N: usize>(
    runs: impl IntoIterator<Item = Run<'a, N>>,
) -> impl Iterator<Item = Result<(Entry<N>, usize), FileError>> {
    let mut runs: Vec<Run<'a, N>> = runs.into_iter().collect();
    let mut heads = BinaryHeap::new();
    let mut failed = None;
    for (number, run) in runs.iter_mut().enumerate() {
        match run.next() {
            Ok(head) => heads.extend(head.map(|it| Reverse((it, number)))),
            Err(error) => failed = Some(error),
        }
    }
    std::iter::from_fn(move || {
        if let Some(error) = failed.take() {
            heads.clear();
            return Some(Err(error));
        }
        let mut head = heads.peek_mut()?;
        let Reverse((entry, number)) = *head;
        match runs[number].next() {
            Ok(Some(next)) => *head = Reverse((next, number)),
            Ok(None) => {
                PeekMut::pop(head);
            }
            Err(error) => {
                PeekMut::pop(head);
                failed = Some(error);
            }
        }
        Some(Ok((entry, number)))
    })
}

#[cfg(test)]
mod tests {
    use super::{Entry, Sorter};

    /// Sorts with room for so many records.
    fn check(entries: &[Entry<2>], room: usize) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let mut sorter = Sorter::new(folder.path(), "test", room * 16);
        entries.iter().for_each(|it| sorter.push(*it).expect("room on the disk"));
        let sorted: Vec<Entry<2>> = sorter.finish().expect("runs").map(|it| it.expect("readable")).collect();
        let mut expected = entries.to_vec();
        expected.sort_unstable();
        expected.dedup();
        assert_eq!(sorted, expected);
    }

    #[test]
    fn any_room_gives_the_same() {
        let entries: Vec<Entry<2>> = (0..1000).map(|it: u64| [it * 7919 % 101, it * 31 % 17]).collect();
        for room in [1, 2, 3, 10, 100, 999, 10_000] {
            check(&entries, room);
        }
        check(&[], 5);
    }

    #[test]
    fn equal_records_stay_in_memory() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let mut sorter = Sorter::new(folder.path(), "test", 160);
        (0..1000).for_each(|_| sorter.push([5]).expect("room"));
        assert_eq!(sorter.finish().expect("runs").count(), 1);
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
    }

    #[test]
    fn a_run_that_is_cut_off_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let mut sorter = Sorter::new(folder.path(), "test", 32);
        (0..4).for_each(|it| sorter.push([it, it]).expect("room"));
        let run = folder.path().join("test-0");
        let bytes = std::fs::read(&run).expect("a run");
        std::fs::write(&run, &bytes[..bytes.len() - 3]).expect("writable");
        assert!(sorter.finish().expect("runs").any(|it| it.is_err()));
    }
}
