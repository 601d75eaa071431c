//! Groups JSON lines: `{"id": ..., "text": ...}` in, one line a duplicate out.
//!
//! ```sh
//! cargo run --release -p unchaff-dedup --example jsonl < documents.jsonl
//! ```

use std::{
    error::Error,
    io::{self, BufRead as _, BufWriter, Write as _},
};

use serde_json::{Value, json};
use unchaff_dedup::{Fingerprint, Relation, group};

fn main() -> Result<(), Box<dyn Error>> {
    let mut ids = Vec::new();
    let mut fingerprints = Vec::new();
    for line in io::stdin().lock().lines() {
        let document: Value = serde_json::from_str(&line?)?;
        let text = document["text"].as_str().ok_or("expected a string `text` in every line")?;
        fingerprints.push(Fingerprint::new(text));
        ids.push(document["id"].clone());
    }

    let grouping = group(&fingerprints);
    let mut out = BufWriter::new(io::stdout().lock());
    for (cluster, group) in grouping.groups.iter().enumerate() {
        for member in &group.members {
            let line = json!({
                "id": ids[member.document],
                "cluster": cluster,
                "keep": member.relation == Relation::Kept,
                "similarity": member.relation.similarity(),
            });
            writeln!(out, "{line}")?;
        }
    }
    for crowded in &grouping.crowded {
        writeln!(io::stderr(), "{}: not listed in {} full buckets", ids[crowded.document], crowded.n_buckets)?;
    }
    Ok(out.flush()?)
}
