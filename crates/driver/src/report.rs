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
            (ReportFormat::Sarif, _) => {
                self.sarif.add(row);
                return Ok(());
            }
            (ReportFormat::JsonLines, _) => "",
            (ReportFormat::Json, 0) => "[\n  ",
            (ReportFormat::Json, _) => ",\n  ",
        };
        self.n_rows += 1;
        let after = if self.format == ReportFormat::JsonLines { "\n" } else { "" };
        let row = serde_json::to_string(row)?;
        write!(self.out, "{before}{row}{after}")
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
            (ReportFormat::Sarif, _) => {
                serde_json::to_writer_pretty(&mut self.out, &self.sarif.finish(errors))?;
                writeln!(self.out)?;
            }
        }
        self.out.flush()
    }
}
