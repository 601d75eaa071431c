//! What the elements of HTML are to whoever chooses blocks of text.

use std::sync::LazyLock;

use html5ever::LocalName;

use crate::{elements, hash::FoldMap};

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
    /// A part of a line, but no word goes on from one side of its edges to the other.
    Box,
    /// Without text for a reader: scripts, fields.
    Skipped,
    /// The end of a line, or a film in it.
    Break,
}

/// The number of names that are none of [`NAMES`].
pub(crate) const UNKNOWN: u8 = 255;

/// Names that are told apart. Models know them by their places.
pub(crate) const NAMES: [&str; 92] = [
    "p",
    "li",
    "div",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "figcaption",
    "dd",
    "dt",
    "section",
    "article",
    "button",
    "label",
    "summary",
    "address",
    "footer",
    "header",
    "nav",
    "aside",
    "main",
    "ul",
    "ol",
    "table",
    "tr",
    "form",
    "figure",
    "dl",
    "details",
    "body",
    "html",
    "tbody",
    "thead",
    "tfoot",
    "caption",
    "center",
    "dialog",
    "dir",
    "fieldset",
    "legend",
    "hgroup",
    "hr",
    "menu",
    "search",
    "output",
    "option",
    "a",
    "span",
    "b",
    "strong",
    "em",
    "i",
    "br",
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "head",
    "iframe",
    "object",
    "canvas",
    "select",
    "textarea",
    "datalist",
    "math",
    "audio",
    "video",
    "title",
    "meta",
    "link",
    "noframes",
    "noembed",
    "embed",
    "img",
    "picture",
    "code",
    "small",
    "time",
    "font",
    "u",
    "cite",
    "q",
    "sup",
    "sub",
    "input",
];

static TAGS: LazyLock<FoldMap<LocalName, Tag>> = LazyLock::new(|| {
    let tag = |(number, name): (usize, &&str)| {
        let name = LocalName::from(*name);
        let number = u8::try_from(number).expect("there are fewer than 255 names");
        let tag = Tag { number, role: Role::of(&name) };
        (name, tag)
    };
    NAMES.iter().enumerate().map(tag).collect()
});

impl Role {
    /// How the text of an element of this name stands in its page. An unknown one is a part of a line, as browsers have
    /// it.
    fn of(name: &LocalName) -> Self {
        match elements::role(name) {
            elements::Role::Hidden => Self::Skipped,
            elements::Role::Break | elements::Role::Embedded => Self::Break,
            elements::Role::Box => Self::Box,
            role if role.is_block() => Self::Block,
            _ => Self::Inline,
        }
    }
}

impl Tag {
    /// What is known of an element of this name.
    pub(crate) fn of(name: &LocalName) -> Self {
        TAGS.get(name).copied().unwrap_or_else(|| Self { number: UNKNOWN, role: Role::of(name) })
    }

    /// The number of a name that is one of [`NAMES`].
    pub(crate) const fn number(name: &str) -> u8 {
        let mut at = 0;
        while at < NAMES.len() {
            if equal(NAMES[at].as_bytes(), name.as_bytes()) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Form, Page};

    /// Compares the words of the blocks with those of the text, where all is kept.
    #[track_caller]
    fn check(html: &str) {
        let page = Page::read(html.as_bytes(), 0, Form::Html).expect("the page can be read");
        let mut article = page.article();
        article.blocks.iter_mut().for_each(|it| it.is_kept = true);
        let blocks: Vec<String> = (0..article.blocks.len()).map(|it| page.block_text(it)).collect();
        let n_words: u32 = article.blocks.iter().map(|it| it.n_words).sum();
        let (in_blocks, in_text) = (blocks.join("\n"), page.to_text(&article));
        assert_eq!(words(&in_text), words(&in_blocks), "{html}");
        assert_eq!(words(&in_blocks).len(), n_words as usize, "{html}");
    }

    fn words(text: &str) -> Vec<&str> {
        text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect()
    }

    #[test]
    fn rendered_text_has_the_words_of_the_blocks() {
        let others = ["xmp", "listing", "optgroup", "ruby", "ferry-times", "del", "wbr"];
        // Quotations get marks, as in browsers.
        for name in NAMES.iter().filter(|it| **it != "q").chain(&others) {
            check(&format!("<div>a<{name}>b</{name}>c</div>d<{name}>e<{name}>f</{name}></{name}>g"));
            check(&format!("<pre>a<{name}>b</{name}>c</pre>d<table><tr><td>e<{name}>f</{name}>g</table>"));
            check(&format!("<ul><li><a href=h>a<{name}>b</{name}></a>c<li>\n<{name}>d</{name}>\ne</ul>"));
        }
    }
}
