//! A run of text on its way to Markdown: formats open late and close early, so that none is empty or begins or ends
//! with a blank.

mod emphasis;
mod escape;

use emphasis::formats_as_html;
use escape::escape;
pub(crate) use escape::{escape_line, is_blank};

use super::code;
use super::links::Links;
use super::text::joins;

/// What text in a line can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Strong,
    Emphasis,
    Strike,
    Keyboard,
    Mark,
    Subscript,
    Superscript,
    /// The number of one of the [`Links`].
    Link(usize),
}

impl Format {
    /// The Markdown that begins and ends it.
    fn delimiter(self) -> Option<&'static str> {
        match self {
            Self::Strong => Some("**"),
            Self::Emphasis => Some("*"),
            Self::Strike => Some("~~"),
            _ => None,
        }
    }

    /// Its HTML, for what has no Markdown, or where Markdown would not be read as such.
    fn tag(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Emphasis => "em",
            Self::Strike => "del",
            Self::Keyboard => "kbd",
            Self::Mark => "mark",
            Self::Subscript => "sub",
            Self::Superscript => "sup",
            Self::Link(_) => "a",
        }
    }
}

/// Where a run will stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Paragraph,
    /// One line, in which `<br>` is a blank.
    Heading,
    /// One line between pipes, in which `<br>` stays.
    Cell,
}

/// Text between two boundaries of blocks.
#[derive(Debug, Default)]
pub(super) struct Run {
    pieces: Vec<Piece>,
    /// What has been opened in this run and not closed.
    open: Vec<Format>,
    /// Which `<code>` the last piece is from.
    code: Option<usize>,
    /// The last character of the last text.
    last: Option<char>,
    /// The marks of items in which there is no text yet.
    marks: Vec<String>,
    gap: Gap,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Code(String),
    /// Written as it is.
    Markup(String),
    Space,
    Break,
    Open(Format),
    Close(Format),
}

/// What stands between the last piece and the next; the greatest wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    /// White space with a line end in it, which is nothing between ideographs.
    LineOfSource,
    Space,
    Break,
}

impl Run {
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether `<br>` was the last that came.
    pub(super) fn ends_with_break(&self) -> bool {
        self.gap == Gap::Break && !self.is_empty()
    }

    pub(super) fn push_break(&mut self) {
        self.gap = Gap::Break;
    }

    pub(super) fn push_space(&mut self) {
        self.gap = self.gap.max(Gap::Space);
    }

    /// Begins a line with a mark as soon as there is text, as items of lists in cells do.
    pub(super) fn open_item(&mut self, mark: String) {
        self.push_break();
        self.marks.push(mark);
    }

    pub(super) fn close_item(&mut self) {
        self.marks.pop();
    }

    /// Adds text, of which white space collapses. Of texts in the same `<code>`, one span is made.
    pub(super) fn push_text(&mut self, text: &str, code: Option<usize>, formats: &[Format], links: &mut Links<'_>) {
        let mut rest = text;
        while !rest.is_empty() {
            let blank = rest.bytes().position(|it| !it.is_ascii_whitespace()).unwrap_or(rest.len());
            if blank > 0 {
                let is_line = rest.as_bytes()[..blank].contains(&b'\n');
                self.gap = self.gap.max(if is_line { Gap::LineOfSource } else { Gap::Space });
            }
            rest = &rest[blank..];
            let word = rest.bytes().position(|it| it.is_ascii_whitespace()).unwrap_or(rest.len());
            if word > 0 {
                self.push_word(&rest[..word], code, formats, links);
            }
            rest = &rest[word..];
        }
    }

    fn push_word(&mut self, word: &str, code: Option<usize>, formats: &[Format], links: &mut Links<'_>) {
        self.begin(Some(word), code, formats, links);
        self.last = word.chars().next_back();
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) if code.is_none() => last.push_str(word),
            Some(Piece::Code(last)) if code.is_some() => last.push_str(word),
            _ if code.is_some() => self.pieces.push(Piece::Code(word.to_owned())),
            _ => self.pieces.push(Piece::Text(word.to_owned())),
        }
    }

    /// Adds what is Markdown already: a picture, a film.
    pub(super) fn push_markup(&mut self, markup: String, formats: &[Format], links: &mut Links<'_>) {
        self.begin(None, None, formats, links);
        self.last = None;
        self.pieces.push(Piece::Markup(markup));
    }

    /// Closes formats that are over, writes the gap, opens those that began.
    fn begin(&mut self, word: Option<&str>, code: Option<usize>, formats: &[Format], links: &mut Links<'_>) {
        if !self.marks.is_empty() {
            let marks = std::mem::take(&mut self.marks).concat();
            self.begin_piece(None, None, &[], links);
            self.pieces.push(Piece::Text(marks));
        }
        self.begin_piece(word, code, formats, links);
    }

    fn begin_piece(&mut self, word: Option<&str>, code: Option<usize>, formats: &[Format], links: &mut Links<'_>) {
        let wanted = wanted(formats, &self.open, links);
        let common = self.open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        let same_formats = common == self.open.len() && common == wanted.len();
        while self.open.len() > common {
            self.close_last();
        }
        let same_code = code.is_some() && code == self.code;
        self.code = code;
        let gap = std::mem::take(&mut self.gap);
        match (gap, self.pieces.last_mut()) {
            (_, None) | (Gap::None, _) => {}
            (Gap::Break, _) => self.pieces.push(Piece::Break),
            (Gap::LineOfSource, _) if joins(self.last, word.and_then(|it| it.chars().next())) => {}
            (_, Some(Piece::Text(last))) if same_formats && code.is_none() => last.push(' '),
            (_, Some(Piece::Code(last))) if same_formats && same_code => last.push(' '),
            _ => self.pieces.push(Piece::Space),
        }
        for format in &wanted[common..] {
            if let Format::Link(link) = *format {
                links.count_use(link);
            }
            self.open.push(*format);
            self.pieces.push(Piece::Open(*format));
        }
    }

    fn close_last(&mut self) {
        if let Some(format) = self.open.pop() {
            self.pieces.push(Piece::Close(format));
        }
    }

    /// The run as Markdown without a line end behind it. Afterwards it is empty.
    pub(super) fn take(&mut self, place: Place, links: &Links<'_>) -> String {
        while !self.open.is_empty() {
            self.close_last();
        }
        self.gap = Gap::None;
        render(&with_blanks_outside(std::mem::take(&mut self.pieces)), place, links)
    }
}

/// The formats to open: of links in each other, which Markdown does not know, the inner one.
fn wanted(formats: &[Format], open: &[Format], links: &Links<'_>) -> Vec<Format> {
    let link = formats.iter().rfind(|it| matches!(it, Format::Link(_)));
    let may_stand = |it: &&Format| match *it {
        Format::Link(number) => Some(*it) == link && (open.contains(it) || links.may_open(*number)),
        _ => true,
    };
    formats.iter().filter(may_stand).copied().collect()
}

/// Moves no-break spaces and their like out of the ends of formats, where delimiters could not stand beside them.
fn with_blanks_outside(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    // What stood at the end of a format, until all that end there are closed.
    let mut blanks = String::new();
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        if !matches!(piece, Piece::Close(_)) && !blanks.is_empty() {
            out.push(Piece::Text(std::mem::take(&mut blanks)));
        }
        let Piece::Text(mut text) = piece else {
            out.push(piece);
            continue;
        };
        let is_blank = text.chars().all(char::is_whitespace);
        if !is_blank && matches!(out.last(), Some(Piece::Open(_))) {
            let start = text.len() - text.trim_start().len();
            let opened = out.iter().rposition(|it| !matches!(it, Piece::Open(_))).map_or(0, |it| it + 1);
            if start > 0 {
                out.insert(opened, Piece::Text(text.drain(..start).collect()));
            }
        }
        if !is_blank && matches!(pieces.peek(), Some(Piece::Close(_))) {
            let end = text.trim_end().len();
            blanks = text.split_off(end);
        }
        out.push(Piece::Text(text));
    }
    if !blanks.is_empty() {
        out.push(Piece::Text(blanks));
    }
    out
}

fn render(pieces: &[Piece], place: Place, links: &Links<'_>) -> String {
    let as_html = formats_as_html(pieces, place);
    let mut out = String::new();
    let mut in_link = false;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => {
                let begins_line = place == Place::Paragraph && (out.is_empty() || out.ends_with('\n'));
                let before_link = matches!(pieces.get(at + 1), Some(Piece::Open(_)));
                if begins_line {
                    escape_line(text, before_link, &mut out);
                } else {
                    escape(text, place, before_link, &mut out);
                }
            }
            // Else `[`a]:b`](c)` would define where a reference leads.
            Piece::Code(text) if in_link && text.contains("]:") => {
                out.push_str("<code>");
                escape(text, place, false, &mut out);
                out.push_str("</code>");
            }
            Piece::Code(text) if place == Place::Cell => out.push_str(&code::span(text).replace('|', "\\|")),
            Piece::Code(text) => out.push_str(&code::span(text)),
            Piece::Markup(markup) => out.push_str(markup),
            Piece::Space => out.push(' '),
            Piece::Break => out.push_str(match place {
                Place::Paragraph => "  \n",
                Place::Heading => " ",
                Place::Cell => "<br>",
            }),
            Piece::Open(Format::Link(_)) => {
                in_link = true;
                out.push('[');
            }
            Piece::Close(Format::Link(link)) => {
                in_link = false;
                out.push_str(links.end(*link));
            }
            Piece::Open(format) if as_html[at] => out.push_str(&format!("<{}>", format.tag())),
            Piece::Close(format) if as_html[at] => out.push_str(&format!("</{}>", format.tag())),
            Piece::Open(format) | Piece::Close(format) => out.push_str(format.delimiter().unwrap_or_default()),
        }
    }
    if place == Place::Heading && out.ends_with('#') {
        out.insert(out.len() - 1, '\\'); // else it would close the heading
    }
    out
}
