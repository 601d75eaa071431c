//! What each step of a document's way costs in memory, on one core.

use std::path::Path;

use anyhow::{Context, bail};

use crate::{score::output, workspace};

/// What the steps are compared with.
pub(super) const BARE: &str = "pulldown_cmark";

/// The names in `crates/driver/benches/steps.rs`, and what a reader is told of them.
pub(super) const STEPS: [(&str, &str); 11] = [
    (BARE, "pulldown-cmark alone"),
    ("split_header", "find where the header ends"),
    ("read_header", "read the header"),
    ("blocks", "parse into blocks"),
    ("rules", "all rules"),
    ("settle_and_apply", "settle and apply"),
    ("guard", "compare structures"),
    ("clean_posts", "clean: all of these"),
    ("sign", "sign for duplicates"),
    ("verify", "verify a pair for each"),
    ("html_pages", "HTML page to text"),
];

/// MB/s of each step, the fastest of ten.
pub(super) fn measure(posts: &Path) -> anyhow::Result<Vec<f64>> {
    let mut command = workspace::cargo();
    command.args(["bench", "--quiet", "--locked", "--package", "unchaff-driver", "--bench", "steps"]);
    let figures = output(command.env("UNCHAFF_BENCH_POSTS", posts))?;
    STEPS.iter().map(|it| megabytes_per_second(&figures, it.0)).collect()
}

/// Reads two lines of divan's table: `├─ name   1.234 ms │ ...`, and below `│   567.8 MB/s │ ...`, the fastest first.
fn megabytes_per_second(figures: &str, name: &str) -> anyhow::Result<f64> {
    let mut lines = figures.lines().skip_while(|it| it.split_whitespace().nth(1) != Some(name));
    let below = lines.nth(1).with_context(|| format!("divan prints `{name}`"))?;
    let mut words = below.split_whitespace().filter(|it| *it != "│");
    let number: f64 = words.next().context("divan prints a speed")?.parse()?;
    Ok(match words.next() {
        Some("GB/s") => number * 1e3,
        Some("MB/s") => number,
        Some("KB/s") => number * 1e-3,
        it => bail!("expected a unit of speed after {number}, not {it:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_speed_of_a_step_is_read() {
        let figures = "steps        fastest       │ slowest       │ median        │ mean\n\
                       ├─ blocks    3.5 ms        │ 4.5 ms        │ 3.6 ms        │ 3.7 ms\n\
                       │            71.2 MB/s     │ 62.1 MB/s     │ 70.0 MB/s     │ 69 MB/s\n\
                       ╰─ rules     35.11 ms      │ 41 ms         │ 36 ms         │ 37 ms\n\
                       \u{20}            1.5 GB/s      │ 6.1 MB/s      │ 7.0 MB/s      │ 6.9 MB/s\n";
        assert_eq!(megabytes_per_second(figures, "blocks").expect("a speed"), 71.2);
        assert_eq!(megabytes_per_second(figures, "rules").expect("a speed"), 1500.0);
        assert!(megabytes_per_second(figures, "block").is_err());
    }
}
