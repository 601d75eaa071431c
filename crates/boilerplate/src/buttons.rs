//! Links that are the buttons of a shop.

use std::sync::LazyLock;

use regex::Regex;
use unchaff_document::{Block, BlockKind, Inline, InlineKind};

use crate::{
    Context,
    links::{Link, host, is_or_is_below},
    vocabulary::vocabulary,
    words::{first_plain_words, has_end_mark, has_word, n_words, plain_words},
};

use self::Sureness::{Certain, Likely, Sure};

/// How sure a link is a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sureness {
    /// It is one, and not the author's: its address says who is paid for the visit, or a reader sees nothing of it.
    Certain,
    /// It is one, though perhaps the author's for what he has made.
    Sure,
    /// It may be an author's link to anything, where nothing else sells.
    Likely,
}

/// A row of links each of which is a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ButtonRow {
    /// How sure every one of them is a button.
    pub(crate) sureness: Sureness,
    /// What stands on the first: words, or the name of a picture.
    pub(crate) label: String,
}

/// The block as a row of buttons: a paragraph, a heading or raw HTML with nothing else in it.
pub(crate) fn button_row(ctx: &Context<'_>, block: &Block) -> Option<ButtonRow> {
    match block.kind {
        BlockKind::Paragraph { .. } | BlockKind::Heading(_) => button_row_of(ctx.document.inlines(block)),
        BlockKind::Html => {
            let face = |it: &Link| Face { target: it.target.clone(), words: it.text.clone(), pictures: Vec::new() };
            let links = ctx.only_links(block)?.iter().map(face);
            row_of(Pieces { links: links.collect(), beside: String::new() })
        }
        _ => None,
    }
}

/// A part of a block as a row of buttons.
pub(crate) fn button_row_of(inlines: &[Inline<'_>]) -> Option<ButtonRow> {
    let is_link = |it: &Inline<'_>| matches!(it.kind, InlineKind::LinkStart { .. });
    if inlines.iter().any(is_link) && !begins_otherwise(inlines) { row_of(pieces(inlines)?) } else { None }
}

/// Whether the first inline is words, and the first of them stands on no button and beside none.
fn begins_otherwise(inlines: &[Inline<'_>]) -> bool {
    let Some(Inline { kind: InlineKind::Text(text), .. }) = inlines.first() else { return false };
    let (first, is_whole) = first_plain_words(text, 1);
    // The last word may go on behind this, and a bracket may belong to a lost picture.
    !is_whole && !text.contains(']') && !runs(&first).all(is_button_word)
}

/// Whether the text of a block is what stands on a button that sells, without a link.
pub(crate) fn is_button_text(ctx: &Context<'_>, block: &Block) -> bool {
    let lists = [&vocabulary().buy_buttons, &vocabulary().download_buttons];
    if !lists.iter().any(|it| ctx.is_one_of(block, it)) {
        return false;
    }
    let text = ctx.reader_text(block);
    lists.iter().any(|it| it.is_exactly(text))
        || ends_in_name(text) && !has_end_mark(text) && vocabulary().buy_buttons.contains(text)
}

/// Whether a text is nothing but words that stand on such buttons besides: "100 % secure".
pub(crate) fn is_button_small_print(text: &str) -> bool {
    runs(&plain_words(text)).all(is_button_word)
}

/// A text that names something and ends in a price at a shop or in the words of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offer<'a> {
    /// What is sold, and perhaps why one should buy it.
    pub(crate) name: &'a str,
    /// The price or the button.
    pub(crate) label: &'a str,
}

/// The offer the text of a link makes: "Folding ladder $20 at Orchard", "A folding ladder View now at Orchard".
pub(crate) fn offer<'t>(text: &'t str, target: &str) -> Option<Offer<'t>> {
    // Both end in the name of a shop.
    if !ends_in_name(text) {
        return None;
    }
    let price = price_at_end(text).filter(|it| it.names_shop);
    let start = price.map(|it| it.start).or_else(|| button_at_end(text, target))?;
    let (name, label) = text.split_at(start);
    let is_named = !plain_words(name).is_empty() && sureness_of_label(name, true).is_none();
    is_named.then(|| Offer { name: name.trim(), label: label.trim() })
}

/// Where the words of a button start at the end of a text, with a capital.
fn button_at_end(text: &str, target: &str) -> Option<usize> {
    let starts: Vec<usize> = text.split_whitespace().map(|it| it.as_ptr() as usize - text.as_ptr() as usize).collect();
    let from = starts.len().saturating_sub(MOST_WORDS_OF_TAIL);
    let to = starts.len().saturating_sub(FEWEST_WORDS_OF_TAIL - 1).max(from);
    starts[from..to].iter().copied().find(|start| {
        let tail = &text[*start..];
        let lists = vocabulary();
        tail.starts_with(char::is_uppercase)
            && (lists.buy_buttons.contains(tail) || lists.offsite_buttons.contains(tail) && is_affiliate(target))
    })
}

/// Whether a text is nothing but names and numbers of systems: "Windows 10, 11".
pub(crate) fn is_list_of_systems(text: &str) -> bool {
    let words = plain_words(text);
    let mut has_name = false;
    runs(&words).all(|it| {
        has_name |= PLATFORMS.contains(&it);
        PLATFORMS.contains(&it) || is_digits(it)
    }) && has_name
}

/// Whether the query of an address says who is paid for the visit.
pub(crate) fn is_affiliate(target: &str) -> bool {
    // The address of the shop may stand, escaped, in the address of a counter.
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)(?:[?&;]|%3f|%26)(?:(?:aff(?:iliate)?_?(?:id)?|afftag|ascsubtag|awc|awinaffid|clickref|irclickid|",
            r"linkcode|shared_?id|sub_?id[1-5]?)(?:=|%3d)|tag(?:=|%3d)[\w.-]+-2\d\b)"
        ))
        .expect("a constant pattern")
    });
    target.contains(['=', '%']) && MARK.is_match(target)
}

/// One word at the end of a text may be the end of a name: "Ferry Shop".
const FEWEST_WORDS_OF_TAIL: usize = 2;

/// "View now at" and four words for the shop.
const MOST_WORDS_OF_TAIL: usize = 7;

/// More words are a sentence.
const MOST_WORDS_OF_URGING: usize = 14;

/// Systems for which programs are sold; the same in all languages.
const PLATFORMS: &[&str] = &[
    "android",
    "arm",
    "chromebook",
    "chromeos",
    "intel",
    "ios",
    "ipad",
    "ipados",
    "iphone",
    "linux",
    "m",
    "mac",
    "macos",
    "os",
    "osx",
    "pc",
    "sierra",
    "ubuntu",
    "vista",
    "win",
    "windows",
    "x",
    "xp",
];

/// Words in the file names of buttons: such names are English almost everywhere. These say what the button does,
const SELLING_FILE_WORDS: &[&str] = &["buy", "buynow", "cart", "download", "order", "purchase", "trial", "try"];

/// and these that it is one, or that it costs nothing.
const BUTTON_FILE_WORDS: &[&str] = &["add", "btn", "button", "free", "now"];

/// And these say nothing.
const OTHER_FILE_WORDS: &[&str] = &[
    "a", "big", "black", "blue", "en", "for", "from", "green", "here", "img", "it", "large", "mobile", "new", "on",
    "orange", "red", "small", "the", "to", "top", "v", "version", "white", "yellow",
];

/// Endings of pictures: a picture linked to its large version.
const PICTURE_ENDINGS: &[&str] = &["avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"];

/// Endings of programs.
const PROGRAM_ENDINGS: &[&str] = &["apk", "dmg", "exe", "msi", "pkg"];

/// Endings of what authors hand out.
const FILE_ENDINGS: &[&str] = &[
    "appimage", "csv", "deb", "doc", "docx", "epub", "flatpak", "gz", "ics", "ipynb", "jar", "json", "m4a", "mobi",
    "mp3", "mp4", "odp", "ods", "odt", "ogg", "pdf", "ppt", "pptx", "rar", "rpm", "stl", "tar", "tgz", "torrent",
    "txt", "wav", "xls", "xlsx", "xml", "xz", "yaml", "yml", "zip",
];

/// Where authors put what they have made, for everybody to fetch.
const STORES_OF_AUTHORS: &[&str] = &[
    "1drv.ms",
    "addons.mozilla.org",
    "apps.apple.com",
    "archive.org",
    "bandcamp.com",
    "bitbucket.org",
    "box.com",
    "chrome.google.com",
    "chromewebstore.google.com",
    "codeberg.org",
    "crates.io",
    "docs.google.com",
    "drive.google.com",
    "dropbox.com",
    "f-droid.org",
    "github.com",
    "github.io",
    "gitlab.com",
    "gitlab.io",
    "gumroad.com",
    "huggingface.co",
    "itch.io",
    "itunes.apple.com",
    "lanzou.com",
    "leanpub.com",
    "marketplace.visualstudio.com",
    "mediafire.com",
    "mega.nz",
    "npmjs.com",
    "onedrive.live.com",
    "pan.baidu.com",
    "patreon.com",
    "play.google.com",
    "pypi.org",
    "sourceforge.net",
    "wetransfer.com",
    "wordpress.org",
    "zenodo.org",
];

/// The links of a block, and the words beside them.
struct Pieces {
    links: Vec<Face>,
    beside: String,
}

/// A link as a reader sees it.
#[derive(Default)]
struct Face {
    target: String,
    words: String,
    pictures: Vec<Picture>,
}

struct Picture {
    address: String,
    description: String,
}

/// `None` if there is anything but links and words: a picture without a link, code, raw HTML.
fn pieces(inlines: &[Inline<'_>]) -> Option<Pieces> {
    let mut pieces = Pieces { links: Vec::new(), beside: String::new() };
    let (mut in_link, mut in_picture) = (false, false);
    for inline in inlines {
        let text = match &inline.kind {
            InlineKind::LinkStart { target } => {
                in_link = true;
                pieces.links.push(Face { target: target.to_string(), ..Face::default() });
                continue;
            }
            InlineKind::LinkEnd => {
                in_link = false;
                continue;
            }
            InlineKind::ImageStart { target } if in_link => {
                in_picture = true;
                let picture = Picture { address: target.to_string(), description: String::new() };
                pieces.links.last_mut().expect("inside a link").pictures.push(picture);
                continue;
            }
            InlineKind::ImageEnd => {
                in_picture = false;
                continue;
            }
            InlineKind::EmphasisStart(_) | InlineKind::EmphasisEnd => continue,
            InlineKind::Text(text) => text,
            InlineKind::SoftBreak | InlineKind::HardBreak => " ",
            _ => return None,
        };
        match pieces.links.last_mut().filter(|_| in_link) {
            None => pieces.beside.push_str(text),
            Some(Face { words, .. }) if !in_picture => words.push_str(text),
            Some(Face { pictures, .. }) => {
                pictures.last_mut().expect("inside a picture").description.push_str(text);
            }
        }
    }
    Some(pieces)
}

fn row_of(Pieces { links, beside }: Pieces) -> Option<ButtonRow> {
    let first = links.first()?;
    let beside = sureness_of_words_beside(&beside)?;
    // Nearly always one of the links is no button, whatever the others are.
    if links.iter().any(|it| sureness(it, true).is_none()) {
        return None;
    }
    // What is true of one shop of a row is true of the others.
    let is_sold = links.iter().any(|it| price_at_end(&it.words).is_some() || is_affiliate(&it.target));
    let sureness = links.iter().map(|it| sureness(it, is_sold)).try_fold(beside, |all, it| it.map(|it| all.max(it)))?;
    let label = match (has_word(&first.words), first.pictures.first()) {
        (true, _) => first.words.trim(),
        (false, Some(it)) => file_name(&it.address),
        (false, None) => file_name(&first.target),
    };
    let label = label.to_string();
    let is_paid = sureness <= Sure && links.iter().any(|it| is_affiliate(&it.target));
    Some(ButtonRow { sureness: if is_paid { Certain } else { sureness }, label })
}

/// Words between buttons have to be more of the same. Converters leave the addresses of lost pictures there.
fn sureness_of_words_beside(beside: &str) -> Option<Sureness> {
    static LOST_LINK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\]\([^\s()]*\)").expect("a constant pattern"));
    let is_whole = !beside.contains("](");
    // The first word tells of nearly all words that they are no such row.
    if is_whole && !runs(&first_plain_words(beside, 1).0).all(is_button_word) {
        return None;
    }
    let words = if is_whole { plain_words(beside) } else { plain_words(&LOST_LINK.replace_all(beside, " ")) };
    runs(&words).all(is_button_word).then_some(if is_whole { Certain } else { Likely })
}

/// How sure a link is a button.
fn sureness(face: &Face, is_sold: bool) -> Option<Sureness> {
    // A link into this page sells nothing, and a linked picture shows its large version.
    if face.target.is_empty() || face.target.starts_with('#') || face.target.starts_with("mailto:") {
        return None;
    }
    let has_words = has_word(&face.words);
    if !has_words && face.pictures.is_empty() {
        // A reader sees nothing at all.
        let is_program =
            is_one_of(ending(&face.target), PROGRAM_ENDINGS) || is_one_of(stem_ending(&face.target), PROGRAM_ENDINGS);
        return is_program.then_some(Certain);
    }
    if has_words {
        let sureness = sureness_of_words(&face.words, is_sold);
        let urges = || urges_to_buy(&face.words) && leads_to_checkout(&face.target);
        return sureness_of_place(&face.target, sureness.or_else(|| urges().then_some(Sure))?);
    }
    if is_one_of(ending(&face.target), PICTURE_ENDINGS) {
        return None;
    }
    let sureness = face.pictures.iter().map(sureness_of_picture).try_fold(Sure, |all, it| it.map(|it| all.max(it)));
    sureness_of_place(&face.target, sureness?)
}

/// A file, a release or another page of the same site may be what the author has to give away; where authors lay down
/// their files, it is.
fn sureness_of_place(target: &str, sureness: Sureness) -> Option<Sureness> {
    let is_store = |host: String| STORES_OF_AUTHORS.iter().any(|it| is_or_is_below(&host, it));
    if host(target).is_some_and(is_store) {
        return None;
    }
    let ending = ending(target);
    let is_elsewhere = target.contains("//");
    let is_file = is_one_of(ending, FILE_ENDINGS) || is_one_of(ending, PROGRAM_ENDINGS);
    let is_release = target.contains("/releases");
    match (is_elsewhere && !is_file && !is_release, sureness) {
        (true, it) => Some(it),
        (false, Certain | Sure) => Some(Likely),
        (false, Likely) => None,
    }
}

fn sureness_of_words(text: &str, is_sold: bool) -> Option<Sureness> {
    if has_end_mark(text) && !text.trim_end().ends_with('!') {
        return None;
    }
    let Some(price) = price_at_end(text) else { return sureness_of_label(text, is_sold) };
    let before = &text[..price.start];
    let words = plain_words(before);
    if words.is_empty() { Some(Sure) } else { sureness_of_label(before, true) }
}

/// Whether a text begins as buttons do and is no sentence.
fn urges_to_buy(text: &str) -> bool {
    let lists = [&vocabulary().buy_buttons, &vocabulary().weak_buttons, &vocabulary().offsite_buttons];
    let starts = lists.iter().any(|it| it.start_of(text).is_some());
    starts && !has_end_mark(text) && n_words(text) <= MOST_WORDS_OF_URGING
}

/// Whether an address puts something into a basket.
fn leads_to_checkout(target: &str) -> bool {
    static BASKET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^[^?#]*/(?:basket|cart|checkout|order)(?:\.\w+)?(?:/\w+)?\?|[?&]add-to-cart=")
            .expect("a constant pattern")
    });
    BASKET.is_match(target)
}

fn sureness_of_label(text: &str, is_sold: bool) -> Option<Sureness> {
    let lists = vocabulary();
    let words = plain_words(text);
    for list in [&lists.buy_buttons, &lists.download_buttons] {
        if list.start_of_words(&words).is_some_and(|it| runs(&words[it.len()..]).all(is_button_word)) {
            return Some(Sure);
        }
    }
    if let Some(start) = lists.weak_buttons.start_of_words(&words) {
        let mut rest = runs(&words[start.len()..]).peekable();
        // "Download Windows 11" names a thing, "Download for Windows" does not.
        let names_system = rest.peek().is_some_and(|it| PLATFORMS.contains(it));
        if !names_system && rest.all(is_button_word) {
            return Some(Likely);
        }
    }
    if lists.buy_buttons.contains_words(&words) {
        return Some(if is_sold { Sure } else { Likely });
    }
    if lists.download_buttons.contains_words(&words) {
        return Some(Likely);
    }
    (is_sold && lists.offsite_buttons.contains_words(&words)).then_some(Sure)
}

fn sureness_of_picture(picture: &Picture) -> Option<Sureness> {
    // Badges of projects are drawn.
    if is_one_of(ending(&picture.address), &["svg"]) || !picture.address.contains('.') {
        return None;
    }
    let description = plain_words(&picture.description);
    let by_name = sureness_of_file_name(file_name(&picture.address));
    let by_description = sureness_of_label(&description, false);
    match (by_name, by_description) {
        (Some(_), Some(it)) => Some(it),
        (Some(it), None) if description.is_empty() => Some(it),
        (None, Some(Sure)) => Some(Likely),
        _ => None,
    }
}

/// How sure a file is the picture of a button by its name: "free-download-win.jpg".
fn sureness_of_file_name(name: &str) -> Option<Sureness> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = plain_words(&stem.replace("%20", " "));
    let (mut sells, mut is_button, mut has_system) = (false, false, false);
    let is_closed = runs(&words).all(|it| {
        let (selling, button, system) =
            (SELLING_FILE_WORDS.contains(&it), BUTTON_FILE_WORDS.contains(&it), PLATFORMS.contains(&it));
        sells |= selling;
        is_button |= button;
        has_system |= system;
        selling || button || system || is_digits(it) || OTHER_FILE_WORDS.contains(&it)
    });
    match (is_closed, sells, is_button, has_system) {
        (true, true, true, _) => Some(Sure),
        // "download-windows.png" may be a picture of a page on which one downloads; "download.png" is what browsers
        // call any picture.
        (true, true, false, true) | (true, false, true, true) => Some(Likely),
        _ => None,
    }
}

/// A price with which a text ends, perhaps with the name of a shop behind it.
struct Price {
    start: usize,
    names_shop: bool,
}

fn price_at_end(text: &str) -> Option<Price> {
    static PRICE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:(?:\b(?:AU|CA|HK|NZ|R|US)|\b[AC])?[$€£¥₹₽₩]\s?\d[\d.,]*|\b(?:USD|EUR|GBP)\s?\d[\d.,]*|",
            r"\b\d[\d.,]*\s?(?:[€£¥₹₽₩]|(?:USD|EUR|GBP|kr|zł|руб)\b|円|元|원))",
            r"(?:\s*/\s*\p{L}+)?"
        ))
        .expect("a constant pattern")
    });
    if !text.contains(char::is_numeric) {
        return None;
    }
    let mut prices: Vec<_> = PRICE.find_iter(text).collect();
    let last = prices.pop()?;
    let tail = text[last.end()..].trim();
    // "$20 $15": what it cost before, and what it costs now.
    let mut start = last.start();
    while let Some(it) = prices.pop().filter(|it| text[it.end()..start].trim().is_empty()) {
        start = it.start();
    }
    if !has_word(tail) {
        return Some(Price { start, names_shop: false });
    }
    let joint = tail.split_whitespace().next()?;
    let name = tail[joint.len()..].trim_start();
    let names_shop = vocabulary().shop_joints.contains(joint) && (1..=4).contains(&n_words(name)) && ends_in_name(name);
    names_shop.then_some(Price { start, names_shop })
}

/// Whether the last word is a name as far as its script can tell.
fn ends_in_name(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    last.chars().find(|it| it.is_alphanumeric()).is_some_and(|it| !it.is_lowercase())
}

fn is_button_word(run: &str) -> bool {
    is_digits(run) || PLATFORMS.contains(&run) || vocabulary().button_words.contains(run)
}

/// Whether a run is nothing but digits of any script.
fn is_digits(run: &str) -> bool {
    run.chars().all(char::is_numeric)
}

/// Words, and numbers apart from them: "win10", "download100".
fn runs(words: &str) -> impl Iterator<Item = &str> {
    words.split_whitespace().flat_map(|word| {
        let is_digit = |it: char| it.is_numeric();
        let mut rest = word;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let end = rest.find(|it| is_digit(it) != is_digit(first)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            Some(run)
        })
    })
}

/// The last part of the path of an address.
fn file_name(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// What stands behind the last dot of a file name.
fn ending(address: &str) -> &str {
    // The name of a host has dots, too.
    let is_host = address.split("//").nth(1).is_some_and(|it| !it.contains('/'));
    if is_host { "" } else { file_name(address).rsplit_once('.').map_or("", |(_, it)| it) }
}

/// The ending before the ending: "setup.dmg.zip".
fn stem_ending(address: &str) -> &str {
    let stem = file_name(address).rsplit_once('.').map_or("", |(it, _)| it);
    stem.rsplit_once('.').map_or("", |(_, it)| it)
}

fn is_one_of(ending: &str, endings: &[&str]) -> bool {
    endings.iter().any(|it| it.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Document, Kind};
    use unchaff_front_matter::FrontMatter;

    use super::*;

    #[track_caller]
    fn check(source: &str, expected: Option<Sureness>) {
        let document = Document::parse(source, 0, Kind::Markdown).expect("small");
        let front_matter = FrontMatter::new(b"");
        let ctx = Context::new(&document, &front_matter);
        assert_eq!(button_row(&ctx, ctx.blocks[0]).map(|it| it.sureness), expected, "{source}");
    }

    #[test]
    fn words_that_only_sell_are_sure() {
        check("[Buy now](https://example.com/ladder)", Some(Sure));
        check("[**Free Download** for Windows 10 or later](https://example.com/ladder)", Some(Sure));
        check("[View at Harbour Shop $20](https://example.com/a) [View at Pier](https://example.com/b)", Some(Sure));
        check("[$55 at Pier](https://example.com/rope)", Some(Sure));
        check("[$55 at Pier](https://example.com/?tag=hill-20)", Some(Certain));
        check("[Free Download](https://example.com/ladder) for Windows 7 or later (64-bit)", Some(Sure));
    }

    #[test]
    fn words_an_author_may_use_are_less_sure() {
        check("[Download](https://example.com/ladder)", Some(Likely));
        check("[Download now for Mac](https://example.com/ladder)", Some(Likely));
        check("[View now at Harbour Shop](https://example.com/ladder)", Some(Likely));
        check("[Free Download](https://example.com/ladder.pdf)", Some(Likely));
        check("[Upgrade to the ladder with a rope](https://example.com/order/checkout.php?item=7)", Some(Sure));
    }

    #[test]
    fn links_of_an_author_are_no_buttons() {
        check("[Download](/slides.pdf)", None);
        check("[View at Harbour Museum](https://example.com/ladder)", None);
        check("[Download Windows 11](https://example.com/ladder)", None);
        check("[Free Download Guide](https://example.com/ladder)", None);
        check("[Download the slides](https://example.com/slides)", None);
        check("[View on Codehouse](https://example.com/a)", None);
        check("[Buy now, or wait until spring?](https://example.com/a)", None);
        check("[Buy now](https://example.com/ladder) before noon", None);
        check("[Rope cost $5 at Pier](https://example.com/rope)", None);
        check("[Back](#top)", None);
        check("[Free Download](https://www.github.com/ruth/ladder)", None);
    }

    #[test]
    fn addresses_say_who_is_paid() {
        for target in [
            "https://example.com/?tag=hill-20",
            "https://example.com/a?affid=7",
            "https://example.com/?to=b%26sub_id1%3D7",
        ] {
            assert!(is_affiliate(target), "{target}");
        }
        for target in ["https://example.com/?tag=hill", "https://example.com/affid=7", "https://example.com/?staff=7"] {
            assert!(!is_affiliate(target), "{target}");
        }
    }

    #[test]
    fn pictures_are_buttons_by_their_names() {
        check("[![](https://example.com/free-download-win.jpg)](https://example.com/ladder)", Some(Sure));
        check("[![](download-windows.png)](https://example.com/ladder)", Some(Likely));
        check("[![](free-download-win.jpg)](https://example.com/free-download-win-large.jpg)", None);
        check("[![](download.png)](https://example.com/ladder)", None);
        check("[![Download](https://example.com/download.svg)](https://example.com/ladder)", None);
        check("[![A ladder](buy-now.png)](https://example.com/ladder)", None);
    }

    #[test]
    fn links_without_words_are_buttons_if_they_lead_to_programs() {
        check("[](https://example.com/setup.exe) [](https://example.com/setup.dmg.zip)", Some(Certain));
        check("[](https://example.com/slides.pdf)", None);
    }

    #[test]
    fn what_is_sold_may_stand_before_the_button() {
        let label = |text| offer(text, "https://example.com/ladder").map(|it| it.label);
        assert_eq!(label("PICKED FOR YOU A folding ladder View now at Orchard"), Some("View now at Orchard"));
        let paid = offer("A folding ladder View at Orchard", "https://example.com/?tag=hill-20");
        assert_eq!(paid.map(|it| it.label), Some("View at Orchard"));
        assert_eq!(label("Ladders to View at Orchard"), None);
        assert_eq!(label("Folding ladder 20 € at Orchard"), Some("20 € at Orchard"));
        assert_eq!(label("Ladders that visitors view now at Orchard"), None);
        assert_eq!(label("Buy now $20 at Orchard"), None);
        assert_eq!(label("View now at Orchard"), None);
        assert_eq!(label("View now at"), None);
    }
}
