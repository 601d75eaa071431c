//! `cargo xtask score`

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{bail, ensure};

use crate::{clean::remove, workspace};

/// Where the corpora are looked for.
pub(crate) fn corpus() -> PathBuf {
    let place = env::var_os("UNCHAFF_CORPUS").map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    workspace::root().join(place)
}

/// Cleans the labelled posts and the control posts, and lets the corpus judge.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    if !args.is_empty() {
        bail!("score takes no arguments");
    }
    let corpus = corpus();
    if !corpus.join("score.py").is_file() {
        println!("SKIPPED: no corpus at {} (set UNCHAFF_CORPUS): nothing was measured", corpus.display());
        return Ok(ExitCode::SUCCESS);
    }
    for (name, flags) in [("safe", &[][..]), ("unsafe", &["--unsafe"][..])] {
        let out = workspace::root().join("target/score").join(name);
        remove(&out)?;
        for (folder, posts) in [("hexo", "hexo/dev"), ("controls", "controls/dev")] {
            let mut command = workspace::unchaff()?;
            command.arg("clean").arg(corpus.join(posts)).arg("--out").arg(out.join(folder)).args(flags);
            ensure!(workspace::status(&mut command)?.success(), "cleaning {posts} failed");
        }
        println!("\n== {name} ==");
        judge(&corpus, &out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn judge(corpus: &Path, out: &Path) -> anyhow::Result<()> {
    let mut command = Command::new("python3");
    command.arg(corpus.join("score.py"));
    command.arg("--orig").arg(corpus.join("hexo/dev")).arg("--gold").arg(corpus.join("hexo/dev-gold"));
    command.arg("--out").arg(out.join("hexo")).arg("--fm").arg(corpus.join("hexo/dev-gold/frontmatter.tsv"));
    command.arg("--controls").arg(corpus.join("controls/dev")).arg(out.join("controls"));
    // No report is written where there are no duplicates.
    let duplicates = out.join("hexo/.unchaff/duplicates.tsv");
    if duplicates.is_file() {
        command.arg("--dups").arg(corpus.join("hexo/dup-groups.tsv")).arg(duplicates);
    } else {
        println!("no duplicates were found, so that there are no pairs to judge");
    }
    ensure!(workspace::status(&mut command)?.success(), "score.py failed");
    Ok(())
}
