//! What each layer costs: text to tokens, text to fingerprint, pairs to overlap, fingerprints to groups.
//!
//! Target, by the fastest of one run: `text_to_signature` is at least 60 % as fast as `tokenise_and_hash`.
//!
//! Documents are JSON lines with a `text`, in the file that `$UNCHAFF_BENCH_DOCUMENTS` names (`cargo xtask bench-dedup`
//! sets it), otherwise edits of the repository's own posts.

use std::{env, fs, hint::black_box, path::Path, sync::LazyLock};

use divan::{Bencher, counter::BytesCount};
use unchaff_dedup::{Fingerprint, Parameters, Provisional, Tokens, group};

const PARAMETERS: Parameters = Parameters::ARTICLES;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn tokenise_and_hash(bencher: Bencher<'_, '_>) {
    bencher.counter(n_bytes()).bench(|| {
        for text in TEXTS.iter() {
            black_box(Tokens::read(black_box(text)));
        }
    });
}

/// Tokens and 126 slots of MinHash, without the shingles that verification counts.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_to_signature(bencher: Bencher<'_, '_>) {
    bencher.counter(n_bytes()).bench(|| {
        for text in TEXTS.iter() {
            black_box(Provisional::sign(&Tokens::read(black_box(text))));
        }
    });
}

/// Tokens, sorted shingles, a signature and its keys.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn text_to_fingerprint(bencher: Bencher<'_, '_>) {
    bencher.counter(n_bytes()).bench(|| {
        for text in TEXTS.iter() {
            black_box(Fingerprint::new(black_box(text), &PARAMETERS));
        }
    });
}

/// Verifies as many pairs as there are documents.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn overlap_of_neighbours(bencher: Bencher<'_, '_>) {
    bencher.counter(n_bytes()).bench(|| {
        for pair in FINGERPRINTS.windows(2) {
            black_box(pair[0].overlap(&pair[1]));
        }
    });
}

/// Buckets, verification, clusters and choice.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn group_fingerprints(bencher: Bencher<'_, '_>) {
    bencher.counter(n_bytes()).bench(|| group(black_box(&FINGERPRINTS), &PARAMETERS));
}

fn n_bytes() -> BytesCount {
    BytesCount::new(TEXTS.iter().map(String::len).sum::<usize>())
}

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| match env::var_os("UNCHAFF_BENCH_DOCUMENTS") {
    Some(file) => fs::read_to_string(file).expect("the documents can be read").lines().map(text).collect(),
    None => own_texts(),
});

static FINGERPRINTS: LazyLock<Vec<Fingerprint>> =
    LazyLock::new(|| TEXTS.iter().map(|it| Fingerprint::new(it, &PARAMETERS)).collect());

fn text(line: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(line).expect("every line is JSON");
    document["text"].as_str().expect("every line has a `text`").to_string()
}

/// Two thousand edits of the repository's posts: other paragraphs first, and other words here and there.
fn own_texts() -> Vec<String> {
    let posts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/posts");
    let mut files: Vec<_> = fs::read_dir(posts)
        .expect("this bench runs in the repository")
        .map(|it| it.expect("an entry of the folder can be read").path())
        .collect();
    files.sort();
    let posts: Vec<String> = files.iter().map(|it| fs::read_to_string(it).expect("a post can be read")).collect();
    (0..2000).map(|number| edit(&posts[number % posts.len()], number)).collect()
}

fn edit(post: &str, number: usize) -> String {
    let mut words: Vec<String> = post.split(' ').map(str::to_string).collect();
    let middle = number % words.len();
    words.rotate_left(middle);
    for word in words.iter_mut().skip(number % 7).step_by(5 + number % 23) {
        word.push_str(&number.to_string());
    }
    words.join(" ")
}
