//! Values of picture keys: a table of real and made-up ones, and laws that hold for any text. Beside them,
//! posts whose text stands in two pairs of quotes.

use proptest::prelude::*;
use unchaff_front_matter::{
    Dialect, FrontMatter, Splice, apply, is_picture_key, judge_picture, repair_pictures, repair_quoted_twice,
};

use crate::corpus;

/// The value as it would stand in the file: the quotes of the file stay around it.
fn repaired(raw: &str) -> String {
    let quote = ['"', '\''].into_iter().find(|it| raw.len() > 1 && raw.starts_with(*it) && raw.ends_with(*it));
    let content = if quote.is_some() { &raw[1..raw.len() - 1] } else { raw };
    let quote = quote.map(String::from).unwrap_or_default();
    match judge_picture(content) {
        None => "KEEP".to_string(),
        Some(repair) => repair.new.map_or("REMOVE".to_string(), |it| format!("{quote}{it}{quote}")),
    }
}

#[test]
fn the_table_is_reproduced() {
    let Some(path) = corpus::find("front-matter/thumbnails-dev.tsv") else { return };
    let table = std::fs::read_to_string(path).expect("the table is readable text");
    let (mut n_repairs, mut n_exact) = (0, 0);
    for line in table.lines().skip(1) {
        let [key, raw, expected, ..] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("not a row: {line}") };
        assert!(is_picture_key(key), "{key}");
        let found = repaired(raw);
        check_law(raw);
        if expected == "KEEP" {
            assert_eq!(found, "KEEP", "{raw}");
            continue;
        }
        n_repairs += 1;
        if found == expected {
            n_exact += 1;
        } else {
            corpus::say(&format!("{raw}\n  expected {expected}\n  found    {found}"));
        }
    }
    corpus::say(&format!("picture values: {n_exact} of {n_repairs} repaired as expected, no other touched"));
    assert!(n_exact * 100 >= n_repairs * 95);
}

#[test]
fn the_table_is_reproduced_in_headers() {
    let Some(path) = corpus::find("front-matter/thumbnails-dev.tsv") else { return };
    let table = std::fs::read_to_string(path).expect("the table is readable text");
    for line in table.lines().skip(1) {
        let [key, raw, expected, ..] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("not a row: {line}") };
        let header = |value: &str| format!("---\n{key}: {value}\n---");
        let expected = match expected {
            "KEEP" => header(raw),
            "REMOVE" => "---\n---".to_string(),
            new => header(new),
        };
        let source = header(raw);
        let repairs = repair_pictures(&FrontMatter::new(source.as_bytes()));
        let splices: Vec<Splice> = repairs.iter().flat_map(|it| it.splices.clone()).collect();
        assert_eq!(String::from_utf8_lossy(&apply(source.as_bytes(), &splices)), expected);
        // A page that was copied along with a picture is no loss.
        if line.contains("page + image") {
            assert!(repairs.iter().all(|it| !it.is_guess), "{line}");
        }
    }
}

#[test]
fn text_that_programs_quoted_twice_is_no_guess() {
    let Some(table) = corpus::find("hexo/dev-gold/frontmatter.tsv") else { return };
    let Some(posts) = corpus::find("hexo/dev") else { return };
    let table = std::fs::read_to_string(table).expect("the table is readable text");
    let mut n_values = 0;
    for line in table.lines().filter(|it| it.split('\t').any(|it| it == "escaped-quotes")) {
        let [file, key, ..] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("not a row: {line}") };
        let source = std::fs::read(posts.join(file)).expect("the post can be read");
        let repairs = repair_quoted_twice(&FrontMatter::in_dialect(&source, Dialect::Hexo));
        let start = format!("{key}: ");
        assert!(repairs.iter().any(|it| !it.is_guess && it.reason.starts_with(&start)), "{line}");
        n_values += 1;
    }
    corpus::say(&format!("values quoted twice: {n_values}, all certain"));
}

/// A repaired value needs no repair, and a repair is one.
fn check_law(raw: &str) {
    let Some(repair) = judge_picture(raw) else { return };
    assert!(!repair.reason.is_empty(), "{raw}");
    if let Some(new) = repair.new {
        assert_ne!(new, raw);
        assert!(!new.is_empty(), "{raw}");
        assert_eq!(judge_picture(&new), None, "{raw} -> {new}");
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "https://",
        "http://",
        "//",
        "https:/",
        "htp://",
        "ttps://",
        "https//",
        "www.",
        "file:///",
        "C:\\",
        "data:image/png;base64,",
        "example.com",
        "example.org/",
        "localhost:4000",
        "127.0.0.1",
        "github.com/a/b/blob/main/",
        "www.google.com/url?url=",
        "youtu.be/",
        "abcdefghi-_",
        "/",
        "\\",
        "img",
        "a.jpg",
        "b.png",
        ".svg",
        "page/",
        " ",
        ", ",
        ",",
        " | ",
        "|",
        "(",
        ")",
        "[",
        "]",
        "![",
        "](",
        "[![",
        "<img src=",
        "<a href=",
        "<",
        ">",
        "\"",
        "'",
        "“",
        "”",
        "`",
        "&amp;",
        "&lt;",
        "&quot;",
        "\\n",
        "%0A",
        "%20",
        "%3A%2F%2F",
        "?",
        "w=1",
        "&",
        "utm_source=x",
        "Expires=1500000000",
        "&Signature=x",
        "#",
        "800w",
        "2x",
        ".",
        ";",
        ":",
        "：",
        "url(",
        "[img]",
        "[/img]",
        "\u{200b}",
        "\u{e9}",
        "封",
        "\n",
        "{",
        "}",
        "{{",
        "undefined",
        "~",
        "\\/",
    ]);
    prop::collection::vec(piece, 0..10).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_never_panics(raw in any::<String>()) {
        check_law(&raw);
    }

    #[test]
    fn repairs_of_random_pieces_are_final(raw in pieces()) {
        check_law(&raw);
    }
}

#[test]
fn text_made_to_be_slow_is_judged() {
    const LENGTH: usize = 20_000;
    let pieces = [
        "(",
        ")",
        "[",
        "![",
        "[![",
        "](",
        "![](",
        "![](a.jpg)",
        "<",
        "<img ",
        "<img src=\"",
        "<a ",
        "=",
        "\"",
        "'",
        "“",
        "“”",
        "`",
        "https://",
        "https://a.b/x.jpg",
        "https://a.b/x.jpg ",
        "https://a.b/ ",
        "http",
        "h",
        "/",
        "\\",
        ":",
        ".",
        "a.",
        ".jpg",
        "&amp;",
        "&amp;amp;",
        "&lt;",
        "%3A",
        "%0A",
        "\\n",
        " ",
        "1x, ",
        "a.jpg 1x, ",
        "?a=b&",
        "&",
        "#",
        "[img]",
        "url(",
        "\u{200b}",
        "\"a=",
        " =1x",
        "a/-/blob/",
        "é",
    ];
    let starts = ["", "https://example.com/", "![](", "<img src="];
    for piece in pieces {
        for start in starts {
            let raw = format!("{start}{}", piece.repeat(LENGTH / piece.len()));
            judge_picture(&raw);
        }
    }
}
