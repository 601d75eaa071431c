//! What must hold for every document: nothing lost, nothing moved, the same answer everywhere.

use std::{ops::Range, sync::Arc};

use proptest::prelude::*;
use unchaff_boilerplate::{Pack, RuleSet, Verdicts, find};
use unchaff_document::{
    Block, Document, Edit, EditSet, Inline, InlineKind, RecordedEdit, Tag, restore, same_structure,
};
use unchaff_driver::{
    Applicability, CleanOptions, Conversion, Converted, Format, Kind, Note, PAGE_CHROME, Parameters, TakenFor, Verdict,
    clean, convert, explain_pair,
};
use unchaff_front_matter::FrontMatter;

use crate::corpus;

/// Proves all laws for one document, with Safe edits and with all.
pub(crate) fn check(source: &[u8], format: Format) {
    check_rules(source, format, &RuleSet::default());
}

fn check_rules(source: &[u8], format: Format, rules: &RuleSet) {
    check_options(source, format, &CleanOptions { rules: rules.clone(), ..CleanOptions::default() });
}

fn check_options(source: &[u8], format: Format, options: &CleanOptions) {
    for with_unsafe in [false, true] {
        let options = CleanOptions { with_unsafe, ..options.clone() };
        let cleaned = clean(source, format, &options);
        output_and_ledger_give_the_input(source, &cleaned.output, &cleaned.edits);
        edits_are_sorted_and_disjoint(&cleaned.edits, source.len());
        assert!(with_unsafe || cleaned.edits.edits().iter().all(|it| it.applicability == Applicability::Safe));
        the_order_of_rules_does_not_matter(source, format, &options, &cleaned.output);
        if with_unsafe {
            a_conversion_tells_what_it_leaves_out(source, format, &options);
        }
        if cleaned.kind == Some(Kind::Html) {
            continue; // what the tags of a page mean, its own crate watches
        }
        let (Some(kind), Ok(text)) = (cleaned.kind, std::str::from_utf8(source)) else {
            assert_eq!(cleaned.output, source, "what is not read passes through");
            continue;
        };
        let body = FrontMatter::new(source).body_offset();
        only_the_header_may_gain_bytes(&cleaned.edits, body);
        blocks_tile_the_body(text, body, kind);
        kept_blocks_keep_their_meaning(text, body, kind, &cleaned.output, &cleaned.edits);
        comments_to_this_program_stay(text, body, kind, &cleaned.edits);
        if with_unsafe {
            all_words_of_a_document_are_found_in_itself(text, format, &options);
        }
    }
}

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

/// A pack that claims much of what is in [`chunks`], and keeps a part of it.
fn greedy_pack() -> RuleSet {
    let rule = |id: &str, matcher: &str| format!("- {{id: {id}, match: {matcher}, removes: [a], keeps: [b]}}\n");
    let text = [
        "unchaff-pack: 1\nname: greedy\nrules:\n".to_string(),
        rule("text", "{text: [item, Title]}"),
        rule("phrase", "{phrase: [a, quote, one]}"),
        rule("regex", "{regex: '[bc]'}"),
        rule("host", "{link-host: [a.example]}"),
        rule("element", "{selector: 'a, div > *, ins'}"),
        rule("section", "{section: {heading: [Featured, Newsletters]}}"),
        "keep:\n- {phrase: [deep, sentence]}\n- {regex: Getty}\n".to_string(),
    ];
    let pack = Pack::parse(&text.concat()).expect("a pack");
    RuleSet { packs: vec![Arc::new(pack)], ..RuleSet::default() }
}

/// A list that stops and hides much of what is in [`framed_chunks`].
#[cfg(feature = "adblock")]
fn greedy_list() -> RuleSet {
    let list = "||ads.example^\n/banners/*\n##.ad\n###ad\n##a[href^=\"https://ads.example\"]\n##div > p\n";
    let lists = unchaff_boilerplate::AdblockLists::new([list.to_string()]).expect("the feature is on");
    RuleSet { adblock: Some(Arc::new(lists)), ..RuleSet::default() }
}

fn what_a_pack_keeps_stays(source: &str, rules: &RuleSet) {
    let cleaned = clean(
        source.as_bytes(),
        Format::Markdown,
        &CleanOptions { rules: rules.clone(), with_unsafe: true, ..CleanOptions::default() },
    );
    let body = FrontMatter::new(source.as_bytes()).body_offset();
    let document = Document::parse(source, body, Kind::Markdown).expect("small");
    for block in document.visible().filter(|it| it.kind.is_paragraph()) {
        let is_kept = document.inlines(block).iter().any(|it| match &it.kind {
            InlineKind::Text(text) => text.split(' ').any(|it| it == "deep") || text.contains("Getty"),
            _ => false,
        });
        let touches = |it: &&Edit| it.span.overlaps(block.span) && !document.text(it.span).trim().is_empty();
        let touched: Vec<_> = cleaned.edits.edits().iter().filter(touches).collect();
        assert!(!is_kept || touched.is_empty(), "{touched:?} in {source:?}");
    }
}

fn output_and_ledger_give_the_input(source: &[u8], output: &[u8], edits: &EditSet) {
    let record = RecordedEdit::of(edits, source);
    let line = serde_json::to_string(&record).expect("records are plain data");
    let record: Vec<RecordedEdit> = serde_json::from_str(&line).expect("what was written");
    assert_eq!(restore(output, &record).as_deref(), Ok(source));
}

/// Of a document that comes to nothing, nothing is left out.
fn a_conversion_tells_what_it_leaves_out(source: &[u8], format: Format, options: &CleanOptions) {
    let to_markdown = Conversion::Markdown { base_url: None, with_front_matter: true };
    // One of them is enough for each document; corpora are large.
    let conversion = if source.len().is_multiple_of(2) { Conversion::Text } else { to_markdown };
    let Converted { cleaned, output } = convert(source, format, options, &conversion);
    output_and_ledger_give_the_input(source, &cleaned.output, &cleaned.edits);
    assert_eq!(cleaned.output, cleaned.edits.apply(source));
    let is_nothing = cleaned.notes.contains(&Note::NotConverted);
    assert_eq!(is_nothing, output.is_none());
    assert!(!is_nothing || cleaned.edits.is_empty() && cleaned.output == source);
}

/// And they are found where they stand: the way back leads through cleaning and plain text.
fn all_words_of_a_document_are_found_in_itself(text: &str, format: Format, options: &CleanOptions) {
    let pair = [text.as_bytes(); 2];
    let found = explain_pair(pair, [format; 2], [options; 2], &Parameters::ARTICLES).expect("UTF-8");
    let n_words = found.n_tokens[0];
    assert_eq!(found.verdict, if n_words > 0 { Verdict::Exact } else { Verdict::Different });
    assert_eq!(found.passages.iter().map(|it| it.n_tokens).sum::<usize>(), if n_words < 8 { 0 } else { n_words });
    for passage in found.passages {
        let [one, other] = &passage.places;
        assert_eq!(one, other);
        assert_eq!(text.get(one.bytes.clone()), Some(&*one.text), "whole characters");
        let is_word = |it: char| it.is_alphanumeric();
        assert!(one.text.contains(is_word) || one.text.contains('&'), "{one:?}");
    }
}

fn edits_are_sorted_and_disjoint(edits: &EditSet, length: usize) {
    let mut end = 0;
    for edit in edits.edits() {
        let range: Range<usize> = edit.span.range();
        assert!(end <= range.start && range.end <= length && (!range.is_empty() || !edit.insert.is_empty()));
        end = range.end;
    }
}

/// So the output of the body is a subsequence of its input.
fn only_the_header_may_gain_bytes(edits: &EditSet, body: usize) {
    for edit in edits.edits() {
        assert!(edit.insert.is_empty() || edit.span.end as usize <= body, "{edit:?} writes into the body");
    }
}

fn blocks_tile_the_body(text: &str, body: usize, kind: Kind) {
    let document = Document::parse(text, body, kind).expect("small");
    let mut end = document.body.start;
    for block in &document.blocks {
        assert_eq!(block.span.start, end, "a gap or an overlap before {block:?}");
        assert!(!block.span.is_empty());
        end = block.span.end;
    }
    assert_eq!(end, document.body.end);
    assert!(document.opaque.windows(2).all(|it| it[0].end < it[1].start));
}

fn kept_blocks_keep_their_meaning(text: &str, body: usize, kind: Kind, output: &[u8], edits: &EditSet) {
    let before = Document::parse(text, body, kind).expect("small");
    let output = std::str::from_utf8(output).expect("edits cut whole characters");
    let after = Document::parse(output, FrontMatter::new(output.as_bytes()).body_offset(), kind).expect("small");
    if kind != Kind::Text {
        assert_eq!(same_structure(&before, &after, edits), Ok(()));
    }
    // The same without the guard's own eyes: untouched blocks stand in the output, in order, with equal
    // bytes and equal events.
    let is_touched = |it: &Block| edits.edits().iter().any(|edit| edit.span.overlaps(it.span));
    let seen = |document: &Document<'_>, block: &Block| {
        // The parser cuts text where it likes: what is read counts.
        let event = |it: &Inline<'_>| match &it.kind {
            InlineKind::Text(text) => text.to_string(),
            kind => format!("{kind:?}"),
        };
        let events: String = document.inlines(block).iter().map(event).collect();
        (document.text(block.span).to_string(), format!("{:?}", block.kind), block.containers.len(), events)
    };
    let mut rest = after.visible().map(|it| seen(&after, it));
    for block in before.visible().filter(|it| !is_touched(it)) {
        let expected = seen(&before, block);
        assert!(rest.any(|it| it == expected), "{expected:?} is gone or means something else");
    }
    // Around an article there may be tables, too.
    for edit in edits.edits().iter().filter(|it| it.rule != PAGE_CHROME) {
        assert!(!before.touches_opaque(edit.span) || edit.span.start < before.body.start, "{edit:?} is in code");
    }
}

fn comments_to_this_program_stay(text: &str, body: usize, kind: Kind, edits: &EditSet) {
    let document = Document::parse(text, body, kind).expect("small");
    for (span, tag) in document.tags() {
        // In a listing it is an example.
        let is_to_us = matches!(tag, Tag::Comment { text, .. } if text.starts_with("unchaff-"));
        if is_to_us && !document.touches_opaque(span) {
            assert!(edits.edits().iter().all(|it| !it.span.overlaps(span)), "{} goes", document.text(span));
        }
    }
}

fn the_order_of_rules_does_not_matter(source: &[u8], format: Format, options: &CleanOptions, output: &[u8]) {
    let mut reversed = options.clone();
    reversed.rules.rules.reverse();
    assert_eq!(clean(source, format, &reversed).output, output);
}

/// The laws, for documents that somebody takes for whole pages.
fn check_page(source: &[u8], format: Format) {
    let options = CleanOptions { taken_for: TakenFor::Page, ..CleanOptions::default() };
    check_options(source, format, &options);
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
    let forwards = find(&document, &front_matter, &rules, false, &Verdicts::default());
    rules.rules.reverse();
    assert_eq!(forwards.edits, find(&document, &front_matter, &rules, false, &Verdicts::default()).edits);
    assert_eq!(forwards.edits.apply(source.as_bytes()), b"\n\ny\n");
}
