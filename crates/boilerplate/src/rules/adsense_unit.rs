//! The elements and scripts of AdSense units.

use scraper::Html;
use unchaff_document::{Applicability::Safe, Evidence, RuleId, Span, Tag, element_pairs};

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
    let tags = ctx.tags();
    for element in ELEMENTS {
        let of_name = |it: &&(Span, Tag<'_>)| match &it.1 {
            Tag::Open { name, .. } | Tag::Close { name, .. } => name.eq_ignore_ascii_case(element),
            Tag::Comment { .. } => false,
        };
        for (start, end) in element_pairs(tags.iter().filter(of_name)) {
            let first = tags.partition_point(|it| it.0.start < start.end);
            let last = tags.partition_point(|it| it.0.start < end.start);
            check_element(ctx, claims, element, (start, end), &tags[first..last]);
        }
    }
}

const ELEMENTS: [&str; 4] = ["ins", "script", "amp-ad", "amp-auto-ads"];

/// Looks at one element: its start tag and end tag, and the tags inside.
fn check_element(
    ctx: &Context<'_>,
    claims: &mut Claims<'_>,
    name: &str,
    (start, end): (Span, Span),
    inner: &[(Span, Tag<'_>)],
) {
    let inside = Span::new(start.end, end.start);
    let (tag, text) = (ctx.document.text(start), ctx.document.text(inside));
    let marker = if is_ad_element(name, tag) {
        // An `<ins>` with words or pictures in it is something that an author has inserted.
        let is_empty = inner.iter().all(|(_, it)| is_frame(it));
        (is_empty && without_tags(text, inside, inner).trim().is_empty()).then_some("adsbygoogle")
    } else if name == "script" && (is_loader(tag, text) || is_push(text)) {
        Some("adsbygoogle script")
    } else {
        None
    };
    if let Some(marker) = marker {
        claims.remove(ctx.whole_lines(start.to(end)), Safe, Evidence::Markup(marker.into()));
    }
}

/// `<ins class="adsbygoogle">` or one of the elements of AMP.
fn is_ad_element(name: &str, tag: &str) -> bool {
    if name.starts_with("amp-") {
        return true;
    }
    if name != "ins" || !tag.contains("adsbygoogle") {
        return false;
    }
    // Nearly all begin like this.
    if tag.starts_with("<ins class=\"adsbygoogle\"") {
        return true;
    }
    let fragment = Html::parse_fragment(tag);
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
fn is_loader(tag: &str, script: &str) -> bool {
    tag.contains("googlesyndication.com/pagead/") && script.trim().is_empty()
}

/// `(adsbygoogle = window.adsbygoogle || []).push({});` and nothing else.
fn is_push(script: &str) -> bool {
    let script: String = script.chars().filter(|it| !it.is_whitespace() && *it != ';').collect();
    let settings =
        script.strip_prefix("(adsbygoogle=window.adsbygoogle||[]).push({").and_then(|it| it.strip_suffix("})"));
    settings.is_some_and(|it| !it.contains(['(', ')', '{', '}']))
}

/// The text of a span without the tags in it.
fn without_tags(text: &str, span: Span, tags: &[(Span, Tag<'_>)]) -> String {
    let mut words = String::new();
    let mut at = span.start;
    for (tag, _) in tags {
        words.push_str(&text[(at - span.start) as usize..(tag.start - span.start) as usize]);
        at = tag.end;
    }
    words.push_str(&text[(at - span.start) as usize..]);
    words
}
