//! `unchaff restore`

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use unchaff_driver::{ADBLOCK_LIST, ALIAS_RULE, CONVERSION, LeftOut, PAGE_CHROME, RuleId, harmless};

use crate::{
    commands::{complain, count, done, say, say_waiting},
    failure::Failure,
    select::rule_named,
    status::ExitStatus,
};

/// Gives back what was removed, or shows it.
pub(crate) fn run(
    paths: &[PathBuf],
    ledger: Option<&Path>,
    rule: Option<&str>,
    is_only_shown: bool,
) -> Result<ExitStatus, Failure> {
    let is_stdin = paths.len() == 1 && paths[0].as_os_str() == "-";
    match ledger {
        Some(ledger) if is_stdin => return restore_stdin(ledger, is_only_shown),
        Some(_) => return Err("--ledger goes with `-`: files have their ledger in .unchaff/".to_string().into()),
        None if is_stdin => {
            return Err("`-` needs the ledger that `clean` was given: --ledger FILE".to_string().into());
        }
        None => {}
    }
    let rule = rule.map(recorded_rule).transpose()?;
    if is_only_shown {
        let (left_out, errors) = unchaff_driver::left_out(paths, rule.as_ref());
        let shown = show(&left_out);
        if left_out.is_empty() && errors.is_empty() {
            say(format_args!("nothing is left out"));
        }
        return done(shown, complain(&errors));
    }
    let settings = rule.iter().map(|it| ("restored".to_string(), it.to_string())).collect::<BTreeMap<_, _>>();
    let summary = unchaff_driver::restore(paths, rule.as_ref(), &settings, say_waiting);
    let status = complain(&summary.errors);
    let restored = count(summary.restored.len(), "file");
    say(format_args!("restored {restored}, {} unchanged, {} refused", summary.n_unchanged, summary.errors.len()));
    Ok(status)
}

/// Gives back what was cleaned on its way through a pipe.
fn restore_stdin(ledger: &Path, is_only_shown: bool) -> Result<ExitStatus, Failure> {
    let mut cleaned = Vec::new();
    std::io::stdin().lock().read_to_end(&mut cleaned).map_err(|it| format!("cannot read standard input: {it}"))?;
    if is_only_shown {
        let shown = show(&unchaff_driver::left_out_of_bytes(&cleaned, ledger)?);
        return done(shown, ExitStatus::Done);
    }
    std::io::stdout().lock().write_all(&unchaff_driver::restore_bytes(&cleaned, ledger)?)?;
    Ok(ExitStatus::Done)
}

/// Shows what was left out, passage by passage.
fn show(left_out: &[LeftOut]) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    for passages in left_out {
        let LeftOut { path, converted_from, is_known, edits, .. } = passages;
        let mut how =
            converted_from.as_ref().map(|it| format!(", converted from {}", harmless(it))).unwrap_or_default();
        if !is_known {
            how.push_str(", edited since (this is what the last run left out; it may be in the file again)");
        }
        let n_bytes: usize = edits.iter().map(|it| it.removed.0.len()).sum();
        let n_passages = count(edits.len(), "passage");
        writeln!(out, "{}{how}: {n_passages}, {n_bytes} bytes", harmless(&path.display().to_string()))?;
        for edit in edits {
            writeln!(out, "{}..{}  {}  {}", edit.start, edit.end, edit.rule, harmless(&edit.evidence.to_string()))?;
            for (mark, bytes) in [('-', &edit.removed.0), ('+', &edit.insert.0)] {
                for line in passages.text(bytes).lines() {
                    writeln!(out, "{mark} │ {}", harmless(line))?;
                }
            }
        }
    }
    Ok(())
}

/// The rule of that name. Of packs and lists the ledger knows the rules alone: their files may be gone.
fn recorded_rule(name: &str) -> Result<RuleId, Failure> {
    let elsewhere = [&ADBLOCK_LIST, &ALIAS_RULE, &CONVERSION, &PAGE_CHROME];
    if name.contains('/') || elsewhere.iter().any(|it| it.as_str() == name) {
        return Ok(RuleId::from(name.to_string()));
    }
    rule_named(name).map(|it| it.id.clone())
}
