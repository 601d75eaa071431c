//! A bar on a terminal, nothing in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for so many documents. It draws on standard error, and only if that is a terminal.
pub(crate) fn bar(n_documents: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(n_documents as u64), ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template("{bar:32} {pos}/{len} documents, {eta} left").expect("a constant template");
    bar.set_style(style);
    bar
}
