//! Looks up a document in filter lists.

use std::{cmp::Reverse, collections::BTreeSet};

use scraper::node::Element;
use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    BlockKind, Evidence, InlineKind, Kind, Span,
};

use super::{
    lists::{AdblockLists, AddressRule, ElementRule, Requested},
    shells::{Shells, filled_blocks},
    words::Words,
};
use crate::{Claims, Context, elements::Elements, rules::affiliate_block::AD_WORDS, words::plain_words};

/// Claims what the lists stop or hide: elements of raw HTML, and pictures of Markdown.
pub(crate) fn check(lists: &AdblockLists, ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if !matches!(ctx.document.kind, Kind::Markdown | Kind::Mdx) {
        return;
    }
    let elements = Elements::new(ctx.document);
    let page = Page::new(ctx, &elements);
    let mut hits = page.stopped(lists);
    let mut stopped: Vec<Span> = hits.iter().map(|it| it.span).collect();
    stopped.sort_unstable();
    hits.extend(page.banners(lists, &stopped));
    for (span, finding) in page.hidden(lists, &stopped) {
        match finding {
            Finding::Hit(applicability, evidence) => hits.push(Hit { span, applicability, evidence }),
            Finding::Report(evidence) => claims.report(span, evidence),
        }
    }
    let shells = Shells::new(ctx.document, &page.all);
    for hit in &mut hits {
        hit.span = shells.around(ctx.document, hit.span);
    }
    // Outer spans before those inside of them.
    let rank = |it: &Hit| (it.span.start, Reverse(it.span.end), it.applicability);
    hits.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.evidence.cmp(&b.evidence)));
    for applicability in [Safe, Unsafe] {
        // An Unsafe finding may fill a block together with Safe ones.
        let up_to: Vec<&Hit> = hits.iter().filter(|it| it.applicability <= applicability).collect();
        let mut spans: Vec<Span> = Vec::new();
        for hit in &up_to {
            if !spans.last().is_some_and(|it| it.contains(hit.span)) {
                spans.push(hit.span);
            }
        }
        for block in filled_blocks(ctx, &spans) {
            let first = up_to.partition_point(|it| it.span.start < block.start);
            if let Some(hit) = up_to.get(first) {
                claims.remove(block, applicability, hit.evidence.clone());
            }
        }
    }
    for hit in hits {
        claims.remove(with_blanks(ctx, hit.span), hit.applicability, hit.evidence);
    }
}

/// What the lists want to be gone.
struct Hit {
    span: Span,
    applicability: Applicability,
    evidence: Evidence,
}

enum Finding {
    Hit(Applicability, Evidence),
    Report(Evidence),
}

/// A document as a browser would look at it.
struct Page<'c> {
    ctx: &'c Context<'c>,
    elements: &'c Elements,
    /// All elements, in order.
    all: Vec<(Span, &'c Element)>,
    words: Words,
    /// The pictures, of Markdown and of HTML, in order.
    pictures: Vec<Span>,
    /// What follows a `#`: the ids to which links of the article may lead.
    fragments: BTreeSet<&'c str>,
}

/// Where elements name what they show, and what a list calls it.
const ADDRESSES: &[(&str, &[&str], Requested)] = &[
    ("audio", &["src"], Requested::Media),
    ("embed", &["src"], Requested::Object),
    ("frame", &["src"], Requested::Frame),
    ("iframe", &["src", "data-src", "data-lazy-src"], Requested::Frame),
    ("img", &["src", "data-src", "data-lazy-src"], Requested::Image),
    ("object", &["data"], Requested::Object),
    ("script", &["src"], Requested::Script),
    ("source", &["src", "srcset"], Requested::Media),
    ("video", &["src"], Requested::Media),
];

/// Elements that show more than words and pictures: in one that a list hides, they may be the author's.
const EMBEDDED: &[&str] = &[
    "audio", "canvas", "embed", "form", "iframe", "input", "math", "object", "pre", "select", "svg", "table",
    "textarea", "video",
];

/// Elements that stand in a line with words.
const INLINE: &[&str] = &[
    "abbr", "b", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "u",
];

/// An advert of links alone says no more.
const MOST_LINKED_WORDS: usize = 40;

/// An element with more words holds an article, whatever it is called.
const MOST_WORDS: usize = 60;

/// So many selectors times elements are tried.
const MOST_TRIED: usize = 1 << 25;

const LONGEST_ADDRESS_SHOWN: usize = 80;

impl<'c> Page<'c> {
    fn new(ctx: &'c Context<'c>, elements: &'c Elements) -> Self {
        let all = elements.all();
        let is_link = |it: &Element| it.name() == "a" && it.attr("href").is_some();
        let links: Vec<Span> = all.iter().filter(|it| is_link(it.1)).map(|it| it.0).collect();
        let words = Words::new(ctx.document, &links);
        let mut pictures: Vec<Span> = all.iter().filter(|it| it.1.name() == "img").map(|it| it.0).collect();
        for block in &ctx.blocks {
            let is_picture = |it: &InlineKind<'_>| matches!(it, InlineKind::ImageStart { .. });
            pictures.extend(ctx.document.inlines(block).iter().filter(|it| is_picture(&it.kind)).map(|it| it.span));
        }
        pictures.sort_unstable();
        let is_end = |it: char| it.is_whitespace() || "#()[]<>\"'".contains(it);
        let fragments = ctx.document.source.split('#').skip(1).filter_map(|it| it.split(is_end).next()).collect();
        Self { ctx, elements, all, words, pictures, fragments }
    }

    /// Pictures, frames and scripts that lists stop by their address.
    fn stopped(&self, lists: &AdblockLists) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (span, element) in &self.all {
            let Some((_, attributes, requested)) = ADDRESSES.iter().find(|it| it.0 == element.name()) else { continue };
            let Some((address, rule)) = attributes
                .iter()
                .filter_map(|it| element.attr(it))
                // The first of several sources.
                .filter_map(|it| it.split_whitespace().next())
                .find_map(|it| Some((it, lists.blocks(it, *requested)?)))
            else {
                continue;
            };
            // Words in an object are read where it cannot be shown.
            let n_words = self.words.within(*span).total();
            if n_words <= MOST_WORDS {
                hits.push(Hit::stopped(*span, address, &rule, n_words == 0));
            }
        }
        for block in &self.ctx.blocks {
            for inline in self.ctx.document.inlines(block) {
                let InlineKind::ImageStart { target } = &inline.kind else { continue };
                if let Some(rule) = lists.blocks(target, Requested::Image) {
                    hits.push(Hit::stopped(inline.span, target, &rule, true));
                }
            }
        }
        hits
    }

    /// Links without a word around a picture, whose target the lists stop. The picture may be the author's: of
    /// the camera on test, with a link to a shop.
    fn banners(&self, lists: &AdblockLists, stopped: &[Span]) -> Vec<Hit> {
        let mut links: Vec<(Span, &str)> = Vec::new();
        for (span, element) in self.all.iter().filter(|it| it.1.name() == "a") {
            links.extend(element.attr("href").map(|it| (*span, it)));
        }
        for block in &self.ctx.blocks {
            for inline in self.ctx.document.inlines(block) {
                if let InlineKind::LinkStart { target } = &inline.kind {
                    links.push((inline.span, target));
                }
            }
        }
        let is_open = |span: Span| self.shows_only_pictures(span) && first_within(stopped, span).is_none();
        let hit = |(span, target): (Span, &str)| {
            Some(Hit::stopped(span, target, &lists.blocks(target, Requested::Page)?, false))
        };
        links.into_iter().filter(|(span, _)| is_open(*span)).filter_map(hit).collect()
    }

    /// Elements that the lists hide by a selector.
    fn hidden(&self, lists: &AdblockLists, stopped: &[Span]) -> Vec<(Span, Finding)> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let classes: BTreeSet<&str> = self.all.iter().flat_map(|it| it.1.classes()).collect();
        let ids: BTreeSet<&str> = self.all.iter().filter_map(|it| it.1.id()).collect();
        let named = lists.named(classes, ids);
        let mut found = Vec::new();
        for rule in named.iter().chain(lists.generic()).take(MOST_TRIED / self.all.len()) {
            for span in self.elements.select(&rule.selector) {
                let Ok(index) = self.all.binary_search_by_key(&span, |it| it.0) else { continue };
                let element = self.all[index].1;
                found.extend(self.judge(span, element, rule, stopped).map(|it| (span, it)));
            }
        }
        found
    }

    /// What is to become of an element that a list hides.
    fn judge(&self, span: Span, element: &Element, rule: &ElementRule, stopped: &[Span]) -> Option<Finding> {
        let evidence = Evidence::Markup(format!("##{}", rule.text));
        // A place in the article, to which its links lead.
        let is_target = element.id().is_some_and(|it| self.fragments.contains(it));
        if is_target || ["html", "body"].contains(&element.name()) {
            return None;
        }
        let words = self.words.within(span);
        if element.name() == "a" {
            // The words of a link stay, and where it leads says little about its picture.
            return self.shows_only_pictures(span).then_some(Finding::Hit(Unsafe, evidence));
        }
        if words.total() > 0 && INLINE.contains(&element.name()) && self.words.within(self.surroundings(span)) != words
        {
            return None; // a part of a sentence
        }
        if words.outside_of_links > MOST_WORDS {
            return Some(Finding::Report(evidence));
        }
        let has_prose = words.outside_of_links > 0 && !self.is_label(span, words.outside_of_links);
        let first = self.all.partition_point(|it| it.0.start <= span.start);
        let has_embedded = self.all[first..]
            .iter()
            .take_while(|it| it.0.start < span.end)
            .any(|it| EMBEDDED.contains(&it.1.name()) && stopped.binary_search(&it.0).is_err());
        let is_sure = !has_prose && !has_embedded && words.in_links <= MOST_LINKED_WORDS;
        Some(Finding::Hit(if is_sure { Safe } else { Unsafe }, evidence))
    }

    /// Whether a picture stands in a span, and no word.
    fn shows_only_pictures(&self, span: Span) -> bool {
        self.words.within(span).total() == 0 && first_within(&self.pictures, span).is_some()
    }

    /// Whether the words in a span only say that this is an advert.
    fn is_label(&self, span: Span, n_words: usize) -> bool {
        if n_words > 2 || self.words.within(span).in_links > 0 {
            return false;
        }
        let text = self.ctx.document.text(span);
        let mut html = String::new();
        let mut at = 0;
        for tag in unchaff_document::html_tags(text) {
            html.push_str(&text[at..tag.range().start]);
            html.push(' ');
            at = tag.range().end;
        }
        html.push_str(&text[at..]);
        plain_words(&html).split(' ').all(|it| AD_WORDS.contains(&it))
    }

    /// The element or the block around an element.
    fn surroundings(&self, span: Span) -> Span {
        let around = self.all.iter().map(|it| it.0).filter(|it| it.contains(span) && *it != span);
        let block = self.ctx.blocks.iter().find(|it| it.span.contains(span)).map(|it| it.span);
        around.chain(block).min_by_key(|it| it.len()).unwrap_or(self.ctx.document.body)
    }
}

/// The first of the spans, which are sorted, that stands in another.
fn first_within(spans: &[Span], outer: Span) -> Option<Span> {
    let first = spans.partition_point(|it| it.start < outer.start);
    spans.get(first).copied().filter(|it| outer.contains(*it))
}

impl Hit {
    /// What a list stops by its address. Sure is that only where the rule names the host.
    fn stopped(span: Span, address: &str, rule: &AddressRule, is_sure: bool) -> Self {
        let address: String = address.chars().take(LONGEST_ADDRESS_SHOWN).collect();
        let applicability = if is_sure && rule.names_host { Safe } else { Unsafe };
        Self { span, applicability, evidence: Evidence::Markup(format!("{address} by {}", rule.text)) }
    }
}

/// The span with the lines or the blanks that nobody needs without it.
fn with_blanks(ctx: &Context<'_>, span: Span) -> Span {
    let lines = ctx.whole_lines(span);
    if lines != span {
        return lines;
    }
    let body = ctx.document.body;
    let before = ctx.document.text(Span::new(body.start, span.start));
    let after = ctx.document.text(Span::new(span.end, body.end));
    let block = ctx.document.block_at(span.start).map(|it| &ctx.document.blocks[it]);
    let is_block = block.is_some_and(|it| it.kind == BlockKind::Html);
    let trimmed = before.trim_end_matches(' ');
    let is_in_words =
        !trimmed.is_empty() && !trimmed.ends_with('\n') && (after.is_empty() || after.starts_with([' ', '\n', '\r']));
    if is_block || !is_in_words {
        return span;
    }
    Span::new(span.start - Span::of(trimmed.len()..before.len()).len() as u32, span.end)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use unchaff_document::Document;
    use unchaff_front_matter::FrontMatter;

    use super::*;
    use crate::{Findings, Reading, RuleSet, Verdicts, adblock::ADBLOCK_LIST_PAGE, find};

    const LIST: &str = "\
||ads.example^
/banners/*
##.advert-box
###promo
##a[href^=\"https://clicks.example/\"]
";

    fn findings(list: &str, source: &str) -> Findings {
        let lists = AdblockLists::new([list.to_string()]).expect("the feature is on");
        let rules = RuleSet { adblock: Some(Arc::new(lists)), ..RuleSet::from(Vec::new()) };
        let document = Document::parse(source, 0, Kind::Markdown).expect("small");
        find(&Reading::new(&document, &FrontMatter::new(source.as_bytes())), &rules, false, &Verdicts::default())
    }

    /// Compares the claims, as text, with those expected: first the Safe ones, then the Unsafe ones.
    fn check(source: &str, safe: &[&str], not_safe: &[&str]) {
        let findings = findings(LIST, source);
        for (applicability, expected) in [(Safe, safe), (Unsafe, not_safe)] {
            let edits = findings.edits.edits().iter().filter(|it| it.applicability == applicability);
            let found: Vec<&str> = edits.map(|it| &source[it.span.range()]).collect();
            assert_eq!(found, expected, "{applicability} in {source:?}");
        }
    }

    fn keeps(source: &str) {
        check(source, &[], &[]);
        assert_eq!(findings(LIST, source).reports, [], "{source:?}");
    }

    #[test]
    fn the_example_on_the_page_is_true() {
        let part = |mark: &str| {
            let (_, rest) = ADBLOCK_LIST_PAGE.split_once(&format!("```{mark}\n")).expect("the page has it");
            rest.split_once("```").expect("a fence ends").0
        };
        let (list, before, after) = (part("adblock list"), part("md before"), part("md after"));
        let output = findings(list, before).edits.apply(before.as_bytes());
        let lines = |it: &str| it.lines().filter(|it| !it.is_empty()).map(str::to_string).collect::<Vec<_>>();
        assert_eq!(lines(&String::from_utf8(output).expect("text")), lines(after));
    }

    #[test]
    fn what_a_host_rule_stops_goes() {
        check(
            "a\n\n<iframe src=\"https://ads.example/a\"></iframe>\n\nb\n",
            &["<iframe src=\"https://ads.example/a\"></iframe>\n"],
            &[],
        );
        check("<script src=//ads.example/a.js></script>\n", &["<script src=//ads.example/a.js></script>\n"], &[]);
        check("a\n\n![b](https://ads.example/b.png)\n", &["![b](https://ads.example/b.png)\n"], &[]);
        check("a ![b](https://ads.example/b.png)\n", &[" ![b](https://ads.example/b.png)"], &[]);
        check("a ![b](https://ads.example/b.png) c\n", &[" ![b](https://ads.example/b.png)"], &[]);
        check("* ![b](https://ads.example/b.png)\n* c\n", &["* ![b](https://ads.example/b.png)\n"], &[]);
        check("![b][c]\n\n[c]: https://ads.example/b.png\n", &["![b][c]\n"], &[]);
    }

    #[test]
    fn what_only_holds_the_finding_goes_with_it() {
        let image = "<img src='https://ads.example/a.png'>";
        for (open, close) in [
            ("<a href='/own'>", "</a>"),
            ("<div>\n<p>", "</p>\n</div>"),
            ("<picture><source srcset='/own.webp 2x'>", "</picture>"),
            ("<div><!-- a --><br>", "</div>"),
            ("[", "](/own)"),
            ("**", "**"),
            ("<div>\n\n[", "](/own)\n\n</div>"),
        ] {
            let source = format!("{open}{image}{close}\n");
            check(&source, &[&source], &[]);
        }
        check(&format!("<div>a {image}</div>\n"), &[image], &[]);
        check(&format!("<p>{image}<img src=own.png></p>\n"), &[image], &[]);
    }

    #[test]
    fn rules_for_pieces_of_addresses_are_doubtful() {
        check("![b](/banners/b.png)\n", &[], &["![b](/banners/b.png)\n"]);
        check("![b](https://www.example.com/banners/b.png)\n", &[], &["![b](https://www.example.com/banners/b.png)\n"]);
    }

    #[test]
    fn links_around_pictures_are_doubtful_and_other_links_stay() {
        let banner = "[![b](/b.png)](https://ads.example/b)\n";
        check(banner, &[], &[banner]);
        let banner = "<a href='https://clicks.example/b'><img src='/b.png'></a>\n";
        check(banner, &[], &[banner]);
        let banner = "[![b](https://ads.example/b.png)](https://ads.example/b)\n";
        check(banner, &[banner], &[]);
        keeps("[b](https://ads.example/b)\n");
        keeps("[![b](/b.png) c](https://ads.example/b)\n");
        keeps("<a href='https://clicks.example/b'>b</a>\n");
        keeps("<a href='https://ads.example/b'></a>\n");
    }

    #[test]
    fn the_words_of_a_link_around_a_stopped_picture_stay() {
        check("[![b](https://ads.example/b.png) c](/own)\n", &["![b](https://ads.example/b.png)"], &[]);
    }

    #[test]
    fn hidden_elements_go_if_they_hold_no_prose() {
        for inside in [
            "",
            "<img src=own.png>",
            "<a href=/own>some words</a>",
            "Advertisement",
            "\n\n![a](own.png)\n\n",
            "<iframe src='https://ads.example/'></iframe>",
        ] {
            let source = format!("<div class=advert-box>{inside}</div>\n");
            check(&source, &[&source], &[]);
        }
        for inside in [
            "Some words.",
            "\n\nSome words.\n\n",
            "<iframe src='https://www.example.com/'></iframe>",
            "<table></table>",
        ] {
            let source = format!("<div class='x advert-box'>{inside}</div>\n");
            check(&source, &[], &[&source]);
        }
    }

    #[test]
    fn hidden_elements_with_an_article_in_them_are_only_reported() {
        let source = format!("<div class=advert-box>\n\n{}\n\n</div>\n", "Some words. ".repeat(40));
        check(&source, &[], &[]);
        assert_eq!(findings(LIST, &source).reports.len(), 1);
    }

    #[test]
    fn parts_of_a_sentence_stay() {
        keeps("Some <span class=advert-box>words</span> more.\n");
        keeps("<p>Some <span class=advert-box>words</span> more.</p>\n");
        check("<p><span class=advert-box>Words</span></p>\n", &[], &["<p><span class=advert-box>Words</span></p>\n"]);
    }

    #[test]
    fn places_to_which_links_lead_stay() {
        keeps("[a](#promo)\n\n<div id=promo></div>\n");
        check("<div id=promo></div>\n", &["<div id=promo></div>\n"], &[]);
        keeps("<a id=promo></a>\n");
    }

    #[test]
    fn code_and_tables_stay() {
        keeps("```\n![b](https://ads.example/b.png)\n```\n");
        keeps("| a |\n|---|\n| ![b](https://ads.example/b.png) |\n");
        keeps("<pre>\n<img src='https://ads.example/b.png'>\n</pre>\n");
        keeps("<div class=advert-box>\n\n    code\n\n</div>\n");
    }

    #[test]
    fn other_kinds_are_left_alone() {
        let source = "<img src='https://ads.example/b.png'>\n";
        let lists = Arc::new(AdblockLists::new([LIST.to_string()]).expect("the feature is on"));
        for kind in [Kind::Text, Kind::Html] {
            let rules = RuleSet { adblock: Some(lists.clone()), ..RuleSet::from(Vec::new()) };
            let document = Document::parse(source, 0, kind).expect("small");
            let findings = find(
                &Reading::new(&document, &FrontMatter::new(source.as_bytes())),
                &rules,
                true,
                &Verdicts::default(),
            );
            assert!(findings.edits.is_empty());
        }
    }

    #[test]
    fn a_document_of_nothing_but_findings_is_done_soon() {
        let image = "<div class=advert-box><a href=/a><img src='https://ads.example/a.png'></a></div>\n";
        assert_eq!(findings(LIST, &image.repeat(2000)).edits.apply(image.repeat(2000).as_bytes()), b"");
        let nested = format!("{}{}", "<div class=advert-box id=a>".repeat(150), "</div>".repeat(150));
        assert_eq!(findings(LIST, &nested).edits.apply(nested.as_bytes()), b"");
        let emphasis = format!("{}![a](https://ads.example/a.png){}", "*a **".repeat(3000), "** a*".repeat(3000));
        findings(LIST, &emphasis);
    }
}
