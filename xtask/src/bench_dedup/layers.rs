//! What the layers of `unchaff-dedup` take, one thread, without reading.

use anyhow::{Context, bail};

use super::documents::Documents;
use crate::{
    score::{Table, output},
    workspace,
};

/// Seconds, the fastest of ten.
pub(super) struct Layers {
    pub(super) tokens: f64,
    pub(super) signatures: f64,
    fingerprints: f64,
    groups: f64,
}

impl Layers {
    /// Runs the crate's own bench on the documents.
    pub(super) fn measure(documents: &Documents) -> anyhow::Result<Layers> {
        println!("layers");
        let mut command = workspace::cargo();
        command.args(["bench", "--quiet", "--locked", "--package", "unchaff-dedup", "--bench", "dedup"]);
        let figures = output(command.env("UNCHAFF_BENCH_DOCUMENTS", &documents.file))?;
        Ok(Layers {
            tokens: fastest(&figures, "tokenise_and_hash")?,
            signatures: fastest(&figures, "text_to_signature")?,
            fingerprints: fastest(&figures, "text_to_fingerprint")?,
            groups: fastest(&figures, "group_fingerprints")?,
        })
    }

    /// Texts to groups.
    pub(super) fn library(&self) -> f64 {
        self.fingerprints + self.groups
    }

    pub(super) fn enter(&self, table: &mut Table, documents: &Documents) {
        for (name, seconds) in [
            ("  tokenise and hash", self.tokens),
            ("  text to signature", self.signatures),
            ("  text to fingerprint", self.fingerprints),
            ("  fingerprints to groups", self.groups),
            ("library, 1 thread", self.library()),
        ] {
            table.set(name, "work", format!("{seconds:.2} s"));
            table.set(name, "MB/s", format!("{:.1}", documents.n_megabytes() / seconds));
        }
    }
}

/// Reads a line of divan's table: `├─ name   1.234 ms │ ...`, the fastest first.
fn fastest(figures: &str, name: &str) -> anyhow::Result<f64> {
    let line = figures.lines().find_map(|it| Some(it.split_once(name)?.1));
    let mut words = line.with_context(|| format!("divan prints `{name}`"))?.split_whitespace();
    let number: f64 = words.next().context("divan prints a time")?.parse()?;
    let unit = match words.next() {
        Some("s") => 1.0,
        Some("ms") => 1e-3,
        Some("µs") => 1e-6,
        Some("ns") => 1e-9,
        it => bail!("expected a unit of time after {number}, not {it:?}"),
    };
    Ok(number * unit)
}
