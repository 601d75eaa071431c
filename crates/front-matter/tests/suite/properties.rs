//! Laws that hold for random bytes and random values.

use proptest::prelude::*;
use serde_json::Value;
use unchaff_front_matter::{Entry, Format, FrontMatter, Path, Step, Style, apply, insert_after, remove, rename, set};

/// Pieces that headers are made of, so that random text gets past the first line.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "---\n",
        "+++\n",
        ";;;\n",
        "---\r\n",
        "...\n",
        "\u{feff}",
        "{",
        "}",
        "[",
        "]",
        "a: ",
        "b: ",
        "a = ",
        "\"a\": ",
        "'",
        "\"",
        "\\",
        "\n",
        "\r",
        "\r\n",
        "  ",
        "\t",
        "- ",
        "? ",
        "| ",
        "|\n",
        ">-\n",
        "# c",
        " #",
        "&x ",
        "*x",
        "!t ",
        "text",
        "text # c",
        "'it''s'",
        "\"a\\tb\"",
        "1",
        ",",
        ":",
        ": ",
        "%TAG ! x\n",
        "\u{85}",
        "\u{2028}",
        "\u{1b}",
        "\u{e9}",
        "\"\"\"",
        "'''",
        "[t]\n",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|it| it.concat().into_bytes())
}

fn check_everything(source: &[u8]) {
    let front = FrontMatter::new(source);
    let split = front.split();
    assert_eq!(split.header.end, split.body);
    assert!(split.header.start <= split.raw.start && split.raw.end <= split.header.end);
    let start = &source[..split.header.start];
    assert_eq!([start, front.header(), front.body()].concat(), source);
    if let Err(error) = front.data() {
        assert!(error.line >= 1 && error.column >= 1);
        assert!(error.span.start <= error.span.end && error.span.end <= split.body);
    }
    check_entries(&front, &Path::from(Vec::new()), 0);
}

fn check_entries(front: &FrontMatter<'_>, parent: &Path, depth: usize) {
    let source = front.source();
    let raw = &front.split().raw;
    for entry in front.entries_of(parent.clone()) {
        assert!(raw.start <= entry.key_span.start && entry.key_span.end <= entry.value_span.start);
        assert!(entry.value_span.start <= entry.value_span.end && entry.value_span.end <= raw.end);
        let content = entry.content_span();
        assert!(entry.value_span.start <= content.start && content.end <= entry.value_span.end);
        let path = parent.join(entry.step.clone());
        for value in ["", "new", "it's \"so\"", "a\nb"] {
            if let Ok(splice) = set(front, &path, value) {
                let edited = apply(source, &[splice]);
                assert_eq!(value_at(&FrontMatter::new(&edited), &path), Some(Value::from(value)));
            }
        }
        if let Ok(splice) = remove(front, &path) {
            let edited = apply(source, &[splice]);
            let edited = FrontMatter::new(&edited);
            assert_eq!(edited.body(), front.body());
            let is_item = entry.key().is_none();
            assert!(is_item || value_at(&edited, &path).is_none());
        }
        if let Ok(splice) = rename(front, &path, "new key") {
            let edited = apply(source, &[splice]);
            assert_eq!(value_at(&FrontMatter::new(&edited), &parent.join("new key")), value_at(front, &path));
        }
        if let Ok(splice) = insert_after(front, &path, "new key", "new") {
            let edited = apply(source, &[splice]);
            assert_eq!(value_at(&FrontMatter::new(&edited), &parent.join("new key")), Some(Value::from("new")));
        }
        if depth < 4 {
            check_entries(front, &path, depth + 1);
        }
    }
}

fn value_at(front: &FrontMatter<'_>, path: &Path) -> Option<Value> {
    let root = Value::Object(front.data().ok()?.clone());
    path.steps().iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get(key).cloned(),
        Step::Index(index) => value.get(index).cloned(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(source in prop::collection::vec(any::<u8>(), 0..200)) {
        check_everything(&source);
    }

    #[test]
    fn random_pieces_never_panic(source in pieces(), opening in 0..5) {
        let (open, close) = [
            ("", ""),
            ("---\n", "\n---\n"),
            ("+++\n", "\n+++\n"),
            (";;;\n", "\n;;;\n"),
            ("{", "}\n"),
        ][opening as usize];
        let mut text = open.as_bytes().to_vec();
        text.extend_from_slice(&source);
        text.extend_from_slice(close.as_bytes());
        check_everything(&text);
    }

    #[test]
    fn a_value_that_was_set_is_read(value in any::<String>(), style in 0..7) {
        let sources: [(&str, &[Style]); 7] = [
            ("---\na: 1\nk: old # c\nz: [x]\n---\nBody", &[Style::Plain]),
            ("---\na: 1\nk: 'old' # c\nz: [x]\n---\nBody", &[Style::Single]),
            ("---\r\na: 1\r\nk: \"old\"\r\nz: [x]\r\n---\r\nBody", &[Style::Double]),
            ("---\na: 1\nk:\nz: [x]\n---\nBody", &[Style::Empty]),
            ("---\na: 1\nk: |\n  old\n\n  text\nz: [x]\n---\nBody", &[Style::Literal]),
            ("+++\na = 1\nk = 'old' # c\nz = ['x']\n+++\nBody", &[Style::Single]),
            ("{\"a\": 1, \"k\": \"old\", \"z\": []}\nBody", &[Style::Double]),
        ];
        let (source, styles) = sources[style as usize];
        let front = FrontMatter::new(source.as_bytes());
        let entry = front.entry("k").expect("the header has the key");
        prop_assert!(styles.contains(&entry.style));
        let splice = set(&front, "k", &*value).expect("every string can be written");
        prop_assert_eq!(&splice.range, &entry.value_span);
        let edited = apply(source.as_bytes(), &[splice]);
        let edited = FrontMatter::new(&edited);
        prop_assert_eq!(edited.get_str("k"), Some(&*value));
        prop_assert_eq!(edited.body(), b"Body");
    }

    #[test]
    fn values_of_any_kind_are_set_and_read(header in header(), at in any::<prop::sample::Index>(), value in value()) {
        let front = FrontMatter::new(header.as_bytes());
        let path = at.get(&paths(&front)).clone();
        let splice = set(&front, &path, value.clone());
        // TOML has no null, and no place beside its tables for what a table was.
        let is_toml = front.format() == Format::Toml;
        prop_assert!(splice.is_ok() || is_toml, "{path} := {value}: {splice:?}");
        let Ok(splice) = splice else { return Ok(()) };
        let edited = apply(header.as_bytes(), &[splice]);
        let edited = FrontMatter::new(&edited);
        prop_assert_eq!(value_at(&edited, &path), Some(value));
        prop_assert_eq!(edited.body(), front.body());
    }

    #[test]
    fn edits_of_different_keys_commute(
        header in header(),
        first in (any::<prop::sample::Index>(), prop::option::of(value())),
        second in (any::<prop::sample::Index>(), prop::option::of(value())),
    ) {
        let front = FrontMatter::new(header.as_bytes());
        let keys = front.entries();
        let [one, two] = [&first, &second].map(|(at, value)| (at.get(&keys), value));
        if one.0 == two.0 {
            return Ok(());
        }
        let both = |edits: [(&Entry, &Option<Value>); 2]| {
            edits.into_iter().try_fold(header.clone().into_bytes(), |text, (entry, value)| {
                let front = FrontMatter::new(&text);
                let key = entry.key().expect("a header is a mapping");
                let splice = match value {
                    Some(value) => set(&front, key, value.clone()),
                    None => remove(&front, key),
                };
                splice.map(|splice| apply(&text, &[splice]))
            })
        };
        let one_way = both([one, two]);
        prop_assert_eq!(&one_way, &both([two, one]));
        // And made at once they give the same, unless both take the comma between two neighbours.
        if front.format() == Format::Json && first.1.is_none() && second.1.is_none() {
            return Ok(());
        }
        let splices = [one, two].map(|(entry, value)| {
            let key = entry.key().expect("a header is a mapping");
            value.as_ref().map_or_else(|| remove(&front, key), |value| set(&front, key, value.clone()))
        });
        if let [Ok(one), Ok(two)] = splices {
            let sorted = if one.range.start < two.range.start { [one, two] } else { [two, one] };
            prop_assert_eq!(one_way, Ok(apply(header.as_bytes(), &sorted)));
        }
    }
}

/// Headers of a few entries in every style, valid in their formats.
fn header() -> impl Strategy<Value = String> {
    let yaml = prop::sample::select(vec![
        " plain text # c",
        " 'it''s'",
        " \"a \\\"b\\\"\" # c",
        "",
        " # only a comment",
        " |\n  two\n\n  lines",
        " >-\n  folded\n  lines",
        " 2024-01-02",
        " true",
        " [a, 'b, c', {d: e}]",
        " {a: 1, 'b c': [2]}",
        "\n- a\n- b # c",
        " # c\n  - a: 1\n    b: 2\n  - - x\n    - y",
        "\n  a: 1\n  b:\n    c: 'd'",
        " text\n  that goes on",
    ]);
    let toml = prop::sample::select(vec![
        "\"text\" # c",
        "'it'",
        "\"\"\"\ntwo\nlines\"\"\"",
        "2024-01-02",
        "true",
        "1.5",
        "[1, [2], \"a\"]",
        "{ a = 1, b = [2] }",
    ]);
    let json =
        prop::sample::select(vec!["\"text\"", "null", "1", "[1, [2], {\"a\": \"b\"}]", "{\"a\": {}, \"b\": []}"]);
    let line_end = || prop::sample::select(vec!["\n", "\r\n"]);
    let lines = |values: &[&str], colon: &str| -> String {
        values.iter().enumerate().map(|(index, value)| format!("k{index}{colon}{value}\n")).collect()
    };
    prop_oneof![
        (prop::collection::vec(yaml, 2..6), line_end()).prop_map(move |(values, line_end)| {
            format!("---\n{}---\nBody\n", lines(&values, ":")).replace('\n', line_end)
        }),
        (prop::collection::vec(toml, 2..6), line_end()).prop_map(move |(values, line_end)| {
            format!("+++\n{}[t]\na.b = 1\n+++\nBody\n", lines(&values, " = ")).replace('\n', line_end)
        }),
        prop::collection::vec(json, 2..6).prop_map(|values| {
            let members = values.iter().enumerate().map(|(index, value)| format!("  \"k{index}\": {value}"));
            format!("{{\n{}\n}}\nBody\n", members.collect::<Vec<_>>().join(",\n"))
        }),
    ]
}

/// A value without `null`, which TOML lacks, and without numbers that formats round.
fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<String>().prop_map(Value::from),
        "[-a-z :#'\"\\[\\]{},&*!|>%@`0-9\n]{0,12}".prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
    ];
    scalar.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[a-z :'\"#]{0,6}", inner), 0..3).prop_map(|it| it.into_iter().collect::<Value>()),
        ]
    })
}

/// The paths of everything in a header that can be edited.
fn paths(front: &FrontMatter<'_>) -> Vec<Path> {
    let mut paths = Vec::new();
    let mut open = vec![Path::from(Vec::new())];
    while let Some(parent) = open.pop() {
        for entry in front.entries_of(&parent) {
            let path = parent.join(entry.step);
            open.push(path.clone());
            paths.push(path);
        }
    }
    paths
}
