//! The elements and scripts of AdSense units.

use scraper::Html;
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
        // `<script ... />` ends here in MDX and far below in HTML.
        if attributes.ends_with('/') {
            continue;
        }
        let rest = &tags[index + 1..];
        let Some(length) = rest.iter().position(|(_, it)| closes(it, name)) else { continue };
        let end = rest[length].0;
        let inside = Span::new(start.end, end.start);
        let text = ctx.document.text(inside);
        let marker = if is_ad_element(ctx, *start, name) {
            // An `<ins>` with words or pictures in it is something that an author has inserted.
            let is_empty = rest[..length].iter().all(|(_, it)| is_frame(it));
            (is_empty && without_tags(text, inside, rest).trim().is_empty()).then_some("adsbygoogle")
        } else if name.eq_ignore_ascii_case("script") && (is_loader(attributes, text) || is_push(text)) {
            Some("adsbygoogle script")
        } else {
            None
        };
        if let Some(marker) = marker {
            claims.remove(ctx.whole_lines(start.to(end)), Safe, Evidence::Markup(marker.into()));
        }
    }
}

fn closes(tag: &Tag<'_>, opened: &str) -> bool {
    matches!(tag, Tag::Close { name, .. } if name.eq_ignore_ascii_case(opened))
}

/// `<ins class="adsbygoogle">` or one of the elements of AMP.
fn is_ad_element(ctx: &Context<'_>, tag: Span, name: &str) -> bool {
    if name.eq_ignore_ascii_case("amp-ad") || name.eq_ignore_ascii_case("amp-auto-ads") {
        return true;
    }
    let html = ctx.document.text(tag);
    if !name.eq_ignore_ascii_case("ins") || !html.contains("adsbygoogle") {
        return false;
    }
    let fragment = Html::parse_fragment(html);
    let mut elements = fragment.root_element().child_elements();
    elements.any(|it| it.value().classes().any(|it| it == "adsbygoogle"))
}

/// What a filled unit holds in a saved page.
fn is_frame(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::Open { name, .. } | Tag::Close { name, .. } => {
            ["div", "iframe", "ins", "script"].iter().any(|it| name.eq_ignore_ascii_case(it))
        }
        Tag::Comment { .. } => true,
    }
}

/// `<script async src="https://pagead2.googlesyndication.com/pagead/js/adsbygoogle.js">`, without a script of its own.
fn is_loader(attributes: &str, script: &str) -> bool {
    attributes.contains("googlesyndication.com/pagead/") && script.trim().is_empty()
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
