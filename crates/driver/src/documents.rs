//! Reads documents on several threads and hands them on in order.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::{FileError, Input};

/// So many documents are worked on before their results are handed on. Large enough to keep threads
/// busy, small enough that the results in flight do not matter; the answer does not depend on it.
const BATCH: usize = 256;

/// A document that was read.
#[derive(Debug)]
pub struct Document<'a> {
    /// Which one.
    pub input: &'a Input,
    /// Its bytes.
    pub source: Vec<u8>,
}

/// Reads every document, calls `work` on several threads and `visit` on this one, in the order of
/// `inputs`, whatever thread was first. A panic in `work` becomes an error of that document.
pub fn each_document<T: Send>(
    inputs: &[Input],
    work: impl Fn(Document<'_>) -> Result<T, FileError> + Sync,
    mut visit: impl FnMut(&[Input], Vec<Result<T, FileError>>),
) {
    for batch in inputs.chunks(BATCH) {
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
