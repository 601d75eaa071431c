//! Work of a fixed size, for `cargo xtask instructions` to count.
//!
//! `instructions WORKLOAD`: what is counted is the function [`counted`], once, after everything that is built on first
//! use was built; of `startup`, that building alone. Inputs are the articles and pages in `seeds/`.

use std::{env, fs, hint::black_box, path::Path};

use unchaff_boilerplate::{Reading, RuleSet, Verdicts, find};
use unchaff_dedup::{Fingerprint, Parameters};
use unchaff_document::{Document, Kind};
use unchaff_driver::{CleanOptions, Format, clean};
use unchaff_front_matter::FrontMatter;
use unchaff_page::{Form, Page};

/// A name, and what is to be done. It tells a number that depends on all of it.
type Workload = (&'static str, fn(&Seeds) -> usize);

const WORKLOADS: [Workload; 5] =
    [("startup", startup), ("prose", prose), ("posts", posts), ("pages", pages), ("duplicates", duplicates)];

fn main() {
    let name = env::args().nth(1).unwrap_or_default();
    let Some((_, workload)) = WORKLOADS.iter().find(|it| it.0 == name) else {
        panic!("expected one of {:?}, not {name:?}", WORKLOADS.map(|it| it.0));
    };
    let seeds = Seeds::read();
    if name != "startup" {
        black_box(workload(&seeds));
    }
    black_box(counted(*workload, &seeds));
}

/// The function that callgrind knows by its name.
#[inline(never)]
fn counted(workload: fn(&Seeds) -> usize, seeds: &Seeds) -> usize {
    workload(black_box(seeds))
}

struct Seeds {
    /// Articles with what a site has left in them.
    posts: Vec<String>,
    /// An article in which nothing is to be found.
    prose: String,
    /// Whole HTML pages.
    pages: Vec<Vec<u8>>,
    /// Texts that are copies of one another, more or less.
    copies: Vec<String>,
}

impl Seeds {
    fn read() -> Seeds {
        let posts: Vec<String> =
            files("posts").map(|it| String::from_utf8(it.1).expect("articles of ours are UTF-8")).collect();
        let is_prose = |it: &&str| it.len() > 300 && it.starts_with(char::is_alphabetic);
        let prose: Vec<&str> = posts.iter().flat_map(|it| it.lines()).filter(is_prose).collect();
        let copies = (0..40).map(|it| copy(&posts[it % posts.len()], it)).collect();
        let pages = files("pages").filter(|it| it.0.ends_with(".html")).map(|it| it.1).collect();
        Seeds { prose: prose.join("\n\n"), copies, pages, posts }
    }
}

/// The files in a folder of the seeds, in order.
fn files(folder: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds").join(folder);
    let entries = fs::read_dir(folder).expect("the seeds lie in the repository");
    let mut paths: Vec<_> = entries.map(|it| it.expect("a folder of ours can be read").path()).collect();
    paths.sort();
    paths.into_iter().map(|it| (it.display().to_string(), fs::read(it).expect("a file of ours can be read")))
}

/// Another word here and there: the more, the higher the number.
fn copy(post: &str, number: usize) -> String {
    let exchange = |(index, word): (usize, &str)| match (index + 1) % (3 + 40 / (number + 1)) {
        0 => format!("{word}{number}"),
        _ => word.to_string(),
    };
    post.split(' ').enumerate().map(exchange).collect::<Vec<_>>().join(" ")
}

/// All rules, a first time: patterns are compiled and vocabularies are read.
fn startup(seeds: &Seeds) -> usize {
    cleaned(&seeds.posts[0])
}

/// All rules on an article in which they find nothing.
fn prose(seeds: &Seeds) -> usize {
    let front_matter = FrontMatter::new(seeds.prose.as_bytes());
    let document = Document::parse(&seeds.prose, 0, Kind::Markdown).expect("it is small");
    let findings = find(&Reading::new(&document, &front_matter), &RuleSet::default(), false, &Verdicts::default());
    findings.edits.edits().len()
}

/// Articles full of boilerplate, from bytes to bytes.
fn posts(seeds: &Seeds) -> usize {
    seeds.posts.iter().map(|it| cleaned(it)).sum()
}

fn cleaned(post: &str) -> usize {
    clean(post.as_bytes(), Format::Markdown, &CleanOptions::default()).output.len()
}

/// HTML pages, from bytes to the text of their articles.
fn pages(seeds: &Seeds) -> usize {
    let text = |it: &Vec<u8>| Page::read(it, 0, Form::Html).map_or(0, |it| it.to_text(&it.article()).len());
    seeds.pages.iter().map(text).sum()
}

/// Texts are signed, and each is compared with each.
fn duplicates(seeds: &Seeds) -> usize {
    let sign = |it: &String| Fingerprint::new(it, &Parameters::ARTICLES);
    let signed: Vec<Fingerprint> = seeds.copies.iter().map(sign).collect();
    let pairs = signed.iter().enumerate().flat_map(|(index, it)| signed[..index].iter().map(move |other| (it, other)));
    pairs.map(|(a, b)| a.overlap(b).shared).sum()
}
