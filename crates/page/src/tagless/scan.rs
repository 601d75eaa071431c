//! Reads text once, from its first byte to its last, and counts line by line.

use std::collections::VecDeque;
use std::ops::Range;

use super::characters::{CLASS, Class, count_word, mark, wide_sign};
use super::lexicon::{Hint, Word};
use super::line::{Counts, Kind, Line};
use crate::Form;

/// A link may span so many lines; a bracket that stays open longer was no link.
const LONGEST_LINK: usize = 40;

/// So many brackets can be open at once; those within are read as text.
const DEEPEST_BRACKET: usize = 16;

/// Only so many words of a line are compared with others.
const KEPT_WORDS: usize = 48;

/// All lines that are not blank.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) lines: Vec<Line>,
    /// The hashes of their words that say something, line after line.
    pub(crate) words: Vec<u32>,
}

/// Reads all lines; nothing if there are more than `most` that are not blank.
pub(crate) fn lines(text: &str, form: Form, most: usize) -> Option<Lines> {
    let mut scan = Scan { text: text.as_bytes(), form, found: Lines::default(), open: VecDeque::new(), fence: None };
    let mut start = 0;
    let mut blanks = 0;
    while start < text.len() {
        let end = memchr::memchr(b'\n', &scan.text[start..]).map_or(text.len(), |it| start + it);
        if scan.line(start..end, blanks) {
            blanks = 0;
        } else {
            blanks += 1;
        }
        if scan.found.lines.len() > most {
            return None;
        }
        start = end + 1;
    }
    Some(scan.found)
}

struct Scan<'a> {
    text: &'a [u8],
    form: Form,
    found: Lines,
    open: VecDeque<Bracket>,
    /// The character of the fence that is open.
    fence: Option<u8>,
}

/// A `[` that waits for its `]`.
struct Bracket {
    line: usize,
    /// The words of its line before it.
    words: u32,
    /// For a picture, what was counted before its description.
    image: Option<Counts>,
}

impl Scan<'_> {
    /// Reads one line; false if it is blank.
    fn line(&mut self, range: Range<usize>, blanks: u32) -> bool {
        let mut at = range.start;
        let mut end = range.end;
        while end > at && self.text[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        let mut line = Line { range: at..end, blanks, ..Line::default() };
        (at, line.indent) = self.blanks(at, end);
        if at == end {
            return false;
        }
        line.unit = self.found.lines.len() as u32;
        line.words = self.found.words.len() as u32..self.found.words.len() as u32;
        let at = self.start_of_line(&mut line, at, end);
        self.underline(&line);
        let literal = line.kind == Kind::Code || self.form == Form::Text;
        self.found.lines.push(line);
        self.words(at, end, literal);
        let words = self.found.words.len() as u32;
        let line = self.found.lines.last_mut().expect("a line was pushed");
        line.words.end = words;
        if line.counts.words == 0 && line.images == 0 {
            line.kind = Kind::Mark;
        }
        true
    }

    /// Skips blanks, and tells how many columns they take.
    fn blanks(&self, mut at: usize, end: usize) -> (usize, u32) {
        let mut columns = 0;
        while at < end {
            match self.text[at] {
                b' ' => columns += 1,
                b'\t' => columns += 4,
                b'\r' | 0x0b | 0x0c => {}
                _ => break,
            }
            at += 1;
        }
        (at, columns)
    }

    /// Reads the markers of a line and returns where its text starts.
    fn start_of_line(&mut self, line: &mut Line, mut at: usize, end: usize) -> usize {
        if self.form == Form::Markdown {
            if let Some(fence) = fence(&self.text[at..end]) {
                match self.fence {
                    None => self.fence = Some(fence),
                    Some(open) if open == fence => self.fence = None,
                    Some(_) => {}
                }
                line.kind = Kind::Code;
                return at;
            }
            if self.fence.is_some() {
                line.kind = Kind::Code;
                return at;
            }
        }
        // Converters nest markers: a quote in a list, a list in a list.
        while at < end {
            let rest = &self.text[at..end];
            let marker = match rest[0] {
                b'>' => {
                    line.kind = Kind::Quote;
                    line.level = line.level.saturating_add(1);
                    1
                }
                b'*' | b'-' | b'+' if rest.get(1).is_none_or(|&it| it == b' ' || it == b'\t') => {
                    line.kind = Kind::Bullet;
                    1
                }
                b'0'..=b'9' => {
                    let digits = rest.iter().take(4).take_while(|it| it.is_ascii_digit()).count();
                    let closed = matches!(rest.get(digits), Some(b'.' | b')')) && rest.get(digits + 1) == Some(&b' ');
                    if !closed {
                        break;
                    }
                    line.kind = Kind::Numbered;
                    digits + 1
                }
                b'#' if self.form == Form::Markdown => {
                    let level = rest.iter().take(7).take_while(|&&it| it == b'#').count();
                    if level == 7 || rest.get(level).is_some_and(|&it| it != b' ') {
                        break;
                    }
                    line.kind = Kind::Heading;
                    line.level = level as u8;
                    level
                }
                b'|' => {
                    line.kind = Kind::Row;
                    break;
                }
                _ => break,
            };
            at = self.blanks(at + marker, end).0;
            if line.kind == Kind::Heading {
                break;
            }
        }
        at
    }

    /// Makes the line above a heading if this one is made of `=` or `-`.
    fn underline(&mut self, line: &Line) {
        let bytes = &self.text[line.range.clone()];
        let level = match bytes[0] {
            b'=' => 1,
            b'-' => 2,
            _ => return,
        };
        if self.form == Form::Text || line.blanks > 0 || bytes.len() < 3 || bytes.iter().any(|&it| it != bytes[0]) {
            return;
        }
        let Some(above) = self.found.lines.last_mut() else { return };
        if above.kind == Kind::Prose && above.counts.words > 0 {
            above.kind = Kind::Heading;
            above.level = level;
        }
    }

    /// Reads the text of the last line.
    fn words(&mut self, mut at: usize, end: usize, literal: bool) {
        let text = self.text;
        let index = self.found.lines.len() - 1;
        let mut counts = Counts::default();
        let mut hash = 0_u32;
        let mut before = Word::NONE;
        let mut kept = 0;
        let mut bold = false;
        let mut tags_end = false;
        while at < end {
            let byte = text[at];
            // Most characters that are looked at here stand between two words.
            if byte == b' ' {
                at += 1;
                continue;
            }
            let class = CLASS[byte as usize];
            if class == Class::Word {
                let Some((word, word_end)) = count_word(&mut counts, text, at, end, before) else {
                    let (length, sign) = wide_sign(text, at, end);
                    sign.count(&mut counts);
                    at += length;
                    continue;
                };
                counts.bold += u32::from(bold);
                hash = hash.rotate_left(5) ^ word.hash;
                before = word;
                if !word.hints.has(Hint::Stop) && kept < KEPT_WORDS {
                    kept += 1;
                    self.found.words.push(word.hash);
                }
                // A blank behind it says nothing.
                at = word_end + usize::from(text.get(word_end) == Some(&b' '));
                continue;
            }
            match class {
                Class::Word | Class::Blank => {}
                Class::Mark => mark(&mut counts, text, at, end),
                Class::Markup if literal => {
                    if byte != b'_' {
                        mark(&mut counts, text, at, end);
                    }
                }
                Class::Markup => match byte {
                    // What is escaped is text.
                    b'\\' => at += usize::from(text.get(at + 1).is_some_and(|it| CLASS[*it as usize] == Class::Markup)),
                    b'*' | b'_' if text.get(at + 1) == Some(&byte) => {
                        bold = !bold;
                        at += 1;
                    }
                    b'!' => {
                        if text.get(at + 1) == Some(&b'[') && at + 1 < end {
                            self.open(Bracket { line: index, words: counts.words, image: Some(counts) });
                            at += 1;
                        } else {
                            mark(&mut counts, text, at, end);
                        }
                    }
                    b'[' => self.open(Bracket { line: index, words: counts.words, image: None }),
                    b']' => {
                        at = self.close(&mut counts, index, at + 1, end);
                        continue;
                    }
                    b'<' => {
                        let tag =
                            text.get(at + 1).is_some_and(|&it| it.is_ascii_alphabetic() || it == b'/' || it == b'!');
                        if tag && !tags_end {
                            match memchr::memchr(b'>', &text[at..end]) {
                                Some(length) => {
                                    // An address between brackets is a link; all else is a tag.
                                    let address = text[at + 1..].starts_with(b"http");
                                    self.found.lines[index].links += u32::from(address);
                                    at += length;
                                }
                                None => tags_end = true,
                            }
                        }
                    }
                    _ => {}
                },
            }
            at += 1;
        }
        let line = &mut self.found.lines[index];
        counts.linked = counts.linked.min(counts.words);
        line.counts = counts;
        line.hash = hash;
    }

    fn open(&mut self, bracket: Bracket) {
        if self.open.len() == DEEPEST_BRACKET {
            self.open.pop_front();
        }
        self.open.push_back(bracket);
    }

    /// Reads what follows a `]` and returns where text goes on.
    fn close(&mut self, counts: &mut Counts, index: usize, at: usize, end: usize) -> usize {
        let text = self.text;
        let bracket = self.open.pop_back().filter(|it| index - it.line <= LONGEST_LINK);
        let after = match text.get(at) {
            Some(b'(') if at < end => destination(text, at + 1, end),
            Some(b'[') if at < end => match memchr::memchr(b']', &text[at..end.min(at + 200)]) {
                Some(length) => at + length + 1,
                None => return at,
            },
            _ => return at,
        };
        let Some(bracket) = bracket else {
            // The start is lost; the address is not text all the same.
            return after;
        };
        if let Some(before) = bracket.image {
            if bracket.line == index {
                *counts = before;
            }
            let line = &mut self.found.lines[index];
            line.image_first |= line.images == 0 && counts.words == 0;
            line.images += 1;
            return after;
        }
        self.found.lines[index].links += 1;
        if bracket.line == index {
            counts.linked += counts.words.saturating_sub(bracket.words);
            return after;
        }
        counts.linked = counts.words;
        let unit = self.found.lines[bracket.line].unit;
        self.found.lines[index].unit = unit;
        let first = &mut self.found.lines[bracket.line];
        first.links += 1;
        let words = first.counts.words;
        first.counts.linked = words.min(first.counts.linked + words.saturating_sub(bracket.words));
        for line in &mut self.found.lines[bracket.line + 1..index] {
            line.unit = unit;
            line.links += 1;
            line.counts.linked = line.counts.words;
        }
        after
    }
}

/// The character of a fence, if this line is one.
fn fence(line: &[u8]) -> Option<u8> {
    let first = line[0];
    ((first == b'`' || first == b'~') && line.len() >= 3 && line[1] == first && line[2] == first).then_some(first)
}

/// Where the text goes on behind a destination.
///
/// A destination ends on its line. If its bracket does not close, all of the line is taken: so no byte is read twice.
fn destination(text: &[u8], mut at: usize, end: usize) -> usize {
    let mut depth = 0;
    while let Some(length) = memchr::memchr2(b'(', b')', &text[at..end]) {
        at += length + 1;
        match text[at - 1] {
            b'(' => depth += 1,
            _ if depth == 0 => return at,
            _ => depth -= 1,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares each line as `KIND LEVEL words/linked`, and its unit if it is not its own.
    fn check(form: Form, text: &str, expected: &[&str]) {
        let found = lines(text, form, usize::MAX).expect("there is no limit");
        let seen = found.lines.iter().enumerate().map(|(index, it)| {
            let unit = if it.unit as usize == index { String::new() } else { format!(" in {}", it.unit) };
            format!("{:?} {} {}/{}{unit}", it.kind, it.level, it.counts.words, it.counts.linked)
        });
        let seen: Vec<String> = seen.collect();
        assert_eq!(seen, expected, "{text:?}");
    }

    fn markdown(text: &str, expected: &[&str]) {
        check(Form::Markdown, text, expected);
    }

    #[test]
    fn tells_kinds_of_lines() {
        markdown(
            "# The ferry\n\nIt sails.\n* now\n  2. then\n> he said\n| a | b |\n---\n",
            &[
                "Heading 1 2/0",
                "Prose 0 2/0",
                "Bullet 0 1/0",
                "Numbered 0 1/0",
                "Quote 1 2/0",
                "Row 0 2/0",
                "Mark 0 0/0",
            ],
        );
    }

    #[test]
    fn underlined_lines_are_headings() {
        markdown(
            "The orchard\n===\nApples\n---\n\n---\n",
            &["Heading 1 2/0", "Mark 0 0/0", "Heading 2 1/0", "Mark 0 0/0", "Mark 0 0/0"],
        );
    }

    #[test]
    fn addresses_and_descriptions_of_pictures_are_no_words() {
        markdown("See [the old pier](/pier_(old)/map \"A map\") today", &["Prose 0 5/3"]);
        markdown("![A red boat](boat.jpg)", &["Prose 0 0/0"]);
        markdown("[![A red boat](boat.jpg) Boats](/boats)", &["Prose 0 1/1"]);
        markdown("<https://example.com/pier> <b>and</b>", &["Prose 0 1/0"]);
    }

    #[test]
    fn escaped_brackets_are_text() {
        markdown("as shown before \\[1\\](2)", &["Prose 0 5/0"]);
    }

    #[test]
    fn a_link_may_span_lines() {
        markdown(
            "Read\n[\n\n### New ovens\n\nfor the bakery\n\n](/ovens) soon",
            &["Prose 0 1/0", "Mark 0 0/0", "Heading 3 2/2 in 1", "Prose 0 3/3 in 1", "Prose 0 1/0 in 1"],
        );
    }

    #[test]
    fn a_bracket_that_stays_open_takes_no_line() {
        markdown("a [b\n\nc\n\n[d](/d) e", &["Prose 0 2/0", "Prose 0 1/0", "Prose 0 2/1"]);
    }

    #[test]
    fn plain_text_has_no_links_and_no_code() {
        check(Form::Text, "[one](two)\n```\n# three", &["Prose 0 2/0", "Mark 0 0/0", "Prose 0 1/0"]);
    }

    #[test]
    fn code_is_read_as_it_stands() {
        markdown("```\n[a](b)\n# c\n```\nd", &["Mark 0 0/0", "Code 0 2/0", "Code 0 1/0", "Mark 0 0/0", "Prose 0 1/0"]);
    }

    #[test]
    fn words_are_words_in_other_scripts() {
        check(Form::Text, "Über die Fähre – “heute”…", &["Prose 0 4/0"]);
        check(Form::Text, "渡し船は、今日も来る。", &["Prose 0 2/0"]);
    }

    #[test]
    fn gives_up_when_there_are_too_many_lines() {
        assert!(lines("a\n\n\nb\n", Form::Text, 2).is_some());
        assert!(lines("a\nb\nc", Form::Text, 2).is_none());
    }
}
