//! Groups JSON lines with gaoya, by the recipe of its README.
//!
//! `gaoya-peer WORDS < DOCUMENTS.jsonl > GROUPS.tsv`: lower case, split at blanks and ASCII punctuation, shingles of
//! WORDS words, 126 hashes in 42 bands of 3, estimated similarity of at least .5. Whom a query finds is of one group,
//! and so on (connected components). It uses rayon's threads: `RAYON_NUM_THREADS` says how many.
//!
//! Tells `work SECONDS` on standard error, without reading and writing.

use std::{
    env,
    error::Error,
    io::{self, BufWriter, Write as _},
    time::Instant,
};

use gaoya::{
    minhash::{MinHashIndex, MinHasher as _, MinHasher32},
    text::{MultiShingles, whitespace_split},
};
use rayon::prelude::*;

const BANDS: usize = 42;
const ROWS: usize = 3;
const THRESHOLD: f64 = 0.5;

fn main() -> Result<(), Box<dyn Error>> {
    let n_words = env::args().nth(1).ok_or("expected how many words a shingle has")?.parse()?;
    let lines = io::read_to_string(io::stdin())?;
    let documents = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Document>, _>>()?;

    let start = Instant::now();
    let group_of = group(&documents, n_words);
    eprintln!("work {:.6}", start.elapsed().as_secs_f64());

    let mut out = BufWriter::new(io::stdout().lock());
    for (document, group) in documents.iter().zip(group_of) {
        writeln!(out, "{}\t{group}", document.id)?;
    }
    Ok(out.flush()?)
}

#[derive(serde::Deserialize)]
struct Document {
    id: String,
    text: String,
}

/// Gives each document the first document of its group.
fn group(documents: &[Document], n_words: usize) -> Vec<usize> {
    let hasher = MinHasher32::new(BANDS * ROWS);
    let signatures: Vec<Vec<u32>> = documents
        .par_iter()
        .map(|document| {
            let text = document.text.to_lowercase();
            let words: Vec<&str> = whitespace_split(&text).collect();
            // Slices of words are hashed where they stand: cheaper than gaoya's `shingle_tokens`, which copies them.
            hasher.create_signature(MultiShingles::new(&words[..], n_words.min(words.len()).max(1), n_words))
        })
        .collect();
    let mut index = MinHashIndex::new(BANDS, ROWS, THRESHOLD);
    index.par_bulk_insert((0..documents.len()).collect(), signatures.clone());
    let neighbours = index.par_bulk_query(&signatures);

    let mut group_of: Vec<usize> = (0..documents.len()).collect();
    for (document, neighbours) in neighbours.into_iter().enumerate() {
        for neighbour in neighbours {
            let (a, b) = (first(&mut group_of, document), first(&mut group_of, neighbour));
            group_of[a.max(b)] = a.min(b);
        }
    }
    (0..documents.len()).map(|it| first(&mut group_of, it)).collect()
}

/// Finds the first document of a group, and shortens the way there.
fn first(group_of: &mut [usize], mut document: usize) -> usize {
    while group_of[document] != document {
        group_of[document] = group_of[group_of[document]];
        document = group_of[document];
    }
    document
}
