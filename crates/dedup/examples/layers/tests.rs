//! All layers through files give what `group` gives in memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use serde_json::{Value, json};
use unchaff_dedup::{Fingerprint, FrequentLines, Parameters, Tokens, group};

use crate::run;

/// A folder for files, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("unchaff-layers-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for temporary files");
        Folder(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("room for a file");
    }

    /// Runs a layer on files of this folder and writes what it prints to another.
    fn layer(&self, args: &[&str], out: &str) {
        self.write(out, &self.output(args).expect("files that fit"));
    }

    fn output(&self, args: &[&str]) -> Result<String, String> {
        let is_file = |it: &&str| it.ends_with(".jsonl");
        let args: Vec<String> =
            args.iter().map(|it| if is_file(it) { self.path(it) } else { (*it).to_string() }).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut out = Vec::new();
        run(&args, &mut out).map_err(|it| it.to_string())?;
        Ok(String::from_utf8(out).expect("JSON is UTF-8"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Fourteen articles with a frequent line; copies of some, exact, edited, cut; short documents.
fn texts() -> Vec<String> {
    let article = |seed: usize, words: usize| {
        (0..words)
            .map(|it| format!("w{}{}", seed * 1000 + it, if it % 12 == 11 { "\n" } else { " " }))
            .collect::<String>()
    };
    let mut texts: Vec<String> =
        (0..14).map(|it| format!("{}\nTickets for all lines are sold here\n", article(it, 100 + it))).collect();
    texts.push(texts[3].to_uppercase());
    texts.push(texts[3].replace("w3050", "other").replace("w3060", "words"));
    texts.push(texts[3].clone() + "and one more line that nobody else has");
    texts.push(article(5, 80));
    texts.push(article(5, 60) + &article(77, 40));
    texts.push(article(6, 30));
    texts.extend(["Page not found", "PAGE not found!", "Not found", "", "", "灯塔看守人"].map(str::to_string));
    texts
}

fn jsonl(texts: &[String]) -> String {
    let line = |(id, text): (usize, &String)| format!("{}\n", json!({"id": format!("d{id:02}"), "text": text}));
    texts.iter().enumerate().map(line).collect()
}

/// The groups of a file, each as its kept document and all its members.
fn groups(file: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in file.lines().skip(1) {
        let member: Value = serde_json::from_str(line).expect("JSON");
        let [id, cluster] = ["id", "cluster"].map(|it| member[it].as_str().expect("text").to_string());
        assert_eq!(member["keep"], id == cluster);
        groups.entry(cluster).or_default().insert(id);
    }
    groups
}

fn check(parameters: Parameters, preset: &str) {
    let texts = texts();
    let tokens: Vec<Tokens> = texts.iter().map(|it| Tokens::read(it)).collect();
    let frequent = FrequentLines::among(&tokens);
    assert_eq!(frequent.len(), 1);
    let prints: Vec<Fingerprint> = tokens.iter().map(|it| Fingerprint::sign(it, &frequent, &parameters)).collect();
    let name = |it: usize| format!("d{it:02}");
    let expected: BTreeMap<String, BTreeSet<String>> = group(&prints, &parameters)
        .groups
        .iter()
        .map(|it| (name(it.kept), it.members.iter().map(|it| name(it.document)).collect()))
        .collect();
    assert!(expected.len() >= 2, "{expected:?}");

    let folder = Folder::new(preset);
    folder.write("documents.jsonl", &jsonl(&texts));
    folder.layer(&["sign", preset, "documents.jsonl"], "signatures.jsonl");
    folder.layer(&["band", "signatures.jsonl"], "pairs.jsonl");
    folder.layer(&["verify", "pairs.jsonl", "signatures.jsonl", "documents.jsonl"], "edges.jsonl");
    folder.layer(&["cluster", "edges.jsonl"], "clusters.jsonl");
    let found = folder.output(&["choose", "clusters.jsonl", "edges.jsonl", "signatures.jsonl"]);
    assert_eq!(groups(&found.expect("files that fit")), expected);

    let edges = fs::read_to_string(folder.path("edges.jsonl")).expect("edges");
    let edge: Value = serde_json::from_str(edges.lines().nth(1).expect("an edge")).expect("JSON");
    let [start, end] = [0, 1].map(|it| edge["longest"][0][it].as_u64().expect("bytes") as usize);
    let one: usize = edge["one"].as_str().and_then(|it| it[1..].parse().ok()).expect("a name of ours");
    assert!(texts[one][start..end].starts_with('w') || texts[one][start..end].starts_with('W'));
}

#[test]
fn layers_give_the_groups_of_one_call() {
    check(Parameters::ARTICLES, "articles");
    check(Parameters::STRICT, "strict");
}

#[test]
fn what_was_signed_otherwise_is_refused() {
    let folder = Folder::new("mixed");
    let refused = |args: &[&str]| {
        let error = folder.output(args).expect_err("other headers");
        assert!(error.starts_with("signatures that cannot be compared: "), "{error}");
    };
    folder.write("documents.jsonl", &jsonl(&texts()));
    folder.write("others.jsonl", &jsonl(&texts()[..5]));
    folder.layer(&["sign", "articles", "documents.jsonl"], "articles.jsonl");
    folder.layer(&["sign", "strict", "documents.jsonl"], "strict.jsonl");
    folder.layer(&["sign", "articles", "others.jsonl"], "other-lines.jsonl");
    folder.layer(&["sign", "articles.jsonl", "others.jsonl"], "like-articles.jsonl");
    folder.layer(&["band", "articles.jsonl"], "pairs.jsonl");
    refused(&["verify", "pairs.jsonl", "strict.jsonl"]);
    refused(&["verify", "pairs.jsonl", "other-lines.jsonl"]);

    let cat = |names: [&str; 2]| names.map(|it| fs::read_to_string(folder.path(it)).expect("signatures")).concat();
    folder.write("both.jsonl", &cat(["articles.jsonl", "strict.jsonl"]));
    refused(&["band", "both.jsonl"]);
    folder.write("both.jsonl", &cat(["articles.jsonl", "like-articles.jsonl"]));
    assert!(folder.output(&["band", "both.jsonl"]).is_ok());
    let error = folder.output(&["band", "documents.jsonl"]).expect_err("no header");
    assert!(error.starts_with("the first line is no header"), "{error}");
}

#[test]
fn another_preference_keeps_another_document() {
    let folder = Folder::new("keep");
    let texts = texts();
    let url = |(id, text): (usize, &String)| {
        format!("{}\n", json!({"id": id.to_string(), "text": text, "url": "/long".repeat(20 - id % 20)}))
    };
    folder.write("documents.jsonl", &texts.iter().enumerate().map(url).collect::<String>());
    folder.layer(&["sign", "articles", "documents.jsonl"], "signatures.jsonl");
    folder.layer(&["band", "signatures.jsonl"], "pairs.jsonl");
    folder.layer(&["verify", "pairs.jsonl", "signatures.jsonl"], "edges.jsonl");
    folder.layer(&["cluster", "edges.jsonl"], "clusters.jsonl");
    for (keep, expected) in [("longest", "16"), ("first", "3"), ("shortest-url", "16")] {
        let found = folder.output(&["choose", "clusters.jsonl", "edges.jsonl", "signatures.jsonl", keep]);
        let groups = groups(&found.expect("files that fit"));
        assert_eq!(groups.get(expected).map(BTreeSet::len), Some(4), "{keep}: {groups:?}");
    }
}
