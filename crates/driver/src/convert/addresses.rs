//! Addresses in Markdown that are to lead to where they led from another address.

use std::ops::Range;

use unchaff_document::{Applicability, BlockKind, Document, Edit, Evidence, Inline, InlineKind, Kind, Span, Tag};
use unchaff_front_matter::FrontMatter;
use unchaff_page::address_as_markdown;
use url::Url;

use super::CONVERSION;

/// The edits that make links, pictures and link definitions absolute, those of raw HTML too. Code and template tags stay.
pub(super) fn absolute(text: &str, kind: Kind, base: &Url) -> Vec<Edit> {
    let Ok(document) = Document::parse(text, FrontMatter::new(text.as_bytes()).body_offset(), kind) else {
        return Vec::new();
    };
    let mut places = Vec::new();
    for block in &document.blocks {
        in_line(&document, document.inlines(block), &mut places);
        if block.kind == BlockKind::Other {
            definitions(text, block.span.range(), &mut places);
        }
    }
    let links = places.into_iter().map(|it| (unescaped(&text[it.clone()]), it));
    let tags = document.tags().into_iter().filter(|it| !document.touches_opaque(it.0));
    let values = tags.flat_map(|(span, tag)| values(text, span.range(), &tag));
    let of_tags = values.map(|it| (text[it.clone()].replace("&amp;", "&"), it));
    let edit = |(leads_to, range): (String, Range<usize>)| {
        let span = Span::of(range.clone());
        let is_template = text[range.clone()].contains(['{', '}']) || text[range].contains("<%");
        let address = absolute_address(&leads_to, base).filter(|_| !is_template)?;
        Some(Edit {
            span,
            insert: address.into_bytes(),
            rule: CONVERSION,
            applicability: Applicability::Safe,
            evidence: Evidence::Value(base.to_string()),
        })
    };
    links.chain(of_tags).filter_map(edit).collect()
}

/// Where the values of the attributes of a tag stand that are addresses, without their quotes.
fn values(text: &str, tag: Range<usize>, read: &Tag<'_>) -> Vec<Range<usize>> {
    let Tag::Open { name, attributes, .. } = read else { return Vec::new() };
    let mut values = Vec::new();
    let mut at = tag.start + "<".len() + name.len();
    let end = (at + attributes.len()).min(tag.end);
    loop {
        at = end - text[at..end].trim_start().len();
        if at == end {
            return values;
        }
        let is_of_name = |it: char| !it.is_ascii_whitespace() && !matches!(it, '=' | '/' | '"' | '\'');
        let name_end = text[at..end].find(|it| !is_of_name(it)).map_or(end, |it| at + it);
        let name = &text[at..name_end];
        let behind = text[name_end..end].trim_start();
        let Some(value) = behind.strip_prefix('=').map(str::trim_start).filter(|_| !name.is_empty()) else {
            at = name_end + text[name_end..end].chars().next().map_or(0, char::len_utf8);
            continue;
        };
        let start = end - value.len();
        let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
        let inside = &value[quote.map_or(0, char::len_utf8)..];
        let is_end = |it: char| quote.map_or(it.is_ascii_whitespace(), |quote| it == quote);
        let length = inside.find(is_end).unwrap_or(inside.len());
        let start = start + value.len() - inside.len();
        if ["href", "src"].iter().any(|it| name.eq_ignore_ascii_case(it)) {
            values.push(start..start + length);
        }
        at = (start + length + quote.map_or(0, char::len_utf8)).min(end);
    }
}

/// Where the destinations of links and pictures stand that are written behind their text.
fn in_line(document: &Document<'_>, inlines: &[Inline<'_>], places: &mut Vec<Range<usize>>) {
    // The ends of what was read of each link that is open.
    let mut open: Vec<usize> = Vec::new();
    for inline in inlines {
        let range = inline.span.range();
        match inline.kind {
            InlineKind::LinkStart { .. } | InlineKind::ImageStart { .. } => open.push(range.start),
            InlineKind::LinkEnd | InlineKind::ImageEnd => {
                let Some(read) = open.pop() else { continue };
                places.extend(destination(document.source, read..range.end));
                if let Some(around) = open.last_mut() {
                    *around = range.end;
                }
            }
            _ => {
                if let Some(around) = open.last_mut() {
                    *around = range.end.max(*around);
                }
            }
        }
    }
}

/// The destination in the rest of a link, which is `](destination "title")` or has none.
fn destination(text: &str, rest: Range<usize>) -> Option<Range<usize>> {
    let start = rest.start + text[rest.clone()].find("](")? + "](".len();
    destination_at(text, start, rest.end - 1)
}

/// The destination behind blanks, without its brackets.
fn destination_at(text: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let start = end - text.get(from..end)?.trim_start().len();
    let written = &text[start..end];
    if let Some(inside) = written.strip_prefix('<') {
        let length = inside.find('>')?;
        return (length > 0).then_some(start + 1..start + 1 + length);
    }
    let length = written.find(|it: char| it.is_ascii_whitespace()).unwrap_or(written.len());
    (length > 0).then_some(start..start + length)
}

/// Where the destinations of link definitions stand: `[name]: destination`.
fn definitions(text: &str, block: Range<usize>, places: &mut Vec<Range<usize>>) {
    let mut at = block.start;
    while at < block.end {
        let line_end = text[at..block.end].find('\n').map_or(block.end, |it| at + it + 1);
        let line = &text[at..line_end];
        let name = line.trim_start_matches([' ', '>']);
        let start = line_end - name.len();
        if name.starts_with('[')
            && !name.starts_with("[^")
            && let Some(length) = name.find("]:")
        {
            let behind = start + length + "]:".len();
            // The destination may stand on the next line.
            let is_alone = text[behind..line_end].trim().is_empty();
            let next_end = text[line_end..block.end].find('\n').map_or(block.end, |it| line_end + it + 1);
            places.extend(destination_at(text, behind, if is_alone { next_end } else { line_end }));
        }
        at = line_end;
    }
}

/// Where an address leads from a base, as Markdown and attributes have it; nothing if that is the same from everywhere.
fn absolute_address(address: &str, base: &Url) -> Option<String> {
    if address.is_empty() || address.starts_with('#') || Url::parse(address).is_ok() {
        return None;
    }
    Some(address_as_markdown(base.join(address).ok()?.as_str()))
}

/// An address without the backslashes and the entity that Markdown puts into it.
fn unescaped(written: &str) -> String {
    let mut address = String::with_capacity(written.len());
    let mut rest = written.chars().peekable();
    while let Some(it) = rest.next() {
        match rest.peek() {
            Some(next) if it == '\\' && next.is_ascii_punctuation() => {}
            _ => address.push(it),
        }
        if it == '\\' && rest.peek() == Some(&'\\') {
            address.push('\\');
            rest.next();
        }
    }
    address.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use unchaff_document::settle;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let base = Url::parse("https://example.com/boats/old").expect("an address");
        let edits = settle(absolute(before, Kind::Markdown, &base));
        assert_eq!(String::from_utf8_lossy(&edits.apply(before.as_bytes())), after);
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
    fn what_leads_somewhere_stays() {
        check_kept("[a](https://example.org/b) [c](#d) [e](mailto:f@example.com) [g]() <https://example.org>\n");
        check_kept("[a][b] [c] d](e)\n");
        check_kept("[a]({{ site.root }}/b) [c]({% link d %})\n");
    }

    #[test]
    fn raw_html_leads_to_where_it_led() {
        check(
            "<p><A class=b HREF='/c?d&amp;e' download>f</a> <img alt=\"src='x'\" src=g.png></p>\n\nh <a href = \"i\">j</a>\n",
            "<p><A class=b HREF='https://example.com/c?d&e' download>f</a> <img alt=\"src='x'\" \
             src=https://example.com/boats/g.png></p>\n\nh <a href = \"https://example.com/boats/i\">j</a>\n",
        );
        check_kept("<a href='#b' href=\"\" title=href=c é=d>e</a> <a href=mailto:f> <!-- <a href=g> -->\n");
        check_kept("<pre>\n<a href=/b>\n</pre>\n\n`<a href=/b>`\n");
    }

    #[test]
    fn code_stays() {
        check_kept("`[a](/b)`\n\n```\n[a](/b)\n\n[c]: /d\n```\n\n    [a](/b)\n");
        check_kept("\\[a](/b)\n");
    }

    #[test]
    fn hostile_texts_are_read_in_one_go() {
        for piece in ["[", "](", "[a](", "![", "[a]: ", "[]:\n", "[a](b)", "> [a]: b\n", "<a href=", "<a b='"] {
            let base = Url::parse("https://example.com/").expect("an address");
            absolute(&piece.repeat(20_000), Kind::Markdown, &base);
        }
        let base = Url::parse("https://example.com/").expect("an address");
        absolute(&format!("<a{}href=b>", " ".repeat(1_000_000)), Kind::Markdown, &base);
    }
}
