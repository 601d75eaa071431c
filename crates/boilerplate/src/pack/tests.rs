use unchaff_document::{Document, Kind};
use unchaff_front_matter::FrontMatter;

use super::*;

use crate::{RuleSet, Verdicts, find};

/// A pack of one rule.
fn pack(matcher: &str) -> Pack {
    let text = format!(
        "unchaff-pack: 1\nname: site\nrules:\n  - id: rule\n    match: {matcher}\n    removes: [a]\n    keeps: [b]\n"
    );
    Pack::parse(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// What the rules remove, as text.
fn removed<'a>(source: &'a str, kind: Kind, rules: &RuleSet) -> Vec<&'a str> {
    let front_matter = FrontMatter::new(source.as_bytes());
    let document = Document::parse(source, front_matter.body_offset(), kind).expect("small");
    let findings = find(&Reading::new(&document, &front_matter), rules, true, &Verdicts::default());
    findings.edits.edits().iter().map(|it| &source[it.span.range()]).collect()
}

fn check_in(kind: Kind, matcher: &str, source: &str, expected: &[&str]) {
    let rules = RuleSet { packs: vec![Arc::new(pack(matcher))], ..RuleSet::from(Vec::new()) };
    assert_eq!(removed(source, kind, &rules), expected, "{matcher} in {source:?}");
}

fn check(matcher: &str, source: &str, expected: &[&str]) {
    check_in(Kind::Markdown, matcher, source, expected);
}

#[test]
fn text_is_the_whole_block_without_marks() {
    let matcher = "{text: ['Book your berth!', 'Nothing']}";
    let source = "Book your berth.\n\n**Book** [your berth](https://example.com/)\n\nBook your berth now.\n";
    check(matcher, source, &["Book your berth.\n", "**Book** [your berth](https://example.com/)\n"]);
    check(matcher, "* book your\n  berth\n* A boat\n", &["* book your\n  berth\n"]);
    check(matcher, "![](quay.jpg) Book your berth\n", &[]);
    check(matcher, "<p>Book your berth</p>\n", &[]);
    check(matcher, "`Book your berth`\n", &[]);
    check_in(Kind::Text, matcher, "A boat.\n* Book your berth *\n", &["* Book your berth *\n"]);
}

#[test]
fn phrases_stand_between_words() {
    let matcher = "{phrase: [kiosk on the pier, 渡船]}";
    check(
        matcher,
        "Ask at the *kiosk* on the pier.\n\nTwo kiosks on the pier.\n",
        &["Ask at the *kiosk* on the pier.\n"],
    );
    check(matcher, "乘渡船去。\n", &["乘渡船去。\n"]);
    check(matcher, "<div>the kiosk on the pier</div>\n", &[]);
}

#[test]
fn expressions_search_what_a_reader_sees() {
    let matcher = r"{regex: '^Ticket no\. \d+$'}";
    check(
        matcher,
        "**Ticket** no. [17](https://example.com/18)\n\nTicket no. x\n",
        &["**Ticket** no. [17](https://example.com/18)\n"],
    );
    check(r"{regex: '\b'}", "Words.\n", &[]);
}

#[test]
fn all_links_of_a_block_lead_to_the_hosts() {
    let matcher = "{link-host: [Tickets.example.com, kiosk.example.com]}";
    let one = "* [Buy](https://tickets.example.com/a)\n";
    let two = "**[Buy](HTTP://www.Tickets.example.com:80?a)** | [Sell](//me@kiosk.example.com)\n";
    let linked_picture = "[![Boat](https://img.example.org/boat.jpg)](https://tickets.example.com)\n";
    let html = "<p><a href=\"https://tickets.example.com/\">Buy</a></p>\n";
    for source in [one, two, linked_picture, html] {
        check(matcher, source, &[source]);
    }
    for source in [
        "Buy [here](https://tickets.example.com/)\n",
        "[Buy](https://tickets.example.com/) [or not](https://example.com/)\n",
        "[Buy](https://nottickets.example.com/)\n",
        "[Buy](https://tickets.example.com.example.org/)\n",
        "[Buy](https://example.org/?to=//tickets.example.com/)\n",
        "[Buy](tickets.example.com)\n",
        "[Buy](mailto:me@tickets.example.com)\n",
        "![Boat](https://tickets.example.com/boat.jpg)\n",
        "![Boat](a.jpg) [Buy](https://tickets.example.com/)\n",
        "[Buy](https://tickets.example.com/) `code`\n",
        "***\n",
    ] {
        check(matcher, source, &[]);
    }
}

#[test]
fn selectors_choose_elements_of_raw_html() {
    let source =
        "Words.\n\n<div class=\"big share\">\n\nTell *everybody*.\n\n</div>\n\nMore <b class=share>words</b>.\n";
    check("{selector: div.share}", source, &["<div class=\"big share\">\n\nTell *everybody*.\n\n</div>\n"]);
    check(
        "{selector: '.share'}",
        source,
        &["<div class=\"big share\">\n\nTell *everybody*.\n\n</div>\n", "<b class=share>words</b>"],
    );
}

#[test]
fn sections_reach_to_the_next_heading_of_their_level() {
    let matcher = "{section: {heading: [Timetable]}}";
    let section = "## Timetable:\n\nSix.\n\n### Sundays\n\nSeven.\n";
    check(matcher, &format!("# Boats\n\n{section}\n## Fares\n\nTen.\n"), &[section]);
    check(matcher, &format!("# Boats\n\n{section}\n# Fares\n\nTen.\n"), &[section]);
    check(matcher, &format!("Boats.\n\n{section}"), &[section]);
    check(matcher, &format!("{section}\n{section}"), &[section, section]);
    check(matcher, "> ## Timetable\n\nSix.\n", &[]);
    check(matcher, "**Timetable**\n\nSix.\n", &[]);
    check(matcher, "## Timetable of winter\n\nSix.\n", &[]);
    check(matcher, "## Timetable\n\n```\nwhat holds code stays\n```\n", &[]);
}

#[test]
fn what_is_kept_wins_over_every_rule() {
    let keep = |matcher: &str| Pack::parse(&format!("unchaff-pack: 1\nname: site\nkeep:\n  - {matcher}\n"));
    let also = "**Also: [Ten ferries](https://example.com/ten)**\n";
    let html = "<!-- ads begin -->\n<p>Ten ferries</p>\n<!-- ads end -->\n";
    let source = format!("It leaves.\n\n{also}\nIt returns.\n\n{html}\nIt stays.\n");
    for (matcher, expected) in [
        ("{phrase: [nothing]}", &[also, html][..]),
        ("{text: ['Also: Ten ferries']}", &[html]),
        ("{link-host: [example.com]}", &[also, html]),
        ("{regex: Ten fer+ies}", &[]),
        ("{phrase: [ten ferries]}", &[]),
        ("{selector: p}", &[also]),
    ] {
        let packs = vec![Arc::new(keep(matcher).expect("a pack")), Arc::new(pack("{phrase: [ten ferries]}"))];
        let rules = RuleSet { packs, ..RuleSet::default() };
        assert_eq!(removed(&source, Kind::Markdown, &rules), expected, "{matcher}");
    }
}

/// What stays is still there for the rules of later phases.
#[test]
fn what_is_kept_does_not_count_as_taken() {
    let text = |keep: &str| {
        format!(
            "unchaff-pack: 1\nname: site\nrules:\n- id: rule\n  match: {{phrase: [kiosk]}}\n  \
             removes: [a]\n  keeps: [b]\nkeep:\n- phrase: [{keep}]\n"
        )
    };
    let (headline, last) = ("Nine quiet harbours of the north\n", "Ask at the kiosk.\n");
    let source = format!("It leaves at six.\n{headline}{last}");
    for (keep, expected) in [("nothing", &[headline, last][..]), ("kiosk", &[])] {
        let packs = vec![Arc::new(Pack::parse(&text(keep)).expect("a pack"))];
        let rules = RuleSet { packs, ..RuleSet::default() };
        assert_eq!(removed(&source, Kind::Text, &rules), expected);
    }
}

#[test]
fn a_pack_knows_its_rules() {
    let pack = Pack::parse(
        "\u{feff}unchaff-pack: 1\nname: site\nrules:\n- id: a\n  summary: notices\n  applicability: safe\n  match: {text: [X]}\n  \
         evidence: {documents: 7, hosts: [a, b]}\n  removes: [\"```\\nx\\n```\"]\n  keeps: [y]\n",
    )
    .expect("a pack");
    let rule = pack.rule("site/a").expect("the rule");
    assert_eq!((rule.applicability, rule.evidence["documents"].as_u64()), (Applicability::Safe, Some(7)));
    assert_eq!(
        rule.explanation(),
        "# site/a\n\nnotices\n\n## What it removes\n\nIt looks for a block that says `x`. Safe: removed without asking.\n\n\
         ````md\n```\nx\n```\n````\n\n## Why\n\n```json\n{\n  \"documents\": 7,\n  \"hosts\": [\n    \"a\",\n    \"b\"\n  ]\n}\n```\n\n\
         ## What it keeps\n\n```md\ny\n```\n"
    );
    assert!(pack.rule("a").is_none());
}

#[test]
fn a_broken_pack_is_refused_where_it_is_broken() {
    let top = "unchaff-pack: 1\nname: site\nrules:\n";
    let rule = |fields: &str| format!("{top}  - id: rule\n    match: {{text: [a]}}\n{fields}");
    let matcher =
        |matcher: &str| format!("{top}  - id: rule\n    removes: [a]\n    keeps: [b]\n    match: {matcher}\n");
    for (text, expected) in [
        ("".to_string(), "line 1, column 1: missing field `unchaff-pack`"),
        ("name: site\n".to_string(), "line 1, column 1: missing field `unchaff-pack`"),
        ("unchaff-pack: 1\n".to_string(), "line 1, column 1: missing field `name`"),
        (
            "unchaff-pack: 2\nnews: 1\n".to_string(),
            "line 1, column 15: unchaff-pack: `2` is no version of the format that is known here: expected 1",
        ),
        (
            "unchaff-pack: 1\nname: My site\n".to_string(),
            "line 2, column 7: name: `My site` is no name: expected small letters, digits and single dashes",
        ),
        (
            format!("{top}  []\nkeeps: []\n"),
            "line 5, column 1: unknown field `keeps`, expected one of `unchaff-pack`, `name`, `rules`, `keep`",
        ),
        (rule("    keeps: [a]\n"), "line 4, column 5: rules[0]: missing field `removes`"),
        (rule("    removes: [a]\n"), "line 4, column 5: rules[0]: missing field `keeps`"),
        (
            rule("    removes: [a]\n    keeps: []\n"),
            "line 7, column 12: rules[0].keeps: the list is empty: expected at least one",
        ),
        (
            rule("    remove: [a]\n"),
            "line 6, column 5: rules[0]: unknown field `remove`, expected one of `id`, `applicability`, `summary`, \
             `match`, `evidence`, `removes`, `keeps`",
        ),
        (
            rule("    applicability: maybe\n"),
            "line 6, column 20: rules[0].applicability: unknown variant `maybe`, expected `safe` or `unsafe`",
        ),
        (
            matcher("{words: [a]}"),
            "line 7, column 12: rules[0].match: unknown field `words`, expected one of `text`, `phrase`, `regex`, \
             `link-host`, `selector`, `section`",
        ),
        (
            matcher("{text: [a], regex: a}"),
            "line 7, column 12: rules[0].match: `text` and `regex` are two matchers: expected one, write a rule for each",
        ),
        (
            matcher("{}"),
            "line 7, column 12: rules[0].match: nothing to look for: expected one of `text`, `phrase`, `regex`, \
             `link-host`, `selector`, `section`",
        ),
        (matcher("{text: []}"), "line 7, column 19: rules[0].match.text: the list is empty: expected at least one"),
        (
            matcher("{phrase: [a, '**']}"),
            "line 7, column 25: rules[0].match.phrase[1]: `**` holds no word: expected letters or digits",
        ),
        (
            matcher("{regex: 'a(b'}"),
            "line 7, column 20: rules[0].match.regex: `a(b` is no regular expression: unclosed group",
        ),
        (
            matcher("{regex: 'a*'}"),
            "line 7, column 20: rules[0].match.regex: `a*` matches every text: expected a pattern that needs a letter",
        ),
        (
            matcher("{selector: 'div..a'}"),
            "line 7, column 23: rules[0].match.selector: `div..a` is no selector: expected one of CSS, such as `div.share`",
        ),
        (
            matcher("{link-host: ['https://example.com']}"),
            "line 7, column 25: rules[0].match.link-host[0]: `https://example.com` is no host: expected a name such as \
             `shop.example.com`",
        ),
        (
            matcher("{section: {headings: [a]}}"),
            "line 7, column 23: rules[0].match.section: unknown field `headings`, expected `heading`",
        ),
        (
            format!("{top}  - {{id: a, match: {{text: [a]}}, removes: [a], keeps: [b]}}\n").repeat(1)
                + "  - {id: a, match: {text: [b]}, removes: [a], keeps: [b]}\n",
            "rules[1].id: rules[0] is named `a` too: give each an id of its own",
        ),
        (
            "unchaff-pack: 1\nname: none\n".to_string(),
            "line 2, column 7: name: `none` means all rules or none: expected another name",
        ),
        (
            "- rules\n".to_string(),
            "line 1, column 1: invalid type: sequence, expected `unchaff-pack`, `name`, and `rules` or `keep`",
        ),
        (
            matcher("{section: Timetable}"),
            "line 7, column 22: rules[0].match.section: invalid type: string \"Timetable\", expected `heading` with a \
             list below it",
        ),
        ("unchaff-pack: [\n".to_string(), "line 1, column 15: unchaff-pack: invalid type: sequence, expected text"),
        ("name: \"a\n".to_string(), "line 2, column 1: found unexpected end of stream, while scanning a quoted scalar"),
    ] {
        let error = Pack::parse(&text).expect_err(&text);
        assert_eq!(error.to_string(), expected, "{text}");
    }
}
