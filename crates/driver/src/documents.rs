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
    /// Its place among all.
    pub(crate) number: usize,
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
    while let Some(batch) = worked_on(inputs, n_done, batch_bytes, stop, &work) {
        n_done += batch.inputs.len();
        visit(batch);
    }
    n_done
}

/// The same without waiting: while `visit` has a batch, the next one is worked on. So `work` must not ask what `visit`
/// changes, nor wait for it.
pub(crate) fn each_document_ahead<'a, T: Send>(
    inputs: &'a [Input],
    batch_bytes: u64,
    stop: &StopFlag,
    work: impl Fn(Document<'_>) -> Result<T, FileError> + Sync,
    mut visit: impl FnMut(Batch<'a, T>),
) -> usize {
    let mut n_done = 0;
    let mut ready = worked_on(inputs, n_done, batch_bytes, stop, &work);
    while let Some(batch) = ready.take() {
        n_done += batch.inputs.len();
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| ready = worked_on(inputs, n_done, batch_bytes, stop, &work));
            visit(batch);
        });
    }
    n_done
}

/// Reads the documents that make the next batch and calls `work`. Nothing behind the last one, or once it was stopped.
fn worked_on<'a, T: Send>(
    inputs: &'a [Input],
    first: usize,
    batch_bytes: u64,
    stop: &StopFlag,
    work: impl Fn(Document<'_>) -> Result<T, FileError> + Sync,
) -> Option<Batch<'a, T>> {
    let rest = &inputs[first..];
    if rest.is_empty() || stop.is_raised() {
        return None;
    }
    let batch = &rest[..batch_length(rest, batch_bytes)];
    let n_bytes = AtomicU64::new(0);
    let work_on = |(number, input): (usize, &Input)| {
        let source = std::fs::read(&input.path).map_err(|it| FileError::io(&input.path, "read", &it))?;
        n_bytes.fetch_add(source.len() as u64, Ordering::Relaxed);
        let document = Document { input, number: first + number, source };
        catch_unwind(AssertUnwindSafe(|| work(document))).unwrap_or_else(|_| {
            Err(FileError::new(&input.path, "internal error: the document was left alone (please report it)"))
        })
    };
    let results: Vec<Option<Result<T, FileError>>> =
        batch.par_iter().enumerate().map(|it| (!stop.is_raised()).then(|| work_on(it))).collect();
    // What another thread did behind the first document that was not begun is forgotten: nobody has seen it.
    let results: Vec<Result<T, FileError>> = results.into_iter().map_while(|it| it).collect();
    let n_documents = results.len();
    let progress = Progress { n_documents, n_bytes: n_bytes.into_inner() };
    (n_documents > 0).then(|| Batch { inputs: &batch[..n_documents], results, progress })
}

/// How many of the first documents make a batch; at least one.
fn batch_length(inputs: &[Input], most: u64) -> usize {
    let first = &inputs[..inputs.len().min(BATCH)];
    let lengths: Vec<u64> = first.par_iter().map(|it| std::fs::metadata(&it.path).map_or(0, |it| it.len())).collect();
    let mut bytes = 0;
    let fits = |it: &u64| {
        bytes += it;
        bytes <= most
    };
    lengths.into_iter().take_while(fits).count().max(1)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use unchaff_document::Kind;

    use super::*;

    /// Stops when the document of this number is worked on, on so many threads, and tells which were seen, in order.
    fn seen(inputs: &[Input], n_threads: usize, stops_at: usize, is_ahead: bool) -> Vec<usize> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        let number = |it: &Input| it.relative.display().to_string().parse().expect("files are named by numbers");
        let stop = StopFlag::default();
        let mut seen = Vec::new();
        let work = |it: Document<'_>| {
            assert_eq!(number(it.input), it.number);
            if it.number == stops_at {
                stop.raise();
            }
            Ok(it.number)
        };
        let visit = |batch: Batch<'_, usize>| {
            assert_eq!(batch.progress.n_documents, batch.inputs.len());
            for (input, result) in batch.inputs.iter().zip(batch.results) {
                assert_eq!(result, Ok(number(input)));
                seen.push(number(input));
            }
        };
        let n_done = pool.install(|| match is_ahead {
            true => each_document_ahead(inputs, BATCH_BYTES, &stop, work, visit),
            false => each_document(inputs, BATCH_BYTES, &stop, work, visit),
        });
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
        for (n_threads, is_ahead) in [(1, false), (4, false), (1, true), (4, true)] {
            for stops_at in [0, 100, BATCH - 1, BATCH, 2 * BATCH + 9] {
                let seen = seen(&inputs, n_threads, stops_at, is_ahead);
                assert!(seen.iter().copied().eq(0..seen.len()), "{seen:?}");
                if n_threads == 1 {
                    assert_eq!(seen.len(), stops_at + 1, "the one that was begun is finished");
                }
            }
            assert_eq!(seen(&inputs, n_threads, usize::MAX, is_ahead).len(), inputs.len());
        }
    }
}
