//! The pieces a body is cut into.

use std::borrow::Cow;

use crate::Span;

/// A run of whole lines that belong together. The blocks of a document tile its body.
#[derive(Clone, Debug)]
pub struct Block {
    /// The lines of the block, marks of quotes and lists and the last line end included.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// The quotes, lists and items around it, outermost first.
    pub containers: Vec<Container>,
    /// Its part of [`Document::inlines`](crate::Document).
    pub(crate) inlines: std::ops::Range<u32>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph; in plain text a line.
    Paragraph {
        /// Whether it stands in a list without blank lines, where it is no paragraph of its own.
        tight: bool,
    },
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Fenced or indented code.
    Code,
    /// Lines of raw HTML.
    Html,
    /// `---`.
    ThematicBreak,
    /// A table with all its rows.
    Table,
    /// Blank lines, also those that hold only the marks of a quote.
    Blank,
    /// Lines without an event of their own: link definitions, empty list items.
    Other,
}

impl BlockKind {
    /// Whether it is a paragraph, tight or not.
    pub fn is_paragraph(self) -> bool {
        matches!(self, Self::Paragraph { .. })
    }

    /// Whether it is a heading of any level.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::Heading(_))
    }
}

/// What stands around a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// A block quote.
    Quote {
        /// Tells it from the other containers of the document.
        id: u32,
    },
    /// A list.
    List {
        /// Tells it from the other containers of the document.
        id: u32,
        /// Whether its items are numbered.
        ordered: bool,
    },
    /// An item of the list before it.
    Item {
        /// Tells it from the other containers of the document.
        id: u32,
        /// The number a reader sees; counted from 0 in a list of bullets.
        ordinal: u64,
    },
    /// A footnote.
    Footnote {
        /// Tells it from the other containers of the document.
        id: u32,
    },
}

impl Container {
    /// Tells it from the other containers of the document.
    pub fn id(self) -> u32 {
        match self {
            Self::Quote { id } | Self::List { id, .. } | Self::Item { id, .. } | Self::Footnote { id } => id,
        }
    }
}

/// A piece of a block: text, the start or end of a link, a line break.
#[derive(Clone, Debug)]
pub struct Inline<'a> {
    /// Its bytes. For the start and the end of a link or emphasis: the whole of it.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind<'a>,
}

/// What a piece of a block is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum InlineKind<'a> {
    /// Text as a reader sees it: entities and escapes are resolved.
    Text(Cow<'a, str>),
    /// A code span.
    Code,
    /// Math between dollars.
    Math,
    /// A tag or comment, or a line of an HTML block.
    Html,
    /// A line end inside a paragraph.
    SoftBreak,
    /// A line end that a reader sees.
    HardBreak,
    /// Emphasis, strong emphasis or strikethrough starts.
    EmphasisStart(char),
    /// The innermost emphasis ends.
    EmphasisEnd,
    /// A link starts.
    LinkStart {
        /// Where it leads.
        target: Cow<'a, str>,
    },
    /// A picture starts; its description follows as text.
    ImageStart {
        /// The address of the picture.
        target: Cow<'a, str>,
    },
    /// The innermost link ends.
    LinkEnd,
    /// The innermost picture ends.
    ImageEnd,
    /// A cell of a table starts.
    CellStart,
    /// A mark of a footnote or a task.
    Mark,
}
