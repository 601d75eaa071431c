//! What the elements of HTML are to a reader.

use std::sync::LazyLock;

use html5ever::LocalName;

use crate::hash::FoldMap;

/// What is known of an element by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Its place in [`NAMES`]; [`UNKNOWN`] for others.
    pub(crate) number: u8,
    pub(crate) role: Role,
}

/// How the text of an element stands in its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A box of its own.
    Block,
    /// A part of a line.
    Inline,
    /// Never seen as text: scripts, pictures, fields.
    Skipped,
    /// The end of a line.
    Break,
}

/// The number of names that are none of [`NAMES`].
pub(crate) const UNKNOWN: u8 = 255;

/// Names that are told apart.
pub(crate) const NAMES: [(&str, Role); 92] = {
    use Role::{Block, Break, Inline, Skipped};
    [
        ("p", Block),
        ("li", Block),
        ("div", Block),
        ("td", Block),
        ("th", Block),
        ("h1", Block),
        ("h2", Block),
        ("h3", Block),
        ("h4", Block),
        ("h5", Block),
        ("h6", Block),
        ("blockquote", Block),
        ("pre", Block),
        ("figcaption", Block),
        ("dd", Block),
        ("dt", Block),
        ("section", Block),
        ("article", Block),
        ("button", Block),
        ("label", Block),
        ("summary", Block),
        ("address", Block),
        ("footer", Block),
        ("header", Block),
        ("nav", Block),
        ("aside", Block),
        ("main", Block),
        ("ul", Block),
        ("ol", Block),
        ("table", Block),
        ("tr", Block),
        ("form", Block),
        ("figure", Block),
        ("dl", Block),
        ("details", Block),
        ("body", Block),
        ("html", Block),
        ("tbody", Block),
        ("thead", Block),
        ("tfoot", Block),
        ("caption", Block),
        ("center", Block),
        ("dialog", Block),
        ("dir", Block),
        ("fieldset", Block),
        ("legend", Block),
        ("hgroup", Block),
        ("hr", Block),
        ("menu", Block),
        ("search", Block),
        ("output", Block),
        ("option", Skipped),
        ("a", Inline),
        ("span", Inline),
        ("b", Inline),
        ("strong", Inline),
        ("em", Inline),
        ("i", Inline),
        ("br", Break),
        ("script", Skipped),
        ("style", Skipped),
        ("template", Skipped),
        ("noscript", Skipped),
        ("svg", Skipped),
        ("head", Skipped),
        ("iframe", Skipped),
        ("object", Skipped),
        ("canvas", Skipped),
        ("select", Skipped),
        ("textarea", Skipped),
        ("datalist", Skipped),
        ("math", Skipped),
        ("audio", Skipped),
        ("video", Skipped),
        ("title", Skipped),
        ("meta", Skipped),
        ("link", Skipped),
        ("noframes", Skipped),
        ("noembed", Skipped),
        ("embed", Skipped),
        ("img", Inline),
        ("picture", Inline),
        ("code", Inline),
        ("small", Inline),
        ("time", Inline),
        ("font", Inline),
        ("u", Inline),
        ("cite", Inline),
        ("q", Inline),
        ("sup", Inline),
        ("sub", Inline),
        ("input", Skipped),
    ]
};

static TAGS: LazyLock<FoldMap<LocalName, Tag>> = LazyLock::new(|| {
    let tag = |(number, (name, role)): (usize, &(&str, Role))| {
        let number = u8::try_from(number).expect("there are fewer than 255 names");
        (LocalName::from(*name), Tag { number, role: *role })
    };
    NAMES.iter().enumerate().map(tag).collect()
});

impl Tag {
    /// What is known of an element of this name. An unknown one is a part of a line, as browsers have it.
    pub(crate) fn of(name: &LocalName) -> Self {
        TAGS.get(name).copied().unwrap_or(Self { number: UNKNOWN, role: Role::Inline })
    }

    /// The number of a name that is one of [`NAMES`].
    pub(crate) const fn number(name: &str) -> u8 {
        let mut at = 0;
        while at < NAMES.len() {
            if equal(NAMES[at].0.as_bytes(), name.as_bytes()) {
                return at as u8;
            }
            at += 1;
        }
        panic!("no such name");
    }

    /// 1 to 6 for a heading.
    pub(crate) fn heading_level(self) -> Option<u8> {
        const FIRST: u8 = Tag::number("h1");
        self.number.checked_sub(FIRST).filter(|it| *it < 6).map(|it| it + 1)
    }
}

/// `==` for constants.
const fn equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
