//! The regions that no edit may touch.

use std::collections::{HashMap, HashSet};

use crate::{BlockKind, Document, InlineKind, Kind, Span, Tag, html_tags::element_pairs};

/// Code, math, tables, template tags with what they enclose, `<pre>`, components, `<!-- more -->`.
///
/// Sorted and disjoint.
pub(crate) fn regions(document: &Document<'_>) -> Vec<Span> {
    if !matches!(document.kind, Kind::Markdown | Kind::Mdx) {
        return Vec::new();
    }
    let mut regions = literal(document);
    // Template tags shown in code are text there; they open nothing.
    let literal = merged(regions.clone());
    let is_literal = |at: usize| {
        let first = literal.partition_point(|it| it.end as usize <= at);
        literal.get(first).is_some_and(|it| it.range().contains(&at))
    };
    regions.extend(template_tags(document, is_literal));
    regions.extend(elements(document));
    if document.kind == Kind::Mdx {
        regions.extend(mdx(document, is_literal));
    }
    merged(regions)
}

fn merged(mut regions: Vec<Span>) -> Vec<Span> {
    regions.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(regions.len());
    for region in regions {
        match merged.last_mut() {
            Some(it) if region.start <= it.end => it.end = it.end.max(region.end),
            _ => merged.push(region),
        }
    }
    merged
}

/// What Markdown itself takes letter by letter.
fn literal(document: &Document<'_>) -> Vec<Span> {
    let mut regions = Vec::new();
    for block in &document.blocks {
        if matches!(block.kind, BlockKind::Code | BlockKind::Table) {
            regions.push(block.span);
            continue;
        }
        let inlines = document.inlines(block).iter();
        regions.extend(inlines.filter(|it| matches!(it.kind, InlineKind::Code | InlineKind::Math)).map(|it| it.span));
    }
    regions
}

/// Liquid and Nunjucks `{% name %}` to `{% endname %}`, `{{ value }}`, Hugo's `{{< name >}}` to `{{< /name >}}`.
fn template_tags(document: &Document<'_>, is_literal: impl Fn(usize) -> bool) -> Vec<Span> {
    let (source, body) = (document.source, document.body.range());
    let mut regions = Vec::new();
    // Name of a tag -> where the ones still open start.
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut at = body.start;
    while let Some(found) = memchr::memchr(b'{', &source.as_bytes()[at..body.end]) {
        let start = at + found;
        at = start + 1;
        let Some((_, close)) = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
            .into_iter()
            .find(|(open, _)| source[start..body.end].starts_with(open))
        else {
            continue;
        };
        if is_literal(start) {
            continue;
        }
        // A tag is short; without this bound, thousands of braces would read the file once each.
        let window = &source.as_bytes()[start..body.end.min(start + 4096)];
        let Some(length) = memchr::memmem::find(window, close.as_bytes()) else { continue };
        let end = start + length + close.len();
        regions.push(Span::of(start..end));
        at = end;

        let inner = source[start..end].trim_matches(|it: char| "{}<>%#-".contains(it) || it.is_whitespace());
        let name_end = inner.find(|it: char| it.is_whitespace()).unwrap_or(inner.len());
        let name = &inner[..name_end];
        let closes = name.strip_prefix("end").or_else(|| name.strip_prefix('/'));
        if close == "}}" || close == "#}" {
            continue;
        }
        match closes {
            // `{{< /figure >}}` may be written `{{< / figure >}}`.
            Some("") => close_tag(&mut open, inner[name_end..].trim(), end, &mut regions),
            Some(name) => close_tag(&mut open, name, end, &mut regions),
            None => open.entry(name).or_default().push(start),
        }
    }
    regions
}

fn close_tag(open: &mut HashMap<&str, Vec<usize>>, name: &str, end: usize, regions: &mut Vec<Span>) {
    if let Some(start) = open.get_mut(name).and_then(Vec::pop) {
        regions.push(Span::of(start..end));
    }
}

/// `<pre>`, `<textarea>` and components (`<Tabs>`) with what they enclose; the mark of an excerpt.
fn elements(document: &Document<'_>) -> Vec<Span> {
    let mut regions = Vec::new();
    let mut enclosing = Vec::new();
    let mut raw = Vec::new();
    for (span, tag) in document.tags() {
        match tag {
            Tag::Comment { text, .. } if text.eq_ignore_ascii_case("more") => regions.push(*span),
            Tag::Comment { .. } => {}
            Tag::Open { name, .. } | Tag::Close { name, .. } => {
                if encloses(name) {
                    regions.push(*span);
                    if matches!(tag, Tag::Open { .. }) && is_raw(name) {
                        raw.push(*span);
                    }
                    enclosing.push((*span, tag.clone()));
                }
            }
        }
    }
    let pairs = element_pairs(&enclosing);
    // `<pre>` without an end holds the rest of the page in every browser.
    let ended: HashSet<Span> = pairs.iter().map(|(start, _)| *start).collect();
    if let Some(start) = raw.into_iter().find(|it| !ended.contains(it)) {
        regions.push(Span::new(start.start, document.body.end));
    }
    regions.extend(pairs.into_iter().map(|(start, end)| start.to(end)));
    regions
}

fn is_raw(name: &str) -> bool {
    name.eq_ignore_ascii_case("pre") || name.eq_ignore_ascii_case("textarea")
}

fn encloses(name: &str) -> bool {
    let component =
        name.starts_with(|it: char| it.is_ascii_uppercase()) && name.contains(|it: char| it.is_ascii_lowercase());
    component || is_raw(name)
}

/// What MDX reads as JavaScript: `import` and `export`, `{expressions}`, components with what they enclose.
///
/// None of it ends at a blank line, as blocks of Markdown do. What does not end at all is opaque to the end.
fn mdx(document: &Document<'_>, is_literal: impl Fn(usize) -> bool) -> Vec<Span> {
    let body = document.body.range();
    let bytes = &document.source.as_bytes()[..body.end];
    let mut regions = Vec::new();
    // Names of open components, and where they start.
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut at = body.start;
    while at < bytes.len() {
        let is_line_start = at == body.start || bytes[at - 1] == b'\n';
        if is_line_start && is_statement(&bytes[at..]) && !is_literal(at) {
            let end = statement_end(bytes, at);
            regions.push(Span::of(at..end));
            at = end;
            continue;
        }
        let Some(here) = memchr::memchr3(b'{', b'<', b'\n', &bytes[at..]).map(|it| at + it) else { break };
        at = match bytes[here] {
            b'{' if !is_literal(here) => {
                let end = balanced_end(bytes, here);
                regions.push(Span::of(here..end));
                end
            }
            b'<' if !is_literal(here) => component(document, here, &mut open, &mut regions).max(here + 1),
            _ => here + 1,
        };
    }
    regions.extend(open.into_iter().map(|(_, start)| Span::of(start..body.end)));
    regions
}

fn is_statement(line: &[u8]) -> bool {
    [&b"import "[..], b"import{", b"export "].iter().any(|it| line.starts_with(it))
}

/// The first blank line at which all brackets, quotes and templates are closed.
fn statement_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'(' | b'[' => at = balanced_end(bytes, at),
            b'"' | b'\'' | b'`' => at = quote_end(bytes, at),
            b'\n' if is_blank_line(&bytes[at + 1..]) => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_blank_line(bytes: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    bytes[..end].trim_ascii().is_empty()
}

/// Behind the bracket that closes the one at `start`; the end of the bytes if none does.
fn balanced_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b'/' if bytes[at..].starts_with(b"/*") => {
                at = memchr::memmem::find(&bytes[at..], b"*/").map_or(bytes.len(), |it| at + it + 2);
                continue;
            }
            b'"' | b'`' => {
                at = quote_end(bytes, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Behind the quote that closes the one at `start`. Only templates may run over lines.
fn quote_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if bytes[start] != b'`' => return start + 1, // an apostrophe
            it if it == bytes[start] => return at + 1,
            _ => {}
        }
        at += 1;
    }
    if bytes[start] == b'`' { bytes.len() } else { start + 1 }
}

/// Reads a tag of a component, `<Tabs items={[..]}>`, `</Tabs>` or `<>`. Behind it; the same place if it is none.
fn component<'a>(
    document: &Document<'a>,
    start: usize,
    open: &mut Vec<(&'a str, usize)>,
    regions: &mut Vec<Span>,
) -> usize {
    let bytes = &document.source.as_bytes()[..document.body.end as usize];
    let closes = bytes.get(start + 1) == Some(&b'/');
    let name_start = start + 1 + usize::from(closes);
    let length = bytes[name_start..].iter().take_while(|it| it.is_ascii_alphanumeric() || b"._".contains(it)).count();
    let name = &document.source[name_start..name_start + length];
    if !name.starts_with(|it: char| it.is_ascii_uppercase()) {
        return start;
    }
    let mut at = name_start + length;
    while at < bytes.len() && bytes[at] != b'>' {
        at = match bytes[at] {
            b'{' => balanced_end(bytes, at),
            b'"' | b'\'' => quote_end(bytes, at),
            _ => at + 1,
        };
    }
    let end = (at + 1).min(bytes.len());
    regions.push(Span::of(start..end));
    if closes {
        if let Some(index) = open.iter().rposition(|(it, _)| *it == name) {
            regions.push(Span::of(open[index].1..end));
            open.truncate(index);
        }
    } else if !bytes[..at.min(bytes.len())].ends_with(b"/") {
        open.push((name, start));
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, source: &str, expected: &[&str]) {
        let document = Document::parse(source, 0, kind).expect("small");
        let found: Vec<_> = document.opaque.iter().map(|it| document.text(*it)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn code_math_and_tables_are_opaque() {
        check(
            Kind::Markdown,
            "a `b` $c$\n\n```\nd\n```\n\n| e |\n|---|\n| f |\n",
            &["`b`", "$c$", "```\nd\n```\n", "| e |\n|---|\n| f |\n"],
        );
    }

    #[test]
    fn template_tags_enclose() {
        check(
            Kind::Markdown,
            "a {% note info %}\nb\n{% endnote %} c {{ d }}\n",
            &["{% note info %}\nb\n{% endnote %}", "{{ d }}"],
        );
        check(
            Kind::Markdown,
            "{{< figure >}} x\n\n{{% tip %}}\ny\n{{% /tip %}}\n",
            &["{{< figure >}}", "{{% tip %}}\ny\n{{% /tip %}}"],
        );
    }

    #[test]
    fn template_tags_in_code_open_nothing() {
        check(Kind::Markdown, "`{% raw %}` a {% endraw %} b\n", &["`{% raw %}`", "{% endraw %}"]);
    }

    #[test]
    fn pre_and_components_enclose() {
        check(
            Kind::Markdown,
            "<pre>\na\n</pre>\n\nb\n\n<Tabs>\n\nc\n\n</Tabs>\n",
            &["<pre>\na\n</pre>", "<Tabs>\n\nc\n\n</Tabs>"],
        );
    }

    #[test]
    fn the_mark_of_an_excerpt_is_opaque() {
        check(Kind::Markdown, "a\n\n<!-- more -->\n\nb\n", &["<!-- more -->"]);
    }

    #[test]
    fn expressions_are_opaque_in_mdx_only() {
        check(
            Kind::Mdx,
            "import a from 'b'\n\nc {d.map(e => { f })} g\n",
            &["import a from 'b'\n", "{d.map(e => { f })}"],
        );
        check(Kind::Markdown, "c {d} g\n", &[]);
        check(Kind::Mdx, "a {/*\n\nb }\n\n*/} c\n", &["{/*\n\nb }\n\n*/}"]);
        check(Kind::Mdx, "{a} b\n", &["{a}"]);
    }

    #[test]
    fn components_and_statements_of_mdx_run_over_blank_lines() {
        let tabs = "<Tabs items={[\"a\", \"b>\"]}>\n\nc\n\n</Tabs>";
        check(Kind::Mdx, &format!("{tabs}\n\nd\n"), &[tabs]);
        check(Kind::Mdx, "<FAQ>\n\na\n\n</FAQ>\n\nb <Icon /> c\n", &["<FAQ>\n\na\n\n</FAQ>", "<Icon />"]);
        let export = "export const a = `\nb\n\nc\n`\n";
        check(Kind::Mdx, &format!("d\n\n{export}\ne\n"), &[export]);
        check(Kind::Mdx, "<Open>\n\na\n", &["<Open>\n\na\n"]);
        check(Kind::Mdx, "`<Tabs>` a {\"}\"} b\n", &["`<Tabs>`", "{\"}\"}"]);
    }
}
