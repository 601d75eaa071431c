//! The lines of the files between layers.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use unchaff_dedup::{Fingerprint, FrequentLines, Parameters, Shingles, check_header};

use crate::Failed;

/// What documents are signed from; other keys are left alone.
#[derive(Deserialize)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) text: String,
    url: Option<String>,
}

/// The first line of a file.
#[derive(Serialize, Deserialize)]
pub(crate) struct Header {
    header: String,
    /// The frequent lines, where there are signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    frequent_lines: Option<Vec<String>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Signature {
    pub(crate) id: String,
    pub(crate) n_tokens: usize,
    sequence: String,
    keys: Vec<String>,
    shingles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// Two documents to compare.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pair {
    pub(crate) one: String,
    pub(crate) other: String,
}

/// What two documents share. Where there are two numbers the first is about `one`.
#[derive(Serialize, Deserialize)]
pub(crate) struct Edge {
    pub(crate) one: String,
    pub(crate) other: String,
    pub(crate) relation: String,
    pub(crate) shared: usize,
    pub(crate) shingles: [usize; 2],
    pub(crate) jaccard: f64,
    pub(crate) containment: [f64; 2],
    /// Bytes of the longest passage in both texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) longest: Option<[[usize; 2]; 2]>,
}

/// A document, and the name of those that hang together with it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Cluster {
    pub(crate) id: String,
    pub(crate) cluster: String,
}

/// A document of a group; the group is named by the one that is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) cluster: String,
    pub(crate) keep: bool,
    pub(crate) relation: String,
    pub(crate) similarity: f64,
}

impl Header {
    pub(crate) fn new(header: String, frequent: &FrequentLines) -> Header {
        Header { header, frequent_lines: Some(hex(frequent.lines())) }
    }

    /// The same, for files without signatures.
    pub(crate) fn plain(&self) -> Header {
        Header { header: self.header.clone(), frequent_lines: None }
    }

    /// What it was signed with.
    pub(crate) fn parameters(&self) -> Result<Parameters, Failed> {
        let presets = [Parameters::ARTICLES, Parameters::STRICT];
        let found = presets.into_iter().find(|it| self.header.starts_with(&format!("{} ", it.header())));
        found.ok_or_else(|| format!("signed in a way that this program does not know: `{}`", self.header).into())
    }

    pub(crate) fn frequent(&self) -> Result<FrequentLines, Failed> {
        let lines = self.frequent_lines.as_ref().ok_or("expected a file of signatures, with `frequent_lines`")?;
        Ok(numbers(lines)?.into_iter().collect())
    }
}

impl Signature {
    pub(crate) fn new(document: &Document, fingerprint: &Fingerprint) -> Signature {
        Signature {
            id: document.id.clone(),
            n_tokens: fingerprint.n_tokens,
            sequence: format!("{:032x}", fingerprint.sequence),
            keys: hex(&fingerprint.keys),
            shingles: hex(fingerprint.shingles.packed()),
            url: document.url.clone(),
        }
    }

    pub(crate) fn fingerprint(&self) -> Result<Fingerprint, Failed> {
        Ok(Fingerprint {
            sequence: u128::from_str_radix(&self.sequence, 16)?,
            n_tokens: self.n_tokens,
            shingles: Shingles::from_packed(numbers(&self.shingles)?)?,
            keys: numbers(&self.keys)?,
        })
    }
}

impl Edge {
    /// Whether its documents are duplicates; what another one contains is none.
    pub(crate) fn is_link(&self) -> bool {
        matches!(self.relation.as_str(), "exact" | "near")
    }
}

fn hex(numbers: &[u64]) -> Vec<String> {
    numbers.iter().map(|it| format!("{it:016x}")).collect()
}

fn numbers(hex: &[String]) -> Result<Vec<u64>, Failed> {
    hex.iter().map(|it| Ok(u64::from_str_radix(it, 16)?)).collect()
}

/// Opens a file; `-` is standard input.
pub(crate) fn open(path: &str) -> Result<Box<dyn BufRead>, Failed> {
    if path == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = File::open(path).map_err(|it| format!("{path}: cannot read: {it}"))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Reads lines without a header.
pub(crate) fn read_plain<T: DeserializeOwned>(lines: impl BufRead) -> Result<Vec<T>, Failed> {
    lines.lines().map(|it| Ok(serde_json::from_str(&it?)?)).collect()
}

/// Reads a file below a header. It may have several, if it was put together; all must be equal, and equal `expected`.
pub(crate) fn read<T: DeserializeOwned>(
    lines: impl BufRead,
    expected: Option<&Header>,
) -> Result<(Header, Vec<T>), Failed> {
    let mut header: Option<Header> = None;
    let mut rows = Vec::new();
    for line in lines.lines() {
        let line = line?;
        // A look at the line is cheaper than reading it twice.
        if line.contains("\"header\"")
            && let Ok(found) = serde_json::from_str::<Header>(&line)
        {
            if let Some(expected) = expected.or(header.as_ref()) {
                check_header(&expected.header, &found.header)?;
            }
            header.get_or_insert(found);
        } else if header.is_some() {
            rows.push(serde_json::from_str(&line)?);
        } else {
            break;
        }
    }
    Ok((header.ok_or("the first line is no header: expected a file that a layer wrote")?, rows))
}

pub(crate) fn write<T: Serialize>(
    header: &Header,
    rows: impl IntoIterator<Item = T>,
    out: impl Write,
) -> Result<(), Failed> {
    let mut out = BufWriter::new(out);
    writeln!(out, "{}", serde_json::to_string(header)?)?;
    for row in rows {
        writeln!(out, "{}", serde_json::to_string(&row)?)?;
    }
    Ok(out.flush()?)
}
