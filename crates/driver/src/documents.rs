//! Reads documents on several threads and hands them on in order.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicU64, Ordering},
};

use rayon::prelude::*;

use crate::{FileError, Input, Progress, StopFlag};

/// So many documents, or so many bytes of them, are worked on before their results are handed on. Large
/// enough to keep threads busy, small enough for the memory; the answer does not depend on it.
const BATCH: usize = 256;
pub(crate) const BATCH_BYTES: u64 = 64 << 20;

/// A document that was read.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    /// Which one.
    pub(crate) input: &'a Input,
    /// Its bytes.
    pub(crate) source: Vec<u8>,
}

/// What became of documents that follow one another.
pub(crate) struct Batch<'a, T> {
    /// Which ones.
    pub(crate) inputs: &'a [Input],
    /// For each of them, what `work` gave.
    pub(crate) results: Vec<Result<T, FileError>>,
    /// How many bytes were read.
    pub(crate) progress: Progress,
}

/// Reads every document, calls `work` on several threads and `visit` on this one, in the order of
/// `inputs`, whatever thread was first. A panic in `work` becomes an error of that document.
///
/// Tells how many documents `visit` has seen: all of them, or the first ones up to where it was stopped.
pub(crate) fn each_document<T: Send>(
    inputs: &[Input],
    batch_bytes: u64,
    stop: &StopFlag,
    work: impl Fn(Document<'_>) -> Result<T, FileError> + Sync,
    mut visit: impl FnMut(Batch<'_, T>),
) -> usize {
    let mut n_done = 0;
    while n_done < inputs.len() && !stop.is_raised() {
        let rest = &inputs[n_done..];
        let batch = &rest[..batch_length(rest, batch_bytes)];
        let n_bytes = AtomicU64::new(0);
        let work_on = |input: &Input| {
            let source = std::fs::read(&input.path).map_err(|it| FileError::io(&input.path, "read", &it))?;
            n_bytes.fetch_add(source.len() as u64, Ordering::Relaxed);
            catch_unwind(AssertUnwindSafe(|| work(Document { input, source }))).unwrap_or_else(|_| {
                Err(FileError::new(&input.path, "internal error: the document was left alone (please report it)"))
            })
        };
        let results: Vec<Option<Result<T, FileError>>> =
            batch.par_iter().map(|it| (!stop.is_raised()).then(|| work_on(it))).collect();
        // What another thread did behind the first document that was not begun is forgotten: nobody has seen it.
        let results: Vec<Result<T, FileError>> = results.into_iter().map_while(|it| it).collect();
        let n_documents = results.len();
        if n_documents > 0 {
            let progress = Progress { n_documents, n_bytes: n_bytes.into_inner() };
            visit(Batch { inputs: &batch[..n_documents], results, progress });
        }
        n_done += n_documents;
    }
    n_done
}

/// How many of the first documents make a batch; at least one.
fn batch_length(inputs: &[Input], most: u64) -> usize {
    let mut bytes = 0;
    let fits = |it: &&Input| {
        bytes += std::fs::metadata(&it.path).map_or(0, |it| it.len());
        bytes <= most
    };
    inputs.iter().take(BATCH).take_while(fits).count().max(1)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use unchaff_document::Kind;

    use super::*;

    /// Stops when the document of this number is worked on, on so many threads, and tells which were seen, in order.
    fn seen(inputs: &[Input], n_threads: usize, stops_at: usize) -> Vec<usize> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        let number = |it: &Input| it.relative.display().to_string().parse().expect("files are named by numbers");
        let stop = StopFlag::default();
        let mut seen = Vec::new();
        let work = |it: Document<'_>| {
            if number(it.input) == stops_at {
                stop.raise();
            }
            Ok(number(it.input))
        };
        let visit = |batch: Batch<'_, usize>| {
            assert_eq!(batch.progress.n_documents, batch.inputs.len());
            for (input, result) in batch.inputs.iter().zip(batch.results) {
                assert_eq!(result, Ok(number(input)));
                seen.push(number(input));
            }
        };
        let n_done = pool.install(|| each_document(inputs, BATCH_BYTES, &stop, work, visit));
        assert_eq!(n_done, seen.len());
        seen
    }

    #[test]
    fn a_stop_leaves_the_first_documents_done_and_all_others_not_begun() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let input = |number: usize| {
            let (relative, root) = (Path::new(&number.to_string()).to_path_buf(), folder.path().to_path_buf());
            let path = root.join(&relative);
            std::fs::write(&path, "a ferry").expect("a new file");
            Input { relative, file: path.clone(), path, root, kind: Kind::Text }
        };
        let inputs: Vec<Input> = (0..2 * BATCH + 10).map(input).collect();
        for n_threads in [1, 4] {
            for stops_at in [0, 100, BATCH - 1, BATCH, 2 * BATCH + 9] {
                let seen = seen(&inputs, n_threads, stops_at);
                assert!(seen.iter().copied().eq(0..seen.len()), "{seen:?}");
                if n_threads == 1 {
                    assert_eq!(seen.len(), stops_at + 1, "the one that was begun is finished");
                }
            }
            assert_eq!(seen(&inputs, n_threads, usize::MAX).len(), inputs.len());
        }
    }
}
