//! How long it takes to find the article of a page, beside parsers that find nothing and a crate that does it too.
//!
//! `pages FOLDER [RUNS]`: all `.html` and `.md` files of a folder, in memory, one thread. All contestants take turns, and
//! the median of their runs counts.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use dom_smoothie::Readability;
use pulldown_cmark::{Options, Parser};
use scraper::Html;
use unchaff_page::{Form, Page};

type Contestant = (&'static str, fn(&str) -> usize);

const HTML: [Contestant; 4] =
    [("scraper, parsing alone", scraper), ("unchaff, to text", to_text), ("unchaff, to Markdown", to_markdown), ("dom_smoothie, to text", dom_smoothie)];

const MARKDOWN: [Contestant; 2] = [("pulldown-cmark, parsing alone", pulldown), ("unchaff, the choice", choice)];

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("expected a folder of pages")?;
    let n_runs = arguments.next().map_or(Ok(5), |it| it.parse())?;
    for (extension, contestants) in [("html", &HTML[..]), ("md", &MARKDOWN[..])] {
        let pages = read(Path::new(&folder), extension)?;
        if !pages.is_empty() {
            race(&pages, contestants, n_runs)?;
        }
    }
    Ok(())
}

fn read(folder: &Path, extension: &str) -> anyhow::Result<Vec<String>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.map(|it| Ok(it?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|it| it.extension().is_some_and(|it| it == extension));
    paths.sort();
    paths.iter().map(|it| Ok(String::from_utf8_lossy(&fs::read(it)?).into_owned())).collect()
}

fn race(pages: &[String], contestants: &[Contestant], n_runs: usize) -> anyhow::Result<()> {
    ensure!(n_runs > 0, "expected at least one run");
    let n_bytes: usize = pages.iter().map(String::len).sum();
    let mut times = vec![Vec::new(); contestants.len()];
    // The first run fills caches and does not count.
    for run in 0..=n_runs {
        for ((_, contestant), times) in contestants.iter().zip(&mut times) {
            let start = Instant::now();
            std::hint::black_box(pages.iter().map(|it| contestant(it)).sum::<usize>());
            if run > 0 {
                times.push(start.elapsed());
            }
        }
    }
    let medians: Vec<Duration> = times.iter_mut().map(|it| { it.sort(); it[it.len() / 2] }).collect();
    println!("{} pages, {:.1} MB; median of {n_runs} runs\n", pages.len(), n_bytes as f64 / 1e6);
    println!("| | ms | MB/s | speed, of the first |\n|---|---|---|---|");
    for ((name, _), time) in contestants.iter().zip(&medians) {
        let seconds = time.as_secs_f64();
        println!(
            "| {name} | {:.0} | {:.1} | {:.2} |",
            seconds * 1e3,
            n_bytes as f64 / 1e6 / seconds,
            medians[0].as_secs_f64() / seconds
        );
    }
    println!();
    Ok(())
}

fn scraper(page: &str) -> usize {
    Html::parse_document(page).tree.values().len()
}

fn to_text(page: &str) -> usize {
    Page::read(page.as_bytes(), 0, Form::Html).map_or(0, |it| it.to_text(&it.article()).len())
}

fn to_markdown(page: &str) -> usize {
    Page::read(page.as_bytes(), 0, Form::Html).map_or(0, |it| it.to_markdown(&it.article(), None).len())
}

fn dom_smoothie(page: &str) -> usize {
    let article = Readability::new(page, None, None).and_then(|mut it| it.parse());
    article.map_or(0, |it| it.text_content.len())
}

fn pulldown(page: &str) -> usize {
    Parser::new_ext(page, Options::ENABLE_TABLES).count()
}

fn choice(page: &str) -> usize {
    Page::read(page.as_bytes(), 0, Form::Markdown).map_or(0, |it| it.article().blocks.len())
}
