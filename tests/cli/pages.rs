//! Whole pages: what surrounds their article, their article in another form.

use serde_json::Value;
use unchaff_document::DocumentRecord;

use crate::cli::{BLANKS, CLEANED, Case, DIRTY, Folder, NO_BLANKS, Run, check};

const ORCHARD: &str = include_str!("../../seeds/pages/orchard-frost-candles.html");

/// A page that only scripts fill.
const EMPTY: &str = "<!DOCTYPE html>\n<html><body><script>load('/app.js')</script></body></html>\n";

/// A page with an article of its own, named by `id`.
pub(super) fn page(id: &str) -> String {
    ORCHARD.replace("candles", &format!("candles of orchard {id}")).replace("minus four", &format!("minus {id}"))
}

/// The same article as Markdown, with the menu around it.
fn markdown_page() -> String {
    let menu: String = (0..60).map(|it| format!("* [Orchard {it}](https://example.com/orchards/{it})\n")).collect();
    let story = "The pickers came at dawn with their own ladders, and nobody asked them for a reference or a name. ";
    format!("{menu}\n# The last pears\n\n{}\n\n{}\n\n{menu}", story.repeat(3).trim_end(), story.repeat(4).trim_end())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[track_caller]
fn check_article(output: &str) {
    for kept in ["Frost candles in the upper orchard", "On the night of the eighteenth", "if you have a pond."] {
        assert!(output.contains(kept), "{kept:?} is gone from {output}");
    }
    for gone in ["Accept all", "Pressing", "Subscribe", "Most read", "Imprint"] {
        assert!(!output.contains(gone), "{gone:?} is still in {output}");
    }
}

/// What surrounds the article can be read.
#[track_caller]
fn check_readable(left_out: &[u8]) {
    let left_out = text(left_out);
    for part in ["- │ ", "<nav", "Imprint"] {
        assert!(left_out.contains(part), "{part:?} is missing in {left_out}");
    }
    assert!(!left_out.contains(['\0', '␀', '\u{fffd}', '\u{feff}']), "{left_out}");
}

#[test]
fn what_is_not_shown_of_a_kept_text_stands_in_the_ledger() {
    let unshown = "<math><mi>E</mi><mo>=</mo><mi>m</mi></math> or <select><option>Medlars</option></select> or \
        <textarea>Quinces here</textarea>";
    let page = ORCHARD.replacen("minus four", &format!("minus four {unshown}"), 1);
    assert!(page.contains(unshown));
    let folder = Folder::with(&[("in/a.html", &page)]);
    folder.run(&Run { args: "clean in --out out --to text", ..Run::default() });
    let output = folder.read("out/a.txt");
    assert!(!["Medlars", "Quinces"].iter().any(|it| text(&output).contains(it)), "{}", text(&output));
    let stdout =
        &["<mo>=</mo>", "- │ <select><option>Medlars</option></select>", "- │ <textarea>Quinces here</textarea>"];
    folder.run(&Run { args: "restore --left-out out", stdout, ..Run::default() });
}

/// `check` fails where `clean` of the same configuration would change something.
#[test]
fn pages_that_stay_where_documents_are_written_in_place_are_told() {
    let said =
        "1 of 1 document was taken for a whole page, which `clean --write` leaves alone: `--kind post` looks at none";
    let folder = Folder::with(&[("posts/a.html", ORCHARD)]);
    for args in ["check posts", "check posts --exit-zero"] {
        folder.run(&Run { args, exit: i32::from(args == "check posts"), stderr: &[said], ..Run::default() });
    }
    folder.run(&Run { args: "diff posts", stderr: &[said], ..Run::default() });
    let stderr = &["1 of 1 document was taken for a whole page (`--kind` decides otherwise)"];
    folder.run(&Run { args: "check posts --kind page", exit: 1, stderr, ..Run::default() });
    folder.write("unchaff.toml", "profile = 'site'\n");
    folder.run(&Run { args: "check posts", stderr: &["1 document checked, 0 would change"], ..Run::default() });
    folder.run(&Run { args: "clean posts", stderr: &["1 document, 0 changed"], ..Run::default() });
}

#[test]
fn of_a_page_the_article_stays_and_everything_comes_back() {
    let folder = Folder::with(&[("posts/a.html", ORCHARD), ("posts/b.md", DIRTY)]);
    let latin = std::fs::read(crate::corpus::workspace().join("seeds/pages/weir-in-latin-1.htm")).expect("a seed");
    folder.write("posts/c.htm", &latin);
    let before = folder.documents_in("posts");
    let stderr = &["2 of 3 documents were taken for whole pages", "page-chrome"];
    folder.run(&Run { args: "clean posts --out out", stderr, ..Run::default() });
    let page = folder.read("out/a.html");
    check_article(text(&page));
    assert!(
        text(&page).starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n<head>") && text(&page).ends_with("</html>\n")
    );
    let cleaned = folder.read("out/c.htm");
    assert!(cleaned.len() < latin.len() && cleaned.windows(5).any(|it| it == b"M\xfchle"));
    folder.run(&Run { args: "restore out", stderr: &["restored 3 files"], ..Run::default() });
    assert_eq!(folder.documents_in("out"), before);
}

#[test]
fn in_place_nothing_is_taken_for_a_page_unless_that_is_asked_for() {
    let menu = markdown_page();
    let files = &[("site/_layouts/post.html", ORCHARD), ("site/menu.md", &menu), ("site/a.md", DIRTY)];
    check(&Case {
        files,
        runs: &[Run {
            args: "clean site --write",
            stderr: &["site/_layouts/post.html:1:1: an HTML page: left unchanged (`--kind page`", "1 changed"],
            ..Run::default()
        }],
        after: &[("site/a.md", CLEANED)],
        state: &["site/.unchaff/ledger/000001.jsonl"],
    });
    let folder = Folder::with(files);
    folder.run(&Run { args: "clean site --write --kind page --no-duplicates", ..Run::default() });
    check_article(text(&folder.read("site/_layouts/post.html")));
    folder.run(&Run { args: "restore site --rule page-chrome", ..Run::default() });
    assert_eq!(text(&folder.read("site/_layouts/post.html")), ORCHARD);
    folder.run(&Run { args: "restore site", ..Run::default() });
    assert_eq!(folder.documents_in(""), Folder::with(files).files());
}

#[test]
fn a_page_that_is_no_page_passes_through() {
    for (flags, hint) in
        [("--kind post", "an HTML page"), ("--ignore page-chrome", "an HTML page"), ("--select advert", "an HTML page")]
    {
        check(&Case {
            files: &[("posts/a.html", ORCHARD)],
            runs: &[Run {
                args: &format!("clean posts --out out {flags}"),
                stderr: &[hint, "0 changed"],
                ..Run::default()
            }],
            after: &[("out/a.html", ORCHARD)],
            ..Case::default()
        });
    }
    check(&Case {
        files: &[("posts/a.html", EMPTY)],
        runs: &[Run {
            args: "clean posts --out out",
            stderr: &["posts/a.html:1:1: no article is found in the page", "no article in 1 page"],
            ..Run::default()
        }],
        after: &[("out/a.html", EMPTY)],
        ..Case::default()
    });
}

#[test]
fn a_page_that_nobody_can_read_passes_through() {
    let deep = format!("<!DOCTYPE html>\n{}<p>The well is deeper than the rope.</p>\n", "<div>".repeat(600));
    check(&Case {
        files: &[("posts/a.html", &deep)],
        runs: &[
            Run {
                args: "clean posts --out out",
                stderr: &["posts/a.html:1:1: the page cannot be read: more than 512 elements lie in each other"],
                ..Run::default()
            },
            Run { args: "clean posts --out text --to text", stderr: &["no file is written"], ..Run::default() },
            Run { args: "explain posts/a.html", stdout: &["HTML, left as it is\nnote: "], ..Run::default() },
        ],
        after: &[("out/a.html", &deep)],
        state: &[],
    });
}

#[test]
fn markdown_that_looks_like_a_page_is_named_and_taken_for_one() {
    let page = markdown_page();
    let folder = Folder::with(&[("posts/a.md", &page), ("posts/b.md", DIRTY)]);
    let stderr = &["posts/a.md:1:1: looks like a whole page", "1 of 2 documents was taken for a whole page"];
    folder.run(&Run { args: "clean posts --out out", stderr, ..Run::default() });
    let output = folder.read("out/a.md");
    let output = text(&output);
    assert!(output.contains("The pickers came at dawn") && !output.contains("[Orchard 7]"), "{output}");
    assert_eq!(folder.read("out/b.md"), CLEANED.as_bytes());
    folder.run(&Run { args: "restore out", ..Run::default() });
    assert_eq!(text(&folder.read("out/a.md")), page);
    let said = folder.run(&Run { args: "clean posts --out post --kind post", ..Run::default() });
    assert!(!said.stderr.contains("page"), "{}", said.stderr);
    assert!(text(&folder.read("post/a.md")).contains("[Orchard 7]"));
    // Somebody has made a post of it.
    folder.write("posts/a.md", format!("---\ntitle: Pears\n---\n\n{page}"));
    let said = folder.run(&Run { args: "clean posts --out again", ..Run::default() });
    assert!(!said.stderr.contains("page"), "{}", said.stderr);
}

#[test]
fn what_is_left_of_a_markdown_page_is_cleaned_like_a_post() {
    let page =
        markdown_page().replace("\n\nThe pickers", "\n\n**Also: [Quinces](https://example.com/q)**\n\nThe pickers");
    let page = page.replacen("a name.\n\n", "a name. \n\n", 1);
    let folder = Folder::with(&[("a.md", &page)]);
    folder.run(&Run { args: "clean a.md --out out --kind page", stderr: &["trailing-space"], ..Run::default() });
    let output = folder.read("out/a.md");
    assert!(text(&output).contains("a name.\n\n") && !text(&output).contains("Quinces"));
    folder.run(&Run { args: "restore out", ..Run::default() });
    assert_eq!(text(&folder.read("out/a.md")), page);
}

#[test]
fn an_author_can_switch_it_off() {
    let page = markdown_page();
    for (before, is_cleaned) in [
        ("<!-- unchaff-disable-file page-chrome -->\n\n", false),
        ("<!-- unchaff-disable -->\n\n", false),
        ("---\nunchaff: {ignore: page-chrome}\n---\n\n", false),
        ("<!-- unchaff-disable-file also-link -->\n\n", true),
    ] {
        let page = format!("{before}{page}");
        let folder = Folder::with(&[("a.md", &page)]);
        folder.run(&Run { args: "clean a.md --out out --kind page", ..Run::default() });
        assert_eq!(text(&folder.read("out/a.md")) != page, is_cleaned, "{before}");
        let said = folder.run(&Run { args: "check a.md --kind page", exit: i32::from(is_cleaned), ..Run::default() });
        assert!(!text(&said.stdout).contains("no rule or category"), "{}", text(&said.stdout));
    }
}

#[test]
fn what_an_author_keeps_of_a_page_stays_in_every_form() {
    let banner = "<aside class=\"banner\"><p>The press in the barn runs on Saturdays only.</p></aside>";
    let footer = "<footer><p>Imprint</p></footer>";
    assert!(ORCHARD.contains("<footer"));
    for (before, behind) in [
        ("<!-- unchaff-disable page-chrome -->\n", "\n<!-- unchaff-enable page-chrome -->"),
        ("<!-- unchaff-disable -->\n", "\n<!-- unchaff-enable -->"),
        ("<!-- unchaff-disable-next-line page -- ours -->\n\n", ""),
        ("\n", " <!-- unchaff-disable-line -->"),
    ] {
        let page = ORCHARD.replacen("</body>", &format!("{before}{banner}{behind}\n{footer}\n</body>"), 1);
        let folder = Folder::with(&[("in/a.html", &page)]);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(page.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        folder.write("in/wide.htm", &wide);
        folder.run(&Run { args: "clean in --out out --no-duplicates", ..Run::default() });
        let output = folder.read("out/a.html");
        check_article(text(&output));
        assert!(text(&output).contains(&format!("{before}{banner}{behind}")), "{}", text(&output));
        let units: Vec<u16> =
            folder.read("out/wide.htm")[2..].chunks(2).map(|it| u16::from_le_bytes([it[0], it[1]])).collect();
        assert_eq!(String::from_utf16(&units).expect("UTF-16"), text(&output));
        for form in ["text", "markdown"] {
            folder.run(&Run { args: &format!("clean in/a.html --out {form} --to {form}"), ..Run::default() });
            let extension = if form == "text" { "txt" } else { "md" };
            let output = folder.read(format!("{form}/a.{extension}"));
            check_article(text(&output));
            assert!(text(&output).contains("The press in the barn"), "{}", text(&output));
        }
        folder.run(&Run { args: "restore out", ..Run::default() });
        assert!(folder.read("out/wide.htm") == wide);
    }
}

#[test]
fn a_page_that_its_author_keeps_whole_stays_whole() {
    for page in [
        ORCHARD.replacen("<div id=", "<!-- unchaff-disable-file page-chrome -->\n<div id=", 1),
        format!("---\nunchaff: {{ignore: page-chrome}}\n---\n{ORCHARD}"),
    ] {
        assert!(page.contains("unchaff"));
        let folder = Folder::with(&[("in/a.html", &page)]);
        folder.run(&Run { args: "clean in --out out", stderr: &["0 changed"], ..Run::default() });
        assert_eq!(text(&folder.read("out/a.html")), page);
        folder.run(&Run { args: "clean in --out text --to text", ..Run::default() });
        let output = folder.read("text/a.txt");
        assert!(["Imprint", "Pressing", "if you have a pond."].iter().all(|it| text(&output).contains(it)));
        let stdout = &["kept, as a comment, the header or a pack wants it: "];
        let said = folder.run(&Run { args: "explain in/a.html", ..Run::default() });
        assert!(text(&said.stdout).contains(stdout[0]), "{}", text(&said.stdout));
    }
}

#[test]
fn of_a_markdown_page_only_what_is_kept_stays_with_its_article() {
    let (menu, rest) = markdown_page().split_once("\n\n").map(|it| (it.0.to_string(), it.1.to_string())).expect("both");
    let hours = "Open daily until dusk.\n";
    let page = format!("{menu}\n\n<!-- unchaff-disable-next-line page-chrome -->\n{hours}\n{rest}");
    let folder = Folder::with(&[("a.md", &page)]);
    let stdout = &["a.md"];
    let said = folder.run(&Run { args: "check a.md --kind page", exit: 1, stdout: &[], ..Run::default() });
    assert!(text(&said.stdout).contains(stdout[0]) && !text(&said.stdout).contains("suppresses nothing"));
    for (args, name) in [("--out out", "out/a.md"), ("--out text --to text", "text/a.txt")] {
        folder.run(&Run { args: &format!("clean a.md --kind page {args}"), ..Run::default() });
        let output = folder.read(name);
        let output = text(&output);
        assert!(output.contains("Open daily") && output.contains("The pickers came"), "{output}");
        assert!(!output.contains("Orchard 7"), "{output}");
    }
}

#[test]
fn a_suppression_that_hides_what_surrounds_an_article_is_of_use() {
    let page = markdown_page();
    for (comment, is_in_vain) in [
        ("<!-- unchaff-disable -->\n\n", false),
        ("<!-- unchaff-disable-file -->\n\n", false),
        ("<!-- unchaff-disable-file page-chrome -->\n\n", false),
        ("<!-- unchaff-disable-file also-link -->\n\n", true),
        ("<!-- unchaff-disable -->\n<!-- unchaff-enable -->\n\n", true),
        ("---\nunchaff: {ignore: all}\n---\n\n", false),
    ] {
        let folder = Folder::with(&[("a.md", &format!("{comment}{page}"))]);
        let said = folder.run(&Run { args: "check a.md --kind page", exit: i32::from(is_in_vain), ..Run::default() });
        assert_eq!(text(&said.stdout).contains("suppresses nothing"), is_in_vain, "{comment}: {}", text(&said.stdout));
    }
}

#[test]
fn what_a_pack_keeps_stays_around_an_article_too() {
    let pack = "unchaff-pack: 1\nname: site\nkeep:\n  - {phrase: [Open daily]}\n";
    let page = format!("Open daily until dusk.\n\n{}", markdown_page());
    let folder = Folder::with(&[("a.md", &page), ("site.yaml", pack)]);
    folder.run(&Run { args: "clean a.md --out out --kind page", ..Run::default() });
    assert!(!text(&folder.read("out/a.md")).contains("Open daily"));
    folder.run(&Run { args: "clean a.md --out kept --kind page --rules site.yaml", ..Run::default() });
    assert!(text(&folder.read("kept/a.md")).starts_with("Open daily until dusk.\n"));
}

#[test]
fn pages_become_markdown_and_text() {
    let folder = Folder::with(&[("in/a.html", ORCHARD), ("in/sub/b.md", BLANKS), ("in/empty.html", EMPTY)]);
    let stderr = &["in/empty.html:1:1: not converted: no file is written for it", "no file is written for 1 document"];
    folder.run(&Run { args: "clean in --out text --to text", stderr, ..Run::default() });
    let names: Vec<_> = folder.documents_in("text").into_keys().collect();
    assert_eq!(names, ["a.txt", "sub/b.txt"].map(std::path::PathBuf::from));
    let output = folder.read("text/a.txt");
    check_article(text(&output));
    assert!(!text(&output).contains('<'));
    assert_eq!(text(&folder.read("text/sub/b.txt")), NO_BLANKS.replace("cranes\n", "cranes "));

    let args = "clean in --out md --to markdown --front-matter --base-url https://orchard.example.com/growing/";
    folder.run(&Run { args, ..Run::default() });
    let output = folder.read("md/a.md");
    let output = text(&output);
    check_article(output);
    for part in ["---\ntitle: ", "\n# Frost candles", "[frost plan](https://orchard.example.com/growing/frost-plan/)"] {
        assert!(output.contains(part), "{part:?} is missing in {output}");
    }
    assert_eq!(text(&folder.read("md/sub/b.md")), NO_BLANKS);
}

#[test]
fn what_a_scraper_says_above_a_page_becomes_front_matter() {
    let above = "Title: The last pears | Orchard Post\n\nURL Source: https://orchardpost.example/pears\n\n\
        Published Time: 2023-10-02T07:00:00+00:00\n\nMarkdown Content:\n";
    let page = format!("{above}{}", markdown_page().replace("a name. \n", "a [name](../names) \n"));
    let page = page.replacen("ladders", "![ladders](/l.png)", 1).replacen("a name.", "a [name](names/#b).", 1);
    let folder = Folder::with(&[("in/a.md", &page)]);
    folder.run(&Run { args: "clean in --out own --kind page", ..Run::default() });
    let own = folder.read("own/a.md");
    let own = text(&own);
    assert!(!["Title:", "URL Source", "Markdown Content"].iter().any(|it| own.contains(it)), "{own}");
    assert!(own.contains("![ladders](/l.png)"), "{own}");
    let args = "clean in --out md --kind page --to markdown --front-matter --base-url https://orchardpost.example/a/";
    folder.run(&Run { args, ..Run::default() });
    let output = folder.read("md/a.md");
    let output = text(&output);
    let header = "---\ntitle: \"The last pears\"\ndate: 2023-10-02\n\
        canonical: \"https://orchardpost.example/pears\"\n---\n\n";
    assert!(output.starts_with(header), "{output}");
    for part in ["![ladders](https://orchardpost.example/l.png)", "[name](https://orchardpost.example/a/names/#b)"] {
        assert!(output.contains(part), "{part:?} is missing in {output}");
    }
    // All of that are edits.
    folder.run(&Run { args: "restore md", stderr: &["restored 1 file"], ..Run::default() });
    assert_eq!(text(&folder.read("md/a.md")), page);
    // Front matter that is there stays.
    let headed = format!("---\nlayout:   post\n---\n\n{page}");
    folder.write("in/a.md", &headed);
    folder.run(&Run { args: &args.replace("--out md", "--out headed"), ..Run::default() });
    let output = folder.read("headed/a.md");
    assert!(text(&output).starts_with("---\nlayout:   post\n---\n") && !text(&output).contains("title:"));
}

#[test]
fn plain_text_in_markdown_says_the_same() {
    let menu = "Growing\nPressing\nMarkets\n".repeat(20);
    let story = "The pickers came at dawn with their own ladders, and nobody asked them for a reference or a name. ";
    let story = story.repeat(3);
    let page = format!("{menu}\nThe last pears\n\n{story}Only * pears [1] went, to pay_for_wax.\n\n{story}\n\n{menu}");
    let folder = Folder::with(&[("in/a.txt", &page)]);
    folder.run(&Run { args: "clean in --out md --kind page --to markdown --front-matter", ..Run::default() });
    let output = folder.read("md/a.md");
    assert!(text(&output).contains("Only \\* pears \\[1\\] went, to pay_for_wax."), "{}", text(&output));
    folder.run(&Run { args: "clean in --out txt --kind page --to text", ..Run::default() });
    assert!(text(&folder.read("txt/a.txt")).contains("Only * pears [1] went"));
}

#[test]
fn markdown_in_text_keeps_its_tables_and_lists() {
    let post = "---\ntitle: Boats\n---\n# Fares\n\n| Boat | Price |\n|---|---|\n| Tern | 2.50 |\n| Gull | 3 |\n\n\
        2. *Pay*\n   - [x] at the pier\n3. Sail\n\n<script>count(1)</script>\n\n{% note %}\nNo dogs.\n{% endnote %}\n";
    let expected = "Fares\n\nBoat\tPrice\nTern\t2.50\nGull\t3\n\n\
        2. Pay\n   - [x] at the pier\n3. Sail\n\n{% note %}\nNo dogs.\n{% endnote %}\n";
    let folder = Folder::with(&[("in/a.md", post), ("in/b.mdx", post), ("in/c.txt", expected)]);
    folder.run(&Run { args: "clean in --out out --to text --no-duplicates", ..Run::default() });
    for name in ["a", "b", "c"] {
        assert_eq!(text(&folder.read(format!("out/{name}.txt"))), expected, "{name}");
    }
    let stdout = &["---\n- │ title: Boats", "count(1)"];
    folder.run(&Run { args: "restore --left-out out", stdout, ..Run::default() });
}

#[test]
fn the_ledger_of_a_conversion_has_all_that_was_left_out() {
    let folder = Folder::with(&[("in/a.html", ORCHARD), ("in/b.md", DIRTY)]);
    folder.run(&Run {
        args: "clean in --out out --to text",
        stderr: &["`unchaff restore --left-out out`"],
        ..Run::default()
    });
    let ledger = folder.read("out/.unchaff/ledger/000001.jsonl");
    let lines: Vec<&str> = text(&ledger).lines().collect();
    let header: Value = serde_json::from_str(lines[0]).expect("JSON");
    assert_eq!((&header["settings"]["to"], &header["settings"]["kind"]), (&"text".into(), &"auto".into()));
    let records: Vec<DocumentRecord> =
        lines[1..].iter().map(|it| serde_json::from_str(it).expect("a record")).collect();
    assert_eq!(records.len(), 2);
    for (record, (name, source)) in records.iter().zip([("a", ORCHARD), ("b", DIRTY)]) {
        let output = folder.read(format!("out/{name}.txt"));
        assert_eq!(record.path.0, format!("{name}.txt").as_bytes());
        assert_eq!(record.output, unchaff_driver::hash(&output));
        assert_eq!(record.input, unchaff_driver::hash(source.as_bytes()));
        assert!(record.converted_from.as_ref().is_some_and(|it| it.0.starts_with(name.as_bytes())));
        // Of every word either the output or the ledger has it.
        let mut at = 0;
        let mut stays = String::new();
        for edit in &record.edits {
            assert_eq!(source.as_bytes()[edit.start as usize..edit.end as usize], edit.removed.0);
            stays.push_str(&source[at..edit.start as usize]);
            at = edit.end as usize;
        }
        stays.push_str(&source[at..]);
        assert!(!stays.contains("Imprint") && !stays.contains("Ten ferries"));
    }
    let stderr = &["a.txt: was converted from a.html", "0 files", "2 refused"];
    folder.run(&Run { args: "restore out", exit: 2, stderr, ..Run::default() });
    let before = folder.files();
    let said = folder.run(&Run { args: "restore --left-out out", ..Run::default() });
    let said = text(&said.stdout);
    for part in [
        "a.txt, converted from a.html: ",
        "  page-chrome  position: outside of the article\n- │ ",
        " % likely to be of the article\n- │ ",
        "Imprint",
        "Ten ferries",
    ] {
        assert!(said.contains(part), "{part:?} is missing in {said}");
    }
    let only = folder.run(&Run { args: "restore --left-out --rule also-link out/b.txt", ..Run::default() });
    assert!(text(&only.stdout).contains("b.txt, converted from b.md: 1 passage, ") && !only.stdout.contains(&b'<'));
    assert_eq!(folder.files(), before);
    // What is done to it afterwards can be taken back.
    let converted = folder.read("out/a.txt");
    folder.write("out/a.txt", [&converted[..], b"An end. \n"].concat());
    folder.run(&Run { args: "clean out/a.txt --write --no-duplicates --kind post", ..Run::default() });
    folder.run(&Run { args: "restore out/a.txt", stderr: &["restored 1 file"], ..Run::default() });
    assert!(folder.read("out/a.txt").ends_with(b"An end. \n"));
}

#[test]
fn a_name_that_two_documents_would_get_is_given_to_the_first() {
    let folder = Folder::with(&[("in/a.html", ORCHARD), ("in/a.md", DIRTY), ("in/b.txt", BLANKS)]);
    let stderr = &["in/a.md: would be written as a.md, as in/a.html is: left out", "2 documents"];
    folder.run(&Run { args: "clean in --out out --to markdown", exit: 2, stderr, ..Run::default() });
    check_article(text(&folder.read("out/a.md")));
    assert_eq!(text(&folder.read("out/b.md")), NO_BLANKS);
    // Again, over what is there.
    folder.run(&Run { args: "clean in --out out --to markdown", exit: 2, ..Run::default() });
    folder.write("out/a.md", "mine\n");
    let stderr = &["out/a.md: was edited after it was written"];
    folder.run(&Run { args: "clean in --out out --to markdown", exit: 2, stderr, ..Run::default() });
    assert_eq!(folder.read("out/a.md"), b"mine\n");
}

#[test]
fn a_conversion_of_another_document_is_not_replaced() {
    let folder = Folder::with(&[("a.html", ORCHARD), ("a.md", DIRTY)]);
    folder.run(&Run { args: "clean a.html --to markdown --out out", ..Run::default() });
    let stderr = &["unchaff: a.md: would replace out/a.md, which came from ", "/a.html: left out"];
    folder.run(&Run { args: "clean a.md --out out", exit: 2, stderr, ..Run::default() });
    let stdout = &["converted from a.html", "Imprint"];
    folder.run(&Run { args: "restore --left-out out", stdout, ..Run::default() });
    // The same document, with other options.
    for flags in ["--to markdown", "--to markdown --front-matter", "--to markdown --ignore page-chrome", "--to text"] {
        folder.run(&Run { args: &format!("clean a.html --out out {flags}"), ..Run::default() });
    }
    assert!(text(&folder.read("out/a.md")).contains("Imprint"));
    // What was converted is a document like any other.
    std::fs::copy(folder.path("out/a.md"), folder.path("a.md")).expect("our own files");
    folder.run(&Run { args: "clean a.md --out out --kind post", ..Run::default() });
}

#[test]
fn a_misspelt_name_in_a_page_is_reported() {
    let page = ORCHARD.replacen("<footer", "<!-- unchaff-disable-next-line page-chrom -->\n<footer", 1);
    let line = page.lines().position(|it| it.contains("page-chrom")).expect("it stands there") + 1;
    let folder = Folder::with(&[("in/a.html", &page)]);
    let report = format!("in/a.html:{line}:");
    let stdout = &[&*report, "unused-suppression (report only): ", "page-chrom: no rule or category is named so"];
    folder.run(&Run { args: "check in", exit: 1, stdout, ..Run::default() });
    for args in ["clean in --out out", "clean in --out text --to text"] {
        folder.run(&Run { args, stderr: &["1 report for a person to look at"], ..Run::default() });
    }
    let said = folder.run(&Run { args: "check in --ignore unused-suppression", exit: 1, ..Run::default() });
    assert!(!text(&said.stdout).contains("no rule"), "{}", text(&said.stdout));
}

#[test]
fn forms_that_do_not_go_together_are_refused() {
    for (args, hint) in [
        ("clean in --write --to text", "cannot be used with"),
        ("clean in --out out --front-matter", "--front-matter needs --to markdown: "),
        ("clean in --write --front-matter", "--front-matter needs --to markdown: "),
        ("clean in --out out --base-url https://example.com", "--base-url needs --to markdown: "),
        ("clean in --out out --to text --front-matter", "--front-matter needs --to markdown"),
        ("clean in --out out --to text --base-url https://example.com", "--base-url needs --to markdown"),
        ("clean in --out out --to markdown --base-url example", "expected an address like https://example.com/posts/"),
        ("clean in --out out --to pdf", "markdown, text"),
        ("clean in --out out --kind blog", "post, page, auto"),
    ] {
        check(&Case {
            files: &[("in/a.md", DIRTY)],
            runs: &[Run { args, exit: 2, stderr: &[hint], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn a_page_comes_through_a_pipe_in_any_encoding() {
    let folder = Folder::with(&[]);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(ORCHARD.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let args = "clean - --to text --ledger kept.jsonl";
    let output = folder.run(&Run { args, stdin: &wide, ..Run::default() }).stdout;
    check_article(text(&output));
    let stderr = &["was converted from -"];
    folder.run(&Run { args: "restore - --ledger kept.jsonl", stdin: &output, exit: 2, stderr, ..Run::default() });
    let said = folder.run(&Run { args: "restore - --left-out --ledger kept.jsonl", stdin: &output, ..Run::default() });
    assert!(text(&said.stdout).starts_with("-, converted from -: "));
    check_readable(&said.stdout);
    let own = folder.run(&Run { args: "clean - --ledger own.jsonl", stdin: &wide, ..Run::default() }).stdout;
    assert!(own.len() < wide.len() && own.starts_with(&[0xff, 0xfe]));
    let said = folder.run(&Run { args: "restore - --left-out --ledger own.jsonl", stdin: &own, ..Run::default() });
    check_readable(&said.stdout);
    let restored = folder.run(&Run { args: "restore - --ledger own.jsonl", stdin: &own, ..Run::default() }).stdout;
    assert!(restored == wide);
    let stderr = &["-: no article is found", "-: not converted"];
    let run = Run { args: "clean - --to markdown", stdin: EMPTY.as_bytes(), stderr, ..Run::default() };
    assert_eq!(folder.run(&run).stdout, b"");
}

#[test]
fn the_header_of_a_page_stays() {
    let page = format!("---\ntitle: Candles \nlayout: post\n---\n{ORCHARD}");
    let folder = Folder::with(&[("in/a.html", &page)]);
    folder.run(&Run { args: "clean in --out out", ..Run::default() });
    let output = folder.read("out/a.html");
    assert!(text(&output).starts_with("---\ntitle: Candles \nlayout: post\n---\n<!DOCTYPE"));
    check_article(text(&output));
    folder.run(&Run { args: "clean in --out md --to markdown --front-matter", ..Run::default() });
    let output = folder.read("md/a.md");
    assert!(text(&output).starts_with("---\ntitle: Candles \nlayout: post\n---\n"), "{}", text(&output));
    assert_eq!(text(&output).matches("title:").count(), 1);
}

#[test]
fn pages_are_compared_by_their_articles() {
    let other = ORCHARD.replace("The Vale Grower", "Pear Post").replace("<li><a href=\"/shop/\">Shop</a></li>", "");
    let other = other.replace("class=\"entry\"", "class=\"text\" data-id=\"4711\"");
    for args in ["dedup in", "dedup in --clean", "clean in --out out", "clean in --write"] {
        let folder = Folder::with(&[("in/a.html", ORCHARD), ("in/b.html", &other), ("in/c.html", &page("north"))]);
        folder.run(&Run { args, stderr: &["1 group of duplicates"], ..Run::default() });
    }
    let folder = Folder::with(&[("in/a.html", ORCHARD), ("in/b.html", &other)]);
    let stdout = &["are exact duplicates", "in/a.html:34:7: Frost candles"];
    let said = folder.run(&Run { args: "dedup --explain in/a.html in/b.html", ..Run::default() });
    let said = text(&said.stdout).to_string();
    assert!(said.contains(stdout[0]) && said.contains("in/a.html:34:"), "{said}");
    folder.run(&Run { args: "dedup in --kind post", stderr: &["2 documents"], ..Run::default() });
}
