//! Many documents: what the site repeats in them becomes a pack of rules for a person to look at.

mod clusters;
mod examples;
mod left_over;
mod pack;

use std::{collections::BTreeSet, path::PathBuf};

use unchaff_boilerplate::{Proposal, learn as learn_from};

use crate::{
    FileError, Input, Plan, Progress, StopFlag,
    documents::{BATCH_BYTES, Batch, Document, each_document},
    learn::{
        clusters::{Prose, cluster},
        examples::{Shown, show},
        left_over::left_over,
    },
};

/// What was learned from some documents.
#[derive(Debug, Default)]
pub struct Learned {
    /// Proposed rules, those of the most articles first.
    pub rules: Vec<LearnedRule>,
    /// Documents that were looked at.
    pub n_documents: usize,
    /// Clusters of documents, each a single article or template.
    pub n_clusters: usize,
    /// Whether it was stopped: not all documents were looked at, and there are no rules.
    pub is_stopped: bool,
    /// What went wrong with single files.
    pub errors: Vec<FileError>,
}

/// A proposed rule: the block, and what speaks for it.
#[derive(Debug)]
pub struct LearnedRule {
    /// Its words, and the counts.
    pub proposal: Proposal,
    /// Where it stands: files below their roots and lines, counted from 1. At least one, at most three.
    pub examples: Vec<(PathBuf, usize)>,
    /// The block as it is written in the first example; its words alone, where it says something else without
    /// what stands around it.
    pub removes: String,
    /// The nearest paragraph that stays.
    pub keeps: String,
}

/// Cleans documents in memory, and learns from what is left what the site repeats. `progress` is told what was
/// read. If it is stopped, nothing is learned.
///
/// The answer is the same for any number of threads. Nothing is written. Words are kept in memory, but no
/// document: those that are shown as examples are read again.
pub fn learn(documents: &[Input], plan: &Plan, stop: &StopFlag, mut progress: impl FnMut(Progress)) -> Learned {
    let mut errors = Vec::new();
    let mut inputs: Vec<Input> = Vec::new();
    let (mut articles, mut proses) = (Vec::new(), Vec::new());
    let read = |it: Document<'_>| {
        let article = left_over(&it, plan).and_then(|it| it.read(|_, article| article));
        Ok(article.map(|mut article| {
            let prose = Prose::of(&article);
            article.forget_long_blocks();
            (article, prose)
        }))
    };
    let visit = |Batch { inputs: batch, results, progress: was_read }: Batch<'_, _>| {
        for (input, result) in batch.iter().zip(results) {
            match result {
                Ok(Some((article, prose))) => {
                    inputs.push(input.clone());
                    articles.push(article);
                    proses.push(prose);
                }
                Ok(None) => {} // HTML, or not UTF-8
                Err(error) => errors.push(error),
            }
        }
        progress(was_read);
    };
    let n_documents = each_document(documents, BATCH_BYTES, stop, read, visit);
    let stopped = |errors| Learned { n_documents, is_stopped: true, errors, ..Learned::default() };
    if stop.is_raised() {
        return stopped(errors);
    }
    let clusters = cluster(proses);
    if stop.is_raised() {
        return stopped(errors);
    }
    for (article, cluster) in articles.iter_mut().zip(&clusters) {
        article.cluster = *cluster;
    }
    let proposals = learn_from(&articles);
    let mut shown = show(&inputs, plan, &proposals);
    // Where nothing stays beside the block in any example there is no article that it could be told from.
    let rule = |proposal: Proposal| {
        let shown: Vec<Shown> = proposal.examples.iter().filter_map(|it| shown.remove(it)).collect();
        let first = shown.iter().find(|it| it.neighbour.is_some())?;
        let (removes, keeps) = (first.markdown.clone(), first.neighbour.clone()?);
        let examples = shown.into_iter().map(|it| (it.file, it.line)).collect();
        Some(LearnedRule { proposal, examples, removes, keeps })
    };
    Learned {
        n_documents: articles.len(),
        n_clusters: clusters.into_iter().collect::<BTreeSet<usize>>().len(),
        rules: proposals.into_iter().filter_map(rule).collect(),
        is_stopped: false,
        errors,
    }
}
