//! The layers of the search for duplicates on batches of Arrow, as `unchaff.spark` puts them together.
//!
//! Documents have a *place*: bytes by which they are sorted, the most preferred first, then by their names. Numbers of 64
//! bits go as signed ones, which have the same bits; shingles and signatures as little-endian bytes.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use arrow_array::{
    Array, ArrayRef, BinaryArray, Int32Array, Int64Array, ListArray, RecordBatch, StringArray,
    builder::{Int64Builder, ListBuilder},
    cast::AsArray,
    types::Int64Type,
};
use arrow_schema::DataType;
use pyo3::prelude::*;
use rayon::prelude::*;
use unchaff_dedup::{
    Bucket, Candidate, Fingerprint, FrequentLines, Keep, Likeness, PREFERENCE_LENGTH, Parameters, Provisional,
    Shingles, cluster,
};
use unchaff_driver::{CleanOptions, Format, Tokens, read_date, record_words};

use crate::{
    capsule::{ArrowBatch, batch},
    error,
    sign::parameters,
    text::options,
};

/// A column of texts or bytes.
struct Bytes(ArrayRef);

impl Bytes {
    fn of(batch: &RecordBatch, name: &str) -> PyResult<Self> {
        let column = column(batch, name)?;
        match column.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Binary | DataType::LargeBinary => Ok(Self(column.clone())),
            other => Err(error(format!("`{name}` is {other}: expected text or bytes"))),
        }
    }

    fn get(&self, at: usize) -> Option<&[u8]> {
        self.0.is_valid(at).then(|| match self.0.data_type() {
            DataType::Utf8 => self.0.as_string::<i32>().value(at).as_bytes(),
            DataType::LargeUtf8 => self.0.as_string::<i64>().value(at).as_bytes(),
            DataType::LargeBinary => self.0.as_binary::<i64>().value(at),
            _ => self.0.as_binary::<i32>().value(at),
        })
    }

    fn text(&self, at: usize) -> Option<&str> {
        std::str::from_utf8(self.get(at)?).ok()
    }
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> PyResult<&'a ArrayRef> {
    batch.column_by_name(name).ok_or_else(|| error(format!("no column `{name}`")))
}

fn numbers(batch: &RecordBatch, name: &str) -> PyResult<Int64Array> {
    let found = column(batch, name)?.as_primitive_opt::<Int64Type>().cloned();
    found.ok_or_else(|| error(format!("`{name}` has no numbers of 64 bits")))
}

fn to_bytes(numbers: &[u64]) -> Vec<u8> {
    numbers.iter().flat_map(|it| it.to_le_bytes()).collect()
}

fn from_bytes(bytes: &[u8]) -> Vec<u64> {
    bytes.as_chunks().0.iter().map(|it| u64::from_le_bytes(*it)).collect()
}

fn shingles(bytes: &[u8]) -> PyResult<Shingles> {
    Shingles::from_packed(from_bytes(bytes)).map_err(error)
}

fn lists<'a>(rows: impl Iterator<Item = &'a [u64]>) -> ListArray {
    let mut builder = ListBuilder::new(Int64Builder::new());
    for row in rows {
        builder.values().append_slice(&row.iter().map(|it| it.cast_signed()).collect::<Vec<i64>>());
        builder.append(true);
    }
    builder.finish()
}

fn made(columns: Vec<(&str, ArrayRef)>) -> PyResult<ArrowBatch> {
    Ok(ArrowBatch(
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, it)| (name, it, true)))
            .map_err(error)?,
    ))
}

/// How texts are read and which of them are preferred.
struct Reading {
    clean: Option<CleanOptions>,
    keep: Keep,
}

impl Reading {
    fn new(is_cleaned: bool, with_unsafe: bool, taken_for: &str, keep: &str) -> PyResult<Self> {
        let clean = is_cleaned.then(|| options(with_unsafe, taken_for)).transpose()?;
        let keep = match keep {
            "longest" => Keep::Longest,
            "earliest" => Keep::Earliest,
            "shortest-url" => Keep::ShortestUrl,
            "smallest" => Keep::Smallest,
            "largest" => Keep::Largest,
            _ => return Err(error("keep: expected 'longest', 'earliest', 'shortest-url', 'smallest' or 'largest'")),
        };
        Ok(Self { clean, keep })
    }

    fn words(&self, text: Option<&str>) -> Tokens {
        text.map(|it| record_words(it, Format::Unknown, self.clean.as_ref())).unwrap_or_default()
    }
}

/// What is counted before documents are signed: `id`, `text` become `id`, `sequence`, `slots`, `keys`, `lines`.
#[pyfunction]
pub(crate) fn dedup_marks(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    is_cleaned: bool,
    with_unsafe: bool,
    taken_for: &str,
) -> PyResult<ArrowBatch> {
    let batch = batch(data)?;
    let reading = Reading::new(is_cleaned, with_unsafe, taken_for, "longest")?;
    let (ids, texts) = (Bytes::of(&batch, "id")?, Bytes::of(&batch, "text")?);
    let mark = |at: usize| {
        let tokens = reading.words(texts.text(at));
        (tokens.sequence().to_be_bytes(), Provisional::sign(&tokens), tokens.line_hashes())
    };
    let rows: Vec<_> = py.detach(|| (0..batch.num_rows()).into_par_iter().map(mark).collect());
    let slots = |it: &Option<Provisional>| -> Option<Vec<u8>> {
        Some(it.as_ref()?.slots().iter().flat_map(|it| it.to_le_bytes()).collect())
    };
    let keys: Vec<Vec<u64>> = rows.iter().map(|it| it.1.iter().flat_map(Provisional::keys).collect()).collect();
    made(vec![
        ("id", Arc::new((0..batch.num_rows()).map(|it| ids.text(it)).collect::<StringArray>())),
        // The start of it decides, as on one machine.
        ("sequence", Arc::new(rows.iter().map(|it| Some(&it.0[..8])).collect::<BinaryArray>())),
        ("slots", Arc::new(rows.iter().map(|it| slots(&it.1)).collect::<BinaryArray>())),
        ("keys", Arc::new(lists(keys.iter().map(Vec::as_slice)))),
        ("lines", Arc::new(lists(rows.iter().map(|it| it.2.as_slice())))),
    ])
}

/// Two texts, and whether they are different pages of one site: `first`, `second`.
#[pyfunction]
pub(crate) fn dedup_other_pages(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    is_cleaned: bool,
    with_unsafe: bool,
    taken_for: &str,
) -> PyResult<Vec<bool>> {
    let batch = batch(data)?;
    let reading = Reading::new(is_cleaned, with_unsafe, taken_for, "longest")?;
    let (first, second) = (Bytes::of(&batch, "first")?, Bytes::of(&batch, "second")?);
    let is_other = |at: usize| reading.words(first.text(at)).is_other_page(&reading.words(second.text(at)));
    Ok(py.detach(|| (0..batch.num_rows()).into_par_iter().map(is_other).collect()))
}

/// Signs documents without lines that are frequent, which are given as bytes: `id`, `text`, and `date`, `url`, `field` where
/// they decide, become `place`, `sequence`, `n_tokens`, `shingles`, `keys`.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn dedup_sign(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    frequent: &[u8],
    keep: &str,
    chosen: &str,
    is_cleaned: bool,
    with_unsafe: bool,
    taken_for: &str,
) -> PyResult<ArrowBatch> {
    let batch = batch(data)?;
    let reading = Reading::new(is_cleaned, with_unsafe, taken_for, keep)?;
    let (ids, texts) = (Bytes::of(&batch, "id")?, Bytes::of(&batch, "text")?);
    let other = |name: &str| batch.column_by_name(name).map(|_| Bytes::of(&batch, name)).transpose();
    let (dates, urls, fields) = (other("date")?, other("url")?, other("field")?);
    let frequent: FrequentLines = from_bytes(frequent).into_iter().collect();
    let parameters = parameters(chosen)?;
    let sign = |at: usize| {
        let of = |it: &'_ Option<Bytes>| it.as_ref().and_then(|it| it.text(at)).map(str::to_string);
        let signed = Fingerprint::sign(&reading.words(texts.text(at)), &frequent, &parameters);
        let (url, field) = (of(&urls), of(&fields));
        let date = of(&dates).and_then(|it| read_date(&it));
        let (url, field) = (url.as_deref(), field.as_deref());
        let candidate = Candidate { n_tokens: signed.n_tokens, date, url, field, position: 0 };
        let place = [&reading.keep.preference(&candidate), ids.get(at).unwrap_or_default()].concat();
        (place, signed)
    };
    let rows: Vec<(Vec<u8>, Fingerprint)> = py.detach(|| (0..batch.num_rows()).into_par_iter().map(sign).collect());
    let n_tokens = |it: &(Vec<u8>, Fingerprint)| i32::try_from(it.1.n_tokens).unwrap_or(i32::MAX);
    made(vec![
        ("place", Arc::new(rows.iter().map(|it| Some(&it.0)).collect::<BinaryArray>())),
        ("sequence", Arc::new(rows.iter().map(|it| Some(it.1.sequence.to_be_bytes())).collect::<BinaryArray>())),
        ("n_tokens", Arc::new(rows.iter().map(n_tokens).collect::<Int32Array>())),
        ("shingles", Arc::new(rows.iter().map(|it| Some(to_bytes(it.1.shingles.packed()))).collect::<BinaryArray>())),
        ("keys", Arc::new(lists(rows.iter().map(|it| it.1.keys.as_slice())))),
    ])
}

/// Where the id begins in a place.
const _: () = assert!(PREFERENCE_LENGTH == 24, "unchaff.spark cuts places there");

/// What is held of a bucket while its documents come.
struct Held<T> {
    key: Option<i64>,
    bucket: Bucket<T>,
}

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self { key: None, bucket: Bucket::default() }
    }
}

impl<T> Held<T> {
    fn push(&mut self, key: i64, document: T, compare: impl FnMut(&T, &T)) {
        if self.key.replace(key) != Some(key) {
            self.bucket = Bucket::default();
        }
        self.bucket.push(document, compare);
    }
}

fn locked<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Documents of one key after the other, which become pairs of provisional near-copies.
#[pyclass(frozen)]
#[derive(Default)]
pub(crate) struct NearCopies(Mutex<Held<(String, Provisional)>>);

#[pymethods]
impl NearCopies {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// `key`, `id`, `slots`, sorted by key and sequence, become `a`, `b`.
    fn push(&self, data: &Bound<'_, PyAny>) -> PyResult<ArrowBatch> {
        let batch = batch(data)?;
        let (keys, ids, slots) = (numbers(&batch, "key")?, Bytes::of(&batch, "id")?, Bytes::of(&batch, "slots")?);
        let mut found: Vec<[String; 2]> = Vec::new();
        let mut held = locked(&self.0);
        for at in 0..batch.num_rows() {
            let slots = slots.get(at).unwrap_or_default().as_chunks().0.iter().map(|it| u32::from_le_bytes(*it));
            let document = (ids.text(at).unwrap_or_default().to_string(), Provisional::from_slots(slots.collect()));
            held.push(keys.value(at), document, |a, b| {
                if a.1.is_near_copy(&b.1) {
                    found.push([a.0.clone(), b.0.clone()]);
                }
            });
        }
        let end = |it: usize| Arc::new(found.iter().map(|pair| Some(&pair[it])).collect::<StringArray>());
        made(vec![("a", end(0)), ("b", end(1))])
    }
}

/// Documents of one key after the other, which become pairs to verify.
#[pyclass(frozen)]
#[derive(Default)]
pub(crate) struct Pairs(Mutex<Held<Vec<u8>>>);

#[pymethods]
impl Pairs {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// `key`, `place`, sorted by both, become `a`, `b`: the preferred one first.
    fn push(&self, data: &Bound<'_, PyAny>) -> PyResult<ArrowBatch> {
        let batch = batch(data)?;
        let (keys, places) = (numbers(&batch, "key")?, Bytes::of(&batch, "place")?);
        let mut found: Vec<[Vec<u8>; 2]> = Vec::new();
        let mut held = locked(&self.0);
        for at in 0..batch.num_rows() {
            let place = places.get(at).unwrap_or_default().to_vec();
            held.push(keys.value(at), place, |a, b| found.push([a.clone(), b.clone()]));
        }
        let end = |it: usize| Arc::new(found.iter().map(|pair| Some(&pair[it])).collect::<BinaryArray>());
        made(vec![("a", end(0)), ("b", end(1))])
    }
}

/// What the other one, `b_shingles`, is to the preferred one, `a_shingles`: `near`, `contained` (in it), `contains` (it), or
/// nothing.
#[pyfunction]
pub(crate) fn dedup_likeness(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    chosen: &str,
) -> PyResult<Vec<Option<&'static str>>> {
    let batch = batch(data)?;
    let (a, b) = (Bytes::of(&batch, "a_shingles")?, Bytes::of(&batch, "b_shingles")?);
    let parameters = parameters(chosen)?;
    let likeness = |at: usize| {
        let [a, b] = [&a, &b].map(|it| shingles(it.get(at).unwrap_or_default()));
        Ok(parameters.likeness(&b?, &a?).map(|it| match it.0 {
            Likeness::Near => "near",
            Likeness::Contained => "contained",
            Likeness::Contains => "contains",
        }))
    };
    py.detach(|| (0..batch.num_rows()).into_par_iter().map(likeness).collect())
}

/// The similarity of `own` and `kept`, and how much of the first the second holds.
#[pyfunction]
pub(crate) fn dedup_overlaps(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<(Vec<f64>, Vec<f64>)> {
    let batch = batch(data)?;
    let (own, kept) = (Bytes::of(&batch, "own")?, Bytes::of(&batch, "kept_shingles")?);
    let overlap = |at: usize| {
        let [own, kept] = [&own, &kept].map(|it| shingles(it.get(at).unwrap_or_default()));
        let overlap = own?.overlap(&kept?);
        Ok((overlap.jaccard(), overlap.containment()))
    };
    let found: PyResult<Vec<(f64, f64)>> = py.detach(|| (0..batch.num_rows()).into_par_iter().map(overlap).collect());
    Ok(found?.into_iter().unzip())
}

/// A component whose rows come: documents with their shingles, and links.
#[derive(Default)]
struct Component {
    key: Vec<u8>,
    members: BTreeMap<Vec<u8>, Vec<u8>>,
    links: Vec<[Vec<u8>; 2]>,
}

impl Component {
    /// The documents for which another one is kept, each with that one.
    fn split(self, parameters: &Parameters) -> PyResult<Vec<[Vec<u8>; 2]>> {
        let places: Vec<&Vec<u8>> = self.members.keys().collect();
        let signed = self.members.values().map(|it| shingles(it)).collect::<PyResult<Vec<Shingles>>>()?;
        let number = |place: &Vec<u8>| {
            let found = places.binary_search(&place).map_err(|_| error("a link to a document that is not there"));
            found.map(|it| it as u32)
        };
        let links =
            self.links.iter().map(|[a, b]| Ok((number(a)?, number(b)?))).collect::<PyResult<Vec<(u32, u32)>>>()?;
        let is_held = |document: u32, kept: u32| {
            Ok::<bool, Infallible>(parameters.holds(&signed[kept as usize], &signed[document as usize]))
        };
        let Ok(kept_of) = cluster(places.len(), &links, is_held);
        let others = kept_of.iter().enumerate().filter(|it| it.0 != *it.1 as usize);
        Ok(others.map(|(document, &kept)| [places[document].clone(), places[kept as usize].clone()]).collect())
    }
}

/// One component after the other, which become groups around the documents that are kept.
#[pyclass(frozen)]
pub(crate) struct Clusters {
    parameters: Parameters,
    component: Mutex<Component>,
}

#[pymethods]
impl Clusters {
    #[new]
    fn new(chosen: &str) -> PyResult<Self> {
        Ok(Self { parameters: parameters(chosen)?, component: Mutex::default() })
    }

    /// `component`, and `place` with `shingles` for a document or `place` with `other` for a link, sorted by component,
    /// become `place`, `kept` of those components that are whole. Without data: of the last one.
    #[pyo3(signature = (data = None))]
    fn push(&self, py: Python<'_>, data: Option<&Bound<'_, PyAny>>) -> PyResult<ArrowBatch> {
        let mut current = locked(&self.component);
        let mut whole = Vec::new();
        match data {
            None => whole.push(std::mem::take(&mut *current)),
            Some(data) => {
                let batch = batch(data)?;
                let of = |name: &str| Bytes::of(&batch, name);
                let (keys, places, shingles, others) = (of("component")?, of("place")?, of("shingles")?, of("other")?);
                for at in 0..batch.num_rows() {
                    let key = keys.get(at).unwrap_or_default();
                    if current.key != key {
                        whole.push(std::mem::replace(
                            &mut *current,
                            Component { key: key.to_vec(), ..Component::default() },
                        ));
                    }
                    let place = places.get(at).unwrap_or_default().to_vec();
                    match (shingles.get(at), others.get(at)) {
                        (Some(shingles), _) => drop(current.members.insert(place, shingles.to_vec())),
                        (None, other) => current.links.push([place, other.unwrap_or_default().to_vec()]),
                    }
                }
            }
        }
        drop(current);
        let parameters = &self.parameters;
        let found: PyResult<Vec<_>> = py.detach(|| whole.into_par_iter().map(|it| it.split(parameters)).collect());
        let found: Vec<[Vec<u8>; 2]> = found?.into_iter().flatten().collect();
        let end = |it: usize| Arc::new(found.iter().map(|pair| Some(&pair[it])).collect::<BinaryArray>());
        made(vec![("place", end(0)), ("kept", end(1))])
    }
}
