//! Every conformance case is split and read as expected.

use std::path::Path;

use serde_json::Value;
use unchaff_front_matter::{Dialect, ErrorKind, Format, FrontMatter};

use crate::corpus;

#[test]
fn conformance_cases_split_and_read_as_expected() {
    let Some(folder) = corpus::find("front-matter/dev") else { return };
    let files = corpus::files(&folder, "json");
    let found: Vec<(String, String)> = files.iter().filter_map(|path| difference(path)).collect();
    corpus::say(&format!("front-matter/dev: {} of {}", files.len() - found.len(), files.len()));
    assert_eq!(found, []);
}

/// The name of a case that fails, and in what.
fn difference(path: &Path) -> Option<(String, String)> {
    let case = case(path);
    let source = source(&case);
    let front = FrontMatter::new(&source);
    let expect = &case["expect"];
    // The reference wants the whole file in UTF-8; to us a body is bytes.
    let is_about_body = expect["offset"].as_u64() >= Some(front.body_offset() as u64);
    if expect["error"] == "invalid-utf8" && is_about_body && front.data().is_ok() {
        return None;
    }
    let is_loose = case["tags"].as_array().is_some_and(|tags| tags.iter().any(|it| it == "yaml11" || it == "dates"));

    let mut found = Vec::new();
    let format = match front.data() {
        Ok(_) => front.format().name(),
        Err(_) => "error",
    };
    if expect["format"] != format {
        found.push(format!("format {format}, not {}", expect["format"]));
    }
    if let Some(body) = expect["body"].as_str()
        && front.body() != body.as_bytes()
    {
        found.push(format!("body {:?}", String::from_utf8_lossy(front.body())));
    }
    if let Some(raw) = expect["raw"].as_str()
        && front.raw() != raw.as_bytes()
    {
        found.push(format!("raw {:?}", String::from_utf8_lossy(front.raw())));
    }
    if let Some(wish) = expect.get("data").filter(|it| !it.is_null()) {
        let data = front.data().map(|data| Value::Object(data.clone()));
        if !data.is_ok_and(|data| is_same(&data, wish, is_loose)) {
            found.push(format!("data {:?}, not {wish}", front.data()));
        }
    }
    if let Some(kind) = expect["error"].as_str()
        && let Err(error) = front.data()
        && !is_kind(error.kind, kind)
    {
        found.push(format!("error {error:?}, not {kind}"));
    }
    (!found.is_empty()).then(|| (name(&case), found.join("; ")))
}

fn is_kind(kind: ErrorKind, name: &str) -> bool {
    match name {
        "invalid-utf8" => kind == ErrorKind::InvalidUtf8,
        "limit:depth" => kind == ErrorKind::TooDeep,
        "limit:alias-expansion" | "limit:alias-cycle" => kind == ErrorKind::AliasExpansion,
        _ => !matches!(kind, ErrorKind::TooLarge | ErrorKind::TooDeep),
    }
}

/// Equal as data; where typing is a matter of taste, `012` and 12 are the same.
pub(crate) fn is_same(ours: &Value, wish: &Value, is_loose: bool) -> bool {
    match (ours, wish) {
        (Value::Number(ours), Value::Number(wish)) => ours.as_f64() == wish.as_f64(),
        (Value::Array(ours), Value::Array(wish)) => {
            ours.len() == wish.len() && ours.iter().zip(wish).all(|(ours, wish)| is_same(ours, wish, is_loose))
        }
        (Value::Object(ours), Value::Object(wish)) => {
            ours.len() == wish.len()
                && ours.iter().all(|(key, ours)| wish.get(key).is_some_and(|wish| is_same(ours, wish, is_loose)))
        }
        (Value::String(ours), Value::Number(wish)) => is_loose && ours.parse::<f64>().ok() == wish.as_f64(),
        _ => ours == wish,
    }
}

/// Where hexo-front-matter 5 and our Hexo dialect part, and why.
const UNLIKE_HEXO: &[(&str, &str)] = &[
    ("gen-alias-cycle", "data that holds itself is refused"),
    ("gen-broken-esc", "YAML has no such control character; its library is lenient"),
    ("gen-broken-jinja", "a mapping as key is refused; its library writes it out as text"),
    ("gen-double-bom", "never opened, and no entry first: body, where Hexo stops"),
    ("gen-fence-first", "never opened, and no entry first: body, where Hexo stops"),
    ("gen-open-indented", "never opened, and no entry first: body, where Hexo stops"),
    ("gen-zwsp-before", "never opened, and no entry first: body, where Hexo stops"),
];

#[test]
fn hexo_cases_split_and_read_as_in_hexo() {
    let Some(folder) = corpus::find("front-matter/dev") else { return };
    let mut n_cases = 0;
    let mut found = Vec::new();
    for path in corpus::files(&folder, "json") {
        let case = case(&path);
        let oracle = &case["oracles"]["hexo5"];
        if oracle.is_null() || oracle["unsupported"] == true {
            continue;
        }
        n_cases += 1;
        found.extend(difference_to_hexo(&case).map(|words| (name(&case), words)));
    }
    corpus::say(&format!("front-matter/dev, as Hexo: {} of {n_cases}", n_cases - found.len()));
    for (name, words) in &found {
        corpus::say(&format!("  {name}: {words}"));
    }
    let unlike: Vec<&str> = found.iter().map(|(name, _)| &**name).collect();
    let expected: Vec<&str> = UNLIKE_HEXO.iter().map(|(name, _)| *name).collect();
    assert_eq!(unlike, expected);
}

/// In what our reading of a case in Hexo's dialect differs from Hexo's.
fn difference_to_hexo(case: &Value) -> Option<String> {
    let source = source(case);
    let front = FrontMatter::in_dialect(&source, Dialect::Hexo);
    let oracle = &case["oracles"]["hexo5"];
    if oracle["ok"] == false {
        return front.data().is_ok().then(|| format!("{} instead of an error", front.format().name()));
    }
    let data = match front.data() {
        Ok(data) => Value::Object(data.clone()),
        Err(error) => return Some(format!("error {error}")),
    };
    if oracle["format"] != front.format().name() {
        return Some(format!("format {}, not {}", front.format().name(), oracle["format"]));
    }
    let wish = |name: &str| if oracle[name] == "=" { &case["expect"][name] } else { &oracle[name] };
    // We never count a byte order mark to the body.
    let body = wish("body").as_str().map(|it| it.strip_prefix('\u{feff}').unwrap_or(it));
    if body.is_some_and(|body| front.body() != body.as_bytes()) {
        return Some(format!("body {:?}", String::from_utf8_lossy(front.body())));
    }
    let wish = wish("data");
    let is_read = front.format() == Format::None || wish.is_null() || is_same_but_for_dates(&data, wish);
    (!is_read).then(|| format!("data {data}, not {wish}"))
}

/// Equal as data, where Hexo's dates may be our strings.
fn is_same_but_for_dates(ours: &Value, wish: &Value) -> bool {
    match (ours, wish) {
        (Value::String(ours), Value::Object(wish)) => {
            let year = wish.get("$date").and_then(Value::as_str).and_then(|date| date.get(..4));
            year.is_some_and(|year| ours.starts_with(year))
        }
        (Value::Array(ours), Value::Array(wish)) => {
            ours.len() == wish.len() && ours.iter().zip(wish).all(|(ours, wish)| is_same_but_for_dates(ours, wish))
        }
        (Value::Object(ours), Value::Object(wish)) => {
            ours.len() == wish.len()
                && ours.iter().all(|(key, ours)| wish.get(key).is_some_and(|wish| is_same_but_for_dates(ours, wish)))
        }
        _ => is_same(ours, wish, true),
    }
}

fn case(path: &Path) -> Value {
    let text = std::fs::read(path).expect("a case can be read");
    serde_json::from_slice(&text).expect("a case is JSON")
}

fn name(case: &Value) -> String {
    case["name"].as_str().expect("a case has a name").to_owned()
}

fn source(case: &Value) -> Vec<u8> {
    match case["input"].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => base64(case["input_base64"].as_str().expect("a case has an input")),
    }
}

pub(crate) fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut bits = 0_u32;
    let mut n_bits = 0;
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
        }
    }
    bytes
}

#[test]
fn errors_stand_where_the_reference_parser_found_them() {
    let Some(folder) = corpus::find("front-matter/dev") else { return };
    let mut n_same = 0;
    let mut n_all = 0;
    for path in corpus::files(&folder, "json") {
        let case = case(&path);
        let detail = &case["expect"]["detail"];
        let (Some(line), Some(source)) = (detail["line"].as_u64(), case["input"].as_str()) else {
            continue;
        };
        let front = FrontMatter::new(source.as_bytes());
        let error = front.data().expect_err("a case with a place is an error");
        assert_eq!(front.format(), Format::Yaml);
        assert!(error.span.start >= front.split().raw.start);
        n_all += 1;
        // Theirs counts inside the header, below one fence line.
        n_same += usize::from(error.line as u64 == line + 1);
    }
    corpus::say(&format!("errors on the reference's line: {n_same} of {n_all}"));
    // Parsers disagree on whether a line or what follows it is to blame, so most is all one can ask.
    assert!(2 * n_same >= n_all, "{n_same} of {n_all}");
}
