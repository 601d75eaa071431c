//! What the repairs make of broken headers, and what the lint finds.

use std::path::Path;

use serde_json::Value;
use unchaff_front_matter::{Format, FrontMatter, Tolerance, apply, lost_text, repair};

use crate::conformance::{base64, is_same};
use crate::corpus;

/// Cases that name no outcome of their own for tolerant reading, and are mended all the same: the
/// readers of blogs take tabs for spaces.
const MENDED_ALL_THE_SAME: &[&str] = &["hexo-tab-escape"];

/// Cases whose mend is a guess to us: the value reads, or is to be filled in by a program first.
const GUESSED: &[&str] = &["gen-broken-jinja", "gen-lossy-amp"];

#[test]
fn cases_are_mended_as_expected() {
    let Some(folder) = corpus::find("front-matter/dev") else { return };
    let mut n_mended = 0;
    let mut found = Vec::new();
    for path in corpus::files(&folder, "json") {
        let case = read_case(&path);
        n_mended += usize::from(case.get("expect_tolerant").is_some());
        let name = case["name"].as_str().expect("a case has a name").to_owned();
        match difference(&case) {
            Some(words) if !MENDED_ALL_THE_SAME.contains(&&*name) => found.push((name, words)),
            _ => {}
        }
    }
    corpus::say(&format!("front-matter/dev, tolerant: {} of {n_mended}", n_mended - found.len()));
    assert_eq!(found, []);
}

#[test]
fn values_that_lose_text_are_found() {
    let Some(folder) = corpus::find("front-matter/dev") else { return };
    let mut n_found = 0;
    for path in corpus::files(&folder, "json") {
        let case = read_case(&path);
        let source = source_of(&case);
        let lints = lost_text(&FrontMatter::new(&source));
        let Some(wishes) = case["expect_lint"].as_array() else {
            for lint in lints {
                corpus::say(&format!("{}: {}: {}", case["name"], lint.kind.name(), lint.message));
            }
            continue;
        };
        for wish in wishes {
            assert!(lints.iter().any(|it| *wish == it.kind.name()), "{}: {lints:?}", case["name"]);
            n_found += 1;
        }
    }
    corpus::say(&format!("front-matter/dev: {n_found} lints"));
}

#[test]
fn broken_posts_are_mended() {
    let Some(folder) = corpus::find("hexo/dev") else { return };
    let mut n_mended = 0;
    for path in corpus::files(&folder, "md") {
        let source = std::fs::read(&path).expect("a post can be read");
        let front = FrontMatter::new(&source);
        if front.data().is_ok() {
            continue;
        }
        let repairs = repair(&FrontMatter::new(&source), Tolerance::AfterError);
        assert!(!repairs.needs_guess(), "{}", path.display());
        let mended = apply(&source, &repairs.splices());
        let mended = FrontMatter::new(&mended);
        let title = front.entry("title").expect("posts have a title");
        assert_eq!(mended.get_str("title").map(str::as_bytes), Some(&source[title.value_span]));
        assert_eq!(mended.body(), front.body());
        n_mended += 1;
    }
    corpus::say(&format!("hexo/dev: {n_mended} broken headers mended"));
}

/// Innocent text is left alone: real posts have few values at risk, and those are read one by one.
#[test]
fn posts_are_linted() {
    for folder in ["hexo/dev", "controls/dev"] {
        let Some(folder) = corpus::find(folder) else { continue };
        for path in corpus::files(&folder, "md") {
            let source = std::fs::read(&path).expect("a post can be read");
            let front = FrontMatter::new(&source);
            for lint in lost_text(&front) {
                let line = front.source()[..lint.span.start].iter().filter(|it| **it == b'\n').count() + 1;
                let text = String::from_utf8_lossy(&source[lint.span]);
                let file = path.file_name().unwrap_or_default().display();
                corpus::say(&format!("{file}:{line}: {}: {text}", lint.kind.name()));
            }
            if front.format() == Format::Yaml && front.data().is_ok() {
                assert_eq!(repair(&FrontMatter::new(&source), Tolerance::Always).repairs, [], "{}", path.display());
            }
        }
    }
}

fn read_case(path: &Path) -> Value {
    let text = std::fs::read(path).expect("a case can be read");
    serde_json::from_slice(&text).expect("a case is JSON")
}

fn source_of(case: &Value) -> Vec<u8> {
    match case["input"].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => base64(case["input_base64"].as_str().expect("a case has an input")),
    }
}

/// In what a case fails after its repair.
fn difference(case: &Value) -> Option<String> {
    let source = source_of(case);
    let repairs = repair(&FrontMatter::new(&source), Tolerance::Always);
    let mended = apply(&source, &repairs.splices());
    let front = FrontMatter::new(&mended);
    let has_own = case.get("expect_tolerant").is_some();
    let expect = if has_own { &case["expect_tolerant"] } else { &case["expect"] };
    let format = match front.data() {
        Ok(_) => front.format().name(),
        Err(_) => "error",
    };
    let names: Vec<&str> = repairs.repairs.iter().map(|it| it.kind.name()).collect();
    if expect["format"] != format {
        // To us a body is bytes, of whatever encoding.
        let is_about_body = expect["offset"].as_u64() >= Some(front.body_offset() as u64);
        let is_fine = expect["error"] == "invalid-utf8" && is_about_body;
        return (!is_fine).then(|| format!("format {format}, not {}; {names:?}", expect["format"]));
    }
    if let Some(body) = expect["body"].as_str()
        && front.body() != body.as_bytes()
    {
        return Some(format!("body {:?}; {names:?}", String::from_utf8_lossy(front.body())));
    }
    if let Some(wish) = expect.get("data").filter(|it| !it.is_null()) {
        let is_loose = case["tags"].as_array().is_some_and(|it| it.iter().any(|it| it == "yaml11" || it == "dates"));
        let data = Value::Object(front.data().cloned().unwrap_or_default());
        if !is_same(&data, wish, is_loose) {
            return Some(format!("data {data}, not {wish}; {names:?}"));
        }
    }
    if has_own && let Some(wish) = expect["repairs"].as_array() {
        let wish: Vec<&str> = wish.iter().filter_map(Value::as_str).collect();
        let is_soft = expect["soft"] == true || GUESSED.iter().any(|it| case["name"] == **it);
        if repairs.needs_guess() && !is_soft {
            return Some(format!("a guess: {names:?}"));
        }
        for name in &names {
            if !wish.contains(name) {
                corpus::say(&format!("{}: {name}, not {wish:?}", case["name"]));
            }
        }
    }
    None
}
