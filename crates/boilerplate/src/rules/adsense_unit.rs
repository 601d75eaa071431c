//! The elements and scripts of AdSense units.

use unchaff_document::{Applicability::Safe, Evidence, RuleId, Span, Tag};

use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("adsense-unit"),
    phase: Phase::Markup,
    category: Category::Advert,
    summary: "the elements and scripts of AdSense units",
    explanation: include_str!("adsense_unit.md"),
    since: "0.1.0",
    check,
};

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let tags = ctx.document.tags();
    for (index, (start, tag)) in tags.iter().enumerate() {
        let Tag::Open { name, attributes, .. } = tag else { continue };
        let Some((end, _)) = tags[index + 1..].iter().find(|(_, it)| closes(it, name)) else { continue };
        let inside = Span::new(start.end, end.start);
        let text = ctx.document.text(inside);
        let marker = if is_ad_element(name, attributes) {
            // An `<ins>` with words in it is text that an author has inserted.
            let words = without_tags(text, inside, &tags[index + 1..]);
            words.trim().is_empty().then_some("adsbygoogle")
        } else if name.eq_ignore_ascii_case("script") && (is_loader(attributes) || is_push(text)) {
            Some("adsbygoogle script")
        } else {
            None
        };
        if let Some(marker) = marker {
            claims.remove(ctx.whole_lines(start.to(*end)), Safe, Evidence::Markup(marker.into()));
        }
    }
}

fn closes(tag: &Tag<'_>, opened: &str) -> bool {
    matches!(tag, Tag::Close { name, .. } if name.eq_ignore_ascii_case(opened))
}

fn is_ad_element(name: &str, attributes: &str) -> bool {
    name.eq_ignore_ascii_case("ins") && has_class(attributes, "adsbygoogle")
        || name.eq_ignore_ascii_case("amp-ad")
        || name.eq_ignore_ascii_case("amp-auto-ads")
}

/// Whether `class` is one of the classes in the attributes of a tag.
fn has_class(attributes: &str, class: &str) -> bool {
    let Some(at) = attributes.find("class=") else { return false };
    let value = &attributes[at + "class=".len()..];
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
        _ => value.split_whitespace().next().unwrap_or_default(),
    };
    value.split_whitespace().any(|it| it == class)
}

/// `<script async src="https://pagead2.googlesyndication.com/pagead/js/adsbygoogle.js">`
fn is_loader(attributes: &str) -> bool {
    attributes.contains("googlesyndication.com/pagead/")
}

/// `(adsbygoogle = window.adsbygoogle || []).push({});` and nothing else.
fn is_push(script: &str) -> bool {
    let script: String = script.chars().filter(|it| !it.is_whitespace() && *it != ';').collect();
    script.starts_with("(adsbygoogle=window.adsbygoogle||[]).push({") && script.ends_with("})") && script.len() < 200
}

/// The text of a span without the tags in it, of which `tags` holds at least the first ones.
fn without_tags(text: &str, span: Span, tags: &[(Span, Tag<'_>)]) -> String {
    let mut words = String::new();
    let mut at = span.start;
    for (tag, _) in tags.iter().take_while(|(it, _)| it.start < span.end) {
        words.push_str(&text[(at - span.start) as usize..(tag.start - span.start) as usize]);
        at = tag.end;
    }
    words.push_str(&text[(at - span.start) as usize..]);
    words
}
