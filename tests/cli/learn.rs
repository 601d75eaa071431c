//! What a site repeats, as a pack for a person to look at.

use std::fs;

use crate::cli::{Case, Folder, PLAIN, Run, check};

/// What the site puts around every article. No rule of the program finds it.
const BOX: &str = "\
## From the pier

* [Ferries that still run](https://example.com/ferries)
* [How a mill works](https://example.com/mill)
";

/// Articles that have nothing in common.
const ARTICLES: [(&str, &str); 5] = [
    ("bakery", "Two ovens stand in the yard, and only one of them has ever been lit by anybody who still lives here."),
    ("ferry", "She crosses the sound at six, at noon and whenever the captain remembers where he left his keys."),
    ("hedge", "Privet grows faster than any gardener can count, which is why ours has a roof and a small window."),
    ("lighthouse", "A lamp that turns by hand needs seven keepers; six slept, so the coast was mostly dark in spring."),
    (
        "orchard",
        "Every tree carries a number from the survey of 1911, but several pears have since changed their minds.",
    ),
];

fn post(text: &str) -> String {
    format!("---\ntitle: A note\n---\n\n{text}\n\n{BOX}\nSo much for that.\n")
}

fn posts() -> Folder {
    let folder = Folder::with(&[]);
    for (name, text) in ARTICLES {
        folder.write(format!("posts/{name}.md"), post(text));
    }
    folder
}

/// The words of the rules of a pack.
fn rules(pack: &[u8]) -> Vec<String> {
    let words = |line: &str| Some(line.trim().strip_prefix("match: {text: [\"")?.strip_suffix("\"]}")?.to_string());
    String::from_utf8_lossy(pack).lines().filter_map(words).collect()
}

#[test]
fn what_unrelated_articles_repeat_is_proposed() {
    let folder = posts();
    let before = folder.files();
    let pack = folder.run(&Run {
        args: "learn posts",
        stderr: &["5 documents, 5 articles, 3 rules proposed", "applicability: safe"],
        stdout: &[
            "unchaff-pack: 1\nname: learned\nrules:\n  - id: ferries-that-still-run-",
            "    applicability: unsafe\n    match: {text: [\"ferries that still run\"]}\n",
            "      documents: 5\n      clusters: 5\n      position: \"middle\"\n      link-share: 1.00\n",
            "      examples: [\"bakery.md:9\", \"ferry.md:9\", \"hedge.md:9\"]\n",
            "    removes: [\"* [Ferries that still run](https://example.com/ferries)\"]\n",
            "    keeps: [\"Two ovens stand in the yard, ",
        ],
        ..Run::default()
    });
    assert_eq!(rules(&pack.stdout), ["ferries that still run", "from the pier", "how a mill works"]);
    assert_eq!(folder.files(), before);
}

#[test]
fn a_header_of_hexo_is_no_block() {
    let links = "- \"[Ferries that still run](https://example.com/ferries)\"\n- \"[How a mill works](https://example.com/mill)\"\n";
    let folder = Folder::with(&[]);
    for (name, text) in ARTICLES {
        let post = format!("title: {name}\nlinks:\n\n{links}\ndate: 2020-01-02\n---\n\n{text}\n\nSo much for that.\n");
        folder.write(format!("posts/{name}.md"), post);
    }
    for (flags, expected) in [("", &["ferries that still run", "how a mill works"][..]), ("--dialect hexo", &[])] {
        let pack = folder.run(&Run { args: &format!("learn posts {flags}"), ..Run::default() });
        assert_eq!(rules(&pack.stdout), expected);
    }
}

#[test]
fn an_article_that_was_copied_teaches_nothing() {
    let folder = Folder::with(&[]);
    for n in 0..60 {
        folder.write(format!("posts/{n}.md"), post(ARTICLES[0].1));
    }
    let stdout = &["unchaff-pack: 1\nname: learned\nrules: []\n"];
    folder.run(&Run {
        args: "learn posts",
        stdout,
        stderr: &["60 documents, 1 article, 0 rules proposed"],
        ..Run::default()
    });
}

#[test]
fn only_what_the_rules_leave_is_learned() {
    let folder = posts();
    for (name, text) in ARTICLES {
        let related = "## Related posts\n\n* [A good boat](https://example.com/boat)";
        folder.write(format!("posts/{name}.md"), post(&format!("{text}\n\n{related}")));
    }
    // The line is that of the file, whatever was removed above it.
    let learned = |args: &str| rules(&folder.run(&Run { args, stdout: &["bakery.md:13"], ..Run::default() }).stdout);
    let left = ["ferries that still run", "from the pier", "how a mill works"];
    assert_eq!(learned("learn posts"), left);
    assert_eq!(learned("learn posts --ignore trailing-space"), left);
    let all = ["a good boat", "ferries that still run", "from the pier", "how a mill works", "related posts"];
    assert_eq!(learned("learn posts --select none"), all);
    assert_eq!(learned("learn posts --ignore related"), all);
}

#[test]
fn none_names_no_rule() {
    check(&Case {
        files: &[("posts/a.md", super::DIRTY)],
        runs: &[
            Run { args: "check posts --select none", ..Run::default() },
            Run { args: "check posts --ignore none", exit: 1, stdout: &["also-link"], ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn a_pack_is_written_once() {
    let folder = posts();
    folder.run(&Run { args: "learn posts --out packs/new.yaml", ..Run::default() });
    let printed = folder.run(&Run { args: "learn posts", ..Run::default() }).stdout;
    assert_eq!(folder.read("packs/new.yaml"), printed);
    folder.write("packs/new.yaml", "accepted rules");
    folder.run(&Run {
        args: "learn posts --out packs/new.yaml",
        exit: 2,
        stderr: &["packs/new.yaml: exists already"],
        ..Run::default()
    });
    assert_eq!(folder.read("packs/new.yaml"), b"accepted rules");
}

#[test]
fn the_pack_is_the_same_for_any_order_and_number_of_threads() {
    let folder = posts();
    let files = ARTICLES.map(|(name, _)| format!("posts/{name}.md"));
    let mut backwards = files.clone();
    backwards.reverse();
    let (files, backwards) = (files.join(" "), backwards.join(" "));
    let pack = folder.run(&Run { args: &format!("learn {files}"), ..Run::default() }).stdout;
    for args in
        [format!("learn {backwards}"), format!("learn {files} --threads 1"), format!("learn {files} --threads 7")]
    {
        assert_eq!(folder.run(&Run { args: &args, ..Run::default() }).stdout, pack, "{args}");
    }
}

#[test]
fn what_cannot_be_read_is_named_or_passed_over() {
    let folder = posts();
    fs::write(folder.path("posts/latin.md"), b"caf\xe9\n").expect("a new file");
    folder.write("posts/page.html", "<!doctype html><p>From the pier</p>");
    folder.write("posts/plain.txt", PLAIN);
    folder.run(&Run { args: "learn posts", stderr: &["6 documents, 6 articles, 3 rules"], ..Run::default() });
    folder.run(&Run { args: "learn -", exit: 2, stderr: &["`-` is one document"], ..Run::default() });
    folder.run(&Run { args: "learn posts missing", exit: 2, stderr: &["missing"], ..Run::default() });
}
