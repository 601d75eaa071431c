//! What all contestants read.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;

use crate::{
    score::{corpus, output},
    workspace,
};

/// Documents in a file of JSON lines.
pub(super) struct Documents {
    pub(super) file: PathBuf,
    pub(super) n_documents: usize,
    n_bytes: usize,
    /// Judges groups, if the documents are labelled.
    pub(super) scorer: Option<PathBuf>,
}

impl Documents {
    /// Unpacks a corpus: the one that was asked for, else the labelled one, else one made of our own posts.
    pub(super) fn write(asked: Option<&Path>, out: &Path) -> anyhow::Result<Documents> {
        let labelled = corpus().join("dedup/dev.jsonl.gz");
        let posts = workspace::root().join("seeds/posts");
        let source = asked.unwrap_or(if labelled.is_file() {
            &labelled
        } else {
            println!("SKIPPED: no corpus at {} (set UNCHAFF_CORPUS): edits of our own posts", labelled.display());
            &posts
        });
        let file = out.join("documents.jsonl");
        let script = workspace::root().join("benches/documents.py");
        let counts = output(Command::new("python3").arg(script).arg(&file).arg(source))?;
        let (n_documents, n_bytes) = counts.trim().split_once(' ').context("documents.py prints two numbers")?;

        let scorer = corpus().join("score_dedup.py");
        let is_labelled = fs::read_to_string(&file)?.lines().next().is_some_and(|it| it.contains("\"cluster\": "));
        Ok(Documents {
            n_documents: n_documents.parse()?,
            n_bytes: n_bytes.parse()?,
            scorer: (is_labelled && scorer.is_file()).then_some(scorer),
            file,
        })
    }

    pub(super) fn n_megabytes(&self) -> f64 {
        self.n_bytes as f64 / 1e6
    }
}
