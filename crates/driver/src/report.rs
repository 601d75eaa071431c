//! Findings of many documents, for other programs to read.

mod row;
mod sarif;

use std::io::{self, Write};

pub use row::FindingRow;
use sarif::Sarif;

use crate::FileError;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// One JSON array of all.
    Json,
    /// A JSON object on each line.
    JsonLines,
    /// SARIF 2.1.0 (OASIS), which code hosts and editors read.
    Sarif,
}

/// Writes findings as they come.
pub struct ReportWriter<W> {
    out: W,
    format: ReportFormat,
    n_rows: usize,
    sarif: Sarif,
}

impl<W: Write> ReportWriter<W> {
    /// Begins a report.
    pub fn new(out: W, format: ReportFormat) -> Self {
        Self { out, format, n_rows: 0, sarif: Sarif::default() }
    }

    /// Writes a finding.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, row: &FindingRow) -> io::Result<()> {
        let before = match (self.format, self.n_rows) {
            (ReportFormat::Sarif, _) => return self.sarif.add(&mut self.out, row),
            (ReportFormat::JsonLines, _) => "",
            (ReportFormat::Json, 0) => "[\n  ",
            (ReportFormat::Json, _) => ",\n  ",
        };
        self.n_rows += 1;
        let after = if self.format == ReportFormat::JsonLines { "\n" } else { "" };
        let row = serde_json::to_string(row)?;
        write!(self.out, "{before}{row}{after}")
    }

    /// Hands on what was written so far.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Ends the report. SARIF tells of files that could not be read, too.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish<'e>(mut self, errors: impl Iterator<Item = &'e FileError>) -> io::Result<()> {
        match (self.format, self.n_rows) {
            (ReportFormat::JsonLines, _) => {}
            (ReportFormat::Json, 0) => writeln!(self.out, "[]")?,
            (ReportFormat::Json, _) => writeln!(self.out, "\n]")?,
            (ReportFormat::Sarif, _) => self.sarif.finish(&mut self.out, errors)?,
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use unchaff_boilerplate::RULES;
    use unchaff_document::{Applicability, Edit, EditSet, Evidence, Span, settle};

    use super::*;
    use crate::{Cleaned, Lines, findings};

    #[test]
    fn findings_are_written_as_they_come() {
        let source = b"They float. \n";
        let edits: EditSet = settle(vec![Edit {
            span: Span::of(11..12),
            insert: Vec::new(),
            rule: RULES[0].id.clone(),
            applicability: Applicability::Safe,
            evidence: Evidence::Blanks,
            repair: None,
        }]);
        let found = findings(source, &Cleaned { edits, ..Cleaned::default() });
        let row = FindingRow::of_finding("a.md", source, &Lines::new(source), &found[0]);
        for format in [ReportFormat::Json, ReportFormat::JsonLines, ReportFormat::Sarif] {
            let mut report = ReportWriter::new(Vec::new(), format);
            for n in 1..=3 {
                report.add(&row).expect("memory takes all");
                let written = String::from_utf8_lossy(&report.out);
                assert_eq!(written.matches(&row.text_hash).count(), n, "{format:?}");
            }
        }
    }
}
