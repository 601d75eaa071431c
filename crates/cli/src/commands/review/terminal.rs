//! Review here, finding by finding.

use std::io::{self, BufRead, IsTerminal, Write};

use console::{Key, Term};
use unchaff_driver::{
    Cleaned, Decision, Decisions, Finding, FindingRow, FindingState, Input, Lines, OnDuplicates, findings,
};

use crate::{
    args::Review,
    commands::{
        check::paragraph,
        complain, count, look_with, name,
        review::{known, save},
        say::say,
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
    One(Decision),
    OfRule(Decision),
    OfFile(Decision),
    Skip,
    Undo,
    Help,
    Quit,
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
    let (inputs, summary, shown) =
        look_with(&args.look, Decisions::default(), OnDuplicates::Ignore, |input, source, cleaned| {
            questions.extend(ask(input, source, cleaned));
            Ok(())
        })?;
    shown?;
    let (n_decided, n_open) = decide(&questions, &mut decisions, &mut Keys::new())?;
    if n_decided > 0 {
        save(&file, &decisions)?;
    }
    say(format_args!("{} decided, {n_open} open", count(n_decided, "finding")));
    Ok(complain(inputs.errors.iter().chain(&summary.errors)))
}

/// The findings of a document about which a person can decide.
fn ask(input: &Input, source: &[u8], cleaned: &Cleaned) -> Vec<Question> {
    let lines = Lines::new(source);
    let can_be_decided = |it: &Finding| matches!(it.state, FindingState::Applied | FindingState::NotApplied);
    let question = |finding: Finding| {
        let row = FindingRow::of_finding(&name(input), source, &lines, &finding);
        Question { path: input.name(), shown: paragraph(&row, &source[finding.span.range()]), finding }
    };
    findings(source, cleaned).into_iter().filter(can_be_decided).map(question).collect()
}

/// Asks until there is no question, or nobody to answer. Tells how many findings were decided, and how many are not.
fn decide(questions: &[Question], decisions: &mut Decisions, keys: &mut Keys) -> Result<(usize, usize), Failure> {
    let is_open = |it: &Question, decisions: &Decisions| decisions.of(&it.path, &it.finding).is_none();
    let n_open = |decisions: &Decisions| questions.iter().filter(|it| is_open(it, decisions)).count();
    let n_before = n_open(decisions);
    let mut out = anstream::stdout();
    let mut past: Vec<(usize, Decisions)> = Vec::new();
    let mut at = 0;
    while let Some(question) = questions.get(at) {
        if !is_open(question, decisions) {
            at += 1;
            continue;
        }
        let Question { path, finding, shown } = question;
        write!(
            out,
            "\n[{}/{}] {shown}accept, reject, skip (a r s; A R: all of {}; ? q) ",
            at + 1,
            questions.len(),
            finding.rule
        )?;
        out.flush()?;
        let answer = keys.next()?;
        writeln!(out)?;
        let before = decisions.clone();
        match answer {
            Answer::One(it) => {
                let key = (finding.rule.to_string(), finding.identity.clone());
                decisions.findings.entry(path.clone()).or_default().insert(key, it);
            }
            Answer::OfRule(it) => drop(decisions.rules.insert(finding.rule.to_string(), it)),
            Answer::OfFile(it) => drop(decisions.files.insert(path.clone(), it)),
            Answer::Skip => {}
            Answer::Undo => {
                if let Some((place, earlier)) = past.pop() {
                    (at, *decisions) = (place, earlier);
                }
                continue;
            }
            Answer::Help => {
                write!(out, "{HELP}")?;
                continue;
            }
            Answer::Quit => break,
        }
        past.push((at, before));
        at += 1;
    }
    let n_open = n_open(decisions);
    Ok((n_before.saturating_sub(n_open), n_open))
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
        loop {
            let key = match self {
                Self::Terminal(terminal) => match terminal.read_key() {
                    Ok(Key::Char(it)) => it,
                    Ok(Key::Escape | Key::CtrlC) => 'q',
                    Ok(_) => continue,
                    Err(it) if it.kind() == io::ErrorKind::Interrupted => 'q',
                    Err(it) => return Err(format!("cannot read the keyboard: {it}").into()),
                },
                Self::Lines(lines) => match lines.next() {
                    None => 'q',
                    Some(line) => {
                        let line = line.map_err(|it| format!("cannot read standard input: {it}"))?;
                        line.trim().chars().next().unwrap_or('?')
                    }
                },
            };
            return Ok(match key {
                'a' => Answer::One(Decision::Accept),
                'r' => Answer::One(Decision::Reject),
                'A' => Answer::OfRule(Decision::Accept),
                'R' => Answer::OfRule(Decision::Reject),
                'f' => Answer::OfFile(Decision::Accept),
                'x' => Answer::OfFile(Decision::Reject),
                's' | ' ' => Answer::Skip,
                'u' => Answer::Undo,
                'q' => Answer::Quit,
                _ => Answer::Help,
            });
        }
    }
}
