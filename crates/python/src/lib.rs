//! The native half of the Python package `unchaff`: plain values in, plain values out. `python/unchaff` gives them names
//! and documentation.

mod capsule;
mod dedup;
mod front_matter;
mod sign;
mod text;

use std::ffi::OsString;

use pyo3::{create_exception, exceptions::PyValueError, prelude::*};

create_exception!(_unchaff, UnchaffError, PyValueError, "What cannot be done, and why.");

/// An error as Python knows it.
fn error(message: impl ToString) -> PyErr {
    UnchaffError::new_err(message.to_string())
}

/// Runs the command line; the first of `args` is the name of the program. Gives the exit code.
#[pyfunction]
fn run(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| ::unchaff::run_to_code(args))
}

#[pymodule]
mod _unchaff {
    #[pymodule_export]
    use super::{
        UnchaffError,
        capsule::{ArrowBatch, ArrowStream, clean_arrow},
        dedup::{
            Clusters, NearCopies, Pairs, dedup_likeness, dedup_marks, dedup_other_pages, dedup_overlaps, dedup_sign,
        },
        front_matter::{front_matter_get, front_matter_remove, front_matter_set},
        run,
        sign::{Fingerprint, sign},
        text::{clean, extract, restore, rules},
    };
}
