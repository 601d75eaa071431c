//! Addresses in Markdown that are to lead to where they led from another address.

mod attributes;
mod links;

use std::ops::Range;

use unchaff_document::{Applicability, Document, Edit, Evidence, Kind, Span, settle};
use unchaff_front_matter::{Dialect, FrontMatter};
use unchaff_page::address_as_markdown;
use url::Url;

use super::CONVERSION;

/// The edits that make links, pictures and link definitions absolute, those of raw HTML too. Code and template tags stay.
///
/// The result is read again. If anything leads to where it should not, there are no edits.
pub(super) fn absolute(text: &str, kind: Kind, dialect: Dialect, base: &Url) -> Vec<Edit> {
    let Some(before) = Addresses::read(text, kind, dialect) else { return Vec::new() };
    let edits = before.edits(text, base);
    let output = settle(edits.clone()).apply(text.as_bytes());
    let after = std::str::from_utf8(&output).ok().and_then(|it| Addresses::read(it, kind, dialect));
    if after.is_some_and(|it| before.lead_on(text, base, &it)) { edits } else { Vec::new() }
}

/// All addresses of a text, in order.
struct Addresses {
    links: Vec<Address>,
    definitions: Vec<Address>,
    attributes: Vec<Address>,
}

/// Where something leads.
struct Address {
    /// Without escapes.
    target: String,
    /// Where it is written. Nothing if that is elsewhere, as with `[name]`, or not certain.
    place: Option<Range<usize>>,
}

impl Addresses {
    fn read(text: &str, kind: Kind, dialect: Dialect) -> Option<Self> {
        let document =
            Document::parse(text, FrontMatter::in_dialect(text.as_bytes(), dialect).body_offset(), kind).ok()?;
        Some(Self {
            links: links::links(&document),
            definitions: links::definitions(&document),
            attributes: attributes::attributes(&document),
        })
    }

    fn edits(&self, text: &str, base: &Url) -> Vec<Edit> {
        let in_markdown = self.links.iter().chain(&self.definitions).filter_map(|it| {
            let (place, address) = it.moved(text, base)?;
            Some((place, address_as_markdown(&address)))
        });
        let in_tags = self.attributes.iter().filter_map(|it| {
            let (place, address) = it.moved(text, base)?;
            Some((place, attributes::written(&address)))
        });
        let edit = |(place, insert): (Range<usize>, String)| Edit {
            span: Span::of(place),
            insert: insert.into_bytes(),
            rule: CONVERSION,
            applicability: Applicability::Safe,
            evidence: Evidence::Value(base.to_string()),
            repair: None,
        };
        in_markdown.chain(in_tags).map(edit).collect()
    }

    /// Whether those of the new text lead to where these lead from the base.
    fn lead_on(&self, text: &str, base: &Url, after: &Self) -> bool {
        let groups = [
            (&self.links, &after.links),
            (&self.definitions, &after.definitions),
            (&self.attributes, &after.attributes),
        ];
        groups.into_iter().all(|(before, after)| {
            before.len() == after.len() && before.iter().zip(after).all(|(old, new)| old.leads_on(text, base, new))
        })
    }
}

impl Address {
    /// Where it is written, and what it is from the base.
    fn moved(&self, text: &str, base: &Url) -> Option<(Range<usize>, String)> {
        let place = self.place.clone()?;
        let written = &text[place.clone()];
        let is_template = written.contains(['{', '}']) || written.contains("<%");
        let address = absolute_address(&self.target, base).filter(|_| !is_template)?;
        Some((place, address))
    }

    fn leads_on(&self, text: &str, base: &Url, new: &Self) -> bool {
        let is_at = |address: &str| address_as_markdown(&new.target) == address_as_markdown(address);
        match self.moved(text, base) {
            Some((_, address)) => is_at(&address),
            // What `[name]` stands for may have become absolute.
            None if self.place.is_none() && absolute_address(&self.target, base).is_some_and(|it| is_at(&it)) => true,
            None => new.target == self.target,
        }
    }
}

/// Where an address leads from a base; nothing if that is the same from everywhere.
fn absolute_address(address: &str, base: &Url) -> Option<String> {
    let trimmed = address.trim_start();
    if trimmed.is_empty() || trimmed.starts_with('#') || Url::parse(address).is_ok() {
        return None;
    }
    Some(base.join(address).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::proptest, sample::select};
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::*;

    /// What becomes of a text, and that each of its links leads to where it led from the base, or is what it was.
    #[track_caller]
    fn check(before: &str, after: &str) {
        let base = Url::parse("https://example.com/boats/old").expect("an address");
        let edits = settle(absolute(before, Kind::Markdown, Dialect::Strict, &base));
        assert_eq!(String::from_utf8_lossy(&edits.apply(before.as_bytes())), after, "{before:?}");
        check_targets(before, after, &base);
    }

    /// That each link leads to where it led from the base, or is what it was.
    #[track_caller]
    fn check_targets(before: &str, after: &str, base: &Url) {
        let (old, new) = (targets(before), targets(after));
        assert_eq!(old.len(), new.len(), "{before:?}");
        for (old, new) in old.into_iter().zip(new) {
            let joined = base.join(&old).ok();
            let may_be = [Some(old.clone()), joined.map(String::from)].into_iter().flatten();
            // What is markup elsewhere may have become percents.
            let percents = [("%28", "("), ("%29", ")"), ("%7C", "|"), ("%60", "`"), ("%5C", "\\")];
            let plain = |it: &str| percents.iter().fold(it.to_owned(), |it, (from, to)| it.replace(from, to));
            assert!(may_be.into_iter().any(|it| plain(&it) == plain(&new)), "{old} became {new} in {before:?}");
        }
    }

    /// Where the links, pictures and definitions lead, to a parser that knows nothing of ours.
    fn targets(text: &str) -> Vec<String> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH;
        let parser = Parser::new_ext(text, options);
        let mut definitions: Vec<_> = parser.reference_definitions().iter().map(|it| it.1.clone()).collect();
        definitions.sort_by_key(|it| it.span.start);
        let definitions: Vec<String> = definitions.into_iter().map(|it| it.dest.to_string()).collect();
        let links = parser.filter_map(|it| match it {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            _ => None,
        });
        links.chain(definitions).collect()
    }

    #[track_caller]
    fn check_kept(text: &str) {
        check(text, text);
    }

    #[test]
    fn links_and_pictures_become_absolute() {
        check("A [b](/c) d.\n", "A [b](https://example.com/c) d.\n");
        check("![b *c*](d.png \"e (f)\")\n", "![b *c*](https://example.com/boats/d.png \"e (f)\")\n");
        check("[![b](c.png)](../d)\n", "[![b](https://example.com/boats/c.png)](https://example.com/d)\n");
        check("[](//example.org/a)\n", "[](https://example.org/a)\n");
        check("[b](<c d.html>)\n", "[b](<https://example.com/boats/c%20d.html>)\n");
        check("[b](c_(d))\n", "[b](https://example.com/boats/c_(d))\n");
        check("[b](c\\_d?e=1&amp;f)\n", "[b](https://example.com/boats/c_d?e=1&f)\n");
        check("| a |\n|---|\n| [b](/c) |\n", "| a |\n|---|\n| [b](https://example.com/c) |\n");
        check("* [b\n  c](\n/d)\n", "* [b\n  c](\nhttps://example.com/d)\n");
        check("[`a](b)`](/c)\n", "[`a](b)`](https://example.com/c)\n");
    }

    #[test]
    fn definitions_become_absolute() {
        check(
            "[a][b]\n\n[b]: /c \"d\"\n[e]:\n  <f>\n",
            "[a][b]\n\n[b]: https://example.com/c \"d\"\n[e]:\n  <https://example.com/boats/f>\n",
        );
        check("> [a]\n>\n> [a]: ../b\n", "> [a]\n>\n> [a]: https://example.com/b\n");
    }

    #[test]
    fn definitions_are_those_that_readers_see() {
        check("> [a]:\n>   /b\n\n[a]\n", "> [a]:\n>   https://example.com/b\n\n[a]\n");
        check(
            "[y]\n\n[y]: <a\\>b> \"t\"\n[z]: </c>\n",
            "[y]\n\n[y]: <https://example.com/boats/a%3Eb> \"t\"\n[z]: <https://example.com/c>\n",
        );
        check("[a\\]: b]\n\n[a\\]: b]: /c\n", "[a\\]: b]\n\n[a\\]: b]: https://example.com/c\n");
        check("[t][a\\](b]\n\n[a\\](b]: /zz\n", "[t][a\\](b]\n\n[a\\](b]: https://example.com/zz\n");
        check(
            "[foo]: /url 'title\n[bar]: /x\n'\n\n[foo]\n",
            "[foo]: https://example.com/url 'title\n[bar]: /x\n'\n\n[foo]\n",
        );
        check("[a] [b]\r\r[a]: /c\r[b]: /d\r", "[a] [b]\r\r[a]: https://example.com/c\r[b]: https://example.com/d\r");
        check("é [a]\n\n* [a]:\n  /é\n", "é [a]\n\n* [a]:\n  https://example.com/%C3%A9\n");
        // Only the first of a name counts, and what looks like one below a line of a paragraph is none.
        check("[a]: /b\n[a]: /c\n\nd\n[e]: /f\n", "[a]: https://example.com/b\n[a]: /c\n\nd\n[e]: /f\n");
        check("---\ntitle: a\n---\n[a]: /b\n", "---\ntitle: a\n---\n[a]: https://example.com/b\n");
        check_kept("[a]\n\n[^1]: /b\n");
    }

    #[test]
    fn destinations_are_found_behind_any_text() {
        check("> [a\n> ](/b)\n", "> [a\n> ](https://example.com/b)\n");
        check("> [a](\n> /b)\n", "> [a](\n> https://example.com/b)\n");
        check("[a\\](b](/c) [a ](/d)\n", "[a\\](b](https://example.com/c) [a ](https://example.com/d)\n");
        check("[<b c='](d)'>](/e)\n", "[<b c='](d)'>](https://example.com/e)\n");
        check("[a](<b\\>c> 'd')\n", "[a](<https://example.com/boats/b%3Ec> 'd')\n");
        check("[a](\\(b\\\\c)\n", "[a](https://example.com/boats/%28b/c)\n");
        check_kept("<quay@example.com> [a@b](https://example.org/c@d)\n");
    }

    #[test]
    fn entities_are_read() {
        check("[c](a&copy;b)\n", "[c](https://example.com/boats/a%C2%A9b)\n");
        check("[c](/a?b=1&#038;c=2)\n", "[c](https://example.com/a?b=1&c=2)\n");
        check("[c](/a?b&amp;copy;)\n", "[c](https://example.com/a?b&amp;copy;)\n");
        check("<img src=\"/x.php?a=1&#038;b=2\">\n", "<img src=\"https://example.com/x.php?a=1&amp;b=2\">\n");
        check("<a href=\"/q?a=1&quot;x\">\n", "<a href=\"https://example.com/q?a=1%22x\">\n");
        check("<a href='/q&#39;s?a&copy=b'>\n", "<a href='https://example.com/q&#39;s?a&amp;copy=b'>\n");
    }

    #[test]
    fn what_leads_somewhere_stays() {
        check_kept("[a](https://example.org/b) [c](#d) [e](mailto:f@example.com) [g]() <https://example.org>\n");
        check_kept("[a][b] [c] d](e)\n");
        check_kept("[a]({{ site.root }}/b) [c]({% link d %})\n");
    }

    #[test]
    fn raw_html_leads_to_where_it_led() {
        check(
            "<p><A class=b HREF='/c?d&amp;e' download>f</a> <img alt=\"src='x'\" src=g.png></p>\n\nh <a href = \"i\">j</a>\n",
            "<p><A class=b HREF='https://example.com/c?d&amp;e' download>f</a> <img alt=\"src='x'\" \
             src=https://example.com/boats/g.png></p>\n\nh <a href = \"https://example.com/boats/i\">j</a>\n",
        );
        check(
            "<video poster=a.png src=b srcset='c 2x'></video>\n",
            "<video poster=https://example.com/boats/a.png src=https://example.com/boats/b srcset='c 2x'></video>\n",
        );
        check_kept("<a href=\"b\\c\" href='{{ d }}'>\n");
        check_kept("<a href='#b' href=\"\" title=href=c é=d>e</a> <a href=mailto:f> <!-- <a href=g> -->\n");
        check_kept("<pre>\n<a href=/b>\n</pre>\n\n`<a href=/b>`\n");
    }

    #[test]
    fn code_stays() {
        check_kept("`[a](/b)`\n\n```\n[a](/b)\n\n[c]: /d\n```\n\n    [a](/b)\n");
        check_kept("\\[a](/b)\n");
    }

    #[test]
    fn what_leads_elsewhere_is_noticed() {
        let base = Url::parse("https://example.com/").expect("an address");
        let check = |before: &str, after: &str, expected: bool| {
            let read = |it| Addresses::read(it, Kind::Markdown, Dialect::Strict).expect("small");
            assert_eq!(read(before).lead_on(before, &base, &read(after)), expected, "{before:?} {after:?}");
        };
        check("[a](/b) [c]\n\n[c]: /d", "[a](https://example.com/b) [c]\n\n[c]: https://example.com/d", true);
        check("[a](/b)", "[a](/b)", false);
        check("[a](/b)", "[a](https://example.com/c)", false);
        check("[a](#b)", "[a](https://example.com/#b)", false);
        check("[a](/b)", "a https://example.com/b", false);
        check("a\n\n[b]: /c", "a\n[b]: https://example.com/c", false);
        check("<img src=/b>", "<img src=https://example.com/b&gt;>", false);
    }

    #[test]
    fn hostile_texts_are_read_in_one_go() {
        let base = Url::parse("https://example.com/").expect("an address");
        let check = |text: &str, n_edits: usize| {
            assert_eq!(absolute(text, Kind::Markdown, Dialect::Strict, &base).len(), n_edits, "{}", &text[..10]);
        };
        for (piece, n_edits) in [
            ("[", 0),
            ("](", 0),
            ("[a](", 0),
            ("![", 0),
            ("[a]: ", 0),
            ("[]:\n", 0),
            ("[a](b)", 20_000),
            ("[a](b\\&amp;)", 20_000),
            ("> [a]: b\n", 1),
            ("<a href=", 0),
            ("<a b='", 0),
            ("<a href=b>\n", 20_000),
        ] {
            check(&piece.repeat(20_000), n_edits);
        }
        check(&format!("<a{}href=b>", " ".repeat(1_000_000)), 1);
        let definitions: Vec<String> = (0..20_000).map(|it| format!("[a{it}]: b\n")).collect();
        check(&definitions.concat(), 20_000);
    }

    /// Pieces of which links are made, and of which they are not.
    const PIECES: &[&str] = &[
        "[a](b)",
        "![](c)",
        "[a][]",
        "[c d](</b>)",
        "[",
        "]",
        "(",
        ")",
        "](",
        "]: ",
        "[a]",
        "[a]: ",
        "\n[a]: ",
        "\n[b]:\n",
        "!",
        "<",
        ">",
        "\\",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        " ",
        "\t",
        "\n> ",
        "\n* ",
        "\n    ",
        "/b",
        "c",
        "?d=1",
        "&amp;",
        "&copy",
        ";",
        "\"",
        "'",
        "`",
        "|",
        "\n|-|\n",
        "\n```\n",
        "é",
        "*",
        "_",
        "#",
        "$",
        "{{",
        "}}",
        "<a href=",
        "<img src='",
        "<!--",
        "-->",
        "https://example.org",
        "@",
        "[^1]",
        "=",
    ];

    proptest! {
        #[test]
        fn no_text_is_damaged(pieces in vec(select(PIECES), 0..40)) {
            let before = pieces.concat();
            let base = Url::parse("https://example.com/boats/old").expect("an address");
            let edits = settle(absolute(&before, Kind::Markdown, Dialect::Strict, &base));
            let after = edits.apply(before.as_bytes());
            check_targets(&before, std::str::from_utf8(&after).expect("whole characters"), &base);
        }
    }
}
