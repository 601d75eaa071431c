//! Laws that hold for random bytes and random values.

use proptest::prelude::*;
use serde_json::Value;
use unchaff_front_matter::{Entry, Format, FrontMatter, Path, Style, apply, remove, set};

use crate::laws;

/// Pieces that headers are made of, so that random text gets past the first line.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "---\n",
        "+++\n",
        ";;;\n",
        "---\r\n",
        "----",
        "\n\t",
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
        "\u{a0}",
        "\u{ff1a}",
        "a:x",
        "a",
        "@",
        "`",
        "%",
        "{{",
        "}}",
        "![](u)",
        "// c\n",
        "<!-- ",
        "---json\n",
        "----\n",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|it| it.concat().into_bytes())
}

/// Lines of headers, many of them defective.
fn lines() -> impl Strategy<Value = String> {
    let indent = prop::sample::select(vec!["", "", "", "  ", " ", "\t", "- ", "  - "]);
    let key = prop::sample::select(vec![
        "a: ",
        "b: ",
        "c: ",
        "d:",
        "e:",
        "f\u{ff1a}",
        "g:\u{a0}",
        "h = ",
        "i",
        "@j: ",
        "\"k\": ",
        "",
        "- ",
        "-",
    ]);
    let value = prop::sample::select(vec![
        "",
        "text",
        "1",
        "one: two",
        "Foo:",
        "@x",
        "*x*",
        "*x",
        "&x y",
        "&x",
        "!t u",
        "\"x\"",
        "\"x",
        "'x' y",
        "'it's'",
        "\"\\d\"",
        "[a, b]",
        "[a, b",
        "[a] b",
        "[@a, 'b' c]",
        "{a: b}",
        "{{ t }}",
        "|",
        ">-",
        "| x",
        "a #b",
        "a: b # c",
        "# c",
        "\u{1b}x",
        "// c",
        "\u{2028}",
    ]);
    (indent, key, value).prop_map(|(indent, key, value)| format!("{indent}{key}{value}\n"))
}

/// Values that are read, though they look broken to who does not know all of YAML.
fn odd_values() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "\"x\nsub: y\"",
        "'x\n- y\n  b: c'",
        "&n \"x\n  sub: y\"",
        "!!str 'x\n\n sub: y'",
        "{a: \"one\ntwo: three\"}",
        "[x,\n  \"y\nz: w\",\n  v]",
        "\n- ? x",
        "\n- ? x\n  : y",
        "\n- a: 'b\n    c: d'\n  e: f",
        "\n- - x\n  - y",
        "[x]\u{85}",
        "[x]#y",
        "'x'#y",
        "\n  - &a k: v",
        "\n  - \u{3000}tech",
        "\n  - \u{a0}tech # c",
        "\u{a0}x",
        "\n  k: \"v\n  w: x\"\n  l: m",
        "\n  k: &m 'v\n\n  w: x'\n  l: *m",
        "|\n  a: b: c\n  'd",
        ">2-\n   @a\n  [b",
        "# c\n  text",
        "text\n  goes on @x\n  - and on",
        "text # c",
        "a:b",
        "a::b",
        "[a, 'b: c', {d: e}]",
        "{a: , b}",
        "!t u",
        "&m x y",
        "\"\\x41\\\n  \\  b\"",
        "it's \"so\"",
        "2024-01-02 10:00:00",
        "-x",
        "?x",
        ":x",
        "x:",
        "%x",
        "{{ t }}",
        "<<: x",
        "\n  a:\n\n\n    b: c\n  # d\n  e:",
        "\t x",
        "\n\t\n  x",
    ])
}

/// Found by `cargo xtask fuzz`: once it is mended, Hexo reads the header up to the next fence.
#[test]
fn a_mended_header_ends_where_it_ended() {
    laws::check(b"---\ntitle: Oysters \x01\nby\n...\n---\n\nTwo beds\nby: !ne,\n---\n\nThree.\n");
    laws::check(b"---\ntitle: Oysters \x01\nby\x00\n...\n---\n\nTwo beds: of nine\nby: !ne,\x00\n---\n\nThree.\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(source in prop::collection::vec(any::<u8>(), 0..200)) {
        laws::check(&source);
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
        laws::check(&text);
    }

    #[test]
    fn lines_of_all_kinds_are_mended_by_law(lines in prop::collection::vec(lines(), 1..7)) {
        laws::check(format!("---\n{}---\nBody\n", lines.concat()).as_bytes());
    }

    #[test]
    fn what_reads_stays_beside_a_defect(values in prop::collection::vec(odd_values(), 1..4), is_crlf in any::<bool>()) {
        let lines = values.iter().enumerate().map(|(index, value)| {
            let blank = if value.starts_with('\n') { "" } else { " " };
            format!("k{index}:{blank}{value}\n")
        });
        let text = format!("---\n{}---\nBody\n", lines.collect::<String>());
        let text = if is_crlf { text.replace('\n', "\r\n") } else { text };
        laws::check(text.as_bytes());
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
        prop_assert_eq!(edited.value(&path), Some(&value));
        prop_assert_eq!(edited.body(), front.body());
    }

    #[test]
    fn setting_a_value_to_what_it_is_changes_nothing(header in header()) {
        let front = FrontMatter::new(header.as_bytes());
        for path in paths(&front) {
            let value = front.value(&path).cloned().expect("the path leads to a value");
            let splice = set(&front, &path, value).expect("what stands there can be set");
            prop_assert_eq!(apply(header.as_bytes(), &[splice]), header.as_bytes());
        }
    }

    #[test]
    fn edits_of_different_keys_commute(
        header in header(),
        first in (any::<prop::sample::Index>(), prop::option::of(value())),
        second in (any::<prop::sample::Index>(), prop::option::of(value())),
    ) {
        let front = FrontMatter::new(header.as_bytes());
        let keys = front.entries();
        let [one, two] = [&first, &second].map(|(at, value)| (at.get(keys), value));
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
