//! `cargo xtask bench`

mod machine;
mod race;
mod steps;

use std::{
    env,
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, bail, ensure};

use self::race::{Contestant, race};
use crate::{
    clean::remove,
    generate_posts::{self, Amount, SITE},
    score::corpus,
    workspace,
};

/// The page of figures, below the top of the repository.
const PAGE: &str = "docs/benchmarks.md";

/// Our goals. Times are those of `cp -r` of the same tree.
const CLEAN_GOAL: f64 = 4.0;
const DUPLICATES_GOAL: f64 = 6.0;
const UNCHANGED_GOAL: f64 = 0.5;
const THREADS_GOAL: f64 = 1.8;
const SMALL_GOAL_MS: f64 = 15.0;
const MEMORY_GOAL_MB: f64 = 150.0;
const RULES_GOAL: f64 = 0.5;

/// The small file, of the seeds.
const SMALL: &str = "seeds/posts/battery-ferries-ordered.md";

/// Measures the program, whole and in parts, and writes the page of figures.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let options = Options::read(args)?;
    let program = workspace::executable("Cargo.toml", ["--bin", "unchaff"], "release")?;
    let place = place()?;
    remove(&place)?;
    let page = measure(&options, &program, &place);
    remove(&place)?; // it may lie in memory
    let page = page?;
    println!("\n{page}");
    if options.is_quick {
        println!("quick: {PAGE} stays as it is");
    } else {
        fs::write(workspace::root().join(PAGE), page)?;
    }
    Ok(ExitCode::SUCCESS)
}

struct Options {
    is_quick: bool,
    n_runs: usize,
}

impl Options {
    fn read(args: &[OsString]) -> anyhow::Result<Options> {
        let args: Vec<_> = args.iter().map(|it| it.to_string_lossy()).collect();
        let (is_quick, rest) = match &args[..] {
            [first, rest @ ..] if first == "--quick" => (true, rest),
            rest => (false, rest),
        };
        let n_runs = match rest {
            [] => 3,
            [option, value] if option == "--runs" => {
                value.parse().ok().filter(|it| *it > 0).with_context(|| format!("expected 1 or more, not `{value}`"))?
            }
            _ => bail!("bench takes nothing but `--quick` and `--runs N`"),
        };
        Ok(Options { is_quick, n_runs })
    }
}

/// Where documents lie: in memory if that can be, so that no disk decides.
fn place() -> anyhow::Result<PathBuf> {
    let memory = Path::new("/dev/shm");
    let above = match env::var_os("TMPDIR") {
        None if memory.is_dir() => memory.to_path_buf(),
        _ => env::temp_dir(),
    };
    Ok(std::path::absolute(above)?.join("unchaff-bench"))
}

/// A line of the page.
struct Row {
    what: &'static str,
    goal: String,
    measured: String,
    is_reached: Option<bool>,
    command: String,
}

fn measure(options: &Options, program: &Path, place: &Path) -> anyhow::Result<String> {
    let (amount, n_copies) =
        if options.is_quick { (Amount { n_files: 2_000, n_megabytes: 25 }, 6) } else { (SITE, 60) };
    let n_bytes = generate_posts::write(&place.join("site"), amount)?;
    let path = beside(program)?;
    let mut page = format!(
        "# Benchmarks\n\nWritten by `cargo xtask bench`, as are the goals. A ratio compares commands of one run of hyperfine, so \
         it says more than seconds do, but on a machine that has nothing else to do only.\n\n{}",
        machine::description(program, place)?
    );
    write!(page, "\n{}", how_to(place, options.n_runs))?;

    println!("{} posts, {:.1} MB, in {}", amount.n_files, n_bytes as f64 / 1e6, place.display());
    let title = format!("{} posts, {:.0} MB", amount.n_files, n_bytes as f64 / 1e6);
    write!(page, "\n## {title}\n\n{}", table(&tree("site", place, &path, options.n_runs)?))?;

    let posts = corpus().join("hexo/dev");
    let is_real = posts.is_dir();
    if is_real {
        let n_files = copies(&posts, &place.join("hexo"), n_copies)?;
        write!(page, "\n## Real posts: {n_files} of a corpus, {n_copies} times each\n\n")?;
        page.push_str(&table(&tree("hexo", place, &path, options.n_runs)?));
    } else {
        let words = format!("SKIPPED: no corpus at {} (set UNCHAFF_CORPUS)", posts.display());
        println!("{words}");
        page.push_str("\n## Real posts\n\nNot measured: the corpus was not there.\n");
    }

    fs::copy(workspace::root().join(SMALL), place.join("one.md"))?;
    write!(page, "\n## One small file\n\n{}", table(&[small(place, &path)?]))?;
    write!(page, "\n## Steps\n\n{}", in_memory(place, is_real)?)?;
    Ok(page)
}

/// The search path, with the program first, so that commands read as people type them.
fn beside(program: &Path) -> anyhow::Result<String> {
    let folder = program.parent().context("the program lies in a folder")?;
    let paths = env::var_os("PATH").unwrap_or_default();
    let paths = env::join_paths([folder.to_path_buf()].into_iter().chain(env::split_paths(&paths)))?;
    paths.into_string().map_err(|it| anyhow::anyhow!("expected a PATH of UTF-8, not {}", it.display()))
}

fn how_to(place: &Path, n_runs: usize) -> String {
    let place = place.display();
    format!(
        "Commands run like this, one after another, without a shell; the fastest of {n_runs} runs counts, and what they write is \
         removed before each run. Nothing is read from or written to a disk where the folder lies in memory, as `/dev/shm` does.\n\n\
         ```console\n\
         $ cargo build --release\n\
         $ export PATH=$PWD/target/release:$PATH XDG_CACHE_HOME={place}/cache\n\
         $ cargo xtask generate-posts {place}/site\n\
         $ cd {place}\n\
         $ hyperfine --shell=none --ignore-failure --prepare 'rm -rf out' COMMAND...\n\
         ```\n"
    )
}

/// Work on a whole tree, beside copying it.
fn tree(tree: &str, place: &Path, path: &str, n_runs: usize) -> anyhow::Result<Vec<Row>> {
    const WITHOUT_OUT: &str = "rm -rf out";
    let clean = |n_threads: usize| format!("unchaff --threads {n_threads} clean {tree} --out out --no-duplicates");
    let check = format!("unchaff --threads 2 check {tree}");
    let mut contestants = [
        Contestant::new(WITHOUT_OUT, format!("cp -r {tree} out")),
        Contestant::new(WITHOUT_OUT, clean(2)),
        Contestant::new(WITHOUT_OUT, format!("unchaff --threads 2 clean {tree} --out out")),
        Contestant::new("rm -rf cache", check.clone()),
        Contestant::new("true", check),
        Contestant::new(WITHOUT_OUT, clean(1)),
    ];
    race(&mut contestants, place, path, n_runs)?;
    let [copy, clean, duplicates, first, again, alone] = &contestants;
    let of_copy = |what, goal: Option<f64>, it: &Contestant| {
        let ratio = it.seconds / copy.seconds;
        Row {
            what,
            goal: goal.map_or_else(String::new, |it| format!("≤ {it} × `cp -r`")),
            measured: format!("{ratio:.2} × ({:.2} s)", it.seconds),
            is_reached: goal.map(|it| ratio <= it),
            command: it.command.clone(),
        }
    };
    let memory = |what, it: &Contestant| {
        let megabytes = it.peak.map(|it| it as f64 / 1e6);
        Row {
            what,
            goal: format!("≤ {MEMORY_GOAL_MB} MB"),
            measured: megabytes.map_or_else(|| "only on Linux".to_string(), |it| format!("{it:.0} MB")),
            is_reached: megabytes.map(|it| it <= MEMORY_GOAL_MB),
            command: it.command.clone(),
        }
    };
    let speedup = alone.seconds / clean.seconds;
    Ok(vec![
        of_copy("copy", None, copy),
        of_copy("clean", Some(CLEAN_GOAL), clean),
        of_copy("clean, and look for duplicates", Some(DUPLICATES_GOAL), duplicates),
        of_copy("check, the first time (without `cache`)", None, first),
        of_copy("check, nothing changed", Some(UNCHANGED_GOAL), again),
        Row {
            what: "clean, 1 thread against 2",
            goal: format!("≥ {THREADS_GOAL} × as long"),
            measured: format!("{speedup:.2} × ({:.2} s)", alone.seconds),
            is_reached: Some(speedup >= THREADS_GOAL),
            command: alone.command.clone(),
        },
        memory("memory of clean", clean),
        memory("memory with duplicates", duplicates),
    ])
}

/// A program that does little, beside one that does less.
fn small(place: &Path, path: &str) -> anyhow::Result<Row> {
    const N_RUNS: usize = 50;
    let mut contestants = [
        Contestant::new("rm -f two.md", "cp one.md two.md"),
        Contestant::new("rm -rf out", "unchaff clean one.md --out out"),
    ];
    race(&mut contestants, place, path, N_RUNS)?;
    let [copy, clean] = contestants;
    let more = (clean.seconds - copy.seconds) * 1e3;
    Ok(Row {
        what: "clean one file of 10 kB",
        goal: format!("≤ {SMALL_GOAL_MS} ms more than `cp`"),
        measured: format!("{more:.1} ms more ({:.1} ms)", clean.seconds * 1e3),
        is_reached: Some(more <= SMALL_GOAL_MS),
        command: format!("{}` beside `{}", clean.command, copy.command),
    })
}

fn in_memory(place: &Path, is_real: bool) -> anyhow::Result<String> {
    println!("steps in memory");
    let (posts, which) = if is_real { ("hexo/00", "the real posts") } else { ("site/00/000", "the first 250 posts") };
    let speeds = steps::measure(&place.join(posts))?;
    let of = |name: &str| {
        let index = steps::STEPS.iter().position(|it| it.0 == name).expect("the list has this step");
        speeds[index]
    };
    let bare = of(steps::BARE);
    let mut page = format!(
        "In memory, one core, the fastest of ten: `UNCHAFF_BENCH_POSTS={posts} cargo bench -p unchaff-driver --bench steps`, \
         with {which} above; the HTML pages are those in `seeds/pages`.\n\n\
         | step | MB/s | of pulldown-cmark's speed |\n|---|---|---|\n",
    );
    for ((_, what), speed) in steps::STEPS.iter().zip(&speeds) {
        writeln!(page, "| {what} | {speed:.1} | {:.2} |", speed / bare)?;
    }
    let ratio = of("rules") / bare;
    let reached = says(Some(ratio >= RULES_GOAL));
    writeln!(
        page,
        "\nGoal: all rules at least {RULES_GOAL} times as fast as pulldown-cmark alone. Measured {ratio:.3}: {reached}."
    )?;
    Ok(page)
}

fn table(rows: &[Row]) -> String {
    let mut table = String::from("| | goal | measured | reached | command |\n|---|---|---|---|---|\n");
    for Row { what, goal, measured, is_reached, command } in rows {
        let reached = says(*is_reached);
        table.push_str(&format!("| {what} | {goal} | {measured} | {reached} | `{command}` |\n"));
    }
    table
}

fn says(is_reached: Option<bool>) -> &'static str {
    match is_reached {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "",
    }
}

/// Copies a folder of files so often into another one, and tells how many files it has.
fn copies(of: &Path, to: &Path, n_copies: usize) -> anyhow::Result<usize> {
    fs::create_dir_all(to)?;
    for number in 0..n_copies {
        let copied = workspace::status(Command::new("cp").arg("-r").arg(of).arg(to.join(format!("{number:02}"))))?;
        ensure!(copied.success(), "{} could not be copied", of.display());
    }
    Ok(fs::read_dir(of)?.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_that_is_missed_shows() {
        let row = |is_reached| Row {
            what: "clean",
            goal: "≤ 4 × `cp -r`".to_string(),
            measured: "48.00 × (24.00 s)".to_string(),
            is_reached,
            command: "unchaff clean site --out out".to_string(),
        };
        let table = table(&[row(Some(false)), row(Some(true)), row(None)]);
        let reached: Vec<&str> =
            table.lines().skip(2).map(|it| it.split(" | ").nth(3).expect("five columns")).collect();
        assert_eq!(reached, ["**no**", "yes", ""]);
    }

    #[test]
    fn arguments_say_how_long() {
        let read = |line: &str| Options::read(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>());
        assert!(read("--quick --runs 2").is_ok_and(|it| it.is_quick && it.n_runs == 2));
        assert!(read("").is_ok_and(|it| !it.is_quick));
        for wrong in ["--runs", "--runs 0", "fast"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
