//! Markdown as plain text, in the form that pages get: see `render::text` in `unchaff-page`.

use std::{borrow::Cow, ops::Range};

use unchaff_document::{Block, BlockKind, Container, Document, Inline, InlineKind};
use unchaff_page::{html_as_text, joins};

/// What a Markdown document says, and the bytes that say it, in order.
///
/// Blocks stand a blank line apart, those of a list only where there is one in the source. Items begin with `- ` or
/// their number, what is nested stands below the text of its item. Rows of tables are lines, a tab between their cells.
pub(super) fn as_text(document: &Document<'_>) -> (String, Vec<Range<usize>>) {
    let mut writer = Writer {
        document,
        out: String::with_capacity(document.body.len()),
        said: Vec::new(),
        has_blank_line: false,
        containers: Vec::new(),
        open: Vec::new(),
    };
    for block in &document.blocks {
        writer.write(block);
    }
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    (writer.out, writer.said)
}

/// No line begins with more blanks: thousands of nested items would else become gigabytes.
const MOST_INDENT: usize = 60;

struct Writer<'d> {
    document: &'d Document<'d>,
    out: String,
    said: Vec<Range<usize>>,
    /// Whether the block that comes stands a blank line below the last one with text.
    has_blank_line: bool,
    /// What is around the last block with text.
    containers: Vec<Container>,
    /// The items and footnotes among them, by number, and how many columns their marks take.
    open: Vec<(u32, usize)>,
}

impl Writer<'_> {
    fn write(&mut self, block: &Block) {
        let inlines = self.document.inlines(block);
        let n_said = self.said.len();
        let marks = self.marks(block);
        let text = match block.kind {
            BlockKind::Code => self.code(inlines),
            BlockKind::Table => self.table(inlines),
            // Empty items and definitions of links say nothing.
            BlockKind::Blank | BlockKind::ThematicBreak | BlockKind::Other => String::new(),
            BlockKind::Html | BlockKind::Heading(_) | BlockKind::Paragraph { .. } => self.run(inlines, false),
        };
        // Code keeps the blanks of its first line.
        let text = text.trim_end().trim_start_matches('\n');
        if text.is_empty() {
            self.said.truncate(n_said);
            self.has_blank_line |= block.kind != BlockKind::Other;
            return;
        }
        if !self.out.is_empty() {
            let is_list = |it: &&Container| matches!(it, Container::List { .. });
            let is_in_one = block.containers.iter().filter(is_list).any(|it| is_among(&self.containers, it.id()));
            self.out.push_str(if is_in_one && !self.has_blank_line { "\n" } else { "\n\n" });
        }
        self.has_blank_line = false;
        self.containers.clone_from(&block.containers);
        self.open.retain(|it| is_among(&block.containers, it.0));
        let indent = |open: &[(u32, usize)]| " ".repeat(open.iter().map(|it| it.1).sum::<usize>().min(MOST_INDENT));
        self.out.push_str(&indent(&self.open));
        for (id, mark) in marks {
            self.out.push_str(&mark);
            // Footnotes go on at the margin.
            self.open.push((id, if mark.starts_with('[') { 0 } else { mark.len() }));
        }
        let indent = indent(&self.open);
        for (number, line) in text.lines().enumerate() {
            if number > 0 {
                self.out.push('\n');
            }
            if number > 0 && !line.is_empty() {
                self.out.push_str(&indent);
            }
            self.out.push_str(line);
        }
    }

    /// The marks of the items and footnotes that begin with this block.
    fn marks(&mut self, block: &Block) -> Vec<(u32, String)> {
        let start = block.span.start as usize;
        let first = self.document.inlines(block).first().map_or(start, |it| it.span.start as usize);
        let mut written = self.document.source.get(start..first).unwrap_or_default();
        let mut marks = Vec::new();
        let mut is_ordered = false;
        for container in &block.containers {
            if self.open.binary_search_by_key(&container.id(), |it| it.0).is_ok() {
                continue;
            }
            let is_mark: fn(&str) -> bool;
            let mark = match *container {
                Container::Quote { .. } => continue,
                Container::List { ordered, .. } => {
                    is_ordered = ordered;
                    continue;
                }
                Container::Item { ordinal, .. } => {
                    is_mark = is_mark_of_item;
                    Some(if is_ordered { format!("{ordinal}. ") } else { "- ".to_string() })
                }
                Container::Footnote { .. } => {
                    is_mark = |it| it.starts_with("[^");
                    None
                }
            };
            let found = words(written).find(|it| is_mark(&written[it.clone()]));
            let place = found.map(|it| first - written.len() + it.start..first - written.len() + it.end);
            if let Some(place) = &place {
                written = &self.document.source[place.end..first];
                self.said.push(place.clone());
            }
            let label = place.map(|it| self.document.source[it].trim_start_matches("[^"));
            let label = label.map(|it| it.split(']').next().unwrap_or(it));
            if let Some(mark) = mark.or_else(|| Some(format!("[{}] ", label?))) {
                marks.push((container.id(), mark));
            }
        }
        marks
    }

    fn code(&mut self, inlines: &[Inline<'_>]) -> String {
        let mut code = String::new();
        for inline in inlines {
            if let InlineKind::Text(text) = &inline.kind {
                code.push_str(text);
                self.say(inline.span.range());
            }
        }
        code
    }

    fn table(&mut self, inlines: &[Inline<'_>]) -> String {
        let cells: Vec<&[Inline<'_>]> = inlines.chunk_by(|_, next| next.kind != InlineKind::CellStart).collect();
        // Every row has as many cells as the header; those that are not written stand at the start of the next row.
        let start_of = |cell: &[Inline<'_>]| cell[0].span.start as usize;
        let header = cells.first().map(|it| &self.document.source[start_of(it)..]).unwrap_or_default();
        let header_end = self.document.source.len() - header.find(['\n', '\r']).map_or(0, |it| header.len() - it);
        let n_columns = cells.iter().take_while(|it| start_of(it) < header_end).count().max(1);
        let mut rows = Vec::new();
        for row in cells.chunks(n_columns) {
            // A row is a line, whatever `<br>` wants.
            let texts = row.iter().map(|it| self.run(it, true).split_ascii_whitespace().collect::<Vec<_>>().join(" "));
            let line = texts.collect::<Vec<_>>().join("\t");
            if !line.trim().is_empty() {
                rows.push(line.trim_end().to_string());
            }
        }
        rows.join("\n")
    }

    /// Text in lines; with tags among it, or of nothing but HTML, as a browser reads it.
    fn run(&mut self, inlines: &[Inline<'_>], in_table: bool) -> String {
        let source = self.document.source;
        // `{{<figure src="a.png">}}` has no tag in it.
        let is_html =
            |it: &Inline<'_>| it.kind == InlineKind::Html && !source[..it.span.start as usize].ends_with("{{");
        let has_html = inlines.iter().any(is_html);
        let mut out = String::new();
        // Where in `out` which bytes of the source are.
        let mut pieces: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for (at, inline) in inlines.iter().enumerate() {
            let range = inline.span.range();
            let written = &source[range.clone()];
            let (text, place): (Cow<'_, str>, Range<usize>) = match &inline.kind {
                InlineKind::Html if is_html(inline) => {
                    pieces.push((out.len()..out.len() + written.len(), range));
                    out.push_str(written);
                    continue;
                }
                InlineKind::Text(text) => ((&**text).into(), range),
                InlineKind::Math | InlineKind::Html => (written.into(), range),
                InlineKind::Code => {
                    let ticks = written.len() - written.trim_start_matches('`').len();
                    let place = range.start + ticks..(range.end - ticks).max(range.start + ticks);
                    (code_words(&source[place.clone()], in_table), place)
                }
                InlineKind::Mark => match written.strip_prefix("[^") {
                    Some(label) => (format!("[{label}").into(), range),
                    None => (format!("{} ", written.trim_end()).into(), range),
                },
                InlineKind::SoftBreak | InlineKind::HardBreak => {
                    let next = inlines.get(at + 1).map(|it| &source[it.span.range()]).unwrap_or_default();
                    let ends = inline.kind == InlineKind::HardBreak || self.is_beside_template_tag(range);
                    out.truncate(out.trim_end_matches(' ').len());
                    out.push_str(match (ends, has_html) {
                        (true, true) => "<br>",
                        (true, false) | (false, true) => "\n",
                        (false, false) if joins(out.chars().next_back(), next.chars().next()) => "",
                        (false, false) => " ",
                    });
                    continue;
                }
                _ => continue,
            };
            let text = if has_html { text.replace('&', "&amp;").replace('<', "&lt;").into() } else { text };
            pieces.push((out.len()..out.len() + text.len(), place));
            out.push_str(&text);
        }
        if !has_html {
            for (_, place) in pieces {
                self.say(place);
            }
            return out;
        }
        let (text, shown) = html_as_text(&out);
        let mut shown = shown.into_iter().peekable();
        for (piece, place) in pieces {
            while shown.next_if(|it| it.end <= piece.start).is_some() {}
            // Only raw HTML is shown in part, and that is the same bytes.
            while let Some(it) = shown.peek().filter(|it| it.start < piece.end) {
                let (start, end) = (it.start.max(piece.start) - piece.start, it.end.min(piece.end) - piece.start);
                let is_whole = end - start == piece.len() || piece.len() != place.len();
                self.say(if is_whole { place.clone() } else { place.start + start..place.start + end });
                if is_whole || it.end > piece.end {
                    break;
                }
                shown.next();
            }
        }
        text
    }

    fn say(&mut self, place: Range<usize>) {
        if !self.document.source[place.clone()].trim().is_empty() {
            self.said.push(place);
        }
    }

    /// Whether the line that ends here, or the next one, is a tag of a template and nothing else.
    fn is_beside_template_tag(&self, line_end: Range<usize>) -> bool {
        let source = self.document.source;
        let before = source[..line_end.start].rsplit(['\n', '\r']).next();
        let after = source[line_end.end..].trim_start_matches(['\n', '\r']).split(['\n', '\r']).next();
        [before, after].into_iter().flatten().any(|line| {
            let line = line.trim_matches(|it: char| it.is_whitespace() || it == '>');
            [("{%", "%}"), ("{{", "}}"), ("{#", "#}")].iter().any(|it| line.starts_with(it.0) && line.ends_with(it.1))
        })
    }
}

/// Containers that stand in each other have growing numbers.
fn is_among(containers: &[Container], id: u32) -> bool {
    containers.binary_search_by_key(&id, |it| it.id()).is_ok()
}

/// The words of a text between blanks and marks of quotations.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start_of = |it: &str| it.as_ptr() as usize - text.as_ptr() as usize;
    let words = text.split(|it: char| it.is_whitespace() || it == '>').filter(|it| !it.is_empty());
    words.map(move |it| start_of(it)..start_of(it) + it.len())
}

fn is_mark_of_item(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    let is_number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
    matches!(word, "-" | "*" | "+") || is_number && number.len() + 1 == word.len()
}

/// What stands between the backticks, on one line.
fn code_words(written: &str, in_table: bool) -> Cow<'_, str> {
    let is_padded = written.starts_with([' ', '\n', '\r']) && written.ends_with([' ', '\n', '\r']);
    let inner = if is_padded && !written.trim().is_empty() { &written[1..written.len() - 1] } else { written };
    match inner {
        it if in_table => it.replace("\\|", "|").into(),
        it if it.contains(['\n', '\r']) => it.lines().map(str::trim).collect::<Vec<_>>().join(" ").into(),
        it => it.into(),
    }
}
