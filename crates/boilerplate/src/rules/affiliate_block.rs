//! Regions between comments that announce adverts.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Evidence, RuleId, Span, Tag, html_tags,
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
pub(crate) const AD_WORDS: &[&str] = &[
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

/// Words that say more than they mean: sponsors may be thanked, and AD may stand for anything.
const WEAK_WORDS: &[&str] = &["ad", "sponsor", "sponsored", "sponsors"];

/// An article between the marks of a broken template has more to say than an advert.
const MOST_WORDS: usize = 120;
const MOST_BYTES: usize = 1200;
const MOST_WEAK_WORDS: usize = 20;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let mut open: Option<(Span, Vec<String>)> = None;
    for &(span, ref tag) in ctx.tags() {
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
                let lines = ctx.whole_lines(region);
                let inside = Span::new(start.end, span.start);
                let is_weak =
                    begun.iter().all(|it| WEAK_WORDS.contains(&it.as_str()) || FILLERS.contains(&it.as_str()));
                let applicability = if is_advert(ctx, inside, is_weak) { Safe } else { Unsafe };
                claims.remove(lines, applicability, Evidence::Markup(ctx.document.text(start).into()));
            }
            None => {}
        }
    }
}

/// Whether a region holds what adverts hold: something to click or to load, and few words beside it.
fn is_advert(ctx: &Context<'_>, inside: Span, is_weak: bool) -> bool {
    if inside.is_empty() {
        return true;
    }
    let first = ctx.document.block_at(inside.start).unwrap_or(0);
    let blocks = ctx.document.blocks[first..].iter().take_while(|it| it.span.start < inside.end);
    let has_heading = blocks.clone().any(|it| it.kind.is_heading());
    let text = ctx.document.text(inside);
    if has_heading || text.len() > 16 * MOST_BYTES {
        return false;
    }
    let seen = Seen::in_html(text);
    // Links and pictures written in Markdown: the author's, unless the marks leave no doubt.
    let links_in_markdown = text.contains("](");
    let has_bait = seen.has_bait || links_in_markdown && !is_weak;
    let most_words = if is_weak { MOST_WEAK_WORDS } else { MOST_WORDS };
    let is_silent = seen.n_words == 0 && !links_in_markdown;
    (has_bait || is_silent) && !seen.has_own_heading && seen.n_words <= most_words && seen.n_bytes <= MOST_BYTES
}

/// Elements to click or to load.
const BAIT: &[&str] = &["a", "embed", "iframe", "img", "ins", "object", "script", "video"];

/// What a reader sees of raw HTML.
#[derive(Default)]
struct Seen {
    n_words: usize,
    n_bytes: usize,
    /// Something to click or to load.
    has_bait: bool,
    /// A heading that is no link.
    has_own_heading: bool,
}

impl Seen {
    fn in_html(html: &str) -> Self {
        let mut seen = Self::default();
        let (mut is_in_link, mut is_in_heading) = (false, false);
        let mut at = 0;
        for tag in html_tags(html) {
            seen.add_text(&html[at..tag.range().start], is_in_heading && !is_in_link);
            at = tag.range().end;
            let (Tag::Open { name, .. } | Tag::Close { name, .. }) = tag else { continue };
            let opens = matches!(tag, Tag::Open { .. });
            let is_one_of = |names: &[&str]| names.iter().any(|it| name.eq_ignore_ascii_case(it));
            if is_one_of(&["a"]) {
                is_in_link = opens;
            } else if is_one_of(&["h1", "h2", "h3", "h4", "h5", "h6"]) {
                is_in_heading = opens;
            }
            seen.has_bait |= opens && is_one_of(BAIT);
        }
        seen.add_text(&html[at..], is_in_heading && !is_in_link);
        seen
    }

    fn add_text(&mut self, text: &str, is_own_heading: bool) {
        self.n_words += n_words(text);
        self.n_bytes += text.trim().len();
        self.has_own_heading |= is_own_heading && !text.trim().is_empty();
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
