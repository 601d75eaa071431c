//! `cargo xtask bench-dedup`

mod contestant;
mod documents;
mod layers;

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail, ensure};

use self::{contestant::Contestant, documents::Documents, layers::Layers};
use crate::{python, score::Table, workspace};

const OURS: &str = "unchaff";

/// How many times as fast as a peer we want to be, with as many threads.
const GOALS: [(&str, f64); 2] = [("gaoya", 5.0), ("datasketch", 25.0)];

/// The speed of text to signature that we want, as a share of the speed of tokenising and hashing alone.
const LAYERS_GOAL: f64 = 0.6;

/// Measures `unchaff dedup` beside others that find near duplicates, in one run on the same documents.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let options = Options::read(args)?;
    let out = workspace::root().join("target/bench-dedup");
    fs::create_dir_all(&out)?;
    let documents = Documents::write(options.corpus.as_deref(), &out)?;

    let mut contestants = ours(&options, &documents)?;
    contestants.extend(or_skipped("gaoya", gaoya(&options, &documents)));
    contestants.extend(or_skipped("datasketch and rensa", python_peers(&options, &documents, &out)));
    // In turns, so that whatever else the machine does hits all of them.
    for run in 1..=options.n_runs {
        println!("run {run} of {}", options.n_runs);
        for contestant in &mut contestants {
            contestant.measure(&documents)?;
        }
    }
    let layers = Layers::measure(&documents)?;

    let mut table = Table::default();
    for contestant in &contestants {
        let same_threads = |it: &&Contestant| it.peer == OURS && it.n_threads == contestant.n_threads;
        let ours = contestants.iter().find(same_threads).unwrap_or(&contestants[0]);
        contestant.enter(&mut table, &documents, ours)?;
    }
    layers.enter(&mut table, &documents);
    println!(
        "\n{} documents, {:.1} MB of text; the fastest of {} runs; `total` counts reading and writing, `work` does not; \
         the others' shingles have {} words\n\n{table}",
        documents.n_documents,
        documents.n_megabytes(),
        options.n_runs,
        options.n_words
    );
    for (peer, goal) in GOALS {
        for ours in contestants.iter().filter(|it| it.peer == OURS) {
            let n_threads = ours.n_threads;
            // Who knows no threads is as fast as it is.
            let theirs = contestants.iter().filter(|it| it.peer == peer && it.n_threads <= n_threads);
            let Some(theirs) = theirs.max_by_key(|it| it.n_threads) else { continue };
            let name = format!("times as fast as {peer}, {n_threads} thread{}", if n_threads == 1 { "" } else { "s" });
            say_goal(&name, theirs.total / ours.total, goal);
        }
        let work = contestants.iter().find(|it| it.peer == peer).and_then(|it| it.work);
        if let Some(work) = work {
            say_goal(&format!("  the library beside the work of {peer}, 1 thread"), work / layers.library(), goal);
        }
    }
    say_goal("speed of text to signature / tokenise and hash", layers.tokens / layers.signatures, LAYERS_GOAL);
    Ok(ExitCode::SUCCESS)
}

fn say_goal(name: &str, figure: f64, goal: f64) {
    println!("{name}: {figure:.2}, goal {goal}: {}", if figure >= goal { "reached" } else { "MISSED" });
}

struct Options {
    corpus: Option<PathBuf>,
    ours: Option<String>,
    n_runs: usize,
    n_threads: usize,
    n_words: usize,
}

impl Options {
    fn read(args: &[OsString]) -> anyhow::Result<Options> {
        let mut options = Options { corpus: None, ours: None, n_runs: 3, n_threads: 2, n_words: 2 };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let name = arg.to_string_lossy();
            if !name.starts_with("--") {
                options.corpus = Some(std::path::absolute(arg)?);
                continue;
            }
            let value = args.next().and_then(|it| it.to_str());
            let value = value.with_context(|| format!("expected a value after `{name}`"))?;
            let number = || match value.parse() {
                Ok(it) if it > 0 => Ok(it),
                _ => bail!("expected a number greater than 0 after `{name}`, not `{value}`"),
            };
            match &*name {
                "--ours" => options.ours = Some(value.to_string()),
                "--runs" => options.n_runs = number()?,
                "--threads" => options.n_threads = number()?,
                "--words" => options.n_words = number()?,
                _ => bail!("bench-dedup knows no `{name}`, only --ours, --runs, --threads and --words"),
            }
        }
        Ok(options)
    }
}

/// The program that people run, or the command that was asked for.
fn ours(options: &Options, documents: &Documents) -> anyhow::Result<Vec<Contestant>> {
    let words: Vec<OsString> = match &options.ours {
        Some(command) => command.split_whitespace().map(OsString::from).collect(),
        None => {
            let program = workspace::executable("Cargo.toml", ["--bin", "unchaff"], "release")?;
            let args = ["--threads", "{threads}", "dedup", "{}", "--format", "tsv"];
            [program.into_os_string()].into_iter().chain(args.map(OsString::from)).collect()
        }
    };
    ensure!(!words.is_empty(), "expected a command after `--ours`");
    let is_threaded = words.iter().any(|it| it == "{threads}");
    Ok(Contestant::each(OURS, &words, if is_threaded { options.n_threads } else { 1 }, documents))
}

fn gaoya(options: &Options, documents: &Documents) -> anyhow::Result<Vec<Contestant>> {
    let program = workspace::executable("benches/Cargo.toml", ["--bin", "gaoya-peer"], "release")?;
    let words = [program.into_os_string(), options.n_words.to_string().into()];
    Ok(Contestant::each("gaoya", &words, options.n_threads, documents))
}

/// Those from PyPI, in an environment of their own.
fn python_peers(options: &Options, documents: &Documents, out: &Path) -> anyhow::Result<Vec<Contestant>> {
    let benches = workspace::root().join("benches");
    let python = python::environment(&out.join("venv"), &benches.join("requirements.txt"))?;
    let words = |peer: &str| {
        let script = benches.join("peers.py").into_os_string();
        [python.clone().into_os_string(), script, peer.into(), options.n_words.to_string().into()]
    };
    let mut peers = Contestant::each("rensa", &words("rensa"), options.n_threads, documents);
    let flags = Contestant::each("rensa, flags only", &words("rensa-rho"), options.n_threads, documents);
    peers.extend(flags.into_iter().map(Contestant::without_groups));
    peers.extend(Contestant::each("datasketch", &words("datasketch"), 1, documents)); // it has no threads
    Ok(peers)
}

/// Says aloud who is left out, and why.
fn or_skipped(who: &str, contestants: anyhow::Result<Vec<Contestant>>) -> Vec<Contestant> {
    contestants.unwrap_or_else(|error| {
        println!("SKIPPED: {who}: {error:#} (without a network they cannot be installed)");
        Vec::new()
    })
}
