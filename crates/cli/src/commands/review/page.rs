//! The review page: one HTML file.

use std::path::Path;

use unchaff_driver::{REVIEW_MARK, is_free_or_ours, replace};
use unchaff_review as review;

use crate::{
    args::Review,
    commands::{
        complain, count,
        review::{content::content, known, open, shown},
        say::say,
        say_stopped,
    },
    failure::Failure,
    status::ExitStatus,
};

/// Where the page is written if nobody says.
const PAGE: &str = "review.html";

/// Writes the page.
pub(super) fn run(args: &Review) -> Result<ExitStatus, Failure> {
    let path = args.out.as_deref().unwrap_or(Path::new(PAGE));
    // Before the documents are looked at, which may take its time.
    if !is_free_or_ours(path, REVIEW_MARK)? {
        let path = path.display();
        return Err(format!("{path}: exists already, and is no review: give another name with --out").into());
    }
    let (file, decisions) = known(args)?;
    let (content, inputs, summary) = content(args)?;
    let status = complain(inputs.errors.iter().chain(&summary.errors));
    if summary.is_stopped {
        return Ok(say_stopped(summary.n_documents, inputs.documents.len(), "no page was written"));
    }
    let begins_with = (!decisions.is_empty()).then(|| decisions.to_json());
    let html = review::render(&content, &review::Options { decisions: begins_with.as_deref(), save_to: None });
    replace(path, html.as_bytes())?;
    let (documents, page) = (count(content.files.len(), "document"), shown(path));
    say(format_args!("{documents} in {page}: open it in a browser, decide, and save the decisions as a file"));
    if begins_with.is_some() {
        say(format_args!("it begins with the decisions in {}", shown(&file)));
    }
    if args.open {
        open(&path.display().to_string(), format_args!("open {page} yourself"))?;
    }
    Ok(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_mark_by_which_we_know_it() {
        let page = review::render(&review::Review::default(), &review::Options::default());
        // Where `is_free_or_ours` looks for it.
        assert!(page[..2048].contains(REVIEW_MARK), "{page:.2048}");
    }
}
