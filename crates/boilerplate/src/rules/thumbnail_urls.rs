//! Picture keys that hold several addresses.

use unchaff_document::{Applicability::Safe, Evidence, RuleId};
use unchaff_front_matter::set;

use crate::picture_keys::{MOST_PICTURE_KEYS, is_picture_key};
use crate::{Category, Claims, Context, Phase, Rule};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("thumbnail-urls"),
    phase: Phase::Markup,
    category: Category::FrontMatter,
    summary: "picture keys that hold several addresses",
    explanation: include_str!("thumbnail_urls.md"),
    since: "0.1.0",
    check,
};

const PICTURE_ENDINGS: &[&str] =
    &["avif", "bmp", "gif", "ico", "jfif", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"];

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    // Every proof reads the header again: a header of a thousand pictures is none of ours.
    for entry in ctx.front_matter.entries().into_iter().filter(is_picture_key).take(MOST_PICTURE_KEYS) {
        let content = entry.content_span();
        let Ok(value) = std::str::from_utf8(&ctx.front_matter.source()[content.clone()]) else { continue };
        let urls: Vec<&str> = value.split_ascii_whitespace().collect();
        // Any other word makes it something else: a file name with blanks, a `srcset`.
        if urls.len() < 2 || !urls.iter().all(|it| is_url(it)) {
            continue;
        }
        let Some(picture) = urls.iter().rev().find(|it| is_picture(it)) else { continue };
        let key = entry.key().expect("entries of a header have keys");
        // A header that would read otherwise than wished stays as it is.
        let Ok(splice) = set(ctx.front_matter, key, *picture) else { continue };
        let splice = splice.narrowed(ctx.front_matter.source());
        claims.splice(splice, Safe, Evidence::Value(format!("{key}: {} addresses", urls.len())));
    }
}

fn is_url(word: &str) -> bool {
    ["https://", "http://", "//"].iter().any(|it| word.strip_prefix(it).is_some_and(|rest| rest.contains('.')))
}

fn is_picture(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let Some((_, ending)) = path.rsplit_once('.') else { return false };
    PICTURE_ENDINGS.iter().any(|it| ending.eq_ignore_ascii_case(it))
}
