//! Sign-up boxes for newsletters.

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Evidence, Kind, RuleId, Span, Tag, element_pairs,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    vocabulary::vocabulary,
    words::{n_words, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("newsletter-block"),
    phase: Phase::Structure,
    category: Category::Newsletter,
    summary: "sign-up boxes for newsletters",
    explanation: include_str!("newsletter_block.md"),
    since: "0.1.0",
    check,
};

/// Name, pitch and perhaps a line on other letters stand between the heading and the button.
const MOST_BLOCKS: usize = 3;
const MOST_WORDS: usize = 80;

/// A pitch without a heading is one line.
const MOST_WORDS_OF_PITCH: usize = 30;

/// Button, field, small print and the link to the other letters, each perhaps twice.
const MOST_CLOSING_BLOCKS: usize = 8;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let last_button = ctx.blocks.iter().rposition(|it| is_button(ctx, it));
    for (index, block) in ctx.blocks.iter().enumerate() {
        if let Some(heading) = heading(ctx, block) {
            check_box(ctx, claims, index, heading);
        } else if last_button.is_some_and(|it| index <= it) && (is_pitch(ctx, block) || is_field(ctx, block)) {
            check_box_without_heading(ctx, claims, index);
        }
    }
    check_forms(ctx, claims);
}

fn heading(ctx: &Context<'_>, block: &Block) -> Option<String> {
    let text = ctx.heading_text(block).filter(|_| ctx.stands_alone(block))?;
    let headings = &vocabulary().newsletter_headings;
    // "Keep your hands warm: get the knitting newsletter"
    let is_after_mark = || text.rsplit_once([':', '：', '–', '—']).is_some_and(|it| headings.contains(it.1));
    (ctx.is_one_of(block, headings) || is_after_mark()).then(|| text.to_string())
}

fn check_box(ctx: &Context<'_>, claims: &mut Claims<'_>, index: usize, heading: String) {
    let Some(first) = closing_start(ctx, index + 1) else { return };
    let closing = closing(ctx, first);
    let has_pitch = first > index + 1;
    // The link to the other letters and the field are what no author writes; without them the box is only likely.
    let is_sure = closing.has_button && (has_pitch && closing.has_see_all || closing.has_address_field);
    // A button that leads somewhere may be an author's invitation, unless the words are those of a sign-up box.
    let is_pitched = || ctx.blocks[index + 1..first].iter().any(|it| is_pitch(ctx, it));
    let is_box =
        is_sure || closing.has_dead_button || has_pitch && closing.has_terms || closing.has_button && is_pitched();
    if !is_box {
        return;
    }
    let span = Span::new(ctx.blocks[index].span.start, ctx.blocks[closing.last].span.end);
    claims.remove(span, if is_sure { Safe } else { Unsafe }, Evidence::Heading(heading));
}

/// A pitch or a field, then a button.
fn check_box_without_heading(ctx: &Context<'_>, claims: &mut Claims<'_>, index: usize) {
    let block = ctx.blocks[index];
    // What begins with the heading of a box, or goes on from the block before, is claimed there.
    let is_begun = index.checked_sub(1).is_some_and(|it| {
        let before = ctx.blocks[it];
        is_field(ctx, before) || is_pitch(ctx, before) || heading(ctx, before).is_some()
    });
    if is_begun {
        return;
    }
    let first = if is_field(ctx, block) { index } else { index + 1 };
    let closing = closing(ctx, first);
    if closing.has_dead_button || closing.has_button && (closing.has_address_field || is_pitch(ctx, block)) {
        let span = block.span.to(ctx.blocks[closing.last].span);
        claims.remove(span, Unsafe, Evidence::Phrase(ctx.reader_text(block).to_string()));
    }
}

/// The index of the first field, button or small print, if only a pitch stands between.
fn closing_start(ctx: &Context<'_>, first: usize) -> Option<usize> {
    let mut words = 0;
    for (index, block) in ctx.blocks.iter().enumerate().skip(first).take(MOST_BLOCKS + 1) {
        if is_button(ctx, block) || is_field(ctx, block) || has_consent(ctx, block) {
            return Some(index);
        }
        words += ctx.n_words(block);
        let is_words = ctx.link_line(block).is_some_and(|it| it.links.is_empty() && !it.has_image);
        let is_pitch = block.kind == (BlockKind::Paragraph { tight: false }) && ctx.stands_alone(block) && is_words;
        if !is_pitch || words > MOST_WORDS {
            return None;
        }
    }
    None
}

/// The end of a box.
#[derive(Default)]
struct Closing {
    has_button: bool,
    /// Whether the button is no link, or one that leads nowhere.
    has_dead_button: bool,
    /// Whether a field takes the address for the letters: other forms ask for names too.
    has_address_field: bool,
    /// Whether small print begins with what a reader agrees to: an author may promise no spam in passing.
    has_terms: bool,
    has_see_all: bool,
    /// The index of its last block.
    last: usize,
}

/// The fields, buttons and small print from `first` on.
fn closing(ctx: &Context<'_>, first: usize) -> Closing {
    let mut closing = Closing::default();
    for (index, block) in ctx.blocks.iter().enumerate().skip(first).take(MOST_CLOSING_BLOCKS) {
        if closing.has_button && is_see_all(ctx, block) {
            closing.has_see_all = true;
            closing.last = index;
            break;
        }
        if is_button(ctx, block) && !closing.has_button {
            closing.has_button = true;
            closing.has_dead_button = is_dead(ctx, block);
        } else if is_field(ctx, block) {
            let text = ctx.reader_text(block).to_lowercase();
            closing.has_address_field |= ADDRESS_WORDS.iter().any(|it| text.contains(it));
        } else if has_consent(ctx, block) {
            let consents = &vocabulary().newsletter_consents;
            closing.has_terms |= consents.start_of(ctx.reader_text(block)).is_some();
        } else {
            break;
        }
        closing.last = index;
    }
    closing
}

fn is_button(ctx: &Context<'_>, block: &Block) -> bool {
    block.kind.is_paragraph() && ctx.stands_alone(block) && ctx.is_one_of(block, &vocabulary().subscribe_buttons)
}

/// Parts of the words for letters and their addresses.
const ADDRESS_WORDS: &[&str] = &["correo", "courriel", "mail", "почт", "メール", "메일", "邮"];

fn is_dead(ctx: &Context<'_>, block: &Block) -> bool {
    ctx.link_line(block).is_some_and(|it| it.links.iter().all(|it| it.target.ends_with('#')))
}

fn is_field(ctx: &Context<'_>, block: &Block) -> bool {
    let is_line = block.kind.is_paragraph() && ctx.stands_alone(block);
    let fields = || ctx.pieces(block, &[&vocabulary().newsletter_fields]);
    is_line && !ctx.reader_text(block).ends_with(['.', '。']) && fields().is_some_and(|it| !it.is_empty())
}

/// A short line with a phrase that promises letters.
fn is_pitch(ctx: &Context<'_>, block: &Block) -> bool {
    let is_line = block.kind == (BlockKind::Paragraph { tight: false }) && ctx.stands_alone(block);
    let is_words = || ctx.link_line(block).is_some_and(|it| it.links.is_empty() && !it.has_image);
    is_line
        && ctx.n_words(block) <= MOST_WORDS_OF_PITCH
        && is_words()
        && vocabulary().newsletter_pitches.found_in(ctx.plain_words(block)).is_some()
}

fn has_consent(ctx: &Context<'_>, block: &Block) -> bool {
    let is_line = block.kind == (BlockKind::Paragraph { tight: false }) && ctx.stands_alone(block);
    is_line
        && ctx.n_words(block) <= MOST_WORDS
        && vocabulary().newsletter_consents.found_in(ctx.plain_words(block)).is_some()
}

fn is_see_all(ctx: &Context<'_>, block: &Block) -> bool {
    let Some(line) = ctx.link_line(block) else { return false };
    block.kind.is_paragraph()
        && line.is_only_links()
        && line.links.len() == 1
        && vocabulary().see_all_links.contains(&line.links[0].text)
}

/// Who takes in addresses of readers and does little else.
const MAILING_SERVICES: &[&str] = &[
    "app.convertkit.com/forms",
    "app.kit.com/forms",
    "assets.mailerlite.com/",
    "buttondown.com/",
    "buttondown.email/",
    "ck.page/",
    "emailoctopus.com/",
    "embeds.beehiiv.com/",
    "feedburner.google.com/fb/a/mailverify",
    "follow.it/subscription",
    "getrevue.co/",
    "list-manage.com/subscribe",
    "sendfox.com/",
    "sibforms.com/",
    "subscribe.wordpress.com",
    "substack.com/api",
    "substack.com/embed",
    "tinyletter.com/",
];

/// Forms and frames in raw HTML.
fn check_forms(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if ctx.document.kind == Kind::Html {
        return;
    }
    let tags = ctx.tags();
    for element in ["form", "iframe"] {
        let of_name = |it: &&(Span, Tag<'_>)| match &it.1 {
            Tag::Open { name, .. } | Tag::Close { name, .. } => name.eq_ignore_ascii_case(element),
            Tag::Comment { .. } => false,
        };
        for (start, end) in element_pairs(tags.iter().filter(of_name)) {
            let tag = ctx.document.text(start);
            let service = MAILING_SERVICES.iter().find(|it| tag.contains(*it)).copied();
            let first = tags.partition_point(|it| it.0.start < start.end);
            let last = tags.partition_point(|it| it.0.start < end.start);
            let inner = &tags[first..last];
            let text = words_between(ctx, Span::new(start.end, end.start), inner);
            let is_short = n_words(&text) <= MOST_WORDS;
            let takes_address = inner.iter().any(|(_, it)| is_address_field(it));
            let span = ctx.whole_lines(start.to(end));
            match service {
                Some(it) if element == "iframe" && text.trim().is_empty() || takes_address && is_short => {
                    // More than a pitch may be what the author says of the letters.
                    let is_pitch = n_words(&text) <= MOST_WORDS_OF_PITCH;
                    claims.remove(span, if is_pitch { Safe } else { Unsafe }, Evidence::Markup(it.into()));
                }
                None if takes_address && is_short && has_subscribe_button(&text, inner) => {
                    claims.remove(span, Unsafe, Evidence::Markup("form".into()));
                }
                _ => {}
            }
        }
    }
}

/// `<input type="email">`, or one whose name says it.
fn is_address_field(tag: &Tag<'_>) -> bool {
    let Tag::Open { name, attributes, .. } = tag else { return false };
    let attributes = attributes.to_ascii_lowercase();
    name.eq_ignore_ascii_case("input") && ["\"email\"", "'email'", "=email"].iter().any(|it| attributes.contains(it))
}

fn has_subscribe_button(text: &str, inner: &[(Span, Tag<'_>)]) -> bool {
    let buttons = &vocabulary().subscribe_buttons;
    let is_button = |it: &Tag<'_>| match it {
        Tag::Open { name, attributes, .. } if name.eq_ignore_ascii_case("input") => {
            attributes.split(['"', '\'']).any(|it| buttons.contains(it))
        }
        _ => false,
    };
    let headings = &vocabulary().newsletter_headings;
    let is_newsletter = text.lines().any(|it| headings.contains(it)) || headings.found_in(&plain_words(text)).is_some();
    let has_button = text.lines().any(|it| buttons.contains(it)) || inner.iter().any(|(_, it)| is_button(it));
    // "Sign up" may be the button of any form.
    has_button && is_newsletter || text.lines().any(|it| buttons.contains(it) && headings.contains(it))
}

/// What a reader sees of an element: each piece between two tags a line.
fn words_between(ctx: &Context<'_>, span: Span, tags: &[(Span, Tag<'_>)]) -> String {
    let mut words = String::new();
    let mut at = span.start;
    for (tag, _) in tags {
        words.push_str(ctx.document.text(Span::new(at, tag.start.max(at))));
        words.push('\n');
        at = tag.end.max(at);
    }
    words.push_str(ctx.document.text(Span::new(at, span.end.max(at))));
    words
}
