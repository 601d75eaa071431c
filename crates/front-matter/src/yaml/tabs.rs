//! Tabs that lead lines, as Hexo reads them: two spaces each.
//!
//! YAML forbids them. The bytes of the file stay; what is found in the spaced text is counted back.

use std::borrow::Cow;

use memchr::memchr_iter;

/// Text with its leading tabs spaced, and the way back. The tabs of the first line stay, as they do
/// in Hexo.
pub(crate) struct Spaced<'a> {
    pub(crate) text: Cow<'a, [u8]>,
    /// In order.
    runs: Vec<Run>,
}

/// Tabs that lead a line.
struct Run {
    n_tabs: usize,
    raw_start: usize,
    spaced_start: usize,
}

impl<'a> Spaced<'a> {
    /// Text whose tabs are what YAML has them be.
    pub(crate) fn none(raw: &'a [u8]) -> Spaced<'a> {
        Spaced { text: Cow::Borrowed(raw), runs: Vec::new() }
    }

    pub(crate) fn new(raw: &'a [u8]) -> Spaced<'a> {
        let mut n_before = 0;
        let mut runs = Vec::new();
        for line_end in memchr_iter(b'\n', raw) {
            let raw_start = line_end + 1;
            let n_tabs = raw[raw_start..].iter().take_while(|byte| **byte == b'\t').count();
            if n_tabs > 0 {
                runs.push(Run { n_tabs, raw_start, spaced_start: raw_start + n_before });
                n_before += n_tabs;
            }
        }
        if runs.is_empty() {
            return Spaced { text: Cow::Borrowed(raw), runs };
        }
        let mut text = Vec::with_capacity(raw.len() + n_before);
        let mut copied = 0;
        for run in &runs {
            text.extend_from_slice(&raw[copied..run.raw_start]);
            text.resize(text.len() + 2 * run.n_tabs, b' ');
            copied = run.raw_start + run.n_tabs;
        }
        text.extend_from_slice(&raw[copied..]);
        Spaced { text: Cow::Owned(text), runs }
    }

    /// The offset in the raw text of an offset in the spaced one.
    pub(crate) fn in_raw(&self, at: usize) -> usize {
        let n_runs = self.runs.partition_point(|run| run.spaced_start <= at);
        let Some(run) = n_runs.checked_sub(1).map(|last| &self.runs[last]) else {
            return at;
        };
        let inside = at - run.spaced_start;
        // Two spaces for a tab; past the run, one byte for one.
        run.raw_start + (inside / 2).max(inside.saturating_sub(run.n_tabs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_the_tabs_that_lead_lines_and_counts_back() {
        let spaced = Spaced::new(b"\ta:\n\t\tb:\tc\r\n\td");
        assert_eq!(&*spaced.text, b"\ta:\n    b:\tc\r\n  d");
        let back: Vec<usize> = (0..=spaced.text.len()).map(|at| spaced.in_raw(at)).collect();
        assert_eq!(back, [0, 1, 2, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 12, 13, 14]);
    }
}
