//! Buttons for sharing a page.

use std::{collections::BTreeSet, sync::LazyLock};

use ego_tree::iter::Edge;
use scraper::{Html, node::Node};
use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Container, Evidence, InlineKind, Kind, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::{MOST_BYTES, TEXT_ELEMENTS, is_deep},
    phrases::{Head, Phrases},
    vocabulary::vocabulary,
    words::{may_have_pieces, pieces},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("share-bar"),
    phase: Phase::Structure,
    category: Category::Sharing,
    summary: "buttons for sharing a page",
    explanation: include_str!("share_bar.md"),
    since: "0.1.0",
    check,
};

/// Where networks take what is shared: host and path, without `www.`. Sorted, and none begins with another. Whoever only links to his profile there
/// has another address.
const SHARE_ADDRESSES: &[&str] = &[
    "addthis.com/bookmark",
    "addtoany.com/",
    "api.addthis.com/",
    "api.whatsapp.com/send",
    "b.hatena.ne.jp/add",
    "bsky.app/intent",
    "buffer.com/add",
    "bufferapp.com/add",
    "connect.ok.ru/",
    "connect.qq.com/widget",
    "digg.com/submit",
    "evernote.com/clip",
    "facebook.com/dialog/feed",
    "facebook.com/dialog/send",
    "facebook.com/dialog/share",
    "facebook.com/share.php",
    "facebook.com/sharer",
    "fb-messenger://share",
    "getpocket.com/edit",
    "getpocket.com/save",
    "instapaper.com/edit",
    "line.me/r/msg",
    "lineit.line.me/share",
    "linkedin.com/cws/share",
    "linkedin.com/sharearticle",
    "linkedin.com/sharing",
    "mailto:?",
    "meneame.net/submit",
    "mix.com/add",
    "news.ycombinator.com/submitlink",
    "pinterest.com/pin/create",
    "plus.google.com/share",
    "reddit.com/submit",
    "service.weibo.com/share",
    "share.flipboard.com/",
    "share.naver.com/",
    "sms:?",
    "sns.qzone.qq.com/",
    "social-plugins.line.me/",
    "story.kakao.com/share",
    "stumbleupon.com/submit",
    "t.me/share",
    "telegram.me/share",
    "tg://msg",
    "threads.net/intent",
    "toot.kytta.dev/",
    "tumblr.com/share",
    "tumblr.com/widgets/share",
    "twitter.com/home?status",
    "twitter.com/intent",
    "twitter.com/share",
    "viber://forward",
    "vk.com/share.php",
    "vkontakte.ru/share.php",
    "wa.me/?text",
    "web.skype.com/share",
    "web.whatsapp.com/send",
    "whatsapp://send",
    "x.com/intent",
    "x.com/share",
    "xing.com/social_plugins/share",
    "xing.com/spi/shares",
];

/// Names that are the same in all languages.
static NETWORKS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(vec![
        "addthis",
        "addtoany",
        "blogger",
        "bluesky",
        "buffer",
        "digg",
        "evernote",
        "facebook",
        "facebook messenger",
        "fb",
        "flipboard",
        "google",
        "google plus",
        "hacker news",
        "hatena",
        "instagram",
        "instapaper",
        "kakaotalk",
        "line",
        "linkedin",
        "mastodon",
        "messenger",
        "mewe",
        "mix",
        "naver",
        "odnoklassniki",
        "ok",
        "pinterest",
        "pocket",
        "qzone",
        "reddit",
        "rss",
        "skype",
        "snapchat",
        "stumbleupon",
        "telegram",
        "threads",
        "tiktok",
        "tumblr",
        "twitter",
        "viber",
        "vk",
        "vkontakte",
        "wechat",
        "weibo",
        "whatsapp",
        "x",
        "x twitter",
        "xing",
        "youtube",
    ])
});

/// Classes of elements which scripts of such services fill with buttons.
const BUTTON_CLASSES: &[&str] = &[
    "a2a_kit",
    "addthis_inline_share_toolbox",
    "addthis_sharing_toolbox",
    "addthis_toolbox",
    "addtoany_share_save_container",
    "fb-like",
    "fb-share-button",
    "shareaholic-canvas",
    "sharethis-inline-share-buttons",
    "social-share",
    "twitter-share-button",
];

/// An author lists a few networks; so many in one line without a comma between are buttons.
const FEWEST_NETWORKS_ALONE: usize = 4;
const FEWEST_NAMES_UNDER_LABEL: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if ctx.document.kind == Kind::Html {
        return;
    }
    let mut index = 0;
    while index < ctx.blocks.len() {
        let first = index;
        let mut run = Vec::new();
        while let Some(piece) = ctx.blocks.get(index).and_then(|it| piece(ctx, it)) {
            run.push(piece);
            index += 1;
        }
        if run.is_empty() {
            index += 1;
        } else {
            check_run(ctx, claims, first, &run);
        }
    }
}

/// What a block is to a bar of buttons.
enum Piece {
    /// "Share this:".
    Label(String),
    /// Links to share addresses, and not a word beside them but labels, names and counts.
    Buttons(Buttons),
    /// Names of networks and buttons that lead elsewhere or nowhere.
    Names { n_names: usize, n_networks: usize, is_linked: bool, has_profile: bool, is_listed: bool },
    /// A heading without words.
    Empty,
}

#[derive(Default)]
struct Buttons {
    /// The share addresses that the links lead to.
    addresses: BTreeSet<&'static str>,
    /// Whether something is shared there: tutorials name the bare addresses.
    has_query: bool,
    /// Whether it is a page: words to tweet or to write in a letter are the author's.
    shares_page: bool,
    /// Whether a picture without a description is a button.
    has_bare_picture: bool,
    /// Whether a script fills it with buttons.
    is_filled: bool,
    has_label: bool,
    /// Whether a name leads somewhere else: perhaps to the author.
    has_profile: bool,
}

/// Claims what of the blocks from `first` on, one for each piece, is a bar.
fn check_run(ctx: &Context<'_>, claims: &mut Claims<'_>, first: usize, run: &[Piece]) {
    let rows: Vec<&Buttons> =
        run.iter().filter_map(|it| if let Piece::Buttons(it) = it { Some(it) } else { None }).collect();
    let label = run.iter().position(|it| matches!(it, Piece::Label(_)));
    if rows.is_empty() {
        return check_names(ctx, claims, first, run, label);
    }
    let addresses: BTreeSet<&str> = rows.iter().flat_map(|it| it.addresses.iter().copied()).collect();
    // A picture of the article may be linked to one network, and is not linked to two.
    if rows.iter().any(|it| it.has_bare_picture) && addresses.len() < 2 {
        return;
    }
    let is_row = |it: &Piece| matches!(it, Piece::Buttons(_));
    let first_row = run.iter().position(is_row).expect("there are rows");
    let last_row = run.iter().rposition(is_row).expect("there are rows");
    let is_in_list = |at: usize| {
        let list = list_of(ctx.blocks[first + at]);
        list.is_some() && [first_row, last_row].iter().any(|it| list_of(ctx.blocks[first + it]) == list)
    };
    let label = label.filter(|it| *it < first_row);
    let start =
        label.unwrap_or_else(|| (0..first_row).rev().take_while(|it| is_in_list(*it)).last().unwrap_or(first_row));
    let belongs = |at: &usize| is_in_list(*at) || matches!(run[*at], Piece::Names { is_linked: true, .. });
    let end = (last_row + 1..run.len()).take_while(belongs).last().unwrap_or(last_row);
    let has_label = label.is_some() || rows.iter().any(|it| it.has_label);
    let has_profile = run[start..=end].iter().any(|it| match it {
        Piece::Buttons(it) => it.has_profile,
        Piece::Names { has_profile, .. } => *has_profile,
        Piece::Label(_) | Piece::Empty => false,
    });
    // "This is what the button looks like:"
    let is_shown = label.is_none()
        && (first + start).checked_sub(1).is_some_and(|it| ctx.reader_text(ctx.blocks[it]).ends_with([':', '：']));
    let shares_page = rows.iter().any(|it| it.shares_page);
    let is_alone = addresses.len() < 2 && !has_label;
    if is_alone && !shares_page && rows.iter().any(|it| it.has_query) {
        return;
    }
    let is_filled = rows.iter().any(|it| it.is_filled);
    let is_sure = (has_label || is_filled || shares_page && !is_alone) && !has_profile && !is_shown;
    let applicability = if is_sure { Safe } else { Unsafe };
    let evidence = || Evidence::Markup(addresses.iter().copied().collect::<Vec<_>>().join(" "));
    let block = |at: usize| ctx.blocks[first + at];
    let mut row_start = start;
    if label.is_some() && block(start).kind.is_heading() && !is_followed_by_heading(ctx, first + start, first + end + 1)
    {
        // Text that follows without a heading of its own may belong under this one.
        claims.remove(block(start).span, Unsafe, evidence());
        row_start += 1;
    }
    claims.remove(block(row_start).span.to(block(end).span), applicability, evidence());
}

/// Labels and names without a share address: wording alone.
fn check_names(ctx: &Context<'_>, claims: &mut Claims<'_>, first: usize, run: &[Piece], label: Option<usize>) {
    let block = |at: usize| ctx.blocks[first + at];
    if let Some(label) = label {
        let Piece::Label(text) = &run[label] else { return };
        let mut n_names = 0;
        let mut end = label;
        for (at, piece) in run.iter().enumerate().skip(label + 1) {
            if let Piece::Names { n_names: n, .. } = piece {
                n_names += n;
                end = at;
            }
        }
        // "Follow us" over profiles is the author's invitation.
        let has_profile = run.iter().any(|it| matches!(it, Piece::Names { has_profile: true, .. }));
        if n_names >= FEWEST_NAMES_UNDER_LABEL && !has_profile {
            claims.remove(block(label).span.to(block(end).span), Unsafe, Evidence::Label(text.clone()));
        } else if run.len() == 1 && stands_for_nothing(ctx, first) {
            claims.remove(block(label).span, Unsafe, Evidence::Label(text.clone()));
        }
        return;
    }
    for (at, piece) in run.iter().enumerate() {
        let &Piece::Names { n_networks, is_linked: false, is_listed: false, .. } = piece else { continue };
        if n_networks >= FEWEST_NETWORKS_ALONE && block(at).containers.is_empty() {
            claims.remove(block(at).span, Unsafe, Evidence::Phrase(ctx.reader_text(block(at)).to_string()));
        }
    }
}

/// Whether a label has nothing of its own: it is the only item of its list, a heading without text, or a line that
/// introduces nothing.
fn stands_for_nothing(ctx: &Context<'_>, index: usize) -> bool {
    let block = ctx.blocks[index];
    let (before, after) = (index.checked_sub(1).map(|it| ctx.blocks[it]), ctx.blocks.get(index + 1).copied());
    if let Some(list) = list_of(block) {
        let is_in_list = |it: &Block| it.containers.iter().any(|it| it.id() == list);
        return !before.is_some_and(is_in_list) && !after.is_some_and(is_in_list);
    }
    let is_over_text = !is_followed_by_heading(ctx, index, index + 1);
    let is_label = |text: &str| !block.kind.is_heading() && text.ends_with([':', '：']);
    match ctx.heading_text(block).map(is_label) {
        Some(false) => !is_over_text,
        Some(true) => after.is_none_or(|it| !is_over_text || it.kind.is_paragraph() && it.containers.is_empty()),
        None => true,
    }
}

/// Whether at `next` the document ends, or a rule stands, or a heading that is not below the one at `index`.
fn is_followed_by_heading(ctx: &Context<'_>, index: usize, next: usize) -> bool {
    ctx.blocks.get(next).is_none_or(|it| match (it.kind, ctx.blocks[index].kind) {
        (BlockKind::Heading(next), BlockKind::Heading(this)) => next <= this,
        (kind, _) => matches!(kind, BlockKind::Heading(_) | BlockKind::ThematicBreak),
    })
}

/// The innermost list a block stands in.
fn list_of(block: &Block) -> Option<u32> {
    block.containers.iter().rev().find(|it| matches!(it, Container::List { .. })).map(|it| it.id())
}

fn piece(ctx: &Context<'_>, block: &Block) -> Option<Piece> {
    // What stands in a quote or a footnote somebody else has put there.
    if block.containers.iter().any(|it| matches!(it, Container::Quote { .. } | Container::Footnote { .. })) {
        return None;
    }
    if is_something_else(ctx, block) {
        return None;
    }
    let parts = match block.kind {
        BlockKind::Paragraph { .. } | BlockKind::Heading(_) => parts(ctx, block)?,
        BlockKind::Html => html_parts(ctx.document.text(block.span))?,
        _ => return None,
    };
    if parts.iter().any(|it| it.share_address.is_some()) {
        return buttons(&parts).filter(|_| !block.kind.is_heading()).map(Piece::Buttons);
    }
    let has_image = parts.iter().any(|it| it.has_image);
    let text = parts.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" ");
    let is_linked = parts.iter().any(|it| it.is_link);
    if vocabulary().share_labels.contains(&text) && !text.trim_end().ends_with(['.', '。']) {
        // A picture of a Share button belongs to the article that explains the button.
        let is_label = !has_image || !is_name(&text.to_lowercase());
        return (is_label && !is_linked).then(|| Piece::Label(text.trim().to_string()));
    }
    let names = pieces(&text, &name_lists()).filter(|_| block.kind.is_paragraph() && !has_image)?;
    if names.is_empty() {
        let is_empty = block.kind.is_heading() && text.trim().is_empty();
        return is_empty.then_some(Piece::Empty);
    }
    let has_profile = parts.iter().any(is_profile);
    let n_networks = names.iter().filter(|it| NETWORKS.contains_words(it)).count();
    let has_break = ctx.document.inlines(block).iter().any(|it| it.kind == InlineKind::HardBreak);
    let is_listed = has_break || text.contains([',', ';', '、', '，', '；', '.', '。']);
    Some(Piece::Names { n_names: names.len(), n_networks, is_linked, has_profile, is_listed })
}

/// Whether a block of text shows by how it begins that it is no part of a bar, as nearly all do.
fn is_something_else(ctx: &Context<'_>, block: &Block) -> bool {
    // Enough to tell the head, unless there are more marks than words.
    const ENOUGH: usize = 80;
    let inlines = ctx.document.inlines(block);
    let is_button = |it: &InlineKind<'_>| match it {
        InlineKind::ImageStart { .. } | InlineKind::Html => true,
        InlineKind::LinkStart { target } => share_address(target).is_some(),
        _ => false,
    };
    if block.kind == BlockKind::Html || inlines.iter().any(|it| is_button(&it.kind)) {
        return false;
    }
    let [networks, buttons] = name_lists();
    let lists = [networks, buttons, &vocabulary().share_labels];
    if !inlines.iter().any(|it| matches!(it.kind, InlineKind::LinkStart { .. })) {
        return !ctx.may_have_pieces(block, &lists);
    }
    let mut start = String::new();
    for inline in inlines {
        if start.len() >= ENOUGH {
            break;
        }
        match &inline.kind {
            InlineKind::Text(it) => start.push_str(it),
            InlineKind::EmphasisStart(_) | InlineKind::EmphasisEnd => {}
            _ => start.push(' '),
        }
    }
    let head = Head::of(&start);
    let [networks, buttons] = name_lists();
    (head.is_full() || start.len() < ENOUGH) && !may_have_pieces(head, &[networks, buttons, &vocabulary().share_labels])
}

/// The parts of a row, if each is a button or a label.
fn buttons(parts: &[Part]) -> Option<Buttons> {
    let mut buttons = Buttons::default();
    for part in parts {
        let [networks, buttons_of_all] = name_lists();
        let words = pieces(&part.text, &[networks, buttons_of_all, &vocabulary().share_labels])?;
        buttons.has_label |= !part.is_link && words.iter().any(|it| vocabulary().share_labels.contains(it));
        buttons.has_profile |= is_profile(part);
        let Some(address) = part.share_address else { continue };
        buttons.addresses.insert(address);
        buttons.has_query |= part.has_query;
        buttons.shares_page |= part.shares_page;
        buttons.is_filled |= part.is_filled;
        buttons.has_bare_picture |= part.has_image && words.is_empty();
    }
    Some(buttons)
}

/// Whether a part is the name of a network, or a word like Email, that leads to somebody: "Print" and "Copy link" lead
/// nowhere.
fn is_profile(part: &Part) -> bool {
    let is_network =
        pieces(&part.text, &name_lists()).is_some_and(|it| it.iter().any(|it| NETWORKS.contains_words(it)));
    part.is_link && part.share_address.is_none() && (part.is_mail || part.is_elsewhere && is_network)
}

fn is_name(text: &str) -> bool {
    name_lists().iter().any(|it| it.contains(text))
}

/// The names of networks, and the words of buttons.
fn name_lists() -> [&'static Phrases; 2] {
    [&NETWORKS, &vocabulary().share_buttons]
}

/// A link, or the words between two.
#[derive(Default)]
struct Part {
    is_link: bool,
    share_address: Option<&'static str>,
    has_query: bool,
    shares_page: bool,
    is_filled: bool,
    /// Whether it leads out of the page.
    is_elsewhere: bool,
    is_mail: bool,
    /// Its words, descriptions of pictures included.
    text: String,
    has_image: bool,
}

impl Part {
    fn link(target: &str) -> Self {
        let share_address = share_address(target);
        let has_query = target.split_once('?').is_some_and(|(_, it)| !it.is_empty());
        let is_elsewhere = target.starts_with("http") || target.starts_with('/');
        let is_mail = target.starts_with("mailto:");
        let shares_page = share_address == Some(OWN_ADDRESS) || names_page(target);
        Self { is_link: true, share_address, has_query, shares_page, is_elsewhere, is_mail, ..Self::default() }
    }
}

/// The share address that a target is, if any.
fn share_address(target: &str) -> Option<&'static str> {
    let target = target.trim();
    let start = ["https:", "http:"].iter().find_map(|it| without_start(target, it)).unwrap_or(target);
    let start = start.trim_start_matches('/');
    let start = ["www.", "m.", "mobile."].iter().find_map(|it| without_start(start, it)).unwrap_or(start);
    let query = target.split_once('?').map_or("", |(_, it)| it);
    let own = query.split('&').find_map(|it| it.strip_prefix("share=")).filter(|it| is_network_key(it));
    // None of the list is the beginning of another.
    let is_before = |it: &&str| it.bytes().le(start.bytes().map(|it| it.to_ascii_lowercase()));
    let nearest = SHARE_ADDRESSES.partition_point(is_before).checked_sub(1).map(|it| SHARE_ADDRESSES[it]);
    let found = own.map(|_| OWN_ADDRESS).or(nearest.filter(|it| without_start(start, it).is_some()))?;
    // A number or an address to write to is somebody's, and so is a name to follow.
    let to_somebody = ["phone=", "intent/follow", "intent/user", "?to=", "&to=", "?cc=", "&cc=", "?bcc=", "&bcc="];
    (!to_somebody.iter().any(|it| target.contains(it))).then_some(found)
}

/// What is behind the start of an address, in capital or small letters.
fn without_start<'t>(address: &'t str, start: &str) -> Option<&'t str> {
    let (before, behind) = address.split_at_checked(start.len())?;
    before.eq_ignore_ascii_case(start).then_some(behind)
}

/// Whether the query of an address holds the address of a page.
fn names_page(target: &str) -> bool {
    let query = target.split_once('?').map_or("", |(_, it)| it);
    ["http", "www."].iter().any(|it| query.contains(it))
}

/// Some blogs take the click themselves: `/pears/?share=facebook`.
const OWN_ADDRESS: &str = "?share=";

fn is_network_key(value: &str) -> bool {
    let value = value.strip_prefix("jetpack-").unwrap_or(value);
    value == "email" || NETWORKS.contains_words(value)
}

/// The parts of a block of Markdown. `None` if it holds code, math or raw HTML that is no icon.
fn parts(ctx: &Context<'_>, block: &Block) -> Option<Vec<Part>> {
    let mut parts = vec![Part::default()];
    for inline in ctx.document.inlines(block) {
        let part = parts.last_mut().expect("there is always a part");
        match &inline.kind {
            InlineKind::LinkStart { target } => parts.push(Part::link(target)),
            InlineKind::LinkEnd => parts.push(Part::default()),
            InlineKind::ImageStart { target } if is_badge(target) => return None,
            InlineKind::ImageStart { .. } => {
                part.has_image = true;
                part.text.push(' ');
            }
            InlineKind::Text(text) => part.text.push_str(text),
            InlineKind::ImageEnd | InlineKind::SoftBreak | InlineKind::HardBreak => part.text.push(' '),
            InlineKind::EmphasisStart(_) | InlineKind::EmphasisEnd => {}
            InlineKind::Html if is_icon(ctx.document.text(inline.span)) => {}
            _ => return None,
        }
    }
    Some(parts)
}

/// Whether a picture is the badge of a project: whoever put it there wants it there.
fn is_badge(address: &str) -> bool {
    ["shields.io", "badge"].iter().any(|it| address.contains(it))
}

fn is_icon(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    ["i", "span", "svg", "path", "use", "br"]
        .iter()
        .any(|it| name.strip_prefix(it).is_some_and(|it| it.starts_with([' ', '>', '/'])))
}

/// The parts of raw HTML that shows nothing but text, links and pictures.
fn html_parts(html: &str) -> Option<Vec<Part>> {
    if html.len() > MOST_BYTES || is_deep(html) {
        return None;
    }
    let mut parts = vec![Part::default()];
    for edge in Html::parse_fragment(html).tree.root().traverse() {
        let (node, opens) = match edge {
            Edge::Open(node) => (node, true),
            Edge::Close(node) => (node, false),
        };
        let part = parts.last_mut().expect("there is always a part");
        match node.value() {
            Node::Text(text) if opens => part.text.push_str(text),
            Node::Element(element) => {
                let is_filled = opens && element.classes().any(|it| BUTTON_CLASSES.contains(&it));
                match element.name() {
                    "a" if opens => parts.push(Part::link(element.attr("href").unwrap_or_default())),
                    "a" => parts.push(Part::default()),
                    "img" if element.attr("src").is_some_and(is_badge) => return None,
                    "img" if opens => {
                        part.has_image = true;
                        part.text.push(' ');
                        part.text.push_str(element.attr("alt").unwrap_or_default());
                    }
                    "img" | "svg" | "path" | "use" | "button" | "figure" => part.text.push(' '),
                    name if TEXT_ELEMENTS.contains(&name) => part.text.push(' '),
                    _ => return None,
                }
                if is_filled {
                    let part = parts.last_mut().expect("there is always a part");
                    part.share_address =
                        BUTTON_CLASSES.iter().copied().find(|it| element.classes().any(|class| class == *it));
                    part.is_filled = true;
                }
            }
            _ => {}
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_sorted_and_none_begins_with_another() {
        let goes_on = |it: &[&str]| it[0] >= it[1] || it[1].starts_with(it[0]);
        assert_eq!(SHARE_ADDRESSES.windows(2).find(|it| goes_on(it)), None);
    }
}
