//! What must hold for every document: nothing lost, nothing moved, the same answer everywhere.

mod document;

use proptest::prelude::*;
use unchaff_boilerplate::{Reading, RuleSet, Verdicts, find};
use unchaff_document::Document;
use unchaff_driver::{CleanOptions, Dialect, Format, Kind, clean};
use unchaff_front_matter::FrontMatter;

use self::document::{check, check_options, check_page, check_rules, greedy_pack, what_a_pack_keeps_stays};
use crate::corpus;

/// A second run finds nothing more.
///
/// No law for random bytes: there, what is left can by accident be a pattern that was none before. No law for whole pages
/// either: what is left of one is another page.
fn a_second_run_changes_nothing(source: &[u8], format: Format) {
    for with_unsafe in [false, true] {
        let options = CleanOptions { with_unsafe, ..CleanOptions::default() };
        let once = clean(source, format, &options);
        if once.is_page {
            continue;
        }
        // Text keeps what it was taken for when it was read the first time.
        let format = once.kind.map_or(format, |it| if it == Kind::Text { format } else { it.into() });
        let twice = clean(&once.output, format, &options);
        let more: Vec<_> = twice.edits.edits().iter().map(|it| (&it.rule, &once.output[it.span.range()])).collect();
        assert!(more.is_empty(), "a second run (unsafe: {with_unsafe}) removes {more:?}");
    }
}

/// A list that stops and hides much of what is in [`framed_chunks`].
#[cfg(feature = "adblock")]
fn greedy_list() -> RuleSet {
    let list = "||ads.example^\n/banners/*\n##.ad\n###ad\n##a[href^=\"https://ads.example\"]\n##div > p\n";
    let lists = unchaff_boilerplate::AdblockLists::new([list.to_string()]).expect("the feature is on");
    RuleSet { adblock: Some(std::sync::Arc::new(lists)), ..RuleSet::default() }
}

#[test]
fn every_corpus_file_obeys() {
    let seeds = Some(corpus::workspace().join("seeds"));
    let folders = [seeds, corpus::corpus("../seeds"), corpus::corpus("hexo/dev"), corpus::corpus("controls/dev")];
    for folder in folders.into_iter().flatten() {
        for path in corpus::documents(&folder) {
            let source = std::fs::read(&path).expect("a readable document");
            let format = Format::from(Kind::of_path(&path).expect("a document"));
            let result = std::panic::catch_unwind(|| {
                check(&source, format);
                a_second_run_changes_nothing(&source, format);
            });
            assert!(result.is_ok(), "{} breaks a law", path.display());
        }
    }
}

#[test]
fn every_converted_page_obeys() {
    for folder in ["markdown/dev", "text/dev"].into_iter().filter_map(corpus::corpus) {
        // All of them take minutes; every seventh shows every converter.
        for path in corpus::documents(&folder).into_iter().step_by(7) {
            let source = std::fs::read(&path).expect("a readable document");
            let format = Format::from(Kind::of_path(&path).expect("a document"));
            let result = std::panic::catch_unwind(|| check(&source, format));
            assert!(result.is_ok(), "{} breaks a law", path.display());
        }
    }
}

#[test]
fn every_whole_page_obeys() {
    let folders = [("html/dev/pages", 5), ("markdown/dev", 41), ("text/dev", 17)];
    let corpora = folders.into_iter().filter_map(|(name, step)| Some((corpus::corpus(name)?, step)));
    for (folder, step) in corpora.chain([(corpus::workspace().join("seeds/pages"), 1)]) {
        for path in corpus::documents(&folder).into_iter().step_by(step) {
            let source = std::fs::read(&path).expect("a readable page");
            let format = Format::from(Kind::of_path(&path).expect("a document"));
            let result = std::panic::catch_unwind(|| check_page(&source, format));
            assert!(result.is_ok(), "{} breaks a law", path.display());
        }
    }
}

/// Pieces that Markdown, rules and front matter care about, in any order.
fn chunks() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        "---\n",
        "+++\n",
        "title: a\n",
        "thumbnail: https://a.example/b/    https://a.example/c.jpg\n",
        "# Title\n",
        "#### Featured\n",
        "#### Newsletters\n",
        "A daily letter.\n",
        " Subscribe\n",
        "[See all](https://a.example/n)\n",
        "A sentence. ",
        "Two\u{a0}words \n",
        "**Also: [b](https://a.example/b)**\n",
        "* [b](https://a.example/b)\n",
        "[b](https://a.example/b)\n",
        "* item\n",
        "1. one\n",
        "2. two\n",
        "  * deep\n",
        "> quote\n",
        ">\n",
        "> ",
        "    code\n",
        "```\n",
        "~~~\n",
        "`",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "  \n",
        "\t",
        "<!-- affiliate ads begin -->\n",
        "<!-- affiliate ads end -->\n",
        "<!-- ad start -->",
        "<!-- ad end -->",
        "<!-- more -->\n",
        "<ins class=\"adsbygoogle\"\n data-ad=\"1\"></ins>\n",
        "<ins class=\"adsbygoogle\">",
        "</ins>",
        "<div>\n",
        "</div>\n",
        "<pre>\n",
        "</pre>\n",
        "<script>",
        "</script>",
        "<a href=\"u\">",
        "</a>\n",
        "| a | b |\n|---|---|\n| c | d |\n",
        "[b]: /u\n",
        "[b]",
        "![i](i.png)\n",
        "Getty Images\n",
        "{% raw %}\n",
        "{% endraw %}\n",
        "{{ x }}",
        "$x$",
        "$$\n",
        "\\",
        "***\n",
        "===\n",
        "[^1]: note\n",
        "[^1]",
        "é",
        "\u{3000}",
        "\0",
        "(Stay tuned.) ",
        "References\n",
        "seen by 's. ",
        "REUTERS/Ann Bee\n",
        "<!-- unchaff-disable -->\n",
        "<!-- unchaff-enable -->",
        "<!-- unchaff-disable-line also-link advert -->",
        "<!-- unchaff-disable-next-line -->\n",
        "{/* unchaff-disable-next-line whitespace */}",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|it| it.concat())
}

/// Pieces that filter lists care about, too.
#[cfg(feature = "adblock")]
fn framed_chunks() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        "<div class=ad>",
        "<div id=ad>\n",
        "<div>",
        "</div>",
        "</div>\n\n",
        "<p>",
        "</p>",
        "<span class=ad>",
        "</span> ",
        "<a href='https://ads.example/'>",
        "<a href=/b>",
        "</a>",
        "<img src='https://ads.example/a.png'>",
        "<img src='/banners/a.png'>",
        "<img src=a.png>",
        "<picture>",
        "<source srcset='//ads.example/a.webp 2x'>",
        "</picture>",
        "<iframe src='https://ads.example/'></iframe>\n",
        "<script src='https://ads.example/a.js'></script>\n",
        "<noscript>",
        "</noscript>",
        "<table><tr><td>",
        "</table>\n",
        "[![a](https://ads.example/a.png)](/b)",
        "[![a](a.png)](https://ads.example/b)",
        "![a](https://ads.example/a.png)",
        "![a](/banners/a.png)\n",
        "**",
        "*",
        "[",
        "](/b)",
        "<!-- a -->",
        "A word.",
        " ",
        "\n",
        "\n\n",
        "* ",
        "> ",
        "1. ",
        "# ",
        "    ",
        "`",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..30).prop_map(|it| it.concat())
}

/// Pieces of pages, in any order.
fn page_chunks() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        "---\nlayout: a\n---\n",
        "<html>",
        "<head>",
        "<title>Boats</title>",
        "</head>",
        "<body>\n",
        "</body>",
        "</html>",
        "<nav><a href=/a>Home</a> <a href=/b>News</a></nav>\n",
        "<footer>All rights reserved. <a href=/c>Imprint</a></footer>",
        "<div class=related>",
        "<div class=content>\n",
        "</div>\n",
        "<article>",
        "</article>",
        "<p>The ferry leaves at six, and those who come at seven have to wait until the evening, as they always had.",
        "<p>Nobody has counted the gulls on the pier, since they would not stand still for it, and there is no list.</p>",
        "</p>",
        "<ul><li><a href=/d>One</a><li>Two",
        "</ul>",
        "<table><tr><td>a",
        "</table>",
        "<b>bold ",
        "</b>",
        "<i>",
        "<a href=/e>",
        "</a>",
        "<br>",
        "<script>var a = '<p>';</script>",
        "<script>",
        "<template><p>t</p></template>",
        "<svg><title>s</title></svg>",
        "<select><option>o",
        "<pre>\n  code\n</pre>",
        "<!-- note -->",
        "<!-- unchaff-disable-file -->",
        "<",
        "</",
        "&amp; ",
        "\0",
        "\r\n",
        "\u{feff}",
        "caf\u{e9} ",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|it| it.concat())
}

fn formats() -> impl Strategy<Value = Format> {
    prop::sample::select(vec![Format::Markdown, Format::Mdx, Format::Html, Format::Unknown])
}

/// Without a key of posts.
const LINES_OF_TEXT: [&str; 10] = [
    "The talk: boats: why they float",
    "Note: nobody came",
    "note: 'nobody came",
    "and: so on: and on",
    "# A heading: of text",
    "- an item: of a list",
    "  further in",
    "---",
    "-----",
    ";;;",
];

proptest! {
    #[test]
    fn random_markdown_obeys(source in chunks(), format in formats()) {
        check(source.as_bytes(), format);
    }

    #[test]
    fn random_markdown_obeys_with_packs(source in chunks()) {
        let rules = greedy_pack();
        check_rules(source.as_bytes(), Format::Markdown, &rules);
        what_a_pack_keeps_stays(&source, &rules);
    }

    #[cfg(feature = "adblock")]
    #[test]
    fn random_markdown_obeys_with_lists_adblock(source in framed_chunks()) {
        check_rules(source.as_bytes(), Format::Markdown, &greedy_list());
    }

    #[test]
    fn random_posts_obey(body in chunks()) {
        let header = "---\ntitle: a\nthumbnail: https://a.example/b/    https://a.example/c.jpg\n---\n";
        check(format!("{header}{body}").as_bytes(), Format::Markdown);
    }

    #[test]
    fn random_posts_that_ignore_rules_obey(body in chunks()) {
        let header = "---\ntitle: a\nunchaff: {ignore: [related, trailing-space]}\n---\n";
        check(format!("{header}{body}").as_bytes(), Format::Markdown);
        let header = "---\nunchaff: {ignore: all}\nthumbnail: https://a.example/b/    https://a.example/c.jpg\n---\n";
        let source = format!("{header}{body}");
        let options = CleanOptions { with_unsafe: true, ..CleanOptions::default() };
        assert_eq!(clean(source.as_bytes(), Format::Markdown, &options).output, source.as_bytes());
    }

    #[test]
    fn random_posts_of_hexo_obey(body in chunks(), start in prop::sample::select(vec!["", "\u{feff}", "\n", "---\n"])) {
        for (inside, fence) in [("title: 'Also: [b](https://a.example/b)'\n", "---\n"), ("\"title\": \"Getty\"\n", ";;;\n")] {
            let header = [if fence == ";;;\n" && start == "---\n" { fence } else { start }, inside, fence].concat();
            let source = format!("{header}{body}");
            for format in [Format::Markdown, Format::Unknown] {
                let options = CleanOptions { dialect: Dialect::HexoPosts, ..CleanOptions::default() };
                check_options(source.as_bytes(), format, &options);
                let all = CleanOptions { with_unsafe: true, ..options };
                let output = clean(source.as_bytes(), format, &all).output;
                assert!(output.starts_with(header.as_bytes()), "{source:?}");
            }
        }
    }

    #[test]
    fn random_markdown_obeys_in_the_dialect_of_hexo(source in chunks()) {
        let options = CleanOptions { dialect: Dialect::HexoPosts, ..CleanOptions::default() };
        check_options(source.as_bytes(), Format::Markdown, &options);
    }

    #[test]
    fn a_dialect_changes_nothing_in_text(
        lines in prop::collection::vec((prop::sample::select(&LINES_OF_TEXT), 0..3_usize), 1..8),
        body in chunks(),
        with_unsafe in any::<bool>(),
    ) {
        let text: String = lines.iter().map(|(line, n_ends)| format!("{line}\n{}", "\n".repeat(*n_ends))).collect();
        let source = format!("{text}\nA sentence.\n\n{body}");
        for format in [Format::Markdown, Format::Unknown] {
            let [strict, hexo] = [Dialect::Strict, Dialect::HexoPosts]
                .map(|dialect| clean(source.as_bytes(), format, &CleanOptions { dialect, with_unsafe, ..CleanOptions::default() }));
            prop_assert_eq!((&strict.output, &strict.edits), (&hexo.output, &hexo.edits), "{:?}", source);
        }
    }

    #[test]
    fn random_bytes_obey(source in prop::collection::vec(any::<u8>(), 0..400), format in formats()) {
        check(&source, format);
    }

    #[test]
    fn random_pages_obey(source in chunks(), format in formats()) {
        check_page(source.as_bytes(), format);
    }

    #[test]
    fn random_html_obeys(source in page_chunks()) {
        check_page(source.as_bytes(), Format::Html);
    }

    #[test]
    fn random_text_obeys(source in "\\PC{0,200}", format in formats()) {
        check(source.as_bytes(), format);
    }
}

#[test]
fn layers_that_fit_one_by_one_must_fit_together() {
    let source = "`a`---\n<!-- ads begin -->\n<!-- ad start --><!-- ad end --><!-- ads end -->\nA daily letter.\n";
    check(source.as_bytes(), Format::Markdown);
}

#[test]
fn what_packs_leave_stays_as_it_was() {
    for source in [
        "<div>\n\n* [b](https://a.example/b)\n\t<script>---\nTwo\u{a0}words \n[b]</div>\n",
        "# x\r> b\n\ny\n",
        "x y\n\n[x]: /u\n# Title\n[y]: /u\n",
        " <ins class=\"adsbygoogle\">\n\n</ins>* [b](https://a.example/b)\n***\n[^1]: note\n",
    ] {
        check_rules(source.as_bytes(), Format::Markdown, &greedy_pack());
    }
}

#[test]
fn the_order_of_claims_does_not_matter() {
    let source = "**Also: [a](https://a.example/a)** \n\n<!-- ads begin -->\nx\n<!-- ads end -->\n\ny \n";
    let document = Document::parse(source, 0, Kind::Markdown).expect("small");
    let front_matter = FrontMatter::new(source.as_bytes());
    let mut rules = RuleSet::default();
    let reading = Reading::new(&document, &front_matter);
    let forwards = find(&reading, &rules, false, &Verdicts::default());
    rules.rules.reverse();
    assert_eq!(forwards.edits, find(&reading, &rules, false, &Verdicts::default()).edits);
    assert_eq!(forwards.edits.apply(source.as_bytes()), b"\n\ny\n");
}
