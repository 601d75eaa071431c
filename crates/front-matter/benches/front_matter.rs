//! What splitting, reading and proving an edit cost, beside the YAML library on the same headers.
//!
//! Targets, by the medians of one run: `split_alone` takes at most a tenth of the time of
//! `yaml_library`, `edit_without_effect` at most two and a half times as long.

use std::fmt;
use std::hint::black_box;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use unchaff_front_matter::{Format, FrontMatter, split};

// Where the corpora lie, and what is said when they are absent.
#[path = "../tests/suite/corpus.rs"]
mod corpus;

fn main() {
    divan::main();
}

/// The YAML library alone, on the text between the fences.
#[divan::bench(args = SETS.iter())]
fn yaml_library(bencher: Bencher<'_, '_>, set: &Set) {
    bench(bencher, set, |post| {
        serde_yaml::from_str::<serde_yaml::Value>(&post.raw).expect("the headers were picked for being valid")
    });
}

#[divan::bench(args = SETS.iter())]
fn split_alone(bencher: Bencher<'_, '_>, set: &Set) {
    bench(bencher, set, |post| split(&post.source));
}

#[divan::bench(args = SETS.iter())]
fn split_and_read(bencher: Bencher<'_, '_>, set: &Set) {
    bench(bencher, set, |post| FrontMatter::new(&post.source).data().is_ok());
}

/// Sets a value to what it is.
#[divan::bench(args = SETS.iter())]
fn edit_without_effect(bencher: Bencher<'_, '_>, set: &Set) {
    bench(bencher, set, |post| {
        unchaff_front_matter::set(&FrontMatter::new(&post.source), post.key.as_str(), post.value.as_str())
            .expect("the edit can be proved")
    });
}

/// Sets a value to another, so that the header is read twice.
#[divan::bench(args = SETS.iter())]
fn edit_with_effect(bencher: Bencher<'_, '_>, set: &Set) {
    bench(bencher, set, |post| {
        unchaff_front_matter::set(&FrontMatter::new(&post.source), post.key.as_str(), "Another title")
            .expect("the edit can be proved")
    });
}

fn bench<O>(bencher: Bencher<'_, '_>, set: &Set, work: impl Fn(&Post) -> O + Sync) {
    let n_bytes: usize = set.posts.iter().map(|post| post.raw.len()).sum();
    bencher.counter(BytesCount::new(n_bytes)).bench(|| {
        for post in &set.posts {
            black_box(work(black_box(post)));
        }
    });
}

struct Set {
    name: &'static str,
    posts: Vec<Post>,
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} headers)", self.name, self.posts.len())
    }
}

/// A file with a valid YAML header, and a string in it.
struct Post {
    source: Vec<u8>,
    raw: String,
    key: String,
    value: String,
}

static SETS: LazyLock<Vec<Set>> = LazyLock::new(|| {
    let own = include_str!("posts.md").split("=====\n").filter_map(|it| Post::new(it.as_bytes().to_vec()));
    let mut sets = vec![Set { name: "own", posts: own.collect() }];
    if let Some(folder) = corpus::find("hexo/dev") {
        let files = corpus::files(&folder, "md").into_iter();
        let posts = files.filter_map(|path| Post::new(std::fs::read(path).expect("a post can be read")));
        sets.push(Set { name: "hexo", posts: posts.collect() });
    }
    for set in &sets {
        corpus::say(&set.to_string());
    }
    sets
});

impl Post {
    fn new(source: Vec<u8>) -> Option<Post> {
        let front = FrontMatter::new(&source);
        let raw = str::from_utf8(front.raw()).ok()?.to_owned();
        let data = front.data().ok().filter(|_| front.format() == Format::Yaml)?;
        let (key, value) = data.iter().find_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))?;
        Some(Post { raw, key, value, source })
    }
}
