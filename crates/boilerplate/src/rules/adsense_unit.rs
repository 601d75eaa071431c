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
    for (start, end) in pairs(&tags) {
        let Tag::Open { name, attributes, .. } = &tags[start].1 else { continue };
        let element = tags[start].0.to(tags[end].0);
        let inside = Span::new(tags[start].0.end, tags[end].0.start);
        let inner = &tags[start + 1..end];
        let text = ctx.document.text(inside);
        let marker = if is_ad_element(ctx, tags[start].0, name) {
            // An `<ins>` with words or pictures in it is something that an author has inserted.
            let is_empty = inner.iter().all(|(_, it)| is_frame(it));
            (is_empty && without_tags(text, inside, inner).trim().is_empty()).then_some("adsbygoogle")
        } else if name.eq_ignore_ascii_case("script") && (is_loader(attributes, text) || is_push(text)) {
            Some("adsbygoogle script")
        } else {
            None
        };
        if let Some(marker) = marker {
            claims.remove(ctx.whole_lines(element), Safe, Evidence::Markup(marker.into()));
        }
    }
}

/// The indices of start and end tags of elements that can be part of a unit.
fn pairs(tags: &[(Span, Tag<'_>)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut open: [Vec<usize>; ELEMENTS.len()] = Default::default();
    for (index, (_, tag)) in tags.iter().enumerate() {
        let element = |name: &str| ELEMENTS.iter().position(|it| it.eq_ignore_ascii_case(name));
        match tag {
            // `<script ... />` ends here in MDX and far below in HTML.
            Tag::Open { name, attributes, .. } if !attributes.ends_with('/') => {
                if let Some(element) = element(name) {
                    open[element].push(index);
                }
            }
            Tag::Close { name, .. } => {
                let start = element(name).and_then(|it| open[it].pop());
                pairs.extend(start.map(|it| (it, index)));
            }
            _ => {}
        }
    }
    pairs
}

const ELEMENTS: [&str; 4] = ["ins", "script", "amp-ad", "amp-auto-ads"];

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

/// What a filled unit holds in a saved page. Somebody else's frame is a video.
fn is_frame(tag: &Tag<'_>) -> bool {
    let named = |name: &str, list: &[&str]| list.iter().any(|it| name.eq_ignore_ascii_case(it));
    match tag {
        Tag::Open { name, attributes, .. } if named(name, &["iframe"]) => {
            !attributes.contains("src=") || ["google", "doubleclick"].iter().any(|it| attributes.contains(it))
        }
        Tag::Open { name, .. } | Tag::Close { name, .. } => named(name, &["div", "iframe", "ins", "script"]),
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
    let settings =
        script.strip_prefix("(adsbygoogle=window.adsbygoogle||[]).push({").and_then(|it| it.strip_suffix("})"));
    settings.is_some_and(|it| !it.contains(['(', ')', '{', '}']))
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
