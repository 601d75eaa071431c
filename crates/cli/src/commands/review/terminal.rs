//! Review here, finding by finding.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    io::{self, BufRead, IsTerminal, Write},
    ops::Range,
};

use console::{Key, Term};
use unchaff_driver::{
    Cleaned, Decision, Decisions, Finding, FindingRow, FindingState, Input, Lines, OnDuplicates, Span, findings,
};

use crate::{
    args::Review,
    commands::{
        Looked,
        check::passage,
        complain, count, look_with, name,
        review::{known, save},
        say::say,
        say_stopped, warn_of_notes,
    },
    failure::Failure,
    status::ExitStatus,
};

/// A finding about which somebody has to decide.
struct Question {
    /// The document, as decisions name it.
    path: String,
    finding: Finding,
    /// What is shown of it.
    shown: String,
}

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Decide(Scope, Decision),
    Skip,
    Undo,
    Help,
    Quit,
    /// Ctrl-C.
    Stop,
}

/// What is decided at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Finding,
    Rule,
    File,
}

/// An answer that can be undone.
struct Step {
    /// The question.
    at: usize,
    /// What was decided, if it was, and what had been said of the same before.
    decided: Option<(Scope, Option<Decision>)>,
}

/// How asking ended.
struct Asked {
    n_decided: usize,
    n_open: usize,
    is_stopped: bool,
}

const HELP: &str = "\
a  accept: it goes          A  accept all of this rule      f  accept all in this file
r  reject: it stays         R  reject all of this rule      x  reject all in this file
s  skip                     u  undo                         q  save and quit
";

/// Asks about every finding that was not decided before.
pub(super) fn run(args: &Review) -> Result<ExitStatus, Failure> {
    let (file, mut decisions) = known(args)?;
    let mut questions = Vec::new();
    let Looked { inputs, summary, visited, .. } =
        look_with(&args.look, Decisions::default(), OnDuplicates::Ignore, |bar, input, source, cleaned| {
            bar.aside(|| warn_of_notes(input, source, cleaned));
            questions.extend(ask(input, source, cleaned, &decisions));
            Ok(())
        })?;
    visited?;
    let status = complain(inputs.errors.iter().chain(&summary.errors));
    if summary.is_stopped {
        return Ok(say_stopped(summary.n_documents, inputs.documents.len(), "nothing was decided"));
    }
    if questions.is_empty() {
        say("nothing to decide: nothing was found, or all of it was decided before");
        return Ok(status);
    }
    let before = decisions.clone();
    let asked = decide(&questions, &mut decisions, &mut Keys::new());
    // However it ended.
    if decisions != before {
        save(&file, &decisions)?;
    }
    let Asked { n_decided, n_open, is_stopped } = asked?;
    say(format_args!("{} decided, {n_open} open", count(n_decided, "finding")));
    Ok(if is_stopped { ExitStatus::Stopped } else { status })
}

/// The findings of a document about which a person can decide, and has not.
fn ask(input: &Input, source: &[u8], cleaned: &Cleaned, decisions: &Decisions) -> Vec<Question> {
    let (path, lines) = (input.name(), Lines::new(source));
    let is_question = |it: &Finding| {
        matches!(it.state, FindingState::Applied | FindingState::NotApplied | FindingState::OverBudget)
            && decisions.of(&path, it).is_none()
    };
    let question = |finding: Finding| {
        let row = FindingRow::of_finding(&name(input), source, &lines, &finding);
        let (before, after) = around(source, &lines, finding.span);
        let shown = passage(&row, &before, &source[finding.span.range()], &after);
        Question { path: path.clone(), shown, finding }
    };
    findings(source, cleaned).into_iter().filter(is_question).map(question).collect()
}

/// So many lines are shown before a finding, and as many after it.
const CONTEXT: usize = 2;

/// So many characters are shown of each.
const MOST_CHARACTERS: usize = 100;

/// What stands before and after a finding: the rest of its own lines, and the next ones.
fn around(source: &[u8], lines: &Lines<'_>, span: Span) -> (String, String) {
    let (start, end) = (span.start as usize, span.end as usize);
    let last = if end > start { end - 1 } else { end };
    let (first, last) = (lines.place(start).0, lines.place(last).0);
    let text = |range: Range<usize>, shortened: fn(&str) -> String| -> String {
        String::from_utf8_lossy(&source[range]).lines().map(|it| shortened(it) + "\n").collect()
    };
    let before = first.saturating_sub(CONTEXT).max(1)..=first;
    let before = before.filter_map(|it| lines.line(it)).map(|it| it.start..it.end.min(start));
    let after = (last..=last + CONTEXT).filter_map(|it| lines.line(it)).map(|it| it.start.max(end)..it.end);
    (before.map(|it| text(it, end_of)).collect(), after.map(|it| text(it, start_of)).collect())
}

/// The end of a long line: what stands before a finding is near to it.
fn end_of(line: &str) -> String {
    match line.char_indices().rev().nth(MOST_CHARACTERS) {
        Some((at, it)) => format!("…{}", &line[at + it.len_utf8()..]),
        None => line.to_string(),
    }
}

/// The start of a long line.
fn start_of(line: &str) -> String {
    match line.char_indices().nth(MOST_CHARACTERS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_string(),
    }
}

/// Asks until there is no question, or nobody to answer.
fn decide(questions: &[Question], decisions: &mut Decisions, keys: &mut Keys) -> Result<Asked, Failure> {
    let is_open = |it: &Question, decisions: &Decisions| decisions.of(&it.path, &it.finding).is_none();
    let mut is_stopped = false;
    let mut out = anstream::stdout();
    let mut past: Vec<Step> = Vec::new();
    let mut at = 0;
    while let Some(question) = questions.get(at) {
        if !is_open(question, decisions) {
            at += 1;
            continue;
        }
        let (number, rule) = (at + 1, &question.finding.rule);
        write!(out, "\n[{number}/{}] {}", questions.len(), question.shown)?;
        write!(out, "accept, reject, skip (a r s; A R: all of {rule}; ? for all keys, q) ")?;
        out.flush()?;
        let answer = keys.next()?;
        writeln!(out)?;
        match answer {
            Answer::Decide(scope, decision) => {
                let earlier = set(decisions, question, scope, Some(decision));
                past.push(Step { at, decided: Some((scope, earlier)) });
                at += 1;
            }
            Answer::Skip => {
                past.push(Step { at, decided: None });
                at += 1;
            }
            Answer::Undo => {
                let Some(step) = past.pop() else { continue };
                at = step.at;
                if let Some((scope, earlier)) = step.decided {
                    set(decisions, &questions[at], scope, earlier);
                }
            }
            Answer::Help => write!(out, "{HELP}")?,
            Answer::Quit => break,
            Answer::Stop => {
                is_stopped = true;
                break;
            }
        }
    }
    let n_open = questions.iter().filter(|it| is_open(it, decisions)).count();
    Ok(Asked { n_decided: questions.len() - n_open, n_open, is_stopped })
}

/// Says something of a finding, its rule or its file, or nothing any more; gives what was said before.
fn set(decisions: &mut Decisions, question: &Question, scope: Scope, decision: Option<Decision>) -> Option<Decision> {
    let Question { path, finding, .. } = question;
    let key = (finding.rule.to_string(), finding.identity.clone());
    match scope {
        Scope::Rule => put(decisions.rules.entry(key.0), decision),
        Scope::File => put(decisions.files.entry(path.clone()), decision),
        Scope::Finding => {
            let own: &mut BTreeMap<_, _> = decisions.findings.entry(path.clone()).or_default();
            let earlier = put(own.entry(key), decision);
            if own.is_empty() {
                decisions.findings.remove(path);
            }
            earlier
        }
    }
}

/// Writes a value, or takes it out; gives what stood there.
fn put<K: Ord, V>(entry: Entry<'_, K, V>, value: Option<V>) -> Option<V> {
    match (entry, value) {
        (Entry::Occupied(mut it), Some(value)) => Some(it.insert(value)),
        (Entry::Occupied(it), None) => Some(it.remove()),
        (Entry::Vacant(it), Some(value)) => {
            it.insert(value);
            None
        }
        (Entry::Vacant(_), None) => None,
    }
}

/// Where answers come from: single keys on a terminal, else lines.
enum Keys {
    Terminal(Term),
    Lines(io::Lines<io::StdinLock<'static>>),
}

impl Keys {
    fn new() -> Self {
        match io::stdin().is_terminal() {
            true => Self::Terminal(Term::stderr()),
            false => Self::Lines(io::stdin().lock().lines()),
        }
    }

    /// The next answer; nobody to give one is one, too.
    fn next(&mut self) -> Result<Answer, Failure> {
        let key = match self {
            Self::Lines(lines) => match lines.next() {
                None => return Ok(Answer::Quit),
                Some(line) => {
                    let line = line.map_err(|it| format!("cannot read standard input: {it}"))?;
                    line.trim().chars().next().unwrap_or('?')
                }
            },
            Self::Terminal(terminal) => match terminal.read_key() {
                Ok(Key::Char(it)) => it,
                Ok(Key::Escape) => return Ok(Answer::Quit),
                Ok(Key::CtrlC) => return Ok(Answer::Stop),
                Ok(_) => '?',
                Err(it) if it.kind() == io::ErrorKind::Interrupted => return Ok(Answer::Stop),
                Err(it) => return Err(format!("cannot read the keyboard: {it}").into()),
            },
        };
        Ok(answer(key))
    }
}

fn answer(key: char) -> Answer {
    use Decision::{Accept, Reject};
    match key {
        'a' => Answer::Decide(Scope::Finding, Accept),
        'r' => Answer::Decide(Scope::Finding, Reject),
        'A' => Answer::Decide(Scope::Rule, Accept),
        'R' => Answer::Decide(Scope::Rule, Reject),
        'f' => Answer::Decide(Scope::File, Accept),
        'x' => Answer::Decide(Scope::File, Reject),
        's' | ' ' => Answer::Skip,
        'u' => Answer::Undo,
        'q' => Answer::Quit,
        _ => Answer::Help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, gone: &str, before: &str, after: &str) {
        let start = source.find(gone).expect("it stands there");
        let found = around(source.as_bytes(), &Lines::new(source.as_bytes()), Span::of(start..start + gone.len()));
        assert_eq!((found.0.as_str(), found.1.as_str()), (before, after));
    }

    #[test]
    fn a_finding_is_shown_between_its_neighbours() {
        check("one\ntwo\nthree\nAlso\nfour\nfive\nsix\n", "Also\n", "two\nthree\n", "four\nfive\n");
        check("Also\nfour\n", "Also\n", "", "four\n");
        check("one\r\nAlso", "Also", "one\n", "");
        check("one\nthe ferry Also leaves\ntwo\n", "Also", "one\nthe ferry \n", " leaves\ntwo\n");
        check("one\nbehind", "", "", "one\nbehind\n");
    }

    #[test]
    fn of_long_lines_the_near_part_is_shown() {
        let (before, after) = ("a".repeat(200), "é".repeat(200));
        let line = format!("{before}Also{after}\n");
        check(&line, "Also", &format!("…{}\n", "a".repeat(100)), &format!("{}…\n", "é".repeat(100)));
    }
}
