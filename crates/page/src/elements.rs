//! What an element is for a reader, by its name.
//!
//! Whoever looks at the text of a page asks here: so the words that are counted are those that are rendered.

use html5ever::{LocalName, local_name};
use scraper::node::Element;

/// What an element does to the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing in it is a part of the text: scripts, drawings, formulas, the choices and the content of fields.
    Hidden,
    /// A film, a sound or a frame: shown, but not as text.
    Embedded,
    /// Ends a run of text before and after it.
    Block,
    Paragraph,
    Heading(u8),
    List {
        ordered: bool,
    },
    Item,
    Quote,
    Preformatted,
    Table,
    /// Head, body and foot of a table.
    RowGroup,
    Row,
    Cell,
    Caption,
    Term,
    Rule,
    Figure,
    Break,
    Image,
    Link,
    Strong,
    Emphasis,
    Strike,
    Code,
    Keyboard,
    Mark,
    Subscript,
    Superscript,
    /// A short quotation, to which browsers put the marks.
    Quotation,
    /// A box in a line: a button, a label. No word goes on from one side of its edges to the other.
    Box,
    /// Anything else stands in a line.
    Inline,
}

impl Role {
    /// Whether a run of text ends where this element begins and ends.
    pub(crate) fn is_block(self) -> bool {
        use Role::{
            Block, Caption, Cell, Figure, Heading, Item, List, Paragraph, Preformatted, Quote, Row, RowGroup, Rule,
            Table, Term,
        };
        matches!(
            self,
            Block
                | Paragraph
                | Heading(_)
                | List { .. }
                | Item
                | Quote
                | Preformatted
                | Table
                | Row
                | RowGroup
                | Cell
                | Caption
                | Term
                | Rule
                | Figure
        )
    }
}

/// The role of an element of a page. What `<noscript>` holds is elements only in a page that was read as a browser
/// without scripts does.
pub(crate) fn role_in_page(element: &Element, is_without_scripts: bool) -> Role {
    let is_shown = is_without_scripts && element.name.local == local_name!("noscript");
    if is_shown { Role::Block } else { role(&element.name.local) }
}

/// The role of an element, by the defaults of browsers; style sheets are not read.
pub(crate) fn role(name: &LocalName) -> Role {
    match *name {
        local_name!("a") => Role::Link,
        local_name!("p") => Role::Paragraph,
        local_name!("br") => Role::Break,
        local_name!("img") | local_name!("image") => Role::Image,
        local_name!("b") | local_name!("strong") => Role::Strong,
        local_name!("i") | local_name!("em") | local_name!("cite") | local_name!("dfn") | local_name!("var") => {
            Role::Emphasis
        }
        local_name!("s") | local_name!("del") | local_name!("strike") => Role::Strike,
        local_name!("code") | local_name!("tt") | local_name!("samp") => Role::Code,
        local_name!("kbd") => Role::Keyboard,
        local_name!("mark") => Role::Mark,
        local_name!("sub") => Role::Subscript,
        local_name!("sup") => Role::Superscript,
        local_name!("q") => Role::Quotation,
        local_name!("h1") => Role::Heading(1),
        local_name!("h2") => Role::Heading(2),
        local_name!("h3") => Role::Heading(3),
        local_name!("h4") => Role::Heading(4),
        local_name!("h5") => Role::Heading(5),
        local_name!("h6") => Role::Heading(6),
        local_name!("ul") | local_name!("menu") | local_name!("dir") => Role::List { ordered: false },
        local_name!("ol") => Role::List { ordered: true },
        local_name!("li") => Role::Item,
        local_name!("dt") => Role::Term,
        local_name!("blockquote") => Role::Quote,
        local_name!("pre") | local_name!("listing") | local_name!("xmp") | local_name!("plaintext") => {
            Role::Preformatted
        }
        local_name!("table") => Role::Table,
        local_name!("tr") => Role::Row,
        local_name!("td") | local_name!("th") => Role::Cell,
        local_name!("caption") => Role::Caption,
        local_name!("hr") => Role::Rule,
        local_name!("figure") => Role::Figure,
        local_name!("button") | local_name!("label") | local_name!("output") => Role::Box,
        local_name!("video")
        | local_name!("audio")
        | local_name!("iframe")
        | local_name!("embed")
        | local_name!("object") => Role::Embedded,
        local_name!("head")
        | local_name!("title")
        | local_name!("script")
        | local_name!("style")
        | local_name!("template")
        | local_name!("noscript")
        | local_name!("noframes")
        | local_name!("noembed")
        | local_name!("svg")
        | local_name!("canvas")
        | local_name!("math")
        | local_name!("meta")
        | local_name!("link")
        | local_name!("input")
        | local_name!("textarea")
        | local_name!("select")
        | local_name!("option")
        | local_name!("datalist") => Role::Hidden,
        local_name!("address")
        | local_name!("article")
        | local_name!("aside")
        | local_name!("body")
        | local_name!("center")
        | local_name!("dd")
        | local_name!("details")
        | local_name!("dialog")
        | local_name!("div")
        | local_name!("dl")
        | local_name!("fieldset")
        | local_name!("figcaption")
        | local_name!("footer")
        | local_name!("form")
        | local_name!("header")
        | local_name!("hgroup")
        | local_name!("html")
        | local_name!("legend")
        | local_name!("main")
        | local_name!("nav")
        | local_name!("section")
        | local_name!("summary") => Role::Block,
        local_name!("thead") | local_name!("tbody") | local_name!("tfoot") => Role::RowGroup,
        _ if &**name == "search" => Role::Block,
        _ => Role::Inline,
    }
}
