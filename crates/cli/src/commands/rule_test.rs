//! `unchaff rule-test`

use std::{io::Write, path::PathBuf};

use unchaff_driver::{PackFile, RenderOptions, harmless, render, test_pack};

use crate::{
    commands::{complain, count, say},
    failure::Failure,
    status::ExitStatus,
};

/// Tries the examples in packs, and shows those that are not what they say.
pub(crate) fn run(paths: &[PathBuf]) -> Result<ExitStatus, Failure> {
    let mut errors = Vec::new();
    let (mut n_rules, mut n_examples, mut n_failed) = (0, 0, 0);
    for path in paths {
        let pack = match PackFile::read(path) {
            Ok(it) => it.pack,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let (n_tried, failed) = test_pack(&pack);
        let name = harmless(&path.display().to_string());
        let mut out = anstream::stdout().lock();
        for it in &failed {
            // The stream takes the colours out where no terminal shows them.
            let text = render(
                it.source.as_bytes(),
                &it.cleaned,
                RenderOptions { context: None, is_coloured: true, has_lines: true },
            );
            writeln!(out, "{name}: {} {}: {}\n{text}", it.rule, it.name, it.message)?;
        }
        n_rules += pack.rules.len();
        n_examples += n_tried;
        n_failed += failed.len();
    }
    let status = complain(&errors);
    if errors.len() < paths.len() {
        let (rules, examples) = (count(n_rules, "rule"), count(n_examples, "example"));
        say(format_args!("{rules}, {examples}, {n_failed} failed"));
    }
    Ok(if status == ExitStatus::Done && n_failed > 0 { ExitStatus::Found } else { status })
}
