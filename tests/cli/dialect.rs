//! Headers that only Hexo reads: without a line above, or with longer ones.

use crate::cli::{Case, Folder, PLAIN, Run, check};

/// What is mended in a header, and removed from the text below it.
const HEADER: &str = "title: Night boats\ndate: 2020-01-02\n\
                      thumbnail: https://www.example.com/boats/    https://img.example.com/quay.jpg?width=170\n";
const MENDED: &str = "title: Night boats\ndate: 2020-01-02\nthumbnail: https://img.example.com/quay.jpg?width=170\n";
const TEXT: &str =
    "\nThe ferry leaves at six.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt returns at eight.\n";
const CLEANED: &str = "\nThe ferry leaves at six.\n\nIt returns at eight.\n";

/// Members of a JSON object, in which nothing is mended.
const JSON: &str = "\"title\": \"Night boats\",\n\"date\": \"2020-01-02\"\n";

/// Said of what is taken for text.
const HINT: &str = "with a header that only Hexo reads, taken for text here: `--dialect hexo` reads it";

/// Posts as they are, and as they become in the dialect of Hexo; and whether nobody else reads their headers.
fn posts() -> Vec<(String, String, bool)> {
    let mut posts = Vec::new();
    for (open, close, is_only_hexo) in
        [("---\n", "---\n", false), ("", "---\n", true), ("\n\n", "---\n", true), ("-----\n", "-----\n", true)]
    {
        posts.push((format!("{open}{HEADER}{close}{TEXT}"), format!("{open}{MENDED}{close}{CLEANED}"), is_only_hexo));
    }
    posts.push((format!("{JSON};;;\n{TEXT}"), format!("{JSON};;;\n{CLEANED}"), true));
    posts.push((TEXT.to_string(), CLEANED.to_string(), false));
    let with_crlf = |it: &str| it.replace('\n', "\r\n");
    let with_mark = |it: &str| format!("\u{feff}{it}");
    let plain = posts.clone();
    for change in [&with_crlf as &dyn Fn(&str) -> String, &with_mark] {
        posts.extend(plain.iter().map(|(before, after, is_only_hexo)| (change(before), change(after), *is_only_hexo)));
    }
    posts
}

#[test]
fn headers_of_hexo_stay_and_are_mended() {
    for (before, after, _) in posts() {
        let hexo = |args| Run { args, ..Run::default() };
        let folder = check(&Case {
            files: &[("posts/a.md", &before)],
            runs: &[hexo("clean posts --write --unsafe --dialect hexo")],
            after: &[("posts/a.md", &after)],
            state: &["posts/.unchaff/ledger/000001.jsonl"],
        });
        folder.run(&hexo("check posts --unsafe --dialect hexo"));
        folder.run(&hexo("restore posts"));
        assert_eq!(String::from_utf8_lossy(&folder.read("posts/a.md")), before);
    }
}

#[test]
fn what_two_dialects_changed_comes_back() {
    for (before, ..) in posts() {
        for dialects in [["strict", "hexo"], ["hexo", "strict"]] {
            let folder = Folder::with(&[("posts/a.md", &before)]);
            for it in dialects {
                let args = format!("clean posts --write --unsafe --budget 100 --dialect {it}");
                folder.run(&Run { args: &args, ..Run::default() });
            }
            folder.run(&Run { args: "restore posts", stderr: &["0 refused"], ..Run::default() });
            assert_eq!(String::from_utf8_lossy(&folder.read("posts/a.md")), before, "{dialects:?}");
        }
    }
}

#[test]
fn what_only_hexo_reads_is_said_once() {
    let posts = posts();
    let names: Vec<String> = (0..posts.len()).map(|it| format!("posts/{it}.md")).collect();
    let files: Vec<(&str, &str)> = names.iter().zip(&posts).map(|(name, it)| (name.as_str(), it.0.as_str())).collect();
    let folder = Folder::with(&files);
    let said = format!("{} of {} documents start {HINT}", posts.iter().filter(|it| it.2).count(), posts.len());
    for (args, exit) in [("check posts", 1), ("diff posts", 0), ("clean posts --out out", 0)] {
        let stderr = folder.run(&Run { args, exit, stderr: &[&said], ..Run::default() }).stderr;
        assert_eq!(stderr.matches("Hexo").count(), 1, "{stderr}");
        let args = &format!("{args} --dialect hexo");
        let stderr = folder.run(&Run { args, exit, ..Run::default() }).stderr;
        assert!(!stderr.contains("Hexo"), "{stderr}");
    }
    folder.run(&Run { args: "explain posts/1.md", stdout: &["`--dialect hexo` would read"], ..Run::default() });
    let stdin = posts[1].0.as_bytes();
    folder.run(&Run { args: "check -", stdin, exit: 1, stderr: &["1 of 1 document starts"], ..Run::default() });
}

#[test]
fn text_that_looks_like_a_header_is_none_for_a_hint() {
    for source in [
        "Note: nobody came\n---\nThe ferry left.\n",             // one key
        "Note: nobody came\nAnn: I did\n---\nThe ferry left.\n", // none of a post
        "title: Night: boats\nNobody came\ndate: 2020-01-02\n---\nBroken, and not of keys alone.\n",
        "subtitle: Night: boats\nby: me\n---\nBroken, without a key of a post.\n",
        "title: Night: boats\n# Ours\ndate: 2020-01-02\n---\nBroken, with a line that may be a heading.\n",
        "title: Night: boats\ndate: 2020-01-02\n--- and on\nBroken, and no line of its own.\n",
        "title: Night boats\ndate: 2020-01-02\n\nNever closed.\n",
        PLAIN,
    ] {
        let stderr = Folder::with(&[("a.md", source)]).run(&Run { args: "check a.md", ..Run::default() }).stderr;
        assert!(!stderr.contains("Hexo"), "{source}: {stderr}");
    }
}

#[test]
fn a_configuration_names_the_dialect_of_some_documents() {
    let post = format!("{HEADER}---\n{TEXT}");
    let config = "[[overrides]]\nfiles = ['blog/**']\ndialect = 'hexo'\n";
    check(&Case {
        files: &[("blog/a.md", &post), ("notes/a.md", &post), ("unchaff.toml", config)],
        runs: &[Run {
            args: "clean . --write --duplicates ignore",
            stderr: &["1 of 2 documents starts"],
            ..Run::default()
        }],
        after: &[("blog/a.md", &format!("{MENDED}---\n{CLEANED}")), ("notes/a.md", &format!("{HEADER}---\n{CLEANED}"))],
        state: &[".unchaff/ledger/000001.jsonl"],
    });
}

#[test]
fn headers_of_hexo_are_no_text() {
    let words = "Nobody has counted the gulls on the pier, since they would not stand still for it, and those who had \
                 tried in the spring said that there were more of them than there were boats in all of the harbour.\n";
    let one = format!("title: A long list of gulls\ndate: 2020-01-02\n---\n{words}");
    let other = format!("title: What stands on piers\ndate: 2019-01-02\n---\n{words}");
    let folder = Folder::with(&[("a.md", &one), ("b.md", &other)]);
    for (flags, relation) in [("", "near"), ("--dialect hexo", "exact")] {
        for args in [format!("dedup . {flags}"), format!("dedup . --clean {flags}")] {
            folder.run(&Run { args: &args, stdout: &[relation], ..Run::default() });
        }
    }
    for (flags, kept) in [("", "a.md\t1\t1\tkept"), ("--dialect hexo", "b.md\t1\t1\tkept")] {
        let args = format!("dedup . --keep earliest {flags}");
        folder.run(&Run { args: &args, stdout: &[kept], ..Run::default() });
    }
    folder.run(&Run { args: "dedup . --index seen --dialect hexo", ..Run::default() });
    folder.run(&Run { args: "dedup . --index seen", exit: 2, stderr: &["--dialect"], ..Run::default() });
    folder.run(&Run { args: "clean a.md --out text --to text --dialect hexo", ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&folder.read("text/a.txt")), words);
    let base = "clean a.md --out markdown --to markdown --front-matter --base-url https://example.com/ --dialect hexo";
    folder.run(&Run { args: base, ..Run::default() });
    assert_eq!(String::from_utf8_lossy(&folder.read("markdown/a.md")), one);
}

/// Text above a rule; to Hexo itself it is a header, mostly a broken one.
const TEXTS: [&str; 6] = [
    "The talk: boats: why they float, and why some of them do not.\n\n---\n",
    "Note: nobody came: not one of them.\nAnn: I did, and I would do so again.\n\n---\n",
    "Note: nobody came.\n---\n",
    "title: Boats: a guide\nand what it is good for\n-----\n",
    "-----\nNote: nobody came: not one of them.\n-----\n",
    "\"note\": \"nobody came\"\n;;;\n",
];

#[test]
fn text_above_a_rule_is_no_header() {
    let below = "\nNobody has counted the gulls on the pier, since they would not stand still for it.\n";
    for text in TEXTS {
        let post = format!("{text}{below}");
        let folder = Folder::with(&[("a.md", &post), ("b.md", below)]);
        for args in ["clean - --dialect hexo", "clean - --unsafe --dialect hexo"] {
            let output = folder.run(&Run { args, stdin: post.as_bytes(), ..Run::default() }).stdout;
            assert_eq!(String::from_utf8_lossy(&output), post, "{args}");
        }
        folder.run(&Run { args: "check . --unsafe --dialect hexo", ..Run::default() });
        let words = text.split('\n').next().expect("a line").trim_matches(['-', '"']);
        let converted = folder.run(&Run { args: "clean a.md --out text --to text --dialect hexo", ..Run::default() });
        let output = String::from_utf8_lossy(&folder.read("text/a.txt")).into_owned();
        assert!(output.contains(words), "{output} {}", converted.stderr);
        // The same below a rule is not the same.
        let found = folder.run(&Run { args: "dedup a.md b.md --dialect hexo", ..Run::default() }).stdout;
        assert!(!String::from_utf8_lossy(&found).contains("exact"), "{text}");
    }
}

#[test]
fn broken_headers_without_a_line_above_are_mended_on_request() {
    let inside = "title: Night boats: a guide\ndate: 2020-01-02\n";
    let mended = "title: 'Night boats: a guide'\ndate: 2020-01-02\n";
    for (open, args, after) in [
        ("", "clean - --dialect hexo", inside),
        ("", "clean - --unsafe --dialect hexo", mended),
        ("---\n", "clean - --dialect hexo", mended),
    ] {
        let stdin = format!("{open}{inside}---\n{TEXT}");
        let output = Folder::with(&[]).run(&Run { args, stdin: stdin.as_bytes(), ..Run::default() }).stdout;
        let output = String::from_utf8_lossy(&output);
        assert!(output.starts_with(&format!("{open}{after}---\n\nThe ferry")), "{args}: {output}");
    }
}

#[test]
fn errors_of_single_headers_name_the_dialect() {
    let post = format!("{HEADER}---\n{TEXT}");
    let folder = Folder::with(&[("a.md", &post), ("b.md", PLAIN)]);
    for (args, exit) in
        [("get FILE", 0), ("get FILE title", 2), ("set FILE title x", 2), ("remove FILE title", 2), ("check FILE", 0)]
    {
        let run = |file: &str| {
            folder.run(&Run { args: &format!("front-matter {}", args.replace("FILE", file)), exit, ..Run::default() })
        };
        assert!(run("a.md").stderr.contains("the header is one that only Hexo reads: `--dialect hexo`"), "{args}");
        assert!(!run("b.md").stderr.contains("Hexo"), "{args}");
    }
}

#[test]
fn what_a_header_of_hexo_switches_off_stays_off() {
    for fault in ["", "subtitle: Late: and slow\n"] {
        let post = format!("title: Night boats\n{fault}unchaff: {{ignore: [also-link, front-matter]}}\n---\n{TEXT}");
        check(&Case {
            files: &[("a.md", &post)],
            runs: &[Run { args: "clean a.md --write --dialect hexo", ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn broken_headers_of_hexo_are_hinted_at_too() {
    for fault in ["title: Night: boats\n", "title: 'Night\n", "title: a\nsubtitle: b: c\ntags:\n  - ice\n- snow\n"] {
        for open in ["", "\n\n", "\u{feff}"] {
            let post = format!("{open}{fault}date: 2020-01-02\n---\n{TEXT}");
            let folder = Folder::with(&[("a.md", &post)]);
            let stderr = &["1 of 1 document starts with a header that only Hexo reads"];
            folder.run(&Run { args: "check a.md --select none", stderr, ..Run::default() });
            let stderr = &["`--dialect hexo`"];
            folder.run(&Run { args: "front-matter set a.md title x", exit: 2, stderr, ..Run::default() });
        }
    }
}

#[test]
fn single_headers_have_the_dialect_of_their_configuration() {
    let post = format!("{HEADER}---\n{TEXT}");
    let config = "[[overrides]]\nfiles = ['blog/**']\ndialect = 'hexo'\n";
    let changed = post.replace("title: Night boats", "title: x");
    check(&Case {
        files: &[("blog/a.md", &post), ("notes/a.md", &post), ("unchaff.toml", config)],
        runs: &[
            Run { args: "front-matter get blog/a.md title", stdout: &["Night boats"], ..Run::default() },
            Run { args: "front-matter get blog/a.md title --no-config", exit: 2, ..Run::default() },
            Run { args: "front-matter get blog/a.md title --dialect strict", exit: 2, ..Run::default() },
            Run { args: "front-matter get notes/a.md title", exit: 2, ..Run::default() },
            Run { args: "front-matter get notes/a.md title --dialect hexo", ..Run::default() },
            Run {
                args: "front-matter check blog notes",
                exit: 1,
                stdout: &["blog/a.md:3:12: "],
                stderr: &["notes/a.md: the header is one that only Hexo reads", "2 files checked, 1 finding"],
                ..Run::default()
            },
            Run { args: "front-matter set blog/a.md title x", ..Run::default() },
        ],
        after: &[("blog/a.md", &changed)],
        ..Case::default()
    });
    let folder = Folder::with(&[("unchaff.toml", "dialect = 'hexo'\n")]);
    let run =
        Run { args: "front-matter get - title", stdin: post.as_bytes(), stdout: &["Night boats"], ..Run::default() };
    folder.run(&run);
}
