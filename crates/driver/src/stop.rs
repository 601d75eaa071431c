//! Long work: how far it is, and how it ends before its end.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A flag that ends long work before its end. Clones are the same flag.
///
/// It is asked before every document and between longer steps, so what was begun is finished, and what is finished is
/// whole: files, the ledger, an index. A document takes as long as it takes.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Ends the work. It cannot be taken back.
    pub fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the work is to end.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl From<Arc<AtomicBool>> for StopFlag {
    /// A flag that others, such as the handler of a signal, raise by setting it.
    fn from(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }
}

/// What was read since the last time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files, or records.
    pub n_documents: usize,
    /// Their bytes.
    pub n_bytes: u64,
}
