//! What is refused before the library sees it.
//!
//! libyaml and its descendants need time that grows with the square of the nesting: 200 kB of `[`
//! keep one busy for twenty seconds. One linear walk over the text answers first. What aliases
//! expand to is counted exactly, while the data is built (see `data`).

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{ErrorKind, ReadError};
use crate::front_matter::Fault;
use crate::lines::Lines;
use crate::yaml::scan;

/// The deepest nesting that is read, lists and mappings together; the YAML library has the same
/// limit. (The JSON library stops at 127, the TOML library at 80.)
pub const MAX_DEPTH: usize = 128;

/// More directives than any header has use for; the library compares each with all before it.
const MAX_DIRECTIVES: usize = 100;

/// Refuses what the library must not see, or would refuse without saying where, and gives the text
/// as the library takes it: byte for byte as long, tabs alone made spaces.
pub(crate) fn admit(text: &str) -> Result<Cow<'_, str>, Fault> {
    if let Some((start, c)) = text.char_indices().find(|(_, c)| !is_printable(*c)) {
        return Err(Fault {
            kind: ErrorKind::ControlCharacter,
            span: start..start + c.len_utf8(),
            message: format!("the character U+{:04X} is not allowed in YAML", u32::from(c)),
        });
    }
    let tabs = walk(text.as_bytes())?;
    if tabs.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    let mut spaced = text.to_owned();
    for span in tabs {
        spaced.replace_range(span.clone(), &" ".repeat(span.len()));
    }
    Ok(Cow::Owned(spaced))
}

/// Refuses YAML whose reading would take time that grows with the square of its length, wherever it stands: for
/// whoever gives other texts than headers to the YAML library.
///
/// What aliases expand to is not looked at, nor whether it is YAML at all.
///
/// # Errors
/// If it nests deeper than [`MAX_DEPTH`], or has a flood of directives.
pub fn check_yaml_cost(text: &str) -> Result<(), ReadError> {
    let refused = |Fault { kind, span, message }| ReadError::new(text.as_bytes(), span, kind, message);
    walk(text.as_bytes()).map(drop).map_err(refused)
}

/// Refuses what takes the library too long. Gives the blanks with tabs that lead a line without content.
fn walk(raw: &[u8]) -> Result<Vec<Range<usize>>, Fault> {
    let mut directives = Lines::new(raw, 0).filter(|line| raw[line.start] == b'%');
    if let Some(line) = directives.nth(MAX_DIRECTIVES) {
        let message = format!("more than {MAX_DIRECTIVES} directives");
        return Err(Fault { kind: ErrorKind::Syntax, span: line.start..line.end, message });
    }
    Walk::new(raw).run().map_err(|TooDeepAt(at)| Fault {
        kind: ErrorKind::TooDeep,
        span: at..at + 1,
        message: format!("nested deeper than {MAX_DEPTH} levels"),
    })
}

/// The printable characters of the YAML specification.
pub(crate) fn is_printable(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}'
        | '\u{10000}'..)
}

/// A walk over tokens that keeps no more than the columns of the open block collections.
struct Walk<'a> {
    raw: &'a [u8],
    at: usize,
    line_start: usize,
    /// Invariant: rises strictly.
    columns: Vec<usize>,
    /// Blanks with tabs that lead a line without content: fine in YAML, an error to the library.
    tabs: Vec<Range<usize>>,
}

/// The place of a collection that is nested too deep.
struct TooDeepAt(usize);

impl<'a> Walk<'a> {
    fn new(raw: &'a [u8]) -> Walk<'a> {
        Walk { raw, at: 0, line_start: 0, columns: Vec::new(), tabs: Vec::new() }
    }

    fn run(mut self) -> Result<Vec<Range<usize>>, TooDeepAt> {
        while self.at < self.raw.len() {
            self.enter_line();
            self.walk_line()?;
        }
        Ok(self.tabs)
    }

    /// Closes the collections that a line's indentation ends.
    fn enter_line(&mut self) {
        self.line_start = self.at;
        if scan::is_document_marker(self.raw, self.at) {
            self.columns.clear();
            self.at += 3;
            return;
        }
        let blanks = self.at..self.at + scan::blanks(&self.raw[self.at..]);
        let has_content = !matches!(self.raw.get(blanks.end), None | Some(b'\n' | b'\r' | b'#'));
        if !has_content {
            self.at = blanks.end;
            if self.raw[blanks.clone()].contains(&b'\t') {
                self.tabs.push(blanks);
            }
            return;
        }
        let indent = scan::indent(&self.raw[self.at..]);
        self.at += indent;
        while self.columns.last().is_some_and(|column| *column > indent) {
            self.columns.pop();
        }
    }

    /// Walks to the start of the next line that is not part of a scalar.
    fn walk_line(&mut self) -> Result<(), TooDeepAt> {
        while let Some(&byte) = self.raw.get(self.at) {
            let start = self.at;
            match byte {
                b'\n' | b'\r' => {
                    self.at += 1;
                    return Ok(());
                }
                b' ' | b'\t' => self.at += 1,
                b'#' => self.at = scan::line_end(self.raw, start),
                b'-' | b'?' | b':' if scan::ends_token(self.raw, start + 1) => {
                    self.open(start)?;
                    self.at += 1;
                }
                b'&' | b'*' | b'!' => {
                    let rest = &self.raw[start..];
                    let is_end = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
                    self.at = start + rest.iter().position(is_end).unwrap_or(rest.len());
                }
                b'[' | b'{' => {
                    let left = MAX_DEPTH - self.columns.len();
                    self.at = match scan::flow_end(self.raw, start, left) {
                        Ok(end) => end,
                        Err(Some(deep)) => return Err(TooDeepAt(deep)),
                        Err(None) => self.raw.len(),
                    };
                }
                b'|' | b'>' => {
                    self.at = scan::line_end(self.raw, start);
                    self.skip_scalar_lines(false);
                    return Ok(());
                }
                _ => {
                    if let Some(key) = scan::key(self.raw, start) {
                        self.open(start)?;
                        self.at = key.colon + 1;
                    } else if matches!(byte, b'"' | b'\'') {
                        self.at = scan::quoted_end(self.raw, start).unwrap_or(self.raw.len());
                    } else {
                        self.at = scan::plain_end(self.raw, start).max(start + 1);
                        if matches!(self.raw.get(self.at), Some(b'\n' | b'\r')) {
                            self.skip_scalar_lines(true);
                            return Ok(());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, at: usize) -> Result<(), TooDeepAt> {
        let column = at - self.line_start;
        if self.columns.last().is_none_or(|last| *last < column) {
            if self.columns.len() == MAX_DEPTH {
                return Err(TooDeepAt(at));
            }
            self.columns.push(column);
        }
        Ok(())
    }

    /// Skips the further lines of a block scalar, or of a plain one, which a comment ends.
    fn skip_scalar_lines(&mut self, is_plain: bool) {
        let parent = self.columns.last().copied();
        let mut lines = Lines::new(self.raw, scan::line_end(self.raw, self.at));
        let rest_of_line = lines.next();
        self.at = rest_of_line.map_or(self.raw.len(), |line| line.next);
        for line in lines {
            let indent = scan::indent(&self.raw[line.start..line.end]);
            let first = self.raw[line.start..line.end].get(indent);
            let belongs = match first {
                None => true,
                Some(b'#') if is_plain => false,
                Some(_) => parent.is_none_or(|parent| indent > parent),
            };
            if !belongs || scan::is_document_marker(self.raw, line.start) {
                return;
            }
            self.at = line.next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_at(text: &str) -> Option<(ErrorKind, usize)> {
        admit(text).err().map(|fault| (fault.kind, fault.span.start))
    }

    #[test]
    fn lets_a_hundred_levels_pass() {
        for text in [
            format!("a: {}{}\n", "[".repeat(100), "]".repeat(100)),
            format!("a:\n  {}x\n", "- ".repeat(100)),
            (0..100).map(|it| format!("{}k:\n", " ".repeat(it))).collect(),
        ] {
            assert_eq!(fault_at(&text), None);
        }
    }

    #[test]
    fn refuses_deep_nesting_in_brackets_and_in_lines() {
        for text in [
            format!("a: {}", "[".repeat(400)),
            format!("a: {}", "{b: ".repeat(400)),
            format!("a:\n  {}x\n", "- ".repeat(400)),
            format!("{}x\n", "? ".repeat(400)),
            format!("--- {}\n", "[".repeat(400)),
            format!("a: \"x\" {}\n", "[".repeat(400)),
            (0..400).map(|it| format!("{}k:\n", " ".repeat(it))).collect(),
            (0..400).map(|it| format!("{}'k':\n", " ".repeat(it))).collect(),
        ] {
            assert_eq!(fault_at(&text).map(|it| it.0), Some(ErrorKind::TooDeep), "{text:.40}");
        }
    }

    #[test]
    fn tells_the_cost_of_other_texts_with_its_place() {
        let deep = format!("rules:\n  - a: {}", "[".repeat(400));
        let error = check_yaml_cost(&deep).expect_err("too deep");
        assert_eq!((error.kind, error.line, error.column), (ErrorKind::TooDeep, 2, 133));
        assert_eq!(check_yaml_cost("rules:\n\t\u{1b}: [\n"), Ok(()));
    }

    #[test]
    fn does_not_count_brackets_inside_scalars() {
        let many = "[".repeat(400);
        for text in [
            format!("a: it's {many}\n"),
            format!("a: '{many}'\nb: \"{many}\"\n"),
            format!("a: |\n  {many}\n\n  {many}\nb: >-\n  {many}\n"),
            format!("a: text\n  {many}\n"),
            format!("# {many}\na: 1 # {many}\n"),
            format!("a: [it's, '{many}', \"{many}\", # {many}\n  b]\n"),
        ] {
            assert_eq!(fault_at(&text), None, "{text:.40}");
        }
    }

    #[test]
    fn names_the_control_character() {
        assert_eq!(fault_at("a: b\u{1b}c\n"), Some((ErrorKind::ControlCharacter, 4)));
        assert_eq!(fault_at("\u{e9}: \u{feff}x\n"), Some((ErrorKind::ControlCharacter, 4)));
        assert_eq!(fault_at("a: \t\u{85}\u{e000}\u{1f680}\r\n"), None);
    }

    #[test]
    fn makes_tabs_spaces_only_on_lines_without_content() {
        let admitted = |text| admit(text).expect("nothing is wrong here").into_owned();
        assert_eq!(admitted("a: 1\n\t\nb:\t2\n\t# c\td\n"), "a: 1\n \nb:\t2\n # c\td\n");
        for text in ["a: |\n  x\n  \t\n  y\n", "a: \"x\n\t\n  y\"\n", "a:\n\tb: c\n"] {
            assert_eq!(admitted(text), text);
        }
    }

    #[test]
    fn refuses_a_flood_of_directives() {
        let text: String = (0..200).map(|it| format!("%TAG !a{it}! x\n")).collect();
        assert_eq!(fault_at(&text).map(|it| it.0), Some(ErrorKind::Syntax));
    }
}
