//! The labelled pages.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
    sync::LazyLock,
};

use anyhow::Context;
use flate2::read::MultiGzDecoder;
use regex::Regex;
use serde::Deserialize;
use unchaff_page::{Form, training::Sample};

use crate::align::covered;

/// A labelled page.
pub struct Page {
    /// Where it comes from.
    pub host: String,
    /// What sort of page it is.
    pub kind: String,
    /// The text that is its article.
    pub article: String,
    /// What can be learned from.
    pub sample: Sample,
    /// What a reader sees of each block.
    pub texts: Vec<String>,
    /// For each block how much of it is in the article.
    pub covered: Vec<f32>,
}

/// Where the pages are taken from.
#[derive(Clone, Copy)]
pub enum Source {
    /// They themselves.
    Pages,
    /// The folder of a converter: `convert/convert.py` and `convert/convert.mjs` write them.
    Converted(&'static str),
}

#[derive(Deserialize)]
struct Truth {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    url: String,
    text: String,
}

/// Reads all labelled pages.
pub fn pages(corpus: &Path, conversions: &Path, source: Source, form: Form) -> anyhow::Result<Vec<Page>> {
    let truth = String::from_utf8(unzip(&corpus.join("truth.jsonl.gz"))?)?;
    let mut pages = Vec::new();
    for line in truth.lines() {
        let truth: Truth = serde_json::from_str(line)?;
        let bytes = match source {
            Source::Pages => unzip(&corpus.join(format!("pages/{}.html.gz", truth.id)))?,
            Source::Converted(converter) => {
                let extension = if form == Form::Text { "txt" } else { "md" };
                let path = conversions.join(converter).join(format!("{}.{extension}", truth.id));
                fs::read(&path).with_context(|| format!("cannot read {} (see convert/convert.py)", path.display()))?
            }
        };
        let sample = Sample::read(&bytes, form);
        let text = |it: &String| if form == Form::Markdown { without_marks(it) } else { it.clone() };
        let texts: Vec<String> = sample.texts.iter().map(text).collect();
        let covered = covered(&texts, &truth.text);
        let host = truth.url.split('/').nth(2).unwrap_or_default().to_owned();
        pages.push(Page { host, kind: truth.kind, article: truth.text, sample, texts, covered });
    }
    Ok(pages)
}

/// What a reader sees of a line of Markdown, as nearly as a line alone can tell.
fn without_marks(line: &str) -> String {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\s*(?:>\s*)*(?:[*+-]\s+)*)\d{1,9}[.)]\s+"));
    static PICTURE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"!\[(?:[^\[\]]|\[[^\]]*\])*\]\([^()]*(?:\([^()]*\)[^()]*)*\)"));
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\]\((?:[^()\n]|\([^()\n]*\))*\)?"));
    static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"</?[A-Za-z][^<>]*>"));
    static EMPHASIS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b_+|_+\b"));
    let line = NUMBER.replace(line, "$1");
    let line = PICTURE.replace_all(&line, " ");
    let line = ADDRESS.replace_all(&line, "] ");
    let line = TAG.replace_all(&line, " ");
    let line = line.replace("\\_", "\u{0}");
    EMPHASIS.replace_all(&line, " ").replace('\u{0}', "_").replace('\\', "")
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant")
}

fn unzip(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(bytes)
}
