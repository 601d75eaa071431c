//! Learns the models of `crates/page` from labelled pages: `cargo xtask train`.
//!
//! Pages are grouped by host, so that no page is judged by what was learned from its own site; the figures printed are
//! cross-validated. The same pages give the same models. `dev` is never read.

mod align;
mod corpus;
mod fit;
mod score;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use unchaff_page::Form;

use crate::{
    corpus::{Page, Source, pages},
    fit::Examples,
    score::{Shingles, word_f1},
};

/// How many parts the hosts are divided into.
const FOLDS: usize = 4;

/// A model, and what it is learned from: the pages themselves, or what a converter made of them.
struct Model {
    file: &'static str,
    form: Form,
    sources: &'static [Source],
}

const MODELS: [Model; 3] = [
    Model { file: "html.forest", form: Form::Html, sources: &[Source::Pages] },
    Model {
        file: "markdown.forest",
        form: Form::Markdown,
        sources: &[Source::Converted("html2text"), Source::Converted("markitdown"), Source::Converted("turndown")],
    },
    Model { file: "text.forest", form: Form::Text, sources: &[Source::Converted("inscriptis")] },
];

fn main() -> anyhow::Result<()> {
    let mut corpus = PathBuf::from("../../shared/corpus/html/train");
    let mut conversions = PathBuf::from("target/conversions");
    let mut models = PathBuf::from("../crates/page/models");
    let mut with_scores = true;
    let mut only = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--corpus" => corpus = value()?.into(),
            "--conversions" => conversions = value()?.into(),
            "--out" => models = value()?.into(),
            "--only" => only = Some(value()?),
            "--no-scores" => with_scores = false,
            _ => bail!(
                "unexpected argument {argument:?}, expected --corpus, --conversions, --out, --only or --no-scores"
            ),
        }
    }
    for model in MODELS.iter().filter(|it| only.as_ref().is_none_or(|only| it.file.starts_with(only.as_str()))) {
        model.learn(&corpus, &conversions, &models, with_scores)?;
    }
    Ok(())
}

impl Model {
    fn learn(&self, corpus: &Path, conversions: &Path, models: &Path, with_scores: bool) -> anyhow::Result<()> {
        let mut all = Vec::new();
        for source in self.sources {
            all.extend(pages(corpus, conversions, *source, self.form)?);
        }
        if with_scores {
            println!("{}\n", self.file);
            self.cross_validate(&all)?;
        }
        let model = Examples::of(&all.iter().collect::<Vec<_>>(), self.form)?.fit()?;
        std::fs::write(models.join(self.file), model).with_context(|| format!("cannot write {}", self.file))
    }

    /// Prints what models would reach that have not seen the hosts they are asked about.
    fn cross_validate(&self, pages: &[Page]) -> anyhow::Result<()> {
        let mut hosts: Vec<&str> = pages.iter().map(|it| it.host.as_str()).collect();
        hosts.sort_by_key(|it| score::scatter(it));
        hosts.dedup();
        let fold = |page: &Page| hosts.iter().position(|it| **it == page.host).unwrap_or(0) % FOLDS;
        let mut all = Shingles::default();
        let mut by_type: BTreeMap<&str, (Shingles, f64, usize)> = BTreeMap::new();
        for held_out in 0..FOLDS {
            let (test, train): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(|it| fold(it) == held_out);
            let model = Examples::of(&train, self.form)?.fit()?;
            for page in test {
                let is_kept = page.sample.choose(&page.sample.log_odds(&model, self.form), self.form);
                let blocks = page.texts.iter().zip(is_kept);
                let kept: Vec<&str> = blocks.filter(|it| it.1).map(|it| it.0.as_str()).collect();
                let kept = kept.join("\n");
                all.add(&kept, &page.article);
                let (shingles, words, n_pages) = by_type.entry(&page.kind).or_default();
                shingles.add(&kept, &page.article);
                *words += word_f1(&kept, &page.article);
                *n_pages += 1;
            }
            eprintln!("fold {} of {FOLDS}", held_out + 1);
        }
        println!("| type | pages | F1 | precision | recall | word F1 |\n|---|---|---|---|---|---|");
        for (kind, (shingles, words, n_pages)) in &by_type {
            println!("| {kind} | {n_pages} | {shingles} | {:.3} |", words / *n_pages as f64);
        }
        println!("| all | {} | {all} | |\n", pages.len());
        Ok(())
    }
}
