//! Arrow batches in and out without copies, by the PyCapsule interface
//! (<https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>).
//!
//! This is the only module of the workspace that is not safe by what the compiler knows: memory changes its owner by raw
//! pointers. Each of them comes out of a capsule of the name that the interface prescribes.
#![allow(unsafe_code, reason = "the C data interface is made of pointers")]

use std::{
    ffi::CStr,
    sync::{Arc, Mutex, PoisonError},
};

use arrow_array::{
    Array, RecordBatch, RecordBatchOptions, RecordBatchReader, StructArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi},
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyCapsuleMethods},
};
use unchaff_records::{Added, BatchCleaner, RecordOptions};

use crate::{
    error,
    text::{conversion, options},
};

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// A cleaned batch. `pyarrow.record_batch` takes it.
#[pyclass(frozen, module = "unchaff")]
pub(crate) struct ArrowBatch(pub(crate) RecordBatch);

#[pymethods]
impl ArrowBatch {
    /// The PyCapsule interface. The schema that is asked for is not looked at, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        drop(requested_schema);
        let data = StructArray::from(self.0.clone()).into_data();
        let (array, _) = to_ffi(&data).map_err(error)?;
        let schema = FFI_ArrowSchema::try_from(self.0.schema_ref().as_ref()).map_err(error)?;
        let schema = PyCapsule::new_with_value(py, schema, SCHEMA)?;
        Ok((schema, PyCapsule::new_with_value(py, array, ARRAY)?))
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }
}

/// Batches that are cleaned when somebody takes them, once. `pyarrow.table`, `polars.DataFrame` and DuckDB do.
#[pyclass(frozen, module = "unchaff")]
pub(crate) struct ArrowStream(Mutex<Option<Stream>>);

#[pymethods]
impl ArrowStream {
    /// The PyCapsule interface. The schema that is asked for is not looked at, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let stream = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let stream = stream.ok_or_else(|| error("these batches were taken already: call clean_arrow again"))?;
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(stream)), STREAM)
    }
}

/// Batches of somebody else, cleaned one by one.
struct Stream {
    reader: RecordBatchStreamReader,
    cleaner: BatchCleaner,
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let failed = |it| ArrowError::ExternalError(Box::new(it));
        Some(self.reader.next()?.and_then(|it| self.cleaner.clean(&it).map_err(failed)))
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        self.cleaner.schema().clone()
    }
}

/// Cleans a batch, or the batches of a table or a stream, of whatever library.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn clean_arrow(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    text: String,
    url: String,
    to: Option<&str>,
    with_edits: bool,
    with_kind: bool,
    with_errors: bool,
    with_unsafe: bool,
    taken_for: &str,
) -> PyResult<Py<PyAny>> {
    let mut record_options = RecordOptions {
        clean: options(with_unsafe, taken_for)?,
        conversion: to.map(|it| conversion(it, None, false)).transpose()?,
        added: Added { edits: with_edits, kind: with_kind, duplicate_of: false },
        ..RecordOptions::default()
    };
    (record_options.fields.text, record_options.fields.url) = (text, url);
    if data.hasattr("__arrow_c_array__")? {
        let batch = batch(data)?;
        let cleaner = BatchCleaner::new(batch.schema_ref(), record_options, with_errors).map_err(error)?;
        let cleaned = py.detach(|| cleaner.clean(&batch)).map_err(error)?;
        return Ok(Py::new(py, ArrowBatch(cleaned))?.into_any());
    }
    if !data.hasattr("__arrow_c_stream__")? {
        return Err(error("expected Arrow data: a batch, a table or a data frame (pyarrow, polars, DuckDB ...)"));
    }
    let reader = stream(data)?;
    let cleaner = BatchCleaner::new(&reader.schema(), record_options, with_errors).map_err(error)?;
    Ok(Py::new(py, ArrowStream(Mutex::new(Some(Stream { reader, cleaner }))))?.into_any())
}

/// Takes the batch of somebody else.
pub(crate) fn batch(data: &Bound<'_, PyAny>) -> PyResult<RecordBatch> {
    let capsules = data.call_method0("__arrow_c_array__")?;
    let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) =
        capsules.extract().map_err(|_| error("`__arrow_c_array__` gave no two capsules"))?;
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: by the interface a capsule of this name holds such a schema, and lives as long as `capsules`.
    let schema = unsafe { schema.as_ref() };
    // SAFETY: by the interface a capsule of this name holds such an array; what is taken out of it is marked as released.
    let array = unsafe { FFI_ArrowArray::from_raw(array.as_ptr()) };
    let fields = Schema::try_from(schema).map_err(error)?;
    // SAFETY: both come from one call, so that the schema describes the array.
    let data = unsafe { from_ffi(array, schema) }.map_err(error)?;
    let rows = StructArray::from(data);
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(Arc::new(fields), rows.columns().to_vec(), &options).map_err(error)
}

/// Takes the batches of somebody else.
fn stream(data: &Bound<'_, PyAny>) -> PyResult<RecordBatchStreamReader> {
    let capsule = data.call_method0("__arrow_c_stream__")?;
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| error("`__arrow_c_stream__` gave no capsule"))?;
    let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: by the interface a capsule of this name holds such a stream; what is taken out of it is marked as released.
    unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) }.map_err(error)
}
