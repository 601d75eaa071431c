//! What classes, ids and roles of elements say about what stands in them.

use std::{hash::Hasher, sync::LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::hash::{FoldHasher, FoldMap};

/// Groups of words that authors of templates name boxes by. A group is found anywhere in a name.
pub(crate) const GROUPS: [(&str, &[&str]); 50] = [
    ("comment", &["comment", "disqus", "respond", "discussion"]),
    ("foot", &["foot"]),
    ("head", &["head", "masthead", "topbar"]),
    ("related", &["related", "similar", "recirc", "outbrain", "taboola"]),
    ("side", &["side", "rail"]),
    ("share", &["share", "sharing"]),
    ("social", &["social", "follow"]),
    ("nav", &["nav"]),
    ("menu", &["menu"]),
    ("bread", &["bread", "crumb"]),
    ("cookie", &["cookie", "consent", "gdpr"]),
    ("banner", &["banner", "alert", "notice", "announcement"]),
    ("modal", &["modal", "popup", "overlay", "dialog", "lightbox", "drawer", "offcanvas"]),
    ("newsletter", &["newsletter", "subscri", "signup", "sign-up", "sign_up", "mailing", "optin"]),
    ("author", &["author", "byline", "bio", "profile", "contributor"]),
    (
        "more",
        &[
            "recommend",
            "teaser",
            "more-",
            "-more",
            "also",
            "readnext",
            "read-next",
            "upnext",
            "popular",
            "trending",
            "latest",
            "recent",
        ],
    ),
    ("card", &["card", "tile", "promo"]),
    ("pager", &["pager", "pagina", "paging", "next", "prev"]),
    ("advert", &["advert", "ad-", "-ad", "ads", "sponsor", "dfp", "gpt-", "adslot"]),
    ("caption", &["caption", "credit"]),
    ("picture", &["figure", "image", "photo", "media", "picture", "thumb"]),
    ("tag", &["tag", "categor", "topic", "label", "keyword"]),
    ("article", &["article", "story"]),
    ("content", &["content"]),
    ("entry", &["post", "entry"]),
    ("prose", &["body", "text", "prose", "rich", "markdown", "copy", "wysiwyg", "mw-parser"]),
    ("main", &["main", "primary"]),
    ("title", &["title", "headline"]),
    ("meta", &["meta", "date", "time", "info"]),
    ("widget", &["widget", "block", "module", "plugin"]),
    ("list", &["list", "item", "grid", "row", "col", "feed", "loop"]),
    ("code", &["quote", "code", "highlight", "table", "example", "admonition"]),
    ("product", &["product", "price", "cart", "shop", "buy", "sku"]),
    ("thread", &["reply", "thread", "message", "forum", "user", "avatar", "answer", "question"]),
    ("hidden", &["hidden", "hide", "sr-only", "visually", "screen-reader", "invisible"]),
    ("contents", &["toc", "contents", "outline", "jump"]),
    ("button", &["button", "btn", "cta", "call-to-action"]),
    ("search", &["search", "filter", "sort"]),
    ("review", &["review", "rating", "star", "testimonial"]),
    ("language", &["lang", "locale", "translat"]),
    ("tool", &["tool", "action", "control", "print"]),
    ("player", &["video", "player", "gallery", "slide", "carousel", "swiper"]),
    ("faq", &["faq", "accordion", "collaps", "tab-", "tabs"]),
    ("login", &["login", "account", "sign-in", "signin", "register"]),
    ("legal", &["legal", "copyright", "disclaimer", "terms", "privacy", "disclosure"]),
    ("summary", &["summary", "excerpt", "dek", "standfirst", "lead", "desc", "intro", "subtitle", "abstract"]),
    ("section", &["section", "wrapper", "container", "inner"]),
    ("hero", &["hero", "cover", "feature"]),
    ("link", &["link", "url", "href"]),
    ("site", &["site", "global", "page-", "layout", "template"]),
];

static PATTERNS: LazyLock<(AhoCorasick, Vec<u8>)> = LazyLock::new(|| {
    let words: Vec<&str> = GROUPS.iter().flat_map(|(_, words)| *words).copied().collect();
    let numbered = (0u8..).zip(GROUPS);
    let groups = numbered.flat_map(|(group, (_, words))| std::iter::repeat_n(group, words.len())).collect();
    let patterns = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("a few hundred short words make a small automaton");
    (patterns, groups)
});

/// The groups found in names of elements, a bit each, remembered by name: a page says the same ones over and over.
#[derive(Default)]
pub(crate) struct Names {
    known: FoldMap<u64, u64>,
}

impl Names {
    /// The groups that `name` speaks of.
    pub(crate) fn groups(&mut self, name: &str) -> u64 {
        let mut hasher = FoldHasher::default();
        hasher.write(name.as_bytes());
        *self.known.entry(hasher.finish()).or_insert_with(|| {
            let (patterns, groups) = &*PATTERNS;
            patterns.find_overlapping_iter(name).fold(0, |mask, it| mask | 1 << groups[it.pattern().as_usize()])
        })
    }
}
