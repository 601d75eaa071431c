//! JSON strings as they are written.

use std::iter;

use unchaff_driver::EditSet;

/// A JSON string after edits of what it says. What no edit takes stays as it is written: escapes too.
///
/// Nothing where an edit ends inside of what one escape stands for.
pub(crate) fn edited(literal: &str, edits: &EditSet) -> Option<String> {
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut places = Places { inside, written: 0, said: 0 };
    let mut edited = String::with_capacity(literal.len());
    edited.push('"');
    for edit in edits.edits() {
        let start = places.written;
        let span = edit.span.range();
        edited.push_str(&inside[start..places.of(span.start)?]);
        let insert = serde_json::to_string(std::str::from_utf8(&edit.insert).ok()?).ok()?;
        edited.push_str(&insert[1..insert.len() - 1]);
        places.of(span.end)?;
    }
    edited.push_str(&inside[places.written..]);
    edited.push('"');
    Some(edited)
}

/// Goes through a string, and knows which byte of what it says stands where.
struct Places<'a> {
    inside: &'a str,
    written: usize,
    said: usize,
}

impl Places<'_> {
    /// Goes on to a byte of what is said; nothing if it is none at which a character or an escape begins.
    fn of(&mut self, said: usize) -> Option<usize> {
        while self.said < said {
            let rest = &self.inside.as_bytes()[self.written..];
            let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len()).min(said - self.said);
            self.written += plain;
            self.said += plain;
            if plain == 0 {
                let (n_written, n_said) = escape(rest)?;
                self.written += n_written;
                self.said += n_said;
            }
        }
        (self.said == said && self.inside.is_char_boundary(self.written)).then_some(self.written)
    }
}

/// How many bytes an escape has, and how many bytes what it stands for has in UTF-8. Nothing if there is none.
fn escape(rest: &[u8]) -> Option<(usize, usize)> {
    if *rest.get(1)? != b'u' {
        return Some((2, 1));
    }
    let unit = |at: usize| {
        let digits = std::str::from_utf8(rest.get(at..at + 6)?.strip_prefix(b"\\u")?).ok()?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = iter::once(unit(0)?).chain(unit(6));
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((6 * character.len_utf16(), character.len_utf8()))
}
