//! Reads documents on several threads and hands them on in order.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::{FileError, Input};

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

/// Reads every document, calls `work` on several threads and `visit` on this one, in the order of
/// `inputs`, whatever thread was first. A panic in `work` becomes an error of that document.
pub(crate) fn each_document<T: Send>(
    inputs: &[Input],
    batch_bytes: u64,
    work: impl Fn(Document<'_>) -> Result<T, FileError> + Sync,
    mut visit: impl FnMut(&[Input], Vec<Result<T, FileError>>),
) {
    let mut rest = inputs;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_length(rest, batch_bytes));
        rest = later;
        let results: Vec<Result<T, FileError>> = batch
            .par_iter()
            .map(|input| {
                let source = std::fs::read(&input.path).map_err(|it| FileError::io(&input.path, "read", &it))?;
                catch_unwind(AssertUnwindSafe(|| work(Document { input, source }))).unwrap_or_else(|_| {
                    Err(FileError::new(&input.path, "internal error: the document was left alone (please report it)"))
                })
            })
            .collect();
        visit(batch, results);
    }
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
