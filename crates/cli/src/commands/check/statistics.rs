//! How much was found, by rule.

use std::{cmp::Reverse, collections::BTreeMap, fmt::Write};

use unchaff_driver::{Applicability, FindingRow};

/// How much was found, by rule.
#[derive(Default)]
pub(super) struct Statistics {
    /// Findings and bytes, by rule and by whether they are made without asking.
    of: BTreeMap<(String, &'static str), (usize, usize)>,
}

impl Statistics {
    pub(super) fn add(&mut self, row: &FindingRow) {
        let Some(rule) = &row.rule else { return };
        let how = match row.applicability {
            Some(Applicability::Safe) => "safe",
            Some(Applicability::Unsafe) => "unsafe",
            None => "report",
        };
        let (findings, bytes) = self.of.entry((rule.to_string(), how)).or_default();
        *findings += 1;
        *bytes += row.n_bytes;
    }

    /// A line for each rule, those with most findings first.
    pub(super) fn table(self) -> String {
        let mut rows: Vec<_> = self.of.into_iter().collect();
        rows.sort_by_key(|it| Reverse(it.1.0));
        let mut text = String::new();
        for ((rule, how), (findings, bytes)) in rows {
            let _ = writeln!(text, "{findings:>7}  {how:<6}  {rule:<24} {bytes:>10} bytes");
        }
        text
    }
}
