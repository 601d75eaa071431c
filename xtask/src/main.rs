//! `cargo xtask ...`: what people run who work on unchaff.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person at a terminal")]

mod bench;
mod bench_dedup;
mod bench_pages;
mod browser;
mod ci;
mod clean;
mod deny;
#[cfg(unix)]
mod fault_test;
mod fuzz;
mod generate_posts;
mod hostile;
mod instructions;
#[cfg(test)]
mod lints;
mod new_rule;
mod python;
mod score;
mod train;
mod walk;
mod wheel;
mod workspace;

use std::{ffi::OsString, process::ExitCode};

use anyhow::bail;

const USAGE: &str = "\
cargo xtask COMMAND

  bench [--quick] [--runs N]
                      measure unchaff beside `cp -r`, and its steps beside a bare parser, and write
                      docs/benchmarks.md; --quick takes a tenth of the posts, and only prints
  bench-dedup [CORPUS.jsonl[.gz]]
                      measure `unchaff dedup` beside gaoya, datasketch and rensa
  bench-pages [FOLDER...]
                      measure how fast articles of .html and .md files are found, beside
                      parsers alone and dom_smoothie
  browser             decide on a review page of the seeds in Chromium, with the keyboard, and
                      clean the seeds with these decisions
  clean [ARGS]        build unchaff and run `unchaff clean ARGS`; without a path
                      clean seeds/posts/ into target/clean/ and show the changes
  ci [--full]         run all checks; --full tries 5000 inputs for each property
                      where 256 are usual, which takes many minutes
  cluster-test        do python-test, then clean and compare 20000 documents on a Spark cluster
                      on this machine, also while a worker is killed
  codegen [--check]   write docs/rules.md and docs/rule-pack.schema.json; --check only tells
                      whether they are up to date
  dedup-corpus [--documents N] [--out FILE.jsonl] [--from FILE.jsonl.gz]
                      make documents of which it is known which are copies of which: 100000
                      into target/dedup-corpus/, out of the seeds and the corpus
  fault-test [--short] [--seed N] [--program FILE] [FAULT...]
                      kill runs, fill disks, write where unchaff writes, and print what came
                      of it: the table of docs/reliability.md; --short does so a few times
  fuzz [--seconds N] [TARGET...]
                      look for inputs that break a law: so long (60 s) in each program of
                      fuzz/fuzz_targets/, with what they found before in target/fuzz/found/
  generate-posts FOLDER [--files N] [--megabytes N]
                      multiply the seeds to the posts of a large site: 20000 files, 250 MB
  hostile [--short] [--program FILE] [INPUT...]
                      give unchaff texts that are made to be slow or large, and print what came of
                      it: the second table of docs/reliability.md; --short takes small ones
  instructions [--write]
                      count the instructions of fixed work with callgrind, and compare them with
                      benches/instructions.toml; --write records them
  new-rule NAME       write the skeleton of a rule: file, page, two seeds
  python-test         build the wheel of crates/python, install it in a fresh environment, and test it
  train [--only html|markdown|text] [--no-scores]
                      learn crates/page/models/ from the labelled pages of the corpus, and
                      print cross-validated scores by type of page
  score               clean the corpora into target/score/ and measure the result
  walk [--full]       type the commands of the first walk in CONTRIBUTING.md in a copy of the
                      working tree; --full also those that build for speed
";

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    match run(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let Some((command, args)) = args.split_first() else {
        eprint!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    match command.to_string_lossy().as_ref() {
        "bench" => bench::run(args),
        "bench-dedup" => bench_dedup::run(args),
        "bench-pages" => bench_pages::run(args),
        "clean" => clean::run(args),
        "browser" => browser::run(args),
        "ci" => ci::run(args),
        "cluster-test" => wheel::run_on_cluster(args),
        "codegen" => workspace::finish(workspace::codegen().args(args)),
        "dedup-corpus" => workspace::finish(workspace::dedup_corpus()?.args(args)),
        #[cfg(unix)]
        "fault-test" => fault_test::run(args),
        "fuzz" => fuzz::run(args),
        "generate-posts" => generate_posts::run(args),
        "hostile" => hostile::run(args),
        "instructions" => instructions::run(args),
        "new-rule" => new_rule::run(args),
        "python-test" => wheel::run(args),
        "score" => score::run(args),
        "train" => train::run(args),
        "walk" => walk::run(args),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("no command is named `{other}`: `cargo xtask help` lists them"),
    }
}
