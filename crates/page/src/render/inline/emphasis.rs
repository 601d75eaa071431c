//! Where asterisks would be read as emphasis, and where tags must stand.

use super::escape::needs_escape;
use super::{Format, Piece, Place};

/// How often neighbours are looked at again before all formats become HTML.
const MAX_ROUNDS: usize = 6;

/// Which of the pieces that open or close a format are to be tags.
///
/// Asterisks are emphasis only where the characters around them allow it, which is not so in `a**"b"**c` or beside
/// other asterisks that mean something else. No blank is put in to make it so: in Chinese that would be a mistake.
pub(super) fn formats_as_html(pieces: &[Piece], place: Place) -> Vec<bool> {
    let mut as_html: Vec<bool> = pieces
        .iter()
        .map(|it| matches!(it, Piece::Open(format) | Piece::Close(format) if format.delimiter().is_none()))
        .collect();
    let spans = spans(pieces);
    for round in 0..=MAX_ROUNDS {
        let mut changed = false;
        for span in &spans {
            if as_html[span.open] {
                continue;
            }
            let neighbours = Neighbours { pieces, as_html: &as_html, place };
            if round == MAX_ROUNDS || !neighbours.allow(span) {
                as_html[span.open] = true;
                as_html[span.close] = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    as_html
}

/// The pieces that open and close a format that has a delimiter.
struct Span {
    open: usize,
    close: usize,
    /// Where the format around it opens, if one with asterisks is.
    outer: Option<usize>,
}

fn spans(pieces: &[Piece]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Open(format) if format.delimiter().is_some() => {
                open.push((at, spans.len()));
                let outer = open.iter().rev().nth(1).map(|it| it.0);
                spans.push(Span { open: at, close: at, outer });
            }
            Piece::Close(format) if format.delimiter().is_some() => {
                if let Some((_, span)) = open.pop() {
                    spans[span].close = at;
                }
            }
            _ => {}
        }
    }
    spans
}

struct Neighbours<'a> {
    pieces: &'a [Piece],
    as_html: &'a [bool],
    place: Place,
}

impl Neighbours<'_> {
    /// Whether the delimiters of a span would be read as what they are.
    fn allow(&self, span: &Span) -> bool {
        let (Some(first), Some(last)) = (self.after(span.open, true), self.before(span.close, true)) else {
            return false;
        };
        // Behind `**a**`, a further `*` would belong to the delimiter that closes.
        let touches_closing = matches!(self.pieces.get(span.open.wrapping_sub(1)), Some(Piece::Close(_)))
            && !self.as_html[span.open - 1]
            && self.delimiter_char(span.open - 1) == self.delimiter_char(span.open);
        let (outside_before, outside_after) = (self.before(span.open, false), self.after(span.close, false));
        // Inside a word, an opening `*` could as well close one that is open.
        let could_close = span.outer.is_some_and(|it| !self.as_html[it]) && outside_before.is_some_and(is_of_word);
        !touches_closing && !could_close && opens(first, outside_before) && opens(last, outside_after)
    }

    fn delimiter_char(&self, at: usize) -> Option<char> {
        match self.pieces[at] {
            Piece::Open(format) | Piece::Close(format) => format.delimiter()?.chars().next(),
            _ => None,
        }
    }

    /// The first character behind the run of delimiters to which that at `at` belongs.
    ///
    /// Inside of a span only delimiters that open belong to the run, outside only those that close.
    fn after(&self, at: usize, inside: bool) -> Option<char> {
        let mut next = at + 1;
        while self.is_in_run(at, next, inside) {
            next += 1;
        }
        self.char_of(self.pieces.get(next)?, next, true)
    }

    /// The last character before the run of delimiters to which that at `at` belongs.
    fn before(&self, at: usize, inside: bool) -> Option<char> {
        let mut before = at.checked_sub(1)?;
        while self.is_in_run(at, before, !inside) {
            before = before.checked_sub(1)?;
        }
        self.char_of(&self.pieces[before], before, false)
    }

    fn is_in_run(&self, of: usize, at: usize, opening: bool) -> bool {
        let same_direction = match self.pieces.get(at) {
            Some(Piece::Open(_)) => opening,
            Some(Piece::Close(_)) => !opening,
            _ => false,
        };
        same_direction && !self.as_html[at] && self.delimiter_char(at) == self.delimiter_char(of)
    }

    fn char_of(&self, piece: &Piece, at: usize, first: bool) -> Option<char> {
        let end = |text: &str| if first { text.chars().next() } else { text.chars().next_back() };
        match piece {
            Piece::Text(text) => end(text).map(|it| if needs_escape(it) && first { '\\' } else { it }),
            Piece::Code(_) => Some('`'),
            Piece::Markup(markup) => end(markup),
            Piece::Space => Some(' '),
            Piece::Break if self.place == Place::Cell => Some(if first { '<' } else { '>' }),
            Piece::Break => Some('\n'),
            Piece::Open(Format::Link(_)) => Some('['),
            Piece::Close(Format::Link(_)) => Some(if first { ']' } else { ')' }),
            Piece::Open(_) | Piece::Close(_) if self.as_html[at] => Some(if first { '<' } else { '>' }),
            Piece::Open(_) | Piece::Close(_) => self.delimiter_char(at),
        }
    }
}

/// Whether a delimiter between these two belongs to what is inside.
///
/// What counts as punctuation differs between parsers (symbols, emoji), so all that is not of a word does inside, and
/// outside only what all agree on.
fn opens(inside: char, outside: Option<char>) -> bool {
    !inside.is_whitespace() && (is_of_word(inside) || outside.is_none_or(|it| it.is_whitespace() || is_punctuation(it)))
}

fn is_of_word(it: char) -> bool {
    it.is_alphanumeric()
}

fn is_punctuation(it: char) -> bool {
    it.is_ascii_punctuation()
        || matches!(it, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203A}' | '\u{3001}'..='\u{3003}'
            | '\u{3008}'..='\u{3011}' | '\u{FF01}'..='\u{FF03}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0C}' | '\u{FF1A}'
            | '\u{FF1B}' | '\u{FF1F}')
}
