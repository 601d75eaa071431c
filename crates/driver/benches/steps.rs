//! What each step of a document's way costs on one core, beside pulldown-cmark's bare parse of the same text.
//!
//! Target, by the fastest of one run: `rules` is at least half as fast as `pulldown_cmark`.
//!
//! Documents are the Markdown files in the folder that `$UNCHAFF_BENCH_POSTS` names (`cargo xtask bench` sets it),
//! otherwise the repository's own articles.

use std::{env, fs, hint::black_box, path::Path, sync::LazyLock};

use divan::{Bencher, counter::BytesCount};
use pulldown_cmark::{Options, Parser};
use unchaff_boilerplate::{Reading, RuleSet, Verdicts, find};
use unchaff_dedup::{Fingerprint, Parameters};
use unchaff_document::{Document, EditSet, Kind, same_structure, settle, with_blank_lines};
use unchaff_driver::{CleanOptions, Format, clean};
use unchaff_front_matter::FrontMatter;
use unchaff_page::{Form, Page};

fn main() {
    divan::main();
}

/// Everything a post can have, as the program asks for it, and nothing done with it.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn pulldown_cmark(bencher: Bencher<'_, '_>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    each(bencher, |post| Parser::new_ext(&post.text[post.body..], options).into_offset_iter().count());
}

/// Finds where the header ends.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn split_header(bencher: Bencher<'_, '_>) {
    each(bencher, |post| FrontMatter::new(post.text.as_bytes()).body_offset());
}

/// Reads the YAML of the header.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_header(bencher: Bencher<'_, '_>) {
    each(bencher, |post| FrontMatter::new(post.text.as_bytes()).data().is_ok());
}

/// Cuts the body into blocks and marks what is opaque.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn blocks(bencher: Bencher<'_, '_>) {
    each(bencher, |post| document(&post.text).blocks.len());
}

/// Runs all rules on documents that were parsed, the headers too.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn rules(bencher: Bencher<'_, '_>) {
    let parsed: Vec<_> = POSTS.iter().map(|it| (document(&it.text), FrontMatter::new(it.text.as_bytes()))).collect();
    let (rules, verdicts) = (RuleSet::default(), Verdicts::default());
    bencher.counter(bytes_of(&POSTS)).bench_local(|| {
        for (document, front_matter) in &parsed {
            black_box(find(&Reading::new(document, front_matter), &rules, false, &verdicts));
        }
    });
}

/// Settles what was found, takes blank lines along and writes what stays.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn settle_and_apply(bencher: Bencher<'_, '_>) {
    let parsed: Vec<_> = POSTS.iter().map(|it| (document(&it.text), it)).collect();
    bencher.counter(bytes_of(&POSTS)).bench_local(|| {
        for (document, post) in &parsed {
            let edits = settle(post.edits.edits().to_vec());
            black_box(with_blank_lines(document, &edits).apply(post.text.as_bytes()));
        }
    });
}

/// Compares the structure of posts before and after, both parsed already.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn guard(bencher: Bencher<'_, '_>) {
    let parsed: Vec<_> = POSTS.iter().map(|it| (document(&it.text), document(&it.cleaned), &it.edits)).collect();
    bencher.counter(bytes_of(&POSTS)).bench_local(|| {
        for (before, after, edits) in &parsed {
            black_box(same_structure(before, after, edits).is_ok());
        }
    });
}

/// All of it, as often as it is done: bytes to bytes.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn clean_posts(bencher: Bencher<'_, '_>) {
    let options = CleanOptions::default();
    each(bencher, |post| clean(post.text.as_bytes(), Format::Markdown, &options).output);
}

/// Tokens, shingles, a signature and its keys.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn sign(bencher: Bencher<'_, '_>) {
    each(bencher, |post| Fingerprint::new(&post.cleaned, &Parameters::ARTICLES));
}

/// Verifies as many pairs as there are posts.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn verify(bencher: Bencher<'_, '_>) {
    let signed: Vec<_> = POSTS.iter().map(|it| Fingerprint::new(&it.cleaned, &Parameters::ARTICLES)).collect();
    bencher.counter(bytes_of(&POSTS)).bench_local(|| {
        for pair in signed.windows(2) {
            black_box(pair[0].overlap(&pair[1]));
        }
    });
}

/// The repository's HTML pages, from bytes to the text of their articles.
#[divan::bench(sample_count = 10, sample_size = 100)]
fn html_pages(bencher: Bencher<'_, '_>) {
    let pages = files(&seeds().join("pages"), "html");
    bencher.counter(BytesCount::new(pages.iter().map(Vec::len).sum::<usize>())).bench_local(|| {
        for page in &pages {
            black_box(Page::read(page, 0, Form::Html).map_or(0, |it| it.to_text(&it.article()).len()));
        }
    });
}

struct Post {
    text: String,
    body: usize,
    edits: EditSet,
    cleaned: String,
}

static POSTS: LazyLock<Vec<Post>> = LazyLock::new(|| {
    let folder = env::var_os("UNCHAFF_BENCH_POSTS").map_or_else(|| seeds().join("posts"), Into::into);
    let posts: Vec<Post> = files(&folder, "md").into_iter().map(Post::new).collect();
    assert!(!posts.is_empty(), "expected .md files in {}", folder.display());
    posts
});

impl Post {
    fn new(bytes: Vec<u8>) -> Post {
        let text = String::from_utf8(bytes).expect("posts are UTF-8");
        let body = FrontMatter::new(text.as_bytes()).body_offset();
        let cleaned = clean(text.as_bytes(), Format::Markdown, &CleanOptions::default());
        let output = String::from_utf8(cleaned.output).expect("what stays of UTF-8 is UTF-8");
        Post { body, edits: cleaned.edits, cleaned: output, text }
    }
}

/// Does the same to every post.
fn each<T>(bencher: Bencher<'_, '_>, work: impl Fn(&Post) -> T + Sync) {
    bencher.counter(bytes_of(&POSTS)).bench(|| {
        for post in POSTS.iter() {
            black_box(work(black_box(post)));
        }
    });
}

fn bytes_of(posts: &[Post]) -> BytesCount {
    BytesCount::new(posts.iter().map(|it| it.text.len()).sum::<usize>())
}

fn document(text: &str) -> Document<'_> {
    let body = FrontMatter::new(text.as_bytes()).body_offset();
    Document::parse(text, body, Kind::Markdown).expect("posts are smaller than 4 GiB")
}

fn seeds() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds")
}

/// The files of a folder whose names end so, in order.
fn files(folder: &Path, extension: &str) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let mut paths: Vec<_> = entries.map(|it| it.expect("its entries can be read").path()).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == extension));
    paths.sort();
    paths.iter().map(|it| fs::read(it).expect("the file can be read")).collect()
}
