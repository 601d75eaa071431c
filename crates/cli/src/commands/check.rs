//! `unchaff check`

use std::io::Write;

use unchaff_driver::{Cleaned, Input, Lines, harmless};

use crate::{
    args::Look,
    commands::{complain, count, done, look, name, say, say_over_budget, say_pages},
    failure::Failure,
    status::ExitStatus,
};

/// Prints every finding.
pub(crate) fn run(args: &Look) -> Result<ExitStatus, Failure> {
    let (inputs, summary, shown) = look(args, print)?;
    let (documents, changed) = (count(summary.n_documents, "document"), summary.n_changed);
    say(format_args!("{documents} checked, {changed} would change"));
    if summary.n_unapplied > 0 {
        let held = count(summary.n_unapplied, "unsafe finding");
        say(format_args!("{held} would not be applied: `--unsafe` applies them"));
    }
    say_pages(&summary);
    say_over_budget(&summary);
    let status = match complain(inputs.errors.iter().chain(&summary.errors)) {
        ExitStatus::Done if changed > 0 || summary.n_over_budget > 0 => ExitStatus::Found,
        status => status,
    };
    done(shown, status)
}

/// `file:line:column: rule (safe): evidence`
fn print(input: &Input, source: &[u8], cleaned: &Cleaned) -> Result<(), Failure> {
    let mut findings: Vec<(u32, String)> = Vec::new();
    for edit in cleaned.edits.edits() {
        findings.push((edit.span.start, format!("{} ({}): {}", edit.rule, edit.applicability, edit.evidence)));
    }
    for edit in &cleaned.unapplied {
        findings
            .push((edit.span.start, format!("{} ({}, not applied): {}", edit.rule, edit.applicability, edit.evidence)));
    }
    for edit in &cleaned.held_back {
        let why = match cleaned.is_over_budget() {
            true => "held back, too much would go",
            false => "held back, what stays would change its meaning",
        };
        findings.push((edit.span.start, format!("{} ({}, {why}): {}", edit.rule, edit.applicability, edit.evidence)));
    }
    for report in &cleaned.reports {
        findings.push((report.span.start, format!("{} (report only): {}", report.rule, report.evidence)));
    }
    for note in &cleaned.notes {
        findings.push((u32::try_from(note.offset()).unwrap_or(u32::MAX), format!("note: {note}")));
    }
    findings.sort();
    let lines = Lines::new(source);
    let mut out = anstream::stdout().lock();
    for (offset, finding) in findings {
        let (line, column) = lines.place(offset as usize);
        writeln!(out, "{}:{line}:{column}: {}", name(input), harmless(&finding))?;
    }
    Ok(())
}
