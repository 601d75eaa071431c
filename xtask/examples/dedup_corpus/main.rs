//! `cargo xtask dedup-corpus`: documents of which it is known which are copies of which.
//!
//! A document is a pure function of its place in a plan: articles are made anew wherever they are needed, so that
//! nothing but the plan is kept in memory. Labels follow from how a document was made and from nothing else.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person at a terminal")]

mod edits;
mod forms;
mod furniture;
mod plan;
mod prose;
mod random;
mod similarity;
mod write;

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail, ensure};
use unchaff_driver::{RecordFields, Records};

use crate::{plan::plan, prose::Prose, write::Writer};

/// What the command line says.
struct Options {
    n_documents: usize,
    out: PathBuf,
    from: Option<PathBuf>,
}

fn main() -> ExitCode {
    match options().and_then(|it| run(&it)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn options() -> anyhow::Result<Options> {
    let mut n_documents = 100_000;
    let (mut out, mut from) = (None, None);
    let mut args = env::args_os().skip(1);
    while let Some(arg) = args.next() {
        let name = arg.to_string_lossy().into_owned();
        let value = args.next().with_context(|| format!("`{name}` needs a value"))?;
        match name.as_str() {
            "--documents" => {
                let value = value.to_string_lossy();
                n_documents = value.parse().with_context(|| format!("`{value}` is no number of documents"))?;
            }
            "--out" => out = Some(PathBuf::from(value)),
            "--from" => from = Some(PathBuf::from(value)),
            _ => bail!("`{name}` is no option: expected `--documents N`, `--out FILE` or `--from FILE`"),
        }
    }
    ensure!((200..=10_000_000).contains(&n_documents), "expected 200 documents or more, and no more than 10000000");
    let out = out.unwrap_or_else(|| root().join("target/dedup-corpus").join(format!("{n_documents}.jsonl")));
    if from.is_none() {
        let corpus = env::var_os("UNCHAFF_CORPUS").unwrap_or_else(|| "../shared/corpus".into());
        let dev = root().join(corpus).join("dedup/dev.jsonl.gz");
        match dev.exists() {
            true => from = Some(dev),
            false => println!("SKIPPED: no corpus at {} (set UNCHAFF_CORPUS): seeds alone", dev.display()),
        }
    }
    Ok(Options { n_documents, out, from })
}

/// Writes the corpus and says what is in it.
fn run(options: &Options) -> anyhow::Result<()> {
    let mut texts = own_seeds()?;
    if let Some(from) = &options.from {
        texts.extend(articles_of(from)?);
    }
    let prose = Prose::of(texts.into_iter());
    let (n_english, n_chinese) = prose.n_sentences();
    println!("{n_english} English and {n_chinese} Chinese sentences to choose from");

    let folder = options.out.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let failed = || format!("cannot write {}", options.out.display());
    let mut out = BufWriter::new(fs::File::create(&options.out).with_context(failed)?);
    let plan = plan(options.n_documents);
    let writer = Writer { prose: &prose, plan: &plan };
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let (mut n_bytes, mut n_hard) = (0, 0);
    for place in 0..plan.documents.len() {
        let document = writer.document(place);
        *kinds.entry(document.kind()).or_default() += 1;
        n_bytes += document.text.len();
        n_hard += usize::from(document.is_hard);
        writeln!(out, "{}", document.line()).with_context(failed)?;
    }
    out.flush().with_context(failed)?;

    println!(
        "{} documents, {} clusters, {:.1} MB of text, {n_hard} hard ones",
        plan.documents.len(),
        plan.roots.len(),
        n_bytes as f64 / 1e6
    );
    for (kind, n) in kinds {
        println!("{n:8} {kind}");
    }
    println!("wrote {}", options.out.display());
    Ok(())
}

/// The texts of our own seeds; of whole pages most is no prose.
fn own_seeds() -> anyhow::Result<Vec<String>> {
    let mut texts = seeds(&root().join("seeds/posts"))?;
    texts.extend(seeds(&root().join("seeds/rules"))?);
    Ok(texts)
}

/// The texts in a folder, in the order of their paths.
fn seeds(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut texts = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|it| Ok(it?.path())).collect::<anyhow::Result<Vec<PathBuf>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts.extend(seeds(&path)?);
        } else {
            texts.push(String::from_utf8_lossy(&fs::read(&path)?).replace("\r\n", "\n"));
        }
    }
    Ok(texts)
}

/// The texts of JSON Lines; if they carry labels, then of originals alone, since edits break sentences.
fn articles_of(path: &Path) -> anyhow::Result<Vec<String>> {
    let fields = RecordFields { field: Some("op".to_string()), ..RecordFields::default() };
    let mut texts = Vec::new();
    for record in Records::open(path, &fields)? {
        let record = record?;
        if record.field.is_none_or(|it| it == "root") {
            texts.push(record.text);
        }
    }
    Ok(texts)
}

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_path_buf()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    use super::*;
    use crate::similarity::alike;

    const N: usize = 300;

    /// A small corpus out of our seeds.
    fn corpus() -> Vec<Value> {
        let prose = Prose::of(own_seeds().expect("the seeds can be read").into_iter());
        let plan = plan(N);
        let writer = Writer { prose: &prose, plan: &plan };
        (0..N).map(|it| serde_json::from_str(&writer.document(it).line()).expect("a line is JSON")).collect()
    }

    #[test]
    fn the_same_corpus_is_made_every_time() {
        assert_eq!(corpus(), corpus());
    }

    #[test]
    fn labels_fit_each_other() {
        let corpus = corpus();
        assert_eq!(corpus.len(), N);
        let by_id: BTreeMap<&str, &Value> = corpus.iter().map(|it| (it["id"].as_str().expect("an id"), it)).collect();
        assert_eq!(by_id.len(), N);
        let clusters: BTreeSet<u64> = corpus.iter().map(|it| it["cluster"].as_u64().expect("a number")).collect();
        let mut kinds = BTreeSet::new();
        for document in &corpus {
            let root = by_id[document["root"].as_str().expect("an id")];
            let (op, id) = (document["op"].as_str().expect("a name"), &document["id"]);
            kinds.insert(op);
            let is_teaser = op == "teaser";
            assert_eq!(root["op"], "root", "{id}");
            assert_eq!(document["cluster"] == root["cluster"], !is_teaser, "{id}");
            assert_eq!(document["id"] == document["root"], op == "root", "{id}");
            let j = document["j"].as_f64().expect("a number");
            assert!((0.0..=1.0).contains(&j), "{id}");
            assert!(document["text"] == root["text"] || op != "exact" || document["depth"] == 2, "{id}");
            let grey = document["grey"].as_array().expect("a list");
            assert!(grey.iter().all(|it| it.as_u64().is_some_and(|it| clusters.contains(&it))), "{id}");
            assert_eq!(!grey.is_empty(), is_teaser || document["trap"] == "digest", "{id}");
            assert!(!document["text"].as_str().expect("a text").is_empty(), "{id}");
        }
        assert!(kinds.len() > 12, "{kinds:?}");
    }

    #[test]
    fn articles_that_are_different_have_little_in_common() {
        let texts: Vec<String> = {
            let prose = Prose::of(own_seeds().expect("the seeds can be read").into_iter());
            (0..300).map(|it| prose.article(it).join("\n")).collect()
        };
        assert_eq!(alike(&texts, 0.25), []);
    }
}
