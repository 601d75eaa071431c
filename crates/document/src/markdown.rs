//! Markdown: the events of pulldown-cmark become blocks that tile the body.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::{
    Block, BlockKind, Container, Inline, InlineKind, Span,
    plain::{bare, line_end, line_start},
};

/// CommonMark and what blogs add to it.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
}

/// A block that is being read. Its span is that of the events; whole lines come later.
struct Leaf {
    kind: BlockKind,
    span: Span,
    containers: Vec<Container>,
    first_inline: u32,
    /// Started by text in a tight list item, not by an event of its own.
    implied: bool,
}

/// Cuts the body into blocks.
pub(crate) fn blocks<'a>(source: &'a str, body: Span) -> (Vec<Block>, Vec<Inline<'a>>) {
    let mut reader = Reader {
        source,
        body,
        tiles: Vec::new(),
        inlines: Vec::new(),
        containers: Vec::new(),
        next_id: 0,
        ordinals: Vec::new(),
        leaf: None,
    };
    let offset = body.start as usize;
    for (event, range) in Parser::new_ext(&source[body.range()], options()).into_offset_iter() {
        reader.read(event, Span::of(range.start + offset..range.end + offset));
    }
    reader.close();
    let covered = reader.tiles.last().map_or(body.start, |it| it.span.end);
    reader.fill(covered, body.end);
    // The document is kept while what edits make of it is parsed, too.
    reader.tiles.shrink_to_fit();
    reader.inlines.shrink_to_fit();
    (reader.tiles, reader.inlines)
}

/// A definition of a link: `[name]: target "title"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkDefinition {
    /// From `[`, perhaps with marks of the quotation around it in between.
    pub span: Span,
    /// Where it leads, without escapes.
    pub target: String,
}

/// The definitions that count, in order. Of two with the same name that is the first.
pub(crate) fn link_definitions(source: &str, body: Span) -> Vec<LinkDefinition> {
    let offset = body.start as usize;
    let parser = Parser::new_ext(&source[body.range()], options());
    let definitions = parser.reference_definitions().iter().map(|(_, it)| LinkDefinition {
        span: Span::of(it.span.start + offset..it.span.end + offset),
        target: it.dest.to_string(),
    });
    let mut definitions: Vec<LinkDefinition> = definitions.collect();
    definitions.sort_unstable_by_key(|it| it.span);
    definitions
}

struct Reader<'a> {
    source: &'a str,
    body: Span,
    tiles: Vec<Block>,
    inlines: Vec<Inline<'a>>,
    containers: Vec<Container>,
    next_id: u32,
    /// The number of the next item, for each list around.
    ordinals: Vec<u64>,
    leaf: Option<Leaf>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, event: Event<'a>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => self.text(span, text),
            Event::Code(_) => self.inline(span, InlineKind::Code),
            Event::InlineMath(_) | Event::DisplayMath(_) => self.inline(span, InlineKind::Math),
            Event::Html(_) | Event::InlineHtml(_) => self.inline(span, InlineKind::Html),
            Event::SoftBreak => self.inline(span, InlineKind::SoftBreak),
            Event::HardBreak => self.inline(span, InlineKind::HardBreak),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => self.inline(span, InlineKind::Mark),
            Event::Rule => {
                self.open(BlockKind::ThematicBreak, span, false);
                self.close();
            }
        }
    }

    fn start(&mut self, tag: Tag<'a>, span: Span) {
        match tag {
            Tag::Paragraph => self.open(BlockKind::Paragraph { tight: false }, span, false),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(level as u8), span, false),
            Tag::CodeBlock(_) => self.open(BlockKind::Code, span, false),
            Tag::HtmlBlock => self.open(BlockKind::Html, span, false),
            Tag::Table(_) => self.open(BlockKind::Table, span, false),
            Tag::TableCell => self.inline(span, InlineKind::CellStart),
            Tag::BlockQuote(_) => self.enter(|id, _| Container::Quote { id }),
            Tag::FootnoteDefinition(_) => self.enter(|id, _| Container::Footnote { id }),
            Tag::List(first) => {
                self.enter(|id, _| Container::List { id, ordered: first.is_some() });
                self.ordinals.push(first.unwrap_or(0));
            }
            Tag::Item => {
                self.enter(|id, ordinal| Container::Item { id, ordinal });
                if let Some(it) = self.ordinals.last_mut() {
                    *it += 1;
                }
            }
            Tag::Emphasis => self.inline(span, InlineKind::EmphasisStart('*')),
            Tag::Strong => self.inline(span, InlineKind::EmphasisStart('s')),
            Tag::Strikethrough => self.inline(span, InlineKind::EmphasisStart('~')),
            Tag::Link { dest_url, .. } => self.inline(span, InlineKind::LinkStart { target: cow(dest_url) }),
            Tag::Image { dest_url, .. } => self.inline(span, InlineKind::ImageStart { target: cow(dest_url) }),
            // Rows need no mark of their own; the rest belongs to extensions that are off.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.inline(span, InlineKind::EmphasisEnd),
            TagEnd::Link => self.inline(span, InlineKind::LinkEnd),
            TagEnd::Image => self.inline(span, InlineKind::ImageEnd),
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Table => {
                self.close();
            }
            TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.close();
                self.containers.pop();
            }
            TagEnd::List(_) => {
                self.close();
                self.containers.pop();
                self.ordinals.pop();
            }
            _ => {}
        }
    }

    fn enter(&mut self, container: impl FnOnce(u32, u64) -> Container) {
        self.close(); // the text of a tight item ends where its inner list starts
        let ordinal = self.ordinals.last().copied().unwrap_or(0);
        self.containers.push(container(self.next_id, ordinal));
        self.next_id += 1;
    }

    fn open(&mut self, kind: BlockKind, span: Span, implied: bool) {
        self.close();
        let first_inline = Span::of(0..self.inlines.len()).end;
        self.leaf = Some(Leaf { kind, span, containers: self.containers.clone(), first_inline, implied });
    }

    /// The parser ends a text wherever a mark might stand, as at each bracket. Such pieces are one text: a line of
    /// brackets would otherwise take many times the memory.
    fn text(&mut self, span: Span, text: CowStr<'a>) {
        if let CowStr::Borrowed(it) = text
            && let Some(leaf) = &mut self.leaf
            && let Some(last) = self.inlines[leaf.first_inline as usize..].last_mut()
            && let InlineKind::Text(Cow::Borrowed(before)) = &mut last.kind
            && last.span.end == span.start
            && (before.len(), it.len()) == (last.span.len(), span.len())
        {
            last.span.end = span.end;
            *before = &self.source[last.span.range()];
            if leaf.implied {
                leaf.span = leaf.span.to(span);
            }
            return;
        }
        self.inline(span, InlineKind::Text(cow(text)));
    }

    fn inline(&mut self, span: Span, kind: InlineKind<'a>) {
        match &mut self.leaf {
            None => self.open(BlockKind::Paragraph { tight: true }, span, true),
            Some(leaf) if leaf.implied => leaf.span = leaf.span.to(span),
            Some(_) => {}
        }
        self.inlines.push(Inline { span, kind });
    }

    /// Ends the block that is being read: it takes the whole lines it stands on.
    fn close(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        let covered = self.tiles.last().map_or(self.body.start, |it| it.span.end);
        let inlines = leaf.first_inline..Span::of(0..self.inlines.len()).end;
        let start = line_start(self.source, self.body.start as usize, leaf.span.start as usize);
        let last = (leaf.span.end as usize).max(start + 1) - 1;
        let mut span = Span::of(start..line_end(self.source, last).max(start));
        if span.end <= covered {
            // Two blocks on one line: the tile of the first holds both.
            if let Some(before) = self.tiles.last_mut() {
                before.inlines.end = inlines.end;
            }
            return;
        }
        span.start = span.start.max(covered);
        self.fill(covered, span.start);
        self.tiles.push(Block { span, kind: leaf.kind, containers: leaf.containers, inlines });
    }

    /// Lines between blocks: blank ones, and those that give no event.
    fn fill(&mut self, start: u32, end: u32) {
        let mut at = start;
        while at < end {
            let line = Span::of(at as usize..line_end(self.source, at as usize).min(end as usize));
            let text = self.source[line.range()].trim_matches(|it: char| it.is_whitespace() || it == '>');
            let kind = if text.is_empty() { BlockKind::Blank } else { BlockKind::Other };
            match self.tiles.last_mut() {
                Some(it) if it.kind == kind && it.span.start >= start => it.span.end = line.end,
                _ => self.tiles.push(bare(line, kind)),
            }
            at = line.end;
        }
    }
}

fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(it) => it.into(),
        other => other.into_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, InlineKind, Kind};

    fn check(source: &str, expected: &[(&str, &str)]) {
        let document = Document::parse(source, 0, Kind::Markdown).expect("small");
        let found: Vec<_> =
            document.blocks.iter().map(|it| (format!("{:?}", it.kind), document.text(it.span))).collect();
        let expected: Vec<_> = expected.iter().map(|(kind, text)| (kind.to_string(), *text)).collect();
        assert_eq!(found, expected);
    }

    const LOOSE: &str = "Paragraph { tight: false }";
    const TIGHT: &str = "Paragraph { tight: true }";

    #[test]
    fn blocks_take_whole_lines() {
        check(
            "# Title\n\nOne\ntwo \n\n---\n    code\n",
            &[
                ("Heading(1)", "# Title\n"),
                ("Blank", "\n"),
                (LOOSE, "One\ntwo \n"),
                ("Blank", "\n"),
                ("ThematicBreak", "---\n"),
                ("Code", "    code\n"),
            ],
        );
    }

    #[test]
    fn items_are_blocks_of_their_own() {
        check(
            "* a\n* b\n  * c\n\n1. x\n\n   y\n",
            &[
                (TIGHT, "* a\n"),
                (TIGHT, "* b\n"),
                (TIGHT, "  * c\n"),
                ("Blank", "\n"),
                (LOOSE, "1. x\n"),
                ("Blank", "\n"),
                (LOOSE, "   y\n"),
            ],
        );
    }

    #[test]
    fn a_text_is_one_piece_wherever_marks_might_stand() {
        let texts = |source: &str| -> Vec<String> {
            let document = Document::parse(source, 0, Kind::Markdown).expect("small");
            let texts = document.inlines.iter().filter_map(|it| match &it.kind {
                InlineKind::Text(text) => Some(format!("{:?} {text}", it.span.range())),
                _ => None,
            });
            texts.collect()
        };
        assert_eq!(texts("a [b] c_d!\n"), ["0..10 a [b] c_d!"]);
        assert_eq!(texts("- a [\n- ] b\n"), ["2..5 a [", "8..11 ] b"]);
        // What is written otherwise than it reads, and what has marks between, stays apart.
        assert_eq!(texts("[a&amp;b\\]c *d*e\n"), ["0..2 [a", "2..7 &", "7..8 b", "9..12 ]c ", "13..14 d", "15..16 e"]);
        assert_eq!(texts("[\n[\n"), ["0..1 [", "2..3 ["]);
    }

    #[test]
    fn quote_marks_belong_to_their_lines() {
        check("> a\n>\n> b\n", &[(LOOSE, "> a\n"), ("Blank", ">\n"), (LOOSE, "> b\n")]);
    }

    #[test]
    fn link_definitions_are_no_gap() {
        check(
            "[a]\n\n[a]: /u\n\nb",
            &[(LOOSE, "[a]\n"), ("Blank", "\n"), ("Other", "[a]: /u\n"), ("Blank", "\n"), (LOOSE, "b")],
        );
    }

    #[test]
    fn a_carriage_return_ends_a_line() {
        check("a\r\n\r\nb\r\r", &[(LOOSE, "a\r\n"), ("Blank", "\r\n"), (LOOSE, "b\r"), ("Blank", "\r")]);
    }
}
