//! Headers of single files: read, edited, checked.

use serde_json::{Value, json};

use crate::cli::{Case, Folder, PLAIN, Run, check};

/// A header with comments, quotes and values of every kind.
const POST: &str = "---\n# ours\ntitle: \"Snow\"   # working title\nlayout: post # never changes\ndraft: true\n\
    weight: 3\nog.image: dots.jpg\nextra:\n  images:\n    - one.jpg\n    - two.jpg\n---\nThe road is closed.\n";

/// A header that cannot be read before it is repaired.
const BROKEN: &str = "---\ntitle: Snow: a guide # ours\nweight: 3\n---\nThe road is closed.\n";

/// A header that only Hexo takes for one.
const CLOSING_ONLY: &str = "title: Snow\n---\nThe road is closed.\n";

/// Reads `FILE` as a file and as standard input; the answer is one JSON value.
fn check_get(input: impl AsRef<[u8]>, args: &str, exit: i32, expected: &Value) {
    let shown = input.as_ref().escape_ascii();
    for said in in_both_places(input.as_ref(), &Run { args, exit, ..Run::default() }) {
        let answer: Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|it| panic!("{args} of {shown}: {it}"));
        assert_eq!(&answer, expected, "{args} of {shown}");
        assert_eq!(said.content, input.as_ref().escape_ascii().to_string(), "{args} has written");
    }
}

/// Edits `FILE` in place, and from standard input to standard output.
fn check_edit(input: impl AsRef<[u8]>, args: &str, output: impl AsRef<[u8]>) {
    let output = output.as_ref().escape_ascii().to_string();
    let [file, stdin] = in_both_places(input.as_ref(), &Run { args, ..Run::default() });
    assert_eq!(file.content, output, "{args} in place");
    assert_eq!(file.stdout, b"", "{args} in place says nothing");
    assert_eq!(stdin.stdout.escape_ascii().to_string(), output, "{args} of standard input");
}

/// What is refused is said with the name of the file, and nothing is written anywhere.
fn check_refusal(input: impl AsRef<[u8]>, args: &str, message: &str) {
    for said in in_both_places(input.as_ref(), &Run { args, exit: 2, stderr: &[message], ..Run::default() }) {
        assert_eq!(said.stdout, b"", "{args} says something else");
        assert_eq!(said.content, input.as_ref().escape_ascii().to_string(), "{args} has written");
    }
}

struct Outcome {
    stdout: Vec<u8>,
    /// What the file holds afterwards.
    content: String,
}

/// Runs `unchaff front-matter` with `FILE` as a file and as `-`. The words `FILE` of a message are its name.
fn in_both_places(input: &[u8], run: &Run<'_>) -> [Outcome; 2] {
    [("a.md", &b""[..]), ("-", input)].map(|(name, stdin)| {
        let folder = Folder::with(&[]);
        folder.write("a.md", input);
        let args = format!("front-matter {}", run.args.replace("FILE", name));
        let parts: Vec<String> = run.stderr.iter().map(|it| it.replace("FILE", name)).collect();
        let stderr: Vec<&str> = parts.iter().map(String::as_str).collect();
        let said = folder.run(&Run { args: &args, stdin, stderr: &stderr, ..*run });
        assert_eq!(folder.files().len(), 1, "{args}: leftovers");
        Outcome { stdout: said.stdout, content: folder.read("a.md").escape_ascii().to_string() }
    })
}

#[test]
fn get_prints_what_a_header_says_and_where_the_body_starts() {
    let data = json!({"title": "Snow", "tags": ["ice", 1, true]});
    let nothing = json!({});
    for (input, format, data) in [
        ("---\ntitle: Snow\ntags: [ice, 1, true]\n---\nBody\n", "yaml", &data),
        ("---\r\ntitle: Snow\r\ntags: [ice, 1, true]\r\n---\r\nBody\r\n", "yaml", &data),
        ("---\rtitle: Snow\rtags: [ice, 1, true]\r---\rBody\r", "yaml", &data),
        ("+++\ntitle = 'Snow'\ntags = ['ice', 1, true]\n+++\nBody\n", "toml", &data),
        ("{\"title\": \"Snow\", \"tags\": [\"ice\", 1, true]}\nBody\n", "json", &data),
        (";;;\n\"title\": \"Snow\", \"tags\": [\"ice\", 1, true]\n;;;\nBody\n", "json", &data),
        ("---\n---\nBody\n", "yaml", &nothing),
        ("Body\n", "none", &nothing),
        ("", "none", &nothing),
    ] {
        // A byte order mark is three bytes of the file, and no part of the body.
        for mark in ["", "\u{feff}"] {
            let input = format!("{mark}{input}");
            let body_offset = input.find("Body").unwrap_or(input.len());
            let expected = json!({"format": format, "data": data, "body_offset": body_offset, "error": null});
            check_get(input, "get FILE", 0, &expected);
        }
    }
    let unclosed = json!({"format": "none", "data": {}, "body_offset": 0, "error": null});
    check_get("---\nnever: closed\n", "get FILE", 0, &unclosed);
}

#[test]
fn get_reads_above_a_body_of_any_bytes() {
    let expected = json!({"format": "yaml", "data": {"title": "é"}, "body_offset": 18, "error": null});
    check_get(b"---\ntitle: \xc3\xa9\n---\ncaf\xe9 \0 \xff", "get FILE", 0, &expected);
}

#[test]
fn get_says_where_a_header_is_broken() {
    let broken = |line, column, message| {
        let place = json!({"line": line, "column": column, "message": message});
        move |body_offset| json!({"format": "error", "data": null, "body_offset": body_offset, "error": place})
    };
    let colon = broken(2, 12, "mapping values are not allowed in this context");
    check_get("---\ntitle: Snow: a guide\n---\nBody\n", "get FILE", 2, &colon(29));
    check_get("---\r\ntitle: Snow: a guide\r\n---\r\nBody\r\n", "get FILE", 2, &colon(32));
    check_get("\u{feff}---\ntitle: Snow: a guide\n---\nBody\n", "get FILE", 2, &colon(32));
    check_get("+++\na = 1\na = 2\n+++\nBody\n", "get FILE", 2, &broken(3, 1, "duplicate key")(20));
    let not_text = broken(2, 11, "the header is not UTF-8");
    check_get(b"---\ntitle: caf\xe9\n---\nBody\n", "get FILE", 2, &not_text(20));
}

#[test]
fn get_prints_one_value() {
    for (key, expected) in [
        ("title", json!("Snow")),
        ("draft", json!(true)),
        ("weight", json!(3)),
        ("extra", json!({"images": ["one.jpg", "two.jpg"]})),
        ("extra.images", json!(["one.jpg", "two.jpg"])),
        ("extra.images[0]", json!("one.jpg")),
        ("'extra'.images[1]", json!("two.jpg")),
        ("og.image", json!("dots.jpg")),
        ("'og.image'", json!("dots.jpg")),
    ] {
        check_get(POST, &format!("get FILE {key}"), 0, &expected);
    }
    check_get(BROKEN, "get --tolerant FILE title", 0, &json!("Snow: a guide"));
}

#[test]
fn get_prints_text_as_it_is() {
    for (key, expected) in [
        ("title", "two \"lines\"\nand é\u{1b}[0m\n"),
        ("n", "1.5\n"),
        ("list", "[\"a\"]\n"),
        ("nothing", "null\n"),
        ("empty", "\n"),
    ] {
        let input = "---\ntitle: \"two \\\"lines\\\"\\nand é\\e[0m\"\nn: 1.5\nlist: [a]\nnothing:\nempty: ''\n---\n";
        let args = format!("get FILE {key} --raw");
        for said in in_both_places(input.as_bytes(), &Run { args: &args, ..Run::default() }) {
            assert_eq!(String::from_utf8_lossy(&said.stdout), expected);
        }
    }
    let args = "front-matter get a.md --raw";
    check(&Case {
        files: &[("a.md", POST)],
        runs: &[Run { args, exit: 2, stderr: &["<KEY>"], ..Run::default() }],
        ..Case::default()
    });
}

#[test]
fn a_key_that_is_not_there_is_named() {
    for (input, key, message) in [
        (POST, "date", "FILE: no key `date`"),
        (POST, "extra.image", "FILE: no key `extra.image`"),
        (POST, "extra.images[2]", "FILE: no key `extra.images[2]`"),
        (POST, "title.deeper", "FILE: no key `title.deeper`"),
        (PLAIN, "title", "FILE: no key `title`"),
        ("", "title", "FILE: no key `title`"),
        (POST, "extra.", "FILE: expected a key at byte 6 of the path"),
        (POST, "extra.images[one]", "FILE: expected a number in the brackets at byte 12 of the path"),
        (POST, "extra.images[-1]", "FILE: expected a number in the brackets at byte 12 of the path"),
        (POST, "extra.images[0", "FILE: expected `]` for the bracket at byte 12 of the path"),
        (POST, "extra.images[99999999999999999999]", "FILE: expected a number"),
        (BROKEN, "weight", "FILE:2:12: mapping values are not allowed"),
    ] {
        check_refusal(input, &format!("get FILE {key}"), message);
    }
}

#[test]
fn set_changes_the_bytes_of_the_value_alone() {
    for (key_and_value, old, new) in [
        ("title Ice", "\"Snow\"", "\"Ice\""),
        ("title it's", "\"Snow\"", "\"it's\""),
        ("layout page", "post #", "page #"),
        ("layout #page", "post #", "'#page' #"),
        ("extra.images[1] three.jpg", "two.jpg", "three.jpg"),
        ("extra.images[2] three.jpg", "two.jpg\n", "two.jpg\n    - three.jpg\n"),
        ("extra.alt Gulls", "two.jpg\n", "two.jpg\n  alt: Gulls\n"),
        ("og.image new.jpg", "dots.jpg", "new.jpg"),
        ("date 2024-01-02", "two.jpg\n", "two.jpg\ndate: '2024-01-02'\n"),
        ("title Snow", "", ""),
    ] {
        for end in ["\n", "\r\n", "\r"] {
            let output = POST.replacen(old, new, 1).replace('\n', end);
            check_edit(POST.replace('\n', end), &format!("set FILE {key_and_value}"), output);
        }
    }
}

#[test]
fn set_knows_the_three_formats() {
    for (input, output) in [
        ("---\nk: a # c\n---\nX", "---\nk: b # c\n---\nX"),
        ("+++\nk = 'a' # c\n[t]\n+++\nX", "+++\nk = 'b' # c\n[t]\n+++\nX"),
        ("{\"k\" : \"a\",\n \"l\": 1}\nX", "{\"k\" : \"b\",\n \"l\": 1}\nX"),
        (";;;\n\"k\" : \"a\"\n;;;\nX", ";;;\n\"k\" : \"b\"\n;;;\nX"),
        ("+++\nl = 1\n[t]\nm = 2\n+++\nX", "+++\nl = 1\nk = \"b\"\n[t]\nm = 2\n+++\nX"),
        ("{\n  \"l\": 1\n}\nX", "{\n  \"l\": 1,\n  \"k\": \"b\"\n}\nX"),
        ("---\n---\n", "---\nk: b\n---\n"),
    ] {
        check_edit(input, "set FILE k b", output);
    }
}

#[test]
fn set_leaves_marks_and_bodies_of_any_bytes_alone() {
    let output = b"\xef\xbb\xbf---\r\ntitle: Ice # c\r\n---\r\ncaf\xe9 \0 \xff\n\r";
    check_edit(b"\xef\xbb\xbf---\r\ntitle: Snow # c\r\n---\r\ncaf\xe9 \0 \xff\n\r", "set FILE title Ice", output);
}

#[test]
fn set_writes_the_kind_that_stands_there() {
    for (value, old, new) in [
        ("draft false", "draft: true", "draft: false"),
        ("weight -4", "weight: 3", "weight: -4"),
        ("weight 4.5", "weight: 3", "weight: 4.5"),
        // Text stays text, and says so.
        ("title true", "\"Snow\"", "\"true\""),
        ("layout 3", "post #", "'3' #"),
        ("draft 1", "draft: true", "draft: '1'"),
        ("weight true", "weight: 3", "weight: 'true'"),
        ("weight four", "weight: 3", "weight: four"),
    ] {
        check_edit(POST, &format!("set FILE {value}"), POST.replacen(old, new, 1));
    }
    check_edit("+++\nd = 2024-01-02\n+++\n", "set FILE d 2024-02-03", "+++\nd = 2024-02-03\n+++\n");
}

#[test]
fn numbers_and_dates_are_written_as_they_were_typed() {
    for (old, typed) in
        [("1.9", "1.10"), ("12345678901234567890123", "12345678901234567890124"), ("3", "1e3"), ("true", "false")]
    {
        let (input, output) = (format!("---\nk: {old} # c\n---\n"), format!("---\nk: {typed} # c\n---\n"));
        check_edit(input, &format!("set FILE k {typed}"), output);
    }
    check_edit("+++\nd = 2024-01-02\n+++\n", "set FILE d 2025-03-04", "+++\nd = 2025-03-04\n+++\n");
    check_edit("+++\nn = 2.0\n+++\n", "set FILE n 2.50", "+++\nn = 2.50\n+++\n");
}

#[test]
fn a_value_that_becomes_text_is_named() {
    let note = "`draft` was true or false and is text now; --json keeps the kind";
    let run = Run { args: "set FILE draft no", stderr: &[note], ..Run::default() };
    for said in in_both_places(b"---\ndraft: true\n---\n", &run) {
        let written = [said.content, said.stdout.escape_ascii().to_string()].concat();
        assert!(written.contains(r"draft: \'no\'"), "{written}");
    }
}

#[test]
fn guesses_are_not_written() {
    let twice = "---\ntitle: One\ntitle: Two\na: 1\n---\n";
    check_refusal(twice, "set FILE a 2 --tolerant", "FILE:3:1: duplicate key `title`");
    check_get(twice, "get FILE title --tolerant", 0, &json!("Two"));
}

#[test]
fn set_takes_json() {
    for (value, old, new) in [
        ("title [\"a\",1,null]", "\"Snow\"", "[a, 1, null]"),
        ("title {\"a\":{\"b\":[]}}", "\"Snow\"", "{a: {b: []}}"),
        ("title null", "\"Snow\"", "null"),
        ("title -5", "\"Snow\"", "-5"),
        ("weight \"3\"", "weight: 3", "weight: '3'"),
        ("title \"two\\u0020words\\nand\\u0000zero\"", "\"Snow\"", "\"two words\\nand\\x00zero\""),
        ("extra.images [\"a\",\"b\"]", "- one.jpg\n    - two.jpg", "- a\n    - b"),
        ("new [[1],[2]]", "two.jpg\n", "two.jpg\nnew: [[1], [2]]\n"),
    ] {
        let output = POST.replacen(old, new, 1);
        check_edit(POST, &format!("set FILE --json {value}"), &output);
        check_edit(POST, &format!("set FILE {value} --json"), &output);
    }
    for value in ["bare", "[1,", "{bad", "1e999", "\"a\"b"] {
        check_refusal(POST, &format!("set FILE title --json {value}"), "VALUE is no JSON");
    }
    check_refusal("+++\nk = 'a'\n+++\n", "set FILE k --json null", "FILE: TOML has no word for such a value");
}

#[test]
fn values_may_begin_with_a_hyphen() {
    for (args, value) in [
        ("set FILE title -5", "-5"),
        ("set FILE title -x", "-x"),
        ("set FILE title --five", "--five"),
        ("set FILE title -", "-"),
        ("set FILE title -x --tolerant", "-x"),
        ("set --tolerant FILE title -x", "-x"),
        ("set FILE title -- --json", "--json"),
    ] {
        check_edit(POST, args, POST.replacen("Snow", value, 1));
    }
}

#[test]
fn values_may_hold_anything_an_argument_can() {
    for value in
        ["", " two  words ", "two\nlines\n", "a\r\nb\t", "🦀 é \u{2028}", "a: b # c", "\"'\\", "---", "\u{1b}[0m"]
    {
        let headers = ["---\nk: a\n---\n", "---\nk: 'a'\n---\n", "+++\nk = 'a'\n+++\n", "{\"k\": \"a\"}\n"];
        for header in headers {
            let folder = Folder::with(&[("a.md", header)]);
            let mut set = folder.command("front-matter set a.md k");
            let output = set.arg(value).output().expect("an end");
            assert!(output.status.success(), "{value:?} in {header:?}: {}", String::from_utf8_lossy(&output.stderr));
            let said = folder.run(&Run { args: "front-matter get a.md k --raw", ..Run::default() });
            assert_eq!(String::from_utf8_lossy(&said.stdout), format!("{value}\n"), "in {header:?}");
        }
    }
}

#[test]
fn what_cannot_be_edited_is_refused() {
    for (input, args, message) in [
        (BROKEN, "set FILE weight 4", "FILE:2:12: mapping values are not allowed"),
        (BROKEN, "remove FILE weight", "FILE:2:12: mapping values are not allowed"),
        ("---\na: 1\na: 2\n---\n", "set FILE a 3", "FILE:3:1: duplicate key `a`"),
        ("---\na: 1\na: 2\n---\n", "remove FILE a", "FILE:3:1: duplicate key `a`"),
        (PLAIN, "set FILE title Snow", "FILE: the file has no front matter"),
        ("", "set FILE title Snow", "FILE: the file has no front matter"),
        (PLAIN, "remove FILE title", "FILE: the file has no front matter"),
        (CLOSING_ONLY, "set FILE title Ice", "FILE: the file has no front matter"),
        (POST, "remove FILE date", "FILE: no key `date`"),
        (POST, "set FILE seo.image a.jpg", "FILE: no key `seo`"),
        (POST, "set FILE extra.images[3] a.jpg", "FILE: no key `extra.images[3]`"),
        (POST, "set FILE title.deeper a", "FILE: `title` "),
        (POST, "set FILE extra..images a", "FILE: expected a key at byte 6 of the path"),
        ("---\na: &x one\nb: *x\n---\n", "set FILE a two", "FILE: the edit would change `b` as well"),
        ("---\na: &x one\nb: *x\n---\n", "remove FILE a", "FILE: the edit would break the front matter"),
        ("+++\n[t]\na = 1\n+++\n", "remove FILE t", "FILE: `t` "),
    ] {
        check_refusal(input, args, message);
    }
    check_refusal(b"---\ntitle: caf\xe9\n---\n", "set FILE title Ice", "FILE:2:11: the header is not UTF-8");
}

#[test]
fn tolerant_repairs_first() {
    let mended = "---\ntitle: 'Snow: a guide' # ours\nweight: 3\n---\nThe road is closed.\n";
    for (args, old, new) in [
        ("set FILE weight 4 --tolerant", "3", "4"),
        ("set FILE weight 3 --tolerant", "", ""),
        ("set FILE title Ice --tolerant", "Snow: a guide", "Ice"),
        ("remove FILE weight --tolerant", "weight: 3\n", ""),
    ] {
        check_edit(BROKEN, args, mended.replacen(old, new, 1));
        check_edit(format!("\n \n{BROKEN}"), args, mended.replacen(old, new, 1));
    }
    let data = json!({"title": "Snow: a guide", "weight": 3});
    for (input, repairs) in [
        (BROKEN.to_owned(), vec!["quote:colon"]),
        (format!("\n{BROKEN}"), vec!["strip:leading-blank", "quote:colon"]),
        (mended.to_owned(), vec![]),
    ] {
        // The body starts where it starts in the file as it is.
        let body_offset = input.find("The road").expect("our own body");
        let answer =
            json!({"format": "yaml", "data": data, "body_offset": body_offset, "error": null, "repairs": repairs});
        check_get(input, "get --tolerant FILE", 0, &answer);
    }
    // What nobody can mend is left as it is.
    check_refusal(b"---\ntitle: caf\xe9\n---\n", "set FILE title Ice --tolerant", "FILE:2:11: the header is not UTF-8");
    check_refusal(BROKEN, "remove FILE date --tolerant", "FILE: no key `date`");
}

#[test]
fn remove_takes_the_key_and_its_value() {
    for (key, old) in [
        ("title", "title: \"Snow\"   # working title\n"),
        ("layout", "layout: post # never changes\n"),
        ("og.image", "og.image: dots.jpg\n"),
        ("extra.images[0]", "    - one.jpg\n"),
        ("extra", "extra:\n  images:\n    - one.jpg\n    - two.jpg\n"),
    ] {
        for end in ["\n", "\r\n"] {
            let output = POST.replacen(old, "", 1).replace('\n', end);
            check_edit(POST.replace('\n', end), &format!("remove FILE {key}"), output);
        }
    }
    for (input, output) in [
        ("---\nk: 1\n---\nX", "---\n---\nX"),
        ("+++\nk = 1 # c\nl = 2\n+++\nX", "+++\nl = 2\n+++\nX"),
        ("{\"k\": 1, \"l\": 2}\nX", "{\"l\": 2}\nX"),
        ("{\"l\": 2, \"k\": 1}\nX", "{\"l\": 2}\nX"),
    ] {
        check_edit(input, "remove FILE k", output);
    }
}

#[test]
fn hexo_takes_a_header_that_only_closes() {
    let none = json!({"format": "none", "data": {}, "body_offset": 0, "error": null});
    check_get(CLOSING_ONLY, "get FILE", 0, &none);
    let found = json!({"format": "yaml", "data": {"title": "Snow"}, "body_offset": 16, "error": null});
    check_get(CLOSING_ONLY, "get FILE --dialect hexo", 0, &found);
    check_get(CLOSING_ONLY, "get FILE title --dialect hexo", 0, &json!("Snow"));
    for (args, old, new) in [
        ("set FILE title Ice", "Snow", "Ice"),
        ("set FILE tags ice", "Snow\n", "Snow\ntags: ice\n"),
        ("set FILE tags --json [\"a\"]", "Snow\n", "Snow\ntags: [a]\n"),
    ] {
        check_edit(CLOSING_ONLY, &format!("{args} --dialect hexo"), CLOSING_ONLY.replacen(old, new, 1));
    }
    check(&Case {
        files: &[("a.md", CLOSING_ONLY)],
        runs: &[
            Run { args: "front-matter check a.md --dialect hexo", ..Run::default() },
            Run { args: "front-matter check a.md --dialect jekyll", exit: 2, stderr: &["hexo"], ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn check_lists_findings_with_their_places() {
    let lost = "---\ntitle: Pass #3 is closed\n---\n";
    for (content, flags, exit, findings) in [
        (POST, "", 0, &["1 file checked, 0 findings"][..]),
        (PLAIN, "", 0, &["1 file checked, 0 findings"]),
        ("", "", 0, &["1 file checked, 0 findings"]),
        (
            BROKEN,
            "",
            1,
            &["FILE:2:8: quote:colon (safe): ", "FILE:2:12: error: mapping values", "1 file checked, 2 findings"],
        ),
        (
            "\u{feff}---\r\na: 1\r\na: 2\r\n---\r\n",
            "",
            1,
            &["FILE:2:1: duplicate-key:last-wins (unsafe)", "FILE:3:1: error: "],
        ),
        (lost, "", 1, &["FILE:2:13: comment-cuts-value (report only): "]),
        ("---\ntitle: Snow\n", "", 1, &["FILE:1:1: unclosed (report only): "]),
        ("\n---\ntitle: Snow\n---\n", "", 0, &[]),
        ("\n---\ntitle: Snow\n---\n", "--tolerant", 1, &["FILE:1:1: strip:leading-blank (safe): "]),
    ] {
        for (name, stdin) in [("a.md", ""), ("-", content)] {
            let args = format!("front-matter check {name} {flags}");
            let parts: Vec<String> = findings.iter().map(|it| it.replace("FILE", name)).collect();
            let (findings, counts): (Vec<&str>, Vec<&str>) =
                parts.iter().map(String::as_str).partition(|it| it.starts_with(name));
            let run = Run { args: &args, stdin: stdin.as_bytes(), exit, stdout: &findings, stderr: &counts };
            let folder = check(&Case { files: &[("a.md", content)], ..Case::default() });
            let said = folder.run(&run);
            let places = String::from_utf8(said.stdout).expect("words");
            assert!(places.lines().all(|it| it.starts_with(&format!("{name}:"))), "{places}");
            assert_eq!(folder.read("a.md"), content.as_bytes(), "{args} has written");
        }
    }
}

#[test]
fn a_missing_file_is_named_and_the_rest_is_checked() {
    let files = &[("a.md", BROKEN), ("posts/b.md", POST), ("c.md", "---\na: 1\na: 2\n---\n")];
    check(&Case {
        files,
        runs: &[
            Run {
                args: "front-matter check a.md missing.md posts posts/b.md c.md",
                exit: 2,
                stdout: &["a.md:2:8: quote:colon", "c.md:3:1: error: "],
                stderr: &["missing.md: cannot read", "3 files checked, 4 findings"],
                ..Run::default()
            },
            Run { args: "front-matter check posts/b.md missing.md", exit: 2, ..Run::default() },
            Run { args: "front-matter check posts/b.md posts/b.md", stderr: &["0 findings"], ..Run::default() },
            Run { args: "front-matter check", exit: 2, stderr: &["<PATH>"], ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn files_that_cannot_be_read_are_named() {
    for file in ["missing.md", "posts"] {
        for args in ["get FILE", "get FILE title", "set FILE title Ice", "remove FILE title"] {
            let args = format!("front-matter {}", args.replace("FILE", file));
            let message = format!("{file}: cannot read");
            check(&Case {
                files: &[("posts/a.md", POST)],
                runs: &[Run { args: &args, exit: 2, stderr: &[&message], ..Run::default() }],
                ..Case::default()
            });
        }
    }
}

#[test]
fn hostile_headers_are_answered() {
    let brackets = "[".repeat(200_000);
    for (input, place) in [
        (format!("---\na: {brackets}\n---\nBody\n"), "FILE:2:131: nested deeper than 128 levels"),
        (format!("+++\na = {brackets}\n+++\nBody\n"), "FILE:2:"),
        (format!("{{\"a\": {brackets}}}\nBody\n"), "FILE:1:"),
        (format!("---\na: {}\n---\nBody\n", "x".repeat(300_000)), "the limit is 262144"),
    ] {
        for args in ["set FILE a b", "set FILE a b --tolerant", "remove FILE a", "get FILE a"] {
            check_refusal(&input, args, place);
        }
        let run = Run { args: "get FILE", exit: 2, stdout: &["\"format\": \"error\""], ..Run::default() };
        in_both_places(input.as_bytes(), &run);
        for flags in ["", "--tolerant"] {
            let args = format!("check FILE {flags}");
            let run = Run { args: &args, exit: 1, stdout: &["error: "], stderr: &["1 finding"], ..Run::default() };
            in_both_places(input.as_bytes(), &run);
        }
    }
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::{fs, os::unix::fs::PermissionsExt};

    for mode in [0o600, 0o640, 0o755, 0o640] {
        let folder = check(&Case { files: &[("a.md", POST)], ..Case::default() });
        let mode_of = |name: &str| fs::metadata(folder.path(name)).expect("a file").permissions().mode() & 0o777;
        fs::set_permissions(folder.path("a.md"), fs::Permissions::from_mode(mode)).expect("our own file");
        folder.run(&Run { args: "front-matter set a.md title Ice", ..Run::default() });
        assert_eq!(folder.read("a.md"), POST.replace("Snow", "Ice").as_bytes());
        assert_eq!(mode_of("a.md"), mode);
        folder.run(&Run { args: "front-matter remove a.md weight", ..Run::default() });
        assert_eq!(mode_of("a.md"), mode);
    }
}

/// In place means: where the link leads. It must not turn into a copy.
#[cfg(unix)]
#[test]
fn a_link_is_written_through() {
    let folder = check(&Case { files: &[("posts/a.md", POST)], ..Case::default() });
    std::os::unix::fs::symlink("posts/a.md", folder.path("link.md")).expect("a link");
    std::os::unix::fs::symlink("link.md", folder.path("second.md")).expect("a link");
    folder.run(&Run { args: "front-matter set second.md title Ice", ..Run::default() });
    assert!(folder.path("link.md").is_symlink() && folder.path("second.md").is_symlink(), "a link became a file");
    assert_eq!(folder.read("posts/a.md"), POST.replace("Snow", "Ice").as_bytes());
}

/// A file is written beside its place first, so the folder decides.
#[cfg(unix)]
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn a_folder_that_takes_no_files_is_an_error() {
    use std::{fs, os::unix::fs::PermissionsExt};

    let folder = check(&Case { files: &[("posts/a.md", POST)], ..Case::default() });
    let protect = |mode| fs::set_permissions(folder.path("posts"), fs::Permissions::from_mode(mode));
    protect(0o555).expect("our own folder");
    if fs::write(folder.path("posts/probe"), "").is_ok() {
        eprintln!("SKIPPED: nothing is protected from root");
        return;
    }
    let run = |args, exit, stderr| folder.run(&Run { args, exit, stderr, ..Run::default() });
    run("front-matter set posts/a.md title Ice", 2, &["posts/a.md: cannot write"]);
    // What changes nothing needs no place.
    run("front-matter set posts/a.md title Snow", 0, &[]);
    protect(0o755).expect("our own folder");
    assert_eq!(folder.documents_in("posts").len(), 1, "leftovers");
    assert_eq!(folder.read("posts/a.md"), POST.as_bytes());
}

#[test]
fn check_walks_folders() {
    let folder = Folder::with(&[
        ("posts/a.md", BROKEN),
        ("posts/in/b.md", POST),
        ("posts/drafts/c.md", BROKEN),
        ("posts/cat.png", ""),
        ("notes", BROKEN),
        ("unchaff.toml", "exclude = ['drafts/']\n"),
    ]);
    for (args, stderr) in [
        ("front-matter check posts", &["2 files checked, 2 findings", "1 other file", "1 document left alone"][..]),
        ("front-matter check posts --no-config", &["3 files checked, 4 findings"]),
        // What is named is a file with a header, whatever its name.
        ("front-matter check posts notes", &["3 files checked, 4 findings"]),
    ] {
        folder.run(&Run { args, exit: 1, stdout: &["posts/a.md:2:"], stderr, ..Run::default() });
    }
}

#[test]
fn text_that_reads_as_something_else_is_named() {
    for (value, said) in [
        ("true", "`new` is written as text: --json writes true as a boolean"),
        ("-1.5", "`new` is written as text: --json writes -1.5 as a number"),
        ("[\"ice\"]", "`new` is written as text: --json writes [\"ice\"] as a list"),
        ("[ice,snow]", "`new` is written as text: --json writes a list, such as [\"ice\", \"roads\"]"),
        ("ice", ""),
        ("2020-01-02", ""),
    ] {
        let folder = Folder::with(&[("a.md", "---\nold: '1'\n---\n")]);
        let set = |key: &str| {
            let args = format!("front-matter set a.md {key} {value}");
            folder.run(&Run { args: &args, ..Run::default() }).stderr
        };
        assert_eq!(set("new"), if said.is_empty() { String::new() } else { format!("a.md: {said}\n") });
        assert_eq!(set("old"), "", "{value} where text stands");
    }
}
