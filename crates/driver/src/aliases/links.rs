//! Where a document points to other pages.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;
use unchaff_document::{BlockKind, Document, InlineKind, Kind, Tag};
use unchaff_front_matter::FrontMatter;

use super::Generator;

/// What points to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// Its bytes in the file.
    pub(super) span: Range<usize>,
    /// What it says, without escapes.
    pub(super) text: String,
    pub(super) kind: TargetKind,
}

/// How a page is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetKind {
    /// By its address, or the path of its file.
    Address,
    /// By its address without the prefix of the site: a filter puts that before it.
    Unprefixed,
    /// By the path of its file below the folder of the content, as `ref` of Hugo does.
    Ref,
    /// By the path of its file below the root of the site, as `link` of Jekyll does.
    File,
    /// By the name of its file, as `post_url` of Jekyll does.
    PostUrl,
    /// By its `:title`, as `post_link` of Hexo does.
    Slug,
}

static DEFINITION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[ >\t]*\[[^\]\n]+\]:[ \t]*<?([^\s>]+)").expect("the pattern is valid"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:^|[\s"'])(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#)
        .expect("the pattern is valid")
});
static HUGO_REF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?(?:"([^"\n]*)"|`([^`\n]*)`|([^\s"`>%]+))"#)
        .expect("the pattern is valid")
});
static LIQUID_TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{%-?\s*(post_url|link)\s+([^\s%}]+)\s*-?%\}").expect("the pattern is valid"));
static LIQUID_FILTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\{\{-?\s*(?:"([^"\n]+)"|'([^'\n]+)')\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.baseurl)"#)
        .expect("the pattern is valid")
});
static LIQUID_PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\{\{-?\s*site\.(?:base)?url\s*-?\}\}(/[^\s"'<>)\]{}]*)"#).expect("the pattern is valid")
});
static HEXO_TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\{%-?\s*post_(?:link|path)\s+["']?([^\s"'%}]+)"#).expect("the pattern is valid"));

/// Everything in the body of a document that names another page, in order.
pub(super) fn targets(generator: Generator, source: &str, kind: Kind) -> Vec<Target> {
    let body_start = FrontMatter::in_dialect(source.as_bytes(), generator.dialect()).body_offset();
    let mut targets = Vec::new();
    tags_of(generator, source, body_start, &mut targets);
    if let Ok(document) = Document::parse(source, body_start, kind) {
        links_of(&document, &mut targets);
        if kind == Kind::Html {
            attributes(source, body_start..source.len(), &mut targets);
        }
    }
    targets.sort_by_key(|it| (it.span.start, it.span.end));
    // What a tag of the generator names was perhaps found as a link, too.
    targets.dedup_by(|later, earlier| later.span.start < earlier.span.end);
    targets
}

fn tags_of(generator: Generator, source: &str, body_start: usize, targets: &mut Vec<Target>) {
    let body = &source[body_start..];
    let mut add = |pattern: &Regex, kind: TargetKind| {
        for found in pattern.captures_iter(body) {
            let Some(it) = found.iter().skip(1).flatten().next() else { continue };
            let span = body_start + it.start()..body_start + it.end();
            targets.push(Target { span, text: it.as_str().to_owned(), kind });
        }
    };
    match generator {
        Generator::Hexo => add(&HEXO_TAG, TargetKind::Slug),
        Generator::Hugo => add(&HUGO_REF, TargetKind::Ref),
        Generator::Jekyll => {
            add(&LIQUID_FILTER, TargetKind::Unprefixed);
            add(&LIQUID_PREFIX, TargetKind::Unprefixed);
            for found in LIQUID_TAG.captures_iter(body) {
                let it = found.get(2).expect("the pattern has two groups");
                let kind = if &found[1] == "link" { TargetKind::File } else { TargetKind::PostUrl };
                let span = body_start + it.start()..body_start + it.end();
                targets.push(Target { span, text: it.as_str().to_owned(), kind });
            }
        }
    }
}

fn links_of(document: &Document<'_>, targets: &mut Vec<Target>) {
    for block in &document.blocks {
        if block.kind == BlockKind::Other {
            let text = document.text(block.span);
            for found in DEFINITION.captures_iter(text) {
                let it = found.get(1).expect("the pattern has a group");
                let start = block.span.range().start;
                targets.push(address(start + it.start()..start + it.end(), it.as_str()));
            }
        }
        for inline in document.inlines(block) {
            let (InlineKind::LinkStart { target } | InlineKind::ImageStart { target }) = &inline.kind else { continue };
            // The address of a link with a label stands in the definition of that.
            if let Some(inner) = destination(document.text(inline.span)) {
                let start = inline.span.range().start;
                targets.push(address(start + inner.start..start + inner.end, target));
            }
        }
    }
    for (span, tag) in document.tags() {
        if let Tag::Open { name, attributes, .. } = tag {
            add_attributes(attributes, span.range().start + 1 + name.len(), targets);
        }
    }
}

/// The attributes of all tags in raw HTML.
fn attributes(source: &str, range: Range<usize>, targets: &mut Vec<Target>) {
    for tag in unchaff_document::html_tags(&source[range.clone()]) {
        if let Tag::Open { name, attributes, range: tag } = tag {
            add_attributes(attributes, range.start + tag.start + 1 + name.len(), targets);
        }
    }
}

fn add_attributes(attributes: &str, start: usize, targets: &mut Vec<Target>) {
    for found in ATTRIBUTE.captures_iter(attributes) {
        let Some(it) = found.iter().skip(1).flatten().next() else { continue };
        targets.push(address(start + it.start()..start + it.end(), &it.as_str().replace("&amp;", "&")));
    }
}

fn address(span: Range<usize>, text: &str) -> Target {
    Target { span, text: text.to_owned(), kind: TargetKind::Address }
}

/// Where the address stands in `[text](address "title")` or `<address>`.
fn destination(link: &str) -> Option<Range<usize>> {
    if link.starts_with('<') && link.ends_with('>') {
        return Some(1..link.len() - 1);
    }
    if !link.ends_with(')') {
        return None;
    }
    let open = link.rfind("](")? + 2;
    let start = open + link[open..].find(|it: char| !it.is_whitespace())?;
    if link[start..].starts_with('<') {
        let end = start + link[start..].find('>')?;
        return Some(start + 1..end);
    }
    let inner = &link[start..link.len() - 1];
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    Some(start..start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(generator: Generator, source: &str, expected: &[&str]) {
        let targets = targets(generator, source, Kind::Markdown);
        let found: Vec<&str> = targets.iter().map(|it| &source[it.span.clone()]).collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn finds_addresses_in_markdown_and_html() {
        check(
            Generator::Hugo,
            "---\na: '[x](/no/)'\n---\n[a](/a/ \"t\") ![b](<b c.png>) [![c](d.png)](../e/)\n\n[r]: /f/ 't'\n\nSee [r], <https://example.com/g/>.\n\n<a class=x href='/h/'>i</a> `[k](/no/)`\n",
            &["/a/", "b c.png", "d.png", "../e/", "/f/", "https://example.com/g/", "/h/"],
        );
        check(Generator::Hugo, "> [q]: /a/\n\n```\n[a](/no/)\n```\n", &["/a/"]);
    }

    #[test]
    fn finds_what_generators_have_for_it() {
        check(
            Generator::Hugo,
            "[a]({{< ref \"b.md#c\" >}}) {{% relref `/d` %}} {{<ref path=\"e\" lang=\"fr\">}}\n",
            &["b.md#c", "/d", "e"],
        );
        check(
            Generator::Jekyll,
            "[a]({% post_url 2024-01-02-b %}) {%- link _posts/c.md -%} [d]({{ site.baseurl }}/e/) {{ \"/f/\" | relative_url }}\n",
            &["2024-01-02-b", "_posts/c.md", "/e/", "/f/"],
        );
        check(Generator::Hexo, "{% post_link sub/a 'Title' %} {% post_path b %}\n", &["sub/a", "b"]);
    }

    #[test]
    fn takes_any_text() {
        let source = "---\na: b\n---\n[\u{e9}](<\u{e9} \u{4e2d}> 't') ![]( ) [a]( [b](c](d) <a href=\u{e9} src='> <!-- x\n\n[\u{e9}]: \u{e9}\n\n\
                      {{< ref \u{e9} >}} {% post_url \u{e9} %} {{ site.baseurl }}/\u{e9} {% post_link '\u{e9}' %} {{ '\u{e9}' | relative_url }} <<https://\u{e9}>";
        for generator in [Generator::Hexo, Generator::Hugo, Generator::Jekyll] {
            for kind in [Kind::Markdown, Kind::Mdx, Kind::Html] {
                for (end, _) in source.char_indices() {
                    for text in [&source[..end], &source[end..]] {
                        for it in targets(generator, text, kind) {
                            assert!(text.get(it.span.clone()).is_some(), "{it:?} of {text:?}");
                        }
                    }
                }
            }
        }
    }
}
