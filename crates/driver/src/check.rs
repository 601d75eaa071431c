//! What is found in many documents, for those who only want to know.

mod cache;
mod stored;

use crate::{
    Cleaned, Decisions, FileError, FindingRow, Input, Inputs, Lines, Note, Plan, RunSummary, StopFlag,
    clean::clean_taken,
    documents::{BATCH_BYTES, Batch, Document, each_document_ahead},
    findings,
    taken::take,
};

pub use self::cache::CheckCache;
use self::cache::{Kept, OpenCache};

/// How documents are checked.
#[derive(Debug, Default)]
pub struct CheckOptions {
    /// How documents are cleaned.
    pub clean: Plan,
    /// What a person has said of findings.
    pub decisions: Decisions,
    /// Where it is remembered what was found. Where decisions count, it is neither asked nor filled.
    pub cache: Option<CheckCache>,
    /// Ends the run before its end.
    pub stop: StopFlag,
}

/// What checking documents came to.
#[derive(Debug, Default)]
pub struct CheckSummary {
    /// Documents, their bytes, what they were taken for, and errors. What was found is not counted: rows tell it.
    pub run: RunSummary,
    /// Documents that were not cleaned once more, since it was known what is found in them.
    pub n_known: usize,
    /// Why the cache was of less use than it could be.
    pub cache_errors: Vec<FileError>,
}

/// What was found in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Findings and notes, from the first byte of the document to its last.
    pub rows: Vec<FindingRow>,
    /// Whether it was taken for a whole page.
    pub is_page: bool,
    /// Whether no article was found in it.
    pub has_no_article: bool,
    /// Whether it starts with a header that only Hexo reads, and that was taken for text.
    pub has_hexo_header: bool,
}

impl Checked {
    /// What cleaning a document has found. Rows name it by `path`.
    pub fn of(path: &str, source: &[u8], cleaned: &Cleaned) -> Self {
        let mut checked = Self {
            rows: Vec::new(),
            is_page: cleaned.is_page,
            has_no_article: cleaned.notes.iter().any(|it| matches!(it, Note::NoArticle { .. })),
            has_hexo_header: cleaned.has_hexo_header,
        };
        let found = findings(source, cleaned);
        if found.is_empty() && cleaned.notes.is_empty() {
            return checked;
        }
        let lines = Lines::new(source);
        let mut notes: Vec<&Note> = cleaned.notes.iter().collect();
        notes.sort_by_key(|it| it.offset());
        let mut notes = notes.into_iter().peekable();
        for finding in found {
            while let Some(it) = notes.next_if(|it| it.offset() <= finding.span.start as usize) {
                checked.rows.push(FindingRow::of_note(path, &lines, it));
            }
            checked.rows.push(FindingRow::of_finding(path, source, &lines, &finding));
        }
        checked.rows.extend(notes.map(|it| FindingRow::of_note(path, &lines, it)));
        checked
    }
}

/// What became of one document on its thread.
struct Outcome {
    source: Vec<u8>,
    checked: Checked,
    kept: Option<Kept>,
}

/// Looks for what `clean` would change, on the threads of the current rayon pool. `visit` sees what was found in each
/// document, in the order of the inputs; rows call documents what `name` calls them.
///
/// The cache does not show in the answer.
pub fn check(
    inputs: &Inputs,
    options: &CheckOptions,
    name: impl Fn(&Input) -> String + Sync,
    mut visit: impl FnMut(&Input, &[u8], &Checked),
) -> CheckSummary {
    let mut summary = CheckSummary::default();
    let wanted = options.cache.as_ref().filter(|_| options.decisions.is_empty());
    let mut cache = wanted.map(|it| OpenCache::open(it, inputs, &options.clean));
    let known = cache.as_ref();
    let work = |Document { input, source, .. }: Document<'_>| {
        let path = name(input);
        let key = known.and_then(|it| it.key(input, &source));
        let found = known.zip(key).and_then(|(it, key)| it.find(input, &key, &path));
        if let Some((checked, kept)) = found {
            return Ok(Outcome { source, checked, kept: Some(kept) });
        }
        let (how, stale) =
            options.decisions.applied(&input.name(), &source, input.kind.into(), options.clean.of(input));
        let taken = take(&source, input.kind.into(), &how);
        let mut cleaned = clean_taken(&source, &taken, &how);
        drop(taken);
        cleaned.notes.extend(stale);
        let checked = Checked::of(&path, &source, &cleaned);
        let kept = key.map(|it| Kept::new(it, &checked));
        Ok(Outcome { source, checked, kept })
    };
    let (mut kept, mut n_known) = (Vec::new(), 0);
    let run = &mut summary.run;
    let visit_batch = |Batch { inputs: batch, results, .. }| {
        for (input, outcome) in batch.iter().zip(results) {
            let outcome = match outcome {
                Ok(it) => it,
                Err(error) => {
                    run.errors.push(error);
                    continue;
                }
            };
            let Outcome { source, checked, kept: of_it } = outcome;
            run.n_documents += 1;
            run.n_bytes += source.len();
            run.n_pages += usize::from(checked.is_page);
            run.n_without_article += usize::from(checked.has_no_article);
            run.n_hexo_headers += usize::from(checked.has_hexo_header);
            if let Some(it) = of_it {
                n_known += usize::from(it.was_known());
                kept.push((input, it));
            }
            visit(input, &source, &checked);
        }
    };
    let n_done = each_document_ahead(&inputs.documents, BATCH_BYTES / 2, &options.stop, work, visit_batch);
    summary.run.is_stopped = n_done < inputs.documents.len();
    summary.n_known = n_known;
    if let Some(cache) = cache.take() {
        let is_whole = |root: &std::path::Path| {
            !summary.run.is_stopped && inputs.folders.iter().any(|it| it.canonicalize().is_ok_and(|it| it == root))
        };
        summary.cache_errors = cache.finish(kept, is_whole);
    }
    summary
}

#[cfg(test)]
mod tests;
