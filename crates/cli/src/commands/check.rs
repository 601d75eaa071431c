//! `unchaff check`

mod github;
mod statistics;
mod words;

use std::io::{self, Write};

use unchaff_driver::{
    Baseline, Cleaned, FindingRow, FindingState, Input, Lines, ReportFormat, ReportWriter, RunSummary, findings,
};

use self::statistics::Statistics;
use self::words::paragraph;
pub(super) use self::words::passage;
use crate::{
    args::{Check, CheckFormat},
    commands::{
        complain, count, done, look, name, say, say::warn, say_held_back, say_over_budget, say_pages, say_stopped,
    },
    failure::Failure,
    status::ExitStatus,
};

/// Prints every finding.
pub(crate) fn run(args: &Check) -> Result<ExitStatus, Failure> {
    let known = args.baseline.as_deref().map(Baseline::read).transpose()?.unwrap_or_default();
    let is_for_people = matches!(args.format, CheckFormat::Concise | CheckFormat::Full);
    let mut told = Told { known, is_for_people, found: Baseline::default(), n_known: 0, n_recorded: 0, n_new: 0 };
    let mut output = Output::new(args, anstream::stdout());
    let mut shown = Ok(());
    let (inputs, summary, _) = look(&args.look, |input, source, cleaned| {
        // Whatever nobody reads counts all the same.
        for finding in told.documents(input, source, cleaned) {
            if shown.is_ok() {
                shown = output.show(&finding);
            }
        }
        Ok(())
    })?;
    let errors = || inputs.errors.iter().chain(&summary.errors);
    let shown = shown.and_then(|()| output.finish(errors())).map_err(Failure::from);
    if let Some(path) = args.write_baseline.as_ref().filter(|_| !summary.is_stopped) {
        told.found.write(path)?;
        say(format_args!("{} recorded in {}", count(told.n_recorded, "finding"), path.display()));
    }
    summarise(&summary, &told);
    if !told.known.is_empty() && !inputs.documents.iter().any(|it| told.known.has(&it.name())) {
        warn("unchaff: the baseline knows none of these documents: run this in the folder where it was made");
    }
    let is_found = match args.baseline.is_some() {
        true => told.n_new > 0,
        false => summary.n_changed > 0 || summary.n_over_budget > 0,
    };
    let status = match complain(errors()) {
        ExitStatus::Done if is_found && !args.exit_zero && args.write_baseline.is_none() => ExitStatus::Found,
        status => status,
    };
    if summary.is_stopped {
        let so = match &args.write_baseline {
            None => "the others were not looked at",
            Some(_) => "the others were not looked at, and no baseline was written",
        };
        return done(shown, say_stopped(summary.n_documents, inputs.documents.len(), so));
    }
    done(shown, status)
}

fn summarise(summary: &RunSummary, told: &Told) {
    let documents = count(summary.n_documents, "document");
    say(format_args!("{documents} checked, {} would change", summary.n_changed));
    if told.n_known > 0 {
        say(format_args!("{} of the baseline not shown", count(told.n_known, "finding")));
    }
    if summary.n_unapplied > 0 {
        let held = count(summary.n_unapplied, "unsafe finding");
        say(format_args!("{held} would not be applied: `--unsafe` applies them"));
    }
    say_held_back(summary);
    say_pages(summary);
    say_over_budget(summary);
}

/// Which findings are told.
struct Told {
    /// Those are not.
    known: Baseline,
    /// Whether documents are named as they were given, not by the names that decisions have for them.
    is_for_people: bool,
    /// All of them.
    found: Baseline,
    n_known: usize,
    n_recorded: usize,
    /// Findings that are not known, and that `clean` would apply, or too many of which it found.
    n_new: usize,
}

/// A finding on its way to the reader.
struct Shown<'a> {
    row: FindingRow,
    /// The bytes it speaks of.
    bytes: &'a [u8],
}

impl Told {
    /// Counts what was found in a document, and tells what is to be shown of it.
    fn documents<'s>(&mut self, input: &Input, source: &'s [u8], cleaned: &Cleaned) -> Vec<Shown<'s>> {
        let (key, lines) = (input.name(), Lines::new(source));
        let path = if self.is_for_people { name(input) } else { key.clone() };
        let mut shown: Vec<Shown<'_>> = Vec::new();
        for note in &cleaned.notes {
            shown.push(Shown { row: FindingRow::of_note(&path, &lines, note), bytes: b"" });
        }
        for finding in findings(source, cleaned) {
            self.found.add(&key, &finding);
            self.n_recorded += 1;
            if self.known.knows(&key, &finding) {
                self.n_known += 1;
                continue;
            }
            self.n_new += usize::from(matches!(finding.state, FindingState::Applied | FindingState::OverBudget));
            let row = FindingRow::of_finding(&path, source, &lines, &finding);
            shown.push(Shown { row, bytes: &source[finding.span.range()] });
        }
        shown.sort_by_key(|it| it.row.start);
        shown
    }
}

/// How findings are shown.
enum Output<W: Write> {
    Statistics(Statistics, W),
    Concise(W),
    Full(W),
    GitHub(W),
    Report(ReportWriter<W>),
}

impl<W: Write> Output<W> {
    fn new(args: &Check, out: W) -> Self {
        match args.format {
            _ if args.statistics => Self::Statistics(Statistics::default(), out),
            CheckFormat::Concise => Self::Concise(out),
            CheckFormat::Full => Self::Full(out),
            CheckFormat::Github => Self::GitHub(out),
            CheckFormat::Json => Self::Report(ReportWriter::new(out, ReportFormat::Json)),
            CheckFormat::Jsonl => Self::Report(ReportWriter::new(out, ReportFormat::JsonLines)),
            CheckFormat::Sarif => Self::Report(ReportWriter::new(out, ReportFormat::Sarif)),
        }
    }

    fn show(&mut self, shown: &Shown<'_>) -> io::Result<()> {
        match self {
            Self::Statistics(statistics, _) => {
                statistics.add(&shown.row);
                Ok(())
            }
            Self::Concise(out) => writeln!(out, "{}", words::line(&shown.row)),
            Self::Full(out) => write!(out, "{}", paragraph(&shown.row, shown.bytes)),
            Self::GitHub(out) => writeln!(out, "{}", github::command(&shown.row)),
            Self::Report(report) => report.add(&shown.row),
        }
    }

    fn finish<'e>(self, errors: impl Iterator<Item = &'e unchaff_driver::FileError>) -> io::Result<()> {
        match self {
            Self::Statistics(statistics, mut out) => write!(out, "{}", statistics.table()),
            Self::Concise(_) | Self::Full(_) | Self::GitHub(_) => Ok(()),
            Self::Report(report) => report.finish(errors),
        }
    }
}
