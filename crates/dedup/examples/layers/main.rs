//! Every layer of the search for duplicates as a program of its own: JSON Lines in, JSON Lines out, so that something
//! else can stand between two of them, or in the place of one.
//!
//! ```sh
//! layers sign articles documents.jsonl                    > signatures.jsonl
//! layers band signatures.jsonl                            > pairs.jsonl
//! layers verify pairs.jsonl signatures.jsonl              > edges.jsonl      # and documents.jsonl: with passages
//! layers cluster edges.jsonl                              > clusters.jsonl
//! layers choose clusters.jsonl edges.jsonl signatures.jsonl > groups.jsonl   # and longest, shortest-url or first
//! ```
//!
//! `-` is standard input. The first line of each file is a header. Files under equal headers may be put together with
//! `cat`; files under others are refused. `sign old-signatures.jsonl new.jsonl` signs new documents so that they can be
//! compared with old ones. Numbers of 64 bits are hexadecimal text, since many programs read JSON numbers as doubles.
//!
//! Here everything is in memory. `unchaff dedup` does the same with sorted files.

mod files;

use std::{
    collections::BTreeMap,
    convert::Infallible,
    env,
    error::Error,
    io::{self, BufRead, Write},
    process::ExitCode,
};

use unchaff_dedup::{
    Candidate, Components, Fingerprint, FrequentLines, Keep, Parameters, Tokens, Verdict, candidates, cluster,
    first_equals, header, passages,
};

use files::{Cluster, Document, Edge, Header, Member, Pair, Signature, open, read, read_plain, write};

type Failed = Box<dyn Error>;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args, io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &[&str], out: impl Write) -> Result<(), Failed> {
    match *args {
        ["sign", like, documents] => sign(like, open(documents)?, out),
        ["band", signatures] => band(open(signatures)?, out),
        ["verify", pairs, signatures] => verify(open(pairs)?, open(signatures)?, io::empty(), out),
        ["verify", pairs, signatures, texts] => verify(open(pairs)?, open(signatures)?, open(texts)?, out),
        ["cluster", edges] => components(open(edges)?, out),
        ["choose", clusters, edges, signatures] => {
            choose(open(clusters)?, open(edges)?, open(signatures)?, Keep::Longest, out)
        }
        ["choose", clusters, edges, signatures, keep] => {
            let keep = match keep {
                "longest" => Keep::Longest,
                "shortest-url" => Keep::ShortestUrl,
                "first" => Keep::First,
                _ => return Err(format!("expected longest, shortest-url or first, not `{keep}`").into()),
            };
            choose(open(clusters)?, open(edges)?, open(signatures)?, keep, out)
        }
        _ => Err("expected sign, band, verify, cluster or choose, and files: see the top of this program".into()),
    }
}

/// Text becomes a signature. `like` is a preset, or a file of signatures with which the new ones shall be comparable.
fn sign(like: &str, documents: impl BufRead, out: impl Write) -> Result<(), Failed> {
    let documents: Vec<Document> = read_plain(documents)?;
    let tokens: Vec<Tokens> = documents.iter().map(|it| Tokens::read(&it.text)).collect();
    let (parameters, frequent) = match like {
        "articles" => (Parameters::ARTICLES, FrequentLines::among(&tokens)),
        "strict" => (Parameters::STRICT, FrequentLines::among(&tokens)),
        file => {
            let (header, _) = read::<Signature>(open(file)?, None)?;
            (header.parameters()?, header.frequent()?)
        }
    };
    let header = Header::new(header(&parameters, &frequent), &frequent);
    let signatures = documents
        .iter()
        .zip(&tokens)
        .map(|(document, tokens)| Signature::new(document, &Fingerprint::sign(tokens, &frequent, &parameters)));
    write(&header, signatures, out)
}

/// Signatures become pairs that are worth comparing.
fn band(signatures: impl BufRead, out: impl Write) -> Result<(), Failed> {
    let (header, signatures) = read::<Signature>(signatures, None)?;
    let signatures = by_preference(signatures, Keep::Longest);
    let documents = fingerprints(&signatures)?;
    let documents: Vec<&Fingerprint> = documents.iter().collect();
    let firsts = first_equals(&documents);
    let (mut pairs, n_left_out) = candidates(&documents, &firsts);
    pairs.extend(firsts.into_iter().zip(0..).filter(|(first, document)| first != document));
    if n_left_out > 0 {
        writeln!(io::stderr(), "{n_left_out} pairs were left out, because very many documents look alike")?;
    }
    let id = |it: u32| signatures[it as usize].id.clone();
    write(&header.plain(), pairs.into_iter().map(|(one, other)| Pair { one: id(one), other: id(other) }), out)
}

/// Pairs become edges: what both documents really share. With `texts`, the longest passage too.
fn verify(pairs: impl BufRead, signatures: impl BufRead, texts: impl BufRead, out: impl Write) -> Result<(), Failed> {
    let (header, pairs) = read::<Pair>(pairs, None)?;
    let (_, signatures) = read::<Signature>(signatures, Some(&header))?;
    let parameters = header.parameters()?;
    let documents = fingerprints(&signatures)?;
    let documents: BTreeMap<&str, &Fingerprint> = signatures.iter().map(|it| it.id.as_str()).zip(&documents).collect();
    let texts: BTreeMap<String, String> =
        read_plain::<Document>(texts)?.into_iter().map(|it| (it.id, it.text)).collect();
    let mut edges = Vec::new();
    for Pair { one, other } in pairs {
        let [a, b] = [known(&documents, &one)?, known(&documents, &other)?];
        let verdict = a.compare(b, &parameters);
        if verdict == Verdict::Different {
            continue;
        }
        let overlap = a.overlap(b);
        let longest = texts.get(&one).zip(texts.get(&other)).and_then(|(one, other)| {
            let longest = passages(one, other, 1).into_iter().next()?;
            Some([[longest.one.start, longest.one.end], [longest.other.start, longest.other.end]])
        });
        edges.push(Edge {
            one,
            other,
            relation: verdict.to_string(),
            shared: overlap.shared,
            shingles: [overlap.own, overlap.other],
            jaccard: overlap.jaccard(),
            containment: [overlap.containment(), overlap.reversed().containment()],
            longest,
        });
    }
    write(&header.plain(), edges, out)
}

/// Edges become clusters: documents that hang together, whichever of them will be kept.
fn components(edges: impl BufRead, out: impl Write) -> Result<(), Failed> {
    let (header, edges) = read::<Edge>(edges, None)?;
    let links: Vec<&Edge> = edges.iter().filter(|it| it.is_link()).collect();
    let mut ids: Vec<&str> = links.iter().flat_map(|it| [it.one.as_str(), it.other.as_str()]).collect();
    ids.sort_unstable();
    ids.dedup();
    let place = |id: &str| ids.partition_point(|it| *it < id) as u32;
    let mut components = Components::new(ids.len());
    links.iter().for_each(|it| components.join(place(&it.one), place(&it.other)));
    let cluster = |(it, id): (u32, &&str)| Cluster {
        id: (*id).to_string(),
        cluster: ids[components.first(it) as usize].to_string(),
    };
    write(&header.plain(), (0..).zip(&ids).map(cluster), out)
}

/// In each cluster documents are kept, and others stand behind the one that holds enough of them.
fn choose(
    clusters: impl BufRead,
    edges: impl BufRead,
    signatures: impl BufRead,
    keep: Keep,
    out: impl Write,
) -> Result<(), Failed> {
    let (header, clusters) = read::<Cluster>(clusters, None)?;
    let (_, edges) = read::<Edge>(edges, Some(&header))?;
    let (_, signatures) = read::<Signature>(signatures, Some(&header))?;
    let parameters = header.parameters()?;
    let signatures = by_preference(signatures, keep);
    let documents = fingerprints(&signatures)?;
    let places: BTreeMap<&str, u32> = signatures.iter().map(|it| it.id.as_str()).zip(0..).collect();
    let cluster_of: BTreeMap<&str, &str> = clusters.iter().map(|it| (it.id.as_str(), it.cluster.as_str())).collect();

    let mut links = Vec::new();
    for edge in edges.iter().filter(|it| it.is_link()) {
        // Whoever made the clusters may have cut an edge.
        if cluster_of.get(edge.one.as_str()) == cluster_of.get(edge.other.as_str()) {
            links.push((known(&places, &edge.one)?, known(&places, &edge.other)?));
        }
    }
    let verdict =
        |document: u32, kept: u32| documents[document as usize].compare(&documents[kept as usize], &parameters);
    let overlap = |document: u32, kept: u32| documents[document as usize].overlap(&documents[kept as usize]);
    let is_held = |document: u32, kept: u32| {
        let [one, other] = [document, kept].map(|it| &documents[it as usize]);
        Ok::<bool, Infallible>(one.is_exact(other) || parameters.holds(&other.shingles, &one.shingles))
    };
    let Ok(kept_of) = cluster(documents.len(), &links, is_held);

    let mut members: Vec<(u32, u32)> = kept_of.into_iter().zip(0..).collect();
    members.sort_unstable();
    let groups = members.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1);
    let member = |&(kept, document): &(u32, u32)| Member {
        id: signatures[document as usize].id.clone(),
        cluster: signatures[kept as usize].id.clone(),
        keep: document == kept,
        relation: match (document == kept, verdict(document, kept)) {
            (true, _) => "kept",
            (_, Verdict::Exact) => "exact",
            _ => "near",
        }
        .to_string(),
        similarity: match verdict(document, kept) {
            Verdict::Exact => 1.0,
            _ => overlap(document, kept).jaccard(),
        },
    };
    write(&header.plain(), groups.flatten().map(member), out)
}

/// The most preferred document first; in the order of the file where there is no preference.
fn by_preference(mut signatures: Vec<Signature>, keep: Keep) -> Vec<Signature> {
    let mut position = 0;
    signatures.sort_by_cached_key(|it| {
        position += 1;
        let Signature { n_tokens, url, .. } = it;
        keep.preference(&Candidate { n_tokens: *n_tokens, url: url.as_deref(), position, ..Candidate::default() })
    });
    signatures
}

fn fingerprints(signatures: &[Signature]) -> Result<Vec<Fingerprint>, Failed> {
    signatures.iter().map(Signature::fingerprint).collect()
}

fn known<T: Copy>(documents: &BTreeMap<&str, T>, id: &str) -> Result<T, Failed> {
    documents.get(id).copied().ok_or_else(|| format!("no signature has the id `{id}`").into())
}

#[cfg(test)]
mod tests;
