//! Regions between comments that announce adverts.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    BlockKind, Evidence, RuleId, Span, Tag,
};

use crate::{Category, Claims, Context, Phase, Rule, words::n_words};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("affiliate-block"),
    phase: Phase::Markup,
    category: Category::Advert,
    summary: "regions between comments that announce adverts",
    explanation: include_str!("affiliate_block.md"),
    since: "0.1.0",
    check,
};

/// Comments of these words and no other announce an advert.
const AD_WORDS: &[&str] = &[
    "ad",
    "ads",
    "adsense",
    "advert",
    "adverts",
    "advertisement",
    "advertisements",
    "advertising",
    "affiliate",
    "affiliates",
    "sponsor",
    "sponsored",
    "sponsors",
];
const FILLERS: &[&str] = &[
    "area", "article", "banner", "banners", "block", "box", "code", "content", "google", "here", "in", "inline",
    "link", "links", "of", "post", "region", "section", "slot", "the", "unit", "widget",
];
const BEGIN_WORDS: &[&str] = &["begin", "begins", "open", "start", "starts"];
const END_WORDS: &[&str] = &["close", "end", "ends", "stop", "stops"];

/// An article between the marks of a broken template has more words than an advert.
const MOST_WORDS: usize = 120;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let mut open: Option<(Span, Vec<String>)> = None;
    for (span, tag) in ctx.document.tags() {
        let Tag::Comment { text, .. } = tag else { continue };
        match announcement(text) {
            Some((Side::Begin, words)) => open = Some((span, words)),
            Some((Side::End, words)) => {
                let Some((start, begun)) = open.take() else { continue };
                // The end of another kind of advert: somebody has forgotten a mark.
                if begun != words {
                    continue;
                }
                let region = start.to(span);
                let applicability = if is_advert_sized(ctx, region) { Safe } else { Unsafe };
                claims.remove(
                    ctx.whole_lines(region),
                    applicability,
                    Evidence::Markup(ctx.document.text(start).into()),
                );
            }
            None => {}
        }
    }
}

enum Side {
    Begin,
    End,
}

/// Which side of an advert a comment announces, and its other words.
fn announcement(comment: &str) -> Option<(Side, Vec<String>)> {
    let comment = comment.to_lowercase();
    let is_closing = comment.trim_start().starts_with('/');
    let mut words: Vec<String> =
        comment.split(|it: char| !it.is_alphabetic()).filter(|it| !it.is_empty()).map(str::to_string).collect();
    let n_words = words.len();
    let is = |list: &[&str], word: &str| list.contains(&word);
    let begins = words.iter().filter(|it| is(BEGIN_WORDS, it)).count();
    let ends = words.iter().filter(|it| is(END_WORDS, it)).count() + usize::from(is_closing);
    words.retain(|it| !is(BEGIN_WORDS, it) && !is(END_WORDS, it));
    let is_closed = words.iter().all(|it| is(AD_WORDS, it) || is(FILLERS, it));
    if n_words == 0 || !is_closed || !words.iter().any(|it| is(AD_WORDS, it)) {
        return None;
    }
    match (begins, ends) {
        (1, 0) => Some((Side::Begin, words)),
        (0, 1) => Some((Side::End, words)),
        _ => None,
    }
}

fn is_advert_sized(ctx: &Context<'_>, region: Span) -> bool {
    let blocks = ctx.document.blocks.iter().filter(|it| it.span.overlaps(region));
    let mut words = 0;
    for block in blocks {
        match block.kind {
            BlockKind::Heading(_) => return false,
            BlockKind::Html => words += html_words(ctx.document.text(block.span)),
            _ => words += n_words(&ctx.reader_text(block)),
        }
    }
    words <= MOST_WORDS
}

fn html_words(html: &str) -> usize {
    let fragment = scraper::Html::parse_fragment(html);
    fragment.root_element().text().map(n_words).sum()
}
