//! What texts are compared by.

use pyo3::prelude::*;
use rayon::prelude::*;
use unchaff_dedup::{Fingerprint as Signed, Parameters, Shingles};

use crate::error;

/// The parameters of a name.
pub(crate) fn parameters(name: &str) -> PyResult<Parameters> {
    match name {
        "articles" => Ok(Parameters::ARTICLES),
        "strict" => Ok(Parameters::STRICT),
        _ => Err(error("parameters: expected 'articles' or 'strict'")),
    }
}

/// What two texts are compared by: hashes of their words, without the words.
///
/// Equal on every machine. Only those that were made with the same parameters can be compared.
#[pyclass(frozen, eq, module = "unchaff")]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    signed: Signed,
    name: String,
}

#[pymethods]
impl Fingerprint {
    #[new]
    fn new(sequence: u128, n_tokens: usize, shingles: Vec<u64>, keys: Vec<u64>, parameters: String) -> PyResult<Self> {
        let shingles = Shingles::from_packed(shingles).map_err(error)?;
        Ok(Self { signed: Signed { sequence, n_tokens, shingles, keys }, name: parameters })
    }

    /// A hash of all words in their order: 128 bits, equal for equal texts.
    #[getter]
    fn sequence(&self) -> u128 {
        self.signed.sequence
    }

    /// How many words and CJK characters the text has.
    #[getter]
    fn n_tokens(&self) -> usize {
        self.signed.n_tokens
    }

    /// One number for each band. Texts that share none are no duplicates, unless they are equal.
    #[getter]
    fn keys(&self) -> Vec<u64> {
        self.signed.keys.clone()
    }

    /// The name of the parameters.
    #[getter]
    fn parameters(&self) -> &str {
        &self.name
    }

    /// What this text is to another one: 'exact', 'near', 'contains', 'is-contained' or 'different'.
    fn compare(&self, other: &Self) -> PyResult<String> {
        self.check(other)?;
        Ok(self.signed.compare(&other.signed, &parameters(&self.name)?).to_string())
    }

    /// Shared runs of words among all of both, from 0 to 1; counted, not estimated.
    fn jaccard(&self, other: &Self) -> PyResult<f64> {
        self.check(other)?;
        Ok(self.signed.overlap(&other.signed).jaccard())
    }

    /// How much of this text's runs of words stands in another one, from 0 to 1.
    fn containment(&self, other: &Self) -> PyResult<f64> {
        self.check(other)?;
        Ok(self.signed.overlap(&other.signed).containment())
    }

    fn __repr__(&self) -> String {
        format!("Fingerprint({} tokens, {:032x})", self.signed.n_tokens, self.signed.sequence)
    }

    fn __hash__(&self) -> u64 {
        self.signed.sequence as u64
    }

    fn __getnewargs__(&self) -> (u128, usize, Vec<u64>, Vec<u64>, String) {
        let Signed { sequence, n_tokens, shingles, keys } = &self.signed;
        (*sequence, *n_tokens, shingles.packed().to_vec(), keys.clone(), self.name.clone())
    }
}

impl Fingerprint {
    fn check(&self, other: &Self) -> PyResult<()> {
        match self.name == other.name {
            true => Ok(()),
            false => Err(error(format!("one was made with {}, the other with {}", self.name, other.name))),
        }
    }
}

/// Signs texts, as they are, on several threads.
#[pyfunction]
pub(crate) fn sign(py: Python<'_>, texts: Vec<String>, parameters: &str) -> PyResult<Vec<Fingerprint>> {
    let chosen = self::parameters(parameters)?;
    let sign = |it: &String| Fingerprint { signed: Signed::new(it, &chosen), name: parameters.to_string() };
    Ok(py.detach(|| texts.par_iter().map(sign).collect()))
}
