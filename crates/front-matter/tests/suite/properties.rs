//! Laws that hold for random bytes and random values.

use proptest::prelude::*;
use unchaff_front_matter::{FrontMatter, Style, apply, keep_part, set_value};

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
    for entry in front.entries() {
        let raw = &split.raw;
        assert!(raw.start <= entry.key_span.start && entry.key_span.end <= entry.value_span.start);
        assert!(entry.value_span.start <= entry.value_span.end && entry.value_span.end <= raw.end);
        let content = entry.content_span();
        assert!(entry.value_span.start <= content.start && content.end <= entry.value_span.end);
        for value in ["", "new", "it's \"so\"", "a\nb"] {
            if let Ok(splice) = set_value(&front, &entry.key, value) {
                let edited = apply(source, &[splice]);
                assert_eq!(FrontMatter::new(&edited).get_str(&entry.key), Some(value));
            }
        }
        if content.len() > 2 {
            let part = content.start + 1..content.end - 1;
            if let Ok(splices) = keep_part(&front, &entry, part.clone()) {
                assert!(splices.iter().all(|it| it.bytes.is_empty()));
                let edited = apply(source, &splices);
                let entry = FrontMatter::new(&edited).entry(&entry.key).expect("the key stays");
                assert_eq!(edited[entry.content_span()], source[part]);
            }
        }
    }
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
        let splice = set_value(&front, "k", &value).expect("every string can be written");
        prop_assert_eq!(&splice.range, &entry.value_span);
        let edited = apply(source.as_bytes(), &[splice]);
        let edited = FrontMatter::new(&edited);
        prop_assert_eq!(edited.get_str("k"), Some(&*value));
        prop_assert_eq!(edited.body(), b"Body");
    }

    #[test]
    fn edits_of_different_keys_commute(first in "\\PC{0,20}", second in "\\PC{0,20}") {
        let source = b"---\na: one # c\nb: 'two'\n---\nBody";
        let both = |keys: [(&str, &str); 2]| {
            keys.into_iter().fold(source.to_vec(), |text, (key, value)| {
                let splice = set_value(&FrontMatter::new(&text), key, value);
                apply(&text, &[splice.expect("every string can be written")])
            })
        };
        prop_assert_eq!(
            both([("a", &first), ("b", &second)]),
            both([("b", &second), ("a", &first)])
        );
    }
}
