//! One text.

use pyo3::prelude::*;
use rayon::prelude::*;
use unchaff_document::{RecordedBytes, RecordedEdit, restore as restore_bytes};
use unchaff_driver::{
    Applicability, CleanOptions, Cleaned, Conversion, Evidence, Format, Kind, RuleId, TakenFor, Url, category_of,
    rule_ids, rule_page, rule_summary,
};

use crate::error;

/// Start, end, rule, applicability, evidence, what stands there instead, and what was removed.
type EditValues = (u32, u32, String, String, String, String, String);

/// The options that all functions have.
pub(crate) fn options(with_unsafe: bool, taken_for: &str) -> PyResult<CleanOptions> {
    let all = [TakenFor::Auto, TakenFor::Post, TakenFor::Page];
    let taken_for = all.into_iter().find(|it| it.name() == taken_for);
    let taken_for = taken_for.ok_or_else(|| error("taken_for: expected 'auto', 'post' or 'page'"))?;
    Ok(CleanOptions { with_unsafe, taken_for, ..CleanOptions::default() })
}

/// The form that is asked for.
pub(crate) fn conversion(to: &str, url: Option<&str>, with_front_matter: bool) -> PyResult<Conversion> {
    let base_url =
        url.map(|it| Url::parse(it).map_err(|why| error(format!("{it:?} is no address: {why}")))).transpose()?;
    match to {
        "markdown" => Ok(Conversion::Markdown { base_url, with_front_matter }),
        "text" => Ok(Conversion::Text),
        _ => Err(error("to: expected 'markdown' or 'text'")),
    }
}

fn format(kind: Option<&str>) -> PyResult<Format> {
    match kind {
        None | Some("text") => Ok(Format::Unknown),
        Some("markdown") => Ok(Format::Markdown),
        Some("mdx") => Ok(Format::Mdx),
        Some("html") => Ok(Format::Html),
        Some(_) => Err(error("kind: expected 'markdown', 'mdx', 'html', 'text' or None")),
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Markdown => "markdown",
        Kind::Mdx => "mdx",
        Kind::Html => "html",
        Kind::Text => "text",
    }
}

/// Text that was UTF-8 before and is cut between characters.
fn text(bytes: Vec<u8>) -> PyResult<String> {
    String::from_utf8(bytes).map_err(|_| error("what is left of it is not UTF-8"))
}

/// Text, edits that were made, findings that were not, kind and notes.
type CleanedValues = (String, Vec<EditValues>, Vec<EditValues>, Option<&'static str>, Vec<String>);

fn values(source: &str, cleaned: Cleaned) -> PyResult<CleanedValues> {
    let edit = |it: &unchaff_driver::Edit| {
        let insert = String::from_utf8_lossy(&it.insert).into_owned();
        let removed = source[it.span.range()].to_string();
        let (rule, applicability) = (it.rule.to_string(), it.applicability.to_string());
        (it.span.start, it.span.end, rule, applicability, it.evidence.to_string(), insert, removed)
    };
    let edits = cleaned.edits.edits().iter().map(edit).collect();
    let others = cleaned.unapplied.iter().chain(&cleaned.held_back).map(edit).collect();
    let notes = cleaned.notes.iter().map(ToString::to_string).collect();
    Ok((text(cleaned.output)?, edits, others, cleaned.kind.map(kind_name), notes))
}

/// Cleans texts on several threads.
#[pyfunction]
pub(crate) fn clean(
    py: Python<'_>,
    texts: Vec<String>,
    kind: Option<&str>,
    with_unsafe: bool,
    taken_for: &str,
) -> PyResult<Vec<CleanedValues>> {
    let (format, options) = (format(kind)?, options(with_unsafe, taken_for)?);
    py.detach(|| {
        let clean = |it: &String| values(it, unchaff_driver::clean(it.as_bytes(), format, &options));
        texts.par_iter().map(clean).collect()
    })
}

/// Gives back the text before from the one after and what was removed: start, end, insert, removed.
#[pyfunction]
pub(crate) fn restore(text_after: &str, edits: Vec<(u32, u32, String, String)>) -> PyResult<String> {
    let edit = |(start, end, insert, removed): (u32, u32, String, String)| RecordedEdit {
        start,
        end,
        insert: RecordedBytes(insert.into_bytes()),
        rule: RuleId::new(""),
        applicability: Applicability::Safe,
        evidence: Evidence::Blanks,
        removed: RecordedBytes(removed.into_bytes()),
    };
    let edits: Vec<RecordedEdit> = edits.into_iter().map(edit).collect();
    text(restore_bytes(text_after.as_bytes(), &edits).map_err(error)?)
}

/// The article of a page in another form.
#[pyfunction]
pub(crate) fn extract(
    py: Python<'_>,
    html: &[u8],
    url: Option<&str>,
    to: &str,
    with_front_matter: bool,
    with_unsafe: bool,
) -> PyResult<String> {
    let conversion = conversion(to, url, with_front_matter)?;
    let options = options(with_unsafe, "auto")?;
    let converted = py.detach(|| unchaff_driver::convert(html, Format::Html, &options, &conversion));
    let notes = || converted.cleaned.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    text(converted.output.ok_or_else(|| error(notes()))?)
}

/// Name, category, summary and page of each rule.
#[pyfunction]
pub(crate) fn rules() -> Vec<(String, String, &'static str, &'static str)> {
    let rule = |it: RuleId| {
        let (summary, page) = (rule_summary(&it).unwrap_or_default(), rule_page(it.as_str()).unwrap_or_default());
        (it.to_string(), category_of(&it), summary, page)
    };
    rule_ids().into_iter().map(rule).collect()
}
