//! A bar on a terminal, nothing in a pipe.

use std::{
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use indicatif::{DecimalBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use unchaff_driver::Progress;

use crate::commands::say::is_quiet;

/// How far long work is: documents, bytes in a second, the time that is left.
///
/// It draws on standard error, and only if that is a terminal and nobody wants quiet. It is gone when it is dropped.
pub(crate) struct Bar {
    bar: ProgressBar,
    n_bytes: Arc<AtomicU64>,
}

impl Bar {
    /// A bar for so many documents; nothing, if nobody knows how many there are.
    pub(crate) fn new(n_documents: Option<usize>) -> Self {
        let target = if is_quiet() { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(n_documents.map(|it| it as u64), target);
        let template = match n_documents {
            Some(_) => "{bar:32} {pos}/{len} documents, {rate}, {left}",
            None => "{spinner} {pos} documents, {rate}, {elapsed}",
        };
        let n_bytes = Arc::new(AtomicU64::new(0));
        let n_read = Arc::clone(&n_bytes);
        let rate = move |state: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&rate(n_read.load(Ordering::Relaxed), state.elapsed()));
        };
        let left = |state: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&left(state.pos(), state.len().unwrap_or_default(), state.elapsed()));
        };
        let style = ProgressStyle::with_template(template).expect("a constant template");
        bar.set_style(style.with_key("rate", rate).with_key("left", left));
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, n_bytes }
    }

    /// A bar that nobody sees.
    pub(crate) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), n_bytes: Arc::default() }
    }

    /// Goes on by what was read.
    pub(crate) fn add(&self, read: Progress) {
        self.n_bytes.fetch_add(read.n_bytes, Ordering::Relaxed);
        self.bar.inc(read.n_documents as u64);
    }

    /// Lets somebody else write to the terminal.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn rate(n_bytes: u64, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64().max(0.001);
    format!("{}/s", DecimalBytes((n_bytes as f64 / seconds) as u64))
}

/// The time that is left if it goes on as it did. Documents come in batches, so their mean tells more than the last ones.
fn left(n_done: u64, n: u64, elapsed: Duration) -> String {
    match n.saturating_sub(n_done) {
        _ if n_done == 0 => "no estimate yet".to_string(),
        0 => "nearly done".to_string(),
        n_left => format!("{} left", HumanDuration(elapsed.mul_f64(n_left as f64 / n_done as f64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_told_in_bytes_a_second() {
        assert_eq!(rate(3_000_000, Duration::from_secs(2)), "1.50 MB/s");
        assert_eq!(rate(0, Duration::ZERO), "0 B/s");
    }

    #[test]
    fn the_time_that_is_left_is_told_from_what_was_done() {
        assert_eq!(left(0, 9, Duration::from_secs(2)), "no estimate yet");
        assert_eq!(left(256, 768, Duration::from_secs(2)), "4 seconds left");
        assert_eq!(left(9, 9, Duration::from_secs(2)), "nearly done");
    }
}
