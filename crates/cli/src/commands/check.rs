//! `unchaff check`

mod cache;
mod github;
mod statistics;
mod words;

use std::io::{self, BufWriter, IsTerminal, Write};

use unchaff_driver::{
    Baseline, CheckOptions, CheckSummary, Checked, FindingRow, FindingState, Input, Inputs, Progress, ReportFormat,
    ReportWriter, RunSummary, harmless,
};

use self::statistics::Statistics;
use self::words::paragraph;
pub(super) use self::words::passage;
use crate::{
    args::{Check, CheckFormat, KindChoice},
    commands::{
        Looked, complain, count, decisions, done, find, find_decided, flags, is_named_stdin, name,
        say::{is_verbose, say, warn},
        say_held_back, say_over_budget, say_pages, say_stopped, stdin,
    },
    config::Configured,
    failure::Failure,
    progress::Bar,
    status::ExitStatus,
    stop::on_ctrl_c,
};

/// Prints every finding.
pub(crate) fn run(args: &Check) -> Result<ExitStatus, Failure> {
    let known = args.baseline.as_deref().map(Baseline::read).transpose()?.unwrap_or_default();
    let mut told = Told {
        known,
        recorded: args.write_baseline.is_some().then(Baseline::default),
        n_recorded: 0,
        n_known: 0,
        new: New::default(),
    };
    // Only paths in annotations may hold what a terminal obeys: everything else is harmless, or escaped.
    let stdout: Box<dyn Write> = match args.format {
        CheckFormat::Github => Box::new(anstream::stdout()),
        _ => Box::new(io::stdout()),
    };
    let mut output = Output::new(args, BufWriter::with_capacity(BUFFER, stdout));
    let is_watched = io::stdout().is_terminal();
    let mut shown = Ok(());
    let Looked { inputs, summary, has_guessed_pages, .. } = look(args, |bar, input, source, checked| {
        // Whatever nobody reads counts all the same.
        told.document(input, checked, |row| {
            if shown.is_ok() {
                shown = output.show(row, source);
            }
        });
        if is_watched && shown.is_ok() {
            shown = bar.aside(|| output.flush());
        }
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

/// So many bytes are written at once, where nobody watches.
const BUFFER: usize = 1 << 16;

/// Looks for findings. `visit` sees those of each document in order.
fn look(args: &Check, mut visit: impl FnMut(&Bar, &Input, &[u8], &Checked)) -> Result<Looked, Failure> {
    // People know documents as they gave them, other programs by the names that decisions have for them.
    let is_for_people = matches!(args.format, CheckFormat::Concise | CheckFormat::Full);
    let name = |input: &Input| if is_for_people { name(input) } else { input.name() };
    let Check { look, cache, .. } = args;
    let file = look.decided.decisions.as_deref();
    let decisions = decisions(file)?;
    let flags = flags(&look.files, &look.rules, look.budget.percent);
    if is_named_stdin(&look.files, &look.settings)? {
        let stdin_name = look.settings.stdin_filename.as_deref();
        let configured = Configured::of_file(stdin_name, flags)?;
        find_decided(&decisions, file, &configured, &Inputs::default())?;
        let input = stdin::input(stdin_name);
        let most = look.files.max_file_size;
        let (source, cleaned) = stdin::read_and_clean(stdin_name, most, configured.options(), &decisions)?;
        visit(&Bar::hidden(), &input, &source, &Checked::of(&name(&input), &source, &cleaned));
        let mut summary = RunSummary::default();
        summary.count(&source, &cleaned);
        return Ok(Looked { inputs: Inputs::default(), summary, visited: Ok(()), has_guessed_pages: false });
    }
    let (inputs, configured) = find(&look.files, flags)?;
    find_decided(&decisions, file, &configured, &inputs)?;
    let (clean, cache) = (configured.plan_to_look(), cache::of(cache, &configured));
    let options = CheckOptions { clean, decisions, cache, stop: on_ctrl_c() };
    let bar = Bar::new(Some(inputs.documents.len()));
    let checked = unchaff_driver::check(&inputs, &options, name, |input, source, checked| {
        bar.add(Progress { n_documents: 1, n_bytes: source.len() as u64 });
        visit(&bar, input, source, checked);
    });
    drop(bar);
    let CheckSummary { run: summary, n_known, cache_errors } = checked;
    if is_verbose() {
        let documents = count(n_known, "document");
        say(format_args!("{documents} not looked at once more: what is found in them is known"));
        cache_errors.iter().for_each(|it| say(format_args!("cache: {}", harmless(&it.to_string()))));
    }
    let has_guessed_pages = configured.groups().iter().any(|it| it.settings.kind.value == KindChoice::Auto);
    Ok(Looked { inputs, summary, visited: Ok(()), has_guessed_pages })
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

impl Told {
    /// Counts what was found in a document, and shows what is to be shown of it, from its first byte to its last.
    fn document(&mut self, input: &Input, checked: &Checked, mut show: impl FnMut(&FindingRow)) {
        let has_names = self.recorded.is_some() || !self.known.is_empty();
        let key = if has_names { input.name() } else { String::new() };
        let (mut is_changed, mut is_over_budget) = (false, false);
        for row in &checked.rows {
            if row.rule.is_some() {
                if let Some(recorded) = &mut self.recorded {
                    recorded.add(&key, row);
                    self.n_recorded += 1;
                }
                if self.known.knows(&key, row) {
                    self.n_known += 1;
                    continue;
                }
            }
            let is = |state: FindingState| row.state == state.name();
            is_changed |= is(FindingState::Applied);
            is_over_budget |= is(FindingState::OverBudget);
            self.new.n_unapplied += usize::from(is(FindingState::NotApplied));
            self.new.n_held_back += usize::from(is(FindingState::HeldBack));
            show(row);
        }
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

    fn show(&mut self, row: &FindingRow, source: &[u8]) -> io::Result<()> {
        match self {
            Self::Statistics(statistics, _) => {
                statistics.add(row);
                Ok(())
            }
            Self::Concise(out) => writeln!(out, "{}", words::line(row)),
            Self::Full(out) => write!(out, "{}", paragraph(row, source.get(row.start..row.end).unwrap_or_default())),
            Self::GitHub(out) => writeln!(out, "{}", github::command(row)),
            Self::Report(report) => report.add(row),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Statistics(..) => Ok(()),
            Self::Concise(out) | Self::Full(out) | Self::GitHub(out) => out.flush(),
            Self::Report(report) => report.flush(),
        }
    }

    fn finish<'e>(self, errors: impl Iterator<Item = &'e unchaff_driver::FileError>) -> io::Result<()> {
        match self {
            Self::Statistics(statistics, mut out) => {
                write!(out, "{}", statistics.table())?;
                out.flush()
            }
            Self::Concise(mut out) | Self::Full(mut out) | Self::GitHub(mut out) => out.flush(),
            Self::Report(report) => report.finish(errors),
        }
    }
}
