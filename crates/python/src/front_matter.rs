//! Headers of texts. Values go as JSON, which Python reads.

use pyo3::prelude::*;
use unchaff_driver::{Dialect, HeaderEdit, HeaderError, HeaderOptions, HeaderValue, header_json, header_value};
use unchaff_front_matter::SpliceError;

use crate::error;

fn options(dialect: &str) -> PyResult<HeaderOptions> {
    let dialect = match dialect {
        "strict" => Dialect::Strict,
        "hexo" => Dialect::HexoPosts,
        _ => return Err(error("dialect: expected 'strict' or 'hexo'")),
    };
    Ok(HeaderOptions { dialect, tolerant: false })
}

fn text(edit: HeaderEdit) -> PyResult<String> {
    String::from_utf8(edit.output).map_err(error)
}

/// The value under a key as JSON, nothing if there is no such key; or the whole header, and what is wrong with it.
#[pyfunction]
pub(crate) fn front_matter_get(text: &str, key: Option<&str>, dialect: &str) -> PyResult<Option<String>> {
    let options = options(dialect)?;
    let Some(key) = key else { return Ok(Some(header_json(text.as_bytes(), options).to_string())) };
    match header_value(text.as_bytes(), key, options) {
        Ok(value) => Ok(Some(value.to_string())),
        Err(HeaderError::Splice(SpliceError::NoSuchKey(_))) => Ok(None),
        Err(why) => Err(error(why)),
    }
}

/// The text with another value, given as JSON, under a key.
#[pyfunction]
pub(crate) fn front_matter_set(source: &str, key: &str, json: &str, dialect: &str) -> PyResult<String> {
    let value = HeaderValue::Json(serde_json::from_str(json).map_err(error)?);
    let edit = unchaff_driver::with_header_value(source.as_bytes(), key, &value, options(dialect)?);
    text(edit.map_err(error)?)
}

/// The text without a key.
#[pyfunction]
pub(crate) fn front_matter_remove(source: &str, key: &str, dialect: &str) -> PyResult<String> {
    text(unchaff_driver::without_header_key(source.as_bytes(), key, options(dialect)?).map_err(error)?)
}
