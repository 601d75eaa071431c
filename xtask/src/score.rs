//! `cargo xtask score`

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, bail, ensure};

use crate::{clean::remove, workspace};

/// Where the corpora are looked for.
pub(crate) fn corpus() -> PathBuf {
    let place = env::var_os("UNCHAFF_CORPUS").map_or_else(|| PathBuf::from("../shared/corpus"), PathBuf::from);
    workspace::root().join(place)
}

/// Cleans every corpus that is there, lets its scorer judge, and prints one table.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    if !args.is_empty() {
        bail!("score takes no arguments");
    }
    let corpus = corpus();
    if !corpus.join("score.py").is_file() {
        println!("SKIPPED: no corpus at {} (set UNCHAFF_CORPUS): nothing was measured", corpus.display());
        return Ok(ExitCode::SUCCESS);
    }
    let out = workspace::root().join("target/score");
    remove(&out)?;
    fs::create_dir_all(&out)?;
    let mut table = Table::default();
    for section in [posts, posts_as_pages, learned, pages, whole_pages, duplicates] {
        section(&corpus, &out, &mut table)?;
    }
    print!("\n{table}");
    Ok(ExitCode::SUCCESS)
}

/// Figures by row and column, both in the order in which they came.
#[derive(Default)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<(String, BTreeMap<String, String>)>,
}

impl Table {
    pub(crate) fn set(&mut self, row: &str, column: &str, value: impl Into<String>) {
        if !self.columns.iter().any(|it| it == column) {
            self.columns.push(column.to_string());
        }
        let index = self.rows.iter().position(|it| it.0 == row).unwrap_or_else(|| {
            self.rows.push((row.to_string(), BTreeMap::new()));
            self.rows.len() - 1
        });
        self.rows[index].1.insert(column.to_string(), value.into());
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let first = self.rows.iter().map(|it| it.0.chars().count()).max().unwrap_or(0);
        let width = |column: &String| {
            let cells = self.rows.iter().filter_map(|it| it.1.get(column)).map(|it| it.chars().count());
            cells.chain([column.chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = self.columns.iter().map(width).collect();
        write!(f, "{:first$}", "")?;
        for (column, width) in self.columns.iter().zip(&widths) {
            write!(f, "  {column:>width$}")?;
        }
        writeln!(f)?;
        for (row, cells) in &self.rows {
            write!(f, "{row:first$}")?;
            for (column, width) in self.columns.iter().zip(&widths) {
                write!(f, "  {:>width$}", cells.get(column).map_or("", String::as_str))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Labelled posts: all, and the two halves of the repositories they come from; and posts to leave alone.
fn posts(corpus: &Path, out: &Path, table: &mut Table) -> anyhow::Result<()> {
    let gold = corpus.join("hexo/dev-gold");
    if !gold.is_dir() {
        println!("SKIPPED: no labelled posts");
        return Ok(());
    }
    let halves = halves(corpus, &gold, out)?;
    for (setting, flags) in [("safe", &[][..]), ("unsafe", &["--unsafe"][..])] {
        let cleaned = out.join(setting);
        for (folder, posts) in [("hexo", "hexo/dev"), ("controls", "controls/dev")] {
            clean(&corpus.join(posts), &cleaned.join(folder), flags)?;
        }
        for (half, gold) in [("", &gold), (" A", &halves[0]), (" B", &halves[1])] {
            let column = format!("{setting}{half}");
            let words = judge(corpus, gold, &cleaned.join("hexo"), half.is_empty().then(|| cleaned.join("controls")))?;
            for line in words.lines() {
                enter(table, &column, line);
            }
        }
    }
    Ok(())
}

/// What a wrong guess does: articles taken for whole pages. And what no guess does to posts that have nothing to lose.
fn posts_as_pages(corpus: &Path, out: &Path, table: &mut Table) -> anyhow::Result<()> {
    let gold = corpus.join("hexo/dev-gold");
    if !gold.is_dir() {
        return Ok(()); // that was said
    }
    let cleaned = out.join("page/hexo");
    clean(&corpus.join("hexo/dev"), &cleaned, &["--kind", "page", "--no-duplicates"])?;
    for line in judge(corpus, &gold, &cleaned, None)?.lines() {
        enter(table, "page", line);
    }
    let controls = corpus.join("controls/dev");
    let cleaned = out.join("safe/controls"); // written by `posts`
    let (mut n_documents, mut n_changed) = (0, 0);
    for entry in fs::read_dir(&controls)? {
        let path = entry?.path();
        let name = path.file_name().context("a file")?;
        let (before, after) = (fs::read(&path)?, fs::read(cleaned.join(name))?);
        n_documents += 1;
        n_changed += usize::from(without_blanks_at_ends(&before) != without_blanks_at_ends(&after));
    }
    table.set("controls, changed beyond blanks at the ends of lines", "safe", format!("{n_changed}/{n_documents}"));
    Ok(())
}

fn without_blanks_at_ends(text: &[u8]) -> Vec<&[u8]> {
    text.split(|it| *it == b'\n').map(<[u8]>::trim_ascii_end).collect()
}

/// One line of what `score.py` prints becomes rows.
fn enter(table: &mut Table, column: &str, line: &str) {
    const SUMS: [(&str, &str); 4] = [
        ("strict (all categories)", "strict"),
        ("lenient (optional ones left out)", "lenient"),
        ("strict, without ad/also-read", "strict, without ad and also-read"),
        ("lenient, without ad/also-read", "lenient, without ad and also-read"),
    ];
    for (start, name) in SUMS {
        if let Some(rest) = line.strip_prefix(start) {
            let figures: Vec<&str> = rest.split_whitespace().collect();
            table.set(&format!("{name}: recall"), column, figures[1]);
            table.set(&format!("{name}: F1"), column, figures[2]);
            if start == SUMS[0].0 {
                table.set("lines of the article harmed", column, figures[4]);
            }
        }
    }
    if let Some(rest) = line.strip_prefix("content words: ") {
        if let Some((_, f1)) = rest.split_once(" F1 ") {
            table.set("content words: F1", column, f1.split_whitespace().next().unwrap_or_default());
        }
    } else if let Some(rest) = line.strip_prefix("recall by category: ") {
        for (category, figure) in rest.split("  ").filter_map(|it| it.split_once(' ')) {
            table.set(&format!("recall, {category}"), column, figure);
        }
    } else if let Some(rest) = line.strip_prefix("front matter fixed: ") {
        for (kind, figure) in rest.split("  ").filter_map(|it| it.split_once(' ')) {
            table.set(&format!("front matter, {kind}"), column, figure);
        }
    } else if let Some(rest) = line.strip_prefix("controls: ") {
        for part in rest.split([',', '|']).map(str::trim) {
            for (start, name) in [("lines changed or lost ", "lines changed"), ("words lost ", "words lost")] {
                if let Some(figure) = part.strip_prefix(start) {
                    table.set(&format!("controls, {name}"), column, figure);
                }
            }
        }
    }
}

/// The labels in two folders, so that all posts of a repository are in one of them.
fn halves(corpus: &Path, gold: &Path, out: &Path) -> anyhow::Result<[PathBuf; 2]> {
    let provenance = fs::read_to_string(corpus.join("hexo/dev-provenance.tsv"))?;
    let repository: BTreeMap<&str, &str> =
        provenance.lines().filter_map(|it| it.split_once('\t')).map(|(file, rest)| (file, first_field(rest))).collect();
    let repositories: BTreeSet<&str> = repository.values().copied().collect();
    let halves = [out.join("gold-a"), out.join("gold-b")];
    for half in &halves {
        fs::create_dir_all(half)?;
    }
    for labels in labels(gold)? {
        let name = labels.file_name().context("a file of labels")?;
        let post = Path::new(name).with_extension("md");
        let Some(repository) = post.to_str().and_then(|it| repository.get(it)) else { continue };
        let index = repositories.iter().position(|it| it == repository).unwrap_or(0);
        fs::copy(&labels, halves[index % 2].join(name))?;
    }
    Ok(halves)
}

fn first_field(row: &str) -> &str {
    row.split('\t').next().unwrap_or_default()
}

/// The files of labels, without those of the front matter.
fn labels(gold: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(gold)? {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "tsv") && !path.ends_with("frontmatter.tsv") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn clean(posts: &Path, out: &Path, flags: &[&str]) -> anyhow::Result<()> {
    let mut command = workspace::unchaff()?;
    command.arg("clean").arg(posts).arg("--out").arg(out).args(flags);
    command.stderr(Stdio::null());
    let code = workspace::status(&mut command)?.code();
    // 1: a document was left alone, because too much of it would have gone.
    ensure!(matches!(code, Some(0 | 1)), "cleaning {} failed", posts.display());
    Ok(())
}

/// What `score.py` says of cleaned posts.
fn judge(corpus: &Path, gold: &Path, out: &Path, controls: Option<PathBuf>) -> anyhow::Result<String> {
    let mut command = Command::new("python3");
    command.arg(corpus.join("score.py"));
    command.arg("--orig").arg(corpus.join("hexo/dev")).arg("--gold").arg(gold).arg("--out").arg(out);
    if let Some(controls) = controls {
        command.arg("--fm").arg(corpus.join("hexo/dev-gold/frontmatter.tsv"));
        command.arg("--controls").arg(corpus.join("controls/dev")).arg(controls);
    }
    output(&mut command)
}

/// What a program prints.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let program = command.get_program().to_os_string();
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot run {}", program.display()))?;
    ensure!(output.status.success(), "{} failed", program.display());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What recurs across a site: all rules are off, every proposal of `learn` is accepted.
fn learned(corpus: &Path, out: &Path, table: &mut Table) -> anyhow::Result<()> {
    let (posts, gold) = (corpus.join("hexo/dev"), corpus.join("hexo/dev-gold"));
    // Written by `posts`, if there are labels and duplicates.
    let groups = out.join("safe/hexo/.unchaff/duplicates.tsv");
    if !groups.is_file() {
        return Ok(());
    }
    let recurring = recurring_labels(&posts, &gold, &fs::read_to_string(groups)?, out)?;
    let pack = out.join("learned.yaml");
    let mut command = workspace::unchaff()?;
    command.args(["learn", "--select", "none"]).arg(&posts).arg("--out").arg(&pack);
    ensure!(workspace::status(&mut command)?.success(), "learning failed");
    let cleaned = out.join("learned");
    let rules = pack.to_str().context("a path in UTF-8")?;
    clean(&posts, &cleaned, &["--select", "learned", "--rules", rules, "--unsafe"])?;
    for line in judge(corpus, &recurring, &cleaned, None)?.lines() {
        enter(table, "learned", line);
    }
    Ok(())
}

/// A folder of labels: of the lines that should go only those that stand in three articles or more, of which copies
/// count once; adverts and pointers to other articles left out.
fn recurring_labels(posts: &Path, gold: &Path, groups: &str, out: &Path) -> anyhow::Result<PathBuf> {
    const FEWEST_ARTICLES: usize = 3;
    let group_of: BTreeMap<&str, &str> =
        groups.lines().filter_map(|it| it.split_once('\t')).map(|(group, rest)| (first_field(rest), group)).collect();
    let mut articles_with: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(posts)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|it| it.to_str()).context("a name in UTF-8")?;
        let article = group_of.get(name).unwrap_or(&name);
        for line in String::from_utf8_lossy(&fs::read(&path)?).lines() {
            articles_with.entry(line.trim().to_string()).or_default().insert((*article).to_string());
        }
    }
    let folder = out.join("gold-recurring");
    fs::create_dir_all(&folder)?;
    for labels in labels(gold)? {
        let name = labels.file_name().context("a file of labels")?;
        let post = fs::read(posts.join(Path::new(name).with_extension("md")))?;
        let post = String::from_utf8_lossy(&post);
        let lines: Vec<&str> = post.split('\n').collect();
        let recurs = |line: &str| articles_with.get(line.trim()).is_some_and(|it| it.len() >= FEWEST_ARTICLES);
        let counts = |row: &&str| match row.split('\t').collect::<Vec<_>>()[..] {
            [_, "R", "ad" | "also-read", ..] => false,
            [number, "R", ..] => number.parse().is_ok_and(|it: usize| lines.get(it - 1).is_some_and(|it| recurs(it))),
            _ => true,
        };
        let table = fs::read_to_string(&labels)?;
        let kept: Vec<&str> = table.lines().filter(counts).collect();
        fs::write(folder.join(name), kept.join("\n") + "\n")?;
    }
    Ok(folder)
}

/// Whole pages, in the forms that converters give them: what rules for articles do to them, and what happens by itself.
fn pages(corpus: &Path, out: &Path, table: &mut Table) -> anyhow::Result<()> {
    let truth = corpus.join("html/dev/truth");
    let scorer = corpus.join("score_html.py");
    for pages in ["markdown/dev/html2text", "markdown/dev/markitdown", "markdown/dev/turndown", "text/dev/inscriptis"] {
        let folder = corpus.join(pages);
        if !scorer.is_file() || !truth.is_dir() || !folder.is_dir() {
            println!("SKIPPED: no {pages}");
            continue;
        }
        let rules = &["--kind", "post"][..];
        for (setting, flags) in [("safe", rules), ("unsafe", &["--unsafe", "--kind", "post"]), ("auto", &[])] {
            let cleaned = out.join(setting).join(pages);
            clean(&folder, &cleaned, flags)?;
            let words = output(Command::new("python3").arg(&scorer).arg(&cleaned).arg(&truth).args([
                "--bootstrap",
                "0",
                "--json",
            ]))?;
            let f1 = number_after(&words, "f1").context("score_html.py prints F1")?;
            table.set(&format!("pages, {pages}: F1"), setting, f1.get(..6).unwrap_or(f1));
        }
    }
    Ok(())
}

/// Whole pages that are taken for such: HTML, and what converters make of it.
fn whole_pages(corpus: &Path, out: &Path, table: &mut Table) -> anyhow::Result<()> {
    const MARKDOWN: &[&str] = &["--to", "markdown"];
    let truth = corpus.join("html/dev/truth");
    let scorer = corpus.join("score_html.py");
    for (pages, flags) in [
        ("html/dev/pages", &["--to", "text"][..]),
        ("markdown/dev/html2text", MARKDOWN),
        ("markdown/dev/turndown", MARKDOWN),
        ("markdown/dev/markitdown", MARKDOWN),
        ("text/dev/inscriptis", &[]),
    ] {
        let folder = corpus.join(pages);
        if !scorer.is_file() || !truth.is_dir() || !folder.is_dir() {
            println!("SKIPPED: no {pages} as whole pages");
            continue;
        }
        let articles = out.join("page").join(pages);
        clean(&folder, &articles, &[flags, &["--kind", "page", "--no-duplicates"]].concat())?;
        // All types of pages, and the articles of the benchmark that everybody quotes.
        let all = [("f1", "F1"), ("precision", "precision"), ("recall", "recall")];
        for (subset, figures) in [("", &all[..]), ("sh-", &[("f1", "F1 of articles (sh-)")])] {
            let mut command = Command::new("python3");
            command.arg(&scorer).arg(&articles).arg(&truth).args(["--bootstrap", "0", "--json", "--subset", subset]);
            let words = output(&mut command)?;
            for (name, row) in figures {
                let figure = number_after(&words, name).context("score_html.py prints figures")?;
                table.set(&format!("pages, {pages}: {row}"), "page", figure.get(..6).unwrap_or(figure));
            }
        }
    }
    Ok(())
}

/// The number that follows a name in a piece of JSON.
pub(crate) fn number_after<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let name = format!("\"{name}\": ");
    let rest = &json[json.find(&name)? + name.len()..];
    Some(&rest[..rest.find([',', '}', '\n']).unwrap_or(rest.len())])
}

/// Labelled near-duplicates: a corpus of texts, and posts.
fn duplicates(corpus: &Path, out: &Path, table: &mut Table) -> anyhow::Result<()> {
    let (scorer, texts) = (corpus.join("score_dedup.py"), corpus.join("dedup/dev.jsonl.gz"));
    if scorer.is_file() && texts.is_file() {
        let report = report(&[], &texts, &out.join("dedup.tsv"))?;
        let words = output(Command::new("python3").arg(&scorer).arg(&texts).arg(&report).arg("--json"))?;
        for (name, row) in [
            ("pair_precision", "pairs: precision"),
            ("pair_recall", "pairs: recall"),
            ("pair_f1", "pairs: F1"),
            ("unique_lost_pct", "articles lost, %"),
            ("dups_survived_pct", "duplicates left, %"),
        ] {
            let figure = number_after(&words, name).context("score_dedup.py prints figures")?;
            table.set(&format!("near-duplicates, {row}"), "all", figure);
        }
        // Written as "1256/1280=0.981" and "0/181 falsely merged"; a name means something else in another part.
        let quoted = |part: &str, name: &str| {
            let part = &words[words.find(&format!("\"{part}\""))?..];
            number_after(part, name).map(|it| it.trim_matches('"'))
        };
        for language in ["en", "zh"] {
            let recall = quoted("root_recall_by_lang", language).and_then(|it| it.split_once('='));
            let recall = recall.context("score_dedup.py prints recall by language")?.1;
            table.set(&format!("near-duplicates, recall, {language}"), "all", recall);
        }
        let merged = quoted("traps", "template").and_then(|it| it.split(' ').next());
        let merged = merged.context("score_dedup.py prints traps")?;
        table.set("near-duplicates, templates merged", "all", merged);
    } else {
        println!("SKIPPED: no labelled duplicates");
    }

    let (groups, posts) = (corpus.join("hexo/dup-groups.tsv"), corpus.join("hexo/dev"));
    if groups.is_file() && posts.is_dir() {
        let report = report(&["--clean"], &posts, &out.join("dedup-posts.tsv"))?;
        let labelled = pairs(&fs::read_to_string(groups)?, |row| (row[1], row[0]));
        let found = pairs(&fs::read_to_string(report)?, |row| (row[0], row[1]));
        let right = labelled.intersection(&found).count();
        table.set("duplicate posts: pairs found", "all", format!("{right}/{}", labelled.len()));
        table.set("duplicate posts: pairs that are wrong", "all", (found.len() - right).to_string());
    } else {
        println!("SKIPPED: no labelled groups of posts");
    }
    Ok(())
}

/// Lets `dedup` write its table of groups to a file.
fn report(flags: &[&str], texts: &Path, report: &Path) -> anyhow::Result<PathBuf> {
    let mut command = workspace::unchaff()?;
    fs::write(report, output(command.arg("dedup").args(flags).arg(texts))?)?;
    Ok(report.to_path_buf())
}

/// The pairs of names that are in one group; `columns` finds name and group in the fields of a row.
fn pairs(table: &str, columns: impl for<'a> Fn(&[&'a str]) -> (&'a str, &'a str)) -> BTreeSet<(String, String)> {
    let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in table.lines().map(|it| it.split('\t').collect::<Vec<&str>>()).filter(|it| it.len() > 1) {
        let (name, group) = columns(&row);
        groups.entry(group).or_default().insert(name);
    }
    let mut pairs = BTreeSet::new();
    for names in groups.values() {
        for (at, one) in names.iter().enumerate() {
            pairs.extend(names.iter().skip(at + 1).map(|other| ((*one).to_string(), (*other).to_string())));
        }
    }
    pairs
}
