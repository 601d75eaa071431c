//! `unchaff check`

mod github;
mod statistics;
mod words;

use std::io::{self, Write};

use unchaff_driver::{
    Baseline, Cleaned, FindingRow, FindingState, Input, Lines, Note, ReportFormat, ReportWriter, RunSummary, findings,
};

use self::statistics::Statistics;
use self::words::paragraph;
pub(super) use self::words::passage;
use crate::{
    args::{Check, CheckFormat},
    commands::{
        Looked, complain, count, done, look, name, say, say::warn, say_held_back, say_over_budget, say_pages,
        say_stopped,
    },
    failure::Failure,
    status::ExitStatus,
};

/// Prints every finding.
pub(crate) fn run(args: &Check) -> Result<ExitStatus, Failure> {
    let known = args.baseline.as_deref().map(Baseline::read).transpose()?.unwrap_or_default();
    let mut told = Told {
        known,
        is_for_people: matches!(args.format, CheckFormat::Concise | CheckFormat::Full),
        recorded: args.write_baseline.is_some().then(Baseline::default),
        n_recorded: 0,
        n_known: 0,
        new: New::default(),
    };
    let mut output = Output::new(args, anstream::stdout());
    let mut shown = Ok(());
    let Looked { inputs, summary, has_guessed_pages, .. } = look(&args.look, |input, source, cleaned| {
        // Whatever nobody reads counts all the same.
        told.document(input, source, cleaned, |it| {
            if shown.is_ok() {
                shown = output.show(it);
            }
        });
        Ok(())
    })?;
    let New { n_changed, n_over_budget, n_unapplied, n_held_back } = told.new;
    let summary = RunSummary { n_changed, n_over_budget, n_unapplied, n_held_back, ..summary };
    let errors = || inputs.errors.iter().chain(&summary.errors);
    let shown = shown.and_then(|()| output.finish(errors())).map_err(Failure::from);
    if let (Some(path), Some(recorded), false) = (&args.write_baseline, &told.recorded, summary.is_stopped) {
        recorded.write(path)?;
        say(format_args!("{} recorded in {}", count(told.n_recorded, "finding"), path.display()));
    }
    summarise(&summary, told.n_known, has_guessed_pages);
    if !told.known.is_empty() && !inputs.documents.iter().any(|it| told.known.has(&it.name())) {
        warn("unchaff: the baseline knows none of these documents: run this in the folder where it was made");
    }
    let is_found = summary.n_changed > 0 || summary.n_over_budget > 0;
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

/// Says what looking at documents came to; so many findings are known and do not count.
pub(super) fn summarise(summary: &RunSummary, n_known: usize, has_guessed_pages: bool) {
    let documents = count(summary.n_documents, "document");
    let by = if n_known > 0 { " by what is new" } else { "" };
    say(format_args!("{documents} checked, {} would change{by}", summary.n_changed));
    if n_known > 0 {
        say(format_args!("{} of the baseline neither shown nor counted", count(n_known, "finding")));
    }
    if summary.n_unapplied > 0 {
        let held = count(summary.n_unapplied, "unsafe finding");
        say(format_args!("{held} would not be applied: `--unsafe` applies them"));
    }
    say_held_back(summary);
    say_pages(summary, has_guessed_pages);
    say_over_budget(summary);
}

/// Which findings are told.
struct Told {
    /// Those are not.
    known: Baseline,
    /// Whether documents are named as they were given, not by the names that decisions have for them.
    is_for_people: bool,
    /// All of them, if they are to be known next time.
    recorded: Option<Baseline>,
    n_recorded: usize,
    n_known: usize,
    new: New,
}

/// How much is found that is not known.
#[derive(Clone, Copy, Default)]
struct New {
    /// Documents that `clean` would change.
    n_changed: usize,
    /// Documents that would lose too much.
    n_over_budget: usize,
    /// Findings that would not be applied.
    n_unapplied: usize,
    /// Findings that would change what stays.
    n_held_back: usize,
}

/// A finding on its way to the reader.
struct Shown<'a> {
    row: FindingRow,
    /// The bytes it speaks of.
    bytes: &'a [u8],
}

impl Told {
    /// Counts what was found in a document, and shows what is to be shown of it, from its first byte to its last.
    fn document(&mut self, input: &Input, source: &[u8], cleaned: &Cleaned, mut show: impl FnMut(&Shown<'_>)) {
        let (key, lines) = (input.name(), Lines::new(source));
        let path = if self.is_for_people { name(input) } else { key.clone() };
        let mut notes: Vec<&Note> = cleaned.notes.iter().collect();
        notes.sort_by_key(|it| it.offset());
        let mut notes = notes.into_iter().peekable();
        let note = |it| Shown { row: FindingRow::of_note(&path, &lines, it), bytes: b"" };
        let (mut is_changed, mut is_over_budget) = (false, false);
        for finding in findings(source, cleaned) {
            if let Some(recorded) = &mut self.recorded {
                recorded.add(&key, &finding);
                self.n_recorded += 1;
            }
            if self.known.knows(&key, &finding) {
                self.n_known += 1;
                continue;
            }
            match finding.state {
                FindingState::Applied => is_changed = true,
                FindingState::OverBudget => is_over_budget = true,
                FindingState::NotApplied => self.new.n_unapplied += 1,
                FindingState::HeldBack => self.new.n_held_back += 1,
                FindingState::Reported => {}
            }
            while let Some(it) = notes.next_if(|it| it.offset() <= finding.span.start as usize) {
                show(&note(it));
            }
            let row = FindingRow::of_finding(&path, source, &lines, &finding);
            show(&Shown { row, bytes: &source[finding.span.range()] });
        }
        notes.for_each(|it| show(&note(it)));
        self.new.n_changed += usize::from(is_changed);
        self.new.n_over_budget += usize::from(is_over_budget);
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
